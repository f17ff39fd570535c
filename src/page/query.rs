//! Queries as written: lists of pages that a page asks for, as data.

use serde::{Deserialize, Serialize};

use super::node::Origin;
use super::value::Name;

/// A query as written, its keys not yet looked up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// Where the query's YAML stands in the file.
    pub origin: Origin,
    /// The YAML itself, for faults that are found later.
    pub yaml: String,
    /// Types of the pages that are wanted.
    pub types: Vec<Name>,
    /// Conditions on fields, all of which must hold.
    pub filters: Vec<Filter>,
    /// Field to sort by; from the greatest down when `descending`.
    pub sort: Option<(Name, bool)>,
    /// Most entries to show.
    pub limit: Option<usize>,
    /// Field to group by.
    pub group: Option<Name>,
    /// How to show the entries.
    pub view: Option<Name>,
    /// Fields to show.
    pub show: Vec<Name>,
    /// A line above the list.
    pub caption: Option<String>,
    /// What to say when nothing is found.
    pub empty: Option<String>,
}

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// The field.
    pub field: Name,
    /// How its values compare with what: any of these holds, and none that begins with `!=` fails.
    pub values: Vec<(Comparison, Name)>,
}

/// How a value compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// One of the values is equal.
    Is,
    /// None of the values is equal.
    IsNot,
    /// Less than.
    Less,
    /// Less than or equal.
    AtMost,
    /// Greater than.
    Greater,
    /// Greater than or equal.
    AtLeast,
}

impl Comparison {
    /// Takes a comparison sign off the front of a value.
    pub fn split(text: &str) -> (Self, &str) {
        let signs = [
            ("<=", Self::AtMost),
            (">=", Self::AtLeast),
            ("!=", Self::IsNot),
            ("<", Self::Less),
            (">", Self::Greater),
            ("=", Self::Is),
        ];
        for (sign, comparison) in signs {
            if let Some(rest) = text.strip_prefix(sign) {
                return (comparison, rest.trim());
            }
        }
        (Self::Is, text)
    }
}
