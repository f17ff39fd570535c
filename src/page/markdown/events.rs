//! Dispatches the parser's events to the files that write them, and assembles the body at the end.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::frames::Frame;
use super::parser::Events;
use super::request::Parsed;
use super::words::count_words;
use super::writer::Writer;
use crate::page::{Parsing, PlainText};

impl Writer<'_> {
    /// Handles one event; text that belongs together is read ahead from `events`.
    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>, events: &mut Events<'_>) {
        match event {
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text, range, events),
            Event::Code(code) => self.code_span(&code, range),
            Event::InlineMath(formula) => self.math(&formula, range, math_core::MathDisplay::Inline),
            Event::DisplayMath(formula) => self.math(&formula, range, math_core::MathDisplay::Block),
            Event::Html(line) => self.html_line(&line, range),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::SoftBreak => self.line_break("\n", range),
            Event::HardBreak => self.line_break("<br>\n", range),
            Event::Rule => self.rule(),
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    /// Opens a frame, or drops the tag if it is nested too deep.
    fn start(&mut self, tag: Tag<'_>, range: Range<usize>, events: &mut Events<'_>) {
        if self.is_too_deep() && !matches!(tag, Tag::Paragraph | Tag::Image { .. }) {
            self.report_depth(range);
            self.frames.push(Frame::Nothing);
            return;
        }
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
                self.mark(&tag);
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                self.count_definition(link_type, dest_url.len() + title.len(), &range);
                self.start_link(link_type, &dest_url, &title, range);
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                self.count_definition(link_type, dest_url.len() + title.len(), &range);
                self.start_image(link_type, &dest_url, &title, range, events);
            }
            Tag::TableRow if self.take_row_of_id(&range) || self.is_row_of_words(&range) => {
                while !matches!(events.next(), Some((Event::End(TagEnd::TableRow), _)) | None) {}
            }
            tag => self.start_block(tag, range),
        }
    }

    /// Closes the innermost frame.
    pub(super) fn end(&mut self) {
        self.close_elements(0);
        let Some(frame) = self.frames.pop() else { return };
        self.end_bars();
        self.end_highlight();
        self.end_note();
        match frame {
            Frame::Mark(closing) => {
                self.out.html.tag(closing);
            }
            Frame::Link { link, own_label, start } => self.end_link(link, own_label, start),
            Frame::Image(image) => self.end_image(&image),
            Frame::Nothing => {}
            frame => self.end_block(frame),
        }
    }

    /// Assembles the body.
    pub(super) fn finish(mut self) -> Parsed {
        while !self.frames.is_empty() {
            self.end();
        }
        self.report_more_removed();
        self.report_misplaced_marks();
        self.settle_levels();
        self.write_footnotes();
        let mut body = self.body;
        body.html = self.out.html;
        body.holes = self.out.holes;
        body.set_folds(self.out.folds);
        body.text = PlainText::new(self.plain_text, &self.spoilers);
        body.words = count_words(&body.text.open(0..body.text.len()));
        body.fit();
        Parsed { body, tags: self.tags, title: self.title }
    }

    /// Sets the levels of headings: below the page's own `<h1>`, and without skipping a level.
    fn settle_levels(&mut self) {
        let shift = u8::from(self.levels.iter().any(|digits| digits.written == 1));
        let mut open: Vec<u8> = Vec::new();
        for digits in &self.levels {
            let wanted = digits.written + shift;
            while open.last().is_some_and(|&level| level >= wanted) {
                open.pop();
            }
            open.push(wanted);
            let level = (open.len() as u8 + 1).min(6);
            self.out.html.replace_digit(digits.open, level);
            self.out.html.replace_digit(digits.close, level);
            self.body.headings[digits.heading].ignoring_label_mut(Parsing).level = level;
        }
    }
}
