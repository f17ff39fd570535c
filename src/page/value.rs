//! The typed values of a page's fields. Values only: reading them is [`super::fields`]' work.

use serde::{Deserialize, Serialize};

use super::Parsing;
use super::links::PageName;
use super::node::At;
use crate::date::PartialDate;
use crate::labels::Labelled;
use crate::text::NameKey;

/// A name as written, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands in the front matter.
    pub at: At,
}

/// All values that a page has for one field of its type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldValues {
    /// Index in the type's fields.
    pub field: u16,
    /// Where the field stands; [`At::ROOT`] for a default.
    pub at: At,
    /// The values, in order.
    pub values: Vec<Labelled<FieldValue>>,
}

/// One value with its sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub at: At,
    /// Ids of the sources that it rests on.
    pub sources: Vec<Name>,
}

/// The values of a record, with the numbers of their fields; nothing for any other value. Each belongs to the scopes of
/// the record and to its own.
pub fn inner_values<'v>(
    value: Labelled<&'v FieldValue>,
) -> impl Iterator<Item = (u16, Labelled<&'v FieldValue>)> + use<'v> {
    let whole: &'v FieldValue = value.ignoring_label(Parsing);
    let fields = match &whole.value {
        Value::Record(fields) => fields.as_slice(),
        _ => &[],
    };
    let each = |values: &'v FieldValues| values.values.iter().map(|inner| (values.field, inner.as_ref()));
    fields.iter().flat_map(each).map(move |(field, inner)| (field, inner.within(value.scopes())))
}

impl FieldValue {
    /// A value without sources.
    pub const fn plain(value: Value, at: At) -> Self {
        Self { value, at, sources: Vec::new() }
    }
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number, with its spelling.
    Number(f64, String),
    /// Yes or no.
    Boolean(bool),
    /// A date.
    Date(PartialDate),
    /// An address.
    Url(String),
    /// A picture.
    Image(Box<ImageValue>),
    /// The name of a page.
    Reference(PageName),
    /// A small map: values by index of the record's fields.
    Record(Vec<FieldValues>),
}

/// A declared picture.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImageValue {
    /// File, as an asset's name or path.
    pub path: String,
    /// What it shows, for people who cannot see it.
    pub alt: Option<String>,
    /// A line beneath.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Under which licence it is shown.
    pub licence: Option<String>,
}

/// A dated statement about a property of a subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Id, for other claims to name.
    pub id: Option<Name>,
    /// The page that the claim is about; the page that it stands on when absent.
    pub subject: Option<(PageName, At)>,
    /// What is claimed of.
    pub property: Name,
    /// What is claimed.
    pub value: Name,
    /// What is claimed, as names of pages are compared: it may be one.
    pub value_key: NameKey,
    /// Whether it is written in `[[ ]]`.
    pub value_is_link: bool,
    /// When it was said.
    pub said: Option<(PartialDate, At)>,
    /// Who said it: a page's name or plain text.
    pub by: Option<PageName>,
    /// Where that stands, when it is written in `[[ ]]`.
    pub by_link: Option<At>,
    /// Ids of its sources.
    pub sources: Vec<Name>,
    /// How sure it was.
    pub status: Status,
    /// Ids of the claims that it replaces.
    pub supersedes: Vec<Name>,
    /// Ids of the claims that it contradicts.
    pub disputes: Vec<Name>,
    /// When somebody should look again.
    pub recheck: Option<(PartialDate, At)>,
    /// A remark.
    pub note: Option<String>,
    /// Where the claim stands.
    pub at: At,
}

impl Claim {
    /// A claim of which nothing is known but its place.
    pub fn at(at: At) -> Self {
        let nothing = || Name { text: String::new(), at };
        Self {
            id: None,
            subject: None,
            property: nothing(),
            value: nothing(),
            value_key: NameKey::default(),
            value_is_link: false,
            said: None,
            by: None,
            by_link: None,
            sources: Vec::new(),
            status: Status::Reported,
            supersedes: Vec::new(),
            disputes: Vec::new(),
            recheck: None,
            note: None,
            at,
        }
    }
}

/// How sure a claim or an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Talk without a name behind it.
    Rumoured,
    /// Printed by somebody who says so.
    Reported,
    /// Said by those who will do it.
    Announced,
    /// Said by those who know.
    Confirmed,
    /// Said not to be so.
    Denied,
    /// Has come out or has happened.
    Released,
}

impl Status {
    /// All of them, from the least sure on.
    pub const ALL: [Self; 6] =
        [Self::Rumoured, Self::Reported, Self::Announced, Self::Confirmed, Self::Denied, Self::Released];

    /// As written in front matter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rumoured => "rumoured",
            Self::Reported => "reported",
            Self::Announced => "announced",
            Self::Confirmed => "confirmed",
            Self::Denied => "denied",
            Self::Released => "released",
        }
    }

    /// The status with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}
