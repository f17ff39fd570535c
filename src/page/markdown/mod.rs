//! Parses the Markdown of one page into a [`Body`]: HTML with holes, and the facts that other stages read.
//!
//! This module knows nothing of other pages: whatever depends on them becomes a [`Hole`](super::body::Hole).

mod ahead;
mod blocks;
mod callout;
mod classes;
mod comments;
mod destinations;
mod elements;
mod footnotes;
mod foreign;
mod hashtags;
mod inline;
mod latex;
mod math;
mod notes;
mod raw_html;
mod raw_spoilers;
mod signs;
mod spans;
mod tables;
mod tags;
mod words;
mod writer;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::{Options, Parser};

use super::body::Body;
use crate::config::Content;
use crate::diag::{Diagnostic, codes};
use crate::labels::Labelled;
use crate::labels::SpoilerScopes;
use crate::page::value::Name;
use crate::text::{Source, find_forbidden, is_forbidden};
use crate::words::Words;
use callout::Definitions;
pub(super) use destinations::{Destination, destinations};
pub(super) use tags::attribute_text;
use writer::Writer;
pub(crate) use writer::is_reserved as is_reserved_id;

/// Maximum nesting depth of quotes, lists and inline marks.
const MAX_DEPTH: usize = 64;

/// Maximum number of bytes that link definitions may expand to in a text of up to this length: a definition that is written once and used
/// often could make a page far larger than its source. The Markdown parser has the same limit.
const MAX_DEFINED: usize = 100_000;

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
    /// The words that readers see.
    pub words: &'r Words,
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

/// Parses a body. No fault stops it, not even a panic of the Markdown parser.
pub fn parse(source: &Source, request: Request<'_>, faults: &mut Vec<Diagnostic>) -> Parsed {
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let mut found = Vec::new();
        let parsed = run(source, request, &mut found);
        (parsed, found)
    }));
    match attempt {
        Ok((parsed, found)) => {
            faults.extend(found);
            parsed
        }
        Err(_) => {
            let message = "the Markdown parser failed on this page";
            faults.push(Diagnostic::new(
                &codes::PARSER_PANIC,
                source.place(request.start..request.start),
                message,
            ));
            Parsed::default()
        }
    }
}

fn run(source: &Source, request: Request<'_>, faults: &mut Vec<Diagnostic>) -> Parsed {
    let text = readable(&source.text[request.start..]);
    let (text, wide_tables) = tables::without_wide_ones(text);
    let options = options(request.content);
    let signed = signs::hide(Cow::Borrowed(text.as_ref()), request.content.math);
    let mut scan = text.contains("[!").then(|| Parser::new_ext(&signed, options).into_offset_iter());
    let callouts = scan.as_mut().map(|scan| callout::markers(&text, scan)).unwrap_or_default();
    let parsed = callout::without_titles(&signed, &callouts);
    let mut writer = Writer::new(source, &text, request, faults, callouts);
    writer.report_wide_tables(wide_tables);
    writer.definitions = scan.as_ref().map(|scan| scan.reference_definitions());
    let parser = Parser::new_with_broken_link_callback(&parsed, options, None::<Definitions<'_>>);
    let mut events = signs::Shown::new(parser.into_offset_iter(), &parsed).peekable();
    while let Some((event, range)) = events.next() {
        writer.event(event, range, &mut events);
    }
    writer.finish()
}

/// Replaces comments and control characters in a body by spaces, so that every other byte keeps its offset.
pub(super) fn readable(body: &str) -> Cow<'_, str> {
    without_controls(comments::blank_out(body))
}

/// Replaces control characters that HTML cannot contain by spaces, so that every other byte keeps its offset.
fn without_controls(text: Cow<'_, str>) -> Cow<'_, str> {
    if find_forbidden(&text).is_some() { text.replace(is_forbidden, " ").into() } else { text }
}

/// The parser's heading attributes stay off: they make pulldown-cmark 0.13 panic, and would allow any attribute.
fn options(content: &Content) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    options.set(Options::ENABLE_SMART_PUNCTUATION, content.smart_punctuation);
    options.set(Options::ENABLE_MATH, content.math);
    options
}
