//! A separate index for each set of spoiler scopes.
//!
//! Converts the pages with text in a set of scopes ([`Layer`]), and only that text, to a folder of files like those for
//! everybody. Only readers who know all of the scopes load it. Pages keep their numbers, so a layer repeats neither
//! open titles nor addresses. Nothing here knows what a scope is.

use std::collections::BTreeMap;

use super::format::{content_hash, push_array, push_json};
use super::manifest::{Files, LAYER};
use super::postings::Postings;
use super::{Document, DocumentTerms, Limits, endings, names, pages, terms};

/// Bytes of text in one file of excerpts, within a factor of two.
const TEXT_OF_FILE: usize = 8_000;

/// Characters up to which the name of a scope stands in that of a folder.
const LONGEST_NAME: usize = 40;

/// All that is labelled with one set of scopes.
#[derive(Debug, Clone)]
pub struct Layer<'a> {
    /// The names of the scopes, with spaces between them.
    pub scopes: &'a str,
    /// The pages that tell something of them.
    pub pages: Vec<LayerPage<'a>>,
}

/// A page's text in the scopes of a layer.
#[derive(Debug, Clone)]
pub struct LayerPage<'a> {
    /// Place of the page among the documents of the wiki.
    pub page: usize,
    /// The title that takes the place of the one for everybody; empty if none does.
    pub title: &'a str,
    /// The labelled text, without title and address. Only labelled headings are included.
    pub document: Document<'a>,
    /// The terms of the document.
    pub terms: DocumentTerms,
    /// The text for excerpts: id and text of the heading that it stands under, whatever its label, and the text.
    pub texts: Vec<[&'a str; 3]>,
}

/// Writes the files of a layer; `numbers` has the number of each document of the wiki. Returns the scopes and the path
/// of the layer's manifest.
pub(super) fn write(
    layer: &Layer<'_>,
    numbers: &[u32],
    limits: Limits,
    out: &mut BTreeMap<String, Vec<u8>>,
) -> (String, String) {
    let mut told: Vec<(u32, &LayerPage<'_>)> =
        layer.pages.iter().map(|page| (numbers[page.page], page)).collect();
    told.sort_by_key(|(number, _)| *number);
    let documents: Vec<_> = told.iter().map(|&(number, page)| (number, &page.document)).collect();
    let postings =
        Postings::new(&told.iter().map(|&(number, page)| (number, &page.terms)).collect::<Vec<_>>());

    let mut files = Files::new(documents.len(), limits.of_layer());
    names::write(&documents, &mut files);
    if documents.iter().any(|(_, document)| !document.categories.is_empty()) {
        pages::write_filters(&documents, &mut files);
    }
    terms::write(&postings, &mut files);
    endings::write(&postings, &mut files);
    write_texts(&told, &mut files);
    write_titles(&told, &mut files);
    let (manifest, files) = files.finish_layer();
    let folder = folder(layer.scopes);
    out.extend(files.into_iter().map(|(name, content)| (format!("{folder}/{name}"), content)));
    (layer.scopes.to_owned(), format!("{folder}/{manifest}"))
}

/// The folder of a layer. A name of a scope that is not fit for a path, or could be told from another one by letter
/// case alone, is replaced by a hash.
fn folder(scopes: &str) -> String {
    let is_plain = |name: &str| {
        name.len() <= LONGEST_NAME
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let names = scopes.split(' ').map(|name| {
        if is_plain(name) { name.to_owned() } else { format!("_{}", content_hash(name.as_bytes())) }
    });
    format!("{LAYER}{}", names.collect::<Vec<_>>().join("+"))
}

/// Writes the texts: pages by number, in files that the number names.
fn write_texts(pages: &[(u32, &LayerPage<'_>)], files: &mut Files) {
    let bytes: usize = pages.iter().flat_map(|(_, page)| &page.texts).map(|[.., text]| text.len()).sum();
    if bytes == 0 {
        return;
    }
    let count = (bytes / TEXT_OF_FILE).max(1).next_power_of_two();
    let mut parts: Vec<Vec<(u32, &LayerPage<'_>)>> = vec![Vec::new(); count];
    for &(number, page) in pages.iter().filter(|(_, page)| !page.texts.is_empty()) {
        parts[number as usize % count].push((number, page));
    }
    files.add_texts(parts.into_iter().map(texts_file).collect());
}

/// Writes the labelled titles, each with the number of its page.
fn write_titles(pages: &[(u32, &LayerPage<'_>)], files: &mut Files) {
    let titled: Vec<_> = pages.iter().filter(|(_, page)| !page.title.is_empty()).collect();
    if titled.is_empty() {
        return;
    }
    let mut out = Vec::new();
    push_array(&mut out, titled, |out, (number, page)| {
        out.extend_from_slice(format!("[{number},").as_bytes());
        push_json(out, page.title);
        out.push(b']');
    });
    files.add_titles(out);
}

fn texts_file(told: Vec<(u32, &LayerPage<'_>)>) -> Vec<u8> {
    let mut out = Vec::new();
    push_array(&mut out, told, |out, (number, page)| {
        out.push(b'[');
        out.extend_from_slice(number.to_string().as_bytes());
        out.push(b',');
        let texts = pages::cut_sections(page.texts.iter().copied());
        push_array(out, texts, |out, section| push_array(out, section, push_json));
        out.push(b']');
    });
    out
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn the_folder_of_a_layer_names_its_scopes_in_one_path_segment() {
        assert_eq!(folder("book-1"), "scopes-book-1");
        assert_eq!(folder("book-1 film"), "scopes-book-1+film");
        for name in ["..", "a/b", "a+b", "A", "ß", &"x".repeat(41)] {
            let hashed = folder(name);
            assert!(hashed.starts_with("scopes-_") && hashed.len() == 18, "{hashed}");
        }
    }
}
