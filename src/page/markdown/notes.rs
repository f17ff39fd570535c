//! Inline footnotes, `^[text]`, and the checkboxes of tasks.

use super::frames::{Frame, OpenNote};
use super::triggers::is_escaped;
use super::writer::Writer;

impl Writer<'_> {
    /// True if the `^[` at an offset opens a footnote: in running text, and closed in the same paragraph.
    pub(super) fn may_open_note(&mut self, at: usize) -> bool {
        let in_heading = self.frames.iter().any(|frame| matches!(frame, Frame::Heading { .. }));
        self.note.is_none()
            && self.bars.is_none()
            && !in_heading
            && !is_escaped(self.text, at)
            && self.ahead.end_of_note(self.text, at).is_some()
    }

    /// Opens a footnote; its text follows.
    pub(super) fn open_note(&mut self, at: usize) -> Option<usize> {
        self.open_paragraph();
        self.plain_text.push_str(" (");
        // A label given by an author cannot begin with this bracket.
        let label = format!("]{}", self.file_range(at..at).start);
        self.footnote_reference(&label);
        let (frames, parts) = (self.frames.len(), self.parts_from_here());
        self.note = Some(OpenNote { label, frames, brackets: 1, parts });
        self.outer.push(std::mem::take(&mut self.out));
        Some(at + 2)
    }

    /// Counts a bracket in a footnote; the last one closes it.
    pub(super) fn bracket(&mut self, at: usize) -> Option<usize> {
        let open = self.frames.len();
        let note = self.note.as_mut()?;
        if self.text[at..].starts_with('[') {
            note.brackets += 1;
            return None;
        }
        note.brackets = note.brackets.saturating_sub(1);
        if note.brackets > 0 || open != note.frames {
            return None;
        }
        self.close_note();
        Some(at + 1)
    }

    /// Ends a footnote when a frame around it is closed.
    pub(super) fn end_note(&mut self) {
        if self.note.as_ref().is_some_and(|note| self.frames.len() < note.frames) {
            self.close_note();
        }
    }

    fn close_note(&mut self) {
        self.break_bars();
        if let Some(note) = self.note.take() {
            self.end_footnote(&note.label, note.parts);
            self.plain_text.push(')');
        }
    }

    /// Writes a checkbox such as `[-]` at the start of an item, with any character but a digit, as in Obsidian. Returns false if there is
    /// none.
    pub(super) fn box_of_task(&mut self, at: usize) -> bool {
        if !self.is_start_of_item() {
            return false;
        }
        let Some(inside) = self.text[at..].strip_prefix('[') else { return false };
        let Some(sign) = inside.chars().next().filter(|sign| !sign.is_ascii_digit()) else { return false };
        let is_box = inside[sign.len_utf8()..].starts_with("] ")
            && (sign.is_alphanumeric() || sign.is_ascii_punctuation() || sign as u32 > 0xa0)
            && !matches!(sign, '[' | ']' | '\\' | '^' | '@');
        if is_box {
            self.task(true);
            self.skip_until = at + "[] ".len() + sign.len_utf8();
        }
        is_box
    }

    /// True if the current list item is empty so far.
    fn is_start_of_item(&self) -> bool {
        let in_item = matches!(
            self.frames.as_slice(),
            [.., Frame::Item(_)] | [.., Frame::Item(_), Frame::Paragraph { open: false, .. }]
        );
        let html = self.out.html.as_str();
        let is_empty = html.ends_with("<li>") || html.ends_with("</summary>");
        in_item && is_empty && self.holes_end_before_here()
    }

    fn holes_end_before_here(&self) -> bool {
        self.out.holes.last().is_none_or(|hole| (hole.at as usize) < self.out.html.len())
    }
}
