//! Backlinks: links between pages, by the page that they lead to.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::grouped::Grouped;
use super::resolve::Target;
use super::{Claims, PageId, Relations};

/// All links between pages, by the page that they lead to.
#[derive(Debug, Default, Clone)]
pub struct Backlinks {
    all: Arc<Grouped<Backlink>>,
    /// Overrides for pages whose backlinks changed since `all` was built.
    since: FxHashMap<PageId, Arc<[Backlink]>>,
}

/// One page that links to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlink {
    /// The page that links.
    pub from: PageId,
    /// Where the link stands.
    pub place: LinkPlace,
}

/// Where a link stands in its page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LinkPlace {
    /// In the text: index of the link.
    Text(u32),
    /// In a field or a claim of the front matter.
    #[default]
    Field,
}

impl Backlinks {
    /// Collects the links of all pages, in parallel, and groups them by the page that they lead to.
    pub(super) fn new(targets: &[Arc<[Target]>], relations: &Relations, claims: &Claims) -> Self {
        let pages = targets.len();
        let chunk = pages.div_ceil(rayon::current_num_threads()).max(1);
        let links: Vec<Vec<(PageId, Backlink)>> = targets
            .par_chunks(chunk)
            .enumerate()
            .map(|(number, chunk_targets)| {
                let mut links = Vec::with_capacity(chunk_targets.len() * 16);
                let mut last = vec![PageId::MAX; pages];
                for (from, targets) in (number * chunk..).zip(chunk_targets) {
                    let from = from as PageId;
                    let is_first = |to: PageId| std::mem::replace(&mut last[to as usize], from) != from;
                    outgoing(from, targets, relations, claims, is_first, |to, link| links.push((to, link)));
                }
                links
            })
            .collect();
        let all = Grouped::new(pages, links.iter().flatten().copied());
        Self { all: Arc::new(all), since: FxHashMap::default() }
    }

    /// Replaces the links of one page.
    pub(super) fn replace(
        &mut self,
        from: PageId,
        [before, now]: [&[Target]; 2],
        relations: &Relations,
        claims: &Claims,
    ) {
        let links = |targets: &[Target]| -> FxHashMap<PageId, LinkPlace> {
            let mut links = FxHashMap::default();
            let mut seen = FxHashSet::default();
            let is_first = |to| seen.insert(to);
            outgoing(from, targets, relations, claims, is_first, |to, link| {
                links.insert(to, link.place);
            });
            links
        };
        let (before, now) = (links(before), links(now));
        for to in before.keys().chain(now.keys()).copied() {
            let place = now.get(&to).copied();
            let others = self.to(to);
            let at = others.partition_point(|link| link.from < from);
            let rest = others[at..].iter().skip_while(|link| link.from == from);
            let own = place.map(|place| Backlink { from, place });
            let links: Arc<[Backlink]> =
                others[..at].iter().copied().chain(own).chain(rest.copied()).collect();
            if links[..] != *others {
                self.since.insert(to, links);
            }
        }
    }

    /// Pages that link to a page, in the order of their paths, each once.
    pub fn to(&self, page: PageId) -> &[Backlink] {
        match self.since.get(&page) {
            Some(links) => links,
            None => self.all.of(page),
        }
    }

    /// Pages whose backlinks differ from those in an earlier version. `None` when the two share no base.
    pub fn changed_since(&self, earlier: &Self) -> Option<Vec<PageId>> {
        let is_same = |page: &PageId, links: &Arc<[Backlink]>| match earlier.since.get(page) {
            Some(before) => Arc::ptr_eq(before, links),
            None => earlier.to(*page) == &**links,
        };
        let changed = self.since.iter().filter(|(page, links)| !is_same(page, links));
        Arc::ptr_eq(&self.all, &earlier.all).then(|| changed.map(|(page, _)| *page).collect())
    }
}

/// Calls a function with every link from one page to others. Of several links between the same two pages it passes only
/// the first in the text.
fn outgoing(
    from: PageId,
    targets: &[Target],
    relations: &Relations,
    claims: &Claims,
    mut is_first: impl FnMut(PageId) -> bool,
    mut link: impl FnMut(PageId, Backlink),
) {
    let mut once = |to: PageId, place: LinkPlace| {
        if to != from && is_first(to) {
            link(to, Backlink { from, place });
        }
    };
    for (index, target) in targets.iter().enumerate() {
        if let Target::Page(to, _) = target {
            once(*to, LinkPlace::Text(index as u32));
        }
    }
    relations.outgoing(from).iter().for_each(|relation| once(relation.to, LinkPlace::Field));
    claims.pages_named_by(from).for_each(|to| once(to, LinkPlace::Field));
}
