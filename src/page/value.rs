//! Typed values of a page's fields. [`super::fields`] parses them.

use serde::{Deserialize, Serialize};

use super::Parsing;
use super::links::PageName;
use super::node::YamlPath;
use crate::date::{Moment, PartialDate};
use crate::labels::Labelled;
use crate::text::NameKey;

/// A name as written, with its location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Location in the front matter.
    pub at: YamlPath,
}

/// All values of a page for one field of its type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldValues {
    /// Index of the field in the type.
    pub field: u16,
    /// Location of the field; [`YamlPath::ROOT`] for a default.
    pub at: YamlPath,
    /// The values, in order.
    pub values: Vec<Labelled<FieldValue>>,
}

/// One value with its sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldValue {
    /// The value.
    pub value: Value,
    /// Location of the value.
    pub at: YamlPath,
    /// Ids of the sources that support it.
    pub sources: Vec<Name>,
}

/// The values of a record with the indices of their fields; empty for other values. Each carries the scopes of the record and its own.
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
    pub const fn plain(value: Value, at: YamlPath) -> Self {
        Self { value, at, sources: Vec::new() }
    }
}

/// A typed value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number, with its spelling in the file.
    Number(f64, String),
    /// True or false.
    Boolean(bool),
    /// A date.
    Date(PartialDate),
    /// A date that is not exact, or one in the calendar of a story.
    Moment(Box<Moment>),
    /// An address.
    Url(String),
    /// An image.
    Image(Box<ImageValue>),
    /// The name of a page.
    Reference(PageName),
    /// A record: values by index of the record's fields.
    Record(Vec<FieldValues>),
}

impl Value {
    /// A real date: exact, about, a decade or a range. None if it is invalid.
    pub(super) fn of_date(text: &str) -> Option<Self> {
        let exact = PartialDate::parse(text).map(Self::Date);
        exact.or_else(|| Moment::parse(text).map(|moment| Self::Moment(Box::new(moment))))
    }
}

/// A short text with marks and links.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MarkedText {
    /// The text without marks, in which links are replaced by their labels.
    pub plain: String,
    /// The text as written, if it differs.
    pub(super) written: Option<Box<str>>,
    /// Location of the text, which is that of its links.
    pub at: YamlPath,
}

impl MarkedText {
    /// Creates a text from its spelling.
    pub fn new(written: String, at: YamlPath) -> Self {
        let plain = super::inline_text::plain(&written).into_owned();
        let written = (plain != written).then(|| written.into());
        Self { plain, written, at }
    }

    /// Creates a text that is a name, from its spelling: signs in words and lone signs, as in `M*A*S*H`, are part of
    /// the name.
    pub fn of_name(written: String, at: YamlPath) -> Self {
        if super::inline_text::is_marked_name(&written) {
            return Self::new(written, at);
        }
        Self { plain: written, written: None, at }
    }

    /// The text as written, if it has marks or links.
    pub fn written(&self) -> Option<&str> {
        self.written.as_deref()
    }
}

/// A declared image.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImageValue {
    /// Name or path of the file.
    pub path: String,
    /// Name of the version that it shows, if there are several.
    pub label: Option<String>,
    /// Alternative text for people who cannot see it.
    pub alt: Option<String>,
    /// Caption.
    pub caption: Option<MarkedText>,
    /// Name of its creator.
    pub credit: Option<MarkedText>,
    /// Licence of the image.
    pub licence: Option<String>,
}

impl ImageValue {
    /// Its texts for readers, without marks: caption, alternative text and creator.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        fn plain(text: Option<&MarkedText>) -> Option<&str> {
            text.map(|text| text.plain.as_str())
        }
        let all = [
            self.label.as_deref(),
            plain(self.caption.as_ref()),
            self.alt.as_deref(),
            plain(self.credit.as_ref()),
        ];
        all.into_iter().flatten()
    }
}

/// A dated statement about a property of a subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Id by which other claims refer to it.
    pub id: Option<Name>,
    /// The page that the claim is about; if `None`, the page that contains it.
    pub subject: Option<(PageName, YamlPath)>,
    /// The property claimed.
    pub property: Name,
    /// The claimed value.
    pub value: Name,
    /// The claimed value, normalized for comparison as a page name: it may be one.
    pub value_key: NameKey,
    /// True if the value is written in `[[ ]]`.
    pub value_is_link: bool,
    /// The dates or numbers that the value stands for, if it says so in words.
    pub means: Option<String>,
    /// Date of the statement.
    pub said: Option<(PartialDate, YamlPath)>,
    /// Date on which an editor read it in a source without a date.
    pub read: Option<(PartialDate, YamlPath)>,
    /// Author of the statement: a page's name or plain text.
    pub by: Option<PageName>,
    /// Location of the author, if it is written in `[[ ]]`.
    pub by_link: Option<YamlPath>,
    /// Ids of its sources.
    pub sources: Vec<Name>,
    /// Certainty of the claim.
    pub status: Status,
    /// Ids of the claims that it refers to, with its relation to each.
    pub connections: Vec<(Connection, Name)>,
    /// Date on which an editor looked for a newer claim and found none.
    pub checked: Option<(PartialDate, YamlPath)>,
    /// Date by which the claim should be checked again.
    pub recheck: Option<(PartialDate, YamlPath)>,
    /// A remark.
    pub note: Option<String>,
    /// Location of the claim.
    pub at: YamlPath,
}

impl Claim {
    /// Creates an empty claim at a location.
    pub fn at(at: YamlPath) -> Self {
        let nothing = || Name { text: String::new(), at };
        Self {
            id: None,
            subject: None,
            property: nothing(),
            value: nothing(),
            value_key: NameKey::default(),
            value_is_link: false,
            means: None,
            said: None,
            read: None,
            by: None,
            by_link: None,
            sources: Vec::new(),
            status: Status::Reported,
            connections: Vec::new(),
            checked: None,
            recheck: None,
            note: None,
            at,
        }
    }
}

/// Relation of a statement to another one: of a claim to a claim, or of an event to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Connection {
    /// The other one was true and no longer is.
    Supersedes,
    /// The other one was never true.
    Corrects,
    /// The other one says the same, earlier.
    Confirms,
    /// The other one says the same, less exactly.
    Refines,
    /// The other one contradicts it, without a decision.
    Disputes,
    /// The other one states what this one denies. It follows from the status and is not written.
    Denies,
}

impl Connection {
    /// The relations written in front matter.
    pub const WRITTEN: [Self; 5] =
        [Self::Supersedes, Self::Corrects, Self::Confirms, Self::Refines, Self::Disputes];

    /// Key in front matter and in data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::Corrects => "corrects",
            Self::Confirms => "confirms",
            Self::Refines => "refines",
            Self::Disputes => "disputes",
            Self::Denies => "denies",
        }
    }

    /// Key for the other end in data.
    pub const fn inverse(self) -> &'static str {
        match self {
            Self::Supersedes => "superseded_by",
            Self::Corrects => "corrected_by",
            Self::Confirms => "confirmed_by",
            Self::Refines => "refined_by",
            Self::Disputes => "disputed_by",
            Self::Denies => "denied_by",
        }
    }

    /// The relation with the given key.
    pub fn named(key: &str) -> Option<Self> {
        Self::WRITTEN.into_iter().find(|connection| connection.name() == key)
    }

    /// True if the statement must be at least as new as the other one.
    pub const fn is_later(self) -> bool {
        matches!(self, Self::Supersedes | Self::Confirms)
    }
}

/// Certainty of a claim or an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Rumour without a named origin.
    Rumoured,
    /// Reported by a publication.
    Reported,
    /// Announced by the people responsible.
    Announced,
    /// Confirmed by someone with first-hand knowledge.
    Confirmed,
    /// Denied.
    Denied,
    /// Has come out or has happened.
    Released,
}

impl Status {
    /// All statuses, least certain first.
    pub const ALL: [Self; 6] =
        [Self::Rumoured, Self::Reported, Self::Announced, Self::Confirmed, Self::Denied, Self::Released];

    /// Spelling in front matter.
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

    /// The status with the given spelling.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}
