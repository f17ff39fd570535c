//! `first-mention`, `double-link`, `self-link` and `orphan`: the links between pages. All are off by default.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::{Checking, is_on};
use crate::diag::{Diagnostic, codes};
use crate::page::Page;
use crate::page::links::{Link, LinkKind};
use crate::wiki::{PageId, Target, Wiki, unlinked_mentions};

pub(super) fn check(wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
    if is_on(wiki, &codes::DOUBLE_LINK) || is_on(wiki, &codes::SELF_LINK) {
        for (id, _) in wiki.iter() {
            page_links(wiki, id, faults);
        }
    }
    if is_on(wiki, &codes::ORPHAN) {
        for (_, page) in wiki.listed_articles().filter(|(id, _)| wiki.texts.backlinks.to(*id).is_empty()) {
            let message = format!("no page links to `{}`", page.title);
            faults.push(Diagnostic::new(&codes::ORPHAN, page.title_place(), message));
        }
    }
    if is_on(wiki, &codes::FIRST_MENTION) {
        mentions(wiki, faults);
    }
}

fn page_links(wiki: &Wiki, id: PageId, faults: &mut Vec<Diagnostic>) {
    let page = wiki.page(id);
    let mut seen: BTreeSet<PageId> = BTreeSet::new();
    let links = page.body.links.iter().map(|link| link.ignoring_label(Checking));
    for (link, target) in links.zip(wiki.targets(id)) {
        let Target::Page(to, fragment) = *target.ignoring_label(Checking) else { continue };
        if matches!(link.kind, LinkKind::Embed | LinkKind::Stated | LinkKind::StatedPath) {
            continue;
        }
        let place = page.link_place(link);
        if *to == id {
            if !is_to_heading(link) && fragment.is_none() {
                faults.push(Diagnostic::new(&codes::SELF_LINK, place, "this page links to itself"));
            }
        } else if !seen.insert(*to) && !is_to_heading(link) {
            let message = format!("`{}` is already linked above", wiki.page(*to).title);
            faults.push(Diagnostic::new(&codes::DOUBLE_LINK, place, message));
        }
    }
}

fn is_to_heading(link: &Link) -> bool {
    link.fragment.is_some()
}

fn mentions(wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
    let mut by_page: BTreeMap<PageId, Vec<(PageId, usize)>> = BTreeMap::new();
    for (named, places) in unlinked_mentions(wiki) {
        for (from, in_text) in places {
            by_page.entry(from).or_default().push((named, in_text));
        }
    }
    for (from, named) in by_page {
        mentions_on(wiki, wiki.page(from), &named, faults);
    }
}

/// Reports the titles that a page mentions without a link, each with the offset of its first mention in the plain
/// text.
fn mentions_on(wiki: &Wiki, page: &Page, named: &[(PageId, usize)], faults: &mut Vec<Diagnostic>) {
    let titles: Vec<&str> = named.iter().map(|(id, _)| wiki.page(*id).title.as_str()).collect();
    let Ok(searcher) = AhoCorasick::new(&titles) else { return };
    // Mentions are found in the plain text. In the file they are the same occurrence of the title, counted from the
    // start of the body.
    let mut later = vec![0; titles.len()];
    for hit in searcher.find_overlapping_iter(page.body.text.ignoring_labels(Checking)) {
        later[hit.pattern()] += usize::from(hit.start() < named[hit.pattern().as_usize()].1);
    }
    let mut found = vec![None; titles.len()];
    for hit in searcher.find_overlapping_iter(&page.source.text[page.body_start..]) {
        let later = &mut later[hit.pattern()];
        if found[hit.pattern()].is_none() && *later == 0 {
            found[hit.pattern()] = Some(hit.start());
        }
        *later = later.saturating_sub(1);
    }
    for (title, at) in titles.into_iter().zip(found) {
        let at = page.body_start + at.unwrap_or(0);
        let place = page.source.place(at..at + title.len());
        let message = format!("`{title}` is mentioned here, but the page never links to it");
        faults.push(
            Diagnostic::new(&codes::FIRST_MENTION, place, message).help(format!("write `[[{title}]]`")),
        );
    }
}
