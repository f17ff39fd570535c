//! The last build: its inputs, its site and its findings.

use serde::{Deserialize, Serialize};

use crate::diag::Findings;
use crate::inputs::Hash;

/// The result of the last build, reused when no input has changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastBuild {
    /// Fingerprint of its inputs.
    pub inputs: Hash,
    /// Fingerprint of the published site. `None` when the content had errors.
    pub site: Option<Hash>,
    /// Number of pages.
    pub pages: usize,
    /// Address of the site.
    pub address: String,
    /// Its findings.
    pub findings: Findings,
}
