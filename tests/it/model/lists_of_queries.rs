//! Queries: headings, groups, the page that asks, pictures, languages and timelines.

use super::*;

const SERIES: &str = r#"
[types.book]
folder = "books"
[types.book.fields]
number = { type = "number", label = "Book" }
words = { type = "number", label = "Word count" }
[types.episode]
folder = "episodes"
label = "Episode"
[types.episode.fields]
number = { type = "number", label = "No." }
season = { type = "number" }
aired = { type = "date" }
mood = { type = "choice", values = ["sad", "merry"] }
book = { type = "page", to = "book", inverse = "episodes" }
"#;

fn series() -> Wiki {
    let episode = |title: &str, season: u32, number: u32, rest: &str| {
        format!("---\ntitle: {title}\nseason: {season}\nnumber: {number}\n{rest}---\nText.\n")
    };
    Wiki::new()
        .settings(SERIES)
        .file("content/books/eye.md", "---\ntitle: The Eye\nnumber: 1\n---\n```query\nbook: this\n```\n")
        .file("content/books/hunt.md", "---\ntitle: The Hunt\nnumber: 2\n---\nText.\n")
        .file(
            "content/episodes/a.md",
            episode("Leave", 3, 1, "aired: 2025-03-13\nmood: merry\nbook: The Hunt\n"),
        )
        .file(
            "content/episodes/b.md",
            episode("Ground", 1, 2, "aired: 2021-11-20\nmood: sad\nbook: The Eye\n"),
        )
        .file(
            "content/episodes/c.md",
            episode("Hour", 1, 1, "aired: 2021-11-19\nmood: merry\nbook: The Eye\n"),
        )
        .file("content/episodes/d.md", episode("Root", 10, 1, "language: de\n"))
}

/// The page that shows a query.
fn shown(query: &str) -> Page {
    let run = series().file("content/list.md", format!("# List\n\n```query\n{query}\n```\n")).build();
    run.is_clean();
    run.html("list/index.html")
}

fn rows(page: &Page) -> Vec<String> {
    page.find(".query").all("a").iter().map(|link| link.text()).collect()
}

#[test]
fn headings_are_those_of_the_type_that_is_asked_for() {
    let page = shown("type: episode\nview: table\nshow: [number, words]\nsort: number");
    assert_eq!(page.find(".query-table").texts("thead th")[1..], ["No.", "Words"]);
    let page = shown("type: book\nview: table\nshow: [number, words]");
    assert_eq!(page.find(".query-table").texts("thead th")[1..], ["Book", "Word count"]);
}

#[test]
fn several_keys_sort_and_groups_are_in_order() {
    let page = shown("type: episode\nsort: [season, -number]");
    assert_eq!(rows(&page), ["Ground", "Hour", "Leave", "Root"]);
    let groups = |query: &str| shown(query).find(".query").texts(".query-group");
    assert_eq!(groups("type: episode\ngroup: season"), ["Season 1", "Season 3", "Season 10"]);
    let groups_from_last = groups("type: episode\ngroup: season\nsort: [-season, number]");
    assert_eq!(groups_from_last, ["Season 10", "Season 3", "Season 1"]);
    assert_eq!(groups("type: episode\ngroup: mood"), ["sad", "merry", "Other"], "choices as declared");
    assert_eq!(groups("group: type\ntype: [episode, book]"), ["Book", "Episode"], "labels of types");
}

#[test]
fn this_is_the_page_that_asks() {
    let run = series()
        .file("content/books/index.md", "---\ntitle: Books\n---\n```query\nfolder: this\nsort: number\n```\n")
        .build();
    run.is_clean();
    assert_eq!(rows(&run.html("books/eye/index.html")), ["Ground", "Hour"]);
    assert_eq!(rows(&run.html("books/index.html")), ["The Eye", "The Hunt"]);
    let page = shown("title: \"!= this\"\ntype: [book, episode]\nlimit: 2");
    assert_eq!(rows(&page), ["The Eye", "Ground"]);
}

#[test]
fn pictures_and_languages_can_be_shown_and_filtered_by() {
    let run = series()
        .file("content/eye.png", png(4, 4))
        .file(
            "content/books/seen.md",
            "---\ntitle: Seen\nimage: {src: eye.png, alt: An eye, credit: A, licence: CC0}\n---\nText.\n",
        )
        .file("content/list.md", "# List\n\n```query\nview: table\nimage: eye.png\nshow: [image, language]\n```\n\n```query\nlanguage: de\n```\n")
        .build();
    run.is_clean();
    let page = run.html("list/index.html");
    let table = page.find(".query-table");
    assert_eq!(table.find("td img").get("alt"), "An eye");
    assert_eq!(table.texts("thead th")[1..], ["Image", "Language"]);
    assert_eq!(table.texts("td")[1], "en");
    assert_eq!(page.find(".query-list").texts("a"), ["Root"]);
}

#[test]
fn the_first_column_can_be_named_or_hidden() {
    let page = shown("type: book\nview: table\nfirst_column: Novel\nshow: number");
    assert_eq!(page.find(".query-table").texts("thead th"), ["Novel", "Book"]);
    let page = shown("type: book\nview: table\nfirst_column: false\nshow: [title, number]\nsort: number");
    let table = page.find(".query-table");
    assert_eq!(table.texts("thead th"), ["Title", "Book"]);
    assert_eq!(table.texts("td"), ["The Eye", "1", "The Hunt", "2"]);
    let run = series().file("content/list.md", "```query\nfirst_column: [a]\n```\n").build();
    run.diagnostic("wrong-type", "content/list.md", 2, 15);
}

#[test]
fn a_timeline_shows_the_dates_of_its_field() {
    let dates = |query: &str| shown(query).find(".timeline").texts("time");
    let all = ["19 November 2021", "20 November 2021", "13 March 2025"];
    assert_eq!(dates("type: episode\nview: timeline\ndate_field: aired"), all);
    assert_eq!(dates("type: episode\nview: timeline\nsort: aired"), all);
    let run = series()
        .file("content/list.md", "```query\ntype: episode\nview: timeline\ndate_field: season\n```\n")
        .build();
    let fault = run.diagnostic("query", "content/list.md", 4, 13);
    assert!(fault.help.join(" ").contains("aired"), "{fault:#?}");
}
