//! Drafts of pages: expanded and parsed, but not written yet.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::component::Components;
use super::dump::{Names, Title};
use super::expand;
use super::expansion::{COMPONENT, Expanded, MARK, Stripped, is_tabs};
use super::infobox::{self, Argument, Infobox, norm_of};
use super::pages::{Pages, redirect_target};
use super::parse;
use super::parser::Parsed;
use super::shown;
use super::tree::{Node, plain};

/// An expanded page that has not been written yet.
pub(super) struct Draft {
    /// Its title.
    pub title: Title,
    /// Its index in the dump.
    pub at: usize,
    /// Its expanded wikitext.
    pub expanded: Expanded,
    /// Names and sort keys of its categories.
    pub categories: Vec<(String, String)>,
    /// Number of its links to other languages.
    pub languages: usize,
    /// Its headings as plain text, without those of its infobox.
    pub headings: Vec<String>,
    /// Its infobox.
    pub infobox: Option<Infobox>,
    /// Its words, those of the infobox included.
    pub words: String,
}

/// Returns whether pages of a namespace are imported.
pub(super) fn is_imported(namespace: i32) -> bool {
    matches!(namespace, 0 | 14)
}

impl Draft {
    /// The draft of a page of the dump, unless it is a redirect or not wikitext.
    pub(super) fn new(pages: &Pages<'_>, at: usize) -> Option<Self> {
        let page = &pages.dump.pages[at];
        let is_page = is_imported(page.namespace)
            && !page.deleted
            && (page.model.is_empty() || page.model == "wikitext");
        if !is_page || redirect_target(&page.text).is_some() {
            return None;
        }
        let title = pages.names.title(&page.title, 0);
        let mut expanded = expand::expand(pages, None, &title, &page.text);
        let parsed = parse::parse(&expanded.text, pages.names);
        let is_empty = title.namespace == 14 && parsed.nodes.is_empty() && parsed.categories.is_empty();
        if is_empty || title.name.is_empty() {
            return None;
        }
        let mut words = shown::text(&parsed.nodes, &expanded.tags, pages.names);
        // Both stay in memory until the pages are written.
        words.shrink_to_fit();
        expanded.text.shrink_to_fit();
        let headings = headings(&parsed.nodes);
        let Parsed { categories, languages, .. } = parsed;
        Some(Self { title, at, expanded, categories, languages, headings, infobox: None, words })
    }

    /// Its tree, without its infobox. A tree is much larger than its text, so only those of a few pages exist at a time.
    pub(super) fn nodes(&self, names: &Names) -> Vec<Node> {
        let mut nodes = parse::parse(&self.expanded.text, names).nodes;
        if self.infobox.is_some() {
            infobox::take(&mut nodes);
        }
        nodes
    }

    /// The page with calls of components; `None` if it has none, or would show other words.
    pub(super) fn with_components(
        &self,
        pages: &Pages<'_>,
        components: &Components,
    ) -> Option<(Expanded, Vec<Node>)> {
        let mut calls = self.expanded.calls.iter();
        calls.find(|call| components.of_call(&call.name, &call.arguments).is_some())?;
        let text = &pages.dump.pages[self.at].text;
        let mut expanded = expand::expand(pages, Some(components), &self.title, text);
        let mut nodes = parse::parse(&expanded.text, pages.names).nodes;
        let mut placed = vec![0; expanded.tags.len()];
        count_tags(&nodes, &mut placed);
        for (at, tag) in expanded.tags.iter().enumerate().filter(|(_, tag)| is_tabs(tag.name)) {
            let texts = texts_of_tabs(&tag.inner).filter(|_| placed[at] == 1).collect::<Vec<_>>();
            texts.iter().for_each(|text| count_tags(&parse::parse(text, pages.names).nodes, &mut placed));
        }
        if put_back(&mut expanded, &placed) {
            nodes = parse::parse(&expanded.text, pages.names).nodes;
        }
        let words = shown::text(&nodes, &expanded.tags, pages.names);
        if !shown::split(&words).eq(shown::split(&self.words)) {
            return None;
        }
        let is_of_page = |tag: &Stripped| {
            tag.name == COMPONENT
                && tag.attributes.parse().is_ok_and(|at: usize| components.list[at].is_of_page())
        };
        if self.infobox.is_some() && !expanded.tags.iter().any(is_of_page) {
            infobox::take(&mut nodes);
        }
        Some((expanded, nodes))
    }

    /// Reads the first infobox of one of the templates.
    pub(super) fn take_infobox(&mut self, templates: &BTreeSet<String>, names: &Names) {
        if self.title.namespace != 0 {
            return;
        }
        let Some(call) = self.expanded.calls.iter().find(|call| templates.contains(&call.name)) else {
            return;
        };
        let mut arguments: Vec<Argument> = Vec::new();
        let mut known: FxHashSet<&str> = FxHashSet::default();
        // The last value of a parameter counts.
        for (name, value) in call.arguments.iter().rev().filter(|(_, value)| !value.trim().is_empty()) {
            if known.insert(name) {
                let nodes = parse::parse(value.trim(), names).nodes;
                arguments.push(Argument { name: name.clone(), norm: norm_of(&nodes), nodes });
            }
        }
        arguments.reverse();
        let mut nodes = parse::parse(&self.expanded.text, names).nodes;
        let table = infobox::take(&mut nodes);
        self.headings = headings(&nodes);
        let rows = table.map(|table| infobox::rows(&table)).unwrap_or_default();
        self.infobox = Some(Infobox { template: call.name.clone(), arguments, rows });
    }
}

/// The headings in a tree as plain text.
fn headings(nodes: &[Node]) -> Vec<String> {
    let mut found = Vec::new();
    collect_headings(nodes, &mut found);
    found
}

/// Counts the tags in running text, where components can be called.
fn count_tags(nodes: &[Node], counts: &mut [usize]) {
    for node in nodes {
        match node {
            Node::Tag(number) => counts.iter_mut().skip(*number).take(1).for_each(|count| *count += 1),
            Node::Element(element) => match element.name.as_bytes() {
                [b'h', b'1'..=b'6'] | b"pre" | b"code" | b"tt" => {}
                _ => count_tags(&element.children, counts),
            },
            Node::Text(_) | Node::Link(_) | Node::File(_) | Node::External(..) => {}
        }
    }
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

/// The texts of the tabs in a `<tabber>`, without their titles.
fn texts_of_tabs(inner: &str) -> impl Iterator<Item = &str> {
    inner.split("|-|").map(|tab| tab.split_once('=').map_or(tab, |(_, text)| text))
}

/// Replaces calls of components that do not stand in exactly one place by their text. Returns whether there are any.
fn put_back(expanded: &mut Expanded, placed: &[usize]) -> bool {
    let is_misplaced = |at: &usize| expanded.tags[*at].name == COMPONENT && placed[*at] != 1;
    if !(0..expanded.tags.len()).any(|at| is_misplaced(&at)) {
        return false;
    }
    let replaced = |text: &str| {
        let mut out = String::with_capacity(text.len());
        for (at, part) in text.split(MARK).enumerate() {
            let number = part.parse().ok().filter(|number| at % 2 == 1 && *number < placed.len());
            match number.filter(is_misplaced) {
                Some(number) => out.push_str(&expanded.tags[number].inner),
                None if at % 2 == 1 => {
                    out.push(MARK);
                    out.push_str(part);
                    out.push(MARK);
                }
                None => out.push_str(part),
            }
        }
        out
    };
    let text = replaced(&expanded.text);
    let tabs = expanded.tags.iter().enumerate().filter(|(_, tag)| is_tabs(tag.name));
    let tabs: Vec<(usize, String)> = tabs.map(|(at, tag)| (at, replaced(&tag.inner))).collect();
    expanded.text = text;
    tabs.into_iter().for_each(|(at, inner)| expanded.tags[at].inner = inner);
    true
}
