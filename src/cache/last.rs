//! The last build: from what, to what, and what it said.

use serde::{Deserialize, Serialize};

use crate::diag::Findings;
use crate::inputs::Hash;

/// What a build leaves so that the next one, of the same inputs, need not be done.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastBuild {
    /// What it was made from.
    pub inputs: Hash,
    /// What was published: a hash of the paths and the files. `None` when the content had errors.
    pub site: Option<Hash>,
    /// Number of pages.
    pub pages: usize,
    /// What was found.
    pub findings: Findings,
}
