//! Front matter: the YAML between two `---` lines at the start of a page.

use std::ops::Range;

use crate::diag::{Diagnostic, codes};
use crate::text::Source;

/// Finds the YAML of the front matter and the start of the body, in bytes.
///
/// The front matter opens with `---` on the very first line and closes with a line `---` or `...`. Without an opening
/// line there is none. An opening line that nothing closes is a fault when a `key:` follows it; otherwise it is a rule
/// drawn at the top of the page.
pub(super) fn split(source: &Source, faults: &mut Vec<Diagnostic>) -> (Option<Range<usize>>, usize) {
    let text = source.text.as_ref();
    let Some(first_end) = text.find('\n') else { return (None, 0) };
    if text[..first_end].trim_end() != "---" {
        return (None, 0);
    }
    let mut at = first_end + 1;
    for line in text[at..].split_inclusive('\n') {
        let content = line.trim_end();
        if content == "---" || content == "..." {
            return (Some(first_end + 1..at), at + line.len());
        }
        at += line.len();
    }
    if looks_like_yaml(&text[first_end + 1..]) {
        let fault =
            Diagnostic::new(&codes::FRONT_MATTER, source.place(0..3), "the front matter is not closed");
        faults.push(fault.help("end it with a line `---`"));
    }
    (None, 0)
}

fn looks_like_yaml(rest: &str) -> bool {
    let first = rest.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    first.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty() && !key.contains(' ') && (value.is_empty() || value.starts_with(' '))
    })
}
