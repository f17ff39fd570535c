//! Faults of values and keys in YAML, with what to write instead.

use crate::config::{Field, FieldKind};
use crate::diag::{Code, Related, codes};
use crate::text::{closest, did_you_mean, one_of};

use super::fields::Reader;
use super::node::{Duplicate, Entry, Node, Part, YamlPath};

/// Keys of other programs, and what they are called here.
const FOREIGN_KEYS: [(&[&str], &str); 12] = [
    (&["weight", "position", "nav_order", "sidebar_position"], "write `order:`"),
    (&["layout"], "write `template:`"),
    (&["author", "authors", "by"], "declare a field in `site.toml`, or put the row under `info:`"),
    (
        &["published", "private", "hidden"],
        "write `publish: false` or `draft: true` for pages that are not published",
    ),
    (&["lastmod", "modified", "last_modified", "last_modified_at", "changed"], "write `updated:`"),
    (&["created", "publishdate", "pubdate"], "write `date:`"),
    (&["summary", "excerpt", "subtitle", "abstract"], "write `description:`"),
    (&["cover", "thumbnail", "banner", "hero", "featured_image", "picture"], "write `image:`"),
    (&["lang", "locale"], "write `language:`"),
    (&["redirect_from", "redirects", "redirect"], "write `aliases:`"),
    (&["keywords", "topics"], "write `tags:`"),
    (&["url", "path"], "write `permalink:` for the page's address, or `slug:` for its last part"),
];

impl Reader<'_> {
    /// Reports a value of another type than its key expects.
    pub(super) fn wrong_type(&mut self, key: &str, wanted: &str, node: &Node, at: YamlPath) {
        self.wrong_type_but(key, wanted, node, at, None);
    }

    /// Reports a value of another type, with what to write.
    pub(super) fn wrong_type_but(
        &mut self,
        key: &str,
        wanted: &str,
        node: &Node,
        at: YamlPath,
        help: Option<String>,
    ) {
        let is_about_size = wanted.contains("integer") || wanted.contains("number");
        let found = match node {
            Node::Int(value) if is_about_size => value.to_string(),
            Node::Float(value) if is_about_size => value.to_string(),
            Node::Text(text) if is_about_size && text.chars().count() < 40 => format!("`{text}`"),
            _ => node.kind().to_owned(),
        };
        let message = format!("`{key}` expects {wanted}, found {found}");
        let number = if let Node::Text(text) = node { leading_number(text) } else { None };
        let help = help.or_else(|| form(key, wanted, number.unwrap_or("12")));
        self.fault(&codes::WRONG_TYPE, at, Part::Value, message).help.extend(help);
    }

    /// Reports a map in the place of a value of a field.
    pub(super) fn map_without_value(&mut self, field: &Field, node: &Node, at: YamlPath) {
        let help =
            "a value with a source or a spoiler is a map with `value`: `{value: …, source: …, spoiler: …}`";
        self.wrong_type_but(&field.name, field.kind.expected(), node, at, Some(help.to_owned()));
    }

    /// Reports a single value in the place of a record.
    pub(super) fn no_record(&mut self, field: &Field, node: &Node, at: YamlPath) {
        let parts: Vec<String> = field.inner().iter().map(|part| format!("{}: …", part.name)).collect();
        let shape = format!("{{{}}}", parts.join(", "));
        let help = match field.many {
            true => format!("write `{shape}`, or a list of such maps"),
            false => format!("write `{shape}`"),
        };
        self.wrong_type_but(&field.name, "a map", node, at, Some(help));
    }

    /// Adds a remedy to the faults of a value that may be meant as a list: those after the first `before`.
    pub(super) fn suggest_list(&mut self, field: &Field, node: &Node, before: usize) {
        if let (Node::Text(text), true, Some(fault)) = (node, field.many, self.faults.get_mut(before))
            && text.contains(',')
            && !matches!(field.kind, FieldKind::Record(_))
        {
            let items: Vec<&str> = text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
            fault.help.push(format!("for several values, write a list: `[{}]`", items.join(", ")));
        }
    }

    /// Reports repeated keys, each with the place of the first. `code` returns the code for a path.
    pub(super) fn duplicates(&mut self, duplicates: &[Duplicate], code: impl Fn(YamlPath) -> &'static Code) {
        for Duplicate { key, first, at } in duplicates {
            let first = self.origin.in_file(self.places.find(self.yaml, *first, Part::Key));
            let first = self.source.place(first);
            let fault = self.fault(code(*at), *at, Part::Key, format!("duplicate key `{key}`"));
            fault.related.push(Related { message: "it is here already".into(), place: first });
        }
    }

    /// Reports an unknown key.
    pub(super) fn unknown<'k>(
        &mut self,
        code: &'static Code,
        entry: &Entry,
        at: YamlPath,
        known: impl IntoIterator<Item = &'k str, IntoIter: Clone>,
    ) {
        let what = if code.name == codes::UNKNOWN_FIELD.name { "field" } else { "key" };
        let help = remedy(&entry.key, known.into_iter());
        self.fault(code, at, Part::Key, format!("unknown {what} `{}`", entry.key)).help.push(help);
    }
}

/// The whole number that a text begins with, as in "40 gold".
fn leading_number(text: &str) -> Option<&str> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).filter(|digits| (1..10).contains(&digits.len()))
}

/// The form of a value, as a remedy for another one. `number` is an example of a number.
fn form(key: &str, wanted: &str, number: &str) -> Option<String> {
    Some(match wanted {
        "text" => format!("write one text, in quotes if it begins with `[` or `{{`: `{key}: \"…\"`"),
        "a number" => format!("write only the number: `{key}: {number}`"),
        "an integer" | "a positive integer" => {
            format!("write a number without a fraction: `{key}: {number}`")
        }
        "`true` or `false`" => format!("write `{key}: true` or `{key}: false`"),
        "a name or a list of names" => {
            format!("write `{key}: a name`, or for several `{key}: [a name, another]`")
        }
        "a map of rows" => format!("write `{key}: {{a label: a value}}`, or each row on an indented line"),
        "a map of old and new ids" => format!("write `{key}: {{old-id: new-id}}`"),
        "a list of maps" if key == "claims" => {
            "write each claim on a line that begins with `-`: `- {property: …, value: …, source: …}`"
                .to_owned()
        }
        _ => return None,
    })
}

/// The remedy for an unknown key: the one that is meant, or the possible ones.
fn remedy<'k>(key: &str, mut known: impl Iterator<Item = &'k str> + Clone) -> String {
    let all = known.clone();
    let is_of_page = known.any(|name| name == "info");
    if let Some(name) = closest(key, all.clone()) {
        return did_you_mean(name);
    }
    let lower = key.to_lowercase();
    let foreign = FOREIGN_KEYS.iter().find(|(names, _)| names.contains(&lower.as_str()));
    match foreign {
        Some((_, help)) if is_of_page => (*help).to_owned(),
        _ if is_of_page => {
            "put undeclared rows under `info:`, or declare a field for the type in `site.toml`".to_owned()
        }
        _ => one_of(all),
    }
}
