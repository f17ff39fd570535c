//! A page's body after parsing: HTML with holes where the rest of the wiki is needed, and what others ask of it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Parsing;
use super::anchors::Index;
use super::links::{ImageText, Link};
use super::node::At;
use super::plain_text::PlainText;
use super::query::Query;
use crate::labels::{Labelled, Open, Scopes};
use crate::text::escape::Html;

/// The parsed body of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// HTML without what depends on other pages. Spoilers in it are folded.
    pub html: Html,
    /// What goes where, by rising offset.
    pub holes: Vec<Hole>,
    /// The folds of spoilers in the HTML, those around others first.
    folds: Vec<Fold>,
    /// The scopes of the folds around each hole; empty where there are no folds.
    around_holes: Vec<Scopes>,
    /// The scopes that the whole page belongs to.
    pub(super) scopes: Scopes,
    /// Headings in order.
    pub headings: Vec<Labelled<Heading>>,
    /// Further fragment ids: of blocks, of footnotes, of raw HTML.
    pub anchors: Vec<String>,
    /// Links, images and embeds in order.
    pub links: Vec<Labelled<Link>>,
    /// Where the last of the links stand, in order: those in the front matter.
    pub stated: Vec<At>,
    /// What is known of the images and embedded files among the links.
    pub images: Vec<ImageText>,
    /// Citations in order.
    pub citations: Vec<Labelled<Citation>>,
    /// Query blocks in order.
    pub queries: Vec<Labelled<Query>>,
    /// Pieces that come finished from another parser, such as MathML.
    pub fragments: Vec<Html>,
    /// Plain text.
    pub text: PlainText,
    /// Parts of the plain text that are code, in bytes.
    pub code: Vec<(u32, u32)>,
    /// Number of words.
    pub words: u32,
    /// What is looked up in it.
    #[serde(skip)]
    pub(super) index: Index,
}

/// A spoiler in the HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fold {
    /// Byte of the HTML at which its element starts.
    pub(super) start: u32,
    /// Byte behind its element.
    pub(super) end: u32,
    /// The scopes that the fold names.
    pub(super) scopes: Scopes,
}

/// A place in the HTML that is filled when the page is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// Byte of the HTML.
    pub at: u32,
    /// What to put there.
    pub fill: Fill,
}

/// What fills a hole. Numbers are indices in the lists of [`Body`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fill {
    /// The opening tag of a link.
    Link(u32),
    /// An attribute of raw HTML that holds an address.
    Url(u32, UrlAttribute),
    /// A picture or another file: link and image text.
    File(u32, u32),
    /// Another page's text.
    Embed(u32),
    /// A mark that leads to the references.
    Citation(u32),
    /// The list that a query asks for.
    Query(u32),
    /// A finished piece.
    Fragment(u32),
}

/// An attribute that holds an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UrlAttribute {
    /// Where a link leads.
    Href,
    /// The same on a tag that has a class.
    ClassedHref,
    /// Where a picture is.
    Src,
    /// Where a quotation is from.
    Cite,
}

impl UrlAttribute {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Href | Self::ClassedHref => "href",
            Self::Src => "src",
            Self::Cite => "cite",
        }
    }
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Level as shown, from 2 to 6.
    pub level: u8,
    /// Fragment id.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Byte of the plain text at which its section starts, the heading itself left out.
    pub text_start: u32,
    /// Byte of the HTML at which the heading starts.
    pub html_start: u32,
    /// Where it stands in the file, in bytes.
    pub range: (u32, u32),
}

/// `[@id, locator; @id]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The sources in it.
    pub items: Vec<Cite>,
    /// Byte of the plain text where it stands.
    pub text_at: u32,
}

/// One source in a citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cite {
    /// Id of the source.
    pub id: String,
    /// Where in the source, such as `p. 112`; may be empty.
    pub locator: String,
    /// Where the id stands in the file, in bytes.
    pub range: (u32, u32),
}

impl Heading {
    /// Byte of the plain text at which its own words begin.
    pub fn words_start(&self) -> usize {
        (self.text_start as usize).saturating_sub(self.text.len() + 1)
    }
}

impl Body {
    /// Indices of the links that stand in a value of the front matter.
    pub fn stated_at(&self, at: At) -> Range<usize> {
        let first = self.links.len() - self.stated.len();
        let end = self.stated.partition_point(|known| *known <= at);
        first + self.stated.partition_point(|known| *known < at)..first + end
    }

    /// The body with the links of the front matter behind its own.
    #[must_use]
    pub(super) fn with_stated(mut self, mut links: Vec<(Labelled<Link>, At)>) -> Self {
        links.sort_by_key(|(_, at)| *at);
        for (number, (link, at)) in (0..).zip(links) {
            self.links.push(link.map(|link| Link { range: (number, number), ..link }));
            self.stated.push(at);
        }
        self
    }

    /// Labels everything with the scopes of the page.
    pub(super) fn label(&mut self, scopes: Scopes) {
        if scopes.is_empty() {
            return;
        }
        self.scopes = scopes;
        self.headings.iter_mut().for_each(|heading| heading.put_within(scopes));
        self.links.iter_mut().for_each(|link| link.put_within(scopes));
        self.citations.iter_mut().for_each(|citation| citation.put_within(scopes));
        self.queries.iter_mut().for_each(|query| query.put_within(scopes));
        self.text.label(scopes);
    }

    /// A part of the HTML, with the scopes that it belongs to: those of the page, and of the folds that it lies in.
    pub fn part(&self, range: Range<usize>) -> Labelled<Range<usize>> {
        Labelled::new(range.clone(), self.scopes.and(self.scopes_of_folds(range.start, range.end)))
    }

    /// All of the HTML.
    pub fn whole(&self) -> Labelled<Range<usize>> {
        Labelled::new(0..self.html.len(), self.scopes)
    }

    /// The scopes of the folds around a hole, besides those of the page.
    pub fn scopes_around(&self, hole: usize) -> Scopes {
        self.around_holes.get(hole).copied().unwrap_or_default()
    }

    /// Takes in the folds of the HTML, and works out which of them are around each hole.
    pub(super) fn set_folds(&mut self, mut folds: Vec<Fold>) {
        folds.sort_by_key(|fold| (fold.start, std::cmp::Reverse(fold.end)));
        let mut next = folds.iter().peekable();
        let mut open: Vec<(u32, Scopes)> = Vec::new();
        let around = |hole: &Hole| {
            while let Some(fold) = next.next_if(|fold| fold.start < hole.at) {
                open.retain(|(end, _)| *end > fold.start);
                let outer = open.last().map_or(Scopes::NONE, |(_, scopes)| *scopes);
                open.push((fold.end, outer.and(fold.scopes)));
            }
            open.retain(|(end, _)| *end >= hole.at);
            open.last().map_or(Scopes::NONE, |(_, scopes)| *scopes)
        };
        self.around_holes =
            if folds.is_empty() { Vec::new() } else { self.holes.iter().map(around).collect() };
        self.folds = folds;
    }

    fn scopes_of_folds(&self, start: usize, end: usize) -> Scopes {
        let around =
            self.folds.iter().filter(|fold| (fold.start as usize) < start && end <= (fold.end as usize));
        around.fold(Scopes::NONE, |all, fold| all.and(fold.scopes))
    }

    /// Gives back the room that is not used: bodies are kept as long as their pages, and allocators shrink no buffer to
    /// less than half.
    pub(super) fn fit(&mut self) {
        fn tight<T>(list: &mut Vec<T>) {
            let mut kept = Vec::with_capacity(list.len());
            kept.append(list);
            *list = kept;
        }
        self.html.fit();
        self.text.fit();
        tight(&mut self.holes);
        tight(&mut self.headings);
        tight(&mut self.links);
    }

    /// The headings, to find parts of the HTML by their ids.
    pub(crate) fn all_headings(&self) -> impl Iterator<Item = &Heading> {
        self.headings.iter().map(|heading| heading.ignoring_label(Parsing))
    }

    /// A heading by its number, to find its part of the HTML.
    pub(crate) fn heading(&self, number: usize) -> &Heading {
        self.headings[number].ignoring_label(Parsing)
    }

    /// The plain text by sections, each under its heading and without what stands in spoilers; the first has none. What
    /// is open behind a heading in a spoiler belongs to the section in front of it.
    pub fn open_sections(&self) -> impl Iterator<Item = (Option<Open<&Heading>>, Open<String>)> {
        let headings = self.headings.iter().filter_map(Labelled::as_open);
        let ends = headings.clone().map(|heading| heading.words_start()).chain([self.text.len()]);
        let starts = headings.map(Some);
        [None].into_iter().chain(starts).zip(ends).map(|(heading, end)| {
            let start = heading.as_ref().map_or(0, |heading| heading.text_start as usize);
            (heading, self.text.open(start..end.max(start)))
        })
    }
}
