//! YAML as values. A text enters, a [`Node`] or a fault with its place leaves.
//!
//! Values are read by `serde_yaml`, which keeps no positions; [`locate`] finds the place of a value afterwards with a
//! second parser, at a cost only where there is something to report. All other code sees [`Node`] alone, so the YAML
//! library can be changed in this one file.

use std::fmt;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};
use rustc_hash::FxHashSet;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::text::{find_forbidden, is_forbidden};

/// A YAML value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Node {
    /// Nothing: an empty value, `~` or `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the file.
    Map(Vec<Entry>),
}

/// A key of a map and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, as text.
    pub key: String,
    /// Which entry of the map this is, from 0.
    pub ordinal: u16,
    /// The value.
    pub value: Node,
}

impl Node {
    /// What the value is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "empty",
            Self::Bool(_) => "`true` or `false`",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// Where a value stands in its document: which child to take at each level, from the outermost inwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    steps: [u16; At::DEPTH],
    length: u8,
}

impl At {
    const DEPTH: usize = 7;

    /// The document itself.
    pub const ROOT: Self = Self { steps: [0; Self::DEPTH], length: 0 };

    /// The place of a child. Deeper than this can count, the place of the parent.
    #[must_use]
    pub fn child(mut self, ordinal: impl TryInto<u16>) -> Self {
        if usize::from(self.length) < Self::DEPTH {
            self.steps[usize::from(self.length)] = ordinal.try_into().unwrap_or(u16::MAX);
            self.length += 1;
        }
        self
    }

    /// The innermost step.
    pub fn last(&self) -> Option<u16> {
        self.steps().last().copied()
    }

    fn steps(&self) -> &[u16] {
        &self.steps[..usize::from(self.length)]
    }
}

/// What to point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The key of an entry.
    Key,
    /// The value.
    Value,
}

/// What went wrong while reading YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlFault {
    /// What.
    pub message: String,
    /// Where, in bytes of the text.
    pub range: Range<usize>,
}

/// A document that was read, with the keys that stand twice in one map.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The value.
    pub root: Node,
    /// Repeated keys, in the order of the file.
    pub duplicates: Vec<(String, At)>,
    /// Texts out of which a control character was taken, and whether the key or the value had it.
    pub controls: Vec<(At, Part)>,
}

/// Where the bytes of a YAML text stand in its file. In a quote, the marks of the quote lie between its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin(Vec<(u32, u32)>);

impl Origin {
    /// A text that stands in one piece, from a byte of the file on.
    pub fn at(offset: usize) -> Self {
        Self(vec![(0, offset as u32)])
    }

    /// Says that from a byte of the text on it stands from a byte of the file on. In rising order.
    pub fn piece(&mut self, text: usize, file: usize) {
        self.0.push((text as u32, file as u32));
    }

    /// Bytes of the text as bytes of the file.
    pub fn in_file(&self, range: Range<usize>) -> Range<usize> {
        let shift = |at: usize| {
            let piece = self.0.partition_point(|(text, _)| *text as usize <= at).saturating_sub(1);
            self.0.get(piece).map_or(at, |(text, file)| at - (*text as usize).min(at) + *file as usize)
        };
        let start = shift(range.start);
        // The end belongs to the piece of the byte before it.
        let end = if range.is_empty() { start } else { shift(range.end - 1) + 1 };
        start..end
    }
}

/// Reads a document.
///
/// # Errors
/// When the text is not YAML, nests deeper than 128 levels, or repeats its anchors past the parser's limit.
pub fn parse(text: &str) -> Result<Document, YamlFault> {
    let mut root: Node = serde_yaml::from_str(text).map_err(|error| fault(text, &error))?;
    let mut controls = Vec::new();
    // As they are, YAML lets them stand nowhere; as escapes, in any quoted text.
    if text.contains('\\') {
        remove_controls(&mut root, At::ROOT, &mut controls);
    }
    let mut duplicates = Vec::new();
    find_duplicates(&root, At::ROOT, &mut duplicates);
    Ok(Document { root, duplicates, controls })
}

/// Takes out control characters that no page and no feed can hold.
fn remove_controls(node: &mut Node, at: At, found: &mut Vec<(At, Part)>) {
    match node {
        Node::Text(text) => found.extend(clean(text).then_some((at, Part::Value))),
        Node::List(items) => {
            for (ordinal, item) in items.iter_mut().enumerate() {
                remove_controls(item, at.child(ordinal), found);
            }
        }
        Node::Map(entries) => {
            for entry in entries {
                let at = at.child(entry.ordinal);
                found.extend(clean(&mut entry.key).then_some((at, Part::Key)));
                remove_controls(&mut entry.value, at, found);
            }
        }
        Node::Null | Node::Bool(_) | Node::Int(_) | Node::Float(_) => {}
    }
}

fn clean(text: &mut String) -> bool {
    let found = find_forbidden(text).is_some();
    text.retain(|character| !is_forbidden(character));
    found
}

fn fault(text: &str, error: &serde_yaml::Error) -> YamlFault {
    let start = error.location().map_or(0, |location| location.index().min(text.len()));
    let mut message = error.to_string();
    if let Some(at) = message.find(" at line ") {
        message.truncate(at);
    }
    let mut start = start;
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    YamlFault { message, range: start..end }
}

fn find_duplicates(node: &Node, at: At, found: &mut Vec<(String, At)>) {
    match node {
        Node::List(items) => {
            for (ordinal, item) in items.iter().enumerate() {
                find_duplicates(item, at.child(ordinal), found);
            }
        }
        Node::Map(entries) => {
            let mut seen = FxHashSet::default();
            for entry in entries {
                if !seen.insert(entry.key.as_str()) {
                    found.push((entry.key.clone(), at.child(entry.ordinal)));
                }
                find_duplicates(&entry.value, at.child(entry.ordinal), found);
            }
        }
        _ => {}
    }
}

/// Finds the bytes of a value or its key in a document that [`parse`] has read.
///
/// Where the way leads through an alias, the place of the alias. The whole document when nothing is found.
pub fn locate(text: &str, at: At, part: Part) -> Range<usize> {
    Locator::new(text).find(at.steps(), part).unwrap_or(0..text.trim_end().len())
}

/// The spelling of a plain scalar, such as `1.10` for what was read as the number 1.1.
pub fn spelling(text: &str, at: At) -> Option<&str> {
    text.get(locate(text, at, Part::Value))
}

struct Locator<'t> {
    parser: Parser<'t, granit_parser::StrInput<'t>>,
}

impl<'t> Locator<'t> {
    fn new(text: &'t str) -> Self {
        Self { parser: Parser::new_from_str(text) }
    }

    /// The next event that starts or ends a node.
    fn next(&mut self) -> Option<(Step, Range<usize>)> {
        loop {
            let (event, span) = self.parser.next()?.ok()?;
            let range = span.byte_range().unwrap_or_default();
            let step = match event {
                Event::Scalar(_, style, ..) => Step::Leaf { quoted: style != ScalarStyle::Plain },
                Event::Alias(_) => Step::Leaf { quoted: false },
                Event::SequenceStart(..) => Step::OpenList,
                Event::MappingStart(..) => Step::OpenMap,
                Event::SequenceEnd | Event::MappingEnd => Step::Close,
                Event::StreamEnd => return None,
                _ => continue,
            };
            return Some((step, range));
        }
    }

    fn find(mut self, steps: &[u16], part: Part) -> Option<Range<usize>> {
        let (mut step, mut range) = self.next()?;
        for (depth, &ordinal) in steps.iter().enumerate() {
            let last = depth + 1 == steps.len();
            match step {
                Step::OpenList => {
                    for _ in 0..ordinal {
                        let (opened, _) = self.next()?;
                        self.skip(opened)?;
                    }
                    (step, range) = self.next()?;
                }
                Step::OpenMap => {
                    for _ in 0..usize::from(ordinal) * 2 {
                        let (opened, _) = self.next()?;
                        self.skip(opened)?;
                    }
                    let (key, key_range) = self.next()?;
                    self.skip(key)?;
                    if last && part == Part::Key {
                        return Some(key_range);
                    }
                    (step, range) = self.next()?;
                    if range.is_empty() && matches!(step, Step::Leaf { .. }) {
                        range = key_range;
                    }
                }
                Step::Leaf { .. } | Step::Close => return Some(range),
            }
        }
        match step {
            Step::OpenList | Step::OpenMap => {
                let end = self.skip(step)?.unwrap_or(range.end);
                Some(range.start..end.max(range.start))
            }
            Step::Leaf { .. } | Step::Close => Some(range),
        }
    }

    /// Passes over the rest of a node; gives its last byte when it was a collection.
    fn skip(&mut self, opened: Step) -> Option<Option<usize>> {
        let mut depth = match opened {
            Step::OpenList | Step::OpenMap => 1,
            Step::Leaf { .. } | Step::Close => return Some(None),
        };
        let mut end = 0;
        while depth > 0 {
            let (step, range) = self.next()?;
            match step {
                Step::OpenList | Step::OpenMap => depth += 1,
                Step::Close => {
                    depth -= 1;
                    // A block collection ends where the next thing begins, a flow collection at its bracket.
                    end = if range.is_empty() { end } else { range.end };
                }
                Step::Leaf { .. } => end = range.end,
            }
        }
        Some(Some(end))
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Leaf {
        #[expect(dead_code, reason = "tells a quoted scalar from a plain one while debugging")]
        quoted: bool,
    },
    OpenList,
    OpenMap,
    Close,
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(i64::try_from(value).map_or(Node::Float(value as f64), Node::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key::<Node>()? {
            let value = entries.next_value()?;
            let ordinal = u16::try_from(map.len()).unwrap_or(u16::MAX);
            map.push(Entry { key: key_text(key)?, ordinal, value });
        }
        Ok(Node::Map(merge(map)))
    }

    /// A tagged value, such as `!text 007`, is read as if it had no tag.
    fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Node, A::Error> {
        use serde::de::VariantAccess;
        let (_tag, value) = data.variant::<String>()?;
        value.newtype_variant()
    }
}

fn key_text<E: de::Error>(key: Node) -> Result<String, E> {
    match key {
        Node::Text(text) => Ok(text),
        Node::Bool(value) => Ok(value.to_string()),
        Node::Int(value) => Ok(value.to_string()),
        Node::Float(value) => Ok(value.to_string()),
        Node::Null => Ok("null".to_owned()),
        Node::List(_) | Node::Map(_) => Err(E::custom("a key must be a text, not a list or a map")),
    }
}

/// Carries out merge keys (`<<: *other`): what the map has itself wins.
fn merge(map: Vec<Entry>) -> Vec<Entry> {
    if map.iter().all(|entry| entry.key != "<<") {
        return map;
    }
    let (merges, mut own): (Vec<Entry>, Vec<Entry>) = map.into_iter().partition(|entry| entry.key == "<<");
    for merge in merges {
        let maps = match merge.value {
            Node::List(maps) => maps,
            map => vec![map],
        };
        for entry in maps
            .into_iter()
            .filter_map(|map| if let Node::Map(map) = map { Some(map) } else { None })
            .flatten()
        {
            if own.iter().all(|known| known.key != entry.key) {
                own.push(Entry { ordinal: merge.ordinal, ..entry });
            }
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_keys_are_found_again() {
        let text = "title: Heat\ncast:\n  - {actor: Al Pacino, note: lead}\n  - actor: \"Val Kilmer\"\n";
        let second_actor = At::ROOT.child(1u16).child(1u16).child(0u16);
        assert_eq!(&text[locate(text, second_actor, Part::Value)], "\"Val Kilmer\"");
        assert_eq!(&text[locate(text, second_actor, Part::Key)], "actor");
        let first = At::ROOT.child(1u16).child(0u16);
        assert_eq!(&text[locate(text, first, Part::Value)], "{actor: Al Pacino, note: lead}");
    }

    #[test]
    fn the_spelling_of_a_number_survives() {
        assert_eq!(
            parse("v: 1.10").unwrap().root,
            Node::Map(vec![Entry { key: "v".into(), ordinal: 0, value: Node::Float(1.1) }])
        );
        assert_eq!(spelling("v: 1.10", At::ROOT.child(0u16)), Some("1.10"));
    }

    #[test]
    fn hostile_yaml_is_refused_in_bounded_time() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
            + &('b'..='j')
                .map(|c| {
                    format!("{c}: &{c} [{}]\n", vec![format!("*{}", char::from(c as u8 - 1)); 9].join(","))
                })
                .collect::<String>();
        assert!(parse(&bomb).is_err());
        assert!(parse(&"[".repeat(10_000)).is_err());
        assert!(parse(&"- ".repeat(10_000)).is_err());
    }
}
