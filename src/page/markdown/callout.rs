//! Callouts: quotes whose first line is a [`Marker`].

use pulldown_cmark::{Event, Tag, TagEnd};

use super::frames::Frame;
use super::markers::{Marker, is_like_spoiler, names_spoiler};
use super::parser::{Definitions, events};
use super::signs;
use super::triggers::is_escaped;
use super::writer::Writer;
use crate::diag::codes;
use crate::labels::{Labelled, ScopeId, Scopes};
use crate::page::fields::scope_named;
use crate::page::inline_text;
use crate::words::Words;

/// Most bytes of marks of quotes and lists in front of a marker.
const MAX_MARKS: usize = 64;
/// Most bytes of a marker.
const MAX_MARKER: usize = 300;

impl Writer<'_> {
    /// The scopes of a spoiler. Undeclared scopes are reported.
    fn callout_scopes(&mut self, marker: &Marker) -> Scopes {
        if marker.mistyped || self.is_scope(&marker.kind) {
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
    pub(super) fn declared_scope(&mut self, name: &str, range: std::ops::Range<usize>) -> ScopeId {
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
        let as_kind = known.alike(&marker.kind);
        let names = marker.scope.as_deref().or(as_kind).or(in_kind).unwrap_or_default();
        let ids = names.split(',').map(|name| known.named(name.trim()).unwrap_or(ScopeId::UNKNOWN));
        let scopes = ids.fold(Scopes::NONE, |all, id| all.and(Scopes::of(id)));
        let written = self.text[marker.start..marker.bracket].trim_start_matches(['[', '!']);
        let message = match as_kind {
            Some(_) => format!("`{written}` is a spoiler scope, not a callout type"),
            None if self.text[marker.start..].starts_with("[!") => {
                format!("`{written}` is not a callout type")
            }
            None => "a callout begins with `[!`".to_owned(),
        };
        self.fault(&codes::UNKNOWN_SPOILER, marker.start..marker.bracket, message);
        self.help(match names {
            "" => "write `[!spoiler]`, or `[!spoiler|SCOPE]` with the name of a scope".to_owned(),
            _ => format!("write `[!spoiler|{names}]`"),
        });
        scopes
    }

    /// True if the kind of a callout is a scope, and no kind that is known.
    fn is_scope(&self, kind: &str) -> bool {
        let is_known = kind == "tab" || kind == "spoiler" || self.request.words.callout(kind).is_some();
        !is_known && self.request.scopes.alike(kind).is_some()
    }

    /// Reports the marker of a spoiler at a byte where no quote begins.
    pub(super) fn report_stray_marker(&mut self, at: usize) {
        let before = &self.text[self.text.floor_char_boundary(at.saturating_sub(MAX_MARKS))..at];
        let marks = before.rsplit_once('\n').map_or(before, |(_, marks)| marks);
        let begins_line = marks.len() < MAX_MARKS && marks.bytes().all(|byte| b" \t>-*+".contains(&byte));
        let end = self.text.floor_char_boundary((at + MAX_MARKER).min(self.text.len()));
        let Some((marker, after)) = self.text[at..end].split_once(']').filter(|_| begins_line) else {
            return;
        };
        if marker.contains('\n') || is_escaped(self.text, at) {
            return;
        }
        let (inside, is_spoiler) = match marker.strip_prefix("[!") {
            Some(inside) => {
                let kind = inside.split('|').next().unwrap_or_default().trim().to_lowercase();
                (inside, !after.starts_with(['(', '[']) && (is_like_spoiler(&kind) || self.is_scope(&kind)))
            }
            None => (&marker[1..], marker.contains('|') && names_spoiler(&self.text[at + 1..end])),
        };
        if is_spoiler {
            let written = inside.split_once('|').map(|(_, scope)| scope.trim());
            let scope = written.or(self.request.scopes.alike(inside.trim())).unwrap_or("scope").to_owned();
            let message = "this spoiler does not begin a quote, and hides nothing";
            self.fault(&codes::OPEN_SPOILER, at..at + marker.len() + 1, message);
            self.help(format!(
                "write `> [!spoiler|{scope}] Title` after an empty line, and its text in lines that begin with `>`"
            ));
        }
    }

    /// Starts a callout whose quote ends at a byte.
    pub(super) fn start_callout(&mut self, marker: &Marker, end: usize) -> Frame {
        if marker.mistyped || marker.kind == "spoiler" || self.is_scope(&marker.kind) {
            let text = self.text.get(marker.line_end..end).unwrap_or_default();
            if text.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty() {
                self.fault(
                    &codes::OPEN_SPOILER,
                    marker.start..marker.bracket + 1,
                    "this spoiler is empty, and hides nothing",
                );
                self.help("write its text in the next lines, each with `>`, and no empty line between");
            }
            return self.start_spoiler(marker);
        }
        if marker.kind == "tab" {
            return self.start_tab(marker);
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

    /// Starts a tab, whose title and id are those of a section.
    fn start_tab(&mut self, marker: &Marker) -> Frame {
        let title = inline_text::plain(&self.text[marker.end..marker.line_end]).trim().to_owned();
        let id = self.unique_id(if title.is_empty() { &marker.kind } else { &title });
        self.body.anchors.push(Labelled::new(id.clone(), self.scopes()));
        self.out.html.tag("<div class=\"tab\"");
        self.id_attribute(&id);
        self.out.html.tag("><p class=\"tab-title\">");
        self.callout_title(marker, true);
        self.out.html.tag("</p>\n");
        self.text_break();
        Frame::Callout { foldable: false, spoiler: None }
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
        let mut events = events(&text, self.request.content, Some(definitions));
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
            let kind = if marker.mistyped || self.is_scope(&marker.kind) { "spoiler" } else { &marker.kind };
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
