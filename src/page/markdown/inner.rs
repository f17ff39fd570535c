//! Texts apart from the body: arguments of components in fenced blocks, which YAML decodes.
//!
//! Such a text is parsed on its own, but its ids, footnotes, links and words are those of the body.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::frames::{Frame, Output};
use super::request::Request;
use super::spelled::Spelled;
use super::writer::Writer;
use super::{markers, marks, parser, signs, tables};

/// Begins a text with inline content only. As a blank that Markdown does not trim, it keeps blocks away.
const GUARD: &str = "\u{a0}";

impl Writer<'_> {
    /// Writes a text of one paragraph without the paragraph itself.
    pub(super) fn inline_text(&mut self, mut spelled: Spelled) -> Output {
        let line = spelled.decoded.text.trim_end().replace(['\n', '\r'], " ");
        let text = format!("{GUARD}{line}");
        spelled.before = GUARD.len();
        let hidden = signs::hide(text.as_str().into(), self.request.content.math).into_owned();
        self.apart(&text, &spelled, |writer| {
            writer.skip_until = GUARD.len();
            writer.frames.push(Frame::Argument);
            let mut events = parser::events(&hidden, writer.request.content, None);
            while let Some((event, range)) = events.next() {
                match event {
                    Event::Start(Tag::Paragraph) => {}
                    Event::End(TagEnd::Paragraph) => break,
                    event => writer.event(event, range, &mut events),
                }
            }
        })
    }

    /// Writes a text of several blocks.
    pub(super) fn block_text(&mut self, spelled: &Spelled) -> Output {
        let content = self.request.content;
        let (text, wide_tables) = tables::without_wide_ones(Cow::Borrowed(spelled.decoded.text.as_str()));
        let options = parser::options(content);
        let signed = signs::hide(Cow::Borrowed(text.as_ref()), content.math);
        let mut scan =
            markers::may_have_callouts(&text).then(|| Parser::new_ext(&signed, options).into_offset_iter());
        let callouts = scan.as_mut().map(|scan| markers::markers(&text, scan)).unwrap_or_default();
        let (labelled, marks) = marks::take(&text, (&signed, &callouts), options);
        let text = labelled.as_deref().unwrap_or(&text);
        let unlabelled = labelled.as_deref().map(|text| signs::hide(Cow::Borrowed(text), content.math));
        let parsed = markers::without_titles(unlabelled.as_deref().unwrap_or(&signed), &callouts);
        self.apart(text, spelled, |writer| {
            writer.report_wide_tables(wide_tables);
            (writer.marks, writer.callouts) = (marks, callouts);
            let mut events = parser::events(&parsed, content, None);
            while let Some((event, range)) = events.next() {
                writer.event(event, range, &mut events);
            }
        })
    }

    /// Writes a text by a writer of its own, which shares what belongs to the body.
    fn apart(
        &mut self,
        text: &str,
        spelled: &Spelled,
        write: impl for<'i> FnOnce(&mut Writer<'i>),
    ) -> Output {
        let request = Request { start: 0, ..self.request };
        let nesting = self.nesting + self.calls.len() + 1;
        let mut faults = std::mem::take(self.faults);
        let mut inner = Writer::new(self.source, text, request, &mut faults, Default::default());
        (inner.spelled, inner.nesting) = (Some(spelled), nesting);
        inner.around = self.scopes();
        // Headings in it are none of the page.
        inner.outer.push(Output::default());
        self.exchange(&mut inner);
        write(&mut inner);
        while !inner.frames.is_empty() {
            inner.end();
        }
        inner.report_misplaced_marks();
        self.exchange(&mut inner);
        let output = std::mem::take(&mut inner.out);
        drop(inner);
        *self.faults = faults;
        output
    }

    /// Exchanges what belongs to the body as a whole.
    fn exchange(&mut self, other: &mut Writer<'_>) {
        use std::mem::swap;
        swap(&mut self.body, &mut other.body);
        swap(&mut self.plain_text, &mut other.plain_text);
        swap(&mut self.spoilers, &mut other.spoilers);
        swap(&mut self.footnotes, &mut other.footnotes);
        swap(&mut self.footnote_order, &mut other.footnote_order);
        swap(&mut self.ids, &mut other.ids);
        swap(&mut self.levels, &mut other.levels);
        swap(&mut self.tags, &mut other.tags);
        swap(&mut self.title, &mut other.title);
        swap(&mut self.foreign, &mut other.foreign);
        swap(&mut self.removed, &mut other.removed);
        swap(&mut self.defined, &mut other.defined);
        swap(&mut self.depth_reported, &mut other.depth_reported);
        swap(&mut self.lines, &mut other.lines);
    }
}
