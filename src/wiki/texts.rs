//! The part of a wiki that follows from the texts of pages, given [`super::Stated`]: targets of links, backlinks, queries and diagnostics.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::backlinks::{Statements, TextLinks};
use super::queries::{self, ResolvedQuery};
use super::resolve::{Paths, Target};
use super::{Backlinks, PageId, components};
use crate::diag::{Diagnostic, limit};
use crate::page::Page;

/// The resolved texts of all pages. Clones share the texts of pages.
#[derive(Debug, Clone)]
pub struct Texts {
    /// The target of each link of each page.
    pub(super) targets: Vec<Arc<[Target]>>,
    /// The target of each link of each shared text.
    pub(super) shared: Vec<Arc<[Target]>>,
    /// Links between pages, by their target.
    pub backlinks: Backlinks,
    /// Queries of the pages that have any.
    pub(super) queries: BTreeMap<PageId, Arc<[ResolvedQuery]>>,
    /// Diagnostics of the pages that have any.
    pub(super) faults: BTreeMap<PageId, Arc<[Diagnostic]>>,
}

/// The resolved text of one page.
struct Text {
    targets: Arc<[Target]>,
    queries: Vec<ResolvedQuery>,
    faults: Vec<Diagnostic>,
}

impl Text {
    fn new(id: PageId, paths: &Paths<'_>) -> Self {
        let page = &paths.pages[id as usize];
        let mut faults = Vec::new();
        let targets = paths.links(id, &mut faults);
        components::check(paths, page, &targets, &mut faults);
        let queries = queries::resolve_all(paths, id, &mut faults);
        limit(&mut faults);
        paths.stated.sources.report_unknown(page, &mut faults);
        Self { targets, queries, faults }
    }
}

impl Texts {
    /// Resolves the texts of all pages.
    pub(super) fn new(paths: &Paths<'_>) -> Self {
        let ids = (0..paths.pages.len()).into_par_iter().with_min_len(64);
        let texts: Vec<Text> = ids.map(|id| Text::new(id as PageId, paths)).collect();
        let mut targets = Vec::with_capacity(texts.len());
        let (mut queries, mut faults) = (BTreeMap::new(), BTreeMap::new());
        for (id, text) in (0..).zip(texts) {
            targets.push(text.targets);
            replace(&mut queries, id, text.queries);
            replace(&mut faults, id, text.faults);
        }
        let backlinks = Backlinks::new(paths.pages, &targets, statements(paths));
        let mut texts = Self { targets, shared: Vec::new(), backlinks, queries, faults };
        texts.resolve_shared(paths);
        texts
    }

    /// Resolves the links of the texts that many pages share. They are not backlinks: every member would link to every other.
    pub(super) fn resolve_shared(&mut self, paths: &Paths<'_>) {
        self.shared.clear();
        let shared = &paths.type_queries.shared;
        for id in shared.ids() {
            let mut faults = Vec::new();
            let targets = paths.links(id, &mut faults);
            components::check(paths, shared.get(id), &targets, &mut faults);
            paths.stated.sources.report_unknown(shared.get(id), &mut faults);
            self.shared.push(targets);
            replace(&mut self.faults, id, faults);
        }
    }

    /// Resolves the text of one page again after a change.
    pub(super) fn resolve_again(&mut self, id: PageId, earlier: &Page, paths: &Paths<'_>) {
        let text = Text::new(id, paths);
        let targets = std::mem::replace(&mut self.targets[id as usize], text.targets);
        let before = TextLinks { links: &earlier.body.links, targets: &targets };
        let links = &paths.pages[id as usize].body.links;
        let now = TextLinks { links, targets: &self.targets[id as usize] };
        if !before.pages().eq(now.pages()) {
            self.backlinks.replace(id, [before, now], statements(paths));
        }
        replace(&mut self.queries, id, text.queries);
        replace(&mut self.faults, id, text.faults);
    }
}

/// Replaces the list of a page. A page with an empty list gets no entry.
fn replace<T>(lists: &mut BTreeMap<PageId, Arc<[T]>>, id: PageId, list: Vec<T>) {
    if list.is_empty() {
        lists.remove(&id);
    } else {
        lists.insert(id, list.into());
    }
}

fn statements<'p>(paths: &'p Paths<'_>) -> Statements<'p> {
    Statements { relations: &paths.stated.relations, claims: &paths.stated.claims }
}
