//! Names in YAML: front matter, queries and files of sources.

use rustc_hash::FxHashSet;

use super::decoded::{Decoded, yaml};
use super::{Held, Holder, Reference, Referent, Syntax};
use crate::config::{Config, FieldKind};
use crate::inputs::is_about_pictures;
use crate::labels::Labelled;
use crate::page::compose::Setting;
use crate::page::data;
use crate::page::fields::Reader;
use crate::page::links::is_web_address;
use crate::page::mentions::{Form, Mention, Mentions, NamedIn};
use crate::page::node::spelling::{Form as Spelt, Spelling, Style};
use crate::page::node::{self, Node, Origin, Places, YamlPath};
use crate::page::picture_facts::pictures_of;
use crate::page::query::{Query, THIS};
use crate::page::{Page, Parsing, front_matter};
use crate::text::Source;

/// The names in a page's front matter.
pub(super) fn of_front_matter(page: &Page, config: &Config) -> Vec<Reference> {
    let text = &page.source.text[page.yaml.clone()];
    let document = Yaml { source: &page.source, text, origin: Origin::at(page.yaml.start), page: Some(page) };
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
        let document = Yaml { source: &page.source, text: &query.yaml, origin, page: None };
        document.references(config, |reader, root| {
            data::query_of(reader, root, YamlPath::ROOT, &mut Query::default());
        })
    };
    page.body.queries.iter().flat_map(of_query).collect()
}

/// The ids declared in a file of sources, and the pictures that a file describes.
pub(super) fn of_sources(source: &Source, config: &Config) -> Vec<Reference> {
    let path = source.path.strip_prefix("content/").unwrap_or(&source.path);
    let is_about_pictures = is_about_pictures(path);
    let document = Yaml { source, text: &source.text, origin: Origin::at(0), page: None };
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
}

impl Yaml<'_> {
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

    /// Decodes a scalar that is not empty.
    fn scalar(&self, spelling: &Spelling, index: usize) -> Option<Decoded> {
        let spelled = spelling.get(spelling.resolve(index));
        let Spelt::Scalar(style, text) = &spelled.form else { return None };
        let is_null = matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL");
        if *style == Style::Plain && is_null {
            return None;
        }
        let start = spelled.range.start;
        let line = self.text[..start].rfind('\n').map_or(0, |end| end + 1);
        let written = &self.text[spelled.range.clone()];
        Some(yaml(written, *style, start - line, text).shifted(start))
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
