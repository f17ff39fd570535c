//! All stages in their order: the whole program in one short file.
//!
//! [`Inputs`] enter, a [`Site`] leaves, whose paths can be rendered one by one. No IO, no printing.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::check;
use crate::config::{self, BaseUrl, Config};
use crate::diag::{Diagnostic, Findings, Levels, Strictness};
use crate::inputs::{Hash, Inputs, TextFile};
use crate::page::{self, Page, data::SourceEntry};
use crate::render::{Artifact, Plan, Rendered, Renderer, Sights, SiteValues, Theme, search_index};
use crate::wiki::{self, Parts, Wiki};

/// What may be kept from one evaluation to the next: only what is made from one file alone, keyed by all that it sees.
#[derive(Debug, Default)]
pub struct Memo {
    settings: Option<Hash>,
    pages: FxHashMap<Arc<str>, (Hash, Arc<Page>)>,
    sources: FxHashMap<Arc<str>, (Hash, SourceFile)>,
    theme: Option<(Hash, Arc<Theme>)>,
}

type SourceFile = (Arc<Vec<SourceEntry>>, Vec<Diagnostic>);

impl Memo {
    /// Takes in what an earlier run has parsed under settings with a fingerprint, as far as it is of these files.
    pub fn take_in(&mut self, settings: Hash, pages: Vec<(Arc<str>, Hash, Page)>, inputs: &Inputs) {
        if self.settings.is_none_or(|known| known == settings) {
            self.settings = Some(settings);
            for (path, hash, mut page) in pages {
                if let Some(file) = inputs.pages.get(&path).filter(|file| file.hash == hash) {
                    page.source = file.source.clone();
                    self.pages.insert(path, (hash, Arc::new(page)));
                }
            }
        }
    }

    /// Fingerprint of the settings that pages were parsed under.
    pub fn settings(&self) -> Option<Hash> {
        self.settings
    }

    /// What was parsed, for a later run: paths, hashes of the files, and pages, in no order.
    pub fn parsed(&self) -> impl Iterator<Item = (&Arc<str>, &Hash, &Page)> {
        self.pages.iter().map(|(path, (hash, page))| (path, hash, page.as_ref()))
    }
}

/// A site, evaluated as far as all its paths have in common.
#[derive(Debug)]
pub struct Site {
    /// The linked wiki.
    pub wiki: Wiki,
    /// Templates and files of the theme.
    pub theme: Arc<Theme>,
    /// Every path, but for the files of the search index.
    pub plan: Plan,
    /// Faults of everything but single paths.
    pub diagnostics: Vec<Diagnostic>,
    levels: Levels,
    values: OnceLock<SiteValues>,
    search: OnceLock<BTreeMap<String, Vec<u8>>>,
}

/// Evaluates a wiki: settings, pages, links, plan.
pub fn evaluate(inputs: &Inputs, memo: &mut Memo) -> Site {
    evaluate_observed(inputs, memo, &mut |_| {})
}

/// The same, telling an observer the name of each stage as it ends.
pub fn evaluate_observed(inputs: &Inputs, memo: &mut Memo, ended: &mut dyn FnMut(&'static str)) -> Site {
    let mut faults = inputs.diagnostics.clone();
    let (config, config_faults) = settings(inputs);
    faults.extend(config_faults);
    let config = Arc::new(config);
    let pages = pages(inputs, &config, memo);
    faults.extend(pages.iter().flat_map(|page| page.diagnostics.iter().cloned()));
    let texts = inputs.pages.values().chain(inputs.templates.values());
    faults.extend(texts.flat_map(|file| file.diagnostics.iter().cloned()));
    let sources = sources(inputs, memo, &mut faults);
    let parts = Parts {
        pages: published(pages, &config),
        sources,
        assets: inputs.assets.clone(),
        today: inputs.options.today,
        config: Arc::clone(&config),
    };
    ended("parse");
    let (wiki, link_faults) = wiki::link(parts);
    faults.extend(link_faults);
    ended("link");
    faults.extend(check::run(&wiki));
    let theme = theme(inputs, &config, memo);
    faults.extend(theme.diagnostics.iter().cloned());
    let plan = Plan::new(&wiki, &theme, &mut faults);
    ended("plan");
    let levels = levels(&config, inputs);
    Site { wiki, theme, plan, diagnostics: faults, levels, values: OnceLock::new(), search: OnceLock::new() }
}

fn settings(inputs: &Inputs) -> (Config, Vec<Diagnostic>) {
    let (mut config, faults) = config::load(&inputs.settings);
    config.content.drafts = inputs.options.drafts;
    // The command line has been checked: an address that is none never comes this far.
    if let Some(base_url) = inputs.options.base_url.as_deref().and_then(BaseUrl::parse) {
        config.base_url = base_url;
    }
    (config, faults)
}

fn levels(config: &Config, inputs: &Inputs) -> Levels {
    let mut levels = config.levels.clone();
    if inputs.options.strict {
        levels.strictness = Strictness::Strict;
    }
    levels
}

/// Parses the pages that are new or changed, in parallel.
fn pages(inputs: &Inputs, config: &Config, memo: &mut Memo) -> Vec<Arc<Page>> {
    let settings = config.parse_fingerprint();
    if memo.settings != Some(settings) {
        memo.pages.clear();
        memo.settings = Some(settings);
    }
    let known = &memo.pages;
    let parse = |(path, file): (&Arc<str>, &Arc<TextFile>)| match known.get(path) {
        Some((hash, page)) if *hash == file.hash => (Arc::clone(path), file.hash, Arc::clone(page)),
        _ => (Arc::clone(path), file.hash, Arc::new(page::parse(&file.source, path, config))),
    };
    let parsed: Vec<(Arc<str>, Hash, Arc<Page>)> =
        inputs.pages.iter().collect::<Vec<_>>().into_par_iter().with_min_len(8).map(parse).collect();
    let pages = parsed.iter().map(|(.., page)| Arc::clone(page)).collect();
    memo.pages = parsed.into_iter().map(|(path, hash, page)| (path, (hash, page))).collect();
    pages
}

fn published(mut pages: Vec<Arc<Page>>, config: &Config) -> Vec<Arc<Page>> {
    pages.retain(|page| config.content.drafts || !page.matter.draft);
    pages
}

fn sources(
    inputs: &Inputs,
    memo: &mut Memo,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(crate::text::Source, Arc<Vec<SourceEntry>>)> {
    let mut read = Vec::new();
    let mut kept = FxHashMap::default();
    for (path, file) in &inputs.sources {
        let known = memo.sources.remove(path).filter(|(hash, _)| *hash == file.hash);
        let (_, (entries, file_faults)) = known.unwrap_or_else(|| {
            let mut faults = file.diagnostics.clone();
            let entries = page::data::sources(&file.source, &mut faults);
            (file.hash, (Arc::new(entries), faults))
        });
        faults.extend(file_faults.iter().cloned());
        read.push((file.source.clone(), Arc::clone(&entries)));
        kept.insert(Arc::clone(path), (file.hash, (entries, file_faults)));
    }
    memo.sources = kept;
    read
}

/// The theme, made anew when a template, a file of the theme or the settings changed.
fn theme(inputs: &Inputs, config: &Config, memo: &mut Memo) -> Arc<Theme> {
    let mut hasher = blake3::Hasher::new();
    for (name, file) in &inputs.templates {
        hasher.update(name.as_bytes()).update(&file.hash.0);
    }
    for (name, asset) in &inputs.statics {
        hasher.update(name.as_bytes()).update(&asset.hash.0);
    }
    hasher.update(format!("{:?}{}", config.theme, config.base_url.path).as_bytes());
    let key = Hash::cut(&hasher.finalize());
    match &memo.theme {
        Some((known, theme)) if *known == key => Arc::clone(theme),
        _ => {
            let theme = Arc::new(Theme::new(inputs, config));
            memo.theme = Some((key, Arc::clone(&theme)));
            theme
        }
    }
}

impl Site {
    /// What all paths are rendered with.
    pub fn renderer(&self) -> Renderer<'_> {
        let values = self.values.get_or_init(|| SiteValues::new(&self.wiki, &self.theme));
        Renderer::new(&self.wiki, &self.theme, values.clone())
    }

    /// What the rendering of a path sees, as a hash. `None` when it sees too much to tell, or nothing stands there.
    pub fn sight(&self, path: &str, sights: &Sights<'_>) -> Option<Hash> {
        sights.of(self.plan.get(path)?)
    }

    /// What stands at a path; `None` when nothing does.
    ///
    /// # Errors
    /// When a template fails.
    pub fn render(&self, path: &str, renderer: &Renderer<'_>) -> Option<Result<Rendered, Vec<Diagnostic>>> {
        match self.plan.get(path) {
            Some(Artifact::SearchFile) | None => {
                let file = path.strip_prefix("search/").and_then(|name| self.search_files().get(name))?;
                Some(Ok(Rendered::Bytes(file.clone())))
            }
            Some(artifact) => Some(renderer.render(path, artifact)),
        }
    }

    /// Whether something stands at a path.
    pub fn has(&self, path: &str) -> bool {
        match self.plan.get(path) {
            Some(Artifact::SearchFile) | None => {
                path.strip_prefix("search/").is_some_and(|name| self.search_files().contains_key(name))
            }
            Some(_) => true,
        }
    }

    /// Every path of the site, the files of the search index included.
    pub fn paths(&self) -> Vec<String> {
        let planned = self.plan.iter().map(|(path, _)| path.to_owned());
        let index = self.search_files().keys().map(|name| format!("search/{name}"));
        planned.chain(index.filter(|path| self.plan.get(path).is_none())).collect()
    }

    /// Files of the search index, made when first asked for.
    fn search_files(&self) -> &BTreeMap<String, Vec<u8>> {
        self.search.get_or_init(|| {
            if self.wiki.config.output.search { search_index(&self.wiki) } else { BTreeMap::new() }
        })
    }

    /// All faults, those of single paths added, with the levels of the wiki.
    pub fn findings(&self, of_paths: Vec<Diagnostic>) -> Findings {
        let mut all = self.diagnostics.clone();
        all.extend(of_paths);
        self.levelled(all)
    }

    /// Faults with the levels that the wiki gives them.
    pub fn levelled(&self, faults: Vec<Diagnostic>) -> Findings {
        Findings::new(faults, &self.levels)
    }
}
