//! Verifies components: Lorekeep renders each of their calls, and only those remain that show the words and links of the
//! template.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::action::Action;
use super::component::{Component, Components};
use super::component_calls;
use super::draft::Draft;
use super::dump::Title;
use super::expansion::MARK;
use super::free::Free;
use super::pages::Pages;
use super::plan::Plan;
use super::tree::Node;
use super::write::Writer;
use super::{expand, parse, shown};
use crate::page::compose::{self, FrontMatterBuilder, Yaml};
use crate::page::page_address;
use crate::text::escape::decode_percent;

/// Minimum number of calls of a template that becomes a component.
const MIN_CALLS: usize = 5;
/// Maximum number of different calls that are verified. The rest is expanded.
const MAX_CALLS: usize = 100_000;
/// Number of calls on a page of the trial.
const PER_PAGE: usize = 100;
/// The text above each call.
const SIGN: &str = "lorekeep-call-";

/// Builds a wiki from its files in memory, and returns the HTML of the pages of some files below `content/`.
pub type Show<'s> = dyn Fn(&[(String, String)], &[String]) -> Vec<Option<String>> + 's;

/// The calls of each template with their numbers of uses.
type Uses<'d> = BTreeMap<&'d str, BTreeMap<&'d [(String, String)], usize>>;

/// A call to verify.
struct Call<'d> {
    component: usize,
    arguments: &'d [(String, String)],
    /// Number of such calls.
    uses: usize,
    markdown: String,
    words: Vec<String>,
    links: Vec<String>,
}

/// The templates of a wiki that become components, with the calls that show the same.
pub(super) fn components(
    pages: &Pages<'_>,
    drafts: &[Draft],
    plan: &Plan<'_>,
    excluded: &BTreeSet<String>,
    show: &Show<'_>,
) -> Components {
    let mut names = Free::default();
    let (mut list, mut calls, mut targets) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (template, uses) in used(pages, drafts, excluded) {
        let is_decided = pages.actions.get(template) == Some(&Action::Component);
        if !is_decided && uses.values().sum::<usize>() < MIN_CALLS {
            continue;
        }
        let Some(component) = component_calls::made(template, pages, plan, &mut names) else { continue };
        for (arguments, uses) in uses {
            let call = Call { component: list.len(), arguments, uses, ..Call::new() };
            calls.extend(prepared(call, &component, pages, plan, &mut targets));
        }
        list.push(component);
    }
    calls.truncate(MAX_CALLS);
    if calls.is_empty() {
        return Components::default();
    }
    let same = shown_the_same(&list, &calls, &targets, plan, show);
    chosen(pages, list, &calls, &same)
}

/// The calls of each template in the pages themselves, with their numbers.
fn used<'d>(pages: &Pages<'_>, drafts: &'d [Draft], excluded: &BTreeSet<String>) -> Uses<'d> {
    let of_theme: FxHashSet<&str> =
        drafts.iter().flat_map(|draft| &draft.expanded.components).map(String::as_str).collect();
    let mut found = Uses::new();
    for call in drafts.iter().flat_map(|draft| &draft.expanded.calls) {
        let action = pages.actions.get(&call.name);
        let may_be = matches!(action, None | Some(Action::Component))
            && !call.arguments.is_empty()
            && !excluded.contains(&call.name)
            && !of_theme.contains(call.name.as_str());
        if may_be {
            *found.entry(&call.name).or_default().entry(&call.arguments).or_default() += 1;
        }
    }
    found
}

impl Call<'_> {
    const fn new() -> Self {
        Self {
            component: 0,
            arguments: &[],
            uses: 0,
            markdown: String::new(),
            words: Vec::new(),
            links: Vec::new(),
        }
    }
}

/// The call as Markdown, and what its expansion shows.
fn prepared<'d>(
    mut call: Call<'d>,
    component: &Component,
    pages: &Pages<'_>,
    plan: &Plan<'_>,
    targets: &mut BTreeSet<Title>,
) -> Option<Call<'d>> {
    if call.arguments.iter().any(|(_, value)| value.contains(MARK)) {
        return None;
    }
    let nowhere = Title { namespace: 0, name: String::new() };
    call.markdown = Writer::new(plan, &nowhere, &[]).component_call(component, call.arguments)?;
    let expanded = expand::call(pages, &nowhere, &component.of, call.arguments);
    if !expanded.tags.is_empty() || !expanded.unconverted.is_empty() {
        return None;
    }
    let nodes = parse::parse(&expanded.text, plan.names).nodes;
    let text = shown::text(&nodes, &[], plan.names);
    call.words = shown::split(&text).map(str::to_owned).collect();
    links(&nodes, plan, &mut call.links, targets);
    call.links.sort_unstable();
    Some(call)
}

/// The addresses that links lead to.
fn links(nodes: &[Node], plan: &Plan<'_>, found: &mut Vec<String>, targets: &mut BTreeSet<Title>) {
    for node in nodes {
        match node {
            Node::Element(element) => links(&element.children, plan, found, targets),
            Node::Link(link) => match &link.interwiki {
                Some(prefix) => found.extend(super::interwiki::address(prefix, &link.target.name)),
                None => page(&link.target, plan, found, targets),
            },
            Node::External(address, _) => found.push(address.clone()),
            Node::File(file) => {
                // Without its file, an image of a component is not shown, nor is its link.
                let target = file.link.as_deref().filter(|_| plan.picture(&file.name).is_some());
                if let Some(link) = target {
                    page(&plan.names.title(link, 0), plan, found, targets);
                }
            }
            Node::Text(_) | Node::Tag(_) => {}
        }
    }
}

fn page(title: &Title, plan: &Plan<'_>, found: &mut Vec<String>, targets: &mut BTreeSet<Title>) {
    let target = plan.link_name(title).and_then(|_| plan.resolve(title));
    if let Some((target, file)) = target.and_then(|target| Some((target, plan.files.get(target)?))) {
        targets.insert(target.clone());
        found.push(format!("/{}", page_address(file).trim_start_matches('/')));
    }
}

/// Returns for each call whether Lorekeep shows the same words and links.
fn shown_the_same(
    list: &[Component],
    calls: &[Call<'_>],
    targets: &BTreeSet<Title>,
    plan: &Plan<'_>,
    show: &Show<'_>,
) -> Vec<bool> {
    let mut settings =
        "title = \"Trial\"\nbase_url = \"https://trial.example/\"\n[content]\nsmart_punctuation = false\n\
                        [checks]\nlevel = \"lenient\"\n"
            .to_owned();
    list.iter().for_each(|component| settings.push_str(&component.declaration()));
    let mut files: Vec<(String, String)> = list.iter().filter_map(Component::file).collect();
    files.push(("site.toml".to_owned(), settings));
    files.extend(targets.iter().filter_map(|title| stub(title, plan)));
    let taken: FxHashSet<String> =
        targets.iter().filter_map(|title| plan.files.get(title)).map(|file| page_address(file)).collect();
    let folder = (0..).map(|number| format!("trial-{number}")).find(|folder| {
        !taken.iter().any(|address| address.trim_start_matches('/').starts_with(folder.as_str()))
    });
    let folder = folder.unwrap_or_default();
    let mut paths = Vec::new();
    for (number, calls) in calls.chunks(PER_PAGE).enumerate() {
        let path = format!("{folder}/{number}.md");
        let mut text = format!("---\ntitle: Trial {number}\n---\n");
        for (at, call) in calls.iter().enumerate() {
            text.push_str(&format!("\n{SIGN}{at}\n\n{}\n", call.markdown));
        }
        text.push_str(&format!("\n{SIGN}{}\n", calls.len()));
        files.push((format!("content/{path}"), text));
        paths.push(path);
    }
    let pages = show(&files, &paths);
    let mut same = Vec::with_capacity(calls.len());
    for (calls, html) in calls.chunks(PER_PAGE).zip(pages) {
        let html = html.unwrap_or_default();
        for (at, call) in calls.iter().enumerate() {
            same.push(region(&html, at).is_some_and(|html| call.is_shown(html)));
        }
    }
    same
}

/// A page with the title, the address and the aliases of one that calls lead to.
fn stub(title: &Title, plan: &Plan<'_>) -> Option<(String, String)> {
    let mut front = FrontMatterBuilder::default();
    front.set("title", title.name.as_str());
    let aliases = plan.aliases.get(title).into_iter().flatten();
    let aliases: Vec<Yaml> = aliases.map(|alias| alias.name.as_str().into()).collect();
    if !aliases.is_empty() {
        front.set("aliases", aliases);
    }
    Some((format!("content/{}", plan.files.get(title)?), compose::page(&front, "")))
}

/// The HTML between two signs.
fn region(html: &str, at: usize) -> Option<&str> {
    let sign = |at: usize| format!(">{SIGN}{at}<");
    let start = html.find(&sign(at))?;
    let rest = &html[start + 1..];
    let rest = &rest[rest.find('<')?..];
    let end = rest.find(&sign(at + 1))?;
    Some(&rest[..rest[..end].rfind('<')?])
}

impl Call<'_> {
    /// Returns whether HTML shows its words and links.
    fn is_shown(&self, html: &str) -> bool {
        let text = shown::visible(html);
        let mut links: Vec<String> = html
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(|address| {
                decode_percent(&super::entity::decode(address.split('#').next().unwrap_or(address)))
                    .into_owned()
            })
            .collect();
        links.sort_unstable();
        let mut wanted: Vec<String> = self
            .links
            .iter()
            .map(|link| decode_percent(link.split('#').next().unwrap_or(link)).into_owned())
            .collect();
        wanted.sort_unstable();
        shown::split(&text).eq(self.words.iter().map(String::as_str)) && links == wanted
    }
}

/// The components with enough calls that show the same.
fn chosen(pages: &Pages<'_>, list: Vec<Component>, calls: &[Call<'_>], same: &[bool]) -> Components {
    let mut components = Components::default();
    for (index, component) in list.into_iter().enumerate() {
        let of_it = || calls.iter().zip(same).filter(|(call, _)| call.component == index);
        let all: usize = of_it().map(|(call, _)| call.uses).sum();
        let verified: usize = of_it().filter(|(_, same)| **same).map(|(call, _)| call.uses).sum();
        let is_decided = pages.actions.get(&component.of) == Some(&Action::Component);
        let is_enough = is_decided && verified > 0 || verified >= MIN_CALLS && verified * 2 > all;
        if is_enough {
            let calls = of_it().filter(|(_, same)| **same).map(|(call, _)| call.arguments.to_vec()).collect();
            components.add(component, calls);
        }
    }
    components
}
