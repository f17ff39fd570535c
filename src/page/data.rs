//! Parses YAML other than front matter: query blocks and source files.

use super::fields::{MAX_NAME, Reader, Split};
use super::mentions::{Form, Naming, Referent};
use super::node::{self, Entry, Node, Origin, Part, Places, YamlPath};
use super::query::{Comparison, Filter, FirstColumn, Query, Rotation};
use super::value::Name;
use crate::date::PartialDate;
use crate::diag::{Code, Diagnostic, codes, limit};
use crate::labels::SpoilerScopes;
use crate::text::{Source, choose};

/// A source that can be cited.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceEntry {
    /// Id used in citations.
    pub id: String,
    /// Byte range of the id in the file.
    pub range: (u32, u32),
    /// Title of the work.
    pub title: String,
    /// Author of the work.
    pub author: Option<String>,
    /// Publisher of the work.
    pub publisher: Option<String>,
    /// Publisher of the reprint in which it was read.
    pub reprinted_by: Option<String>,
    /// Date of publication.
    pub date: Option<PartialDate>,
    /// Address of the work.
    pub url: Option<String>,
    /// Location of `url` in its document.
    pub url_at: YamlPath,
    /// Address of an archived copy.
    pub archive: Option<String>,
    /// Location of `archive` in its document.
    pub archive_at: YamlPath,
    /// Date of access.
    pub accessed: Option<PartialDate>,
    /// BCP 47 language tag, if it differs from the language of the wiki.
    pub language: Option<String>,
    /// Kind, such as `news`.
    pub kind: Option<String>,
    /// Rating of its reliability.
    pub reliability: Option<String>,
    /// A remark on what the source contributes.
    pub note: Option<String>,
    /// A quotation from it.
    pub quote: Option<String>,
    /// True if its address no longer works.
    pub dead: bool,
    /// The names of the spoiler scopes that it belongs to.
    pub spoiler: Vec<Name>,
}

/// Keys allowed in a source.
const SOURCE_KEYS: [&str; 17] = [
    "id",
    "title",
    "author",
    "publisher",
    "reprinted_by",
    "date",
    "url",
    "archive",
    "accessed",
    "language",
    "kind",
    "reliability",
    "note",
    "quote",
    "dead",
    "spoiler",
    "archive_url",
];

/// Kinds of sources.
const SOURCE_KINDS: [&str; 8] =
    ["news", "interview", "book", "film", "official", "social", "reference", "review"];

/// Reads a file of sources: a map from ids to sources, or a list of sources with an `id`.
pub fn sources(source: &Source, faults: &mut Vec<Diagnostic>) -> Vec<SourceEntry> {
    let of_duplicate = |at| {
        if at == YamlPath::ROOT.child(last_step(at)) {
            &codes::DUPLICATE_SOURCE
        } else {
            &codes::DUPLICATE_KEY
        }
    };
    data_file(source, faults, of_duplicate, sources_of)
}

/// Reads a data file. `of_duplicate` returns the code of a duplicate key, and `entries` reads the document.
pub(super) fn data_file<T>(
    source: &Source,
    faults: &mut Vec<Diagnostic>,
    of_duplicate: impl Fn(YamlPath) -> &'static Code,
    entries: impl FnOnce(&mut Reader<'_>, &Node) -> Vec<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    let yaml = source.text.as_ref();
    let read = match node::parse(yaml) {
        Ok(document) => {
            let places = Places::default();
            let mut reader = Reader::new(source, (yaml, Origin::at(0)), &places, &mut found);
            reader.controls(&document.controls);
            reader.duplicates(&document.duplicates, of_duplicate);
            entries(&mut reader, &document.root)
        }
        Err(fault) => {
            found.push(fault.diagnostic(&codes::FRONT_MATTER, source, (yaml, &Origin::at(0))));
            Vec::new()
        }
    };
    limit(&mut found);
    faults.extend(found);
    read
}

/// Reads the sources of a document.
pub(super) fn sources_of(reader: &mut Reader<'_>, root: &Node) -> Vec<SourceEntry> {
    match root {
        Node::Null => Vec::new(),
        Node::Map(entries) => entries.iter().filter_map(|entry| named_source(reader, entry)).collect(),
        Node::List(items) => listed_sources(reader, items),
        other => {
            reader.wrong_type("the file", "a map of sources", other, YamlPath::ROOT);
            Vec::new()
        }
    }
}

fn last_step(at: YamlPath) -> u16 {
    at.last().unwrap_or_default()
}

fn named_source(reader: &mut Reader<'_>, entry: &Entry) -> Option<SourceEntry> {
    let at = YamlPath::ROOT.child(entry.ordinal);
    let Node::Map(fields) = &entry.value else {
        reader.wrong_type(&entry.key, "a map", &entry.value, at);
        return None;
    };
    reader.mentions.note_key(Naming::of(Referent::Source).declared(), entry, at);
    let id = reader.bounded(entry.key.clone(), MAX_NAME, at);
    Some(source_entry(reader, id, fields, (at, Part::Key)))
}

fn listed_sources(reader: &mut Reader<'_>, items: &[Node]) -> Vec<SourceEntry> {
    let mut sources = Vec::new();
    for (ordinal, item) in items.iter().enumerate() {
        let at = YamlPath::ROOT.child(ordinal);
        let Node::Map(fields) = item else {
            reader.wrong_type("the list", "maps", item, at);
            continue;
        };
        let id = fields.iter().find(|entry| entry.key == "id");
        if let Some(id) = id {
            let naming = Naming::of(Referent::Source).form(Form::Bare).declared();
            reader.mentions.note(naming, &id.value, at.child(id.ordinal));
        }
        match id.and_then(|id| {
            Some((reader.short_text("id", &id.value, at.child(id.ordinal))?, at.child(id.ordinal)))
        }) {
            Some((id, id_at)) => sources.push(source_entry_at(reader, id, fields, at, (id_at, Part::Value))),
            None => {
                reader.fault(&codes::MISSING_FIELD, at, Part::Value, "this source has no `id`".to_owned());
            }
        }
    }
    sources
}

fn source_entry(
    reader: &mut Reader<'_>,
    id: String,
    fields: &[Entry],
    place: (YamlPath, Part),
) -> SourceEntry {
    source_entry_at(reader, id, fields, place.0, place)
}

fn source_entry_at(
    reader: &mut Reader<'_>,
    id: String,
    fields: &[Entry],
    at: YamlPath,
    place: (YamlPath, Part),
) -> SourceEntry {
    let range = reader.places.find(reader.yaml, place.0, place.1);
    let range = reader.origin.in_file(range);
    let range = (range.start as u32, range.end as u32);
    let mut source = SourceEntry { id, range, ..SourceEntry::default() };
    for entry in fields {
        source_field(reader, entry, at.child(entry.ordinal), &mut source);
    }
    if source.title.is_empty() {
        let message = format!("the source `{}` has no `title`", source.id);
        reader.fault(&codes::MISSING_FIELD, place.0, place.1, message);
        source.title.clone_from(&source.id);
    }
    source
}

fn source_field(reader: &mut Reader<'_>, entry: &Entry, at: YamlPath, source: &mut SourceEntry) {
    let key = entry.key.as_str();
    match key {
        "date" => source.date = reader.date(key, &entry.value, at),
        "accessed" => source.accessed = reader.date(key, &entry.value, at),
        "dead" => source.dead = reader.boolean(key, &entry.value, at).unwrap_or(false),
        "url" => (source.url, source.url_at) = (address(reader, key, &entry.value, at), at),
        "archive" | "archive_url" => {
            (source.archive, source.archive_at) = (address(reader, key, &entry.value, at), at);
        }
        "title" => source.title = reader.short_text(key, &entry.value, at).unwrap_or_default(),
        "author" => source.author = joined(reader, key, &entry.value, at),
        "publisher" => source.publisher = reader.short_text(key, &entry.value, at),
        "reprinted_by" => source.reprinted_by = reader.short_text(key, &entry.value, at),
        "language" => source.language = reader.short_text(key, &entry.value, at),
        "kind" => source.kind = kind(reader, &entry.value, at),
        "reliability" => source.reliability = reader.short_text(key, &entry.value, at),
        "note" => source.note = reader.summary(key, &entry.value, at),
        "quote" => source.quote = reader.summary(key, &entry.value, at),
        // The settings, which declare the scopes, are not known here.
        "spoiler" => source.spoiler = reader.names(key, &entry.value, at, Split::Never),
        "id" => {}
        _ => reader.unknown(&codes::UNKNOWN_KEY, entry, at, SOURCE_KEYS),
    }
}

fn joined(reader: &mut Reader<'_>, key: &str, node: &Node, at: YamlPath) -> Option<String> {
    let names = reader.names(key, node, at, Split::Never);
    let names: Vec<String> = names.into_iter().map(|name| name.text).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

pub(super) fn address(reader: &mut Reader<'_>, key: &str, node: &Node, at: YamlPath) -> Option<String> {
    let text = reader.text(key, node, at)?;
    if super::links::is_web_address(&text) {
        return Some(text);
    }
    let message = format!("`{key}` expects a web address, found `{text}`");
    reader.fault(&codes::WRONG_TYPE, at, Part::Value, message).help.push("start it with `https://`".into());
    None
}

fn kind(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Option<String> {
    let kind = reader.short_text("kind", node, at)?;
    if SOURCE_KINDS.contains(&kind.as_str()) {
        return Some(kind);
    }
    let fault =
        reader.fault(&codes::INVALID_CHOICE, at, Part::Value, format!("unknown source kind `{kind}`"));
    fault.help.push(choose(&kind, SOURCE_KINDS));
    None
}

/// Parses a query.
pub fn query(
    source: &Source,
    (yaml, origin): (&str, Origin),
    scopes: &SpoilerScopes,
    faults: &mut Vec<Diagnostic>,
) -> Query {
    let mut query = Query { origin: origin.clone(), yaml: yaml.to_owned(), ..Query::default() };
    let document = match node::parse(yaml) {
        Ok(document) => document,
        Err(fault) => {
            faults.push(fault.diagnostic(&codes::QUERY, source, (yaml, &origin)));
            return query;
        }
    };
    let places = Places::default();
    let mut reader = Reader::new(source, (yaml, origin), &places, faults);
    reader.scopes = scopes;
    reader.controls(&document.controls);
    reader.duplicates(&document.duplicates, |_| &codes::DUPLICATE_KEY);
    query_of(&mut reader, &document.root, YamlPath::ROOT, &mut query);
    query
}

/// Reads a query that is part of a larger document, such as front matter.
pub(super) fn query_of(reader: &mut Reader<'_>, root: &Node, at: YamlPath, query: &mut Query) {
    let Node::Map(entries) = root else {
        if *root != Node::Null {
            reader.wrong_type("query", "a map", root, at);
        }
        return;
    };
    for entry in entries {
        query_key(reader, entry, at.child(entry.ordinal), query);
    }
    bound(reader, at, query);
}

/// Reads a query that is only a name: the tree around a page, or by a relation.
pub(super) fn tree_around(reader: &mut Reader<'_>, key: &str, node: &Node, at: YamlPath, query: &mut Query) {
    reader.mentions.note(Naming::of(Referent::Page), node, at);
    query.around = reader.name(key, node, at);
    query.view = query.around.as_ref().map(|around| Name { text: "tree".to_owned(), at: around.at });
}

/// Maximum number of filters, of values per filter, and of columns in a query: each is evaluated for every page of the wiki.
const MAX_ASKED: usize = 100;

/// Truncates the lists of a query that exceed the maximum.
fn bound(reader: &mut Reader<'_>, at: YamlPath, query: &mut Query) {
    let most = query.filters.iter().map(|filter| filter.values.len()).chain([
        query.filters.len(),
        query.show.len(),
        query.sort.len(),
    ]);
    if most.max().is_some_and(|most| most > MAX_ASKED) {
        let message =
            format!("a query can have at most {MAX_ASKED} filters, values per filter, sort keys and columns");
        reader.fault(&codes::QUERY, at, Part::Value, message);
    }
    query.filters.truncate(MAX_ASKED);
    query.filters.iter_mut().for_each(|filter| filter.values.truncate(MAX_ASKED));
    query.show.truncate(MAX_ASKED);
    query.sort.truncate(MAX_ASKED);
}

/// Reads one key of a query.
pub(super) fn query_key(reader: &mut Reader<'_>, entry: &Entry, at: YamlPath, query: &mut Query) {
    let key = entry.key.as_str();
    let field = Naming::of(Referent::Field);
    match key {
        "type" | "types" => {
            reader.mentions.note_each(Naming::of(Referent::Type).form(Form::Names), &entry.value, at);
        }
        "sort" => reader.mentions.note_each(field.form(Form::Sort), &entry.value, at),
        "group" | "date_field" => reader.mentions.note(field, &entry.value, at),
        "show" => reader.mentions.note_each(field.form(Form::Names), &entry.value, at),
        "around" => reader.mentions.note(Naming::of(Referent::Page), &entry.value, at),
        _ => {}
    }
    match key {
        "type" | "types" => query.types = reader.names(key, &entry.value, at, Split::AtCommas),
        "sort" => {
            let keys = reader.names(key, &entry.value, at, Split::AtCommas).into_iter();
            let keys = keys.map(|name| match name.text.strip_prefix('-') {
                Some(field) => (Name { text: field.trim().to_owned(), at: name.at }, true),
                None => (name, false),
            });
            query.sort = keys.collect();
        }
        "limit" => match entry.value {
            Node::Int(limit) if limit > 0 => query.limit = usize::try_from(limit).ok(),
            _ => reader.wrong_type(key, "a positive integer", &entry.value, at),
        },
        "rotate" => query.rotate = rotation(reader, &entry.value, at),
        "group" => query.group = reader.name(key, &entry.value, at),
        "date_field" => query.date_field = reader.name(key, &entry.value, at),
        "around" => query.around = reader.name(key, &entry.value, at),
        "first_column" => query.first = first_column(reader, &entry.value, at),
        "view" => query.view = reader.name(key, &entry.value, at),
        "show" => query.show = reader.names(key, &entry.value, at, Split::AtCommas),
        "caption" => query.caption = reader.text(key, &entry.value, at),
        "spoiler" => query.spoiler = query.spoiler.and(reader.scopes(&entry.value, at)),
        "sortable" => query.sortable = reader.boolean(key, &entry.value, at).unwrap_or(false),
        "empty" => query.empty = reader.text(key, &entry.value, at),
        "where" => {
            if let Node::Map(entries) = &entry.value {
                for inner in entries {
                    filter(reader, inner, at.child(inner.ordinal), query);
                }
            } else {
                reader.wrong_type(key, "a map of fields", &entry.value, at);
            }
        }
        _ => filter(reader, entry, at, query),
    }
}

fn rotation(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Option<Rotation> {
    let known = |text: &str| Rotation::ALL.iter().find(|(name, _)| *name == text);
    let found = if let Node::Text(text) = node { known(text) } else { None };
    if found.is_none() {
        reader.wrong_type("rotate", "`day`, `week` or `month`", node, at);
    }
    found.map(|(_, rotation)| *rotation)
}

fn first_column(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> FirstColumn {
    match node {
        Node::Bool(false) => FirstColumn::Hidden,
        Node::Text(_) => {
            reader.short_text("first_column", node, at).map_or(FirstColumn::Usual, FirstColumn::Named)
        }
        Node::Null | Node::Bool(true) => FirstColumn::Usual,
        _ => {
            reader.wrong_type("first_column", "a heading or `false`", node, at);
            FirstColumn::Usual
        }
    }
}

fn filter(reader: &mut Reader<'_>, entry: &Entry, at: YamlPath, query: &mut Query) {
    reader.mentions.note_key(Naming::of(Referent::Field), entry, at);
    reader.mentions.note_condition(&entry.key, &entry.value, at);
    let names = reader.names(&entry.key, &entry.value, at, Split::Never);
    let values = names.into_iter().map(|name| {
        let (comparison, rest) = Comparison::split(&name.text);
        (comparison, Name { text: super::brackets::without_brackets(rest).to_owned(), at: name.at })
    });
    let values = values.collect();
    query.filters.push(Filter { field: Name { text: entry.key.clone(), at }, values });
}
