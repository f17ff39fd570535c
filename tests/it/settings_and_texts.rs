//! Links and values that do not stand in the text of pages: settings, descriptions, captions, credits and fields.

use crate::harness::{Run, Wiki, png};

fn wiki(settings: &str) -> Wiki {
    Wiki::new()
        .file("site.toml", format!("title = \"W\"\n{settings}"))
        .file("content/boat.md", "---\ntitle: The Boat\n---\n## Sails\n\nText.\n")
}

#[track_caller]
fn refused(settings: &str, code: &str, place: (u64, u64), words: &str) {
    let run = wiki(settings).build();
    run.is_refused().reports(&[(code, "site.toml", place.0, place.1)]);
    run.diagnostic(code, "site.toml", place.0, place.1).says(words);
}

#[test]
fn the_footer_has_marks_and_links_that_are_checked() {
    let run = wiki(
        "footer = \"*By* [[The Boat|us]], [rules](/boat/#sails), [CC](https://example.net/) <b> & “x”\"\n",
    )
    .build();
    run.is_clean();
    let page = run.html("boat/index.html");
    let note = page.find(".site-note");
    let links: Vec<(String, &str)> = note.all("a").iter().map(|a| (a.text(), a.get("href"))).collect();
    let expected = [("us", "/boat/"), ("rules", "/boat/#sails"), ("CC", "https://example.net/")];
    assert_eq!(links, expected.map(|(text, href)| (text.to_owned(), href)));
    assert!(note.text().contains("By us, rules, CC <b> & “x”"), "{}", note.text());
    assert_eq!(note.all("em").len(), 1);
    refused("footer = \"[[Gone]]\"\n", "broken-link", (2, 10), "no page named `Gone`");
    refused("footer = \"[[The Boat#Mast]]\"\n", "broken-link", (2, 10), "no heading `Mast`");
    refused("footer = \"[x](/gone/)\"\n", "broken-link", (2, 10), "`/gone/`");
    refused("footer = \"[x](javascript:alert(1))\"\n", "unsafe-url", (2, 10), "safe");
}

#[test]
fn files_of_the_theme_and_the_address_for_edits_are_checked() {
    for key in ["logo", "favicon", "card"] {
        let settings = format!("[theme]\n{key} = \"img/log.png\"\n");
        let run = wiki(&settings).file("static/img/logo.png", png(2, 2)).build();
        let column = key.len() as u64 + 4;
        run.is_refused().reports(&[("broken-link", "site.toml", 3, column)]);
        run.diagnostic("broken-link", "site.toml", 3, column).says("img/logo.png");
        let run =
            wiki(&settings.replace("log.png", "logo.png")).file("static/img/logo.png", png(2, 2)).build();
        run.is_clean();
    }
    refused("edit_url = \"/edit/\"\n", "invalid-config", (2, 12), "web address");
    wiki("edit_url = \"https://example.net/edit/main/\"\n").build().is_clean();
}

#[test]
fn languages_variables_and_colours_that_do_not_exist_are_reported() {
    refused("language = \"german\"\n", "invalid-config", (2, 12), "`de`");
    refused("language = \"jp\"\n", "invalid-config", (2, 12), "`ja`");
    refused("language = \"xx\"\n", "invalid-config", (2, 12), "unknown language");
    for tag in ["de", "pt-BR", "zh-Hant", "hsb"] {
        wiki(&format!("language = \"{tag}\"\n")).build().is_clean();
    }
    refused("[theme.variables]\nacent = \"red\"\n", "unknown-key", (3, 1), "`accent`");
    refused("[theme.light]\naccent = \"gren\"\n", "invalid-config", (3, 10), "`green`");
    refused("[theme.dark]\naccent = \"#12345\"\n", "invalid-config", (3, 10), "invalid colour");
    wiki("[theme.light]\naccent = \"oklch(0.5 0.1 20)\"\n[theme.variables]\ngap = \"2rem\"\n")
        .build()
        .is_clean();
    let own = wiki("[theme.variables]\nmine = \"1px\"\n").file("static/css/own.css", ":root{--mine:0}\n");
    own.build().is_clean();
    let run = wiki("").file("content/page.md", "---\nlanguage: english\n---\nx\n").build();
    run.is_refused().reports(&[("invalid-choice", "content/page.md", 2, 11)]);
}

/// Builds the wiki with a page whose front matter has a text.
fn with(front: &str) -> Run {
    let lenient = "[checks]\nlevel = \"lenient\"\n[types.ship.fields]\nnote = { type = \"text\" }\n";
    let page = format!("---\ntype: ship\n{front}updated: 1995\n---\nText of the page.\n");
    wiki(lenient).file("content/still.png", png(3, 2)).file("content/page.md", page).build()
}

#[test]
fn descriptions_captions_credits_and_fields_have_links() {
    let text = "*See* [[The Boat|it]] and [sails](boat.md#sails) of [N](https://example.net/)";
    for front in [
        format!("description: \"{text}\"\n"),
        format!("image: {{src: still.png, alt: x, licence: CC, caption: \"{text}\"}}\n"),
        format!("image: {{src: still.png, alt: x, licence: CC, credit: \"{text}\"}}\n"),
        format!("note: \"{text}\"\n"),
        format!("info: {{Row: \"{text}\"}}\n"),
    ] {
        let run = with(&front);
        run.is_clean();
        let page = run.html("page/index.html");
        for (label, href) in [("it", "/boat/"), ("sails", "/boat/#sails"), ("N", "https://example.net/")] {
            assert_eq!(page.href(label), href, "{front}: {}", page.source());
        }
        let meta = page.source().split("<body").next().unwrap_or_default().to_owned();
        assert!(!meta.contains("[[") && !meta.contains("](") && !meta.contains("*See*"), "{front}: {meta}");
        let boat = run.html("boat/index.html");
        assert!(boat.find("section.backlinks").text().contains("page"), "{front}: no backlink");
        for path in ["api/page.json", "feed.xml", "search/index.json"] {
            let file = String::from_utf8_lossy(run.site.bytes(path)).into_owned();
            assert!(!file.contains("[[The Boat") && !file.contains("](boat.md"), "{front}: {path}: {file}");
        }
    }
}

#[test]
fn broken_links_in_short_texts_are_reported() {
    for (front, line) in [
        ("description: \"[[Gone]]\"\n", 3),
        ("image: {src: still.png, alt: x, licence: CC, caption: \"[[Gone]]\"}\n", 3),
        ("image: {src: still.png, alt: x, licence: CC, credit: \"[[Gone]]\"}\n", 3),
    ] {
        let run = with(front);
        assert_eq!(run.coded("red-link").len(), 1, "{front}: {run}");
        assert_eq!(run.coded("red-link")[0].start.0, line);
        let run = with(&front.replace("[[Gone]]", "[x](gone.md)"));
        assert_eq!(run.coded("broken-link").len(), 1, "{front}: {run}");
    }
}

#[test]
fn titles_have_marks_and_links_that_are_plain_text_elsewhere() {
    let home = "[[Logs of Heat and code]] [[The Vanish Crew]] ![[b]]\n\n{{query}}\n";
    let run = Wiki::new()
        .file("content/index.md", home.replace("{{query}}", "```query\nview: cards\n```"))
        .file("content/a.md", "---\ntitle: Logs of *[[Heat]]* and `code`\n---\nText [[b]].\n")
        .file("content/b.md", "# The [*Vanish*](heat.md#crew) Crew\n\nText [[a]].\n")
        .file("content/heat.md", "---\ntitle: Heat\n---\n\n## Crew\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let a = run.html("a/index.html");
    assert_eq!(a.find("h1").inner(), "Logs of <em><a href=\"/heat/\">Heat</a></em> and <code>code</code>");
    assert!(a.find("title").text().starts_with("Logs of Heat and code ·"));
    let b = run.html("b/index.html");
    assert_eq!(b.find("h1").inner(), "The <a href=\"/heat/#crew\"><em>Vanish</em></a> Crew");
    let home = run.html("index.html");
    assert_eq!(home.all("a a").len(), 0);
    let heat = run.html("heat/index.html");
    assert_eq!(heat.all(".backlinks a[href=/a/]").len(), 1);
}

#[test]
fn signs_that_belong_to_a_name_stay_in_titles() {
    for title in [
        "M*A*S*H",
        "*batteries not included",
        "¯\\_(ツ)_/¯",
        "f[x](",
        "2 * 3 * 4",
        "AT&amp;T",
        "snake_case_name",
        "[1]",
    ] {
        let run = Wiki::new().file("content/a.md", format!("---\ntitle: '{title}'\n---\nText.\n")).build();
        run.is_clean();
        assert_eq!(run.html("a/index.html").find("h1").text(), title);
    }
}

#[test]
fn broken_links_in_titles_and_labels_are_reported() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: \"On [[Nobody]]\"\ninfo:\n  \"[[Gone]] of *[x](/nope/)*\": \"[[Neither]]\"\n  \"[y](javascript:x)\": 1\n---\nText.\n")
        .file("content/b.md", "# The [x](gone.md) of [[Nowhere]]\n")
        .build();
    run.is_refused();
    run.diagnostic("red-link", "content/a.md", 2, 8);
    run.diagnostic("red-link", "content/a.md", 4, 3).says("Gone");
    run.diagnostic("broken-link", "content/a.md", 4, 3).says("/nope/");
    run.diagnostic("red-link", "content/a.md", 4, 32).says("Neither");
    run.diagnostic("unsafe-url", "content/a.md", 5, 3);
    run.diagnostic("broken-link", "content/b.md", 1, 7);
    run.diagnostic("red-link", "content/b.md", 1, 23);
}

#[test]
fn labels_of_rows_have_marks_and_links_as_their_values_do() {
    let settings = "title = \"W\"\nbase_url = \"https://wiki.test/\"\n[spoilers]\nend = \"The end\"\n";
    let page = "---\ninfo:\n  \"[[Boat]] *class*\": \"[[Quay]]\"\n  \"[[Boat|x]]\": {value: y, spoiler: end}\n---\nText.\n";
    let run = Wiki::new()
        .file("site.toml", settings)
        .file("content/a.md", page)
        .file("content/boat.md", "Text [[a]].\n")
        .file("content/quay.md", "Text.\n")
        .build();
    run.is_clean();
    let page = run.html("a/index.html");
    assert_eq!(page.all(".infobox dt")[0].inner(), "<a href=\"/boat/\">Boat</a> <em>class</em>");
    assert_eq!(page.all(".infobox dd")[0].inner(), "<a href=\"/quay/\">Quay</a>");
    assert!(page.find(".infobox details[data-scope] a[href=/boat/]").text() == "x");
}
