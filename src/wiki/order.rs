//! Pages sorted by the names that they have in lists, computed once for all lists in this order.

use std::sync::Arc;

use rayon::prelude::*;

use super::PageId;
use crate::page::Page;
use crate::words::Collation;

/// The rank of each page by its name in lists.
#[derive(Debug, Default)]
pub struct TitleOrder {
    pages: Vec<PageId>,
    ranks: Vec<u32>,
}

impl TitleOrder {
    pub(super) fn new(pages: &[Arc<Page>], collation: &Collation) -> Self {
        let mut sorted: Vec<(u128, PageId)> =
            pages.iter().enumerate().map(|(id, page)| (page.brief.title, id as PageId)).collect();
        // Most names differ in their first bytes.
        let rest = |&(_, id): &(u128, PageId)| {
            let page = &pages[id as usize];
            (collation.sort_key(page.sort_name()), page.title.as_str(), id)
        };
        sorted.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rest(a).cmp(&rest(b))));
        let pages: Vec<PageId> = sorted.into_iter().map(|(_, id)| id).collect();
        let mut ranks = vec![0; pages.len()];
        for (rank, id) in pages.iter().enumerate() {
            ranks[*id as usize] = rank as u32;
        }
        Self { pages, ranks }
    }

    /// All pages, by name.
    pub fn pages(&self) -> &[PageId] {
        &self.pages
    }

    /// The rank of a page; unique, and lower for earlier names.
    pub fn rank(&self, id: PageId) -> u32 {
        self.ranks[id as usize]
    }
}
