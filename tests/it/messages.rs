//! Messages say in plain words what is wrong, where it begins, and what to write instead.

use crate::harness::{Run, Wiki};

const SETTINGS: &str = r#"
[types.person]
folder = "people"
[types.person.fields]
gender = { type = "choice", values = ["male", "female"] }
married_to = { type = "page", many = true }
boss = { type = "page" }
born = { type = "date", many = true }
[types.person.fields.member_of]
type = "record"
many = true
[types.person.fields.member_of.fields]
faction = { type = "page" }
rank = { type = "text" }
"#;

/// Asserts that one of the diagnostics has this position, and these words in its message and help.
#[track_caller]
fn says(run: &Run, (line, column): (u64, u64), words: &[&str]) {
    let here: Vec<String> = run
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.start == (line, column))
        .map(|diagnostic| format!("{}; {}", diagnostic.message, diagnostic.help.join("; ")))
        .collect();
    let found = here.iter().any(|said| words.iter().all(|word| said.contains(word)));
    assert!(found, "expected {words:?} at {line}:{column}: {run}");
}

/// The diagnostics of a person's front matter.
fn person(yaml: &str) -> Run {
    Wiki::new().settings(SETTINGS).file("content/people/a.md", format!("---\n{yaml}\n---\nText.\n")).check()
}

#[test]
fn values_of_another_form_get_the_form() {
    for (yaml, column, words) in [
        ("married_to: Elayne, Min", 13, &["write a list: `[Elayne, Min]`"][..]),
        ("boss: Elayne, Min", 7, &["`boss` expects one page", "many = true"]),
        ("born: 1990, 1991", 7, &["write a list: `[1990, 1991]`"]),
        ("gender: {val: male}", 9, &["expects text, found a map", "{value: …, source: …, spoiler: …}"]),
        ("member_of: Aes Sedai", 12, &["expects a map, found text", "`{faction: …, rank: …}`, or a list"]),
        ("member_of: {faktion: A}", 13, &["did you mean `faction`?"]),
        ("member_of: {since: A}", 13, &["use one of: faction, rank, source, spoiler"]),
        ("image: {author: x}", 9, &["use one of: src, alt, caption, credit, licence"]),
        ("aliases: {a: b}", 10, &["expects a name or a list of names, found a map", "{name: …, section: …}"]),
        ("categories: {a: b}", 13, &["expects a name or a list of names, found a map"]),
        ("order: 1.5", 8, &["expects an integer, found 1.5"]),
        ("weight: 3", 1, &["write `order:`"]),
        ("layout: post", 1, &["write `template:`"]),
        ("author: me", 1, &["declare a field", "under `info:`"]),
        ("lastmod: 1990", 1, &["write `updated:`"]),
        ("gendr: male", 1, &["did you mean `gender`?"]),
        ("wingspan: 3", 1, &["put undeclared rows under `info:`"]),
    ] {
        says(&person(yaml), (2, column), words);
    }
}

#[test]
fn quotes_and_brackets_are_reported_where_they_begin() {
    for (yaml, line, column, words) in [
        ("title: 'it's'", 2, 11, &["ends at this `'`", "twice, `''`"][..]),
        ("title: \"a\" b", 2, 10, &["ends at this `\"`", "`\\\"`"]),
        ("title: x\ninfo: {a: \"He said \"no\" and\"}", 3, 20, &["ends at this `\"`"]),
        ("title: \"x\norder: 3", 2, 8, &["has no closing `\"`", "end it with `\"`"]),
        ("title: \"x\ndescription: \"y\"\norder: 3", 2, 8, &["has no closing `\"`"]),
        ("order: 3\ntitle: 'x\n", 3, 8, &["has no closing `'`"]),
        ("info:\n  - \"x\n", 3, 5, &["has no closing `\"`"]),
        ("aliases: [a, 'b]", 2, 14, &["has no closing `'`"]),
        ("aliases: [a, b", 2, 10, &["the `[` that opens here is not closed", "add the `]`"]),
        ("image: {src: a.jpg", 2, 8, &["the `{` that opens here is not closed", "add the `}`"]),
        ("title: a # it's\naliases: [b", 3, 10, &["the `[` that opens here is not closed"]),
        ("title: %x", 2, 8, &["cannot begin with `%`", "in quotes"]),
        ("title: `x`", 2, 8, &["cannot begin with ``", "in quotes"]),
        ("title: * x", 2, 9, &["`*`", "quote a value"]),
        ("title: Heat 2: The Novel", 2, 14, &["a `:` cannot follow", "quote a value that contains `: `"]),
        ("title: Heat 2: The Novel\ninfo:\n\ta: b", 2, 14, &["a `:` cannot follow"]),
        ("title: \"c:\\dir\"", 2, 11, &["backslash", "single quotes"]),
        ("order: 3\ntitle: > 1", 3, 8, &["several lines", "`title: \"> 1\"`"]),
        ("title: x\n\torder: 3", 3, 1, &["indent with spaces"]),
    ] {
        says(&person(yaml), (line, column), words);
    }
}

#[test]
fn queries_say_what_to_write() {
    let query = |yaml: &str| {
        Wiki::new().settings(SETTINGS).file("content/a.md", format!("```query\n{yaml}\n```\n")).check()
    };
    says(&query("type: person\nborn: > 1990"), (3, 7), &["`>` and `|` begin", "`born: \"> 1990\"`"]);
    says(&query("type: person\nlimit: 0"), (3, 8), &["expects a positive integer, found 0"]);
    says(&query("type: person\nlimit: -3"), (3, 8), &["found -3"]);
    says(&query("type: [person"), (2, 7), &["the `[` that opens here is not closed"]);
}

#[test]
fn a_name_that_is_part_of_titles_names_them() {
    let wiki = Wiki::new()
        .file("content/a.md", "[[Tam]] and [[Sea]]\n")
        .file("content/someone.md", "---\ntitle: Tam al'Thor\n---\nText.\n")
        .file("content/b.md", "---\ntitle: Tamas\n---\nText.\n");
    says(&wiki.check(), (1, 1), &["no page named `Tam`", "`Tam al’Thor`"]);
    let run = wiki.check();
    says(&run, (1, 13), &["no page named `Sea`", "write a page with this title"]);
}

#[test]
fn an_address_without_its_scheme_is_reported_with_it() {
    let run = Wiki::new().file("content/a.md", "[x](www.example.org)\n").check();
    says(&run, (1, 1), &["`www.example.org` is not a page", "write `https://www.example.org`"]);
}

#[test]
fn values_of_front_matter_get_the_form_or_the_place() {
    for (yaml, column, words) in [
        ("order: first", 8, &["expects an integer", "`order: 12`"][..]),
        ("order: 3rd", 8, &["found `3rd`", "`order: 3`"]),
        ("draft: perhaps", 8, &["`draft: true` or `draft: false`"]),
        ("description: {a: b}", 14, &["expects text, found a map", "`description: \"…\"`"]),
        ("info: [a]", 7, &["expects a map of rows", "`info: {a label: a value}`"]),
        ("claims: x", 9, &["- {property: …, value: …"]),
        ("boss: [A, B]", 7, &["expects a single value", "`many = true`"]),
        ("image: {src: gone.jpg, alt: a, licence: b}", 8, &["`gone.jpg` not found", "below `content/`"]),
    ] {
        says(&person(yaml), (2, column), words);
    }
}

#[test]
fn a_repeated_key_names_the_first_one() {
    let run = person("title: A\norder: 3\ntitle: B");
    run.reports(&[("duplicate-key", "content/people/a.md", 4, 1)]);
    assert_eq!((run.diagnostics[0].related[0].2, run.diagnostics[0].related[0].3), (2, 1), "{run}");
    let settings = "title = \"A\"\n[theme]\nwidth = \"wide\"\n[types.a]\n[theme]\n[types.b]\nlabel = \"B\"\nlabel = \"C\"\n";
    let run = Wiki::empty().file("site.toml", settings).file("content/a.md", "Text.\n").check();
    let firsts: Vec<u64> = run.diagnostics.iter().map(|fault| fault.related[0].2).collect();
    assert_eq!(firsts, [2, 7], "{run}");
}

#[test]
fn keys_of_settings_in_the_wrong_place_are_told_the_right_one() {
    for (settings, line, column, words) in [
        (
            "[types.x]\n[types.x.fields]\nfoot = \"[[A]]\"",
            3,
            8,
            &["`foot` is a key of the type", "above"][..],
        ),
        ("[types.x.fields]\nborn = \"date\"", 2, 8, &["`born = { type = \"date\" }`"]),
        ("[theme]\naccent = \"#333\"", 2, 1, &["unknown key `accent`", "under `[theme.light]`"]),
        ("[output]\nbase_url = \"https://a.test/\"", 2, 1, &["above the first line in square brackets"]),
        ("[output]\nlogo = \"a.svg\"", 2, 1, &["under `[theme]`"]),
        ("[output]\nsearch = \"yes\"", 2, 10, &["`search = true` or `search = false`"]),
        ("[theme]\nlogo = 3", 2, 8, &["expects text", "`logo = \"…\"`"]),
        ("[nav]\ntitle = \"A\"", 1, 1, &["expects a list of tables", "`[[nav]]`"]),
        ("[checks]\nzzz = \"off\"", 2, 1, &["unknown code `zzz`", "`lorekeep check --explain all`"]),
        ("foo", 1, 4, &["write `key = value`"]),
    ] {
        let run = Wiki::empty().file("site.toml", settings).file("content/a.md", "Text.\n").check();
        says(&run, (line, column), words);
    }
}

#[test]
fn a_missing_field_says_what_to_add() {
    let settings = "[types.film.fields]\nkind = { type = \"choice\", values = [\"long\", \"short\"], required = true }\n";
    let wiki = Wiki::new().settings(settings).file("content/a.md", "---\ntype: film\n---\nText.\n");
    says(&wiki.check(), (2, 1), &["`kind` is missing", "`kind: …`", "one of: long, short"]);
}

#[test]
fn keys_of_settings_are_listed() {
    let run =
        Wiki::new().settings("[theme.lite]\naccent = \"red\"\n").file("content/a.md", "Text.\n").check();
    assert!(run.coded("unknown-key")[0].help[0].contains("light"), "{run}");
}

#[test]
fn a_tag_of_a_template_that_is_not_closed_is_named() {
    for (text, tag) in [
        ("{% block content %}{% if page.title %}x{% endblock %}", "if"),
        ("{% block content %}{% for entry in page.toc %}x{% endblock %}", "for"),
        ("{% block content %}x", "block"),
    ] {
        let template = format!("{{% extends \"default/page.html\" %}}\n{text}\n");
        let run = Wiki::new().file("templates/page.html", template).file("content/a.md", "Text.\n").check();
        let column = text.find(&format!("{{% {tag}")).map_or(0, |at| at as u64 + 1);
        says(&run, (2, column), &[&format!("this `{tag}` is not closed"), &format!("{{% end{tag} %}}")]);
    }
}

#[test]
fn elements_that_are_removed_name_what_to_write() {
    for (html, words) in [
        ("<iframe src=\"https://a.test/\"></iframe>", "`![Title](https://youtu.be/…)`"),
        ("Text<ref>Page 3</ref>", "`[@id]`"),
        ("<script>alert(1)</script>", "head-extra.html"),
        ("<marquee>Text</marquee>", "one of the safe elements"),
    ] {
        let run = Wiki::new().file("content/a.md", format!("{html}\n")).check();
        assert!(run.coded("removed-html")[0].help[0].contains(words), "{run}");
    }
}
