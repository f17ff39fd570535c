//! Style sheets and scripts for parts that few pages have.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::context::Page;

/// The sheet of cards and galleries, which `css/lists.css` contains.
const CARDS: &str = "css/cards.css";

/// Marks in the HTML of pages that need a file of the theme, and the files. The searchers are made once for all pages.
type Marks<const N: usize> = LazyLock<[(Finder<'static>, &'static str); N]>;

/// Style sheets and their marks. Text cannot contain a mark, because its quotes are escaped.
static SHEETS: Marks<11> = LazyLock::new(|| {
    [
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
    ]
    .map(|(mark, file)| (Finder::new(mark), file))
});

/// The same for scripts.
static SCRIPTS: Marks<4> = LazyLock::new(|| {
    [
        ("class=\"image-view", "js/pictures.js"),
        ("class=\"sortable", "js/tables.js"),
        ("class=\"tab\"", "js/tabs.js"),
        ("class=\"video", "js/videos.js"),
    ]
    .map(|(mark, file)| (Finder::new(mark), file))
});

/// Sets the sheets and scripts that a page needs because of its text.
pub(super) fn add(page: &mut Page) {
    let html = page.content.as_str();
    (page.sheets, page.scripts) = (files(html, &*SHEETS), files(html, &*SCRIPTS));
    if page.kind != "page" {
        page.sheets.retain(|sheet| sheet != CARDS);
    }
    if page.infobox.as_ref().is_some_and(|facts| !facts.versions.is_empty()) {
        page.sheets.push("css/versions.css".to_owned());
    }
}

fn files(html: &str, known: &[(Finder<'static>, &str)]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (mark, file) in known {
        if found.last().is_none_or(|last| last != file) && mark.find(html.as_bytes()).is_some() {
            found.push((*file).to_owned());
        }
    }
    found
}
