//! Spoiler labels in unusual combinations: a marker word under each, and a scan of every byte of every published file.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::harness::planted::{self, Row, SETTINGS, absent, both, leaks, plant, row, row_of_b2};
use crate::harness::{Run, Wiki};
use crate::spoilers::without;

/// A page of a hero with this front matter.
macro_rules! matter {
    ($name:literal, $matter:literal) => {
        (
            "heroes/@.md",
            concat!("---\ntitle: Page ", $name, "\n", $matter, "\n---\nText that everybody may read.\n"),
        )
    };
}

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

/// Values inside values, and what other pages make of them.
const VALUES: &[Row] = &[
    row(
        "link in record",
        &[matter!("link in record", "roles:\n  - {work: {value: Red MARK, spoiler: b1}, note: open}")],
    ),
    both(
        "field in record in list",
        &[matter!(
            "field in record in list",
            "roles: {value: [{work: Page open, note: {value: 'A [[MARK]]', spoiler: b2}}], spoiler: b1}"
        )],
    ),
    row("path alias", &[matter!("path alias", "aliases: [{value: old/MARK, spoiler: b1}]")]),
    row("address alias", &[matter!("address alias", "aliases: [{value: /old/MARK/, spoiler: b1}]")]),
    row("shared alias", &[matter!("shared alias", "aliases: [{value: Name MARK, spoiler: b1}]")]),
    row(
        "bracketed alias",
        &[
            matter!("bracketed alias", "aliases: [{value: MARK (hero), spoiler: b1}]"),
            (
                "heroes/@-2.md",
                "---\ntitle: {value: MARK (king), spoiler: b1, public: Neutral one}\n---\nWords.\n",
            ),
            ("heroes/@-3.md", "---\ntitle: {value: MARK, spoiler: b1, public: Neutral two}\n---\nWords.\n"),
        ],
    ),
    row(
        "alias of section",
        &[(
            "@.md",
            "---\ntitle: Page alias of section\naliases: [{name: Alias MARK, section: part, spoiler: b1}]\n---\nWords.\n\n## Part\n\nMore.\n",
        )],
    ),
    row(
        "category of labels alone",
        &[
            matter!("category of labels alone", "categories: [{value: Only MARK, spoiler: b1}]"),
            (
                "heroes/@-2.md",
                "---\ntitle: Page category of labels alone 2\nspoiler: b1\ncategories: [Only MARK]\n---\nWords.\n",
            ),
            ("lists/@.md", "```query\ntype: hero\nview: table\nshow: [category]\n```\n"),
            ("lists/@-2.md", "```query\ntype: hero\ngroup: category\n```\n"),
        ],
    ),
    row(
        "group of query",
        &[
            matter!("group of query", "fate: [{value: MARK, spoiler: b1}]"),
            ("lists/@.md", "```query\ntype: hero\ntitle: Page group of query\ngroup: fate\n```\n"),
            (
                "lists/@-2.md",
                "```query\ntype: hero\ntitle: Page group of query\nview: matrix\nshow: [fate, fate]\n```\n",
            ),
            (
                "lists/@-3.md",
                "```query\ntype: hero\ntitle: Page group of query\nview: cards\nshow: [fate]\nsort: fate\n```\n",
            ),
        ],
    ),
    row(
        "cell of record",
        &[
            matter!("cell of record", "roles: [{work: Page open, note: {value: MARK, spoiler: b1}}]"),
            (
                "lists/@.md",
                "```query\ntype: hero\ntitle: Page cell of record\nview: table\nshow: [roles, roles.note]\ngroup: roles.note\n```\n",
            ),
        ],
    ),
    row(
        "people of event",
        &[(
            "events/@.md",
            "---\ntitle: Event people of event\ndate: {value: 1971-02-03, spoiler: b1}\nstatus: reported\npeople: [{value: Red MARK, spoiler: b1}, Page open]\nworks: {value: [MARK], spoiler: b1}\nsupersedes: [{value: 'Older MARK', spoiler: b1}]\n---\nWords.\n",
        )],
    ),
    row(
        "credit",
        &[matter!(
            "credit",
            "image: {src: a.png, alt: MARK, caption: 'MARK, *MARK*', credit: 'By MARK [[MARK]]', licence: CC MARK, spoiler: b1}"
        )],
    ),
    row(
        "credit alone",
        &[matter!("credit alone", "image: {src: a.png, alt: x, credit: By MARK, spoiler: b1}")],
    ),
    row(
        "licence",
        &[matter!("licence", "image: {src: a.png, alt: x, credit: y, licence: CC MARK, spoiler: b1}")],
    ),
    absent(
        "licence without credit",
        &[matter!("licence without credit", "image: {src: a.png, alt: x, licence: CC MARK, spoiler: b1}")],
    ),
    row(
        "credit on page of scope",
        &[(
            "heroes/@.md",
            "---\ntitle: Page credit on page of scope\nspoiler: b1\ndate: 2001-02-03\nimage: {src: a.png, alt: x, credit: By MARK, licence: MARK}\n---\nWords.\n",
        )],
    ),
    row(
        "credit of picture field",
        &[
            matter!(
                "credit of picture field",
                "portrait: {value: {src: a.png, alt: MARK, credit: MARK, licence: MARK}, spoiler: b1}"
            ),
            (
                "lists/@.md",
                "```query\ntype: hero\ntitle: Page credit of picture field\nview: gallery\nshow: [portrait, image]\n```\n",
            ),
        ],
    ),
    absent(
        "picture without file",
        &[matter!("picture without file", "image: {src: MARK.png, alt: x, spoiler: b1}")],
    ),
    row(
        "link in row",
        &[matter!("link in row", "info: {'[[MARK]] and *MARK*': {value: 'x [[MARK]]', spoiler: b1}}")],
    ),
    row(
        "source of labelled claim",
        &[
            matter!(
                "source of labelled claim",
                "claims: [{property: end, value: x, spoiler: b1, by: '[[MARK]]', note: '[[MARK]]', sources: [source-of-labelled-claim]}]"
            ),
            (
                "sources/@.yaml",
                "source-of-labelled-claim: {title: 'Title MARK', url: 'https://example.com/MARK', archive: 'https://example.com/MARK', publisher: MARK, spoiler: b1}\n",
            ),
        ],
    ),
    absent(
        "id of superseded claim",
        &[matter!(
            "id of superseded claim",
            "claims:\n  - {id: MARK, property: end, value: x, spoiler: b1}\n  - {property: end, value: y, supersedes: [MARK], spoiler: b1}"
        )],
    ),
    row(
        "title with description",
        &[
            (
                "heroes/@.md",
                "---\ntitle: {value: 'Title *MARK*', spoiler: b1, public: Neutral three}\ndescription: {value: 'Of [[MARK]] and *MARK*.', spoiler: b1}\ndate: 2001-02-03\n---\n# Title MARK {spoiler=b1}\n\nWords.\n",
            ),
            (
                "@.md",
                "---\ntitle: Page title with description\n---\nTo [[Neutral three]], ||b1: [[Title *MARK*]]||.\n",
            ),
        ],
    ),
    row(
        "typed relation both ways",
        &[
            matter!("typed relation both ways", "friend: [{value: Page relation end, spoiler: b1}]"),
            (
                "heroes/@-2.md",
                "---\ntitle: Page relation end\nfriend: [{value: Red MARK, spoiler: b1}]\n---\nWords.\n",
            ),
        ],
    ),
];

/// Parts of texts in parts of texts.
const TEXTS: &[Row] = &[
    row(
        "heading from elsewhere",
        &[
            text!("heading from elsewhere", "## Heading MARK {#part-3 spoiler=b1}\n\nWords MARK."),
            (
                "embeds/@.md",
                "See [[Page heading from elsewhere#part-3]], [this](../heading-from-elsewhere.md#part-3) and ![[Page heading from elsewhere#part-3]].\n",
            ),
        ],
    ),
    row(
        "embed in item",
        &[
            text!("embed in item", "Words. ^block"),
            (
                "embeds/@.md",
                "- one MARK ![[Page embed in item#^block]] {spoiler=b1}\n- two\n\n  ![[Page embed in item|MARK]] {spoiler=b1}\n",
            ),
        ],
    ),
    row(
        "row in note",
        &[text!(
            "row in note",
            "> [!note] Title\n> | a | b |\n> |---|---|\n> | MARK | ![MARK](heroes/a.png) | {spoiler=b1}\n> | c | d |"
        )],
    ),
    both(
        "row in fold",
        &[text!(
            "row in fold",
            "> [!spoiler|b2] Title\n> | a | b |\n> |---|---|\n> | MARK | x | {spoiler=b1}\n> | c | d |"
        )],
    ),
    both(
        "words in cell in row",
        &[text!(
            "words in cell in row",
            "| a | b |\n|---|---|\n| \\|\\|b2: MARK\\|\\| | x {spoiler=b1} |\n| c | d |"
        )],
    ),
    row(
        "words in head of table",
        &[text!("words in head of table", "| a \\|\\|b1: MARK\\|\\| | b |\n|---|---|\n| c | d |")],
    ),
    row(
        "words in footnote",
        &[text!("words in footnote", "Words[^1].\n\n[^1]: One ||b1: MARK and [[MARK]]|| two.")],
    ),
    row(
        "footnote of both",
        &[text!(
            "footnote of both",
            "Words[^1] ||b1: MARK[^1]||.\n\n[^1]: One.\n\n    - two MARK {spoiler=b1}"
        )],
    ),
    row(
        "words in definition",
        &[text!("words in definition", "Term ||b1: MARK||\n: Meaning ||b1: MARK||\n\nOther\n: Open")],
    ),
    row(
        "words beside link",
        &[text!(
            "words beside link",
            "To [[Page open]] where ||b1: MARK|| dies. Then [[Page often named]] {spoiler=b1}"
        )],
    ),
    row(
        "words of first paragraph",
        &[(
            "@.md",
            "---\ntitle: Page words of first paragraph\ndate: 2001-02-03\n---\nHe ||b1: MARK|| dies, and nobody knows that it is so.\n\nMore.\n",
        )],
    ),
    row("quotation", &[text!("quotation", "> One MARK. {spoiler=b1}\n>\n> Two.")]),
    row("block of formula", &[text!("block of formula", "> [!spoiler|b1]\n> $$\n> \\text{MARK}\n> $$")]),
    row("formula in bars", &[text!("formula in bars", "So ||b1: $\\text{MARK}$|| it is.")]),
    row("diagram", &[text!("diagram", "```mermaid {spoiler=b1}\ngraph TD; A-->MARK\n```")]),
    row(
        "picture with caption",
        &[text!(
            "picture with caption",
            "![MARK](heroes/a.png \"Title MARK\") {spoiler=b1}\n\n![[a.png|MARK|100]] {spoiler=b1}"
        )],
    ),
    row(
        "block id of label",
        &[text!("block id of label", "> [!spoiler|b1] T\n> - one MARK ^twoMARK\n>\n> Three. ^threeMARK")],
    ),
    row_of_b2(
        "page of scope that embeds",
        &[
            text!("page of scope that embeds", "Open. ||b2: MARK|| it."),
            (
                "embeds/@.md",
                "---\ntitle: Embeds of scope\nspoiler: b1\n---\n![[Page page of scope that embeds]]\n",
            ),
            ("embeds/@-2.md", "---\ntitle: Embeds of embeds\n---\n![[Embeds of scope]]\n"),
        ],
    ),
    row(
        "embed of scoped part",
        &[
            (
                "@.md",
                "---\ntitle: Page embed of scoped part\nspoiler: b1\n---\nOne MARK.\n\n## Part\n\nTwo MARK[^1]. ^block\n\n[^1]: Three MARK.\n",
            ),
            (
                "embeds/@.md",
                "| a |\n|---|\n| x |\n\n- ![[Page embed of scoped part#Part]]\n\n> ![[Page embed of scoped part#^block]]\n\n||b1: ![[Page embed of scoped part]]||\n",
            ),
        ],
    ),
    row(
        "condition of query",
        &[text!(
            "condition of query",
            "```query\ntype: hero\nfate: Condition MARK\nempty: Nobody MARK\ncaption: Of MARK\nspoiler: b1\n```"
        )],
    ),
    row(
        "raw picture",
        &[text!(
            "raw picture",
            "<figure class=\"spoiler\" data-scope=\"b1\"><img src=\"heroes/a.png\" alt=\"MARK\" title=\"MARK\"><figcaption>MARK</figcaption></figure>"
        )],
    ),
    row(
        "raw in cell in fold",
        &[text!(
            "raw in cell in fold",
            "> [!note] T\n> | a | b |\n> |---|---|\n> | x | <b data-scope=\"b1\">MARK</b> [[Page open]] |"
        )],
    ),
    both(
        "section within fold",
        &[text!(
            "section within fold",
            "> [!spoiler|b1] T\n> ## Part {spoiler=b2}\n> Words MARK.\n>\n> ### Inner MARK\n>\n> More MARK."
        )],
    ),
    row(
        "list in cell of section",
        &[text!(
            "list in cell of section",
            "## Part {#list-part spoiler=b1}\n\n1. one MARK\n   - two MARK[^x]\n\n| MARK |\n|---|\n| MARK |\n\n[^x]: Three MARK.\n\n## Open again"
        )],
    ),
    row(
        "heading of fold in contents",
        &[text!(
            "heading of fold in contents",
            "## Open one\n\n- item\n\n  ### Heading MARK {spoiler=b1}\n\n  Words MARK.\n\n## Open two"
        )],
    ),
    row(
        "locator in words",
        &[
            text!(
                "locator in words",
                "So ||b1: it is [@locator-in-words, p. MARK; @locator-in-words]|| [@locator-in-words, p. 2]."
            ),
            ("sources/@.yaml", "locator-in-words: {title: A source, quote: x}\n"),
        ],
    ),
];

fn rows() -> impl Iterator<Item = &'static Row> + Clone {
    [VALUES, TEXTS].into_iter().flatten()
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

/// A bar pair where nothing can be opened.
const BARS: &[(&str, &str)] = &[
    ("title", "---\ntitle: 'One ||b1: MARK||'\n---\nWords.\n"),
    ("public title", "---\ntitle: {value: x, spoiler: b1, public: 'One ||b1: MARK||'}\n---\nWords.\n"),
    ("labelled title", "---\ntitle: {value: 'x ||b1: MARK||', spoiler: b2, public: One}\n---\nWords.\n"),
    ("heading of page", "# One ||b1: MARK||\n\nWords.\n"),
    ("description", "---\ndescription: 'One ||b1: MARK|| two.'\n---\nWords.\n"),
    ("alias", "---\naliases: ['||b1: MARK||']\n---\nWords.\n"),
    ("category", "---\ncategories: ['||b1: MARK||']\n---\nWords.\n"),
    ("field", "---\nfate: 'He ||b1: MARK|| dies'\n---\nWords.\n"),
    ("field of record", "---\nroles: [{note: 'He ||b1: MARK|| dies'}]\n---\nWords.\n"),
    ("row", "---\ninfo: {Fate: 'He ||b1: MARK|| dies'}\n---\nWords.\n"),
    ("label of row", "---\ninfo: {'Fate ||b1: MARK||': x}\n---\nWords.\n"),
    ("alternative text", "---\nimage: {src: a.png, alt: 'One ||b1: MARK||'}\n---\nWords.\n"),
    ("caption", "---\nimage: {src: a.png, alt: x, caption: 'One ||b1: MARK||'}\n---\nWords.\n"),
    ("credit", "---\nimage: {src: a.png, alt: x, credit: 'One ||b1: MARK||'}\n---\nWords.\n"),
    ("claim", "---\nclaims: [{property: end, value: 'One ||b1: MARK||'}]\n---\nWords.\n"),
    ("note of claim", "---\nclaims: [{property: end, value: x, note: 'One ||b1: MARK||'}]\n---\nWords.\n"),
    ("caption of query", "```query\ntype: hero\ncaption: 'One ||b1: MARK||'\n```\n"),
    ("emptiness of query", "```query\ntype: hero\nfate: nobody\nempty: 'One ||b1: MARK||'\n```\n"),
    ("caption in text", "![[a.png|One ||b1: MARK||]]\n"),
    ("title of picture", "![x](a.png \"One ||b1: MARK||\")\n"),
    ("title of link", "[x](https://example.com \"One ||b1: MARK||\")\n"),
    ("title of fold", "> [!spoiler|b2] One ||b1: MARK||\n> Words.\n"),
    ("title of label", "Words. {spoiler=b2 title=\"One ||b1: MARK||\"}\n"),
    ("wikilink", "To [[Nobody|One ||b1: MARK||]].\n"),
    ("raw attribute", "A <b title=\"One ||b1: MARK||\">word</b>.\n"),
    ("raw summary", "<details><summary>One ||b1: MARK||</summary>\n\nWords.\n\n</details>\n"),
    ("raw heading", "<h2>One ||b1: MARK||</h2>\n"),
    ("raw paragraph", "<p>One ||b1: MARK||</p>\n"),
];

#[test]
fn bars_fold_or_are_errors_wherever_they_stand() {
    let mut wrong = Vec::new();
    for (name, text) in BARS {
        let marker = "zqbarsxq";
        let run = Wiki::new()
            .settings(SETTINGS)
            .file("content/heroes/a.png", crate::harness::png(30, 20))
            .file("content/heroes/page.md", text.replace("MARK", marker))
            .build();
        let bars = Row { name: "bars", scopes: "b1", is_shown: true, files: &[] };
        let leaks = leaks(&run.site, &BTreeMap::from([(marker.to_owned(), &bars)]));
        let is_reported = run.coded("open-spoiler").len() == 1 && run.site.is_empty();
        if !is_reported && (!leaks.is_empty() || run.site.is_empty()) {
            wrong.push(format!("{name}: {leaks:#?} {run}"));
        }
    }
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong.join("\n"));
}

/// A wiki of events, each with a name and front matter.
fn events(all: &[(&str, &str)]) -> Run {
    let wiki = Wiki::new().settings(SETTINGS).file("content/ann.md", "# Ann\n\nWords.\n");
    let run = all.iter().fold(wiki, |wiki, (name, matter)| {
        let path = format!("content/events/{}.md", name.to_lowercase());
        wiki.file(&path, format!("---\ntitle: {name}\n{matter}\n---\nWords.\n"))
    });
    let run = run.build();
    run.site.is_sound();
    run
}

/// The names of the events in a timeline in their order, each with the scopes of readers who see it there.
fn order(run: &Run, path: &str) -> Vec<(String, String)> {
    let page = run.html(path);
    let entry = |item: &crate::harness::Element<'_>| {
        let fold = item.all("details.spoiler").into_iter().next();
        let scopes = fold
            .filter(|_| item.attribute("class").is_some_and(|class| class.contains("placed")))
            .map(|fold| fold.get("data-scope"));
        (item.find("h3").text(), scopes.unwrap_or_default().to_owned())
    };
    page.all(".timeline li").iter().filter(|item| !item.all("h3").is_empty()).map(entry).collect()
}

#[test]
fn events_are_at_their_labelled_dates_for_readers_who_know_them() {
    let run = events(&[
        ("Early", "date: 1990-01-02\npeople: [Ann]"),
        ("Late", "date: 1995-01-02\npeople: [Ann]"),
        ("Between", "date: {value: 1993-05-06, spoiler: b1}\npeople: [Ann]"),
        ("Same", "date: {value: 1990-03, spoiler: b2}"),
        ("Last", "date: {value: 1999, spoiler: b1}\nstatus: {value: denied, spoiler: b1}"),
        ("Whole", "date: 1994-05-06\nspoiler: b2"),
        ("Never", "status: reported"),
    ]);
    let names = |path: &str| order(&run, path);
    let entry = |name: &str, scopes: &str| (name.to_owned(), scopes.to_owned());
    let undated = ["Between", "Last", "Never", "Same", "Whole"].map(|name| entry(name, ""));
    let mut expected = vec![
        entry("Early", ""),
        entry("Same", "b2"),
        entry("Between", "b1"),
        entry("Whole", "b2"),
        entry("Late", ""),
        entry("Last", "b1"),
    ];
    expected.extend(undated);
    assert_eq!(names("history/index.html"), expected);
    expected[..6].reverse();
    assert_eq!(names("history/newest/index.html"), expected);
    let of_ann = ["Early", "Between", "Late", "Between"].map(|name| name.to_owned());
    assert_eq!(
        names("history/person/ann/index.html").into_iter().map(|(name, _)| name).collect::<Vec<_>>(),
        of_ann
    );
    let page = run.html("history/index.html");
    let marks: Vec<&str> =
        page.all("li.undated span.spoiler").iter().map(|mark| mark.get("data-scope")).collect();
    assert_eq!(marks, ["b1", "b1", "b2", "b2"]);
    page.all("li.placed").last().expect("an event").find(".status").says("Denial");
    let drawings = page.all(".overview details.spoiler");
    assert_eq!(drawings.iter().map(|fold| fold.get("data-scope")).collect::<Vec<_>>(), ["b1 b2", "b2", "b1"]);
    drawings[2].says("1993: 1").omits("1994: 1");
    let html = run.site.text("history/index.html");
    for (around, piece) in planted::html_pieces(html) {
        assert!(
            !around.is_empty() || !["1993", "1994", "1999"].iter().any(|year| piece.contains(year)),
            "{piece}"
        );
    }
}

#[test]
fn queries_show_the_dates_that_their_fold_tells() {
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/events/a.md", "---\ntitle: A\ndate: {value: 1993-05-06, spoiler: b1}\n---\nWords.\n")
        .file("content/events/b.md", "---\ntitle: B\ndate: 1999\n---\nWords.\n")
        .file("content/list.md", "```query\ntype: event\nview: timeline\nsort: date\n```\n")
        .build();
    let page = run.html("list/index.html");
    let known = page.find(".spoiler-states .spoiler[data-scope=b1]");
    assert_eq!(known.all("time")[0].get("datetime"), "1993-05-06");
    assert_eq!(page.all("time").len(), 3);
}

#[test]
fn a_name_that_is_left_out_is_not_told_by_what_it_leads_to() {
    let names = "friend: [zqrealxq, zqgonexq]\nroles: [{work: zqrealxq}, {work: zqgonexq}]\nclaims:\n  - {property: end, value: '[[zqrealxq]]', by: zqgonexq}\n";
    let run = Wiki::new()
        .settings(SETTINGS)
        .file(
            "content/heroes/real.md",
            "---\ntitle: {value: zqrealxq, spoiler: b1, public: Stays}\n---\nWords.\n",
        )
        .file(
            "content/heroes/gone.md",
            "---\ntitle: {value: zqgonexq, public: Goes}\nspoiler: b1\n---\nWords.\n",
        )
        .file(
            "content/heroes/uses.md",
            format!("---\ntitle: Uses\n{names}---\nTo [[zqrealxq|one]] and [[zqgonexq|other]].\n"),
        )
        .flag("--without-spoilers")
        .build();
    assert!(!run.site.is_empty(), "{run}");
    for path in run.site.paths() {
        let text = String::from_utf8_lossy(run.site.bytes(path));
        assert!(!text.contains("zq"), "{path}: {text}");
    }
    let page = run.html("heroes/uses/index.html");
    page.find(".infobox").says("Goes").says("Stays");
    let links: Vec<&str> = page.all("article a").iter().filter_map(|link| link.attribute("href")).collect();
    assert!(links.iter().filter(|address| **address == "/heroes/real/").count() >= 2, "{links:?}");
    assert!(!links.contains(&"/heroes/gone/"), "{links:?}");
}
