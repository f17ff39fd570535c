//! `build --without-spoilers`: what is left out leaves no trace, and what stays does not suffer.

use crate::harness::{Run, Wiki, png};

const SETTINGS: &str = r#"
[spoilers]
books = ["b1", "b2", "b3"]
film = "Film"

[checks]
level = "strict"

[types.hero]
folder = "heroes"

[types.hero.fields]
fate = { type = "text", many = true }
friend = { type = "page", many = true, inverse = "friend_of", inverse_label = "Friend of" }
rank = { type = "number" }
"#;

fn wiki(files: &[(&str, &str)]) -> Wiki {
    files.iter().fold(Wiki::new().settings(SETTINGS), |wiki, (path, text)| {
        wiki.file(&format!("content/{path}"), text)
    })
}

fn without(scopes: &str, files: &[(&str, &str)]) -> Run {
    let run = wiki(files).flag(&format!("--without-spoilers{scopes}")).build();
    run.is_clean();
    run.site.is_sound();
    run
}

/// Every text of the site, to look for words that may stand nowhere.
fn all_text(run: &Run) -> String {
    let texts = run
        .site
        .paths()
        .into_iter()
        .map(|path| format!("{path}\n{}\n", String::from_utf8_lossy(run.site.bytes(path))));
    texts.collect()
}

#[test]
fn pages_of_a_scope_are_not_published_and_their_names_lead_nowhere() {
    let files = [
        (
            "heroes/ann.md",
            "---\ntitle: Ann\nfriend: [Ben, Cleo]\nfate: Marries [[Ben]].\n---\nShe meets [[Ben|a stranger]] and [Cleo](cleo.md), and [[Ben#Part|another]].\n\n![[Ben]]\n\n![[Cleo#Part]]\n",
        ),
        (
            "heroes/ben.md",
            "---\ntitle: Ben\nspoiler: b2\naliases: [Benno]\nfriend: Cleo\n---\n## Part\n\nText about [[Cleo]].\n",
        ),
        (
            "heroes/cleo.md",
            "---\ntitle: Cleo\n---\nWords.\n\n> [!spoiler|b2] Title\n> ## Part\n> Hidden words.\n",
        ),
        ("list.md", "# List\n\n```query\ntype: hero\n```\n"),
    ];
    let run = without("", &files);
    assert!(!run.site.has("heroes/ben/index.html") && !run.site.has("api/heroes/ben.json"));
    let ann = run.html("heroes/ann/index.html");
    ann.find(".content").says("She meets a stranger and Cleo, and another.").omits("Hidden");
    assert!(ann.all(".red-link, .embed").is_empty(), "{}", ann.source());
    assert!(ann.find(".infobox").text().contains("Ben"), "a name that stands in the open stays");
    assert!(!ann.source().contains("/ben/"));
    assert_eq!(run.html("list/index.html").all(".query li").len(), 2);
    run.html("heroes/cleo/index.html").find(".infobox").omits("Ben");
    assert!(!run.html("special/wanted/index.html").source().contains("Ben"));
    for word in ["Benno", "Hidden", "href=\"/heroes/ben"] {
        assert!(!all_text(&run).contains(word), "{word}");
    }
}

#[test]
fn leaving_out_a_scope_leaves_out_later_ones() {
    let hero = (
        "heroes/ann.md",
        "---\ntitle: Ann\nfate: [{value: one, spoiler: b1}, {value: two, spoiler: b2}, {value: three, spoiler: b3}, {value: screen, spoiler: film}, {value: both, spoiler: [film, b3]}]\n---\nWords.\n",
    );
    let run = without("=b2", &[hero]);
    let page = run.html("heroes/ann/index.html");
    page.find(".infobox").says("one").says("screen");
    for word in ["two", "three", "both", "data-scope=\"b3", "B2", "B3"] {
        assert!(!page.source().contains(word), "{word}: {}", page.source());
    }
    let run = without("=b3,film", &[hero]);
    let page = run.html("heroes/ann/index.html");
    page.find(".infobox").says("one").says("two");
    assert!(!page.source().contains("screen") && !page.source().contains("three"));
}

#[test]
fn an_unknown_scope_is_an_error_that_nothing_lowers() {
    for name in ["b4", "flim"] {
        let settings = SETTINGS.replace("strict", "lenient");
        let run = Wiki::new().settings(&settings).file("content/a.md", "Words.\n");
        let run = run.flag(&format!("--without-spoilers=b1,{name}")).build();
        assert!(run.site.is_empty(), "{run}");
        let fault = run.diagnostic("invalid-config", "site.toml", 1, 1);
        fault.is("error").says(&format!("`{name}`"));
        if name == "flim" {
            assert!(fault.help.iter().any(|help| help == "did you mean `film`?"), "{run}");
        }
    }
}

#[test]
fn files_and_sources_that_only_spoilers_use_are_not_published() {
    let files = [
        (
            "a.md",
            "---\ntitle: A\nimage: {src: shown.png, alt: x, licence: CC0, credit: y, spoiler: b1}\nsources: [open]\n---\n![x](shown.png)\n\n> [!spoiler|b1] Title\n> ![[secret.png|x]] [@hidden] [@open]\n",
        ),
        (
            "b.md",
            "---\ntitle: B\nspoiler: b1\nimage: {src: of-page.png, alt: x, licence: CC0, credit: y}\n---\nWords [@hidden].\n",
        ),
        ("sources/list.yaml", "hidden: {title: Hidden source}\nopen: {title: Open source}\n"),
    ];
    let pictures = |wiki: Wiki| {
        ["shown.png", "secret.png", "of-page.png", "unused.png"]
            .into_iter()
            .fold(wiki, |wiki, name| wiki.file(&format!("content/{name}"), png(9, 9)))
    };
    let run = pictures(wiki(&files)).flag("--without-spoilers").build();
    run.succeeds();
    assert!(run.site.has("shown.png") && run.site.has("unused.png"));
    assert!(!run.site.has("secret.png") && !run.site.has("of-page.png"));
    let text = all_text(&run);
    assert!(text.contains("Open source"));
    for word in ["Hidden source", "secret.png", "of-page.png"] {
        assert!(!text.contains(word), "{word}");
    }
    let whole = pictures(wiki(&files)).build();
    assert!(whole.site.has("secret.png") && whole.site.has("of-page.png"));
}

#[test]
fn letters_of_footnotes_leave_no_gap() {
    let text = "# A\n\n> [!spoiler|b1] Title\n> Words[^1].\n\nTwice[^2]. Read.[@book]\n\n[^1]: Gone.\n[^2]: Stays.\n";
    let run = without("", &[("a.md", text), ("sources/books.yaml", "book:\n  title: A book\n")]);
    let page = run.html("a/index.html");
    let marks: Vec<String> = page.all(".footnote-ref").iter().map(|mark| mark.text()).collect();
    assert_eq!(marks, ["[a]"]);
    assert_eq!(page.find(".footnote-ref a").get("href"), "#fn-1");
}

#[test]
fn no_empty_elements_are_left() {
    let text = "# A\n\nBefore[^2].\n\n- one\n- <span class=\"spoiler\" data-scope=\"b1\">two</span>\n\n> > [!spoiler|b1] Title\n> > Words[^1].\n\n<b class=\"spoiler\" data-scope=\"b1\">Alone</b>\n\nTwice[^3].\n\n> [!spoiler|b1] Title\n> Again[^3], with [[A]] in it.\n\n[^1]: Gone.\n[^2]: Stays, with [[B]].\n[^3]: Stays too.\n";
    let run = without("", &[("a.md", text), ("b.md", "# B\n\nWords.\n")]);
    let page = run.html("a/index.html");
    let content = page.content();
    assert_eq!(content.all("li").len(), 3, "{}", page.source());
    assert!(content.all("blockquote").is_empty());
    assert!(content.all("p, li, ul, ol").iter().all(|element| !element.text().trim().is_empty()));
    let marks: Vec<String> = page.all(".footnote-ref").iter().map(|mark| mark.text()).collect();
    assert_eq!(marks, ["[1]", "[2]"]);
    assert!(page.has_id("fn-2") && page.has_id("fnref-2") && !page.has_id("fn-3"));
    content.says("Stays, with B").says("Stays too").omits("Gone");
    assert_eq!(page.all("a.footnote-back").len(), 2);
    assert_eq!(page.href("B"), "/b/");
}

#[test]
fn counts_and_neighbours_follow() {
    let files = [
        (
            "heroes/ann.md",
            "---\ntitle: Ann\ncategories: [Crew]\n---\nOne two three.\n\n> [!spoiler|b1] Title\n> Four five six.\n",
        ),
        ("heroes/ben.md", "---\ntitle: Ben\nspoiler: b1\ncategories: [Crew]\n---\nText to [[Ann]].\n"),
        ("heroes/cleo.md", "---\ntitle: Cleo\ncategories: [Crew]\n---\nWords.\n"),
    ];
    let run = without("", &files);
    assert_eq!(run.site.json("api/heroes/ann.json")["words"], 3);
    run.html("categories/crew/index.html").find("main").says("Ann").says("Cleo").omits("Spoiler");
    assert!(run.html("heroes/ann/index.html").all(".backlinks").is_empty());
    assert!(!all_text(&run).contains("Ben"));
}

#[test]
fn the_results_that_are_kept_do_not_mix() {
    let files = [(
        "a.md",
        "# A\n\nWords.\n\n> [!spoiler|b1] Title\n> Hidden one.\n\n> [!spoiler|film] Title\n> Hidden two.\n",
    )];
    let wiki = wiki(&files);
    let texts = |flags: &[&str]| {
        let run = wiki.run(&[&["build"], flags].concat());
        run.is_clean();
        let text = all_text(&run);
        [text.contains("Hidden one"), text.contains("Hidden two")]
    };
    for _ in 0..2 {
        assert_eq!(texts(&[]), [true, true]);
        assert_eq!(texts(&["--without-spoilers"]), [false, false]);
        assert_eq!(texts(&["--without-spoilers=film"]), [true, false]);
        assert_eq!(texts(&["--without-spoilers=b1"]), [false, true]);
    }
}
