//! Names that lead to other wikis, sections, drafts and unwritten pages.

use crate::harness::{Run, Wiki, png};

const INTERWIKI: &str = "[interwiki]\nwp = \"https://en.wikipedia.org/wiki/$1\"\nlore = \"https://lore.example/?title={}&view=1\"\n";

/// Builds a page of this text beside a few others, with these settings.
#[track_caller]
fn page(settings: &str, text: &str) -> Run {
    Wiki::new()
        .settings(settings)
        .file("content/crew.md", "# Crew\n\nThe crew.\n")
        .file("content/ships.md", "---\ntitle: Ships\ncategories: [Pirates]\n---\nText.\n")
        .file("content/quay.png", png(8, 4))
        .file("content/page.md", text)
        .build()
}

/// The addresses of the links in the text of the page.
fn addresses(run: &Run) -> Vec<String> {
    run.html("page/index.html").content().all("a").iter().map(|a| a.get("href").to_owned()).collect()
}

#[test]
fn prefixes_of_the_settings_lead_to_other_wikis() {
    let text = "---\ntitle: Page\ninfo: {See: \"[[wp:Heat|the film]]\"}\n---\n\
                [[wp:Al Pacino]] [[:WP:Heat (film)|Heat]] [[lore:A & B]] [[wp:Heat#The plot]]\n";
    let run = page(INTERWIKI, text);
    run.is_clean();
    let wikipedia = "https://en.wikipedia.org/wiki/";
    assert_eq!(
        addresses(&run),
        [
            format!("{wikipedia}Al_Pacino"),
            format!("{wikipedia}Heat_(film)"),
            "https://lore.example/?title=A_%26_B&view=1".to_owned(),
            format!("{wikipedia}Heat#The_plot"),
        ]
    );
    let html = run.html("page/index.html");
    let external: Vec<String> = html.all("a.external").iter().map(|a| a.text()).collect();
    assert!(external.contains(&"wp:Al Pacino".to_owned()) && external.contains(&"the film".to_owned()));
}

#[test]
fn a_page_of_the_wiki_has_its_name_before_another_wiki() {
    let run = Wiki::new()
        .settings(INTERWIKI)
        .file("content/wp.md", "---\ntitle: \"WP: Heat\"\n---\ntext\n")
        .file("content/page.md", "[[WP: Heat]]\n")
        .build();
    run.is_clean();
    assert_eq!(addresses(&run), ["/wp/"]);
}

#[test]
fn unknown_prefixes_are_red_links() {
    let run = page(INTERWIKI, "[[other:Heat]] [[wp]]\n");
    run.succeeds().reports(&[("red-link", "content/page.md", 1, 1), ("red-link", "content/page.md", 1, 16)]);
}

#[test]
fn prefixes_and_patterns_are_checked() {
    for (line, column) in [
        ("wp = \"https://en.wikipedia.org/wiki/\"", 6),
        ("wp = \"/wiki/$1\"", 6),
        ("wp = \"javascript:$1\"", 6),
        ("wp = \"https://a.example/$1/{}\"", 6),
        ("category = \"https://a.example/$1\"", 1),
        ("\"w p\" = \"https://a.example/$1\"", 1),
    ] {
        let run = page(&format!("[interwiki]\n{line}\n"), "text\n");
        assert_eq!(run.coded("invalid-config")[0].start.0, 4, "{run}");
        assert_eq!(run.coded("invalid-config")[0].start.1, column, "{run}");
        assert_eq!(run.status, 1);
    }
}

#[test]
fn categories_are_linked_with_a_colon_and_reported_without() {
    let run = page("", "[[:Category:Pirates]] [[:category:pirates|them]]\n");
    run.is_clean();
    assert_eq!(addresses(&run), ["/categories/pirates/", "/categories/pirates/"]);
    for text in
        ["[[Category:Pirates]]\n", "[[category: Pirates|P]]\n", "[[Category:Pirates]] [[Category:Pirates]]\n"]
    {
        let run = page("", text);
        run.succeeds().reports(&[("foreign-syntax", "content/page.md", 1, 1)]);
        run.diagnostic("foreign-syntax", "content/page.md", 1, 1).says("categories: [Pirates]");
    }
    let run = page("", "`[[Category:Pirates]]` and [[:Category:Nobody]]\n");
    run.succeeds().reports(&[("red-link", "content/page.md", 1, 28)]);
}

#[test]
fn files_in_a_namespace_are_linked_and_reported_with_the_embed() {
    for (text, remedy) in [
        ("[[File:quay.png]]", "![[quay.png]]"),
        ("[[File:quay.png|thumb|The quay]]", "![[quay.png|thumb|The quay]]"),
        ("[[Image: Quay.png |right|300px|alt=Q|The quay]]", "![[Quay.png|right|300px|alt=Q|The quay]]"),
        ("[[Datei:quay.png|mini]]", "![[quay.png|thumb]]"),
    ] {
        let run = page("", &format!("{text}\n"));
        run.succeeds().reports(&[("foreign-syntax", "content/page.md", 1, 1)]);
        run.diagnostic("foreign-syntax", "content/page.md", 1, 1).says(&format!("write `{remedy}`"));
        assert_eq!(addresses(&run), ["/quay.png"]);
    }
    let run = page("", "![[File:quay.png]] [[:File:quay.png|the picture]]\n");
    run.is_clean();
    assert_eq!(addresses(&run), ["/quay.png"]);
    assert_eq!(run.html("page/index.html").content().all("img").len(), 1);
}

#[test]
fn links_to_drafts_say_so() {
    let wiki = |text: &str| {
        Wiki::new()
            .file("content/plan.md", "---\ntitle: The plan\naliases: [Scheme]\ndraft: true\n---\ntext\n")
            .file("content/secret.md", "---\ntitle: Secret\npublish: false\n---\ntext\n")
            .file("content/page.md", text)
    };
    let run = wiki("[[The plan]] [[scheme]] ![[plan]]\n\n[x](plan.md) [[Secret]]\n").build();
    run.is_refused();
    for (code, line, column) in [("red-link", 1, 1), ("red-link", 1, 14), ("broken-link", 3, 1)] {
        run.diagnostic(code, "content/page.md", line, column).says("the page `The plan` is a draft");
    }
    run.diagnostic("red-link", "content/page.md", 3, 14).says("the page `Secret` is not published");
    wiki("[[The plan]] [[scheme]]\n").run(&["build", "--drafts", "--format", "json"]).is_clean();
}

const TYPES: &str = "[types.person]\nfolder = \"people\"\n[types.film]\nfolder = \"films\"\n[types.film.fields.by]\ntype = \"page\"\nto = [\"person\"]\nmany = true\n[types.film.fields.cast]\ntype = \"record\"\nmany = true\n[types.film.fields.cast.fields.actor]\ntype = \"page\"\n";

#[test]
fn fields_that_name_unwritten_pages_are_red_and_wanted() {
    let film = "---\ntitle: Heat\nby: [Michael Mann]\ncast:\n  - {actor: Amy Brenneman}\n  - {value: {actor: Zed Hidden}, spoiler: film}\n---\nBy [[Michael Mann]].\n";
    let wiki = |checks: &str| {
        Wiki::new()
            .settings(&format!("[spoilers]\nfilm = \"The film\"\n{checks}{TYPES}"))
            .file("content/films/heat.md", film)
            .file("content/films/two.md", "---\nby: Michael Mann\n---\ntext\n")
    };
    let run = wiki("").build();
    run.succeeds();
    run.diagnostic("unknown-reference", "content/films/heat.md", 3, 6).is("warning");
    let page = run.html("films/heat/index.html");
    let red: Vec<String> = page.all("aside.infobox a.red-link").iter().map(|a| a.text()).collect();
    assert!(red.contains(&"Michael Mann".to_owned()) && red.contains(&"Amy Brenneman".to_owned()), "{red:?}");
    let wanted = run.site.text("special/wanted/index.html");
    assert!(
        wanted.contains("Michael Mann") && wanted.contains("Amy Brenneman") && !wanted.contains("Zed"),
        "{wanted}"
    );
    assert!(wanted.contains("2 pages"), "{wanted}");
    wiki("[checks]\nunknown-reference = \"error\"\n").build().is_refused();
}

#[test]
fn a_field_looks_among_pages_of_its_type_first() {
    let wiki = |more: &str| {
        Wiki::new()
            .settings(TYPES)
            .file("content/people/heat.md", "---\ntitle: Heat\n---\n")
            .file("content/films/heat.md", "---\ntitle: Heat\nby: Heat\n---\n[[Heat]]\n")
            .file("content/people/b/heat.md", format!("---\ntitle: Heat\n{more}---\n"))
            .build()
    };
    let run = wiki("type: film\n");
    run.is_clean();
    let by = run.html("films/heat/index.html");
    assert_eq!(by.find("aside.infobox a").get("href"), "/people/heat/");
    assert_eq!(by.content().find("a").get("href"), "/films/heat/");
}

#[test]
fn a_video_as_a_picture_is_a_link() {
    let trailer = "https://www.youtube.com/watch?v=x";
    let run =
        page("", &format!("![The trailer]({trailer})\n\n![]({trailer}) ![Quay|300](https://a.example/q)\n"));
    run.succeeds().reports(&[("foreign-syntax", "content/page.md", 1, 1)]);
    let html = run.html("page/index.html");
    let links: Vec<(String, &str)> =
        html.content().all("a.external").iter().map(|a| (a.text(), a.get("href"))).collect();
    assert_eq!(links, [("The trailer".to_owned(), trailer), (trailer.to_owned(), trailer)]);
    assert_eq!(html.content().all("img").len(), 1);
}

const SHIP: &str = "---\ntitle: The ship\naliases: [Vessel, {name: Old crew, section: The crew}, {value: {name: Mutineers, section: Mutiny}, spoiler: film}]\n---\nText.\n\n## The crew\n\nSailors.\n\n> [!spoiler|film]\n> ## Mutiny\n> They rose.\n";

#[test]
fn an_alias_may_lead_to_a_section() {
    let run = Wiki::new()
        .settings("[spoilers]\nfilm = \"The film\"\n")
        .file("content/ship.md", SHIP)
        .file("content/page.md", "[[old crew]] [[Vessel]] [[Old crew#Mutiny|x]]\n\n![[Old crew]]\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    assert_eq!(addresses(&run)[..2], ["/ship/#the-crew", "/ship/"]);
    let embed = run.html("page/index.html").find("div.embed").text();
    assert!(embed.contains("Sailors.") && !embed.contains("Text."), "{embed}");
    assert_eq!(run.html("old-crew/index.html").find("main a").get("href"), "/ship/#the-crew");
    assert_eq!(run.html("vessel/index.html").find("main a").get("href"), "/ship/");
    let index: Vec<&str> =
        run.site.paths().into_iter().filter(|path| path.starts_with("search/names")).collect();
    let names: String = index.iter().map(|path| run.site.text(path)).collect();
    assert!(names.contains("[\"the-crew\",\"Old crew\"]"), "{names}");
}

#[test]
fn the_alias_of_a_section_takes_its_label_in_both_forms() {
    let build = |aliases: String| {
        let rest = SHIP.split_once("aliases: ").and_then(|(_, rest)| rest.split_once('\n')).expect("aliases");
        let run = Wiki::new()
            .settings("[spoilers]\nfilm = \"The film\"\n")
            .file("content/ship.md", format!("---\ntitle: The ship\naliases: {aliases}\n{}", rest.1))
            .file("content/page.md", "[[Mutineers|them]]\n")
            .build();
        run.is_clean();
        run
    };
    let around = "{value: {name: Mutineers, section: Mutiny}, spoiler: film}";
    let inside = "{name: Mutineers, section: Mutiny, spoiler: film}";
    for list in ["{}", "[{}]", "[Vessel, {}]"] {
        let labelled = build(list.replace("{}", around));
        assert!(!labelled.site.has("mutineers/index.html"));
        labelled.site.equals(&build(list.replace("{}", inside)).site);
    }
}

#[test]
fn the_section_of_an_alias_is_checked() {
    let run = Wiki::new()
        .file(
            "content/ship.md",
            SHIP.replace("section: The crew", "section: The crow")
                .replace(", {value: {name: Mutineers, section: Mutiny}, spoiler: film}", ""),
        )
        .build();
    run.is_refused();
    run.diagnostic("broken-link", "content/ship.md", 3, 45).says("did you mean `The crew`?");
    let run = Wiki::new()
        .file(
            "content/ship.md",
            "---\naliases:\n  - {name: A, sektion: B}\n  - name: [x]\n    section: y\n---\n",
        )
        .build();
    run.is_refused();
    run.diagnostic("unknown-key", "content/ship.md", 3, 15);
    run.diagnostic("wrong-type", "content/ship.md", 4, 11);
}

#[test]
fn the_templates_of_obsidian_are_not_published() {
    let wiki = |settings: &str| {
        Wiki::new()
            .file("content/.obsidian/templates.json", settings)
            .file("content/Meta/Templates/blank-form.md", "# {{title}}\n")
            .file("content/Meta/Templates/deep/quay.png", png(8, 4))
            .file("content/Meta/Templates 2/kept.md", "# Kept\n")
            .build()
    };
    for settings in
        ["{\n  \"folder\": \"Meta/Templates\"\n}", "{\"dateFormat\": \"\", \"folder\": \"/Meta/Templates/\"}"]
    {
        let run = wiki(settings);
        run.is_clean();
        assert!(run.site.has("meta/templates-2/kept/index.html"));
        let paths = run.site.paths();
        assert!(
            !paths.iter().any(|path| path.contains("blank-form") || path.contains("quay.png")),
            "{paths:?}"
        );
    }
    for settings in ["", "{}", "[]", "{\"folder\": \"\"}", "{\"folder\": 1}"] {
        assert!(wiki(settings).site.has("meta/templates/blank-form/index.html"), "{settings}");
    }
}
