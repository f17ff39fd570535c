//! A page's body after parsing: HTML with holes for whatever depends on the rest of the wiki, and the facts that other stages read from it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Parsing;
use super::anchors::Index;
use super::component::Component;
use super::links::{ImageText, Link};
use super::node::YamlPath;
use super::plain_text::PlainText;
use super::query::Query;
use super::video::Video;
use crate::labels::{Labelled, Open, Scopes, SpoilerScopes};
use crate::text::escape::Html;

/// The parsed body of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// HTML without the parts that depend on other pages. Spoilers in it are folded.
    pub html: Html,
    /// Holes in the HTML, by rising offset.
    pub holes: Vec<Hole>,
    /// The heading that is the title of the page, if it has marks or links.
    pub title: Option<Box<Title>>,
    /// Folded spoilers in the HTML, outer ones before the ones inside.
    pub(super) folds: Vec<Fold>,
    /// The scopes of the folds around each hole; empty when the body has no folds.
    around_holes: Vec<Scopes>,
    /// The scopes that the whole page belongs to.
    pub(super) scopes: Scopes,
    /// Headings in order.
    pub headings: Vec<Labelled<Heading>>,
    /// Other fragment ids: of blocks, footnotes and raw HTML.
    pub anchors: Vec<Labelled<String>>,
    /// Block ids as written, in lower case, with their fragment ids.
    pub(super) blocks: Vec<(Box<str>, Box<str>)>,
    /// Links, images and embeds in order.
    pub links: Vec<Labelled<Link>>,
    /// Locations of the links from the front matter, which come last in `links`; in the same order.
    pub stated: Vec<YamlPath>,
    /// Texts and sizes of the images and embedded files among the links, in the order of their holes.
    pub images: Vec<ImageText>,
    /// Citations in order.
    pub citations: Vec<Labelled<Citation>>,
    /// Query blocks in order.
    pub queries: Vec<Labelled<Query>>,
    /// Calls of components in order.
    pub components: Vec<Labelled<Component>>,
    /// Origins of the videos that it shows in frames.
    pub frames: Vec<String>,
    /// Finished HTML from other parsers, such as MathML.
    pub fragments: Vec<Html>,
    /// Plain text.
    pub text: PlainText,
    /// Byte ranges of code in the plain text.
    pub code: Vec<(u32, u32)>,
    /// Number of words without a spoiler label.
    pub words: u32,
    /// Index for looking up ids and headings.
    #[serde(skip)]
    pub(super) index: Index,
}

/// A title with marks and links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// HTML without the links.
    pub html: Html,
    /// The opening tags of links and finished pieces, such as formulas, by rising offset.
    pub holes: Vec<Hole>,
}

impl Title {
    /// A title, if it has marks or links and nothing that needs a place on the page, such as a footnote.
    pub(super) fn new(html: Html, holes: Vec<Hole>) -> Option<Box<Self>> {
        let is_inline = |hole: &Hole| matches!(hole.fill, Fill::Link(_) | Fill::Fragment(_));
        let text = html.as_str();
        let is_marked = !holes.is_empty() || text.contains('<');
        let fits = is_marked && holes.iter().all(is_inline) && !text.contains(" id=\"");
        fits.then(|| Box::new(Self { html, holes }))
    }
}

/// A spoiler in the HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fold {
    /// Offset in the HTML at which its element starts.
    pub(super) start: u32,
    /// Offset in the HTML at which its element ends.
    pub(super) end: u32,
    /// The scopes that the fold names.
    pub(super) scopes: Scopes,
}

/// A place in the HTML that is filled when the page is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// Offset in the HTML.
    pub at: u32,
    /// Content of the hole.
    pub fill: Fill,
}

/// Content of a hole. Numbers are indices into the lists of [`Body`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fill {
    /// The opening tag of a link.
    Link(u32),
    /// An attribute of raw HTML that holds an address.
    Url(u32, UrlAttribute),
    /// An image or another file: index of the link, index of the image text.
    File(u32, u32),
    /// The credit of an image, by the index of its link.
    Credit(u32),
    /// The text of another page.
    Embed(u32),
    /// A marker that links to the list of references.
    Citation(u32),
    /// The result of a query.
    Query(u32),
    /// A call of a component. The HTML that follows has its texts, each up to an [`Fill::EndOfArgument`].
    Component(u32),
    /// The end of a text in the arguments of a component.
    EndOfArgument,
    /// A finished piece of HTML.
    Fragment(u32),
}

/// An attribute of raw HTML that holds an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UrlAttribute {
    /// The target of a link.
    Href,
    /// The same, followed by the classes of the tag and a quotation mark.
    ClassedHref,
    /// The address of an image or a recording.
    Src,
    /// The same, followed by the classes of the tag and a quotation mark.
    ClassedSrc,
    /// The source of a quotation.
    Cite,
}

impl UrlAttribute {
    /// Name of the attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Href | Self::ClassedHref => "href",
            Self::Src | Self::ClassedSrc => "src",
            Self::Cite => "cite",
        }
    }

    /// True if the classes of the tag follow.
    pub const fn is_classed(self) -> bool {
        matches!(self, Self::ClassedHref | Self::ClassedSrc)
    }
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Level in the output, from 2 to 6.
    pub level: u8,
    /// Fragment id.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Offset in the plain text at which its section starts, after the heading itself.
    pub text_start: u32,
    /// Offset in the HTML at which the heading starts.
    pub html_start: u32,
    /// Byte range in the file.
    pub range: (u32, u32),
}

/// `[@id, locator; @id]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The sources cited.
    pub items: Vec<Cite>,
    /// Offset of the citation in the plain text.
    pub text_at: u32,
}

/// One source in a citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cite {
    /// Id of the source.
    pub id: String,
    /// Location within the source, such as `p. 112`; may be empty.
    pub locator: String,
    /// Byte range of the id in the file.
    pub range: (u32, u32),
}

/// Frees unused capacity: pages live long, and allocators do not shrink a buffer to less than half.
pub(super) fn fit_list<T>(list: &mut Vec<T>) {
    let mut kept = Vec::with_capacity(list.len());
    kept.append(list);
    *list = kept;
}

impl Heading {
    /// Offset in the plain text at which the heading's own words begin.
    pub fn words_start(&self) -> usize {
        (self.text_start as usize).saturating_sub(self.text.len() + 1)
    }
}

impl Body {
    /// Notes the origin of a video that the body shows in a frame.
    pub(super) fn add_frame(&mut self, video: Video) {
        if !self.frames.contains(&video.origin) {
            self.frames.push(video.origin);
        }
    }

    /// Indices of the links in one value of the front matter.
    pub fn stated_at(&self, at: YamlPath) -> Range<usize> {
        let first = self.links.len() - self.stated.len();
        let end = self.stated.partition_point(|known| *known <= at);
        first + self.stated.partition_point(|known| *known < at)..first + end
    }

    /// Appends the links of the front matter to those of the body.
    #[must_use]
    pub(super) fn with_stated(mut self, mut links: Vec<(Labelled<Link>, YamlPath)>) -> Self {
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
        self.anchors.iter_mut().for_each(|id| id.put_within(scopes));
        self.links.iter_mut().for_each(|link| link.put_within(scopes));
        self.citations.iter_mut().for_each(|citation| citation.put_within(scopes));
        self.queries.iter_mut().for_each(|query| query.put_within(scopes));
        self.components.iter_mut().for_each(|component| component.put_within(scopes));
        self.text.label(scopes);
        self.words = 0;
    }

    /// A part of the HTML, labelled with the scopes of the page and of the folds around it.
    pub fn part(&self, range: Range<usize>) -> Labelled<Range<usize>> {
        Labelled::new(range.clone(), self.scopes.and(self.scopes_of_folds(range.start, range.end)))
    }

    /// The whole of the HTML.
    pub fn whole(&self) -> Labelled<Range<usize>> {
        Labelled::new(0..self.html.len(), self.scopes)
    }

    /// The scopes of the folds around a hole, in addition to those of the page.
    pub fn scopes_around(&self, hole: usize) -> Scopes {
        self.around_holes.get(hole).copied().unwrap_or_default()
    }

    /// Stores the folds of the HTML, and computes which of them are around each hole.
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
            open.retain(|(end, _)| *end > hole.at);
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

    /// Frees unused capacity.
    pub(super) fn fit(&mut self) {
        self.html.fit();
        self.text.fit();
        fit_list(&mut self.holes);
        fit_list(&mut self.headings);
        fit_list(&mut self.links);
        fit_list(&mut self.citations);
    }

    /// The headings, for finding parts of the HTML by id.
    pub(crate) fn all_headings(&self) -> impl Iterator<Item = &Heading> {
        self.headings.iter().map(|heading| heading.ignoring_label(Parsing))
    }

    /// A heading by index, for finding its part of the HTML.
    pub(crate) fn heading(&self, number: usize) -> &Heading {
        self.headings[number].ignoring_label(Parsing)
    }

    /// The plain text without spoilers, split into sections under their headings; the first section has no heading. Open text after a
    /// heading inside a spoiler belongs to the section before it.
    pub fn open_sections(&self) -> impl Iterator<Item = (Option<Open<&Heading>>, Open<String>)> {
        let headings = self.headings.iter().filter_map(Labelled::as_open);
        let ends = headings.clone().map(|heading| heading.words_start()).chain([self.text.len()]);
        let starts = headings.map(Some);
        [None].into_iter().chain(starts).zip(ends).map(|(heading, end)| {
            let start = heading.as_ref().map_or(0, |heading| heading.text_start as usize);
            (heading, self.text.open(start..end.max(start)))
        })
    }

    /// Headings that are looked through for one above a labelled part.
    const NEAR: usize = 64;

    /// The plain text that stands in spoilers, each part with the heading above it that a reader of the part may see.
    pub fn labelled_sections<'b>(
        &'b self,
        order: &'b SpoilerScopes,
    ) -> impl Iterator<Item = (Option<&'b Heading>, Labelled<&'b str>)> {
        let ends = self.all_headings().map(Heading::words_start).chain([self.text.len()]);
        let starts = [0].into_iter().chain(self.all_headings().map(|heading| heading.text_start as usize));
        starts.zip(ends).enumerate().flat_map(move |(above, (start, end))| {
            self.text.labelled(start..end.max(start)).map(move |part| {
                let known = order.known(part.scopes());
                let mut near = self.headings[..above].iter().rev().take(Self::NEAR);
                let heading = near.find_map(|heading| heading.open_to(known));
                (heading, part)
            })
        })
    }
}
