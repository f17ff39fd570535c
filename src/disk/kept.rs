//! Files that can be worked out again, in `.lorekeep/` below the root of the wiki.
//!
//! Names and bytes enter and leave. The folder can be deleted at any time. What in it is no plain file counts as not
//! being there, and nothing outside it is ever read or written: it may have come from anywhere.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};

use camino::{Utf8Path, Utf8PathBuf};

use super::DiskError;
use crate::inputs::Hash;

/// The folder, from the root of the wiki. Its name keeps every reading of the wiki away.
const FOLDER: &str = ".lorekeep";

/// What earlier runs left in the folder of a wiki, or in a folder within it.
#[derive(Debug, Clone)]
pub struct Kept {
    top: Utf8PathBuf,
    folder: Utf8PathBuf,
}

impl Kept {
    /// That of the wiki with a root. Nothing is made before something is written.
    pub fn of(root: &Utf8Path) -> Self {
        let top = root.join(FOLDER);
        Self { folder: top.clone(), top }
    }

    /// A folder within that of the wiki.
    #[must_use]
    pub fn folder(self, name: &str) -> Self {
        Self { folder: self.top.join(name), ..self }
    }

    /// Where a file is, if it is there.
    pub fn path(&self, name: &str) -> Utf8PathBuf {
        self.folder.join(name)
    }

    /// The names of what is there, in order.
    pub fn names(&self) -> Vec<String> {
        let entries = self.is_own().then(|| fs::read_dir(&self.folder).ok()).flatten();
        let entries = entries.into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// The bytes of a file; `None` when it is not there, is no plain file, or has more bytes than a limit.
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

    /// Writes a file, so that whoever reads it meets the old or the new one.
    ///
    /// # Errors
    /// When the folder or the file cannot be written, or when the folder is not one of this wiki.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DiskError> {
        self.create()?;
        let path = self.folder.join(name);
        let aside = self.folder.join(format!("{name}.{}.tmp", std::process::id()));
        // What a killed run has left, or somebody has laid there.
        let _ = fs::remove_file(&aside);
        let written = write_new(&aside, bytes).and_then(|()| fs::rename(&aside, &path));
        written.map_err(|error| {
            let _ = fs::remove_file(&aside);
            DiskError::new("cannot write", path, &error)
        })
    }

    /// Makes the folder, and keeps it out of version control by a file of its own.
    fn create(&self) -> Result<(), DiskError> {
        make_folder(&self.top)?;
        match write_new(&self.top.join(".gitignore"), b"*\n") {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(DiskError::new("cannot create", &self.top, &error));
            }
            _ => {}
        }
        make_folder(&self.folder)
    }

    /// Whether it is a folder of this wiki, and no link that leads elsewhere.
    pub(super) fn is_own(&self) -> bool {
        is_own_folder(&self.top) && is_own_folder(&self.folder)
    }
}

/// Makes a folder, unless it is there.
fn make_folder(folder: &Utf8Path) -> Result<(), DiskError> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !is_own_folder(folder) => {
            Err(DiskError::new("cannot create", folder, &error))
        }
        _ => Ok(()),
    }
}

/// Writes a file that is not there yet, and so through no link.
fn write_new(path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}

/// Whether it is a folder, and no link that would lead out of the wiki.
fn is_own_folder(path: &Utf8Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// The program that runs, as a hash of its bytes: what another one has kept, this one may not understand or may do in
/// another way. `None` when the system does not show its file.
pub fn program() -> Option<Hash> {
    let file = File::open(std::env::current_exe().ok()?).ok()?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file).ok()?;
    Some(Hash::cut(&hasher.finalize()))
}
