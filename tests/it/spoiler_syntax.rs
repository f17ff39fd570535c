//! How labels of texts are written: forms that have to fold, and slips that have to be reported.

use crate::harness::planted::SETTINGS;
use crate::harness::{Run, Wiki, png};

/// A build of a wiki of one page.
fn page(text: &str) -> Run {
    Wiki::new().settings(SETTINGS).file("content/page.md", text).build()
}

/// The text of the page outside of its folds.
fn open_text(run: &Run) -> String {
    let page = run.html("page/index.html");
    let whole = page.find(".content").text();
    page.all(".content .spoiler").iter().fold(whole, |text, fold| text.replace(&fold.text(), ""))
}

#[test]
fn a_line_without_a_mark_continues_the_callout() {
    for (text, fold) in [
        ("> [!spoiler|b1] The end\nSecret dies.\n\nOpen.\n", "details.spoiler[data-scope=b1]"),
        ("> [!note] The end\nSecret dies.\n\nOpen.\n", ".callout-note"),
        ("> [!note]- The end\nSecret dies.\nAnd more.\n\nOpen.\n", "details.callout-note"),
        ("> [!tab] The end\nSecret dies.\n\nOpen.\n", ".tab"),
        ("> > [!spoiler|b1] The end\n> Secret dies.\n\nOpen.\n", "details.spoiler"),
        ("- > [!spoiler|b1] The end\n  Secret dies.\n\nOpen.\n", "details.spoiler"),
        ("> [!spoiler|b1]\r\nSecret dies.\r\n\r\nOpen.\r\n", "details.spoiler"),
    ] {
        let run = page(text);
        run.is_clean();
        let html = run.html("page/index.html");
        let content = html.find(".content");
        content.find(fold).says("Secret dies.");
        content.says("Open.");
        assert!(!content.find(fold).text().contains("Open."), "{text}");
        assert!(!run.site.text("page/index.html").contains('\u{11}'), "{text}");
    }
    let run = page("> [!spoiler|b1] The end\n> x\n\nOpen.\n\n> [!note] T\n> # Head\n");
    assert!(!run.html("page/index.html").find("details.spoiler").text().contains("Open."));
}

#[test]
fn the_first_paragraph_of_a_callout_can_have_a_label() {
    for text in [
        "> [!note]\n> Words. {spoiler=b1}\n",
        "> [!note] Title\n> Words. {spoiler=b1}\n",
        "> [!note] Title\nWords. {spoiler=b1}\n",
        "> [!tab] Title\n> Words. {spoiler=b1}\n",
        "> [!spoiler|b2] Title\n> Words. {spoiler=b1}\n",
        "```quote\ntext: |\n  > [!note]\n  > Words. {spoiler=b1}\n```\n",
    ] {
        let run = page(text);
        run.is_clean();
        let html = run.html("page/index.html");
        html.find(".content details[data-scope=b1]").says("Words.");
    }
    let run = page("> [!note] One {spoiler=b1}\n> Two. {spoiler=b1}\n");
    run.reports(&[("open-spoiler", "content/page.md", 1, 15)]);
}

#[test]
fn spoilers_in_a_sentence_can_touch() {
    for text in [
        "He ||b1: wins||||b1: Secret|| here.\n",
        "He ||wins||||Secret||||b1: more|| here.\n",
        "| a |\n|---|\n| He \\|\\|b1: wins\\|\\|\\|\\|b1: Secret\\|\\| here. |\n",
    ] {
        let run = page(text);
        run.is_clean();
        let open = open_text(&run);
        assert!(!open.contains("Secret") && !open.contains('|') && open.contains("here."), "{text}: {open}");
    }
}

#[test]
fn labels_in_nested_components_may_have_any_letters() {
    let text = "````quote\ntext: |\n  ```quote\n  text: |\n    Term\n    : Слово {spoiler=книга-1}\n\n    Слово {spoiler=книга-2}\n    : Слово\n  ```\n````\n";
    let settings = "[spoilers]\n\"книга-1\" = \"K\"\n[components.quote]\n";
    let run = Wiki::new().settings(settings).file("content/page.md", text).build();
    let faults = run.succeeds().coded("unknown-spoiler");
    assert_eq!((faults.len(), faults[0].start.0), (1, 8), "{run}");
    run.html("page/index.html").find("dd details").says("Слово");
}

#[test]
fn bars_that_hide_nothing_are_errors_if_a_scope_follows() {
    for (text, column) in [
        ("He learns || b1: Secret || today.", 11),
        ("He learns || b1: Secret|| today.", 11),
        ("He learns || b1 Secret || today.", 11),
        ("He learns|| B1: Secret || today.", 10),
        ("He learns |||b1: Secret|| today.", 11),
        ("He learns ||||b1: Secret|| today.", 13),
        ("He learns || b1：Secret || today.", 11),
        ("||b1: outer ||b1: inner|| Secret|| end.", 13),
        ("||b1: outer ||inner|| Secret|| end.", 13),
        ("||b1: outer||b1: Secret|| end.", 12),
        ("| a | b |\n|---|---|\n| x \\|\\| b1: Secret \\|\\| | y |", 5),
        ("| a | b | c | d |\n|---|---|---|---|\n| x ||b1: Secret|| y |", 5),
        ("| a ||b1: Secret|| b |\n|---|---|---|---|---|\n| x | y |", 5),
    ] {
        let run = page(&format!("{text}\n"));
        let faults = run.coded("open-spoiler");
        assert_eq!(faults.iter().map(|fault| fault.start.1).collect::<Vec<_>>(), [column], "{text}: {run}");
        assert!(run.site.is_empty(), "{text}");
    }
}

#[test]
fn bars_without_a_scope_and_escaped_ones_are_text() {
    let run = page(
        "If a || b and c || d: `|| b1: x ||`, \\|| b1: x.\n\n| a | b | c |\n|---|---|---|\n| x || b1: y |\n| x ||y: z| z |\n\n||He|| says: ||she|| too.\n",
    );
    run.is_clean();
}

#[test]
fn slips_in_the_scope_of_hidden_words_are_reported() {
    for (text, column, remedy) in [
        ("He ||B1: dies||.", 6, "did you mean `b1`?"),
        ("He ||b1 dies||.", 6, "write `||b1: …||`"),
        ("He ||B1 dies||.", 6, "write `||b1: …||`"),
        ("He ||b1：dies||.", 8, "write `||b1: …||`"),
    ] {
        let run = page(&format!("{text}\n"));
        run.succeeds().reports(&[("unknown-spoiler", "content/page.md", 1, column)]);
        run.diagnostic("unknown-spoiler", "content/page.md", 1, column).says(remedy);
        assert!(!open_text(&run).contains("dies"), "{text}");
    }
}

#[test]
fn mistyped_callouts_and_labels_fold_and_are_reported() {
    for (text, column, remedy) in [
        ("> [!b1] How it ends\n> Secret.", 3, "write `[!spoiler|b1]`"),
        ("> [!B1]\n> Secret.", 3, "write `[!spoiler|b1]`"),
        ("> [spoiler|b1] T\n> Secret.", 3, "write `[!spoiler|b1]`"),
        ("> [Spoiler] T\n> Secret.", 3, "write `[!spoiler]`"),
        ("Secret. {scope=b1}", 9, "did you mean `{spoiler=b1}`?"),
        ("Secret. {data-scope=b1}", 9, "did you mean `{spoiler=b1}`?"),
    ] {
        let run = page(&format!("{text}\n"));
        run.succeeds().reports(&[("unknown-spoiler", "content/page.md", 1, column)]);
        run.diagnostic("unknown-spoiler", "content/page.md", 1, column).says(remedy);
        assert!(!open_text(&run).contains("Secret"), "{text}");
    }
}

#[test]
fn callouts_that_hide_nothing_are_errors() {
    for (text, line, column) in [
        ("> Before\n> [!spoiler|b1] T\n> Secret.", 2, 3),
        ("> Before\n> [!b1] T\n> Secret.", 2, 3),
        ("Before\n[!spoiler|b1] T\nSecret.", 2, 1),
        ("[spoiler|b1] T\nSecret.", 1, 1),
        ("- [!spoilers] T\n  Secret.", 1, 3),
        ("> [!spoiler|b1] T\n\n> Secret.", 1, 3),
        ("> [!spoiler|b1]\n>\n\nSecret.", 1, 3),
        ("A <spoiler data-scope=\"b1\">Secret</spoiler>.", 1, 3),
        ("<spoiler>Secret</spoiler>", 1, 1),
        ("<font class=\"spoiler\">Secret</font>", 1, 1),
    ] {
        let run = page(&format!("{text}\n"));
        let faults = run.coded("open-spoiler");
        assert_eq!(
            faults.iter().map(|fault| fault.start).collect::<Vec<_>>(),
            [(line, column)],
            "{text}: {run}"
        );
        assert!(run.site.is_empty(), "{text}");
    }
}

#[test]
fn ordinary_brackets_are_no_spoilers() {
    let run = page(
        "> [!note] b1\n> Text.\n> [!note] Text.\n\n> [b1] says, [spoiler](https://example.com) and [spoilers] follow.\n\n\
        Write `[!spoiler|b1]` or \\[!spoiler|b1].\n\n```\n[!spoiler|b1]\n```\n\n[sic] and {scope: b1}, {scope}. [!] See [!b].\n\n\
        > [!novel]\n> No scope.\n",
    );
    run.is_clean();
}

#[test]
fn a_tag_in_a_fold_needs_no_open_category() {
    let settings = format!("[content]\ninline_tags = true\n{SETTINGS}");
    let text = "Open.\n\n> [!spoiler|b1] X\n> A #dead man, ||b1: so #lost||.\n";
    let run = Wiki::new().settings(&settings).file("content/page.md", text).build();
    run.is_clean();
    assert!(!run.site.has("categories/dead/index.html"));
    let page = run.html("page/index.html");
    let tag = page.find(".content details.spoiler a");
    assert_eq!((tag.text().as_str(), tag.attribute("href")), ("#dead", None));
    let wiki = Wiki::new().settings(&settings).file("content/page.md", text);
    let run = wiki.file("content/other.md", "A #dead man.\n").build();
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.find(".content details.spoiler a").attribute("href"), Some("/categories/dead/"));
}

#[test]
fn lines_may_end_in_carriage_returns() {
    let text = "---\rtitle: A\rspoiler: b1\r---\rOpen.\r\r> [!spoiler|b2] X\rSecret.\r\rTo [[Nobody]].\r";
    let run = page(text);
    run.succeeds().reports(&[("red-link", "content/page.md", 10, 4)]);
    let html = run.html("page/index.html");
    html.find(".content details[data-scope=b1] details[data-scope=b2]").says("Secret.");
    let lines = Wiki::new().settings(SETTINGS).file("content/page.md", text.replace('\r', "\n")).build();
    assert_eq!(html.find("main").text(), lines.html("page/index.html").find("main").text());
}

#[test]
fn a_category_is_named_by_its_labelled_title_and_aliases() {
    let category = "---\ntitle: {value: Traitors, spoiler: b1, public: The guests}\naliases: [{value: Liars, spoiler: b1}]\n---\nWords.\n";
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/categories/guests.md", category)
        .file(
            "content/ann.md",
            "---\ntitle: Ann\ncategories: [Traitors]\n---\nTo [[:Category:Traitors|x]].\n",
        )
        .file("content/bob.md", "---\ntitle: Bob\ncategories: [Liars]\n---\nWords.\n")
        .build();
    run.succeeds();
    assert!(!run.site.has("categories/traitors/index.html") && !run.site.has("categories/liars/index.html"));
    run.html("categories/guests/index.html").find("main").says("Ann").says("Bob");
    for path in ["ann/index.html", "bob/index.html"] {
        run.html(path).find("nav.categories").says("The guests");
        let text = run.html(path).find("nav.categories").text();
        assert!(!text.contains("Traitors") && !text.contains("Liars"), "{text}");
    }
}

#[test]
fn cells_and_galleries_in_components_are_kept() {
    let text = "```quote\ntext: |\n  <table><tr><td>open</td><td><span class=\"spoiler\" data-scope=\"b1\">Secret</span></td><td>||b1: Secret||</td><td>*em* [[Page]]</td></tr></table>\n```\n\n\
        ```quote\ntext: |\n  > <table><tr><td>*one*\n  > *two*</td></tr></table>\n```\n\n\
        ````quote\ntext: |\n  Words.\n\n  ```gallery\n  a.png | The *first*\n  b.png | ||b1: Secret||\n  ```\n````\n\n\
        `````quote\ntext: |\n  ````quote\n  text: |\n    ```gallery\n    a.png | The *inner*\n    ```\n\n    <table><tr><td>*deep*</td></tr></table>\n  ````\n`````\n";
    let run = Wiki::new()
        .settings(SETTINGS)
        .file("content/page.md", text)
        .file("content/a.png", png(30, 20))
        .file("content/b.png", png(30, 20))
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.all(".content [data-scope=b1]").len(), 3);
    assert!(!open_text(&run).contains("Secret"));
    assert_eq!(page.find(".content").texts("td em"), ["em", "one", "two", "deep"]);
    assert_eq!(page.all(".image-gallery img").len(), 3);
    assert_eq!(page.find(".content").texts(".image-gallery em"), ["first", "inner"]);
}

#[test]
fn folded_claims_tell_neither_their_dates_nor_their_state() {
    let shown = |status: &str, date: &str| {
        let text = format!(
            "---\ntitle: A\nclaims:\n  - {{property: end, value: Ann, said: 2001-01-01}}\n  - {{property: end, value: Secret, said: {date}, status: {status}, spoiler: b1}}\n  - {{property: end, value: Cid, said: 2003-01-01}}\n---\nWords.\n\n```query\ntype: claim\nview: state\n```\n"
        );
        let settings = SETTINGS.replace("[properties.end]\n", "[properties.end]\nmany = true\n");
        let run = Wiki::new().settings(&settings).file("content/page.md", text).build();
        run.succeeds();
        let page = run.html("page/index.html");
        let hidden: Vec<String> = page.all("details.spoiler").iter().map(|fold| fold.text()).collect();
        let main = page.find("main").text();
        let (_, history) = main.rsplit_once("How this was reported").unwrap_or_default();
        let text = page.find(".query-state").text() + history;
        hidden.iter().fold(text, |text, fold| text.replace(fold, "FOLD"))
    };
    let first = shown("confirmed", "2002-01-01");
    assert!(first.contains("FOLD") && !first.contains("Secret"), "{first}");
    assert_eq!(first, shown("denied", "2002-01-01"));
    assert_eq!(first, shown("confirmed", "1999-01-01"));
    assert_eq!(first, shown("confirmed", "2009-01-01"));
}
