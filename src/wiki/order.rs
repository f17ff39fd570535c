//! Pages by title, worked out once for every list that is sorted so.

use std::sync::Arc;

use rayon::prelude::*;

use super::PageId;
use crate::page::Page;
use crate::words::Collation;

/// The place of each page among all titles.
#[derive(Debug, Default)]
pub struct TitleOrder {
    pages: Vec<PageId>,
    ranks: Vec<u32>,
}

impl TitleOrder {
    pub(super) fn new(pages: &[Arc<Page>], collation: &Collation) -> Self {
        let mut sorted: Vec<(u128, PageId)> =
            pages.iter().enumerate().map(|(id, page)| (page.brief.title, id as PageId)).collect();
        // Most titles need not be looked at any further to be told apart.
        let rest = |&(_, id): &(u128, PageId)| {
            let title: &str = &pages[id as usize].title;
            (collation.sort_key(title), title, id)
        };
        sorted.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| rest(a).cmp(&rest(b))));
        let pages: Vec<PageId> = sorted.into_iter().map(|(_, id)| id).collect();
        let mut ranks = vec![0; pages.len()];
        for (rank, id) in pages.iter().enumerate() {
            ranks[*id as usize] = rank as u32;
        }
        Self { pages, ranks }
    }

    /// All pages, by title.
    pub fn pages(&self) -> &[PageId] {
        &self.pages
    }

    /// The place of a page: less is earlier, and no two have the same.
    pub fn rank(&self, id: PageId) -> u32 {
        self.ranks[id as usize]
    }
}
