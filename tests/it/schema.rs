//! The schema of front matter accepts exactly the pages that `check` accepts, for an independent validator.

use std::fs;
use std::path::Path;

use crate::harness::{Wiki, run_in};
use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

/// A schema that `lorekeep schema` has printed.
struct Schema {
    all: Schemas,
    index: SchemaIndex,
}

impl Schema {
    #[track_caller]
    fn of(printed: &str) -> Self {
        let value: Value = serde_json::from_str(printed).expect("a schema is JSON");
        let (mut all, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("front-matter.json", value).expect("a schema has no loops");
        let index = compiler.compile("front-matter.json", &mut all).expect("a schema is valid");
        Self { all, index }
    }

    /// The reason for which a page is invalid.
    fn fault_of(&self, page: &str) -> Option<String> {
        self.all.validate(&front_matter(page)?, self.index).err().map(|error| format!("{error:#}"))
    }
}

/// The front matter of a page as a YAML library reads it; `None` if it is not YAML.
fn front_matter(page: &str) -> Option<Value> {
    let text = page.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let Some(rest) = text.strip_prefix("---\n") else { return Some(Value::Null) };
    let yaml = rest.split_once("\n---").map_or(rest, |(yaml, _)| yaml);
    serde_yaml::from_str(yaml.strip_prefix("---").unwrap_or(yaml)).ok()
}

fn pages(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// Asserts that all pages of a wiki are valid, and returns their number.
#[track_caller]
fn all_are_valid(root: &Path) -> usize {
    let schema = Schema::of(&run_in(root, &["schema"]).stdout);
    let mut found = Vec::new();
    pages(&root.join("content"), &mut found);
    for path in &found {
        let fault = schema.fault_of(&fs::read_to_string(path).expect("pages are text"));
        assert!(fault.is_none(), "{}: {}", path.display(), fault.unwrap_or_default());
    }
    found.len()
}

#[test]
fn every_page_of_every_wiki_here_is_valid() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(all_are_valid(here) > 50);
    assert!(all_are_valid(&here.join("docs")) > 10);
    let samples = here.join("tests/browser/samples");
    for sample in fs::read_dir(samples).expect("there are samples").flatten() {
        assert!(all_are_valid(&sample.path()) > 0, "{}", sample.path().display());
    }
    for kind in ["novels", "show", "game", "tabletop"] {
        let wiki = Wiki::empty();
        assert_eq!(run_in(wiki.root(), &["init", "wiki", "--kind", kind]).status, 0);
        assert!(all_are_valid(&wiki.root().join("wiki")) > 0, "{kind}");
    }
}

/// Two types with the same field names and different kinds, and a type of every kind of field.
const SETTINGS: &str = r#"
[spoilers]
end = "The end"
[properties.budget]
[calendars.ship]
[types.work]
folder = "works"
[types.work.fields]
kind = { type = "choice", values = ["film", "1990", "true"], required = true }
length = { type = "number", unit = "minutes" }
date = { type = "date" }
number = { type = "text", required = true, default = "none" }
[types.film]
base = "work"
[types.item]
folder = "items"
[types.item.fields]
kind = { type = "text" }
status = { type = "boolean" }
site = { type = "url" }
face = { type = "image" }
owner = { type = "page", many = true }
made = { type = "date", many = true }
seen = { type = "story-date", many = true }
[types.item.fields.cast]
type = "record"
many = true
[types.item.fields.cast.fields]
actor = { type = "page", required = true }
role = { type = "text" }
value = { type = "number" }
[checks]
red-link = "off"
unknown-reference = "off"
image-alt = "off"
image-licence = "off"
broken-link = "off"
unknown-source = "off"
"#;

/// Front matter that `check` accepts, with its folder.
const VALID: &[(&str, &str)] = &[
    ("", "title: 1984\ndescription: 12\nupdated: 1990\norder: 3\ndraft: no\n"),
    ("", "title: {value: Secret, spoiler: end, public: Open}\n"),
    ("", "description: {value: A text, spoiler: [end]}\n"),
    ("", "aliases: [One, {value: Two, spoiler: end}, {name: Three, section: Here}]\n"),
    ("", "aliases: {value: [Four, Five], spoiler: end}\n"),
    ("", "alias: {name: Six, section: Here}\n"),
    ("", "alias: {value: {name: Seven, section: Here}, spoiler: end}\n"),
    ("", "tags: \"#one #two\"\ncategories: [[Ships]]\ncategory: [A, [[B]], 1990]\n"),
    ("", "date: {value: 1995-12-15, spoiler: end}\nspoiler: end\n"),
    ("", "date: 1995-12-15 10:00\nupdated: 1995-12\n"),
    ("", "info: {Rows: 1, Two: [a, {value: b, source: x, note: c}], 3: [[Page]]}\n"),
    (
        "",
        "claims: {property: budget, value: 12, said: 1990, by: [[Me]], sources: [x], status: denied, note: y}\n",
    ),
    ("", "claims: [{property: budget, value: a, id: 1, disputes: 2}, {property: budget, value: b, id: 2}]\n"),
    ("", "anchors: {old: here, \"2\": here}\nquery: {type: work, limit: 3, where: {kind: film}}\n"),
    ("", "title:\ntype:\naliases:\nimage:\ninfo:\nsources: []\nspoiler:\n"),
    ("", "type: work\nkind: film\n"),
    ("", "type: film\nkind: 1990\nlength: \"1,000\"\n"),
    ("", "type: item\nkind: [one]\ncast: {actor: A}\n"),
    ("works", "kind: true\nlength: 12.5\ndate: 1990\n"),
    ("works", "kind: {value: film, spoiler: end}\nlength: {value: 12, source: [a, b]}\n"),
    ("works", "kind: [film]\nlength:\ndate: {value: 1995-12, sources: x}\n"),
    ("items", "status: yes\nsite: https://wiki.test/\nface: face.jpg\nowner: [[A]]\nmade: [1990, 1995-12]\n"),
    (
        "items",
        "face: {src: face.jpg, alt: A, caption: B, credit: C, licence: D, spoiler: end}\nowner: [A, [[B]]]\n",
    ),
    ("items", "owner: {value: [A, B], spoiler: end}\nmade: [{value: 1990, spoiler: end}, 1991]\n"),
    (
        "items",
        "cast: [{actor: A, role: B, spoiler: end, source: x}, {actor: {value: C, spoiler: end}, value: 3}]\n",
    ),
    (
        "items",
        "face: {value: {src: a.jpg, alt: b}, spoiler: end}\nstatus: {value: false, source: x}\nkind: []\n",
    ),
    ("items", "type: work\nkind: film\n"),
    (
        "items",
        "made: [c. 1990, 1990s, 1990–1995, 1990-05 to 1991-06-01, 1990/1991]\nseen: [12.5, \"-3\", c. 4, 5–6]\n",
    ),
];

/// Front matter that `check` refuses.
const INVALID: &[(&str, &str)] = &[
    ("", "titel: x\n"),
    ("", "title: [a, b]\n"),
    ("", "title: {value: Secret, publik: Open}\n"),
    ("", "description: [a]\n"),
    ("", "draft: maybe\n"),
    ("", "updated: 12 May\n"),
    ("", "date: 15.12.1995\n"),
    ("", "order: first\n"),
    ("", "aliases: {a: b}\n"),
    ("", "alias: {name: A, sektion: B}\n"),
    ("", "info: [a]\n"),
    ("", "image: {alt: A face}\n"),
    ("", "image: {src: a.jpg, author: B}\n"),
    ("", "claims: some\n"),
    ("", "claims: {property: budget}\n"),
    ("", "claims: {property: budget, value: 1, status: sure}\n"),
    ("", "claims: {property: budget, value: 1, colour: red}\n"),
    ("", "anchors: [a]\n"),
    ("", "query: work\n"),
    ("", "type: wrk\n"),
    ("works", "length: 3\n"),
    ("works", "kind:\n"),
    ("works", "kind: fim\n"),
    ("works", "kind: film\nlength: long\n"),
    ("works", "kind: film\nlength: [1, 2]\n"),
    ("works", "kind: film\nlength: {val: 1}\n"),
    ("works", "kind: film\nlength: {value: 1, color: red}\n"),
    ("works", "kind: film\nstatus: yes\n"),
    ("works", "kind: film\ndate: May\n"),
    ("items", "status: perhaps\n"),
    ("items", "site: example.org\n"),
    ("items", "owner: {name: A}\n"),
    ("items", "cast: A\n"),
    ("items", "cast: [{role: B}]\n"),
    ("items", "cast: [{actor: A, rle: B}]\n"),
    ("items", "type: film\nstatus: yes\nkind: film\n"),
];

fn page(yaml: &str) -> String {
    format!("---\n{yaml}---\n\n## Here\n\nText.\n")
}

/// The folder that the schema of a page describes.
fn schemas(wiki: &Wiki) -> [(&'static str, Schema); 3] {
    let of = |arguments: &[&str]| Schema::of(&wiki.run(arguments).stdout);
    [
        ("", of(&["schema"])),
        ("works", of(&["schema", "--type", "work"])),
        ("items", of(&["schema", "--type", "item"])),
    ]
}

#[test]
fn the_schema_accepts_what_check_accepts_and_refuses_what_it_refuses() {
    let rows = VALID.iter().map(|row| (row, true)).chain(INVALID.iter().map(|row| (row, false)));
    let schemas = schemas(&Wiki::new().settings(SETTINGS).file("content/index.md", "Home.\n"));
    let mut faults = Vec::new();
    for ((folder, yaml), valid) in rows {
        let path = format!("content/{folder}{}page.md", if folder.is_empty() { "" } else { "/" });
        let run = Wiki::new().settings(SETTINGS).file(&path, page(yaml)).check();
        let accepted = run.diagnostics.iter().all(|diagnostic| diagnostic.severity != "error");
        if accepted != valid {
            faults.push(format!("check: {folder}: {yaml}{run}"));
        }
        let (_, schema) = schemas.iter().find(|(name, _)| name == folder).expect("a schema of the folder");
        match schema.fault_of(&page(yaml)) {
            Some(fault) if valid => faults.push(format!("schema: {folder}: {yaml}{fault}")),
            None if !valid => faults.push(format!("schema accepts {folder}: {yaml}")),
            _ => {}
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn without_a_type_the_schema_accepts_pages_of_every_folder() {
    let wiki = Wiki::new().settings(SETTINGS).file("content/index.md", "Home.\n");
    let [(_, any), ..] = schemas(&wiki);
    for (folder, yaml) in VALID {
        assert_eq!(any.fault_of(&page(yaml)), None, "{folder}: {yaml}");
    }
    assert!(any.fault_of(&page("kind: film\nfoo: 1\n")).is_some());
    assert!(any.fault_of(&page("type: item\nlength: 1\n")).is_some());
}

#[test]
fn the_schema_accepts_what_a_wiki_disables() {
    let wiki = Wiki::new().settings(&format!("{SETTINGS}unknown-key = \"off\"\nunknown-field = \"warning\"\n\
        missing-field = \"warning\"\ninvalid-choice = \"off\"\ninvalid-date = \"off\"\nunknown-type = \"off\"\n"));
    let wiki = wiki.file("content/index.md", "Home.\n");
    let schemas = schemas(&wiki);
    for (folder, yaml) in [
        ("", "titel: x\nalias: {name: A, sektion: B}\n"),
        ("", "type: wrk\n"),
        ("works", "kind: fim\ndate: May\nfoo: bar\n"),
        ("works", "length: {value: 1, color: red}\n"),
        ("items", "cast: [{role: B, rle: C}]\n"),
    ] {
        let (_, schema) = schemas.iter().find(|(name, _)| *name == folder).expect("a schema of the folder");
        assert_eq!(schema.fault_of(&page(yaml)), None, "{folder}: {yaml}");
    }
}

#[test]
fn the_schema_describes_keys_and_fields_to_editors() {
    let wiki = Wiki::new().settings("[types.\"a b\"]\nlabel = \"Odd\"\n[types.\"a b\".fields]\nborn = { label = \"Birth\", help = \"A day\" }\n");
    let printed = wiki.run(&["schema"]).stdout;
    assert!(
        ["\"Birth\"", "\"A day\"", "\"Odd\"", "Other names of the page"]
            .iter()
            .all(|text| printed.contains(text))
    );
    let schema = Schema::of(&printed);
    assert_eq!(schema.fault_of(&page("type: a b\nborn: 3\n")), None);
    assert!(schema.fault_of(&page("type: a b\ndied: 3\n")).is_some());
    wiki.run(&["schema", "--type", "a c"]).gives_up(&["a b"]);
}
