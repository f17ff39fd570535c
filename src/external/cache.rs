//! What earlier runs found out, in `.lorekeep/external.json` below the root of the wiki.
//!
//! The file can be deleted at any time. Whatever in it cannot be understood counts as not being there: it may come from
//! another version, from a half-finished copy or from a stranger.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::verdict::Verdict;
use crate::disk::{DiskError, cache_dir::CacheDir};

const FILE: &str = "external.json";
/// Number of the format. Other numbers are not read.
const VERSION: u64 = 1;
/// Largest file that is read, in bytes.
const MAX_SIZE: u64 = 16 * 1024 * 1024;
/// How long it is remembered that nothing stands at an address, at most.
const GONE_AGE: Duration = Duration::from_secs(24 * 3600);
/// How long it is remembered that it could not be told, at most.
const UNCLEAR_AGE: Duration = Duration::from_secs(3600);

/// Answers of earlier runs, by address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cache(BTreeMap<String, Entry>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// When it was asked, in seconds since the beginning of 1970.
    asked: u64,
    verdict: Verdict,
}

impl Cache {
    /// Reads the cache of a wiki; an empty one when there is none.
    pub fn load(root: &Utf8Path) -> Self {
        let bytes = CacheDir::of(root).read(FILE, MAX_SIZE);
        let file = bytes.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()).unwrap_or_default();
        if file["version"] != VERSION {
            return Self::default();
        }
        let answers = file["answers"].as_object().into_iter().flatten();
        let entries = answers.filter_map(|(url, entry)| {
            let entry = Entry::deserialize(entry).ok()?;
            (is_spelt_out(url) && is_sound(&entry.verdict)).then(|| (url.clone(), entry))
        });
        Self(entries.collect())
    }

    /// What is known of an address and still young enough. `now` counts seconds since the beginning of 1970.
    pub(super) fn verdict(&self, url: &str, now: u64, max_age: Duration) -> Option<&Verdict> {
        let entry = self.0.get(url)?;
        let max_age = max_age.min(age_limit(&entry.verdict));
        // What was asked in the future was asked by a wrong clock.
        let age = now.checked_sub(entry.asked)?;
        (age < max_age.as_secs()).then_some(&entry.verdict)
    }

    /// Remembers what was found out.
    pub(super) fn remember(&mut self, url: &str, verdict: &Verdict, now: u64) {
        if age_limit(verdict) > Duration::ZERO {
            self.0.insert(url.to_owned(), Entry { asked: now, verdict: verdict.clone() });
        } else {
            self.0.remove(url);
        }
    }

    /// Forgets every address that is not among these.
    pub(super) fn keep_only(&mut self, urls: &BTreeSet<&str>) {
        self.0.retain(|url, _| urls.contains(url.as_str()));
    }

    /// Writes the cache, so that whoever reads it meets the old or the new one.
    ///
    /// # Errors
    /// When the folder or the file cannot be written, or when the folder is not one of this wiki.
    pub fn save(&self, root: &Utf8Path) -> Result<(), DiskError> {
        let text = serde_json::json!({ "version": VERSION, "answers": self.0 });
        CacheDir::of(root).write(FILE, format!("{text:#}\n").as_bytes())
    }
}

const fn age_limit(verdict: &Verdict) -> Duration {
    match verdict {
        Verdict::Answers { .. } | Verdict::Guarded(_) => Duration::MAX,
        Verdict::Gone(_) | Verdict::NoSuchHost => GONE_AGE,
        Verdict::Unclear(_) => UNCLEAR_AGE,
        // Nothing was asked. Whether it may be is for each run to say.
        Verdict::Private => Duration::ZERO,
    }
}

/// Whether a verdict could have been found out: its address is shown to people and must be nothing else.
fn is_sound(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Answers { moved: Some(url) } => is_spelt_out(url),
        _ => true,
    }
}

/// Whether an address is spelt as addresses are after they have been read.
fn is_spelt_out(url: &str) -> bool {
    Url::parse(url).is_ok_and(|parsed| parsed.as_str() == url && matches!(parsed.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 3600;
    const WEEK: Duration = Duration::from_secs(7 * DAY);

    #[test]
    fn failures_are_forgotten_sooner() {
        let mut cache = Cache::default();
        let answers = Verdict::Answers { moved: None };
        for (url, verdict) in [
            ("a", &answers),
            ("b", &Verdict::Gone(404)),
            ("c", &Verdict::Unclear(super::super::verdict::Trouble::Silent)),
        ] {
            cache.remember(url, verdict, 1000);
        }
        cache.remember("d", &Verdict::Private, 1000);
        let known =
            |now: u64, max_age| ["a", "b", "c", "d"].map(|url| cache.verdict(url, now, max_age).is_some());
        assert_eq!(known(1000, WEEK), [true, true, true, false]);
        assert_eq!(known(1000 + 3600, WEEK), [true, true, false, false]);
        assert_eq!(known(1000 + DAY, WEEK), [true, false, false, false]);
        assert_eq!(known(1000 + 7 * DAY, WEEK), [false; 4]);
        assert_eq!(known(1000, Duration::ZERO), [false; 4]);
        assert_eq!(known(999, WEEK), [false; 4], "a clock that went wrong");
    }
}
