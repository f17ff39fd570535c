//! The state of writing a body: where output goes, what is open, and which ids are taken.
//!
//! The files that write something build on it: [`super::blocks`], [`super::inline`] for text, [`super::spans`] for links and images, and
//! others. [`super::events`] passes each event to one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{LinkType, RefDefs};
use rustc_hash::FxHashMap;

use super::ahead::Ahead;
use super::foreign::Foreign;
use super::frames::{
    Blocks, CountedLines, Footnote, Formula, Frame, HeadingDigits, MAX_DEPTH, OpenBars, OpenCall, OpenFold,
    OpenNote, Output, Starts,
};
use super::markers::Marker;
use super::marks::Marks;
use super::request::Request;
use super::spelled::Spelled;
use super::triggers::first_bytes;
use crate::diag::{Diagnostic, codes};
use crate::labels::{Labelled, Scopes};
use crate::page::Parsing;
use crate::page::body::{Body, Fill, Fold, Hole};
use crate::page::links::Link;
use crate::page::value::Name;
use crate::text::escape::{Html, fragment_url};
use crate::text::{OpenQuotes, Source, slug};

/// Maximum number of bytes that link definitions may expand to in a text of up to this length: a definition that is written once and used
/// often could make a page far larger than its source. The Markdown parser has the same limit.
const MAX_DEFINED: usize = 100_000;

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
    /// The first bytes of the markup that [`Writer::text`] handles in addition to Markdown; most texts have none.
    pub(super) triggers: Option<Box<[bool; 256]>>,
    /// Offset at which the current block of raw HTML or code starts.
    pub(super) block_start: usize,
    /// Offset up to which the body has been written already.
    pub(super) skip_until: usize,
    /// Cached searches for closing marks.
    pub(super) ahead: Ahead,
    /// Quotations open in the current block.
    pub(super) quotes: OpenQuotes,
    /// The blocks that a block id may name.
    pub(super) blocks: Blocks,
    /// Number of open frames when `==` was opened.
    pub(super) highlight: Option<usize>,
    /// The spoiler within a sentence that is being written.
    pub(super) bars: Option<OpenBars>,
    /// Offset after the last spoiler within a sentence.
    pub(super) bars_end: usize,
    /// Spoiler labels of blocks.
    pub(super) marks: Marks,
    /// The scopes of the last term of a list of definitions, to which what defines it belongs too.
    pub(super) term_scopes: Scopes,
    /// The inline footnote that is being written.
    pub(super) note: Option<OpenNote>,
    /// The calls of components that are being read, outermost first.
    pub(super) calls: Vec<OpenCall>,
    /// Number of components around the text.
    pub(super) nesting: usize,
    /// The scopes of the spoilers around the text.
    pub(super) around: Scopes,
    /// The spelling in the file of a text that is an argument of a component.
    pub(super) spelled: Option<&'w Spelled>,
    /// Markup of other programs still to be reported.
    pub(super) foreign: Foreign,
    /// Markers of callouts, by the offsets of their quotes.
    pub(super) callouts: BTreeMap<usize, Marker>,
    /// The page's link definitions; `None` without callouts.
    pub(super) definitions: Option<&'w RefDefs<'w>>,
    /// Labels of the footnotes that are defined, as written; collected for parts that are parsed on their own.
    pub(super) footnote_labels: BTreeSet<&'w str>,
    /// Number of bytes that definitions have expanded to.
    pub(super) defined: usize,
    /// Links found inside another link, such as citations; written after it.
    pub(super) deferred: Output,
    pub(super) footnotes: BTreeMap<String, Footnote>,
    pub(super) footnote_order: Vec<String>,
    /// True if the page may cite sources, so that footnotes have letters.
    pub(super) has_citations: bool,
    pub(super) ids: FxHashMap<String, u32>,
    pub(super) levels: Vec<HeadingDigits>,
    /// Tags in the text.
    pub(super) tags: Vec<Labelled<Name>>,
    pub(super) title: Option<String>,
    /// The formulas since the start of the current heading.
    pub(super) formulas: Vec<Formula>,
    /// Byte ranges in the file of removed raw HTML.
    pub(super) removed: Vec<Range<usize>>,
    pub(super) depth_reported: bool,
    /// The lines of the file up to the last heading.
    pub(super) lines: CountedLines,
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
            triggers: first_bytes(text, request.content.inline_tags),
            block_start: 0,
            skip_until: 0,
            ahead: Ahead::default(),
            quotes: OpenQuotes::default(),
            blocks: Blocks::default(),
            highlight: None,
            bars: None,
            bars_end: 0,
            marks: Marks::default(),
            term_scopes: Scopes::NONE,
            note: None,
            calls: Vec::new(),
            nesting: 0,
            around: Scopes::NONE,
            spelled: None,
            foreign: Foreign::of(text),
            callouts,
            definitions: None,
            footnote_labels: BTreeSet::new(),
            defined: 0,
            deferred: Output::default(),
            footnotes: BTreeMap::new(),
            has_citations: request.cites || text.contains("[@"),
            footnote_order: Vec::new(),
            ids: FxHashMap::default(),
            levels: Vec::new(),
            tags: Vec::new(),
            title: None,
            formulas: Vec::new(),
            removed: Vec::new(),
            depth_reported: false,
            lines: CountedLines::default(),
        }
    }

    /// True if the maximum nesting depth is reached.
    pub(super) fn is_too_deep(&self) -> bool {
        self.frames.len() >= MAX_DEPTH
    }

    pub(super) fn report_depth(&mut self, range: Range<usize>) {
        if self.depth_reported {
            return;
        }
        self.depth_reported = true;
        let message = format!("nested deeper than {MAX_DEPTH} levels");
        let end =
            self.text[range.start..range.end].find('\n').map_or(range.end, |length| range.start + length);
        self.fault(&codes::NESTING_TOO_DEEP, range.start..end, message);
    }

    /// Number of bytes that definitions may still expand to.
    pub(super) fn definitions_left(&self) -> usize {
        self.body_length().max(MAX_DEFINED).saturating_sub(self.defined)
    }

    fn body_length(&self) -> usize {
        self.source.text.len() - self.request.start
    }

    /// Counts the expansion of a definition, and reports the first link past the limit.
    pub(super) fn count_definition(&mut self, link_type: LinkType, length: usize, range: &Range<usize>) {
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
        let range = range.start + self.request.start..range.end + self.request.start;
        match self.spelled {
            Some(spelled) => spelled.in_file(range),
            None => range,
        }
    }

    /// Converts a byte range in the file to one in the body. In an argument of a component, that of the whole argument.
    pub(super) fn in_body(&self, range: &Range<usize>) -> Range<usize> {
        match self.spelled {
            Some(_) => 0..self.text.len(),
            None => range.start - self.request.start..range.end - self.request.start,
        }
    }

    pub(super) fn file_span(&self, range: Range<usize>) -> (u32, u32) {
        let range = self.file_range(range);
        (range.start as u32, range.end as u32)
    }

    /// The scopes of the open spoilers.
    pub(super) fn scopes(&self) -> Scopes {
        let in_frames = self.frames.iter().filter_map(Frame::fold);
        let folds = in_frames.chain(self.bars.as_ref().map(|open| &open.fold));
        folds.fold(self.around, |all, fold| all.and(fold.scopes))
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

    /// A hole for whole blocks. The next block must not begin where the hole is: a section that is embedded begins with its
    /// heading.
    pub(super) fn block_hole(&mut self, fill: Fill) {
        self.hole(fill);
        self.out.html.tag("\n");
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
