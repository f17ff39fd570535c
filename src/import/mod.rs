//! Import: converts a MediaWiki or Fandom dump to a Lorekeep wiki.
//!
//! [`dump`] reads the dump. [`preprocess`] and [`expand`] replace templates by the wikitext that they produce,
//! [`parse`] builds a tree, and [`mod@write`] writes it as Markdown. [`plan`] determines the files of pages and the
//! names in links. Nothing here touches the disk or the network.

mod builder;
pub mod dump;
mod entity;
mod escape;
pub mod expand;
mod expansion;
mod expression;
mod files;
mod functions;
mod inline;
mod interwiki;
mod pages;
pub mod parse;
mod parser;
pub mod plan;
mod portable;
pub mod preprocess;
pub mod report;
mod site;
mod tables;
mod tags;
mod time;
pub mod tree;
pub mod write;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use dump::{Dump, Names, Title};
use expansion::Expanded;
use pages::{Pages, redirect_target};
use parser::Parsed;
use plan::Plan;
use report::{Report, count_kept};
use tree::{Node, plain};
use write::{Met, Writer};

use crate::page::compose::{self, FrontMatterBuilder, Yaml};
use crate::text::fold_name;

/// Options of an import.
#[derive(Debug, Default)]
pub struct Options {
    /// Licence of the text.
    pub licence: Option<String>,
    /// Path prefix of pages in the old wiki, such as `/wiki/`.
    pub old_path: Option<String>,
    /// File names of the available images, by folded name.
    pub pictures: BTreeMap<String, String>,
}

/// The result of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// Paths and contents of files.
    pub files: Vec<(String, String)>,
    /// Statistics and losses.
    pub report: Report,
}

/// An expanded page that has not been written yet.
struct Draft {
    title: Title,
    at: usize,
    expanded: Expanded,
    parsed: Parsed,
}

/// A page converted to Markdown.
struct Written {
    title: String,
    path: String,
    text: String,
    met: Met,
    /// Number of words in the expanded wikitext, and how many of them are in the result.
    words: (usize, usize),
}

/// Imports a dump.
pub fn import(dump: &Dump, options: &Options) -> Imported {
    let names = Names::new(dump);
    let texts: Vec<OnceLock<String>> = dump.pages.iter().map(|_| OnceLock::new()).collect();
    let pages = Pages::new(dump, &names, &texts);
    let mut drafts: Vec<Draft> =
        (0..dump.pages.len()).into_par_iter().filter_map(|at| draft(&pages, at)).collect();
    drafts.sort_by(|one, other| one.title.cmp(&other.title));
    drafts.dedup_by(|one, other| one.title == other.title);
    let titles: Vec<(Title, String)> =
        drafts.iter().map(|draft| (draft.title.clone(), folder(draft).to_owned())).collect();
    let mut plan = Plan::new(&pages, &titles, &options.pictures);
    for draft in &drafts {
        plan.note_sections(&draft.title, &headings(&draft.parsed.nodes));
    }
    let written: Vec<Written> =
        drafts.par_iter().filter_map(|draft| write_page(&pages, &plan, draft, options)).collect();
    let mut result = Imported { report: found(dump, &plan, &drafts), ..Imported::default() };
    for page in written {
        result.report.add(&page);
        result.files.push((format!("content/{}", page.path), page.text));
    }
    result.files.extend(site::credits(dump, options, &titles));
    result.files.push(("import-report.md".to_owned(), result.report.text(dump)));
    result.files.extend(result.report.pictures(dump));
    result.files.push(("site.toml".to_owned(), site::settings(dump, options)));
    result.files.sort();
    result
}

fn folder(draft: &Draft) -> &str {
    if draft.title.namespace == 14 { "categories" } else { "" }
}

fn is_imported(namespace: i32) -> bool {
    matches!(namespace, 0 | 14)
}

fn draft(pages: &Pages<'_>, at: usize) -> Option<Draft> {
    let page = &pages.dump.pages[at];
    let is_page =
        is_imported(page.namespace) && !page.deleted && (page.model.is_empty() || page.model == "wikitext");
    if !is_page || redirect_target(&page.text).is_some() {
        return None;
    }
    let title = pages.names.title(&page.title, 0);
    let expanded = expand::expand(pages, &title, &page.text);
    let parsed = parse::parse(&expanded.text, pages.names);
    let is_empty = title.namespace == 14 && parsed.nodes.is_empty() && parsed.categories.is_empty();
    (!is_empty && !title.name.is_empty()).then_some(Draft { title, at, expanded, parsed })
}

/// The headings of a page as plain text.
fn headings(nodes: &[Node]) -> Vec<String> {
    let mut found = Vec::new();
    collect_headings(nodes, &mut found);
    found
}

fn collect_headings(nodes: &[Node], found: &mut Vec<String>) {
    for node in nodes {
        if let Node::Element(element) = node {
            match element.name.as_bytes() {
                [b'h', b'1'..=b'6'] => found.push(plain(&element.children).trim().to_owned()),
                _ => collect_headings(&element.children, found),
            }
        }
    }
}

fn write_page(pages: &Pages<'_>, plan: &Plan<'_>, draft: &Draft, options: &Options) -> Option<Written> {
    let path = plan.files.get(&draft.title)?.clone();
    let page = &pages.dump.pages[draft.at];
    let mut writer = Writer::new(plan, &draft.title, &draft.expanded.tags);
    let body = writer.page(&draft.parsed.nodes);
    let mut front = FrontMatterBuilder::default();
    front.set("title", draft.title.name.as_str());
    let mut aliases: Vec<Yaml> = Vec::new();
    for alias in plan.aliases.get(&draft.title).into_iter().flatten() {
        let section = alias.section.as_ref().filter(|section| plan.has_section(&draft.title, section));
        aliases.push(match section {
            Some(section) => Yaml::Map(vec![
                ("name".to_owned(), alias.name.as_str().into()),
                ("section".to_owned(), section.as_str().into()),
            ]),
            None => alias.name.as_str().into(),
        });
    }
    if let Some(old) = &options.old_path {
        aliases.push(format!("{old}{}", draft.title.name.replace(' ', "_")).into());
    }
    if !aliases.is_empty() {
        front.set("aliases", aliases);
    }
    let categories = categories(&draft.parsed.categories);
    if !categories.is_empty() {
        front.set("categories", categories);
    }
    if let Some(date) = page.timestamp.get(..10).and_then(crate::date::PartialDate::parse) {
        front.set("updated", Yaml::Date(date));
    }
    let words = count_kept(&plain(&draft.parsed.nodes), &body);
    let title = plan.names.full(&draft.title);
    Some(Written { title, path, text: compose::page(&front, &body), met: writer.met, words })
}

/// Names of categories, without duplicates.
fn categories(found: &[(String, String)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in found {
        if !name.is_empty() && !names.iter().any(|known| fold_name(known) == fold_name(name)) {
            names.push(name.clone());
        }
    }
    names
}

/// Statistics of the dump, before anything is written.
fn found(dump: &Dump, plan: &Plan<'_>, drafts: &[Draft]) -> Report {
    let mut report =
        Report { dead_redirects: plan.dead.clone(), same_redirects: plan.dropped, ..Report::default() };
    report.aliases = drafts.iter().filter_map(|draft| plan.aliases.get(&draft.title)).map(Vec::len).sum();
    for page in dump.pages.iter().filter(|page| !is_imported(page.namespace)) {
        *report.left_out.entry(plan.names.name(page.namespace).to_owned()).or_default() += 1;
    }
    for page in dump.pages.iter().filter(|page| is_imported(page.namespace)) {
        let is_other = page.deleted || !page.model.is_empty() && page.model != "wikitext";
        report.without_text.extend(is_other.then(|| page.title.clone()));
    }
    for draft in drafts {
        report.memberships += categories(&draft.parsed.categories).len();
        report.languages += draft.parsed.languages;
        if !draft.expanded.unconverted.is_empty() {
            report.unconverted.push((plan.names.full(&draft.title), draft.expanded.unconverted.clone()));
        }
    }
    report
}
