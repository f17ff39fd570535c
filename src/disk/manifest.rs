//! The manifest of a site: the files that Lorekeep wrote, with their hashes and lengths.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use camino::Utf8Path;

use super::DiskError;
use super::published::Stamp;
use crate::inputs::{Fingerprint, Hash};

/// Name of the manifest in the output folder.
pub(super) const MANIFEST: &str = ".lorekeep-manifest";

/// The list of the files that Lorekeep wrote into an output folder.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<String, Written>,
    /// True if the folder contains a site.
    pub(super) exists: bool,
    /// True if a file had to be read to determine its content.
    pub(super) has_read: AtomicBool,
}

/// A file that Lorekeep wrote.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) hash: Hash,
    pub(super) length: u64,
    /// Its stamp, if known.
    pub(super) stamp: Option<Stamp>,
}

impl Manifest {
    /// Reads the manifest of a folder; an empty one if there is none.
    pub(super) fn read(out: &Utf8Path) -> Result<Self, DiskError> {
        let path = out.join(MANIFEST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(DiskError::new("cannot read", &path, &error)),
        };
        let files = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
            let (hash, rest) = line.split_once(' ')?;
            let (length, path) = rest.split_once(' ')?;
            let file = Written { hash: parse_hash(hash)?, length: length.parse().ok()?, stamp: None };
            Some((path.to_owned(), file))
        });
        Ok(Self { files: files.collect(), exists: true, has_read: AtomicBool::new(false) })
    }

    /// Fingerprint of the whole site.
    pub(super) fn fingerprint(&self) -> Hash {
        fingerprint(self.files.iter().map(|(path, file)| (path, &file.hash)))
    }

    /// Returns whether the file at a path has the wanted content and is unchanged since Lorekeep wrote it. A file not
    /// known to be unchanged is read and hashed.
    pub(super) fn still_holds(&self, out: &Utf8Path, path: &str, hash: Hash, length: u64) -> bool {
        let Some(file) = self.files.get(path).filter(|file| (file.hash, file.length) == (hash, length))
        else {
            return false;
        };
        let full = out.join(path);
        let Ok(metadata) = fs::symlink_metadata(&full) else { return false };
        if !metadata.is_file() || metadata.len() != length {
            return false;
        }
        if file.stamp.is_some() && file.stamp == Stamp::of(&metadata) {
            return true;
        }
        self.has_read.store(true, Ordering::Relaxed);
        hash_of(&full).is_ok_and(|found| found == hash)
    }
}

pub(super) fn write_manifest(site: &Utf8Path, written: &BTreeMap<String, Hash>) -> Result<(), DiskError> {
    let mut text = String::from("# Files that Lorekeep wrote. It removes these, and no others.\n");
    for (path, hash) in written {
        let length = fs::metadata(site.join(path)).map_or(0, |metadata| metadata.len());
        text.push_str(&format!("{} {length} {path}\n", hash.long()));
    }
    let path = site.join(MANIFEST);
    fs::write(&path, text).map_err(|error| DiskError::new("cannot write", &path, &error))
}

/// The hash of a file that may be larger than memory.
fn hash_of(path: &Utf8Path) -> io::Result<Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(Hash::cut(&hasher.finalize()))
}

/// Fingerprint of a whole site.
pub(super) fn fingerprint<'f>(files: impl Iterator<Item = (&'f String, &'f Hash)>) -> Hash {
    let mut seen = Fingerprint::default();
    for (path, hash) in files {
        seen.text(path);
        seen.hash(hash);
    }
    seen.finish()
}

fn parse_hash(text: &str) -> Option<Hash> {
    let mut hash = [0; 16];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(Hash(hash))
}
