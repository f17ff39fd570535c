//! Open elements while a body is written, and content kept until its end: plain data, held by the writer.

use std::collections::BTreeSet;
use std::ops::Range;

use super::elements::{Element, Holds};
use crate::labels::{Labelled, Scopes};
use crate::page::body::{Body, Fold, Hole};
use crate::page::component::Argument;
use crate::page::links::Link;
use crate::page::node::Origin;
use crate::text::escape::Html;

/// Maximum nesting depth of quotes, lists and inline marks.
pub(super) const MAX_DEPTH: usize = 64;

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
        fold: Option<OpenFold>,
    },
    /// A heading with a spoiler label, and what stands under it.
    Section {
        level: u8,
        fold: OpenFold,
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
        fold: Option<OpenFold>,
    },
    Html {
        html: String,
        origin: Origin,
    },
    List {
        ordered: bool,
    },
    Item(Option<OpenFold>),
    Table {
        columns: Vec<pulldown_cmark::Alignment>,
        column: usize,
        head: bool,
        /// True if it is in a `<details>`.
        folded: bool,
        fold: Option<OpenFold>,
    },
    /// A row with a spoiler label.
    Row(OpenFold),
    Definitions,
    DefinitionTitle(Option<OpenFold>),
    Definition(Option<OpenFold>),
    /// An inline mark with its closing tag.
    Mark(&'static str),
    Link {
        link: usize,
        own_label: bool,
        start: usize,
    },
    Image(Box<OpenImage>),
    Footnote {
        label: String,
        parts: FootnoteParts,
    },
    /// A callout's title.
    Title,
    /// An argument of a component.
    Argument,
    /// A caption or the content of a cell, which is parsed on its own; true if it may contain blocks.
    Part(bool),
    Cell(&'static str, Option<OpenFold>),
    /// An element of raw HTML.
    Element(OpenElement),
    /// An element that writes nothing itself.
    Nothing,
}

impl Frame {
    /// The spoiler, if this frame is one.
    pub(super) fn fold(&self) -> Option<&OpenFold> {
        match self {
            Self::Callout { spoiler: fold, .. }
            | Self::Paragraph { fold, .. }
            | Self::Code { fold, .. }
            | Self::Table { fold, .. }
            | Self::Item(fold)
            | Self::DefinitionTitle(fold)
            | Self::Definition(fold)
            | Self::Cell(_, fold) => fold.as_ref(),
            Self::Section { fold, .. } | Self::Row(fold) => Some(fold),
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
            | Self::Section { .. }
            | Self::Item(_)
            | Self::Definition(_)
            | Self::Quote
            | Self::Callout { .. }
            | Self::Cell(..)
            | Self::Footnote { .. }
            | Self::Part(true) => true,
            Self::Element(open) => matches!(open.element.holds, Holds::Blocks | Holds::Parts(_)),
            _ => false,
        }
    }
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

/// An open element of raw HTML.
#[derive(Debug)]
pub(super) struct OpenElement {
    pub(super) element: &'static Element,
    /// Byte range of its tag in the file.
    pub(super) place: Range<usize>,
    /// True if a `<details>` has its `<summary>`.
    pub(super) summarised: bool,
    /// The spoiler, if the element is one.
    pub(super) fold: Option<OpenFold>,
    /// True if it is the only content of the spoiler around it, which ends with it.
    pub(super) is_folded: bool,
}

impl OpenElement {
    pub(super) fn new(element: &'static Element, place: Range<usize>) -> Self {
        Self { element, place, summarised: false, fold: None, is_folded: false }
    }

    /// True if it is inline rather than a block.
    pub(super) fn is_inline(&self) -> bool {
        !self.element.block
    }
}

/// An image whose alternative text is being collected.
#[derive(Debug)]
pub(super) struct OpenImage {
    pub(super) alt: String,
    pub(super) title: String,
    pub(super) link: Link,
    pub(super) range: Range<usize>,
    pub(super) alone: bool,
    pub(super) depth: usize,
}

/// An inline footnote that is being written.
#[derive(Debug)]
pub(super) struct OpenNote {
    pub(super) label: String,
    /// Number of frames open around it.
    pub(super) frames: usize,
    /// Number of open brackets in it, including its own.
    pub(super) brackets: usize,
    /// Positions at which it began.
    pub(super) parts: FootnoteParts,
}

/// The contents of a footnote, as positions in the plain text and in the lists of the body.
#[derive(Debug, Clone, Default)]
pub(super) struct FootnoteParts {
    pub(super) text: Range<usize>,
    pub(super) links: Range<usize>,
    pub(super) citations: Range<usize>,
    pub(super) queries: Range<usize>,
    pub(super) components: Range<usize>,
    /// Number of anchors before it.
    pub(super) anchors: usize,
    /// The scopes of the spoilers around its definition.
    pub(super) scopes: Scopes,
}

impl FootnoteParts {
    /// The parts between this start and another one.
    pub(super) fn to(self, end: &Self) -> Self {
        Self {
            text: self.text.start..end.text.start,
            links: self.links.start..end.links.start,
            citations: self.citations.start..end.citations.start,
            queries: self.queries.start..end.queries.start,
            components: self.components.start..end.components.start,
            anchors: self.anchors,
            scopes: self.scopes,
        }
    }

    pub(super) fn label(&self, scopes: Scopes, body: &mut Body) {
        body.links[self.links.clone()].iter_mut().for_each(|link| link.put_within(scopes));
        body.citations[self.citations.clone()].iter_mut().for_each(|citation| citation.put_within(scopes));
        body.queries[self.queries.clone()].iter_mut().for_each(|query| query.put_within(scopes));
        body.components[self.components.clone()].iter_mut().for_each(|call| call.put_within(scopes));
    }
}

/// A call of a component that is being read.
#[derive(Debug)]
pub(super) struct OpenCall {
    /// Index of the call in the body.
    pub(super) index: usize,
    /// Offset at which it starts.
    pub(super) start: usize,
    /// Number of diagnostics before it.
    pub(super) faults: usize,
    /// Number of positional arguments so far.
    pub(super) positional: usize,
    /// The arguments so far.
    pub(super) arguments: Vec<Argument>,
    /// The argument that is being read.
    pub(super) argument: OpenArgument,
}

/// An argument that is being read.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenArgument {
    /// Index of its parameter; `None` if there is none.
    pub(super) parameter: Option<usize>,
    /// Offset at which its value starts.
    pub(super) start: usize,
    /// Number of links, and length of the plain text, before it.
    pub(super) links: usize,
    pub(super) text: usize,
}

/// A footnote's text, and the numbers of its references.
#[derive(Debug, Default)]
pub(super) struct Footnote {
    pub(super) output: Option<Output>,
    pub(super) parts: FootnoteParts,
    /// Its references, as their scopes and the label of the footnote that contains them.
    pub(super) referred: Vec<Labelled<Option<String>>>,
    pub(super) number: usize,
    /// Numbers of its references in the text.
    pub(super) references: BTreeSet<usize>,
    /// Number of references found.
    pub(super) met: usize,
    pub(super) range: Range<usize>,
}

/// A formula as written, and the byte range of its reading in the plain text.
#[derive(Debug)]
pub(super) struct Formula {
    pub(super) written: String,
    pub(super) reading: Range<usize>,
}

/// A place in the file, to count lines from.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct CountedLines {
    /// Offset in the file.
    pub(super) offset: usize,
    /// Number of lines that end before it.
    pub(super) before: usize,
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

/// Words that are being written behind a check box.
#[derive(Debug)]
pub(super) struct OpenBars {
    pub(super) fold: OpenFold,
    /// Number of frames that were open around it.
    pub(super) depth: usize,
    /// True if a highlight was open around it.
    pub(super) in_highlight: bool,
    /// Bytes of the bars that open it.
    pub(super) range: Range<usize>,
}

/// The blocks around the current position, and the last one that ended.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Number of frames open in each block, including its own, and the offset in the HTML at which it starts.
    open: Vec<(usize, usize)>,
    /// Byte range in the HTML of the last block.
    pub(super) last: Option<Range<usize>>,
    /// An id in the last row of the table that is open.
    pub(super) of_table: Option<String>,
    /// Length of the plain text before an escaped `^`, with which no block id begins.
    pub(super) escaped: Option<usize>,
}

impl Blocks {
    /// Opens the block of the innermost of `depth` frames.
    pub(super) fn begin(&mut self, depth: usize, at: usize) {
        self.open.push((depth, at));
        self.escaped = None;
    }

    /// Closes the block of a frame.
    pub(super) fn end(&mut self, depth: usize, end: usize) {
        self.last = None;
        while let Some((open, start)) = self.open.pop_if(|(open, _)| *open >= depth) {
            if open == depth && start < end {
                self.last = Some(start..end);
            }
        }
    }
}
