//! Wikis written as a single string, for unit tests.
//!
//! A line `--- path` starts a file. A line of carets with a code states the finding expected in the line above it, and
//! a text that the finding contains. Any other finding fails the test:
//!
//! ```text
//! --- content/a.md
//! See [[Nowhere]] and [[Hom]].
//!     ^^^^^^^^^^^ red-link
//!                     ^^^^^^^ red-link: did you mean `Home`?
//! ```

use std::fmt::Write as _;
use std::sync::Arc;

use crate::date::PartialDate;
use crate::inputs::{Asset, AssetData, Hash, Inputs, Options, TextFile};
use crate::output::Rendered;
use crate::pipeline::{Memo, Site, evaluate};
use crate::text::{LineIndex, Source};

/// The settings of a fixture without a `site.toml`.
const SETTINGS: &str = "title = \"Test Wiki\"\nbase_url = \"https://wiki.test/\"\n";
const TODAY: &str = "2026-11-21";

/// Checks that a wiki has exactly the findings written into it.
#[track_caller]
pub(crate) fn check(fixture: &str) {
    let (site, files) = read(fixture);
    let renderer = site.renderer();
    let mut of_paths = Vec::new();
    for path in site.paths() {
        if let Some(Err(faults)) = site.render(&path, &renderer) {
            of_paths.extend(faults);
        }
    }
    of_paths.extend(renderer.take_faults());
    let mut found: Vec<(String, String)> = Vec::new();
    for finding in site.findings(of_paths).iter() {
        let diagnostic = &finding.diagnostic;
        let says = || format!("{}\n{}", diagnostic.message, diagnostic.help.join("\n"));
        let related = diagnostic.related.iter().filter(|related| related.message == "also here");
        for place in diagnostic.place.iter().chain(related.map(|related| &related.place)) {
            let text = files.iter().find(|file| file.path == *place.path).map_or("", |file| &file.text);
            let start = LineIndex::new(text).position(std::ops::Range::from(place.range).start);
            let at = format!("{}:{}:{} {}", place.path, start.line, start.column, diagnostic.code.name);
            found.push((at, says()));
        }
        if diagnostic.place.is_none() {
            found.push((diagnostic.code.name.to_owned(), says()));
        }
    }
    found.sort();
    let mut expected: Vec<&(String, String)> = files.iter().flat_map(|file| &file.expected).collect();
    expected.sort();
    let places: Vec<&str> = found.iter().map(|(at, _)| at.as_str()).collect();
    let expected_places: Vec<&str> = expected.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(places, expected_places, "the findings of this wiki differ from those written into it");
    for (at, text) in expected {
        let is_said = found.iter().any(|(place, says)| place == at && says.contains(text.as_str()));
        assert!(is_said, "{at} does not say `{text}`: {found:#?}");
    }
}

/// A file of the rendered wiki, which must have no errors.
#[track_caller]
pub(crate) fn rendered(fixture: &str, path: &str) -> String {
    let (site, _) = read(fixture);
    match site.render(path, &site.renderer()) {
        Some(Ok(Rendered::Bytes(bytes))) => String::from_utf8(bytes).expect("text"),
        Some(Err(faults)) => panic!("{path} cannot be rendered: {faults:?}"),
        _ => panic!("nothing is published at {path}; there are {:#?}", site.paths()),
    }
}

struct File {
    path: String,
    text: String,
    /// Place and code of each expected finding, and a text that it contains.
    expected: Vec<(String, String)>,
}

fn read(fixture: &str) -> (Site, Vec<File>) {
    let files = files(fixture);
    let today = PartialDate::parse(TODAY).expect("a date");
    let mut inputs = Inputs::empty(Options {
        today,
        drafts: false,
        base_url: None,
        strict: false,
        without_spoilers: None,
    });
    inputs.settings = Source::new("site.toml", SETTINGS);
    for file in &files {
        add(&mut inputs, &file.path, &file.text);
    }
    (evaluate(&inputs, &mut Memo::default()), files)
}

fn add(inputs: &mut Inputs, path: &str, text: &str) {
    let source = Source::new(path, text);
    let file = || {
        Arc::new(TextFile {
            source: source.clone(),
            hash: Hash::of(text.as_bytes()),
            diagnostics: Vec::new(),
        })
    };
    match path.split_once('/') {
        None if path == "words.toml" => inputs.words = source,
        None => inputs.settings = source,
        Some(("templates", name)) => drop(inputs.templates.insert(name.into(), file())),
        Some((_, name)) if name.ends_with(".md") => drop(inputs.pages.insert(name.into(), file())),
        Some((_, name)) if name.ends_with(".yaml") => drop(inputs.sources.insert(name.into(), file())),
        Some((_, name)) => drop(inputs.assets.insert(name.into(), Arc::new(asset(path, text)))),
    }
}

fn asset(path: &str, text: &str) -> Asset {
    Asset {
        path: path.into(),
        data: AssetData::Memory(text.as_bytes().into()),
        hash: Hash::of(text.as_bytes()),
        size: None,
        still: false,
        variants: None,
    }
}

/// The files of a fixture without the caret lines, and the findings that those expect.
fn files(fixture: &str) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let mut line = 0;
    for text in fixture.trim_start_matches('\n').lines() {
        if let Some(path) = text.strip_prefix("--- ") {
            let text = if path == "site.toml" { SETTINGS } else { "" };
            line = text.lines().count();
            files.push(File { path: path.to_owned(), text: text.to_owned(), expected: Vec::new() });
            continue;
        }
        let file = files.last_mut().expect("a fixture begins with `--- path`");
        match expectation(text) {
            Some((column, code, says)) => {
                file.expected.push((format!("{}:{line}:{column} {code}", file.path), says.to_owned()));
            }
            None => {
                line += 1;
                let _ = writeln!(file.text, "{text}");
            }
        }
    }
    files
}

/// The column, the code and the text in a line such as `   ^^^ red-link: no page`.
fn expectation(line: &str) -> Option<(usize, &str, &str)> {
    let marked = line.trim_start();
    let finding = marked.trim_start_matches('^').strip_prefix(' ')?.trim();
    let (code, says) = finding.split_once(": ").unwrap_or((finding, ""));
    let is_code = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let column = line.chars().take_while(|c| *c != '^').count() + 1;
    (marked.starts_with('^') && is_code).then_some((column, code, says))
}
