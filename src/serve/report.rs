//! Reports on the page at an address, as JSON for the editors' strip and the overlay in the browser.

use serde_json::{Value, json};

use super::editor::Editor;
use super::item::Answer;
use super::view::View;
use crate::diag::{Finding, Findings, Severity, codes};
use crate::disk::stamp::last_change;
use crate::text::{LineIndex, Place, Position};

/// Maximum number of diagnostics shown for one page; the rest are only counted.
const MOST_SHOWN: usize = 50;
/// Maximum length of an excerpt, in characters. Longer lines are cut around the diagnostic's position.
const LONGEST_LINE: usize = 160;

/// Makes the reports of one view.
pub(super) struct Reporter<'r> {
    /// The view.
    pub view: &'r View,
    /// Its findings so far.
    pub findings: &'r Findings,
    /// Opens files.
    pub editor: &'r Editor,
}

impl Reporter<'_> {
    /// The report on the answer for an address below the root of the site.
    pub(super) fn report(&self, address: &str, answer: &Answer) -> Value {
        let file = match answer {
            Answer::Content(_, item) => item.file.as_deref(),
            Answer::Slash => None,
        };
        let here = self.found_in(file);
        let pick = |wanted: &dyn Fn(&str) -> bool| -> Vec<Value> {
            let wanted = here.iter().filter(|(finding, _)| wanted(finding.diagnostic.code.name));
            wanted.take(MOST_SHOWN).map(|(finding, place)| self.fault(finding, Some(place))).collect()
        };
        let (red_link, recheck) = (codes::RED_LINK.name, codes::RECHECK.name);
        json!({
            "file": file,
            "open": file.map(|file| self.editor.link(file, START)),
            "saved": file.and_then(|file| last_change(&self.editor.path(file))),
            "old": matches!(answer, Answer::Content(_, item) if item.is_old),
            "faults": self.faults(file, answer),
            "problems": pick(&|code| code != red_link && code != recheck),
            "red_links": pick(&|code| code == red_link),
            "stale_claims": pick(&|code| code == recheck),
            "errors": self.findings.count(Severity::Error),
            "warnings": self.findings.count(Severity::Warning),
            "page": self.view.edition.about(address),
        })
    }

    /// All errors. Those that concern the page come first and are marked.
    fn faults(&self, file: Option<&str>, answer: &Answer) -> Vec<Value> {
        let rendering = if let Answer::Content(_, item) = answer { item.faults.clone() } else { Vec::new() };
        let rendering = self.view.edition.levelled(rendering);
        let mut faults: Vec<Value> = Vec::new();
        let mut add = |finding: &Finding, is_here: bool| {
            let mut fault = self.fault(finding, finding.diagnostic.place.as_ref());
            fault["here"] = is_here.into();
            if !faults
                .iter()
                .any(|known| known["message"] == fault["message"] && known["file"] == fault["file"])
            {
                faults.push(fault);
            }
        };
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        rendering.iter().filter(is_error).for_each(|finding| add(finding, true));
        let errors = self.findings.iter().filter(is_error);
        let (here, elsewhere): (Vec<_>, Vec<_>) = errors.partition(|finding| concerns(finding, file));
        here.iter().take(MOST_SHOWN).for_each(|finding| add(finding, true));
        elsewhere.iter().take(MOST_SHOWN).for_each(|finding| add(finding, false));
        faults
    }

    /// The findings in a file, each with its position there.
    fn found_in(&self, file: Option<&str>) -> Vec<(&Finding, &Place)> {
        let Some(file) = file else { return Vec::new() };
        self.findings.iter().filter_map(|finding| Some((finding, place_in(finding, file)?))).collect()
    }

    fn fault(&self, finding: &Finding, place: Option<&Place>) -> Value {
        let diagnostic = &finding.diagnostic;
        let mut fault = json!({
            "code": diagnostic.code.name,
            "severity": finding.severity.name(),
            "message": diagnostic.message,
            "label": diagnostic.label,
            "help": diagnostic.help,
        });
        if let Some(place) = place {
            let text = self.view.edition.inputs.text(&place.path).unwrap_or_default();
            let index = LineIndex::new(&text);
            let (start, end) = (index.position(place.range.start), index.position(place.range.end));
            fault["file"] = json!(&*place.path);
            fault["line"] = start.line.into();
            fault["column"] = start.column.into();
            fault["open"] = self.editor.link(&place.path, start).into();
            fault["excerpt"] = excerpt(index.line(start.line).1, start, end);
        }
        fault
    }
}

/// The start of a file.
const START: Position = Position { line: 1, column: 1 };

/// Returns whether a diagnostic affects a page: it is in the page's file, or in settings or theme, on which all pages
/// depend.
fn concerns(finding: &Finding, file: Option<&str>) -> bool {
    let shared = finding.diagnostic.place.as_ref().is_none_or(|place| !place.path.starts_with("content/"));
    shared || file.is_some_and(|file| place_in(finding, file).is_some())
}

/// The position of a diagnostic in a file, if it has one there.
fn place_in<'f>(finding: &'f Finding, file: &str) -> Option<&'f Place> {
    let related = finding.diagnostic.related.iter().map(|related| &related.place);
    finding.diagnostic.place.iter().chain(related).find(|place| place.path.as_ref() == file)
}

/// A line with the position of the diagnostic in it; long lines are cut around that position.
fn excerpt(line: &str, start: Position, end: Position) -> Value {
    let from = start.column - 1;
    let length = line.chars().count();
    let to = if end.line == start.line { end.column - 1 } else { length };
    let skip = if length > LONGEST_LINE { from.saturating_sub(LONGEST_LINE / 4) } else { 0 };
    let shown: String = line.chars().skip(skip).take(LONGEST_LINE).collect();
    json!({ "text": shown, "from": from - skip, "to": (to - skip).clamp(from - skip, LONGEST_LINE.max(from - skip)) })
}
