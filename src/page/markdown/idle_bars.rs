//! Reports bars of spoilers where nothing can be opened: in front matter, raw HTML, conditions of queries, and titles of links, pictures
//! and labels. They would tell openly what they are meant to hide.

use std::ops::Range;

use super::writer::Writer;
use crate::diag::{Diagnostic, codes};
use crate::labels::SpoilerScopes;
use crate::page::node::Origin;
use crate::text::Source;

/// Most bytes of the scopes in front of the words.
const MAX_NAMES: usize = 200;

/// Most scopes that are looked at.
const MAX_SCOPES: usize = 4;

/// What can end the names: a colon, or the one of East Asian keyboards.
pub(super) const COLONS: [char; 2] = [':', '：'];

const MESSAGE: &str = "these bars hide nothing here";

/// The byte ranges of the bars in a text that declared scopes and a colon follow.
pub(super) fn idle_bars(text: &str, known: &SpoilerScopes) -> Vec<Range<usize>> {
    if known.iter().next().is_none() {
        return Vec::new();
    }
    let bars = text.match_indices("||").map(|(at, bars)| at..at + bars.len());
    bars.filter(|bars| scopes_at(&text[bars.end..], known).is_some()).collect()
}

/// The scopes that a text begins with, in front of a colon, if one of them is declared, in any case.
fn scopes_at(text: &str, known: &SpoilerScopes) -> Option<String> {
    let text = &text[..text.floor_char_boundary(MAX_NAMES.min(text.len()))];
    let names = &text[..text.find(COLONS)?];
    let names: Vec<&str> = names.split(',').take(MAX_SCOPES).map(str::trim).collect();
    let declared = |name: &&str| known.alike(name);
    names.iter().any(|name| declared(name).is_some()).then(|| {
        let names: Vec<&str> = names.iter().map(|name| declared(name).unwrap_or(name)).collect();
        names.join(",")
    })
}

/// The first word of a text, and the scope that it names. A name that could be a word of the text is none.
pub(super) fn scope_without_colon<'t>(text: &'t str, known: &'t SpoilerScopes) -> Option<(&'t str, &'t str)> {
    let (name, _) = text.split_once(' ')?;
    let is_name = name.contains(|c: char| c.is_numeric() || matches!(c, '-' | '_'));
    is_name.then(|| known.alike(name)).flatten().map(|known| (name, known))
}

/// Reports bars in a part of a file, such as its front matter.
pub(in crate::page) fn report_idle_bars(
    source: &Source,
    part: Range<usize>,
    known: &SpoilerScopes,
    faults: &mut Vec<Diagnostic>,
) {
    for bars in idle_bars(&source.text[part.clone()], known) {
        let place = source.place(part.start + bars.start..part.start + bars.end);
        let fault = Diagnostic::new(&codes::OPEN_SPOILER, place, MESSAGE);
        faults.push(fault.help("give all of the value a label: `{value: words, spoiler: scope}`"));
    }
}

impl Writer<'_> {
    /// Reports bars in a piece of raw HTML or in a query, except in the ranges that are read as Markdown.
    pub(super) fn report_idle_bars_of(&mut self, text: &str, origin: &Origin, read: &[Range<usize>]) {
        let mut read = read.iter().filter(|range| !range.is_empty()).peekable();
        for bars in idle_bars(text, self.request.scopes) {
            while read.next_if(|range| range.end <= bars.start).is_some() {}
            if read.peek().is_some_and(|range| range.contains(&bars.start)) {
                continue;
            }
            let place = self.source.place(origin.in_file(bars));
            let fault = Diagnostic::new(&codes::OPEN_SPOILER, place, MESSAGE);
            self.faults.push(fault.help("give all of it a label: `{spoiler=scope}`"));
        }
    }

    /// Reports bars that stay text although a scope follows them.
    pub(super) fn report_open_bars(&mut self, bars: Range<usize>) {
        let known = self.request.scopes;
        let after = &self.text[bars.end..];
        let after =
            after.strip_prefix('|').filter(|rest| !rest.starts_with('|')).unwrap_or(after).trim_start();
        let without_colon = || scope_without_colon(after, known).map(|(_, name)| name.to_owned());
        if let Some(names) = scopes_at(after, known).or_else(without_colon) {
            let message = "these bars are text, and what follows them is not hidden";
            self.report_shown(bars, message, &names);
        }
    }

    /// Reports bars that begin a spoiler in another one, whose end is then that of the outer one.
    pub(super) fn report_nested_bars(&mut self, bars: Range<usize>) {
        let after = &self.text[bars.end..];
        let opens = !after.starts_with(|c: char| c.is_whitespace() || c == '|');
        if opens && self.is_end_of_bars_ahead(&bars) {
            let names = scopes_at(after, self.request.scopes).unwrap_or_else(|| "scope".to_owned());
            self.report_shown(bars, "a spoiler in a sentence cannot begin in another one", &names);
        }
    }

    /// Reports bars that end a spoiler if a scope follows them at once.
    pub(super) fn report_bars_after_end(&mut self, bars: Range<usize>) {
        if let Some(names) = scopes_at(&self.text[bars.end..], self.request.scopes)
            .filter(|_| !self.text[bars.end..].starts_with(char::is_whitespace))
        {
            self.report_shown(bars, "these bars end a spoiler, and what follows them is not hidden", &names);
        }
    }

    /// Reports the bars between the cells of a row that hide nothing although a scope follows them.
    pub(super) fn report_bars_of_row(&mut self, row: Range<usize>) {
        let text = &self.text[row.clone()];
        let mut names = None;
        for bars in idle_bars(text, self.request.scopes) {
            let after = &text[bars.end..];
            let is_meant = !after.starts_with(char::is_whitespace) && after.contains("||");
            names = scopes_at(after, self.request.scopes).filter(|_| is_meant).map(|names| (bars, names));
            if names.is_some() {
                break;
            }
        }
        if let Some((bars, names)) = names {
            let message = "these bars divide cells, and what follows them is not hidden";
            self.fault(&codes::OPEN_SPOILER, row.start + bars.start..row.start + bars.end, message);
            self.help(format!("write `\\|\\|{names}: words\\|\\|` in a table, or a blank between the bars around an empty cell"));
        }
    }

    fn report_shown(&mut self, bars: Range<usize>, message: &str, names: &str) {
        self.fault(&codes::OPEN_SPOILER, bars, message);
        self.help(format!("write `||{names}: words||` with no blank next to the words, one after the other; `\\||` is two bars"));
    }

    /// Reports bars in the title of what is at a range of the text.
    pub(super) fn report_idle_bars_in_title(&mut self, title: &str, range: &Range<usize>) {
        if !idle_bars(title, self.request.scopes).is_empty() {
            self.fault(&codes::OPEN_SPOILER, range.clone(), MESSAGE);
            self.help("give all of it a label: `{spoiler=scope}`");
        }
    }
}
