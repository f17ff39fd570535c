//! What `lorekeep build` keeps for the next build: inputs and results enter, a result leaves when it still holds.

use camino::Utf8Path;

use super::output;
use crate::cache::{self, LastBuild};
use crate::diag::Findings;
use crate::disk::kept::{self, Kept};
use crate::disk::write::{Summary, Writer};
use crate::inputs::{Hash, Inputs};

/// Where the last build is kept.
const LAST_BUILD: &str = "last-build";
/// Largest such file, in bytes.
const MAX_SIZE: u64 = 64 * 1024 * 1024;

/// What is kept for builds of a wiki, and what this build is of.
pub(super) struct Cache {
    kept: Kept,
    program: Hash,
    inputs: Hash,
}

impl Cache {
    /// That of a wiki. `None` where the program cannot tell itself from another.
    pub(super) fn of(root: &Utf8Path, inputs: &Inputs) -> Option<Self> {
        let (program, inputs) = rayon::join(kept::program, || cache::fingerprint(inputs));
        Some(Self { kept: Kept::of(root), program: program?, inputs })
    }

    /// The last build, when it was of the same inputs and what it published still stands in the output folder.
    pub(super) fn last_build(&self, writer: &Writer) -> Option<(LastBuild, Option<Summary>)> {
        let sealed = self.kept.read(LAST_BUILD, MAX_SIZE)?;
        let last: LastBuild = cache::open(&sealed, self.program)?;
        if last.inputs != self.inputs {
            return None;
        }
        let summary = match last.site {
            Some(site) => Some(writer.standing(site)?),
            None => None,
        };
        Some((last, summary))
    }

    /// Keeps what a build has come to. That it cannot be kept costs the next build time, and nothing else.
    pub(super) fn remember(&self, pages: usize, site: Option<Hash>, findings: &Findings) {
        let build = LastBuild { inputs: self.inputs, site, pages, findings: findings.clone() };
        let written = match cache::seal(&build, self.program) {
            Some(sealed) => self.kept.write(LAST_BUILD, &sealed),
            None => Ok(()),
        };
        if let Err(error) = written {
            output::warning(&format!("the next build will be slower: {error}"));
        }
    }
}
