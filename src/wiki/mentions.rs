//! Mentions of titles in the texts of pages that do not link to them.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
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
    let Ok(searcher) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(titles) else {
        return BTreeMap::new();
    };
    let pages: Vec<PageId> = wiki.articles().map(|(id, _)| id).collect();
    let found: Vec<Vec<(PageId, PageId, usize)>> =
        pages.par_iter().map(|id| mentions_in(wiki, *id, &searcher, &named)).collect();
    let mut by_title: BTreeMap<PageId, Vec<(PageId, usize)>> = BTreeMap::new();
    for (title, page, at) in found.into_iter().flatten() {
        by_title.entry(title).or_default().push((page, at));
    }
    by_title
}

fn mentions_in(
    wiki: &Wiki,
    id: PageId,
    searcher: &AhoCorasick,
    named: &[PageId],
) -> Vec<(PageId, PageId, usize)> {
    let body = &wiki.page(id).body;
    let text = body.text.ignoring_labels(Linking);
    let targets = &wiki.texts.targets[id as usize];
    let mut known: FxHashSet<PageId> = targets.iter().filter_map(Target::page).chain([id]).collect();
    let mut found = Vec::new();
    for hit in searcher.find_iter(text) {
        let title = named[hit.pattern().as_usize()];
        let whole_word = !text[..hit.start()].ends_with(char::is_alphanumeric)
            && !text[hit.end()..].starts_with(char::is_alphanumeric);
        let code = &body.code;
        // Code ranges are in text order.
        let next_code = code.partition_point(|(_, end)| *end as usize <= hit.start());
        let in_code = code.get(next_code).is_some_and(|(start, _)| *start as usize <= hit.start());
        let open = body.text.open_around(hit.range()).is_some();
        if whole_word && open && !in_code && known.insert(title) {
            found.push((title, id, hit.start()));
        }
    }
    found
}
