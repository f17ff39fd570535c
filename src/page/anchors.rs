//! Former ids of renamed headings, and the index of the ids of a body.

use std::ops::Deref;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::node::YamlPath;
use crate::text::{NameKey, Suggestions, slug};

/// Index of one body. Belongs to the body that holds it, so it compares equal to any other.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    pub(super) names: OnceLock<Known>,
    pub(super) headings: OnceLock<Suggestions>,
}

#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Positions of ids; those of headings come first.
    pub(super) by_id: FxHashMap<NameKey, u32>,
    /// Positions of headings by the slugs of their texts.
    pub(super) by_text: FxHashMap<NameKey, u32>,
    /// Positions of block ids.
    pub(super) by_block: FxHashMap<NameKey, u32>,
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

pub(super) fn first_of_each(names: impl Iterator<Item = impl AsRef<str>>) -> FxHashMap<NameKey, u32> {
    let mut numbers = FxHashMap::default();
    for (number, name) in (0..).zip(names) {
        numbers.entry(NameKey::of_folded(name.as_ref())).or_insert(number);
    }
    numbers
}

/// A renamed heading: links to its old id lead to its new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldAnchor {
    /// Its old fragment id.
    pub old: String,
    /// Its current fragment id.
    pub new: String,
    /// Location of the entry.
    pub at: YamlPath,
}

/// The renamed headings of a page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OldAnchors {
    list: Vec<OldAnchor>,
    #[serde(skip)]
    by_name: OnceLock<FxHashMap<NameKey, u32>>,
}

impl PartialEq for OldAnchors {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Deref for OldAnchors {
    type Target = [OldAnchor];

    fn deref(&self) -> &[OldAnchor] {
        &self.list
    }
}

impl OldAnchors {
    /// Adds a renamed heading.
    pub(super) fn push(&mut self, anchor: OldAnchor) {
        self.by_name = OnceLock::new();
        self.list.push(anchor);
    }

    /// The first renamed heading that a link means, by its old id or its old text.
    pub fn called(&self, fragment: &str) -> Option<&OldAnchor> {
        self.number_of(fragment).map(|number| &self.list[number as usize])
    }

    fn number_of(&self, fragment: &str) -> Option<u32> {
        if self.list.is_empty() {
            return None;
        }
        let names =
            || first_of_each(self.list.iter().flat_map(|anchor| [anchor.old.clone(), slug(&anchor.old)]));
        let by_name = self.by_name.get_or_init(names);
        let number = |name: &str| by_name.get(&NameKey::of_folded(name)).map(|number| number / 2);
        number(fragment).into_iter().chain(number(&slug(fragment))).min()
    }

    /// Keeps those whose headings are there.
    pub(super) fn keep(&mut self, is_there: impl Fn(&str) -> bool) {
        self.by_name = OnceLock::new();
        self.list.retain(|anchor| is_there(&anchor.new));
    }

    /// Resolves each old id to its current id, following chains of renames, and returns those that lead nowhere. `id` returns the id that a
    /// name has on the page.
    pub(super) fn settle(&mut self, id: impl Fn(&str) -> Option<String>) -> Vec<OldAnchor> {
        let mut settled: Vec<Option<Option<String>>> = vec![None; self.list.len()];
        let mut is_open = vec![false; self.list.len()];
        for start in 0..self.list.len() {
            let (mut at, mut path) = (start, Vec::new());
            let found = loop {
                if let Some(known) = &settled[at] {
                    break known.clone();
                }
                path.push(at);
                is_open[at] = true;
                let name = &self.list[at].new;
                match (id(name), self.number_of(name)) {
                    (Some(id), _) => break Some(id),
                    (None, Some(next)) if !is_open[next as usize] || settled[next as usize].is_some() => {
                        at = next as usize;
                    }
                    (None, _) => break None,
                }
            };
            for at in path {
                settled[at] = Some(found.clone());
            }
        }
        let mut lost = Vec::new();
        for (anchor, id) in self.list.iter_mut().zip(settled) {
            match id.flatten() {
                Some(id) => anchor.new = id,
                None => {
                    lost.push(anchor.clone());
                    anchor.new.clear();
                }
            }
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::node::YamlPath;

    #[test]
    fn renamed_anchors_are_followed_and_cycles_end() {
        let mut anchors = OldAnchors::default();
        for (old, new) in
            [("a", "b"), ("b", "Life"), ("c", "d"), ("d", "c"), ("e", "c"), ("f", "a"), ("g", "none")]
        {
            anchors.push(OldAnchor { old: old.into(), new: new.into(), at: YamlPath::ROOT });
        }
        let lost = anchors.settle(|name| (name == "Life").then(|| "life".to_owned()));
        let lost: Vec<&str> = lost.iter().map(|anchor| anchor.old.as_str()).collect();
        assert_eq!(lost, ["c", "d", "e", "g"]);
        let found: Vec<&str> = anchors.iter().map(|anchor| anchor.new.as_str()).collect();
        assert_eq!(found, ["life", "life", "", "", "", "life", ""]);
    }
}
