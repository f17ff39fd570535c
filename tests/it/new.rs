//! `lorekeep new` starts pages in the right place and says what is in the way.

use std::fs;

use crate::harness::Wiki;

const SETTINGS: &str = r#"
[types.character]
folder = "characters"
[types.character.fields]
born = { type = "date" }
species = { type = "choice", values = ["human", "ogier"], required = true }
affiliation = { type = "page", help = "Nation or order" }
status = { required = true, default = "alive" }
[types.forsaken]
base = "character"
[types.forsaken.fields]
title_held = { label = "Title" }
[types.note]
"#;

fn text(wiki: &Wiki, path: &str) -> String {
    fs::read_to_string(wiki.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_page_asks_for_required_fields_and_offers_the_others() {
    let wiki = Wiki::new().settings(SETTINGS);
    assert_eq!(wiki.run(&["new", "Mat Cauthon", "--type", "character"]).status, 0);
    assert_eq!(
        text(&wiki, "content/characters/mat-cauthon.md"),
        "---\ntitle: Mat Cauthon\ndescription: \"\"\n# born: # 1995, 1995-12 or 1995-12-15\n\
         species: # one of: human, ogier\n# affiliation: # Nation or order\n# status:\nsources: []\n---\n\n"
    );
    let page = text(&wiki, "content/characters/mat-cauthon.md");
    wiki.write(
        "content/characters/mat-cauthon.md",
        page.replace("# born:", "born: 1990").replace("species:", "species: human"),
    );
    wiki.check().is_clean();
}

#[test]
fn a_type_without_a_folder_uses_that_of_its_base() {
    let wiki = Wiki::new().settings(SETTINGS);
    wiki.run(&["new", "Ishamael", "--type", "forsaken"]).succeeds();
    assert!(text(&wiki, "content/characters/ishamael.md").contains("\ntype: forsaken\n"));
    wiki.run(&["new", "To do", "--type", "note"]).succeeds();
    assert!(text(&wiki, "content/to-do.md").contains("\ntype: note\n"));
    wiki.run(&["new", "Perrin", "--type", "character"]).succeeds();
    assert!(!text(&wiki, "content/characters/perrin.md").contains("type:"));
}

#[test]
fn a_title_that_exists_is_reported_in_any_letter_case_and_as_an_alias() {
    let wiki = Wiki::new()
        .settings(SETTINGS)
        .file("content/moridin.md", "---\ntitle: Moridin\naliases: [Death]\n---\nText.\n");
    for title in ["moridin", "DEATH"] {
        let run = wiki.run(&["new", title, "--type", "character"]);
        assert!(run.succeeds().stderr.contains("`moridin.md` has this name too"), "{run}");
        wiki.remove(&format!("content/characters/{}.md", title.to_lowercase()));
    }
    let other = wiki.run(&["new", "Morid", "--type", "character"]);
    assert!(other.succeeds().stderr.is_empty(), "{other}");
}

#[test]
fn a_page_that_exists_is_kept_and_the_remedy_named() {
    let wiki = Wiki::new().file("content/mat.md", "Text.\n");
    let run = wiki.run(&["new", "Mat"]);
    run.gives_up(&["mat.md", "already exists", "open that page, or choose another title"]);
    assert!(!run.stderr.contains("os error"), "{run}");
    assert_eq!(text(&wiki, "content/mat.md"), "Text.\n");
}

#[test]
fn every_field_says_what_it_takes() {
    let settings = "[types.film]\nfolder = \"films\"\n[types.film.fields]\nlength = { type = \"number\", required = true }\n\
        cast = { type = \"page\", many = true }\nseen = { type = \"boolean\" }\n\
        part = { type = \"record\", fields = { who = {}, what = {} } }\nnote = {}\n";
    let wiki = Wiki::new().settings(settings);
    wiki.run(&["new", "Heat", "--type", "film"]).succeeds();
    assert_eq!(
        text(&wiki, "content/films/heat.md"),
        "---\ntitle: Heat\ndescription: \"\"\nlength: # a number\n\
         # cast: # the title of a page; for several: [one, another]\n# seen: # true or false\n\
         # part: # {who: …, what: …}\n# note:\nsources: []\n---\n\n"
    );
}

#[test]
fn only_options_with_an_effect_are_offered() {
    for command in ["new", "schema"] {
        let help = Wiki::new().run(&[command, "--help"]).stdout;
        assert!(help.contains("--type") && help.contains("--root"), "{help}");
        assert!(!help.contains("--strict") && !help.contains("--threads"), "{help}");
    }
}
