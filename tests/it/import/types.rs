//! Infoboxes become types, and their parameters fields.

use super::{Imported, dump, page, template};

const SHIP: &str = "{| class=\"infobox\"\n! colspan=2 | {{{name|{{PAGENAME}}}}}\n|-\n! colspan=2 | Details\n|-\n\
    | Class || {{{class}}}\n|-\n| Crew || {{{crew}}}\n|-\n| Built || {{{built}}}\n|-\n| Sisters || {{{sisters}}}\n|-\n\
    | Weight || {{{low}}} to {{{high}}}\n|}\n'''Text''' of {{{summary|}}}.";

fn ship(number: usize) -> String {
    let (next, last) = (number % 12 + 1, (number + 1) % 12 + 1);
    let call = format!(
        "{{{{Infobox ship|name=Ship {number}|class=Tosa|crew={number}00|built=May {number}, 1921\
         |sisters=[[Ship {next}]], [[Ship {last}]]|low={number}|high=20|summary=words {number}}}}}"
    );
    page(&format!("Ship {number}"), 0, &format!("{call}\nProse about '''Ship {number}'''."))
}

fn fleet() -> Vec<String> {
    (1..=12).map(ship).chain([template("Infobox ship", SHIP)]).collect()
}

#[test]
fn an_infobox_becomes_a_type_with_fields_of_inferred_kinds() {
    let imported = Imported::of(&fleet());
    let settings = imported.file("site.toml");
    for line in [
        "[types.ship]",
        "class = { type = \"text\", label = \"Class\", group = \"Details\" }",
        "crew = { type = \"number\", label = \"Crew\", group = \"Details\" }",
        "built = { type = \"date\", label = \"Built\", group = \"Details\" }",
        "sisters = { type = \"page\", label = \"Sisters\", group = \"Details\", to = [\"ship\"], many = true }",
        "summary = { type = \"text\", hidden = true }",
    ] {
        assert!(settings.contains(line), "{line} in {settings}");
    }
    let page = imported.file("content/ship/ship-3.md");
    for line in [
        "crew: 300",
        "built: 1921-05-03",
        "sisters: [Ship 4, Ship 5]",
        "summary: words 3",
        "  Weight: \"3 to 20\"",
    ] {
        assert!(page.contains(line), "{line} in {page}");
    }
    let site = imported.site();
    let page = site.html("ship/ship-3/index.html");
    assert_eq!(page.find("aside.infobox a").get("href"), "/ship/ship-4/");
    page.has("Details").has("Tosa").has("3 to 20").has("Prose about").has("of words 3.");
    page.count("table", 0);
}

#[test]
fn values_that_do_not_fit_become_rows_of_text() {
    let mut pages = fleet();
    let call = "{{Infobox ship|name=Ship 5|class=Tosa|crew=about a dozen|built=May 5, 1921|sisters=[[Ship 6]]\
                |low=1|high=2|weird=kept}}";
    pages[4] = page("Ship 5", 0, call);
    let imported = Imported::of(&pages);
    let page = imported.file("content/ship/ship-5.md");
    assert!(page.contains("  Crew: about a dozen") && page.contains("weird: kept"), "{page}");
    imported.site().html("ship/ship-5/index.html").has("about a dozen").lacks("kept");
}

#[test]
fn a_portable_infobox_states_its_labels_and_groups() {
    let portable = "<infobox><title source=\"name\"/><group><header>Life</header><data source=\"born\">\
                    <label>Born</label></data></group></infobox>";
    let person = |name: &str, born: &str| {
        page(name, 0, &format!("{{{{Character|name={name}|born={born}}}}}\nA person."))
    };
    let people = ["Ann", "Ben", "Cleo", "Dan", "Eve"];
    let mut pages: Vec<String> = people.iter().map(|name| person(name, "1960")).collect();
    pages.push(template("Character", portable));
    let imported = Imported::of(&pages);
    let settings = imported.file("site.toml");
    assert!(
        settings.contains("born = { type = \"date\", label = \"Born\", group = \"Life\" }"),
        "{settings}"
    );
    imported.site().html("character/ann/index.html").has("Life").has("Born").has("1960");
}

#[test]
fn decisions_can_be_overruled_and_repeated() {
    let imported = Imported::of(&fleet());
    let map = imported.file("import.toml").replace("type = \"ship\"", "type = \"vessel\"").replace(
        "crew = { key = \"crew\", type = \"number\", label = \"Crew\"",
        "crew = { key = \"people\", type = \"text\", label = \"Aboard\"",
    );
    let again = Imported::with_map(&fleet(), &map);
    let page = again.file("content/vessel/ship-3.md");
    assert!(page.contains("people: \"300\""), "{page}");
    let decided = again.file("import.toml");
    assert_eq!(decided, Imported::with_map(&fleet(), &decided).file("import.toml"));

    let expanded = Imported::with_map(&fleet(), "[templates.\"Infobox ship\"]\nas = \"expand\"\n");
    expanded.site().html("ship-3/index.html").count("aside.infobox", 0).has("3 to 20");
    let dropped = Imported::with_map(&fleet(), "[templates.\"Infobox ship\"]\nas = \"drop\"\n");
    dropped.site().html("ship-3/index.html").lacks("3 to 20").has("Prose about");
}

#[test]
fn a_field_with_another_label_or_without_a_row_does_not_keep_the_old_row() {
    let imported = Imported::of(&fleet());
    let map = imported.file("import.toml");
    let map = map.replace("label = \"Crew\"", "label = \"Aboard\"");
    let map = map.replace(
        "label = \"Class\", group = \"Details\" }",
        "label = \"Class\", group = \"Details\", hidden = true }",
    );
    let again = Imported::with_map(&fleet(), &map);
    let page = again.file("content/ship/ship-3.md");
    assert!(page.contains("class: Tosa") && page.contains("crew: 300"), "{page}");
    let site = again.site();
    let page = site.html("ship/ship-3/index.html");
    page.find("aside.infobox").says("Aboard").omits("Crew").omits("Class").omits("Tosa");
    assert!(again.file("import.toml").contains("hidden = true"));
}

#[test]
fn an_invalid_decision_is_reported_with_its_line() {
    let bytes = dump(&fleet());
    let imported = Imported::from_bytes(bytes.as_bytes(), &["--map", "nowhere.toml"]);
    assert_eq!(imported.output.status.code(), Some(2));
    let imported = Imported::with_map(&fleet(), "[templates.X]\nas = \"explode\"\n");
    assert_eq!(imported.output.status.code(), Some(2));
    imported.says("line 2").says("explode");
}

#[test]
fn an_update_leaves_edited_files() {
    let pages = fleet();
    let imported = Imported::of(&pages);
    let refused = imported.again(&pages, &[]);
    assert_eq!(refused.status.code(), Some(2));
    let edited = imported.file("content/ship/ship-1.md") + "\nAn addition.\n";
    imported.change("new/content/ship/ship-1.md", &edited);
    let fewer = pages.iter().filter(|page| !page.contains("Ship 9</title>")).cloned().collect::<Vec<_>>();
    let output = imported.again(&fewer, &["--update"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("left as edited: `content/ship/ship-1.md`") && !said.contains("ship-2.md"),
        "{said}"
    );
    assert_eq!(imported.file("content/ship/ship-1.md"), edited);
    assert!(!imported.has("content/ship/ship-9.md") && imported.has("content/ship/ship-2.md"));
}

#[test]
fn a_report_can_be_written_without_the_wiki() {
    let imported = Imported::from_bytes(dump(&fleet()).as_bytes(), &["--dry-run", "--report", "report.md"]);
    assert!(!imported.has("site.toml"));
    let report = std::fs::read_to_string(imported.wiki.root().join("report.md")).expect("the report");
    assert!(report.contains("| parameters of infoboxes | 96 | 96 |"), "{report}");
}

#[test]
fn icons_and_links_of_an_infobox_count_for_the_page() {
    let box_text = SHIP.replace("| Class || {{{class}}}", "| Class || [[File:Tosa.png|20px]] {{{class}}}");
    let pages: Vec<String> = (1..=12).map(ship).chain([template("Infobox ship", &box_text)]).collect();
    let imported = Imported::of(&pages);
    let page = imported.file("content/ship/ship-3.md");
    assert!(page.contains("Pages with broken file links") && page.contains("class: Tosa"), "{page}");
    assert!(imported.file("import-pictures.txt").contains("Tosa.png"));
}

#[test]
fn what_an_infobox_shows_besides_its_parameters_is_kept() {
    let box_text = SHIP
        .replace(
            "| Weight ||",
            "! colspan=2 | Notes\n|-\n| colspan=2 | {{{notes|}}}\n|-\n! colspan=2 | Size\n|-\n| Weight ||",
        )
        .replace(
            "|-\n! colspan=2 | Details",
            "|-\n| colspan=2 | [[File:{{{image|}}}|200px]]\n|-\n! colspan=2 | Details",
        );
    let mut pages: Vec<String> = (1..=12)
        .map(|number| {
            ship(number)
                .replace("|class=", &format!("|image=Ship {number}.png|notes=''Fast'' {number}|class="))
        })
        .collect();
    pages[4] = pages[4].replace("name=Ship 5", "name=The ''Fifth''");
    pages.push(template("Infobox ship", &box_text));
    let imported = Imported::of(&pages);
    let settings = imported.file("site.toml");
    assert!(
        settings.contains("notes = { type = \"text\", label = \"Notes\"") && !settings.contains("image ="),
        "{settings}"
    );
    let text = imported.file("content/ship/ship-5.md");
    assert!(text.contains("image: Ship 5.png") && text.contains("Name: The Fifth"), "{text}");
    let site = imported.site();
    site.html("ship/ship-5/index.html").find("aside.infobox").says("The Fifth").says("Fast 5").says("Notes");
}

#[test]
fn references_of_a_value_are_its_sources() {
    let mut pages = fleet();
    pages[2] = pages[2].replace("class=Tosa", "class=Tosa&lt;ref>[https://a.example.org Register]&lt;/ref>");
    let imported = Imported::of(&pages);
    let text = imported.file("content/ship/ship-3.md");
    assert!(text.contains("value: Tosa") && text.contains("source: register"), "{text}");
    imported.site().html("ship/ship-3/index.html").find("section.references").says("Register");
}

#[test]
fn categories_that_an_infobox_adds_are_stated_by_the_type() {
    let ship = "<infobox><data source=\"class\"><label>Class</label></data></infobox>[[Category:Ships]]\
                [[Category:{{{class}}} ships]]{{#ifeq:{{PAGENAME}}|Ship 1|[[Category:Flagships]]}}";
    let mut pages: Vec<String> = (1..=12)
        .map(|number| {
            let class = ["Tosa", "Kaga", "Maya"][number % 3];
            let own = "[[Category:Favourites]]";
            page(
                &format!("Ship {number}"),
                0,
                &format!("{{{{Infobox ship|class={class}|crew=9|built=1921}}}}\nA ship. {own}"),
            )
        })
        .collect();
    pages.push(template("Infobox ship", ship));
    let imported = Imported::of(&pages);
    let settings = imported.file("site.toml");
    assert!(settings.contains("categories = [\"Ships\", \"{class} ships\"]\n"), "{settings}");
    assert!(imported.file("content/ship/ship-1.md").contains("categories: [Flagships, Favourites]\n"));
    assert!(imported.file("content/ship/ship-2.md").contains("categories: [Favourites]\n"));
    let site = imported.site();
    site.html("categories/ships/index.html").has("Ship 12");
    site.html("categories/kaga-ships/index.html").has("Ship 1").has("Ship 10").lacks("Ship 3");

    let stated = "categories = [\"Ships\", \"{class} ships\"]";
    let map = imported.file("import.toml");
    assert!(map.contains(stated), "{map}");
    let overruled = Imported::with_map(&pages, &map.replace(stated, "categories = [\"Ships\"]"));
    assert!(overruled.file("site.toml").contains("categories = [\"Ships\"]\n"));
    assert!(overruled.file("content/ship/ship-2.md").contains("categories: [Maya ships, Favourites]\n"));
    let none = Imported::with_map(&pages, &map.replace(stated, "categories = []"));
    assert!(none.file("import.toml").contains("categories = []\n"));
    assert!(!none.file("site.toml").contains("categories = "));
}
