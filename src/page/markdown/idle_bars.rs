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

const MESSAGE: &str = "these bars hide nothing here";

/// The byte ranges of the bars in a text that declared scopes and a colon follow.
pub(super) fn idle_bars(text: &str, known: &SpoilerScopes) -> Vec<Range<usize>> {
    if known.iter().next().is_none() {
        return Vec::new();
    }
    let names_scope = |behind: usize| {
        let end = text.floor_char_boundary((behind + MAX_NAMES).min(text.len()));
        let names = text[behind..end].split_once(':').map(|(names, _)| names);
        names.is_some_and(|names| {
            names.split(',').take(MAX_SCOPES).any(|name| known.named(name.trim()).is_some())
        })
    };
    let bars = text.match_indices("||").map(|(at, bars)| at..at + bars.len());
    bars.filter(|bars| names_scope(bars.end)).collect()
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

    /// Reports bars in the title of what is at a range of the text.
    pub(super) fn report_idle_bars_in_title(&mut self, title: &str, range: &Range<usize>) {
        if !idle_bars(title, self.request.scopes).is_empty() {
            self.fault(&codes::OPEN_SPOILER, range.clone(), MESSAGE);
            self.help("give all of it a label: `{spoiler=scope}`");
        }
    }
}
