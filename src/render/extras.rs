//! Style sheets and scripts for parts that few pages have.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::context::Page;
use crate::text::contains;

/// The sheet of cards and galleries, which `css/lists.css` contains.
const CARDS: &str = "css/cards.css";

/// Beginnings of classes that need a file of the theme, and the files.
type Marks = [(&'static str, &'static str)];

/// Style sheets and the beginnings of their classes, in the order in which pages name them.
const SHEETS: &Marks = &[
    ("cards", CARDS),
    ("gallery", CARDS),
    ("query query-chart", "css/charts.css"),
    ("query query-matrix", "css/matrix.css"),
    ("query query-tree", "css/trees.css"),
    (MATHS, "css/math.css"),
    ("component-", "css/components.css"),
    ("image", "css/pictures.css"),
    ("video", "css/pictures.css"),
    ("sortable", "css/tables.css"),
    ("tab\"", "css/tabs.css"),
];

/// The same for scripts.
const SCRIPTS: &Marks = &[
    ("image-view", "js/pictures.js"),
    ("sortable", "js/tables.js"),
    ("tab\"", "js/tabs.js"),
    ("video", "js/videos.js"),
];

/// The beginning of a formula, which is an element and has no class.
const MATHS: &str = "<math";

/// Text cannot contain a class, because its quotes are escaped.
static CLASS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("class=\""));

/// Sets the sheets and scripts that a page needs because of its text.
pub(super) fn add(page: &mut Page) {
    let classes = classes(page.content.as_str());
    (page.sheets, page.scripts) = (files(&classes, SHEETS), files(&classes, SCRIPTS));
    if page.kind != "page" {
        page.sheets.retain(|sheet| sheet != CARDS);
    }
    if page.infobox.as_ref().is_some_and(|facts| !facts.versions.is_empty()) {
        page.sheets.push("css/versions.css".to_owned());
    }
}

/// The beginnings of classes that are in some HTML. It is read once for all of them.
fn classes(html: &str) -> Vec<&'static str> {
    let marks = SHEETS.iter().chain(SCRIPTS).map(|(mark, _)| *mark);
    let mut found: Vec<&str> = marks.clone().filter(|mark| *mark == MATHS && contains(html, mark)).collect();
    for at in CLASS.find_iter(html.as_bytes()) {
        let class = &html[at + CLASS.needle().len()..];
        let new: Vec<&str> =
            marks.clone().filter(|mark| class.starts_with(mark) && !found.contains(mark)).collect();
        found.extend(new);
    }
    found
}

fn files(classes: &[&str], known: &Marks) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (mark, file) in known {
        if found.last().is_none_or(|last| last != file) && classes.contains(mark) {
            found.push((*file).to_owned());
        }
    }
    found
}
