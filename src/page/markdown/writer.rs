//! The state of writing a body: where output goes, what is open, and how the parts are assembled at the end.
//!
//! Blocks are opened and closed in [`super::blocks`], text is handled in [`super::inline`], links and images in [`super::spans`].

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, RefDefs, Tag};
use rustc_hash::FxHashMap;

use super::ahead::Ahead;
use super::callout::Marker;
use super::elements::Holds;
use super::footnotes::{Footnote, FootnoteParts};
use super::foreign::Foreign;
use super::notes::OpenNote;
use super::raw_html::OpenElement;
use super::signs::Shown;
use super::words::count_words;
use super::{Parsed, Request};
use crate::diag::{Diagnostic, codes};
use crate::labels::{Labelled, Scopes};
use crate::page::body::{Body, Fill, Fold, Hole};
use crate::page::links::Link;
use crate::page::node::Origin;
use crate::page::value::Name;
use crate::page::{Parsing, PlainText};
use crate::text::escape::{Html, fragment_url};
use crate::text::{Source, slug};

/// The parser's events, with one event of lookahead.
pub(super) type Events<'i> = Peekable<Shown<'i>>;

/// One stretch of output: the body itself, or a footnote that is moved elsewhere.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) html: Html,
    pub(super) holes: Vec<Hole>,
    pub(super) folds: Vec<Fold>,
}

impl Output {
    pub(super) fn append(&mut self, other: Self) {
        let shift = self.html.len() as u32;
        self.html.html(&other.html);
        self.holes.extend(other.holes.into_iter().map(|hole| Hole { at: hole.at + shift, ..hole }));
        let moved = |fold: Fold| Fold { start: fold.start + shift, end: fold.end + shift, ..fold };
        self.folds.extend(other.folds.into_iter().map(moved));
    }

    /// Trims trailing white space, but not before `start` and not past a hole.
    pub(super) fn trim_end(&mut self, start: usize) {
        self.shorten(start + self.html.as_str()[start..].trim_end().len());
    }

    /// Truncates to a length, but not past the last hole.
    pub(super) fn shorten(&mut self, length: usize) {
        let last = self.holes.last().map_or(0, |hole| hole.at as usize);
        self.html.truncate(length.max(last));
    }
}

/// Lengths of the outputs at the start of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Starts {
    pub(super) html: usize,
    pub(super) holes: usize,
    pub(super) text: usize,
    pub(super) anchors: usize,
}

/// Open elements, outermost first.
#[derive(Debug)]
pub(super) enum Frame {
    Paragraph {
        text_start: usize,
        open: bool,
    },
    Heading {
        level: u8,
        starts: Starts,
        range: Range<usize>,
    },
    Quote,
    Callout {
        foldable: bool,
        spoiler: Option<OpenFold>,
    },
    Code {
        language: Option<String>,
        text: String,
        origin: Origin,
    },
    Html {
        html: String,
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
        parts: FootnoteParts,
    },
    /// A callout's title.
    Title,
    Cell(&'static str),
    /// An element of raw HTML.
    Element(OpenElement),
    /// An element that writes nothing itself.
    Nothing,
}

/// An open spoiler.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenFold {
    /// The scopes that its summary names.
    pub(super) scopes: Scopes,
    /// Offset in the HTML at which its element starts.
    pub(super) html_start: usize,
    /// Offset in the plain text at which it starts.
    pub(super) text_start: usize,
}

impl Frame {
    /// The spoiler, if this frame is one.
    fn fold(&self) -> Option<&OpenFold> {
        match self {
            Self::Callout { spoiler, .. } => spoiler.as_ref(),
            Self::Element(open) => open.fold.as_ref(),
            _ => None,
        }
    }

    /// True if it is inside a paragraph rather than around one.
    pub(super) fn is_inline(&self) -> bool {
        match self {
            Self::Mark(_) | Self::Link { .. } | Self::Image(_) | Self::Nothing => true,
            Self::Element(open) => open.is_inline(),
            _ => false,
        }
    }

    /// True if it can contain a block of raw HTML; a paragraph ends before one.
    pub(super) fn holds_blocks(&self) -> bool {
        match self {
            Self::Paragraph { .. }
            | Self::Item
            | Self::Definition
            | Self::Quote
            | Self::Callout { .. }
            | Self::Cell(_)
            | Self::Footnote { .. } => true,
            Self::Element(open) => matches!(open.element.holds, Holds::Blocks | Holds::Parts(_)),
            _ => false,
        }
    }
}

pub(super) struct Writer<'w> {
    pub(super) source: &'w Source,
    /// The body with comments blanked out; offsets of events refer to it.
    pub(super) text: &'w str,
    pub(super) request: Request<'w>,
    pub(super) faults: &'w mut Vec<Diagnostic>,
    pub(super) out: Output,
    pub(super) outer: Vec<Output>,
    pub(super) frames: Vec<Frame>,
    pub(super) body: Body,
    /// The plain text so far.
    pub(super) plain_text: String,
    /// Parts of the plain text that are spoilers.
    pub(super) spoilers: Vec<Labelled<Range<usize>>>,
    /// True if the text contains markup that [`Writer::text`] handles in addition to Markdown; most texts have none.
    pub(super) has_triggers: bool,
    /// Offset up to which the body has been written already.
    pub(super) skip_until: usize,
    /// Cached searches for closing marks.
    pub(super) ahead: Ahead,
    /// Number of open frames when `==` was opened.
    pub(super) highlight: Option<usize>,
    /// The inline footnote that is being written.
    pub(super) note: Option<OpenNote>,
    /// Markup of other programs still to be reported.
    pub(super) foreign: Foreign,
    /// Markers of callouts, by the offsets of their quotes.
    pub(super) callouts: BTreeMap<usize, Marker>,
    /// The page's link definitions; `None` without callouts.
    pub(super) definitions: Option<&'w RefDefs<'w>>,
    /// Number of bytes that definitions have expanded to.
    defined: usize,
    /// Links found inside another link, such as citations; written after it.
    pub(super) deferred: Output,
    pub(super) footnotes: BTreeMap<String, Footnote>,
    pub(super) footnote_order: Vec<String>,
    ids: FxHashMap<String, u32>,
    pub(super) levels: Vec<HeadingDigits>,
    /// Tags in the text.
    pub(super) tags: Vec<Labelled<Name>>,
    pub(super) title: Option<String>,
    /// The formulas since the start of the current heading.
    pub(super) formulas: Vec<Formula>,
    /// Byte ranges in the file of removed raw HTML.
    pub(super) removed: Vec<Range<usize>>,
    depth_reported: bool,
}

/// A formula as written, and the byte range of its reading in the plain text.
#[derive(Debug)]
pub(super) struct Formula {
    pub(super) written: String,
    pub(super) reading: Range<usize>,
}

/// Positions of the level digits in a heading's tags, which are set once the levels of all headings are known.
#[derive(Debug)]
pub(super) struct HeadingDigits {
    pub(super) written: u8,
    pub(super) open: usize,
    pub(super) close: usize,
    /// Index of the heading in the body.
    pub(super) heading: usize,
}

impl<'w> Writer<'w> {
    pub(super) fn new(
        source: &'w Source,
        text: &'w str,
        request: Request<'w>,
        faults: &'w mut Vec<Diagnostic>,
        callouts: BTreeMap<usize, Marker>,
    ) -> Self {
        let html = Html::with_capacity(text.len() + text.len() / 4);
        Self {
            source,
            text,
            request,
            faults,
            out: Output { html, ..Output::default() },
            outer: Vec::new(),
            frames: Vec::new(),
            body: Body::default(),
            plain_text: String::with_capacity(text.len()),
            spoilers: Vec::new(),
            has_triggers: super::inline::has_triggers(text)
                || request.content.inline_tags && text.contains('#'),
            skip_until: 0,
            ahead: Ahead::default(),
            highlight: None,
            note: None,
            foreign: Foreign::of(text),
            callouts,
            definitions: None,
            defined: 0,
            deferred: Output::default(),
            footnotes: BTreeMap::new(),
            footnote_order: Vec::new(),
            ids: FxHashMap::default(),
            levels: Vec::new(),
            tags: Vec::new(),
            title: None,
            formulas: Vec::new(),
            removed: Vec::new(),
            depth_reported: false,
        }
    }

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
            tag => self.start_block(tag, range),
        }
    }

    /// True if the maximum nesting depth is reached.
    pub(super) fn is_too_deep(&self) -> bool {
        self.frames.len() >= super::MAX_DEPTH
    }

    pub(super) fn report_depth(&mut self, range: Range<usize>) {
        if self.depth_reported {
            return;
        }
        self.depth_reported = true;
        let message = format!("nested deeper than {} levels", super::MAX_DEPTH);
        let end =
            self.text[range.start..range.end].find('\n').map_or(range.end, |length| range.start + length);
        self.fault(&codes::NESTING_TOO_DEEP, range.start..end, message);
    }

    /// Number of bytes that definitions may still expand to.
    pub(super) fn definitions_left(&self) -> usize {
        self.body_length().max(super::MAX_DEFINED).saturating_sub(self.defined)
    }

    fn body_length(&self) -> usize {
        self.source.text.len() - self.request.start
    }

    /// Counts the expansion of a definition, and reports the first link past the limit.
    fn count_definition(&mut self, link_type: LinkType, length: usize, range: &Range<usize>) {
        use LinkType::{Autolink, Email, Inline, WikiLink};
        let left = self.definitions_left();
        if matches!(link_type, Inline | Autolink | Email | WikiLink { .. }) || left == 0 {
            return;
        }
        self.defined += length;
        if length >= left {
            let message =
                "link definitions add more to this page than its own size; later references stay text";
            self.fault(&codes::DEFINITIONS_TOO_LARGE, range.clone(), message);
            self.help("define a shorter address, or reference it less often");
        }
    }

    /// Closes the innermost frame.
    pub(super) fn end(&mut self) {
        self.close_elements(0);
        let Some(frame) = self.frames.pop() else { return };
        self.end_highlight();
        self.end_note();
        match frame {
            Frame::Mark(closing) => {
                self.out.html.tag(closing);
            }
            Frame::Link { link, own_label, start } => self.end_link(link, own_label, start),
            Frame::Image(image) => self.end_image(*image),
            Frame::Nothing => {}
            frame => self.end_block(frame),
        }
    }

    /// Ends a highlight whose frame is closed.
    pub(super) fn end_highlight(&mut self) {
        if self.highlight.is_some_and(|depth| self.frames.len() < depth) {
            self.out.html.tag("</mark>");
            self.highlight = None;
        }
    }

    /// Writes the links deferred until the end of a link.
    pub(super) fn write_deferred(&mut self) {
        if self.deferred.html.is_empty() && self.deferred.holes.is_empty() || self.in_link() {
            return;
        }
        let deferred = std::mem::take(&mut self.deferred);
        self.out.append(deferred);
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

    /// Converts a byte range in the body to one in the file.
    pub(super) fn file_range(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.request.start..range.end + self.request.start
    }

    pub(super) fn file_span(&self, range: Range<usize>) -> (u32, u32) {
        let range = self.file_range(range);
        (range.start as u32, range.end as u32)
    }

    /// The scopes of the open spoilers.
    pub(super) fn scopes(&self) -> Scopes {
        self.frames.iter().filter_map(Frame::fold).fold(Scopes::NONE, |all, fold| all.and(fold.scopes))
    }

    /// Starts a spoiler whose element begins here.
    pub(super) fn open_fold(&mut self, scopes: Scopes) -> OpenFold {
        self.text_break();
        OpenFold { scopes, html_start: self.out.html.len(), text_start: self.plain_text.len() }
    }

    /// Records the extent of a spoiler, once its element is closed.
    pub(super) fn close_fold(&mut self, fold: OpenFold) {
        let OpenFold { scopes, html_start, text_start } = fold;
        self.out.folds.push(Fold { start: html_start as u32, end: self.out.html.len() as u32, scopes });
        self.spoilers.push(Labelled::new(text_start..self.plain_text.len(), scopes));
    }

    /// Adds a link at the current position, and returns its index.
    pub(super) fn add_link(&mut self, link: Link) -> u32 {
        self.body.links.push(Labelled::new(link, self.scopes()));
        self.body.links.len() as u32 - 1
    }

    /// A link added earlier.
    pub(super) fn link_mut(&mut self, index: usize) -> &mut Link {
        self.body.links[index].ignoring_label_mut(Parsing)
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
        self.out.html.attribute("id", id);
    }

    /// Writes ` href="#…"` for a fragment id of this page.
    pub(super) fn own_href(&mut self, id: &str) {
        self.out.html.attribute("href", &fragment_url(id));
    }

    /// An id made from a text, unique on the page.
    pub(super) fn unique_id(&mut self, text: &str) -> String {
        let base = slug(text);
        let base = if base.is_empty() { "section".to_owned() } else { base };
        self.claim_id(&base)
    }

    /// The id itself if it is free, otherwise the id with a number.
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

    /// Claims an id. Returns false if it is taken.
    pub(super) fn claim_free_id(&mut self, id: &str) -> bool {
        let free = !self.ids.contains_key(id);
        if free {
            self.ids.insert(id.to_owned(), 1);
        }
        free
    }

    /// The current lengths of the outputs.
    pub(super) fn starts(&self) -> Starts {
        Starts {
            html: self.out.html.len(),
            holes: self.out.holes.len(),
            text: self.plain_text.len(),
            anchors: self.body.anchors.len(),
        }
    }

    /// Ends a paragraph of the plain text.
    pub(super) fn text_break(&mut self) {
        if !self.plain_text.is_empty() && !self.plain_text.ends_with('\n') {
            self.plain_text.push('\n');
        }
    }

    /// Assembles the body.
    pub(super) fn finish(mut self) -> Parsed {
        while !self.frames.is_empty() {
            self.end();
        }
        self.report_more_removed();
        self.settle_levels();
        self.write_footnotes();
        let mut body = self.body;
        body.html = self.out.html;
        body.holes = self.out.holes;
        body.set_folds(self.out.folds);
        body.words = count_words(&self.plain_text);
        body.text = PlainText::new(self.plain_text, &self.spoilers);
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

/// True for ids used by the page around the body and its scripts: those of landmarks, and prefixes followed by a number or a name.
pub(crate) fn is_reserved(id: &str) -> bool {
    const LANDMARKS: [&str; 10] = [
        "main",
        "top",
        "references",
        "linked-from",
        "how-this-was-reported",
        "footnotes",
        "contents",
        "overview-title",
        "overview-text",
        "link-preview",
    ];
    const FAMILIES: [&str; 8] =
        ["fn-", "fnref-", "ref-", "cite-", "claim-", "event-", "letter-", "search-list-"];
    let is_year = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    LANDMARKS.contains(&id)
        || FAMILIES.iter().any(|family| id.starts_with(family))
        || id.strip_prefix('y').is_some_and(is_year)
}
