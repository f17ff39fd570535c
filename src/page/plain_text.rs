//! The plain text of a body, with the ranges of it that are spoilers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::labels::{Labelled, Open, Scopes, ShowsNothing};

/// Plain text with paragraphs separated by line breaks, and cells of tables by tabs. Offsets are in bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlainText {
    text: String,
    /// Ranges that belong to scopes, in order and without overlaps.
    spoilers: Vec<(u32, u32, Scopes)>,
}

impl PlainText {
    /// Creates a text with the ranges that belong to scopes, in any order. Where ranges overlap, all of their scopes apply.
    pub(super) fn new(text: String, parts: &[Labelled<Range<usize>>]) -> Self {
        let spoilers = if parts.is_empty() { Vec::new() } else { disjoint(parts, text.len()) };
        Self { text, spoilers }
    }

    /// Adds scopes to the whole text.
    pub(super) fn label(&mut self, scopes: Scopes) {
        let whole = Labelled::new(0..self.text.len(), scopes);
        let parts = self
            .spoilers
            .iter()
            .map(|(start, end, scopes)| Labelled::new(*start as usize..*end as usize, *scopes));
        self.spoilers = disjoint(&parts.chain([whole]).collect::<Vec<_>>(), self.text.len());
    }

    /// The byte ranges that stand in spoilers, with their scopes, in order and without overlaps.
    pub fn spoilers(&self) -> impl Iterator<Item = (Range<usize>, Scopes)> {
        self.spoilers.iter().map(|(start, end, scopes)| (*start as usize..*end as usize, *scopes))
    }

    /// Cuts out the parts whose scopes are left out, and gives the bytes that these were, in order.
    pub(super) fn leave_out(&mut self, is_left_out: impl Fn(Scopes) -> bool) -> Vec<Range<usize>> {
        let mut cuts: Vec<Range<usize>> = Vec::new();
        let (mut text, mut at, mut gone, mut spoilers) = (String::new(), 0, 0, Vec::new());
        for (start, end, scopes) in std::mem::take(&mut self.spoilers) {
            if !is_left_out(scopes) {
                spoilers.push((start - gone, end - gone, scopes));
                continue;
            }
            let (from, to) = (start as usize, end as usize);
            text.push_str(&self.text[at..from]);
            at = to;
            gone += end - start;
            match cuts.last_mut().filter(|last| last.end == from) {
                Some(last) => last.end = to,
                None => cuts.push(from..to),
            }
        }
        text.push_str(&self.text[at..]);
        *self = Self { text, spoilers };
        cuts
    }

    /// Frees unused capacity.
    pub(super) fn fit(&mut self) {
        self.text = self.text.as_str().to_owned();
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// True if it is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The scopes of the byte at an offset.
    pub fn scopes_at(&self, at: usize) -> Scopes {
        let next = self.spoilers.partition_point(|(_, end, _)| (*end as usize) <= at);
        let part = self.spoilers.get(next).filter(|(start, ..)| (*start as usize) <= at);
        part.map_or(Scopes::NONE, |(.., scopes)| *scopes)
    }

    /// A range of the text without its spoilers.
    pub fn open(&self, range: Range<usize>) -> Open<String> {
        let pieces = self.open_pieces(range).map(|piece| self.text.get(piece).unwrap_or_default());
        Open::unlabelled(pieces.collect())
    }

    /// The parts of a part of the text that stand in spoilers.
    pub fn labelled(&self, range: Range<usize>) -> impl Iterator<Item = Labelled<&str>> {
        let first = self.spoilers.partition_point(|(_, end, _)| (*end as usize) <= range.start);
        let behind = range.end;
        let spoilers =
            self.spoilers[first..].iter().take_while(move |(start, ..)| (*start as usize) < behind);
        spoilers.map(move |(start, end, scopes)| {
            let piece = range.start.max(*start as usize)..range.end.min(*end as usize);
            Labelled::new(self.text.get(piece).unwrap_or_default(), *scopes)
        })
    }

    /// The longest spoiler-free text around a range, with its offset. `None` if the range is inside a spoiler.
    pub fn open_around(&self, range: Range<usize>) -> Option<(usize, Open<&str>)> {
        let next = self.spoilers.partition_point(|(_, end, _)| (*end as usize) <= range.start);
        let start = next.checked_sub(1).map_or(0, |before| self.spoilers[before].1 as usize);
        let end = self.spoilers.get(next).map_or(self.text.len(), |(start, ..)| *start as usize);
        let text = self.text.get(start..end).filter(|_| range.end <= end)?;
        Some((start, Open::unlabelled(text)))
    }

    /// The text including spoilers, for stages that show nothing to readers.
    pub fn ignoring_labels(&self, _: impl ShowsNothing) -> &str {
        &self.text
    }

    fn open_pieces(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let (start, end) = (range.start, range.end.max(range.start));
        let first = self.spoilers.partition_point(|(_, end, _)| (*end as usize) <= start);
        let spoilers = self.spoilers[first..].iter().map(|(start, end, _)| (*start as usize, *end as usize));
        let mut at = start;
        spoilers.chain([(end, end)]).map_while(move |(from, to)| {
            let piece = at..from.clamp(at, end.max(at));
            let is_behind = at > end;
            at = to.max(at);
            (!is_behind).then_some(piece)
        })
    }
}

/// Splits ranges that may overlap into ranges that do not.
fn disjoint(parts: &[Labelled<Range<usize>>], length: usize) -> Vec<(u32, u32, Scopes)> {
    let mut edges: Vec<(usize, bool, Scopes)> = Vec::with_capacity(parts.len() * 2);
    for part in parts {
        let range = part.ignoring_label(super::Parsing);
        if range.start < range.end.min(length) {
            edges.push((range.start, true, part.scopes()));
            edges.push((range.end.min(length), false, part.scopes()));
        }
    }
    edges.sort_by_key(|(at, ..)| *at);
    let mut open: Vec<Scopes> = Vec::new();
    let mut found: Vec<(u32, u32, Scopes)> = Vec::new();
    let mut start = 0;
    for (at, opens, scopes) in edges {
        let around = open.iter().fold(Scopes::NONE, |all, scopes| all.and(*scopes));
        if at > start && !around.is_empty() {
            found.push((start as u32, at as u32, around));
        }
        start = at;
        if opens {
            open.push(scopes);
        } else if let Some(closed) = open.iter().rposition(|known| *known == scopes) {
            open.remove(closed);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{SpoilerScope, SpoilerScopes};

    fn text(parts: &[(Range<usize>, &str)]) -> (PlainText, SpoilerScopes) {
        let scope = |id: &str| SpoilerScope::new(id, id);
        let scopes = SpoilerScopes::new(vec![scope("a"), scope("b")]);
        let named = |name: &str| Scopes::of(scopes.named(name).unwrap());
        let parts: Vec<_> =
            parts.iter().map(|(range, name)| Labelled::new(range.clone(), named(name))).collect();
        (PlainText::new("0123456789".to_owned(), &parts), scopes)
    }

    #[test]
    fn nested_parts_belong_to_both_scopes() {
        let (text, scopes) = text(&[(4..6, "b"), (2..8, "a")]);
        let names = |at| scopes.names(text.scopes_at(at));
        assert_eq!([1, 2, 4, 5, 6, 8].map(names), ["", "a", "a b", "a b", "a", ""]);
        assert_eq!(*text.open(0..10), "0189");
        assert_eq!(*text.open(3..5), "");
        assert_eq!(*text.open(7..9), "8");
        let pieces = |range| {
            text.labelled(range).map(|piece| {
                let known = scopes.known(piece.scopes());
                (scopes.names(piece.scopes()), *piece.open_to(known).unwrap())
            })
        };
        let told: Vec<_> = pieces(3..7).collect();
        assert_eq!(told, [("a".into(), "3"), ("a b".into(), "45"), ("a".into(), "6")]);
        assert_eq!((pieces(0..2).count(), pieces(8..10).count()), (0, 0));
    }

    #[test]
    fn excerpts_end_where_a_spoiler_begins() {
        let (text, _) = text(&[(2..4, "a"), (8..10, "b")]);
        let around = |range| text.open_around(range).map(|(start, text)| (start, text.into_inner()));
        assert_eq!(around(5..6), Some((4, "4567")));
        assert_eq!(around(0..1), Some((0, "01")));
        assert_eq!([around(3..4), around(3..5), around(9..10), around(7..9)], [None, None, None, None]);
    }
}
