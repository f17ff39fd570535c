//! All stages in order: the whole program in one short file.
//!
//! [`evaluate`] turns [`Inputs`] into a [`Site`], whose paths can be rendered one by one. No IO, no printing.

mod memo;
mod size;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::check;
use crate::config::Config;
use crate::diag::{Diagnostic, Findings, Levels, Strictness};
use crate::inputs::Inputs;
use crate::labels::ScopeId;
use crate::output::Rendered;
use crate::render::{Artifact, Plan, Renderer, SiteValues, Theme, search_index};
use crate::text::Source;
use crate::wiki::{self, Parts, Wiki};

use memo::Last;
pub use memo::Memo;
pub use size::Meter;

/// An evaluated site: everything that its paths share.
#[derive(Debug)]
pub struct Site {
    /// The linked wiki.
    pub wiki: Arc<Wiki>,
    /// Templates and theme files.
    pub theme: Arc<Theme>,
    /// Every path, except those of the search index.
    pub plan: Arc<Plan>,
    /// All diagnostics except those of rendering and those of [`check::leaks`].
    pub diagnostics: Vec<Diagnostic>,
    /// The linked wiki before scopes were left out of it, and the settings and templates: what checks read.
    checked: (Arc<Wiki>, Vec<Source>),
    /// Size of the data files that it is made from and of their names, in bytes.
    data_bytes: u64,
    levels: Levels,
    values: Arc<OnceLock<SiteValues>>,
    search: OnceLock<BTreeMap<String, Vec<u8>>>,
}

/// Evaluates a wiki: settings, pages, links, plan.
pub fn evaluate(inputs: &Inputs, memo: &mut Memo) -> Site {
    evaluate_observed(inputs, memo, &mut |_| {})
}

/// Like [`evaluate`], and calls `ended` with the name of each stage as it ends.
pub fn evaluate_observed(inputs: &Inputs, memo: &mut Memo, ended: &mut dyn FnMut(&'static str)) -> Site {
    let mut faults = inputs.diagnostics.clone();
    let (config, config_faults) = memo.settings_of(inputs);
    faults.extend(config_faults.iter().cloned());
    let (pages, unpublished) = memo.pages(inputs, &config, &mut faults);
    faults.extend(inputs.templates.values().flat_map(|file| file.diagnostics.iter().cloned()));
    let sources = memo.sources(inputs, &mut faults);
    let pictures = memo.pictures(inputs, &mut faults);
    let parts = Parts {
        pages,
        unpublished,
        sources,
        pictures,
        assets: inputs.assets.clone(),
        today: inputs.options.today,
        config: Arc::clone(&config),
    };
    ended("parse");
    let last = memo.last.take();
    let wiki = Arc::new(wiki::link(parts, last.as_ref().map(|last| &*last.wiki)));
    faults.extend(wiki.faults().cloned());
    ended("link");
    let theme = memo.theme(inputs, &config);
    let site = planned(wiki, theme, last);
    faults.extend(site.pictures.iter().cloned());
    faults.extend(check::texts(&site.wiki));
    faults.extend(site.theme.diagnostics.iter().cloned());
    faults.extend(site.plan.1.iter().cloned());
    faults.extend(check::addresses(&site.wiki, &|address| site.plan.0.has_address(address)));
    faults.extend(check::theme_files(&site.wiki, &site.theme.file_names().collect::<Vec<_>>()));
    memo.last = Some(site.clone());
    let checked = (Arc::clone(&site.wiki), own_files(inputs));
    // The faults are those of the whole wiki: what is left out is no fault of what names it.
    let site = match scopes_left_out(&config, inputs) {
        Some(scopes) => planned_without(&scopes, &site),
        None => site,
    };
    ended("plan");
    Site {
        data_bytes: data_bytes(inputs),
        wiki: site.wiki,
        theme: site.theme,
        plan: site.plan.0,
        diagnostics: faults,
        checked,
        levels: levels(&config, inputs),
        values: site.values,
        search: OnceLock::new(),
    }
}

/// The settings and the wiki's own templates, whose texts readers see as well.
pub fn own_files(inputs: &Inputs) -> Vec<Source> {
    let templates = inputs.templates.values().map(|file| &file.source);
    [&inputs.settings].into_iter().chain(templates).cloned().collect()
}

/// A linked wiki with its plan and everything else needed to render paths. Parts of the last site are reused if they
/// are still valid.
fn planned(wiki: Arc<Wiki>, theme: Arc<Theme>, last: Option<Last>) -> Last {
    let last = last.filter(|last| wiki.differs_in_texts_alone(&last.wiki));
    let known = last.as_ref().map(|last| Arc::clone(&last.pictures));
    let pictures = || known.unwrap_or_else(|| Arc::new(check::pictures(&wiki)));
    let last = last.filter(|last| Arc::ptr_eq(&theme, &last.theme) && wiki.has_frames_of(&last.wiki));
    let values = last.as_ref().map_or_else(Arc::default, |last| Arc::clone(&last.values));
    let last = last.filter(|last| Plan::is_alike(&wiki, &last.wiki));
    let plan = || {
        let anew = || {
            let mut faults = Vec::new();
            (Arc::new(Plan::new(&wiki, &theme, &mut faults)), Arc::new(faults))
        };
        last.map_or_else(anew, |last| last.plan)
    };
    // The values for templates are needed as soon as a path is rendered.
    let others = || {
        values.get_or_init(|| SiteValues::new(&wiki, &theme));
        pictures()
    };
    let (plan, pictures) = rayon::join(plan, others);
    Last { wiki, theme, pictures, plan, values }
}

/// The site of a wiki without what belongs to some spoiler scopes.
fn planned_without(scopes: &[ScopeId], whole: &Last) -> Last {
    let wiki = Arc::new(wiki::link(whole.wiki.without_spoilers(scopes), None));
    planned(wiki, Arc::clone(&whole.theme), None)
}

/// The scopes whose facts are left out of the site; of a list without scopes, all. `None` where nothing is left out.
fn scopes_left_out(config: &Config, inputs: &Inputs) -> Option<Vec<ScopeId>> {
    let names = inputs.options.without_spoilers.as_ref()?;
    let ids: Option<Vec<ScopeId>> = names.iter().map(|name| config.spoilers.named(name)).collect();
    // Of a mistyped name nobody can tell what must be left out. It is an error besides.
    Some(ids.unwrap_or_default())
}

/// Size of data files and of their names, in bytes.
fn data_bytes(inputs: &Inputs) -> u64 {
    let data = inputs.sources.values().map(|file| file.source.text.len() + file.source.path.len());
    data.sum::<usize>() as u64
}

fn levels(config: &Config, inputs: &Inputs) -> Levels {
    let mut levels = config.levels.clone();
    if inputs.options.strict {
        levels.strictness = Strictness::Strict;
    }
    levels
}

impl Site {
    /// The renderer of all paths.
    pub fn renderer(&self) -> Renderer<'_> {
        let values = self.values.get_or_init(|| SiteValues::new(&self.wiki, &self.theme));
        Renderer::new(&self.wiki, &self.theme, values.clone())
    }

    /// Renders a path; `None` if the site does not have it.
    ///
    /// # Errors If a template fails.
    pub fn render(&self, path: &str, renderer: &Renderer<'_>) -> Option<Result<Rendered, Vec<Diagnostic>>> {
        match self.plan.get(path) {
            Some(Artifact::SearchFile) | None => {
                let file = path.strip_prefix("search/").and_then(|name| self.search_files().get(name))?;
                Some(Ok(Rendered::Bytes(file.clone())))
            }
            Some(artifact) => Some(renderer.render(path, artifact)),
        }
    }

    /// Returns whether the site has a path.
    pub fn has(&self, path: &str) -> bool {
        match self.plan.get(path) {
            Some(Artifact::SearchFile) | None => {
                path.strip_prefix("search/").is_some_and(|name| self.search_files().contains_key(name))
            }
            Some(_) => true,
        }
    }

    /// Every path of the site, including the files of the search index.
    pub fn paths(&self) -> Vec<String> {
        let planned = self.plan.iter().map(|(path, _)| path.to_owned());
        let index = self.search_files().keys().map(|name| format!("search/{name}"));
        planned.chain(index.filter(|path| self.plan.get(path).is_none())).collect()
    }

    /// Files of the search index, made on first use.
    fn search_files(&self) -> &BTreeMap<String, Vec<u8>> {
        self.search.get_or_init(|| {
            if self.wiki.config.output.search { search_index(&self.wiki) } else { BTreeMap::new() }
        })
    }

    /// All findings, including those of rendering, with the levels in the wiki's settings.
    pub fn findings(&self, of_paths: Vec<Diagnostic>) -> Findings {
        let (wiki, files) = &self.checked;
        let mut all = self.diagnostics.clone();
        all.extend(check::leaks(wiki, files));
        all.extend(of_paths);
        self.levelled(all)
    }

    /// The findings that need neither rendering nor a comparison of all texts.
    pub fn first_findings(&self) -> Findings {
        self.levelled(self.diagnostics.clone())
    }

    /// Applies the levels in the wiki's settings to diagnostics.
    pub fn levelled(&self, faults: Vec<Diagnostic>) -> Findings {
        Findings::new(faults, &self.levels)
    }
}
