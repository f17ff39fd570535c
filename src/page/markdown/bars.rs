//! Spoilers within a sentence: `||words||`, `||scope: words||`; in a table `\|\|words\|\|`.
//!
//! No `<details>` can stand in a paragraph, so the words stand behind a check box, and the style sheet shows them when it is checked.

use std::ops::Range;

use super::frames::{Frame, OpenBars, OpenFold};
use super::idle_bars::{COLONS, scope_without_colon};
use super::triggers::is_escaped;
use super::writer::Writer;
use crate::diag::codes;
use crate::labels::{ScopeId, Scopes};
use crate::text::closest;

/// Most bytes of the scopes in front of the words.
const MAX_PREFIX: usize = 200;

impl Writer<'_> {
    /// True for the first bar of `\|\|` in a table, where bars without backslashes would separate cells.
    pub(super) fn is_escaped_pair(&self, at: usize) -> bool {
        self.text[at..].starts_with("|\\|")
            && is_escaped(self.text, at)
            && self.frames.iter().any(|frame| matches!(frame, Frame::Cell(..)))
    }

    /// Opens or closes a spoiler at two bars, and gives the byte behind them. `None` where they are text.
    pub(super) fn bars(&mut self, at: usize) -> Option<usize> {
        let in_table = self.is_escaped_pair(at);
        let (at, behind) = if in_table { (at - 1, at + 3) } else { (at, at + 2) };
        if let Some(open) = &self.bars {
            let depth = open.depth;
            if self.text[..at].ends_with(char::is_whitespace) {
                self.report_nested_bars(at..behind);
                return None;
            }
            self.close_elements(depth);
            if self.frames.len() != depth {
                return None;
            }
            self.close_bars();
            self.bars_end = behind;
            self.report_bars_after_end(at..behind);
            self.skip_until = self.skip_until.max(behind);
            return Some(behind);
        }
        let after = &self.text[behind..];
        let opens = !after.starts_with(|c: char| c.is_whitespace() || c == '|');
        let follows_spoiler = self.bars_end == at && at > 0;
        if !opens || self.text[..at].ends_with('|') && !follows_spoiler {
            self.report_open_bars(at..behind);
            return None;
        }
        let is_closed = self.is_end_of_bars_ahead(&(at..behind));
        let begins_word = !self.text[..at].ends_with(char::is_alphanumeric);
        let is_meant = is_closed || begins_word && after.starts_with(char::is_alphanumeric);
        if !is_meant {
            self.report_open_bars(at..behind);
            return None;
        }
        if !self.may_hide_words() {
            let message = "these bars hide nothing in a link, a heading or a title";
            self.fault(&codes::OPEN_SPOILER, at..behind, message);
            self.help("put the bars around all of the link, or give the heading a label: `{spoiler=scope}`");
            return None;
        }
        Some(self.open_bars(at..behind))
    }

    /// True if bars that can end a spoiler follow these ones.
    pub(super) fn is_end_of_bars_ahead(&mut self, bars: &Range<usize>) -> bool {
        let mark = if self.text[bars.clone()].starts_with('\\') { "\\|\\|" } else { "||" };
        self.ahead.end_of_bars(self.text, bars.end, mark).is_some()
    }

    /// True where a check box can stand: in running text, outside of what can be clicked.
    fn may_hide_words(&self) -> bool {
        let is_control = |frame: &Frame| match frame {
            Frame::Heading { .. } | Frame::Title => true,
            Frame::Element(open) => {
                open.element.name == "summary"
                    || open.element.name.len() == 2
                        && open.element.name.starts_with('h')
                        && open.element.name != "hr"
            }
            _ => false,
        };
        !self.in_link() && !self.frames.iter().any(is_control)
    }

    fn open_bars(&mut self, range: Range<usize>) -> usize {
        let (scopes, start) = self.scopes_in_bars(range.end);
        self.open_paragraph();
        let html_start = self.out.html.len();
        let known = self.request.scopes;
        let summary = known.summary(self.request.words, scopes, None);
        self.out.html.tag("<span class=\"spoiler\"").attribute("data-scope", &known.names(scopes));
        self.out.html.tag("><label class=\"spoiler-mark\"><input type=\"checkbox\"> ");
        self.out.html.html(&summary).tag("</label> <span class=\"spoiler-words\">");
        // What is read without the words says that some are left out.
        self.plain_text.push('…');
        let fold = OpenFold { scopes, html_start, text_start: self.plain_text.len() };
        let (depth, in_highlight) = (self.frames.len(), self.highlight.is_some());
        self.bars = Some(OpenBars { fold, depth, in_highlight, range });
        self.skip_until = self.skip_until.max(start);
        start
    }

    fn close_bars(&mut self) {
        let Some(open) = self.bars.take() else { return };
        if !open.in_highlight && self.highlight.take().is_some() {
            self.out.html.tag("</mark>");
        }
        self.out.html.tag("</span></span>");
        self.close_fold(open.fold);
    }

    /// True if a highlight that was opened before the bars cannot end yet.
    pub(super) fn bars_hold_highlight(&self) -> bool {
        self.bars.as_ref().is_some_and(|open| open.in_highlight)
    }

    /// Closes a spoiler whose frame is closed.
    pub(super) fn end_bars(&mut self) {
        if self.bars.as_ref().is_some_and(|open| self.frames.len() < open.depth) {
            self.break_bars();
        }
    }

    /// Closes a spoiler in front of its end, and reports it.
    pub(super) fn break_bars(&mut self) {
        let Some(range) = self.bars.as_ref().map(|open| open.range.clone()) else { return };
        self.close_bars();
        let message = "this spoiler has no end in the text around it, and hides all of it from here on";
        self.fault(&codes::UNKNOWN_SPOILER, range, message);
        self.help("write `||` behind its last word, or `\\||` for two bars");
    }

    /// The scopes in front of the words, `book-3: ` or `film, novel: `, and the byte at which the words begin.
    fn scopes_in_bars(&mut self, start: usize) -> (Scopes, usize) {
        let none = (Scopes::of(ScopeId::UNKNOWN), start);
        let end = self.text.floor_char_boundary((start + MAX_PREFIX).min(self.text.len()));
        self.report_missing_colon(start, end);
        let Some(at) = self.text[start..end].find(COLONS).map(|length| start + length) else { return none };
        let prefix = &self.text[start..at];
        let colon = self.text[at..].chars().next().map_or(0, char::len_utf8);
        if prefix.contains(['|', '\n', '\\']) || !self.names_scopes(prefix, at + colon) {
            return none;
        }
        if colon > 1 {
            self.fault(&codes::UNKNOWN_SPOILER, at..at + colon, "this is not the colon after a scope");
            self.help(format!("write `||{prefix}: …||`"));
        }
        let mut scopes = Scopes::NONE;
        let mut at = start;
        for part in prefix.split(',') {
            let first = at + part.len() - part.trim_start().len();
            let name = part.trim();
            scopes = scopes.and(Scopes::of(self.declared_scope(name, first..first + name.len())));
            at += part.len() + 1;
        }
        let words = start + prefix.len() + colon;
        let space = self.text[words..].len() - self.text[words..].trim_start_matches([' ', '\t']).len();
        (scopes, words + space)
    }

    /// Reports words that begin with the name of a scope but no colon, `||season-1 He dies||`. A name that could be a word of
    /// the text is none.
    fn report_missing_colon(&mut self, start: usize, end: usize) {
        let text = &self.text[start..end];
        let Some((name, known)) = scope_without_colon(text, self.request.scopes) else { return };
        let message = format!("`{name}` is not read as a scope without a colon");
        let help = format!("write `||{known}: …||`");
        self.fault(&codes::UNKNOWN_SPOILER, start..start + name.len(), message);
        self.help(help);
    }

    /// True if the text in front of a colon names scopes, rightly or not.
    fn names_scopes(&self, prefix: &str, behind: usize) -> bool {
        let known = self.request.scopes;
        let mut names = prefix.split(',').map(str::trim);
        if names.clone().any(|name| known.alike(name).is_some()) {
            return true;
        }
        let is_word = |c: char| c.is_lowercase() || c.is_numeric() || matches!(c, '-' | '_');
        let is_like = |name: &str| {
            let is_name = name.contains(|c: char| c.is_numeric() || c == '-');
            let is_near = || closest(name, known.iter().map(|scope| scope.id.as_str())).is_some();
            !name.is_empty() && name.chars().all(is_word) && (is_name || is_near())
        };
        self.text[behind..].starts_with(' ') && names.all(is_like)
    }
}
