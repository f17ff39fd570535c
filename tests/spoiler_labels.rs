//! Spoiler labels on single values of front matter and on parts of texts: a marker word under each, and a scan of every
//! byte of every published file.

mod harness;
#[path = "spoilers/without.rs"]
mod without;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use harness::planted::{Row, SETTINGS, absent, both, leaks, markers_in, plant, row, unknown};
use harness::{Run, Wiki};

/// A page with this front matter.
macro_rules! matter {
    ($name:literal, $matter:literal) => {
        (
            "heroes/@.md",
            concat!("---\ntitle: Page ", $name, "\n", $matter, "\n---\nText that everybody may read.\n"),
        )
    };
}

/// Values of front matter.
const MATTER: &[Row] = &[
    row(
        "title",
        &[(
            "heroes/@.md",
            "---\ntitle: {value: Real MARK, spoiler: b1, public: The stranger}\n---\nText that everybody may read.\n",
        )],
    ),
    row(
        "title of page with scope",
        &[(
            "heroes/@.md",
            "---\ntitle: {value: Real MARK, public: The other stranger}\nspoiler: b1\n---\nWords.\n",
        )],
    ),
    row(
        "title of event",
        &[
            (
                "events/@.md",
                "---\ntitle: {value: Death of MARK, spoiler: b1, public: An evening}\ndate: 1995-06-07\nstatus: reported\n---\nWords.\n",
            ),
            (
                "@.md",
                "---\ntitle: Page title of event\n---\nOn [[An evening]].\n\n```query\ntype: event\n```\n",
            ),
        ],
    ),
    row("alias", &[matter!("alias", "aliases: [Open name of it, {value: Also MARK, spoiler: b1}]")]),
    both(
        "list of aliases",
        &[matter!(
            "list of aliases",
            "aliases: {value: [x y z, {value: Also MARK, spoiler: b2}], spoiler: b1}"
        )],
    ),
    row("single alias", &[matter!("single alias", "alias: {value: Also MARK, spoiler: b1}")]),
    row("description", &[matter!("description", "description: {value: About MARK., spoiler: b1}")]),
    row(
        "description of source",
        &[
            (
                "papers/@.md",
                "---\ntitle: A paper\ndescription: {value: About MARK., spoiler: b1}\n---\nWords.\n",
            ),
            ("@.md", "---\ntitle: Page description of source\n---\nWords [@description-of-source].\n"),
        ],
    ),
    row("category", &[matter!("category", "categories: [Shared, {value: Dead MARK, spoiler: b1}]")]),
    row("tag", &[matter!("tag", "tags: [{value: dead-MARK, spoiler: b1}]")]),
    row("list of tags", &[matter!("list of tags", "tags: {value: 'one, dead-MARK', spoiler: b1}")]),
    row(
        "member of category",
        &[matter!(
            "member of category",
            "aliases: [x]\ncategories: [{value: Shared, spoiler: b1}]\nfate: {value: MARK, spoiler: b1}"
        )],
    ),
    row(
        "wrapped picture",
        &[matter!("wrapped picture", "image: {value: {src: a.png, alt: MARK, caption: MARK}, spoiler: b1}")],
    ),
    row(
        "source of page",
        &[
            matter!("source of page", "sources: [{value: source-of-page, spoiler: b1}]"),
            ("sources/@.yaml", "source-of-page: {title: Title MARK, note: MARK}\n"),
        ],
    ),
    row(
        "source",
        &[
            ("@.md", "---\ntitle: Page source\n---\nWords [@source-itself].\n"),
            (
                "sources/@.yaml",
                "source-itself: {title: Title MARK, author: MARK, note: MARK, quote: MARK, spoiler: b1}\n",
            ),
        ],
    ),
    unknown(
        "source of unknown scope",
        &[
            ("@.md", "---\ntitle: Page source of unknown scope\n---\nWords [@source-unknown].\n"),
            ("sources/@.yaml", "source-unknown: {title: Title MARK, spoiler: [b7]}\n"),
        ],
    ),
    row(
        "query of page",
        &[matter!("query of page", "query: {type: hero, limit: 1, caption: MARK, spoiler: b1}")],
    ),
    row(
        "query in text",
        &[(
            "@.md",
            "---\ntitle: Page query in text\n---\nWords.\n\n```query\ntype: hero\nlimit: 1\ncaption: MARK\nspoiler: b1\n```\n",
        )],
    ),
    both(
        "query in fold",
        &[(
            "@.md",
            "---\ntitle: Page query in fold\n---\nWords.\n\n> [!spoiler|b2]\n> ```query\n> type: hero\n> limit: 1\n> caption: MARK\n> spoiler: b1\n> ```\n",
        )],
    ),
    absent(
        "date",
        &[matter!("date", "date: {value: 1987-06-05, spoiler: b1}\nsecret: {value: MARK, spoiler: b1}")],
    ),
];

fn rows() -> impl Iterator<Item = &'static Row> {
    [MATTER].into_iter().flatten()
}

/// The wiki with all markers, built once.
fn wiki() -> &'static (Run, BTreeMap<String, &'static Row>) {
    static WIKI: OnceLock<(Run, BTreeMap<String, &Row>)> = OnceLock::new();
    WIKI.get_or_init(|| plant(rows()))
}

#[test]
fn what_has_a_label_stands_only_in_folds_that_name_its_scopes() {
    let (run, markers) = wiki();
    assert!(!run.site.is_empty(), "{run}");
    let leaks = leaks(&run.site, markers);
    let shown: Vec<&String> = leaks.iter().take(60).collect();
    assert!(leaks.is_empty(), "{} leaks: {shown:#?}", leaks.len());
}

#[test]
fn what_has_a_label_is_still_there() {
    let (run, markers) = wiki();
    let mut found = BTreeSet::new();
    for path in run.site.paths().into_iter().filter(|path| path.ends_with(".html")) {
        found.extend(markers_in(run.site.text(path)));
    }
    let missing: Vec<&str> = markers
        .iter()
        .filter(|(marker, row)| row.is_shown != found.contains(*marker))
        .map(|(_, row)| row.name)
        .collect();
    assert!(missing.is_empty(), "shown although they should not be, or not shown: {missing:#?}");
}

#[test]
fn every_page_with_labels_is_sound() {
    let (run, _) = wiki();
    let faults: Vec<String> = run.site.pages().values().flat_map(harness::Page::faults).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_labelled_date_is_told_by_no_list() {
    let (run, _) = wiki();
    for path in run.site.paths().into_iter().filter(|path| path.ends_with(".html") || path.ends_with(".xml"))
    {
        assert!(!run.site.text(path).contains("1987"), "{path}");
    }
}

/// A wiki of a few pages with these files.
fn small(files: &[(&str, &str)]) -> Run {
    files
        .iter()
        .fold(Wiki::new().settings(SETTINGS), |wiki, (path, text)| {
            wiki.file(&format!("content/{path}"), text)
        })
        .build()
}

#[test]
fn a_page_has_its_public_title_everywhere_and_is_linked_by_both() {
    let run = small(&[
        (
            "heroes/a.md",
            "---\ntitle: {value: The Beheaded King, spoiler: b1, public: The King}\n---\nWords.\n",
        ),
        (
            "b.md",
            "---\ntitle: Other\n---\nTo [[The King]].\n\n> [!spoiler|b1]\n> To [[The Beheaded King]].\n",
        ),
    ]);
    run.is_clean();
    let page = run.html("heroes/a/index.html");
    page.find("h1").says("The King");
    page.find(".infobox details[data-scope=b1]").says("The Beheaded King");
    assert_eq!(page.find("title").text().matches("Beheaded").count(), 0);
    assert_eq!(run.html("b/index.html").find(".content details a").attribute("href"), Some("/heroes/a/"));
}

#[test]
fn a_labelled_title_without_a_public_one_is_reported() {
    for (matter, column) in [
        ("title: {value: Real, spoiler: b1}", 8),
        ("title: {value: Real, public: Neutral}", 8),
        ("title: {value: Real}\nspoiler: b1", 8),
    ] {
        let run = small(&[("a.md", &format!("---\n{matter}\n---\nWords.\n"))]);
        run.reports(&[("missing-field", "content/a.md", 2, column)]);
    }
    let run = small(&[("a.md", "---\ntitle: {value: Real, spoiler: b1, pubic: Neutral}\n---\nWords.\n")]);
    run.diagnostic("unknown-key", "content/a.md", 2, 35).says("did you mean `public`?");
}

#[test]
fn mistyped_scopes_are_reported_wherever_they_stand() {
    let run = small(&[
        (
            "a.md",
            "---\ntitle: {value: Real, spoiler: b11, public: Neutral}\naliases: [{value: x, spoiler: b12}]\n---\nWords [@s].\n\n```query\ntype: hero\nspoiler: b13\n```\n",
        ),
        ("sources/s.yaml", "s: {title: T, spoiler: b14}\n"),
    ]);
    for (path, line) in
        [("content/a.md", 2), ("content/a.md", 3), ("content/a.md", 9), ("content/sources/s.yaml", 1)]
    {
        assert!(
            run.coded("unknown-spoiler").iter().any(|fault| fault.file == path && fault.start.0 == line),
            "{path}:{line}: {run}"
        );
    }
}
