//! Texts that types and categories put on all of their pages.

use crate::harness::{Run, Wiki};

const SETTINGS: &str = r#"
[checks]
orphan = "off"

[spoilers]
ending = "How it ends"

[components.navbox]
[components.notice]
[components.crew]

[types.person]
folder = "people"
before = "{{notice|in-universe}}"
after = """
## Films

```query
type: film
cast: this
```
"""
foot = ["crew", "More about [[Heat]]."]

[types.thief]
folder = "thieves"
base = "person"
before = "A thief. ||ending: Caught.||"

[types.film]
folder = "films"
[types.film.fields]
cast = { type = "page", many = true }

[categories.Crew]
foot = '''
```navbox
title: Crew
query: {type: thief}
```
'''
"#;

fn built(settings: &str) -> Run {
    Wiki::new()
        .settings(settings)
        .file("templates/components/crew.html", "<p>The crew of {{ page.title }}.</p>\n")
        .file("content/films/heat.md", "---\ntitle: Heat\ncast: [Al, Neil]\n---\nA film.\n")
        .file("content/films/thief.md", "---\ntitle: Thief\n---\nA film.\n")
        .file("content/people/al.md", "---\ntitle: Al\ncategories: [Crew]\n---\nAl acts.\n")
        .file("content/thieves/neil.md", "---\ntitle: Neil\n---\nNeil steals.\n")
        .build()
}

#[test]
fn types_and_categories_put_texts_around_their_pages() {
    let run = built(SETTINGS);
    run.is_clean().site.is_sound();
    let al = run.html("people/al/index.html");
    let text = al.content().inner();
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part} in {text}"));
    assert!(at("point of view within the story") < at("Al acts."), "{text}");
    assert!(
        at("Al acts.") < at("<h2>Films</h2>")
            && at("<h2>Films</h2>") < at("<li><a href=\"/films/heat/\">Heat</a> <span>"),
        "{text}"
    );
    assert!(at("<li><a href=\"/films/heat/\">Heat</a> <span>") < at("The crew of Al."), "{text}");
    assert!(at("The crew of Al.") < at("More about <a href=\"/films/heat/\">Heat</a>."), "{text}");
    assert!(at("More about") < at("aria-label=\"Crew\""), "{text}");
    assert!(!text.contains("/films/thief/"), "`this` is the page itself: {text}");
    let neil = run.html("thieves/neil/index.html");
    neil.content().says("A thief.").says("The crew of Neil.").omits("aria-label=\"Crew\"");
    assert!(neil.content().inner().contains("data-scope=\"ending\""));
    // They are no backlinks: every page of the type would link to the others.
    run.html("films/heat/index.html").content().omits("The crew of");
    assert_eq!(run.html("films/thief/index.html").content().inner().matches("The crew of").count(), 0);
}

#[test]
fn faults_have_their_place_in_the_settings() {
    let settings = "[types.person]\nfolder = \"people\"\nafter = \"\"\"\nSee [[Heet]].\n{{notice|x}}\n\n```query\ntype: flim\n```\n\"\"\"\n[types.film]\nfolder = \"films\"\n[components.notice]\n[checks]\nunknown-key = \"off\"\nunknown-type = \"off\"\n";
    let run = Wiki::new()
        .settings(settings)
        .file("content/people/al.md", "---\ntitle: Al\n---\nAl acts.\n")
        .file("content/people/bo.md", "---\ntitle: Bo\n---\nBo acts.\n")
        .file("content/films/heat.md", "---\ntitle: Heat\n---\nA film with [[Al]] and [[Bo]].\n")
        .build();
    run.diagnostic("red-link", "site.toml", 6, 5);
    run.diagnostic("invalid-choice", "site.toml", 7, 10);
    run.diagnostic("query", "site.toml", 10, 7);
}

#[test]
fn labelled_parts_are_left_out_with_the_spoilers() {
    let wiki = Wiki::new()
        .settings("[spoilers]\nending = \"End\"\n[types.person]\nfolder = \"people\"\nfoot = \"Open. ||ending: Caught.||\"\n")
        .file("content/people/al.md", "---\ntitle: Al\n---\nAl acts.\n");
    let run = wiki.run(&["build", "--without-spoilers"]);
    run.succeeds();
    run.html("people/al/index.html").has("Open.").lacks("Caught");
}
