//! Inline content: bare addresses, citations, highlights, code and line breaks.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::frames::Frame;
use super::markers::GUARD;
use super::parser::Events;
use super::triggers::{
    Trigger, has_host, is_escaped, is_of_source_id, starts_citation, without_trailing_signs,
};
use super::writer::Writer;
use crate::diag::codes;
use crate::labels::Labelled;
use crate::page::body::{Citation, Cite, Fill, Hole};
use crate::text::{find_byte, find_forbidden, is_forbidden};

impl<'w> Writer<'w> {
    /// Writes a text, together with adjacent text events where markup may extend across them.
    pub(super) fn text(&mut self, text: &CowStr<'_>, range: Range<usize>, events: &mut Events<'_>) {
        if text.starts_with(GUARD) {
            return;
        }
        let text = &self.without_controls(text, &range);
        if matches!(self.frames.last(), Some(Frame::Code { .. })) {
            return self.text_of_code(text, range);
        }
        if self.open_image().is_some() {
            let text = self.in_language(text, &range);
            self.open_image().into_iter().for_each(|image| image.alt.push_str(text));
            return;
        }
        if matches!(self.frames.last(), Some(Frame::Link { own_label: true, .. })) {
            return;
        }
        if self.box_of_task(range.start) {
            return;
        }
        if self.text[range.start..].starts_with('[') {
            self.report_stray_marker(range.start);
        }
        self.report_foreign(&range);
        if self.triggers.is_none() || !self.may_reach_beyond(text, &range) {
            return self.piece(text, range.clone(), range.end);
        }
        let mut pieces = vec![(text.clone(), range.clone())];
        let mut end = range.end;
        while let Some((Event::Text(next), next_range)) = events.peek() {
            if next_range.start != end {
                break;
            }
            end = next_range.end;
            pieces.push((next.clone(), next_range.clone()));
            events.next();
        }
        for (text, range) in pieces {
            self.piece(&text, range, end);
        }
    }

    fn text_of_code(&mut self, text: &str, range: Range<usize>) {
        let file = self.file_range(range).start;
        if let Some(Frame::Code { text: code, origin, .. }) = self.frames.last_mut() {
            origin.piece(code.len(), file);
            code.push_str(text);
        }
    }

    /// Removes control characters, which a character reference such as `&#1;` can produce and HTML cannot contain.
    fn without_controls<'t>(&mut self, text: &CowStr<'t>, range: &Range<usize>) -> CowStr<'t> {
        if !self.text[range.start..].starts_with('&') || find_forbidden(text).is_none() {
            return text.clone();
        }
        self.fault(&codes::NUL_BYTE, range.clone(), "this is a reference to a control character");
        text.replace(is_forbidden, "\u{fffd}").into()
    }

    /// Reports foreign markup that begins in a range of the text.
    fn report_foreign(&mut self, range: &Range<usize>) {
        let known = self.request.components;
        let is_call = |rest: &str| super::components::is_call(known, rest);
        for (place, (_, name, remedy)) in self.foreign.find(self.text, range, is_call) {
            self.fault(&codes::FOREIGN_SYNTAX, place, format!("this is {name}, which stays plain text"));
            self.help(remedy);
        }
    }

    fn may_reach_beyond(&self, text: &str, range: &Range<usize>) -> bool {
        text.ends_with('[') && self.text[range.end..].starts_with('@')
            || has_far_markup(text)
            || text.ends_with(['h', 'p', 's', ':']) && self.text[range.end..].starts_with("://")
    }

    /// Writes one text. Bytes before [`Writer::skip_until`] have been written already. Markup in it may extend up to `limit`.
    fn piece(&mut self, text: &str, range: Range<usize>, limit: usize) {
        if range.end <= self.skip_until && !range.is_empty() {
            return;
        }
        let verbatim = self.text.get(range.clone()).is_some_and(|written| is_same(written, text));
        if text.starts_with('^') && (!verbatim || is_escaped(self.text, range.start)) {
            self.blocks.escaped = Some(self.plain_text.len());
        }
        if !verbatim {
            let text = self.in_language(text, &range);
            return self.plain(text);
        }
        let mut at = range.start.max(self.skip_until);
        while at < range.end {
            let Some((found, trigger)) = self.next_trigger(at..range.end) else { break };
            self.plain_range(at..found);
            at = self.pull(trigger, found, limit).max(found + 1);
        }
        if at < range.end {
            self.plain_range(at..range.end);
        }
        self.skip_until = self.skip_until.max(at.min(limit));
    }

    /// The text of an event, with a quotation mark of the language where the source has a straight one.
    fn in_language<'t>(&mut self, text: &'t str, range: &Range<usize>) -> &'t str
    where
        'w: 't,
    {
        let straight = match self.text.get(range.clone()) {
            Some("'") if text != "'" => '\'',
            Some("\"") if text != "\"" => '"',
            _ => return text,
        };
        let around = (&self.text[..range.start], &self.text[range.end..]);
        self.quotes.sign(straight, around, self.request.quotes)
    }

    fn plain_range(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            let text = &self.text[range];
            self.plain(text);
        }
    }

    /// Writes plain text.
    pub(super) fn plain(&mut self, text: &str) {
        if self.paragraph_is_closed() && text.trim().is_empty() {
            return;
        }
        self.open_paragraph();
        self.out.html.text(text);
        self.plain_text.push_str(text);
    }

    fn next_trigger(&self, mut range: Range<usize>) -> Option<(usize, Trigger)> {
        let first = self.triggers.as_deref()?;
        let text = &self.text.as_bytes()[..range.end];
        let in_link = self.in_link();
        let tags = self.request.content.inline_tags;
        let starts = |at: usize, mark: &str| text[at..].starts_with(mark.as_bytes());
        let trigger = |at: usize| match text[at] {
            b'=' if starts(at, "==") => Some(Trigger::Highlight),
            // The `@` of a citation is in the text event after the bracket.
            b'[' if self.text.as_bytes().get(at + 1) == Some(&b'@') && !is_escaped(self.text, at) => {
                Some(Trigger::Citation)
            }
            b'h' if !in_link && (starts(at, "http://") || starts(at, "https://")) => Some(Trigger::Address),
            b'^' if !in_link && self.text.as_bytes().get(at + 1) == Some(&b'[') => Some(Trigger::Note),
            b'[' | b']' if self.note.is_some() && !is_escaped(self.text, at) => Some(Trigger::Bracket),
            b'#' if tags && !in_link && !is_escaped(self.text, at) => Some(Trigger::Tag),
            b'|' if starts(at, "||") && !is_escaped(self.text, at) => Some(Trigger::Bars),
            b'|' if self.is_escaped_pair(at) => Some(Trigger::Bars),
            b'|' if self.separates_arguments(at) => Some(Trigger::Separator),
            b'{' if starts(at, "{{") && self.may_call(at) => Some(Trigger::Component),
            b'}' if starts(at, "}}") && self.ends_call(at) => Some(Trigger::EndOfComponent),
            b'!' if starts(at, "![[") => Some(Trigger::Picture),
            b'w' if !in_link && starts(at, "www.") => Some(Trigger::Address),
            _ => None,
        };
        loop {
            let at = range.start + find_byte(text.get(range.start..)?, |byte| first[usize::from(byte)])?;
            if let Some(trigger) = trigger(at) {
                return Some((at, trigger));
            }
            range.start = at + 1;
        }
    }

    /// Writes the markup that starts at `at`, and returns the offset after it; anything else is written as text.
    fn pull(&mut self, trigger: Trigger, at: usize, limit: usize) -> usize {
        let end = match trigger {
            Trigger::Highlight => self.highlight(at),
            Trigger::Bars => self.bars(at),
            Trigger::Citation => self.citation(at).or_else(|| self.bracket(at)),
            Trigger::Address => self.address(at, limit),
            Trigger::Tag => self.tag(at),
            Trigger::Note if self.may_open_note(at) => self.open_note(at),
            Trigger::Note => None,
            Trigger::Bracket => self.bracket(at),
            Trigger::Picture => self.own_picture(at, limit),
            Trigger::Component => self.call(at),
            Trigger::Separator => Some(self.next_argument(at)),
            Trigger::EndOfComponent => Some(self.end_call(at)),
        };
        match end {
            Some(end) => end,
            None => {
                let is_pair =
                    matches!(trigger, Trigger::Highlight | Trigger::Bars) && !self.is_escaped_pair(at);
                let length = if is_pair { 2 } else { 1 };
                let length = self.text[at..].chars().take(length).map(char::len_utf8).sum::<usize>();
                self.plain_range(at..at + length);
                at + length
            }
        }
    }

    /// `==text==`. The closing mark must be in the same paragraph at the same nesting level.
    fn highlight(&mut self, at: usize) -> Option<usize> {
        if let Some(depth) = self.highlight {
            let closes = depth == self.frames.len()
                && !self.bars_hold_highlight()
                && !self.text[..at].ends_with(char::is_whitespace);
            if !closes {
                return None;
            }
            self.out.html.tag("</mark>");
            self.highlight = None;
            return Some(at + 2);
        }
        let after = &self.text[at + 2..];
        let opens = !after.starts_with(|c: char| c.is_whitespace() || c == '=');
        if !opens
            || self.text[..at].ends_with('=')
            || self.ahead.end_of_highlight(self.text, at + 2).is_none()
        {
            return None;
        }
        self.open_paragraph();
        self.out.html.tag("<mark>");
        self.highlight = Some(self.frames.len());
        Some(at + 2)
    }

    /// `[@id, locator; @id]`.
    fn citation(&mut self, at: usize) -> Option<usize> {
        let close = self.ahead.end_of_citation(self.text, at + 1)?;
        if self.ahead.is_known_to_fail(at, close) || !starts_citation(&self.text[at + 1..close]) {
            return None;
        }
        let parts = self.text[at + 1..close].split(';');
        let mut items = Vec::with_capacity(parts.clone().count());
        let mut offset = at + 1;
        for part in parts {
            let Some(item) = self.cite(part, offset) else {
                self.ahead.failed = (close, offset);
                return None;
            };
            items.push(item);
            offset += part.len() + 1;
        }
        self.open_paragraph();
        let fill = Fill::Citation(self.body.citations.len() as u32);
        if self.in_link() {
            self.deferred.holes.push(Hole { at: self.deferred.html.len() as u32, fill });
        } else {
            let start = self.frames.iter().rev().find_map(|frame| match frame {
                Frame::Heading { starts, .. } => Some(starts.html),
                _ => None,
            });
            self.out.trim_end(start.unwrap_or(0));
            self.hole(fill);
        }
        let citation = Citation { items, text_at: self.plain_text.len() as u32 };
        self.body.citations.push(Labelled::new(citation, self.scopes()));
        self.skip_until = close + 1;
        Some(self.skip_until)
    }

    fn cite(&self, part: &str, offset: usize) -> Option<Cite> {
        let start = offset + (part.len() - part.trim_start().len());
        let inside = part.trim().strip_prefix('@')?;
        let (id, locator) = inside.split_once(',').unwrap_or((inside, ""));
        let id = id.trim_end();
        let plain = !id.is_empty() && id.chars().all(is_of_source_id);
        let range = self.file_span(start..start + 1 + id.len());
        plain.then(|| Cite { id: id.to_owned(), locator: locator.trim().to_owned(), range })
    }

    /// A bare address, by the rules of GitHub's "autolinks (extension)".
    fn address(&mut self, at: usize, limit: usize) -> Option<usize> {
        if self.text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '@')) {
            return None;
        }
        let rest = &self.text[at..limit];
        if !has_host(rest) {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '|')).unwrap_or(rest.len());
        let address = without_trailing_signs(&rest[..end]);
        if !has_host(address) {
            return None;
        }
        let end = address.len();
        let href =
            if address.starts_with("www.") { format!("https://{address}") } else { address.to_owned() };
        self.open_paragraph();
        self.out
            .html
            .tag("<a class=\"external\"")
            .attribute("href", &href)
            .tag(">")
            .text(address)
            .tag("</a>");
        self.plain_text.push_str(address);
        self.skip_until = at + end;
        Some(at + end)
    }

    pub(super) fn code_span(&mut self, code: &str, range: Range<usize>) {
        if let Some(image) = self.open_image() {
            image.alt.push_str(code);
            return;
        }
        if range.end <= self.skip_until {
            return;
        }
        self.open_paragraph();
        self.out.html.tag("<code>").text(code).tag("</code>");
        self.code_text(code);
    }

    /// Writes code, which is part of the plain text and recorded as code.
    pub(super) fn code_text(&mut self, code: &str) {
        let start = self.plain_text.len() as u32;
        self.plain_text.push_str(code);
        self.body.code.push((start, self.plain_text.len() as u32));
    }

    pub(super) fn line_break(&mut self, tag: &'static str, range: Range<usize>) {
        if let Some(image) = self.open_image() {
            image.alt.push(' ');
        } else if range.end > self.skip_until && !self.paragraph_is_closed() {
            self.out.html.tag(tag);
            self.plain_text.push(' ');
        }
    }

    /// True if nothing has been written yet in the current paragraph, so that a line break would begin it.
    fn paragraph_is_closed(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Paragraph { open: false, .. }))
    }
}

/// Returns whether two texts are the same but for line breaks, which are blanks in a part that is parsed on its own.
fn is_same(written: &str, text: &str) -> bool {
    let differs = |(one, other): (u8, u8)| one != other && !(matches!(one, b'\n' | b'\r') && other == b' ');
    written == text || written.len() == text.len() && !written.bytes().zip(text.bytes()).any(differs)
}

/// Returns whether a text contains `://`, `www.` or `![[`.
fn has_far_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(b'/', b'[', b'.', bytes).any(|at| match bytes[at] {
        b'/' => bytes[..at].ends_with(b":/"),
        b'[' => bytes[..at].ends_with(b"!["),
        _ => bytes[..at].ends_with(b"www"),
    })
}
