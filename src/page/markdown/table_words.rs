//! Words for a table, in braces on the line after it: `{sortable caption="The crew of [[Neil]]"}`.

use std::ops::Range;

use super::writer::Writer;

/// The words for a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TableWords {
    /// True if readers can sort it.
    pub(super) sortable: bool,
    /// True if it is folded.
    pub(super) folded: bool,
    /// Bytes of the caption.
    pub(super) caption: Option<Range<usize>>,
}

impl TableWords {
    /// Reads a row; `None` if it has other words, or none.
    fn of(row: &str) -> Option<Self> {
        let inside = row.trim().trim_matches('|').trim().strip_prefix('{')?.strip_suffix('}')?;
        let start = inside.as_ptr().addr() - row.as_ptr().addr();
        let (mut words, mut at) = (Self::default(), 0);
        while at < inside.len() {
            let rest = &inside[at..];
            let length = rest.find(' ').unwrap_or(rest.len());
            if let Some(text) = rest.strip_prefix("caption=\"") {
                let end = text.find('"').filter(|end| *end > 0)?;
                let first = start + at + "caption=\"".len();
                words.caption = Some(first..first + end);
                at += "caption=\"".len() + end + 1;
                continue;
            }
            match &rest[..length] {
                "sortable" => words.sortable = true,
                "folded" => words.folded = true,
                "" => {}
                _ => return None,
            }
            at += length + 1;
        }
        (words != Self::default()).then_some(words)
    }
}

impl Writer<'_> {
    /// The words in one of the last two rows of a table.
    pub(super) fn words_of_table(&self, table: &Range<usize>) -> TableWords {
        let rows = self.text[table.clone()].trim_end().rsplit('\n').take(2);
        let found = rows.filter_map(|row| {
            let row = row.trim_start_matches([' ', '\t', '>']);
            let start = row.as_ptr().addr() - self.text.as_ptr().addr();
            let words = TableWords::of(row)?;
            let caption = words.caption.clone().map(|range| range.start + start..range.end + start);
            Some(TableWords { caption, ..words })
        });
        found.last().unwrap_or_default()
    }

    /// True if a row of a table has nothing but words for it.
    pub(super) fn is_row_of_words(&self, row: &Range<usize>) -> bool {
        self.text[row.clone()].contains('{') && TableWords::of(&self.text[row.clone()]).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_other_rows_are_left_alone() {
        let row = "| {sortable caption=\"Of [[b|c]]\" folded} |";
        let words = TableWords::of(row).unwrap();
        assert!(words.sortable && words.folded);
        assert_eq!(&row[words.caption.unwrap()], "Of [[b|c]]");
        for row in ["{}", "{a}", "| {sortable} | b |", "sortable", "{caption=\"}", "{sortable, x}"] {
            assert_eq!(TableWords::of(row), None, "{row}");
        }
    }
}
