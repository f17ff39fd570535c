//! The plain text of a body, with the parts of it that stand in spoilers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::labels::{Labelled, Open, Scopes, ShowsNothing};

/// Plain text, paragraphs divided by line ends. Offsets in it are bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlainText {
    text: String,
    /// Parts that belong to scopes, in order; they do not overlap.
    spoilers: Vec<(u32, u32, Scopes)>,
}

impl PlainText {
    /// A text and the parts of it that belong to scopes, in any order. Where parts overlap, all of their scopes count.
    pub(super) fn new(text: String, parts: &[Labelled<Range<usize>>]) -> Self {
        let spoilers = if parts.is_empty() { Vec::new() } else { disjoint(parts, text.len()) };
        Self { text, spoilers }
    }

    /// Puts all of it into scopes.
    pub(super) fn label(&mut self, scopes: Scopes) {
        let whole = Labelled::new(0..self.text.len(), scopes);
        let parts = self
            .spoilers
            .iter()
            .map(|(start, end, scopes)| Labelled::new(*start as usize..*end as usize, *scopes));
        self.spoilers = disjoint(&parts.chain([whole]).collect::<Vec<_>>(), self.text.len());
    }

    /// Gives back the room that is not used.
    pub(super) fn fit(&mut self) {
        self.text = self.text.as_str().to_owned();
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The scopes that a byte belongs to.
    pub fn scopes_at(&self, at: usize) -> Scopes {
        let next = self.spoilers.partition_point(|(_, end, _)| (*end as usize) <= at);
        let part = self.spoilers.get(next).filter(|(start, ..)| (*start as usize) <= at);
        part.map_or(Scopes::NONE, |(.., scopes)| *scopes)
    }

    /// A part of the text without what stands in spoilers.
    pub fn open(&self, range: Range<usize>) -> Open<String> {
        let pieces = self.open_pieces(range).map(|piece| self.text.get(piece).unwrap_or_default());
        Open::unlabelled(pieces.collect())
    }

    /// The longest text without spoilers around some bytes, and where it starts. `None` where these stand in one.
    pub fn open_around(&self, range: Range<usize>) -> Option<(usize, Open<&str>)> {
        let next = self.spoilers.partition_point(|(_, end, _)| (*end as usize) <= range.start);
        let start = next.checked_sub(1).map_or(0, |before| self.spoilers[before].1 as usize);
        let end = self.spoilers.get(next).map_or(self.text.len(), |(start, ..)| *start as usize);
        let text = self.text.get(start..end).filter(|_| range.end <= end)?;
        Some((start, Open::unlabelled(text)))
    }

    /// The text, for stages that show nothing to readers.
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

/// Parts of a text that may overlap, as parts that do not.
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
    fn parts_in_parts_belong_to_the_scopes_of_both() {
        let (text, scopes) = text(&[(4..6, "b"), (2..8, "a")]);
        let names = |at| scopes.names(text.scopes_at(at));
        assert_eq!([1, 2, 4, 5, 6, 8].map(names), ["", "a", "a b", "a b", "a", ""]);
        assert_eq!(*text.open(0..10), "0189");
        assert_eq!(*text.open(3..5), "");
        assert_eq!(*text.open(7..9), "8");
    }

    #[test]
    fn what_stands_around_some_words_ends_where_a_spoiler_begins() {
        let (text, _) = text(&[(2..4, "a"), (8..10, "b")]);
        let around = |range| text.open_around(range).map(|(start, text)| (start, text.into_inner()));
        assert_eq!(around(5..6), Some((4, "4567")));
        assert_eq!(around(0..1), Some((0, "01")));
        assert_eq!([around(3..4), around(3..5), around(9..10), around(7..9)], [None, None, None, None]);
    }
}
