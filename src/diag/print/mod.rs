//! Printers for findings, one file per format.
//!
//! Byte offsets become lines and columns only here. Printers get the texts of files through [`Texts`].

mod github;
mod human;
mod json;
mod sarif;
mod short;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Diagnostic, Finding, Findings, Related};
use crate::text::escape::printable;
use crate::text::{LineIndex, Place, Position};

/// Maximum number of related locations shown; the rest are only counted.
const RELATED_SHOWN: usize = 3;

/// Formats for findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// Like rustc, with excerpts, for people at a terminal.
    #[default]
    Human,
    /// One line per finding, for editors.
    Short,
    /// One JSON object, for programs.
    Json,
    /// Workflow commands that GitHub turns into annotations.
    Github,
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
}

/// The style of the output.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style<'f> {
    /// The format.
    pub format: Format,
    /// True if the terminal shows colours.
    pub colour: bool,
    /// Folder of the wiki in its repository, such as `docs`; empty for the root. Services that show findings beside the
    /// files of a repository expect it in front of every path.
    pub folder: &'f str,
}

/// A callback that returns the text of a file by its path in the wiki.
pub type Texts<'t> = &'t dyn Fn(&str) -> Option<Arc<str>>;

/// Prints findings.
pub fn print(findings: &Findings, texts: Texts<'_>, style: Style<'_>) -> String {
    let files = Files::load(findings, texts);
    match style.format {
        Format::Human => human::print(findings, &files, style.colour),
        Format::Short => short::print(findings, &files),
        Format::Json => json::print(findings, &files),
        Format::Github => github::print(findings, &files, style.folder),
        Format::Sarif => sarif::print(findings, &files, style.folder),
    }
}

/// The path of a file in the repository.
fn in_repository(folder: &str, place: &Place) -> String {
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{}", place.path)
}

/// The other places of the same problem, and the places that explain it.
fn repeats_and_others(diagnostic: &Diagnostic) -> (Vec<&Related>, Vec<&Related>) {
    diagnostic.related.iter().partition(|related| related.message == "also here")
}

/// The other places of the same problem, as text, unless there are none.
fn also_at(repeats: &[&Related], lines: &Lines<'_>) -> Option<String> {
    let shown: Vec<String> =
        repeats.iter().take(RELATED_SHOWN).map(|related| lines.start(&related.place)).collect();
    let more = repeats.len() - shown.len();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!shown.is_empty()).then(|| format!("also at {}{rest}", shown.join(", ")))
}

/// All related places as texts, for formats without excerpts.
fn related(diagnostic: &Diagnostic, lines: &Lines<'_>) -> Vec<String> {
    let (repeats, others) = repeats_and_others(diagnostic);
    let explained = others.iter().take(RELATED_SHOWN).map(|related| {
        let message = printable(&related.message);
        format!("{message}: {}", lines.start(&related.place))
    });
    explained.chain(also_at(&repeats, lines)).collect()
}

/// The texts of all files that findings refer to.
struct Files(BTreeMap<Arc<str>, Arc<str>>);

impl Files {
    fn load(findings: &Findings, texts: Texts<'_>) -> Self {
        let mut files = BTreeMap::new();
        for place in findings.iter().flat_map(places) {
            if !files.contains_key(&place.path)
                && let Some(text) = texts(&place.path)
            {
                files.insert(Arc::clone(&place.path), text);
            }
        }
        Self(files)
    }

    /// Line indices of all files, computed once.
    fn lines(&self) -> Lines<'_> {
        Lines(self.0.iter().map(|(path, text)| (path.as_ref(), LineIndex::new(text))).collect())
    }
}

fn places(finding: &Finding) -> impl Iterator<Item = &Place> {
    let related = finding.diagnostic.related.iter().map(|related| &related.place);
    finding.diagnostic.place.iter().chain(related)
}

struct Lines<'f>(BTreeMap<&'f str, LineIndex<'f>>);

impl<'f> Lines<'f> {
    /// The lines of a file, unless it is empty.
    fn of(&self, path: &str) -> Option<&LineIndex<'f>> {
        self.0.get(path).filter(|index| !index.is_empty())
    }

    /// The start and end of a location; the start of the file if its text is not available.
    fn span(&self, place: &Place) -> (Position, Position) {
        match self.0.get(place.path.as_ref()) {
            Some(index) => (index.position(place.range.start), index.position(place.range.end)),
            None => (Position { line: 1, column: 1 }, Position { line: 1, column: 1 }),
        }
    }

    /// The start of a location as `path:line:column`.
    fn start(&self, place: &Place) -> String {
        let (start, _) = self.span(place);
        format!("{}:{}:{}", printable(&place.path), start.line, start.column)
    }
}
