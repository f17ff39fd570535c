//! Items grouped by the page that they belong to, in one list.

use super::PageId;

/// Items of pages.
#[derive(Debug, Default)]
pub(super) struct Grouped<T> {
    list: Vec<T>,
    /// Start of each page's items in `list`; one more entry than there are pages.
    starts: Vec<u32>,
}

impl<T: Copy + Default> Grouped<T> {
    /// Groups items by page with a counting sort, which is linear and stable.
    pub(super) fn new(pages: usize, things: impl Iterator<Item = (PageId, T)> + Clone) -> Self {
        let mut starts = vec![0u32; pages + 1];
        things.clone().for_each(|(page, _)| starts[page as usize + 1] += 1);
        for at in 0..pages {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut list = vec![T::default(); starts[pages] as usize];
        for (page, thing) in things {
            let at = &mut next[page as usize];
            list[*at as usize] = thing;
            *at += 1;
        }
        Self { list, starts }
    }

    /// The items of a page.
    pub(super) fn of(&self, page: PageId) -> &[T] {
        &self.list[self.starts[page as usize] as usize..self.starts[page as usize + 1] as usize]
    }
}
