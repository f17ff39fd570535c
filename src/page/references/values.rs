//! Names in YAML: front matter, queries and files of sources.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::{Held, Holder, Reference, Referent, Syntax};
use crate::config::{Config, FieldKind, TypeQuery};
use crate::inputs::is_about_pictures;
use crate::labels::Labelled;
use crate::page::component::Component;
use crate::page::compose::Setting;
use crate::page::data;
use crate::page::decoded::{self, Decoded, toml};
use crate::page::fields::Reader;
use crate::page::links::is_web_address;
use crate::page::markdown::read_names_in_block;
use crate::page::mentions::{Form, Mention, Mentions, NamedIn};
use crate::page::node::spelling::{Form as Spelt, Spelled, Spelling};
use crate::page::node::{self, Node, Origin, Places, YamlPath};
use crate::page::picture_facts::pictures_of;
use crate::page::query::{Query, THIS};
use crate::page::{Page, Parsing, front_matter};
use crate::text::Source;

/// The names in a page's front matter.
pub(super) fn of_front_matter(page: &Page, config: &Config) -> Vec<Reference> {
    let text = &page.source.text[page.yaml.clone()];
    let document = Yaml { text, page: Some(page), ..Yaml::new(&page.source, Origin::at(page.yaml.start)) };
    document.references(config, |reader, root| {
        let Node::Map(entries) = root else { return };
        front_matter::read(reader, Some(entries), config, page.path());
    })
}

/// The names in a page's query blocks.
pub(super) fn of_queries(page: &Page, config: &Config) -> Vec<Reference> {
    let of_query = |query: &Labelled<Query>| {
        let query = query.ignoring_label(Parsing);
        let origin = query.origin.clone();
        let document = Yaml { text: &query.yaml, ..Yaml::new(&page.source, origin) };
        document.references(config, |reader, root| {
            data::query_of(reader, root, YamlPath::ROOT, &mut Query::default());
        })
    };
    let in_components: FxHashSet<u32> =
        page.body.components.iter().flat_map(|call| call.ignoring_label(Parsing).queries()).collect();
    let queries = (0..).zip(&page.body.queries).filter(|(index, _)| !in_components.contains(index));
    queries.flat_map(|(_, query)| of_query(query)).collect()
}

/// The names in a query for all pages of a type.
pub(super) fn of_type_query(query: &TypeQuery, config: &Config) -> Vec<Reference> {
    let document =
        Yaml { text: &query.yaml, toml: Some(query), ..Yaml::new(&config.source, Origin::default()) };
    document.references(config, |reader, root| {
        data::query_of(reader, root, YamlPath::ROOT, &mut Query::default());
    })
}

/// The names in a page's fenced blocks that call components.
pub(super) fn of_components(page: &Page, config: &Config) -> Vec<Reference> {
    let of_component = |call: &Labelled<Component>| {
        let call = call.ignoring_label(Parsing);
        let Some(text) = call.yaml.as_deref() else { return Vec::new() };
        let document = Yaml { text, ..Yaml::new(&page.source, call.origin.clone()) };
        let mut found = document.references(config, |reader, root| {
            read_names_in_block(reader, root, config.components.get(call.component));
        });
        let start = |link: u32| page.body.links[link as usize].ignoring_label(Parsing).range.0 as usize;
        let links: BTreeMap<usize, u32> =
            (call.links.0..call.links.1).rev().map(|link| (start(link), link)).collect();
        for reference in &mut found {
            let before = links.range(..=reference.name.start).next_back();
            reference.link = before.map(|(_, link)| *link as usize);
        }
        found
    };
    page.body.components.iter().flat_map(of_component).collect()
}

/// The ids declared in a file of sources, and the pictures that a file describes.
pub(super) fn of_sources(source: &Source, config: &Config) -> Vec<Reference> {
    let path = source.path.strip_prefix("content/").unwrap_or(&source.path);
    let is_about_pictures = is_about_pictures(path);
    let document = Yaml::new(source, Origin::at(0));
    document.references(config, |reader, root| {
        if is_about_pictures {
            pictures_of(reader, path, root);
        } else {
            data::sources_of(reader, root);
        }
    })
}

/// A YAML text in a file.
struct Yaml<'y> {
    source: &'y Source,
    text: &'y str,
    origin: Origin,
    /// The page, if the text is its front matter.
    page: Option<&'y Page>,
    /// The query, if the text was converted from TOML.
    toml: Option<&'y TypeQuery>,
}

impl<'y> Yaml<'y> {
    fn new(source: &'y Source, origin: Origin) -> Self {
        Self { source, text: &source.text, origin, page: None, toml: None }
    }

    /// The names that a reader records while it reads the text.
    fn references(&self, config: &Config, read: impl FnOnce(&mut Reader<'_>, &Node)) -> Vec<Reference> {
        let (Ok(document), Some(mut spelling)) = (node::parse(self.text), Spelling::of(self.text)) else {
            return Vec::new();
        };
        let (places, mut faults) = (Places::default(), Vec::new());
        let mut reader = Reader::new(self.source, (self.text, self.origin.clone()), &places, &mut faults);
        reader.mentions = Mentions::wanted();
        read(&mut reader, &document.root);
        let spellings = spelling.of_values(&document.root);
        let mut seen = FxHashSet::default();
        let mut found = Vec::new();
        for mention in reader.mentions.into_list() {
            let (index, address) = match mention.named_in {
                NamedIn::Value(node) => (spellings.value(node), node.addr()),
                NamedIn::Key(entry) => (spellings.key(entry), entry.addr()),
            };
            let referent = match &mention.condition {
                Some(field) => of_condition(config, field),
                None => Some(mention.naming.referent),
            };
            if let (Some(index), Some(referent)) = (index, referent)
                && seen.insert((address, referent))
            {
                found.extend(self.named(&spelling, index, &mention, referent));
            }
        }
        found
    }

    /// The names in one value.
    fn named(
        &self,
        spelling: &Spelling,
        index: usize,
        mention: &Mention,
        referent: Referent,
    ) -> Vec<Reference> {
        let is_key = matches!(mention.named_in, NamedIn::Key(_));
        let Some(held) = self.held(spelling, index, mention.naming.form, is_key) else { return Vec::new() };
        let mut found = held.references(referent, mention.naming.declares);
        let links = self.page.map(|page| page.body.stated_at(mention.at)).unwrap_or_default();
        found.retain(|named| named.referent != Referent::File || !is_web_address(&named.text));
        found.retain(|named| mention.condition.is_none() || named.text != THIS);
        for (number, reference) in found.iter_mut().enumerate() {
            reference.at = self.page.is_some().then_some(mention.at);
            reference.link = Some(links.start + number).filter(|link| links.contains(link));
        }
        found
    }

    /// A value with its spelling. `None` if it is not a text.
    fn held(&self, spelling: &Spelling, index: usize, form: Form, is_key: bool) -> Option<Held> {
        let spelled = spelling.get(spelling.resolve(index));
        if let Some(query) = self.toml {
            return self.held_in_toml(query, spelled, form);
        }
        let (decoded, form, holder) = match &spelled.form {
            Spelt::Scalar(style, _) => {
                let setting = match (spelled.in_flow, is_key) {
                    (true, _) => Setting::Flow,
                    (false, true) => Setting::Key,
                    (false, false) => Setting::Block,
                };
                (self.scalar(spelling, index)?, form, Holder::Yaml(*style, setting))
            }
            Spelt::List(..) => (self.unquoted(spelling, index)?, form.of_items(), Holder::Unquoted),
            Spelt::Map(..) | Spelt::Alias(_) => return None,
        };
        let whole = self.origin.in_file(spelled.range.clone());
        Some(Held { decoded, origin: self.origin.clone(), whole, syntax: Syntax::Value(form), holder })
    }

    /// A string of TOML from which a scalar was converted.
    fn held_in_toml(&self, query: &TypeQuery, spelled: &Spelled, form: Form) -> Option<Held> {
        let Spelt::Scalar(_, text) = &spelled.form else { return None };
        let piece = query.pieces.iter().rfind(|(start, _)| *start == spelled.range.start);
        let whole = piece.map(|(_, range)| range.clone())?;
        let decoded = toml(&self.source.text[whole.clone()], text).shifted(whole.start);
        let syntax = Syntax::Value(form);
        Some(Held { decoded, origin: Origin::at(0), whole, syntax, holder: Holder::Toml })
    }

    /// Decodes a scalar that is not empty.
    fn scalar(&self, spelling: &Spelling, index: usize) -> Option<Decoded> {
        decoded::scalar(self.text, spelling, index)
    }

    /// Decodes `[[Name]]` without quotes as if it were a text; YAML splits it into lists and maps at commas and colons.
    fn unquoted(&self, spelling: &Spelling, index: usize) -> Option<Decoded> {
        let outer = spelling.get(spelling.resolve(index));
        let Spelt::List(_, items) = &outer.form else { return None };
        let [inner] = items.as_slice() else { return None };
        let Spelt::List(_, items) = &spelling.get(spelling.resolve(*inner)).form else { return None };
        let mut decoded = Decoded::default();
        let mut end = outer.range.start;
        for (number, item) in items.iter().enumerate() {
            let gap = if number == 0 { "[[" } else { ", " };
            end = self.piece(spelling, *item, (gap, end), &mut decoded)?;
        }
        decoded.other(if items.is_empty() { "[[]]" } else { "]]" }, end..outer.range.end);
        Some(decoded)
    }

    /// Appends a part of an unquoted name, after a gap that begins at an offset; returns the offset after it.
    fn piece(
        &self,
        spelling: &Spelling,
        index: usize,
        (gap, start): (&str, usize),
        decoded: &mut Decoded,
    ) -> Option<usize> {
        let spelled = spelling.get(spelling.resolve(index));
        match &spelled.form {
            Spelt::Scalar(..) => {
                let scalar = self.scalar(spelling, index)?;
                decoded.other(gap, start..spelled.range.start.max(start));
                decoded.append(scalar);
                Some(spelled.range.end)
            }
            Spelt::Map(_, entries) => {
                let [(key, value)] = entries.as_slice() else { return None };
                let end = self.piece(spelling, *key, (gap, start), decoded)?;
                self.piece(spelling, *value, (": ", end), decoded)
            }
            _ => None,
        }
    }
}

/// The kind of things that the values of a condition on a field refer to, if any.
fn of_condition(config: &Config, field: &str) -> Option<Referent> {
    let is_reference = |field: &crate::config::Field| matches!(field.kind, FieldKind::Reference { .. });
    let mut types = config.types.iter().map(|(_, page_type)| page_type);
    let declared: Vec<_> = types.by_ref().filter_map(|page_type| page_type.field_at(field)).collect();
    match field {
        _ if declared.iter().any(|field| is_reference(field)) => Some(Referent::Page),
        _ if !declared.is_empty() => None,
        "category" | "categories" | "tags" => Some(Referent::Category),
        "type" => Some(Referent::Type),
        "folder" => Some(Referent::Folder),
        "property" => Some(Referent::Property),
        "subject" | "by" | "value" => Some(Referent::Page),
        _ => config.types.inverses().any(|inverse| inverse.name == field).then_some(Referent::Page),
    }
}
