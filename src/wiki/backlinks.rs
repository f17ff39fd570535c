//! Backlinks: links between pages, by their target.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::grouped::Grouped;
use super::resolve::Target;
use super::{Claims, Linking, PageId, Relations};
use crate::labels::Labelled;
use crate::page::Page;
use crate::page::links::Link;

/// All links between pages, by their target.
#[derive(Debug, Default, Clone)]
pub struct Backlinks {
    all: Arc<Grouped<Labelled<Backlink>>>,
    /// Overrides for pages whose backlinks changed since `all` was built.
    since: FxHashMap<PageId, Arc<[Labelled<Backlink>]>>,
}

/// One page that links to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlink {
    /// The page that links.
    pub from: PageId,
    /// Position of the link.
    pub place: LinkPlace,
}

/// Position of a link on its page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LinkPlace {
    /// In the text: index of the link.
    Text(u32),
    /// In a field or a claim of the front matter.
    #[default]
    Field,
}

/// The links in the text of a page, with their targets.
#[derive(Clone, Copy)]
pub(super) struct TextLinks<'l> {
    pub(super) links: &'l [Labelled<Link>],
    pub(super) targets: &'l [Target],
}

impl<'l> TextLinks<'l> {
    /// The target pages of the links; `None` for a link to anything else.
    pub(super) fn pages(self) -> impl Iterator<Item = Labelled<Option<PageId>>> + Clone + use<'l> {
        let both = self.links.iter().zip(self.targets);
        both.map(|(link, target)| Labelled::new(target.page(), link.scopes()))
    }
}

/// Pages named in front matter.
#[derive(Clone, Copy)]
pub(super) struct Statements<'s> {
    pub(super) relations: &'s Relations,
    pub(super) claims: &'s Claims,
}

impl Statements<'_> {
    /// Calls a function with every link from one page to others. Several links to the same page are reported once: the first open link in
    /// the text if there is one, otherwise the first.
    fn links_of(
        self,
        from: PageId,
        text: TextLinks<'_>,
        mut is_first: impl FnMut(PageId) -> bool,
        mut link: impl FnMut(PageId, Labelled<Backlink>),
    ) {
        let in_text = text.pages().zip(0..);
        let in_text =
            in_text.filter_map(|(to, index)| Some((to.filter_map(|to| to)?, LinkPlace::Text(index))));
        let relations =
            self.relations.outgoing(from).iter().map(|relation| relation.as_ref().map(|it| it.to));
        let stated = relations.chain(self.claims.pages_named_by(from)).map(|to| (to, LinkPlace::Field));
        let mut labelled = Vec::new();
        let mut once = |to: Labelled<PageId>, place: LinkPlace| {
            let page = *to.ignoring_label(Linking);
            if page != from && is_first(page) {
                link(page, to.map(|_| Backlink { from, place }));
            }
        };
        for (to, place) in in_text.chain(stated) {
            match to.is_open() {
                true => once(to, place),
                false => labelled.push((to, place)),
            }
        }
        labelled.into_iter().for_each(|(to, place)| once(to, place));
    }
}

impl Backlinks {
    /// Collects the links of all pages in parallel, and groups them by target.
    pub(super) fn new(pages: &[Arc<Page>], targets: &[Arc<[Target]>], statements: Statements<'_>) -> Self {
        let chunk = pages.len().div_ceil(rayon::current_num_threads()).max(1);
        let links: Vec<Vec<(PageId, Labelled<Backlink>)>> = targets
            .par_chunks(chunk)
            .enumerate()
            .map(|(number, chunk_targets)| {
                let mut links = Vec::with_capacity(chunk_targets.len() * 16);
                let mut last = vec![PageId::MAX; pages.len()];
                for (from, targets) in (number * chunk..).zip(chunk_targets) {
                    let text = TextLinks { links: &pages[from].body.links, targets };
                    let from = from as PageId;
                    let is_first = |to: PageId| std::mem::replace(&mut last[to as usize], from) != from;
                    statements.links_of(from, text, is_first, |to, link| links.push((to, link)));
                }
                links
            })
            .collect();
        let all = Grouped::new(pages.len(), links.iter().flatten().copied());
        Self { all: Arc::new(all), since: FxHashMap::default() }
    }

    /// Replaces the links of one page.
    pub(super) fn replace(
        &mut self,
        from: PageId,
        [before, now]: [TextLinks<'_>; 2],
        statements: Statements<'_>,
    ) {
        let links = |text: TextLinks<'_>| -> FxHashMap<PageId, Labelled<Backlink>> {
            let mut links = FxHashMap::default();
            let mut seen = FxHashSet::default();
            statements.links_of(
                from,
                text,
                |to| seen.insert(to),
                |to, link| {
                    links.insert(to, link);
                },
            );
            links
        };
        let (before, now) = (links(before), links(now));
        let from_page = |link: &Labelled<Backlink>| link.ignoring_label(Linking).from;
        for to in before.keys().chain(now.keys()).copied() {
            let others = self.to(to);
            let at = others.partition_point(|link| from_page(link) < from);
            let rest = others[at..].iter().skip_while(|link| from_page(link) == from);
            let own = now.get(&to).copied();
            let links: Arc<[Labelled<Backlink>]> =
                others[..at].iter().copied().chain(own).chain(rest.copied()).collect();
            if links[..] != *others {
                self.since.insert(to, links);
            }
        }
    }

    /// Pages that link to a page, in order of their paths, without duplicates.
    pub fn to(&self, page: PageId) -> &[Labelled<Backlink>] {
        match self.since.get(&page) {
            Some(links) => links,
            None => self.all.of(page),
        }
    }

    /// The backlinks that are open to all readers.
    pub fn open_to(&self, page: PageId) -> impl Iterator<Item = &Backlink> + Clone {
        self.to(page).iter().filter_map(Labelled::open)
    }

    /// Number of pages whose link to a page is open to all readers.
    pub fn count(&self, page: PageId) -> usize {
        self.open_to(page).count()
    }

    /// Pages whose backlinks differ from those in an earlier version. `None` if the two have no common base.
    pub fn changed_since(&self, earlier: &Self) -> Option<Vec<PageId>> {
        let is_same = |page: &PageId, links: &Arc<[Labelled<Backlink>]>| match earlier.since.get(page) {
            Some(before) => Arc::ptr_eq(before, links),
            None => earlier.to(*page) == &**links,
        };
        let changed = self.since.iter().filter(|(page, links)| !is_same(page, links));
        Arc::ptr_eq(&self.all, &earlier.all).then(|| changed.map(|(page, _)| *page).collect())
    }
}
