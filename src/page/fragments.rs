//! Lookup of fragment ids on a page.
//!
//! A page can have as many incoming links as headings, so the index is built once, on first use.

use super::Parsing;
use super::anchors::{Known, first_of_each};
use super::body::Body;
use crate::labels::{Labelled, Scopes};
use crate::text::{NameKey, Suggestions, slug};

/// Number of ids from which they are looked up through an index instead of a scan.
const MANY: usize = 24;

/// Maximum number of `#` signs in a fragment that can be part of a heading or separate two headings: one for each level above, and a few
/// inside the heading itself.
const MAX_SIGNS: usize = 12;

impl Body {
    /// Returns the fragment id on the page that the author wrote or meant: an id, or the text of a heading.
    pub fn anchor(&self, fragment: &str) -> Option<&str> {
        let block = fragment.strip_prefix('^');
        let found = block.and_then(|id| self.block(id).or_else(|| self.with_id(id)));
        let is_block = |id: &&str| self.block(fragment) == Some(*id);
        if let Some(id) = found.or_else(|| self.with_id(fragment).filter(|id| !is_block(id))) {
            return Some(id);
        }
        // A heading may contain a `#`, and may be given with the headings above it: `Languages#C# basics`.
        let mut ends: Vec<&str> =
            fragment.rmatch_indices('#').take(MAX_SIGNS).map(|(at, _)| &fragment[at + 1..]).collect();
        ends.reverse();
        let heading = std::iter::once(fragment).chain(ends).find_map(|name| self.named(name));
        heading.or_else(|| self.with_id(fragment))
    }

    /// Scopes of the element with an id.
    pub fn scopes_of_id(&self, id: &str) -> Scopes {
        let number = match self.known() {
            Some(known) => known.by_id.get(&NameKey::of_folded(id)).map(|number| *number as usize),
            None => self.ids().position(|known| known == id),
        };
        let scopes = number.and_then(|number| match self.headings.get(number) {
            Some(heading) => Some(heading.scopes()),
            None => self.anchors.get(number - self.headings.len()).map(Labelled::scopes),
        });
        scopes.unwrap_or_default()
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

    /// Fragment id of the block with an id, ignoring its case as Obsidian does.
    fn block(&self, id: &str) -> Option<&str> {
        let id = id.to_lowercase();
        let (_, id) = match self.known() {
            Some(known) => &self.blocks[*known.by_block.get(&NameKey::of_folded(&id))? as usize],
            None => self.blocks.iter().find(|(written, _)| **written == *id)?,
        };
        Some(id)
    }

    fn id(&self, number: usize) -> Option<&str> {
        match self.headings.get(number) {
            Some(heading) => Some(&heading.ignoring_label(Parsing).id),
            None => Some(self.anchors.get(number - self.headings.len())?.ignoring_label(Parsing)),
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
        of_headings.chain(self.anchors.iter().map(|id| id.ignoring_label(Parsing).as_str()))
    }

    fn known(&self) -> Option<&Known> {
        let has_many = self.headings.len() + self.anchors.len() > MANY;
        has_many.then(|| {
            self.index.names.get_or_init(|| Known {
                by_id: first_of_each(self.ids()),
                by_text: first_of_each(self.all_headings().map(|heading| slug(&heading.text))),
                by_block: first_of_each(self.blocks.iter().map(|(written, _)| &**written)),
            })
        })
    }
}
