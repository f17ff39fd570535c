//! Converts YAML values to typed values, according to the types of their fields.

use crate::config::{Field, FieldKind};
use crate::date::PartialDate;
use crate::diag::{Code, Diagnostic, codes};
use crate::labels::{Labelled, ScopeId, Scopes, SpoilerScopes};
use crate::text::{Source, choose, closest, did_you_mean, number, shortened, truth};

use super::Parsing;
use super::brackets::{reference, scalar_text, unquoted};
use super::links::{Link, LinkKind, PageName, text_links};
use super::mentions::{Form, Mentions, Naming, Referent};
use super::node::{Entry, Node, Origin, Part, Places, YamlPath};
use super::value::{FieldValue, FieldValues, ImageValue, MarkedText, Name, Value};

/// Keys allowed beside `value:` in a value written as a map.
const WRAPPER_KEYS: [&str; 5] = ["value", "source", "sources", "spoiler", "note"];

/// Maximum length of a name, such as a title, in characters.
pub(in crate::page) const MAX_NAME: usize = 1_000;
/// Maximum length of a summary, such as a description, in characters.
const MAX_SUMMARY: usize = 2_000;

/// Message for a text that exceeds a maximum length.
pub(in crate::page) fn too_long(most: usize) -> String {
    format!("this text has more than {} characters", if most == MAX_NAME { "1,000" } else { "2,000" })
}

/// For texts that cannot carry a label.
static NO_SCOPES: SpoilerScopes = SpoilerScopes::NONE;

/// Reads values from one YAML text and collects diagnostics.
pub(super) struct Reader<'r> {
    pub(super) source: &'r Source,
    /// The YAML and its position in the file.
    pub(super) yaml: &'r str,
    pub(super) origin: Origin,
    pub(super) places: &'r Places,
    pub(super) faults: &'r mut Vec<Diagnostic>,
    /// The spoiler scopes that the wiki declares.
    pub(super) scopes: &'r SpoilerScopes,
    /// Wikilinks in texts, with the values that contain them.
    pub(super) links: Vec<(Labelled<Link>, YamlPath)>,
    /// Names found in values, for the list of references.
    pub(super) mentions: Mentions,
}

/// The scope with the given name. If it is not declared, the message and the help text.
pub(crate) fn scope_named(name: &str, scopes: &SpoilerScopes) -> Result<ScopeId, [String; 2]> {
    scopes.named(name).ok_or_else(|| {
        let help = match closest(name, scopes.iter().map(|scope| scope.id.as_str())) {
            Some(name) => did_you_mean(name),
            None => {
                format!("declare it in `site.toml`: `[spoilers]`, then `{name} = \"Label for readers\"`")
            }
        };
        [format!("unknown spoiler scope `{name}`"), help]
    })
}

impl<'r> Reader<'r> {
    /// Creates a reader for a YAML text within a file.
    pub(super) fn new(
        source: &'r Source,
        (yaml, origin): (&'r str, Origin),
        places: &'r Places,
        faults: &'r mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            source,
            yaml,
            origin,
            places,
            faults,
            scopes: &NO_SCOPES,
            links: Vec::new(),
            mentions: Mentions::default(),
        }
    }
}

impl Reader<'_> {
    /// Reports a fault at a value or its key.
    pub(super) fn fault(
        &mut self,
        code: &'static Code,
        at: YamlPath,
        part: Part,
        message: String,
    ) -> &mut Diagnostic {
        let range = self.places.find(self.yaml, at, part);
        let place = self.source.place(self.origin.in_file(range));
        self.faults.push(Diagnostic::new(code, place, message));
        self.faults.last_mut().expect("a fault was just pushed")
    }

    /// Reports control characters that were removed from texts.
    pub(super) fn controls(&mut self, controls: &[(YamlPath, Part)]) {
        for (at, part) in controls {
            let message = "this text contains a control character".to_owned();
            self.fault(&codes::NUL_BYTE, *at, *part, message);
        }
    }

    /// Reads a scalar as text, spelled as in the file. For lists and maps, reports a fault and returns `None`.
    pub(super) fn text(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<String> {
        match node {
            Node::Text(text) => Some(text.trim().to_owned()),
            Node::Bool(_) | Node::Int(_) | Node::Float(_) => {
                let spelling = self.places.spelling(self.yaml, at).map(str::to_owned);
                spelling.or_else(|| scalar_text(node))
            }
            Node::Null => None,
            Node::List(_) | Node::Map(_) => {
                self.wrong_type(key, "text", node, at);
                None
            }
        }
    }

    /// Reads a scalar as a text that is shown in listings.
    pub(super) fn summary(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<String> {
        let text = self.text(key, node, at)?;
        Some(self.bounded(text, MAX_SUMMARY, at))
    }

    /// Reads a scalar as a text that names something.
    pub(super) fn short_text(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<String> {
        let text = self.text(key, node, at)?;
        Some(self.bounded(text, MAX_NAME, at))
    }

    /// Truncates a text to `most` characters, and reports it if it is longer.
    pub(super) fn bounded(&mut self, mut text: String, most: usize, at: YamlPath) -> String {
        if let Some((end, _)) = text.char_indices().nth(most) {
            text.truncate(end);
            self.fault(&codes::TEXT_TOO_LONG, at, Part::Value, too_long(most));
        }
        text
    }

    /// Reads a text that is shown in listings, with marks and links.
    pub(super) fn inline_text(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<String> {
        let text = self.linked_text(key, node, at)?;
        Some(self.bounded(text, MAX_SUMMARY, at))
    }

    /// Reads a text for readers, in which `[[Page]]` and `[text](path)` are links.
    pub(super) fn linked_text(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<String> {
        self.mentions.note(Naming::of(Referent::Page).form(Form::Text), node, at);
        let text = match unquoted(node) {
            Some(inside) => format!("[[{inside}]]"),
            None => self.text(key, node, at)?,
        };
        self.links_of(&text, at, Scopes::NONE);
        Some(text)
    }

    /// Records the links of a text for readers, which belong to some scopes.
    pub(super) fn links_of(&mut self, text: &str, at: YamlPath, scopes: Scopes) {
        for found in text_links(text) {
            match found.link.kind {
                kind if kind.is_stated() => self.links.push((Labelled::new(found.link, scopes), at)),
                LinkKind::Unsafe => {
                    let message = format!("`{}` is not a safe address", shortened(&found.link.target, 60));
                    let (at, part) = at.entry_of_key().map_or((at, Part::Value), |entry| (entry, Part::Key));
                    self.fault(&codes::UNSAFE_URL, at, part, message);
                }
                _ => {}
            }
        }
    }

    /// Reads a title. Its links and marks go to `marked`.
    pub(super) fn title(
        &mut self,
        key: &str,
        node: &Node,
        at: YamlPath,
        marked: &mut Option<Box<MarkedText>>,
    ) -> Option<Name> {
        let text = self.linked_text(key, node, at)?;
        let text = MarkedText::of_name(self.bounded(text, MAX_NAME, at), at);
        let name = Name { text: text.plain.clone(), at };
        *marked = text.written().is_some().then(|| Box::new(text));
        (!name.text.is_empty()).then_some(name)
    }

    /// Reads a text that is shown in listings, with marks and links, and its place.
    pub(super) fn marked_text(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<MarkedText> {
        self.inline_text(key, node, at).map(|text| MarkedText::new(text, at))
    }

    /// Reads a list of texts; `split` determines if a single text is split at commas.
    pub(super) fn names(&mut self, key: &str, node: &Node, at: YamlPath, split: Split) -> Vec<Name> {
        match node {
            Node::Null => Vec::new(),
            Node::Text(text) if split == Split::AtCommas && text.contains(',') => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| Name { text: self.bounded(part.to_owned(), MAX_NAME, at), at }).collect()
            }
            Node::List(_) if reference(node).is_some() => self.name(key, node, at).into_iter().collect(),
            Node::List(items) => items
                .iter()
                .enumerate()
                .filter_map(|(ordinal, item)| self.name(key, item, at.child(ordinal)))
                .collect(),
            Node::Map(_) => {
                self.wrong_type(key, "a name or a list of names", node, at);
                Vec::new()
            }
            _ => self.name(key, node, at).into_iter().collect(),
        }
    }

    /// Splits a text into words, as names.
    pub(super) fn words(&mut self, text: &str, at: YamlPath) -> Vec<Name> {
        text.split_whitespace()
            .map(|word| Name { text: self.bounded(word.to_owned(), MAX_NAME, at), at })
            .collect()
    }

    /// Reads a name, with or without `[[ ]]`, quoted or not.
    pub(super) fn name(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<Name> {
        let text = match reference(node) {
            Some(text) => self.bounded(text, MAX_NAME, at),
            None => self.short_text(key, node, at)?,
        };
        (!text.is_empty()).then_some(Name { text, at })
    }

    /// Records a link found in a value, to be resolved later.
    pub(super) fn link(&mut self, link: Link, at: YamlPath) {
        self.links.push((Labelled::unlabelled(link), at));
    }

    /// Adds scopes to the links in a value.
    pub(super) fn label_links(&mut self, value: YamlPath, scopes: Scopes) {
        // The value has just been read, so its links are the last ones.
        let inside = self.links.iter_mut().rev().take_while(|(_, at)| at.is_in(value));
        inside.for_each(|(link, _)| link.put_within(scopes));
    }

    pub(super) fn boolean(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<bool> {
        match node {
            Node::Bool(value) => Some(*value),
            Node::Null => None,
            _ => {
                let value = if let Node::Text(text) = node { truth(text) } else { None };
                if value.is_none() {
                    self.wrong_type(key, "`true` or `false`", node, at);
                }
                value
            }
        }
    }

    pub(super) fn date(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<PartialDate> {
        let text = self.text(key, node, at)?;
        let date = PartialDate::parse(&text);
        if date.is_none() {
            let message = format!("invalid date `{text}`");
            let fault = self.fault(&codes::INVALID_DATE, at, Part::Value, message);
            fault.help.push("write `1995`, `1995-12` or `1995-12-15`".into());
        }
        date
    }

    /// Reads all values of a field.
    pub(super) fn field(&mut self, index: u16, field: &Field, node: &Node, at: YamlPath) -> FieldValues {
        if let Node::Map(entries) = node
            && let Some(list) = labelled_list(field, entries)
        {
            let mut values = self.field(index, field, &list.value, at.child(list.ordinal));
            values.at = at;
            let labels = self.labels(entries, at);
            values.values.iter_mut().for_each(|value| labels.put_on(value));
            self.check_wrapper(entries, at);
            return values;
        }
        let many = matches!(node, Node::List(_)) && !(may_be_link(field) && reference(node).is_some());
        let values = match node {
            Node::List(items) if many => {
                if !field.many && items.len() > 1 {
                    let message =
                        format!("`{}` expects a single value, found a list of {}", field.name, items.len());
                    let fault = self.fault(&codes::WRONG_TYPE, at, Part::Value, message);
                    let help = "write one value, or give the field `many = true` in `site.toml`";
                    fault.help.push(help.to_owned());
                }
                let values = items.iter().enumerate();
                values.filter_map(|(ordinal, item)| self.value(field, item, at.child(ordinal))).collect()
            }
            _ => {
                let before = self.faults.len();
                let value = self.value(field, node, at);
                self.suggest_list(field, node, before);
                value.into_iter().collect()
            }
        };
        FieldValues { field: index, at, values }
    }

    fn value(&mut self, field: &Field, node: &Node, at: YamlPath) -> Option<Labelled<FieldValue>> {
        if let Node::Map(entries) = node
            && (!matches!(field.kind, FieldKind::Record(_) | FieldKind::Image) || has_map(field, entries))
        {
            return self.wrapped(field, entries, node, at);
        }
        let value = self.bare(field, node, at)?;
        let mut wrapped = Labelled::unlabelled(FieldValue::plain(value, at));
        if let Node::Map(entries) = node {
            self.labels(entries, at).put_on(&mut wrapped);
        }
        Some(wrapped)
    }

    /// Reads a wrapped value, such as `{value: 480, source: goodreads-heat-2}`.
    fn wrapped(
        &mut self,
        field: &Field,
        entries: &[Entry],
        node: &Node,
        at: YamlPath,
    ) -> Option<Labelled<FieldValue>> {
        let Some(inner) = entries.iter().find(|entry| entry.key == "value") else {
            self.map_without_value(field, node, at);
            return None;
        };
        self.check_wrapper(entries, at);
        let value_at = at.child(inner.ordinal);
        let value = self.bare(field, &inner.value, value_at)?;
        let mut wrapped = Labelled::unlabelled(FieldValue::plain(value, value_at));
        self.labels(entries, at).put_on(&mut wrapped);
        Some(wrapped)
    }

    fn check_wrapper(&mut self, entries: &[Entry], at: YamlPath) {
        for entry in entries.iter().filter(|entry| !WRAPPER_KEYS.contains(&entry.key.as_str())) {
            self.unknown(&codes::UNKNOWN_KEY, entry, at.child(entry.ordinal), WRAPPER_KEYS);
        }
    }

    /// Reads the sources and spoiler scopes of a value.
    fn labels(&mut self, entries: &[Entry], at: YamlPath) -> Labels {
        let mut labels = Labels::default();
        for entry in entries {
            let entry_at = at.child(entry.ordinal);
            match entry.key.as_str() {
                "source" | "sources" => {
                    self.mentions.note_each(Naming::of(Referent::Source), &entry.value, entry_at);
                    labels.sources.extend(self.names(&entry.key, &entry.value, entry_at, Split::Never));
                }
                "spoiler" => labels.scopes = labels.scopes.and(self.scopes(&entry.value, entry_at)),
                _ => {}
            }
        }
        self.label_links(at, labels.scopes);
        labels
    }

    fn bare(&mut self, field: &Field, node: &Node, at: YamlPath) -> Option<Value> {
        match &field.kind {
            _ if is_empty(node) => None,
            FieldKind::Text => self.linked_text(&field.name, node, at).map(Value::Text),
            FieldKind::Number => self.number(field, node, at),
            FieldKind::Boolean => self.boolean(&field.name, node, at).map(Value::Boolean),
            FieldKind::Date => self.field_date(&field.name, node, at),
            FieldKind::StoryDate(calendar) => self.story_date(&field.name, calendar, node, at),
            FieldKind::Url => self.url(field, node, at),
            FieldKind::Image => self.image(&field.name, node, at).map(|image| Value::Image(Box::new(image))),
            FieldKind::Choice(choices) => self.choice(field, choices, node, at),
            FieldKind::Reference { .. } => {
                self.mentions.note(Naming::of(Referent::Page), node, at);
                self.name(&field.name, node, at).map(|name| Value::Reference(PageName::new(name.text)))
            }
            FieldKind::Record(fields) => self.record(field, fields, node, at),
        }
    }

    fn number(&mut self, field: &Field, node: &Node, at: YamlPath) -> Option<Value> {
        let number = match node {
            Node::Int(value) => Some(*value as f64),
            Node::Float(value) if value.is_finite() => Some(*value),
            Node::Text(text) => number(text),
            _ => None,
        };
        let Some(number) = number else {
            match node {
                Node::Float(_) => {
                    let message = format!("`{}` expects a finite number", field.name);
                    self.fault(&codes::WRONG_TYPE, at, Part::Value, message);
                }
                _ => self.wrong_type(&field.name, "a number", node, at),
            }
            return None;
        };
        Some(Value::Number(number, self.text(&field.name, node, at)?))
    }

    fn url(&mut self, field: &Field, node: &Node, at: YamlPath) -> Option<Value> {
        self.web_address(&field.name, node, at).map(Value::Url)
    }

    /// Reads a web address.
    pub(super) fn web_address(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<String> {
        let text = self.short_text(key, node, at).filter(|text| !text.is_empty())?;
        if super::links::is_web_address(&text) {
            return Some(text);
        }
        let message = format!("`{key}` expects a web address, found `{text}`");
        self.fault(&codes::WRONG_TYPE, at, Part::Value, message).help.push("start it with `https://`".into());
        None
    }

    fn choice(&mut self, field: &Field, choices: &[String], node: &Node, at: YamlPath) -> Option<Value> {
        let text = self.text(&field.name, node, at)?;
        if choices.contains(&text) {
            return Some(Value::Text(text));
        }
        let message = format!("`{text}` is not one of the choices of `{}`", field.name);
        let fault = self.fault(&codes::INVALID_CHOICE, at, Part::Value, message);
        fault.help.push(choose(&text, choices.iter().map(String::as_str)));
        None
    }

    /// Reads an image with the scopes given in its map.
    pub(super) fn labelled_image(
        &mut self,
        key: &str,
        node: &Node,
        at: YamlPath,
    ) -> Option<Labelled<(ImageValue, YamlPath)>> {
        let scopes = match node {
            Node::Map(entries) => entries
                .iter()
                .filter(|entry| entry.key == "spoiler")
                .fold(Scopes::NONE, |all, entry| all.and(self.scopes(&entry.value, at.child(entry.ordinal)))),
            _ => Scopes::NONE,
        };
        let image = self.image(key, node, at)?;
        self.label_links(at, scopes);
        Some(Labelled::new((image, at), scopes))
    }

    /// Reads an image: a file name, or a map with `src`, `alt`, `caption`, `credit` and `licence`.
    pub(super) fn image(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<ImageValue> {
        const KEYS: [&str; 8] = ["src", "alt", "caption", "credit", "licence", "license", "label", "spoiler"];
        let Node::Map(entries) = node else {
            self.mentions.note(Naming::of(Referent::File), node, at);
            let name = self.name(key, node, at)?;
            return Some(ImageValue { path: name.text, ..ImageValue::default() });
        };
        let mut image = ImageValue::default();
        for entry in entries {
            let entry_at = at.child(entry.ordinal);
            if entry.key == "src" {
                self.mentions.note(Naming::of(Referent::File).form(Form::Bare), &entry.value, entry_at);
            }
            let (key, node) = (entry.key.as_str(), &entry.value);
            match key {
                "src" => image.path = self.text(key, node, entry_at).unwrap_or_default(),
                "label" => image.label = self.text(key, node, entry_at),
                "alt" => image.alt = Some(self.text(key, node, entry_at).unwrap_or_default()),
                "caption" => image.caption = self.marked_text(key, node, entry_at),
                "credit" => image.credit = self.marked_text(key, node, entry_at),
                "licence" | "license" => image.licence = self.text(key, node, entry_at),
                "spoiler" => {}
                _ => self.unknown(&codes::UNKNOWN_KEY, entry, entry_at, KEYS),
            }
        }
        if image.path.is_empty() {
            self.fault(&codes::WRONG_TYPE, at, Part::Value, format!("`{key}` has no file"))
                .help
                .push("add `src:`".into());
            return None;
        }
        Some(image)
    }

    fn record(&mut self, field: &Field, fields: &[Field], node: &Node, at: YamlPath) -> Option<Value> {
        let Node::Map(entries) = node else {
            self.no_record(field, node, at);
            return None;
        };
        let mut record = Vec::with_capacity(entries.len());
        for entry in entries {
            let entry_at = at.child(entry.ordinal);
            let known = fields.iter().position(|field| field.name == entry.key);
            match known {
                Some(index) => record.push(self.field(index as u16, &fields[index], &entry.value, entry_at)),
                None if matches!(entry.key.as_str(), "source" | "sources" | "spoiler") => {}
                None => {
                    let names = fields.iter().map(|field| field.name.as_str()).chain(["source", "spoiler"]);
                    self.unknown(&codes::UNKNOWN_FIELD, entry, entry_at, names);
                }
            }
        }
        for missing in fields.iter().filter(|field| field.required) {
            if !entries.iter().any(|entry| entry.key == missing.name && !is_empty(&entry.value)) {
                let message = format!("`{}` needs `{}`", field.name, missing.name);
                self.fault(&codes::MISSING_FIELD, at, Part::Value, message);
            }
        }
        Some(Value::Record(record))
    }
}

/// Sources and scopes of a value, or of all values of a list.
#[derive(Default)]
struct Labels {
    sources: Vec<Name>,
    scopes: Scopes,
}

impl Labels {
    fn put_on(&self, value: &mut Labelled<FieldValue>) {
        value.put_within(self.scopes);
        value.ignoring_label_mut(Parsing).sources.extend(self.sources.iter().cloned());
    }
}

/// Splitting of a text with commas into a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Split {
    AtCommas,
    Never,
}

/// True if a value is empty, with or without a map around it that carries its sources.
pub(super) fn is_empty(node: &Node) -> bool {
    match node {
        Node::Null => true,
        Node::Text(text) => text.trim().is_empty(),
        Node::List(list) => list.iter().all(is_empty),
        Node::Map(entries) => entries.iter().any(|entry| entry.key == "value" && is_empty(&entry.value)),
        Node::Bool(_) | Node::Int(_) | Node::Float(_) => false,
    }
}

/// True if a record or an image is written as `{value: {…}, spoiler: novel}`.
fn has_map(field: &Field, entries: &[Entry]) -> bool {
    let is_own_key = field.inner().iter().any(|inner| inner.name == "value");
    !is_own_key && entries.iter().any(|entry| entry.key == "value" && matches!(entry.value, Node::Map(_)))
}

/// The list in `{value: [a, b], source: somebody}`.
fn labelled_list<'e>(field: &Field, entries: &'e [Entry]) -> Option<&'e Entry> {
    let is_own_key = field.inner().iter().any(|inner| inner.name == "value");
    let list = entries.iter().find(|entry| entry.key == "value" && matches!(entry.value, Node::List(_)));
    list.filter(|_| !is_own_key && field.kind != FieldKind::Image)
}

fn may_be_link(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Reference { .. } | FieldKind::Image | FieldKind::Text)
}

/// Converts a default, validated with the settings, to a value.
pub(crate) fn default_value(kind: &FieldKind, default: &str) -> Value {
    let text = || Value::Text(default.to_owned());
    match kind {
        FieldKind::Reference { .. } => Value::Reference(PageName::new(default.to_owned())),
        FieldKind::Date => Value::of_date(default).unwrap_or_else(text),
        FieldKind::StoryDate(calendar) => {
            calendar.parse(default).map_or_else(text, |moment| Value::Moment(Box::new(moment)))
        }
        FieldKind::Boolean => truth(default).map_or_else(text, Value::Boolean),
        FieldKind::Number => {
            number(default).map_or_else(text, |value| Value::Number(value, default.to_owned()))
        }
        FieldKind::Url => Value::Url(default.to_owned()),
        FieldKind::Text | FieldKind::Choice(_) | FieldKind::Image | FieldKind::Record(_) => text(),
    }
}
