//! Browsers receive only the events that concern them.

use super::harness::Wiki;

const STYLED: &str = "<!DOCTYPE html><html lang=\"en\"><head><title>T</title><link rel=\"stylesheet\" href=\"/look.css\"></head>\
    <body><main>{{ page.content | safe }}<img alt=\"\" src=\"/dot.svg\"></main></body></html>";

#[test]
fn only_pages_that_changed_are_loaded_again() {
    let wiki = Wiki::new();
    wiki.write("content/people/bo.md", "# Bo\n\nFirst.\n");
    let server = wiki.serve();
    let (al, bo) = (server.listen("/people/al/"), server.listen("/people/bo/"));
    al.state();
    bo.state();
    for version in ["Second", "Third"] {
        wiki.write("content/people/al.md", format!("---\ntitle: Al\n---\n{version}.\n"));
        assert_eq!(al.change(), ("reload".to_owned(), server.get("/people/al/").version()));
        assert!(
            server.get("/people/al/").text().contains(version),
            "the page is there before the word of it"
        );
        wiki.write("content/people/bo.md", format!("# Bo\n\n{version}.\n"));
        // The first event for Bo's page is its own new version, not Al's.
        let change = bo.change();
        assert_eq!(change, ("reload".to_owned(), server.get("/people/bo/").version()));
        assert!(server.get("/people/bo/").text().contains(version));
    }
}

#[test]
fn saving_the_same_text_again_sends_no_event() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let al = server.listen("/people/al/");
    al.state();
    wiki.write("content/people/al.md", "---\ntitle: Al\n---\nFirst version.\n");
    wiki.write("content/other.md", "# Other\n");
    server.shows("/other/", "Other");
    wiki.write("content/people/al.md", "---\ntitle: Al\n---\nSecond version.\n");
    al.reloads();
    assert!(server.get("/people/al/").text().contains("Second version."));
}

#[test]
fn style_sheets_change_in_place() {
    let wiki = Wiki::new();
    wiki.write("templates/page.html", STYLED)
        .write("static/look.css", "body { color: red }")
        .write("static/dot.svg", "<svg/>");
    let server = wiki.serve();
    let al = server.listen("/people/al/");
    al.state();
    wiki.write("static/look.css", "body { color: blue }");
    let (name, data) = al.change();
    assert_eq!(name, "styles", "{data}");
    assert!(data.contains("/look.css"), "{data}");
    wiki.write("static/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    assert_eq!(al.change().0, "reload", "a picture is part of the page");
}

#[test]
fn a_missing_page_appears_when_its_file_does() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let missing = server.get("/people/cy/");
    assert_eq!(missing.status, 404);
    let cy = server.listen_as("/people/cy/", &missing.version());
    cy.state();
    wiki.write("content/people/cy.md", "# Cy\n\nHere now.\n");
    cy.reloads();
    server.shows("/people/cy/", "Here now.");
    wiki.remove("content/people/cy.md");
    cy.reloads();
    server.is_gone("/people/cy/");
}

#[test]
fn a_page_that_changed_before_it_listened_is_told_at_once() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let version = server.get("/people/al/").version();
    wiki.write("content/people/al.md", "---\ntitle: Al\n---\nSecond version.\n");
    server.shows("/people/al/", "Second version.");
    let al = server.listen_as("/people/al/", &version);
    al.state();
    assert_eq!(al.next().0, "reload");
}

#[test]
fn addresses_in_other_scripts_are_followed() {
    let wiki = Wiki::new();
    wiki.write("content/café 東京.md", "# Café\n\nFirst.\n");
    let server = wiki.serve();
    let address = "/caf%C3%A9-%E6%9D%B1%E4%BA%AC/";
    server.shows(address, "First.");
    let page = server.listen(address);
    page.state();
    wiki.write("content/café 東京.md", "# Café\n\nSecond.\n");
    page.reloads();
}
