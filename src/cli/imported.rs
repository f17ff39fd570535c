//! The files of an import: writes them, and leaves those that people have edited since the last import.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use camino::Utf8Path;
use rayon::prelude::*;

use crate::disk::DiskError;
use crate::inputs::Hash;

/// Lists the files of an import with their hashes.
pub(super) const MANIFEST: &str = ".lorekeep-import";

/// The files of an import and their hashes, by path.
#[derive(Debug, Default)]
pub(super) struct Manifest(BTreeMap<String, String>);

/// The result of writing files.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Files that were left because they differ from those of the last import.
    pub edited: Vec<String>,
    /// Number of files removed because the dump no longer has their pages.
    pub removed: usize,
}

impl Manifest {
    /// The manifest in a folder; `None` if no import has written to it.
    pub(super) fn read(folder: &Utf8Path) -> Option<Self> {
        let text = fs::read_to_string(folder.join(MANIFEST)).ok()?;
        let entries = text.lines().filter_map(|line| line.split_once(' '));
        Some(Self(entries.map(|(hash, path)| (path.to_owned(), hash.to_owned())).collect()))
    }

    /// Writes files to a folder, and removes files of the last import that are not among them. Edited files are left.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn write(&self, folder: &Utf8Path, files: &[(String, String)]) -> Result<Outcome, DiskError> {
        let mut outcome = Outcome::default();
        let mut manifest = String::new();
        let mut known: BTreeMap<&str, String> = BTreeMap::new();
        let written = files.par_iter().map(|(path, text)| {
            let is_edited = self.is_edited(folder, path, text);
            if !is_edited {
                write(&folder.join(path), text.as_bytes())?;
            }
            Ok((path, Hash::of(text.as_bytes()).long(), is_edited))
        });
        for (path, hash, is_edited) in written.collect::<Result<Vec<_>, DiskError>>()? {
            outcome.edited.extend(is_edited.then(|| path.clone()));
            known.insert(path, hash);
        }
        for path in self.0.keys().filter(|path| !known.contains_key(path.as_str())) {
            if self.is_edited(folder, path, "") {
                outcome.edited.push(path.clone());
            } else if fs::remove_file(folder.join(path)).is_ok() {
                outcome.removed += 1;
            }
        }
        for (path, hash) in known {
            let _ = writeln!(manifest, "{hash} {path}");
        }
        write(&folder.join(MANIFEST), manifest.as_bytes())?;
        Ok(outcome)
    }

    /// Returns whether a file exists that is neither that of the last import nor the new text.
    fn is_edited(&self, folder: &Utf8Path, path: &str, text: &str) -> bool {
        let Ok(bytes) = fs::read(folder.join(path)) else { return false };
        bytes != text.as_bytes() && self.0.get(path).is_none_or(|hash| *hash != Hash::of(&bytes).long())
    }
}

/// Writes a file, and creates its folder if necessary.
pub(super) fn write(path: &Utf8Path, text: &[u8]) -> Result<(), DiskError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| DiskError::new("cannot create", folder, &error))?;
    }
    fs::write(path, text).map_err(|error| DiskError::new("cannot write", path, &error))
}
