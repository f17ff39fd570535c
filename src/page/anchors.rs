//! Lookup of fragment ids on a page: the ids of its body, and the former ids of renamed headings.
//!
//! A page can have as many incoming links as headings, so the index is built once, on first use.

use std::ops::Deref;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Parsing;
use super::body::Body;
use super::matter::OldAnchor;
use crate::labels::{Labelled, Scopes};
use crate::text::{NameKey, Suggestions, slug};

/// Number of ids from which they are looked up through an index instead of a scan.
const MANY: usize = 24;

/// Index of one body. Belongs to the body that holds it, so it compares equal to any other.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    names: OnceLock<Known>,
    headings: OnceLock<Suggestions>,
}

#[derive(Debug, Clone)]
struct Known {
    /// Positions of ids; those of headings come first.
    by_id: FxHashMap<NameKey, u32>,
    /// Positions of headings by the slugs of their texts.
    by_text: FxHashMap<NameKey, u32>,
}

/// Maximum number of `#` signs in a fragment that can be part of a heading or separate two headings: one for each level above, and a few
/// inside the heading itself.
const MAX_SIGNS: usize = 12;

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

fn first_of_each(names: impl Iterator<Item = impl AsRef<str>>) -> FxHashMap<NameKey, u32> {
    let mut numbers = FxHashMap::default();
    for (number, name) in (0..).zip(names) {
        numbers.entry(NameKey::of_folded(name.as_ref())).or_insert(number);
    }
    numbers
}

impl Body {
    /// Returns the fragment id on the page that the author wrote or meant: an id, or the text of a heading.
    pub fn anchor(&self, fragment: &str) -> Option<&str> {
        // A block id is referred to with its `^`, and is case-sensitive.
        if let Some(id) = self.with_id(fragment).or_else(|| self.with_id(fragment.strip_prefix('^')?)) {
            return Some(id);
        }
        // A heading may contain a `#`, and may be given with the headings above it: `Languages#C# basics`.
        let mut ends: Vec<&str> =
            fragment.rmatch_indices('#').take(MAX_SIGNS).map(|(at, _)| &fragment[at + 1..]).collect();
        ends.reverse();
        std::iter::once(fragment).chain(ends).find_map(|name| self.named(name))
    }

    /// Scopes of the heading with an id.
    pub fn scopes_of_heading(&self, id: &str) -> Scopes {
        let number = match self.known() {
            Some(known) => known.by_id.get(&NameKey::of_folded(id)).map(|number| *number as usize),
            None => self.all_headings().position(|heading| heading.id == id),
        };
        number.and_then(|number| self.headings.get(number)).map_or(Scopes::NONE, Labelled::scopes)
    }

    fn named(&self, name: &str) -> Option<&str> {
        let wanted = slug(name);
        if wanted.is_empty() {
            return None;
        }
        self.with_id(&wanted).or_else(|| self.with_text(&wanted))
    }

    /// Text of the heading closest to a mistyped one.
    pub fn closest_heading(&self, typed: &str) -> Option<&str> {
        let headings = || Suggestions::new(self.all_headings().map(|heading| heading.text.as_str()));
        self.index.headings.get_or_init(headings).closest(typed)
    }

    fn with_id(&self, wanted: &str) -> Option<&str> {
        match self.known() {
            Some(known) => self.id(*known.by_id.get(&NameKey::of_folded(wanted))? as usize),
            None => self.ids().find(|id| *id == wanted),
        }
    }

    fn id(&self, number: usize) -> Option<&str> {
        match self.headings.get(number) {
            Some(heading) => Some(&heading.ignoring_label(Parsing).id),
            None => self.anchors.get(number - self.headings.len()).map(String::as_str),
        }
    }

    /// Id of the heading whose text has the given slug.
    fn with_text(&self, wanted: &str) -> Option<&str> {
        let heading = match self.known() {
            Some(known) => {
                let number = *known.by_text.get(&NameKey::of_folded(wanted))? as usize;
                self.headings.get(number).map(|heading| heading.ignoring_label(Parsing))
            }
            None => self.all_headings().find(|heading| slug(&heading.text) == wanted),
        };
        heading.map(|heading| heading.id.as_str())
    }

    /// All ids; those of headings come first.
    fn ids(&self) -> impl Iterator<Item = &str> {
        let of_headings = self.all_headings().map(|heading| heading.id.as_str());
        of_headings.chain(self.anchors.iter().map(String::as_str))
    }

    fn known(&self) -> Option<&Known> {
        let has_many = self.headings.len() + self.anchors.len() > MANY;
        has_many.then(|| {
            self.index.names.get_or_init(|| Known {
                by_id: first_of_each(self.ids()),
                by_text: first_of_each(self.all_headings().map(|heading| slug(&heading.text))),
            })
        })
    }
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
    use crate::page::node::At;

    #[test]
    fn renamings_are_followed_and_circles_end() {
        let mut anchors = OldAnchors::default();
        for (old, new) in
            [("a", "b"), ("b", "Life"), ("c", "d"), ("d", "c"), ("e", "c"), ("f", "a"), ("g", "none")]
        {
            anchors.push(OldAnchor { old: old.into(), new: new.into(), at: At::ROOT });
        }
        let lost = anchors.settle(|name| (name == "Life").then(|| "life".to_owned()));
        let lost: Vec<&str> = lost.iter().map(|anchor| anchor.old.as_str()).collect();
        assert_eq!(lost, ["c", "d", "e", "g"]);
        let found: Vec<&str> = anchors.iter().map(|anchor| anchor.new.as_str()).collect();
        assert_eq!(found, ["life", "life", "", "", "", "life", ""]);
    }
}
