//! Queries as written on a page, as data.

use serde::{Deserialize, Serialize};

use super::node::Origin;
use super::value::Name;
use crate::date::PartialDate;
use crate::labels::Scopes;

/// The page that asks, in conditions.
pub const THIS: &str = "this";

/// A query as written; its keys are not resolved yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// Origin of the query's YAML in the file.
    pub origin: Origin,
    /// The YAML itself, for diagnostics of later stages.
    pub yaml: String,
    /// Page types to select.
    pub types: Vec<Name>,
    /// Conditions on fields; all must hold.
    pub filters: Vec<Filter>,
    /// Fields to sort by, each with true for descending order; later ones decide between rows that the earlier ones do not.
    pub sort: Vec<(Name, bool)>,
    /// Maximum number of entries to show.
    pub limit: Option<usize>,
    /// How often the entries move on by one, so that another one is first.
    pub rotate: Option<Rotation>,
    /// Field to group by.
    pub group: Option<Name>,
    /// View in which to show the entries.
    pub view: Option<Name>,
    /// Fields to show as columns.
    pub show: Vec<Name>,
    /// Date field that a timeline uses.
    pub date_field: Option<Name>,
    /// What a tree is about: a page in it, or the relation of all trees.
    pub around: Option<Name>,
    /// Heading of the first column of a table.
    pub first: FirstColumn,
    /// Caption above the list.
    pub caption: Option<String>,
    /// True if readers can sort the table.
    pub sortable: bool,
    /// Text to show if the result is empty.
    pub empty: Option<String>,
    /// The spoiler scopes of the list.
    pub spoiler: Scopes,
}

/// How often the entries of a query move on by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rotation {
    /// Every day.
    Daily,
    /// Every Monday.
    Weekly,
    /// Every month.
    Monthly,
}

impl Rotation {
    /// All, by name.
    pub const ALL: [(&str, Self); 3] =
        [("day", Self::Daily), ("week", Self::Weekly), ("month", Self::Monthly)];

    /// The number of the period with a day.
    pub fn period(self, day: PartialDate) -> usize {
        let number = match self {
            Self::Daily => day.day_number(),
            // 1 January 1970 was a Thursday.
            Self::Weekly => (day.day_number() + 3).div_euclid(7),
            Self::Monthly => i64::from(day.year()) * 12 + i64::from(day.month().unwrap_or(1)),
        };
        usize::try_from(number).unwrap_or_default()
    }
}

/// The first column of a table, which contains the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstColumn {
    /// With the usual heading.
    #[default]
    Usual,
    /// With a heading.
    Named(String),
    /// Not shown.
    Hidden,
}

/// The list of pages on the page of a folder or category.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// True if the list is not shown.
    pub hidden: bool,
    /// Its order and groups, if the page sets any; a query without conditions.
    pub query: Option<Box<Query>>,
}

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// The field.
    pub field: Name,
    /// The comparisons. At least one must hold, and none with `!=` may fail.
    pub values: Vec<(Comparison, Name)>,
}

/// A comparison operator.
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
    /// Splits the comparison operator off the front of a value.
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
