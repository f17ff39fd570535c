//! The cache folder, `.lorekeep/` below the root of the wiki.
//!
//! It contains only data that can be computed again, and can be deleted at any time. Anything in it that is not a
//! regular file counts as missing, and nothing outside it is read or written: the folder may come from anywhere.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};

use camino::{Utf8Path, Utf8PathBuf};

use super::tracked::{self, Tracked};
use super::{CACHE_FOLDER, DiskError};
#[cfg(feature = "images")]
use crate::inputs::FilePlace;
use crate::inputs::Hash;

/// The cache folder of a wiki, or a folder inside it.
#[derive(Debug, Clone)]
pub struct CacheDir {
    top: Utf8PathBuf,
    folder: Utf8PathBuf,
    /// Git's tracking state. A tracked cache is neither read nor written.
    tracked: Tracked,
}

impl CacheDir {
    /// The cache folder of the wiki with a root. It is created by the first write.
    pub fn of(root: &Utf8Path) -> Self {
        let top = root.join(CACHE_FOLDER);
        Self { folder: top.clone(), top, tracked: tracked::cache_of(root) }
    }

    /// A folder inside the cache folder.
    #[must_use]
    pub fn folder(self, name: &str) -> Self {
        Self { folder: self.top.join(name), ..self }
    }

    /// The path of a file, whether or not it exists.
    pub fn path(&self, name: &str) -> Utf8PathBuf {
        self.folder.join(name)
    }

    /// The location of a file, for opening it later.
    #[cfg(feature = "images")]
    pub(super) fn place(&self, name: &str) -> FilePlace {
        let inner = self.folder.strip_prefix(&self.top).unwrap_or(&self.folder);
        FilePlace { folder: self.top.clone(), path: inner.join(name).into_string(), length: 0 }
    }

    /// The names of all entries, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = self.is_own().then(|| fs::read_dir(&self.folder).ok()).flatten();
        let entries = entries.into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// The bytes of a file. `None` if it is missing, not a regular file, or larger than `limit`.
    pub fn read(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        let path = self.folder.join(name);
        let metadata = fs::symlink_metadata(&path).ok()?;
        if !self.is_own() || !metadata.is_file() || metadata.len() > limit {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).ok()? + 1);
        File::open(&path).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Replaces a file atomically.
    ///
    /// # Errors If the folder or the file cannot be written, or if the folder is a symbolic link.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DiskError> {
        self.create()?;
        let path = self.folder.join(name);
        let aside = self.folder.join(format!("{name}.{}.tmp", std::process::id()));
        // A killed run may have left this file behind.
        let _ = fs::remove_file(&aside);
        let written = write_new(&aside, bytes).and_then(|()| fs::rename(&aside, &path));
        written.map_err(|error| {
            let _ = fs::remove_file(&aside);
            DiskError::new("cannot write", path, &error)
        })
    }

    /// Creates the folder with its own `.gitignore`, which keeps it out of version control.
    fn create(&self) -> Result<(), DiskError> {
        match &self.tracked {
            Tracked::No => {}
            Tracked::File(path) => {
                return Err(DiskError::refused("cannot use", &self.top, format!("git tracks `{path}`")));
            }
            Tracked::Unclear(index) => {
                let reason = format!("git may track it: `{index}` cannot be read");
                return Err(DiskError::refused("cannot use", &self.top, reason));
            }
        }
        make_folder(&self.top)?;
        match write_new(&self.top.join(".gitignore"), b"*\n") {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(DiskError::new("cannot create", &self.top, &error));
            }
            _ => {}
        }
        make_folder(&self.folder)
    }

    /// Returns whether it is a real folder of this wiki, not a symbolic link and not tracked by git.
    pub(super) fn is_own(&self) -> bool {
        self.tracked == Tracked::No && is_own_folder(&self.top) && is_own_folder(&self.folder)
    }
}

/// Creates a folder, unless it exists.
fn make_folder(folder: &Utf8Path) -> Result<(), DiskError> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !is_own_folder(folder) => {
            Err(DiskError::new("cannot create", folder, &error))
        }
        _ => Ok(()),
    }
}

/// Creates a file that does not exist yet, so that no link is followed.
fn write_new(path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}

/// Returns whether a path is a folder, and not a symbolic link that could lead out of the wiki.
fn is_own_folder(path: &Utf8Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Hash of the running executable. Another version may use other formats or compute other results. `None` if the
/// system denies access to the file.
pub fn program() -> Option<Hash> {
    let file = File::open(std::env::current_exe().ok()?).ok()?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).ok()?;
    Some(Hash::cut(&hasher.finalize()))
}
