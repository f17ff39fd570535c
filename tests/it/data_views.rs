//! How data is shown: trees of pages, matrices of relations, folds and excerpts, tables of claims, and the styles loaded for them.

use crate::harness::{Element, Page, Run, Wiki};

const SETTINGS: &str = r#"
[spoilers]
novel = "the novel"
[types.person]
folder = "people"
[types.person.fields.born]
type = "date"
[types.person.fields.children]
type = "page"
to = ["person"]
many = true
inverse = "parents"
inverse_label = "Parents"
[types.person.fields.spouse]
type = "page"
to = ["person"]
label = "Married to"
[types.person.fields.family]
type = "record"
many = true
[types.person.fields.family.fields.who]
type = "page"
to = ["person"]
inverse = "relatives"
[types.person.fields.family.fields.as]
type = "text"
[types.work]
folder = "works"
[types.work.fields.released]
type = "date"
[types.work.fields.cast]
type = "record"
many = true
[types.work.fields.cast.fields.actor]
type = "page"
to = ["person"]
inverse = "roles"
[types.work.fields.cast.fields.part]
type = "page"
to = ["person"]
inverse = "played_by"
"#;

/// A wiki of people, each with its lines of front matter, and a page with a query.
fn people(people: &[(&str, &str)], query: &str) -> Wiki {
    let mut wiki = Wiki::new().settings(SETTINGS);
    for (name, lines) in people {
        let file = format!("content/people/{}.md", name.to_lowercase());
        wiki = wiki.file(&file, format!("---\ntitle: {name}\n{lines}\n---\n"));
    }
    wiki.file("content/list.md", format!("```query\ntype: person\nview: tree\n{query}\n```\n"))
}

/// Builds a wiki without faults and returns the page with the query.
fn page(wiki: &Wiki) -> Page {
    let run = wiki.build();
    run.is_clean();
    run.site.is_sound();
    run.html("list/index.html")
}

/// The entries of a tree by level: `Ada(Bob(Cy) Dora)`.
fn shape(page: &Page) -> String {
    let mut text = String::new();
    let list = page.find("figure.query-tree");
    let inner = list.inner();
    for part in inner.split('<').skip(1) {
        let (tag, rest) = part.split_once('>').expect("a tag");
        let name = tag.split_whitespace().next().unwrap_or_default();
        text.push_str(match name {
            "ul" => "(",
            "/ul" => ")",
            "li" => " ",
            _ => "",
        });
        if name == "a" {
            text.push_str(rest);
        }
    }
    text.replace("( ", "(")
}

const LINE: [(&str, &str); 4] =
    [("Ada", "children: [Bob, Dora]"), ("Bob", "children: [Cy]"), ("Cy", ""), ("Dora", "")];

#[test]
fn a_tree_has_the_pages_that_a_field_names_below_each_other() {
    let page = page(&people(&LINE, "show: [children]\ncaption: The family"));
    page.find("figure.query-tree figcaption").says("The family");
    assert_eq!(shape(&page), "(Ada(Bob(Cy) Dora))");
    assert_eq!(page.find("figure.query-tree").all("a").len(), 4, "each name is a link");
    assert!(page.source().contains("css/trees."), "its styles");
}

#[test]
fn the_inverse_of_a_relation_gives_the_tree_from_below() {
    let page = page(&people(&LINE, "title: Cy\nshow: [parents]"));
    assert_eq!(shape(&page), "(Cy(Bob(Ada)))");
}

#[test]
fn rows_are_where_a_tree_begins() {
    assert_eq!(shape(&page(&people(&LINE, "title: Bob\nshow: [children]"))), "(Bob(Cy))");
    let page = page(&people(&LINE, "title: Dora\nshow: [children]\nempty: No children."));
    page.find("figure.query-tree").says("No children.").omits("Dora");
}

#[test]
fn the_rest_of_a_record_stands_beside_the_name() {
    let family = [("Ada", "family: [{who: Bob, as: second husband}]"), ("Bob", "")];
    let page = page(&people(&family, "show: [family]"));
    assert_eq!(page.find("figure.query-tree li li small").text(), "second husband");
    let both = [("Ada", "spouse: Bob\nchildren: [Cy]"), ("Bob", ""), ("Cy", "")];
    let page = page_of(&both, "show: [spouse, children]");
    let notes: Vec<String> = page.all("figure.query-tree small").iter().map(Element::text).collect();
    assert_eq!(notes, ["Married to", "Children"], "several relations are named");
}

fn page_of(list: &[(&str, &str)], query: &str) -> Page {
    page(&people(list, query))
}

#[test]
fn a_page_has_its_pages_below_it_once() {
    let two =
        [("Ada", "children: [Cy]"), ("Bob", "children: [Cy]"), ("Cy", "children: [Dora]"), ("Dora", "")];
    let page = page_of(&two, "show: [children]");
    assert_eq!(shape(&page), "(Ada(Cy(Dora)) Bob(Cy))");
    page.find("figure.query-tree .query-again").says("Cy");
}

#[test]
fn circles_and_pairs_end() {
    for (list, expected) in [
        (vec![("Ada", "spouse: Bob"), ("Bob", "spouse: Ada")], "(Ada(Bob))"),
        (vec![("Ada", "spouse: Ada")], ""),
        (vec![("Ada", "spouse: Bob"), ("Bob", "spouse: Cy"), ("Cy", "spouse: Ada")], "(Ada(Bob(Cy(Ada))))"),
        (vec![("Ada", "children: [Bob, Cy]"), ("Bob", "spouse: Cy"), ("Cy", "spouse: Bob")], "(Ada(Bob Cy))"),
    ] {
        let page = page_of(&list, "show: [children, spouse]");
        assert_eq!(shape(&page), expected, "{list:?}");
    }
}

#[test]
fn what_is_labelled_stands_only_within_its_fold() {
    let list = [("Ada", "children: [Bob, {value: Cy, spoiler: novel}]"), ("Bob", ""), ("Cy", "")];
    let query = "show: [children]";
    let wiki = people(&list, query).file(
        "content/inside.md",
        "> [!spoiler|novel]- Title\n> ```query\n> type: person\n> view: tree\n> show: [children]\n> ```\n",
    );
    let run = wiki.build();
    run.is_clean();
    assert_eq!(shape(&run.html("list/index.html")), "(Ada(Bob))");
    assert_eq!(shape(&run.html("inside/index.html")), "(Ada(Bob Cy))");
}

#[test]
fn unwritten_pages_are_red_links() {
    let list = [("Ada", "children: [Bob, Zoe]"), ("Bob", "")];
    let run = people(&list, "show: [children]").build();
    run.reports(&[("unknown-reference", "content/people/ada.md", 3, 17)]);
    run.html("list/index.html").find("figure.query-tree a.red-link").says("Zoe");
}

#[test]
fn trees_are_bounded() {
    let names: Vec<String> = (0..400).map(|number| format!("P{number}")).collect();
    let wide: Vec<(&str, String)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            (name.as_str(), if at == 0 { format!("children: [{}]", names.join(", ")) } else { String::new() })
        })
        .collect();
    let wide: Vec<(&str, &str)> = wide.iter().map(|(name, lines)| (*name, lines.as_str())).collect();
    assert_eq!(page_of(&wide, "title: P0\nshow: [children]").all("figure.query-tree li").len(), 200);
    let deep: Vec<(&str, String)> = names
        .windows(2)
        .map(|pair| (pair[0].as_str(), format!("children: [{}]", pair[1])))
        .chain([("P399", String::new())])
        .collect();
    let deep: Vec<(&str, &str)> = deep.iter().map(|(name, lines)| (*name, lines.as_str())).collect();
    let page = page_of(&deep, "show: [children]");
    assert!(page.all("figure.query-tree li").len() <= 200);
    assert!(!page.all("figure.query-tree ul.query-deep").is_empty());
}

#[test]
fn faults_of_trees_are_reported_where_they_are() {
    let faulty = |query: &str| -> Run { people(&LINE, query).build() };
    let none = faulty("title: Ada");
    none.diagnostic("query", "content/list.md", 3, 7).says("needs fields to show");
    let date = faulty("show: [born]");
    date.diagnostic("query", "content/list.md", 4, 8).says("`born` is not a field that names pages");
    let claims =
        Wiki::new().file("content/list.md", "```query\ntype: claim\nview: tree\nshow: [by]\n```\n").build();
    claims.diagnostic("query", "content/list.md", 3, 7).says("shows pages, not claims");
}

#[test]
fn a_matrix_of_an_inverse_has_the_rest_of_the_record() {
    let list = [("Hanna", ""), ("Pacino", ""), ("Plank", ""), ("Extra", "")];
    let query = "```query\ntype: person\ntitle: [Hanna, Extra]\nview: matrix\nshow: [played_by]\nfirst_column: Part\n```\n";
    let wiki = people(&list, "show: [children]")
        .file(
            "content/works/a.md",
            "---\ntitle: Heat\nreleased: 1995\ncast: [{actor: Pacino, part: Hanna}, {part: Extra}]\n---\n",
        )
        .file(
            "content/works/b.md",
            "---\ntitle: Takedown\nreleased: 1989\ncast: [{actor: Plank, part: Hanna}]\n---\n",
        )
        .file("content/list.md", query);
    let page = page(&wiki);
    let table = page.find(".query-matrix table");
    assert_eq!(table.texts("thead th"), ["Part", "Takedown", "Heat"], "in the order of their dates");
    assert_eq!(table.texts("tbody th"), ["Extra", "Hanna"]);
    assert_eq!(table.texts("td"), ["", "", "Plank", "Pacino"]);
    assert_eq!(table.all("td .query-dot").len(), 1, "a part without an actor");
}

#[test]
fn names_of_pages_that_may_be_unwritten_are_no_fault() {
    let settings = "[types.person]\nfolder = \"people\"\n[types.person.fields.friend]\ntype = \"page\"\nmay_be_unwritten = true\n";
    let run = Wiki::new().settings(settings).file("content/people/a.md", "---\nfriend: Zoe\n---\n").build();
    run.is_clean();
    run.html("people/a/index.html").find("aside.infobox a.red-link").says("Zoe");
    assert!(run.site.text("special/wanted/index.html").contains("Zoe"), "it is still wanted");
}

#[test]
fn values_of_the_same_scope_share_a_fold() {
    let settings = "[spoilers]\nfilm = \"the film\"\nnovel = \"the novel\"\n[types.person]\nfolder = \"people\"\n[types.person.fields.fate]\nmany = true\n";
    let fates = "fate: [Open, {value: One, spoiler: film}, {value: Two, spoiler: film}, {value: Three, spoiler: novel}]";
    let run =
        Wiki::new().settings(settings).file("content/people/a.md", format!("---\n{fates}\n---\n")).build();
    run.is_clean();
    let page = run.html("people/a/index.html");
    let folds = page.all("aside.infobox details.spoiler");
    assert_eq!(folds.len(), 2);
    folds[0].says("One; Two");
    folds[1].says("Three");
}

#[test]
fn excerpts_keep_cells_of_tables_apart() {
    let run = Wiki::new()
        .file("content/a.md", "# A\n\n| who | when |\n|---|---|\n| [[B]] | 1995 |\n")
        .file("content/b.md", "# B\n\nText.\n")
        .build();
    run.html("b/index.html").find("section.backlinks").says("B · 1995");
}

#[test]
fn a_table_of_claims_names_a_property_once() {
    let claims = "claims:\n  - {property: cost, value: 1, source: s}\n  - {property: cost, value: 2, source: s}\n  - {property: start, value: 3, source: s}\n";
    let run = Wiki::new()
        .settings("[properties.cost]\nlabel = \"Cost\"\nmany = true\n[properties.start]\nlabel = \"Start\"\n")
        .file("content/sources/s.yaml", "s: {title: Source}\n")
        .file("content/film.md", format!("---\ntitle: Film\n{claims}---\nA film.\n"))
        .file("content/list.md", "```query\ntype: claim\nsort: property\nview: table\n```\n")
        .build();
    let page = run.html("list/index.html");
    let heads: Vec<String> = page.all(".query-table tbody th a").iter().map(Element::text).collect();
    assert_eq!(heads, ["Cost", "″", "Start"]);
    assert_eq!(page.all(".query-table tbody th a")[1].get("aria-label"), "Cost");
}

#[test]
fn pages_of_text_do_not_load_the_styles_of_lists_and_formulas() {
    let run = Wiki::new()
        .file("content/a.md", "# A\n\nText.\n")
        .file("content/b.md", "# B\n\nA formula: $x^2$\n")
        .build();
    let loads = |path: &str| {
        let text = run.site.text(path);
        ["lists", "math", "charts", "trees"].map(|sheet| text.contains(&format!("css/{sheet}.")))
    };
    assert_eq!(loads("a/index.html"), [false; 4]);
    assert_eq!(loads("b/index.html"), [false, true, false, false]);
    for path in ["index.html", "special/index.html", "404.html"] {
        assert!(loads(path)[0], "{path}");
    }
}

#[test]
fn pages_without_a_picture_have_initials_where_others_have_one() {
    let wiki = Wiki::new()
        .file("content/people/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>")
        .file("content/people/a.md", "---\ntitle: Al Pacino\nimage: {src: a.svg, alt: Face}\n---\n")
        .file("content/people/b.md", "---\ntitle: Val Kilmer (actor)\n---\n")
        .file("content/films/a.md", "---\ntitle: Heat\n---\n")
        .file(
            "content/list.md",
            "```query\nfolder: people\nview: cards\n```\n\n```query\nfolder: films\nview: cards\n```\n\n```query\nfolder: films\nview: gallery\n```\n",
        );
    let monograms = |settings: &str| -> Vec<String> {
        wiki.write("site.toml", format!("title = \"W\"\n{settings}"));
        let run = wiki.build();
        run.html("list/index.html").all(".monogram").iter().map(|it| it.text().trim().to_owned()).collect()
    };
    assert_eq!(monograms(""), ["VK", "H"]);
    assert!(monograms("[theme]\nmonograms = false\n").is_empty());
}

#[test]
fn red_links_lead_to_where_the_page_can_be_written() {
    let settings = "new_url = \"https://git.test/new/main?filename={path}&value={text}\"\n[types.person]\nfolder = \"people\"\n[types.person.fields.friend]\ntype = \"page\"\nto = [\"person\"]\nmay_be_unwritten = true\n";
    let run = Wiki::new()
        .settings(settings)
        .file("content/people/a.md", "---\nfriend: Zoë & Co\n---\nSee [[deep/..&x=1/Other \"Page\"#Part]].\n")
        .build();
    let page = run.html("people/a/index.html");
    assert_eq!(
        page.find("aside.infobox a.red-link").get("href"),
        "https://git.test/new/main?filename=content%2Fpeople%2Fzo%C3%AB-co.md&value=---%0Atitle%3A%20%22Zo%C3%AB%20%26%20Co%22%0A---%0A"
    );
    let hostile = page.find(".content a.red-link").get("href");
    assert!(hostile.starts_with("https://git.test/new/main?filename=content%2F"), "{hostile}");
    assert!(!hostile.contains("..%2F") && !hostile.contains('"'), "{hostile}");
}

#[test]
fn a_pattern_for_new_pages_is_checked() {
    for (pattern, says) in [
        ("new/{path}", "expects a web address"),
        ("https://git.test/{pth}", "unknown placeholder `{pth}`"),
        ("https://git.test/new", "has no placeholder"),
    ] {
        let run = Wiki::new().settings(&format!("new_url = \"{pattern}\"\n")).build();
        run.diagnostic("invalid-config", "site.toml", 3, 11).says(says);
    }
}

#[test]
fn a_tree_is_found_from_any_page_in_it() {
    let family = [
        ("Ada", "children: [Bob, Dora]"),
        ("Bob", "children: [Cy]\nspouse: Eve"),
        ("Cy", ""),
        ("Dora", ""),
        ("Eve", "children: [Cy]"),
        ("Fay", "children: [Gus]"),
        ("Gus", ""),
    ];
    let shown = |around: &str| {
        let query = format!("```query\naround: {around}\n```\n");
        shape(&page(&people(&family, "show: [children]").file("content/list.md", query)))
    };
    assert_eq!(shown("Cy"), "(Ada(Bob(Cy) Dora) Eve(Cy))", "all who lead to the page");
    assert_eq!(shown("Gus"), "(Fay(Gus))");
    assert_eq!(shown("children"), "(Ada(Bob(Cy) Dora) Eve(Cy) Fay(Gus))", "the trees of a relation");
    let from_below = people(&family, "around: Gus\nshow: [parents]");
    assert_eq!(shape(&page(&from_below)), "(Gus(Fay))");
    let nobody = people(&family, "show: [children]").file("content/list.md", "```query\naround: Adda\n```\n");
    nobody
        .build()
        .diagnostic("query", "content/list.md", 2, 9)
        .says("neither a page nor a field")
        .says("`Ada`");
}

#[test]
fn groups_of_numbers_have_their_label() {
    let settings = "[types.episode]\nfolder = \"e\"\n[types.episode.fields]\nseason = { type = \"number\", label = \"Season\" }\n\
        length = { type = \"number\", unit = \"minutes\" }\n";
    let run = Wiki::new()
        .settings(settings)
        .file("content/e/a.md", "---\nseason: 2\nlength: 45\n---\n")
        .file(
            "content/list.md",
            "```query\ntype: episode\ngroup: season\n```\n\n```query\ntype: episode\ngroup: length\n```\n",
        )
        .build();
    assert_eq!(run.html("list/index.html").content().texts(".query-group"), ["Season 2", "45 minutes"]);
}

#[test]
fn no_comma_stands_alone_beside_a_fold() {
    let settings = "[spoilers]\nfilm = \"the film\"\n[types.person]\nfolder = \"people\"\n[types.person.fields.seen]\n\
        type = \"date\"\nmany = true\n";
    let seen = "seen: [1988, 1989, {value: 1995, spoiler: film}, {value: 1996, spoiler: film}]";
    let run = Wiki::new()
        .settings(settings)
        .file("content/people/a.md", format!("---\n{seen}\n---\n"))
        .file("content/list.md", "```query\ntype: person\nview: table\nshow: [seen]\n```\n")
        .build();
    let list = run.html("list/index.html");
    let cell = list.find("td");
    assert!(cell.inner().contains("1988</time>, <time"), "{}", cell.inner());
    assert_eq!(cell.texts(".spoiler-between").len(), 2, "one before each fold: {}", cell.inner());
}
