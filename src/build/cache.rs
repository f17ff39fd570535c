//! The build cache: results of one build for the next. They are returned only for the inputs that they were made
//! from.

use camino::Utf8Path;
use rayon::prelude::*;
use serde::Serialize;

use super::Built;
use crate::cache::{self, LastBuild, Parsed, SHARDS};
use crate::disk::DiskError;
use crate::disk::cache_dir::{self, CacheDir};
use crate::disk::write::{SiteWriter, Summary};
use crate::inputs::{Hash, Inputs};
use crate::pipeline::Memo;

/// File of the last build.
const LAST_BUILD: &str = "last-build";
/// Prefix of the files of parsed pages; a number follows.
const PAGES: &str = "pages-";
/// Maximum size of a file, in bytes.
const MAX_SIZE: u64 = 256 * 1024 * 1024;

/// The cache of a wiki's builds, with the fingerprint of this build's inputs.
pub(super) struct BuildCache {
    folder: CacheDir,
    program: Hash,
    inputs: Hash,
    /// Fingerprints of the files of parsed pages.
    pages: Vec<Option<Hash>>,
}

impl BuildCache {
    /// Opens the cache of a wiki. `None` if the program cannot read its own executable and so cannot determine its
    /// version.
    pub(super) fn of(root: &Utf8Path, inputs: &Inputs) -> Option<Self> {
        let (program, inputs) = rayon::join(cache_dir::program, || cache::fingerprint(inputs));
        Some(Self { folder: CacheDir::of(root), program: program?, inputs, pages: Vec::new() })
    }

    /// The last build, if it had the same inputs and the output folder still contains its site.
    pub(super) fn last_build(&self, writer: &SiteWriter) -> Option<(LastBuild, Option<Summary>)> {
        let last: LastBuild = self.open(LAST_BUILD)?;
        if last.inputs != self.inputs {
            return None;
        }
        let summary = match last.site {
            Some(site) => Some(writer.standing(site)?),
            None => None,
        };
        Some((last, summary))
    }

    /// The pages of these files that earlier builds parsed.
    pub(super) fn memo(&mut self, inputs: &Inputs) -> Memo {
        let open = |at| self.open::<Parsed>(&format!("{PAGES}{at}")).unwrap_or_default();
        let parts: Vec<Parsed> = (0..SHARDS).into_par_iter().map(open).collect();
        self.pages = parts.iter().map(Parsed::fingerprint).collect();
        let mut memo = Memo::default();
        for part in parts {
            if let Some(settings) = part.settings {
                memo.take_in(settings, part.pages, inputs);
            }
        }
        memo
    }

    /// Stores parsed pages.
    pub(super) fn keep_memo(&self, memo: &Memo) -> Result<(), DiskError> {
        let Some(settings) = memo.settings() else { return Ok(()) };
        let shards = cache::shards(settings, memo.parsed());
        shards.par_iter().enumerate().try_for_each(|(at, shard)| {
            if self.pages.get(at).is_some_and(|known| *known == shard.fingerprint()) {
                return Ok(());
            }
            self.write(&format!("{PAGES}{at}"), shard)
        })
    }

    /// Stores the result of a build.
    pub(super) fn keep_build(&self, built: &Built) -> Result<(), DiskError> {
        let build = LastBuild {
            inputs: self.inputs,
            site: built.summary.map(|summary| summary.site),
            pages: built.pages,
            address: built.address.clone(),
            findings: built.findings.clone(),
        };
        self.write(LAST_BUILD, &build)
    }

    fn open<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        cache::open(&self.folder.read(name, MAX_SIZE)?, self.program)
    }

    fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<(), DiskError> {
        cache::seal(value, self.program).map_or(Ok(()), |sealed| self.folder.write(name, &sealed))
    }
}
