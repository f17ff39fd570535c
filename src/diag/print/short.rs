//! One line per finding: `path:line:column: severity[code]: message`, with other places and help after semicolons.

use std::fmt::Write;

use super::{Files, related};
use crate::diag::Findings;
use crate::text::escape::printable;

pub(super) fn print(findings: &Findings, files: &Files) -> String {
    let lines = files.lines();
    let mut out = String::new();
    for finding in findings.iter() {
        let diagnostic = &finding.diagnostic;
        if let Some(place) = &diagnostic.place {
            let _ = write!(out, "{}: ", lines.start(place));
        }
        let _ = write!(
            out,
            "{}[{}]: {}",
            finding.severity.name(),
            diagnostic.code.name,
            printable(&diagnostic.message)
        );
        for place in related(diagnostic, &lines) {
            let _ = write!(out, "; {place}");
        }
        for help in &diagnostic.help {
            let _ = write!(out, "; {}", printable(help));
        }
        out.push('\n');
    }
    out
}
