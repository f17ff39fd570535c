//! Stamps of published files, to tell later, without reading them, which of them are unchanged.
//!
//! Length and modification time are not enough: both can be set back. The inode change time (`ctime`) cannot be set,
//! and a file that replaces another has another inode. On systems without these, and for a site copied from
//! elsewhere, every file is read again.

use std::fs::{self, Metadata};
use std::time::{Duration, SystemTime};

use camino::Utf8Path;
use rayon::prelude::*;

use super::cache_dir::CacheDir;
use crate::inputs::Hash;

/// Name of the file in `.lorekeep/`.
const FILE: &str = "published";
/// Size of a stamp in bytes.
const STAMP: usize = 20;
/// Maximum size of this file, in bytes.
const MAX_SIZE: u64 = 256 * 1024 * 1024;
/// Clock resolution of file systems: a younger file may change again and keep the same time.
const TICK: Duration = Duration::from_millis(50);

/// The stamp of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    seconds: i64,
    nanoseconds: u32,
}

impl Stamp {
    /// `None` if the system does not provide it.
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
        Some(Self { inode: metadata.ino(), seconds: metadata.ctime(), nanoseconds })
    }

    /// `None` if the system does not provide it.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// Returns whether a change after `since` is sure to produce another stamp.
    fn is_settled(&self, since: SystemTime) -> bool {
        let changed = Duration::new(u64::try_from(self.seconds).unwrap_or_default(), self.nanoseconds);
        (SystemTime::UNIX_EPOCH + changed + TICK) < since
    }

    fn bytes(stamp: Option<Self>) -> [u8; STAMP] {
        let mut bytes = [0; STAMP];
        if let Some(stamp) = stamp {
            bytes[..8].copy_from_slice(&stamp.inode.to_le_bytes());
            bytes[8..16].copy_from_slice(&stamp.seconds.to_le_bytes());
            bytes[16..].copy_from_slice(&stamp.nanoseconds.to_le_bytes());
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let stamp = Self {
            inode: u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?),
            seconds: i64::from_le_bytes(bytes.get(8..16)?.try_into().ok()?),
            nanoseconds: u32::from_le_bytes(bytes.get(16..)?.try_into().ok()?),
        };
        (stamp.inode > 0).then_some(stamp)
    }
}

/// The stamps of a site's files, in the order of their paths. Empty if another site was published last.
pub(super) fn recall(kept: &CacheDir, site: Hash, files: usize) -> Vec<Option<Stamp>> {
    let bytes = kept.read(FILE, MAX_SIZE).unwrap_or_default();
    match bytes.strip_prefix(&site.0) {
        Some(stamps) if stamps.len() == files * STAMP => stamps.chunks(STAMP).map(Stamp::read).collect(),
        _ => vec![None; files],
    }
}

/// Stores the stamps of a site's files in a folder, except those of files that may have changed after a time. If that
/// fails, the next build merely takes longer.
pub(super) fn remember(kept: &CacheDir, site: Hash, out: &Utf8Path, paths: &[&String], since: SystemTime) {
    let stamp = |path: &&String| {
        let stamp = fs::symlink_metadata(out.join(path)).ok().and_then(|metadata| Stamp::of(&metadata));
        Stamp::bytes(stamp.filter(|stamp| stamp.is_settled(since)))
    };
    let stamps: Vec<[u8; STAMP]> = paths.par_iter().map(stamp).collect();
    let _ = kept.write(FILE, &[&site.0[..], stamps.as_flattened()].concat());
}
