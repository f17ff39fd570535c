//! Addresses as authors write them: generated pages, folders, files of every kind, and the header.

use crate::harness::{Page, Wiki, png};

/// The targets of the links in a list.
fn targets(page: &Page) -> Vec<String> {
    page.content().all("a").iter().map(|a| a.get("href").to_owned()).collect()
}

/// Folders with and without a page, and a category.
fn wiki() -> Wiki {
    Wiki::new()
        .file("content/Guides/sails.md", "---\ntitle: Sails\ncategories: [Ships]\n---\n## Hoisting\n\ntext\n")
        .file("content/My Folder/v1.2/notes.md", "# Notes\n")
        .file("content/works/index.md", "## Start\n\nBegin at the quay.\n")
        .file("content/works/heat.md", "# Heat\n")
}

#[track_caller]
fn linking(text: &str) -> Vec<String> {
    let run = wiki().file("content/page.md", text).build();
    run.is_clean();
    targets(&run.html("page/index.html"))
}

#[test]
fn addresses_of_generated_pages_keep_their_spelling() {
    let found = linking(
        "[a](Guides/) [b](/GUIDES) [c](/Categories/Ships/) [d](/Special/All-Pages/) <a href=\"/GUIDES/\">e</a>\n",
    );
    assert_eq!(found, ["/guides/", "/guides/", "/categories/ships/", "/special/all-pages/", "/guides/"]);
}

#[test]
fn queries_and_fragments_stay() {
    let found = linking(
        "[a](/search/?q=a%26b) [b](/special/all-pages/#letter-b) [c](/special/) [d](/categories/ships/#letter-s)\n",
    );
    let expected =
        ["/search/?q=a%26b", "/special/all-pages/#letter-b", "/special/", "/categories/ships/#letter-s"];
    assert_eq!(found, expected);
    let run = Wiki::new()
        .file("content/page.md", "[[book.pdf#page=3]] [x](book.pdf#page=4)\n")
        .file("content/book.pdf", "%PDF")
        .build();
    run.is_clean();
    assert_eq!(targets(&run.html("page/index.html")), ["/book.pdf#page=3", "/book.pdf#page=4"]);
}

#[test]
fn pages_that_are_not_made_are_broken_links() {
    let text = "[a](/special/nope/)\n\n[b](/history/)\n\n[c](/sources/)\n\n[d](/special/all-pages/9/)\n";
    let places = [1, 3, 5, 7].map(|line| ("broken-link", "content/page.md", line, 1));
    wiki().file("content/page.md", text).build().is_refused().reports(&places);
}

#[test]
fn folders_are_found_by_name_and_path() {
    let found =
        linking("[[My Folder/v1.2/]] [[v1.2/]] [[Guides/]] [a](<My Folder/>) [b](<My Folder/v1.2/>)\n");
    assert_eq!(
        found,
        ["/my-folder/v1-2/", "/my-folder/v1-2/", "/guides/", "/my-folder/", "/my-folder/v1-2/"]
    );
}

#[test]
fn the_page_of_a_folder_is_found_by_its_file() {
    let found =
        linking("[[works/index]] [[works/index.md#Start]] [[/works/index]] [[./works/index]] [[works/]]\n");
    assert_eq!(found, ["/works/", "/works/#start", "/works/", "/works/", "/works/"]);
}

#[test]
fn the_name_of_a_folder_gives_way_to_a_title() {
    let run = Wiki::new()
        .file("content/guides/index.md", "---\ntitle: How it is done\n---\ntext\n")
        .file("content/guides/x.md", "[[Guides]] [[guides/]]\n")
        .file("content/other/g.md", "---\ntitle: Guides\n---\ntext\n")
        .build();
    run.is_clean();
    assert_eq!(targets(&run.html("guides/x/index.html")), ["/other/g/", "/guides/"]);
}

#[test]
fn underscores_at_the_ends_of_file_names_count() {
    let run = Wiki::new()
        .file("content/files/_cover.png", png(1, 1))
        .file("content/files/cover.png", png(2, 2))
        .file("content/files/__sketch__.png", png(3, 3))
        .file("content/page.md", "![[_cover.png]] ![[cover.png]] ![[__sketch__.png]]\n")
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    let widths: Vec<&str> = page.content().all("img").iter().map(|img| img.get("width")).collect();
    assert_eq!(widths, ["1", "2", "3"]);
}

#[test]
fn variation_selectors_alone_are_not_names() {
    let run = Wiki::new()
        .file("content/⚙\u{fe0f}.md", "one\n")
        .file("content/🖥\u{fe0f}.md", "two\n")
        .file("content/page.md", "[[⚙\u{fe0f}]] [[🖥]]\n")
        .build();
    run.is_clean();
    assert_eq!(targets(&run.html("page/index.html")), ["/u2699/", "/u1f5a5/"]);
}

#[test]
fn headings_may_hold_a_hash() {
    let run = Wiki::new()
        .file("content/lang.md", "## C# basics\n\ntext\n")
        .file("content/page.md", "[[lang#C# basics]]\n")
        .build();
    run.is_clean();
    assert_eq!(targets(&run.html("page/index.html")), ["/lang/#c-basics"]);
}

#[test]
fn ids_of_blocks_keep_their_capitals() {
    let run = Wiki::new()
        .file("content/data.md", "A block. ^Ports\n")
        .file("content/page.md", "[[data#^Ports]]\n")
        .build();
    run.is_clean();
    assert_eq!(targets(&run.html("page/index.html")), ["/data/#Ports"]);
}

#[test]
fn a_link_in_html_that_leads_nowhere_has_no_address() {
    let wiki = wiki().file("site.toml", "title = \"W\"\n\n[checks]\nlevel = \"lenient\"\n");
    let run = wiki.file("content/page.md", "<a href=\"gone.md\">x</a>\n").build();
    run.succeeds().reports(&[("broken-link", "content/page.md", 1, 10)]);
    assert!(run.html("page/index.html").source().contains("<a class=\"red-link\">x</a>"));
}

#[test]
fn links_of_the_header_are_checked_and_normalized() {
    let site = |url: &str| format!("title = \"W\"\n\n[[nav]]\ntitle = \"G\"\nurl = \"{url}\"\n");
    let run = wiki().file("site.toml", site("/Guides/")).build();
    run.is_clean();
    assert!(
        run.html("guides/index.html").source().contains("<a href=\"/guides/\" aria-current=\"page\">G</a>")
    );
    wiki().file("site.toml", site("/gone/")).build().is_refused().reports(&[(
        "broken-link",
        "site.toml",
        5,
        7,
    )]);
    let run = wiki().file("site.toml", site("/Guides/sails/#reefing")).build();
    run.is_refused().reports(&[("broken-link", "site.toml", 5, 7)]);
}

#[test]
fn ids_below_a_block_name_it() {
    let blocks = [
        ("| A |\n| - |\n| table |\n\n^a", "table"),
        ("| A |\n| - |\n| tight |\n^B-b", "tight"),
        ("- one\n- list\n  - deep\n\n^c", "list"),
        ("> quote\n\n^d", "quote"),
        ("> [!note] T\n> box\n\n^e", "box"),
        ("```\ncode\n```\n^f", "code"),
        ("$$x$$\n\n^g", "x"),
        ("Term\n: meaning\n\n^h", "meaning"),
        ("1. one\n\n   paragraph\n\n   ^i", "paragraph"),
        ("> - inner\n>\n> ^j", "inner"),
        ("A [[page]] and ![[still.png]]\n\n^k", "and"),
    ];
    for (block, words) in blocks {
        let id = block.rsplit('^').next().unwrap_or_default();
        let lower = id.to_lowercase();
        let run = Wiki::new()
            .file("content/still.png", png(3, 2))
            .file("content/data.md", format!("## Above\n\nBefore.\n\n{block}\n\nAfter [[page]].\n"))
            .file("content/page.md", format!("[[data#^{id}]]\n\n![[data#^{lower}]]\n"))
            .build();
        run.is_clean();
        run.site.is_sound();
        let data = run.html("data/index.html");
        assert!(data.has_id(id) && !data.source().contains('^'), "{block}: {}", data.source());
        let embed = run.html("page/index.html").find(".embed").text();
        assert!(embed.contains(words) && !embed.contains("fore") && !embed.contains("After"), "{embed}");
    }
}

#[test]
fn a_block_and_a_heading_may_have_the_same_name() {
    let run = Wiki::new()
        .file("content/data.md", "## Ports\n\n| A |\n| - |\n| b |\n\n^Ports\n")
        .file("content/page.md", "[[data#Ports]] [[data#^ports]]\n")
        .build();
    run.is_clean();
    assert_eq!(targets(&run.html("page/index.html")), ["/data/#ports", "/data/#Ports"]);
}

#[test]
fn pictures_may_be_links() {
    let labels = [
        "![[still.png]]",
        "![[still.png|300]]",
        "![[still.png|Al *Pacino*|30x20]]",
        "![a](still.png)",
        "![a](still.png \"title\")",
        "words ![[still.png]]",
        "![[still.png]] words",
        "![[__s_t__.png]]",
        "![[it's -- \"still\".png]]",
    ];
    for label in labels {
        for (address, href) in [
            ("(https://example.net/)", "https://example.net/"),
            ("(page.md)", "/page/"),
            ("(<page> \"t\")", "/page/"),
            ("[ref]", "/page/"),
        ] {
            let text = format!("One [{label}]{address} two\n\n- [{label}]{address}\n\n[ref]: page.md\n");
            let wiki = ["still", "__s_t__", "it's -- \"still\""].into_iter();
            let wiki =
                wiki.fold(Wiki::new(), |wiki, name| wiki.file(&format!("content/{name}.png"), png(3, 2)));
            let run = wiki.file("content/page.md", text.as_str()).build();
            run.is_clean();
            let page = run.html("page/index.html");
            let links = page.content().all("a");
            assert_eq!((links.len(), links[0].get("href")), (2, href), "{text}: {}", page.source());
            assert_eq!(page.content().all("a img").len(), 2, "{text}: {}", page.source());
        }
    }
}

#[test]
fn brackets_without_a_name_are_text_and_reported() {
    for text in ["[[ ]]", "[[#]]", "[[ # ]]", "![[ ]]", "![[#]]", "[[ |x]]"] {
        let run = Wiki::new().file("content/page.md", format!("A {text} b\n")).build();
        run.succeeds().reports(&[("red-link", "content/page.md", 1, 3)]);
        assert!(run.html("page/index.html").content().text().contains(text), "{text}");
    }
    for text in ["[[]]", "![[]]", "[[|x]]"] {
        let run = Wiki::new().file("content/page.md", format!("A {text} b\n")).build();
        assert!(run.succeeds().html("page/index.html").content().text().contains(text), "{text}");
    }
}

#[test]
fn recordings_in_html_are_checked_and_red() {
    let lenient = "title = \"W\"\n\n[checks]\nlevel = \"lenient\"\n";
    for (tag, column) in [
        ("<img src=\"gone.png\" alt=\"x\">", 11),
        ("<video src=\"gone.mp4\"></video>", 13),
        ("<video><source src=\"gone.mp4\" type=\"video/mp4\"></video>", 21),
        ("<audio src=\"gone.mp3\"></audio>", 13),
        ("<a class=\"big\" href=\"gone.md\">x</a>", 22),
        ("<a href=\"gone.md\" class=\"big\">x</a>", 10),
    ] {
        let wiki = Wiki::new().file("site.toml", lenient);
        let run = wiki.file("content/page.md", format!("{tag}\n")).build();
        run.succeeds().reports(&[("broken-link", "content/page.md", 1, column)]);
        let page = run.html("page/index.html");
        assert_eq!(page.content().all(".red-link").len(), 1, "{tag}: {}", page.source());
    }
}

#[test]
fn a_readme_or_an_underscored_index_is_the_page_of_a_folder() {
    for name in ["README.md", "Readme.md", "readme.markdown", "_index.md", "_Index.md"] {
        let stem = name.split('.').next().unwrap_or_default();
        let run = Wiki::new()
            .file(&format!("content/guides/{name}"), "Begin here.\n")
            .file("content/guides/knots.md", format!("[a](./) [b]({name}) [[{stem}]]\n"))
            .file(
                "content/page.md",
                format!("[a](guides/) [[guides/]] [[guides]] [[guides/{stem}]] [[guides/index]] [b](guides/{name})\n"),
            )
            .build();
        run.is_clean();
        assert!(run.html("guides/index.html").content().text().contains("Begin here."));
        assert_eq!(targets(&run.html("page/index.html")), ["/guides/"; 6]);
        assert_eq!(targets(&run.html("guides/knots/index.html")), ["/guides/"; 3]);
    }
}

#[test]
fn the_index_of_a_folder_comes_before_its_readme() {
    let wiki = Wiki::new()
        .file("content/guides/_index.md", "third\n")
        .file("content/guides/README.md", "second\n")
        .file("content/guides/index.md", "first\n");
    let run = wiki.build();
    run.succeeds().reports(&[
        ("folder-page", "content/guides/README.md", 1, 1),
        ("folder-page", "content/guides/_index.md", 1, 1),
    ]);
    assert!(run.html("guides/index.html").content().text().contains("first"));
    let run = wiki.file("content/guides/index.md", "---\ndraft: true\n---\nfirst\n").build();
    run.succeeds().reports(&[("folder-page", "content/guides/_index.md", 1, 1)]);
    assert!(run.html("guides/index.html").content().text().contains("second"));
}
