//! Markers of callouts, the first lines of their quotes: `> [!kind|scope]+ Title`, as in GitHub's alerts and Obsidian's callouts.
//!
//! To Markdown, that line is part of the block that follows it. Therefore the marker lines are found first and blanked out, and each title
//! is parsed on its own.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, OffsetIter, Tag};

use crate::text::{closest, contains};

/// Begins the paragraph of a callout whose next line has no `>`, so that this line stays in it. No text contains this character.
pub(super) const GUARD: char = '\u{11}';

/// The contents of a marker line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    /// Kind, lower case, such as `note`.
    pub(super) kind: String,
    /// The text after `|` in the brackets: the scopes of a spoiler.
    pub(super) scope: Option<String>,
    /// True if the word before the `|` looks like a misspelled `spoiler`.
    pub(super) mistyped: bool,
    /// `None` if it cannot be folded, `Some(true)` if it is open at first, `Some(false)` if it is folded.
    pub(super) open: Option<bool>,
    /// Offset of the bracket that opens the marker.
    pub(super) start: usize,
    /// Offset of the bracket that closes the marker.
    pub(super) bracket: usize,
    /// Offset after the marker.
    pub(super) end: usize,
    /// Offset of the end of the line.
    pub(super) line_end: usize,
    /// True if the next line has fewer `>` and is part of the callout, as Markdown continues a paragraph.
    pub(super) is_continued: bool,
    /// Markdown definitions of the footnotes used in the title.
    pub(super) footnotes: String,
}

/// Reads the marker of the block quote in a range, if it has one.
fn marker(text: &str, quote: std::ops::Range<usize>) -> Option<Marker> {
    let quoted = &text[quote.clone()];
    let inner = quoted.trim_start().strip_prefix('>')?.trim_start_matches([' ', '\t']);
    let start = quote.end - inner.len();
    let (inside, is_marked) = match inner.strip_prefix("[!") {
        Some(inside) => (inside, true),
        None => (inner.strip_prefix('[').filter(|inside| names_spoiler(inside))?, false),
    };
    let close = inside.find([']', '\n']).unwrap_or(inside.len());
    let (kind, scope) = match inside[..close].trim().split_once('|') {
        Some((kind, scope)) => (kind.trim().to_lowercase(), Some(scope.trim().to_owned())),
        None => (inside[..close].trim().to_lowercase(), None),
    };
    let (is_closed, is_spoiler) = (inside[close..].starts_with(']'), kind == "spoiler");
    let mistyped = !is_marked || is_closed != is_spoiler && is_like_spoiler(&kind);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    if !mistyped && (kind.is_empty() || !is_closed || !kind.chars().all(is_plain)) {
        return None;
    }
    let after = &inside[close + usize::from(is_closed)..];
    let after = if is_closed { after } else { "" };
    let (open, after) = match after.chars().next() {
        Some('+') => (Some(true), &after[1..]),
        Some('-') => (Some(false), &after[1..]),
        _ => (None, after),
    };
    let bracket = quote.end - inside.len() + close;
    let end = if is_closed { quote.end - after.len() } else { bracket };
    let end = end + after.len() - after.trim_start_matches([' ', '\t']).len();
    let line_end = text[end..quote.end].find(['\n', '\r']).map_or(quote.end, |length| end + length);
    Some(Marker {
        kind,
        scope: scope.filter(|scope| !scope.is_empty()),
        mistyped,
        open,
        start,
        bracket,
        end,
        line_end,
        is_continued: is_continued(text, start, line_end..quote.end),
        footnotes: String::new(),
    })
}

/// True if the line after that of a marker is in its quote but has fewer `>` than it.
fn is_continued(text: &str, marker: usize, rest: std::ops::Range<usize>) -> bool {
    let quotes = |line: &str| line.bytes().take_while(|b| b" \t>".contains(b)).filter(|b| *b == b'>').count();
    let line = text[..marker].rfind('\n').map_or(0, |at| at + 1);
    let next = text[rest].trim_start_matches(['\r', '\n']);
    !next.trim_start_matches([' ', '\t', '>']).is_empty()
        && quotes(next) < text[line..marker].matches('>').count()
}

/// True if what follows a bracket is a spoiler without the `!`: `spoiler]`, `spoiler|novel]`, but no link.
pub(super) fn names_spoiler(inside: &str) -> bool {
    let Some((marker, after)) = inside.split_once(']') else { return false };
    let (kind, has_scope) = marker.split_once('|').map_or((marker, false), |(kind, _)| (kind, true));
    let is_word = |word: &str| kind.trim().eq_ignore_ascii_case(word);
    let is_link = after.starts_with(['(', '[', ':']);
    !is_link && (is_word("spoiler") || has_scope && is_word("spoilers"))
}

/// True if a text may have callouts.
pub(super) fn may_have_callouts(text: &str) -> bool {
    ["[!", "[spoiler", "[Spoiler", "[SPOILER"].iter().any(|mark| contains(text, mark))
}

/// True if the kind of a callout is `spoiler` or resembles it: `spoilers`, `spolier`, `spoiler-novel`.
pub(super) fn is_like_spoiler(kind: &str) -> bool {
    let word = kind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.starts_with("spoil") || closest(word, ["spoiler"]).is_some()
}

/// The markers of all callouts, by the offsets of their quotes. `parser` reads the text and is left at its end.
pub(super) fn markers<'t>(text: &'t str, parser: &mut OffsetIter<'t>) -> BTreeMap<usize, Marker> {
    let mut found = BTreeMap::new();
    let mut footnotes = BTreeSet::new();
    for (event, range) in parser {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                let start = range.start;
                found.extend(marker(text, range).map(|marker| (start, marker)));
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                footnotes.insert(label.to_string());
            }
            _ => {}
        }
    }
    for marker in found.values_mut() {
        let title = &text[marker.end..marker.line_end];
        let labels = title.split("[^").skip(1).filter_map(|rest| rest.split(']').next());
        let labels: BTreeSet<&str> = labels.filter(|label| footnotes.contains(*label)).collect();
        marker.footnotes = labels.into_iter().map(|label| format!("[^{label}]: note\n\n")).collect();
    }
    found
}

/// Replaces markers and titles by spaces, so that every other byte keeps its offset.
pub(super) fn without_titles<'t>(text: &'t str, markers: &BTreeMap<usize, Marker>) -> Cow<'t, str> {
    if markers.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for marker in markers.values() {
        let start = marker.start;
        if start < out.len() {
            continue;
        }
        out.push_str(&text[out.len()..start]);
        let spaces = marker.line_end - start - usize::from(marker.is_continued);
        out.extend(marker.is_continued.then_some(GUARD));
        out.extend(std::iter::repeat_n(' ', spaces));
    }
    out.push_str(&text[out.len()..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_read_in_full() {
        let text = "> [!Spoiler|novel]- The end\n> Text";
        let marker = marker(text, 0..text.len()).unwrap();
        assert_eq!(
            (marker.kind.as_str(), marker.scope.as_deref(), marker.open),
            ("spoiler", Some("novel"), Some(false))
        );
        assert_eq!(&text[marker.end..marker.line_end], "The end");
        assert_eq!(&text[marker.bracket..=marker.bracket], "]");
    }

    #[test]
    fn ordinary_quotes_are_not_callouts() {
        assert_eq!(marker("> [not] one", 0..11), None);
        assert_eq!(marker("> [!note", 0..8), None);
        for text in
            ["> [spoiler](x)", "> [spoiler][x]", "> [spoilers] told", "> [[spoiler|x]]", "> [spoiling|x]"]
        {
            assert_eq!(marker(text, 0..text.len()), None, "{text}");
        }
    }
}
