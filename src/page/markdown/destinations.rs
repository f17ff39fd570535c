//! Finds the addresses of Markdown links and images.
//!
//! The parser reports the range of a link but not of the address within it. It is searched for on demand, by code that changes addresses.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, RefDefs, Tag};

use super::comments::readable;
use super::markers;
use super::parser::{self, Definitions};
use super::signs::{self, sign_of};
use super::tables;
use crate::config::Content;

/// The address of a link or an image. Ranges are bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::page) struct Destination {
    /// The address as spelled, without the `<` and `>` around it; for a reference link, in the definition.
    pub(in crate::page) address: Range<usize>,
    /// True if it is written between `<` and `>`.
    pub(in crate::page) in_brackets: bool,
    /// The label of the link, as spelled; `None` if the address itself is shown.
    pub(in crate::page) label: Option<Range<usize>>,
    /// The address, unescaped.
    pub(in crate::page) text: String,
}

/// The addresses in a body, by the ranges of their links or images. `file` is the offset of the body in its file.
pub(in crate::page) fn destinations(
    file: &str,
    start: usize,
    content: &Content,
) -> BTreeMap<(usize, usize), Destination> {
    let (text, _) = tables::without_wide_ones(readable(&file[start..]));
    let options = parser::options(content);
    let signed = signs::hide(Cow::Borrowed(text.as_ref()), content.math);
    let mut scan = Parser::new_ext(&signed, options).into_offset_iter();
    let callouts = markers::markers(&text, &mut scan);
    let parsed = markers::without_titles(&signed, &callouts);
    let known = scan.reference_definitions();
    let mut found = Search { text: &text, file: start, shift: 0, options, known, found: BTreeMap::new() };
    found.search(&parsed);
    for marker in callouts.values() {
        found.shift = marker.bracket;
        let title = signs::hide(Cow::Borrowed(&text[marker.bracket..marker.line_end]), content.math);
        found.search(&format!("{title}\n\n{}", marker.footnotes));
    }
    found.found
}

/// The address of a link or an image, given its bytes in the file.
pub(in crate::page) fn destination_alone(
    file: &str,
    range: Range<usize>,
    content: &Content,
) -> Option<Destination> {
    let text = file.get(range.clone())?;
    let options = parser::options(content);
    let empty = Parser::new_ext("", options);
    let known = empty.reference_definitions();
    let mut found = Search { text, file: range.start, shift: 0, options, known, found: BTreeMap::new() };
    found.search(text);
    found.found.remove(&(range.start, range.end))
}

struct Search<'s> {
    /// The body.
    text: &'s str,
    /// Offset of the body in the file.
    file: usize,
    /// Offset of the parsed text in the body.
    shift: usize,
    options: Options,
    /// Link definitions of the body.
    known: &'s RefDefs<'s>,
    found: BTreeMap<(usize, usize), Destination>,
}

/// A link or image that has not ended yet.
struct Open {
    range: Range<usize>,
    kind: LinkType,
    id: String,
    text: String,
    /// End of the content found in it so far.
    label_end: usize,
}

impl Search<'_> {
    /// Searches a text, which begins at `shift`; its references are resolved in the body.
    fn search(&mut self, parsed: &str) {
        let mut open: Vec<Open> = Vec::new();
        let definitions = Definitions { known: Some(self.known), left: usize::MAX };
        let parser = Parser::new_with_broken_link_callback(parsed, self.options, Some(definitions));
        for (event, range) in parser.into_offset_iter() {
            match event {
                Event::Start(
                    Tag::Link { link_type, dest_url, id, .. } | Tag::Image { link_type, dest_url, id, .. },
                ) => {
                    let start = range.start + if parsed[range.clone()].starts_with('!') { 2 } else { 1 };
                    let (id, text) = (id.to_string(), sign_of(dest_url).to_string());
                    open.push(Open { range, kind: link_type, id, text, label_end: start });
                }
                Event::End(pulldown_cmark::TagEnd::Link | pulldown_cmark::TagEnd::Image) => {
                    let Some(closed) = open.pop() else { continue };
                    if let Some(outer) = open.last_mut() {
                        outer.label_end = outer.label_end.max(closed.range.end);
                    }
                    self.take(&closed, parsed);
                }
                Event::End(_) => {}
                _ => {
                    if let Some(open) = open.last_mut() {
                        open.label_end = open.label_end.max(range.end);
                    }
                }
            }
        }
    }

    fn take(&mut self, link: &Open, parsed: &str) {
        let shift = self.file + self.shift;
        let in_file = |range: Range<usize>| range.start + shift..range.end + shift;
        let (address, in_brackets, label) = match link.kind {
            LinkType::Inline => {
                let Some(close) = parsed[link.label_end..link.range.end].find("](") else { return };
                let close = link.label_end + close;
                let Some((address, in_brackets)) = address(parsed, close + 2) else { return };
                let start =
                    link.range.start + if parsed[link.range.clone()].starts_with('!') { 2 } else { 1 };
                (in_file(address), in_brackets, Some(in_file(start..close)))
            }
            LinkType::Autolink | LinkType::Email | LinkType::WikiLink { .. } => return,
            _ => {
                let Some(definition) = self.known.get(&link.id) else { return };
                let start = definition.span.start + label_end(&self.text[definition.span.clone()]);
                let Some((address, in_brackets)) = address(self.text, start) else { return };
                (address.start + self.file..address.end + self.file, in_brackets, None)
            }
        };
        let range = in_file(link.range.clone());
        let destination = Destination { address, in_brackets, label, text: link.text.clone() };
        self.found.insert((range.start, range.end), destination);
    }
}

/// The end of `[label]:` at the start of a definition.
fn label_end(definition: &str) -> usize {
    let mut escaped = false;
    let close = definition.find(|character| {
        let closes = character == ']' && !escaped;
        escaped = character == '\\' && !escaped;
        closes
    });
    close.map_or(definition.len(), |close| (close + 2).min(definition.len()))
}

/// The address after white space and quote markers from `start` on, without brackets, and true if it has them (CommonMark, section 6.3).
fn address(text: &str, start: usize) -> Option<(Range<usize>, bool)> {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut on_new_line = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' | b'\r' => on_new_line = true,
            b' ' | b'\t' => {}
            b'>' if on_new_line => {}
            _ => break,
        }
        at += 1;
    }
    let in_brackets = bytes.get(at) == Some(&b'<');
    let start = at + usize::from(in_brackets);
    at = start;
    let mut nested = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'>' if in_brackets => break,
            b'\n' | b'\r' if in_brackets => return None,
            0..=b' ' if !in_brackets => break,
            b'(' => nested += 1,
            b')' if !in_brackets => match nested.checked_sub(1) {
                Some(outer) => nested = outer,
                None => break,
            },
            _ => {}
        }
        at += 1;
    }
    Some((start..at.min(text.len()), in_brackets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_wherever_they_stand() {
        let content = crate::config::load(&crate::text::Source::new("site.toml", "")).0.content;
        let file = "---\n---\n> [a\n> b](\n> one.md \"t\") ![x [y](two.md) z](<three \\> 4.png>)\n\n> [!note] [t][r] and [u](five(6).md)\n\n[r] [s]: \n\n[r]: six\\_.md\n[s]:\n  <seven.md> 'title'\n";
        let found = destinations(file, 8, &content);
        let addresses: Vec<(&str, &str)> = found
            .iter()
            .map(|(range, found)| (&file[range.0..range.1], &file[found.address.clone()]))
            .collect();
        assert_eq!(
            addresses,
            [
                ("[a\n> b](\n> one.md \"t\")", "one.md"),
                ("![x [y](two.md) z](<three \\> 4.png>)", "three \\> 4.png"),
                ("[y](two.md)", "two.md"),
                ("[t][r]", "six\\_.md"),
                ("[u](five(6).md)", "five(6).md"),
                ("[r]", "six\\_.md"),
                ("[s]", "seven.md"),
            ]
        );
    }
}
