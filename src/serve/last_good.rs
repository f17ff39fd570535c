//! Last good answers: a path that cannot be shown correctly keeps its last good answer.
//!
//! A path is not shown when rendering fails, or when one of its source files has a diagnostic that hides the author's
//! intent ([`Broken`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::item::Item;
use crate::diag::{Findings, Severity, Trait};
use crate::lock::lock;
use crate::text::folders_above;

/// Maximum size of all kept answers, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Good answers by path, across views. The oldest are dropped when they grow too large.
#[derive(Default)]
pub(super) struct LastGood(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    items: BTreeMap<String, (u64, Arc<Item>)>,
    /// Paths by insertion order.
    order: BTreeMap<u64, String>,
    next: u64,
    bytes: usize,
}

impl LastGood {
    /// The last good answer for a path.
    pub(super) fn get(&self, path: &str) -> Option<Arc<Item>> {
        lock(&self.0).items.get(path).map(|(_, item)| Arc::clone(item))
    }

    /// Stores the last good answer for a path.
    pub(super) fn keep(&self, path: &str, item: &Arc<Item>) {
        let kept = &mut *lock(&self.0);
        kept.forget(path);
        kept.bytes += item.size(path);
        kept.items.insert(path.to_owned(), (kept.next, Arc::clone(item)));
        kept.order.insert(kept.next, path.to_owned());
        kept.next += 1;
        while kept.bytes > MAX_BYTES
            && let Some((_, first)) = kept.order.pop_first()
        {
            kept.forget(&first);
        }
    }
}

impl Kept {
    fn forget(&mut self, path: &str) {
        if let Some((number, item)) = self.items.remove(path) {
            self.order.remove(&number);
            self.bytes -= item.size(path);
        }
    }
}

/// Files whose diagnostics hide the author's intent, and folders that cannot be read.
pub(super) struct Broken(BTreeSet<Arc<str>>);

impl Broken {
    pub(super) fn new(findings: &Findings) -> Self {
        let hiding = findings.iter().filter(|finding| {
            finding.severity == Severity::Error && finding.diagnostic.code.is(Trait::Hiding)
        });
        let places = hiding.flat_map(|finding| {
            let related = finding.diagnostic.related.iter().map(|related| &related.place);
            finding.diagnostic.place.iter().chain(related)
        });
        Self(places.map(|place| Arc::clone(&place.path)).collect())
    }

    /// Returns whether a file is broken or lies in an unreadable folder.
    pub(super) fn has(&self, file: &str) -> bool {
        folders_above(file).chain([file]).any(|path| self.0.contains(path))
    }

    /// Returns whether the settings or the theme are broken, on which all pages depend.
    pub(super) fn is_shared(&self) -> bool {
        self.0.iter().any(|path| !path.starts_with("content/"))
    }

    /// Returns whether a path may be missing because of broken files. `file` is its source file, if it had exactly
    /// one.
    pub(super) fn may_have_removed(&self, file: Option<&str>) -> bool {
        !self.0.is_empty() && (self.is_shared() || file.is_none_or(|file| self.has(file)))
    }
}
