//! `lorekeep check --external`: requests the addresses of sources and links over the network.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use camino::Utf8Path;

use super::{Failure, output};
use crate::diag::Diagnostic;
use crate::external::{self, ExternalError, Progress, ResultCache, Settings, Tally};
use crate::wiki::Wiki;

/// Options of `check --external`.
#[derive(Debug, clap::Args)]
pub(super) struct ExternalArguments {
    /// Check over the network whether external addresses of sources and links still exist
    #[arg(long)]
    external: bool,
    /// Reuse successful results for this number of days; failures are checked again sooner
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    max_age: u64,
    /// Time limit for one address, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 20, requires = "external",
        value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Pause between two requests to the same host, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 500, requires = "external",
        value_parser = clap::value_parser!(u64).range(..=60_000))]
    pause: u64,
    /// Check this host although it is in a private network; can be repeated
    #[arg(long, value_name = "HOST", requires = "external")]
    allow_private: Vec<String>,
}

/// Adds the results of external checks to the diagnostics, if they were requested. The second value is printed after
/// all findings: a summary line, or the reason why no address could be checked.
pub(super) fn run(
    arguments: &ExternalArguments,
    root: &Utf8Path,
    wiki: &Wiki,
    no_cache: bool,
    mut faults: Vec<Diagnostic>,
) -> (Vec<Diagnostic>, Result<Option<String>, Failure>) {
    if !arguments.external {
        return (faults, Ok(None));
    }
    let mut cache = if no_cache { ResultCache::default() } else { ResultCache::load(root) };
    let asked = external::check(wiki, &arguments.settings(), &mut cache, &mut show);
    output::progress("");
    match asked {
        Ok(report) => {
            if !no_cache && let Err(error) = cache.save(root) {
                output::warning(&format!("the results cannot be cached: {error}"));
            }
            faults.extend(report.diagnostics);
            (faults, Ok(Some(summary(report.tally))))
        }
        Err(error) => (faults, Err(error.into())),
    }
}

impl ExternalArguments {
    fn settings(&self) -> Settings {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Settings {
            max_age: Duration::from_secs(self.max_age.saturating_mul(24 * 3600)),
            timeout: Duration::from_secs(self.timeout),
            pause: Duration::from_millis(self.pause),
            allow_private: self.allow_private.clone(),
            ..Settings::at(now.as_secs())
        }
    }
}

impl From<ExternalError> for Failure {
    fn from(error: ExternalError) -> Self {
        Self(error.to_string())
    }
}

fn show(progress: Progress) {
    output::progress(&format!("{} of {} addresses checked", progress.done, progress.all));
}

/// A summary line for all addresses.
fn summary(tally: Tally) -> String {
    let parts = [
        (tally.answer, "answering"),
        (tally.guarded, "closed to programs"),
        (tally.gone, "gone"),
        (tally.private, "private"),
        (tally.unclear, "uncertain"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let outcome = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let remembered = match tally.remembered {
        0 => String::new(),
        count => format!(" ({count} known from earlier runs)"),
    };
    let addresses = if tally.addresses == 1 { "address" } else { "addresses" };
    format!("{} external {addresses}{remembered}{outcome}", tally.addresses)
}
