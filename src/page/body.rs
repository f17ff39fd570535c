//! A page's body after parsing: HTML with holes where the rest of the wiki is needed, and what others ask of it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::anchors::Index;
use super::links::{ImageText, Link};
use super::node::At;
use super::query::Query;
use crate::text::escape::Html;

/// The parsed body of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// HTML without what depends on other pages.
    pub html: Html,
    /// What goes where, by rising offset.
    pub holes: Vec<Hole>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Further fragment ids: of blocks, of footnotes, of raw HTML.
    pub anchors: Vec<String>,
    /// Links, images and embeds in order.
    pub links: Vec<Link>,
    /// Where the last of the links stand, in order: those in the front matter.
    pub stated: Vec<At>,
    /// What is known of the images and embedded files among the links.
    pub images: Vec<ImageText>,
    /// Citations in order.
    pub citations: Vec<Citation>,
    /// Query blocks in order.
    pub queries: Vec<Query>,
    /// Pieces that come finished from another parser, such as MathML.
    pub fragments: Vec<Html>,
    /// Plain text: paragraphs divided by line ends.
    pub text: String,
    /// Parts of the plain text that are code, in bytes.
    pub code: Vec<(u32, u32)>,
    /// Parts of the plain text that stand in spoilers, in bytes: in order, and none in another.
    pub spoilers: Vec<(u32, u32)>,
    /// Number of words.
    pub words: u32,
    /// What is looked up in it.
    #[serde(skip)]
    pub(super) index: Index,
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
    /// The address alone, inside an attribute's quotes.
    Url(u32),
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
    pub(super) fn with_stated(mut self, mut links: Vec<(Link, At)>) -> Self {
        links.sort_by_key(|(_, at)| *at);
        for (number, (link, at)) in (0..).zip(links) {
            self.links.push(Link { range: (number, number), ..link });
            self.stated.push(at);
        }
        self
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
        self.text = self.text.as_str().to_owned();
        tight(&mut self.holes);
        tight(&mut self.headings);
        tight(&mut self.links);
    }
}
