//! Parses the claims in front matter into [`Claim`]s and diagnostics.

use super::extent::Extent;
use super::fields::{Reader, Split};
use super::links::{Link, LinkKind, PageName, name_key};
use super::mentions::{Naming, Referent};
use super::node::{Entry, Node, Part, YamlPath};
use super::value::{Claim, Connection, Name, Status};
use crate::diag::codes;
use crate::labels::{Labelled, Scopes};
use crate::text::{NameKey, choose};

/// Keys allowed in a claim.
const KEYS: [&str; 21] = [
    "id",
    "subject",
    "property",
    "value",
    "means",
    "said",
    "read",
    "by",
    "source",
    "sources",
    "status",
    "supersedes",
    "corrects",
    "confirms",
    "refines",
    "disputes",
    "checked",
    "recheck",
    "spoiler",
    "note",
    "date",
];

/// Reads a page's list of claims.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Vec<Labelled<Claim>> {
    match node {
        Node::Null => Vec::new(),
        Node::List(items) => {
            let items = items.iter().enumerate();
            items.filter_map(|(ordinal, item)| claim(reader, item, at.child(ordinal))).collect()
        }
        Node::Map(_) => claim(reader, node, at).into_iter().collect(),
        _ => {
            reader.wrong_type("claims", "a list of maps", node, at);
            Vec::new()
        }
    }
}

fn claim(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Option<Labelled<Claim>> {
    let Node::Map(entries) = node else {
        reader.wrong_type("claims", "a list of maps", node, at);
        return None;
    };
    let mut claim = Claim::at(at);
    let mut scopes = Scopes::NONE;
    for entry in entries {
        let entry_at = at.child(entry.ordinal);
        match entry.key.as_str() {
            "spoiler" => scopes = scopes.and(reader.scopes(&entry.value, entry_at)),
            _ => entry_of(reader, entry, entry_at, &mut claim),
        }
    }
    reader.label_links(at, scopes);
    let mut complete = true;
    for (key, missing) in
        [("property", claim.property.text.is_empty()), ("value", claim.value.text.is_empty())]
    {
        if missing && !entries.iter().any(|entry| entry.key == key && entry.value != Node::Null) {
            reader.fault(&codes::MISSING_FIELD, at, Part::Value, format!("this claim has no `{key}`"));
        }
        complete &= !missing;
    }
    complete.then(|| Labelled::new(claim, scopes))
}

fn entry_of(reader: &mut Reader<'_>, entry: &Entry, at: YamlPath, claim: &mut Claim) {
    let (key, node) = (entry.key.as_str(), &entry.value);
    note(reader, key, node, at);
    match key {
        "id" => claim.id = reader.name(key, node, at),
        "subject" => {
            claim.subject = reader.name(key, node, at).map(|name| (PageName::new(name.text), name.at));
        }
        "property" => claim.property = reader.name(key, node, at).unwrap_or(Name { text: String::new(), at }),
        "value" => {
            let text = reader.name(key, node, at).map(|name| name.text).unwrap_or_default();
            claim.value_is_link = link(reader, node, at);
            claim.value_key = NameKey::of_folded(&name_key(&text));
            claim.value = Name { text, at };
        }
        "means" => claim.means = means(reader, node, at),
        "said" | "date" => claim.said = reader.date(key, node, at).map(|date| (date, at)),
        "by" => {
            claim.by = reader.name(key, node, at).map(|name| PageName::new(name.text));
            claim.by_link = link(reader, node, at).then_some(at);
        }
        "source" | "sources" => claim.sources.extend(reader.names(key, node, at, Split::Never)),
        "status" => claim.status = status(reader, node, at).unwrap_or(claim.status),
        "read" => claim.read = reader.date(key, node, at).map(|date| (date, at)),
        "checked" => claim.checked = reader.date(key, node, at).map(|date| (date, at)),
        "recheck" => claim.recheck = reader.date(key, node, at).map(|date| (date, at)),
        "note" => claim.note = reader.text(key, node, at),
        _ => match Connection::named(key) {
            Some(connection) => {
                let names = reader.names(key, node, at, Split::Never);
                claim.connections.extend(names.into_iter().map(|name| (connection, name)));
            }
            None => reader.unknown(&codes::UNKNOWN_KEY, entry, at, KEYS),
        },
    }
}

/// Records the name in the value of a key, for the list of references.
fn note(reader: &mut Reader<'_>, key: &str, node: &Node, at: YamlPath) {
    if !reader.mentions.is_wanted() {
        return;
    }
    match key {
        "id" => reader.mentions.note(Naming::of(Referent::Claim).declared(), node, at),
        "subject" | "value" | "by" => reader.mentions.note(Naming::of(Referent::Page), node, at),
        "property" => reader.mentions.note(Naming::of(Referent::Property), node, at),
        "source" | "sources" => reader.mentions.note_each(Naming::of(Referent::Source), node, at),
        _ if Connection::named(key).is_some() => {
            reader.mentions.note_each(Naming::of(Referent::Claim), node, at);
        }
        _ => {}
    }
}

/// Records a `[[name]]` as a link, so that it is resolved and checked.
fn link(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> bool {
    let Some(name) = super::brackets::reference(node) else { return false };
    reader.link(Link::new(LinkKind::Stated, name, None, (0, 0)), at);
    true
}

/// The dates or numbers that the value stands for.
fn means(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Option<String> {
    let text = reader.text("means", node, at)?;
    if Extent::parse(&text, false).is_none() {
        let message =
            format!("`means` expects a date or a number, or two of them with `to` between, found `{text}`");
        let fault = reader.fault(&codes::WRONG_TYPE, at, Part::Value, message);
        fault.help.push("write for example `2024-10 to 2024-11` or `135 to 230`".to_owned());
        return None;
    }
    Some(text)
}

fn status(reader: &mut Reader<'_>, node: &Node, at: YamlPath) -> Option<Status> {
    let text = reader.text("status", node, at)?;
    let status = Status::named(&text);
    if status.is_none() {
        let names = Status::ALL.map(Status::name);
        let fault =
            reader.fault(&codes::INVALID_CHOICE, at, Part::Value, format!("unknown claim status `{text}`"));
        fault.help.push(choose(&text, names));
    }
    status
}
