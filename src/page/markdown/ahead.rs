//! Cached searches for closing marks. A result for one offset holds for all offsets up to the mark, so a text of nothing but opening marks
//! is searched once rather than once per mark.

use super::triggers::is_escaped;

/// The cached results. They belong to one text: another text needs a new one.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// End of the paragraph that was searched for `==`.
    paragraph: Search,
    highlight: Search,
    citation: Search,
    note: Search,
    component: Search,
    bars: Search,
    bars_of_cells: Search,
    row: Search,
    /// End of a citation, and the offset of something in it that is not a source: any citation that starts before that offset and has this
    /// end is invalid.
    pub(super) failed: (usize, usize),
}

/// The last search: its result holds from its start up to the match.
#[derive(Debug, Default)]
struct Search {
    from: usize,
    found: Option<usize>,
    is_done: bool,
}

impl Search {
    /// Offset of the first match from `from` on, using the last search where possible. `search` returns the offset of the first match from
    /// an offset on.
    fn next(&mut self, from: usize, search: impl FnOnce(usize) -> Option<usize>) -> Option<usize> {
        let holds = self.is_done && self.from <= from && self.found.is_none_or(|found| from <= found);
        if !holds {
            *self = Self { from, found: search(from), is_done: true };
        }
        self.found
    }
}

impl Ahead {
    /// Offset of the next `==` that can end a highlight: in the same paragraph, and not after a space.
    pub(super) fn end_of_highlight(&mut self, text: &str, from: usize) -> Option<usize> {
        let end = self.end_of_paragraph(text, from);
        let ends = |at: &usize| !text[..*at].ends_with(char::is_whitespace);
        let found = self
            .highlight
            .next(from, |from| text[from..].match_indices("==").map(|(at, _)| from + at).find(ends));
        found.filter(|found| *found < end)
    }

    /// Offset of the next `||`, or in a table `\|\|`, that can end a spoiler: in the same paragraph, and not preceded by white space.
    pub(super) fn end_of_bars(&mut self, text: &str, from: usize, mark: &str) -> Option<usize> {
        let end = self.end_of_paragraph(text, from);
        let ends = |at: &usize| !text[..*at].ends_with(char::is_whitespace) && !is_escaped(text, *at);
        let search = if mark == "||" { &mut self.bars } else { &mut self.bars_of_cells };
        let found =
            search.next(from, |from| text[from..].match_indices(mark).map(|(at, _)| from + at).find(ends));
        found.filter(|found| *found < end)
    }

    fn end_of_paragraph(&mut self, text: &str, from: usize) -> usize {
        let found = self.paragraph.next(from, |from| text[from..].find("\n\n").map(|at| from + at));
        found.unwrap_or(text.len())
    }

    /// Offset of the `]` that ends a citation, on the same line.
    pub(super) fn end_of_citation(&mut self, text: &str, from: usize) -> Option<usize> {
        let found = self.citation.next(from, |from| text[from..].find([']', '\n']).map(|at| from + at));
        found.filter(|found| text[*found..].starts_with(']'))
    }

    /// Offset of the next `]` in the same paragraph; without one, no footnote begins.
    pub(super) fn end_of_note(&mut self, text: &str, from: usize) -> Option<usize> {
        let end = self.end_of_paragraph(text, from);
        let found = self.note.next(from, |from| text[from..].find(']').map(|at| from + at));
        found.filter(|found| *found < end)
    }

    /// Offset of the next `}}` in the same paragraph; without one, no component begins.
    pub(super) fn end_of_component(&mut self, text: &str, from: usize) -> Option<usize> {
        let end = self.end_of_paragraph(text, from);
        let found = self.component.next(from, |from| text[from..].find("}}").map(|at| from + at));
        found.filter(|found| *found < end)
    }

    /// True if a citation with this start and end is known to be invalid.
    pub(super) fn is_known_to_fail(&self, start: usize, end: usize) -> bool {
        self.failed.0 == end && start < self.failed.1
    }

    /// True if `]]` occurs on the same line from `from` on.
    pub(super) fn has_end_of_wikilink(&mut self, text: &str, from: usize) -> bool {
        let is_mark = |at: &usize| text[*at..].starts_with("]]") || text[*at..].starts_with('\n');
        let found = self.row.next(from, |from| {
            text[from..].match_indices([']', '\n']).map(|(at, _)| from + at).find(is_mark)
        });
        found.is_some_and(|found| text[found..].starts_with("]]"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_positions_equal_computed_ones() {
        let text = "==a ==\n== [@a] ]]\n\nb== [@c\n]] x==y==\n\n";
        let mut ahead = Ahead::default();
        for from in 0..=text.len() {
            let mut anew = Ahead::default();
            assert_eq!(ahead.end_of_highlight(text, from), anew.end_of_highlight(text, from), "{from}");
            assert_eq!(ahead.end_of_note(text, from), anew.end_of_note(text, from), "{from}");
            assert_eq!(ahead.end_of_citation(text, from), anew.end_of_citation(text, from), "{from}");
            assert_eq!(ahead.has_end_of_wikilink(text, from), anew.has_end_of_wikilink(text, from), "{from}");
        }
    }
}
