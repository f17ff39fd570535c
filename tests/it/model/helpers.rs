//! Helper pages, which lists and searches leave out; facts in the search; and the numbers of pages.

use super::*;

fn index_text(run: &Run) -> String {
    let is_of_index = |path: &&str| path.starts_with("search/") && !path.ends_with(".html");
    run.site.paths().into_iter().filter(is_of_index).map(|path| run.site.text(path)).collect()
}

#[test]
fn a_page_that_is_not_listed_is_in_no_list() {
    let run = Wiki::new()
        .settings("[types.item]\nfolder = \"items\"\n")
        .file(
            "content/items/axe.md",
            "---\ntitle: The Axe\ncategories: [Tools]\nupdated: 2026-01-01\n---\n![[Navbox]]\n",
        )
        .file(
            "content/items/navbox.md",
            "---\ntitle: Navbox\ncategories: [Tools]\nlisted: false\nupdated: 2026-01-02\n---\nA box.\n",
        )
        .file("content/list.md", "# List\n\n```query\ntype: item\n```\n")
        .build();
    run.is_clean();
    let lists = [
        "items/index.html",
        "categories/tools/index.html",
        "list/index.html",
        "special/all-pages/index.html",
        "special/dead-ends/index.html",
        "special/shortest/index.html",
    ];
    for list in lists {
        run.html(list).lacks("items/navbox");
    }
    assert!(!run.site.text("feed.xml").contains("Navbox"));
    let pages = run.site.json("api/pages.json");
    let left_out = |title: &str| {
        let page = pages["pages"].as_array().unwrap().iter().find(|page| page["title"] == title);
        page.unwrap()["listed"] == Value::Bool(false)
    };
    assert!(left_out("Navbox") && !left_out("The Axe"));
    assert!(index_text(&run).contains("Navbox"), "the search finds it");
    assert!(run.site.has("items/navbox/index.html"));
}

#[test]
fn random_pages_are_articles_and_not_lists() {
    let run = Wiki::new()
        .file("content/index.md", "# Home\n")
        .file("content/a/index.md", "# Folder\n")
        .file("content/a/b.md", "---\ntitle: Article\ncategories: [Things]\n---\n")
        .file("content/categories/things.md", "# Things\n")
        .build();
    let pages = run.site.json("api/pages.json");
    let pages = pages["pages"].as_array().unwrap().iter();
    let drawn: Vec<&str> =
        pages.filter(|page| page.get("listed").is_none()).filter_map(|page| page["title"].as_str()).collect();
    assert_eq!(drawn, ["Article"]);
}

#[test]
fn a_page_that_is_not_indexed_is_hidden_from_search_engines_and_the_search() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: Drafting board\nindexed: false\n---\nQuixotry.\n")
        .file("content/b.md", "# Other\n\n[[Drafting board]]\n")
        .build();
    run.is_clean();
    run.html("a/index.html").has("<meta name=\"robots\" content=\"noindex\">");
    assert!(!run.site.text("sitemap.xml").contains("/a/"));
    let index = index_text(&run);
    assert!(!index.contains("quixotry") && !index.contains("Drafting board"), "{index}");
    run.html("b/index.html").lacks("noindex");
}

#[test]
fn bad_values_of_these_keys_are_reported() {
    let run = faulty_page("---\ntitle: A\nlisted: sometimes\nindexed: 3\n---\n");
    run.diagnostic("wrong-type", "content/page.md", 3, 9);
    run.diagnostic("wrong-type", "content/page.md", 4, 10);
}

fn faulty_page(text: &str) -> Run {
    Wiki::new().file("content/page.md", text).build()
}

const FACTS: &str = r#"
[spoilers]
book = "The book"
[types.person]
[types.person.fields]
rank = { type = "text" }
secret = { type = "text", hidden = true }
home = { type = "page" }
seen = { type = "record", many = true, fields.place = { type = "text" } }
portrait = { type = "image" }
[properties]
fate = { label = "Destiny" }
"#;

#[test]
fn the_search_finds_facts() {
    let run = Wiki::new()
        .settings(FACTS)
        .file("content/p.png", png(4, 4))
        .file(
            "content/egwene.md",
            "---\ntitle: Egwene\ntype: person\nrank: Amyrlin Seat\nsecret: Hushword\nhome: Village\n\
             seen: [{place: Tanchico}, {place: {value: Ebou Dar, spoiler: book}}]\n\
             portrait: {src: p.png, alt: Braids, caption: By Thom, credit: Gleeman, licence: CC0}\n\
             info: {Weapon: '[[Village|Quarterstaff]]', Doom: {value: Tarmon, spoiler: book}}\n\
             claims:\n- {property: fate, value: Flamecrown, said: 2020-01-01, id: old}\n\
             - {property: fate, value: Crystalspear, said: 2021-01-01, supersedes: old}\n---\nText.\n",
        )
        .file("content/village.md", "---\ntitle: Emond's Field\naliases: [Village]\n---\n")
        .build();
    run.succeeds();
    let is_open = |path: &&str| path.starts_with("search/") && path.matches('/').count() == 1;
    let open: String = run.site.paths().into_iter().filter(is_open).map(|path| run.site.text(path)).collect();
    let page = run.site.json("api/egwene.json");
    let facts = page["sections"].to_string();
    for fact in ["Amyrlin", "Tanchico", "Thom", "Gleeman", "Quarterstaff", "Destiny", "Crystalspear", "Emond"]
    {
        assert!(facts.contains(fact), "{fact}: {facts}");
    }
    assert!(facts.contains("Flamecrown (superseded)"), "{facts}");
    assert!(facts.find("Crystalspear") < facts.find("Flamecrown"), "{facts}");
    for hidden in ["Hushword", "Ebou", "Tarmon", "Doom"] {
        assert!(!facts.contains(hidden), "{hidden}: {facts}");
        assert!(!open.contains(&hidden.to_lowercase()), "{hidden} is in the open index");
    }
    let layer: String = run
        .site
        .paths()
        .into_iter()
        .filter(|path| path.starts_with("search/scopes-book/"))
        .map(|path| run.site.text(path))
        .collect();
    assert!(layer.contains("Ebou Dar") && layer.contains("Doom: Tarmon"), "{layer}");
}

#[test]
fn the_index_says_which_events_are_superseded() {
    let run = Wiki::new()
        .settings("[types.event]\nrole = \"event\"\nfolder = \"events\"\nfields.supersedes = { type = \"page\", to = \"event\" }\n")
        .file("content/events/new.md", "---\ntitle: New plan\ndate: 2021\nsupersedes: Old plan\n---\n")
        .file("content/events/old.md", "---\ntitle: Old plan\ndate: 2020\n---\n")
        .build();
    let manifest = run.site.json("search/index.json");
    let hash = manifest["superseded"].as_str().expect("the file of superseded pages");
    let pairs = run.site.json(&format!("search/superseded-{hash}.json"));
    assert_eq!(pairs, serde_json::json!([[1, [0]]]));
}

#[test]
fn the_program_and_the_site_count_the_same_pages() {
    let wiki = Wiki::new()
        .file("content/index.md", "# Home\n")
        .file("content/a.md", "---\ntitle: Alpha\ncategories: [Things]\n---\n")
        .file("content/box.md", "---\ntitle: Box\nlisted: false\n---\n")
        .file("content/categories/things.md", "# Things\n");
    let run = wiki.build();
    let check = wiki.check();
    assert!(check.stderr.contains("2 pages,"), "{}", check.stderr);
    assert!(run.stderr.contains("2 pages,"), "{}", run.stderr);
    let numbers = run.html("special/statistics/index.html");
    numbers.find("main").says("2");
    let all: Vec<String> = run.html("special/all-pages/index.html").find(".text").texts("li a");
    assert_eq!(all, ["Alpha", "Home"]);

    let one = Wiki::new().file("content/a.md", "# Alpha\n");
    assert!(one.check().stderr.contains("1 page,"), "{}", one.check().stderr);
}
