//! How a document is spelled: where each of its values stands, and in which style.
//!
//! A YAML text enters, a tree of its values with their bytes leaves. It is made for those who change a text, and costs a
//! second reading.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

/// A document and its spelling.
#[derive(Debug)]
pub(in crate::page) struct Spelling {
    values: Vec<Spelled>,
}

/// A value as it is spelled.
#[derive(Debug)]
pub(in crate::page) struct Spelled {
    /// Bytes of the text. With quotes or brackets, without a tag or an anchor; of a block scalar the lines below the
    /// header, from the first character that is not indentation; empty where nothing is written.
    pub(in crate::page) range: Range<usize>,
    /// What it is.
    pub(in crate::page) form: Form,
}

/// What a value is. Numbers are indices of [`Spelling::get`].
#[derive(Debug)]
pub(in crate::page) enum Form {
    /// A scalar, and what it says.
    Scalar(Style, String),
    /// A list, in brackets or not.
    List(bool, Vec<usize>),
    /// A map, in braces or not.
    Map(bool, Vec<(usize, usize)>),
    /// `*name`.
    Alias,
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
    /// Reads a document again that [`super::parse`] has read. `None` where the two readings disagree.
    pub(in crate::page) fn of(text: &str) -> Option<Self> {
        let spelling = Self { values: Vec::new() };
        let mut reader = Reading { text, spelling, open: Vec::new(), end: 0 };
        for event in Parser::new_from_str(text) {
            let (event, span) = event.ok()?;
            reader.event(event, span.byte_range()?);
        }
        (reader.open.is_empty() && !reader.spelling.values.is_empty()).then_some(reader.spelling)
    }

    /// A value; the document itself is the first.
    pub(in crate::page) fn get(&self, index: usize) -> &Spelled {
        &self.values[index]
    }
}

/// A document that is being read.
struct Reading<'t> {
    text: &'t str,
    spelling: Spelling,
    /// Lists and maps whose ends have not come yet, and of maps the key whose value comes next.
    open: Vec<(usize, Option<usize>)>,
    /// The last byte of anything that has ended.
    end: usize,
}

impl Reading<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Scalar(text, style, ..) => {
                self.begin(Form::Scalar(style.into(), text.into_owned()), range);
            }
            Event::Alias(_) => {
                self.begin(Form::Alias, range);
            }
            Event::SequenceStart(style, ..) => {
                let start = if range.is_empty() { self.dash(range.start) } else { range.start };
                let range = start..range.end;
                let index = self.begin(Form::List(style == StructureStyle::Flow, Vec::new()), range);
                self.open.push((index, None));
            }
            Event::MappingStart(style, ..) => {
                let index = self.begin(Form::Map(style == StructureStyle::Flow, Vec::new()), range);
                self.open.push((index, None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            _ => {}
        }
    }

    fn begin(&mut self, form: Form, range: Range<usize>) -> usize {
        let values = &mut self.spelling.values;
        let index = values.len();
        if let Some((parent, key)) = self.open.last_mut() {
            match (&mut values[*parent].form, key.take()) {
                (Form::List(_, items), _) => items.push(index),
                (Form::Map(_, entries), Some(key)) => entries.push((key, index)),
                _ => *key = Some(index),
            }
        }
        self.end = self.end.max(range.end);
        values.push(Spelled { range, form });
        index
    }

    /// The start of a block list. Of one that is not indented the parser gives the first item, behind the dash.
    fn dash(&self, start: usize) -> usize {
        let line = self.text[..start].trim_end().rfind('\n').map_or(0, |end| end + 1);
        let in_map = self.open.last().is_some_and(|&(_, key)| key.is_some());
        if in_map && self.text[line..start].trim() == "-" {
            return start - self.text[line..start].trim_start().len();
        }
        start
    }

    /// A block collection ends where its last value does, a flow collection at its bracket.
    fn end(&mut self, range: Range<usize>) {
        let Some((index, _)) = self.open.pop() else { return };
        let begun = &mut self.spelling.values[index];
        if matches!(begun.form, Form::List(true, _) | Form::Map(true, _)) {
            self.end = self.end.max(range.end);
        }
        begun.range.end = self.end.max(begun.range.start);
    }
}
