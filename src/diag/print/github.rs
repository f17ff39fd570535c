//! GitHub's workflow commands, which show findings as annotations on a pull request. Escapes follow GitHub's
//! documentation, "Workflow commands for GitHub Actions".

use std::fmt::Write;

use super::{Files, in_repository, related};
use crate::diag::Findings;
use crate::text::escape::printable;

pub(super) fn print(findings: &Findings, files: &Files, folder: &str) -> String {
    let lines = files.lines();
    let mut out = String::new();
    for finding in findings.iter() {
        let diagnostic = &finding.diagnostic;
        let _ = write!(out, "::{} ", finding.severity.name());
        if let Some(place) = &diagnostic.place {
            let (start, end) = lines.span(place);
            let path = property(&in_repository(folder, place));
            let _ = write!(out, "file={path},line={},col={},", start.line, start.column);
            let _ = write!(out, "endLine={},endColumn={},", end.line, end.column);
        }
        let mut text = printable(&diagnostic.message).into_owned();
        for place in related(diagnostic, &lines) {
            let _ = write!(text, "\n{place}");
        }
        for help in &diagnostic.help {
            let _ = write!(text, "\nhelp: {}", printable(help));
        }
        let _ = writeln!(out, "title={}::{}", diagnostic.code.name, data(&text));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}
