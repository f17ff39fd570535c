//! Who links to whom.

use std::sync::Arc;

use super::resolve::Target;
use super::{Claims, PageId, Relations};

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
    /// Counts, then places: linear in the number of links.
    pub(super) fn new(targets: &[Arc<[Target]>], relations: &Relations, claims: &Claims) -> Self {
        let pages = targets.len();
        let mut starts = vec![0u32; pages + 1];
        each(targets, relations, claims, |to, _| starts[to as usize + 1] += 1);
        for at in 0..pages {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut list = vec![Backlink { from: 0, place: LinkPlace::Field }; starts[pages] as usize];
        each(targets, relations, claims, |to, link| {
            list[next[to as usize] as usize] = link;
            next[to as usize] += 1;
        });
        Self { list, starts }
    }

    /// Pages that link to a page, in the order of their paths, each once.
    pub fn to(&self, page: PageId) -> &[Backlink] {
        let (start, end) = (self.starts[page as usize], self.starts[page as usize + 1]);
        &self.list[start as usize..end as usize]
    }
}

/// Calls a function with every link from one page to another, page by page. Of several links between the same two pages
/// there is the first in the text.
fn each(
    targets: &[Arc<[Target]>],
    relations: &Relations,
    claims: &Claims,
    mut link: impl FnMut(PageId, Backlink),
) {
    let mut claimed = claims.page_links().peekable();
    let mut last = vec![PageId::MAX; targets.len()];
    for (from, targets) in targets.iter().enumerate() {
        let from = from as PageId;
        last[from as usize] = from;
        let mut once = |to: PageId, place: LinkPlace| {
            if std::mem::replace(&mut last[to as usize], from) != from {
                link(to, Backlink { from, place });
            }
        };
        for (index, target) in targets.iter().enumerate() {
            if let Target::Page(to, _) = target {
                once(*to, LinkPlace::Text(index as u32));
            }
        }
        relations.outgoing(from).iter().for_each(|relation| once(relation.to, LinkPlace::Field));
        while let Some((to, _)) = claimed.next_if(|(_, page)| *page == from) {
            once(to, LinkPlace::Field);
        }
    }
}
