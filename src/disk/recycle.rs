//! Recycling of output trees: the site before the last is turned into the next one.
//!
//! Creating ten thousand folders and removing ten thousand others takes longer than all other work of a small change.
//! The replaced site is therefore moved to `.lorekeep/spare`, and the next build updates it instead of making a new
//! tree. Its content is not trusted: a file stays only if it is a hard link to the file in the output folder and that
//! file is part of the new site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashSet;
use walkdir::{DirEntry, WalkDir};

use super::cache_dir::CacheDir;
use super::link_or_copy;
use crate::inputs::Hash;
use crate::text::folders_above;

/// Name of the folder in the cache folder.
const FOLDER: &str = "spare";

/// Keeps replaced sites.
#[derive(Debug)]
pub(super) struct Recycler {
    cache: CacheDir,
}

/// The site to be made.
pub(super) struct NewSite<'w> {
    /// The output folder, which holds the unchanged files.
    pub(super) out: &'w Utf8Path,
    /// The folder that holds the changed files.
    pub(super) staging: &'w Utf8Path,
    /// Paths of all files.
    pub(super) written: &'w BTreeMap<String, Hash>,
    /// Paths of the changed files.
    pub(super) staged: &'w BTreeSet<String>,
}

impl Recycler {
    pub(super) fn new(cache: &CacheDir) -> Self {
        Self { cache: cache.clone() }
    }

    /// Moves a replaced site into the cache folder. Returns false if that is impossible, for example across file
    /// systems.
    pub(super) fn put(&self, site: &Utf8Path) -> bool {
        cfg!(unix) && self.cache.is_own() && fs::rename(site, self.path()).is_ok()
    }

    /// Moves the kept site, if there is one, to `to`.
    pub(super) fn take(&self, to: &Utf8Path) -> bool {
        let is_folder = |path: &Utf8Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
        self.cache.is_own() && is_folder(&self.path()) && fs::rename(self.path(), to).is_ok()
    }

    fn path(&self) -> Utf8PathBuf {
        self.cache.path(FOLDER)
    }

    /// Turns an old site in a folder into the new one.
    ///
    /// # Errors If a file operation fails. The folder is then unusable; nothing outside it has changed.
    pub(super) fn renew(&self, site: &Utf8Path, new: &NewSite<'_>) -> io::Result<()> {
        let folders = folders(new.written);
        let mut stays: FxHashSet<String> = FxHashSet::default();
        for entry in WalkDir::new(site).min_depth(1).contents_first(true) {
            let entry = entry?;
            let path = Utf8Path::from_path(entry.path()).ok_or(io::ErrorKind::InvalidData)?;
            let name = path.strip_prefix(site).unwrap_or(path).as_str().replace('\\', "/");
            if entry.file_type().is_dir() {
                if !folders.contains(name.as_str()) {
                    fs::remove_dir(path)?;
                }
            } else if new.has_already(&name, &entry)? {
                stays.insert(name);
            } else {
                fs::remove_file(path)?;
            }
        }
        for name in new.written.keys().filter(|name| !stays.contains(*name)) {
            let from = if new.staged.contains(name) { new.staging } else { new.out };
            let to = site.join(name);
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            link_or_copy(&from.join(name), &to).map_err(|error| io::Error::other(error.to_string()))?;
        }
        Ok(())
    }
}

impl NewSite<'_> {
    /// Returns whether a file of an old site is already the file of the new one.
    fn has_already(&self, name: &str, entry: &DirEntry) -> io::Result<bool> {
        if !self.written.contains_key(name) || self.staged.contains(name) || !entry.file_type().is_file() {
            return Ok(false);
        }
        let metadata = entry.metadata()?;
        Ok(fs::symlink_metadata(self.out.join(name)).is_ok_and(|current| is_same_file(&metadata, &current)))
    }
}

/// All folders that contain files, directly or indirectly.
fn folders(files: &BTreeMap<String, Hash>) -> FxHashSet<&str> {
    let mut folders = FxHashSet::default();
    for path in files.keys() {
        for folder in folders_above(path).rev() {
            if !folders.insert(folder) {
                break;
            }
        }
    }
    folders
}

#[cfg(unix)]
fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same_file(_: &Metadata, _: &Metadata) -> bool {
    false
}
