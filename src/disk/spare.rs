//! The site before the last one, kept to become the next one.
//!
//! Making a tree of ten thousand folders and removing another one takes a file system longer than everything else that
//! a small change asks for. So the old site is moved to `.lorekeep/spare`, and of the next site only what is different
//! there is made. Whatever lies there, what comes of it is what is wanted: a file stays only if it is the very file (a
//! hard link) that stands in the output folder and is wanted again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashSet;
use walkdir::{DirEntry, WalkDir};

use super::kept::Kept;
use super::write::link_or_copy;
use crate::inputs::Hash;
use crate::text::folders_above;

/// Name of the folder among what is kept.
const FOLDER: &str = "spare";

/// Where a site is kept.
#[derive(Debug)]
pub(super) struct Spare {
    kept: Kept,
}

/// The site that is to be made.
pub(super) struct Wanted<'w> {
    /// The output folder, in which files that have not changed stand.
    pub(super) out: &'w Utf8Path,
    /// Where the others stand.
    pub(super) staging: &'w Utf8Path,
    /// All paths.
    pub(super) written: &'w BTreeMap<String, Hash>,
    /// Those of the others.
    pub(super) staged: &'w BTreeSet<String>,
}

impl Spare {
    pub(super) fn of(kept: &Kept) -> Self {
        Self { kept: kept.clone() }
    }

    /// Moves a site to its place. False when it cannot be kept: somebody else's is there, or another file system.
    pub(super) fn put(&self, site: &Utf8Path) -> bool {
        cfg!(unix) && self.kept.is_own() && fs::rename(site, self.path()).is_ok()
    }

    /// Moves the site that is kept, if one is.
    pub(super) fn take(&self, to: &Utf8Path) -> bool {
        let is_folder = |path: &Utf8Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
        self.kept.is_own() && is_folder(&self.path()) && fs::rename(self.path(), to).is_ok()
    }

    fn path(&self) -> Utf8PathBuf {
        self.kept.path(FOLDER)
    }

    /// Makes of an old site in a folder the one that is wanted.
    ///
    /// # Errors
    /// When the machine refuses. What is in the folder is of no use then; nothing outside it has changed.
    pub(super) fn renew(&self, site: &Utf8Path, wanted: &Wanted<'_>) -> io::Result<()> {
        let folders = folders(wanted.written);
        let mut stays: FxHashSet<String> = FxHashSet::default();
        for entry in WalkDir::new(site).min_depth(1).contents_first(true) {
            let entry = entry?;
            let path = Utf8Path::from_path(entry.path()).ok_or(io::ErrorKind::InvalidData)?;
            let name = path.strip_prefix(site).unwrap_or(path).as_str().replace('\\', "/");
            if entry.file_type().is_dir() {
                if !folders.contains(name.as_str()) {
                    fs::remove_dir(path)?;
                }
            } else if wanted.has_already(&name, &entry)? {
                stays.insert(name);
            } else {
                fs::remove_file(path)?;
            }
        }
        for name in wanted.written.keys().filter(|name| !stays.contains(*name)) {
            let from = if wanted.staged.contains(name) { wanted.staging } else { wanted.out };
            let to = site.join(name);
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            link_or_copy(&from.join(name), &to).map_err(|error| io::Error::other(error.to_string()))?;
        }
        Ok(())
    }
}

impl Wanted<'_> {
    /// Whether a file of an old site is the one that is wanted in its place.
    fn has_already(&self, name: &str, entry: &DirEntry) -> io::Result<bool> {
        if !self.written.contains_key(name) || self.staged.contains(name) || !entry.file_type().is_file() {
            return Ok(false);
        }
        let metadata = entry.metadata()?;
        Ok(fs::symlink_metadata(self.out.join(name)).is_ok_and(|wanted| is_same_file(&metadata, &wanted)))
    }
}

/// All folders that files stand in.
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
