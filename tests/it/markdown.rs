//! Markdown syntax that other programs interpret differently, and syntax of those programs.

use crate::harness::{Wiki, body, faulty, page, png};

#[test]
fn a_line_that_begins_with_a_colon_is_text_unless_a_blank_follows() {
    for text in [
        "The crew cheered\n:) and went.",
        "Text.\n\n:warning: Text.",
        "Text.\n\n:::note\nBox.\n:::",
        "> a\n> :b",
        "- a\n  :b",
    ] {
        let html = body(text);
        assert!(!html.contains("<dl>") && html.contains(':'), "{text}: {html}");
    }
    assert!(body("Term\n: Meaning").contains("<dd>"));
    assert_eq!(body("```\nx\n:y\n$5/$10 ^[z]\n```").matches(":y\n$5/$10 ^[z]").count(), 1);
    let html = body("`a\n:b` [x](<https://a.example/?$5-$6>)\n\n> [!note] For $5-$10 :)\n> :::x");
    for text in ["<code>a :b</code>", "?$5-$6\"", "For $5-$10 :)", ":::x"] {
        assert!(html.contains(text), "{text}: {html}");
    }
}

#[test]
fn prices_stay_prices() {
    let html =
        body("Tickets are $20-$30, US$5/$10, $1,000–$2,000, “$40”/“$50”, ($3)/($4).\n\n$x$ and $n$th.");
    assert_eq!(html.matches("<math").count(), 2, "{html}");
    for price in ["$20-$30", "US$5/$10", "$1,000–$2,000", "“$40”/“$50”", "($3)/($4)"] {
        assert!(html.contains(price), "{price}: {html}");
    }
}

#[test]
fn pictures_have_a_size_in_both_spellings() {
    let text = "![The quay|300](quay.png) ![300](quay.png) ![The quay|300x200](quay.png) ![The quay|120](https://a.example/q.png) ![a|b](quay.png)";
    let run = Wiki::new().file("content/quay.png", png(600, 300)).file("content/page.md", text).build();
    run.succeeds();
    let html = run.html("page/index.html").content().inner().to_owned();
    for expected in [
        "alt=\"The quay\" width=\"300\" height=\"150\"",
        "alt=\"\" width=\"300\" height=\"150\"",
        "alt=\"The quay\" width=\"300\" height=\"200\"",
        "alt=\"The quay\" width=\"120\"",
        "alt=\"a|b\"",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
}

#[test]
fn footnotes_stand_in_a_sentence() {
    let text = "The bridge was closed.^[For repairs, until [spring].] Two ran.^[[[page|The ferry]] and a *relief* boat.]\n\n\
        Last[^1].\n\n[^1]: A note.^[Inside.]\n\n- Item^[Of a <b>list]</b>\n\n## Heading^[x]";
    let page = page(text);
    let html = page.content().inner();
    assert_eq!(html.matches("class=\"footnote-ref\"").count(), 5, "{html}");
    assert_eq!(html.matches("class=\"footnote-back\"").count(), 5, "{html}");
    for expected in ["For repairs, until [spring].", "The ferry</a> and a <em>relief</em> boat."] {
        assert!(
            html.split("class=\"footnotes\"").nth(1).is_some_and(|notes| notes.contains(expected)),
            "{html}"
        );
    }
    let html = body("A ^[that nothing closes\n\nand x^2 [b] ^[c]");
    assert_eq!(html.matches("class=\"footnote-ref\"").count(), 1, "{html}");
}

#[test]
fn footnotes_have_letters_beside_citations() {
    let marks = |text: &str, front: &str| {
        let run = Wiki::new()
            .settings("")
            .file("content/sources/books.yaml", "book:\n  title: A book\n")
            .file("content/a.md", format!("---\ntitle: A\n{front}---\n{text}\n"))
            .build();
        run.succeeds();
        let page = run.html("a/index.html");
        let list = page.find(".footnotes ol").attribute("type").unwrap_or("1").to_owned();
        let found: Vec<String> = page.all(".content sup a").iter().map(|mark| mark.text()).collect();
        (found.join(" "), list)
    };
    let notes = "Closed.[^n] Open.^[Again.] Both[^n].";
    let definition = "\n\n[^n]: For repairs.";
    assert_eq!(marks(&format!("{notes}{definition}"), ""), ("[1] [2] [1]".into(), "1".into()));
    assert_eq!(
        marks(&format!("{notes} Read.[@book]{definition}"), ""),
        ("[a] [b] [a] [1]".into(), "a".into())
    );
    assert_eq!(
        marks(&format!("{notes}{definition}"), "sources: [book]\n"),
        ("[a] [b] [a]".into(), "a".into())
    );
}

#[test]
fn escaped_block_ids_are_text() {
    for escaped in ["\\^a", "&#94;a", "&Hat;a"] {
        for (markdown, selector) in [
            (format!("Text {escaped}"), "p"),
            (format!("```\ncode\n```\n\n{escaped}"), "p"),
            (format!("- item {escaped}"), "li"),
            (format!("- loose {escaped}\n\n- other"), "li"),
            (format!("## Heading {escaped}"), "h2"),
            (format!("| A |\n| - |\n| cell {escaped} |"), "td"),
            (format!("| A |\n| - |\n| {escaped} |"), "td"),
            (format!("> [!note] Title\n> box {escaped}"), ".callout"),
            (format!("> quote {escaped}"), "blockquote p"),
            (format!("Term\n: meaning {escaped}"), "dd"),
            (format!("Note.^[a note {escaped}]"), ".footnotes li"),
        ] {
            let page = page(&markdown);
            let html = page.content().inner();
            assert!(page.content().find(selector).text().contains("^a"), "{markdown}: {html}");
            assert!(!html.contains("id=\"a\"") && !html.contains("block-anchor"), "{markdown}: {html}");
        }
    }
    let html = body("Not \\^a but ^b");
    assert!(html.contains("Not ^a but<span class=\"block-anchor\" id=\"b\">"), "{html}");
    assert!(body("Even \\\\ ^b").contains("id=\"b\""));
}

#[test]
fn tasks_have_boxes_of_any_sign() {
    let html = body(
        "- [-] dropped\n- [?] asked\n- [ ] to do\n- [x] done\n- [>] *moved*\n\n- [1] a source\n\n1. [/] half",
    );
    assert_eq!(html.matches("type=\"checkbox\"").count(), 6, "{html}");
    assert!(
        html.contains("[1] a source") && html.contains("<em>moved</em>") && !html.contains("[-]"),
        "{html}"
    );
}

#[test]
fn embeds_in_a_row_keep_their_levels() {
    let wiki = Wiki::new()
        .file("content/Ada.md", "## Life\n\nAda.\n\n### Youth\n")
        .file("content/Ben.md", "## Life\n\nBen.\n");
    let run = wiki
        .file(
            "content/page.md",
            "## Leads\n\n![[Ada]]\n\n![[Ben#Life]]\n\n![[Ada#Life]]\n\n### Others\n\n![[Ben]]\n",
        )
        .build();
    run.succeeds();
    let html = run.html("page/index.html").content().inner().to_owned();
    let levels: String = html
        .split("<h")
        .skip(1)
        .filter_map(|rest| rest.chars().next())
        .filter(char::is_ascii_digit)
        .collect();
    assert_eq!(levels, "23433434", "{html}");
}

#[test]
fn a_thematic_break_at_the_top_is_not_front_matter() {
    for text in ["---\n\nThe first text: this.\n\n---\n\nSecond text.", "---\n\n# Heading\n\n---\nText."] {
        let html = body(text);
        assert!(html.contains("<hr>") && html.contains("ext."), "{html}");
    }
    assert_eq!(page("---\n\ntitle: Read\n---\nText.").content().inner().matches("title").count(), 0);
    let run = faulty("---\njust a text\n---\nmore text\n");
    run.is_refused().diagnostic("front-matter", "content/page.md", 2, 1);
}

#[test]
fn front_matter_of_other_programs_is_reported() {
    faulty("+++\ntitle = \"Hugo\"\n+++\nText.\n").is_refused().diagnostic(
        "front-matter",
        "content/page.md",
        1,
        1,
    );
    faulty("\n---\ntitle: Late\n---\nText.\n").is_refused().diagnostic(
        "front-matter",
        "content/page.md",
        2,
        1,
    );
    faulty("Text\n\n---\n\nmore: text\n\n---\n").is_clean();
}

#[test]
fn endings_of_pages_have_any_letter_case() {
    let wiki = Wiki::new().file("content/Heat.MD", "Text.").file("content/page.md", "[[Heat]]");
    let run = wiki.build();
    run.is_clean();
    assert!(run.html("page/index.html").content().inner().contains("href=\"/heat/\""));
}

#[test]
fn pictures_of_mediawiki_are_reported_with_the_embed_to_write() {
    let run = faulty(
        "[[File:quay.jpg|thumb|The quay of [[Port]]]]\n\n[[Datei:quay.jpg|mini|rechts|200px|Der Kai]]\n",
    );
    run.diagnostic("foreign-syntax", "content/page.md", 1, 1).says("write `!` before it");
    run.diagnostic("foreign-syntax", "content/page.md", 3, 1)
        .says("`![[quay.jpg|thumb|right|200px|Der Kai]]`");
    assert!(faulty("[[Port]] [[a [[b]]\n").coded("foreign-syntax").is_empty());
}

#[test]
fn marks_of_other_programs_are_reported_once_a_file() {
    let text = "## Heading {.wide}\n\n{{Infobox|name=x}} and {{Navbox}}\n\n{{< youtube x >}}\n\n'''bold''' '''bold'''\n\n== Life ==\n\n`{{code}}` ==marked==\n";
    let run = faulty(text);
    run.succeeds().reports(&[
        ("foreign-syntax", "content/page.md", 1, 1),
        ("foreign-syntax", "content/page.md", 3, 1),
        ("foreign-syntax", "content/page.md", 5, 1),
        ("foreign-syntax", "content/page.md", 7, 1),
        ("foreign-syntax", "content/page.md", 9, 1),
    ]);
    let html = run.html("page/index.html").content().inner().to_owned();
    assert!(html.contains("<mark>marked</mark>") && !html.contains("{.wide}"), "{html}");
    faulty("`{{code}}`\n\n```\n== a ==\n'''x'''\n```\n\n==a== and 5'6'' \\{{x}} $\\{{x}\\}$\n").is_clean();
}

#[test]
fn unpublished_files_are_left_out() {
    let wiki = Wiki::new()
        .file("content/index.md", "Home.")
        .file("content/secret.md", "---\npublish: false\n---\nPLAN")
        .file("content/_unfinished.md", "PLAN")
        .file("content/_private/notes.md", "PLAN")
        .file("content/_private/map.png", png(3, 3))
        .file("content/files/_cover.png", png(3, 3))
        .flag("--drafts");
    let run = wiki.build();
    run.is_clean();
    let site = wiki.published();
    assert!(
        site.paths().iter().all(|path| !path.contains("secret")
            && !path.contains("unfinished")
            && !path.contains("private"))
    );
    assert!(site.has("files/_cover.png"), "{:?}", site.paths());
    wiki.write("content/index.md", "Home. [[Secret]]");
    wiki.build().reports(&[("red-link", "content/index.md", 1, 7)]);
}

#[test]
fn tags_in_texts_are_categories_where_the_settings_ask_for_it() {
    let text = "---\ntags: [Pirates, pirates]\n---\nA tale of #pirates, (#place/harbour). #1984, \\#no, `#code`, a#b, [#x](https://a.example/).\n\n#café\n";
    let wiki = Wiki::new().settings("[content]\ninline_tags = true\n").file("content/page.md", text);
    let run = wiki.build();
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.href("#pirates"), "/categories/pirates/");
    assert_eq!(page.href("#place/harbour"), "/categories/place-harbour/");
    let site = wiki.published();
    let made: Vec<&str> = site
        .paths()
        .into_iter()
        .filter(|path| path.starts_with("categories/") && path.ends_with("index.html"))
        .collect();
    assert_eq!(
        made,
        [
            "categories/café/index.html",
            "categories/index.html",
            "categories/pirates/index.html",
            "categories/place-harbour/index.html"
        ]
    );
    assert_eq!(
        site.html("categories/pirates/index.html").find(".text").inner().matches("href=\"/page/\"").count(),
        1
    );
    let run = Wiki::new().file("content/page.md", "A #pirate.").build();
    assert!(!run.html("page/index.html").content().inner().contains("<a"));
}

#[test]
fn an_unknown_key_is_reported_once_with_its_number() {
    let wiki = Wiki::new()
        .file("content/a.md", "---\ncssclasses: x\n---\n")
        .file("content/b.md", "---\ncssclasses: y\n---\n");
    let run = wiki.build();
    assert_eq!(run.is_refused().coded("unknown-key").len(), 1);
    run.diagnostic("unknown-key", "content/a.md", 2, 1).names("content/b.md");
}

#[test]
fn ids_of_headings_stand_anywhere_in_their_braces() {
    for (mark, id) in
        [("{#end}", "end"), ("{.wide #end}", "end"), ("{#end .wide}", "end"), ("{.a .b #end .c}", "end")]
    {
        let run = Wiki::new().file("content/a.md", format!("## The end {mark}\n\n[[#{id}]]\n")).build();
        run.is_clean();
        assert_eq!(run.html("a/index.html").find("h2").get("id"), id, "{mark}");
    }
    for text in ["a {b=c}", "a {b}", "a {#}", "{}"] {
        let run = Wiki::new().file("content/a.md", format!("text\n\n## {text}\n")).build();
        run.is_clean();
        assert_eq!(run.html("a/index.html").find("h2").text(), text);
    }
}
