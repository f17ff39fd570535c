//! YAML values: parses a text into a [`Node`], or an error with its position.
//!
//! Values are read by `serde_yaml`, which keeps no positions; [`Places`] finds the position of a value later with a second parser, so the
//! cost is paid only when there is something to report. All other code sees only [`Node`], so the YAML library can be replaced in this file
//! alone. [`spelling`] describes how values are written, for code that edits YAML.

mod fault;
mod places;
pub(super) mod spelling;

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use granit_parser::{Event, Parser};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::text::{find_forbidden, is_forbidden};

pub use places::Places;

/// A YAML value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Node {
    /// An empty value, `~` or `null`.
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
    /// The key as text.
    pub key: String,
    /// Index of the entry in its map, from 0.
    pub ordinal: u16,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Name of the value's kind, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// Path to a value in its document: the index of the child at each level, outermost first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct YamlPath {
    steps: [u16; YamlPath::DEPTH],
    length: u8,
}

impl YamlPath {
    const DEPTH: usize = 7;

    /// The document itself.
    pub const ROOT: Self = Self { steps: [0; Self::DEPTH], length: 0 };

    /// Path to a child. Beyond the maximum depth, the path of the parent.
    #[must_use]
    pub fn child(mut self, ordinal: impl TryInto<u16>) -> Self {
        if usize::from(self.length) < Self::DEPTH {
            self.steps[usize::from(self.length)] = ordinal.try_into().unwrap_or(u16::MAX);
            self.length += 1;
        }
        self
    }

    /// Path to the key of an entry, for a name in it. No value has this path.
    #[must_use]
    pub fn key(self) -> Self {
        self.child(u16::MAX)
    }

    /// The path of the entry, if this is the path of its key.
    pub fn entry_of_key(self) -> Option<Self> {
        let is_key = self.last() == Some(u16::MAX);
        self.ancestors().next().filter(|_| is_key)
    }

    /// The innermost index.
    pub fn last(&self) -> Option<u16> {
        self.steps().last().copied()
    }

    /// True if it is inside `other`, or the same.
    pub fn is_in(&self, other: Self) -> bool {
        self.steps().starts_with(other.steps())
    }

    fn steps(&self) -> &[u16] {
        &self.steps[..usize::from(self.length)]
    }

    /// The paths of its ancestors, innermost first, up to the document.
    fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |at| {
            let mut parent = *at;
            parent.length = at.length.checked_sub(1)?;
            parent.steps[usize::from(parent.length)] = 0;
            Some(parent)
        })
        .skip(1)
    }
}

/// The part of an entry to point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The key of an entry.
    Key,
    /// The value.
    Value,
}

/// An error while reading YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlFault {
    /// The message.
    pub message: String,
    /// Byte range in the text.
    pub range: Range<usize>,
}

/// A parsed document, with keys that occur twice in one map.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The root value.
    pub root: Node,
    /// Repeated keys, in the order of the file.
    pub duplicates: Vec<Duplicate>,
    /// Locations of texts from which a control character was removed, in the key or the value.
    pub controls: Vec<(YamlPath, Part)>,
}

/// A key that its map contains already.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicate {
    /// The key.
    pub key: String,
    /// Path to the first entry with the key.
    pub first: YamlPath,
    /// Path to this entry.
    pub at: YamlPath,
}

/// Maps offsets in a YAML text to offsets in its file. They differ inside a block quote, where `>` markers stand between the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin(Vec<(u32, u32)>);

impl Origin {
    /// Origin of a text that is contiguous in the file, from the given offset.
    pub fn at(offset: usize) -> Self {
        Self(vec![(0, offset as u32)])
    }

    /// Adds a piece: from offset `text` on, the text is found in the file from offset `file`. Call in rising order.
    pub fn piece(&mut self, text: usize, file: usize) {
        self.0.push((text as u32, file as u32));
    }

    /// Offset in the file of its first piece.
    pub fn start(&self) -> usize {
        self.0.first().map_or(0, |(_, file)| *file as usize)
    }

    /// Converts a byte range in the text to one in the file.
    pub fn in_file(&self, range: Range<usize>) -> Range<usize> {
        let shift = |at: usize| {
            let piece = self.0.partition_point(|(text, _)| *text as usize <= at).saturating_sub(1);
            self.0.get(piece).map_or(at, |(text, file)| at - (*text as usize).min(at) + *file as usize)
        };
        let start = shift(range.start);
        // The end belongs to the piece of the last byte.
        let end = if range.is_empty() { start } else { shift(range.end - 1) + 1 };
        start..end
    }
}

/// Maximum nesting depth; `serde_yaml` has the same limit.
const MAX_DEPTH: usize = 128;
/// A text with fewer opening brackets is not checked for depth before parsing.
const FEW_BRACKETS: usize = 1_000;

/// Offset at which a text is nested too deep. `serde_yaml` would report it too, but takes quadratic time in the depth.
fn too_deep(text: &str) -> Option<usize> {
    let opening = text.bytes().filter(|byte| matches!(byte, b'[' | b'{'));
    if opening.take(FEW_BRACKETS).count() < FEW_BRACKETS {
        return None;
    }
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        match event {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), span)) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(span.byte_range().map_or(0, |range| range.start));
                }
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth -= 1,
            Ok(_) => {}
            // The scanner has its own limit, and fails before it emits any event.
            Err(error) => return error.to_string().contains("recursion limit").then_some(0),
        }
    }
    None
}

/// Maximum size of the values relative to their text, since an anchor can be repeated by aliases.
const MAX_REPEATED: usize = 8;
/// Size that values may always have, in bytes.
const ALWAYS_ALLOWED: usize = 64 * 1024;
/// Size of a value in addition to its text, in bytes.
const PER_VALUE: usize = 4;

/// Parses a document.
///
/// # Errors
/// If the text is not valid YAML, is nested deeper than 128 levels, or expands its anchors past the size limit.
pub fn parse(text: &str) -> Result<Document, YamlFault> {
    if let Some(at) = too_deep(text) {
        let message = format!("brackets are nested deeper than {MAX_DEPTH} levels");
        return Err(YamlFault { message, range: at..at });
    }
    let left = Cell::new(text.len() * MAX_REPEATED + ALWAYS_ALLOWED);
    let read = NodeReader { left: &left }.deserialize(serde_yaml::Deserializer::from_str(text));
    let mut root = read.map_err(|error| fault(text, &error))?;
    let mut controls = Vec::new();
    // YAML forbids them unescaped; as escapes they can occur in any quoted text.
    if text.contains('\\') {
        remove_controls(&mut root, YamlPath::ROOT, &mut controls);
    }
    let mut duplicates = Vec::new();
    find_duplicates(&root, YamlPath::ROOT, &mut duplicates);
    Ok(Document { root, duplicates, controls })
}

/// Removes control characters, which neither HTML nor feeds can contain.
fn remove_controls(node: &mut Node, at: YamlPath, found: &mut Vec<(YamlPath, Part)>) {
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

fn find_duplicates(node: &Node, at: YamlPath, found: &mut Vec<Duplicate>) {
    match node {
        Node::List(items) => {
            for (ordinal, item) in items.iter().enumerate() {
                find_duplicates(item, at.child(ordinal), found);
            }
        }
        Node::Map(entries) => {
            let mut seen = FxHashMap::default();
            for entry in entries {
                let entry_at = at.child(entry.ordinal);
                match seen.get(entry.key.as_str()) {
                    Some(&first) => found.push(Duplicate { key: entry.key.clone(), first, at: entry_at }),
                    None => drop(seen.insert(entry.key.as_str(), entry_at)),
                }
                find_duplicates(&entry.value, entry_at, found);
            }
        }
        _ => {}
    }
}

/// Reads values and limits their total size.
#[derive(Clone, Copy)]
struct NodeReader<'l> {
    /// Remaining size in bytes.
    left: &'l Cell<usize>,
}

impl NodeReader<'_> {
    fn count<E: de::Error>(self, text: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(text + PER_VALUE);
        self.left.set(left.ok_or_else(|| {
            E::custom(format!("aliases expand the front matter to more than {MAX_REPEATED} times its size"))
        })?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for NodeReader<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeReader<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        self.count(0)?;
        Ok(Node::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        self.count(0)?;
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        self.count(0)?;
        Ok(Node::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        self.count(0)?;
        Ok(i64::try_from(value).map_or(Node::Float(value as f64), Node::Int))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        self.count(0)?;
        Ok(Node::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node, E> {
        self.count(value.len())?;
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Node, E> {
        self.count(value.len())?;
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        self.count(0)?;
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        self.count(0)?;
        while let Some(key) = entries.next_key_seed(self)? {
            let value = entries.next_value_seed(self)?;
            let ordinal = u16::try_from(map.len()).unwrap_or(u16::MAX);
            map.push(Entry { key: key_text(key)?, ordinal, value });
        }
        Ok(Node::Map(merge(map)))
    }

    /// Reads a tagged value, such as `!text 007`, ignoring its tag.
    fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Node, A::Error> {
        use serde::de::VariantAccess;
        let (_tag, value) = data.variant::<String>()?;
        value.newtype_variant_seed(self)
    }
}

fn key_text<E: de::Error>(key: Node) -> Result<String, E> {
    match key {
        Node::Text(text) => Ok(text),
        Node::Bool(value) => Ok(value.to_string()),
        Node::Int(value) => Ok(value.to_string()),
        Node::Float(value) => Ok(value.to_string()),
        Node::Null => Ok("null".to_owned()),
        Node::List(_) | Node::Map(_) => Err(E::custom("a key must be text, found a list or a map")),
    }
}

/// Applies merge keys (`<<: *other`): the map's own entries take precedence.
fn merge(map: Vec<Entry>) -> Vec<Entry> {
    if map.iter().all(|entry| entry.key != "<<") {
        return map;
    }
    let (merges, mut own): (Vec<Entry>, Vec<Entry>) = map.into_iter().partition(|entry| entry.key == "<<");
    let mut known: FxHashSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
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
            if known.insert(entry.key.clone()) {
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
    fn hostile_yaml_is_refused_in_bounded_time() {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
            + &('b'..='j')
                .map(|c| {
                    format!("{c}: &{c} [{}]\n", vec![format!("*{}", char::from(c as u8 - 1)); 9].join(","))
                })
                .collect::<String>();
        assert!(parse(&bomb).is_err());
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(1_000));
        assert!(parse(&long).is_err());
        assert!(parse(&"[".repeat(10_000)).is_err());
        assert!(parse(&"- ".repeat(10_000)).is_err());
        assert!(
            parse(&format!("a: {}", "[b, ".repeat(10_000))).unwrap_err().message.contains("nested deeper")
        );
        assert!(parse(&format!("a: [{}]", "[b], ".repeat(10_000))).is_ok());
    }
}
