//! Faults of the syntax of `site.toml`.

use std::ops::Range;

use toml::de::Error;

use crate::diag::{Diagnostic, codes};
use crate::text::Source;

/// An error of the parser as a diagnostic.
pub(super) fn fault(error: &Error, source: &Source) -> Diagnostic {
    let range = error.span().unwrap_or(0..0);
    let message = error.message().replace('\n', ", ");
    if message != "duplicate key" {
        let fault = Diagnostic::new(&codes::INVALID_CONFIG, source.place(range), message);
        return fault.help("write `key = value` on one line, and text in quotes: `title = \"My wiki\"`");
    }
    let first = first_of(&source.text, &range);
    let fault = Diagnostic::new(&codes::INVALID_CONFIG, source.place(range), message);
    let fault = match first {
        Some(first) => fault.related(source.place(first), "it is here already"),
        None => fault,
    };
    fault.help("it is in this file already: write each table and each key once, with all its lines together")
}

/// The key or the table's line that a later key repeats: in the same table if it is a key. `None` if it is written in
/// another form.
fn first_of(text: &str, again: &Range<usize>) -> Option<Range<usize>> {
    let start = text[..again.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next()?.trim();
    let key = text.get(again.clone())?;
    let mut first = None;
    let mut at = 0;
    for earlier in text[..start].split_inclusive('\n') {
        let from = at + earlier.len() - earlier.trim_start().len();
        let trimmed = earlier.trim();
        if line.starts_with('[') {
            first = first.or((trimmed == line).then(|| from..from + trimmed.len()));
        } else if trimmed.starts_with('[') {
            first = None;
        } else if trimmed.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            first = first.or(Some(from..from + key.len()));
        }
        at += earlier.len();
    }
    first
}
