//! Callouts: quotes whose first line is a marker, `> [!kind|scope]+ Title`, as in GitHub's alerts and Obsidian's callouts.
//!
//! To Markdown, that line is part of the block that follows it. Therefore the marker lines are found first and blanked out, and each title
//! is parsed on its own.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CowStr, Event, OffsetIter, Parser, RefDefs, Tag, TagEnd,
};

use super::signs::{self, sign_of};
use super::writer::{Frame, Writer};
use crate::diag::codes;
use crate::labels::{ScopeId, Scopes};
use crate::page::fields::scope_named;
use crate::text::closest;
use crate::words::Words;

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
    /// Offset of the bracket that closes the marker.
    pub(super) bracket: usize,
    /// Offset after the marker.
    pub(super) end: usize,
    /// Offset of the end of the line.
    pub(super) line_end: usize,
    /// Markdown definitions of the footnotes used in the title.
    pub(super) footnotes: String,
}

/// Reads the marker of the block quote in a range, if it has one.
fn marker(text: &str, quote: std::ops::Range<usize>) -> Option<Marker> {
    let quoted = &text[quote.clone()];
    let inner = quoted.trim_start().strip_prefix('>')?.trim_start_matches([' ', '\t']);
    let inside = inner.strip_prefix("[!")?;
    let close = inside.find([']', '\n']).unwrap_or(inside.len());
    let (kind, scope) = match inside[..close].trim().split_once('|') {
        Some((kind, scope)) => (kind.trim().to_lowercase(), Some(scope.trim().to_owned())),
        None => (inside[..close].trim().to_lowercase(), None),
    };
    let (is_closed, is_spoiler) = (inside[close..].starts_with(']'), kind == "spoiler");
    let mistyped = is_closed != is_spoiler && is_like_spoiler(&kind);
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
        bracket,
        end,
        line_end,
        footnotes: String::new(),
    })
}

/// True if the kind of a callout is `spoiler` or resembles it: `spoilers`, `spolier`, `spoiler-novel`.
fn is_like_spoiler(kind: &str) -> bool {
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

/// Replaces markers and titles by spaces, so that every other byte keeps its offset.
pub(super) fn without_titles<'t>(text: &'t str, markers: &BTreeMap<usize, Marker>) -> Cow<'t, str> {
    if markers.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for marker in markers.values() {
        // The marker's `[!` is on this line, after nothing but quote and list markers.
        let start = text[..marker.bracket].rfind("[!").unwrap_or(marker.bracket);
        if start < out.len() {
            continue;
        }
        out.push_str(&text[out.len()..start]);
        out.extend(std::iter::repeat_n(' ', marker.line_end - start));
    }
    out.push_str(&text[out.len()..]);
    Cow::Owned(out)
}

impl Writer<'_> {
    /// The scopes of a spoiler. Undeclared scopes are reported.
    fn callout_scopes(&mut self, marker: &Marker) -> Scopes {
        if marker.mistyped {
            return self.mistyped_scopes(marker);
        }
        let Some(names) = &marker.scope else { return Scopes::of(ScopeId::UNKNOWN) };
        let mut scopes = Scopes::NONE;
        let mut at = marker.bracket - names.len();
        for part in names.split(',') {
            let name = part.trim();
            let start = at + part.len() - part.trim_start().len();
            scopes = scopes.and(Scopes::of(self.declared_scope(name, start..start + name.len())));
            at += part.len() + 1;
        }
        scopes
    }

    /// The scope with the given name, found in `range` of the body; reported if it is not declared.
    fn declared_scope(&mut self, name: &str, range: std::ops::Range<usize>) -> ScopeId {
        scope_named(name, self.request.scopes).unwrap_or_else(|[message, help]| {
            self.fault(&codes::UNKNOWN_SPOILER, range, message);
            self.help(help);
            ScopeId::UNKNOWN
        })
    }

    /// The scopes that a misspelled spoiler may mean: those after the `|`, or one that follows the word.
    fn mistyped_scopes(&mut self, marker: &Marker) -> Scopes {
        let known = self.request.scopes;
        let behind = |c: char| !c.is_alphanumeric();
        let in_kind = marker.kind.split_once(behind).map(|(_, rest)| rest.trim_start_matches(behind));
        let names = marker.scope.as_deref().or(in_kind).unwrap_or_default();
        let ids = names.split(',').map(|name| known.named(name.trim()).unwrap_or(ScopeId::UNKNOWN));
        let scopes = ids.fold(Scopes::NONE, |all, id| all.and(Scopes::of(id)));
        let start = self.text[..marker.bracket].rfind("[!").unwrap_or(marker.bracket);
        let written = self.text[start..marker.bracket].trim_start_matches("[!").to_owned();
        let message = format!("`{written}` is not a callout type");
        self.fault(&codes::UNKNOWN_SPOILER, start..marker.bracket, message);
        self.help(match names {
            "" => "write `[!spoiler]`, or `[!spoiler|SCOPE]` with the name of a scope".to_owned(),
            _ => format!("write `[!spoiler|{names}]`"),
        });
        scopes
    }

    pub(super) fn start_callout(&mut self, marker: &Marker) -> Frame {
        if marker.mistyped || marker.kind == "spoiler" {
            return self.start_spoiler(marker);
        }
        let foldable = marker.open.is_some();
        let class = format!("callout callout-{}", crate::text::slug(&marker.kind));
        self.out.html.tag(if foldable { "<details" } else { "<div" }).attribute("class", &class);
        if marker.open == Some(true) {
            self.out.html.tag(" open");
        }
        self.out.html.tag(if foldable {
            "><summary class=\"callout-title\">"
        } else {
            "><p class=\"callout-title\">"
        });
        self.callout_title(marker, true);
        self.out.html.tag(if foldable { "</summary>\n" } else { "</p>\n" });
        self.text_break();
        Frame::Callout { foldable, spoiler: None }
    }

    /// Starts a spoiler, which is always closed at first, and shows its scopes before its title.
    fn start_spoiler(&mut self, marker: &Marker) -> Frame {
        let scopes = self.callout_scopes(marker);
        let fold = self.open_fold(scopes);
        let (names, labels) = (self.request.scopes.names(scopes), self.request.scopes.labels(scopes));
        self.out
            .html
            .tag("<details class=\"callout callout-spoiler spoiler\"")
            .attribute("data-scope", &names);
        self.out.html.tag("><summary class=\"callout-title\">");
        // The title may give something away, so it is part of the spoiler.
        self.frames.push(Frame::Callout { foldable: true, spoiler: Some(fold) });
        self.out.html.text(&labels);
        let before = self.out.html.len();
        self.out.html.tag(if labels.is_empty() { "" } else { " · " });
        if !self.callout_title(marker, labels.is_empty()) {
            self.out.shorten(if labels.is_empty() { self.out.html.len() } else { before });
        }
        self.out.html.tag("</summary>\n");
        self.text_break();
        self.frames.pop();
        Frame::Callout { foldable: true, spoiler: Some(fold) }
    }

    /// Writes the title, which can only contain inline content. Returns false if there is none; with `or_kind`, the kind is used instead.
    fn callout_title(&mut self, marker: &Marker, or_kind: bool) -> bool {
        let (whole, outer_start) = (self.text, self.request.start);
        let skipped = std::mem::replace(&mut self.skip_until, marker.end - marker.bracket);
        let ahead = std::mem::take(&mut self.ahead);
        // Parsed from the bracket on, so that nothing in it can start a list or heading.
        self.text = &whole[marker.bracket..marker.line_end];
        self.request.start += marker.bracket;
        self.frames.push(Frame::Title);
        let (depth, before) = (self.frames.len(), self.out.html.len());
        let title = signs::hide(self.text.into(), self.request.content.math);
        let text = format!("{title}\n\n{}", marker.footnotes);
        let definitions = Definitions { known: self.definitions, left: self.definitions_left() };
        let options = super::options(self.request.content);
        let parser = Parser::new_with_broken_link_callback(&text, options, Some(definitions));
        let mut events = signs::Shown::new(parser.into_offset_iter(), &text).peekable();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Paragraph) => {}
                Event::End(TagEnd::Paragraph) => break,
                event => self.event(event, range, &mut events),
            }
        }
        while self.frames.len() >= depth {
            self.end();
        }
        (self.text, self.request.start, self.skip_until) = (whole, outer_start, skipped);
        self.ahead = ahead;
        let is_written = self.out.html.len() != before
            || self.out.holes.last().is_some_and(|hole| hole.at as usize == before);
        if !is_written && or_kind {
            let kind = if marker.mistyped { "spoiler" } else { &marker.kind };
            let title = default_title(self.request.words, kind);
            self.out.html.text(&title);
            self.plain_text.push_str(&title);
        }
        is_written
    }
}

/// Title of a callout without one: the word for its kind, otherwise the kind itself.
pub(super) fn default_title(words: &Words, kind: &str) -> String {
    let known = words.callout(kind).map(str::to_owned);
    known.unwrap_or_else(|| crate::text::capitalised(&kind.replace(['-', '_'], " ")))
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
    fn ordinary_quotes_are_none() {
        assert_eq!(marker("> [not] one", 0..11), None);
        assert_eq!(marker("> [!note", 0..8), None);
    }
}
