//! Style sheets and scripts for parts that few pages have.

use super::context::Page;
use crate::text::contains;

/// The sheet of cards and galleries, which `css/lists.css` contains.
const CARDS: &str = "css/cards.css";

/// A mark in the HTML of pages that need a file of the theme. Text cannot contain it, because its quotes are escaped.
const SHEETS: [(&str, &str); 11] = [
    ("class=\"cards", CARDS),
    ("class=\"gallery", CARDS),
    ("class=\"query query-chart", "css/charts.css"),
    ("class=\"query query-matrix", "css/matrix.css"),
    ("class=\"query query-tree", "css/trees.css"),
    ("<math", "css/math.css"),
    ("class=\"component-", "css/components.css"),
    ("class=\"image", "css/pictures.css"),
    ("class=\"video", "css/pictures.css"),
    ("class=\"sortable", "css/tables.css"),
    ("class=\"tab\"", "css/tabs.css"),
];

/// The same for scripts.
const SCRIPTS: [(&str, &str); 4] = [
    ("class=\"image-view", "js/pictures.js"),
    ("class=\"sortable", "js/tables.js"),
    ("class=\"tab\"", "js/tabs.js"),
    ("class=\"video", "js/videos.js"),
];

/// Sets the sheets and scripts that a page needs because of its text.
pub(super) fn add(page: &mut Page) {
    let html = page.content.as_str();
    (page.sheets, page.scripts) = (files(html, &SHEETS), files(html, &SCRIPTS));
    if page.kind != "page" {
        page.sheets.retain(|sheet| sheet != CARDS);
    }
    if page.infobox.as_ref().is_some_and(|facts| !facts.versions.is_empty()) {
        page.sheets.push("css/versions.css".to_owned());
    }
}

fn files(html: &str, known: &[(&str, &str)]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (mark, file) in known {
        if found.last().is_none_or(|last| last != file) && contains(html, mark) {
            found.push((*file).to_owned());
        }
    }
    found
}
