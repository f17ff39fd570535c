//! All file IO of the program: folders to values ([`read`]), values to folders ([`mod@write`]), and the files that
//! one run keeps for the next ([`cache_dir`]).

mod beneath;
pub mod cache_dir;
pub mod deploy;
mod manifest;
#[cfg(feature = "images")]
pub mod pictures;
mod published;
pub mod read;
mod recycle;
#[cfg(feature = "serve")]
pub mod stamp;
pub mod tracked;
pub mod vault;
pub mod write;

use std::fmt;
use std::fs::{self, File};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::inputs::FilePlace;

/// Name of the cache folder in the root of a wiki. The leading dot keeps it from being read as content.
const CACHE_FOLDER: &str = ".lorekeep";

/// A failed operation on files.
#[derive(Debug)]
pub struct DiskError {
    /// The operation, such as `cannot write`.
    pub action: &'static str,
    /// The path that it failed on.
    pub path: Utf8PathBuf,
    /// The reason.
    pub reason: String,
}

impl DiskError {
    /// An error of the operating system.
    pub fn new(action: &'static str, path: impl Into<Utf8PathBuf>, error: &io::Error) -> Self {
        Self { action, path: path.into(), reason: error.to_string() }
    }

    /// A refusal by this program.
    pub fn refused(action: &'static str, path: impl Into<Utf8PathBuf>, reason: impl Into<String>) -> Self {
        Self { action, path: path.into(), reason: reason.into() }
    }
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`: {}", self.action, self.path, self.reason)
    }
}

impl std::error::Error for DiskError {}

/// Makes a hard link, or a copy on file systems without hard links.
fn link_or_copy(from: &Utf8Path, to: &Utf8Path) -> Result<(), DiskError> {
    fs::hard_link(from, to)
        .or_else(|_| fs::copy(from, to).map(drop))
        .map_err(|error| DiskError::new("cannot keep", from, &error))
}

/// Opens a file found earlier, if it is still a regular file below its folder and not reached through a link out of
/// it.
///
/// # Errors If the file is gone or cannot be read.
pub fn open(place: &FilePlace) -> io::Result<File> {
    beneath::open(place)
}
