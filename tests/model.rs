//! The wiki model: types and relations, infoboxes, categories, backlinks, redirects, special pages, queries, data.

mod harness;

use std::sync::OnceLock;

use harness::{Page, Run, Site, Wiki, png};
use serde_json::Value;

/// The types of a wiki of films.
const TYPES: &str = r#"
[types.person]
folder = "people"
plural = "People"
schema = "Person"
[types.person.fields.born]
type = "date"
schema = "birthDate"

[types.character]
folder = "characters"
[types.character.fields.appears_in]
type = "page"
to = ["work"]
many = true
required = true
inverse = "characters"
inverse_label = "Characters"

[types.work]
folder = "works"
schema = "CreativeWork"
[types.work.fields.kind]
type = "choice"
values = ["film", "novel", "series"]
required = true
[types.work.fields.released]
type = "date"
[types.work.fields.directed_by]
type = "page"
to = ["person"]
many = true
label = "Direction"
inverse = "directed"
inverse_label = "Directed"
[types.work.fields.follows]
type = "page"
to = ["work"]
inverse = "followed_by"
[types.work.fields.cast]
type = "record"
many = true
[types.work.fields.cast.fields.actor]
type = "page"
to = ["person"]
required = true
inverse = "roles"
inverse_label = "Roles"
[types.work.fields.cast.fields.character]
type = "page"
to = ["character"]
inverse = "played_by"
inverse_label = "Played by"
[types.work.fields.cast.fields.note]
type = "text"
[types.work.fields.running_time]
type = "number"
unit = "minutes"
[types.work.fields.colour]
type = "boolean"
default = "true"
[types.work.fields.site]
type = "url"
[types.work.fields.secret]
type = "text"
hidden = true

[types.film]
base = "work"
folder = "films"
schema = "Movie"
[types.film.fields.ratio]
type = "text"
label = "Aspect ratio"
"#;

/// People, a character and a place of each type.
fn wiki() -> Wiki {
    Wiki::new()
        .settings(TYPES)
        .file("content/people/mann.md", "---\ntitle: Michael Mann\nborn: 1943-02-05\n---\nA director.\n")
        .file("content/people/pacino.md", "---\ntitle: Al Pacino\nborn: 1940-04\n---\nAn actor.\n")
        .file(
            "content/characters/hanna.md",
            "---\ntitle: Vincent Hanna\nappears_in: Heat\n---\nA detective.\n",
        )
}

const HEAT: &str = "---
title: Heat
kind: film
released: 1995-12-15
directed_by: Michael Mann
cast:
  - {actor: Al Pacino, character: Vincent Hanna, note: top billing}
running_time: 170
site: https://example.com/heat?a=1&b=2
secret: never shown
info: {Budget: 60 million}
---
The film.
";

/// Builds the wiki with this content of `content/works/heat.md`.
fn with_heat(text: &str) -> Run {
    wiki().file("content/works/heat.md", text).build()
}

/// The rows of an infobox: label and text of the values.
fn rows(page: &Page) -> Vec<(String, Vec<String>)> {
    let rows = page.find("aside.infobox").all("dl div");
    rows.iter().map(|row| (row.find("dt").text(), row.texts("dd"))).collect()
}

#[track_caller]
fn row(page: &Page, label: &str) -> Vec<String> {
    let rows = rows(page);
    let found = rows.iter().find(|(known, _)| known == label).map(|(_, values)| values.clone());
    found.unwrap_or_else(|| panic!("no row `{label}` in {}: {rows:?}", page.name()))
}

// Fields and relations.

#[test]
fn the_infobox_shows_fields_in_their_declared_order_for_people_to_read() {
    let run = with_heat(HEAT);
    run.is_clean();
    run.site.is_sound();
    let page = run.html("works/heat/index.html");
    let labels: Vec<String> = rows(&page).into_iter().map(|(label, _)| label).collect();
    let declared = ["Kind", "Released", "Direction", "Cast", "Running time", "Colour", "Site"];
    assert_eq!(labels[..7], declared);
    assert!(labels.contains(&"Budget".to_owned()) && labels.contains(&"Characters".to_owned()), "{labels:?}");
    assert_eq!(row(&page, "Released"), ["15 December 1995"]);
    assert_eq!(row(&page, "Running time"), ["170 minutes"]);
    assert_eq!(page.href("Michael Mann"), "/people/mann/");
    assert!(page.all("aside.infobox a").iter().any(|a| a.get("href") == "https://example.com/heat?a=1&b=2"));
    page.find("aside.infobox").omits("never shown");
    assert_eq!(row(&run.html("people/pacino/index.html"), "Born"), ["April 1940"]);
}

#[test]
fn a_relation_is_written_once_and_shown_at_both_ends() {
    let run = with_heat(HEAT);
    let mann = run.html("people/mann/index.html");
    assert_eq!(row(&mann, "Directed"), ["Heat"]);
    assert_eq!(mann.find("aside.infobox dd a").get("href"), "/works/heat/");
    assert_eq!(row(&run.html("works/heat/index.html"), "Characters"), ["Vincent Hanna"]);
}

#[test]
fn a_record_gives_each_of_its_pages_a_row() {
    let run = with_heat(HEAT);
    let heat = row(&run.html("works/heat/index.html"), "Cast").join(" ");
    for part in ["Al Pacino", "Vincent Hanna", "top billing"] {
        assert!(heat.contains(part), "{heat}");
    }
    let pacino = run.html("people/pacino/index.html");
    let roles = row(&pacino, "Roles").join(" ");
    assert!(roles.contains("Heat") && roles.contains("Vincent Hanna"), "{roles}");
    let hanna = run.html("characters/hanna/index.html");
    let players = row(&hanna, "Played by").join(" ");
    assert!(players.contains("Al Pacino") && players.contains("Heat"), "{players}");
    let links: Vec<&str> = pacino.all("aside.infobox a").iter().map(|a| a.get("href")).collect();
    assert!(links.contains(&"/works/heat/") && links.contains(&"/characters/hanna/"), "{links:?}");
}

#[test]
fn references_may_stand_in_brackets_quoted_or_not_and_by_any_name() {
    for reference in [
        "[[Michael Mann]]",
        "\"[[Michael Mann]]\"",
        "michael_mann",
        "people/mann",
        "\"[[Michael Mann|M. M.]]\"",
        "[\"[[Michael Mann]]\"]",
        "\n  - [[Michael Mann]]",
    ] {
        let run = with_heat(&HEAT.replace("directed_by: Michael Mann", &format!("directed_by: {reference}")));
        run.is_clean();
        assert_eq!(run.html("works/heat/index.html").href("Michael Mann"), "/people/mann/", "{reference}");
        assert_eq!(row(&run.html("people/mann/index.html"), "Directed"), ["Heat"], "{reference}");
    }
}

#[test]
fn types_build_on_one_another() {
    let run = wiki()
        .file("content/works/heat.md", HEAT)
        .file(
            "content/films/thief.md",
            "---\ntitle: Thief\nkind: film\ndirected_by: Michael Mann\nratio: \"1.85:1\"\ncolour: no\n---\n",
        )
        .file("content/films/manhunter.md", "---\ntitle: Manhunter\nkind: film\nfollows: Thief\n---\n")
        .build();
    run.is_clean();
    let thief = run.html("films/thief/index.html");
    assert_eq!(
        (row(&thief, "Direction"), row(&thief, "Aspect ratio")),
        (vec!["Michael Mann".to_owned()], vec!["1.85:1".to_owned()])
    );
    assert_eq!(row(&thief, "Followed by"), ["Manhunter"], "a film is a work");
    let mut directed = row(&run.html("people/mann/index.html"), "Directed");
    directed.sort();
    assert_eq!(directed, ["Heat", "Thief"]);
}

#[test]
fn a_default_fills_a_field_that_is_not_written() {
    let run = with_heat(HEAT);
    let default = row(&run.html("works/heat/index.html"), "Colour");
    let run = with_heat(&HEAT.replace("running_time: 170\n", "colour: false\n"));
    run.is_clean();
    assert_ne!(row(&run.html("works/heat/index.html"), "Colour"), default);
}

#[test]
fn the_type_of_a_page_may_stand_in_the_page_itself() {
    let run = wiki()
        .file("content/elsewhere/heat.md", HEAT.replace("title: Heat", "title: Heat\ntype: film"))
        .file("content/other.md", "---\ntype: persn\n---\n")
        .build();
    run.is_refused().reports(&[("unknown-type", "content/other.md", 2, 7)]);
    run.diagnostic("unknown-type", "content/other.md", 2, 7).says("did you mean `person`?");
}

// Faults of fields.

#[test]
fn references_to_missing_pages_are_errors_at_their_value() {
    let run = with_heat(
        "---\ntitle: Heat\nkind: film\ndirected_by: [Michael Mann, Micheal Man]\nfollows: Nothing at all\ncast:\n  - actor: Al Pacino\n    character: Vincent Hana\n---\n",
    );
    run.is_refused().reports(&[
        ("unknown-reference", "content/works/heat.md", 4, 29),
        ("unknown-reference", "content/works/heat.md", 5, 10),
        ("unknown-reference", "content/works/heat.md", 8, 16),
    ]);
    run.diagnostic("unknown-reference", "content/works/heat.md", 4, 29)
        .ends(4, 40)
        .says("did you mean `Michael Mann`?");
    run.diagnostic("unknown-reference", "content/works/heat.md", 8, 16).says("did you mean `Vincent Hanna`?");
}

#[test]
fn references_to_pages_of_a_wrong_type_are_errors() {
    let run = with_heat(
        "---\ntitle: Heat\nkind: film\ndirected_by: Vincent Hanna\ncast:\n  - {actor: Vincent Hanna}\n---\n",
    );
    run.is_refused().reports(&[
        ("wrong-reference", "content/works/heat.md", 4, 14),
        ("wrong-reference", "content/works/heat.md", 6, 13),
    ]);
    run.diagnostic("wrong-reference", "content/works/heat.md", 4, 14).says("erson");
}

#[test]
fn required_fields_that_are_missing_are_errors() {
    let run = with_heat("---\ntitle: Heat\ncast:\n  - {character: Vincent Hanna}\n---\n");
    run.is_refused();
    let missing = run.coded("missing-field");
    assert_eq!(missing.len(), 2, "{run}");
    assert!(missing.iter().any(|fault| fault.message.contains("`kind`") && fault.start.0 <= 2), "{run}");
    run.diagnostic("missing-field", "content/works/heat.md", 4, 5).says("`actor`");
}

#[test]
fn a_required_field_that_is_left_empty_is_missing() {
    for empty in ["", " ~", " \"\"", " []", " [~]", " {value: ~}"] {
        let run =
            with_heat(&format!("---\ntitle: Heat\nkind:{empty}\ncast:\n  - {{actor: \"\", note: x}}\n---\n"));
        run.is_refused().diagnostic("missing-field", "content/works/heat.md", 3, 1).says("`kind`");
        run.diagnostic("missing-field", "content/works/heat.md", 5, 5).says("`actor`");
    }
}

#[test]
fn a_page_without_front_matter_misses_its_required_fields_too() {
    let run = with_heat("# Heat\n");
    run.is_refused().diagnostic("missing-field", "content/works/heat.md", 1, 1).says("`kind`");
}

#[test]
fn both_ends_of_a_relation_must_agree() {
    let types = "[types.person]\nfolder = \"people\"\n[types.person.fields.directed]\ntype = \"page\"\nto = [\"work\"]\nmany = true\ninverse = \"directed_by\"\n\
                 [types.work]\nfolder = \"works\"\n[types.work.fields.directed_by]\ntype = \"page\"\nto = [\"person\"]\nmany = true\ninverse = \"directed\"\n";
    let build = |directed: &str| {
        Wiki::new()
            .settings(types)
            .file("content/people/mann.md", format!("---\ntitle: Michael Mann\ndirected: {directed}\n---\n"))
            .file("content/people/other.md", "---\ntitle: Somebody Else\n---\n")
            .file("content/works/heat.md", "---\ntitle: Heat\ndirected_by: Michael Mann\n---\n")
            .file("content/works/thief.md", "---\ntitle: Thief\ndirected_by: Somebody Else\n---\n")
            .build()
    };
    let agree = build("[Heat]");
    agree.is_clean();
    assert_eq!(row(&agree.html("people/mann/index.html"), "Directed"), ["Heat"], "shown once");
    let disagree = build("[Heat, Thief]");
    disagree.is_refused().reports(&[("relation-conflict", "content/people/mann.md", 3, 18)]);
    disagree.diagnostic("relation-conflict", "content/people/mann.md", 3, 18).names("content/works/thief.md");
}

#[test]
fn values_outside_their_field_are_errors_at_the_value() {
    let run = with_heat(
        "---\ntitle: Heat\nkind: flim\nreleased: 1995-02-30\nrunning_time: long\ncolour: perhaps\nsite: not a url\nratoi: x\nrelaesed: 1995\nfollows: [Heat, Heat]\n---\n",
    );
    let at = |code, line, column| (code, "content/works/heat.md", line, column);
    run.is_refused().reports(&[
        at("invalid-choice", 3, 7),
        at("invalid-date", 4, 11),
        at("wrong-type", 5, 15),
        at("wrong-type", 6, 9),
        at("wrong-type", 7, 7),
        at("unknown-field", 8, 1),
        at("unknown-field", 9, 1),
        at("wrong-type", 10, 10),
    ]);
    run.diagnostic("invalid-choice", "content/works/heat.md", 3, 7).says("did you mean `film`?");
    run.diagnostic("unknown-field", "content/works/heat.md", 9, 1).says("did you mean `released`?");
}

#[test]
fn dates_that_cannot_be_are_errors() {
    for date in ["1995-13", "1995-00-10", "1995-2-3", "15 December 1995", "1995-12-15-1", "next year", "95"] {
        let run = with_heat(&format!("---\ntitle: Heat\nkind: film\nreleased: \"{date}\"\n---\n"));
        run.is_refused().reports(&[("invalid-date", "content/works/heat.md", 4, 11)]);
    }
}

#[test]
fn places_in_front_matter_count_characters_and_carriage_returns() {
    let run = with_heat(
        "---\r\ntitle: Hëat 🎬\r\nkind: film\r\ninfo: {Ümläut: 日本}\r\ncast: [{note: ünï, actor: Nöbody}]\r\n---\r\n",
    );
    run.is_refused().reports(&[("unknown-reference", "content/works/heat.md", 5, 27)]);
    run.diagnostic("unknown-reference", "content/works/heat.md", 5, 27).ends(5, 33);
}

// Categories.

#[test]
fn categories_have_pages_parents_and_members_by_letter() {
    let run = Wiki::new()
        .file(
            "content/categories/films.md",
            "---\ntitle: Films\ncategories: [Works]\n---\nAll the *films*.\n",
        )
        .file("content/a.md", "---\ntitle: Heat\ncategories: [Films]\n---\n")
        .file("content/b.md", "---\ntitle: ali\ncategories: [Films, Works]\n---\n")
        .file("content/c.md", "---\ntitle: \"1941\"\ncategories: [films]\n---\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    let films = run.html("categories/films/index.html");
    films.find("article").says("All the films.");
    assert_eq!(films.href("Works"), "/categories/works/");
    let letters: Vec<String> =
        films.all("section.letter").iter().map(|section| section.find("h2").text()).collect();
    assert_eq!(letters.len(), 3, "{letters:?}");
    assert!(letters.contains(&"A".to_owned()) && letters.contains(&"H".to_owned()), "{letters:?}");
    assert_eq!(films.href("Heat"), "/a/");
    let all = run.html("categories/index.html");
    let counts: Vec<String> = all.all(".text li").iter().map(|item| item.text()).collect();
    assert_eq!(counts, ["Films 3", "Works 3"], "a category counts what is in those below it, each page once");
    let works = run.html("categories/works/index.html");
    assert_eq!((works.href("Films").as_str(), works.href("ali").as_str()), ("/categories/films/", "/b/"));
    assert!(
        !works.all("article a").iter().any(|a| a.text() == "Heat"),
        "a member of a subcategory is no member"
    );
}

#[test]
fn categories_that_are_each_others_parents_are_reported() {
    let run = Wiki::new()
        .file("content/categories/a.md", "---\ntitle: A\ncategories: [B]\n---\n")
        .file("content/categories/b.md", "---\ntitle: B\ncategories:\n  - X\n  - C\n---\n")
        .file("content/categories/c.md", "---\ntitle: C\ncategories: [A]\n---\n")
        .build();
    run.is_refused();
    let cycles = run.coded("category-cycle");
    assert!(!cycles.is_empty(), "{run}");
    for cycle in cycles {
        let place = (cycle.file.as_str(), cycle.start);
        let known = [
            ("content/categories/a.md", (3, 14)),
            ("content/categories/b.md", (5, 5)),
            ("content/categories/c.md", (3, 14)),
        ];
        assert!(known.contains(&place), "{cycle:#?}");
    }
}

/// Seven hundred pages in one category that all link to one page.
fn large() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        let mut wiki = Wiki::new().settings("[output]\nsearch = false\napi = false\n").file("content/hub.md", "# The Hub\n\ntext\n");
        for at in 0..700 {
            let letter = char::from(b'A' + u8::try_from(at % 26).expect("a letter"));
            let text = format!("---\ntitle: {letter} page {at:03}\ncategories: [Everything]\n---\nSome words about [[The Hub]] number {at}.\n");
            wiki = wiki.file(&format!("content/p/page{at}.md"), text);
        }
        wiki.build()
    })
}

/// Follows a paginated list and returns all its pages.
fn split_list(site: &Site, first: &str) -> Vec<Page> {
    let mut pages = vec![site.html(first)];
    while let Some(next) = pages[pages.len() - 1].all("a[rel=next]").first().map(|a| a.get("href").to_owned())
    {
        pages.push(site.html(&site.target(&next).unwrap_or_else(|| panic!("{next} leads nowhere"))));
        assert!(pages.len() < 100, "the pages go round");
    }
    pages
}

#[track_caller]
fn lists_all_pages(pages: &[Page]) {
    let mut found: Vec<String> = Vec::new();
    for page in pages {
        let members: Vec<&str> = page
            .all("main a")
            .iter()
            .filter_map(|a| a.attribute("href"))
            .filter(|href| href.starts_with("/p/page"))
            .collect();
        assert!(members.len() <= 200, "{} entries on {}", members.len(), page.name());
        found.extend(members.into_iter().map(str::to_owned));
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 700);
}

#[test]
fn a_category_of_many_members_is_split_into_pages() {
    let run = large();
    run.is_clean();
    let pages = split_list(&run.site, "categories/everything/index.html");
    assert!(pages.len() >= 4, "{} pages", pages.len());
    lists_all_pages(&pages);
}

#[test]
fn a_page_that_many_link_to_stays_small_and_leads_to_the_whole_list() {
    let run = large();
    let hub = run.html("hub/index.html");
    let shown = hub.find("section.backlinks").all("li").len();
    assert!((1..=100).contains(&shown), "{shown} backlinks on the page");
    assert!(hub.source().len() < 40_000, "{} bytes", hub.source().len());
    let all = hub
        .all("section.backlinks a")
        .into_iter()
        .find(|a| a.text().contains("700"))
        .expect("a link to all of them");
    let first = run.site.target(all.get("href")).expect("the list is there");
    lists_all_pages(&split_list(&run.site, &first));
}

#[test]
fn no_page_grows_with_the_wiki() {
    let run = large();
    for path in run.site.paths().into_iter().filter(|path| path.ends_with(".html")) {
        let size = run.site.bytes(path).len();
        assert!(size < 100_000, "{path} has {size} bytes");
    }
}

// Backlinks.

#[test]
fn backlinks_show_the_sentence_and_stand_by_type() {
    let run = wiki()
        .file("content/works/heat.md", HEAT)
        .file(
            "content/a.md",
            "# An article\n\nFirst words. Here [[Al Pacino]] drinks coffee with <b>them</b>. Last words.\n",
        )
        .build();
    run.is_clean();
    let backlinks = run.html("people/pacino/index.html");
    let section = backlinks.find("section.backlinks");
    section.says("Here Al Pacino drinks coffee").says("An article");
    section.says("Heat");
    let groups = section.texts("h3");
    assert!(groups.len() >= 2, "{groups:?}");
    assert_eq!(
        section.all("a").iter().filter(|a| a.get("href") == "/works/heat/").count(),
        1,
        "a link from a field counts, once"
    );
}

#[test]
fn a_page_that_nobody_links_to_has_no_backlinks() {
    let run = Wiki::new().file("content/a.md", "# A\n\n[[A]]\n").build();
    assert!(run.html("a/index.html").all("section.backlinks").is_empty(), "a link to itself counts");
}

// Redirects.

/// The target of a redirect page.
#[track_caller]
fn redirect(run: &Run, path: &str) -> String {
    let page = run.html(path);
    let target = page.find("a").get("href").to_owned();
    let refresh = page.find("meta[http-equiv=refresh]").get("content");
    assert!(refresh.contains(&target), "{refresh}");
    assert!(page.find("link[rel=canonical]").get("href").ends_with(&target));
    target
}

#[test]
fn aliases_become_redirects() {
    let run = Wiki::new()
        .file(
            "content/people/pacino.md",
            "---\ntitle: Al Pacino\naliases: [Sonny Pacino, /old/address/]\n---\n",
        )
        .build();
    run.is_clean();
    let path = run
        .site
        .paths()
        .into_iter()
        .find(|path| path.ends_with("sonny-pacino/index.html"))
        .expect("a redirect")
        .to_owned();
    assert_eq!(redirect(&run, &path), "/people/pacino/");
    assert_eq!(redirect(&run, "old/address/index.html"), "/people/pacino/");
    assert!(!run.site.text("sitemap.xml").contains("sonny"));
}

#[test]
fn aliases_that_collide_are_reported_at_the_alias() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: A\naliases: [Shared, A]\n---\n")
        .file("content/b.md", "---\ntitle: B\naliases:\n  - x\n  - shared\n---\n")
        .build();
    run.is_refused().diagnostic("alias-self", "content/a.md", 3, 19).is("warning");
    let collisions = run.coded("alias-collision");
    assert!(!collisions.is_empty(), "{run}");
    for collision in collisions {
        let place = (collision.file.as_str(), collision.start);
        assert!([("content/a.md", (3, 11)), ("content/b.md", (5, 5))].contains(&place), "{collision:#?}");
        collision.names("content/a.md").names("content/b.md");
    }
}

#[test]
fn an_old_anchor_leads_to_the_renamed_heading() {
    let run = Wiki::new()
        .file("content/a.md", "---\ntitle: A\nanchors: {old-name: new-name}\n---\n## New name\n\ntext\n")
        .file("content/b.md", "[[A#old-name]] [x](a.md#old-name)\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    assert!(
        run.html("a/index.html").has_id("old-name") || run.html("b/index.html").href("x") == "/a/#new-name"
    );
}

#[test]
fn an_old_anchor_gives_way_to_what_has_its_id() {
    let front =
        "---\ntitle: A\nanchors: {new-name: other, main: other, \"a b\": other, references: other}\n---\n";
    let run = Wiki::new().file("content/a.md", format!("{front}## New name\n\n## Other\n\ntext\n")).build();
    run.is_clean();
    run.site.is_sound();
}

// Disambiguation.

fn two_heats() -> Wiki {
    Wiki::new()
        .file("content/film.md", "---\ntitle: Heat (film)\ndescription: A film of 1995.\n---\n")
        .file("content/novel.md", "---\ntitle: Heat (novel)\n---\n")
        .file("content/page.md", "# Page\n\n[[Heat]]\n")
}

#[test]
fn pages_that_share_a_name_get_a_page_between_them_and_hatnotes() {
    let run = two_heats().build();
    run.is_clean();
    run.site.is_sound();
    let between = run.site.target(&run.html("page/index.html").href("Heat")).expect("a page between them");
    let page = run.html(&between);
    assert_eq!(page.find("h1").text(), "Heat");
    assert_eq!(
        (page.href("Heat (film)").as_str(), page.href("Heat (novel)").as_str()),
        ("/film/", "/novel/")
    );
    page.find("article").says("A film of 1995.");
    for path in ["film/index.html", "novel/index.html"] {
        let film = run.html(path);
        let note = film.find(".hatnote a");
        assert_eq!(run.site.target(note.get("href")), Some(between.clone()));
    }
}

#[test]
fn a_written_page_of_the_name_takes_the_place_of_the_generated_one() {
    let run = two_heats()
        .file("content/heat.md", "---\ntitle: Heat\n---\nWritten by hand. [[Heat (film)]] [[Heat (novel)]]\n")
        .build();
    run.is_clean();
    assert_eq!(run.html("page/index.html").href("Heat"), "/heat/");
    run.html("heat/index.html").find("article").says("Written by hand.");
    assert!(!run.html("film/index.html").all(".hatnote a").is_empty());
}

// Special pages.

/// A wiki with something for each special page.
fn varied() -> Wiki {
    wiki()
        .settings(&format!("{TYPES}\n[checks]\nunsourced = \"off\"\n"))
        .file("content/works/heat.md", HEAT)
        .file("content/index.md", "# Home\n\n[[Heat]] [[Al Pacino]] [[Wanted Person]]\n")
        .file(
            "content/lonely.md",
            format!(
                "# Lonely\n\n{} [[Wanted Person]] [[Other Wish]]\n\nVincent Hanna walks by.\n",
                "Many words. ".repeat(300)
            ),
        )
        .file("content/end.md", "---\ntitle: Dead end\ncategories: [Some]\n---\nNo way out.\n")
        .file("content/hub.md", "# Hub\n\n[[Dead end]] [[Heat]]\n")
}

/// The special page whose link on the index contains one of these words.
#[track_caller]
fn special(run: &Run, words: &[&str]) -> Page {
    let index = run.html("special/index.html");
    let links = index.all("main a");
    let found = links.iter().find(|a| words.iter().any(|word| a.text().to_lowercase().contains(word)));
    let link = found.unwrap_or_else(|| {
        panic!("no special page `{words:?}`: {:?}", links.iter().map(|a| a.text()).collect::<Vec<_>>())
    });
    run.site.html(&run.site.target(link.get("href")).expect("the special page is there"))
}

/// Link texts in the main part of a special page.
fn listed(page: &Page) -> Vec<String> {
    page.find("main .text").texts("a")
}

#[track_caller]
fn lists(page: &Page, some: &[&str], none: &[&str]) {
    let found = listed(page);
    for name in some {
        assert!(found.iter().any(|known| known == name), "`{name}` is not on {}: {found:?}", page.name());
    }
    for name in none {
        assert!(!found.iter().any(|known| known == name), "`{name}` is on {}: {found:?}", page.name());
    }
}

#[test]
fn special_pages_show_the_state_of_the_wiki() {
    let run = varied().build();
    run.succeeds();
    run.site.is_sound();
    lists(&special(&run, &["all pages"]), &["Heat", "Lonely", "Al Pacino", "Dead end"], &[]);
    let works = special(&run, &["type"]).href("Works");
    lists(&run.html(&run.site.target(&works).expect("a list of works")), &["Heat"], &["Al Pacino"]);
    lists(&special(&run, &["orphan"]), &["Lonely", "Hub"], &["Heat", "Al Pacino", "Dead end"]);
    lists(&special(&run, &["dead end", "dead-end"]), &["Dead end"], &["Hub", "Heat"]);
    lists(&special(&run, &["uncategorised"]), &["Heat", "Lonely"], &["Dead end"]);
    lists(&special(&run, &["source"]), &["Lonely"], &[]);
    let longest = listed(&special(&run, &["longest"]));
    assert_eq!(longest[0], "Lonely");
    let most = listed(&special(&run, &["most linked", "most-linked"]));
    assert!(most[0] == "Heat" || most[0] == "Al Pacino", "{most:?}");
    let short = listed(&special(&run, &["short", "stub"]));
    assert!(short.iter().any(|name| name == "Dead end"), "{short:?}");
}

#[test]
fn wanted_pages_stand_by_demand_with_those_who_want_them() {
    let run = varied().build();
    let wanted = special(&run, &["wanted"]);
    let text = wanted.find("main").text();
    let (first, second) = (text.find("Wanted Person"), text.find("Other Wish"));
    assert!(first.is_some() && first < second, "{text}");
    lists(&wanted, &["Home", "Lonely"], &["Hub"]);
}

#[test]
fn names_without_a_link_are_found_with_their_lines() {
    let run = varied().build();
    let mentions = special(&run, &["unlinked", "mention"]);
    mentions.find("main").says("Vincent Hanna walks by");
    lists(&mentions, &["Vincent Hanna", "Lonely"], &[]);
}

#[test]
fn statistics_count_and_chance_leads_to_a_page() {
    let run = varied().build();
    let numbers = |run: &Run| special(run, &["statistic"]).find("main").texts("dd");
    let more = varied().file("content/more.md", "# More\n\ntext\n").build();
    let (before, after): (u32, u32) = (number(&numbers(&run)[0]), number(&numbers(&more)[0]));
    assert_eq!(after, before + 1, "one page more");
    let random = special(&run, &["random"]);
    let leads = !random.all("main a").is_empty() || !random.all("script[src]").is_empty();
    assert!(leads, "{}", random.source());
}

#[test]
fn large_counts_are_grouped_all_alike() {
    let links = "[[B]] ".repeat(1_200);
    let run =
        Wiki::new().file("content/a.md", format!("# A\n\n{links}\n")).file("content/b.md", "# B\n").build();
    assert!(special(&run, &["statistic"]).find("main").texts("dd").contains(&"1,200".to_owned()), "{run}");
}

/// Parses a formatted number.
fn number(text: &str) -> u32 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("`{text}` is no count"))
}

// Queries.

fn library() -> Wiki {
    let work = |title: &str, kind: &str, year: &str, time: u32| {
        format!(
            "---\ntitle: {title}\nkind: {kind}\nreleased: \"{year}\"\ndirected_by: Michael Mann\nrunning_time: {time}\n---\n"
        )
    };
    wiki()
        .file("content/works/heat.md", HEAT)
        .file("content/works/thief.md", work("Thief", "film", "1981", 122))
        .file("content/works/ali.md", work("Ali", "film", "2001-12-25", 157))
        .file("content/works/vice.md", work("Miami Vice", "series", "1984", 48))
}

/// The titles that a query in a page finds, in order.
#[track_caller]
fn found(query: &str) -> Vec<String> {
    let run = library().file("content/page.md", format!("# Page\n\n```query\n{query}\n```\n")).build();
    run.is_clean();
    run.site.is_sound();
    let page = run.html("page/index.html");
    page.content()
        .find(".query")
        .all("a")
        .iter()
        .filter(|a| a.get("href").starts_with("/works/"))
        .map(|a| a.text())
        .collect()
}

#[test]
fn queries_filter_sort_and_limit() {
    assert_eq!(found("type: work\nsort: title"), ["Ali", "Heat", "Miami Vice", "Thief"]);
    assert_eq!(found("type: work\nkind: film\nsort: -released"), ["Ali", "Heat", "Thief"]);
    assert_eq!(found("type: work\nsort: released\nlimit: 2"), ["Thief", "Miami Vice"]);
    assert_eq!(found("type: work\nkind: \"!=film\""), ["Miami Vice"]);
    assert_eq!(found("type: work\nreleased: \">=1995\"\nsort: released"), ["Heat", "Ali"]);
    assert_eq!(found("type: work\nrunning_time: \"<150\"\nsort: running_time"), ["Miami Vice", "Thief"]);
    assert_eq!(found("type: work\nkind: [novel, series]"), ["Miami Vice"]);
    assert_eq!(
        found("type: work\ndirected_by: Michael Mann\nkind: film\nsort: -running_time\nlimit: 1"),
        ["Heat"]
    );
    assert_eq!(found("type: work\ncharacters: Vincent Hanna"), ["Heat"]);
    assert_eq!(found("type: work\nkind: novel"), [""; 0]);
}

#[test]
fn each_value_of_a_condition_has_its_own_sign() {
    assert_eq!(
        found("type: work\nreleased: [\"< 1990\", \"> 2000\"]\nsort: title"),
        ["Ali", "Miami Vice", "Thief"]
    );
    assert_eq!(found("type: work\ndirected_by: \"!= [[Michael Mann]]\""), [""; 0]);
    assert_eq!(found("type: work\nkind: [film, \"!= film\"]"), [""; 0]);
    assert_eq!(found("type: work\ncolour: true\nkind: series"), ["Miami Vice"]);
}

#[test]
fn a_row_stands_under_each_of_its_values() {
    let run = wiki()
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\nkind: film\ndirected_by: [Michael Mann, Al Pacino]\n---\n",
        )
        .file(
            "content/page.md",
            "```query\ntype: work\nview: table\ncaption: All of them\ngroup: directed_by\n```\n",
        )
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.content().texts("caption"), ["Michael Mann", "Al Pacino"]);
    assert_eq!(page.content().all("tbody a").len(), 2);
    page.content().says("All of them");
}

#[test]
fn values_that_nothing_can_have_are_errors_at_their_place() {
    let text = "```query\ntype: work\nreleased: \"> soon\"\nrunning_time: long\ncolour: perhaps\nwords: \"> many\"\nupdated: 1995-13\ncast.acter: x\ncast.actor: Nobody\ncharacters: Nobody\n```\n\n```query\ntype: claim\nstate: curent\nstatus: anounced\nproperty: x\nsubject: Nobody\n```\n";
    let run = library().file("content/page.md", text).build();
    let lines: Vec<u64> = run.coded("query").iter().map(|fault| fault.start.0).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 17, 18], "{run}");
    run.diagnostic("query", "content/page.md", 15, 8).says("did you mean `current`?");
}

/// Content with a spoiler scope stays folded wherever it is shown.
#[test]
fn what_gives_a_story_away_stays_folded_in_every_view() {
    let run = wiki()
        .settings(&format!("{TYPES}\n[spoilers]\nnovel = \"Heat 2\"\n"))
        .file(
            "content/works/heat.md",
            "---\ntitle: Heat\nkind: {value: film, spoiler: novel}\ndirected_by: {value: Michael Mann, spoiler: novel}\ncast:\n  - {actor: {value: Al Pacino, spoiler: novel}, note: {value: dies, spoiler: novel}}\n---\n> [!spoiler|novel]- How it ends\n> Neil McCauley dies at the airport in the end.\n\nThe ordinary text of this page follows here.\n",
        )
        .file("content/secret.md", "---\ntitle: Secret\nspoiler: novel\n---\nHere [[Al Pacino]] turns out to be the murderer.\n")
        .file("content/page.md", "```query\ntype: work\nview: table\nshow: [kind, directed_by, description]\ngroup: kind\n```\n")
        .build();
    run.is_clean();
    run.site.is_sound();
    for path in
        ["works/heat/index.html", "people/mann/index.html", "people/pacino/index.html", "page/index.html"]
    {
        let page = run.html(path);
        let facts = page.all(".infobox dd, .query td, .query caption");
        for fact in facts.iter().filter(|fact| fact.all("details.spoiler").is_empty()) {
            for word in ["Heat", "film", "Michael Mann", "Al Pacino", "dies"] {
                assert!(!fact.text().contains(word), "{path}: {}", fact.outer());
            }
        }
        assert!(!page.all("details.spoiler[data-scope=novel]").is_empty(), "{path}");
    }
    run.html("people/pacino/index.html").lacks("murderer");
    let heat = run.site.text("api/works/heat.json");
    assert!(!heat.contains("airport") && heat.contains("The ordinary text"), "{heat}");
    assert!(!run.site.text("works/heat/index.html").contains("content=\"Neil"));
    let mann: Value = serde_json::from_str(run.site.text("api/people/mann.json")).expect("JSON");
    assert_eq!(mann["relations"]["directed"][0]["spoiler"], "novel");
    assert!(!run.site.text("api/secret.json").contains("murderer"));
}

#[test]
fn queries_have_five_views_and_show_fields() {
    for view in ["list", "table", "cards", "timeline", "gallery"] {
        let works = found(&format!("type: work\nkind: film\nsort: released\nview: {view}"));
        assert_eq!(works, ["Thief", "Heat", "Ali"], "{view}");
    }
    let run = library().file("content/page.md", "```query\ntype: work\nsort: released\nview: table\nshow: [released, directed_by]\ngroup: kind\n```\n").build();
    run.is_clean();
    let content = run.html("page/index.html");
    let content = content.content();
    content.says("15 December 1995").says("Michael Mann").says("series");
    assert!(
        content.all("table").len() == 2 || content.all(".query-group").len() == 2,
        "two groups: {}",
        content.outer()
    );
}

#[test]
fn dates_in_the_tables_of_queries_are_dates_for_machines_as_well() {
    let run = library()
        .file("content/page.md", "```query\ntype: work\nview: table\nshow: [released]\n```\n")
        .build();
    let page = run.html("page/index.html");
    page.find("td time[datetime=1995-12-15]").says("15 December 1995");
}

#[test]
fn a_key_that_stands_twice_in_a_query_is_an_error() {
    let run = library()
        .file("content/page.md", "# Page\n\n```query\ntype: work\nlimit: 1\ntype: person\n```\n")
        .build();
    run.diagnostic("duplicate-key", "content/page.md", 6, 1).says("type");
}

#[test]
fn a_query_may_stand_in_front_matter_and_its_view_may_be_overridden() {
    let run = library()
        .file("content/page.md", "---\ntitle: Page\nquery:\n  type: work\n  kind: series\n---\nText above.\n")
        .file("templates/views/list.html", "<ul id=\"mine\">{% for group in query.groups %}{% for item in group.items %}<li><a href=\"{{ item.url }}\">{{ item.title }}</a></li>{% endfor %}{% endfor %}</ul>")
        .build();
    run.is_clean();
    let page = run.html("page/index.html");
    assert_eq!(page.find("#mine").texts("a"), ["Miami Vice"]);
}

#[test]
fn queries_for_what_does_not_exist_are_errors_at_their_place() {
    let text = "# Page\n\n```query\ntype: wrok\n```\n\n> ```query\n> type: work\n> kindd: film\n> sort: relaesed\n> view: grid\n> show: [title, colr]\n> ```\n\n```query\ntype: work\nkind: flim\ndirected_by: Nobody\nlimit: many\n```\n";
    let run = library().file("content/page.md", text).build();
    run.is_refused();
    let mut places: Vec<(u64, u64)> = run.diagnostics.iter().map(|fault| fault.start).collect();
    places.sort_unstable();
    assert_eq!(places, [(4, 7), (9, 3), (10, 9), (11, 9), (12, 17), (17, 7), (18, 14), (19, 8)], "{run}");
    run.diagnostic("query", "content/page.md", 4, 7).says("did you mean `work`?");
    run.diagnostic("query", "content/page.md", 9, 3).says("did you mean `kind`?");
}

// Optional rules.

#[test]
fn mentions_repeats_and_links_to_oneself_are_said_only_when_asked_for() {
    let wiki = |checks: &str| {
        Wiki::new()
            .settings(checks)
            .file("content/pacino.md", "# Al Pacino\n\nHe is [[Al Pacino]].\n")
            .file("content/a.md", "---\ntitle: A\ndescription: Of Al Pacino.\n---\n`Al Pacino` is code.\n\nAl Pacino came first.\n\n[[B]] and é [[B|again]].\n")
            .file("content/b.md", "# B\n\n[[Al Pacino]]\n")
            .build()
    };
    wiki("").is_clean();
    wiki("[checks]\nfirst-mention = \"warning\"\ndouble-link = \"warning\"\nself-link = \"warning\"\n")
        .succeeds()
        .reports(&[
            ("first-mention", "content/a.md", 7, 1),
            ("double-link", "content/a.md", 9, 13),
            ("self-link", "content/pacino.md", 3, 7),
        ]);
    let orphans = wiki("[checks]\norphan = \"warning\"\n");
    assert!(orphans.coded("orphan").iter().any(|fault| fault.file == "content/a.md"), "{orphans}");
    assert!(!orphans.coded("orphan").iter().any(|fault| fault.file == "content/b.md"), "{orphans}");
}

// JSON for programs.

#[test]
fn every_page_is_data_too() {
    let run = wiki()
        .file("content/works/heat.md", HEAT)
        .file("content/a.md", "---\ntitle: A\ncategories: [Some]\n---\n[[Heat]]\n")
        .build();
    let list = run.site.json("api/pages.json");
    assert!(list["version"].is_number() || list["version"].is_string(), "{list}");
    let pages = list["pages"].as_array().expect("a list of pages");
    let titles: Vec<&str> = pages.iter().filter_map(|page| page["title"].as_str()).collect();
    for title in ["Heat", "Al Pacino", "A"] {
        assert!(titles.contains(&title), "{titles:?}");
    }
    let section = run.site.json("api/works.json");
    assert_eq!((section["url"].as_str(), section["type"].as_str()), (Some("/works/"), Some("")), "{section}");
    for path in ["api/categories/some.json", "api/special/orphans.json", "api/special.json"] {
        assert!(!run.site.json(path)["title"].to_string().is_empty(), "{path}");
    }
    let heat = run.site.json("api/works/heat.json");
    assert_eq!((heat["title"].as_str(), heat["url"].as_str()), (Some("Heat"), Some("/works/heat/")));
    assert_eq!(heat["fields"]["kind"], Value::from("film"));
    assert_eq!(heat["fields"]["released"], Value::from("1995-12-15"));
    assert!(heat["fields"].to_string().contains("Michael Mann"), "{heat}");
    assert!(heat["backlinks"].to_string().contains("/a/"), "{heat}");
    assert!(run.site.json("api/a.json")["links"].to_string().contains("/works/heat/"));
    assert!(run.site.json("api/a.json")["categories"].to_string().contains("Some"));
    assert!(run.site.json("api/people/mann.json")["relations"].to_string().contains("Heat"));
}

#[test]
fn machines_are_told_the_type_and_properties_of_a_page() {
    let run = wiki().file("content/works/heat.md", HEAT).build();
    let data =
        |path: &str| -> String { run.html(path).find("script[type=application/ld+json]").inner().to_owned() };
    let mann = data("people/mann/index.html");
    assert!(
        mann.contains("\"Person\"") && mann.contains("birthDate") && mann.contains("1943-02-05"),
        "{mann}"
    );
    assert!(data("works/heat/index.html").contains("\"CreativeWork\""));
}

#[test]
fn an_image_field_is_the_picture_of_the_infobox() {
    let run = Wiki::new()
        .settings("[types.place]\nfolder = \"places\"\n[types.place.fields.view]\ntype = \"image\"\n")
        .file("content/places/la.md", "---\ntitle: LA\nview: {src: la.png, alt: The city, caption: At night, credit: A. Fan, licence: CC0}\n---\n")
        .file("content/places/x.md", "---\ntitle: X\nview: nowhere.png\n---\n")
        .file("content/places/la.png", png(30, 20))
        .settings("[types.place]\nfolder = \"places\"\n[types.place.fields.view]\ntype = \"image\"\n[checks]\nbroken-link = \"warning\"\nimage-alt = \"off\"\nimage-licence = \"off\"\n")
        .build();
    run.succeeds().reports(&[("broken-link", "content/places/x.md", 3, 7)]);
    let page = run.html("places/la/index.html");
    let infobox = page.find("aside.infobox");
    assert_eq!((infobox.find("img").get("alt"), infobox.find("img").get("width")), ("The city", "30"));
    infobox.says("At night").says("A. Fan");
}

// The wiki in this repository.

/// All addresses in a JSON value.
fn addresses(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Object(entries) => {
            found.extend(entries.get("url").and_then(Value::as_str).map(str::to_owned));
            entries.values().for_each(|value| addresses(value, found));
        }
        _ => {}
    }
}

#[test]
fn the_heat_2_wiki_is_silent_sound_and_tells_each_relation_at_both_ends() {
    let out = tempfile::TempDir::new().expect("a temporary folder");
    let mut command = harness::program();
    command.args([
        "build",
        "--format",
        "json",
        "--strict",
        "--today",
        harness::TODAY,
        "--root",
        env!("CARGO_MANIFEST_DIR"),
    ]);
    command.arg("--out").arg(out.path().join("site"));
    let run = Run::of(command, std::time::Duration::from_secs(60), &out.path().join("site"));
    run.is_clean();
    run.site.is_sound();
    let works: Vec<&str> =
        run.site.paths().into_iter().filter(|path| path.starts_with("api/works/")).collect();
    assert!(works.len() >= 5, "{works:?}");
    for work in works {
        let data = run.site.json(work);
        let url = data["url"].as_str().expect("a page has an address");
        let mut ends = Vec::new();
        for field in ["directed_by", "written_by", "cast", "based_on", "follows"] {
            addresses(&data["fields"][field], &mut ends);
        }
        for end in ends {
            let page = run.html(&run.site.target(&end).unwrap_or_else(|| panic!("{end} leads nowhere")));
            let rows = page.all("aside.infobox dd a");
            assert!(rows.iter().any(|a| a.attribute("href") == Some(url)), "{end} does not show {url}");
        }
    }
}
