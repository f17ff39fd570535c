//! Reports lines that were meant as a table and are text: their first line and the line of dashes have different numbers of cells, or the
//! table follows a line of text.

use std::ops::Range;

use super::writer::Writer;
use crate::diag::codes;

impl Writer<'_> {
    /// Reports the first broken table in a paragraph.
    pub(super) fn report_broken_table(&mut self, paragraph: Range<usize>) {
        let text = &self.text[paragraph.clone()];
        // Nearly all paragraphs have no bars.
        let Some(bar) = memchr::memchr(b'|', text.as_bytes()) else { return };
        let first = text[..bar].rfind('\n').map_or(0, |end| end + 1);
        let Some((head, [cells, dashes])) = broken_head(&text[first..]) else { return };
        let (at, start) = (paragraph.start + first + head.start, paragraph.start + first + head.end);
        if cells == dashes {
            self.fault(
                &codes::BROKEN_TABLE,
                at..start,
                "this table follows a line of text, and so is text itself",
            );
            self.help("put an empty line before the table");
        } else {
            let message = format!(
                "this is not a table: it has {cells} cells in its first line, and {dashes} in the line of dashes"
            );
            self.fault(&codes::BROKEN_TABLE, at..start, message);
            self.help("write as many cells in both lines; a bar in a cell is `\\|`, as in `[[Page\\|text]]`");
        }
    }
}

/// The first line of text that is followed by a line of dashes, and the numbers of cells of both.
fn broken_head(text: &str) -> Option<(Range<usize>, [usize; 2])> {
    let mut above: Option<Range<usize>> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at + line.len() - without_marks(line).len()..at + line.trim_end().len();
        at += line.len();
        let row = text.get(range.clone()).unwrap_or_default();
        if is_dashes(row)
            && let Some(head) = above.filter(|head| text[head.clone()].contains('|'))
        {
            let counts = [cells(&text[head.clone()]), cells(row)];
            return Some((head, counts));
        }
        above = Some(range);
    }
    None
}

/// A line without white space and marks of quotations at its start.
fn without_marks(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

fn is_dashes(row: &str) -> bool {
    row.contains('|') && row.contains('-') && row.bytes().all(|byte| b"|-: \t".contains(&byte))
}

/// The number of cells of a row. A bar after a backslash separates none.
fn cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(row);
    let bytes = row.as_bytes();
    let is_bar =
        |at: &usize| bytes[*at] == b'|' && at.checked_sub(1).is_none_or(|before| bytes[before] != b'\\');
    (0..bytes.len()).filter(is_bar).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_tables_are_found_with_their_cells() {
        for (text, head, counts) in [
            ("| a | b |\n|---|\n| c | d |", "| a | b |", [2, 1]),
            ("| [[a|b]] | c |\n|---|---|", "| [[a|b]] | c |", [3, 2]),
            ("> | a\\|b | c |\n> |--|", "| a\\|b | c |", [2, 1]),
            ("Text:\na | b\n:-|-: \n", "a | b", [2, 2]),
        ] {
            let (range, found) = broken_head(text).expect(text);
            assert_eq!((&text[range], found), (head, counts), "{text}");
        }
        for text in ["a | b\nc | d", "a\n|--|--|", "a|b\n\n|-|-|", "|---|---|", "a | b\n- | c"] {
            assert!(broken_head(text).is_none(), "{text}");
        }
    }
}
