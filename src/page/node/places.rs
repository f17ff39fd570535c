//! Positions of YAML values, found with a parser that keeps them.

use std::ops::Range;
use std::sync::OnceLock;

use granit_parser::{Event, Parser};

use super::{Part, YamlPath};

/// Positions of the values in a document, computed in one pass on first use.
#[derive(Debug, Clone, Default)]
pub struct Places(OnceLock<Vec<Found>>);

/// Position of one value.
#[derive(Debug, Clone)]
struct Found {
    at: YamlPath,
    key: (u32, u32),
    value: (u32, u32),
    is_scalar: bool,
}

impl Places {
    /// The byte range of a value or its key in a document read by [`parse`](super::parse); `text` must be the same for every call.
    ///
    /// For a value behind an alias, the range of the alias. If nothing is found, the whole document.
    pub fn find(&self, text: &str, at: YamlPath, part: Part) -> Range<usize> {
        let found = self.found(text);
        let whole = 0..text.trim_end().len();
        let nearest =
            |at: YamlPath| found.binary_search_by(|found| found.at.cmp(&at)).ok().map(|index| &found[index]);
        match nearest(at) {
            Some(found) if part == Part::Key && found.key != (0, 0) => range(found.key),
            Some(found) => range(found.value),
            None => at.ancestors().find_map(nearest).map_or(whole, |found| range(found.value)),
        }
    }

    /// The spelling of a plain scalar, such as `1.10` for the number 1.1. `None` if unknown: behind an alias, or beyond the limits of
    /// [`YamlPath`].
    pub fn spelling<'t>(&self, text: &'t str, at: YamlPath) -> Option<&'t str> {
        if at.steps().contains(&u16::MAX) {
            return None;
        }
        let found = self.found(text);
        let index = found.binary_search_by(|found| found.at.cmp(&at)).ok()?;
        if !found[index].is_scalar {
            return None;
        }
        text.get(range(found[index].value))
    }

    fn found(&self, text: &str) -> &[Found] {
        self.0.get_or_init(|| Surveyor::new(text).survey())
    }
}

fn range((start, end): (u32, u32)) -> Range<usize> {
    start as usize..end as usize
}

/// Walks through a document and records the positions of its values.
struct Surveyor<'t> {
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    found: Vec<Found>,
    open: Vec<Collection>,
    /// End of the last event, in bytes.
    end: u32,
}

/// A list or map that has not ended yet.
struct Collection {
    /// Its path; `None` inside the key of a map.
    at: Option<YamlPath>,
    /// Index of its entry in the results.
    index: Option<usize>,
    is_map: bool,
    ordinal: usize,
    /// The key of the next value.
    key: Option<(u32, u32)>,
}

impl<'t> Surveyor<'t> {
    fn new(text: &'t str) -> Self {
        Self { parser: Parser::new_from_str(text), found: Vec::new(), open: Vec::new(), end: 0 }
    }

    fn survey(mut self) -> Vec<Found> {
        while let Some(Ok((event, span))) = self.parser.next() {
            let bytes = span.byte_range().unwrap_or_default();
            let bytes = (bytes.start as u32, bytes.end as u32);
            match event {
                Event::Scalar(..) | Event::Alias(_) => {
                    let (_, index) = self.begin(bytes);
                    if let Some(index) = index {
                        self.found[index].is_scalar = matches!(event, Event::Scalar(..));
                    }
                    self.end = bytes.1;
                }
                Event::SequenceStart(..) => self.open(false, bytes),
                Event::MappingStart(..) => self.open(true, bytes),
                Event::SequenceEnd | Event::MappingEnd => self.close(bytes),
                _ => {}
            }
        }
        while !self.open.is_empty() {
            self.close((0, 0));
        }
        self.found
    }

    /// Records a node that begins here, unless it is a key; returns its path and the index of its entry.
    fn begin(&mut self, bytes: (u32, u32)) -> (Option<YamlPath>, Option<usize>) {
        let (at, key) = match self.open.last_mut() {
            None => (Some(YamlPath::ROOT), None),
            Some(parent) if parent.is_map && parent.key.is_none() => {
                parent.key = Some(bytes);
                return (None, None);
            }
            Some(parent) => {
                let at = parent.at.map(|at| at.child(parent.ordinal));
                parent.ordinal += 1;
                (at, parent.key.take())
            }
        };
        let Some(at) = at else { return (None, None) };
        // Nodes beyond the maximum depth share the entry of their last representable ancestor.
        if self.found.last().is_some_and(|last| last.at >= at) {
            return (Some(at), None);
        }
        // An empty value has the position of its key.
        let value = if bytes.0 == bytes.1 { key.unwrap_or(bytes) } else { bytes };
        self.found.push(Found { at, key: key.unwrap_or_default(), value, is_scalar: false });
        (Some(at), Some(self.found.len() - 1))
    }

    fn open(&mut self, is_map: bool, bytes: (u32, u32)) {
        let (at, index) = self.begin(bytes);
        if let Some(index) = index {
            self.found[index].value = bytes;
        }
        self.end = bytes.1.max(self.end);
        self.open.push(Collection { at, index, is_map, ordinal: 0, key: None });
    }

    /// Ends a collection: a block collection at the end of its last value, a flow collection at its bracket.
    fn close(&mut self, bytes: (u32, u32)) {
        if bytes.0 != bytes.1 {
            self.end = bytes.1;
        }
        if let Some(found) =
            self.open.pop().and_then(|closed| closed.index).map(|index| &mut self.found[index])
        {
            found.value.1 = self.end.max(found.value.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, Node, parse};
    use super::*;

    #[test]
    fn values_and_keys_are_found_again() {
        let text = "title: Heat\ncast:\n  - {actor: Al Pacino, note: lead}\n  - actor: \"Val Kilmer\"\n";
        let second_actor = YamlPath::ROOT.child(1u16).child(1u16).child(0u16);
        let places = Places::default();
        assert_eq!(&text[places.find(text, second_actor, Part::Value)], "\"Val Kilmer\"");
        assert_eq!(&text[places.find(text, second_actor, Part::Key)], "actor");
        let first = YamlPath::ROOT.child(1u16).child(0u16);
        assert_eq!(&text[places.find(text, first, Part::Value)], "{actor: Al Pacino, note: lead}");
        let cast = YamlPath::ROOT.child(1u16);
        assert!(text[places.find(text, cast, Part::Value)].starts_with("- {actor: Al Pacino"));
        assert!(text[places.find(text, cast, Part::Value)].ends_with("\"Val Kilmer\""));
    }

    #[test]
    fn values_behind_aliases_and_empty_values_are_found_nearby() {
        let text = "a: &a {b: [1, 2]}\nc: *a\n? [x, y]\n: z\nd:\n  - - 1\n  -\n";
        let places = Places::default();
        let at = |steps: &[u16]| steps.iter().fold(YamlPath::ROOT, |at, step| at.child(*step));
        assert_eq!(&text[places.find(text, at(&[1, 0, 1]), Part::Value)], "*a");
        assert_eq!(&text[places.find(text, at(&[0, 0, 1]), Part::Value)], "2");
        assert_eq!(&text[places.find(text, at(&[2]), Part::Value)], "z");
        assert_eq!(&text[places.find(text, at(&[3, 0, 0]), Part::Value)], "1");
        assert_eq!(&text[places.find(text, at(&[3]), Part::Key)], "d");
    }

    #[test]
    fn the_spelling_of_a_number_survives() {
        assert_eq!(
            parse("v: 1.10").unwrap().root,
            Node::Map(vec![Entry { key: "v".into(), ordinal: 0, value: Node::Float(1.1) }])
        );
        assert_eq!(Places::default().spelling("v: 1.10", YamlPath::ROOT.child(0u16)), Some("1.10"));
        assert_eq!(Places::default().spelling("a: &a 1.10\nb: *a", YamlPath::ROOT.child(1u16)), None);
    }
}
