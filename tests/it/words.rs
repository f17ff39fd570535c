//! Text for readers: all of it comes from the catalogue, and a wiki can override it.

use std::fmt::Write as _;

use crate::harness::{Wiki, png};
use lorekeep::words::{SPECS, Words};

/// Brackets of the pseudo-language, around every phrase of the catalogue.
const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// Elements whose text is not for readers or is an author's code.
const NOT_READ: [&str; 3] = ["script", "style", "title"];
/// Attributes whose values are shown or read to readers.
const READ: [&str; 8] =
    ["aria-label", "title", "alt", "placeholder", "data-loading", "data-failed", "data-all", "data-shown"];

/// A `words.toml` in which every phrase is in brackets.
fn pseudo_language() -> String {
    let (english, _) = Words::load("en", None);
    let mut toml = String::new();
    for (key, phrase) in english.iter() {
        let bracketed = |text: &str| format!("{:?}", format!("{OPEN}{text}{CLOSE}"));
        // Patterns and symbols are not words.
        if [
            "date_day",
            "date_month",
            "list_two",
            "list_many",
            "list_last",
            "group_separator",
            "decimal_separator",
            "quotes",
        ]
        .contains(&key)
        {
            continue;
        }
        if key == "months" {
            let months: Vec<String> =
                phrase.text().split(", ").map(|month| format!("{OPEN}{month}{CLOSE}")).collect();
            let _ = writeln!(toml, "months = {:?}", months.join(", "));
            continue;
        }
        if phrase.is_counted() {
            let forms: Vec<String> =
                phrase.forms().map(|(category, text)| format!("{category} = {}", bracketed(text))).collect();
            let _ = writeln!(toml, "{key} = {{ {} }}", forms.join(", "));
        } else {
            let _ = writeln!(toml, "{key} = {}", bracketed(phrase.text()));
        }
    }
    assert!(english.iter().count() == SPECS.len() && SPECS.len() > 100);
    toml
}

/// A wiki with every feature, in which all text by authors is Greek.
fn every_feature() -> Wiki {
    let settings = r#"
title = "Βίκι"
base_url = "https://wiki.test/"
tagline = "Φράση"
edit_url = "https://wiki.test/edit/"
nav = [{ title = "Άνθρωποι", url = "/people/" }]
[checks]
broken-link = "warning"
[spoilers]
end = "Τέλος"
[properties]
start = { label = "Αρχή" }
[types.person]
folder = "people"
label = "Πρόσωπο"
plural = "Πρόσωπα"
[types.person.fields]
born = { type = "date", label = "Γέννηση" }
alive = { type = "boolean", label = "Ζωή" }
mentor = { type = "page", to = "person", label = "Μέντορας", inverse = "students", inverse_label = "Μαθητές" }
[types.event]
folder = "events"
label = "Γεγονός"
plural = "Γεγονότα"
role = "event"
[types.event.fields]
date = { type = "date", label = "Ημερομηνία" }
status = { type = "choice", values = ["announced", "denied"], label = "Κατάσταση" }
supersedes = { type = "page", to = "event", many = true, label = "Προηγούμενο" }
people = { type = "page", to = "person", many = true, label = "Πρόσωπα" }
"#;
    let mut wiki = Wiki::empty().file("site.toml", settings).file("words.toml", pseudo_language());
    wiki = wiki
        .file("content/index.md", "---\ntitle: Βίκι\nupdated: 2026-01-02\n---\n# Βίκι\n\n[[Άλφα]]\n")
        .file(
            "content/people/άλφα.md",
            "---\ntitle: Άλφα\naliases: [Α]\nborn: 1943-02-17\nalive: true\nmentor: Βήτα\nupdated: 2026-01-02\n\
             categories: [Κατηγορία]\nclaims:\n  - {id: α, property: start, value: '2024', said: 2023-01-01, by: Βήτα, source: πηγή}\n  \
             - {property: start, value: '2025', said: 2024-01-01, supersedes: α, status: confirmed}\n---\n\
             Κείμενο[@πηγή] και [[Κόκκινο]].[^1]\n\n[^1]: Σημείωση.\n\n## Ένα\n\nΑ\n\n## Δύο\n\n- [ ] έργο\n- [x] έργο\n\n\
             > [!spoiler|end] Τίτλος\n> Μυστικό\n\n> [!note]\n> Σημείωση\n\n| Α | Β |\n|---|---|\n| α | β |\n\n![[λείπει.png]]\n",
        )
        .file("content/people/βήτα.md", "---\ntitle: Βήτα\nmentor: {value: Άλφα, spoiler: end}\n---\n[[Άλφα]]\n")
        .file("content/a/γάμμα.md", "---\ntitle: Γάμμα (έργο)\n---\nΓ\n")
        .file("content/b/γάμμα.md", "---\ntitle: Γάμμα (βιβλίο)\n---\nΓ [[Γάμμα]]\n")
        .file("content/categories/κατηγορία.md", "---\ntitle: Κατηγορία\ncategories: [Μεγάλη]\n---\nΚ\n")
        .file(
            "content/events/ένα.md",
            "---\ntitle: Γεγονός ένα\ndate: 2024-03-01\nstatus: announced\npeople: [Άλφα]\nsources: [πηγή]\n---\nΚ\n",
        )
        .file(
            "content/events/δύο.md",
            "---\ntitle: Γεγονός δύο\ndate: 2025-03\nstatus: denied\nsupersedes: Γεγονός ένα\n---\nΚ\n",
        )
        .file("content/sources/όλα.yaml", "πηγή:\n  title: Πηγή\n  url: https://example.com/\n  archive: https://example.com/a\n  accessed: 2026-01-02\n  date: 2023-01-01\n")
        .file("content/εικόνα.png", png(4, 4));
    for view in ["list", "table", "cards", "timeline", "gallery"] {
        wiki = wiki
            .file(&format!("content/ερώτηση-{view}.md"), format!("# Ερώτηση {view}\n\n```query\ntype: person\nview: {view}\n```\n\n```query\ntype: person\nborn: '> 3000'\nview: {view}\n```\n"));
    }
    for number in 1000..1210 {
        wiki = wiki.file(&format!("content/σειρά/{number}.md"), format!("# Σελίδα {number}\n\n[[Άλφα]]\n"));
    }
    wiki
}

/// Text for readers that is not in brackets.
fn outside_marks(html: &str) -> Vec<String> {
    let mut seen = String::new();
    let html = html.replace("&nbsp;", " ");
    let mut rest = html.as_str();
    while let Some(start) = rest.find('<') {
        seen.push_str(&rest[..start]);
        let Some(end) = rest[start..].find('>').map(|at| start + at) else { break };
        let tag = &rest[start + 1..end];
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        for attribute in READ {
            if let Some(at) = tag.find(&format!(" {attribute}=\"")) {
                let value = &tag[at + attribute.len() + 3..];
                let _ = write!(seen, "\n{}\n", &value[..value.find('"').unwrap_or(value.len())]);
            }
        }
        rest = &rest[end + 1..];
        if NOT_READ.contains(&name) {
            rest = rest.find(&format!("</{name}>")).map_or("", |at| &rest[at..]);
        }
    }
    let mut depth = 0_usize;
    let mut outside = String::new();
    for letter in seen.chars() {
        match letter {
            OPEN => depth += 1,
            CLOSE => depth = depth.saturating_sub(1),
            letter if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_alphabetic());
    outside.split(|c: char| !c.is_alphanumeric()).filter(is_word).map(str::to_owned).collect()
}

#[test]
fn every_word_of_the_theme_comes_from_the_catalogue() {
    let run = every_feature().build();
    run.succeeds();
    let mut found = Vec::new();
    for path in run.site.paths() {
        if !path.ends_with(".html") {
            continue;
        }
        for word in outside_marks(run.site.text(path)) {
            // Words of the wiki itself: names of views in titles, hosts of sources.
            if ![
                "list", "table", "cards", "timeline", "gallery", "example", "com", "org", "https", "png",
                "yaml",
            ]
            .contains(&word.as_str())
            {
                found.push(format!("{path}: {word}"));
            }
        }
    }
    found.dedup();
    assert!(
        found.is_empty(),
        "{} words outside the marks: {:#?}",
        found.len(),
        &found[..found.len().min(60)]
    );
}

#[test]
fn brackets_of_the_pseudo_language_are_recognized() {
    assert_eq!(outside_marks("<p title=\"Left\">⟦in ⟦deep⟧⟧ out<script>code</script></p>"), ["Left", "out"]);
}

#[test]
fn german_wikis_speak_german() {
    let run = Wiki::new()
        .settings("language = \"de\"\n")
        .file("content/a.md", "---\ntitle: A\nupdated: 2026-03-01\n---\n[[B]]\n")
        .file("content/b.md", "# B\n")
        .build();
    run.succeeds();
    let page = run.html("b/index.html");
    assert_eq!(page.find(".backlinks h2").text(), "Links hierher");
    run.html("a/index.html").has("Zuletzt geändert am <time datetime=\"2026-03-01\">1. März 2026</time>");
    run.html("special/all-pages/index.html").has("Alle Seiten");
    run.html("404.html").has("Seite nicht gefunden");
}

#[test]
fn names_are_in_the_order_of_the_language() {
    let titles = |language: &str| {
        let run = Wiki::new()
            .settings(&format!("language = \"{language}\"\n"))
            .file("content/x/a.md", "# Ål\n")
            .file("content/x/b.md", "# Zebra\n")
            .file("content/x/c.md", "# Apfel\n")
            .file("content/x/d.md", "# Öl\n")
            .build();
        run.succeeds();
        run.html("x/index.html").all(".letter li a").iter().map(|link| link.text()).collect::<Vec<_>>()
    };
    assert_eq!(titles("sv"), ["Apfel", "Zebra", "Ål", "Öl"]);
    assert_eq!(titles("de"), ["Ål", "Apfel", "Öl", "Zebra"]);
}

#[test]
fn texts_of_queries_are_in_the_order_of_the_language() {
    let titles = |language: &str, sort: &str| {
        let mut wiki = Wiki::new().settings(&format!(
            "language = \"{language}\"\n[types.ship]\nfolder = \"ships\"\n[types.ship.fields]\nclass = {{ type = \"text\" }}\n"
        ));
        for (file, name) in
            [("a", "Ål"), ("b", "Zebra"), ("c", "apfel"), ("d", "Öl"), ("e", "Ort 10"), ("f", "Ort 9")]
        {
            wiki = wiki.file(
                &format!("content/ships/{file}.md"),
                format!("---\ntitle: {name}\nclass: {name}\n---\nx\n"),
            );
        }
        let run = wiki.file("content/q.md", format!("```query\ntype: ship\nsort: {sort}\n```\n")).build();
        run.succeeds();
        run.html("q/index.html").all(".query-list a").iter().map(|link| link.text()).collect::<Vec<_>>()
    };
    for sort in ["title", "class"] {
        assert_eq!(titles("sv", sort), ["apfel", "Ort 9", "Ort 10", "Zebra", "Ål", "Öl"]);
        assert_eq!(titles("de", sort), ["Ål", "apfel", "Öl", "Ort 9", "Ort 10", "Zebra"]);
    }
    assert_eq!(titles("de", "-class"), ["Zebra", "Ort 10", "Ort 9", "Öl", "apfel", "Ål"]);
}

#[test]
fn mistakes_in_words_are_reported_where_they_are() {
    Wiki::new()
        .file("words.toml", "serach = \"x\"\nsearch = 3\nalso = \"Auch {name}\"\n")
        .file("content/a.md", "x\n")
        .check()
        .reports(&[
            ("unknown-key", "words.toml", 1, 1),
            ("invalid-config", "words.toml", 2, 10),
            ("invalid-config", "words.toml", 3, 8),
        ]);
}
