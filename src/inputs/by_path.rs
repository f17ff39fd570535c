//! A persistent map from paths to files. Clones share unchanged parts, so that their differences are found quickly.
//!
//! The files of a wiki are copied at every save, and nearly all of them stay the same. They are sorted by path and
//! stored in runs, which are shared until a file in them changes.

use std::cmp::Ordering;
use std::iter::{FlatMap, Peekable};
use std::sync::Arc;
use std::vec;

/// Maximum number of files in a run; a longer one is split.
const LONGEST_RUN: usize = 128;

/// Files sorted by path.
#[derive(Debug)]
pub struct ByPath<T> {
    /// The runs; none is empty.
    runs: Vec<Arc<Run<T>>>,
}

type Run<T> = Vec<(Arc<str>, Arc<T>)>;

/// A path whose file differs between two maps.
#[derive(Debug)]
pub struct Difference<'m, T> {
    /// The path.
    pub path: &'m Arc<str>,
    /// The file in the earlier map.
    pub before: Option<&'m Arc<T>>,
    /// The file in the later map.
    pub now: Option<&'m Arc<T>>,
}

impl<T> Default for ByPath<T> {
    fn default() -> Self {
        Self { runs: Vec::new() }
    }
}

impl<T> Clone for ByPath<T> {
    fn clone(&self) -> Self {
        Self { runs: self.runs.clone() }
    }
}

impl<T> ByPath<T> {
    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&Arc<T>> {
        let run = self.runs.get(self.run_of(path)?)?;
        run.binary_search_by(|(known, _)| known.as_ref().cmp(path)).ok().map(|at| &run[at].1)
    }

    /// Inserts a file, and returns the previous one at the path.
    pub fn insert(&mut self, path: Arc<str>, file: Arc<T>) -> Option<Arc<T>> {
        let Some(number) = self.run_of(&path) else {
            self.runs.push(Arc::new(vec![(path, file)]));
            return None;
        };
        let run = Arc::make_mut(&mut self.runs[number]);
        match run.binary_search_by(|(known, _)| known.cmp(&path)) {
            Ok(at) => Some(std::mem::replace(&mut run[at].1, file)),
            Err(at) => {
                run.insert(at, (path, file));
                if run.len() > LONGEST_RUN {
                    // Files mostly arrive in path order; then this leaves full runs.
                    let cut = if at + 1 == run.len() { at } else { run.len() / 2 };
                    let rest = run.split_off(cut);
                    self.runs.insert(number + 1, Arc::new(rest));
                }
                None
            }
        }
    }

    /// Removes and returns the file at a path.
    pub fn remove(&mut self, path: &str) -> Option<Arc<T>> {
        let number = self.run_of(path)?;
        let at = self.runs[number].binary_search_by(|(known, _)| known.as_ref().cmp(path)).ok()?;
        let run = Arc::make_mut(&mut self.runs[number]);
        let (_, file) = run.remove(at);
        if run.is_empty() {
            self.runs.remove(number);
        }
        Some(file)
    }

    /// Replaces each file for which a function returns another one.
    pub fn replace(&mut self, mut other: impl FnMut(&Arc<T>) -> Option<T>) {
        for run in &mut self.runs {
            let others: Vec<Option<T>> = run.iter().map(|(_, file)| other(file)).collect();
            if others.iter().any(Option::is_some) {
                for ((_, file), other) in Arc::make_mut(run).iter_mut().zip(others) {
                    if let Some(other) = other {
                        *file = Arc::new(other);
                    }
                }
            }
        }
    }

    /// All files with their paths, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<T>)> {
        self.runs.iter().flat_map(|run| run.iter()).map(|(path, file)| (path, file))
    }

    /// All files, sorted by path.
    pub fn values(&self) -> impl Iterator<Item = &Arc<T>> {
        self.iter().map(|(_, file)| file)
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.len()).sum()
    }

    /// Returns whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The run that contains or would contain a path; `None` if there are no runs.
    fn run_of(&self, path: &str) -> Option<usize> {
        let after = self.runs.partition_point(|run| run[0].0.as_ref() <= path);
        (!self.runs.is_empty()).then(|| after.saturating_sub(1))
    }
}

impl<T: Eq> ByPath<T> {
    /// The differences from a later map derived from this one. Shared runs are skipped.
    pub fn differences<'m>(&'m self, now: &'m Self) -> Vec<Difference<'m, T>> {
        let (mut before, mut now) = (Walk::new(self), Walk::new(now));
        let mut found = Vec::new();
        loop {
            if Walk::skip_shared_run(&mut before, &mut now) {
                continue;
            }
            let order = match (before.peek(), now.peek()) {
                (None, None) => return found,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((old, _)), Some((new, _))) => old.cmp(new),
            };
            let old = if order == Ordering::Greater { None } else { before.next() };
            let new = if order == Ordering::Less { None } else { now.next() };
            // Files that were not read again have the same address.
            let is_same =
                matches!((old, new), (Some((_, old)), Some((_, new))) if Arc::ptr_eq(old, new) || old == new);
            if let Some((path, _)) = old.or(new).filter(|_| !is_same) {
                found.push(Difference { path, before: old.map(|old| old.1), now: new.map(|new| new.1) });
            }
        }
    }
}

/// An iteration over a map, run by run.
struct Walk<'m, T> {
    runs: Peekable<std::slice::Iter<'m, Arc<Run<T>>>>,
    /// The rest of the current run.
    rest: &'m [(Arc<str>, Arc<T>)],
}

impl<'m, T> Walk<'m, T> {
    fn new(map: &'m ByPath<T>) -> Self {
        Self { runs: map.runs.iter().peekable(), rest: &[] }
    }

    /// Skips the next run of both iterations if it is the same.
    fn skip_shared_run(before: &mut Self, now: &mut Self) -> bool {
        if !(before.rest.is_empty() && now.rest.is_empty()) {
            return false;
        }
        let is_shared =
            matches!((before.runs.peek(), now.runs.peek()), (Some(a), Some(b)) if Arc::ptr_eq(a, b));
        if is_shared {
            before.runs.next();
            now.runs.next();
        }
        is_shared
    }

    fn peek(&mut self) -> Option<&'m (Arc<str>, Arc<T>)> {
        if self.rest.is_empty() {
            self.rest = self.runs.next()?;
        }
        self.rest.first()
    }

    fn next(&mut self) -> Option<(&'m Arc<str>, &'m Arc<T>)> {
        let (path, file) = self.peek()?;
        self.rest = &self.rest[1..];
        Some((path, file))
    }
}

impl<T> IntoIterator for ByPath<T> {
    type Item = (Arc<str>, Arc<T>);
    type IntoIter = FlatMap<vec::IntoIter<Arc<Run<T>>>, Run<T>, fn(Arc<Run<T>>) -> Run<T>>;

    /// Iterates over all files in order, dropping each one afterwards.
    fn into_iter(self) -> Self::IntoIter {
        self.runs.into_iter().flat_map(Arc::unwrap_or_clone)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn edits() -> impl Strategy<Value = Vec<(u16, Option<u8>)>> {
        prop::collection::vec((0..600u16, prop::option::weighted(0.8, any::<u8>())), 0..900)
    }

    fn apply(map: &mut ByPath<u8>, model: &mut BTreeMap<String, u8>, edits: &[(u16, Option<u8>)]) {
        for (number, value) in edits {
            let path = format!("folder/{number}.md");
            let (was, should) = match value {
                Some(value) => {
                    (map.insert(path.as_str().into(), Arc::new(*value)), model.insert(path, *value))
                }
                None => (map.remove(&path), model.remove(&path)),
            };
            assert_eq!(was.map(|value| *value), should);
        }
    }

    proptest! {
        #[test]
        fn clones_of_the_map_know_their_differences(first in edits(), second in edits()) {
            let (mut map, mut model) = (ByPath::default(), BTreeMap::new());
            apply(&mut map, &mut model, &first);
            let (before, model_before) = (map.clone(), model.clone());
            apply(&mut map, &mut model, &second);
            let all = |map: &ByPath<u8>| -> Vec<(String, u8)> {
                map.iter().map(|(path, file)| (path.to_string(), **file)).collect()
            };
            prop_assert_eq!(all(&map), model.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!(all(&before), model_before.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!((map.len(), map.is_empty()), (model.len(), model.is_empty()));
            for (path, file) in &model {
                prop_assert_eq!(map.get(path).map(|file| **file), Some(*file));
            }
            let found: Vec<(String, Option<u8>, Option<u8>)> = before
                .differences(&map)
                .into_iter()
                .map(|d| (d.path.to_string(), d.before.map(|file| **file), d.now.map(|file| **file)))
                .collect();
            let paths: std::collections::BTreeSet<&String> = model_before.keys().chain(model.keys()).collect();
            let should: Vec<(String, Option<u8>, Option<u8>)> = paths
                .into_iter()
                .map(|path| (path.clone(), model_before.get(path).copied(), model.get(path).copied()))
                .filter(|(_, before, now)| before != now)
                .collect();
            prop_assert_eq!(found, should);
        }
    }
}
