//! One line per finding: `path:line:column: severity[code]: message`.

use std::fmt::Write;

use super::Files;
use crate::diag::Findings;
use crate::text::escape::printable;

pub(super) fn print(findings: &Findings, files: &Files) -> String {
    let lines = files.lines();
    let mut out = String::new();
    for finding in findings.iter() {
        let diagnostic = &finding.diagnostic;
        if let Some(place) = &diagnostic.place {
            let (start, _) = lines.span(place);
            let _ = write!(out, "{}:{}:{}: ", printable(&place.path), start.line, start.column);
        }
        let _ = write!(
            out,
            "{}[{}]: {}",
            finding.severity.name(),
            diagnostic.code.name,
            printable(&diagnostic.message)
        );
        for help in &diagnostic.help {
            let _ = write!(out, "; {}", printable(help));
        }
        out.push('\n');
    }
    out
}
