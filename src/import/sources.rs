//! Sources that references lead to.

use std::collections::BTreeMap;

use crate::page::compose::{FrontMatterBuilder, Yaml};

/// The sources of a wiki.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Ids by the wikitext of references.
    ids: BTreeMap<String, String>,
    /// The sources by id, as YAML.
    entries: BTreeMap<String, Yaml>,
}

impl Sources {
    /// Adds a source with its id, for references with this wikitext.
    pub(super) fn add(&mut self, text: &str, id: String, source: Yaml) {
        self.ids.insert(text.to_owned(), id.clone());
        self.entries.insert(id, source);
    }

    /// The id of the source that a reference leads to.
    pub(super) fn id(&self, text: &str) -> Option<&str> {
        self.ids.get(text.trim()).map(String::as_str)
    }

    /// Number of sources.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The file of sources.
    pub(super) fn file(&self) -> Option<(String, String)> {
        let mut file = FrontMatterBuilder::default();
        for (id, source) in &self.entries {
            file.set(id, source.clone());
        }
        (!self.entries.is_empty()).then(|| ("content/sources/imported.yaml".to_owned(), file.yaml()))
    }
}
