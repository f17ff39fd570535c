//! Calls of components as written on a page, as data.

use serde::{Deserialize, Serialize};

use super::value::Value;

/// A call of a component.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Index in [`crate::config::Components`].
    pub component: u16,
    /// Its arguments, in the order in which they are written.
    pub arguments: Vec<Argument>,
    /// Byte range in the file.
    pub range: (u32, u32),
    /// First and last index, exclusive, of the links in a fenced block.
    pub links: (u32, u32),
    /// The YAML of a fenced block.
    pub yaml: Option<Box<str>>,
    /// Origin of the YAML in the file.
    pub origin: super::node::Origin,
}

/// An argument. A parameter with several values has several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Argument {
    /// Index of the parameter.
    pub parameter: u16,
    /// The value.
    pub value: ArgumentValue,
}

/// The value of an argument. Numbers are indices into the lists of [`super::Body`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ArgumentValue {
    /// A text: the HTML up to the next [`super::body::Fill::EndOfArgument`].
    Text,
    /// A page: index of the link.
    Page(u32),
    /// An image: index of the link, and its alternative text.
    Image(u32, Box<str>),
    /// A query.
    Query(u32),
    /// Any other value.
    Plain(Value),
    /// A record: its values by index of the field.
    Record(Vec<Argument>),
}

impl Component {
    /// Indices of its queries.
    pub fn queries(&self) -> Vec<u32> {
        let mut found = Vec::new();
        each(&self.arguments, &mut |value| {
            if let ArgumentValue::Query(query) = value {
                found.push(*query);
            }
        });
        found
    }
}

/// Calls a function with each value, also those in records.
fn each(arguments: &[Argument], found: &mut impl FnMut(&ArgumentValue)) {
    for argument in arguments {
        match &argument.value {
            ArgumentValue::Record(inner) => each(inner, found),
            value => found(value),
        }
    }
}
