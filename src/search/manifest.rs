//! Collects the finished files of the index, and writes the manifest that lists them. Nothing here knows their contents.

use std::collections::BTreeMap;

use super::Limits;
use super::format::{content_hash, push_array, push_json};

/// The only file with a fixed name.
pub const MANIFEST: &str = "index.json";

/// Prefixes of the names of all other files.
const KINDS: [&str; 9] =
    ["superseded-", "names-", "terms-", "endings-", "pages-", "filters-", "texts-", "titles-", "index-"];

/// Prefix of the name of a layer's folder.
pub(super) const LAYER: &str = "scopes-";

/// True if a name has the form of the name of an index file or of a layer's folder.
pub fn is_file(name: &str) -> bool {
    let of_kind = || KINDS.iter().any(|kind| name.starts_with(kind));
    name == MANIFEST
        || name.starts_with(LAYER)
        || (name.ends_with(".json") || name.ends_with(".txt")) && of_kind()
}

/// Increased with every change of format, so that an older script never misreads the index.
const VERSION: u32 = 1;

/// Files that each hold a range of sorted keys: the first key and the hash in the name of each.
type Ranges = Vec<(String, String)>;

/// The files written so far.
#[derive(Debug)]
pub(super) struct Files {
    /// Maximum sizes.
    pub(super) limits: Limits,
    pages: usize,
    files: BTreeMap<String, Vec<u8>>,
    names: Ranges,
    terms: Ranges,
    endings: Ranges,
    page_hash: String,
    filters: String,
    superseded: Option<String>,
    titles: Option<String>,
    /// Hash and number of the files of texts.
    texts: Option<(String, usize)>,
    /// Scopes and manifest of each layer.
    layers: Vec<(String, String)>,
}

impl Files {
    /// Creates an empty set, for a wiki with the given number of pages.
    pub(super) fn new(pages: usize, limits: Limits) -> Self {
        Self {
            limits,
            pages,
            files: BTreeMap::new(),
            names: Ranges::new(),
            terms: Ranges::new(),
            endings: Ranges::new(),
            page_hash: String::new(),
            filters: String::new(),
            superseded: None,
            titles: None,
            texts: None,
            layers: Vec::new(),
        }
    }

    /// Adds a file of names that begins with the key `first`.
    pub(super) fn add_names(&mut self, first: &str, content: Vec<u8>) {
        let hash = self.add("names", "json", content);
        self.names.push((first.to_owned(), hash));
    }

    /// Adds a file of terms.
    pub(super) fn add_terms(&mut self, first: &str, content: Vec<u8>) {
        let hash = self.add("terms", "txt", content);
        self.terms.push((first.to_owned(), hash));
    }

    /// Adds a file of terms spelled backwards.
    pub(super) fn add_endings(&mut self, first: &str, content: Vec<u8>) {
        let hash = self.add("endings", "txt", content);
        self.endings.push((first.to_owned(), hash));
    }

    /// Adds the files of titles and addresses, which share a hash so that the manifest need not list each.
    pub(super) fn add_pages(&mut self, contents: Vec<Vec<u8>>) {
        self.page_hash = self.add_numbered("pages", contents);
    }

    /// Adds the files of texts, which share one hash too.
    pub(super) fn add_texts(&mut self, contents: Vec<Vec<u8>>) {
        let count = contents.len();
        self.texts = Some((self.add_numbered("texts", contents), count));
    }

    /// Adds layers: the scopes of each, and the path of its manifest.
    pub(super) fn add_layers(&mut self, layers: Vec<(String, String)>) {
        self.layers = layers;
    }

    /// Adds the file of types and categories.
    pub(super) fn add_filters(&mut self, content: Vec<u8>) {
        self.filters = self.add("filters", "json", content);
    }

    /// Adds the file of superseded pages.
    pub(super) fn add_superseded(&mut self, content: Vec<u8>) {
        self.superseded = Some(self.add("superseded", "json", content));
    }

    /// Adds the file of labelled titles.
    pub(super) fn add_titles(&mut self, content: Vec<u8>) {
        self.titles = Some(self.add("titles", "json", content));
    }

    /// Adds the manifest and returns all files.
    pub(super) fn finish(mut self) -> BTreeMap<String, Vec<u8>> {
        let manifest = self.manifest();
        self.files.insert(MANIFEST.to_owned(), manifest);
        debug_assert!(self.files.keys().all(|name| is_file(name)), "`is_file` knows every name");
        self.files
    }

    /// The name of the manifest of a layer, and all files.
    pub(super) fn finish_layer(mut self) -> (String, BTreeMap<String, Vec<u8>>) {
        let manifest = self.manifest();
        let name = format!("index-{}.json", content_hash(&manifest));
        self.files.insert(name.clone(), manifest);
        (name, self.files)
    }

    fn add_numbered(&mut self, kind: &str, contents: Vec<Vec<u8>>) -> String {
        let hash = content_hash(&contents.concat());
        for (n, content) in contents.into_iter().enumerate() {
            self.files.insert(format!("{kind}-{hash}-{n}.json"), content);
        }
        hash
    }

    fn add(&mut self, kind: &str, extension: &str, content: Vec<u8>) -> String {
        let hash = content_hash(&content);
        self.files.insert(format!("{kind}-{hash}.{extension}"), content);
        hash
    }

    fn manifest(&self) -> Vec<u8> {
        let (pages, chunk) = (self.pages, self.limits.pages);
        let counts = format!("{{\"version\":{VERSION},\"pages\":{pages},\"chunk\":{chunk}");
        let mut out = counts.into_bytes();
        for (name, ranges) in [("names", &self.names), ("terms", &self.terms), ("endings", &self.endings)] {
            out.extend_from_slice(format!(",\"{name}\":").as_bytes());
            push_array(&mut out, ranges, |out, (first, hash)| {
                push_array(out, [first, hash], |out, text| push_json(out, text));
            });
        }
        let rest = format!(",\"pageHash\":\"{}\",\"filters\":\"{}\"", self.page_hash, self.filters);
        out.extend_from_slice(rest.as_bytes());
        for (name, hash) in [("superseded", &self.superseded), ("titles", &self.titles)] {
            let hash = hash.iter().map(|hash| format!(",\"{name}\":\"{hash}\""));
            hash.for_each(|member| out.extend_from_slice(member.as_bytes()));
        }
        if let Some((hash, count)) = &self.texts {
            out.extend_from_slice(format!(",\"texts\":[\"{hash}\",{count}]").as_bytes());
        }
        if !self.layers.is_empty() {
            out.extend_from_slice(b",\"layers\":");
            push_array(&mut out, &self.layers, |out, (scopes, path)| {
                push_array(out, [scopes, path], |out, text| push_json(out, text));
            });
        }
        out.push(b'}');
        out
    }
}
