//! Earlier editions, for paths that cannot be rendered any more.
//!
//! Whether a path can be rendered is known only when it has been. So an edition is kept until a later one has been
//! tried in all its paths, and longer for those paths that failed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::mended::Mended;
use crate::output::Rendered;

/// Editions that are kept besides the newest one.
const MOST_KEPT: usize = 3;

/// Earlier editions, the newest first.
#[derive(Clone, Default)]
pub(super) struct Past(Vec<Earlier>);

/// Paths that could not be rendered, once all have been tried.
pub(super) type Failed = Option<Arc<BTreeSet<String>>>;

#[derive(Clone)]
struct Earlier {
    site: Arc<Mended>,
    failed: Failed,
}

impl Past {
    /// The past of the edition that comes after one with this past. Of the editions that have not been tried, only that
    /// one is kept, and the first of all if none has been tried.
    pub(super) fn with(&self, site: Arc<Mended>, failed: Failed) -> Self {
        let mut kept = self.0.clone();
        if kept.iter().any(|earlier| earlier.failed.is_some()) {
            kept.retain(|earlier| earlier.failed.is_some());
        } else {
            kept.drain(..kept.len().saturating_sub(1));
        }
        if !site.hides_all() {
            kept.insert(0, Earlier { site, failed });
        }
        kept.truncate(MOST_KEPT);
        Self(kept)
    }

    /// Forgets the editions that none of some paths needs.
    pub(super) fn keep_for(&mut self, paths: &BTreeSet<String>) {
        let mut lost: BTreeSet<&String> = paths.iter().collect();
        self.0.retain(|earlier| {
            let before = lost.len();
            match &earlier.failed {
                Some(failed) => lost.retain(|path| failed.contains(*path)),
                None => return before > 0,
            }
            lost.len() < before
        });
    }

    /// The last version of a path that can be rendered.
    pub(super) fn render(&self, path: &str) -> Option<Rendered> {
        self.0.iter().find_map(|earlier| {
            let old = earlier.site.old(path);
            old.and_then(|old| old.render(path).0).or_else(|| earlier.site.newest.render(path).0)
        })
    }
}
