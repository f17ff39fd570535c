//! Writes pages from values, and edits the front matter of existing pages.
//!
//! The output is read by [`super::parse`] as the same values. [`FrontMatterBuilder`] and [`page()`] make a new page; [`set`], [`remove`] and
//! [`add`] change one key of a page and preserve every other byte. [`markdown`] writes the contents of a body.

mod edit;
pub mod markdown;
mod yaml;

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

pub use edit::{Refusal, add, remove, set};
pub use yaml::Yaml;
pub(in crate::page) use yaml::{Setting, escaped, is_plain, is_printable, quoted};

/// Keys written first, in this order.
const FIRST: [&str; 21] = [
    "title",
    "sort_title",
    "type",
    "description",
    "aliases",
    "categories",
    "tags",
    "date",
    "updated",
    "draft",
    "language",
    "slug",
    "permalink",
    "template",
    "order",
    "list",
    "sort",
    "group",
    "listed",
    "indexed",
    "image",
];
/// Keys written last, in this order.
const LAST: [&str; 7] = ["spoiler", "info", "sources", "claims", "anchors", "query", "origin"];

/// Position of a key among others: first the names of the page, then its fields, then its evidence.
fn rank(key: &str) -> usize {
    let place = |keys: &[&str]| keys.iter().position(|known| *known == key);
    match (place(&FIRST), place(&LAST)) {
        (Some(place), _) => place,
        (None, Some(place)) => FIRST.len() + 1 + place,
        (None, None) => FIRST.len(),
    }
}

/// The front matter of a new page.
///
/// Its keys are written in a fixed order, whatever the order in which they were set; fields keep theirs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrontMatterBuilder {
    entries: Vec<(String, Yaml)>,
    /// Indices of the entries.
    places: FxHashMap<String, usize>,
    hints: Vec<(String, String)>,
    offered: Vec<String>,
}

impl FrontMatterBuilder {
    /// Sets the value of a key, replacing an earlier one.
    pub fn set(&mut self, key: &str, value: impl Into<Yaml>) -> &mut Self {
        let value = value.into();
        match self.places.get(key) {
            Some(at) => self.entries[*at].1 = value,
            None => {
                self.places.insert(key.to_owned(), self.entries.len());
                self.entries.push((key.to_owned(), value));
            }
        }
        self
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        self.places.get(key).map(|at| &self.entries[*at].1)
    }

    /// Adds an empty key for the author to fill in, with the hint as a comment on the same line.
    pub fn ask(&mut self, key: &str, hint: Option<&str>) -> &mut Self {
        self.set(key, Yaml::Empty);
        self.hints.extend(hint.map(|hint| (key.to_owned(), hint.replace(['\n', '\r'], " "))));
        self
    }

    /// Adds an empty key as a comment that the author may turn into a key by removing the `#`.
    pub fn offer(&mut self, key: &str, hint: Option<&str>) -> &mut Self {
        self.offered.push(key.to_owned());
        self.ask(key, hint)
    }

    /// The YAML, with each key on its own line or lines, without the `---` lines.
    pub fn yaml(&self) -> String {
        let mut entries: Vec<&(String, Yaml)> = self.entries.iter().collect();
        entries.sort_by_key(|(key, _)| rank(key));
        let mut out = String::new();
        for (key, value) in entries {
            if *value == Yaml::Empty && self.offered.contains(key) {
                out.push_str("# ");
            }
            yaml::entry(&mut out, key, value, 0);
            let hint = self.hints.iter().find(|(known, _)| known == key && *value == Yaml::Empty);
            if let Some((_, hint)) = hint {
                out.pop();
                let _ = writeln!(out, " # {hint}");
            }
        }
        out
    }
}

/// A complete page: front matter, a blank line and a body in Markdown. Without any key there is no front matter, unless the body would be
/// mistaken for it.
pub fn page(front: &FrontMatterBuilder, body: &str) -> String {
    let yaml = front.yaml();
    if yaml.is_empty() && !body.starts_with("---") {
        return body.to_owned();
    }
    format!("---\n{yaml}---\n\n{body}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_in_a_fixed_order() {
        let mut front = FrontMatterBuilder::default();
        front.set("sources", Yaml::List(Vec::new())).set("born", "1940").set("title", "Al: a life");
        front
            .ask("died", Some("1995, 1995-12 or 1995-12-15"))
            .set("aliases", vec!["Alfredo"])
            .offer("role", None);
        assert_eq!(
            page(&front, "Text.\n"),
            "---\ntitle: \"Al: a life\"\naliases: [Alfredo]\nborn: \"1940\"\n\
             died: # 1995, 1995-12 or 1995-12-15\n# role:\nsources: []\n---\n\nText.\n"
        );
    }
}
