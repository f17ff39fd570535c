//! Redirects and disambiguation.

use super::*;

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
