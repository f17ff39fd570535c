//! The Markdown parser: its options, the link definitions that it is given, and its events.

use std::iter::Peekable;

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, OffsetIter, Options, Parser, RefDefs, Tag,
};

use super::signs::{has_hidden, sign_of};
use crate::config::Content;

/// The parser's events, with one event of lookahead.
pub(super) type Events<'i> = Peekable<Shown<'i>>;

/// The parser's heading attributes stay off: they make pulldown-cmark 0.13 panic, and would allow any attribute.
pub(super) fn options(content: &Content) -> Options {
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

/// Link definitions of a page, for use by the titles of its callouts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Definitions<'d> {
    pub(super) known: Option<&'d RefDefs<'d>>,
    /// Bytes that definitions may still expand to.
    pub(super) left: usize,
}

impl<'d> BrokenLinkCallback<'d> for Definitions<'d> {
    fn handle_broken_link(&mut self, link: BrokenLink<'d>) -> Option<(CowStr<'d>, CowStr<'d>)> {
        let definition = self.known?.get(&link.reference).filter(|_| self.left > 0)?;
        let title = definition.title.clone().unwrap_or_else(|| "".into());
        self.left = self.left.saturating_sub(definition.dest.len() + title.len());
        Some((sign_of(definition.dest.clone()), sign_of(title)))
    }
}

/// Parses a text in which characters may be hidden.
pub(super) fn events<'i>(
    text: &'i str,
    content: &Content,
    definitions: Option<Definitions<'i>>,
) -> Events<'i> {
    let parser = Parser::new_with_broken_link_callback(text, options(content), definitions);
    Shown::new(parser.into_offset_iter(), text).peekable()
}

/// Parser events with the hidden characters restored.
pub(super) struct Shown<'i> {
    events: OffsetIter<'i, Definitions<'i>>,
    is_hidden: bool,
}

impl<'i> Shown<'i> {
    /// Wraps the events of a text, in which characters may be hidden.
    fn new(events: OffsetIter<'i, Definitions<'i>>, text: &str) -> Self {
        Self { events, is_hidden: has_hidden(text) }
    }
}

impl<'i> Iterator for Shown<'i> {
    type Item = (Event<'i>, std::ops::Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let (event, range) = self.events.next()?;
        Some((if self.is_hidden { shown(event) } else { event }, range))
    }
}

fn shown(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(sign_of(text)),
        Event::Code(text) => Event::Code(sign_of(text)),
        Event::InlineMath(text) => Event::InlineMath(sign_of(text)),
        Event::DisplayMath(text) => Event::DisplayMath(sign_of(text)),
        Event::Html(text) => Event::Html(sign_of(text)),
        Event::InlineHtml(text) => Event::InlineHtml(sign_of(text)),
        Event::FootnoteReference(text) => Event::FootnoteReference(sign_of(text)),
        Event::Start(tag) => Event::Start(shown_tag(tag)),
        other => other,
    }
}

fn shown_tag(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: sign_of(dest_url), title: sign_of(title), id: sign_of(id) }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: sign_of(dest_url), title: sign_of(title), id: sign_of(id) }
        }
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(sign_of(info))),
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(sign_of(label)),
        other => other,
    }
}
