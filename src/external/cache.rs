//! Results of earlier runs, in `.lorekeep/external.json` below the root of the wiki.
//!
//! The file can be deleted at any time. Anything unreadable in it counts as missing: it may come from another
//! version, an incomplete copy or an untrusted source.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::verdict::Verdict;
use crate::disk::{DiskError, cache_dir::CacheDir};

const FILE: &str = "external.json";
/// Version of the format. Other versions are not read.
const VERSION: u64 = 1;
/// Maximum size of the file, in bytes.
const MAX_SIZE: u64 = 16 * 1024 * 1024;
/// Maximum age of a negative result.
const GONE_AGE: Duration = Duration::from_secs(24 * 3600);
/// Maximum age of an inconclusive result.
const UNCLEAR_AGE: Duration = Duration::from_secs(3600);

/// Answers of earlier runs, by address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResultCache(BTreeMap<String, Entry>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Time of the request, in seconds since the Unix epoch.
    asked: u64,
    verdict: Verdict,
}

impl ResultCache {
    /// Reads the cache of a wiki; an empty one if there is none.
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

    /// The result for an address, if it is recent enough. `now` is in seconds since the Unix epoch.
    pub(super) fn verdict(&self, url: &str, now: u64, max_age: Duration) -> Option<&Verdict> {
        let entry = self.0.get(url)?;
        let max_age = max_age.min(age_limit(&entry.verdict));
        // A time in the future comes from a wrong clock.
        let age = now.checked_sub(entry.asked)?;
        (age < max_age.as_secs()).then_some(&entry.verdict)
    }

    /// Stores a result.
    pub(super) fn remember(&mut self, url: &str, verdict: &Verdict, now: u64) {
        if age_limit(verdict) > Duration::ZERO {
            self.0.insert(url.to_owned(), Entry { asked: now, verdict: verdict.clone() });
        } else {
            self.0.remove(url);
        }
    }

    /// Removes every address that is not in `urls`.
    pub(super) fn keep_only(&mut self, urls: &BTreeSet<&str>) {
        self.0.retain(|url, _| urls.contains(url.as_str()));
    }

    /// Writes the cache atomically.
    ///
    /// # Errors If the folder or the file cannot be written, or if the folder does not belong to this wiki.
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
        // No request was made. Each run decides anew whether it may be.
        Verdict::Private => Duration::ZERO,
    }
}

/// Returns whether a verdict is plausible. Its address is shown to people, so it must be nothing but an address.
fn is_sound(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Answers { moved: Some(url) } => is_spelt_out(url),
        _ => true,
    }
}

/// Returns whether an address is in normalized form.
fn is_spelt_out(url: &str) -> bool {
    Url::parse(url).is_ok_and(|parsed| parsed.as_str() == url && matches!(parsed.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 3600;
    const WEEK: Duration = Duration::from_secs(7 * DAY);

    #[test]
    fn failures_expire_sooner() {
        let mut cache = ResultCache::default();
        let answers = Verdict::Answers { moved: None };
        for (url, verdict) in [
            ("a", &answers),
            ("b", &Verdict::Gone(404)),
            ("c", &Verdict::Unclear(super::super::verdict::RequestFailure::Timeout)),
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
