//! The input and the result of parsing a body.

use crate::config::{Components, Content, Field};
use crate::labels::{Labelled, SpoilerScopes};
use crate::page::body::Body;
use crate::page::value::{FieldValues, Name};
use crate::text::Quotes;
use crate::words::Words;

/// The input to parsing, besides the source.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// Offset in the file at which the body starts.
    pub start: usize,
    /// The page's title, if the front matter has one: a first heading that repeats it is left out.
    pub title: Option<&'r str>,
    /// Settings of the wiki.
    pub content: &'r Content,
    /// The spoiler scopes that the wiki declares.
    pub scopes: &'r SpoilerScopes,
    /// The components that the wiki declares.
    pub components: &'r Components,
    /// The words that readers see.
    pub words: &'r Words,
    /// The quotation marks of the page's language.
    pub quotes: &'r Quotes,
    /// If true, the page cites sources outside of its body. Their numbers leave letters to the footnotes.
    pub cites: bool,
    /// What components with Markdown read; `None` for texts that are not on a page of their own.
    pub facts: Option<Facts<'r>>,
}

/// The facts of a page that its text can state.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'r> {
    /// The title in the front matter, otherwise that of the file.
    pub title: &'r str,
    /// The fields of its type.
    pub fields: &'r [Field],
    /// Their values on the page.
    pub values: &'r [FieldValues],
}

/// A parsed body, with the title and tags found in it.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The body.
    pub body: Body,
    /// The tags in the text, in order.
    pub tags: Vec<Labelled<Name>>,
    /// The text of a first `#` heading that became the page's title.
    pub title: Option<String>,
}
