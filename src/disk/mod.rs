//! The only file IO of the program: folders to values ([`read`]), values to folders ([`mod@write`]), and what one run
//! keeps for the next ([`kept`]).

pub mod kept;
#[cfg(feature = "images")]
pub mod pictures;
pub mod read;
mod spare;
#[cfg(feature = "serve")]
pub mod stamp;
pub mod write;

use std::fmt;
use std::io;

use camino::Utf8PathBuf;

/// What the machine could not do.
#[derive(Debug)]
pub struct DiskError {
    /// What was tried, such as `cannot write`.
    pub action: &'static str,
    /// On which path.
    pub path: Utf8PathBuf,
    /// Why not.
    pub reason: String,
}

impl DiskError {
    /// A failure of the operating system.
    pub fn new(action: &'static str, path: impl Into<Utf8PathBuf>, error: &io::Error) -> Self {
        Self { action, path: path.into(), reason: error.to_string() }
    }

    /// A refusal of our own.
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
