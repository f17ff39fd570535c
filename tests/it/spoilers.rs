//! Spoilers never leak: a wiki with a marker word under every kind of label, and a scan of every byte of every
//! published file. A marker may only occur in folds that name its scopes, and in JSON values with these scopes.

mod control;
mod query_states;
mod told_beyond;
pub(crate) mod without;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::harness::planted::{
    self, Row, SETTINGS, absent, both, leaks, marker, pieces, row, row_of_b2, unknown,
};
use crate::harness::{Run, Site, Wiki, png};
use serde_json::Value;

/// A page of a hero with this front matter.
macro_rules! hero {
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

/// A page of the scope `b1`.
macro_rules! secret {
    ($name:literal, $matter:literal, $text:literal) => {
        (
            "heroes/@.md",
            concat!("---\ntitle: Page ", $name, "\nspoiler: b1\n", $matter, "\n---\n", $text, "\n"),
        )
    };
}

mod components;

/// Values of fields, rows, images.
const VALUES: &[Row] = &[
    row("text field", &[hero!("text field", "fate: {value: MARK, spoiler: b1}")]),
    row("text with link", &[hero!("text with link", "fate: {value: 'With [[MARK]] there', spoiler: b1}")]),
    row("number field", &[hero!("number field", "height: 6\nfate: {value: [MARK, x], spoiler: b1}")]),
    both(
        "list in list",
        &[hero!("list in list", "fate: {value: [{value: MARK, spoiler: b2}, y], spoiler: b1}")],
    ),
    both("two scopes", &[hero!("two scopes", "fate: {value: MARK, spoiler: [b1, b2]}")]),
    row("address field", &[hero!("address field", "site: {value: 'https://example.com/MARK', spoiler: b1}")]),
    absent("hidden field", &[hero!("hidden field", "secret: {value: MARK, spoiler: b1}")]),
    row("reference field", &[hero!("reference field", "friend: {value: MARK, spoiler: b1}")]),
    row("picture field", &[hero!("picture field", "portrait: {src: a.png, alt: MARK, spoiler: b1}")]),
    row(
        "picture caption",
        &[hero!("picture caption", "portrait: {value: {src: a.png, alt: x, caption: MARK}, spoiler: b1}")],
    ),
    row("page picture", &[hero!("page picture", "image: {src: a.png, alt: MARK, spoiler: b1}")]),
    row(
        "page picture credit",
        &[hero!("page picture credit", "image: {src: a.png, alt: x, credit: MARK, spoiler: b1}")],
    ),
    row("record", &[hero!("record", "roles:\n  - {work: Page open, note: MARK, spoiler: b1}")]),
    row(
        "wrapped record",
        &[hero!("wrapped record", "roles:\n  - {value: {work: Page open, note: MARK}, spoiler: b1}")],
    ),
    row(
        "field of record",
        &[hero!("field of record", "roles:\n  - {work: Page open, note: {value: MARK, spoiler: b1}}")],
    ),
    both(
        "record and field",
        &[hero!(
            "record and field",
            "roles:\n  - {work: Page open, note: {value: MARK, spoiler: b2}, spoiler: b1}"
        )],
    ),
    row(
        "list of records",
        &[hero!("list of records", "roles: {value: [{work: Page open, note: MARK}], spoiler: b1}")],
    ),
    row("row", &[hero!("row", "info: {Fate: {value: MARK, spoiler: b1}}")]),
    row("label of row", &[hero!("label of row", "info: {MARK: {value: x, spoiler: b1}}")]),
    row(
        "label of row of two",
        &[hero!(
            "label of row of two",
            "info: {MARK: [{value: x, spoiler: [b1, b2]}, {value: y, spoiler: b1}]}"
        )],
    ),
    unknown("unknown scope", &[hero!("unknown scope", "fate: {value: MARK, spoiler: b7}")]),
    unknown("scope that is a map", &[hero!("scope that is a map", "fate: {value: MARK, spoiler: [b7]}")]),
    row(
        "source of value",
        &[
            hero!("source of value", "fate: {value: x, spoiler: b1, source: source-of-value}"),
            (
                "sources/@.yaml",
                "source-of-value: {title: Title MARK, author: Author MARK, note: Note MARK, quote: Quote MARK, reliability: MARK}\n",
            ),
        ],
    ),
];

/// Claims.
const CLAIMS: &[Row] = &[
    row("claim", &[hero!("claim", "claims: [{property: end, value: MARK, said: 2001-02-03, spoiler: b1}]")]),
    row(
        "claim with link",
        &[hero!("claim with link", "claims: [{property: end, value: '[[MARK]]', spoiler: b1}]")],
    ),
    row("by of claim", &[hero!("by of claim", "claims: [{property: end, value: x, by: MARK, spoiler: b1}]")]),
    row(
        "by with link",
        &[hero!("by with link", "claims: [{property: end, value: x, by: '[[MARK]]', spoiler: b1}]")],
    ),
    row(
        "note of claim",
        &[hero!("note of claim", "claims: [{property: end, value: x, note: MARK, spoiler: b1}]")],
    ),
    absent(
        "id of claim",
        &[hero!(
            "id of claim",
            "claims: [{id: MARK, property: end, value: x, said: 2001-02-03, spoiler: b1}]"
        )],
    ),
    absent(
        "property of claim",
        &[hero!("property of claim", "claims: [{property: MARK, value: x, spoiler: b1}]")],
    ),
    row(
        "later claim",
        &[hero!(
            "later claim",
            "claims:\n  - {id: later-claim-1, property: end, value: x}\n  - {property: end, value: MARK, supersedes: [later-claim-1], spoiler: b1}"
        )],
    ),
    both(
        "later claim of two",
        &[hero!(
            "later claim of two",
            "claims:\n  - {id: later-claim-2, property: end, value: x, spoiler: b1}\n  - {property: end, value: MARK, supersedes: [later-claim-2], spoiler: [b1, b2]}"
        )],
    ),
    row(
        "disputed claim",
        &[hero!(
            "disputed claim",
            "claims:\n  - {id: disputed-1, property: end, value: x}\n  - {property: end, value: MARK, disputes: [disputed-1], spoiler: b1}"
        )],
    ),
    row(
        "claim about another",
        &[hero!(
            "claim about another",
            "claims: [{subject: Page open, property: end, value: MARK, spoiler: b1}]"
        )],
    ),
    row(
        "source of claim",
        &[
            hero!(
                "source of claim",
                "claims: [{property: end, value: x, spoiler: b1, source: source-of-claim}]"
            ),
            ("sources/@.yaml", "source-of-claim: {title: Title MARK, note: MARK}\n"),
        ],
    ),
];

/// Parts of text.
const TEXTS: &[Row] = &[
    row("callout", &[text!("callout", "> [!spoiler|b1]- Title\n> Words MARK of it.")]),
    row("open callout", &[text!("open callout", "> [!spoiler|b1]+ Title\n> Words MARK of it.")]),
    row("title of callout", &[text!("title of callout", "> [!spoiler|b1] Title MARK\n> Words of it.")]),
    both("callout of two", &[text!("callout of two", "> [!spoiler|b1, b2] Title\n> Words MARK of it.")]),
    both(
        "nested callout",
        &[text!(
            "nested callout",
            "> [!spoiler|b1] Outer\n> Words.\n>\n> > [!spoiler|b2] Inner\n> > Words MARK of it."
        )],
    ),
    row(
        "behind nested callout",
        &[text!(
            "behind nested callout",
            "> [!spoiler|b1] Outer\n> Words MARK before.\n>\n> > [!spoiler|b2] Inner\n> > Words.\n>\n> And MARK behind."
        )],
    ),
    row(
        "note in callout",
        &[text!(
            "note in callout",
            "> [!spoiler|b1] Outer\n>\n> > [!note] Title MARK\n> > Words MARK of it."
        )],
    ),
    row(
        "callout in list",
        &[text!("callout in list", "- item\n\n  > [!spoiler|b1] Title\n  > Words MARK of it.\n\n- item")],
    ),
    row("callout in quote", &[text!("callout in quote", "> > [!spoiler|b1] Title\n> > Words MARK of it.")]),
    row(
        "callout that is all",
        &[(
            "@.md",
            "---\ntitle: Page callout that is all\n---\n> [!spoiler|b1]\n> A whole sentence with MARK in it.\n",
        )],
    ),
    unknown(
        "callout without scope",
        &[text!("callout without scope", "> [!spoiler] Title\n> Words MARK of it.")],
    ),
    unknown(
        "callout of unknown scope",
        &[text!("callout of unknown scope", "> [!spoiler|b7] Title\n> Words MARK of it.")],
    ),
    unknown("plural", &[text!("plural", "> [!spoilers]\n> Words MARK of it.")]),
    unknown("misspelling", &[text!("misspelling", "> [!spolier]- Title\n> Words MARK of it.")]),
    row(
        "misspelling with scope",
        &[text!("misspelling with scope", "> [!spoilr|b1]- Title\n> Words MARK of it.")],
    ),
    row("hyphen for bar", &[text!("hyphen for bar", "> [!spoiler-b1] Title\n> Words MARK of it.")]),
    row("colon for bar", &[text!("colon for bar", "> [!spoiler: b1] Title\n> Words MARK of it.")]),
    row("no bracket", &[text!("no bracket", "> [!spoiler|b1\n> Words MARK of it.")]),
    row("heading", &[text!("heading", "> [!spoiler|b1] Title\n> ## Heading MARK\n> Words of it.")]),
    row(
        "under heading",
        &[text!(
            "under heading",
            "## Open heading of it\n\n> [!spoiler|b1] Title\n> ## Heading\n> Words MARK of it."
        )],
    ),
    row("list", &[text!("list", "> [!spoiler|b1] Title\n> - one\n> - [ ] two MARK")]),
    row("table", &[text!("table", "> [!spoiler|b1] Title\n> | a | MARK |\n> |---|---|\n> | b | MARK |")]),
    row("code", &[text!("code", "> [!spoiler|b1] Title\n> ```\n> MARK\n> ```\n> and `MARK`")]),
    row("definition", &[text!("definition", "> [!spoiler|b1] Title\n> Term MARK\n> : Meaning MARK")]),
    row("formula", &[text!("formula", "> [!spoiler|b1] Title\n> $\\text{MARK}$")]),
    row(
        "picture in text",
        &[text!("picture in text", "> [!spoiler|b1] Title\n> ![MARK](heroes/a.png \"Title MARK\")")],
    ),
    row("caption", &[text!("caption", "> [!spoiler|b1] Title\n>\n> ![[a.png|right|Of [[Page open]] MARK]]")]),
    row("alt of figure", &[text!("alt of figure", "> [!spoiler|b1] Title\n>\n> ![[a.png|left|alt=MARK|x]]")]),
    row("words of caption", &[text!("words of caption", "![[a.png|right|Of ||b1: MARK|| it]]")]),
    row("picture alone", &[text!("picture alone", "> [!spoiler|b1] Title\n>\n> ![[a.png|MARK]]")]),
    row(
        "address in text",
        &[text!(
            "address in text",
            "> [!spoiler|b1] Title\n> <https://example.com/MARK> and [x](https://example.com/MARK)"
        )],
    ),
    row(
        "words of link",
        &[text!(
            "words of link",
            "> [!spoiler|b1] Title\n> Words [[Page open|MARK]] and [[Page open]] of it."
        )],
    ),
    row("title of link", &[text!("title of link", "> [!spoiler|b1] Title\n> [words](open.md \"MARK\")")]),
    row("red link", &[text!("red link", "> [!spoiler|b1] Title\n> Words [[Page MARK]] of it.")]),
    row("red embed", &[text!("red embed", "> [!spoiler|b1] Title\n>\n> ![[Page MARK]]")]),
    row("block id", &[text!("block id", "> [!spoiler|b1] Title\n> Words of it. ^blockMARK")]),
    row(
        "locator",
        &[
            text!("locator", "> [!spoiler|b1] Title\n> Words of it [@locator, p. MARK]."),
            ("sources/@.yaml", "locator: {title: A source}\n"),
        ],
    ),
    row(
        "source in text",
        &[
            text!("source in text", "> [!spoiler|b1] Title\n> Words of it [@source-in-text]."),
            (
                "sources/@.yaml",
                "source-in-text: {title: Title MARK, publisher: MARK, url: 'https://example.com/MARK', quote: Quote MARK}\n",
            ),
        ],
    ),
    row(
        "query",
        &[text!(
            "query",
            "> [!spoiler|b1] Title\n>\n> ```query\n> type: hero\n> limit: 1\n> caption: Caption MARK\n> ```"
        )],
    ),
    row(
        "empty query",
        &[text!(
            "empty query",
            "> [!spoiler|b1] Title\n>\n> ```query\n> type: hero\n> title: Nobody\n> empty: Nobody is MARK\n> ```"
        )],
    ),
    row(
        "mention",
        &[text!("mention", "> [!spoiler|b1] Title\n> Here Page often named is MARK without a link.")],
    ),
    row(
        "footnote",
        &[text!(
            "footnote",
            "> [!spoiler|b1] Title\n> Words[^1] of it.\n\n[^1]: A much longer footnote than the first paragraph is, with MARK in it, [[Red MARK]] and more."
        )],
    ),
    row(
        "footnote in fold",
        &[text!("footnote in fold", "> [!spoiler|b1] Title\n> Words[^1] of it.\n>\n> [^1]: MARK in it.")],
    ),
    row(
        "footnote of footnote",
        &[text!(
            "footnote of footnote",
            "> [!spoiler|b1] Title\n> Words[^1] of it.\n\n[^1]: One[^2].\n\n[^2]: Two with MARK."
        )],
    ),
    both(
        "footnote of fold in footnote",
        &[text!(
            "footnote of fold in footnote",
            "> [!spoiler|b1] Title\n> Words[^1] of it.\n\n[^1]: One.\n\n    > [!spoiler|b2] Title\n    > Two[^2].\n\n[^2]: Three with MARK."
        )],
    ),
    row(
        "footnote that cites",
        &[
            text!(
                "footnote that cites",
                "> [!spoiler|b1] Title\n> Words[^1] of it.\n\n[^1]: As told [@footnote-that-cites]."
            ),
            ("sources/@.yaml", "footnote-that-cites: {title: Title MARK}\n"),
        ],
    ),
    row(
        "footnote that asks",
        &[text!(
            "footnote that asks",
            "> [!spoiler|b1] Title\n> Words[^1] of it.\n\n[^1]: As a list:\n\n    ```query\n    type: hero\n    limit: 1\n    caption: MARK\n    ```"
        )],
    ),
    row(
        "raw details",
        &[text!(
            "raw details",
            "<details class=\"spoiler\" data-scope=\"b1\" open><summary>Title MARK</summary>\n\nWords MARK of it.\n\n</details>"
        )],
    ),
    row(
        "raw details without summary",
        &[text!(
            "raw details without summary",
            "<details class=\"spoiler\" data-scope=\"b1\">\n\nWords MARK of it.\n\n</details>"
        )],
    ),
    row(
        "raw details in cell",
        &[text!(
            "raw details in cell",
            "| a | b |\n|---|---|\n| x | <details class=\"spoiler\" data-scope=\"b1\"><summary>t</summary>MARK</details> |"
        )],
    ),
    row(
        "raw division",
        &[text!(
            "raw division",
            "<div class=\"note Spoiler\" data-scope=\"b1\">\n\nWords MARK of it.\n\n</div>"
        )],
    ),
    row(
        "raw span",
        &[text!(
            "raw span",
            "Words <span class=\"spoiler\" data-scope=\"b1\">with *MARK* in</span> the middle."
        )],
    ),
    row(
        "raw span in cell",
        &[text!(
            "raw span in cell",
            "| a | b |\n|---|---|\n| x | <span class=\"spoiler\" data-scope=\"b1\">MARK</span> |"
        )],
    ),
    row(
        "raw list",
        &[text!("raw list", "<ul class=\"spoiler\" data-scope=\"b1\"><li>One MARK</li><li>Two</li></ul>")],
    ),
    unknown(
        "raw span without scope",
        &[text!("raw span without scope", "Words <b class=\"spoiler\">with MARK in</b> the middle.")],
    ),
    row("scope alone", &[text!("scope alone", "Words <i data-scope=\"b1\">with MARK in</i> the middle.")]),
    row(
        "embed of section",
        &[
            text!("embed of section", "> [!spoiler|b1] Title\n> ## Part of it\n> Words MARK of it."),
            ("embeds/@.md", "![[Page embed of section#Part of it]]\n"),
        ],
    ),
    row(
        "embed of marked section",
        &[
            text!("embed of marked section", "> [!spoiler|b1] Title\n> ## Part MARK {#part}\n> Words of it."),
            ("embeds/@.md", "![[Page embed of marked section#part]]\n"),
        ],
    ),
    row(
        "embed of block",
        &[
            text!("embed of block", "> [!spoiler|b1] Title\n> Words MARK of it. ^block"),
            ("embeds/@.md", "![[Page embed of block#^block]]\n"),
        ],
    ),
    both(
        "embed of block of two",
        &[
            text!(
                "embed of block of two",
                "> [!spoiler|b1] Title\n>\n> > [!spoiler|b2] Title\n> > - one MARK ^block"
            ),
            ("embeds/@.md", "![[Page embed of block of two#^block]]\n"),
        ],
    ),
    row(
        "embed of item",
        &[
            text!("embed of item", "- item\n\n  > [!spoiler|b1] Title\n  > Words MARK of it. ^block\n"),
            ("embeds/@.md", "![[Page embed of item#^block]]\n"),
        ],
    ),
    row(
        "embed of section around",
        &[
            text!(
                "embed of section around",
                "## Part\n\n> [!spoiler|b1] Title\n> Words MARK of it.\n> ## Inner part"
            ),
            ("embeds/@.md", "![[Page embed of section around#Part]]\n"),
        ],
    ),
    row(
        "embed of footnote",
        &[
            text!("embed of footnote", "> [!spoiler|b1] Title\n> Words[^1] of it.\n\n[^1]: MARK in it."),
            ("embeds/@.md", "![[Page embed of footnote#fn-1]]\n"),
        ],
    ),
    row_of_b2(
        "embed in fold",
        &[
            text!("embed in fold", "> [!spoiler|b2] Title\n> Words MARK of it."),
            ("embeds/@.md", "> [!spoiler|b1] Title\n>\n> ![[Page embed in fold]]\n"),
        ],
    ),
    row(
        "anchor",
        &[(
            "@.md",
            "---\ntitle: Page anchor\nanchors: {oldMARK: New part}\n---\n\nWords of everybody.\n\n> [!spoiler|b1] Title\n> ## New part\n> Words of it.\n",
        )],
    ),
    row(
        "claim in drawings",
        &[
            hero!(
                "claim in drawings",
                "claims:\n  - {property: end, value: MARK, means: 2024, by: MARK, note: MARK, spoiler: b1}\n  - {property: end, value: Open, means: 2025}"
            ),
            ("lists/@.md", "```query\ntype: claim\nsubject: Page claim in drawings\nview: chart\n```\n"),
            (
                "lists/@-2.md",
                "```query\ntype: claim\nsubject: Page claim in drawings\nview: bands\ngroup: value\n```\n",
            ),
            (
                "lists/@-3.md",
                "```query\ntype: claim\nsubject: Page claim in drawings\nview: matrix\nshow: [value, by]\n```\n",
            ),
        ],
    ),
    row(
        "claim in list",
        &[
            hero!(
                "claim in list",
                "claims: [{property: end, value: MARK, by: MARK, note: MARK, spoiler: b1}]"
            ),
            (
                "lists/@.md",
                "```query\ntype: claim\nsubject: Page claim in list\nview: table\nshow: [value, by, status, said, property]\n```\n",
            ),
        ],
    ),
];

/// Pages with a scope.
const PAGES: &[Row] = &[
    row(
        "text of page",
        &[secret!(
            "text of page",
            "",
            "A sentence with MARK for nobody else.\n\n## Heading MARK\n\nMore MARK."
        )],
    ),
    both(
        "fold on page",
        &[secret!("fold on page", "", "Words.\n\n> [!spoiler|b2] Title\n> With MARK in it.")],
    ),
    both("page of two", &[("@.md", "---\ntitle: Page of two\nspoiler: [b1, b2]\n---\nWords MARK of it.\n")]),
    unknown(
        "page of unknown scope",
        &[("@.md", "---\ntitle: Page of unknown scope\nspoiler: b7\n---\nWords MARK of it.\n")],
    ),
    unknown(
        "page of broken scope",
        &[("@.md", "---\ntitle: Page of broken scope\nspoiler: [b7]\n---\nWords MARK of it.\n")],
    ),
    row("description", &[secret!("description", "description: About MARK.", "Words.")]),
    row(
        "origin",
        &[secret!(
            "origin",
            "origin: {url: 'https://example.com/MARK', authors: [MARK], licence: MARK}",
            "Words."
        )],
    ),
    row("labelled origin", &[hero!("labelled origin", "origin: {authors: [MARK], spoiler: b1}")]),
    row("alias", &[secret!("alias", "aliases: [Also MARK]", "Words.")]),
    row("category", &[secret!("category", "categories: [Category MARK]", "Words.")]),
    row("tag", &[secret!("tag", "tags: MARK", "Words.")]),
    row("field on page", &[secret!("field on page", "fate: MARK\nsite: https://example.com/MARK", "Words.")]),
    both(
        "field of b2 on page",
        &[secret!("field of b2 on page", "fate: {value: MARK, spoiler: b2}", "Words.")],
    ),
    row(
        "record on page",
        &[secret!("record on page", "roles:\n  - {work: Page open, note: MARK}", "Words.")],
    ),
    row("row on page", &[secret!("row on page", "info: {Label MARK: Value MARK}", "Words.")]),
    row(
        "picture of page",
        &[secret!("picture of page", "image: {src: a.png, alt: MARK, caption: MARK}", "Words.")],
    ),
    row(
        "claim on page",
        &[secret!(
            "claim on page",
            "claims: [{property: end, value: MARK, by: MARK, note: MARK, said: 2001-02-03}]",
            "Words."
        )],
    ),
    row(
        "claim on page about another",
        &[secret!(
            "claim on page about another",
            "claims: [{subject: Page open, property: end, value: MARK}]",
            "Words."
        )],
    ),
    row(
        "link on page",
        &[secret!("link on page", "", "Words [[Page open|MARK]] and [[Page open]] with MARK, [[Red MARK]].")],
    ),
    row(
        "caption on page",
        &[secret!("caption on page", "query: {type: hero, limit: 1, caption: MARK}", "Words.")],
    ),
    row("footnote on page", &[secret!("footnote on page", "", "Words[^1].\n\n[^1]: MARK.")]),
    row(
        "sources of page",
        &[
            secret!("sources of page", "sources: [sources-of-page]", "Words."),
            ("sources/@.yaml", "sources-of-page: {title: Title MARK, note: MARK, reliability: MARK}\n"),
        ],
    ),
    row(
        "embedded page",
        &[
            secret!("embedded page", "", "Words MARK.\n\n## Part\n\nWords MARK. ^block"),
            (
                "embeds/@.md",
                "![[Page embedded page]]\n\n![[Page embedded page#Part]]\n\n![[Page embedded page#^block]]\n",
            ),
        ],
    ),
    row(
        "page in lists",
        &[
            secret!(
                "page in lists",
                "description: MARK\nfate: MARK\ndate: 2001-02-03\nimage: {src: a.png, alt: MARK}",
                "Words MARK."
            ),
            (
                "lists/@-1.md",
                "```query\ntype: hero\ntitle: Page page in lists\nview: table\nshow: [fate, description, date, category]\n```\n",
            ),
            ("lists/@-2.md", "```query\ntype: hero\ntitle: Page page in lists\nview: cards\n```\n"),
            ("lists/@-3.md", "```query\ntype: hero\ntitle: Page page in lists\nview: gallery\n```\n"),
            ("lists/@-4.md", "```query\ntype: hero\ntitle: Page page in lists\nview: timeline\n```\n"),
            ("lists/@-5.md", "```query\ntype: hero\ntitle: Page page in lists\nview: list\n```\n"),
            (
                "lists/@-6.md",
                "```query\ntype: hero\ntitle: Page page in lists\nview: matrix\nshow: [fate, fate]\n```\n",
            ),
            (
                "lists/@-7.md",
                "```query\ntype: hero\ntitle: Page page in lists\nview: bands\ngroup: fate\n```\n",
            ),
            (
                "lists/@-8.md",
                "```query\ntype: hero\ntitle: Page page in lists\nview: chart\nshow: [fate, date]\n```\n",
            ),
        ],
    ),
    row(
        "text of category",
        &[
            (
                "categories/Kind @.md",
                "---\nspoiler: b1\ndescription: MARK\ncategories: [Above MARK]\n---\nWords MARK.\n",
            ),
            ("@.md", "---\ntitle: Page text of category\ncategories: [Kind text-of-category]\n---\nWords.\n"),
        ],
    ),
    row(
        "text of section",
        &[
            (
                "part-@/index.md",
                "---\ntitle: Part text of section\nspoiler: b1\ndescription: MARK\n---\nWords MARK.\n",
            ),
            ("part-@/page.md", "---\ntitle: Page text of section\n---\nWords.\n"),
        ],
    ),
    row(
        "page of source",
        &[
            (
                "papers/@.md",
                "---\ntitle: Paper\nspoiler: b1\nauthor: MARK\nquote: MARK\ndescription: MARK\n---\nWords MARK.\n",
            ),
            ("@.md", "---\ntitle: Page page of source\n---\nWords [@page-of-source].\n"),
        ],
    ),
    row(
        "quote of source",
        &[
            (
                "papers/@.md",
                "---\ntitle: Paper with quote\nauthor: Somebody\nquote: {value: MARK, spoiler: b1}\n---\nWords.\n",
            ),
            ("@.md", "---\ntitle: Page quote of source\n---\nWords [@quote-of-source].\n"),
        ],
    ),
    row(
        "event",
        &[(
            "events/@.md",
            "---\ntitle: Event\nspoiler: b1\ndate: 1999-03-12\nstatus: denied\ndescription: MARK\n---\nWords MARK.\n",
        )],
    ),
    row(
        "one of several names",
        &[
            ("names/@ (a).md", "---\ntitle: Several (a)\nspoiler: b1\ndescription: MARK\n---\nWords MARK.\n"),
            ("names/@ (b).md", "---\ntitle: Several (b)\n---\nWords.\n"),
        ],
    ),
];

fn rows() -> impl Iterator<Item = &'static Row> + Clone {
    [VALUES, CLAIMS, TEXTS, PAGES, components::COMPONENTS].into_iter().flatten()
}

/// The wiki with all markers, built once.
fn wiki() -> &'static (Run, BTreeMap<String, &'static Row>) {
    static WIKI: OnceLock<(Run, BTreeMap<String, &Row>)> = OnceLock::new();
    WIKI.get_or_init(|| planted::plant(rows()))
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
fn spoilers_are_only_in_folds_that_name_their_scopes() {
    planted::assert_hidden(wiki());
}

#[test]
fn folded_text_is_published() {
    planted::assert_published(wiki());
}

#[test]
fn every_page_with_folds_is_sound() {
    planted::assert_sound(wiki());
}

/// A small wiki with these files.
fn small(files: &[(&str, &str)]) -> Run {
    let wiki = files.iter().fold(Wiki::new().settings(SETTINGS), |wiki, (path, text)| {
        wiki.file(&format!("content/{path}"), text)
    });
    let run = wiki.build();
    assert!(!run.site.is_empty(), "{run}");
    run
}

/// Words that occur in a file outside the folds of a scope.
fn open_words<'w>(site: &Site, path: &str, words: &[&'w str]) -> Vec<&'w str> {
    let open = pieces(path, site.bytes(path)).into_iter().filter(|(around, _)| !around.contains("b1"));
    let open: String = open.map(|(_, piece)| piece).collect();
    words.iter().copied().filter(|word| open.contains(word)).collect()
}

#[test]
fn labels_hold_at_both_ends_of_a_relation() {
    let run = small(&[
        (
            "heroes/carl.md",
            "---\ntitle: Carl\nfriend: {value: Dora, spoiler: b1}\nfollows: {value: Dora, spoiler: b1}\n---\nWords.\n",
        ),
        ("heroes/dora.md", "---\ntitle: Dora\n---\nWords.\n"),
        ("heroes/emil.md", "---\ntitle: Emil\nspoiler: b1\nfriend: Dora\n---\nWords about [[Dora]].\n"),
    ]);
    run.site.is_sound();
    for path in ["heroes/dora/index.html", "heroes/carl/index.html", "api/heroes/dora.json"] {
        assert_eq!(open_words(&run.site, path, &["emil", "Previous", "Next"]), Vec::<&str>::new(), "{path}");
    }
    for path in ["heroes/dora/index.html", "api/heroes/dora.json"] {
        assert_eq!(open_words(&run.site, path, &["carl", "Carl", "Emil"]), Vec::<&str>::new(), "{path}");
    }
    assert_eq!(open_words(&run.site, "heroes/carl/index.html", &["Dora"]), Vec::<&str>::new());
    let dora = run.html("heroes/dora/index.html");
    dora.find(".infobox details[data-scope=b1]").says("Carl");
    dora.find(".backlinks details[data-scope=b1]").says("Emil");
    let json = run.site.json("api/heroes/dora.json");
    assert_eq!(json["backlinks"], serde_json::json!({ "total": 0, "pages": [] }));
    assert_eq!(run.site.json("api/heroes/carl.json")["links"], serde_json::json!([]));
}

#[test]
fn an_open_link_counts_whatever_else_links_there_in_a_spoiler() {
    let run = small(&[
        (
            "a.md",
            "---\ntitle: First\n---\n> [!spoiler|b1] Title\n> To [[Second]].\n\nAnd to [[Second]] openly.\n",
        ),
        ("b.md", "---\ntitle: Second\n---\nWords.\n"),
    ]);
    run.is_clean();
    let backlinks = run.html("b/index.html");
    assert!(backlinks.all(".backlinks details").is_empty());
    backlinks.find(".backlinks li").says("And to");
}

#[test]
fn labelled_parts_of_an_event_are_folded_on_the_timeline_and_absent_from_filters_and_feeds() {
    let run = small(&[
        ("a.md", "---\ntitle: Ada\n---\nWords.\n"),
        ("b.md", "---\ntitle: Bob\n---\nWords.\n"),
        (
            "events/one.md",
            "---\ntitle: One\ndate: 2001-02-03\nstatus: {value: denied, spoiler: b1}\npeople: [{value: Ada, spoiler: b1}]\nworks: [Bob]\n---\nWords.\n",
        ),
        (
            "events/two.md",
            "---\ntitle: Two\ndate: {value: 1987-06-05, spoiler: b1}\nstatus: reported\n---\nWords.\n",
        ),
        (
            "events/three.md",
            "---\ntitle: Three\ndate: 2003-04-05\nspoiler: b1\nstatus: denied\npeople: [Ada]\nsupersedes: [One]\n---\nWords.\n",
        ),
        (
            "events/four.md",
            "---\ntitle: Four\ndate: 2004-05-06\nsupersedes: [{value: One, spoiler: b1}]\n---\nWords.\n",
        ),
    ]);
    run.site.is_sound();
    let history = run.html("history/index.html");
    for (path, words) in [
        ("history/index.html", &["1987", "2003", "enial", "Ada", "Superseded by", "Supersedes"][..]),
        ("history/feed.xml", &["1987", "2003", "Two", "Three"]),
        ("events/three/index.html", &["2003", "enial", "Ada"]),
        ("events/one/index.html", &["enial", "Ada", "Three", "2003"]),
    ] {
        assert_eq!(open_words(&run.site, path, words), Vec::<&str>::new(), "{path}");
    }
    for date in ["1987", "2003", "Denial", "Ada", "Superseded by"] {
        assert!(history.all("details.spoiler").iter().any(|fold| fold.text().contains(date)), "{date}");
    }
    assert!(
        !run.site.has("history/person/a/index.html") && !run.site.has("history/status/denied/index.html")
    );
    assert!(run.site.has("history/work/b/index.html"));
    // `Two` alone is reported openly; `Ada` takes part in no event openly.
    run.html("history/status/reported/index.html").count(".folded", 0);
    assert!(run.html("events/one/index.html").all("[rel=prev]").is_empty());
    assert_eq!(run.html("events/four/index.html").find("[rel=prev]").attribute("href"), Some("/events/one/"));
}

#[test]
fn a_query_is_no_oracle_but_for_those_who_know() {
    let asks = "```query\ntype: hero\nfate: doomed\nempty: Nobody at all\n```\n";
    let sorts = "```query\ntype: hero\nsort: height\n```\n";
    let folded = format!(
        "> [!spoiler|b1] Title\n{}",
        asks.lines().map(|line| format!("> {line}\n")).collect::<String>()
    );
    let run = small(&[
        (
            "heroes/carl.md",
            "---\ntitle: Carl\nfate: {value: doomed, spoiler: b1}\nheight: {value: 1, spoiler: b1}\n---\nWords.\n",
        ),
        ("heroes/adam.md", "---\ntitle: Adam\nheight: 2\n---\nWords.\n"),
        ("heroes/berta.md", "---\ntitle: Berta\nheight: 3\nspoiler: b2\n---\nWords.\n"),
        ("asks.md", asks),
        ("sorts.md", sorts),
        ("folded.md", &folded),
    ]);
    let asks = run.html("asks/index.html");
    asks.all(".spoiler-states .query").last().unwrap().says("Nobody at all").omits("Carl");
    asks.count(".spoiler-states .spoiler", 1).find(".spoiler .query").says("Carl").omits("Nobody at all");
    assert_eq!(asks.find(".spoiler-states .spoiler").attribute("data-scope"), Some("b1"));
    run.html("folded/index.html").count(".spoiler-states", 0).find(".query").says("Carl");
    let sorts = run.html("sorts/index.html");
    let order: Vec<String> = sorts.all(".query a").iter().map(|link| link.text()).collect();
    // For readers of the first book, then for everybody.
    assert_eq!(order, ["Carl", "Adam", "Berta", "Adam", "Berta", "Carl"]);
}

#[test]
fn a_page_of_a_scope_says_so_and_folds_its_text() {
    let page = "---\ntitle: Secret\nspoiler: [b1, b2]\ndescription: About it.\n---\nWords of it.\n\n## Part of it\n\nMore.\n";
    let run = small(&[("secret.md", page), ("other.md", "---\ntitle: Other\n---\nTo [[Secret]].\n")]);
    run.is_clean();
    run.site.is_sound();
    let page = run.html("secret/index.html");
    page.find(".spoiler-notice").says("Book 1 + Book 2");
    let fold = page.find(".content details.spoiler");
    assert_eq!(fold.attribute("data-scope"), Some("b1 b2"));
    assert_eq!(fold.attribute("open"), None);
    fold.find("summary").says("Book 1 + Book 2");
    fold.says("About it.").says("Words of it.");
    page.find("h1").says("Secret");
    assert!(page.all(".toc a[href='#part-of-it']").is_empty());
    assert!(page.all("meta[name=description]").is_empty());
    let json = run.site.json("api/secret.json");
    assert_eq!(json["scopes"], serde_json::json!(["b1", "b2"]));
    assert_eq!((&json["description"], &json["excerpt"]), (&Value::from(""), &Value::from("")));
}

#[test]
fn the_summary_of_a_fold_names_the_scope_and_what_its_author_says() {
    let run = small(&[(
        "page.md",
        "> [!spoiler|b1] What *happens*\n> One.\n\n> [!spoiler|b1]\n> Two.\n\n> [!spoiler] Title\n> Three.\n\n<details class=\"spoiler\" data-scope=\"b2\"><summary>Raw</summary>\n\nFour.\n\n</details>\n",
    )]);
    let page = run.html("page/index.html");
    let summaries: Vec<String> = page.all("summary").iter().map(|summary| summary.text()).collect();
    assert_eq!(
        summaries[summaries.len() - 4..],
        ["Book 1 · What happens", "Book 1", "Title", "Book 2 · Raw"]
    );
}

#[test]
fn a_mistyped_spoiler_is_reported_and_folded_alike() {
    let run = small(&[(
        "page.md",
        "> [!spoilers] End\n> Words.\n\n> [!spoiler-b1] End\n> Words.\n\n> [!note] End\n> Words.\n",
    )]);
    run.reports(&[
        ("unknown-spoiler", "content/page.md", 1, 3),
        ("unknown-spoiler", "content/page.md", 4, 3),
    ]);
    run.diagnostic("unknown-spoiler", "content/page.md", 4, 3).says("write `[!spoiler|b1]`");
    assert_eq!(run.html("page/index.html").all("details.spoiler").len(), 2);
}

#[test]
fn knowing_a_book_implies_the_books_before_it() {
    let settings = SETTINGS.replace(
        "[spoilers]\n",
        "[spoilers]\nseries = [\"b1\", \"b2\", \"b3\"]\nseason = { label = \"Season\", after = [\"b1\"], parts = [\"e1\", \"e2\"] }\n",
    );
    let hero = "---\ntitle: Carl\nfate: {value: [{value: drowns, spoiler: b1}], spoiler: b3}\nheight: {value: 6, spoiler: [e2, b1]}\n---\nWords.\n";
    let asks = "> [!spoiler|b3] Title\n> ```query\n> type: hero\n> fate: drowns\n> view: table\n> show: [fate]\n> ```\n";
    let run = Wiki::new()
        .settings(&settings)
        .file("content/heroes/carl.md", hero)
        .file("content/asks.md", asks)
        .build();
    run.is_clean();
    let carl = run.html("heroes/carl/index.html");
    carl.find("details[data-scope=b3]").says("drowns").find("summary").says("Spoiler: B3");
    carl.find("details[data-scope=e2]").says("6");
    let asks = run.html("asks/index.html");
    asks.find(".query").says("drowns");
    assert!(asks.all(".query details").is_empty(), "what the fold around it tells is told openly");
}

#[test]
fn raw_html_that_cannot_be_folded_is_an_error() {
    for text in [
        "## A <span class=\"spoiler\">heading</span>\n",
        "Words **with <span class=\"spoiler\">marks</span> around**.\n",
        "[a <b data-scope=\"b1\">link</b>](https://example.com)\n",
    ] {
        let run = Wiki::new().settings(SETTINGS).file("content/page.md", text).build();
        assert_eq!(run.coded("open-spoiler").len(), 1, "{text}: {run}");
        assert!(run.site.is_empty(), "{text}");
    }
}

#[test]
fn a_category_exists_openly_only_with_open_members() {
    let run = small(&[
        ("a.md", "---\ntitle: Ada\ncategories: [Dead, Shared]\nspoiler: b1\n---\nWords.\n"),
        ("b.md", "---\ntitle: Bob\ncategories: [Shared]\n---\nWords.\n"),
    ]);
    run.site.is_sound();
    assert!(!run.site.has("categories/dead/index.html"));
    assert_eq!(open_words(&run.site, "categories/index.html", &["Dead"]), Vec::<&str>::new());
    assert_eq!(open_words(&run.site, "categories/shared/index.html", &["Ada", "Bob"]), ["Bob"]);
    run.html("categories/shared/index.html").find(".folded details[data-scope=b1]").says("Ada");
}

#[test]
fn the_scan_finds_a_marker_that_nothing_labels() {
    let marked = "---\ntitle: Open\ndate: 2001-02-03\naliases: [Also zqopenxq]\nimage: {src: heroes/a.png, alt: zqopenxq}\n---\nWords zqopenxq.\n\n> [!spoiler|b2] Title\n> Words zqopenxq.\n";
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/heroes/a.png", png(30, 20))
        .file("content/open.md", marked)
        .build();
    let row = row("open", &[]);
    let found = leaks(&run.site, &BTreeMap::from([(marker("open"), &row)]));
    for place in [
        "open/index.html, {}",
        "open/index.html, {\"b2\"}",
        "api/open.json",
        "feed.xml",
        "search/names",
        "search/terms",
    ] {
        assert!(found.iter().any(|leak| leak.contains(place)), "{place}: {found:#?}");
    }
}

#[test]
fn rendering_has_no_way_around_labels() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/render");
    let files = std::fs::read_dir(folder).expect("the folder is there").filter_map(Result::ok);
    // A fingerprint reveals nothing.
    for file in files.filter(|file| file.file_name() != "sight.rs") {
        let text = std::fs::read_to_string(file.path()).expect("a text");
        assert!(!text.contains("ShowsNothing"), "{}", file.path().display());
    }
}
