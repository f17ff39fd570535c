//! What the texts of pages say of the wiki: where their links lead, what they ask for, and what is wrong with that.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::queries::{self, ResolvedQuery};
use super::resolve::{Paths, Target};
use super::{PageId, Sources};
use crate::diag::Diagnostic;
use crate::page::Page;

/// The texts of all pages.
#[derive(Debug, Clone)]
pub(super) struct Texts {
    /// What each link of each page leads to.
    pub(super) targets: Vec<Arc<[Target]>>,
    /// Queries of the pages that ask any.
    pub(super) queries: BTreeMap<PageId, Vec<ResolvedQuery>>,
    /// What is wrong, by the page in which it is.
    pub(super) faults: BTreeMap<PageId, Vec<Diagnostic>>,
}

/// The text of one page.
pub(super) struct Text {
    pub(super) targets: Arc<[Target]>,
    pub(super) queries: Vec<ResolvedQuery>,
    pub(super) faults: Vec<Diagnostic>,
}

impl Text {
    /// Resolves what a text says, but for its citations.
    fn of(id: PageId, paths: &Paths<'_>) -> Self {
        let mut faults = Vec::new();
        let targets = paths.links(id, &mut faults);
        let queries = queries::resolve_all(paths, &paths.pages[id as usize], &mut faults);
        Self { targets, queries, faults }
    }

    /// Resolves all that a text says.
    pub(super) fn whole(id: PageId, paths: &Paths<'_>, sources: &Sources) -> Self {
        let mut text = Self::of(id, paths);
        sources.report_unknown(&paths.pages[id as usize], &mut text.faults);
        text
    }
}

impl Texts {
    /// Resolves what the texts of all pages say, but for their citations.
    pub(super) fn all(paths: &Paths<'_>) -> Self {
        let ids = (0..paths.pages.len()).into_par_iter().with_min_len(64);
        let texts: Vec<Text> = ids.map(|id| Text::of(id as PageId, paths)).collect();
        let mut all = Self {
            targets: Vec::with_capacity(texts.len()),
            queries: BTreeMap::new(),
            faults: BTreeMap::new(),
        };
        for (id, text) in texts.into_iter().enumerate() {
            all.targets.push(text.targets);
            if !text.queries.is_empty() {
                all.queries.insert(id as PageId, text.queries);
            }
            if !text.faults.is_empty() {
                all.faults.insert(id as PageId, text.faults);
            }
        }
        all
    }

    /// Reports the citations of sources that nobody has declared, on pages that have some.
    pub(super) fn report_unknown_sources(&mut self, ids: &[PageId], pages: &[Arc<Page>], sources: &Sources) {
        for &id in ids {
            sources.report_unknown(&pages[id as usize], self.faults.entry(id).or_default());
        }
    }
}
