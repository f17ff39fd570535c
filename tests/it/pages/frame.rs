//! What stands around the text of a page.

use super::*;

#[test]
fn titles_and_descriptions_are_set_like_the_text_and_are_called_as_they_were_typed() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: Mann's \"Heat\" -- a life...\ndescription: It's '95.\n---\n")
        .file("content/b.md", "# Neil's house\n")
        .file("content/page.md", "[[Mann's \"Heat\" -- a life...]] [[Neil's house]] [[Neil’s house|typed]]\n")
        .build();
    run.is_clean();
    let a = run.html("a/index.html");
    assert_eq!(a.find("h1").text(), "Mann’s “Heat” – a life…");
    assert_eq!(a.find(".lede").text(), "It’s ’95.");
    let page = run.html("page/index.html");
    assert_eq!(page.href("Mann’s “Heat” – a life…"), "/a/");
    assert_eq!((page.href("Neil’s house"), page.href("typed")), ("/b/".to_owned(), "/b/".to_owned()));
    let plain = Wiki::new()
        .settings("[content]\nsmart_punctuation = false\n")
        .file("content/a.md", "---\ntitle: Mann's\n---\n")
        .build();
    assert_eq!(plain.html("a/index.html").find("h1").text(), "Mann's");
}

#[test]
fn the_line_under_the_title_is_what_somebody_says_of_the_page() {
    let run = Wiki::new()
        .file(
            "content/people/a.md",
            "---\ntitle: A\ncategories: [Some]\n---\nThe first sentence of the text.\n",
        )
        .file("content/people/b.md", "---\ntitle: B\ndescription: What B is.\n---\nText.\n")
        .file("content/works/index.md", "# Works\n\nAll of them.\n")
        .file("content/works/c.md", "# C\n")
        .build();
    run.is_clean();
    let lede = |path: &str| run.html(path).all(".lede").first().map(|line| line.text());
    assert_eq!(lede("people/a/index.html"), None);
    assert_eq!(lede("people/b/index.html").as_deref(), Some("What B is."));
    assert_eq!(lede("people/index.html").as_deref(), Some("2 pages"));
    assert_eq!(lede("works/index.html").as_deref(), Some("1 page"));
    assert_eq!(lede("categories/some/index.html").as_deref(), Some("1 page"));
    let special = lede("special/orphans/index.html").expect("a line that says what is listed");
    assert!(!special.contains("Test Wiki"), "{special}");
    assert!(
        run.html("special/orphans/index.html")
            .find("meta[name=description]")
            .get("content")
            .contains("Test Wiki")
    );
}

#[test]
fn the_frame_and_links_say_their_language_where_the_page_has_another() {
    let run = Wiki::new()
        .settings("language = \"de\"\n")
        .file("content/a.md", "# A\n\nSee [[B]].\n\n## Teil\n\n## Noch einer\n")
        .file("content/b.md", "---\ntitle: B\nlanguage: ar\n---\nSee [[A]].\n")
        .file("content/c.md", "---\ntitle: C\nlanguage: en-GB\n---\nSee [[A]].\n")
        .build();
    run.succeeds();
    let page = run.html("a/index.html");
    assert_eq!(page.find(".toc summary b").text(), "Inhalt");
    assert_eq!(page.find(".backlinks h2").text(), "Links hierher");
    for frame in [".skip-link", ".site-header", ".site-footer"] {
        assert_eq!(page.find(frame).attribute("lang"), None, "{frame}");
        let foreign = run.html("b/index.html");
        let frame = foreign.find(frame);
        assert_eq!((frame.attribute("lang"), frame.attribute("dir")), (Some("de"), Some("ltr")));
    }
    let links = page.all(".backlinks li");
    let spoken = links.iter().map(|item| (item.attribute("lang"), item.attribute("dir")));
    assert_eq!(spoken.collect::<Vec<_>>(), [(Some("ar"), Some("rtl")), (Some("en-GB"), Some("ltr"))]);
    assert_eq!(run.html("b/index.html").find(".backlinks li").attribute("lang"), Some("de"));
    let about = run.site.json("api/b.json");
    assert_eq!((&about["language"], &about["direction"]), (&"ar".into(), &"rtl".into()));
}

#[test]
fn pages_name_only_what_is_published() {
    let run = Wiki::new()
        .settings("[output]\napi = false\nspecial = false\n")
        .file("content/a.md", "text\n")
        .build();
    run.is_clean();
    let body = |page: &Page| {
        let body = page.find("body");
        ["data-api", "data-api-shards", "data-all-pages"].map(|name| body.attribute(name).is_some())
    };
    assert_eq!(body(&run.html("a/index.html")), [false; 3]);
    let search = run.html("search/index.html");
    assert!(search.all(".elsewhere a").is_empty(), "a link that leads nowhere");
    assert_eq!(body(&Wiki::new().file("content/a.md", "text\n").build().html("a/index.html")), [true; 3]);
}

#[test]
fn style_sheets_are_published_without_comments_and_indentation() {
    let sheet =
        "/*! Licence */\n/* why */\na::before { content: \"/* kept */\"; } /* end */\nb { color: red }\n";
    let run = Wiki::new().file("static/css/own.css", sheet).file("content/a.md", "x\n").build();
    run.is_clean();
    let sheets: Vec<&str> = run.site.paths().into_iter().filter(|path| path.ends_with(".css")).collect();
    let own = sheets.iter().find(|path| path.contains("/own.")).expect("the sheet is published");
    assert_eq!(run.site.text(own), "/*! Licence */ a::before{content:\"/* kept */\"}b{color:red}");
    let main = sheets.iter().find(|path| path.contains("/main.")).expect("the theme's sheet is published");
    assert!(!run.site.text(main).contains("/*"), "comments in {main}");
}
