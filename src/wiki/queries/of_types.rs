//! Queries that a type declares for all of its pages.

use std::sync::Arc;

use crate::config::{Config, PageType, TypeQuery, Types};
use crate::diag::{Diagnostic, codes};
use crate::inputs::SITE_TOML;
use crate::page::Page;
use crate::page::data;
use crate::page::node::Origin;
use crate::page::query::Query;
use crate::text::Source;
use crate::wiki::shared_texts::SharedTexts;

/// Maximum number of queries of a type.
const MAX_QUERIES: usize = 10;
/// Maximum number of pages that all queries of a type look at, each for every page of the type.
const MAX_LOOKS: usize = 25_000_000;

/// The queries of all types.
#[derive(Debug)]
pub(in crate::wiki) struct TypeQueries {
    by_type: Vec<Vec<Query>>,
    /// Texts for all pages of a type or category.
    pub(in crate::wiki) shared: SharedTexts,
    /// The settings, for diagnostics.
    pub(super) source: Source,
}

impl TypeQueries {
    /// Reads the queries of all types.
    pub(in crate::wiki) fn new(config: &Config, pages: &[Arc<Page>], faults: &mut Vec<Diagnostic>) -> Self {
        let shared = SharedTexts::new(config, pages, faults);
        let mut queries = Self { by_type: Vec::new(), shared, source: Source::new(SITE_TOML, "") };
        if config.types.iter().any(|(_, page_type)| !page_type.queries.is_empty()) {
            let of_type = |(id, page_type): (_, &PageType)| {
                let is_of_type =
                    |page: &&Arc<Page>| page.page_type.is_some_and(|of| config.types.is_a(of, id));
                let count =
                    if page_type.queries.is_empty() { 0 } else { pages.iter().filter(is_of_type).count() };
                queries.read(page_type, (count, pages.len()), config, faults)
            };
            queries.by_type = config.types.iter().map(of_type).collect();
        }
        queries
    }

    /// Reads the queries of a type with so many of all pages.
    fn read(
        &self,
        page_type: &PageType,
        (pages, all): (usize, usize),
        config: &Config,
        faults: &mut Vec<Diagnostic>,
    ) -> Vec<Query> {
        let most = MAX_QUERIES.min(MAX_LOOKS.checked_div(pages * all).unwrap_or(MAX_QUERIES));
        if let Some(beyond) = page_type.queries.get(most) {
            let message =
                format!("the type `{}` has more queries than its {pages} pages allow: {most}", page_type.id);
            let range = origin(beyond).in_file(0..beyond.yaml.len());
            let fault = Diagnostic::new(&codes::QUERY, self.source.place(range), message);
            faults.push(fault.help("write the query on the pages that need it"));
        }
        let read = |query: &TypeQuery| {
            data::query(&self.source, (&query.yaml, origin(query)), &config.spoilers, faults)
        };
        let queries = page_type.queries.iter().take(most).map(read);
        queries.filter(|query| !config.spoilers.leaves_out(query.spoiler)).collect()
    }

    /// The queries of the type of a page: those of base types first.
    pub(in crate::wiki) fn of(&self, types: &Types, page: &Page) -> Vec<&Query> {
        let Some(id) = page.page_type.filter(|_| !self.by_type.is_empty()) else { return Vec::new() };
        let mut ids: Vec<usize> = types.ids_above(id).map(|id| usize::from(id.0)).collect();
        ids.reverse();
        ids.into_iter().flat_map(|index| &self.by_type[index]).collect()
    }
}

fn origin(query: &TypeQuery) -> Origin {
    let mut origin = Origin::default();
    query.pieces.iter().for_each(|(text, file)| origin.piece(*text, file.start));
    origin
}
