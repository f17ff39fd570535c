//! The elements of a page's body, for cutting out a part: a section, a block, an element with an id.
//!
//! Computed once for each page that is partly embedded, in linear time, so that any number of parts can be looked up.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Renderer;
use crate::page::Body;
use crate::page::body::Fill;
use crate::text::escape::Html;
use crate::wiki::PageId;

/// The elements of a body by position, and those with an id.
#[derive(Debug)]
pub(super) struct Outline {
    elements: Vec<Element>,
    /// By id, as spelled in the HTML.
    ids: FxHashMap<Box<str>, usize>,
    /// Indices of headings by id.
    headings: FxHashMap<Box<str>, usize>,
}

/// An element, as byte offsets in the body.
#[derive(Debug)]
struct Element {
    start: usize,
    /// Start of its end tag.
    close: usize,
    /// End of the element.
    end: usize,
    /// The element around it.
    parent: Option<usize>,
}

impl Renderer<'_> {
    /// The outline of a page.
    pub(super) fn outline(&self, id: PageId) -> Arc<Outline> {
        if let Some(outline) = crate::lock::lock(&self.outlines).get(&id) {
            return Arc::clone(outline);
        }
        let outline = Arc::new(Outline::of(&self.wiki.page(id).body));
        Arc::clone(crate::lock::lock(&self.outlines).entry(id).or_insert(outline))
    }
}

impl Outline {
    fn of(body: &Body) -> Self {
        let html = body.html.as_str();
        let behind = |at: usize| html[at..].find('>').map_or(html.len(), |length| at + length + 1);
        let mut elements: Vec<Element> = Vec::new();
        let mut ids = FxHashMap::default();
        let mut open: Vec<usize> = Vec::new();
        for tag in tags(body) {
            if let TagKind::Closes = tag.kind {
                if let Some(element) = open.pop() {
                    (elements[element].close, elements[element].end) = (tag.at, behind(tag.at));
                }
                continue;
            }
            let number = elements.len();
            let (close, end, parent) = (html.len(), html.len(), open.last().copied());
            elements.push(Element { start: tag.at, close, end, parent });
            match tag.kind {
                TagKind::Stands => elements[number].end = behind(tag.at),
                _ => open.push(number),
            }
            if let Some(id) = tag.is_written.then(|| id_of(&html[tag.at..behind(tag.at)])).flatten() {
                ids.entry(id.into()).or_insert(number);
            }
        }
        let mut headings = FxHashMap::default();
        for (at, heading) in body.all_headings().enumerate() {
            headings.entry(heading.id.as_str().into()).or_insert(at);
        }
        Self { elements, ids, headings }
    }

    /// The byte range of a heading's section, of the block with a block id, or of the element with an id.
    pub(super) fn part(&self, body: &Body, anchor: &str) -> Range<usize> {
        match self.headings.get(anchor) {
            Some(&heading) => self.section(body, heading),
            None => self.block(body, anchor).unwrap_or(0..body.html.len()),
        }
    }

    /// Range of a section. It ends at the next sibling heading of the same or a higher level, or with its parent.
    fn section(&self, body: &Body, heading: usize) -> Range<usize> {
        let first = body.heading(heading);
        let start = first.html_start as usize;
        let around = self.starting_at(start).and_then(|element| element.parent);
        let limit = around.map_or(body.html.len(), |around| self.elements[around].close);
        let next = (heading + 1..body.headings.len()).map(|at| body.heading(at));
        let next = next.take_while(|next| (next.html_start as usize) < limit);
        let ends = next.filter(|next| next.level <= first.level).map(|next| next.html_start as usize);
        let is_beside = |at: &usize| self.starting_at(*at).is_some_and(|element| element.parent == around);
        start..ends.into_iter().find(is_beside).unwrap_or(limit)
    }

    fn starting_at(&self, at: usize) -> Option<&Element> {
        let number = self.elements.partition_point(|element| element.start < at);
        self.elements.get(number).filter(|element| element.start == at)
    }

    fn block(&self, body: &Body, anchor: &str) -> Option<Range<usize>> {
        let html = body.html.as_str();
        let own = &self.elements[*self.ids.get(Html::from_text(anchor).as_str())?];
        if !html[own.start..].starts_with("<span class=\"block-anchor\"") {
            return Some(own.start..own.end);
        }
        let mut around = own.parent;
        while let Some(element) = around.map(|around| &self.elements[around]) {
            if html[element.start..].starts_with("<p") {
                return Some(element.start..element.end);
            }
            if html[element.start..].starts_with("<li") {
                return Some(element.start + html[element.start..].find('>')? + 1..element.close);
            }
            around = element.parent;
        }
        None
    }
}

/// The id in a tag, as spelled.
fn id_of(tag: &str) -> Option<&str> {
    let (_, rest) = tag.split_once(" id=\"")?;
    rest.split('"').next()
}

#[derive(Debug, Clone, Copy)]
struct BodyTag {
    at: usize,
    /// True if it is in the HTML rather than in a hole.
    is_written: bool,
    kind: TagKind,
}

#[derive(Debug, Clone, Copy)]
enum TagKind {
    Opens,
    Closes,
    /// It has no end tag.
    Stands,
}

/// The tags of a body; links are opened by holes.
fn tags(body: &Body) -> impl Iterator<Item = BodyTag> {
    let html = body.html.as_str();
    let links = body.holes.iter().filter(|hole| matches!(hole.fill, Fill::Link(_)));
    let mut links = links.map(|hole| hole.at as usize).peekable();
    let mut written = html.match_indices('<').map(|(at, _)| at).peekable();
    std::iter::from_fn(move || {
        let next = written.peek().copied();
        if let Some(at) = links.next_if(|&link| next.is_none_or(|next| link <= next)) {
            return Some(BodyTag { at, is_written: false, kind: TagKind::Opens });
        }
        let at = written.next()?;
        let name = html[at + 1..].split([' ', '>']).next().unwrap_or_default();
        let kind = match name {
            "br" | "col" | "hr" | "img" | "input" | "wbr" => TagKind::Stands,
            name if name.starts_with('/') => TagKind::Closes,
            _ => TagKind::Opens,
        };
        Some(BodyTag { at, is_written: true, kind })
    })
}
