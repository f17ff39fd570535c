//! Data of pages other than terms: `pages-*.json`, `filters-*.json`, and the text of excerpts. Nothing here knows terms.

use std::collections::BTreeMap;

use super::Document;
use super::format::{push_array, push_ascending, push_json};
use super::manifest::Files;

/// Maximum size of a page's text for excerpts, in bytes.
const MOST_TEXT: usize = 16_000;

/// Writes titles and addresses, for large wikis without a single file of names.
pub(super) fn write(pages: &[(u32, &Document<'_>)], files: &mut Files) {
    let contents = pages.chunks(files.limits.pages).map(|chunk| {
        let mut out = Vec::new();
        push_array(&mut out, chunk, |out, (number, page)| {
            out.push(b'[');
            push_heading(out, *number, page);
            out.push(b']');
        });
        out
    });
    files.add_pages(contents.collect());
}

/// Appends the fields that begin every record of a page: number, address, title, type, fame.
pub(super) fn push_heading(out: &mut Vec<u8>, number: u32, page: &Document<'_>) {
    out.extend_from_slice(number.to_string().as_bytes());
    for text in [page.url, page.title, page.kind] {
        out.push(b',');
        push_json(out, text);
    }
    out.extend_from_slice(&[b',', b'0' + fame(page.links)]);
}

/// Popularity of a page, from 0 to 9; coarse, so that few edits change it.
fn fame(links: usize) -> u8 {
    links.saturating_add(1).ilog2().min(9) as u8
}

/// Writes the pages of each type and category.
pub(super) fn write_filters(pages: &[(u32, &Document<'_>)], files: &mut Files) {
    let mut kinds: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut categories: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for &(number, page) in pages {
        if !page.kind.is_empty() {
            kinds.entry(page.kind).or_default().push(number);
        }
        for category in &page.categories {
            categories.entry(category).or_default().push(number);
        }
    }
    let mut out = b"{\"kinds\":".to_vec();
    push_groups(&mut out, kinds);
    out.extend_from_slice(b",\"categories\":");
    push_groups(&mut out, categories);
    out.push(b'}');
    files.add_filters(out);
}

/// Writes which pages are superseded, each with the pages that supersede it; `numbers` has the number of each document.
pub(super) fn write_superseded(pages: &[(u32, &Document<'_>)], numbers: &[u32], files: &mut Files) {
    let superseded: Vec<_> = pages.iter().filter(|(_, page)| !page.superseded_by.is_empty()).collect();
    if superseded.is_empty() {
        return;
    }
    let mut out = Vec::new();
    push_array(&mut out, superseded, |out, (number, page)| {
        let newer: Vec<String> = page.superseded_by.iter().map(|&newer| numbers[newer].to_string()).collect();
        out.extend_from_slice(format!("[{number},[{}]]", newer.join(",")).as_bytes());
    });
    files.add_superseded(out);
}

fn push_groups(out: &mut Vec<u8>, groups: BTreeMap<&str, Vec<u32>>) {
    push_array(out, groups, |out, (label, mut pages)| {
        pages.dedup();
        out.push(b'[');
        push_json(out, label);
        out.extend_from_slice(b",\"");
        push_ascending(out, pages);
        out.extend_from_slice(b"\"]");
    });
}

/// The text of a page from which excerpts are cut: id, heading and text of each section, for the member `sections` of the page's JSON, in
/// which each is an array. A very long text is truncated.
pub fn excerpt_sections<'a>(document: &Document<'a>) -> Vec<[&'a str; 3]> {
    cut_sections(document.sections.iter().map(|section| [section.id, section.heading, section.text]))
}

/// Sections, each as id, heading and text, up to so much text as a page gives to excerpts.
pub(super) fn cut_sections<'a>(sections: impl Iterator<Item = [&'a str; 3]>) -> Vec<[&'a str; 3]> {
    let mut left = MOST_TEXT;
    let cut = sections.map(|[id, heading, text]| {
        let text = &text[..text.floor_char_boundary(left)];
        left -= text.len();
        [id, heading, text]
    });
    cut.collect()
}
