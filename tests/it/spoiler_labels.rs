//! Spoiler labels on single values of front matter and on parts of texts: a marker word under each, and a scan of every
//! byte of every published file.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::harness::planted::{self, Row, SETTINGS, absent, both, plant, row, unknown};
use crate::harness::{Run, Wiki};
use crate::spoilers::without;

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

/// A page with this text.
macro_rules! text {
    ($name:literal, $text:literal) => {
        (
            "@.md",
            concat!(
                "---\ntitle: Page ",
                $name,
                "\n---\nOpen words of everybody.\n\n",
                $text,
                "\n\nMore open words.\n"
            ),
        )
    };
}

/// Parts of texts.
const TEXTS: &[Row] = &[
    row("words", &[text!("words", "He learns that ||b1: Hanna MARK|| and goes.")]),
    row("words without space", &[text!("words without space", "That ||b1:MARK|| is it.")]),
    both("words of two", &[text!("words of two", "He learns that ||b1, b2: Hanna MARK|| and goes.")]),
    unknown(
        "words without scope",
        &[text!("words without scope", "He learns that ||Hanna MARK|| and goes.")],
    ),
    unknown("words of unknown scope", &[text!("words of unknown scope", "He ||b7: Hanna MARK|| and goes.")]),
    unknown("dialogue", &[text!("dialogue", "||Hanna: I am MARK||")]),
    unknown("words without end", &[text!("words without end", "He ||MARK goes. Away with MARK.")]),
    unknown("words in two items", &[text!("words in two items", "- He ||MARK\n- goes||")]),
    row(
        "words with marks",
        &[text!("words with marks", "He ||b1: *is* **MARK** ==and== `MARK` <b>MARK</b> $MARK$||.")],
    ),
    row(
        "words in marks",
        &[text!("words in marks", "He *is ||b1: MARK|| not* ==and ||b1: MARK== and|| so==.")],
    ),
    row(
        "words with link",
        &[text!("words with link", "He ||b1: [[Page open|MARK]] [[Red MARK]] <https://example.com/MARK>||.")],
    ),
    row(
        "words with picture",
        &[text!("words with picture", "A ||b1: ![MARK](heroes/a.png \"MARK\")|| picture.")],
    ),
    row(
        "words in cell",
        &[text!(
            "words in cell",
            "| a | b |\n|---|---|\n| x \\|\\|b1: MARK\\|\\| y | \\|\\|b1: MARK\\|\\| |\n| c | d |"
        )],
    ),
    unknown(
        "words in cell without scope",
        &[text!("words in cell without scope", "| a | b |\n|---|---|\n| \\|\\|MARK\\|\\| | c |")],
    ),
    row("picture in bars", &[text!("picture in bars", "||b1: ![[a.png|MARK]]||")]),
    row("words with embed", &[text!("words with embed", "||b1: ![[Red MARK]]||")]),
    row(
        "words with footnote",
        &[text!("words with footnote", "He ||b1: MARK[^1]|| goes.\n\n[^1]: With MARK in it.")],
    ),
    row(
        "words that cite",
        &[
            text!("words that cite", "He ||b1: MARK [@words-that-cite, p. MARK]|| goes."),
            ("sources/@.yaml", "words-that-cite: {title: Title MARK}\n"),
        ],
    ),
    row("words in item", &[text!("words in item", "- one ||b1: MARK|| two\n- three")]),
    row("words in note", &[text!("words in note", "One^[two ||b1: MARK|| three] four.")]),
    both("words in fold", &[text!("words in fold", "> [!spoiler|b2]\n> Words ||b1: MARK|| more.")]),
    row("words in quote", &[text!("words in quote", "> One\n> ||b1: MARK\n> MARK|| two")]),
    row(
        "first words",
        &[("@.md", "---\ntitle: Page first words\n---\n||b1: A whole sentence with MARK in it.||\n")],
    ),
    row("raw in bars", &[text!("raw in bars", "One ||b1: <i>MARK|| two</i> three.")]),
    row("paragraph", &[text!("paragraph", "A whole sentence with MARK in it. {spoiler=b1}")]),
    row("lines", &[text!("lines", "A whole sentence\nwith MARK in it,\nand more.\n{spoiler=b1}")]),
    both("paragraph of two", &[text!("paragraph of two", "A sentence with MARK. {spoiler=b1,b2}")]),
    both(
        "paragraph of quoted two",
        &[text!("paragraph of quoted two", "A sentence with MARK. {spoiler=\"b1, b2\"}")],
    ),
    unknown(
        "paragraph of unknown scope",
        &[text!("paragraph of unknown scope", "A sentence with MARK. {spoiler=b7}")],
    ),
    row("mistyped label", &[text!("mistyped label", "A sentence with MARK. {spolier=b1}")]),
    row("label with colon", &[text!("label with colon", "A sentence with MARK. {spoiler: b1}")]),
    unknown("label without scope", &[text!("label without scope", "A sentence with MARK. {.spoiler}")]),
    row(
        "section",
        &[text!(
            "section",
            "## Heading MARK {spoiler=b1}\n\nWords MARK.\n\n### Part MARK\n\nMore MARK.\n\n## Open part"
        )],
    ),
    row(
        "section with id",
        &[text!("section with id", "## Heading MARK {#part spoiler=b1}\n\nWords MARK.\n\n## Open part")],
    ),
    row(
        "section in capitals",
        &[text!("section in capitals", "Heading MARK {spoiler=b1}\n===\n\nWords MARK.\n\n# Open part")],
    ),
    row(
        "last section",
        &[(
            "@.md",
            "---\ntitle: Page last section\n---\nOpen.\n\n## Heading MARK {spoiler=b1}\n\nWords MARK[^1].\n\n- one MARK\n\n[^1]: With MARK.\n",
        )],
    ),
    both(
        "section in section",
        &[text!(
            "section in section",
            "## Heading {spoiler=b1}\n\nWords.\n\n### Part MARK {spoiler=b2}\n\nMore MARK.\n\n## Open part"
        )],
    ),
    row(
        "behind section in section",
        &[text!(
            "behind section in section",
            "## Heading {spoiler=b1}\n\n### Part {spoiler=b2}\n\nMore.\n\n### Third\n\nWords MARK.\n\n## Open part"
        )],
    ),
    row(
        "section in quote",
        &[text!("section in quote", "> ## Heading MARK {spoiler=b1}\n> Words MARK.\n\nOpen.")],
    ),
    row(
        "section in element",
        &[text!(
            "section in element",
            "<div>\n\n## Heading MARK {spoiler=b1}\n\nWords MARK.\n\n</div>\n\nOpen."
        )],
    ),
    row(
        "embed of labelled section",
        &[
            text!(
                "embed of labelled section",
                "## Part {#part spoiler=b1}\n\nWords MARK. ^block\n\n## Open part"
            ),
            (
                "embeds/@.md",
                "![[Page embed of labelled section#part]]\n\n![[Page embed of labelled section#^block]]\n",
            ),
        ],
    ),
    row("item", &[text!("item", "- one\n- two MARK {spoiler=b1}\n- three")]),
    row("item of list", &[text!("item of list", "- one {spoiler=b1}\n  - two MARK\n  - three\n- four")]),
    row("loose item", &[text!("loose item", "1. one MARK {spoiler=b1}\n\n   two MARK\n\n2. three")]),
    row("task", &[text!("task", "- [ ] one MARK {spoiler=b1}\n- [x] two")]),
    row("paragraph of item", &[text!("paragraph of item", "- one\n\n  two MARK {spoiler=b1}\n\n- three")]),
    row("block in item", &[text!("block in item", "- one MARK ^id {spoiler=b1}\n- two")]),
    row("table row", &[text!("table row", "| a | b |\n|---|---|\n| MARK | MARK {spoiler=b1} |\n| c | d |")]),
    row(
        "behind table row",
        &[text!("behind table row", "| a | b |\n|---|---|\n| MARK | MARK | {spoiler=b1}\n| c | d |")],
    ),
    row(
        "row without bars",
        &[text!(
            "row without bars",
            "a | b\n---|---\nMARK | *MARK* [[Page open\\|MARK]] {spoiler=b1}\nc | d"
        )],
    ),
    both(
        "cell in row",
        &[text!("cell in row", "| a | b |\n|---|---|\n| MARK {spoiler=b2} | c | {spoiler=b1}\n| c | d |")],
    ),
    row("cell", &[text!("cell", "| a | b |\n|---|---|\n| MARK {spoiler=b1} | c |\n| c | d |")]),
    row("table", &[text!("table", "| a | MARK {spoiler=b1} |\n|---|---|\n| MARK | c |\n| c | d |")]),
    row("code", &[text!("code", "```js {spoiler=b1}\nMARK\n```")]),
    row(
        "query with label",
        &[text!("query with label", "```query {spoiler=b1}\ntype: hero\nlimit: 1\ncaption: MARK\n```")],
    ),
    row("picture alone", &[text!("picture alone", "![[a.png|MARK]] {spoiler=b1}")]),
    row("picture of markdown", &[text!("picture of markdown", "![MARK](heroes/a.png) {spoiler=b1}")]),
    row("footnote", &[text!("footnote", "Words[^1].\n\n[^1]: With MARK and [[Red MARK]]. {spoiler=b1}")]),
    row(
        "long footnote",
        &[text!("long footnote", "Words[^1].\n\n[^1]: With {spoiler=b1}\n\n    MARK in it.")],
    ),
    row(
        "embed",
        &[
            text!("embed", "> [!note]\n> Words."),
            (
                "embeds/@.md",
                "Open.\n\n![[Red MARK]] {spoiler=b1}\n\n![[Page embed]] {spoiler=b1 title=\"Words MARK\"}\n",
            ),
        ],
    ),
    row("definition", &[text!("definition", "Term\n: Meaning MARK {spoiler=b1}")]),
    row("term", &[text!("term", "Term MARK {spoiler=b1}\n: Meaning MARK\n\nOther\n: Open")]),
    row("title of label", &[text!("title of label", "Words. {spoiler=b1 title='How MARK'}")]),
];

fn rows() -> impl Iterator<Item = &'static Row> + Clone {
    [MATTER, TEXTS].into_iter().flatten()
}

/// The wiki with all markers, built once.
fn wiki() -> &'static (Run, BTreeMap<String, &'static Row>) {
    static WIKI: OnceLock<(Run, BTreeMap<String, &Row>)> = OnceLock::new();
    WIKI.get_or_init(|| plant(rows()))
}

#[test]
fn no_byte_tells_of_spoilers() {
    without::assert_no_byte_tells(rows());
}

#[test]
fn no_byte_tells_of_scopes_that_are_left_out() {
    without::assert_no_byte_tells_of_scopes(&rows(), &wiki().1);
}

#[test]
fn the_findings_are_those_of_the_whole_wiki() {
    without::assert_same_findings(rows(), &wiki().0);
}

#[test]
fn labelled_text_is_only_in_folds_that_name_its_scopes() {
    planted::assert_hidden(wiki());
}

#[test]
fn labelled_text_is_published() {
    planted::assert_published(wiki());
}

#[test]
fn every_page_with_labels_is_sound() {
    planted::assert_sound(wiki());
}

#[test]
fn lists_do_not_reveal_a_labelled_date() {
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
fn scripts_find_the_real_title_beside_the_public_one() {
    let king =
        "---\ntitle: {value: \"Arn & Bea's <end>\", spoiler: b1, public: \"A & B's king\"}\n---\nWords.\n";
    let list =
        "---\ntitle: List\n---\nSee [other words](heroes/a.md).\n\n```query\ntype: hero\nview: table\n```\n";
    let run = small(&[("heroes/a.md", king), ("list.md", list), ("c.md", "---\ntitle: C\n---\nAlone.\n")]);
    run.is_clean();
    let page = run.html("heroes/a/index.html");
    for element in ["title", "h1 i"] {
        let found = page.find(&format!("{element}.spoiler-title"));
        assert_eq!(found.attribute("data-scope"), Some("b1"), "{element}");
        let title = found.attribute("data-title").unwrap_or_default();
        assert!(title.starts_with("Arn & Bea’s <end>"), "{element}: {title}");
    }
    page.find("title").says("A & B’s king ·");
    assert!(page.find("title").attribute("data-title").unwrap().contains(" · "));
    let list = run.html("list/index.html");
    list.find("th a").says("A & B’s king");
    // A link with words of its own keeps them.
    list.count("i.spoiler-title", 1);
    // The page has no fold, but what the control is for.
    list.count(".reach", 1);
    run.html("special/all-pages/index.html").count("a i.spoiler-title", 1);
    assert!(!run.site.text("c/index.html").contains("reach.css"));
    let title = &run.site.json("api/heroes/a.json")["labelled_title"];
    assert_eq!((&title["spoiler"], &title["value"]), (&"b1".into(), &"Arn & Bea’s <end>".into()));
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

#[test]
fn the_summary_of_a_label_names_the_scope_and_the_title() {
    let run = small(&[(
        "page.md",
        "## Cleansing {spoiler=b2 title=\"Later life\"}\n\nWords.\n\n- one {spoiler=b1}\n\n## After\n\nIt ||b1: is|| so.\n",
    )]);
    run.is_clean();
    let page = run.html("page/index.html");
    let folds = page.all(".content details.spoiler");
    assert_eq!(folds[0].find("summary").text(), "Book 2 · Later life");
    folds[0].find("h2").says("Cleansing");
    folds[0].find("li details[data-scope=b1] summary").says("Spoiler: Book 1");
    assert!(folds.iter().all(|fold| fold.attribute("open").is_none() && !fold.text().contains("After")));
    let words = page.find(".content p span.spoiler[data-scope=b1]");
    words.find("label").says("Spoiler: Book 1");
    assert_eq!(words.find("label input[type=checkbox]").attribute("checked"), None);
    assert_eq!(words.find(".spoiler-words").text(), "is");
    assert!(page.all(".toc a[href='#cleansing']").is_empty());
}

#[test]
fn bars_in_a_table_make_cells_and_bars_with_spaces_are_text() {
    let run = small(&[(
        "page.md",
        "| a | b | c |\n|---|---|---|\n| x || y |\n\nIf a || b and c || d, `||x||`, \\||y||.\n",
    )]);
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.all("tbody td").len(), 3);
    assert!(page.all(".spoiler").is_empty());
    page.find(".content p").says("a || b and c || d, ||x||, ||y||.");
}

#[test]
fn labels_that_hide_nothing_are_errors() {
    for text in [
        "One {spoiler=b1} two.\n",
        "{spoiler=b1}\n",
        "One {spoiler=b1}\ntwo.\n",
        "*One {spoiler=b1}*\n",
        "> [!note] Title {spoiler=b1}\n> Words.\n",
        "<p>One {spoiler=b1}</p>\n",
        "[One ||b1: two|| three](https://example.com)\n",
        "## One ||b1: two||\n",
        "> [!note] One ||b1: two||\n> Words.\n",
        "![One ||b1: two||](heroes/a.png)\n",
    ] {
        let run = Wiki::new().settings(SETTINGS).file("content/page.md", text).build();
        assert!(!run.coded("open-spoiler").is_empty(), "{text}: {run}");
        assert!(run.site.is_empty(), "{text}");
    }
}

#[test]
fn mistyped_labels_of_texts_are_reported_with_what_was_meant() {
    let run = small(&[(
        "page.md",
        "One. {spolier=b1}\n\nTwo. {spoiler=b-1}\n\nThree ||b-1: four||.\n\nFive ||six.\n",
    )]);
    run.reports(&[
        ("unknown-spoiler", "content/page.md", 1, 6),
        ("unknown-spoiler", "content/page.md", 3, 15),
        ("unknown-spoiler", "content/page.md", 5, 9),
        ("unknown-spoiler", "content/page.md", 7, 6),
    ]);
    run.diagnostic("unknown-spoiler", "content/page.md", 1, 6).says("did you mean `{spoiler=b1}`?");
    run.diagnostic("unknown-spoiler", "content/page.md", 3, 15).says("did you mean `b1`?");
    run.diagnostic("unknown-spoiler", "content/page.md", 5, 9).says("did you mean `b1`?");
}

#[test]
fn labels_without_a_scope_stay_folded_and_are_reported() {
    let labels =
        ["spoiler:", "spoiler: []", "spoiler: ''", "spoiler: [b1, ]", "spoiler: [b1, null]", "spoiler: [[]]"];
    for (label, is_reported) in labels.into_iter().zip([true, true, true, false, true, true]) {
        let page = format!("---\n{label}\naliases: [{{value: SECRET, {label} }}]\n---\nSECRET words.\n");
        let run = small(&[("page.md", &page), ("other.md", "To [[page]].\n")]);
        let reported: Vec<_> = run.coded("unknown-spoiler").iter().map(|fault| fault.start.0).collect();
        assert_eq!(reported, if is_reported { vec![2, 3] } else { Vec::new() }, "{label}: {run}");
        let page = run.html("page/index.html");
        assert_eq!(page.source().matches("SECRET words").count(), 1, "{label}");
        let folds = page.all("main .spoiler");
        assert!(folds.iter().any(|fold| fold.text().contains("SECRET words")), "{label}");
    }
}

#[test]
fn words_that_begin_with_a_scope_but_no_colon_are_reported() {
    let settings = "[spoilers]\nseason-1 = \"Season 1\"\nfilm = \"The film\"\n";
    let text = "One ||season-1 He dies|| two.\n\n||film stars hide|| and ||season-1: he dies||.\n";
    let run = Wiki::new().settings(settings).file("content/page.md", text).build();
    run.succeeds().reports(&[("unknown-spoiler", "content/page.md", 1, 7)]);
    run.diagnostic("unknown-spoiler", "content/page.md", 1, 7).says("`||season-1: …||`");
}

#[test]
fn no_other_number_is_suggested_for_a_scope() {
    let settings = "[spoilers]\nseason-1 = \"Season 1\"\n";
    let run = Wiki::new().settings(settings).file("content/page.md", "||season-5: He dies.||\n").build();
    let fault = run.diagnostic("unknown-spoiler", "content/page.md", 1, 3);
    fault.says("declare it in `site.toml`");
    assert!(!run.stderr.contains("did you mean"), "{run}");
}

#[test]
fn a_change_of_a_label_is_seen_by_the_next_build() {
    let wiki = Wiki::new().settings(SETTINGS).file("content/page.md", "Some words. {spoiler=b1}\n");
    wiki.build().succeeds();
    let wiki = wiki.file("content/page.md", "Some words. {spoiler=b2}\n");
    let run = wiki.build();
    run.succeeds();
    run.html("page/index.html").find("details[data-scope=b2]").says("Some words.");
}
