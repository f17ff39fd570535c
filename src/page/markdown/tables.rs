//! Tables whose rows are much shorter than their heads. Markdown fills each row with empty cells, so that a few bytes for a
//! row would make as many cells as the table has columns.

use std::borrow::Cow;
use std::ops::Range;

/// Cells that may be added to the rows of a page, besides one for each of its bytes.
const ALWAYS_ALLOWED: usize = 10_000;
/// Tables with no more columns are let alone: they make little of their rows.
const FEW_COLUMNS: usize = 8;

/// Makes text of tables that would have too many added cells: their second lines, which make tables of them, are changed,
/// and their places in the text given. Every byte keeps its offset.
pub(super) fn without_wide_ones(text: Cow<'_, str>) -> (Cow<'_, str>, Vec<Range<usize>>) {
    let mut left = text.len() + ALWAYS_ALLOWED;
    let mut refused = Vec::new();
    let mut table = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        if let Some(columns) = columns(line) {
            table = Some((columns, range));
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

/// The columns of a table, if a line can be the one below its head and there are many.
fn columns(line: &str) -> Option<usize> {
    let can_be = |byte: u8| b"|-: \t\r\n>*+.)".contains(&byte) || byte.is_ascii_digit();
    let many = cells(line) > FEW_COLUMNS && line.contains('-');
    (many && line.bytes().all(can_be)).then(|| cells(line))
}

/// How many cells a row has, or a few more.
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
