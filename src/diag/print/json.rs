//! One JSON object with a list of findings. Lines and columns start at 1, columns count characters, and the end is
//! the position after the last character.

use serde_json::{Value, json};

use super::{Files, Lines};
use crate::diag::{Finding, Findings};
use crate::text::Place;
use crate::text::escape::printable_json;

pub(super) fn print(findings: &Findings, files: &Files) -> String {
    let lines = files.lines();
    let list: Vec<Value> = findings.iter().map(|finding| object(finding, &lines)).collect();
    printable_json(&format!("{:#}\n", json!({ "diagnostics": list })))
}

fn object(finding: &Finding, lines: &Lines<'_>) -> Value {
    let diagnostic = &finding.diagnostic;
    let mut object = json!({
        "code": diagnostic.code.name,
        "severity": finding.severity.name(),
        "message": diagnostic.message,
        "file": null, "line": null, "column": null, "end_line": null, "end_column": null,
        "help": diagnostic.help,
    });
    if let Some(place) = &diagnostic.place {
        locate(&mut object, place, lines);
    }
    let related = diagnostic.related.iter().map(|related| {
        let mut object = json!({ "message": related.message });
        locate(&mut object, &related.place, lines);
        object
    });
    object["related"] = related.collect();
    object
}

fn locate(object: &mut Value, place: &Place, lines: &Lines<'_>) {
    let (start, end) = lines.span(place);
    object["file"] = json!(&*place.path);
    object["line"] = json!(start.line);
    object["column"] = json!(start.column);
    object["end_line"] = json!(end.line);
    object["end_column"] = json!(end.column);
}
