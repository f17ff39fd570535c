//! Calls of components in fenced blocks, and values of arguments that are not texts.

use std::ops::Range;

use super::components::{MAX_NESTED, misplaced};
use super::frames::OpenFold;
use super::spelled::Spelled;
use super::writer::Writer;
use crate::config::{self, Field, FieldKind, Parameter, Reading};
use crate::diag::codes;
use crate::labels::{Labelled, Scopes};
use crate::page::body::Fill;
use crate::page::brackets::unquoted;
use crate::page::component::{Argument, ArgumentValue, Component};
use crate::page::decoded::{self, Decoded};
use crate::page::fields::{Reader, is_empty};
use crate::page::links::{self, Link, LinkKind};
use crate::page::mentions::{Form, Naming, Referent};
use crate::page::node::spelling::{Spelling, Spellings};
use crate::page::node::{self, Entry, Node, Origin, Part, Places, YamlPath};
use crate::page::query::Query;
use crate::page::value::{FieldValue, ImageValue, Value};
use crate::page::video::Video;
use crate::page::{Parsing, data};

/// A value of a fenced block, before it is written into the body.
enum Given<'n> {
    Text(&'n Node, String, YamlPath, bool),
    Page(String, Range<usize>),
    Image(Box<ImageValue>, Range<usize>),
    Query(Box<Query>),
    Plain(Value),
    Record(Vec<(u16, Given<'n>)>),
}

/// The YAML of a fenced block.
struct Block<'y> {
    yaml: &'y str,
    origin: Origin,
    root: &'y Node,
    places: Places,
    /// The spelling, once a text needs it.
    spelling: Option<Option<(Spelling, Spellings)>>,
}

impl Writer<'_> {
    /// A fenced block that calls a component.
    pub(super) fn component_block(
        &mut self,
        component: u16,
        yaml: &str,
        (origin, around): (Origin, Option<OpenFold>),
    ) {
        let declared = self.request.components.get(component);
        let range = self.first_line(&origin);
        if self.nesting >= MAX_NESTED {
            let message = format!("components are nested deeper than {MAX_NESTED} levels");
            let place = self.source.place(range.0 as usize..range.1 as usize);
            self.faults.push(crate::diag::Diagnostic::new(&codes::COMPONENT, place, message));
            return;
        }
        if let Some((message, help)) = misplaced(declared) {
            let place = self.source.place(range.0 as usize..range.1 as usize);
            self.faults.push(crate::diag::Diagnostic::new(&codes::COMPONENT, place, message).help(help));
            return;
        }
        let faults = self.faults.len();
        let document = match node::parse(yaml) {
            Ok(document) => document,
            Err(fault) => {
                let fault = fault.diagnostic(&codes::COMPONENT, self.source, (yaml, &origin));
                let help = "put text that contains `[`, `: ` or `#` between quotation marks, or after `|`";
                return self.faults.push(fault.help(help));
            }
        };
        let mut block = Block {
            yaml,
            origin: origin.clone(),
            root: &document.root,
            places: Places::default(),
            spelling: None,
        };
        let (given, spoiler) = self.read_block(&block, declared, &document);
        let around = around.map_or(Scopes::NONE, |fold| fold.scopes);
        let fold = (!spoiler.is_empty()).then(|| self.begin_fold(spoiler, None));
        let outer = self.around;
        self.around = outer.and(around).and(spoiler);
        if declared.inline {
            self.out.html.tag("<p>");
        }
        let index = self.body.components.len();
        let (yaml, origin) = (Some(yaml.into()), origin);
        let links = self.body.links.len() as u32;
        let call = Component { component, arguments: Vec::new(), range, links: (links, links), yaml, origin };
        self.body.components.push(Labelled::new(call, self.scopes()));
        self.hole(Fill::Component(index as u32));
        let arguments = self.arguments(given, &mut block);
        let end = self.body.links.len() as u32;
        let call = self.body.components[index].ignoring_label_mut(Parsing);
        (call.arguments, call.links.1) = (arguments, end);
        self.report_missing(index, faults);
        if declared.inline {
            self.out.html.tag("</p>\n");
        }
        self.end_component(index);
        self.around = outer;
        if let Some(fold) = fold {
            self.end_fold(fold);
        }
    }

    /// Reports a fenced block that a component of the theme would render if the wiki declared it.
    pub(super) fn report_undeclared(&mut self, name: &str, origin: &Origin) {
        if !self.request.components.lacks(name) {
            return;
        }
        let (start, end) = self.first_line(origin);
        let place = self.source.place(start as usize..end as usize);
        let [message, help] = super::components::undeclared(name);
        self.faults.push(crate::diag::Diagnostic::new(&codes::UNKNOWN_COMPONENT, place, message).help(help));
    }

    /// The line of a block's info string, as a byte range in the file.
    fn first_line(&self, origin: &Origin) -> (u32, u32) {
        let start = origin.start();
        let line = self.source.text[start..].find(['\n', '\r']).unwrap_or_default();
        (start as u32, (start + line) as u32)
    }

    /// The values of a block, and its spoiler scopes.
    fn read_block<'n>(
        &mut self,
        block: &Block<'n>,
        declared: &config::Component,
        document: &node::Document,
    ) -> (Vec<(u16, Given<'n>)>, Scopes) {
        let mut reader =
            Reader::new(self.source, (block.yaml, block.origin.clone()), &block.places, self.faults);
        reader.scopes = self.request.scopes;
        reader.controls(&document.controls);
        reader.duplicates(&document.duplicates, |_| &codes::DUPLICATE_KEY);
        let Node::Map(entries) = block.root else {
            if *block.root != Node::Null {
                reader.wrong_type(&declared.name, "a map of arguments", block.root, YamlPath::ROOT);
            }
            return (Vec::new(), Scopes::NONE);
        };
        let mut given = Vec::new();
        let mut spoiler = Scopes::NONE;
        for entry in entries {
            let at = YamlPath::ROOT.child(entry.ordinal);
            match declared.parameter(&entry.key) {
                Some(index) => {
                    let parameter = &declared.parameters[index];
                    let values = values(&mut reader, parameter, &entry.value, at);
                    given.extend(values.into_iter().map(|value| (index as u16, value)));
                }
                None if entry.key == config::components::SPOILER => {
                    spoiler = reader.scopes(&entry.value, at);
                }
                None => unknown_parameter(&mut reader, declared, entry, at),
            }
        }
        (given, spoiler)
    }

    /// Writes values into the body, where the component is.
    fn arguments(&mut self, given: Vec<(u16, Given<'_>)>, block: &mut Block<'_>) -> Vec<Argument> {
        given
            .into_iter()
            .map(|(parameter, given)| Argument { parameter, value: self.argument(given, block) })
            .collect()
    }

    fn argument(&mut self, given: Given<'_>, block: &mut Block<'_>) -> ArgumentValue {
        match given {
            Given::Text(node, text, at, has_blocks) => {
                let spelled = Spelled::new(block.decoded(node, &text, at), block.origin.clone());
                let output = if has_blocks { self.block_text(&spelled) } else { self.inline_text(spelled) };
                self.out.append(output);
                self.hole(Fill::EndOfArgument);
                self.separate_words();
                ArgumentValue::Text
            }
            Given::Page(name, range) => ArgumentValue::Page(self.page_link(&name, range)),
            Given::Image(image, range) => self.image_link(&image, range),
            Given::Query(query) => {
                let scopes = self.scopes().and(query.spoiler);
                self.body.queries.push(Labelled::new(*query, scopes));
                ArgumentValue::Query(self.body.queries.len() as u32 - 1)
            }
            Given::Plain(value) => ArgumentValue::Plain(value),
            Given::Record(values) => ArgumentValue::Record(self.arguments(values, block)),
        }
    }

    /// Adds a link to a page that is a value, written in a range of the file.
    fn page_link(&mut self, name: &str, range: Range<usize>) -> u32 {
        let (target, fragment) = links::split_wikilink(name);
        self.named_link(Link::new(LinkKind::Wiki, target, fragment, (range.start as u32, range.end as u32)))
    }

    fn named_link(&mut self, link: Link) -> u32 {
        let at = self.plain_text.len() as u32;
        self.add_link(Link { label: (at, at), ..link })
    }

    fn image_link(&mut self, image: &ImageValue, range: Range<usize>) -> ArgumentValue {
        let range = (range.start as u32, range.end as u32);
        if let Some(video) = Video::at(&image.path, &self.request.content.video) {
            self.body.add_frame(video);
        }
        let link = if links::is_web_address(&image.path) {
            Link { range, ..links::split_address(&image.path) }
        } else {
            Link::new(LinkKind::WikiFile, image.path.clone(), None, range)
        };
        let alt = image.alt.as_deref().unwrap_or_default().into();
        ArgumentValue::Image(self.named_link(link), alt)
    }

    /// The value of an argument of a call in running text, written in a range of the body; links from `first` on are in it.
    pub(super) fn data(
        &mut self,
        parameter: &Parameter,
        range: Range<usize>,
        first: usize,
    ) -> Option<ArgumentValue> {
        let field = &parameter.field;
        let place = self.file_range(range.clone());
        let spelt = self.text[range.clone()].to_owned();
        if parameter.reading == Reading::Query || matches!(field.kind, FieldKind::Record(_)) {
            let message = format!("`{}` can only be given in a fenced block", field.name);
            self.fault(&codes::COMPONENT, range, message);
            return None;
        }
        if parameter.reading == Reading::Plain {
            return Some(ArgumentValue::Plain(Value::Text(spelt)));
        }
        match field.kind {
            FieldKind::Reference { .. } if spelt.contains("[[") => {
                let is_one = self.body.links.len() == first + 1;
                let is_whole = spelt.starts_with("[[") && spelt.ends_with("]]") && is_one;
                if !is_whole {
                    let message = format!("`{}` expects a page name", field.name);
                    self.fault(&codes::WRONG_TYPE, range, message);
                    return None;
                }
                Some(ArgumentValue::Page(first as u32))
            }
            FieldKind::Reference { .. } => Some(ArgumentValue::Page(self.page_link(&spelt, place))),
            FieldKind::Image => {
                let image = ImageValue { path: spelt, ..ImageValue::default() };
                Some(self.image_link(&image, place))
            }
            _ => {
                let (places, node) = (Places::default(), Node::Text(spelt.clone()));
                let yaml = (spelt.as_str(), Origin::at(place.start));
                let mut reader = Reader::new(self.source, yaml, &places, self.faults);
                plain(&mut reader, field, &node, YamlPath::ROOT).into_iter().next()
            }
        }
    }
}

/// The values of a field of any kind but texts, pages, images and records.
fn plain(reader: &mut Reader<'_>, field: &Field, node: &Node, at: YamlPath) -> Vec<ArgumentValue> {
    let values = reader.field(0, field, node, at).values;
    if values.iter().any(|value| !value.is_open()) {
        let message = format!("`{}` cannot have a spoiler label of its own", field.name);
        reader
            .fault(&codes::COMPONENT, at, Part::Value, message)
            .help
            .push("write `spoiler:` as a key of the block".into());
        return Vec::new();
    }
    let value =
        |value: Labelled<FieldValue>| ArgumentValue::Plain(value.ignoring_label(Parsing).value.clone());
    values.into_iter().map(value).collect()
}

fn unknown_parameter(reader: &mut Reader<'_>, declared: &config::Component, entry: &Entry, at: YamlPath) {
    let message = format!("the component `{}` has no parameter `{}`", declared.name, entry.key);
    let names = declared.parameters.iter().map(|parameter| parameter.field.name.as_str());
    let help = crate::text::choose(&entry.key, names);
    let fault = reader.fault(&codes::COMPONENT, at, Part::Key, message);
    if !declared.parameters.is_empty() {
        fault.help.push(help);
    }
}

/// The values of a parameter: one, or each of a list.
fn values<'n>(
    reader: &mut Reader<'_>,
    parameter: &Parameter,
    node: &'n Node,
    at: YamlPath,
) -> Vec<Given<'n>> {
    if is_empty(node) {
        return Vec::new();
    }
    let Node::List(items) = node else { return value(reader, parameter, node, at).into_iter().collect() };
    if unquoted(node).is_some() {
        return value(reader, parameter, node, at).into_iter().collect();
    }
    let field = &parameter.field;
    if !field.many && items.len() > 1 {
        let message = format!("`{}` expects a single value, found a list of {}", field.name, items.len());
        reader.fault(&codes::WRONG_TYPE, at, Part::Value, message);
    }
    let items = items.iter().enumerate().filter(|(_, item)| !is_empty(item));
    items.filter_map(|(ordinal, item)| value(reader, parameter, item, at.child(ordinal))).collect()
}

fn value<'n>(
    reader: &mut Reader<'_>,
    parameter: &Parameter,
    node: &'n Node,
    at: YamlPath,
) -> Option<Given<'n>> {
    let field = &parameter.field;
    match parameter.reading {
        Reading::Markdown => return text(reader, field, node, at, true),
        Reading::Plain => {
            let text = reader.short_text(&field.name, node, at)?;
            return Some(Given::Plain(Value::Text(text)));
        }
        Reading::Query => {
            let mut query = Query { yaml: reader.yaml.to_owned(), ..Query::default() };
            query.origin = reader.origin.clone();
            match node {
                Node::Map(_) => data::query_of(reader, node, at, &mut query),
                _ => data::tree_around(reader, &field.name, node, at, &mut query),
            }
            return Some(Given::Query(Box::new(query)));
        }
        Reading::Field => {}
    }
    let place = |reader: &Reader<'_>| reader.origin.in_file(reader.places.find(reader.yaml, at, Part::Value));
    match &field.kind {
        FieldKind::Text => text(reader, field, node, at, false),
        FieldKind::Reference { .. } => {
            reader.mentions.note(Naming::of(Referent::Page), node, at);
            let name = reader.name(&field.name, node, at)?;
            Some(Given::Page(name.text, place(reader)))
        }
        FieldKind::Image => {
            let image = reader.image(&field.name, node, at)?;
            Some(Given::Image(Box::new(image), place(reader)))
        }
        FieldKind::Record(fields) => record(reader, field, fields, node, at),
        _ => match plain(reader, field, node, at).into_iter().next()? {
            ArgumentValue::Plain(value) => Some(Given::Plain(value)),
            _ => None,
        },
    }
}

fn text<'n>(
    reader: &mut Reader<'_>,
    field: &Field,
    node: &'n Node,
    at: YamlPath,
    has_blocks: bool,
) -> Option<Given<'n>> {
    reader.mentions.note(Naming::of(Referent::Page).form(Form::Text), node, at);
    let text = match unquoted(node) {
        Some(inside) => format!("[[{inside}]]"),
        None => match node {
            Node::Text(text) => text.clone(),
            _ => reader.text(&field.name, node, at)?,
        },
    };
    Some(Given::Text(node, text, at, has_blocks))
}

fn record<'n>(
    reader: &mut Reader<'_>,
    field: &Field,
    fields: &[Field],
    node: &'n Node,
    at: YamlPath,
) -> Option<Given<'n>> {
    let Node::Map(entries) = node else {
        reader.wrong_type(&field.name, "a map", node, at);
        return None;
    };
    let mut given = Vec::new();
    for entry in entries {
        let at = at.child(entry.ordinal);
        let Some(index) = fields.iter().position(|field| field.name == entry.key) else {
            reader.unknown(&codes::UNKNOWN_FIELD, entry, at, fields.iter().map(|field| field.name.as_str()));
            continue;
        };
        let parameter = Parameter { field: fields[index].clone(), reading: Reading::Field };
        let values = values(reader, &parameter, &entry.value, at);
        given.extend(values.into_iter().map(|value| (index as u16, value)));
    }
    for missing in fields.iter().filter(|field| field.required && field.default.is_none()) {
        if !entries.iter().any(|entry| entry.key == missing.name && !is_empty(&entry.value)) {
            let message = format!("`{}` needs `{}`", field.name, missing.name);
            reader.fault(&codes::MISSING_FIELD, at, Part::Value, message);
        }
    }
    Some(Given::Record(given))
}

impl Block<'_> {
    /// A text with its positions in the YAML. A text without signs of markup needs none, and finding them costs another parse.
    fn decoded(&mut self, node: &Node, text: &str, at: YamlPath) -> Decoded {
        if !text.contains(['[', ']', '<', '{', '|', '&', '$', '=', '`', '^', '#', ':', '/']) {
            return Decoded::whole(text, 0..self.yaml.trim_end().len());
        }
        if let Some(start) = whole_line(self.yaml, text) {
            return Decoded::verbatim(text, start);
        }
        let whole = self.places.find(self.yaml, at, Part::Value);
        let written = &self.yaml[whole.clone()];
        if written == text || written.starts_with("[[") {
            return Decoded::verbatim(written, whole.start);
        }
        let quoted = written.get(1..written.len().saturating_sub(1));
        if quoted == Some(text) && written.starts_with(['"', '\'']) {
            return Decoded::verbatim(text, whole.start + 1);
        }
        let (yaml, root) = (self.yaml, self.root);
        let spelling = self.spelling.get_or_insert_with(|| {
            let mut spelling = Spelling::of(yaml)?;
            let values = spelling.of_values(root);
            Some((spelling, values))
        });
        let found = spelling.as_ref().and_then(|(spelling, values)| {
            let index = values.value(std::ptr::from_ref(node))?;
            decoded::scalar(yaml, spelling, index)
        });
        found.filter(|found| found.text == text).unwrap_or_else(|| Decoded::whole(text, whole))
    }
}

/// The offset of a value that stands once, as it is, between its key and the end of its line. That is cheaper to find than
/// the positions of all values.
fn whole_line(yaml: &str, value: &str) -> Option<usize> {
    let mut found = yaml.match_indices(value).map(|(at, _)| at);
    let (start, None) = (found.next()?, found.next()) else { return None };
    let (before, after) = (&yaml[..start], &yaml[start + value.len()..]);
    let quotes = |sign| matches!(sign, '"' | '\'');
    let is_whole = before.trim_end_matches(quotes).ends_with(": ")
        && after.trim_start_matches(quotes).lines().next().is_none_or(str::is_empty);
    (is_whole && !yaml.contains(['\\', '#'])).then_some(start)
}

/// Reads the values of a block for the names in them.
pub(in crate::page) fn read_names(reader: &mut Reader<'_>, root: &Node, declared: &config::Component) {
    let Node::Map(entries) = root else { return };
    for entry in entries {
        if let Some(index) = declared.parameter(&entry.key) {
            let at = YamlPath::ROOT.child(entry.ordinal);
            values(reader, &declared.parameters[index], &entry.value, at);
        }
    }
}
