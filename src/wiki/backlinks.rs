//! Who links to whom.

use std::sync::Arc;

use super::resolve::Target;
use super::{Claims, PageId, Relations};
use crate::page::Page;

/// All links between pages, sorted by the page that they lead to.
#[derive(Debug, Default)]
pub struct Backlinks {
    list: Vec<Backlink>,
    /// Where the links to each page start in `list`; one more than there are pages.
    starts: Vec<u32>,
}

/// One page that links to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlink {
    /// The page that links.
    pub from: PageId,
    /// Where the link stands.
    pub place: LinkPlace,
}

/// Where a link stands in its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPlace {
    /// In the text: index of the link.
    Text(u32),
    /// In a field or a claim of the front matter.
    Field,
}

impl Backlinks {
    pub(super) fn new(
        pages: &[Arc<Page>],
        targets: &[Vec<Target>],
        relations: &Relations,
        claims: &Claims,
    ) -> Self {
        let mut edges: Vec<(PageId, Backlink)> = Vec::new();
        for (from, targets) in targets.iter().enumerate() {
            for (index, target) in targets.iter().enumerate() {
                if let Target::Page(to, _) = target {
                    edges
                        .push((*to, Backlink { from: from as PageId, place: LinkPlace::Text(index as u32) }));
                }
            }
        }
        let fields = relations.iter().map(|relation| (relation.to, relation.from));
        for (to, from) in fields.chain(claims.page_links()) {
            edges.push((to, Backlink { from, place: LinkPlace::Field }));
        }
        edges.retain(|(to, link)| *to != link.from);
        Self::sorted(edges, pages.len())
    }

    /// Counts, then places: linear in the number of links. Of several links between the same two pages the first in
    /// the text stays.
    fn sorted(edges: Vec<(PageId, Backlink)>, pages: usize) -> Self {
        let mut starts = vec![0u32; pages + 1];
        for (to, _) in &edges {
            starts[*to as usize + 1] += 1;
        }
        for at in 0..pages {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut list = vec![Backlink { from: 0, place: LinkPlace::Field }; edges.len()];
        for (to, link) in edges {
            list[next[to as usize] as usize] = link;
            next[to as usize] += 1;
        }
        let mut kept = Vec::with_capacity(list.len());
        let mut kept_starts = Vec::with_capacity(starts.len());
        for at in 0..pages {
            kept_starts.push(kept.len() as u32);
            let links = &mut list[starts[at] as usize..starts[at + 1] as usize];
            links.sort_by_key(|link| link.from);
            let mut last = None;
            kept.extend(links.iter().filter(|link| last.replace(link.from) != Some(link.from)));
        }
        kept_starts.push(kept.len() as u32);
        Self { list: kept, starts: kept_starts }
    }

    /// Pages that link to a page, in the order of their paths, each once.
    pub fn to(&self, page: PageId) -> &[Backlink] {
        let (start, end) = (self.starts[page as usize], self.starts[page as usize + 1]);
        &self.list[start as usize..end as usize]
    }
}
