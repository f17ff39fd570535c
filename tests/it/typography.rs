//! Quotation marks, apostrophes and primes: by the language of a page, and the same wherever a name stands.

use crate::harness::Wiki;

fn wiki(language: &str) -> Wiki {
    Wiki::new().file("site.toml", format!("title = \"W\"\nlanguage = \"{language}\"\n"))
}

#[test]
fn marks_are_those_of_the_language_in_texts_titles_and_descriptions() {
    for (language, outer, inner) in [
        ("en", "“Heat”", "‘No’"),
        ("de", "„Heat“", "‚No‘"),
        ("fr", "« Heat »", "“No”"),
        ("sv", "”Heat”", "’No’"),
        ("ja", "「Heat」", "『No』"),
        ("de-CH", "«Heat»", "‹No›"),
    ] {
        let page = "---\ntitle: 'About \"Heat\"'\ndescription: 'Of \"Heat\".'\n---\n\"Heat\" and *\"Heat\"*, it's \"a 'No' b\"\n";
        let run = wiki(language).file("content/page.md", page).build();
        run.is_clean();
        let page = run.html("page/index.html");
        let text = page.content().text();
        assert_eq!(text.matches(outer).count(), 2, "{language}: {text}");
        assert!(text.contains(inner) && text.contains("it’s"), "{language}: {text}");
        assert!(page.find("h1").text().contains(outer));
        let description = page.find("meta[name=description]").get("content").replace('\u{a0}', " ");
        assert!(description.contains(outer), "{description}");
    }
}

#[test]
fn a_page_in_another_language_has_its_marks() {
    let run =
        wiki("en").file("content/page.md", "---\nlanguage: de\n---\nEr sagt \"ja\", Peter's.\n").build();
    assert!(run.is_clean().html("page/index.html").content().text().contains("Er sagt „ja“, Peter’s."));
}

#[test]
fn a_wiki_may_set_its_own_marks() {
    let wiki = wiki("de").file("words.toml", "quotes = \"» « › ‹\"\n");
    let run = wiki.file("content/page.md", "Er sagt \"ja 'so'\".\n").build();
    assert!(run.is_clean().html("page/index.html").content().text().contains("»ja ›so‹«"));
}

#[test]
fn heights_and_apostrophes_are_no_quotations() {
    for (text, expected) in [
        ("He is 5'6\" tall.", "He is 5′6″ tall."),
        ("\"He is 5'11\" tall,\" she said.", "“He is 5′11″ tall,” she said."),
        ("A 12\" disc of the '90s", "A 12″ disc of the ’90s"),
        ("\"Room 12\" and \"*Heat*\"", "“Room 12” and “Heat”"),
        ("'Tis the dogs' park", "’Tis the dogs’ park"),
        ("**\"Heat\"** (\"Heat\")", "“Heat” (“Heat”)"),
        ("\"**Heat**\" and \"[[page|Heat]]\".", "“Heat” and “Heat”."),
    ] {
        let run = Wiki::new().file("content/page.md", format!("{text}\n")).build();
        assert_eq!(run.is_clean().html("page/index.html").content().text().trim(), expected);
    }
}

#[test]
fn names_are_found_in_every_spelling_of_their_marks() {
    for language in ["en", "de", "fr", "ja", "sv"] {
        let run = wiki(language)
            .file("content/a.md", "---\ntitle: \"Winter's Heart\"\naliases: ['The \"Heart\"']\n---\nx\n")
            .file("content/b.md", "---\ntitle: 'The \"Best\" Ship'\n---\nx\n")
            .file(
                "content/page.md",
                "[[Winter's Heart]] [[Winter’s Heart]] [[The \"Heart\"]] [[The “Heart”]] [[The „Heart“]] [[The «\u{a0}Heart\u{a0}»]]\n\n\
                 [[The \"Best\" Ship]] [[The “Best” Ship]] [[The «Best» Ship]] [[The 「Best」 Ship]]\n",
            )
            .build();
        run.is_clean();
        let page = run.html("page/index.html");
        let targets: Vec<&str> = page.content().all("a").iter().map(|a| a.get("href")).collect();
        assert_eq!(targets, ["/a/", "/a/", "/a/", "/a/", "/a/", "/a/", "/b/", "/b/", "/b/", "/b/"]);
        assert_eq!(page.content().all("a")[0].text(), "Winter’s Heart");
    }
}

#[test]
fn names_in_other_scripts_keep_their_signs_on_pages_from_right_to_left() {
    let run = wiki("he")
        .file("content/a.md", "---\ntitle: Heat 2 (film)\n---\nx\n")
        .file("content/page.md", "שלום [[Heat 2 (film)]]!\n")
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.content().all("a")[0].get("dir"), "auto");
    assert_eq!(run.html("a/index.html").find("h1").get("dir"), "auto");
    let run = wiki("en").file("content/a.md", "[[a]]\n").build();
    assert_eq!(run.html("a/index.html").content().all("a")[0].attribute("dir"), None);
}

#[test]
fn aliases_fields_labels_and_sources_have_the_marks_of_titles() {
    let settings = "title = \"Neil's wiki\"\nbase_url = \"https://wiki.test/\"\n\
        [types.boat]\nlabel = \"Neil's boat\"\n\
        [types.boat.fields.nick]\nlabel = \"The crew's name\"\n\
        [types.boat.fields.kind]\ntype = \"choice\"\nvalues = [\"ship's\"]\n\
        [types.boat.fields.log]\nlabel = \"Captain's log\"\ntype = \"record\"\n[types.boat.fields.log.fields.line]\nlabel = \"Day's \\\"line\\\"\"\n";
    let boat = "---\ntype: boat\ntitle: Neil's\naliases: [\"The 'Old' boat's name\"]\nnick: 'The \"Fan\"'\n\
        kind: ship's\nlog: {line: \"It's late\"}\ninfo: {\"Owner's \\\"son\\\"\": \"It's [[o'hara|the 'real' one]]'s\"}\nsources: [a]\n---\nText.\n";
    let run = Wiki::new()
        .file("site.toml", settings)
        .file("content/boat.md", boat)
        .file("content/o'hara.md", "[[The 'Old' boat's name]] [[The ‘Old’ boat’s name]]\n")
        .file("content/sources/all.yaml", "a: {title: \"Mann's 'Heat'\", quote: \"It's \\\"so\\\"\"}\n")
        .build();
    run.is_clean();
    let page = run.html("boat/index.html");
    let text = page.find("main").text();
    for shown in [
        "The ‘Old’ boat’s name",
        "The crew’s name",
        "The “Fan”",
        "Captain’s log",
        "It’s late",
        "Owner’s “son”",
        "It’s the 'real' one’s",
        "Mann’s ‘Heat’",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert_eq!(run.html("ohara/index.html").all(".content a[href=/boat/]").len(), 2, "{run}");
}
