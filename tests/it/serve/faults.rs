//! Diagnostics are reported, the last good page stays, and nothing stops the server.

use serde_json::Value;

use super::harness::{Reply, Server, Wiki};

const AL: &str = "content/people/al.md";
const GOOD: &str = "---\ntitle: Al\n---\nGood text.\n";
const BROKEN: &str = "---\ntitle: Al\ncategories: [one\n---\nBroken text.\n";

fn faults_here(state: &Value) -> Vec<&Value> {
    state["faults"].as_array().expect("a list").iter().filter(|fault| fault["here"] == true).collect()
}

fn shown(server: &Server) -> Reply {
    server.get("/people/al/")
}

#[test]
fn broken_front_matter_is_shown_over_the_last_good_page() {
    let wiki = Wiki::new();
    wiki.write(AL, GOOD);
    let server = wiki.serve();
    let al = server.listen("/people/al/");
    assert!(faults_here(&al.state()).is_empty());
    wiki.write(AL, BROKEN);
    let state = al.state_becomes(|state| !faults_here(state).is_empty());
    let fault = faults_here(&state)[0];
    assert_eq!(fault["file"], AL);
    assert!(fault["line"].as_u64().is_some_and(|line| line > 0), "{fault}");
    assert!(fault["excerpt"]["text"].is_string(), "{fault}");
    assert!(
        fault["help"].is_array() && fault["open"].as_str().is_some_and(|link| link.contains("al.md")),
        "{fault}"
    );
    assert_eq!(state["old"], true);
    assert!(shown(&server).text().contains("Good text."), "{}", shown(&server).text());
    server.says(AL);
    wiki.write(AL, GOOD.replace("Good", "Corrected"));
    al.state_becomes(|state| faults_here(state).is_empty());
    server.shows("/people/al/", "Corrected text.");
}

#[test]
fn a_fault_is_printed_once() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    server.shows("/people/al/", "First version.");
    wiki.write("content/links.md", "# Links\n\nTo [[Nobody At All]].\n");
    server.says("Nobody At All");
    wiki.write("content/links.md", "# Links\n\nNow one line lower,\nto [[Nobody At All]].\n");
    server.shows("/links/", "one line lower");
    wiki.write("content/more.md", "# More\n\nTo [[Somebody Else]].\n");
    server.says("Somebody Else");
    assert_eq!(server.said().matches("no page named `Nobody At All`").count(), 1, "{}", server.said());
}

#[test]
fn a_broken_template_leaves_the_last_good_pages() {
    let wiki = Wiki::new();
    wiki.write(AL, GOOD);
    let good = "<!DOCTYPE html><html lang=\"en\"><head><title>T</title></head><body>Own: {{ page.title }}</body></html>";
    wiki.write("templates/page.html", good);
    let server = wiki.serve();
    server.shows("/people/al/", "Own: Al");
    let al = server.listen("/people/al/");
    al.state();
    wiki.write("templates/page.html", good.replace("</body>", "{% broken %}</body>"));
    let state = al.state_becomes(|state| !faults_here(state).is_empty());
    let fault = faults_here(&state)[0];
    assert_eq!(fault["file"], "templates/page.html", "{fault}");
    assert!(shown(&server).text().contains("Own: Al"), "{}", shown(&server).text());
    assert_eq!(shown(&server).status, 200);
    wiki.write("templates/page.html", good.replace("Own", "New"));
    al.state_becomes(|state| faults_here(state).is_empty());
    server.shows("/people/al/", "New: Al");
}

#[test]
fn broken_settings_leave_the_last_good_pages() {
    let wiki = Wiki::new();
    wiki.write(AL, GOOD);
    let settings = "title = \"Test\"\nbase_url = \"https://wiki.test/sub/\"\n";
    wiki.write("site.toml", settings);
    let server = wiki.serve();
    server.shows("/sub/people/al/", "Good text.");
    let al = server.listen("/sub/people/al/");
    al.state();
    wiki.write("site.toml", "title = \"Test\nbase_url = 7\n");
    let state = al.state_becomes(|state| !faults_here(state).is_empty());
    assert_eq!(faults_here(&state)[0]["file"], "site.toml");
    assert!(server.get("/sub/people/al/").text().contains("Good text."));
    wiki.write("site.toml", settings);
    al.state_becomes(|state| faults_here(state).is_empty());
}

#[test]
fn a_wiki_that_is_broken_from_the_start_is_served() {
    let wiki = Wiki::new();
    wiki.write("templates/page.html", "<body>{{ page.nonsense }}</body>").write(AL, BROKEN);
    let server = wiki.serve();
    let reply = shown(&server);
    assert_eq!(reply.status, 500);
    let al = server.listen_as("/people/al/", &reply.version());
    assert!(!faults_here(&al.state()).is_empty());
    wiki.remove("templates/page.html");
    al.reloads();
    wiki.write(AL, GOOD);
    server.shows("/people/al/", "Good text.");
}

#[test]
fn one_broken_page_hides_no_other() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    wiki.write("content/people/bo.md", b"---\ntitle: Bo\n---\n\xff\xfe\n")
        .write(AL, "---\ntitle: Al\n---\nStill followed.\n");
    server.shows("/people/al/", "Still followed.");
    server.says("content/people/bo.md");
}

#[test]
fn the_strip_knows_the_page() {
    let wiki = Wiki::new();
    wiki.write("content/index.md", "# Home\n\nTo [[Al]] and to [[Nobody]].\n");
    let server = wiki.serve();
    let home = server.listen("/");
    let state = home.state();
    assert_eq!(state["strip"], true);
    assert_eq!(state["file"], "content/index.md");
    assert!(state["open"].as_str().is_some_and(|link| link.contains("content/index.md")), "{state}");
    assert_eq!(state["red_links"].as_array().map(Vec::len), Some(1), "{state}");
    assert_eq!(state["red_links"][0]["line"], 3);
    assert!(state["page"]["words"].as_u64().is_some_and(|words| words > 0), "{state}");
    let al = server.listen("/people/al/").state();
    assert_eq!(al["page"]["links"]["total"], 1, "{al}");
    assert_eq!(al["page"]["links"]["pages"][0]["url"], "/", "{al}");
}

#[test]
fn plain_pages_have_no_strip() {
    let wiki = Wiki::new();
    let server = wiki.serve_with(&["--plain"]);
    assert_eq!(server.listen("/").state()["strip"], false);
}

/// A template that works for all pages except one.
const PICKY: &str = "<!DOCTYPE html><html lang=\"en\"><head><title>T</title></head><body>Own: {{ page.title }} \
    {{ page.content | safe }}{% if page.title == \"Cy\" %}{{ page.nonsense }}{% endif %}</body></html>";

#[test]
fn each_page_has_its_own_last_good_version() {
    let wiki = Wiki::new();
    wiki.write("content/zed.md", BROKEN).write(AL, GOOD);
    let server = wiki.serve();
    server.shows("/people/al/", "Good text.");
    wiki.write(AL, GOOD.replace("Good", "Better"));
    server.shows("/people/al/", "Better text.");
    wiki.write("content/people/bo.md", "---\ntitle: Bo\n---\nNew here.\n");
    server.shows("/people/bo/", "New here.");
    wiki.write("content/people/bo.md", BROKEN);
    server.says("content/people/bo.md:");
    wiki.write(AL, BROKEN);
    server.says("content/people/al.md:");
    assert!(shown(&server).text().contains("Better text."), "{}", shown(&server).text());
    assert!(server.get("/people/bo/").text().contains("New here."));
    wiki.write("site.toml", "title = \"Test\nbase_url = 7\n");
    server.says("site.toml:");
    assert!(shown(&server).text().contains("Better text."), "{}", shown(&server).text());
    wiki.write("site.toml", "title = \"Test\"\nbase_url = \"https://wiki.test\"\n");
    wiki.write(AL, GOOD.replace("Good", "Corrected"));
    server.shows("/people/al/", "Corrected text.");
    assert!(server.get("/people/bo/").text().contains("New here."));
}

#[test]
fn pages_wait_for_a_broken_template_and_new_ones_are_shown_as_well_as_they_can_be() {
    let wiki = Wiki::new();
    wiki.write(AL, GOOD).write("content/zed.md", BROKEN).write("content/people/bo.md", "# Bo\n\nOf Bo.\n");
    let server = wiki.serve();
    server.shows("/people/al/", "Good text.");
    wiki.write("templates/page.html", "{% extends \"default/page.html\" %}{% broken %}");
    server.says("templates/page.html:");
    wiki.write(AL, GOOD.replace("Good", "Better"));
    server.says(AL);
    assert!(shown(&server).text().contains("Good text."), "{}", shown(&server).text());
    assert!(server.get("/people/bo/").text().contains("Of Bo."), "nobody had opened it before");
    wiki.remove("templates/page.html");
    server.shows("/people/al/", "Better text.");
}

#[test]
fn a_page_that_loses_its_address_by_a_fault_stays_there() {
    let wiki = Wiki::new();
    wiki.write(AL, "---\ntitle: Al\nslug: alfredo\n---\nGood text.\n")
        .write("content/people/bo.md", "# Bo\n");
    let server = wiki.serve();
    server.shows("/people/alfredo/", "Good text.");
    server.shows("/people/bo/", "Bo");
    let al = server.listen("/people/alfredo/");
    wiki.write(AL, "---\ntitle: Al\nslug: [alfredo\n---\nBroken text.\n").remove("content/people/bo.md");
    let state = al.state_becomes(|state| !faults_here(state).is_empty());
    assert_eq!((&state["file"], &state["old"]), (&AL.into(), &true.into()), "{state}");
    assert!(server.get("/people/alfredo/").text().contains("Good text."));
    server.becomes("/people/bo/", "gone", |reply| reply.status == 404);
}

#[test]
fn saves_after_a_rendering_error_keep_good_pages() {
    let wiki = Wiki::new();
    wiki.write(AL, GOOD).write("templates/page.html", PICKY);
    let server = wiki.serve();
    server.shows("/people/al/", "Own: Al");
    wiki.write("templates/page.html", PICKY.replace("page.title }}", "page.there_is_none }}"));
    server.says("templates/page.html,");
    for number in 0..4 {
        let page = format!("content/other{number}.md");
        wiki.write(&page, "# Other\n\nText.\n");
        server.says(&page);
    }
    let reply = shown(&server);
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("Own: Al"), "{}", reply.text());
}

#[test]
fn a_page_that_never_rendered_does_not_affect_the_last_good_version_of_others() {
    let wiki = Wiki::new();
    wiki.write(AL, GOOD).write("content/cy.md", "# Cy\n").write("templates/page.html", PICKY);
    let server = wiki.serve();
    server.says("page.nonsense");
    for text in ["Better text.", "Best text."] {
        wiki.write(AL, GOOD.replace("Good text.", text));
        server.shows("/people/al/", text);
    }
    let broken = PICKY.replace("page.title }}", "page.there_is_none }}");
    wiki.write("templates/page.html", &broken);
    server.says("page.there_is_none");
    assert!(shown(&server).text().contains("Best text."), "{}", shown(&server).text());
    wiki.write("templates/page.html", broken.replace("</body>", "{% broken %}"));
    server.says("{% broken %}");
    assert!(shown(&server).text().contains("Best text."), "{}", shown(&server).text());
    wiki.write("templates/page.html", PICKY);
    server.becomes("/people/al/", "its newest", |reply| reply.text().contains("Best text."));
}

#[test]
fn a_fault_on_a_generated_page_is_one_of_its_template() {
    let wiki = Wiki::new();
    wiki.write("templates/category.html", "One line.\n{{ page.nonsense }}\n");
    wiki.write(AL, "---\ntitle: Al\ncategories: [Men]\n---\nText.\n");
    let server = wiki.serve();
    let category = server.listen("/categories/men/");
    let state = category.state_becomes(|state| !faults_here(state).is_empty());
    let fault = faults_here(&state)[0];
    assert_eq!((&fault["file"], &fault["line"]), (&"templates/category.html".into(), &2.into()), "{fault}");
    server.says("while `categories/men/index.html` was rendered");
    assert!(!server.said().contains("site.toml"), "{}", server.said());
}

#[test]
fn a_spoiler_told_openly_is_reported_at_the_start_and_after_a_save() {
    let wiki = Wiki::new();
    wiki.write(
        "site.toml",
        "title = \"Test\"\nbase_url = \"https://wiki.test\"\n[spoilers]\nnovel = \"The novel\"\n",
    );
    wiki.write(
        "content/fold.md",
        "# Fold\n\nWords.\n\n> [!spoiler|novel] End\n> The lighthouse keeper drowned quietly.\n",
    );
    wiki.write(AL, GOOD.replace("Good text", "Once the lighthouse keeper drowned quietly"));
    let server = wiki.serve();
    let al = server.listen("/people/al/");
    al.state_becomes(|state| state["problems"][0]["code"] == "spoiler-leak");
    server.says("spoiler-leak");
    wiki.write(AL, GOOD);
    al.state_becomes(|state| state["problems"].as_array().is_some_and(Vec::is_empty));
    wiki.write("content/more.md", "# More\n\nHow the lighthouse keeper drowned quietly.\n");
    server.says("content/more.md");
}
