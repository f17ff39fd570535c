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

/// Finds the tag that states the content of each reference without content: the first one with its name.
pub(super) fn resolve(tags: &mut [Stripped]) {
    let mut named = FxHashMap::default();
    let keys: Vec<Option<(String, String)>> = tags.iter().map(key).collect();
    for (number, key) in keys.iter().enumerate() {
        if let Some(key) = key.as_ref().filter(|_| !tags[number].inner.trim().is_empty()) {
            named.entry(key).or_insert(number);
        }
    }
    for (tag, key) in tags.iter_mut().zip(&keys).filter(|(tag, _)| tag.inner.trim().is_empty()) {
        tag.stated = key.as_ref().and_then(|key| named.get(key).copied());
    }
}

/// What MediaWiki shows beside references, and this program in another form.
pub(super) fn renumbered(tags: &[Stripped]) -> Vec<String> {
    let references = || tags.iter().filter(|tag| tag.name == "ref");
    let mut uses: FxHashMap<(String, String), usize> = FxHashMap::default();
    references().filter_map(key).for_each(|key| *uses.entry(key).or_default() += 1);
    let is_repeated = uses.values().any(|count| *count > 1);
    let is_grouped = references().any(|tag| !group(tag).is_empty());
    let repeated = is_repeated.then(|| "the numbers of references that are used more than once".to_owned());
    let grouped = is_grouped.then(|| "the names of groups of references".to_owned());
    repeated.into_iter().chain(grouped).collect()
}

/// The group and the name of a reference with a name.
pub(super) fn key(tag: &Stripped) -> Option<(String, String)> {
    let name = attribute(tag, "name");
    (tag.name == "ref" && !name.is_empty()).then(|| (group(tag), name))
}

/// The tag that states the content of a reference: itself, or the one with its name.
pub(super) fn stated<'t>(tag: &'t Stripped, tags: &'t [Stripped]) -> Option<&'t Stripped> {
    match tag.inner.trim().is_empty() {
        true => tags.get(tag.stated?),
        false => Some(tag),
    }
}
