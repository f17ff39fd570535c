//! Import: converts a MediaWiki or Fandom dump to a Lorekeep wiki.
//!
//! [`dump`] reads the dump. [`preprocess`] and [`expand`] replace templates by the wikitext that they produce,
//! [`parse`] builds a tree, and [`mod@write`] writes it as Markdown. [`plan`] determines the files of pages and the
//! names in links. Nothing here touches the disk or the network.

mod action;
mod builder;
mod built_in;
mod citing;
mod component;
mod component_blocks;
mod component_calls;
pub mod decisions;
mod draft;
pub mod dump;
mod entity;
mod escape;
mod expand;
mod expansion;
mod expression;
mod fields;
mod file_pages;
mod files;
mod free;
mod functions;
mod infobox;
mod inline;
mod interwiki;
mod kinds;
mod licence;
#[cfg(feature = "lua")]
mod lua;
mod magic_words;
mod md5;
mod messages;
mod model;
mod modules;
mod moment;
mod notes;
pub mod origin;
mod page_text;
mod page_trial;
mod pages;
pub mod parse;
mod parser;
mod picture_urls;
mod pictures;
pub mod plan;
mod portable;
pub mod preprocess;
mod references;
mod repair;
pub mod report;
pub mod shown;
mod site;
mod sources;
mod tables;
mod tags;
mod templates;
mod tera;
mod time;
mod toml_text;
pub mod tree;
pub mod trial;
mod type_categories;
mod unknown_tags;
mod url;
mod values;
pub mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;

use action::Action;
use decisions::Decisions;
use draft::{Draft, is_imported};
use dump::{Dump, Names, Title};
use fields::Parameters;
use model::PageType;
use pages::Pages;
use plan::Plan;
use report::Report;
use shown::Words;
use trial::Show;
use write::{Met, Writer};

use crate::page::compose::{self, FrontMatterBuilder, Yaml};
use crate::text::fold_name;

/// Options of an import.
#[derive(Debug, Default)]
pub struct Options {
    /// Licence of the text; see [`origin::usual_licence`].
    pub licence: Option<String>,
    /// Path prefix of pages in the old wiki, such as `/wiki/`.
    pub old_path: Option<String>,
    /// File names of the available images, by folded name.
    pub pictures: BTreeMap<String, String>,
    /// Decisions by people.
    pub decisions: Decisions,
}

/// The result of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// Paths and contents of files.
    pub files: Vec<(String, String)>,
    /// Statistics and losses.
    pub report: Report,
    /// Titles of pages and the text of their expansions, by path below `content/`.
    expansions: BTreeMap<String, (String, String)>,
}

impl Imported {
    /// Compares the words of expansions with those of the pages that Lorekeep has built. `built` returns the HTML of the page
    /// of a file below `content/`.
    pub fn measure(&mut self, built: impl Fn(&str) -> Option<String> + Sync) {
        let texts: BTreeMap<&str, &str> =
            self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let measured = self.expansions.par_iter().map(|(path, (title, expansion))| {
            let text = texts.get(format!("content/{path}").as_str()).copied().unwrap_or_default();
            let front = text.split("\n---\n").next().unwrap_or_default();
            let html = built(path).unwrap_or_default();
            (title.clone(), Words::compare(expansion, &shown::visible(&html), front))
        });
        let measured: Vec<(String, Words)> = measured.collect();
        measured.into_iter().for_each(|(title, words)| self.report.add_words(title, words));
    }

    /// Adds the report to the files.
    pub fn report(&mut self, dump: &Dump) {
        self.files.push(("import-report.md".to_owned(), self.report.text(dump)));
        self.files.sort();
    }
}

/// A page converted to Markdown.
struct Written {
    title: String,
    path: String,
    /// Its index in the dump.
    at: usize,
    /// The infobox template that gives it its type.
    template: Option<String>,
    front: FrontMatterBuilder,
    /// Categories that its type does not state.
    categories: Vec<String>,
    body: String,
    met: Met,
    parameters: Parameters,
}

impl Written {
    /// The file of the page.
    fn text(&mut self, language: &str) -> String {
        let mut categories = std::mem::take(&mut self.categories);
        if !self.met.missing_files.is_empty() {
            categories.push(site::broken_files(language).to_owned());
        }
        if !categories.is_empty() {
            self.front.set("categories", categories);
        }
        compose::page(&self.front, &self.body)
    }
}

/// Imports a dump. `show` builds a wiki in memory, to verify components.
pub fn import(dump: &Dump, options: &Options, show: &Show<'_>) -> Imported {
    let names = Names::new(dump);
    let texts: Vec<OnceLock<String>> = dump.pages.iter().map(|_| OnceLock::new()).collect();
    let mut pages = Pages::new(dump, &names, &texts);
    pages.actions = options.decisions.actions();
    let mut drafts: Vec<Draft> =
        (0..dump.pages.len()).into_par_iter().filter_map(|at| Draft::new(&pages, at)).collect();
    drafts.sort_by(|one, other| one.title.cmp(&other.title));
    let mut same: Vec<String> = Vec::new();
    drafts.dedup_by(|one, other| {
        let is_same = one.title == other.title;
        let spelling = |draft: &Draft| &dump.pages[draft.at].title;
        same.extend(
            is_same.then(|| format!("`{}` is the same title as `{}`", spelling(one), spelling(other))),
        );
        is_same
    });
    let templates = infoboxes(&pages, &drafts, &options.decisions);
    drafts.par_iter_mut().for_each(|draft| draft.take_infobox(&templates, &names));
    let mut types = model::type_names(&templates);
    options.decisions.name_types(&mut types);
    let titles: Vec<(Title, String)> =
        drafts.iter().map(|draft| (draft.title.clone(), folder(draft, &types).to_owned())).collect();
    let mut plan = Plan::new(&pages, &titles, &options.pictures);
    drafts.iter().for_each(|draft| plan.note_sections(&draft.title, &draft.headings));
    plan.sources = citing::collect(&drafts, &names);
    model::infer(&mut types, &drafts, &plan);
    options.decisions.set_fields(&mut types);
    plan.components = trial::components(&pages, &drafts, &plan, &templates, show);
    let ready = page_trial::add(&mut plan, (&pages, &types, options), &drafts);
    let converter = Converter::new(&pages, &plan, &types, options);
    let mut written: Vec<Written> = drafts
        .par_iter_mut()
        .zip(ready)
        .filter_map(|(draft, ready)| converter.finished(draft, ready))
        .collect();
    type_categories::state(&mut types, &mut written, dump, &options.decisions);
    let texts: Vec<String> = written.par_iter_mut().map(|page| page.text(&dump.language)).collect();
    let mut result = Imported { report: found(dump, &plan, &drafts), ..Imported::default() };
    result.report.problems.extend(same);
    for (page, text) in written.into_iter().zip(texts) {
        result.report.add(&page);
        result.files.push((format!("content/{}", page.path), text));
    }
    result.files.extend(plan.sources.file());
    result.files.extend(result.report.credits(&pages, &plan));
    result.files.extend(result.report.pictures(dump));
    result.files.push((
        "import.toml".to_owned(),
        decisions::text(&drafts, &types, &plan.components, &options.decisions),
    ));
    let own = plan.components.used();
    result.files.extend(own.iter().filter_map(|component| component.file()));
    result.files.push((
        "site.toml".to_owned(),
        site::settings(dump, options, &types, (&result.report.met.components, &own)),
    ));
    result.expansions = drafts
        .iter_mut()
        .filter_map(|draft| {
            let text = std::mem::take(&mut draft.words);
            Some((plan.files.get(&draft.title)?.clone(), (plan.names.full(&draft.title), text)))
        })
        .collect();
    drafts.into_par_iter().for_each(drop);
    result.files.sort();
    result
}

/// The templates that are infoboxes, with those that people decided on.
fn infoboxes(pages: &Pages<'_>, drafts: &[Draft], decisions: &Decisions) -> BTreeSet<String> {
    let mut templates = model::infoboxes(pages, drafts);
    templates.retain(|name| decisions.action(name).is_none_or(|action| action == Action::Fields));
    let named = decisions.templates.iter().filter(|(_, decision)| decision.action == Action::Fields);
    templates.extend(named.map(|(name, _)| name.clone()));
    templates
}

/// The folder of a page: that of its type.
fn folder<'t>(draft: &Draft, types: &'t BTreeMap<String, PageType>) -> &'t str {
    match &draft.infobox {
        _ if draft.title.namespace == 14 => "categories",
        Some(infobox) => types.get(&infobox.template).map(|found| found.id.as_str()).unwrap_or_default(),
        None => "",
    }
}

/// Writes pages.
struct Converter<'a, 'd> {
    pages: &'a Pages<'d>,
    plan: &'a Plan<'a>,
    types: &'a BTreeMap<String, PageType>,
    /// The folders of types.
    folders: BTreeSet<&'a str>,
    options: &'a Options,
}

impl<'a, 'd> Converter<'a, 'd> {
    fn new(
        pages: &'a Pages<'d>,
        plan: &'a Plan<'a>,
        types: &'a BTreeMap<String, PageType>,
        options: &'a Options,
    ) -> Self {
        let folders = types.values().map(|page_type| page_type.id.as_str()).collect();
        Self { pages, plan, types, folders, options }
    }

    /// The page of a draft, whose text and infobox are not needed any more.
    fn finished(&self, draft: &mut Draft, ready: Option<Written>) -> Option<Written> {
        let page = ready.or_else(|| self.page(draft));
        draft.expanded.text = String::new();
        if let Some(infobox) = &mut draft.infobox {
            (infobox.arguments, infobox.rows) = (Vec::new(), Vec::new());
        }
        page
    }

    fn page(&self, draft: &Draft) -> Option<Written> {
        let plan = self.plan;
        let path = plan.files.get(&draft.title)?.clone();
        let mut front = FrontMatterBuilder::default();
        let (kept, nodes) = draft.with_components(self.pages, &plan.components).unzip();
        let nodes = nodes.unwrap_or_else(|| draft.nodes(plan.names));
        let tags = &kept.as_ref().unwrap_or(&draft.expanded).tags;
        let mut writer = Writer::new(plan, &draft.title, tags);
        front.set("title", draft.title.name.as_str());
        let mut body = String::new();
        let page_type = draft.infobox.as_ref().and_then(|infobox| self.types.get(&infobox.template));
        let parameters = match page_type {
            Some(page_type) => {
                // Its folder gives a page its type.
                if !path.starts_with(&format!("{}/", page_type.id)) {
                    front.set("type", page_type.id.as_str());
                }
                let filled = fields::fill(&mut front, page_type, draft, plan);
                writer.image(&mut front, &filled.images);
                writer.note_icons(&filled.icons);
                body = writer.rest(&filled.rest);
                filled.parameters
            }
            None => self.untyped(&mut front, &path),
        };
        body.push_str(&writer.page(&nodes));
        self.names(&mut front, draft);
        let dump = self.pages.dump;
        let page = &dump.pages[draft.at];
        front.set("origin", origin::of(dump, page));
        Some(Written {
            title: plan.names.full(&draft.title),
            path,
            at: draft.at,
            template: draft.infobox.as_ref().map(|infobox| infobox.template.clone()),
            front,
            categories: categories(&draft.categories),
            body,
            met: writer.met,
            parameters,
        })
    }

    /// A page without infobox, which must not have the type of the folder that it is in.
    fn untyped(&self, front: &mut FrontMatterBuilder, path: &str) -> Parameters {
        if path.match_indices('/').any(|(end, _)| self.folders.contains(&path[..end])) {
            front.set("type", "none");
        }
        Parameters::default()
    }

    /// Sets aliases.
    fn names(&self, front: &mut FrontMatterBuilder, draft: &Draft) {
        let mut aliases: Vec<Yaml> = Vec::new();
        for alias in self.plan.aliases.get(&draft.title).into_iter().flatten() {
            let section = alias.section.as_ref();
            let section = section.filter(|section| self.plan.has_section(&draft.title, section));
            aliases.push(match section {
                Some(section) => Yaml::Map(vec![
                    ("name".to_owned(), alias.name.as_str().into()),
                    ("section".to_owned(), section.as_str().into()),
                ]),
                None => alias.name.as_str().into(),
            });
        }
        if let Some(old) = &self.options.old_path {
            aliases.push(format!("{old}{}", draft.title.name.replace(' ', "_")).into());
        }
        if !aliases.is_empty() {
            front.set("aliases", aliases);
        }
    }
}

/// Names of categories, without duplicates.
fn categories(found: &[(String, String)]) -> Vec<String> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let named = found.iter().map(|(name, _)| name).filter(|name| !name.is_empty());
    named.filter(|name| known.insert(fold_name(name))).cloned().collect()
}

/// Statistics of the dump, before anything is written.
fn found(dump: &Dump, plan: &Plan<'_>, drafts: &[Draft]) -> Report {
    let mut report = Report {
        dead_redirects: plan.dead.clone(),
        unsafe_redirects: plan.unsafe_names.clone(),
        problems: dump.problems.clone(),
        same_redirects: plan.dropped,
        sources: plan.sources.len(),
        ..Report::default()
    };
    report.aliases = drafts.iter().filter_map(|draft| plan.aliases.get(&draft.title)).map(Vec::len).sum();
    for page in dump.pages.iter().filter(|page| !is_imported(page.namespace)) {
        *report.left_out.entry(plan.names.name(page.namespace).to_owned()).or_default() += 1;
    }
    for page in dump.pages.iter().filter(|page| is_imported(page.namespace)) {
        let is_other = page.deleted || !page.model.is_empty() && page.model != "wikitext";
        report.without_text.extend(is_other.then(|| page.title.clone()));
        let replaced = page.text.matches('\u{fffd}').count() + page.title.matches('\u{fffd}').count();
        report.replaced.extend((replaced > 0).then(|| (page.title.clone(), replaced)));
    }
    for draft in drafts {
        report.memberships += categories(&draft.categories).len();
        report.languages += draft.languages;
        report.calls += draft.expanded.calls.len();
        report.modules.calls += draft.expanded.modules.calls;
        report.modules.failed += draft.expanded.modules.failed;
        // Components are also those that the templates of the page call.
        let kept = draft.expanded.components.len() + usize::from(draft.infobox.is_some());
        report.components += kept.min(draft.expanded.calls.len());
        if !draft.expanded.unconverted.is_empty() {
            report.unconverted.push((plan.names.full(&draft.title), draft.expanded.unconverted.clone()));
        }
        if !draft.expanded.changed.is_empty() {
            report.changed.push((plan.names.full(&draft.title), draft.expanded.changed.clone()));
        }
    }
    report
}
