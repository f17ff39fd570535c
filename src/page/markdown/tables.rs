//! Limits tables whose rows are much shorter than their headers. Markdown pads each row with empty cells, so a few bytes could produce as
//! many cells as the table has columns.

use std::borrow::Cow;
use std::ops::Range;

/// Number of padding cells allowed per page, in addition to one for each of its bytes.
const ALWAYS_ALLOWED: usize = 10_000;
/// Tables with at most this many columns are not limited: they add little padding.
const FEW_COLUMNS: usize = 8;

/// Turns tables with too much padding into text by changing their delimiter rows, and returns the positions of those. Every byte keeps its
/// offset.
pub(super) fn without_wide_ones(text: Cow<'_, str>) -> (Cow<'_, str>, Vec<Range<usize>>) {
    let mut left = text.len() + ALWAYS_ALLOWED;
    let mut refused = Vec::new();
    let mut table = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some(columns) = columns(line) {
            table = Some((columns, start..start + line.trim_end().len()));
            continue;
        }
        let Some((columns, head)) = &table else { continue };
        let added = columns.saturating_sub(cells(line));
        if line.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty() {
            table = None;
        } else if added > left {
            refused.push(head.clone());
            table = None;
        } else {
            left -= added;
        }
    }
    if refused.is_empty() {
        return (text, refused);
    }
    let mut bytes = text.into_owned();
    for line in &refused {
        let dashes = bytes[line.clone()].replace('-', "=");
        bytes.replace_range(line.clone(), &dashes);
    }
    (Cow::Owned(bytes), refused)
}

/// The number of columns, if a line can be a delimiter row with many columns.
fn columns(line: &str) -> Option<usize> {
    let can_be = |byte: u8| b"|-: \t\r\n>*+.)".contains(&byte) || byte.is_ascii_digit();
    // Most lines are not such a row because of their first byte.
    let is_row = line.bytes().all(can_be) && line.contains('-');
    is_row.then(|| cells(line)).filter(|columns| *columns > FEW_COLUMNS)
}

/// Upper estimate of the number of cells in a row.
fn cells(line: &str) -> usize {
    line.bytes().filter(|byte| *byte == b'|').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(columns: usize, row: &str, rows: usize) -> usize {
        let text = format!("{}\n{}\n{}\nafter", "|a".repeat(columns), "|-".repeat(columns), row.repeat(rows));
        let (bounded, refused) = without_wide_ones(Cow::Borrowed(&text));
        assert_eq!(bounded.len(), text.len());
        refused.len()
    }

    #[test]
    fn tables_that_grow_too_much_are_refused() {
        assert_eq!(refused(20, "|b\n", 100), 0);
        assert_eq!(refused(500, "|b\n", 500), 1);
        assert_eq!(refused(500, &("|b".repeat(500) + "\n"), 500), 0);
        assert_eq!(refused(2, "b\n", 100_000), 0);
    }
}
