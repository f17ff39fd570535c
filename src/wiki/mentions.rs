//! Mentions of titles in the texts of pages that do not link to them.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Linking, PageId, Target, Wiki};

/// Minimum length of a title to search for, in characters.
const MIN_MENTION: usize = 5;
/// Maximum length of a title to search for, in characters.
const LONGEST_MENTION: usize = 200;

/// For each title, the pages that mention it without a link, with the offset of the first mention. Mentions in spoilers are ignored.
pub fn unlinked_mentions(wiki: &Wiki) -> BTreeMap<PageId, Vec<(PageId, usize)>> {
    let named: Vec<PageId> = wiki
        .articles()
        .filter(|(_, page)| (MIN_MENTION..=LONGEST_MENTION).contains(&page.title.chars().count()))
        .map(|(id, _)| id)
        .collect();
    let titles = named.iter().map(|id| wiki.page(*id).title.as_str());
    let mut first = [false; 256];
    titles.clone().for_each(|title| first[usize::from(title.as_bytes()[0])] = true);
    let mut searcher = AhoCorasick::builder();
    searcher.match_kind(MatchKind::LeftmostLongest).start_kind(StartKind::Anchored);
    let Ok(searcher) = searcher.build(titles) else { return BTreeMap::new() };
    let titles = Titles { named, first, searcher };
    let pages: Vec<PageId> = wiki.articles().map(|(id, _)| id).collect();
    let found: Vec<Vec<(PageId, PageId, usize)>> =
        pages.par_iter().map(|id| mentions_in(wiki, *id, &titles)).collect();
    let mut by_title: BTreeMap<PageId, Vec<(PageId, usize)>> = BTreeMap::new();
    for (title, page, at) in found.into_iter().flatten() {
        by_title.entry(title).or_default().push((page, at));
    }
    by_title
}

/// The titles to search for.
struct Titles {
    named: Vec<PageId>,
    /// For each byte, whether a title starts with it.
    first: [bool; 256],
    searcher: AhoCorasick,
}

impl Titles {
    /// The page with the longest title at an offset of a text, and the end of the title.
    fn at(&self, text: &str, at: usize) -> Option<(PageId, usize)> {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let hit = self.searcher.find(input)?;
        Some((self.named[hit.pattern().as_usize()], hit.end()))
    }
}

fn mentions_in(wiki: &Wiki, id: PageId, titles: &Titles) -> Vec<(PageId, PageId, usize)> {
    let body = &wiki.page(id).body;
    let text = body.text.ignoring_labels(Linking);
    let targets = &wiki.texts.targets[id as usize];
    let mut known: FxHashSet<PageId> = targets.iter().filter_map(Target::page).chain([id]).collect();
    let mut found = Vec::new();
    let mut searched = 0;
    // Titles are text, so the first byte of one is never within a character.
    for (at, _) in text.bytes().enumerate().filter(|(_, byte)| titles.first[usize::from(*byte)]) {
        if at < searched || text[..at].ends_with(char::is_alphanumeric) {
            continue;
        }
        let Some((title, end)) = titles.at(text, at) else { continue };
        searched = end;
        let is_whole = !text[end..].starts_with(char::is_alphanumeric);
        let code = &body.code;
        // Code ranges are in text order.
        let next_code = code.partition_point(|(_, end)| *end as usize <= at);
        let in_code = code.get(next_code).is_some_and(|(start, _)| *start as usize <= at);
        let open = body.text.open_around(at..end).is_some();
        if is_whole && open && !in_code && known.insert(title) {
            found.push((title, id, at));
        }
    }
    found
}
