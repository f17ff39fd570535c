//! The frame around texts: header, links to edit and to create pages, "Linked from", and the page for unknown addresses.

use crate::harness::Wiki;

const EDIT: &str = "edit_url = \"https://git.test/edit/main/\"\n";

fn nav(count: usize) -> String {
    (0..count).map(|at| format!("[[nav]]\ntitle = \"Chapter {at}\"\nurl = \"/\"\n")).collect()
}

#[test]
fn a_menu_with_more_links_than_fit_the_row_is_behind_a_button() {
    for (count, wide) in [(6, Some("75rem")), (14, None)] {
        let run = Wiki::new().settings(&nav(count)).file("content/a.md", "Text.\n").build();
        let page = run.html("a/index.html");
        assert_eq!(page.find("header details.menu").attribute("data-wide"), wide, "{count} links");
        assert_eq!(page.all("header details.menu li").len(), count);
    }
}

#[test]
fn the_home_page_and_unknown_addresses_have_the_search_in_their_text() {
    let run = Wiki::new().file("content/index.md", "# Home\n").file("content/a.md", "Text.\n").build();
    for (path, in_header) in [("index.html", 0), ("404.html", 0), ("a/index.html", 1)] {
        let page = run.html(path);
        assert_eq!(page.all("header.site-header form.search").len(), in_header, "{path}");
        assert_eq!(page.all("form.search").len(), 1, "{path}");
    }
    let unknown = run.html("404.html");
    assert_eq!(unknown.all("[data-nearest]").len(), 1);
    assert!(unknown.all("main a").iter().any(|link| link.get("href") == "/special/all-pages/"));
}

#[test]
fn headings_lead_to_their_line_in_the_editor_of_the_host() {
    let text =
        "---\ntitle: A\n---\nIntro.\n\n## First\n\nText.\n\n### Second | part\n\n> [!note] Box\n> ## Third\n";
    let run = Wiki::new().settings(EDIT).file("content/two words.md", text).build();
    let page = run.html("two-words/index.html");
    let links = page.all(".edit-section");
    let addresses: Vec<&str> = links.iter().map(|link| link.get("href")).collect();
    let file = "https://git.test/edit/main/content/two%20words.md";
    assert_eq!(addresses, [6, 10, 13].map(|line| format!("{file}#L{line}")));
    for link in links {
        assert_eq!((link.get("aria-hidden"), link.get("tabindex"), link.text().as_str()), ("true", "-1", ""));
    }
    assert!(sheet(&run).contains(".edit-section"));
}

#[test]
fn links_by_headings_can_be_left_out_and_cost_nothing_without_an_address() {
    for settings in [String::new(), format!("{EDIT}[theme]\nedit_sections = false\n")] {
        let run = Wiki::new().settings(&settings).file("content/a.md", "## First\n").build();
        assert!(run.html("a/index.html").all(".edit-section").is_empty(), "{settings}");
        assert!(!sheet(&run).contains("edit-section"), "{settings}");
    }
}

fn sheet(run: &crate::harness::Run) -> String {
    let paths = run.site.paths();
    let path = paths.into_iter().find(|path| path.starts_with("assets/css/main.")).expect("a style sheet");
    run.site.text(path).to_owned()
}

#[test]
fn wanted_pages_lead_to_where_they_can_be_created() {
    let settings = "new_url = \"https://git.test/new/main?filename={path}\"\n[types.person]\nfolder = \"people\"\n\
        [types.person.fields.friend]\ntype = \"page\"\nto = [\"person\"]\nmay_be_unwritten = true\n";
    let wiki = Wiki::new()
        .file("content/people/a.md", "---\nfriend: Zoe\n---\n")
        .file("content/places/b.md", "See [[Quay]].\n");
    let with = wiki.settings(settings);
    let run = with.build();
    let page = run.html("special/wanted/index.html");
    let links = page.all("a.red-link");
    let created: Vec<(String, &str)> = links.iter().map(|link| (link.text(), link.get("href"))).collect();
    assert_eq!(
        created,
        [
            ("Quay".to_owned(), "https://git.test/new/main?filename=content%2Fplaces%2Fquay.md"),
            ("Zoe".to_owned(), "https://git.test/new/main?filename=content%2Fpeople%2Fzoe.md"),
        ]
    );
    assert!(links[0].get("title").contains("create"));
    let (_, without) = settings.split_once('\n').expect("a line");
    let run = with.settings(without).build();
    assert!(run.html("special/wanted/index.html").all("a.red-link").is_empty());
}

#[test]
fn linked_from_leaves_out_what_the_infobox_names() {
    let settings = "[types.film]\nfolder = \"films\"\n[types.film.fields.lead]\ntype = \"page\"\ninverse = \"led\"\n\
        inverse_label = \"Led\"\n[types.film.fields.about]\ntype = \"page\"\n";
    let run = Wiki::new()
        .settings(settings)
        .file("content/al.md", "---\ntitle: Al\n---\n")
        .file("content/films/heat.md", "---\nlead: Al\n---\n")
        .file("content/films/ronin.md", "---\nlead: Al\n---\n[[Al]] drives.\n")
        .file("content/films/life.md", "---\nabout: Al\n---\n")
        .build();
    let page = run.html("al/index.html");
    let links = page.all(".backlinks a");
    let from: Vec<&str> = links.iter().map(|link| link.get("href")).collect();
    assert_eq!(from, ["/films/life/", "/films/ronin/"], "a sentence and a field without an inverse remain");
    assert_eq!(page.all("aside.infobox a").len(), 2);
}

#[test]
fn a_long_list_of_links_here_has_no_page_that_the_infobox_names() {
    let settings = "[types.film]\nfolder = \"films\"\n[types.film.fields.lead]\ntype = \"page\"\ninverse = \"led\"\n\
        inverse_label = \"Led\"\n[types.person]\nfolder = \"people\"\n[types.person.fields.spouse]\ntype = \"page\"\n";
    let mut wiki = Wiki::new()
        .settings(settings)
        .file("content/people/al.md", "---\ntitle: Al\nspouse: Kim\n---\n")
        .file("content/people/kim.md", "---\ntitle: Kim\n---\n[[Al]] is often away.\n")
        .file("content/films/ronin.md", "---\nlead: Al\n---\n[[Al]] drives.\n");
    for number in 0..13 {
        wiki = wiki.file(&format!("content/note-{number}.md"), "On [[Al]].\n");
    }
    let page = wiki.build().html("people/al/index.html");
    assert_eq!(page.find(".backlinks summary").text(), "13 other pages that link here");
    assert!(page.all(".backlinks a").iter().all(|link| link.get("href").starts_with("/note-")));
}
