//! Wikis with a marker word under every kind of spoiler label, and the scan of every byte of every published file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Page, Run, Site, Wiki, png};

pub(crate) const SETTINGS: &str = r##"
[spoilers]
b1 = "Book 1"
b2 = "Book 2"

[output]
feed_entries = 1000

[checks]
unknown-reference = "warning"
broken-link = "warning"
unknown-property = "warning"
conflicting-claims = "warning"

[components.quote]
[components.tooltip]

[properties.end]
label = "End"

[types.hero]
folder = "heroes"
plural = "Heroes"
schema = "Person"

[types.hero.fields]
fate = { type = "text", many = true, schema = "description" }
secret = { type = "text", hidden = true, schema = "disambiguatingDescription" }
height = { type = "number", unit = "feet" }
site = { type = "url", many = true, schema = "url" }
portrait = { type = "image" }
friend = { type = "page", many = true, inverse = "friend_of", inverse_label = "Friend of", schema = "knows" }
follows = { type = "page", inverse = "followed_by" }

[types.hero.fields.roles]
type = "record"
many = true
schema = "performerIn"

[types.hero.fields.roles.fields]
work = { type = "page", inverse = "players", inverse_label = "Played by" }
note = { type = "text" }

[types.event]
folder = "events"
role = "event"

[types.event.fields]
date = { type = "date" }
status = { type = "choice", values = ["reported", "denied"] }
people = { type = "page", many = true, inverse = "events" }
works = { type = "page", many = true }
supersedes = { type = "page", many = true }

[types.paper]
folder = "papers"
role = "source"

[types.paper.fields]
author = { type = "text" }
quote = { type = "text" }
"##;

/// A kind of content that can be labelled.
pub(crate) struct Row {
    /// Its name, from whose letters its marker is made.
    pub(crate) name: &'static str,
    /// The scopes that its folds have to name.
    pub(crate) scopes: &'static str,
    /// True if it is shown at all.
    pub(crate) is_shown: bool,
    /// Its files: `@` stands for the name as a file name, `MARK` for the marker.
    pub(crate) files: &'static [(&'static str, &'static str)],
}

pub(crate) const fn row(name: &'static str, files: &'static [(&'static str, &'static str)]) -> Row {
    Row { name, scopes: "b1", is_shown: true, files }
}

/// Content with an undeclared scope, which stays folded for every reader.
pub(crate) const fn unknown(name: &'static str, files: &'static [(&'static str, &'static str)]) -> Row {
    Row { name, scopes: "all", is_shown: true, files }
}

pub(crate) const fn both(name: &'static str, files: &'static [(&'static str, &'static str)]) -> Row {
    Row { name, scopes: "b1 b2", is_shown: true, files }
}

pub(crate) const fn row_of_b2(name: &'static str, files: &'static [(&'static str, &'static str)]) -> Row {
    Row { name, scopes: "b2", is_shown: true, files }
}

/// Content that no view shows, folded or not.
pub(crate) const fn absent(name: &'static str, files: &'static [(&'static str, &'static str)]) -> Row {
    Row { name, scopes: "b1", is_shown: false, files }
}

pub(crate) fn marker(name: &str) -> String {
    format!("zq{}xq", name.replace(' ', ""))
}

/// Builds a wiki with the marker of every row.
pub(crate) fn plant<'r>(rows: impl Iterator<Item = &'r Row>) -> (Run, BTreeMap<String, &'r Row>) {
    let (wiki, markers) = sources(rows);
    (wiki.build(), markers)
}

/// The files of a wiki with the marker of every row.
pub(crate) fn sources<'r>(rows: impl Iterator<Item = &'r Row>) -> (Wiki, BTreeMap<String, &'r Row>) {
    let mut wiki = Wiki::new()
        .settings(SETTINGS)
        .file("content/heroes/a.png", png(30, 20))
        .file(
            "content/open.md",
            "---\ntitle: Page open\n---\nWords of everybody about [[Page often named]].\n",
        )
        .file("content/named.md", "---\ntitle: Page often named\n---\nWords of everybody.\n");
    let mut markers = BTreeMap::new();
    for row in rows {
        let marker = marker(row.name);
        for (path, text) in row.files {
            let path = path.replace('@', &row.name.replace(' ', "-"));
            wiki = wiki.file(&format!("content/{path}"), text.replace("MARK", &marker));
        }
        assert!(markers.insert(marker, row).is_none(), "{} stands twice", row.name);
    }
    (wiki, markers)
}

/// Names of rows whose marker is on no page although it should be, or on one although it should not.
pub(crate) fn misplaced<'r>(run: &Run, markers: &BTreeMap<String, &'r Row>) -> Vec<&'r str> {
    let pages = run.site.paths().into_iter().filter(|path| path.ends_with(".html"));
    let found: BTreeSet<String> = pages.flat_map(|path| markers_in(run.site.text(path))).collect();
    let is_misplaced = |(marker, row): &(&String, &&Row)| row.is_shown != found.contains(*marker);
    markers.iter().filter(is_misplaced).map(|(_, row)| row.name).collect()
}

/// A piece of a file with the scopes named by the folds around it.
pub(crate) type Piece = (BTreeSet<String>, String);

/// Splits a file into pieces. A file without folds is a single piece.
pub(crate) fn pieces(path: &str, bytes: &[u8]) -> Vec<Piece> {
    let text = String::from_utf8_lossy(bytes);
    if let Some(folder) = path.strip_prefix("search/scopes-") {
        let scopes = folder.split('/').next().unwrap_or_default().split('+').map(str::to_owned).collect();
        let text = if path.ends_with(".txt") { terms(&text) } else { text.into_owned() };
        return vec![(scopes, text)];
    }
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => html_pieces(&text),
        "json" => {
            let mut found = Vec::new();
            json_pieces(&serde_json::from_str(&text).expect("JSON"), &BTreeSet::new(), &mut found);
            found
        }
        "txt" if path.starts_with("search/") => vec![(BTreeSet::new(), terms(&text))],
        _ => vec![(BTreeSet::new(), text.into_owned())],
    }
}

pub(crate) fn html_pieces(html: &str) -> Vec<Piece> {
    let mut open: Vec<BTreeSet<String>> = Vec::new();
    // The scopes of spoilers within sentences and of rows, whose words alone are hidden.
    let mut named: Vec<BTreeSet<String>> = Vec::new();
    let mut found = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let around = open.iter().flatten().cloned().collect();
        let end = if rest.starts_with('<') { rest.find('>').map(|at| at + 1) } else { rest.find('<') };
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        let name = piece.trim_start_matches(['<', '/']).split([' ', '>']).next().unwrap_or_default();
        if piece.starts_with('<') && ["details", "div", "span", "tr"].contains(&name) {
            if piece.starts_with("</") {
                open.pop();
                named.pop();
            } else {
                let hides_words = piece.contains(" class=\"spoiler-words\"");
                let scopes = scopes_of(piece);
                let (hidden, said) = match (name, hides_words) {
                    ("details", _) => (scopes, BTreeSet::new()),
                    (_, true) => {
                        (named.iter().rev().find(|it| !it.is_empty()).cloned().unwrap_or_default(), scopes)
                    }
                    (_, false) => (BTreeSet::new(), scopes),
                };
                open.push(hidden);
                named.push(said);
            }
        }
        // A title that a script shows to readers who know its scopes, which the same element names.
        let around = if piece.contains(" data-title=\"") { &around | &named_by(piece) } else { around };
        found.push((around, piece.to_owned()));
        rest = after;
    }
    found
}

/// The scopes in an attribute of a tag.
fn named_by(tag: &str) -> BTreeSet<String> {
    let scopes = tag.split_once(" data-scope=\"").and_then(|(_, rest)| rest.split('"').next());
    scopes.unwrap_or_default().split(' ').map(str::to_owned).collect()
}

/// The scopes named by the start tag of a fold. An open fold hides nothing.
pub(crate) fn scopes_of(tag: &str) -> BTreeSet<String> {
    let value =
        |name: &str| tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
    let is_spoiler = value("class").is_some_and(|class| class.split(' ').any(|class| class == "spoiler"));
    if !is_spoiler || tag.contains(" open") {
        return BTreeSet::new();
    }
    value("data-scope").unwrap_or_default().split(' ').map(str::to_owned).collect()
}

pub(crate) fn json_pieces(json: &Value, around: &BTreeSet<String>, found: &mut Vec<Piece>) {
    match json {
        Value::Object(map) => {
            let mut around = around.clone();
            match map.get("spoiler") {
                Some(Value::String(scope)) => drop(around.insert(scope.clone())),
                Some(Value::Array(scopes)) => {
                    around.extend(scopes.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                _ => {}
            }
            for (key, value) in map {
                found.push((around.clone(), key.clone()));
                json_pieces(value, &around, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| json_pieces(value, around, found)),
        Value::String(text) => found.push((around.clone(), text.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The words of a terms file, in which each word omits the prefix shared with the word before.
pub(crate) fn terms(file: &str) -> String {
    let mut last = String::new();
    let mut all = String::new();
    for line in file.lines() {
        let high = line.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = line[..=high].bytes();
        let shared = digits.fold(0, |number, digit| number * 26 + usize::from((digit | 0x20) - b'a'));
        last = last
            .chars()
            .take(shared)
            .chain(line[high + 1..].split(' ').next().unwrap_or_default().chars())
            .collect();
        all.push_str(&last);
        all.push('\n');
    }
    all
}

/// The markers in a text, in any encoding.
pub(crate) fn markers_in(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    text.match_indices("zq")
        .map(|(at, _)| text[at..].split_inclusive("xq").next().unwrap_or_default().to_owned())
        .collect()
}

/// Finds each marker outside a fold with its scopes.
pub(crate) fn leaks(site: &Site, markers: &BTreeMap<String, &Row>) -> Vec<String> {
    let mut leaks = Vec::new();
    for path in site.paths() {
        for (around, piece) in pieces(path, site.bytes(path)) {
            for marker in markers_in(&piece) {
                let row = markers.get(&marker).unwrap_or_else(|| panic!("{path} has half a marker: {piece}"));
                if !row.scopes.split(' ').all(|scope| around.contains(scope)) {
                    leaks.push(format!("{}: {path}, {around:?}: {piece}", row.name));
                }
            }
        }
    }
    leaks
}

/// Asserts that no marker is outside a fold with its scopes.
#[track_caller]
pub(crate) fn assert_hidden((run, markers): &(Run, BTreeMap<String, &Row>)) {
    assert!(!run.site.is_empty(), "{run}");
    let leaks = leaks(&run.site, markers);
    let shown: Vec<&String> = leaks.iter().take(60).collect();
    assert!(leaks.is_empty(), "{} leaks: {shown:#?}", leaks.len());
}

/// Asserts that markers are on pages if and only if they should be.
#[track_caller]
pub(crate) fn assert_published((run, markers): &(Run, BTreeMap<String, &Row>)) {
    let missing = misplaced(run, markers);
    assert!(missing.is_empty(), "shown although they should not be, or not shown: {missing:#?}");
}

/// Asserts that the HTML of every page is well-formed. Broken links are part of these wikis.
#[track_caller]
pub(crate) fn assert_sound((run, _): &(Run, BTreeMap<String, &Row>)) {
    let faults: Vec<String> = run.site.pages().values().flat_map(Page::faults).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
