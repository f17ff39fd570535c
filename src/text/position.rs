//! Converts byte offsets to 1-based lines and columns; columns count characters.

/// A line and a column, both counted from 1; the column counts characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Number of bytes between marks. The characters before each mark are counted in advance.
const MARKED: usize = 1024;

/// The starts of a text's lines. Converts byte offsets into positions by binary search, however long a line is.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Number of characters before each mark.
    marks: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    /// Indexes the lines of a text; `\n`, `\r\n` and a lone `\r` end a line.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            let lone_return = byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
            if byte == b'\n' || lone_return {
                starts.push(at + 1);
            }
        }
        let counts = bytes.chunks(MARKED).scan(0, |before, chunk| {
            let count = *before;
            *before += characters(chunk);
            Some(count)
        });
        Self { text, starts, marks: counts.collect() }
    }

    /// Returns whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The position of a byte. An offset past the end gives the position after the last character.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_char_boundary(self.text, offset);
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let column = self.characters_before(offset) - self.characters_before(self.starts[line]) + 1;
        Position { line: line + 1, column }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let mark = (offset / MARKED).min(self.marks.len().saturating_sub(1));
        let counted = self.marks.get(mark).copied().unwrap_or(0);
        counted + characters(&self.text.as_bytes()[mark * MARKED..offset])
    }

    /// The text of a line (from 1) without its line break, and the offset of its start.
    pub fn line(&self, line: usize) -> (usize, &'t str) {
        let start = self.starts[line - 1];
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        (start, self.text[start..end].trim_end_matches(['\n', '\r']))
    }
}

/// Number of characters that begin in a piece of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let index = LineIndex::new("é\r\nyß[x\rend");
        assert_eq!(index.position(4), Position { line: 2, column: 1 });
        assert_eq!(index.position(7), Position { line: 2, column: 3 });
        assert_eq!(index.position(10), Position { line: 3, column: 1 });
        assert_eq!(index.line(2), (4, "yß[x"));
    }

    #[test]
    fn columns_of_a_long_line_are_those_of_a_count_from_its_start() {
        let text = format!("é\n{}", "ß𝄞x".repeat(1000));
        let index = LineIndex::new(&text);
        for (count, (offset, _)) in text[3..].char_indices().enumerate() {
            assert_eq!(index.position(3 + offset), Position { line: 2, column: count + 1 });
        }
        assert_eq!(index.position(text.len()), Position { line: 2, column: 3001 });
        assert_eq!(LineIndex::new("").position(0), Position { line: 1, column: 1 });
    }
}
