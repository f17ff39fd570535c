//! Markdown in the cells of HTML tables: `<td>See [[Heat]], *now*</td>`.
//!
//! Markdown itself leaves all text of an HTML block alone. The content of each cell, up to the next tag of a table, is parsed on its own as
//! inline Markdown; tags in it are those of running text.

use std::ops::Range;

use super::frames::Frame;
use super::tags::Piece;
use super::writer::Writer;
use crate::page::node::Origin;

/// Maximum number of bytes that are searched for a part of a block, in addition to its length.
const MAX_BETWEEN: usize = 4096;

impl Writer<'_> {
    /// Reads the content of a cell after a tag of its table. Returns the offset in the piece up to which it is read.
    pub(super) fn cell_content(&mut self, html: &str, piece: &Piece<'_>, origin: &Origin) -> usize {
        let is_cell = matches!(self.frames.last(), Some(Frame::Element(open))
            if matches!(open.element.name, "td" | "th" | "caption"));
        let range = piece.after_tag();
        if !is_cell || self.is_too_deep() || !html[range.clone()].contains(has_meaning) {
            return 0;
        }
        if let Some(text) = self.in_text(html, range.clone(), origin) {
            self.inline_part(text, true);
            return range.end;
        }
        // In a quote, marks stand between the lines of a cell.
        let mut at = range.start;
        let mut lines = Vec::new();
        for line in html[range.clone()].split_inclusive('\n') {
            let part = at..at + line.trim_end().len();
            at += line.len();
            if !part.is_empty() {
                let Some(text) = self.in_text(html, part, origin) else { return 0 };
                lines.push(text);
            }
        }
        for text in lines {
            self.inline_part(text, true);
            self.out.html.tag("\n");
        }
        range.end
    }

    /// The bytes of the text that a part of a piece of HTML was read from, if they are the same.
    fn in_text(&self, html: &str, range: Range<usize>, origin: &Origin) -> Option<Range<usize>> {
        if self.spelled.is_some() {
            return self.in_block(&html[range.clone()], range.start);
        }
        let file = origin.in_file(range.clone());
        let text = file.start.checked_sub(self.request.start)?..file.end.checked_sub(self.request.start)?;
        (self.text.get(text.clone())? == &html[range]).then_some(text)
    }

    /// The bytes of a part of the current block of raw HTML or code that begins after `from` bytes of it: in the argument of a component,
    /// positions in the file do not lead back to the text.
    pub(super) fn in_block(&self, part: &str, from: usize) -> Option<Range<usize>> {
        let start = self.block_start + from;
        let end = (start + MAX_BETWEEN + 2 * part.len()).min(self.text.len());
        let rest = self.text.get(start..self.text.floor_char_boundary(end))?;
        let at = start + rest.find(part)?;
        Some(at..at + part.len())
    }
}

/// True if a character can have a meaning in Markdown, or changes in print.
fn has_meaning(character: char) -> bool {
    character.is_ascii_punctuation() && !matches!(character, ',' | ';' | '(' | ')' | '%' | '/')
}
