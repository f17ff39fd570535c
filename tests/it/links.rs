//! Links: every syntax, the targets, and the diagnostics for broken ones.

use crate::harness::{Page, Run, Wiki, faulty, png};

/// A small wiki with a page for each way to name a page.
fn wiki() -> Wiki {
    Wiki::new()
        .file("content/people/al-pacino.md", "---\ntitle: Al Pacino\naliases: [Pacino, \"Sonny\"]\n---\n## Early life\n\ntext\n\n## Café & *bar*\n\ntext\n\nA block. ^block1\n")
        .file("content/people/de_niro.md", "---\ntitle: Robert De Niro\n---\ntext\n")
        .file("content/works/heat.md", "---\ntitle: Heat (1995 film)\n---\n## The End {#end}\n\ntext\n")
        .file("content/works/index.md", "---\ntitle: The works\n---\n## Section\n\ntext\n")
        .file("content/places/café.md", "---\ntitle: Café Noir\n---\ntext\n")
        .file("content/works/script.pdf", "%PDF")
}

/// Publishes the wiki with another page, `content/works/page.md`, whose links must all be valid.
#[track_caller]
fn linking(text: &str) -> Page {
    let run = wiki().file("content/works/page.md", text).build();
    run.is_clean();
    run.site.is_sound();
    run.html("works/page/index.html")
}

/// Builds the wiki with another page, `content/works/page.md`, with broken links.
#[track_caller]
fn mislinking(text: &str) -> Run {
    wiki().file("content/works/page.md", text).build()
}

/// The target and label of each link in a list.
#[track_caller]
fn leads(page: &Page, expected: &[(&str, &str)]) {
    let links = page.content().all("a");
    let found: Vec<(String, String)> = links.iter().map(|a| (a.text(), a.get("href").to_owned())).collect();
    let expected: Vec<(String, String)> =
        expected.iter().map(|(t, h)| ((*t).to_owned(), (*h).to_owned())).collect();
    assert_eq!(found, expected, "{}", page.source());
}

// Wikilinks with a target.

#[test]
fn a_page_is_found_by_title_alias_file_name_or_path() {
    let page = linking(
        "[[Al Pacino]] [[Pacino]] [[al-pacino]] [[people/al-pacino]] [[people/al-pacino.md]] [[de_niro]] [[works/heat]]\n",
    );
    leads(
        &page,
        &[
            ("Al Pacino", "/people/al-pacino/"),
            ("Pacino", "/people/al-pacino/"),
            ("al-pacino", "/people/al-pacino/"),
            ("people/al-pacino", "/people/al-pacino/"),
            ("people/al-pacino", "/people/al-pacino/"),
            ("de_niro", "/people/de-niro/"),
            ("works/heat", "/works/heat/"),
        ],
    );
}

#[test]
fn case_spaces_underscores_and_unicode_form_do_not_matter() {
    let page = linking(
        "[[AL PACINO]] [[al_pacino]] [[  Al   Pacino ]] [[Cafe\u{301} noir]] [[CAFÉ_NOIR]] [[De Niro]]\n",
    );
    let targets: Vec<&str> = page.content().all("a").iter().map(|a| a.get("href")).collect();
    let (pacino, noir) = ("/people/al-pacino/", "/places/café/");
    assert_eq!(targets, [pacino, pacino, pacino, noir, noir, "/people/de-niro/"]);
}

#[test]
fn any_unambiguous_end_of_a_path_names_a_page() {
    let run = Wiki::new()
        .file("content/a/b/c/deep.md", "# One\n")
        .file("content/x/b/other/deep.md", "# Two\n")
        .file("content/page.md", "[[c/deep]] [[b/c/deep]] [[other/deep]] [[a/b/c/deep]]\n")
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    let targets: Vec<&str> = page.content().all("a").iter().map(|a| a.get("href")).collect();
    assert_eq!(targets, ["/a/b/c/deep/", "/a/b/c/deep/", "/x/b/other/deep/", "/a/b/c/deep/"]);
}

#[test]
fn labels_are_markdown_and_headings_are_found_by_text_or_id() {
    let page = linking(
        "[[Al Pacino|the *actor*]] [[Al Pacino#Early life|young]] [[Al Pacino#early-life|id]] \
         [[pacino#café & bar|bar]] [[Heat (1995 film)#The End|end]] [[heat#end|own]]\n",
    );
    leads(
        &page,
        &[
            ("the actor", "/people/al-pacino/"),
            ("young", "/people/al-pacino/#early-life"),
            ("id", "/people/al-pacino/#early-life"),
            ("bar", "/people/al-pacino/#café-bar"),
            ("end", "/works/heat/#end"),
            ("own", "/works/heat/#end"),
        ],
    );
    page.content().find("a em");
}

#[test]
fn a_heading_of_the_same_page_needs_no_name() {
    let page =
        linking("[[#Down below]] [[#down-below|again]] [plain](#down-below)\n\n## Down below\n\ntext\n");
    let targets: Vec<&str> = page.content().all("p a").iter().map(|a| a.get("href")).collect();
    assert_eq!(targets, ["#down-below", "#down-below", "#down-below"]);
    page.content().find("p").says("Down below").omits("[[");
}

#[test]
fn the_pipe_trick_drops_the_qualifier() {
    leads(&linking("[[Heat (1995 film)|]]\n"), &[("Heat", "/works/heat/")]);
}

#[test]
fn a_pipe_in_a_table_is_escaped_and_an_unescaped_one_is_pointed_out() {
    let page = linking("| a | b |\n|---|---|\n| [[Al Pacino\\|Al]] | [[heat\\|film]] |\n");
    assert_eq!(page.content().texts("td"), ["Al", "film"]);
    assert_eq!(
        (page.href("Al").as_str(), page.href("film").as_str()),
        ("/people/al-pacino/", "/works/heat/")
    );
    let run = mislinking("é\n\n| a | b |\n|---|---|\n| x | [[Al Pacino|Al]] |\n");
    run.succeeds().diagnostic("wikilink-in-table", "content/works/page.md", 5, 7).is("warning").says("\\|");
}

#[test]
fn escaped_brackets_and_code_are_not_links() {
    let page = linking("\\[[Al Pacino]] and `[[Al Pacino]]`\n\n```\n[[Nobody]]\n```\n");
    page.content().says("[[Al Pacino]] and [[Al Pacino]] [[Nobody]]");
    assert_eq!(page.content().all("a").len(), 0);
}

#[test]
fn a_page_with_the_name_in_the_same_folder_is_meant_first() {
    let run = Wiki::new()
        .file("content/a/hanna.md", "---\ntitle: Hanna\n---\nfirst\n")
        .file("content/b/hanna.md", "---\ntitle: Hanna\n---\nsecond\n")
        .file("content/a/x.md", "[[Hanna]]\n")
        .file("content/b/x.md", "[[Hanna]] [[a/hanna]]\n")
        .build();
    run.is_clean();
    assert_eq!(run.html("a/x/index.html").href("Hanna"), "/a/hanna/");
    let page = run.html("b/x/index.html");
    assert_eq!((page.href("Hanna").as_str(), page.href("a/hanna").as_str()), ("/b/hanna/", "/a/hanna/"));
}

#[test]
fn a_name_of_several_pages_is_an_error_that_lists_them() {
    let run = Wiki::new()
        .file("content/a/one.md", "---\ntitle: Hanna\n---\n")
        .file("content/b/two.md", "---\ntitle: Hanna\n---\n")
        .file("content/c/x.md", "ä [[hanna]]\n")
        .build();
    run.is_refused().reports(&[("ambiguous-link", "content/c/x.md", 1, 3)]);
    let fault = run.diagnostic("ambiguous-link", "content/c/x.md", 1, 3);
    fault.ends(1, 12).names("a/one").names("b/two");
}

// Red links.

#[test]
fn a_missing_page_is_a_red_link_that_leads_nowhere() {
    let run = mislinking("Text with [[Niel McCauley]] and [[Al Pacinoo|the actor]].\n");
    run.succeeds().reports(&[
        ("red-link", "content/works/page.md", 1, 11),
        ("red-link", "content/works/page.md", 1, 33),
    ]);
    run.diagnostic("red-link", "content/works/page.md", 1, 11)
        .is("warning")
        .ends(1, 28)
        .says("Niel McCauley");
    run.diagnostic("red-link", "content/works/page.md", 1, 33).says("did you mean `Al Pacino`?");
    let page = run.html("works/page/index.html");
    let links = page.content().all("a.red-link");
    assert_eq!(links.iter().map(|a| a.text()).collect::<Vec<_>>(), ["Niel McCauley", "the actor"]);
    assert!(links.iter().all(|link| link.attribute("href").is_none()));
    run.site.is_sound();
}

#[test]
fn a_page_that_many_miss_is_one_finding_with_all_places() {
    let run = Wiki::new()
        .file("content/a.md", "[[Nobody]]\n\n[[ Nobody ]] [[Nobody|x]]\n")
        .file("content/b.md", "[[Nobody]]\n")
        .build();
    run.succeeds();
    let finding = run.diagnostic("red-link", "content/a.md", 1, 1);
    finding.names("content/b.md");
    assert_eq!(run.coded("red-link").len(), 1, "{run}");
}

// Positions.

#[test]
fn places_count_characters_after_text_of_many_bytes() {
    let run = mislinking("🎬 Ünï — 日本 [[Nobody]]\n\nשלום [[Somebody]]\n");
    run.reports(&[("red-link", "content/works/page.md", 1, 12), ("red-link", "content/works/page.md", 3, 6)]);
    run.diagnostic("red-link", "content/works/page.md", 1, 12).ends(1, 22);
}

#[test]
fn places_are_those_of_the_file_with_front_matter_mark_and_carriage_returns() {
    let text = "\u{feff}---\r\ntitle: T\u{fc}\r\naliases:\r\n  - x\r\n---\r\n\r\nOne\r\ntwo [[Nobody]]\r\n";
    mislinking(text).reports(&[("red-link", "content/works/page.md", 8, 5)]);
}

#[test]
fn places_hold_inside_every_kind_of_block() {
    let run = mislinking(
        "- item\n  - [[A1]]\n\n> quote\n> [[A2]]\n\n> [!note] Title [[A3]]\n> text [[A4]]\n\n| h |\n|---|\n| [[A5]] |\n\n\
         Note[^1].\n\n[^1]: See [[A6]].\n\n## Heading [[A7]]\n\n**bold [[A8]]**\n\nTerm\n: ==def [[A9]]==\n",
    );
    let at = |line, column| ("red-link", "content/works/page.md", line, column);
    run.reports(&[
        at(2, 5),
        at(5, 3),
        at(7, 17),
        at(8, 8),
        at(12, 3),
        at(16, 11),
        at(18, 12),
        at(20, 8),
        at(23, 9),
    ]);
}

// Markdown links.

#[test]
fn markdown_links_are_paths_from_the_page_or_the_root() {
    let page = linking(
        "[a](heat.md) [b](../people/al-pacino.md#early-life) [c](/places/café.md) [d](/people/al-pacino/) \
         [e](script.pdf) [f](./heat.md \"A title\") [g](<../people/de_niro.md>) [h](../places/caf%C3%A9.md) \
         [i](index.md#section) [j](/works/)\n",
    );
    let expected = [
        ("a", "/works/heat/"),
        ("b", "/people/al-pacino/#early-life"),
        ("c", "/places/café/"),
        ("d", "/people/al-pacino/"),
        ("f", "/works/heat/"),
        ("g", "/people/de-niro/"),
        ("h", "/places/café/"),
        ("i", "/works/#section"),
        ("j", "/works/"),
    ];
    for (label, href) in expected {
        assert_eq!(page.href(label), href, "{label}");
    }
    assert!(page.href("e").starts_with("/works/script") && page.href("e").ends_with(".pdf"));
    assert_eq!(page.link("f").get("title"), "A title");
}

#[test]
fn links_to_other_sites_are_left_as_they_are() {
    let page =
        linking("[a](https://example.com/x?y=1&z=2#w) [b](mailto:a@example.com) [c](http://example.com)\n");
    leads(
        &page,
        &[
            ("a", "https://example.com/x?y=1&z=2#w"),
            ("b", "mailto:a@example.com"),
            ("c", "http://example.com"),
        ],
    );
    assert!(page.link("a").get("class").contains("external"));
}

#[test]
fn markdown_links_that_lead_nowhere_are_errors() {
    let run = mislinking(
        "[a](nowhere.md)\n\nä [b](heat.md#nowhere)\n\n[c](nothing.pdf) ![d](none.png)\n\n[e](/not/a/page/)\n\n[f](#nope)\n",
    );
    let at = |line, column| ("broken-link", "content/works/page.md", line, column);
    let picture = ("missing-image", "content/works/page.md", 5, 18);
    run.is_refused().reports(&[at(1, 1), at(3, 3), at(5, 1), at(7, 1), at(9, 1), picture]);
    run.diagnostic("broken-link", "content/works/page.md", 1, 1).is("error").says("nowhere.md");
    assert!(run.site.is_empty(), "a site with errors was published");
}

#[test]
fn a_fault_of_an_address_in_html_points_at_its_attribute() {
    let run = mislinking(
        "<p title=\"gone.md\"><a title=gone.md href = 'gone.md'>x</a></p>\n<!-- <a href=\"lost.md\"> --> <script>\"<a href='lost.md'>\"</script><a href=\"lost.md\">x</a>\n",
    );
    let places: Vec<(u64, u64)> = run.coded("broken-link").iter().map(|fault| fault.start).collect();
    assert_eq!(places, [(1, 45), (2, 75)]);
}

#[test]
fn reference_links_and_raw_html_are_checked_as_well() {
    let run = mislinking("[a][ref] and <a href=\"nowhere.md\">raw</a>\n\n[ref]: missing.md\n");
    run.is_refused();
    let places: Vec<(u64, u64)> = run.coded("broken-link").iter().map(|fault| fault.start).collect();
    assert_eq!(places.len(), 2, "{run}");
    assert!(places.iter().all(|(line, _)| *line == 1 || *line == 3), "{run}");
    assert_eq!(linking("<a href=\"heat.md\">raw</a>\n").href("raw"), "/works/heat/");
}

#[test]
fn wikilinks_to_missing_headings_and_files_are_errors() {
    let run = mislinking("[[Al Pacino#Early live]] ![[none.png]] [[#Nowhere]]\n");
    let at = |column| ("broken-link", "content/works/page.md", 1, column);
    run.is_refused().reports(&[at(1), at(40), ("missing-image", "content/works/page.md", 1, 26)]);
    run.diagnostic("broken-link", "content/works/page.md", 1, 1).says("Early life");
}

#[test]
fn disguised_unsafe_schemes_are_refused() {
    let run = mislinking(
        "[a](javascript:alert(1))\n\n[b](JaVaScRiPt:alert(1))\n\n[c](java&#10;script:alert(1))\n\n[d](vbscript:x)\n\n\
         [e](data:text/html,x)\n\n![f](data:image/svg+xml,x)\n\n<javascript:alert(1)>\n",
    );
    let at = |line| ("unsafe-url", "content/works/page.md", line, 1);
    run.is_refused().reports(&[at(1), at(3), at(5), at(7), at(9), at(11), at(13)]);
    let lenient = wiki()
        .settings("[checks]\nlevel = \"lenient\"\n")
        .file("content/works/page.md", "[a](javascript:alert(1)) <a href=\"jav&#x0A;ascript:alert(1)\">raw</a> [[javascript:alert(1)]]\n")
        .build();
    lenient.succeeds();
    let page = lenient.html("works/page/index.html");
    for link in page.content().all("a") {
        let href: String = link.attribute("href").unwrap_or_default().split_whitespace().collect();
        assert!(!href.to_lowercase().contains("script:"), "{}", link.outer());
    }
}

// Levels.

#[test]
fn levels_of_single_codes_can_be_set() {
    let text = "[[Nobody]] [x](nowhere.md)\n";
    let build = |checks: &str| {
        Wiki::new().settings(&format!("[checks]\n{checks}")).file("content/a.md", text).build()
    };
    let turned = build("red-link = \"error\"\nbroken-link = \"warning\"\n");
    turned.is_refused();
    turned.diagnostic("red-link", "content/a.md", 1, 1).is("error");
    turned.diagnostic("broken-link", "content/a.md", 1, 12).is("warning");
    build("red-link = \"off\"\nbroken-link = \"off\"\n").is_clean();
    let normal = build("");
    normal.is_refused().diagnostic("red-link", "content/a.md", 1, 1).is("warning");
    normal.diagnostic("broken-link", "content/a.md", 1, 12).is("error");
}

#[test]
fn the_level_of_a_wiki_moves_all_codes_but_those_set_by_themselves() {
    let text = "[[Nobody]] [x](nowhere.md)\n";
    let build = |checks: &str| {
        Wiki::new().settings(&format!("[checks]\n{checks}")).file("content/a.md", text).build()
    };
    let lenient = build("level = \"lenient\"\n");
    lenient.succeeds().diagnostic("broken-link", "content/a.md", 1, 12).is("warning");
    assert!(
        lenient.html("a/index.html").all("article a[href]").iter().all(|a| a.text() != "x"),
        "a link to a 404"
    );
    let strict = build("level = \"strict\"\n");
    strict.is_refused().diagnostic("red-link", "content/a.md", 1, 1).is("error");
    build("level = \"lenient\"\nbroken-link = \"error\"\n").is_refused();
}

#[test]
fn strict_on_the_command_line_makes_warnings_fail() {
    let wiki = Wiki::new().file("content/a.md", "[[Nobody]]\n");
    assert_eq!(wiki.build().status, 0);
    let strict = wiki.flag("--strict").build();
    assert_eq!(strict.status, 1, "{strict}");
    strict.diagnostic("red-link", "content/a.md", 1, 1);
}

// Embeds.

#[test]
fn a_page_or_a_section_of_it_is_embedded() {
    let run = Wiki::new()
        .file("content/a.md", "![[Source]]\n")
        .file("content/b.md", "![[Source#Middle]]\n")
        .file("content/c.md", "![[Source]]\n\n![[Source]]\n\n## Middle\n\nown\n")
        .file("content/source.md", "---\ntitle: Source\n---\nLead text[^1].\n\n## Middle\n\nMiddle text.\n\n### Below\n\nDeep text.\n\n## End\n\nEnd text.\n\n[^1]: A note.\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let whole = run.html("a/index.html");
    whole.find(".embed").says("Lead text").says("Middle text.").says("End text.");
    assert_eq!(whole.find(".embed a.embed-source").get("href"), "/source/");
    run.html("b/index.html")
        .find(".embed")
        .says("Middle text.")
        .says("Deep text.")
        .omits("Lead text")
        .omits("End text");
    run.html("c/index.html").count(".embed", 2);
}

#[test]
fn links_and_images_in_an_embed_mean_what_they_mean_at_home() {
    let run = Wiki::new()
        .file("content/a/page.md", "![[deep]]\n")
        .file("content/b/deep.md", "[near](near.md) [[#Part]] ![alt](p.png)\n\n## Part\n\ntext\n")
        .file("content/b/near.md", "text\n")
        .file("content/b/p.png", png(4, 3))
        .build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("a/page/index.html");
    assert_eq!(page.href("near"), "/b/near/");
    assert!(run.site.target(page.find(".embed img").get("src")).is_some());
}

#[test]
fn embedded_images_take_a_width_a_size_or_a_text() {
    let run = Wiki::new()
        .file("content/page.md", "![[still.png]]\n\n![[still.png|300]]\n\n![[still.png|300x100]]\n\n![[img/still.png|Two men]]\n\n![[still.png|Two men|600]]\n")
        .file("content/img/still.png", png(1200, 500))
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    let images = page.content().all("img");
    let sizes: Vec<(&str, &str)> = images.iter().map(|img| (img.get("width"), img.get("height"))).collect();
    assert_eq!(sizes, [("1200", "500"), ("300", "125"), ("300", "100"), ("1200", "500"), ("600", "250")]);
    assert_eq!((images[3].get("alt"), images[4].get("alt")), ("Two men", "Two men"));
    assert!(images.iter().all(|image| image.get("loading") == "lazy"));
}

#[test]
fn an_embed_of_a_missing_page_is_a_red_link() {
    let run = mislinking("a\n\n![[Nobody]]\n");
    run.succeeds().reports(&[("red-link", "content/works/page.md", 3, 1)]);
    run.html("works/page/index.html").content().find("a.red-link").says("Nobody");
}

#[test]
fn an_embed_of_a_missing_section_is_broken() {
    let run = mislinking("![[Al Pacino#Nowhere]]\n");
    run.is_refused().reports(&[("broken-link", "content/works/page.md", 1, 1)]);
}

#[test]
fn pages_that_embed_each_other_are_stopped_and_named() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: A\n---\ntext ![[B]]\n")
        .file("content/b.md", "![[C]]\n")
        .file("content/c.md", "x\n\n![[A]]\n")
        .file("content/self.md", "## Part\n\n![[self]]\n")
        .build();
    run.is_refused();
    let cycles = run.coded("embed-cycle");
    assert!(!cycles.is_empty(), "{run}");
    let places = [
        ("content/a.md", (4, 6)),
        ("content/b.md", (1, 1)),
        ("content/c.md", (3, 1)),
        ("content/self.md", (3, 1)),
    ];
    for cycle in &cycles {
        assert!(places.contains(&(cycle.file.as_str(), cycle.start)), "{cycle:#?}");
    }
    run.diagnostic("embed-cycle", "content/self.md", 3, 1);
    assert!(cycles.iter().any(|cycle| cycle.file != "content/self.md"), "{run}");
}

#[test]
fn embeds_of_embeds_end_at_a_depth() {
    let chain = |length: usize| {
        (0..length).fold(Wiki::new().file(&format!("content/p{length}.md"), "the end\n"), |wiki, at| {
            wiki.file(&format!("content/p{at}.md"), format!("![[p{}]]\n", at + 1))
        })
    };
    let shallow = chain(8).build();
    shallow.is_clean();
    shallow.html("p0/index.html").content().says("the end");
    let deep = chain(12).build();
    deep.is_refused();
    assert!(!deep.coded("embed-depth").is_empty(), "{deep}");
    assert!(deep.diagnostics.iter().all(|fault| fault.start == (1, 1)), "{deep}");
}

#[test]
fn embeds_cannot_grow_without_bound() {
    let mut wiki = Wiki::new().file("content/p7.md", "x".repeat(2000));
    for at in 0..7 {
        wiki = wiki.file(&format!("content/p{at}.md"), format!("![[p{}]]\n\n", at + 1).repeat(30));
    }
    let run = wiki.build();
    run.is_refused().stays_within(30, 1500);
    assert!(!run.coded("embed-depth").is_empty(), "{run}");
}

// Unusual names and places.

#[test]
fn names_with_signs_that_addresses_reserve_are_reached() {
    let run = Wiki::new()
        .file("content/100% wolf.md", "---\ntitle: \"100% Wolf?\"\n---\n")
        .file("content/What's \"up\" & so.md", "text\n")
        .file("content/🎬 Film.md", "text\n")
        .file("content/page.md", "[[100% Wolf?]] [[What's \"up\" & so]] [[🎬 Film]] [x](100%25%20wolf.md) [y](<What's \"up\" & so.md>)\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("page/index.html");
    assert_eq!(page.href("100% Wolf?"), page.href("x"));
    assert_eq!(page.href("What’s “up” & so"), page.href("y"));
}

#[test]
fn links_in_headings_do_not_nest_in_the_contents() {
    let page = linking("## About [[Al Pacino]]\n\ntext\n\n## And [x](heat.md)\n\ntext\n");
    page.find("nav.toc").says("About Al Pacino").says("And x");
    page.count("a a", 0);
    assert_eq!(page.content().all("h2 a").iter().filter(|a| a.text() == "Al Pacino").count(), 1);
}

#[test]
fn links_across_two_lines_are_links() {
    leads(
        &linking("[[Al\nPacino]] [a\nb](heat.md)\n"),
        &[("Al Pacino", "/people/al-pacino/"), ("a b", "/works/heat/")],
    );
}

#[test]
fn letters_behind_a_link_stay_text() {
    let page = linking("Two [[Al Pacino]]s.\n");
    page.content().says("Two Al Pacinos.");
}

#[test]
fn all_faults_of_all_pages_are_reported_in_one_run_and_in_order() {
    let run = Wiki::new()
        .file("content/b.md", "---\ntitel: x\n---\n[x](nowhere.md)\n\n[[Nobody]]\n")
        .file("content/a.md", "[x](missing.md)\n")
        .file("content/c.md", "---\nopen: [\n---\ntext\n")
        .build();
    run.is_refused();
    let files: Vec<&str> = run.diagnostics.iter().map(|fault| fault.file.as_str()).collect();
    assert!(files.is_sorted(), "{run}");
    let found: std::collections::BTreeSet<&str> =
        run.diagnostics.iter().map(|fault| fault.code.as_str()).collect();
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["broken-link", "front-matter", "red-link", "unknown-key"]
    );
}

#[test]
fn a_file_beside_the_page_is_meant_before_one_elsewhere() {
    let run = Wiki::new()
        .file("content/a/page.md", "![[p.png]]\n")
        .file("content/a/p.png", png(1, 1))
        .file("content/b/p.png", png(2, 2))
        .build();
    run.is_clean();
    assert_eq!(run.html("a/page/index.html").content().find("img").get("width"), "1");
}

#[test]
fn a_draft_that_is_left_out_cannot_be_linked_to() {
    let run = faulty("[[Secret]]\n");
    run.succeeds().reports(&[("red-link", "content/page.md", 1, 1)]);
    let wiki = Wiki::new()
        .file("content/a.md", "[[Secret]]\n")
        .file("content/s.md", "---\ntitle: Secret\ndraft: true\n---\n");
    wiki.build().succeeds().reports(&[("red-link", "content/a.md", 1, 1)]);
    wiki.flag("--drafts").build().is_clean();
}

#[test]
fn links_without_words_have_no_empty_excerpt() {
    let run = Wiki::new()
        .file("content/a.md", "Ada's life.\n")
        .file("content/embeds.md", "![[a]]\n")
        .file("content/pictures.md", "Sail [![[boat.png]]](a.md) home.\n")
        .file("content/boat.png", png(4, 3))
        .build();
    run.is_clean();
    let excerpts = run.html("a/index.html").find(".backlinks").texts("li");
    assert_eq!(excerpts, ["embeds", "pictures Sail home."]);
    assert!(run.html("a/index.html").all(".backlinks b").is_empty());
}

#[test]
fn a_name_that_a_broken_front_matter_may_hold_is_not_called_a_typo() {
    let broken = "---\ntitle: Kima Greggs\nwords: [one\n---\n\nText.\n";
    let wiki = Wiki::new().file("content/kima-greggs.md", broken).file("content/a.md", "[[Kima Greggs]]\n");
    let run = wiki.build();
    let fault = run.diagnostic("red-link", "content/a.md", 1, 1);
    fault.says("correct the front matter of `content/kima-greggs.md` first");
    assert!(!run.stderr.contains("did you mean"), "{run}");
    wiki.file("content/kima-greggs.md", "---\ntitle: Kima Greggs\n---\n\nText.\n").build().is_clean();
}
