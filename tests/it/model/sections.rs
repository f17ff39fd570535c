//! Pages of folders and categories: their type, their lists, and the names by which lists sort.

use super::*;

/// Types of a series of novels.
const NOVELS: &str = r#"
[types.book]
folder = "books"
plural = "Books"
[types.book.fields.number]
type = "number"
required = true
[types.book.fields.part]
type = "choice"
values = ["First", "Second"]
"#;

fn novels() -> Wiki {
    let book = |title: &str, number: u32, part: &str| {
        format!("---\ntitle: {title}\nnumber: {number}\npart: {part}\n---\nText.\n")
    };
    Wiki::new()
        .settings(NOVELS)
        .file("content/books/a.md", book("The Eye", 1, "First"))
        .file("content/books/b.md", book("The Great Hunt", 2, "Second"))
        .file("content/books/c.md", book("A Crown", 7, "First"))
        .file("content/books/d.md", book("Winter", 9, "Second"))
}

/// The headings of the lists on a page, each with its entries.
fn lists(page: &Page) -> Vec<(String, Vec<String>)> {
    let mut sections = [page.all("section.letter"), page.all("section.listing")].concat();
    sections.sort_by_key(crate::harness::Element::position);
    sections
        .iter()
        .map(|list| (list.texts("h2").first().cloned().unwrap_or_default(), list.texts("li a")))
        .collect()
}

fn titles(list: &[&str]) -> Vec<String> {
    list.iter().map(|title| (*title).to_owned()).collect()
}

#[test]
fn the_index_page_of_a_folder_has_no_type_unless_it_says_so() {
    let index = "---\ntitle: The books\n---\n```query\ntype: book\nview: table\n```\n";
    let run = novels().file("content/books/index.md", index).build();
    run.is_clean();
    let page = run.html("books/index.html");
    let rows: Vec<String> = page.find(".query-table").texts("tbody th");
    assert_eq!(rows, titles(&["A Crown", "The Eye", "The Great Hunt", "Winter"]), "the page lists itself");

    let typed = "---\ntitle: All\ntype: book\n---\n";
    let run = novels().file("content/books/index.md", typed).build();
    assert_eq!(run.coded("missing-field").len(), 1, "a type that the page names counts");

    let none = "---\ntitle: Notes\ntype: none\n---\n";
    novels().file("content/books/notes.md", none).build().is_clean();
}

#[test]
fn a_field_on_an_index_page_without_a_type_is_reported_with_the_type_to_name() {
    let run = novels().file("content/books/index.md", "---\ntitle: Books\nnumber: 3\n---\n").build();
    run.diagnostic("unknown-key", "content/books/index.md", 3, 1).says("`number`");
    let help = run.coded("unknown-key")[0].help.join(" ");
    assert!(help.contains("type: book"), "{help}");
}

#[test]
fn the_list_of_a_folder_can_be_switched_off_sorted_and_grouped() {
    let index = |keys: &str| {
        let run =
            novels().file("content/books/index.md", format!("---\ntitle: Books\n{keys}---\nText.\n")).build();
        run.is_clean();
        run.site.is_sound();
        lists(&run.html("books/index.html"))
    };
    assert_eq!(index("list: false\n"), []);
    let all = titles(&["Winter", "A Crown", "The Great Hunt", "The Eye"]);
    assert_eq!(index("sort: -number\n"), [(String::new(), all)]);
    let grouped = index("group: part\nsort: [part, -number]\n");
    let first = ("First".to_owned(), titles(&["A Crown", "The Eye"]));
    let second = ("Second".to_owned(), titles(&["Winter", "The Great Hunt"]));
    assert_eq!(grouped, [first, second]);
}

#[test]
fn the_list_of_a_category_can_be_sorted_as_well() {
    let member = |title: &str, part: u32| {
        format!("---\ntitle: {title}\ncategories: [Films]\norder: {part}\n---\nWords.\n")
    };
    let run = Wiki::new()
        .file("content/a.md", member("Alpha", 2))
        .file("content/b.md", member("Beta", 1))
        .file("content/categories/films.md", "---\ntitle: Films\nsort: -title\n---\n")
        .build();
    run.is_clean();
    let films = lists(&run.html("categories/films/index.html"));
    assert_eq!(films, [(String::new(), titles(&["Beta", "Alpha"]))]);
}

#[test]
fn mistakes_in_the_keys_of_a_list_are_reported_where_they_are() {
    let run = novels()
        .file(
            "content/books/index.md",
            "---\ntitle: Books\nlist: maybe\nsort: [part, -nmber]\ngroup: prt\n---\n",
        )
        .build();
    run.diagnostic("wrong-type", "content/books/index.md", 3, 7);
    run.diagnostic("query", "content/books/index.md", 4, 14).says("nmber");
    run.diagnostic("query", "content/books/index.md", 5, 8).says("prt");
}

#[test]
fn pages_with_an_order_stand_in_it_without_letters() {
    let run = Wiki::new()
        .file("content/ch/a.md", "---\ntitle: Dragonmount\norder: 1\n---\nText.\n")
        .file("content/ch/b.md", "---\ntitle: An Empty Road\norder: 2\n---\nText.\n")
        .file("content/ch/c.md", "---\ntitle: Strangers\n---\nText.\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let found = lists(&run.html("ch/index.html"));
    let ordered = found.iter().find(|(heading, _)| heading.is_empty()).map(|(_, pages)| pages.clone());
    assert_eq!(ordered, Some(titles(&["Dragonmount", "An Empty Road"])));
    assert!(found.contains(&("S".to_owned(), titles(&["Strangers"]))), "{found:?}");
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn lists_ignore_articles_and_follow_sort_titles() {
    let run = Wiki::new()
        .file("content/p/a.md", "# The Wheel\n")
        .file("content/p/b.md", "# A Crown of Swords\n")
        .file("content/p/c.md", "---\ntitle: Zarine\nsort_title: Aybara, Zarine\n---\n")
        .file("content/p/d.md", "---\ntitle: Der Pate\nlanguage: de\n---\n")
        .build();
    let found = lists(&run.html("p/index.html"));
    let expected = [("A", "Zarine"), ("C", "A Crown of Swords"), ("P", "Der Pate"), ("W", "The Wheel")];
    let expected: Vec<_> =
        expected.iter().map(|(letter, title)| ((*letter).to_owned(), titles(&[title]))).collect();
    assert_eq!(found, expected);
    let all = run.html("special/all-pages/index.html");
    let in_order: Vec<String> = all.find(".text").texts("li a");
    assert_eq!(in_order, titles(&["Zarine", "A Crown of Swords", "Der Pate", "The Wheel"]));
}

#[test]
fn articles_are_those_of_the_language() {
    let pages = |settings: &str| {
        let run = Wiki::new()
            .settings(settings)
            .file("content/p/a.md", "# The Alpha\n")
            .file("content/p/b.md", "# Das Zebra\n")
            .file("content/p/c.md", "# Meer\n")
            .build();
        run.html("p/index.html").find(".text").texts("li a")
    };
    assert_eq!(pages("language = \"en\"\n"), titles(&["The Alpha", "Das Zebra", "Meer"]));
    assert_eq!(pages("language = \"de\"\n"), titles(&["Meer", "The Alpha", "Das Zebra"]));
    assert_eq!(pages("language = \"hu\"\n"), titles(&["Das Zebra", "Meer", "The Alpha"]));
}

#[test]
fn a_type_may_sort_its_pages_by_last_name_or_by_a_field() {
    let types = "[types.person]\nfolder = \"people\"\nsort_by = \"last-name\"\n[types.actor]\nbase = \"person\"\n\
        [types.book]\nfolder = \"books\"\nsort_by = \"series\"\n[types.book.fields]\nseries = {}\n";
    let run = Wiki::new()
        .settings(types)
        .file("content/people/a.md", "# Al Pacino\n")
        .file("content/people/b.md", "---\ntitle: Robert De Niro\ntype: actor\n---\n")
        .file("content/people/c.md", "# Michael Mann (director)\n")
        .file("content/books/a.md", "---\ntitle: Alpha\nseries: Zenith\n---\n")
        .file("content/books/b.md", "---\ntitle: Beta\nseries: {value: Apex, spoiler: x}\n---\n")
        .build();
    let people = run.html("people/index.html").find(".text").texts("li a");
    assert_eq!(people, titles(&["Robert De Niro", "Michael Mann (director)", "Al Pacino"]));
    let books = run.html("books/index.html").find(".text").texts("li a");
    assert_eq!(books, titles(&["Beta", "Alpha"]), "a labelled value sorts nothing");
}

#[test]
fn an_unknown_order_of_a_type_is_reported() {
    let run = Wiki::new()
        .settings("[types.person]\nsort_by = \"lastname\"\n")
        .file("content/a.md", "# A\n")
        .build();
    let fault = run.diagnostic("invalid-config", "site.toml", 4, 11);
    assert!(fault.help.join(" ").contains("last-name"), "{fault:#?}");
}
