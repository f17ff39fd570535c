//! Names of pages that are not published, for diagnostics of links to them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::NameRef;
use crate::page::Page;
use crate::text::NameKey;

/// Pages that are not published, by name.
#[derive(Debug, Default)]
pub(super) struct Unpublished {
    pages: Vec<Arc<Page>>,
    by_name: FxHashMap<NameKey, u32>,
}

impl Unpublished {
    pub(super) fn new(pages: &[Arc<Page>]) -> Self {
        let mut by_name = FxHashMap::default();
        for (index, page) in (0..).zip(pages) {
            for name in page.names.iter().chain(&page.folder_names) {
                by_name.entry(*name).or_insert(index);
            }
        }
        Self { pages: pages.to_vec(), by_name }
    }

    /// True if pages have the same names and reasons as those that it was made from.
    pub(super) fn is_of(&self, pages: &[Arc<Page>]) -> bool {
        let is_same = |(a, b): (&Arc<Page>, &Arc<Page>)| {
            let of = |page: &Page| (page.matter.draft, page.matter.private);
            Arc::ptr_eq(a, b)
                || of(a) == of(b)
                    && a.title == b.title
                    && a.names == b.names
                    && a.folder_names == b.folder_names
        };
        self.pages.len() == pages.len() && self.pages.iter().zip(pages).all(is_same)
    }

    /// The reason why the page with a name is not published, and the remedy. `None` if there is no such page.
    pub(super) fn reason(&self, name: NameRef<'_>) -> Option<(String, &'static str)> {
        let page = &self.pages[*self.by_name.get(&name.key())? as usize];
        Some(match (page.matter.private, page.matter.draft) {
            (true, _) => (
                format!("the page `{}` is not published", page.title),
                "remove `publish: false` from the page, or the link",
            ),
            (false, true) => (
                format!("the page `{}` is a draft", page.title),
                "remove `draft: true` from the page to publish it; `--drafts` shows drafts",
            ),
            (false, false) => (
                format!("`{}` is not published, because its folder has another page", page.path()),
                "link to the page of the folder, or rename one of the two files",
            ),
        })
    }
}
