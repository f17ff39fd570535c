//! Components that write Markdown with the fields of the page that calls them.

use crate::harness::{Run, Wiki};

const SETTINGS: &str = r#"
[checks]
orphan = "off"

[spoilers]
ending = "How it ends"

[types.card]
folder = "cards"
[types.card.fields]
cost = { type = "number" }
kind = { type = "choice", values = ["Attack", "Skill"], default = "Skill" }
parent = { type = "page" }
effects = { type = "text", many = true }
note = { type = "text" }

[components.tooltip]
[components.card-text]
markdown = """
**{{ title }}** is a {% if fields.cost %}{{ fields.cost }}-cost{% else %}free{% endif %} [[{{ fields.kind }} cards|{{ fields.kind }}]].
{% if fields.effects %}
## Effects

{% for effect in fields.effects %}- {{ effect }}
{% endfor %}
{% endif %}
{% if fields.parent %}It comes from [[{{ fields.parent }}]].{% endif %}
{% if fields.note %}Note: {{ fields.note }}{% endif %}
"""
"#;

fn wiki() -> Wiki {
    Wiki::new()
        .settings(SETTINGS)
        .file("content/attack-cards.md", "---\ntitle: Attack cards\n---\nAll of them.\n")
        .file("content/skill-cards.md", "---\ntitle: Skill cards\n---\nAll of them.\n")
        .file(
            "content/cards/jab.md",
            "---\ntitle: Jab\ncost: 0\nkind: Attack\neffects: ['Hits *once*, see [[Smash|the other]]', Ends]\n---\nOwn words.\n\n{{card-text}}\n## After\n\nMore.\n",
        )
        .file("content/cards/smash.md", "---\ntitle: Smash\nparent: Jab\n---\n{{card-text}}\n")
}

#[track_caller]
fn card(front: &str, text: &str) -> Run {
    let page = format!("---\ntitle: Hook\n{front}---\n{text}\n");
    wiki().file("content/cards/hook.md", page).build()
}

#[test]
fn the_text_of_a_component_has_the_values_of_the_page() {
    let run = wiki().build();
    run.is_clean().site.is_sound();
    let jab = run.html("cards/jab/index.html").content().inner().to_owned();
    let first =
        "<p>Own words.</p>\n<p><strong>Jab</strong> is a 0-cost <a href=\"/attack-cards/\">Attack</a>.</p>";
    assert!(jab.contains(first), "{jab}");
    assert!(jab.contains("<li>Hits *once*, see <a href=\"/cards/smash/\">the other</a></li>"), "{jab}");
    assert!(!jab.contains("comes from") && !jab.contains("Note"), "{jab}");
    let smash = run.html("cards/smash/index.html").content().inner().to_owned();
    assert!(smash.contains("is a free <a href=\"/skill-cards/\">Skill</a>"), "{smash}");
    assert!(smash.contains("<p>It comes from <a href=\"/cards/jab/\">Jab</a>.</p>"), "{smash}");
}

#[test]
fn its_links_and_headings_are_those_of_the_page() {
    let wiki =
        wiki().file("content/about.md", "---\ntitle: About\n---\nSee [[Jab#Effects]] and [[Jab#After]].\n");
    let run = wiki.build();
    run.is_clean();
    let about = run.html("about/index.html").content().inner().to_owned();
    assert!(
        about.contains("href=\"/cards/jab/#effects\"") && about.contains("href=\"/cards/jab/#after\""),
        "{about}"
    );
    let kinds = run.html("attack-cards/index.html").find(".backlinks").inner().to_owned();
    assert!(kinds.contains("/cards/jab/"), "{kinds}");
}

#[test]
fn values_with_spoiler_labels_are_not_given() {
    let run = card(
        "note: {value: Secret ending, spoiler: ending}\neffects: [Open, {value: Secret too, spoiler: ending}]\n",
        "{{card-text}}",
    );
    run.is_clean();
    let html = run.html("cards/hook/index.html").content().inner().to_owned();
    assert!(html.contains("<li>Open</li>") && !html.contains("Note:"), "{html}");
    assert!(!html.contains("Secret"), "{html}");
}

#[test]
fn calls_in_code_are_text_and_those_in_other_places_are_reported() {
    let run = card("", "```text\n{{card-text}}\n```\n\n    {{card-text}}\n");
    run.is_clean();
    let html = run.html("cards/hook/index.html").content().inner().to_owned();
    assert_eq!(html.matches("{{card-text}}").count(), 2, "{html}");
    for text in [
        "Words {{card-text}}",
        "- {{card-text}}",
        "> {{card-text}}",
        "- a\n  {{card-text}}",
        "```card-text\n```",
    ] {
        let run = card("", text);
        assert!(run.diagnostics.iter().any(|found| found.code == "component"), "{text}: {run}");
    }
}

#[test]
fn faults_are_told_where_they_can_be_mended() {
    let run = wiki().file("content/other.md", "---\ntitle: Other\n---\nText.\n\n{{card-text}}\n").build();
    let found = run.diagnostic("component", "content/other.md", 6, 1);
    assert!(found.message.contains("card-text") && found.message.contains("line 1"), "{}", found.message);
    let links = card("parent: Nobody\n", "First.\n\n{{card-text}}\n");
    links.diagnostic("red-link", "content/cards/hook.md", 7, 1);
    for (wrong, words) in [
        ("markdown = \"{% if %}\"", "line 1"),
        ("markdown = \"x\"\n[components.bad.parameters]\na = { type = \"text\" }", "cannot have parameters"),
    ] {
        let settings = format!("{SETTINGS}\n[components.bad]\n{wrong}\n");
        let run = Wiki::new().settings(&settings).file("content/a.md", "Text.\n").build();
        let is_told = |found: &&crate::harness::Diagnostic| {
            found.code == "invalid-config" && found.message.contains(words)
        };
        assert!(run.diagnostics.iter().any(|found| is_told(&found)), "{wrong}: {run}");
    }
}

#[test]
fn what_a_component_writes_is_bounded() {
    let settings = format!(
        "{SETTINGS}\n[components.long]\nmarkdown = \"{{% for a in range(end=100000) %}}word {{% endfor %}}\"\n\
         [components.much]\nmarkdown = \"{{% for a in range(end=20000) %}}word {{% endfor %}}\"\n"
    );
    let text = format!("{{{{long}}}}\n\n{}", "{{much}}\n\n".repeat(20));
    let run = Wiki::new().settings(&settings).file("content/a.md", text).build();
    let told: Vec<&str> = run.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert!(told.iter().any(|message| message.contains("256 KiB")), "{run}");
    assert_eq!(told.iter().filter(|message| message.contains("1024 KiB")).count(), 1, "{run}");
}

#[test]
fn a_changed_field_or_component_changes_the_text_in_the_next_build() {
    let wiki = wiki();
    wiki.build().is_clean();
    let wiki = wiki.file("content/cards/smash.md", "---\ntitle: Smash\ncost: 7\n---\n{{card-text}}\n");
    let run = wiki.build();
    assert!(run.html("cards/smash/index.html").content().inner().contains("7-cost"), "{run}");
    let wiki = wiki.settings(&SETTINGS.replace("-cost", " points"));
    let run = wiki.build();
    assert!(run.html("cards/smash/index.html").content().inner().contains("7 points"), "{run}");
}
