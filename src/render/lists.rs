//! Long lists: split into pages, and into groups by first letter.

use std::borrow::Cow;

use super::{Renderer, context};
use crate::wiki::PageId;

/// Maximum number of list entries per page.
pub(super) const PER_PAGE: usize = 200;

/// Number of pages for a list; at least one.
pub(super) fn page_count(entries: usize) -> usize {
    entries.div_ceil(PER_PAGE).max(1)
}

/// The entries of a list on one page, numbered from 1.
pub(super) fn part<T>(list: &[T], number: usize) -> &[T] {
    let start = (number - 1) * PER_PAGE;
    list.get(start..list.len().min(start + PER_PAGE)).unwrap_or_default()
}

/// The address of a page of a list whose first page is at `address`.
pub(super) fn numbered(address: &str, number: usize) -> String {
    if number == 1 { address.to_owned() } else { format!("{address}{number}/") }
}

impl Renderer<'_> {
    /// Links between the pages of a list; none for a list of one page.
    pub(super) fn pagination(
        &self,
        address: &str,
        number: usize,
        entries: usize,
    ) -> Option<context::Pagination> {
        let total = page_count(entries);
        let url = |number: usize| self.url(&numbered(address, number));
        (total > 1).then(|| context::Pagination {
            number,
            total,
            previous_url: (number > 1).then(|| url(number - 1)),
            next_url: (number < total).then(|| url(number + 1)),
            pages: shown_numbers(number, total)
                .into_iter()
                .map(|number| context::PageNumber { number, url: url(number) })
                .collect(),
        })
    }

    /// Pages by the first letter of their titles. The pages must be sorted by title.
    pub(super) fn letters(&self, pages: &[PageId]) -> Vec<context::Letter> {
        let mut letters: Vec<context::Letter> = Vec::new();
        for &id in pages {
            let page = self.wiki.page(id);
            let letter = self.wiki.config.collation.letter(&page.title);
            let member = context::Member {
                title: page.title.clone(),
                url: self.page_url(id),
                description: page.description().map(|text| text.map(Cow::into_owned)).unwrap_or_default(),
            };
            match letters.iter_mut().find(|known| known.letter == letter) {
                Some(known) => known.items.push(member),
                None => letters.push(context::Letter { letter, items: vec![member] }),
            }
        }
        letters
    }
}

/// The first number, the last, and those around the current one.
fn shown_numbers(number: usize, total: usize) -> Vec<usize> {
    (1..=total).filter(|&at| at == 1 || at == total || at.abs_diff(number) <= 3).collect()
}
