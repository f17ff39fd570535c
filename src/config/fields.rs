//! Fields of types, and the kinds of their values: names in `site.toml`, parts, defaults, and descriptions.
//!
//! A new kind is added here and in `page/fields.rs`, which reads values; the compiler names the places.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::reader::{Span, Spanned};
use super::resolver::{Resolver, text};
use super::spoilers::title_of;
use super::written;
use crate::date::calendar::Calendar;
use crate::date::{Moment, PartialDate};
use crate::diag::codes;
use crate::text::{number, truth};

/// Reserved front matter keys, which a field may not use.
const RESERVED: [&str; 15] = [
    "title",
    "type",
    "aliases",
    "categories",
    "tags",
    "draft",
    "publish",
    "template",
    "slug",
    "permalink",
    "info",
    "claims",
    "sources",
    "anchors",
    "query",
];
/// Valid values of a field's `type`.
const FIELD_TYPES: [&str; 10] =
    ["text", "number", "boolean", "date", "story-date", "url", "image", "choice", "page", "record"];

/// Index of a type in [`Types`](super::Types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TypeId(pub u16);

/// A field of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Key in front matter.
    pub name: String,
    /// Label for readers.
    pub label: String,
    /// Help text for editors.
    pub help: Option<String>,
    /// Heading in the infobox above the field and those after it with the same heading.
    pub group: Option<String>,
    /// Kind of its values.
    pub kind: FieldKind,
    /// True if the field accepts a list.
    pub many: bool,
    /// True if every page of the type must have it.
    pub required: bool,
    /// Value of pages without the field, as text that is a valid value of its kind.
    pub default: Option<String>,
    /// Position of the default.
    pub default_at: Span,
    /// Unit shown after a number, such as `minutes`.
    pub unit: Option<String>,
    /// True if the infobox omits it.
    pub hidden: bool,
    /// True if its pages need not exist: names of unwritten pages are no fault.
    pub may_be_unwritten: bool,
    /// schema.org property, for structured data.
    pub schema: Option<String>,
}

impl Field {
    /// A field for any text, such as the rows of `info:`.
    pub fn text() -> Self {
        Self {
            name: "info".to_owned(),
            label: String::new(),
            help: None,
            group: None,
            kind: FieldKind::Text,
            many: true,
            required: false,
            default: None,
            default_at: Span::default(),
            unit: None,
            hidden: false,
            may_be_unwritten: false,
            schema: None,
        }
    }

    /// Sets its label and those inside it in print.
    pub(super) fn set_in_print(&mut self, set: &impl Fn(&mut String)) {
        set(&mut self.label);
        self.group.iter_mut().for_each(set);
        match &mut self.kind {
            FieldKind::Record(fields) => fields.iter_mut().for_each(|field| field.set_in_print(set)),
            FieldKind::Reference { inverse: Some(inverse), .. } => set(&mut inverse.label),
            _ => {}
        }
    }

    /// A hint for authors on its values: that of the settings, otherwise their kind. None for a single text.
    pub fn hint(&self) -> Option<String> {
        let list = self.many.then_some("[one, another]");
        match (&self.help, self.kind.hint(), list) {
            (Some(help), ..) => Some(help.clone()),
            (None, Some(kind), Some(list)) => Some(format!("{kind}; for several: {list}")),
            (None, None, Some(list)) => Some(format!("for several: {list}")),
            (None, kind, None) => kind,
        }
    }

    /// The fields of its records.
    pub fn inner(&self) -> &[Self] {
        match &self.kind {
            FieldKind::Record(fields) => fields,
            _ => &[],
        }
    }

    /// The types of the pages that it names; none if it names pages of any type, or no pages.
    pub fn targets(&self) -> &[TypeId] {
        match &self.kind {
            FieldKind::Reference { to, .. } => to,
            _ => &[],
        }
    }

    /// The inverse relation, shown on the pages that the field names.
    pub const fn inverse(&self) -> Option<&Inverse> {
        match &self.kind {
            FieldKind::Reference { inverse, .. } => inverse.as_ref(),
            _ => None,
        }
    }
}

/// The kind of a field's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A date, exact or not.
    Date,
    /// A date in the calendar of a story.
    StoryDate(Arc<Calendar>),
    /// An address on the web.
    Url,
    /// An image.
    Image,
    /// One of these strings.
    Choice(Vec<String>),
    /// A page of one of these types; of any type if the list is empty.
    Reference {
        /// The allowed types.
        to: Vec<TypeId>,
        /// The relation shown on the referenced page.
        inverse: Option<Inverse>,
    },
    /// A small map.
    Record(Vec<Field>),
}

/// A relation as shown on the referenced page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inverse {
    /// Name of the relation from that page.
    pub name: String,
    /// Label for readers.
    pub label: String,
}

/// Values that a field can be compared with in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// Numbers.
    Number,
    /// Dates, exact or partial.
    Date,
    /// Dates in the calendar of a story.
    StoryDate(Arc<Calendar>),
    /// Booleans.
    Boolean,
    /// Pages.
    Page,
    /// Folders of `content/`.
    Folder,
    /// One of these strings.
    OneOf(Vec<String>),
}

impl Operand {
    /// One of a fixed set of strings.
    pub fn one_of<const N: usize>(names: [&str; N]) -> Self {
        Self::OneOf(names.map(str::to_owned).into())
    }
}

impl FieldKind {
    /// Values of this kind, as messages name them: "expects a number".
    pub const fn expected(&self) -> &'static str {
        match self {
            Self::Text | Self::Choice(_) => "text",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
            Self::Date => "a date",
            Self::StoryDate(_) => "a date in the calendar of the story",
            Self::Url => "a web address",
            Self::Image => "a file name",
            Self::Reference { .. } => "a page name",
            Self::Record(_) => "a map",
        }
    }

    /// A hint for authors on the values of this kind. None for text.
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Text => return None,
            Self::Number => "a number".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Choice(choices) => format!("one of: {}", choices.join(", ")),
            Self::Date => "1995, 1995-12 or 1995-12-15".to_owned(),
            Self::StoryDate(calendar) => calendar.example(),
            Self::Url => "an address that begins with https://".to_owned(),
            Self::Image => "a file name, such as picture.jpg".to_owned(),
            Self::Reference { .. } => "the title of a page".to_owned(),
            Self::Record(fields) => {
                let parts: Vec<String> = fields.iter().map(|field| format!("{}: …", field.name)).collect();
                format!("{{{}}}", parts.join(", "))
            }
        })
    }

    /// JSON Schema of a single value without sources and scopes; `page/schema.json` defines the forms. Records have that of their fields.
    pub fn json_schema(&self) -> Value {
        let form = match self {
            Self::Text | Self::Reference { .. } => "name",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "field-date",
            Self::StoryDate(_) => "text",
            Self::Url => "url",
            Self::Image => "image",
            Self::Choice(choices) if choices.is_empty() => "text",
            Self::Choice(choices) => {
                let names: Vec<Value> = choices.iter().flat_map(|choice| as_yaml(choice)).collect();
                return json!({ "enum": names });
            }
            Self::Record(_) => return json!({ "type": "object" }),
        };
        json!({ "$ref": format!("#/definitions/{form}") })
    }

    /// Values that queries compare a field of this kind with. None if it cannot be compared.
    pub fn operand(&self) -> Option<Operand> {
        match self {
            Self::Number => Some(Operand::Number),
            Self::Date => Some(Operand::Date),
            Self::StoryDate(calendar) => Some(Operand::StoryDate(Arc::clone(calendar))),
            Self::Boolean => Some(Operand::Boolean),
            Self::Choice(choices) => Some(Operand::OneOf(choices.clone())),
            Self::Reference { .. } => Some(Operand::Page),
            Self::Text | Self::Url | Self::Image | Self::Record(_) => None,
        }
    }

    /// Returns whether lists can sort pages, and categories be named, by a value of this kind.
    pub(super) const fn names_pages(&self) -> bool {
        match self {
            Self::Text | Self::Number | Self::Date | Self::StoryDate(_) => true,
            Self::Choice(_) | Self::Reference { .. } => true,
            Self::Boolean | Self::Url | Self::Image | Self::Record(_) => false,
        }
    }

    /// Returns whether text is a valid default, which is a valid value.
    fn accepts_default(&self, value: &str) -> bool {
        match self {
            Self::Text | Self::Reference { .. } => !value.is_empty(),
            Self::Number => number(value).is_some(),
            Self::Boolean => truth(value).is_some(),
            Self::Date => PartialDate::parse(value).is_some() || Moment::parse(value).is_some(),
            Self::StoryDate(calendar) => calendar.parse(value).is_some(),
            Self::Url => value.starts_with("https://") || value.starts_with("http://"),
            Self::Choice(choices) => choices.iter().any(|choice| choice == value),
            Self::Image | Self::Record(_) => false,
        }
    }
}

/// The values that YAML may read a text as: `1990` without quotation marks is a number.
pub fn as_yaml(text: &str) -> Vec<Value> {
    let read: Option<Value> = match text {
        "true" | "false" => Some(json!(text == "true")),
        _ => text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<f64>().map(Value::from)).ok(),
    };
    std::iter::once(json!(text)).chain(read.filter(|value| !value.is_null())).collect()
}

impl Resolver<'_> {
    /// The fields of a type or record. Fields with reserved names are reported.
    pub(super) fn fields(
        &mut self,
        written: Vec<written::Field>,
        ids: &BTreeMap<String, TypeId>,
    ) -> Vec<Field> {
        let (reserved, written): (Vec<_>, Vec<_>) =
            written.into_iter().partition(|field| RESERVED.contains(&field.name.value.as_str()));
        for field in reserved {
            let message = format!("`{}` is a reserved key and cannot be a field", field.name.value);
            self.fault(&codes::INVALID_CONFIG, &field.name, message);
        }
        written.into_iter().map(|field| self.field(field, ids)).collect()
    }

    pub(super) fn field(&mut self, mut written: written::Field, ids: &BTreeMap<String, TypeId>) -> Field {
        self.report_idle_keys(&written);
        let kind = self.field_kind(&mut written, ids);
        let default = written.default.take().and_then(|default| self.default(default, &kind));
        let name = written.name.value;
        Field {
            label: text(written.label).unwrap_or_else(|| title_of(&name)),
            help: text(written.help),
            group: text(written.group),
            kind,
            many: written.many.unwrap_or(false),
            required: written.required.unwrap_or(false),
            default_at: Span(default.as_ref().map(|spanned| spanned.range.clone()).unwrap_or_default()),
            default: default.map(|spanned| spanned.value),
            unit: text(written.unit),
            hidden: written.hidden.unwrap_or(false),
            may_be_unwritten: written.may_be_unwritten.unwrap_or(false),
            schema: text(written.schema),
            name,
        }
    }

    /// The kind that a field declares.
    fn field_kind(&mut self, written: &mut written::Field, ids: &BTreeMap<String, TypeId>) -> FieldKind {
        let Some(kind) = &written.kind else { return FieldKind::Text };
        match kind.value.as_str() {
            "text" => FieldKind::Text,
            "number" => FieldKind::Number,
            "boolean" => FieldKind::Boolean,
            "date" => FieldKind::Date,
            "story-date" => self.calendar(written).map_or(FieldKind::Text, FieldKind::StoryDate),
            "url" => FieldKind::Url,
            "image" => FieldKind::Image,
            "choice" => {
                if written.values.is_empty() {
                    let message = format!("the choice `{}` has no `values`", written.name.value);
                    let fault = self.fault(&codes::INVALID_CONFIG, &written.name, message);
                    fault.help.push("list the choices: `values = [\"film\", \"novel\"]`".into());
                }
                FieldKind::Choice(written.values.iter().map(|value| value.value.clone()).collect())
            }
            "page" => self.reference(written, ids),
            "record" => {
                if written.fields.is_empty() {
                    let message = format!("the record `{}` has no fields", written.name.value);
                    let fault = self.fault(&codes::INVALID_CONFIG, &written.name, message);
                    fault.help.push("declare its fields: `[types.TYPE.fields.NAME.fields.PART]`".into());
                }
                FieldKind::Record(self.fields(std::mem::take(&mut written.fields), ids))
            }
            _ => {
                let kind = kind.clone();
                self.not_one_of("field type", &kind, FIELD_TYPES);
                FieldKind::Text
            }
        }
    }

    /// The calendar that a field names, or the only one.
    fn calendar(&mut self, written: &written::Field) -> Option<Arc<Calendar>> {
        let names: Vec<String> = self.calendars.keys().cloned().collect();
        match (&written.calendar, names.as_slice()) {
            (Some(name), _) if self.calendars.contains_key(&name.value) => {}
            (Some(name), _) => self.not_one_of("calendar", name, names.iter().map(String::as_str)),
            (None, [_]) => {}
            (None, _) => {
                let message = format!("the field `{}` names no calendar", written.name.value);
                let fault = self.fault(&codes::INVALID_CONFIG, &written.name, message);
                fault.help.push("declare `[calendars.NAME]`, and write `calendar = \"NAME\"`".into());
            }
        }
        let name = written.calendar.as_ref().map(|name| &name.value).or(names.first())?;
        self.calendars.get(name).cloned()
    }

    /// Reports keys that only apply to fields of another kind.
    fn report_idle_keys(&mut self, written: &written::Field) {
        let kind = written.kind.as_ref().map_or("text", |kind| kind.value.as_str());
        let keys = [
            ("to", "page", written.to.first()),
            ("inverse", "page", written.inverse.as_ref()),
            ("inverse_label", "page", written.inverse_label.as_ref()),
            ("values", "choice", written.values.first()),
            ("fields", "record", written.fields.first().map(|field| &field.name)),
            ("unit", "number", written.unit.as_ref()),
            ("calendar", "story-date", written.calendar.as_ref()),
        ];
        for (key, meant_for, at) in keys {
            if let Some(at) = at.filter(|_| kind != meant_for && FIELD_TYPES.contains(&kind)) {
                let message = format!("`{key}` has no effect for a field of type `{kind}`");
                let fault = self.fault(&codes::INVALID_CONFIG, at, message);
                fault.help.push(format!("write `type = \"{meant_for}\"`, or remove `{key}`"));
            }
        }
    }

    /// The default, if it is a valid value of its field.
    fn default(&mut self, default: Spanned<String>, kind: &FieldKind) -> Option<Spanned<String>> {
        let value = default.value.trim();
        match kind {
            _ if kind.accepts_default(value) => {
                return Some(Spanned { value: value.to_owned(), range: default.range });
            }
            FieldKind::Choice(choices) => {
                self.not_one_of("choice", &default, choices.iter().map(String::as_str));
            }
            FieldKind::Image | FieldKind::Record(_) => {
                let message = format!("invalid default `{value}`: a field of this type has no default");
                self.fault(&codes::INVALID_CONFIG, &default, message);
            }
            _ => {
                let message = format!("invalid default `{value}`: this field expects {}", kind.expected());
                self.fault(&codes::INVALID_CONFIG, &default, message);
            }
        }
        None
    }

    fn reference(&mut self, written: &written::Field, ids: &BTreeMap<String, TypeId>) -> FieldKind {
        let mut to = Vec::new();
        for name in &written.to {
            match ids.get(&name.value) {
                Some(&id) => to.push(id),
                None => self.not_one_of("type", name, ids.keys().map(String::as_str)),
            }
        }
        let inverse = written.inverse.as_ref().map(|inverse| Inverse {
            name: inverse.value.clone(),
            label: text(written.inverse_label.clone()).unwrap_or_else(|| title_of(&inverse.value)),
        });
        FieldKind::Reference { to, inverse }
    }
}
