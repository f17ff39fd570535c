//! The tags of references: names, groups, and the one that states the content.

use rustc_hash::FxHashMap;

use super::expansion::Stripped;
use super::inline::attributes;

/// The group of a reference.
pub(super) fn group(tag: &Stripped) -> String {
    attribute(tag, "group")
}

/// An attribute of a tag.
pub(super) fn attribute(tag: &Stripped, name: &str) -> String {
    let found = attributes(&tag.attributes).into_iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The first tag with content of each reference with a name.
pub(super) fn named(tags: &[Stripped]) -> FxHashMap<(String, String), usize> {
    let mut found = FxHashMap::default();
    for (number, tag) in tags.iter().enumerate() {
        let name = attribute(tag, "name");
        if tag.name == "ref" && !name.is_empty() && !tag.inner.trim().is_empty() {
            found.entry((group(tag), name)).or_insert(number);
        }
    }
    found
}

/// The tag that states the content of a reference: itself, or the one with its name.
pub(super) fn stated<'t>(tag: &'t Stripped, tags: &'t [Stripped]) -> Option<&'t Stripped> {
    if !tag.inner.trim().is_empty() {
        return Some(tag);
    }
    let (name, group_of) = (attribute(tag, "name"), group(tag));
    let is_it = |known: &&Stripped| {
        known.name == "ref"
            && !known.inner.trim().is_empty()
            && attribute(known, "name") == name
            && group(known) == group_of
    };
    tags.iter().find(is_it).filter(|_| !name.is_empty())
}
