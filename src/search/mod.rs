//! The index of the reader's search: what `static/js/search.js` fetches, file by file.
//!
//! What enters: the pages as plain text ([`Document`]). What leaves: the bytes of every file of the folder `search/`,
//! by name. This module knows neither disk nor templates nor HTML; the reader's half of each format is in `search.js`.
//!
//! | file | holds | fetched |
//! |---|---|---|
//! | `index.json` | the names of all others and where each begins | when the search box gets the focus |
//! | `names-*.json` | titles, aliases, headings; one file, or many by first letters in a large wiki | with it, or per word |
//! | `terms-*.txt` | a range of the terms of the full text with their postings | per word |
//! | `endings-*.txt` | a range of the terms spelt backwards, for words misspelt near their beginning | when nothing is found |
//! | `pages-*-N.json` | titles and addresses of 32 pages, in a large wiki only | per shown hit |
//! | `filters-*.json` | which pages are of which type and category | on the search page |
//!
//! All names but the first carry a hash of the content, and files are cut at places that depend on the terms and not on
//! what stands before them, so that an edit renames few files. Excerpts are not in the index: they are cut from
//! [`excerpt_sections`], which stands in the page's own JSON.

mod endings;
mod fold;
mod format;
mod hash;
mod interner;
mod manifest;
mod names;
mod pages;
mod postings;
mod terms;
mod tokens;

use std::collections::BTreeMap;

pub use fold::fold;
pub use manifest::{MANIFEST, is_file};
pub use pages::excerpt_sections;
pub use tokens::{DocumentTerms, tokens, words};

use manifest::Files;
use postings::Postings;

/// A page as the search sees it.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// Path with the base of the site, such as `/wiki/cast/al-pacino/`.
    pub url: &'a str,
    /// The title, as plain text.
    pub title: &'a str,
    /// Other names of the page.
    pub aliases: Vec<&'a str>,
    /// Label of the page's type, or nothing.
    pub kind: &'a str,
    /// Names of the categories that the page is in.
    pub categories: Vec<&'a str>,
    /// How many pages link to it: of two that answer as well, the better known one goes first.
    pub links: usize,
    /// The page's description, or nothing.
    pub description: &'a str,
    /// The text. What stands before the first heading is a section with neither id nor heading.
    pub sections: Vec<Section<'a>>,
}

/// What stands under one heading.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// Fragment id of the heading, or nothing for the lead.
    pub id: &'a str,
    /// The heading, as plain text.
    pub heading: &'a str,
    /// The text below it, as plain text.
    pub text: &'a str,
}

/// How large the files become, in bytes before compression where nothing else is said. Tests make them small.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Names up to which one file holds them all: about 40 kB compressed, some 700 pages.
    pub all_names: usize,
    /// Names after which a file of names may end, where there are many: about 5 kB compressed.
    pub names: usize,
    /// Terms after which a file of terms may end: about 9 kB compressed, as postings compress badly.
    pub terms: usize,
    /// Endings after which their file may end: about 12 kB compressed.
    pub endings: usize,
    /// Pages whose titles and addresses are in one file.
    pub pages: usize,
    /// Pages that are listed of one term. The reader takes a term that is in more to be nearly everywhere.
    pub pages_of_term: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            all_names: 130_000,
            names: 10_000,
            terms: 12_000,
            endings: 24_000,
            pages: 32,
            pages_of_term: 300,
        }
    }
}

/// Builds the whole index: every file by its name in the search folder.
pub fn build(documents: &[Document<'_>]) -> BTreeMap<String, Vec<u8>> {
    let terms: Vec<_> = documents.iter().map(tokens).collect();
    merge(documents, &terms.iter().collect::<Vec<_>>(), Limits::default())
}

/// Builds the index of documents whose terms are known already: `terms[n]` must be the [`tokens()`] of `documents[n]`.
/// The order of the documents does not matter.
pub fn merge(
    documents: &[Document<'_>],
    terms: &[&DocumentTerms],
    limits: Limits,
) -> BTreeMap<String, Vec<u8>> {
    assert_eq!(documents.len(), terms.len(), "each document has its terms");
    let mut order: Vec<usize> = (0..documents.len()).collect();
    order.sort_by_key(|&n| (documents[n].url, documents[n].title));
    let pages: Vec<&Document<'_>> = order.iter().map(|&n| &documents[n]).collect();
    let terms: Vec<&DocumentTerms> = order.iter().map(|&n| terms[n]).collect();

    let postings = Postings::new(&terms);
    let mut files = Files::new(pages.len(), limits);
    let whole = names::write(&pages, &mut files);
    if !whole {
        pages::write(&pages, &mut files);
    }
    pages::write_filters(&pages, &mut files);
    terms::write(&postings, &mut files);
    endings::write(&postings, &mut files);
    files.finish()
}
