//! The state of writing a body: where output goes, what is open, and how it is put together at the end.
//!
//! Blocks are opened and closed in [`super::blocks`], text is handled in [`super::inline`], links and images in
//! [`super::spans`].

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, Tag};
use rustc_hash::FxHashMap;

use super::{Parsed, Request, raw_html};
use crate::diag::{Diagnostic, codes};
use crate::page::body::{Body, Fill, Hole};
use crate::page::node::Origin;
use crate::text::escape::Html;
use crate::text::{Source, slug};

/// The parser's events, with one in sight.
pub(super) type Events<'i> = Peekable<OffsetIter<'i>>;

/// One stretch of output: the body itself, or a footnote that is put elsewhere.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) html: Html,
    pub(super) holes: Vec<Hole>,
}

/// What is open, from the outside inwards.
#[derive(Debug)]
pub(super) enum Frame {
    Paragraph {
        text_start: usize,
        open: bool,
    },
    Heading {
        level: u8,
        html_start: usize,
        hole_start: usize,
        text_start: usize,
        range: Range<usize>,
    },
    Quote,
    Callout {
        foldable: bool,
        spoiler: Option<usize>,
    },
    Code {
        language: Option<String>,
        text: String,
        origin: Origin,
    },
    List {
        ordered: bool,
    },
    Item,
    Table {
        columns: Vec<pulldown_cmark::Alignment>,
        column: usize,
        head: bool,
    },
    Definitions,
    DefinitionTitle,
    Definition,
    /// An inline mark with its closing tag.
    Mark(&'static str),
    Link {
        link: usize,
        own_label: bool,
        start: usize,
    },
    Image(Box<super::spans::OpenImage>),
    Footnote {
        label: String,
    },
    /// Something that writes nothing itself.
    Nothing,
}

/// A callout's title line, while it is being written.
#[derive(Debug)]
pub(super) struct TitleLine {
    pub(super) line_end: usize,
    pub(super) closing: &'static str,
    pub(super) default: String,
    pub(super) start: usize,
}

pub(super) struct Writer<'w> {
    pub(super) source: &'w Source,
    /// The body with comments blanked out; offsets of events are in it.
    pub(super) text: &'w str,
    pub(super) request: Request<'w>,
    pub(super) faults: &'w mut Vec<Diagnostic>,
    pub(super) out: Output,
    pub(super) outer: Vec<Output>,
    pub(super) frames: Vec<Frame>,
    pub(super) body: Body,
    /// Bytes of the body before this one have been written by other means.
    pub(super) skip_until: usize,
    /// How many frames were open when `==` was opened.
    pub(super) highlight: Option<usize>,
    pub(super) title_line: Option<TitleLine>,
    pub(super) footnotes: BTreeMap<String, Footnote>,
    pub(super) footnote_order: Vec<String>,
    ids: FxHashMap<String, u32>,
    pub(super) levels: Vec<HeadingDigits>,
    pub(super) title: Option<String>,
    /// A word that ids and placeholders carry while raw HTML is among the output.
    pub(super) guard: Option<String>,
    pub(super) raw: Vec<raw_html::Raw>,
    depth_reported: bool,
}

/// A footnote's text, and the numbers of the references to it.
#[derive(Debug, Default)]
pub(super) struct Footnote {
    pub(super) output: Option<Output>,
    pub(super) number: usize,
    pub(super) references: usize,
    pub(super) range: Range<usize>,
}

/// Where the digits of a heading's tags stand, to be set when the levels of all headings are known.
#[derive(Debug)]
pub(super) struct HeadingDigits {
    pub(super) written: u8,
    pub(super) open: usize,
    pub(super) close: usize,
    /// Index in the body's headings.
    pub(super) heading: usize,
}

impl<'w> Writer<'w> {
    pub(super) fn new(
        source: &'w Source,
        text: &'w str,
        request: Request<'w>,
        faults: &'w mut Vec<Diagnostic>,
    ) -> Self {
        let out = Output { html: Html::with_capacity(text.len() + text.len() / 4), holes: Vec::new() };
        let body = Body { text: String::with_capacity(text.len()), ..Body::default() };
        Self {
            source,
            text,
            request,
            faults,
            out,
            outer: Vec::new(),
            frames: Vec::new(),
            body,
            skip_until: 0,
            highlight: None,
            title_line: None,
            footnotes: BTreeMap::new(),
            footnote_order: Vec::new(),
            ids: FxHashMap::default(),
            levels: Vec::new(),
            title: None,
            guard: raw_html::guard(text),
            raw: Vec::new(),
            depth_reported: false,
        }
    }

    /// Takes one event; text that belongs together is drawn from `events`.
    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>, events: &mut Events<'_>) {
        self.end_title_line(range.start);
        match event {
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(_) => self.end(range),
            Event::Text(text) => self.text(&text, range, events),
            Event::Code(code) => self.code_span(&code, range),
            Event::InlineMath(formula) => self.math(&formula, range, math_core::MathDisplay::Inline),
            Event::DisplayMath(formula) => self.math(&formula, range, math_core::MathDisplay::Block),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(&html, range),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::SoftBreak => self.line_break("\n", range),
            Event::HardBreak => self.line_break("<br>\n", range),
            Event::Rule => self.rule(),
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    /// Opens a frame, or leaves the tag out where it is nested too deep.
    fn start(&mut self, tag: Tag<'_>, range: Range<usize>, events: &mut Events<'_>) {
        if self.frames.len() >= super::MAX_DEPTH && !matches!(tag, Tag::Paragraph | Tag::Image { .. }) {
            self.report_depth(range);
            self.frames.push(Frame::Nothing);
            return;
        }
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
                self.mark(&tag);
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &dest_url, &title, range);
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                self.start_image(link_type, &dest_url, &title, range, events);
            }
            tag => self.start_block(tag, range),
        }
    }

    fn report_depth(&mut self, range: Range<usize>) {
        if self.depth_reported {
            return;
        }
        self.depth_reported = true;
        let message = format!("nested deeper than {} levels", super::MAX_DEPTH);
        let end =
            self.text[range.start..range.end].find('\n').map_or(range.end, |length| range.start + length);
        self.fault(&codes::NESTING_TOO_DEEP, range.start..end, message);
    }

    /// Closes the innermost frame.
    fn end(&mut self, range: Range<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        if self.highlight.is_some_and(|depth| self.frames.len() < depth) {
            self.out.html.tag("</mark>");
            self.highlight = None;
        }
        match frame {
            Frame::Mark(closing) => {
                self.out.html.tag(closing);
            }
            Frame::Link { link, own_label, start } => self.end_link(link, own_label, start),
            Frame::Image(image) => self.end_image(*image),
            Frame::Nothing => {}
            frame => self.end_block(frame, range),
        }
    }

    pub(super) fn fault(
        &mut self,
        code: &'static crate::diag::Code,
        range: Range<usize>,
        message: impl Into<String>,
    ) {
        let place = self.source.place(self.file_range(range));
        self.faults.push(Diagnostic::new(code, place, message));
    }

    pub(super) fn help(&mut self, help: impl Into<String>) {
        if let Some(fault) = self.faults.last_mut() {
            fault.help.push(help.into());
        }
    }

    /// From bytes of the body to bytes of the file.
    pub(super) fn file_range(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.request.start..range.end + self.request.start
    }

    pub(super) fn file_span(&self, range: Range<usize>) -> (u32, u32) {
        let range = self.file_range(range);
        (range.start as u32, range.end as u32)
    }

    pub(super) fn hole(&mut self, fill: Fill) {
        let at = self.out.html.len() as u32;
        self.out.holes.push(Hole { at, fill });
    }

    pub(super) fn fragment(&mut self, html: Html) {
        self.hole(Fill::Fragment(self.body.fragments.len() as u32));
        self.body.fragments.push(html);
    }

    /// Writes ` id="…"`.
    pub(super) fn id_attribute(&mut self, id: &str) {
        match &self.guard {
            Some(guard) => {
                let guarded = format!("{guard}{id}");
                self.out.html.attribute("id", &guarded)
            }
            None => self.out.html.attribute("id", id),
        };
    }

    /// Writes ` href="#…"` for a fragment id that this page makes itself.
    pub(super) fn own_href(&mut self, id: &str) {
        let guard = self.guard.as_deref().unwrap_or_default();
        let address = format!("{guard}#{id}");
        self.out.html.attribute("href", &address);
    }

    /// An id made of a text, unlike all others on the page.
    pub(super) fn unique_id(&mut self, text: &str) -> String {
        let base = slug(text);
        let base = if base.is_empty() { "section".to_owned() } else { base };
        self.claim_id(&base)
    }

    /// The id itself if it is still free, else the id with a number.
    pub(super) fn claim_id(&mut self, base: &str) -> String {
        let base = if is_reserved(base) { format!("section-{base}") } else { base.to_owned() };
        let base = base.as_str();
        let mut id = base.to_owned();
        loop {
            if !self.ids.contains_key(&id) {
                self.ids.insert(id.clone(), 1);
                return id;
            }
            let count = self.ids.entry(base.to_owned()).or_insert(1);
            *count += 1;
            id = format!("{base}-{count}");
        }
    }

    /// Ends a paragraph of the plain text.
    pub(super) fn text_break(&mut self) {
        if !self.body.text.is_empty() && !self.body.text.ends_with('\n') {
            self.body.text.push('\n');
        }
    }

    /// Puts the body together.
    pub(super) fn finish(mut self) -> Parsed {
        while !self.frames.is_empty() {
            self.end(self.text.len()..self.text.len());
        }
        self.settle_levels();
        self.write_footnotes();
        let mut body = self.body;
        body.html = self.out.html;
        body.holes = self.out.holes;
        body.words = count_words(&body.text);
        if let Some(guard) = self.guard {
            let taken = self.ids.into_keys().collect();
            raw_html::settle(&mut body, &guard, taken, &self.raw);
        }
        Parsed { body, title: self.title }
    }

    /// Sets the headings' levels: below the page's own `<h1>`, and without a step left out.
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
            self.body.headings[digits.heading].level = level;
        }
    }
}

/// Ids that the page around the body makes: those of its landmarks, and families of them with a number or a name.
fn is_reserved(id: &str) -> bool {
    const LANDMARKS: [&str; 9] = [
        "main",
        "top",
        "references",
        "linked-from",
        "how-this-was-reported",
        "footnotes",
        "contents",
        "overview-title",
        "overview-text",
    ];
    const FAMILIES: [&str; 7] = ["fn-", "fnref-", "ref-", "cite-", "claim-", "event-", "letter-"];
    LANDMARKS.contains(&id) || FAMILIES.iter().any(|family| id.starts_with(family))
}

/// Words of a text: runs without white space, and each character of scripts that put no spaces between words.
fn count_words(text: &str) -> u32 {
    let mut words = 0;
    let mut in_word = false;
    for character in text.chars() {
        if is_unspaced(character) {
            words += 1;
            in_word = false;
        } else if character.is_whitespace() {
            in_word = false;
        } else if !in_word && character.is_alphanumeric() {
            words += 1;
            in_word = true;
        }
    }
    words
}

/// Han, kana and their neighbours.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
