//! One line a finding: `path:line:column: severity[code]: message`.

use std::fmt::Write;

use super::Files;
use crate::diag::Findings;

pub(super) fn print(findings: &Findings, files: &Files) -> String {
    let lines = files.lines();
    let mut out = String::new();
    for finding in findings.iter() {
        let diagnostic = &finding.diagnostic;
        if let Some(place) = &diagnostic.place {
            let (start, _) = lines.span(place);
            let _ = write!(out, "{}:{}:{}: ", one_line(&place.path), start.line, start.column);
        }
        let _ = write!(
            out,
            "{}[{}]: {}",
            finding.severity.name(),
            diagnostic.code.name,
            one_line(&diagnostic.message)
        );
        for help in &diagnostic.help {
            let _ = write!(out, "; {}", one_line(help));
        }
        out.push('\n');
    }
    out
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
