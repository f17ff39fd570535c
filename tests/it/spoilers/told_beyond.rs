//! `check --as`: what readers of one book can read of another, for each kind of label.

use crate::harness::{Wiki, png};

const SETTINGS: &str = r#"
[spoilers]
books = ["b1", "b2"]
[checks]
unknown-reference = "warning"
broken-link = "warning"
[properties.end]
label = "End"
[types.hero]
folder = "heroes"
[types.hero.fields]
fate = { type = "text", many = true }
site = { type = "url" }
height = { type = "number" }
friend = { type = "page", many = true, inverse = "friends", inverse_label = "Friends" }
portrait = { type = "image" }
[types.hero.fields.roles]
type = "record"
many = true
[types.hero.fields.roles.fields]
work = { type = "page" }
note = { type = "text" }
[types.event]
folder = "events"
role = "event"
[types.event.fields]
date = { type = "date" }
status = { type = "choice", values = ["reported", "denied"] }
people = { type = "page", many = true }
[types.paper]
folder = "papers"
role = "source"
[types.paper.fields]
author = { type = "text" }
quote = { type = "text" }
"#;

/// What everybody is told, and nobody may know before the second book.
const TOLD: &str = "Quorlin vextes harmagon";

/// Each kind of label: a name, the file, and its text, in which `@` stands for what is told.
const KINDS: &[(&str, &str, &str)] = &[
    ("page", "a.md", "---\ntitle: Name\nspoiler: b2\n---\n@.\n"),
    ("title of a page", "a.md", "---\ntitle: {value: '@', spoiler: b2, public: Name}\n---\nWords.\n"),
    ("alias", "a.md", "---\naliases: [{value: '@', spoiler: b2}]\n---\nWords.\n"),
    ("description", "a.md", "---\ndescription: {value: '@.', spoiler: b2}\n---\nWords.\n"),
    ("category", "a.md", "---\ncategories: [{value: '@', spoiler: b2}]\n---\nWords.\n"),
    ("date", "a.md", "---\ntitle: Name\ndate: {value: 1871-02-03, spoiler: b2}\n---\nWords.\n"),
    ("picture", "a.md", "---\nimage: {src: p.png, alt: '@', spoiler: b2}\n---\nWords.\n"),
    ("caption", "a.md", "---\nimage: {src: p.png, alt: x, caption: '@', spoiler: b2}\n---\nWords.\n"),
    ("credit", "a.md", "---\nimage: {src: p.png, alt: x, credit: '@', spoiler: b2}\n---\nWords.\n"),
    ("field", "heroes/a.md", "---\nfate: {value: '@', spoiler: b2}\n---\nWords.\n"),
    ("item of a field", "heroes/a.md", "---\nfate: [open, {value: '@', spoiler: b2}]\n---\nWords.\n"),
    ("picture field", "heroes/a.md", "---\nportrait: {src: p.png, alt: '@', spoiler: b2}\n---\nWords.\n"),
    ("record", "heroes/a.md", "---\nroles: [{note: '@', spoiler: b2}]\n---\nWords.\n"),
    ("wrapped record", "heroes/a.md", "---\nroles: [{value: {note: '@'}, spoiler: b2}]\n---\nWords.\n"),
    ("relation", "heroes/a.md", "---\nfriend: {value: '@', spoiler: b2}\n---\nWords.\n"),
    ("row of the infobox", "a.md", "---\ninfo: {Fate: {value: '@', spoiler: b2}}\n---\nWords.\n"),
    ("label of a row", "a.md", "---\ninfo: {'@': {value: x, spoiler: b2}}\n---\nWords.\n"),
    ("claim", "a.md", "---\nclaims: [{property: end, value: '@', spoiler: b2}]\n---\nWords.\n"),
    (
        "author of a claim",
        "a.md",
        "---\nclaims: [{property: end, value: x, by: '@', spoiler: b2}]\n---\nWords.\n",
    ),
    (
        "note of a claim",
        "a.md",
        "---\nclaims: [{property: end, value: x, note: '@', spoiler: b2}]\n---\nWords.\n",
    ),
    (
        "person of an event",
        "events/a.md",
        "---\ndate: 2001\npeople: {value: '@', spoiler: b2}\n---\nWords.\n",
    ),
    (
        "title of an event",
        "events/a.md",
        "---\ntitle: {value: '@', spoiler: b2, public: Name}\ndate: 2001\n---\nWords.\n",
    ),
    ("source", "sources/a.yaml", "name: {title: '@', spoiler: b2}\n"),
    ("quotation of a source", "sources/a.yaml", "name: {title: T, quote: '@', spoiler: b2}\n"),
    ("author of a source", "sources/a.yaml", "name: {title: T, author: '@', spoiler: b2}\n"),
    ("source on a page", "papers/a.md", "---\nspoiler: b2\nquote: '@'\n---\nWords.\n"),
    ("callout", "a.md", "> [!spoiler|b2] Title\n> @.\n"),
    ("title of a callout", "a.md", "> [!spoiler|b2] @\n> Words.\n"),
    ("heading", "a.md", "## @ {spoiler=b2}\n\nWords.\n"),
    ("section", "a.md", "## End {spoiler=b2}\n\n@.\n"),
    ("paragraph", "a.md", "@. {spoiler=b2}\n"),
    ("run of words", "a.md", "He hears ||b2: @|| here.\n"),
    ("item", "a.md", "- one\n- @ {spoiler=b2}\n"),
    ("row", "a.md", "| a | b |\n|---|---|\n| x | @ | {spoiler=b2}\n"),
    ("cell", "a.md", "| a | b |\n|---|---|\n| x | @ {spoiler=b2} |\n"),
    ("table", "a.md", "| a | b {spoiler=b2} |\n|---|---|\n| x | @ |\n"),
    ("picture in the text", "a.md", "![[p.png|@]] {spoiler=b2}\n"),
    ("footnote", "a.md", "Words[^1].\n\n[^1]: @. {spoiler=b2}\n"),
    ("code", "a.md", "``` {spoiler=b2}\n@\n```\n"),
    ("definition", "a.md", "Term\n: @ {spoiler=b2}\n"),
    (
        "raw HTML",
        "a.md",
        "<details class=\"spoiler\" data-scope=\"b2\"><summary>S</summary>\n\n@.\n\n</details>\n",
    ),
    ("caption of a query", "a.md", "```query\ntype: hero\ncaption: '@'\nspoiler: b2\n```\n"),
    ("query of a page", "a.md", "---\nquery: {type: hero, caption: '@', spoiler: b2}\n---\nWords.\n"),
];

/// A wiki with a label of one kind and a file that tells the same.
fn wiki((_, path, text): (&str, &str, &str), settings: &str, teller: (&str, &str)) -> Wiki {
    Wiki::new()
        .settings(settings)
        .file("content/p.png", png(3, 2))
        .file(&format!("content/{path}"), text.replace('@', TOLD))
        .file(teller.0, teller.1)
}

fn lists(wiki: &Wiki, scope: &str, place: &str) -> bool {
    let run = wiki.run(&["check", "--format", "short", "--as", scope]);
    assert_eq!(run.status, 0, "{run}");
    run.stdout.contains(place) || run.stderr.contains(place)
}

#[test]
fn every_kind_of_label_is_compared_with_open_texts() {
    let mut missed = Vec::new();
    for kind in KINDS {
        let told = if kind.0 == "date" { "Name died in 1871" } else { TOLD };
        let open = format!("---\ntitle: Open\n---\n{told}.\n");
        let wiki = wiki(*kind, SETTINGS, ("content/open.md", &open));
        if !lists(&wiki, "b1", "open.md:4") {
            missed.push(kind.0);
        }
        assert!(!lists(&wiki, "b2", "open.md:4"), "{}", kind.0);
    }
    assert_eq!(missed, [""; 0]);
}

#[test]
fn settings_and_templates_are_compared_too() {
    let kind = KINDS[2];
    let settings = format!("tagline = \"{TOLD}\"\n{SETTINGS}");
    assert!(lists(&wiki(kind, &settings, ("content/open.md", "Words.\n")), "b1", "site.toml:"));
    let footer = ("templates/parts/footer-extra.html", format!("<p>{TOLD}</p>\n"));
    let wiki = wiki(kind, SETTINGS, (footer.0, &footer.1));
    assert!(lists(&wiki, "b1", "footer-extra.html:1") && !lists(&wiki, "b2", "footer-extra.html:1"));
}
