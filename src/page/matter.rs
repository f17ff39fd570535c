//! What front matter says. Nodes enter, a [`Matter`] and faults leave.

use serde::{Deserialize, Serialize};

use super::anchors::OldAnchors;
use super::claims;
use super::data::query_of;
use super::fields::{Reader, Split};
use super::links::PageName;
use super::node::{At, Entry, Node, Part};
use super::query::Query;
use super::value::{Claim, FieldValue, FieldValues, ImageValue, Name, Value};
use crate::config::{Config, Field, FieldKind, TypeId};
use crate::date::PartialDate;
use crate::diag::codes;
use crate::text::{closest, number, slug, truth};

/// Keys that every page may have.
pub const KEYS: [&str; 23] = [
    "title",
    "type",
    "description",
    "aliases",
    "alias",
    "categories",
    "tags",
    "category",
    "date",
    "updated",
    "draft",
    "image",
    "info",
    "template",
    "slug",
    "permalink",
    "sources",
    "claims",
    "anchors",
    "query",
    "language",
    "order",
    "spoiler",
];

/// Everything that front matter says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    /// Title.
    pub title: Option<Name>,
    /// The type that the page names itself.
    pub type_name: Option<Name>,
    /// One sentence on the page.
    pub description: Option<String>,
    /// Other names of the page.
    pub aliases: Vec<Name>,
    /// Categories.
    pub categories: Vec<Name>,
    /// When the page was first published.
    pub date: Option<PartialDate>,
    /// When it was last changed.
    pub updated: Option<PartialDate>,
    /// Whether it is not published yet.
    pub draft: bool,
    /// A picture.
    pub image: Option<Box<(ImageValue, At)>>,
    /// Free rows of the infobox.
    pub info: Vec<(String, Vec<FieldValue>)>,
    /// A template of its own.
    pub template: Option<Name>,
    /// Last part of the address.
    pub slug: Option<Name>,
    /// The whole address.
    pub permalink: Option<Name>,
    /// Sources that the page as a whole rests on.
    pub sources: Vec<Name>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Headings that were renamed.
    pub anchors: OldAnchors,
    /// A list to show below the text.
    pub query: Option<Box<Query>>,
    /// Language, when it is not that of the wiki.
    pub language: Option<String>,
    /// Place among the pages of its folder.
    pub order: Option<i64>,
    /// The spoiler scope that the whole page belongs to.
    pub spoiler: Option<String>,
    /// Values of the fields of the page's type.
    pub fields: Vec<FieldValues>,
}

/// A heading that was renamed: links to what it was called lead to what it is called now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldAnchor {
    /// Its old fragment id.
    pub old: String,
    /// The fragment id that it has now.
    pub new: String,
    /// Where that is written.
    pub at: At,
}

impl Matter {
    /// Every source that it names, in its order: fields, rows, claims, then `sources:`.
    pub fn citations(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        gather_citations(&self.fields, &mut names);
        for value in self.info.iter().flat_map(|(_, values)| values) {
            names.extend(&value.sources);
        }
        for claim in &self.claims {
            names.extend(&claim.sources);
            names.extend(&claim.value.sources);
        }
        names.extend(&self.sources);
        names
    }

    /// Every picture that it declares, and where: that of the page, then those of fields.
    pub fn images(&self) -> Vec<(&ImageValue, At)> {
        let mut images: Vec<(&ImageValue, At)> = self.image.iter().map(|image| (&image.0, image.1)).collect();
        gather_images(&self.fields, &mut images);
        images
    }
}

fn gather_images<'m>(fields: &'m [FieldValues], images: &mut Vec<(&'m ImageValue, At)>) {
    for value in fields.iter().flat_map(|values| &values.values) {
        match &value.value {
            Value::Image(image) => images.push((image, value.at)),
            Value::Record(inner) => gather_images(inner, images),
            _ => {}
        }
    }
}

fn gather_citations<'m>(fields: &'m [FieldValues], names: &mut Vec<&'m Name>) {
    for value in fields.iter().flat_map(|values| &values.values) {
        names.extend(&value.sources);
        if let Value::Record(inner) = &value.value {
            gather_citations(inner, names);
        }
    }
}

/// Reads a map of front matter for a page in a folder of `content/`. `None` is a map that cannot be read, of which
/// nothing more is said.
pub(super) fn read(
    reader: &mut Reader<'_>,
    entries: Option<&[Entry]>,
    config: &Config,
    folder: &str,
) -> (Matter, Option<TypeId>) {
    let mut matter = Matter::default();
    let Some(entries) = entries else { return (matter, config.types.of_folder(folder)) };
    let named = entries.iter().find(|entry| entry.key == "type");
    matter.type_name =
        named.and_then(|entry| reader.name("type", &entry.value, At::ROOT.child(entry.ordinal)));
    let page_type = page_type(reader, matter.type_name.as_ref(), config, folder);
    let fields: &[Field] = page_type.map_or(&[], |id| &config.types.get(id).fields);
    for entry in entries {
        let at = At::ROOT.child(entry.ordinal);
        match fields.iter().position(|field| field.name == entry.key) {
            Some(index) => matter.fields.push(reader.field(index as u16, &fields[index], &entry.value, at)),
            None if common(reader, entry, at, &mut matter) => {}
            None => {
                let known = fields.iter().map(|field| field.name.as_str()).chain(KEYS);
                let code = if page_type.is_some() { &codes::UNKNOWN_FIELD } else { &codes::UNKNOWN_KEY };
                reader.unknown(code, entry, at, known);
            }
        }
    }
    complete(reader, entries, fields, &mut matter);
    (matter, page_type)
}

fn page_type(reader: &mut Reader<'_>, name: Option<&Name>, config: &Config, folder: &str) -> Option<TypeId> {
    let Some(name) = name else { return config.types.of_folder(folder) };
    let page_type = config.types.named(&name.text);
    if page_type.is_none() && config.types.iter().next().is_some() {
        let names: Vec<&str> = config.types.iter().map(|(_, page_type)| page_type.id.as_str()).collect();
        let suggestion = closest(&name.text, names.iter().copied()).map(str::to_owned);
        let message = format!("no type is called `{}`", name.text);
        let fault = reader.fault(&codes::UNKNOWN_TYPE, name.at, Part::Value, message);
        fault.help.push(match suggestion {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("use one of: {}", names.join(", ")),
        });
    }
    page_type
}

/// Reports required fields that are missing and puts defaults in.
fn complete(reader: &mut Reader<'_>, entries: &[Entry], fields: &[Field], matter: &mut Matter) {
    for (index, field) in fields.iter().enumerate() {
        if let Some(entry) = entries.iter().find(|entry| entry.key == field.name) {
            if field.required && super::fields::is_empty(&entry.value) {
                let message = format!("the required field `{}` is empty", field.name);
                let at = At::ROOT.child(entry.ordinal);
                let fault = reader.fault(&codes::MISSING_FIELD, at, Part::Key, message);
                fault.help.extend(field.help.clone());
            }
            continue;
        }
        if let Some(default) = &field.default {
            let values = vec![FieldValue::plain(default_value(&field.kind, default), At::ROOT)];
            matter.fields.push(FieldValues { field: index as u16, at: At::ROOT, values });
        } else if field.required {
            let message = format!("the required field `{}` is missing", field.name);
            let fault = reader.fault(&codes::MISSING_FIELD, At::ROOT, Part::Value, message);
            fault.help.extend(field.help.clone());
        }
    }
    matter.fields.sort_by_key(|values| values.field);
}

/// A default, which the settings have checked, as a value.
fn default_value(kind: &FieldKind, default: &str) -> Value {
    let text = || Value::Text(default.to_owned());
    match kind {
        FieldKind::Reference { .. } => Value::Reference(PageName::new(default.to_owned())),
        FieldKind::Date => PartialDate::parse(default).map_or_else(text, Value::Date),
        FieldKind::Boolean => truth(default).map_or_else(text, Value::Boolean),
        FieldKind::Number => {
            number(default).map_or_else(text, |value| Value::Number(value, default.to_owned()))
        }
        FieldKind::Url => Value::Url(default.to_owned()),
        _ => text(),
    }
}

/// Reads a key that every page may have. False when it is none.
fn common(reader: &mut Reader<'_>, entry: &Entry, at: At, matter: &mut Matter) -> bool {
    let (key, node) = (entry.key.as_str(), &entry.value);
    match key {
        "title" => {
            matter.title =
                reader.short_text(key, node, at).filter(|t| !t.is_empty()).map(|text| Name { text, at });
        }
        "type" => {}
        "description" => matter.description = reader.summary(key, node, at).filter(|text| !text.is_empty()),
        "aliases" | "alias" => matter.aliases.extend(reader.names(key, node, at, Split::Never)),
        "categories" | "category" => matter.categories.extend(reader.names(key, node, at, Split::Never)),
        "tags" => matter.categories.extend(tags(reader, node, at)),
        "date" => matter.date = reader.date(key, node, at),
        "updated" => matter.updated = reader.date(key, node, at),
        "draft" => matter.draft = reader.boolean(key, node, at).unwrap_or(false),
        "image" => matter.image = reader.image(key, node, at).map(|image| Box::new((image, at))),
        "info" => info(reader, node, at, matter),
        "template" => matter.template = reader.name(key, node, at),
        "slug" => matter.slug = reader.name(key, node, at),
        "permalink" => matter.permalink = reader.name(key, node, at),
        "sources" => matter.sources = reader.names(key, node, at, Split::Never),
        "claims" => matter.claims = claims::read(reader, node, at),
        "anchors" => anchors(reader, node, at, matter),
        "query" => {
            let mut query =
                Query { origin: reader.origin.clone(), yaml: reader.yaml.to_owned(), ..Query::default() };
            query_of(reader, node, at, &mut query);
            matter.query = Some(Box::new(query));
        }
        "language" => matter.language = reader.short_text(key, node, at),
        "order" => match node {
            Node::Int(order) => matter.order = Some(*order),
            Node::Null => {}
            _ => reader.wrong_type(key, "a whole number", node, at),
        },
        "spoiler" => matter.spoiler = reader.scope(node, at),
        _ => return false,
    }
    true
}

/// Tags may be one text with commas or spaces, and may begin with `#`, as in Obsidian.
fn tags(reader: &mut Reader<'_>, node: &Node, at: At) -> Vec<Name> {
    let mut names = reader.names("tags", node, at, Split::AtCommas);
    if let (Node::Text(text), [_]) = (node, names.as_slice())
        && text.trim_start().starts_with('#')
    {
        names = reader.words(text, at);
    }
    for name in &mut names {
        name.text = name.text.trim_start_matches('#').to_owned();
    }
    names.retain(|name| !name.text.is_empty());
    names
}

/// Free rows: label and value, or label and list of values.
fn info(reader: &mut Reader<'_>, node: &Node, at: At, matter: &mut Matter) {
    let Node::Map(entries) = node else {
        if *node != Node::Null {
            reader.wrong_type("info", "a map of rows", node, at);
        }
        return;
    };
    let text = Field::text();
    for entry in entries {
        let values = reader.field(0, &text, &entry.value, at.child(entry.ordinal)).values;
        if !values.is_empty() {
            matter.info.push((entry.key.clone(), values));
        }
    }
}

fn anchors(reader: &mut Reader<'_>, node: &Node, at: At, matter: &mut Matter) {
    let Node::Map(entries) = node else {
        return reader.wrong_type("anchors", "a map of old and new ids", node, at);
    };
    for entry in entries {
        let at = at.child(entry.ordinal);
        if let Some(new) = reader.short_text(&entry.key, &entry.value, at) {
            let old = entry.key.trim_start_matches('#');
            let old = if old.contains(char::is_whitespace) { slug(old) } else { old.to_owned() };
            matter.anchors.push(OldAnchor { old, new: new.trim_start_matches('#').to_owned(), at });
        }
    }
}
