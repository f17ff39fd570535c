//! Text edits: replacements of byte ranges.

use std::ops::Range;

/// Replaces a byte range with other text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The replaced bytes, relative to the start of the text; empty for an insertion.
    pub range: Range<usize>,
    /// The replacement.
    pub text: String,
}

impl Edit {
    /// An insertion before a byte.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { range: at..at, text: text.into() }
    }

    /// Applies edits, which must be sorted and must not overlap.
    pub fn apply(text: &str, edits: &[Self]) -> String {
        let mut out = String::with_capacity(text.len() + 64);
        let mut at = 0;
        for edit in edits {
            out.push_str(&text[at..edit.range.start]);
            out.push_str(&edit.text);
            at = edit.range.end;
        }
        out + &text[at..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_leave_all_other_bytes() {
        let edits = [Edit { range: 0..1, text: "A".to_owned() }, Edit::insert(3, "d")];
        assert_eq!(Edit::apply("abc", &edits), "Abcd");
        assert_eq!(Edit::apply("abc", &[]), "abc");
    }
}
