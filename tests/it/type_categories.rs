//! Categories that types state for all of their pages.

use crate::harness::Wiki;

const SETTINGS: &str = r#"
[checks]
orphan = "off"

[spoilers]
ending = "How it ends"

[types.character]
folder = "characters"
categories = ["Characters", "{race} characters", "{crew}"]
[types.character.fields]
race = { type = "choice", values = ["Human", "Elf"], many = true }
crew = { type = "page" }
age = { type = "number" }

[types.elder]
folder = "elders"
base = "character"
categories = ["People of age {age}"]
"#;

fn wiki() -> Wiki {
    Wiki::new()
        .settings(SETTINGS)
        .file("content/crew.md", "---\ntitle: The Crew\n---\nA crew.\n")
        .file(
            "content/characters/ann.md",
            "---\ntitle: Ann\nrace: [Elf, Human]\ncrew: The Crew\ncategories: [characters, Pilots]\n---\nText.\n",
        )
        .file("content/characters/ben.md", "---\ntitle: Ben\n---\nText.\n")
        .file("content/elders/cleo.md", "---\ntitle: Cleo\nrace: {value: Elf, spoiler: ending}\nage: 90\n---\nText.\n")
}

#[test]
fn a_type_states_categories_and_those_that_follow_from_fields() {
    let run = wiki().build();
    run.html("characters/ann/index.html").count("nav.categories li", 5);
    for category in ["characters", "elf-characters", "human-characters", "the-crew", "pilots"] {
        run.html(&format!("categories/{category}/index.html")).has("Ann");
    }
    run.html("characters/ben/index.html").count("nav.categories li", 1);
    run.html("categories/people-of-age-90/index.html").has("Cleo");
    run.html("categories/characters/index.html").has("Ben").has("Cleo");
    let folded = run.html("elders/cleo/index.html");
    assert_eq!(folded.find("nav.categories").texts("a"), ["People of age 90", "Characters"]);
}

#[test]
fn only_fields_that_are_names_can_be_parts_of_categories() {
    let run = wiki()
        .settings("[types.a]\ncategories = [\"{ag} old\", \"{age} {age}\", \"{pic}\"]\n[types.a.fields]\nage = { type = \"number\" }\npic = { type = \"image\" }\n")
        .check();
    run.diagnostic("invalid-config", "site.toml", 4, 15).says("unknown field for a category `ag`");
    run.diagnostic("invalid-config", "site.toml", 4, 27).says("more than one field");
    run.diagnostic("invalid-config", "site.toml", 4, 42).says("`pic`");
}
