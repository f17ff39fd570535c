//! The spelling of a YAML document: a tree of its values with their byte ranges and styles.
//!
//! Meant for code that edits a text; it costs a second parse.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};
use rustc_hash::FxHashMap;

use super::{Entry, Node};

/// Maximum number of lines joined for the stricter of the two parsers.
const MOST_JOINED: usize = 100;

/// Joins the line that starts at an offset to the line before it, keeping every byte in its place.
///
/// The parser of values allows less indentation in the lines of a quoted scalar than the parser of positions.
fn joined(text: &str, at: usize) -> Option<String> {
    let end = text.get(..at)?.trim_end_matches([' ', '\t', '\n', '\r']).len();
    let gap = text[end..at].contains('\n').then(|| " ".repeat(at - end))?;
    Some(format!("{}{gap}{}", &text[..end], &text[at..]))
}

/// A document and its spelling.
#[derive(Debug)]
pub(in crate::page) struct Spelling {
    values: Vec<Spelled>,
    /// Anchored values, by the parser's number of the anchor.
    anchors: FxHashMap<usize, usize>,
}

/// A value and its spelling.
#[derive(Debug)]
pub(in crate::page) struct Spelled {
    /// Byte range in the text: including quotes or brackets, excluding a tag or an anchor. For a block scalar, the lines below the header,
    /// from the first character after the indentation. Empty for an empty value.
    pub(in crate::page) range: Range<usize>,
    /// The kind of value.
    pub(in crate::page) form: Form,
    /// True if it is inside brackets or braces.
    pub(in crate::page) in_flow: bool,
}

/// Kinds of values. Numbers are indices for [`Spelling::get`].
#[derive(Debug)]
pub(in crate::page) enum Form {
    /// A scalar: its style and its text.
    Scalar(Style, String),
    /// A list; true if it is written in brackets.
    List(bool, Vec<usize>),
    /// A map; true if it is written in braces.
    Map(bool, Vec<(usize, usize)>),
    /// `*name`, with the parser's number of the anchor.
    Alias(usize),
}

/// Styles of scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) enum Style {
    /// Without quotes.
    Plain,
    /// Between `'`.
    Single,
    /// Between `"`.
    Double,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
}

impl From<ScalarStyle> for Style {
    fn from(style: ScalarStyle) -> Self {
        match style {
            ScalarStyle::SingleQuoted => Self::Single,
            ScalarStyle::DoubleQuoted => Self::Double,
            ScalarStyle::Literal => Self::Literal,
            ScalarStyle::Folded => Self::Folded,
            _ => Self::Plain,
        }
    }
}

impl Spelling {
    /// Parses a document again that [`super::parse`] has read. `None` if the two parsers disagree.
    pub(in crate::page) fn of(text: &str) -> Option<Self> {
        let mut text = Cow::Borrowed(text);
        for _ in 0..MOST_JOINED {
            match Reading::of(&text) {
                Ok(spelling) => return spelling,
                Err(at) => text = Cow::Owned(joined(&text, at?)?),
            }
        }
        None
    }

    /// A value by index; 0 is the document itself.
    pub(in crate::page) fn get(&self, index: usize) -> &Spelled {
        &self.values[index]
    }

    /// The value that an alias refers to, or the value itself.
    pub(in crate::page) fn resolve(&self, index: usize) -> usize {
        match &self.values[index].form {
            Form::Alias(name) => self.anchors.get(name).copied().unwrap_or(index),
            _ => index,
        }
    }

    /// The text of a scalar.
    fn key(&self, index: usize) -> Option<&str> {
        match &self.values[self.resolve(index)].form {
            Form::Scalar(_, text) => Some(text),
            _ => None,
        }
    }

    /// The spellings of all values of a document, by their addresses in memory. Scalars are updated with the texts of the values.
    pub(in crate::page) fn of_values(&mut self, root: &Node) -> Spellings {
        let mut found = Spellings::default();
        self.pair(root, 0, &mut found);
        found
    }

    fn pair(&mut self, node: &Node, index: usize, found: &mut Spellings) {
        let index = self.resolve(index);
        found.values.insert(std::ptr::from_ref(node), index);
        match (node, &mut self.values[index].form) {
            (Node::Text(text), Form::Scalar(_, said)) if text != said => said.clone_from(text),
            (Node::List(items), Form::List(_, spelled)) => {
                let spelled = spelled.clone();
                items.iter().zip(spelled).for_each(|(item, index)| self.pair(item, index, found));
            }
            (Node::Map(entries), Form::Map(_, spelled)) => {
                let spelled = spelled.clone();
                for entry in entries {
                    if let Some((key, value)) = self.entry(entry, &spelled) {
                        found.keys.insert(std::ptr::from_ref(entry), self.resolve(key));
                        self.pair(&entry.value, value, found);
                    }
                }
            }
            _ => {}
        }
    }

    /// The key and value of an entry; for one merged by `<<`, in the map that it comes from.
    fn entry(&self, entry: &Entry, spelled: &[(usize, usize)]) -> Option<(usize, usize)> {
        let &(key, value) = spelled.get(usize::from(entry.ordinal))?;
        let is_merge = self.key(key) == Some("<<") && entry.key != "<<";
        if is_merge { self.merged(&entry.key, value) } else { Some((key, value)) }
    }

    fn merged(&self, wanted: &str, index: usize) -> Option<(usize, usize)> {
        match &self.values[self.resolve(index)].form {
            Form::List(_, items) => items.iter().find_map(|&item| self.merged(wanted, item)),
            Form::Map(_, entries) => {
                let own = entries.iter().copied().find(|&(key, _)| self.key(key) == Some(wanted));
                own.or_else(|| {
                    let merges = entries.iter().filter(|&&(key, _)| self.key(key) == Some("<<"));
                    merges.into_iter().find_map(|&(_, value)| self.merged(wanted, value))
                })
            }
            _ => None,
        }
    }
}

/// Maps the values of a document to their spellings. Values are identified by their address in memory, so the document must not move.
#[derive(Debug, Default)]
pub(in crate::page) struct Spellings {
    values: FxHashMap<*const Node, usize>,
    keys: FxHashMap<*const Entry, usize>,
}

impl Spellings {
    /// Index of a value's spelling.
    pub(in crate::page) fn value(&self, node: *const Node) -> Option<usize> {
        self.values.get(&node).copied()
    }

    /// Index of a key's spelling.
    pub(in crate::page) fn key(&self, entry: *const Entry) -> Option<usize> {
        self.keys.get(&entry).copied()
    }
}

/// The state of reading a document.
struct Reading<'t> {
    text: &'t str,
    spelling: Spelling,
    /// Lists and maps that have not ended yet; for maps, with the key of the next value.
    open: Vec<(usize, Option<usize>)>,
    /// End of the last event, in bytes.
    end: usize,
}

impl<'t> Reading<'t> {
    /// Reads a text. An error is the offset at which it cannot continue.
    fn of(text: &'t str) -> Result<Option<Spelling>, Option<usize>> {
        let spelling = Spelling { values: Vec::new(), anchors: FxHashMap::default() };
        let mut reader = Self { text, spelling, open: Vec::new(), end: 0 };
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| error.marker().byte_offset())?;
            reader.event(event, span.byte_range().ok_or(None)?);
        }
        Ok((reader.open.is_empty() && !reader.spelling.values.is_empty()).then_some(reader.spelling))
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.begin(Form::Scalar(style.into(), text.into_owned()), anchor, range);
            }
            Event::Alias(anchor) => {
                self.begin(Form::Alias(anchor), 0, range);
            }
            Event::SequenceStart(style, anchor, _) => {
                let start = if range.is_empty() { self.dash(range.start) } else { range.start };
                let range = start..range.end;
                let index = self.begin(Form::List(style == StructureStyle::Flow, Vec::new()), anchor, range);
                self.open.push((index, None));
            }
            Event::MappingStart(style, anchor, _) => {
                let index = self.begin(Form::Map(style == StructureStyle::Flow, Vec::new()), anchor, range);
                self.open.push((index, None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            _ => {}
        }
    }

    fn begin(&mut self, form: Form, anchor: usize, range: Range<usize>) -> usize {
        let values = &mut self.spelling.values;
        let index = values.len();
        if let Some((parent, key)) = self.open.last_mut() {
            match (&mut values[*parent].form, key.take()) {
                (Form::List(_, items), _) => items.push(index),
                (Form::Map(_, entries), Some(key)) => entries.push((key, index)),
                _ => *key = Some(index),
            }
        }
        let in_flow = self.open.iter().any(|(parent, _)| match values[*parent].form {
            Form::List(in_flow, _) | Form::Map(in_flow, _) => in_flow,
            _ => false,
        });
        self.end = self.end.max(range.end);
        values.push(Spelled { range, form, in_flow });
        if anchor != 0 {
            self.spelling.anchors.insert(anchor, index);
        }
        index
    }

    /// The start of a block list. For a list that is not indented, the parser reports the first item, after the dash.
    fn dash(&self, start: usize) -> usize {
        let line = self.text[..start].trim_end().rfind('\n').map_or(0, |end| end + 1);
        let in_map = self.open.last().is_some_and(|&(_, key)| key.is_some());
        if in_map && self.text[line..start].trim() == "-" {
            return start - self.text[line..start].trim_start().len();
        }
        start
    }

    /// Ends a collection: a block collection at the end of its last value, a flow collection at its bracket.
    fn end(&mut self, range: Range<usize>) {
        let Some((index, _)) = self.open.pop() else { return };
        let begun = &mut self.spelling.values[index];
        if matches!(begun.form, Form::List(true, _) | Form::Map(true, _)) {
            self.end = self.end.max(range.end);
        }
        begun.range.end = self.end.max(begun.range.start);
    }
}
