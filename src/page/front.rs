//! Front matter: the YAML between two `---` lines at the start of a page.

use std::ops::Range;

use crate::diag::{Diagnostic, codes};
use crate::text::Source;

/// Finds the YAML of the front matter and the start of the body, in bytes.
///
/// Front matter opens with `---` on the first line and closes with a line `---` or `...`. Without an opening line there is no front matter.
/// An opening line that is never closed is a fault if a `key:` follows it, and otherwise a thematic break. So is one above a text that has
/// no keys. Front matter in other programs' formats is reported.
pub(super) fn split(source: &Source, faults: &mut Vec<Diagnostic>) -> (Option<Range<usize>>, usize) {
    let text = source.text.as_ref();
    faults.extend(misplaced(source));
    let Some(first_end) = text.find('\n') else { return (None, 0) };
    if text[..first_end].trim_end() != "---" {
        return (None, 0);
    }
    let yaml = first_end + 1;
    let mut at = yaml;
    for line in text[at..].split_inclusive('\n') {
        let content = line.trim_end();
        if content == "---" || content == "..." {
            return match judge(&text[yaml..at]) {
                Between::FrontMatterBuilder => (Some(yaml..at), at + line.len()),
                Between::Text => (None, 0),
                Between::NoMap => {
                    faults.push(no_map(source, yaml..at));
                    (None, 0)
                }
            };
        }
        at += line.len();
    }
    if looks_like_yaml(&text[yaml..]) {
        let fault =
            Diagnostic::new(&codes::FRONT_MATTER, source.place(0..3), "the front matter is not closed");
        faults.push(fault.help("end it with a line `---`"));
    }
    (None, 0)
}

/// The text between two `---` lines.
enum Between {
    FrontMatterBuilder,
    /// Prose between two thematic breaks.
    Text,
    /// Text where front matter is expected, but without any key.
    NoMap,
}

fn judge(between: &str) -> Between {
    let is_said = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let Some(first) = between.lines().find(is_said) else {
        // A heading between two thematic breaks looks like a YAML comment.
        let is_heading = between.starts_with(['\n', '\r']) && !between.trim().is_empty();
        return if is_heading { Between::Text } else { Between::FrontMatterBuilder };
    };
    let is_set_off = between.starts_with(['\n', '\r']);
    let is_tight = !between.trim().lines().any(|line| line.trim().is_empty());
    let has_key = |line: &str| line.contains(": ") || line.trim_end().ends_with(':') || line.contains(":\t");
    let begins_with_key = has_key(first) && (is_key(first) || !is_set_off);
    let has_later_key = is_tight && !is_set_off && between.lines().any(is_key);
    if first.starts_with(['{', '%', '?']) || begins_with_key || has_later_key {
        Between::FrontMatterBuilder
    } else if is_set_off {
        Between::Text
    } else {
        Between::NoMap
    }
}

fn no_map(source: &Source, between: Range<usize>) -> Diagnostic {
    let text = &source.text[between.clone()];
    let start = between.start + (text.len() - text.trim_start().len());
    let end = start + source.text[start..between.end].lines().next().unwrap_or_default().trim_end().len();
    let message = "front matter must be a map of `key: value` lines";
    let fault = Diagnostic::new(&codes::FRONT_MATTER, source.place(start..end), message);
    fault.help("if the first `---` is a horizontal rule, put an empty line below it")
}

/// Reports front matter that cannot be read: TOML as in Hugo and Zola, and YAML after blank lines.
fn misplaced(source: &Source) -> Option<Diagnostic> {
    let text = source.text.as_ref();
    let start = text.len() - text.trim_start().len();
    let mut lines = text[start..].lines();
    let first = lines.next()?.trim_end();
    let closes = |line: &str| line.trim_end() == first;
    if first == "+++" && lines.any(closes) {
        let message = "front matter in TOML is not supported";
        let fault = Diagnostic::new(&codes::FRONT_MATTER, source.place(start..start + 3), message);
        return Some(fault.help("write YAML between two `---` lines: `title: A title`"));
    }
    let rest = &text[start + first.len()..];
    let is_yaml = start > 0 && first == "---" && looks_like_yaml(rest) && lines.any(closes);
    is_yaml.then(|| {
        let message = "front matter must start on the first line of the file";
        let fault = Diagnostic::new(&codes::FRONT_MATTER, source.place(start..start + 3), message);
        fault.help("remove everything above the `---`")
    })
}

fn looks_like_yaml(rest: &str) -> bool {
    is_key(rest.lines().find(|line| !line.trim().is_empty()).unwrap_or_default())
}

/// True if a line is `key: value` or `key:`, with a key without spaces.
fn is_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty() && !key.contains(' ') && (value.trim_end().is_empty() || value.starts_with(' '))
    })
}
