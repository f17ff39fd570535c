//! Changes to a text: which bytes give way to which.

use std::ops::Range;

/// Replaces a range of bytes of a text with another text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that give way, counted from the first byte of the text; empty for an insertion.
    pub range: Range<usize>,
    /// What takes their place.
    pub text: String,
}

impl Edit {
    /// An edit that only adds text, in front of a byte.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { range: at..at, text: text.into() }
    }

    /// A text after edits, which are in rising order and do not overlap.
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
