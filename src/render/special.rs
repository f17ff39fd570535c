//! Special pages: lists for editors, made from the whole wiki.

use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

use super::lists::{numbered, page_count, part};
use super::{Renderer, context};
use crate::diag::Diagnostic;
use crate::labels::{Labelled, Open};
use crate::page::links::{self, LinkKind};
use crate::page::path_slug;
use crate::wiki::{Backlink, PageId, Target, Wiki, unlinked_mentions};
use crate::words::Words;

/// Pages shorter than this many words are stubs.
const STUB: u32 = 50;
/// Maximum number of places shown per item.
const MAX_DETAILS: usize = 8;
/// Maximum number of names on the page of unlinked mentions.
const MAX_MENTIONS: usize = 200;

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
    /// Numbers.
    Statistics,
    /// A page that leads to a random page.
    Random,
}

impl Special {
    /// All special pages.
    pub const ALL: [Self; 14] = [
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
            Self::Statistics => "special/statistics/",
            Self::Random => "special/random/",
        }
    }

    fn title(self, words: &Words) -> &str {
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
            Self::Statistics => words.statistics(),
            Self::Random => words.random_page(),
        }
    }

    fn about(self, words: &Words) -> &str {
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
            Self::Statistics => words.statistics_about(),
            Self::Random => words.random_page_about(),
        }
    }

    /// True if it is a plain list of pages, which may be split.
    const fn is_list(self) -> bool {
        !matches!(
            self,
            Self::Index | Self::AllPages | Self::Types | Self::Mentions | Self::Statistics | Self::Random
        )
    }

    /// True if the list is sorted by a number; such lists are limited in length.
    const fn is_ranked(self) -> bool {
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
    let mut found = Vec::new();
    for special in Special::ALL {
        if special == Special::Random && !wiki.config.output.api {
            continue;
        }
        let pages = if special.is_list() { page_count(length(wiki, special)) } else { 1 };
        found.push(List {
            address: special.address().to_owned(),
            pages,
            place: SpecialPath::Special(special, 1),
        });
    }
    let split = wiki.articles().count() > super::lists::PER_PAGE;
    for (letter, members) in letters(wiki).into_iter().filter(|_| split) {
        let (address, pages) = (letter_address(&letter), page_count(members.len()));
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
struct Entry {
    title: String,
    page: Option<PageId>,
    note: String,
    /// The pages that belong to it.
    from: Vec<PageId>,
}

/// Maximum length of a list sorted by a number.
const RANKED: usize = 1000;

/// Number of entries of a list.
fn length(wiki: &Wiki, special: Special) -> usize {
    match special {
        Special::Wanted => {
            let names: BTreeSet<String> =
                missing(wiki).map(|(_, name)| crate::text::fold_name(name)).collect();
            names.len()
        }
        _ => {
            let count = wiki.articles().filter(|(id, _)| is_listed(wiki, special, *id)).count();
            if special.is_ranked() { count.min(RANKED) } else { count }
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
            || page_count(length(wiki, special)) == page_count(length(earlier, special))
    }) && affected.iter().all(|id| links_pages(wiki, *id) == links_pages(earlier, *id))
}

/// Number of pages of a page's list of backlinks.
fn links_pages(wiki: &Wiki, id: PageId) -> usize {
    if super::page::has_backlinks_page(wiki, id) { page_count(wiki.texts.backlinks.count(id)) } else { 0 }
}

fn entries(wiki: &Wiki, special: Special) -> Vec<Entry> {
    let words = &wiki.config.words;
    match special {
        Special::Wanted => wanted(wiki),
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
            let listed = pages.filter(|id| wiki.is_article(*id) && is_listed(wiki, special, *id));
            listed.map(|id| entry(id, wiki.page(id))).collect()
        }
    }
}

fn entry(id: PageId, page: &crate::page::Page) -> Entry {
    Entry { title: page.title.clone(), page: Some(id), note: String::new(), from: Vec::new() }
}

fn ranked(
    wiki: &Wiki,
    special: Special,
    count: impl Fn(PageId) -> usize,
    note: impl Fn(usize) -> String,
) -> Vec<Entry> {
    let listed = wiki.articles().filter(|(id, _)| is_listed(wiki, special, *id));
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
fn missing(wiki: &Wiki) -> impl Iterator<Item = (PageId, &str)> {
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
fn letters(wiki: &Wiki) -> Vec<(String, Vec<PageId>)> {
    let mut letters: Vec<(String, Vec<PageId>)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let articles: Vec<PageId> =
        wiki.order.pages().iter().copied().filter(|id| wiki.is_article(*id)).collect();
    let first = |id: &PageId| wiki.page(*id).title.chars().next();
    // Any letter may follow a sign, as in `“Heat”`.
    let is_letter = |id: &PageId| first(id).is_some_and(char::is_alphabetic);
    for neighbours in articles.chunk_by(|a, b| first(a) == first(b) && is_letter(a)) {
        let letter = wiki.config.collation.letter(&wiki.page(neighbours[0]).title);
        let place = *places.entry(letter).or_insert_with_key(|letter| {
            letters.push((letter.clone(), Vec::new()));
            letters.len() - 1
        });
        letters[place].1.extend(neighbours);
    }
    letters
}

fn letter_address(letter: &str) -> String {
    let name = if letter == "#" { "other".to_owned() } else { path_slug(letter) };
    format!("{}{name}/", Special::AllPages.address())
}

impl Renderer<'_> {
    pub(super) fn special(&self, place: &SpecialPath) -> Result<Vec<u8>, Vec<Diagnostic>> {
        match place {
            SpecialPath::Special(Special::Random, _) => {
                let page = self.special_context(Special::Random, 1);
                self.template("random.html", page, None)
            }
            SpecialPath::Special(special, number) => self.special_page(*special, *number),
            SpecialPath::Letter(letter, number) => self.letter(letter, *number),
            SpecialPath::LinksTo(id, number) => self.links_to(*id, *number),
        }
    }

    /// A special page without its list.
    pub(super) fn special_head(&self, place: &SpecialPath) -> context::Page {
        match place {
            SpecialPath::Special(special, number) => self.special_context(*special, *number),
            SpecialPath::Letter(letter, number) => self.letter_head(letter, *number),
            SpecialPath::LinksTo(id, number) => self.links_to_head(*id, *number),
        }
    }

    fn special_context(&self, special: Special, number: usize) -> context::Page {
        let mut page =
            self.generated("special", special.title(self.words()), &numbered(special.address(), number));
        let about = special.about(self.words());
        page.description = Open::unlabelled(self.words().about_on_site(about, &self.wiki.config.title));
        page.lede = Open::unlabelled(about.to_owned());
        page.noindex = special != Special::AllPages;
        if special != Special::Index {
            page.breadcrumbs.push(context::Link {
                title: self.words().special_pages().to_owned(),
                url: self.url("special/"),
            });
        }
        page
    }

    fn special_page(&self, special: Special, number: usize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut page = self.special_context(special, number);
        let mut list = context::Special::default();
        match special {
            Special::Index => list.links = self.special_links(),
            Special::AllPages => self.all_pages(&mut list, &mut page),
            Special::Types => list.sections = self.types(),
            Special::Mentions => {
                list.sections = section(self.words().names_without_a_link(), self.mentions());
            }
            Special::Statistics => list.stats = self.statistics(),
            _ => {
                let all = entries(self.wiki, special);
                let shown = part(&all, number);
                list.sections = section(
                    special.title(self.words()),
                    shown.iter().map(|entry| self.item(entry)).collect(),
                );
                page.pagination = self.pagination(special.address(), number, all.len());
            }
        }
        page.special = Some(list);
        self.template("special.html", page, None)
    }

    fn special_links(&self) -> Vec<context::SpecialLink> {
        let shown = Special::ALL.into_iter().filter(|special| {
            *special != Special::Index && (*special != Special::Random || self.wiki.config.output.api)
        });
        shown
            .map(|special| context::SpecialLink {
                title: special.title(self.words()).to_owned(),
                url: self.url(special.address()),
                description: special.about(self.words()).to_owned(),
            })
            .collect()
    }

    fn item(&self, entry: &Entry) -> context::SpecialItem {
        let detail = |id: &PageId| context::SpecialDetail {
            title: self.wiki.page(*id).title.clone(),
            url: Some(self.page_url(*id)),
            text: Open::default(),
        };
        context::SpecialItem {
            title: entry.title.clone(),
            url: entry.page.map(|id| self.page_url(id)),
            note: entry.note.clone(),
            details: entry.from.iter().take(MAX_DETAILS).map(detail).collect(),
        }
    }

    /// All pages at once if they are few; otherwise the letters, each with its own page.
    fn all_pages(&self, list: &mut context::Special, page: &mut context::Page) {
        let letters = letters(self.wiki);
        let total: usize = letters.iter().map(|(_, pages)| pages.len()).sum();
        page.noindex = false;
        if total > super::lists::PER_PAGE {
            let items = letters.iter().map(|(letter, pages)| context::SpecialItem {
                title: letter.clone(),
                url: Some(self.url(&letter_address(letter))),
                note: self.words().pages_count(pages.len()),
                details: Vec::new(),
            });
            list.sections = section(self.words().by_first_letter(), items.collect());
            return;
        }
        for (letter, pages) in letters {
            let id =
                if letter == "#" { "other".to_owned() } else { format!("letter-{}", path_slug(&letter)) };
            let items = pages.iter().map(|id| self.page_item(*id)).collect();
            list.sections.push(context::SpecialSection { title: letter, id, items });
        }
    }

    fn page_item(&self, id: PageId) -> context::SpecialItem {
        let page = self.wiki.page(id);
        let page_type = page.page_type.map(|id| self.wiki.config.types.get(id).label.clone());
        context::SpecialItem {
            title: page.title.clone(),
            url: Some(self.page_url(id)),
            note: page_type.unwrap_or_default(),
            details: Vec::new(),
        }
    }

    fn letter_head(&self, letter: &str, number: usize) -> context::Page {
        let address = letter_address(letter);
        let title = self.words().all_pages_of_letter(letter);
        let mut page = self.generated("special", &title, &numbered(&address, number));
        let description = self.words().pages_of_letter_about(letter, &self.wiki.config.title);
        page.description = Open::unlabelled(description);
        page.breadcrumbs.push(context::Link {
            title: self.words().all_pages().to_owned(),
            url: self.url(Special::AllPages.address()),
        });
        page
    }

    fn letter(&self, letter: &str, number: usize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let pages = letters(self.wiki)
            .into_iter()
            .find(|(known, _)| known == letter)
            .map(|(_, pages)| pages)
            .unwrap_or_default();
        let mut page = self.letter_head(letter, number);
        page.pagination = self.pagination(&letter_address(letter), number, pages.len());
        let items = part(&pages, number).iter().map(|id| self.page_item(*id)).collect();
        page.special =
            Some(context::Special { sections: section(letter, items), ..context::Special::default() });
        self.template("special.html", page, None)
    }

    fn links_to_head(&self, id: PageId, number: usize) -> context::Page {
        let target = self.wiki.page(id);
        let count = self.wiki.texts.backlinks.count(id);
        let address = super::page::backlinks_address(target);
        let title = self.words().what_links_to(&target.title);
        let mut page = self.generated("special", &title, &numbered(&address, number));
        page.description = Open::unlabelled(self.words().pages_that_link_to(count, &target.title));
        page.noindex = true;
        page.breadcrumbs.push(self.page_link(id));
        page
    }

    fn links_to(&self, id: PageId, number: usize) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let links: Vec<&Backlink> = self.wiki.texts.backlinks.open_to(id).collect();
        let address = super::page::backlinks_address(self.wiki.page(id));
        let mut page = self.links_to_head(id, number);
        page.pagination = self.pagination(&address, number, links.len());
        let groups = self.backlink_groups(id, part(&links, number).iter().copied());
        let sections = groups.into_iter().map(|group| context::SpecialSection {
            id: path_slug(&group.label),
            title: group.label,
            items: group
                .items
                .into_iter()
                .map(|item| context::SpecialItem {
                    title: item.title,
                    url: Some(item.url),
                    note: String::new(),
                    details: Vec::new(),
                })
                .collect(),
        });
        page.special = Some(context::Special { sections: sections.collect(), ..context::Special::default() });
        self.template("special.html", page, None)
    }

    fn types(&self) -> Vec<context::SpecialSection> {
        let mut counts: BTreeMap<Option<u16>, Vec<PageId>> = BTreeMap::new();
        for (id, page) in self.wiki.articles() {
            counts.entry(page.page_type.map(|id| id.0)).or_default().push(id);
        }
        let items = counts.into_iter().map(|(page_type, pages)| {
            let declared = page_type.map(|id| self.wiki.config.types.get(crate::config::TypeId(id)));
            let section = declared
                .and_then(|page_type| page_type.folder.as_ref())
                .and_then(|folder| self.wiki.addresses.sections().get(folder));
            context::SpecialItem {
                title: declared
                    .map_or(self.words().without_a_type(), |page_type| &page_type.plural)
                    .to_owned(),
                url: section.map(|section| self.url(&section.address)),
                note: self.words().pages_count(pages.len()),
                details: Vec::new(),
            }
        });
        section(self.words().types(), items.collect())
    }

    fn statistics(&self) -> Vec<context::Stat> {
        let (wiki, text) = (self.wiki, self.words());
        let words: u64 = wiki.articles().map(|(_, page)| u64::from(page.body.words)).sum();
        let targets = || wiki.iter().flat_map(|(id, _)| wiki.targets(id)).filter_map(Labelled::into_open);
        let links = targets().filter(|target| target.page().is_some()).count();
        let in_fields = wiki.iter().flat_map(|(id, _)| wiki.relations.missing(id)).filter(Labelled::is_open);
        let red = targets().filter(|target| **target == Target::Missing).count() + in_fields.count();
        let stat = |label: &str, value: u64| context::Stat {
            label: label.to_owned(),
            value: self.words().number(value),
        };
        vec![
            stat(text.stat_pages(), wiki.articles().count() as u64),
            stat(text.stat_words(), words),
            stat(text.stat_links(), links as u64),
            stat(text.stat_red_links(), red as u64),
            stat(text.stat_relations(), wiki.relations.iter().count() as u64),
            stat(text.stat_categories(), wiki.categories.iter().count() as u64),
            stat(text.stat_sources(), wiki.sources.len() as u64),
            stat(text.stat_claims(), wiki.claims.iter().count() as u64),
            stat(text.stat_events(), wiki.events.iter().len() as u64),
            stat(text.stat_files(), wiki.assets.published().count() as u64),
        ]
    }

    /// Titles mentioned on pages that do not link to them, most frequent first.
    fn mentions(&self) -> Vec<context::SpecialItem> {
        let mut found: Vec<(PageId, Vec<(PageId, usize)>)> =
            unlinked_mentions(self.wiki).into_iter().collect();
        found.sort_by_key(|(id, places)| (std::cmp::Reverse(places.len()), *id));
        found
            .into_iter()
            .take(MAX_MENTIONS)
            .map(|(id, places)| context::SpecialItem {
                title: self.wiki.page(id).title.clone(),
                url: Some(self.page_url(id)),
                note: self.words().named_without_a_link(places.len()),
                details: places
                    .iter()
                    .take(MAX_DETAILS)
                    .map(|(from, at)| self.mention(id, *from, *at))
                    .collect(),
            })
            .collect()
    }

    fn mention(&self, of: PageId, from: PageId, at: usize) -> context::SpecialDetail {
        let page = self.wiki.page(from);
        let length = self.wiki.page(of).title.len();
        let text = page.body.text.open_around(at..at + length);
        let line = text.map(|(start, text)| text.map(|text| line_around(text, at - start, length)));
        let url = Some(self.page_url(from));
        context::SpecialDetail { title: page.title.clone(), url, text: line.unwrap_or_default() }
    }
}

fn section(title: &str, items: Vec<context::SpecialItem>) -> Vec<context::SpecialSection> {
    vec![context::SpecialSection { title: title.to_owned(), id: "list".to_owned(), items }]
}

fn line_around(text: &str, at: usize, length: usize) -> String {
    let start = text[..at].rfind(['\n', '.']).map_or(0, |at| at + 1);
    let end = text[at + length..].find(['\n', '.']).map_or(text.len(), |end| at + length + end);
    let line: Vec<&str> = text[start..end].split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(200) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}
