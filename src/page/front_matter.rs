//! Reads front matter into a [`FrontMatter`] and diagnostics.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::Parsing;
use super::aliases::AliasSection;
use super::anchors::{OldAnchor, OldAnchors};
use super::body::fit_list;
use super::claims;
use super::data::{query_key, query_of};
use super::fields::{Reader, Split, default_value};
use super::mentions::{Form, Naming, Referent};
use super::node::{Entry, Node, Part, YamlPath};
use super::origin::Origin;
use super::path;
use super::query::{Listing, Query};
use super::type_categories;
use super::value::{Claim, FieldValue, FieldValues, ImageValue, MarkedText, Name, Value, inner_values};
use crate::config::{Config, Field, TypeId, languages};
use crate::date::PartialDate;
use crate::diag::codes;
use crate::labels::{Labelled, Scopes};
use crate::text::{choose, fold_name, shortened, slug};

/// Keys allowed on every page.
pub const KEYS: [&str; 31] = [
    "title",
    "sort_title",
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
    "publish",
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
    "list",
    "sort",
    "group",
    "listed",
    "indexed",
    "origin",
    "spoiler",
];

/// The contents of front matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FrontMatter {
    /// Title.
    pub title: Option<Name>,
    /// The title that takes its place for readers who know its scopes; it is among the aliases as well.
    pub real_title: Option<Box<Labelled<String>>>,
    /// The title with marks and links, if it has any.
    pub marked_title: Option<Box<MarkedText>>,
    /// The title by which lists sort the page.
    pub sort_title: Option<String>,
    /// The type given in the front matter.
    pub type_name: Option<Name>,
    /// A description of the page in one sentence.
    pub description: Option<Labelled<MarkedText>>,
    /// Other names of the page.
    pub aliases: Vec<Labelled<Name>>,
    /// Sections of the page that some of the aliases lead to.
    pub alias_sections: Vec<AliasSection>,
    /// Categories.
    pub categories: Vec<Labelled<Name>>,
    /// Date of first publication.
    pub date: Option<Labelled<PartialDate>>,
    /// Date of the last change.
    pub updated: Option<PartialDate>,
    /// True if it is not published yet.
    pub draft: bool,
    /// True if it is never published.
    pub private: bool,
    /// The page's image.
    pub image: Option<Box<Labelled<(ImageValue, YamlPath)>>>,
    /// Images of other versions of what the page is about.
    pub versions: Vec<Labelled<(ImageValue, YamlPath)>>,
    /// Additional rows of the infobox.
    pub info: Vec<InfoRow>,
    /// The template to use for this page.
    pub template: Option<Name>,
    /// The last part of the address.
    pub slug: Option<Name>,
    /// The entire address.
    pub permalink: Option<Name>,
    /// Sources of the page as a whole.
    pub sources: Vec<Labelled<Name>>,
    /// Claims.
    pub claims: Vec<Labelled<Claim>>,
    /// Headings that were renamed.
    pub anchors: OldAnchors,
    /// A query whose result is shown below the text.
    pub query: Option<Box<Query>>,
    /// Language, if it differs from that of the wiki.
    pub language: Option<String>,
    /// The page of another site that it was copied from.
    pub origin: Option<Box<Labelled<Origin>>>,
    /// Position among the pages of its folder.
    pub order: Option<i64>,
    /// True if lists and random pages leave the page out.
    pub unlisted: bool,
    /// True if searches leave the page out, those of the site and those of the web.
    pub unindexed: bool,
    /// The list of pages on the page of a folder or category.
    pub listing: Listing,
    /// The spoiler scopes of the whole page; everything on it is labelled with them.
    pub spoiler: Scopes,
    /// Values of the fields of the page's type.
    pub fields: Vec<FieldValues>,
}

/// An additional row of the infobox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InfoRow {
    /// The row's label. It carries the scopes that all of the values share.
    pub label: Labelled<MarkedText>,
    /// The values.
    pub values: Vec<Labelled<FieldValue>>,
}

impl InfoRow {
    /// Labels the row with the scopes that all of its values share.
    pub(super) fn settle_label(&mut self) {
        let scopes = self.values.iter().map(Labelled::scopes).reduce(Scopes::common).unwrap_or_default();
        self.label = Labelled::new(std::mem::take(self.label.ignoring_label_mut(Parsing)), scopes);
    }
}

impl FrontMatter {
    /// Adds the tags of the text to the categories. Duplicates are dropped, ignoring case; a category is open if any mention of it is.
    pub(super) fn add_tags(&mut self, tags: Vec<Labelled<Name>>) {
        let mut all = std::mem::take(&mut self.categories);
        all.extend(tags);
        all.sort_by_key(|name| !name.is_open());
        let mut known = FxHashSet::default();
        all.retain(|name| known.insert(fold_name(&name.ignoring_label(Parsing).text)));
        self.categories = all;
    }

    /// All sources cited in the front matter, in order: fields, infobox rows, claims, then `sources:`. Each carries the scopes of the value
    /// it supports.
    pub fn citations(&self) -> Vec<Labelled<&Name>> {
        let mut names = Vec::new();
        for value in self.all_values() {
            names.extend(value.map(|value| value.sources.iter().collect()).each());
        }
        for claim in &self.claims {
            names.extend(claim.as_ref().map(|claim| claim.sources.iter().collect()).each());
        }
        names.extend(self.sources.iter().map(Labelled::as_ref));
        names
    }

    /// All images declared in the front matter, with their locations: the page's own, then those of fields.
    pub fn images(&self) -> Vec<Labelled<(&ImageValue, YamlPath)>> {
        let of_page = self.image.iter().map(|image| &**image).chain(&self.versions);
        let of_page = of_page.map(|image| image.as_ref().map(|(image, at)| (image, *at)));
        let of_fields = self.all_values().into_iter().filter_map(|value| {
            value.filter_map(|value| match &value.value {
                Value::Image(image) => Some((&**image, value.at)),
                _ => None,
            })
        });
        of_page.chain(of_fields).collect()
    }

    /// The values of fields and infobox rows; values inside a record follow the record.
    pub fn all_values(&self) -> Vec<Labelled<&FieldValue>> {
        let mut all = Vec::new();
        let in_fields = self.fields.iter().flat_map(|values| &values.values);
        let in_rows = self.info.iter().flat_map(|row| &row.values);
        for value in in_fields.chain(in_rows) {
            with_inner_values(value.as_ref(), &mut all);
        }
        all
    }

    /// Labels everything with the scopes of the page. Destructured so that each new key must decide here what it does with them.
    pub(super) fn label(&mut self) {
        let Self {
            real_title,
            description,
            aliases,
            categories,
            date,
            image,
            versions,
            info,
            sources,
            claims,
            fields,
            origin,
            spoiler,
            // The title and address of a page are always public, and so are keys that only affect presentation.
            title: _,
            marked_title: _,
            sort_title: _,
            type_name: _,
            updated: _,
            draft: _,
            private: _,
            template: _,
            slug: _,
            permalink: _,
            alias_sections: _,
            anchors: _,
            language: _,
            order: _,
            listing: _,
            unlisted: _,
            unindexed: _,
            // The pages that state the results of a query label them; the list itself is part of the text.
            query: _,
        } = self;
        let scopes = *spoiler;
        real_title.iter_mut().for_each(|title| title.put_within(scopes));
        description.iter_mut().for_each(|text| text.put_within(scopes));
        for name in aliases.iter_mut().chain(categories).chain(sources) {
            name.put_within(scopes);
        }
        date.iter_mut().for_each(|date| date.put_within(scopes));
        image.iter_mut().for_each(|image| image.put_within(scopes));
        origin.iter_mut().for_each(|origin| origin.put_within(scopes));
        versions.iter_mut().for_each(|image| image.put_within(scopes));
        claims.iter_mut().for_each(|claim| claim.put_within(scopes));
        for row in info.iter_mut() {
            row.label.put_within(scopes);
        }
        let in_rows = info.iter_mut().flat_map(|row| &mut row.values);
        for value in fields.iter_mut().flat_map(|values| &mut values.values).chain(in_rows) {
            value.put_within(scopes);
        }
    }
}

fn with_inner_values<'m>(value: Labelled<&'m FieldValue>, all: &mut Vec<Labelled<&'m FieldValue>>) {
    all.push(value);
    for (_, inner) in inner_values(value) {
        with_inner_values(inner, all);
    }
}

/// Reads the front matter of a page, by its path in `content/`. `None` means that it could not be parsed, which has been reported.
pub(super) fn read(
    reader: &mut Reader<'_>,
    entries: Option<&[Entry]>,
    config: &Config,
    path: &str,
) -> (FrontMatter, Option<TypeId>) {
    let mut matter = FrontMatter::default();
    let Some(entries) = entries else { return (matter, path::type_by_path(path, config)) };
    let named = entries.iter().find(|entry| entry.key == "type");
    if let Some(entry) = named.filter(|entry| !is_none(&entry.value, config)) {
        reader.mentions.note(Naming::of(Referent::Type), &entry.value, YamlPath::ROOT.child(entry.ordinal));
    }
    matter.type_name =
        named.and_then(|entry| reader.name("type", &entry.value, YamlPath::ROOT.child(entry.ordinal)));
    let page_type = page_type(reader, matter.type_name.as_ref(), config, path);
    let fields: &[Field] = page_type.map_or(&[], |id| &config.types.get(id).fields);
    // Of a page whose type is unknown, the fields are as well, which the fault of the type says for all of them.
    let is_mistyped =
        matter.type_name.as_ref().is_some_and(|name| page_type.is_none() && name.text != NO_TYPE);
    for entry in entries {
        let at = YamlPath::ROOT.child(entry.ordinal);
        match fields.iter().position(|field| field.name == entry.key) {
            Some(index) => matter.fields.push(reader.field(index as u16, &fields[index], &entry.value, at)),
            None if path::lists_pages(path) && listing(reader, entry, at, &mut matter) => {}
            None if common(reader, entry, at, &mut matter) => {}
            None if is_mistyped && is_field_of_any(config, &entry.key) => {}
            None if page_type.is_none() => unknown_key(reader, entry, at, (config, path)),
            None => {
                let known = fields.iter().map(|field| field.name.as_str()).chain(KEYS);
                reader.unknown(&codes::UNKNOWN_FIELD, entry, at, known);
            }
        }
    }
    // Its label depends on that of the page.
    if let Some(entry) = entries.iter().find(|e| e.key == "title" && matches!(e.value, Node::Map(_))) {
        reader.labelled_title(entry, YamlPath::ROOT.child(entry.ordinal), &mut matter);
    }
    complete(reader, entries, fields, &mut matter);
    // Their spelling takes precedence over that of the page.
    let of_type = page_type.map(|id| type_categories::of(config.types.get(id), &matter.fields));
    matter.categories.splice(0..0, of_type.into_iter().flatten());
    matter.origin =
        matter.origin.map(|origin| Box::new(origin.map(|origin| origin.complete(&config.origins))));
    // A copy has not changed since it was made, unless it says so.
    let copied = matter.origin.as_ref().and_then(|origin| origin.open()?.date);
    matter.updated = matter.updated.or(copied);
    fit_list(&mut matter.fields);
    fit_list(&mut matter.categories);
    (matter, page_type)
}

/// True if a type has a field of this name.
fn is_field_of_any(config: &Config, key: &str) -> bool {
    config.types.iter().any(|(_, page_type)| page_type.field(key).is_some())
}

/// The value of `type` on pages without a type.
const NO_TYPE: &str = "none";

/// True if the value of `type` is `none`, and no type has this name.
fn is_none(node: &Node, config: &Config) -> bool {
    matches!(node, Node::Text(text) if text.trim() == NO_TYPE) && config.types.named(NO_TYPE).is_none()
}

/// Reports a key that is unknown on a page without a type. The type of the folder may have such a field: an index page must name it.
fn unknown_key(reader: &mut Reader<'_>, entry: &Entry, at: YamlPath, (config, path): (&Config, &str)) {
    let of_folder = config.types.of_folder(path::folder_of(path)).map(|id| config.types.get(id));
    match of_folder.filter(|page_type| page_type.field(&entry.key).is_some()) {
        Some(page_type) => {
            let message = format!("unknown key `{}`", entry.key);
            let id = &page_type.id;
            let help = format!(
                "`{}` is a field of the type `{id}`; if this page is one, write `type: {id}`",
                entry.key
            );
            reader.fault(&codes::UNKNOWN_KEY, at, Part::Key, message).help.push(help);
        }
        None => reader.unknown(&codes::UNKNOWN_KEY, entry, at, KEYS),
    }
}

fn page_type(reader: &mut Reader<'_>, name: Option<&Name>, config: &Config, path: &str) -> Option<TypeId> {
    let Some(name) = name else { return path::type_by_path(path, config) };
    let page_type = config.types.named(&name.text);
    if page_type.is_none() && name.text != NO_TYPE && config.types.iter().next().is_some() {
        let names = config.types.iter().map(|(_, page_type)| page_type.id.as_str());
        let names: Vec<&str> = names.chain([NO_TYPE]).collect();
        let message = format!("unknown type `{}`", name.text);
        let fault = reader.fault(&codes::UNKNOWN_TYPE, name.at, Part::Value, message);
        fault.help.push(choose(&name.text, names));
    }
    page_type
}

/// Reports missing required fields and fills in defaults.
fn complete(reader: &mut Reader<'_>, entries: &[Entry], fields: &[Field], matter: &mut FrontMatter) {
    for (index, field) in fields.iter().enumerate() {
        if let Some(entry) = entries.iter().find(|entry| entry.key == field.name) {
            if field.required && super::fields::is_empty(&entry.value) {
                let message = format!("the required field `{}` is empty", field.name);
                let at = YamlPath::ROOT.child(entry.ordinal);
                let fault = reader.fault(&codes::MISSING_FIELD, at, Part::Key, message);
                fault.help.push(format!("write a value after `{}:`{}", field.name, hint(field)));
            }
            continue;
        }
        if let Some(default) = &field.default {
            let value = FieldValue::plain(default_value(&field.kind, default), YamlPath::ROOT);
            let values = vec![Labelled::unlabelled(value)];
            matter.fields.push(FieldValues { field: index as u16, at: YamlPath::ROOT, values });
        } else if field.required {
            let message = format!("the required field `{}` is missing", field.name);
            let fault = reader.fault(&codes::MISSING_FIELD, YamlPath::ROOT, Part::Value, message);
            fault.help.push(format!("add a line `{}: …` between the two `---`{}", field.name, hint(field)));
        }
    }
    matter.fields.sort_by_key(|values| values.field);
}

/// The values that a field accepts, in parentheses.
fn hint(field: &Field) -> String {
    field.hint().map(|hint| format!(" ({hint})")).unwrap_or_default()
}

/// Reads a key that is allowed on every page. Returns false for any other key.
fn common(reader: &mut Reader<'_>, entry: &Entry, at: YamlPath, matter: &mut FrontMatter) -> bool {
    let (key, node) = (entry.key.as_str(), &entry.value);
    note(reader, key, node, at);
    match key {
        "title" if matches!(node, Node::Map(_)) => {}
        "title" => {
            matter.title = reader.title(key, node, at, &mut matter.marked_title);
        }
        "type" => {}
        "description" => {
            let text = reader.unwrapped(node, at);
            let scopes = text.scopes();
            let text = text.filter_map(|(node, at)| reader.marked_text(key, node, at));
            reader.label_links(at, scopes);
            matter.description = text.filter(|text| !text.ignoring_label(Parsing).plain.is_empty());
        }
        "aliases" | "alias" => {
            let page = Naming::of(Referent::Page).declared();
            let aliases =
                reader.labelled_names(entry, at, page, |reader, node, at| reader.aliases(key, node, at));
            matter.aliases.extend(aliases);
            reader.alias_sections(node, at, &mut matter.alias_sections);
        }
        "categories" | "category" => {
            let category = Naming::of(Referent::Category);
            matter.categories.extend(reader.labelled_whole_names(entry, at, category));
        }
        "tags" => {
            let tag = Naming::of(Referent::Category).form(Form::Tags);
            matter.categories.extend(reader.labelled_names(entry, at, tag, tags));
        }
        "date" => {
            let date = reader.unwrapped(node, at);
            matter.date = date.filter_map(|(node, at)| reader.date(key, node, at));
        }
        "image" => {
            let mut images = reader.labelled_images(key, node, at).into_iter();
            matter.image = images.next().map(Box::new);
            matter.versions = images.collect();
        }
        "info" => info(reader, node, at, matter),
        "sources" => {
            matter.sources = reader.labelled_whole_names(entry, at, Naming::of(Referent::Source));
        }
        "claims" => matter.claims = claims::read(reader, node, at),
        "anchors" => anchors(reader, node, at, matter),
        "query" => {
            let mut query =
                Query { origin: reader.origin.clone(), yaml: reader.yaml.to_owned(), ..Query::default() };
            query_of(reader, node, at, &mut query);
            matter.query = Some(Box::new(query));
        }
        "order" => match node {
            Node::Int(order) => matter.order = Some(*order),
            Node::Null => {}
            _ => reader.wrong_type(key, "an integer", node, at),
        },
        "spoiler" => matter.spoiler = matter.spoiler.and(reader.scopes(node, at)),
        _ => return published(reader, entry, at, matter),
    }
    true
}

/// Reads a key that says whether, where and how the page is published. Returns false for any other key.
fn published(reader: &mut Reader<'_>, entry: &Entry, at: YamlPath, matter: &mut FrontMatter) -> bool {
    let (key, node) = (entry.key.as_str(), &entry.value);
    match key {
        "sort_title" => {
            matter.sort_title = reader.short_text(key, node, at).filter(|text| !text.is_empty());
        }
        "origin" => matter.origin = reader.origin(node, at).map(Box::new),
        "updated" => matter.updated = reader.date(key, node, at),
        "publish" => matter.private = reader.boolean(key, node, at) == Some(false),
        "listed" => matter.unlisted = reader.boolean(key, node, at) == Some(false),
        "indexed" => matter.unindexed = reader.boolean(key, node, at) == Some(false),
        "draft" => matter.draft = reader.boolean(key, node, at).unwrap_or(false),
        "template" => matter.template = reader.name(key, node, at),
        "slug" => matter.slug = reader.name(key, node, at),
        "permalink" => matter.permalink = reader.name(key, node, at),
        "language" => matter.language = language(reader, node, at),
        _ => return false,
    }
    true
}

/// Reads a key of the list on the page of a folder or category. Returns false for any other key.
fn listing(reader: &mut Reader<'_>, entry: &Entry, at: YamlPath, matter: &mut FrontMatter) -> bool {
    match entry.key.as_str() {
        "list" => matter.listing.hidden = reader.boolean("list", &entry.value, at) == Some(false),
        "sort" | "group" => {
            let (origin, yaml) = (reader.origin.clone(), reader.yaml.to_owned());
            let query = matter.listing.query.get_or_insert_default();
            **query = Query { origin, yaml, ..std::mem::take(query) };
            query_key(reader, entry, at, query);
        }
        _ => return false,
    }
    true
}

/// Reads the tag of a language.
fn language(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Option<String> {
    let tag = reader.short_text("language", node, at)?;
    if languages::is_known(&tag) {
        return Some(tag);
    }
    let fault = reader.fault(
        &codes::INVALID_CHOICE,
        at,
        Part::Value,
        format!("unknown language `{}`", shortened(&tag, 60)),
    );
    fault.help.push(languages::help(&tag));
    None
}

/// Records the name in the value of a key, for the list of references.
fn note(reader: &mut Reader<'_>, key: &str, node: &Node, at: YamlPath) {
    if !reader.mentions.is_wanted() {
        return;
    }
    let page = Naming::of(Referent::Page).declared();
    match key {
        "title" => reader.mentions.note(page.form(Form::Title), node, at),
        "template" => reader.mentions.note(Naming::of(Referent::Template), node, at),
        _ => {}
    }
}

/// Reads tags. As in Obsidian, they may be one text with commas or spaces, and may begin with `#`.
fn tags(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Vec<Name> {
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

/// Reads infobox rows: a label with a value or a list of values.
fn info(reader: &mut Reader<'_>, node: &Node, at: YamlPath, matter: &mut FrontMatter) {
    let Node::Map(entries) = node else {
        if *node != Node::Null {
            reader.wrong_type("info", "a map of rows", node, at);
        }
        return;
    };
    let text = Field::text();
    for entry in entries {
        let at = at.child(entry.ordinal);
        let values = reader.field(0, &text, &entry.value, at).values;
        if !values.is_empty() {
            let scopes = values.iter().map(Labelled::scopes).reduce(Scopes::common).unwrap_or_default();
            reader.mentions.note_label(entry, at);
            reader.links_of(&entry.key, at.key(), scopes);
            let label = MarkedText::of_name(entry.key.clone(), at.key());
            matter.info.push(InfoRow { label: Labelled::new(label, scopes), values });
        }
    }
}

fn anchors(reader: &mut Reader<'_>, node: &Node, at: YamlPath, matter: &mut FrontMatter) {
    let Node::Map(entries) = node else {
        return reader.wrong_type("anchors", "a map of old and new ids", node, at);
    };
    for entry in entries {
        let at = at.child(entry.ordinal);
        reader.mentions.note(Naming::of(Referent::Heading).form(Form::Heading), &entry.value, at);
        if let Some(new) = reader.short_text(&entry.key, &entry.value, at) {
            let old = entry.key.trim_start_matches('#');
            let old = if old.contains(char::is_whitespace) { slug(old) } else { old.to_owned() };
            matter.anchors.push(OldAnchor { old, new: new.trim_start_matches('#').to_owned(), at });
        }
    }
}
