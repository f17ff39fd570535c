//! Warm equals cold: after any sequence of file changes, a server that has followed them shows the same paths, bytes
//! and findings as one started afterwards.
#![cfg(feature = "serve")]

#[cfg(target_os = "linux")]
use std::ffi::OsStr;
use std::fs;
use std::io;
#[cfg(target_os = "linux")]
use std::os::unix::ffi::OsStrExt;
#[cfg(target_os = "linux")]
use std::path::Path;

use crate::seen::Seen;
use camino::{Utf8Path, Utf8PathBuf};
use lorekeep::date::PartialDate;
use lorekeep::disk::read;
use lorekeep::inputs::Options;
use lorekeep::pipeline::Memo;
use lorekeep::serve::follow::Files;
use lorekeep::serve::watch::Look;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// Pages to edit, few enough that edits often affect the same one.
const PAGES: [&str; 7] = [
    "content/index.md",
    "content/people/al.md",
    "content/people/bo.md",
    "content/people/index.md",
    "content/works/heat.md",
    "content/notes/deep/heat.md",
    "content/categories/crew.md",
];

/// A page in folders nested too deep.
const DEEP: &str = "content/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/page.md";

/// Texts of pages: valid ones that depend on each other, and invalid ones.
const TEXTS: [&str; 14] = [
    "---\ntitle: Al\naliases: [Alfredo]\ncategories: [Crew]\n---\nSee [[Bo]] and [[Heat#Plot]].\n",
    "---\ntitle: Bo\nborn: 1950-02\n---\n## Life\n\n[[Al]] knew ![[Heat]] and [[Nobody]].\n",
    "---\ntitle: Heat\ntype: work\ndirected_by: Al\ncast:\n  - {actor: Bo, note: lead}\n---\n## Plot\n\nA film.[@paper]\n",
    "---\ntitle: Heat\ntype: work\ndirected_by: [[Bo]]\nclaims:\n  - {id: start, property: start, value: '2024', said: '2023', sources: [paper]}\n---\nText.\n",
    "---\ntitle: Crew\n---\nThe people behind it.\n",
    "---\ntitle: Front\n---\n```query\ntype: work\nsort: title\n```\n\n![[dot.svg|A dot]]\n",
    "# Only a heading\n\nPlain words and [a link](people/al.md) and [[Alfredo]].\n",
    "---\ntitle: Al\nborn: [broken\n---\nBroken front matter.\n",
    "---\ntitle: Al\ntitle: Twice\n---\nA key twice.\n",
    "---\nnever closed\n",
    "---\ntitel: Misspelt\ndirected_by: Nobody At All\ntype: wrok\n---\n[[people/al|x]] ![[Al]] ![[Bo]]\n",
    "---\ntitle: Drafted\ndraft: true\n---\nNot yet.\n",
    "---\ntitle: Elsewhere\nslug: moved\naliases: [Al]\n---\nMoved to [[Elsewhere#nowhere]].\n",
    "",
];

/// Additions to the end of a page; its front matter stays the same.
const ADDED: [&str; 14] = [
    "More is said.\n",
    "```quote\ntext: See [[Heat#Plot]] and [[Nobody]]\nby: [[Al]]\n```\n",
    "{{main|Al|[[Bo#Life]]|Nobody}}\n",
    "See [[Al]], [[Bo]] and [[Alfredo]].\n",
    "See [[Nobody]] and [[people/al|him]], and ![[Heat]].\n",
    "## Plot\n\nWhat happens.\n",
    "## Life\n\n[[Heat#Plot]] and [[Heat#Life]] and [[Bo#Life]].\n",
    "It says so.[@paper] And so.[@other]\n",
    "```query\ntype: work\nsort: title\n```\n",
    "```query\ntype: wrok\nfields: [nothing]\n```\n",
    "[a link](/people/al/#life) and ![a picture](dot.svg) and ![none](gone.svg)\n",
    "[^1] <b>unclosed\n\n[^1]: A note.\n",
    "> [!spoiler|end] Title\n> To [[Al]], [[Bo]] and [[Heat]].[@paper]\n> ## Plot\n",
    "> [!spoiler|end] Title\n> Words[^2].\n\n[^2]: To [[Al]] and ![[Heat]].\n",
];

const SETTINGS: [&str; 5] = [
    FULL,
    "title = \"B\"\nbase_url = \"https://wiki.test/sub/\"\n",
    "title = \"A\"\nbase_url = \"https://wiki.test\"\n[content]\nignore = [\"people/**\"]\n[checks]\nlevel = \"strict\"\n",
    "title = \"unclosed\nbase_url = 3\n",
    "title = \"A\"\ncolour = \"red\"\n[checks]\nred-link = \"off\"\n",
];

/// Settings with types, relations and properties.
const FULL: &str = r#"
title = "A"
base_url = "https://wiki.test"

[spoilers]
end = "The end"

[components.quote]
[components.main]

[types.person]
folder = "people"
label = "Person"

[types.person.fields]
born = { type = "date", label = "Born" }

[types.work]
folder = "works"
label = "Work"

[types.work.fields]
directed_by = { type = "page", to = "person", many = true, label = "Directed by", inverse = "directed", inverse_label = "Directed" }

[types.work.fields.cast]
type = "record"
many = true
label = "Cast"

[types.work.fields.cast.fields]
actor = { type = "page", to = "person", label = "Actor", inverse = "roles", inverse_label = "Roles" }
note = { type = "text", label = "Note" }

[properties]
start = { label = "Start" }
"#;

const TEMPLATES: [&str; 4] = [
    "{% extends \"default/page.html\" %}",
    "<!DOCTYPE html><title>{{ page.title }}</title><main>{{ page.content | safe }}</main>",
    "<main>{{ page.title }{% broken",
    "<main>{{ page.there_is_no_such_thing }}</main>",
];

const SOURCES: [&str; 3] = [
    "- id: paper\n  title: The Paper\n  date: 2023\n",
    "- id: paper\n  title: [\n",
    "- id: other\n  title: Other\n",
];

const FILES: [&str; 3] = ["<svg width=\"4\" height=\"4\"/>", "<svg viewBox=\"0 0 8 9\"/>", "not a picture"];

/// A change to the files.
#[derive(Debug, Clone)]
enum Edit {
    Write(usize, usize),
    Append(usize, usize),
    Shorten(usize),
    WriteBytes(usize),
    Delete(usize),
    Rename(usize, usize),
    RenameFolder,
    RemoveFolder,
    Settings(usize),
    RemoveSettings,
    Template(usize),
    RemoveTemplate,
    Sources(usize),
    Asset(usize),
    Static(usize),
    Junk,
    Deep,
    RemoveDeep,
    #[cfg(unix)]
    Link(usize),
    #[cfg(target_os = "linux")]
    NotUtf8,
}

fn edit() -> impl Strategy<Value = Edit> {
    let page = || 0..PAGES.len();
    prop_oneof![
        8 => (page(), 0..TEXTS.len()).prop_map(|(page, text)| Edit::Write(page, text)),
        8 => (page(), 0..ADDED.len()).prop_map(|(page, text)| Edit::Append(page, text)),
        2 => page().prop_map(Edit::Shorten),
        1 => page().prop_map(Edit::WriteBytes),
        2 => page().prop_map(Edit::Delete),
        2 => (page(), page()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => Just(Edit::RenameFolder),
        1 => Just(Edit::RemoveFolder),
        2 => (0..SETTINGS.len()).prop_map(Edit::Settings),
        1 => Just(Edit::RemoveSettings),
        2 => (0..TEMPLATES.len()).prop_map(Edit::Template),
        1 => Just(Edit::RemoveTemplate),
        1 => (0..SOURCES.len()).prop_map(Edit::Sources),
        1 => (0..FILES.len()).prop_map(Edit::Asset),
        1 => (0..FILES.len()).prop_map(Edit::Static),
        1 => Just(Edit::Junk),
        1 => Just(Edit::Deep),
        1 => Just(Edit::RemoveDeep),
        1 => page().prop_map(Edit::link),
        1 => Just(Edit::not_utf8()),
    ]
}

impl Edit {
    #[cfg(unix)]
    fn link(page: usize) -> Self {
        Self::Link(page)
    }

    #[cfg(not(unix))]
    fn link(_: usize) -> Self {
        Self::Junk
    }

    #[cfg(target_os = "linux")]
    fn not_utf8() -> Self {
        Self::NotUtf8
    }

    #[cfg(not(target_os = "linux"))]
    fn not_utf8() -> Self {
        Self::Junk
    }

    /// Applies the change. Returns the paths that a system would report. An impossible change, such as removing a
    /// missing file, does nothing.
    fn apply(&self, root: &Utf8Path) -> Vec<Utf8PathBuf> {
        let paths: Vec<&str> = match self {
            Self::Write(page, text) => put(root, PAGES[*page], TEXTS[*text].as_bytes()),
            Self::Append(page, text) => {
                change(root, PAGES[*page], |before| format!("{before}\n{}", ADDED[*text]))
            }
            Self::Shorten(page) => change(root, PAGES[*page], |before| {
                before.trim_end().rsplit_once('\n').map_or("", |(rest, _)| rest).to_owned()
            }),
            Self::WriteBytes(page) => put(root, PAGES[*page], b"---\ntitle: \xff\xfe\n---\n\0"),
            Self::Delete(page) => done(&fs::remove_file(root.join(PAGES[*page])), &[PAGES[*page]]),
            Self::Rename(from, to) => rename(root, PAGES[*from], PAGES[*to]),
            Self::RenameFolder if root.join("content/people").exists() => {
                rename(root, "content/people", "content/cast")
            }
            Self::RenameFolder => rename(root, "content/cast", "content/people"),
            Self::RemoveFolder => done(&fs::remove_dir_all(root.join("content/notes")), &["content/notes"]),
            Self::Settings(text) => put(root, "site.toml", SETTINGS[*text].as_bytes()),
            Self::RemoveSettings => done(&fs::remove_file(root.join("site.toml")), &["site.toml"]),
            Self::Template(text) => put(root, "templates/page.html", TEMPLATES[*text].as_bytes()),
            Self::RemoveTemplate => {
                done(&fs::remove_file(root.join("templates/page.html")), &["templates/page.html"])
            }
            Self::Sources(text) => put(root, "content/sources/all.yaml", SOURCES[*text].as_bytes()),
            Self::Asset(text) => put(root, "content/dot.svg", FILES[*text].as_bytes()),
            Self::Static(text) => put(root, "static/css/main.css", FILES[*text].as_bytes()),
            Self::Junk => [put(root, "content/.#al.md", b"x"), put(root, "content/al.md~", b"x")].concat(),
            Self::Deep => {
                put(root, DEEP, b"# Deep\n");
                vec!["content/d"]
            }
            Self::RemoveDeep => done(&fs::remove_dir_all(root.join("content/d")), &["content/d"]),
            #[cfg(target_os = "linux")]
            Self::NotUtf8 => {
                // The system's report for this path names no path, so everything is scanned.
                come_or_go(&root.as_std_path().join(OsStr::from_bytes(b"content/caf\xe9.md")));
                Vec::new()
            }
            #[cfg(unix)]
            Self::Link(page) => {
                let _ = fs::remove_file(root.join("content/linked.md"));
                let target = root.join(PAGES[*page]);
                done(
                    &std::os::unix::fs::symlink(target, root.join("content/linked.md")),
                    &["content/linked.md"],
                )
            }
        };
        paths.into_iter().map(Utf8PathBuf::from).collect()
    }
}

fn put<'p>(root: &Utf8Path, path: &'p str, bytes: &[u8]) -> Vec<&'p str> {
    let full = root.join(path);
    let parent = full.parent().expect("a folder");
    let new_folder = !parent.exists();
    fs::create_dir_all(parent).expect("folders");
    fs::write(&full, bytes).expect("a file");
    if new_folder { vec![path.rsplit_once('/').map_or(path, |(folder, _)| folder)] } else { vec![path] }
}

#[cfg(target_os = "linux")]
fn come_or_go(path: &Path) {
    let done = if path.exists() { fs::remove_file(path) } else { fs::write(path, "# Odd\n") };
    done.expect("a folder for it");
}

/// Changes the text of an existing text file.
fn change<'p>(root: &Utf8Path, path: &'p str, other: impl Fn(&str) -> String) -> Vec<&'p str> {
    match fs::read_to_string(root.join(path)) {
        Ok(text) => put(root, path, other(&text).as_bytes()),
        Err(_) => Vec::new(),
    }
}

fn rename<'p>(root: &Utf8Path, from: &'p str, to: &'p str) -> Vec<&'p str> {
    let target = root.join(to);
    fs::create_dir_all(target.parent().expect("a folder")).expect("folders");
    done(&fs::rename(root.join(from), target), &[from, to])
}

fn done<'p>(result: &io::Result<()>, paths: &[&'p str]) -> Vec<&'p str> {
    if result.is_ok() { paths.to_vec() } else { Vec::new() }
}

fn options() -> Options {
    let today = PartialDate::parse("2026-11-21").expect("a date");
    Options { today, drafts: false, base_url: None, strict: false, without_spoilers: None }
}

/// Number of runs, each with its own history; configurable.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48)
}

proptest! {
    #![proptest_config(Config { cases: cases(), max_shrink_iters: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_is_done_to_the_files(edits in prop::collection::vec((edit(), any::<bool>()), 1..16)) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8PathBuf::from_path_buf(folder.path().to_path_buf()).expect("UTF-8").canonicalize_utf8().expect("a path");
        let start = [Edit::Settings(0), Edit::Write(0, 5), Edit::Write(1, 0), Edit::Write(2, 1), Edit::Write(4, 2), Edit::Sources(0), Edit::Asset(0)];
        for edit in start {
            edit.apply(&root);
        }
        let mut files = Files::read(&root, Box::new(options)).expect("a root");
        let mut memo = Memo::default();
        let mut warm = Seen::of(&files.inputs(), &mut memo);
        for (edit, told) in edits {
            let paths = edit.apply(&root);
            let look = if told && !paths.is_empty() { Look::At(paths) } else { Look::Everywhere };
            // Unchanged inputs are not evaluated again, and must not need to be.
            if !files.look(&look).is_empty() {
                warm = Seen::of(&files.inputs(), &mut memo);
            }
            let cold = Seen::of(&read::read(&root, options()).expect("a root"), &mut Memo::default());
            warm.is_that_of(&cold, "after an edit");
        }
    }
}

/// Saves that change only a text, and thereby output derived from all pages.
#[test]
fn text_that_moves_other_content() {
    let red = |last: usize| {
        let names: Vec<String> = (0..200).chain([last]).map(|n| format!("[[Wanted {n}]]")).collect();
        format!("---\ntitle: Al\n---\n{}\n", names.join(", "))
    };
    let event = |text: &str| {
        format!(
            "---\ntitle: Al\ntype: event\ndate: '2020'\nclaims:\n  - {{property: start, value: '2024', said: '2023', sources: [paper]}}\n---\n{text}\n"
        )
    };
    let page = |text: &str| format!("---\ntitle: Al\n---\n{text}\n");
    let saves = [
        (red(0), red(200), "one more page is wanted than a list shows"),
        (event("So it was.[@paper]"), event("So it was."), "an event loses the source of its text"),
        (page("## Life\n\nLong."), page("## Death\n\nLong."), "a heading that others link to is renamed"),
        (page("Words."), page(""), "a page has no words any more"),
        (page("Words."), page("See [[Bo]]."), "a page is linked"),
        (page("See [[Nobody]]."), page("Longer, so that it moves: see [[Nobody]]."), "a fault moves"),
    ];
    for (before, after, what) in saves {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8PathBuf::from_path_buf(folder.path().to_path_buf()).expect("UTF-8");
        let root = root.canonicalize_utf8().expect("a path");
        let events = "[types.event]\nrole = \"event\"\n";
        put(&root, "site.toml", format!("{FULL}{events}").as_bytes());
        put(&root, "content/al.md", before.as_bytes());
        put(&root, "content/bo.md", b"---\ntitle: Bo\n---\nSee [[Al#Life]] and [[Al#Death]].\n");
        put(&root, "content/sources/all.yaml", SOURCES[0].as_bytes());
        let mut files = Files::read(&root, Box::new(options)).expect("a root");
        let mut memo = Memo::default();
        Seen::of(&files.inputs(), &mut memo);
        put(&root, "content/al.md", after.as_bytes());
        files.look(&Look::At(vec!["content/al.md".into()]));
        let cold = Seen::of(&read::read(&root, options()).expect("a root"), &mut Memo::default());
        Seen::of(&files.inputs(), &mut memo).is_that_of(&cold, what);
    }
}
