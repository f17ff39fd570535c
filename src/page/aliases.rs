//! Aliases: other names of a page, and the sections of it that some of them lead to.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::brackets::reference;
use super::fields::Reader;
use super::links::name_key;
use super::mentions::{Form, Naming, Referent};
use super::node::{Node, Part, YamlPath};
use super::value::Name;
use super::{Page, alias_address};
use crate::diag::{Diagnostic, codes};
use crate::labels::Labelled;
use crate::text::NameKey;

/// Keys of an alias of a section.
const KEYS: [&str; 3] = ["name", "section", "spoiler"];
/// Maximum number of aliases of sections on a page.
const MAX_SECTIONS: usize = 200;

/// An alias that leads to a section of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasSection {
    /// The alias.
    alias: String,
    /// The alias, normalized for comparison.
    key: NameKey,
    /// The heading or block, as written.
    section: Name,
    /// True if all readers may know the heading.
    is_open: bool,
}

impl Reader<'_> {
    /// Reads aliases: one or a list, each a name or `{name: …, section: …}`.
    pub(super) fn aliases(&mut self, key: &str, node: &Node, at: YamlPath) -> Vec<Name> {
        match node {
            Node::Null => Vec::new(),
            Node::List(items) if reference(node).is_none() => {
                let items = items.iter().enumerate();
                items.filter_map(|(ordinal, item)| self.alias(key, item, at.child(ordinal))).collect()
            }
            _ => self.alias(key, node, at).into_iter().collect(),
        }
    }

    fn alias(&mut self, key: &str, node: &Node, at: YamlPath) -> Option<Name> {
        let Node::Map(entries) = node else { return self.name(key, node, at) };
        let Some(name) = entries.iter().find(|entry| entry.key == "name") else {
            let help = "an alias that leads to a section is `{name: …, section: …}`".to_owned();
            self.wrong_type_but(key, "a name or a list of names", node, at, Some(help));
            return None;
        };
        for entry in entries.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
            self.unknown(&codes::UNKNOWN_KEY, entry, at.child(entry.ordinal), KEYS);
        }
        let name_at = at.child(name.ordinal);
        self.mentions.note(Naming::of(Referent::Page).declared(), &name.value, name_at);
        if let Some(section) = entries.iter().find(|entry| entry.key == "section") {
            let heading = Naming::of(Referent::Heading).form(Form::Heading);
            self.mentions.note(heading, &section.value, at.child(section.ordinal));
        }
        self.name("name", &name.value, name_at)
    }

    /// Reads the sections that aliases lead to. Those past the maximum number are reported and left out.
    pub(super) fn alias_sections(&mut self, node: &Node, at: YamlPath, found: &mut Vec<AliasSection>) {
        self.collect_sections(node, at, found);
        if let Some(first) = found.get(MAX_SECTIONS) {
            let message = format!("more than {MAX_SECTIONS} aliases lead to sections");
            self.fault(&codes::FRONT_MATTER, first.section.at, Part::Value, message);
            found.truncate(MAX_SECTIONS);
        }
    }

    fn collect_sections(&mut self, node: &Node, at: YamlPath, found: &mut Vec<AliasSection>) {
        match node {
            Node::List(items) => {
                for (ordinal, item) in items.iter().enumerate() {
                    self.collect_sections(item, at.child(ordinal), found);
                }
            }
            Node::Map(entries) => {
                let entry = |key: &str| entries.iter().find(|entry| entry.key == key);
                if let Some(value) = entry("value") {
                    return self.collect_sections(&value.value, at.child(value.ordinal), found);
                }
                let (Some(name), Some(section)) = (entry("name"), entry("section")) else { return };
                let alias = match (reference(&name.value), &name.value) {
                    (Some(name), _) => name,
                    (None, Node::Text(name)) => name.trim().to_owned(),
                    _ => return,
                };
                let section_at = at.child(section.ordinal);
                self.mentions.note(
                    Naming::of(Referent::Heading).form(Form::Heading),
                    &section.value,
                    section_at,
                );
                let section = self.name("section", &section.value, section_at);
                found.extend(section.map(|section| AliasSection::new(alias, section)));
            }
            _ => {}
        }
    }
}

impl AliasSection {
    fn new(alias: String, mut section: Name) -> Self {
        let key = NameKey::of_folded(&name_key(&alias));
        section.text = section.text.trim_start_matches('#').to_owned();
        Self { alias, key, section, is_open: false }
    }
}

impl Page {
    /// The fragment id that a name of the page leads to, if it is the alias of a section.
    pub fn section_called(&self, name: NameKey) -> Option<&str> {
        let known = self.matter.alias_sections.iter().find(|known| known.key == name)?;
        self.body.anchor(&known.section.text)
    }

    /// The aliases of sections, normalized.
    pub fn names_of_sections(&self) -> impl Iterator<Item = NameKey> {
        self.matter.alias_sections.iter().map(|section| section.key)
    }

    /// The fragment id that the address of an alias leads to, if all readers may know the heading.
    pub fn section_at(&self, address: &str) -> Option<&str> {
        let mut open = self.matter.alias_sections.iter().filter(|known| known.is_open);
        let leads =
            |known: &&AliasSection| alias_address(self, &known.alias).is_ok_and(|alias| alias == address);
        self.body.anchor(&open.find(leads)?.section.text)
    }

    /// The aliases of sections that all readers may know: the alias as normalized, and the fragment id.
    pub fn open_alias_sections(&self) -> impl Iterator<Item = (NameKey, &str)> {
        let open = self.matter.alias_sections.iter().filter(|known| known.is_open);
        open.filter_map(|known| Some((known.key, self.body.anchor(&known.section.text)?)))
    }
}

/// Notes which sections of aliases all readers may know, and reports missing ones.
pub(super) fn settle_sections(page: &mut Page, faults: &mut Vec<Diagnostic>) {
    if page.matter.alias_sections.is_empty() {
        return;
    }
    let open: FxHashSet<&str> =
        page.body.headings.iter().filter_map(Labelled::open).map(|heading| heading.id.as_str()).collect();
    let mut missing = Vec::new();
    for known in &mut page.matter.alias_sections {
        match page.body.anchor(&known.section.text) {
            Some(anchor) => known.is_open = open.contains(anchor),
            None => missing.push(known.section.clone()),
        }
    }
    for section in missing {
        let message = format!("this page has no heading `{}`", section.text);
        let fault = Diagnostic::new(&codes::BROKEN_LINK, page.place(section.at), message);
        faults.push(fault.suggest(page.body.closest_heading(&section.text)));
    }
}
