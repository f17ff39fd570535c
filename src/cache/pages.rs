//! Parsed pages in shards, so that a change rewrites only one of them, and shards can be read in parallel.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::inputs::{Fingerprint, Hash};
use crate::page::Page;

/// Number of shards.
pub const SHARDS: usize = 128;

/// Pages parsed under the same settings.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Parsed {
    /// Fingerprint of the settings.
    pub settings: Option<Hash>,
    /// Path, hash of the file, and parsed page.
    pub pages: Vec<(Arc<str>, Hash, Page)>,
}

impl Parsed {
    /// Fingerprint of settings, paths and files.
    pub fn fingerprint(&self) -> Option<Hash> {
        let pages = self.pages.iter().map(|(path, hash, _)| (path.as_ref(), hash));
        self.settings.map(|settings| fingerprint(settings, pages))
    }
}

/// One shard, to be written.
#[derive(Debug, Serialize)]
pub struct Shard<'p> {
    settings: Option<Hash>,
    pages: Vec<(&'p str, &'p Hash, &'p Page)>,
}

impl Shard<'_> {
    /// Fingerprint of settings, paths and files.
    pub fn fingerprint(&self) -> Option<Hash> {
        let pages = self.pages.iter().map(|(path, hash, _)| (*path, *hash));
        self.settings.map(|settings| fingerprint(settings, pages))
    }
}

/// Divides pages into shards by their paths.
pub fn shards<'p>(
    settings: Hash,
    pages: impl Iterator<Item = (&'p Arc<str>, &'p Hash, &'p Page)>,
) -> Vec<Shard<'p>> {
    let mut shards: Vec<Shard<'p>> =
        (0..SHARDS).map(|_| Shard { settings: Some(settings), pages: Vec::new() }).collect();
    for (path, hash, page) in pages {
        let at = usize::from(Hash::of(path.as_bytes()).0[0]) % SHARDS;
        shards[at].pages.push((path, hash, page));
    }
    for shard in &mut shards {
        shard.pages.sort_unstable_by_key(|(path, ..)| *path);
    }
    shards
}

fn fingerprint<'p>(settings: Hash, pages: impl Iterator<Item = (&'p str, &'p Hash)>) -> Hash {
    let mut seen = Fingerprint::default();
    seen.hash(&settings);
    for (path, hash) in pages {
        seen.text(path);
        seen.hash(hash);
    }
    seen.finish()
}
