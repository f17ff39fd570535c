//! The lists among the special pages: addresses, and the pages of each.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::lists::{PER_PAGE, TITLES_PER_PAGE, pages_of};
use super::origins;
use crate::labels::Labelled;
use crate::page::inline_text::plain;
use crate::page::links::{self, LinkKind};
use crate::page::path_slug;
use crate::wiki::{PageId, Target, Wiki};
use crate::words::Words;

/// Pages shorter than this many words are stubs.
const STUB: u32 = 50;

/// A special page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Special {
    /// The list of special pages.
    Index,
    /// All pages, A to Z.
    AllPages,
    /// Types, with their pages.
    Types,
    /// Red links, by demand.
    Wanted,
    /// Pages without incoming links.
    Orphans,
    /// Pages without outgoing links.
    DeadEnds,
    /// Pages by the number of pages that link to them.
    MostLinked,
    /// Pages by length, the longest first.
    Longest,
    /// Pages by length, the shortest first.
    Shortest,
    /// Pages in no category.
    Uncategorised,
    /// Pages without sources.
    Unsourced,
    /// Names mentioned in texts without a link.
    Mentions,
    /// Pictures, with their credits and the pages that show them.
    Pictures,
    /// Pages that were copied from other sites, with their authors and licences.
    Credits,
    /// Numbers.
    Statistics,
    /// A page that leads to a random page.
    Random,
}

impl Special {
    /// All special pages.
    pub const ALL: [Self; 16] = [
        Self::Index,
        Self::AllPages,
        Self::Types,
        Self::Wanted,
        Self::Orphans,
        Self::DeadEnds,
        Self::MostLinked,
        Self::Longest,
        Self::Shortest,
        Self::Uncategorised,
        Self::Unsourced,
        Self::Mentions,
        Self::Pictures,
        Self::Credits,
        Self::Statistics,
        Self::Random,
    ];

    /// Its address.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Index => "special/",
            Self::AllPages => "special/all-pages/",
            Self::Types => "special/types/",
            Self::Wanted => "special/wanted/",
            Self::Orphans => "special/orphans/",
            Self::DeadEnds => "special/dead-ends/",
            Self::MostLinked => "special/most-linked/",
            Self::Longest => "special/longest/",
            Self::Shortest => "special/shortest/",
            Self::Uncategorised => "special/uncategorised/",
            Self::Unsourced => "special/unsourced/",
            Self::Mentions => "special/mentions/",
            Self::Pictures => "special/pictures/",
            Self::Credits => "special/credits/",
            Self::Statistics => "special/statistics/",
            Self::Random => "special/random/",
        }
    }

    pub(super) fn title(self, words: &Words) -> &str {
        match self {
            Self::Index => words.special_pages(),
            Self::AllPages => words.all_pages(),
            Self::Types => words.pages_by_type(),
            Self::Wanted => words.wanted_pages(),
            Self::Orphans => words.orphaned_pages(),
            Self::DeadEnds => words.dead_end_pages(),
            Self::MostLinked => words.most_linked_pages(),
            Self::Longest => words.longest_pages(),
            Self::Shortest => words.shortest_pages(),
            Self::Uncategorised => words.uncategorised_pages(),
            Self::Unsourced => words.pages_without_sources(),
            Self::Mentions => words.unlinked_mentions(),
            Self::Pictures => words.pictures(),
            Self::Credits => words.credits(),
            Self::Statistics => words.statistics(),
            Self::Random => words.random_page(),
        }
    }

    pub(super) fn about(self, words: &Words) -> &str {
        match self {
            Self::Index => words.special_pages_about(),
            Self::AllPages => words.all_pages_about(),
            Self::Types => words.pages_by_type_about(),
            Self::Wanted => words.wanted_pages_about(),
            Self::Orphans => words.orphaned_pages_about(),
            Self::DeadEnds => words.dead_end_pages_about(),
            Self::MostLinked => words.most_linked_pages_about(),
            Self::Longest => words.longest_pages_about(),
            Self::Shortest => words.shortest_pages_about(),
            Self::Uncategorised => words.uncategorised_pages_about(),
            Self::Unsourced => words.pages_without_sources_about(),
            Self::Mentions => words.unlinked_mentions_about(),
            Self::Pictures => words.pictures_about(),
            Self::Credits => words.credits_about(),
            Self::Statistics => words.statistics_about(),
            Self::Random => words.random_page_about(),
        }
    }

    /// True if a wiki has the page: that of a random page needs the API, those of pictures and credits need one.
    pub(super) fn is_of(self, wiki: &Wiki) -> bool {
        match self {
            Self::Random => wiki.config.output.api,
            Self::Pictures => wiki.picture_count() > 0,
            Self::Credits => origins::credited(wiki).next().is_some(),
            _ => true,
        }
    }

    /// True if it is a plain list of pages, which may be split.
    pub(super) const fn is_list(self) -> bool {
        !matches!(
            self,
            Self::Index | Self::AllPages | Self::Types | Self::Mentions | Self::Statistics | Self::Random
        )
    }

    /// Maximum number of entries per page of the list. Those of some have pages or a credit below each title.
    pub(super) const fn per_page(self) -> usize {
        if matches!(self, Self::Wanted | Self::Pictures | Self::Credits) { PER_PAGE } else { TITLES_PER_PAGE }
    }

    /// True if the list is sorted by a number; such lists are limited in length.
    pub(super) const fn is_ranked(self) -> bool {
        matches!(self, Self::MostLinked | Self::Longest | Self::Shortest)
    }
}

/// A list below `special/`: its address, the number of its pages, and the first of them.
pub(super) struct List {
    pub(super) address: String,
    pub(super) pages: usize,
    pub(super) place: SpecialPath,
}

/// Every list below `special/`.
pub(super) fn lists(wiki: &Wiki) -> Vec<List> {
    let list = |special: Special| List {
        address: special.address().to_owned(),
        pages: if special.is_list() { pages_of_list(wiki, special) } else { 1 },
        place: SpecialPath::Special(special, 1),
    };
    // Each is read off all pages.
    let mut found: Vec<List> =
        Special::ALL.into_par_iter().filter(|special| special.is_of(wiki)).map(list).collect();
    let split = wiki.page_count() > TITLES_PER_PAGE;
    for (letter, members) in letters(wiki).into_iter().filter(|_| split) {
        let (address, pages) = (letter_address(&letter), pages_of(members.len(), TITLES_PER_PAGE));
        found.push(List { address, pages, place: SpecialPath::Letter(letter, 1) });
    }
    for (id, page) in wiki.iter() {
        let pages = links_pages(wiki, id);
        if pages > 0 {
            let address = super::page::backlinks_address(page);
            found.push(List { address, pages, place: SpecialPath::LinksTo(id, 1) });
        }
    }
    found
}

/// A page below `special/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpecialPath {
    /// A page of a special list.
    Special(Special, usize),
    /// Pages whose titles begin with a letter.
    Letter(String, usize),
    /// Pages that link to a page.
    LinksTo(PageId, usize),
}

impl SpecialPath {
    /// Another page of the same list.
    pub(super) fn numbered(&self, number: usize) -> Self {
        match self {
            Self::Special(special, _) => Self::Special(*special, number),
            Self::Letter(letter, _) => Self::Letter(letter.clone(), number),
            Self::LinksTo(id, _) => Self::LinksTo(*id, number),
        }
    }

    /// True if it is the first page of its list.
    pub(super) fn is_first(&self) -> bool {
        match self {
            Self::Special(_, number) | Self::Letter(_, number) | Self::LinksTo(_, number) => *number == 1,
        }
    }
}

/// An entry of a plain list.
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) page: Option<PageId>,
    /// The file, for a picture.
    pub(super) file: Option<u32>,
    pub(super) note: String,
    /// The pages that belong to it.
    pub(super) from: Vec<PageId>,
}

/// Maximum length of a list sorted by a number.
const RANKED: usize = 1000;

/// Number of entries of a list.
pub(super) fn length(wiki: &Wiki, special: Special) -> usize {
    match special {
        Special::Wanted => {
            let names: BTreeSet<String> =
                missing(wiki).map(|(_, name)| crate::text::fold_name(name)).collect();
            names.len()
        }
        Special::Pictures => wiki.picture_count(),
        Special::Credits => origins::credited(wiki).count(),
        _ => {
            let limit = if special.is_ranked() { RANKED } else { usize::MAX };
            wiki.listed_articles().filter(|(id, _)| is_listed(wiki, special, *id)).take(limit).count()
        }
    }
}

/// True if a page qualifies for a list, ignoring its maximum length.
fn is_listed(wiki: &Wiki, special: Special, id: PageId) -> bool {
    let leads_on = |target: Labelled<&Target>| {
        target.open().is_some_and(|target| target.page().is_some_and(|to| to != id))
    };
    match special {
        Special::Orphans => wiki.texts.backlinks.open_to(id).next().is_none(),
        Special::DeadEnds => {
            !wiki.relations.outgoing(id).iter().any(Labelled::is_open) && !wiki.targets(id).any(leads_on)
        }
        Special::MostLinked => wiki.texts.backlinks.open_to(id).next().is_some(),
        Special::Longest => wiki.page(id).body.words > 0,
        Special::Shortest => true,
        Special::Uncategorised => wiki.page(id).matter.categories.is_empty(),
        Special::Unsourced => wiki.page(id).cites.is_empty(),
        _ => false,
    }
}

/// True if all lists have as many pages as in an earlier wiki that differs only in the texts of some pages and the links to the `affected`
/// ones.
pub(super) fn lists_are_alike(wiki: &Wiki, earlier: &Wiki, affected: &[PageId]) -> bool {
    let is_listed_alike = |special, id: &PageId| match special {
        Special::Wanted => {
            let wanted = |wiki| missing_on(wiki, *id).map(|(_, name)| name);
            wanted(wiki).eq(wanted(earlier))
        }
        _ => is_listed(wiki, special, *id) == is_listed(earlier, special, *id),
    };
    let mut lists = Special::ALL.into_iter().filter(|special| special.is_list());
    lists.all(|special| {
        affected.iter().all(|id| is_listed_alike(special, id))
            || pages_of_list(wiki, special) == pages_of_list(earlier, special)
    }) && affected.iter().all(|id| links_pages(wiki, *id) == links_pages(earlier, *id))
}

/// Number of pages of a list.
fn pages_of_list(wiki: &Wiki, special: Special) -> usize {
    pages_of(length(wiki, special), special.per_page())
}

/// Number of pages of a page's list of backlinks.
fn links_pages(wiki: &Wiki, id: PageId) -> usize {
    let has_list = super::page::has_backlinks_page(wiki, id);
    if has_list { pages_of(wiki.texts.backlinks.count(id), TITLES_PER_PAGE) } else { 0 }
}

pub(super) fn entries(wiki: &Wiki, special: Special) -> Vec<Entry> {
    let words = &wiki.config.words;
    match special {
        Special::Wanted => wanted(wiki),
        Special::Pictures => wiki.picture_uses().into_iter().map(|used| picture(wiki, used)).collect(),
        Special::Credits => origins::credited(wiki)
            .map(|(id, origin)| Entry { note: origins::note(origin, words), ..entry(id, wiki.page(id)) })
            .collect(),
        Special::MostLinked => {
            ranked(wiki, special, |id| wiki.texts.backlinks.count(id), |count| words.pages_link_here(count))
        }
        Special::Longest => {
            ranked(wiki, special, |id| wiki.page(id).body.words as usize, |n| words.words_count(n))
        }
        Special::Shortest => ranked(
            wiki,
            special,
            |id| wiki.page(id).body.words as usize,
            |n| {
                let counted = words.words_count(n);
                if n < STUB as usize { words.stub(&counted) } else { counted }
            },
        ),
        _ => {
            let pages = wiki.order.pages().iter().copied();
            let listed = pages.filter(|id| wiki.is_listed_article(*id) && is_listed(wiki, special, *id));
            listed.map(|id| entry(id, wiki.page(id))).collect()
        }
    }
}

/// A picture with its creator and its licence.
fn picture(wiki: &Wiki, (index, from): (u32, Vec<PageId>)) -> Entry {
    let facts = wiki.pictures.of(index).and_then(Labelled::open);
    let credit = facts.and_then(|facts| facts.credit.as_deref()).map(|text| plain(text).into_owned());
    let licence = facts.and_then(|facts| facts.licence.clone());
    let unused = from.is_empty().then(|| wiki.config.words.unused_picture().to_owned());
    let note: Vec<String> = [credit, licence, unused].into_iter().flatten().collect();
    let title = wiki.assets.get(index).0.to_owned();
    Entry { title, page: None, file: Some(index), note: note.join(" · "), from }
}

fn entry(id: PageId, page: &crate::page::Page) -> Entry {
    Entry { title: page.title.clone(), page: Some(id), file: None, note: String::new(), from: Vec::new() }
}

fn ranked(
    wiki: &Wiki,
    special: Special,
    count: impl Fn(PageId) -> usize,
    note: impl Fn(usize) -> String,
) -> Vec<Entry> {
    let listed = wiki.listed_articles().filter(|(id, _)| is_listed(wiki, special, *id));
    let mut counted: Vec<(usize, PageId)> = listed.map(|(id, _)| (count(id), id)).collect();
    let least_first = special == Special::Shortest;
    counted.sort_by_key(|(count, id)| (if least_first { *count } else { usize::MAX - count }, *id));
    counted.truncate(RANKED);
    counted.into_iter().map(|(n, id)| Entry { note: note(n), ..entry(id, wiki.page(id)) }).collect()
}

fn wanted(wiki: &Wiki) -> Vec<Entry> {
    let mut wanted: BTreeMap<String, Entry> = BTreeMap::new();
    for (id, name) in missing(wiki) {
        let entry = wanted.entry(crate::text::fold_name(name)).or_insert_with(|| Entry {
            title: name.to_owned(),
            page: None,
            file: None,
            note: String::new(),
            from: Vec::new(),
        });
        if entry.from.last() != Some(&id) {
            entry.from.push(id);
        }
    }
    let mut wanted: Vec<Entry> = wanted.into_values().collect();
    wanted.sort_by(|a, b| (b.from.len(), &a.title).cmp(&(a.from.len(), &b.title)));
    for entry in &mut wanted {
        entry.note = wiki.config.words.wanted_by(entry.from.len());
    }
    wanted
}

/// Names of unwritten pages, with the pages whose texts and fields have them.
pub(super) fn missing(wiki: &Wiki) -> impl Iterator<Item = (PageId, &str)> {
    wiki.iter().flat_map(|(id, _)| missing_on(wiki, id))
}

fn missing_on(wiki: &Wiki, id: PageId) -> impl Iterator<Item = (PageId, &str)> {
    let links = wiki.page(id).body.links.iter().zip(wiki.targets(id));
    let red = move |(link, target): (_, Labelled<&Target>)| {
        let link: &links::Link = Labelled::open(link)?;
        let is_missing = target.open().is_some_and(|target| **target == Target::Missing);
        let by_name = matches!(link.kind, LinkKind::Wiki | LinkKind::Embed | LinkKind::Stated);
        (is_missing && by_name).then_some((id, link.target.as_str()))
    };
    let in_fields = wiki.relations.missing(id).filter_map(Labelled::into_open);
    links.filter_map(red).chain(in_fields.map(move |name| (id, name.text.as_str())))
}

/// Pages by first letter, each list by title.
pub(super) fn letters(wiki: &Wiki) -> Vec<(String, Vec<PageId>)> {
    let mut letters: Vec<(String, Vec<PageId>)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let articles: Vec<PageId> =
        wiki.order.pages().iter().copied().filter(|id| wiki.is_listed_page(*id)).collect();
    let first = |id: &PageId| wiki.page(*id).sort_name().chars().next();
    // Any letter may follow a sign, as in `“Heat”`.
    let is_letter = |id: &PageId| first(id).is_some_and(char::is_alphabetic);
    for neighbours in articles.chunk_by(|a, b| first(a) == first(b) && is_letter(a)) {
        let letter = wiki.config.collation.letter(wiki.page(neighbours[0]).sort_name());
        let place = *places.entry(letter).or_insert_with_key(|letter| {
            letters.push((letter.clone(), Vec::new()));
            letters.len() - 1
        });
        letters[place].1.extend(neighbours);
    }
    letters
}

pub(super) fn letter_address(letter: &str) -> String {
    let name = if letter == "#" { "other".to_owned() } else { path_slug(letter) };
    format!("{}{name}/", Special::AllPages.address())
}
