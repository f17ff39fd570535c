//! `first-mention`, `double-link`, `self-link` and `orphan`: how a page is woven into the others. All off by default.

use std::collections::BTreeSet;

use super::is_on;
use crate::diag::{Diagnostic, codes};
use crate::page::links::{Link, LinkKind};
use crate::wiki::{PageId, Target, Wiki, unlinked_mentions};

pub(super) fn check(wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
    if is_on(wiki, &codes::DOUBLE_LINK) || is_on(wiki, &codes::SELF_LINK) {
        for (id, _) in wiki.iter() {
            page_links(wiki, id, faults);
        }
    }
    if is_on(wiki, &codes::ORPHAN) {
        for (_, page) in wiki.articles().filter(|(id, _)| wiki.texts.backlinks.to(*id).is_empty()) {
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
    for (link, target) in page.body.links.iter().zip(wiki.texts.targets[id as usize].iter()) {
        let Target::Page(to, fragment) = target else { continue };
        if matches!(link.kind, LinkKind::Embed | LinkKind::Stated) {
            continue;
        }
        let place = page.link_place(link);
        if *to == id {
            if !is_to_heading(link) && fragment.is_none() {
                faults.push(Diagnostic::new(&codes::SELF_LINK, place, "this page links to itself"));
            }
        } else if !seen.insert(*to) && !is_to_heading(link) {
            let message = format!("`{}` is linked here a second time", wiki.page(*to).title);
            faults.push(Diagnostic::new(&codes::DOUBLE_LINK, place, message));
        }
    }
}

fn is_to_heading(link: &Link) -> bool {
    link.fragment.is_some()
}

fn mentions(wiki: &Wiki, faults: &mut Vec<Diagnostic>) {
    for (named, places) in unlinked_mentions(wiki) {
        let title = &wiki.page(named).title;
        for (from, in_text) in places {
            let page = wiki.page(from);
            // The mention is found in the plain text: in the file it is as many occurrences of the title into the body.
            let earlier = page.body.text[..in_text].matches(title.as_str()).count();
            let body = &page.source.text[page.body_start..];
            let found = body.match_indices(title.as_str()).nth(earlier);
            let at = page.body_start + found.map_or(0, |(at, _)| at);
            let place = page.source.place(at..at + title.len());
            let message = format!("`{title}` is named here and never linked");
            faults.push(
                Diagnostic::new(&codes::FIRST_MENTION, place, message).help(format!("write `[[{title}]]`")),
            );
        }
    }
}
