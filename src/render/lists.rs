//! Long lists: split into pages, and into groups by first letter.

use std::borrow::Cow;

use super::{Renderer, context};
use crate::wiki::{PageId, Wiki};

/// Maximum number of list entries per page.
pub(super) const PER_PAGE: usize = 200;
/// Maximum number per page of entries without a description: five of them weigh as much as one with.
pub(super) const TITLES_PER_PAGE: usize = 1000;

/// Number of pages for a list; at least one.
pub(super) fn page_count(entries: usize) -> usize {
    pages_of(entries, PER_PAGE)
}

/// Number of pages for a list with so many entries per page; at least one.
pub(super) fn pages_of(entries: usize, per_page: usize) -> usize {
    entries.div_ceil(per_page).max(1)
}

/// The entries of a list on one page, numbered from 1.
pub(super) fn part<T>(list: &[T], number: usize) -> &[T] {
    part_of(list, number, PER_PAGE)
}

/// The entries on one page of a list with so many entries per page.
pub(super) fn part_of<T>(list: &[T], number: usize, per_page: usize) -> &[T] {
    let start = (number - 1) * per_page;
    list.get(start..list.len().min(start + per_page)).unwrap_or_default()
}

/// The address of a page of a list whose first page is at `address`.
pub(super) fn numbered(address: &str, number: usize) -> String {
    if number == 1 { address.to_owned() } else { format!("{address}{number}/") }
}

impl Renderer<'_> {
    /// Links between the `total` pages of a list; none for a list of one page.
    pub(super) fn pagination(
        &self,
        address: &str,
        number: usize,
        total: usize,
    ) -> Option<context::Pagination> {
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

    /// The pages that a page lists below its text, on one page of the list.
    pub(super) fn listed(&self, id: PageId, number: usize) -> Vec<context::Letter> {
        let Some(listing) = self.wiki.listing(id) else {
            return self.letters(part(self.wiki.listed_by(id), number));
        };
        let entries: Vec<(usize, PageId)> =
            (0..).zip(listing).flat_map(|(at, (_, pages))| pages.iter().map(move |id| (at, *id))).collect();
        let groups = part(&entries, number).chunk_by(|a, b| a.0 == b.0).map(|entries| {
            let at = entries[0].0;
            let items = entries.iter().map(|(_, id)| self.member(*id)).collect();
            context::Letter { letter: listing[at].0.clone(), id: format!("group-{}", at + 1), items }
        });
        groups.collect()
    }

    /// Pages by the first letter of their names; those with an `order` first, without a letter. The pages must be sorted.
    pub(super) fn letters(&self, pages: &[PageId]) -> Vec<context::Letter> {
        let mut letters: Vec<context::Letter> = Vec::new();
        for &id in pages {
            let page = self.wiki.page(id);
            let letter = match page.matter.order {
                Some(_) => String::new(),
                None => self.wiki.config.collation.letter(page.sort_name()),
            };
            match letters.iter_mut().find(|known| known.letter == letter) {
                Some(known) => known.items.push(self.member(id)),
                None => letters.push(context::Letter {
                    id: letter_id(&letter),
                    letter,
                    items: vec![self.member(id)],
                }),
            }
        }
        letters
    }

    fn member(&self, id: PageId) -> context::Member {
        let page = self.wiki.page(id);
        context::Member {
            title: page.title.clone(),
            url: self.page_url(id),
            description: page.description().map(|text| text.map(Cow::into_owned)).unwrap_or_default(),
        }
    }
}

/// Fragment id of the entries below a letter.
fn letter_id(letter: &str) -> String {
    match letter {
        "" => "in-order".to_owned(),
        "#" => "letter-other".to_owned(),
        letter => format!("letter-{}", letter.to_lowercase()),
    }
}

/// Number of entries in the list below the text of a page.
pub(super) fn listed_count(wiki: &Wiki, id: PageId) -> usize {
    match wiki.listing(id) {
        Some(listing) => listing.iter().map(|(_, pages)| pages.len()).sum(),
        None => wiki.listed_by(id).len(),
    }
}

/// The first number, the last, and those around the current one.
fn shown_numbers(number: usize, total: usize) -> Vec<usize> {
    (1..=total).filter(|&at| at == 1 || at == total || at.abs_diff(number) <= 3).collect()
}
