//! Builds the search index that `static/js/search.js` fetches, file by file.
//!
//! Turns pages as plain text ([`Document`]) into the files of the folder `search/`, by name. This module knows nothing
//! of the disk, templates or HTML; the code that reads each format is in `search.js`.
//!
//! | file | holds | fetched |
//! |---|---|---|
//! | `index.json` | the names of all others and where each begins | when the search box gets the focus |
//! | `names-*.json` | titles, aliases, headings; one file, or many by first letters in a large wiki | with it, or per word |
//! | `terms-*.txt` | a range of the terms of the full text with their postings | per word |
//! | `endings-*.txt` | a range of the terms spelled backwards, for words with a typo near the start | when nothing is found |
//! | `pages-*-N.json` | titles and addresses of 96 pages, in a large wiki only | per shown hit |
//! | `superseded-*.json` | which pages are superseded, and by which | with the first result |
//! | `filters-*.json` | which pages are of which type and category | on the search page |
//! | `scopes-*/` | a layer: an index of what is labelled with a set of scopes, its manifest `index-*.json` | by who knows the scopes |
//! | `scopes-*/titles-*.json` | labelled titles of pages | with the first result, by who knows the scopes |
//! | `scopes-*/texts-*-N.json` | labelled text for excerpts | per shown hit, by who knows the scopes |
//!
//! All file names but the first contain a hash of the content, and the split into files depends only on the terms around
//! each boundary, so an edit renames few files. Excerpts are not in the index: they are cut from [`excerpt_sections`],
//! which is part of the page's JSON.

mod endings;
mod fold;
mod format;
mod hash;
mod interner;
mod layers;
mod manifest;
mod names;
mod pages;
mod postings;
mod terms;
mod tokens;

use std::collections::BTreeMap;

pub use fold::fold;
pub use layers::{Layer, LayerPage};
pub use manifest::{MANIFEST, is_file};
pub use pages::excerpt_sections;
pub use tokens::{DocumentTerms, tokens, words};

use manifest::Files;
use postings::Postings;

/// A page as indexed.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// URL path, such as `/wiki/cast/al-pacino/`.
    pub url: &'a str,
    /// The title as plain text.
    pub title: &'a str,
    /// Aliases of the page.
    pub aliases: Vec<&'a str>,
    /// Label of the page's type; may be empty.
    pub kind: &'a str,
    /// Names of the page's categories.
    pub categories: Vec<&'a str>,
    /// Number of backlinks: of two equally good results, the one with more comes first.
    pub links: usize,
    /// Places of the pages that supersede it among the documents.
    pub superseded_by: Vec<usize>,
    /// The page's description; may be empty.
    pub description: &'a str,
    /// The text. Text before the first heading is a section without id and heading.
    pub sections: Vec<Section<'a>>,
}

/// A heading and the text below it.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// Fragment id of the heading; empty for the lead.
    pub id: &'a str,
    /// The heading as plain text.
    pub heading: &'a str,
    /// The text below it, as plain text.
    pub text: &'a str,
}

/// Limits of the files, in bytes before compression unless stated otherwise. Tests use small ones.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Maximum size of names in a single file: about 40 kB compressed, some 700 pages.
    pub all_names: usize,
    /// Minimum size of a file of names if there are several: about 7 kB compressed.
    pub names: usize,
    /// Minimum size of a file of terms: about 9 kB compressed, as postings compress badly.
    pub terms: usize,
    /// Minimum size of a file of endings: about 12 kB compressed.
    pub endings: usize,
    /// Number of pages per file of titles and addresses.
    pub pages: usize,
    /// Maximum number of pages listed for a term. The search treats a term with more as being nearly everywhere.
    pub pages_of_term: usize,
}

impl Limits {
    /// The limits of a layer, whose files come together with those for everybody.
    const fn of_layer(self) -> Self {
        let (names, terms, endings) = (self.names / SMALLER, self.terms / SMALLER, self.endings / SMALLER);
        let pages_of_term = self.pages_of_term / FEWER;
        Self { names, terms, endings, all_names: self.all_names / SMALLER, pages_of_term, ..self }
    }
}

/// Divisor for the size of the layers' files: a reader may know many scopes.
const SMALLER: usize = 8;

/// Divisor for the number of pages of a frequent term in a layer, which are found besides those for everybody.
const FEWER: usize = 4;

impl Default for Limits {
    fn default() -> Self {
        Self {
            all_names: 130_000,
            names: 20_000,
            terms: 12_000,
            endings: 24_000,
            pages: 96,
            pages_of_term: 300,
        }
    }
}

/// Builds the whole index: all files by name.
pub fn build(documents: &[Document<'_>]) -> BTreeMap<String, Vec<u8>> {
    let terms: Vec<_> = documents.iter().map(tokens).collect();
    merge(documents, &terms.iter().collect::<Vec<_>>(), &[], Limits::default())
}

/// Builds the index from documents with known terms: `terms[n]` must be the [`tokens()`] of `documents[n]`. The order of
/// documents does not matter. `layers` holds the labelled text.
pub fn merge(
    documents: &[Document<'_>],
    terms: &[&DocumentTerms],
    layers: &[Layer<'_>],
    limits: Limits,
) -> BTreeMap<String, Vec<u8>> {
    assert_eq!(documents.len(), terms.len(), "each document has its terms");
    let order = in_order(documents);
    let pages: Vec<_> = (0..).zip(&order).map(|(number, &n)| (number, &documents[n])).collect();
    let terms: Vec<_> = (0..).zip(&order).map(|(number, &n)| (number, terms[n])).collect();
    let mut numbers = vec![0; order.len()];
    (0..).zip(&order).for_each(|(number, &n)| numbers[n] = number);

    let postings = Postings::new(&terms);
    let mut files = Files::new(pages.len(), limits);
    let whole = names::write(&pages, &mut files);
    if !whole {
        pages::write(&pages, &mut files);
    }
    pages::write_filters(&pages, &mut files);
    pages::write_superseded(&pages, &numbers, &mut files);
    terms::write(&postings, &mut files);
    endings::write(&postings, &mut files);
    let mut all = BTreeMap::new();
    files.add_layers(layers.iter().map(|layer| layers::write(layer, &numbers, limits, &mut all)).collect());
    all.extend(files.finish());
    all
}

/// Indices of the documents, by address and title.
fn in_order(documents: &[Document<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|&n| (documents[n].url, documents[n].title));
    order
}
