//! Tags and comments in a piece of HTML, with their positions.
//!
//! The tokenizer is the one of browsers. It does not report positions, so each tag is located in the text again.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::page::node::Origin;

/// Maximum length of a tag, in bytes.
pub(super) const MAX_TAG: usize = 4096;

/// A piece of raw HTML that is being read.
pub(super) struct Piece<'p> {
    html: &'p str,
    /// The same in lower case, for locating tags.
    lower: String,
    origin: &'p Origin,
    /// Range in the piece from the `<` of the current tag to the end of its name.
    at: Range<usize>,
    /// Offset in the piece before which no other tag can start.
    end: usize,
}

impl<'p> Piece<'p> {
    /// Creates a piece, positioned at its start.
    pub(super) fn new(html: &'p str, origin: &'p Origin) -> Self {
        Self { html, lower: html.to_ascii_lowercase(), origin, at: 0..0, end: 0 }
    }

    /// Locates the next tag with this name and kind, since the tokenizer reports no positions.
    pub(super) fn advance(&mut self, tag: &Tag) {
        let opening = if tag.kind == TagKind::StartTag { "<" } else { "</" };
        let wanted = format!("{opening}{}", tag.name);
        let mut start = self.end;
        while let Some(at) = self.lower[start..].find('<').map(|length| start + length) {
            let rest = &self.lower[at..];
            if rest.strip_prefix(&wanted).is_some_and(|rest| !rest.starts_with(is_in_name)) {
                self.at = at..at + wanted.len();
                self.end = tag_end(self.html, self.at.end);
                return;
            }
            start = at + comment(rest).unwrap_or(1);
        }
        self.at = self.end..self.end;
    }

    /// Offset in the piece of the current tag.
    pub(super) fn start(&self) -> usize {
        self.at.start
    }

    /// Offset in the piece after the current tag.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// Range in the piece from the current tag to the next tag of a table.
    pub(super) fn after_tag(&self) -> Range<usize> {
        self.end..end_of_content(&self.lower, self.end)
    }

    /// Moves past a tag that is not written.
    pub(super) fn pass(&mut self, token: &Token) {
        if let Token::TagToken(tag) = token {
            self.advance(tag);
        }
    }

    /// Byte range in the file from the tag's `<` to the end of its name.
    pub(super) fn place(&self) -> Range<usize> {
        self.origin.in_file(self.at.clone())
    }

    /// Byte range of an attribute's value in the file, as spelled, without its quotes.
    pub(super) fn place_of(&self, name: &str) -> Range<usize> {
        let mut attributes = attributes(self.html, self.at.end);
        let found = attributes.find(|(known, _)| self.lower[known.clone()] == *name);
        found.map_or(self.place(), |(_, value)| self.origin.in_file(value))
    }
}

/// Tags at which the content of a cell ends.
const TAGS: [&str; 12] =
    ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col", "script", "style"];

/// True if a tag begins or ends a part of a table.
pub(super) fn is_of_table(name: &str) -> bool {
    TAGS.contains(&name)
}

/// The offset of the next tag of a table, in lower case, from an offset on.
fn end_of_content(lower: &str, from: usize) -> usize {
    let is_tag = |at: &usize| {
        let rest = lower[at + 1..].trim_start_matches('/');
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        is_of_table(name)
    };
    let mut tags = lower[from..].match_indices('<').map(|(at, _)| from + at);
    tags.find(is_tag).unwrap_or(lower.len())
}

/// True if a character can be part of a tag's name.
const fn is_in_name(character: char) -> bool {
    !matches!(character, '\t' | '\n' | '\x0c' | '\r' | ' ' | '/' | '>')
}

/// Names and values of the attributes after a tag's name (HTML standard, section 13.2.5).
fn attributes(html: &str, start: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut at = start;
    std::iter::from_fn(move || {
        let skip = |at: usize, of: fn(char) -> bool| {
            html[at..].find(|c| !of(c)).map_or(html.len(), |length| at + length)
        };
        let is_space = |c: char| !is_in_name(c) && c != '>' && c != '/';
        at = skip(at, |c| c != '>' && !is_in_name(c));
        let name_start = at;
        // A leading `=` is part of the name.
        let first = html[at..].chars().next().filter(|first| *first != '>')?.len_utf8();
        at = skip(at + first, |c| is_in_name(c) && c != '=');
        let name = name_start..at;
        let sign = skip(at, is_space);
        let Some(rest) = html[sign..].strip_prefix('=') else { return Some((name, at..at)) };
        let value = skip(html.len() - rest.len(), is_space);
        let quote = html[value..].chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let value = match quote {
            Some(quote) => {
                value + 1..html[value + 1..].find(quote).map_or(html.len(), |length| value + 1 + length)
            }
            None => value..skip(value, |c| is_in_name(c) || c == '/'),
        };
        at = (value.end + usize::from(quote.is_some())).min(html.len());
        Some((name, value))
    })
}

/// The length of a comment at the start of a text, or of what browsers treat as one, such as `<?xml?>` and `</ >`.
fn comment(html: &str) -> Option<usize> {
    let is_comment = html.starts_with("<!--");
    let is_end_tag = |rest: &str| rest.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_bogus = (html.starts_with("<!") || html.starts_with("<?"))
        || html.strip_prefix("</").is_some_and(|rest| !is_end_tag(rest));
    if !is_comment && !is_bogus {
        return None;
    }
    let ends =
        |before: &str| before.ends_with("--") || before.len() > "<!----".len() && before.ends_with("--!");
    let mut signs = html.match_indices('>').map(|(at, _)| at);
    let end = signs.find(|&at| !is_comment || ends(&html[..at]));
    Some(end.map_or(html.len(), |end| end + 1))
}

/// Offset after the `>` of a tag.
fn tag_end(html: &str, start: usize) -> usize {
    let at = attributes(html, start).last().map_or(start, |(_, value)| value.end);
    html[at..].find('>').map_or(html.len(), |length| at + length + 1)
}

/// Decodes the value of an attribute from its spelling.
pub(in crate::page) fn attribute_text(raw: &str) -> String {
    let quote = if raw.contains('"') { '\'' } else { '"' };
    let (tokens, _) = tokens(&format!("<a title={quote}{raw}{quote}>"));
    let tag =
        tokens.into_iter().find_map(|token| if let Token::TagToken(tag) = token { Some(tag) } else { None });
    tag.and_then(|tag| Some(tag.attrs.first()?.value.to_string())).unwrap_or_default()
}

/// Tokenizes in the data state, so that the text of `<script>` is ordinary text. Tokenizing a tag is quadratic in its attributes, so it
/// stops at a tag that exceeds the maximum length; the offset reached is returned as well.
pub(super) fn tokens(html: &str) -> (Vec<Token>, usize) {
    let options = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Tokens::default(), options);
    let input = BufferQueue::default();
    let (mut rest, mut known, mut unfinished) = (html, 0, 0);
    while !rest.is_empty() && unfinished <= MAX_TAG {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(MAX_TAG));
        rest = after;
        input.push_back(StrTendril::from_slice(chunk));
        // The sink never asks for a pause, so one call reads all of the input.
        let _ = tokenizer.feed(&input);
        let found = tokenizer.sink.0.borrow().len();
        unfinished = if found == known { unfinished + chunk.len() } else { 0 };
        known = found;
    }
    let read = html.len() - rest.len();
    if rest.is_empty() {
        tokenizer.end();
    }
    (tokenizer.sink.0.into_inner(), read)
}

/// Replaces comments longer than the maximum length of a tag by spaces.
pub(super) fn without_long_comments(html: &str) -> Cow<'_, str> {
    let mut html = Cow::Borrowed(html);
    let mut at = 0;
    while let Some(start) = html[at..].find("<!--").map(|start| at + start) {
        let Some(end) = html[start..].find("-->").map(|end| start + end + 3) else { break };
        if end - start > MAX_TAG {
            html.to_mut().replace_range(start..end, &" ".repeat(end - start));
        }
        at = end;
    }
    html
}

#[derive(Default)]
struct Tokens(RefCell<Vec<Token>>);

impl TokenSink for Tokens {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        self.0.borrow_mut().push(token);
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values found for the attribute `x` in a text.
    fn places(html: &str) -> Vec<&str> {
        let origin = Origin::at(0);
        let mut piece = Piece::new(html, &origin);
        let mut found = Vec::new();
        for token in tokens(html).0 {
            piece.pass(&token);
            if let Token::TagToken(tag) = token
                && tag.attrs.iter().any(|attribute| &*attribute.name.local == "x")
            {
                found.push(&html[piece.place_of("x")]);
            }
        }
        found
    }

    #[test]
    fn attributes_are_found_where_browsers_read_them() {
        assert_eq!(places("<a y=' x=0' X = \"1\" x=2><a/x=3><ab x=4 ><A x>"), ["1", "3", "4", ""]);
        for comment in [
            "<!-- <a x=0> -->",
            "<!--><!--->",
            "<!--!> <a x=0> --!>",
            "<! <a x=0>",
            "<?<a x=0>",
            "</ <a x=0>",
        ] {
            assert_eq!(places(&format!("{comment}<a x='1'>")), ["1"], "{comment}");
        }
        assert_eq!(places("<a x=1><!-- <a x=0>"), ["1"]);
    }

    #[test]
    fn attributes_say_what_browsers_read() {
        assert_eq!(attribute_text("a&amp;b&eacute;'"), "a&bé'");
        assert_eq!(attribute_text("a\"b"), "a\"b");
    }

    #[test]
    fn the_content_of_a_cell_ends_at_the_next_tag_of_the_table() {
        for (html, end) in [
            ("a <b>x</b></td>", "</td>"),
            ("a <td>", "<td>"),
            ("a <thin> <tr class=x>", "<tr class=x>"),
            ("a < td", ""),
            ("a <script>", "<script>"),
            ("a", ""),
        ] {
            assert_eq!(&html[end_of_content(html, 0)..], end);
        }
    }
}
