//! Results that one evaluation keeps for the next.
//!
//! Each is keyed by everything that it was made from: settings by their text, a parsed file by its hash and the
//! settings that it was parsed under, the theme by its files, the linked wiki by what [`crate::wiki::link`] compares.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::check;
use crate::config::{self, BaseUrl, Config};
use crate::diag::{Diagnostic, codes};
use crate::inputs::{ByPath, Difference, Fingerprint, Hash, Inputs, Options, TextFile, is_about_pictures};
use crate::page::data::SourceEntry;
use crate::page::picture_facts::{PictureEntry, picture_facts};
use crate::page::{self, Page};
use crate::render::{Plan, SiteValues, Theme};
use crate::text::{Place, Source, closest};
use crate::wiki::{PictureFiles, Wiki};
use crate::words::Words;

/// Number of pages that are in memory both as source and as parsed page.
const PARSED_AT_ONCE: usize = 1024;

/// Results of earlier evaluations. An evaluation gives the same result with and without them.
#[derive(Debug, Clone, Default)]
pub struct Memo {
    settings: Option<(SettingsKey, Settings)>,
    pages: Pages,
    sources: FxHashMap<Arc<str>, (Hash, SourceFile)>,
    pictures: FxHashMap<Arc<str>, (Hash, PictureFile)>,
    theme: Option<(Hash, Arc<Theme>)>,
    /// The last site.
    pub(super) last: Option<Last>,
}

/// Everything that settings are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SettingsKey {
    settings: Source,
    words: Source,
    options: Options,
}

impl SettingsKey {
    fn of(inputs: &Inputs) -> Self {
        let Inputs { settings, words, options, .. } = inputs;
        Self { settings: settings.clone(), words: words.clone(), options: options.clone() }
    }
}

/// Settings and their diagnostics.
pub(super) type Settings = (Arc<Config>, Arc<Vec<Diagnostic>>);
type PictureFile = (Arc<Vec<PictureEntry>>, Arc<Vec<Diagnostic>>);
type SourceFile = (Arc<Vec<SourceEntry>>, Arc<Vec<Diagnostic>>);

/// The parts of a site that the next one may reuse.
#[derive(Debug, Clone)]
pub(super) struct Last {
    pub(super) wiki: Arc<Wiki>,
    pub(super) theme: Arc<Theme>,
    /// Diagnostics of declared images.
    pub(super) pictures: Arc<Vec<Diagnostic>>,
    /// Every path, and the plan's diagnostics.
    pub(super) plan: (Arc<Plan>, Arc<Vec<Diagnostic>>),
    pub(super) values: Arc<OnceLock<SiteValues>>,
}

/// True if a page is part of the site.
fn is_published(page: &Page, drafts: bool) -> bool {
    (drafts || !page.matter.draft) && !page.matter.private && !page.is_too_deep()
}

/// Parsed pages and the files that they were parsed from.
#[derive(Debug, Clone, Default)]
struct Pages {
    settings: Option<Hash>,
    files: ByPath<TextFile>,
    /// One page per file.
    parsed: ByPath<Page>,
    /// Paths of pages with diagnostics of reading or parsing.
    faulty: BTreeSet<Arc<str>>,
    chosen: Option<Chosen>,
}

/// The parsed pages by whether they are part of the site.
#[derive(Debug, Clone)]
struct Chosen {
    /// If true, drafts are published.
    drafts: bool,
    /// The published pages, sorted by path.
    published: Vec<Arc<Page>>,
    /// Pages that are not published.
    unpublished: Vec<Arc<Page>>,
    /// Pages of folders that have another page with a higher rank, each with that page.
    shadowed: Vec<(Arc<Page>, Arc<Page>)>,
}

impl Memo {
    /// Adds pages cached by an earlier run whose settings and files are unchanged.
    pub fn take_in(&mut self, settings: Hash, pages: Vec<(Arc<str>, Hash, Page)>, inputs: &Inputs) {
        if self.pages.settings.is_none_or(|known| known == settings) {
            self.pages.settings = Some(settings);
            for (path, hash, mut page) in pages {
                if let Some(file) = inputs.pages.get(&path).filter(|file| file.hash == hash) {
                    page.source = file.source.clone();
                    page.hash = hash;
                    self.pages.take(path, Arc::clone(file), Arc::new(page));
                }
            }
        }
    }

    /// Drops the last site, if no other evaluation follows.
    pub fn forget_site(&mut self) {
        self.last = None;
    }

    /// Fingerprint of the settings that pages were parsed under.
    pub fn settings(&self) -> Option<Hash> {
        self.pages.settings
    }

    /// Parsed pages, for a later run: paths, hashes of the files, and pages.
    pub fn parsed(&self) -> impl Iterator<Item = (&Arc<str>, &Hash, &Page)> {
        let pages = self.pages.parsed.values();
        self.pages.files.iter().zip(pages).map(|((path, file), page)| (path, &file.hash, page.as_ref()))
    }

    /// The settings of some inputs.
    pub(super) fn settings_of(&mut self, inputs: &Inputs) -> Settings {
        match &self.settings {
            Some((known, settings)) if *known == SettingsKey::of(inputs) => settings.clone(),
            _ => {
                let settings = read_settings(inputs);
                self.settings = Some((SettingsKey::of(inputs), settings.clone()));
                settings
            }
        }
    }

    /// Parses all pages before these inputs are evaluated, and drops all but the front matter of each file, so that
    /// sources and parsed pages are not all in memory at the same time.
    ///
    /// Afterwards the inputs cannot provide excerpts, and must not be compared with later ones.
    pub fn parse_ahead(&mut self, inputs: &mut Inputs) {
        let (config, _) = self.settings_of(inputs);
        if check::needs_sources(&config) {
            return;
        }
        self.pages.keep_those_under(config.parse_fingerprint());
        let mut files = std::mem::take(&mut inputs.pages).into_iter();
        loop {
            let known = |(path, file): (Arc<str>, Arc<TextFile>)| {
                let page = self.pages.forget(&path).filter(|page| page.hash == file.hash);
                (path, file, page)
            };
            let some: Vec<Unparsed> = files.by_ref().take(PARSED_AT_ONCE).map(known).collect();
            if some.is_empty() {
                return;
            }
            let parsed: Vec<(Arc<str>, Arc<TextFile>, Arc<Page>)> =
                some.into_par_iter().with_min_len(8).map(|file| without_body(file, &config)).collect();
            for (path, file, page) in parsed {
                inputs.pages.insert(Arc::clone(&path), Arc::clone(&file));
                self.pages.take(path, file, page);
            }
        }
    }

    /// The published pages, sorted by path, and those that are not published. New and changed ones are parsed in parallel.
    pub(super) fn pages(
        &mut self,
        inputs: &Inputs,
        config: &Config,
        faults: &mut Vec<Diagnostic>,
    ) -> (Vec<Arc<Page>>, Vec<Arc<Page>>) {
        self.pages.keep_those_under(config.parse_fingerprint());
        self.pages.follow(&inputs.pages, config);
        self.pages.faults(faults);
        let chosen = self.pages.choose(config.content.drafts);
        faults.extend(chosen.shadowed.iter().map(|(page, winner)| shadowed_fault(page, winner)));
        (chosen.published.clone(), chosen.unpublished.clone())
    }

    /// The sources declared by files, with those files.
    pub(super) fn sources(
        &mut self,
        inputs: &Inputs,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<(Source, Arc<Vec<SourceEntry>>)> {
        let mut read = Vec::new();
        let mut kept = FxHashMap::default();
        let files = inputs.sources.iter().filter(|(path, _)| !is_about_pictures(path));
        for (path, file) in files {
            let known = self.sources.remove(path).filter(|(hash, _)| *hash == file.hash);
            let (_, (entries, file_faults)) = known.unwrap_or_else(|| {
                let mut faults = file.diagnostics.clone();
                let entries = page::data::sources(&file.source, &mut faults);
                (file.hash, (Arc::new(entries), Arc::new(faults)))
            });
            faults.extend(file_faults.iter().cloned());
            read.push((file.source.clone(), Arc::clone(&entries)));
            kept.insert(Arc::clone(path), (file.hash, (entries, file_faults)));
        }
        self.sources = kept;
        read
    }

    /// The facts about pictures in data files, with those files.
    pub(super) fn pictures(&mut self, inputs: &Inputs, faults: &mut Vec<Diagnostic>) -> PictureFiles {
        let mut read = Vec::new();
        let mut kept = FxHashMap::default();
        for (path, file) in inputs.sources.iter().filter(|(path, _)| is_about_pictures(path)) {
            let known = self.pictures.remove(path).filter(|(hash, _)| *hash == file.hash);
            let (_, (entries, file_faults)) = known.unwrap_or_else(|| {
                let mut faults = file.diagnostics.clone();
                let entries = picture_facts(&file.source, &mut faults);
                (file.hash, (Arc::new(entries), Arc::new(faults)))
            });
            faults.extend(file_faults.iter().cloned());
            read.push((file.source.clone(), Arc::clone(&entries)));
            kept.insert(Arc::clone(path), (file.hash, (entries, file_faults)));
        }
        self.pictures = kept;
        read
    }

    /// The theme, rebuilt when a template, a theme file or the settings changed.
    pub(super) fn theme(&mut self, inputs: &Inputs, config: &Config) -> Arc<Theme> {
        let mut seen = Fingerprint::default();
        seen.count(inputs.templates.len());
        for (name, file) in inputs.templates.iter() {
            seen.text(name);
            seen.hash(&file.hash);
        }
        for (name, asset) in inputs.statics.iter() {
            seen.text(name);
            seen.hash(&asset.hash);
        }
        seen.text(&format!("{:?}{}", config.theme, config.base_url.path));
        let key = seen.finish();
        match &self.theme {
            Some((known, theme)) if *known == key => Arc::clone(theme),
            _ => {
                let theme = Arc::new(Theme::new(inputs, config));
                self.theme = Some((key, Arc::clone(&theme)));
                theme
            }
        }
    }
}

fn read_settings(inputs: &Inputs) -> Settings {
    let (mut config, mut faults) = config::load(&inputs.settings);
    let (words, word_faults) = Words::load(&config.language, Some(&inputs.words));
    config.take_words(words);
    faults.extend(word_faults);
    config.content.drafts = inputs.options.drafts;
    let asked = inputs.options.without_spoilers.iter().flatten();
    faults.extend(asked.filter_map(|name| unknown_scope(name, &config, &inputs.settings)));
    // The command line has validated the address.
    if let Some(base_url) = inputs.options.base_url.as_deref().and_then(BaseUrl::parse) {
        config.base_url = base_url;
        faults.retain(|fault| fault.code != &codes::PLACEHOLDER_ADDRESS);
    }
    (Arc::new(config), Arc::new(faults))
}

/// The fault of a scope that the command line leaves out and the settings do not declare.
fn unknown_scope(name: &str, config: &Config, settings: &Source) -> Option<Diagnostic> {
    if config.spoilers.named(name).is_some() {
        return None;
    }
    let message = format!("`--without-spoilers` names `{name}`, which is not a spoiler scope of this wiki");
    let fault = Diagnostic::new(&codes::INVALID_CONFIG, settings.place(0..0), message);
    Some(fault.suggest(closest(name, config.spoilers.iter().map(|scope| scope.id.as_str()))))
}

/// The finding of a page that is not published because its folder has another page.
fn shadowed_fault(page: &Page, winner: &Page) -> Diagnostic {
    let name = winner.path().rsplit('/').next().unwrap_or_default();
    let message = format!("not published: `{name}` is the page of this folder");
    let fault = Diagnostic::new(&codes::FOLDER_PAGE, Place::file(page.source.path.as_ref()), message);
    fault.help("merge the two files, or rename this one")
}

fn parse(file: &TextFile, path: &str, config: &Config) -> Page {
    let mut page = page::parse(&file.source, path, config);
    page.hash = file.hash;
    page
}

/// A file with its path, and its page if already parsed.
type Unparsed = (Arc<str>, Arc<TextFile>, Option<Arc<Page>>);

/// The page of a file, both with only the front matter of the source.
fn without_body((path, file, page): Unparsed, config: &Config) -> (Arc<str>, Arc<TextFile>, Arc<Page>) {
    let mut page = page.unwrap_or_else(|| Arc::new(parse(&file, &path, config)));
    Arc::make_mut(&mut page).forget_body_source();
    let TextFile { hash, diagnostics, .. } = Arc::unwrap_or_clone(file);
    (path, Arc::new(TextFile { source: page.source.clone(), hash, diagnostics }), page)
}

impl Pages {
    /// Drops everything parsed under other settings.
    fn keep_those_under(&mut self, settings: Hash) {
        if self.settings != Some(settings) {
            *self = Self { settings: Some(settings), ..Self::default() };
        }
    }

    /// Updates the pages to match the files.
    fn follow(&mut self, files: &ByPath<TextFile>, config: &Config) {
        let earlier = self.files.clone();
        let differences = earlier.differences(files);
        let parse = |difference: &Difference<'_, TextFile>| {
            let file = difference.now?;
            Some((Arc::clone(file), Arc::new(parse(file, difference.path, config))))
        };
        let parsed: Vec<_> = differences.par_iter().with_min_len(8).map(parse).collect();
        for (difference, parsed) in differences.iter().zip(parsed) {
            match parsed {
                Some((file, page)) => self.take(Arc::clone(difference.path), file, page),
                None => drop(self.forget(difference.path)),
            }
        }
    }

    /// Adds a file and its page.
    fn take(&mut self, path: Arc<str>, file: Arc<TextFile>, page: Arc<Page>) {
        if file.diagnostics.is_empty() && page.diagnostics.is_empty() {
            self.faulty.remove(&path);
        } else {
            self.faulty.insert(Arc::clone(&path));
        }
        self.files.insert(Arc::clone(&path), file);
        let before = self.parsed.insert(path, Arc::clone(&page));
        self.replace_chosen(before, page);
    }

    fn forget(&mut self, path: &str) -> Option<Arc<Page>> {
        self.faulty.remove(path);
        self.files.remove(path);
        self.chosen = None;
        self.parsed.remove(path)
    }

    /// Replaces a page, if it stays published. Pages of folders shadow each other, so they are chosen again.
    fn replace_chosen(&mut self, before: Option<Arc<Page>>, page: Arc<Page>) {
        let Some(chosen) = &mut self.chosen else { return };
        let was_published = before.is_some_and(|before| is_published(&before, chosen.drafts));
        let stays = was_published && is_published(&page, chosen.drafts) && !page.is_index();
        let at = chosen.published.binary_search_by(|known| known.path().cmp(page.path()));
        match at.ok().filter(|_| stays) {
            Some(at) => chosen.published[at] = page,
            None => self.chosen = None,
        }
    }

    /// Pages of folders that have another page with a higher rank, each with that page.
    fn shadowed(&self, drafts: bool) -> Vec<(Arc<Page>, Arc<Page>)> {
        let mut first: FxHashMap<&str, (&Arc<Page>, Option<usize>)> = FxHashMap::default();
        let is_candidate = |page: &&Arc<Page>| page.is_index() && is_published(page, drafts);
        let candidates: Vec<&Arc<Page>> = self.parsed.values().filter(is_candidate).collect();
        for page in &candidates {
            let rank = page.folder_page_rank();
            let best = first.entry(page.folder()).or_insert((page, rank));
            if rank < best.1 {
                *best = (page, rank);
            }
        }
        let with_winner = |page: &Arc<Page>| {
            let (winner, rank) = first[page.folder()];
            (rank < page.folder_page_rank()).then(|| (Arc::clone(page), Arc::clone(winner)))
        };
        candidates.into_iter().filter_map(with_winner).collect()
    }

    /// The pages by whether they are published, from the last evaluation if no other pages are.
    fn choose(&mut self, drafts: bool) -> &Chosen {
        let known = self.chosen.take().filter(|chosen| chosen.drafts == drafts);
        let chosen = known.unwrap_or_else(|| self.chosen_anew(drafts));
        self.chosen.insert(chosen)
    }

    fn chosen_anew(&self, drafts: bool) -> Chosen {
        let shadowed = self.shadowed(drafts);
        let hidden: BTreeSet<&Arc<str>> = shadowed.iter().map(|(page, _)| &page.source.path).collect();
        let (mut published, mut unpublished) = (Vec::new(), Vec::new());
        for page in self.parsed.values() {
            if is_published(page, drafts) && !(page.is_index() && hidden.contains(&page.source.path)) {
                published.push(Arc::clone(page));
            } else if !page.is_too_deep() {
                unpublished.push(Arc::clone(page));
            }
        }
        Chosen { drafts, published, unpublished, shadowed }
    }

    fn faults(&self, faults: &mut Vec<Diagnostic>) {
        let pages = self.faulty.iter().filter_map(|path| self.parsed.get(path));
        faults.extend(pages.flat_map(|page| page.diagnostics.iter().cloned()));
        let files = self.faulty.iter().filter_map(|path| self.files.get(path));
        faults.extend(files.flat_map(|file| file.diagnostics.iter().cloned()));
    }
}
