//! SARIF 2.1.0 (OASIS), the exchange format of code scanning services.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Files, Lines, in_repository};
use crate::diag::{Finding, Findings};
use crate::text::Place;
use crate::text::escape::{encode_url_path, printable_json};

pub(super) fn print(findings: &Findings, files: &Files, folder: &str) -> String {
    let lines = files.lines();
    let codes: BTreeMap<_, _> =
        findings.iter().map(|f| (f.diagnostic.code.name, f.diagnostic.code)).collect();
    let rules: Vec<Value> = codes
        .values()
        .map(|code| {
            json!({
                "id": code.name,
                "shortDescription": { "text": code.meaning },
                "help": { "text": code.remedy },
            })
        })
        .collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &lines, folder)).collect();
    let driver = json!({ "name": "Lorekeep", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    });
    printable_json(&format!("{log:#}\n"))
}

fn result(finding: &Finding, lines: &Lines<'_>, folder: &str) -> Value {
    let diagnostic = &finding.diagnostic;
    let mut text = diagnostic.message.clone();
    for help in &diagnostic.help {
        text.push_str("; ");
        text.push_str(help);
    }
    let locations: Vec<Value> = diagnostic.place.iter().map(|place| location(place, lines, folder)).collect();
    let related = diagnostic.related.iter().map(|related| {
        let mut location = location(&related.place, lines, folder);
        location["message"] = json!({ "text": related.message });
        location
    });
    json!({
        "ruleId": diagnostic.code.name,
        "level": finding.severity.name(),
        "message": { "text": text },
        "locations": locations,
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

fn location(place: &Place, lines: &Lines<'_>, folder: &str) -> Value {
    let (start, end) = lines.span(place);
    let mut uri = String::new();
    encode_url_path(&mut uri, &in_repository(folder, place));
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": {
                "startLine": start.line, "startColumn": start.column,
                "endLine": end.line, "endColumn": end.column,
            },
        },
    })
}
