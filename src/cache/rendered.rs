//! What was rendered from what: for each path a hash of all that its rendering could see, and one of what came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::inputs::Hash;

/// The paths of a published site. Those that cannot tell what they have seen, or had faults, are not among them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Rendered(BTreeMap<String, Known>);

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Known {
    seen: Hash,
    file: Hash,
}

impl Rendered {
    /// What comes of a path, when its rendering sees the same as before.
    pub fn again(&self, path: &str, seen: Hash) -> Option<Hash> {
        self.0.get(path).filter(|known| known.seen == seen).map(|known| known.file)
    }
}

/// Of paths, what they have seen, and what came of it.
impl FromIterator<(String, Hash, Hash)> for Rendered {
    fn from_iter<P: IntoIterator<Item = (String, Hash, Hash)>>(paths: P) -> Self {
        Self(paths.into_iter().map(|(path, seen, file)| (path, Known { seen, file })).collect())
    }
}
