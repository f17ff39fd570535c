//! Verifies components that write the text of pages: the pages of a type are parsed with their text and with calls, and a call
//! remains if its page has the same words, headings, elements and links.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::action::Action;
use super::component::{Arguments, Component};
use super::draft::Draft;
use super::free::Free;
use super::model::PageType;
use super::pages::Pages;
use super::plan::Plan;
use super::{Converter, Options, Written, page_text, site};
use crate::config;
use crate::labels::Labelled;
use crate::page::{self, Page, compose};
use crate::text::Source;

/// Minimum number of pages whose text a component writes.
const MIN_PAGES: usize = 5;

/// A page that calls an infobox template.
struct Member<'d> {
    /// Index of its draft.
    draft: usize,
    arguments: &'d Arguments,
}

/// The pages of each template that a component may write, by template.
type Members<'d> = BTreeMap<&'d str, Vec<Member<'d>>>;

/// Adds components that write the text of pages to a plan. Returns the pages that are converted already, by the index of their draft.
pub(super) fn add(
    plan: &mut Plan<'_>,
    (pages, types, options): (&Pages<'_>, &BTreeMap<String, PageType>, &Options),
    drafts: &[Draft],
) -> Vec<Option<Written>> {
    let converter = Converter::new(pages, plan, types, options);
    let (found, members) = found(&converter, drafts);
    let mut ready: Vec<Option<Written>> = drafts.iter().map(|_| None).collect();
    if found.is_empty() {
        return ready;
    }
    let typed: Vec<(&str, &Member<'_>)> =
        members.iter().flat_map(|(name, members)| members.iter().map(|member| (*name, member))).collect();
    let pages_of_types: Vec<&Draft> = typed.iter().map(|(_, member)| &drafts[member.draft]).collect();
    let before = shown(&converter, &pages_of_types);
    for component in found {
        let calls = members.get(component.of.as_str()).into_iter().flatten();
        let calls = calls.map(|member| member.arguments.clone()).collect();
        plan.components.add(component, calls);
    }
    let after = shown(&Converter::new(pages, plan, types, options), &pages_of_types);
    let mut wrong: FxHashSet<(&str, &Arguments)> = FxHashSet::default();
    for ((template, member), (before, after)) in typed.iter().zip(before.iter().zip(&after)) {
        let (before, after) = (before.as_ref().map(|page| &page.1), after.as_ref().map(|page| &page.1));
        wrong.extend((before.is_none() || before != after).then_some((*template, member.arguments)));
    }
    keep(plan, &members, &wrong, options);
    for ((template, member), (before, after)) in typed.into_iter().zip(before.into_iter().zip(after)) {
        let is_call = plan.components.of_call(template, member.arguments).is_some();
        ready[member.draft] = if is_call { after } else { before }.map(|(page, _)| page);
    }
    ready
}

/// Keeps the calls that are not wrong of components with enough of them.
fn keep(
    plan: &mut Plan<'_>,
    members: &Members<'_>,
    wrong: &FxHashSet<(&str, &Arguments)>,
    options: &Options,
) {
    for (template, members) in members {
        let is_right = |arguments: &Arguments| !wrong.contains(&(*template, arguments));
        let least = if options.decisions.text(template) == Some(Action::Component) { 1 } else { MIN_PAGES };
        let is_enough = members.iter().filter(|member| is_right(member.arguments)).count() >= least;
        plan.components.keep(template, |arguments| is_enough && is_right(arguments));
    }
}

/// The pages of each infobox template that call it once.
fn members(drafts: &[Draft]) -> Members<'_> {
    let mut members = Members::new();
    for (draft, page) in drafts.iter().enumerate() {
        let Some(infobox) = &page.infobox else { continue };
        let mut calls = page.expanded.calls.iter().filter(|call| call.name == infobox.template);
        if let (Some(call), None) = (calls.next(), calls.next()) {
            let member = Member { draft, arguments: &call.arguments };
            members.entry(infobox.template.as_str()).or_default().push(member);
        }
    }
    members
}

/// Components for templates with enough pages, and these pages.
fn found<'d>(converter: &Converter<'_, '_>, drafts: &'d [Draft]) -> (Vec<Component>, Members<'d>) {
    let mut members = members(drafts);
    let mut names = Free::default();
    for component in &converter.plan.components.list {
        names.numbered(&component.name, '-');
    }
    let mut found = Vec::new();
    members.retain(|template, members| {
        let decided = converter.options.decisions.text(template);
        let is_wanted = match decided {
            Some(action) => action == Action::Component,
            None => members.len() >= MIN_PAGES,
        };
        let page_type = converter.types.get(*template).filter(|_| is_wanted);
        let component = page_type.and_then(|page_type| {
            page_text::made(template, page_type, converter.pages, converter.plan, &mut names)
        });
        let is_found = component.is_some();
        found.extend(component);
        is_found
    });
    (found, members)
}

/// The text of a page: its letters and digits, since its plain text divides words otherwise than readers do, its headings, elements other
/// than paragraphs and line breaks, and the targets of its links.
#[derive(PartialEq, Eq)]
struct Shown {
    words: String,
    headings: Vec<String>,
    elements: Vec<String>,
    links: Vec<(String, Option<String>)>,
}

/// Pages, and what they show, by parsing them as Lorekeep does.
fn shown(converter: &Converter<'_, '_>, pages: &[&Draft]) -> Vec<Option<(Written, Shown)>> {
    let plan = converter.plan;
    let written: Vec<Option<Written>> = pages.par_iter().map(|draft| converter.page(draft)).collect();
    let mut theme: BTreeSet<&str> = BTreeSet::new();
    written.iter().flatten().for_each(|page| theme.extend(&page.met.components));
    let own: Vec<&Component> = plan.components.list.iter().collect();
    own.iter().for_each(|component| theme.extend(component.of_theme()));
    let dump = converter.pages.dump;
    let settings = site::settings(dump, converter.options, converter.types, (&theme, &own));
    let (config, _) = config::load(&Source::new("site.toml", settings.as_str()));
    let parsed = written.into_par_iter().map(|written| {
        let written = written?;
        let text = compose::page(&written.front, &written.body);
        let source = Source::new(format!("content/{}", written.path), text);
        let shown = Shown::of(&page::parse(&source, &written.path, &config));
        Some((written, shown))
    });
    parsed.collect()
}

impl Shown {
    fn of(page: &Page) -> Self {
        let text = page.body.text.open(0..page.body.text.len());
        let mut links: Vec<(String, Option<String>)> = page
            .body
            .links
            .iter()
            .filter_map(Labelled::open)
            .filter(|link| !link.kind.is_stated())
            .map(|link| (link.target.clone(), link.fragment.clone()))
            .collect();
        links.sort_unstable();
        let headings = page.body.headings.iter().filter_map(Labelled::open);
        let elements = page.body.html.as_str().split('<').skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            rest[..end].to_owned()
        });
        let mut elements: Vec<String> =
            elements.filter(|name| !matches!(name.as_str(), "" | "p" | "br")).collect();
        elements.sort_unstable();
        Self {
            words: text.chars().filter(|c| c.is_alphanumeric()).collect(),
            headings: headings.map(|heading| heading.text.clone()).collect(),
            elements,
            links,
        }
    }
}
