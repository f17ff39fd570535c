//! A published site as a map from path to bytes, and the invariants of every site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::html::Page;

/// The files of an output folder.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Site(BTreeMap<String, Vec<u8>>);

impl Site {
    /// Reads a folder; a missing one has no files.
    pub(crate) fn read(folder: &Path) -> Self {
        let Self(mut files) = Self::as_files(folder);
        part(&mut files);
        Self(files)
    }

    /// Reads a folder, with the JSON shards as they are.
    pub(crate) fn as_files(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(folder, "", &mut files);
        Self(files)
    }

    /// Returns whether there are no files.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether a file exists.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// All paths, sorted.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// The bytes of a file.
    #[track_caller]
    pub(crate) fn bytes(&self, path: &str) -> &[u8] {
        self.0.get(path).unwrap_or_else(|| panic!("no {path} was published; there are {:#?}", self.paths()))
    }

    /// A text file.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> &str {
        std::str::from_utf8(self.bytes(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A JSON file.
    #[track_caller]
    pub(crate) fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_str(self.text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// An HTML page.
    #[track_caller]
    pub(crate) fn html(&self, path: &str) -> Page {
        Page::parse(path, self.text(path))
    }

    /// The file that an address refers to, for a site at the root of its host.
    pub(crate) fn target(&self, url: &str) -> Option<String> {
        let path = url.split(['?', '#']).next().unwrap_or(url).strip_prefix('/')?;
        let path = percent_decoded(path);
        let index =
            if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
        [path, index].into_iter().find(|path| self.has(path))
    }

    /// Paths of the files that differ between two sites.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let paths: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        paths.into_iter().filter(|path| self.0.get(*path) != other.0.get(*path)).cloned().collect()
    }

    /// Asserts that two sites are equal byte for byte.
    #[track_caller]
    pub(crate) fn equals(&self, other: &Self) {
        let differences = self.differences(other);
        assert!(differences.is_empty(), "the sites differ in {differences:#?}");
    }

    /// Asserts that every page is well-formed and every internal link has a target.
    #[track_caller]
    pub(crate) fn is_sound(&self) -> &Self {
        let pages = self.pages();
        let faults: Vec<String> = pages.values().flat_map(|page| self.faults_of(page, &pages)).collect();
        let shown = faults.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        assert!(faults.is_empty(), "the site has {} faults:\n{shown}", faults.len());
        self
    }

    /// All pages, by path.
    pub(crate) fn pages(&self) -> BTreeMap<&str, Page> {
        let paths = self.0.keys().filter(|path| path.ends_with(".html"));
        paths.map(|path| (path.as_str(), self.html(path))).collect()
    }

    /// The problems of a page.
    pub(crate) fn faults_of(&self, page: &Page, pages: &BTreeMap<&str, Page>) -> Vec<String> {
        let mut faults = page.faults();
        faults.extend(self.dead_links(page, pages));
        faults
    }

    fn dead_links(&self, page: &Page, pages: &BTreeMap<&str, Page>) -> Vec<String> {
        let mut faults = Vec::new();
        for url in page.addresses() {
            if let Some(fragment) = url.strip_prefix('#') {
                if !fragment.is_empty() && !page.has_id(&percent_decoded(fragment)) {
                    faults.push(format!("{}: no id for {url}", page.name()));
                }
            } else if url.starts_with('/') && !url.starts_with("//") {
                let Some(target) = self.target(&url) else {
                    faults.push(format!("{}: {url} leads nowhere", page.name()));
                    continue;
                };
                let fragment = url.split_once('#').map(|(_, fragment)| percent_decoded(fragment));
                let found = |id: String| pages.get(target.as_str()).is_none_or(|page| page.has_id(&id));
                if fragment.is_some_and(|id| !found(id)) {
                    faults.push(format!("{}: no id for {url}", page.name()));
                }
            } else if !url.contains(':') {
                faults.push(format!("{}: {url} is neither of this site nor of another", page.name()));
            }
        }
        faults
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), &format!("{path}/"), files),
            _ => {
                files.insert(path, fs::read(entry.path()).unwrap_or_default());
            }
        }
    }
}

/// Splits a JSON shard, so that tests can look at each page: `api/works/heat.json` for the address `works/heat/`.
fn part(files: &mut BTreeMap<String, Vec<u8>>) {
    let is_shard = |path: &str| path.strip_prefix("api/pages/").is_some_and(|name| name.ends_with(".json"));
    let shards: Vec<String> = files.keys().filter(|path| is_shard(path)).cloned().collect();
    for path in shards {
        let bytes = &files[&path];
        let Ok(shard) = serde_json::from_slice::<serde_json::Value>(bytes) else { continue };
        let Some(pages) = shard["pages"].as_object() else { continue };
        files.remove(&path);
        for (address, page) in pages {
            let name = if address.is_empty() { "index" } else { address.trim_end_matches('/') };
            files.insert(format!("api/{name}.json"), page.to_string().into_bytes());
        }
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |bytes: &mut std::str::Bytes<'_>| Some([bytes.next()?, bytes.next()?]);
        match (byte, (byte == b'%').then(|| hex(&mut rest)).flatten()) {
            (b'%', Some(digits)) => {
                let digits = String::from_utf8_lossy(&digits).into_owned();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
