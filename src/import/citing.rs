//! Finds the sources that references lead to: those with one address, which all pages share. All others stay footnotes.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::dump::Names;
use super::expansion::Stripped;
use super::infobox::one_line;
use super::kinds;
use super::parse;
use super::references::group;
use super::sources::Sources;
use super::tree::{Node, plain};
use crate::inputs::Hash;
use crate::page::compose::Yaml;
use crate::page::path_slug;
use crate::text::is_web_address;

/// Maximum length of the title of a source, in characters; a longer text stays a footnote.
const MAX_TITLE: usize = 400;
/// Number of words of a title in an id.
const WORDS: usize = 6;

#[derive(Debug, Clone, PartialEq)]
struct Source {
    base: String,
    /// Its keys in the file of sources.
    keys: Vec<(String, Yaml)>,
}

/// The sources that the references of drafts lead to. Ids depend only on the source.
pub(super) fn collect(drafts: &[Draft], names: &Names) -> Sources {
    let mut found: BTreeMap<&str, Source> = BTreeMap::new();
    for tag in drafts.iter().flat_map(|draft| &draft.expanded.tags).filter(|tag| tag.name == "ref") {
        let text = tag.inner.trim();
        if !text.is_empty() && group(tag).is_empty() && !found.contains_key(text) {
            found.extend(source(tag, names).map(|source| (text, source)));
        }
    }
    let mut bases: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in found.values() {
        let known = bases.entry(&source.base).or_default();
        // Two are enough to see that an id is not unique.
        if known.len() < 2 && !known.contains(&source) {
            known.push(source);
        }
    }
    let mut sources = Sources::default();
    for (text, source) in &found {
        let id = match bases[source.base.as_str()].len() {
            1 => source.base.clone(),
            _ => format!("{}-{}", source.base, &Hash::of(text.as_bytes()).long()[..6]),
        };
        sources.add(text, id, Yaml::Map(source.keys.clone()));
    }
    sources
}

fn source(tag: &Stripped, names: &Names) -> Option<Source> {
    let nodes = parse::parse(&tag.inner, names).nodes;
    let mut address = None;
    if !tag.cite.is_empty() {
        return cited(tag, names);
    }
    if !leads_to_one(&nodes, &mut address) {
        return None;
    }
    let text = one_line(&plain(&nodes));
    let title = if text.is_empty() { address.clone()? } else { text };
    let keys = vec![("title".to_owned(), title.as_str().into()), ("url".to_owned(), address.clone()?.into())];
    finished(&title, &address?, keys)
}

/// Finds the only address in nodes. Returns false if there is anything that a source cannot contain.
fn leads_to_one(nodes: &[Node], address: &mut Option<String>) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(_) => true,
        Node::Element(element) => leads_to_one(&element.children, address),
        Node::External(found, label) => {
            leads_to_one(label, address) && is_web_address(found) && address.replace(found.clone()).is_none()
        }
        Node::Link(_) | Node::File(_) | Node::Tag(_) => false,
    })
}

fn finished(title: &str, address: &str, keys: Vec<(String, Yaml)>) -> Option<Source> {
    let length = title.chars().count();
    if length == 0 || length > MAX_TITLE || !is_web_address(address) {
        return None;
    }
    let words = if title == address { address.split_once("://")?.1 } else { title };
    let words: String =
        words.chars().map(|c| if c.is_ascii_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    let words: Vec<&str> = words.split_whitespace().take(WORDS).collect();
    let base = path_slug(&words.join(" ").replace('\'', ""));
    let base = if base.is_empty() { "source".to_owned() } else { base };
    Some(Source { base, keys })
}

/// The source of a template such as `{{cite web|…}}`, by its parameters.
fn cited(tag: &Stripped, names: &Names) -> Option<Source> {
    let value = |wanted: &[&str]| {
        let mut found = wanted.iter().filter_map(|name| {
            let (_, value) = tag.cite.iter().find(|(known, _)| known.to_lowercase() == *name)?;
            let text = one_line(&plain(&parse::parse(value, names).nodes));
            (!text.is_empty()).then_some(text)
        });
        found.next()
    };
    let (title, url) = (value(&["title"])?, value(&["url"])?);
    let mut keys: Vec<(String, Yaml)> = vec![("title".to_owned(), title.as_str().into())];
    let mut add = |key: &str, value: Option<Yaml>| keys.extend(value.map(|value| (key.to_owned(), value)));
    let last = value(&["last", "last1"]);
    let full = match (value(&["first", "first1"]), last) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (_, last) => last,
    };
    add("author", value(&["author", "authors", "author1"]).or(full).map(Yaml::from));
    let publisher = value(&["publisher", "website", "work", "newspaper", "magazine", "journal"]);
    let date = value(&["date", "year"]);
    let parsed = date.as_deref().and_then(kinds::date);
    // A date in words is not lost.
    let in_words = date.filter(|_| parsed.is_none());
    let publisher: Vec<String> = publisher.into_iter().chain(in_words).collect();
    add("publisher", (!publisher.is_empty()).then(|| publisher.join(", ").into()));
    add("date", parsed.map(Yaml::Date));
    add("url", Some(url.as_str().into()));
    let archive = value(&["archive-url", "archiveurl"]).filter(|url| is_web_address(url));
    let is_dead = value(&["url-status", "dead-url", "deadurl"])
        .is_some_and(|status| matches!(status.to_lowercase().as_str(), "dead" | "yes"));
    add("dead", (is_dead && archive.is_some()).then_some(Yaml::Boolean(true)));
    add("archive", archive.map(Yaml::from));
    let accessed = value(&["access-date", "accessdate"]);
    add("accessed", accessed.as_deref().and_then(kinds::date).map(Yaml::Date));
    add("quote", value(&["quote"]).filter(|quote| quote.len() < 1000).map(Yaml::from));
    finished(&title, &url, keys)
}
