//! Checks external links: asks other sites whether the linked addresses still exist.
//!
//! This is the only part of the program that opens connections, and only `lorekeep check --external` calls it. No
//! diagnostic depends on the order in which responses arrive.

mod cache;
mod client;
mod guard;
mod hosts;
mod mentions;
mod report;
mod verdict;
mod visit;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::Url;

pub use cache::ResultCache;

use crate::config::BaseUrl;
use crate::diag::Diagnostic;
use crate::wiki::Wiki;
use client::Client;
use hosts::Hosts;
use mentions::Mention;
use verdict::{RequestFailure, Verdict};
use visit::Visitor;

/// Settings of a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Current time, in seconds since the Unix epoch.
    pub now: u64,
    /// Maximum age of a cached result. Failures expire sooner.
    pub max_age: Duration,
    /// Time limit for one address.
    pub timeout: Duration,
    /// Pause between two requests to the same host.
    pub pause: Duration,
    /// Maximum number of hosts contacted at the same time.
    pub at_once: usize,
    /// Hosts that may be contacted although they are in a private network.
    pub allow_private: Vec<String>,
}

impl Settings {
    /// The default settings at a time.
    pub fn at(now: u64) -> Self {
        Self {
            now,
            max_age: Duration::from_secs(7 * 24 * 3600),
            timeout: Duration::from_secs(20),
            pause: Duration::from_millis(500),
            at_once: 8,
            allow_private: Vec::new(),
        }
    }
}

/// The progress of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Number of addresses checked.
    pub done: usize,
    /// Number of addresses to check.
    pub all: usize,
}

/// The result of a run.
#[derive(Debug)]
pub struct Report {
    /// Diagnostics for the authors.
    pub diagnostics: Vec<Diagnostic>,
    /// Numbers of addresses by result.
    pub tally: Tally,
}

/// Numbers of addresses by result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub addresses: usize,
    /// Known from an earlier run.
    pub remembered: usize,
    /// Working.
    pub answer: usize,
    /// Their hosts respond but reject programs.
    pub guarded: usize,
    /// Gone.
    pub gone: usize,
    /// In private networks.
    pub private: usize,
    /// Inconclusive.
    pub unclear: usize,
}

/// The reason why no address could be checked.
#[derive(Debug)]
pub enum ExternalError {
    /// None of so many addresses could be reached.
    Offline(usize),
    /// The system provides no way to send requests.
    System(io::Error),
}

impl fmt::Display for ExternalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline(1) => {
                f.write_str("the only address to check could not be reached: is there a network connection?")
            }
            Self::Offline(count) => {
                write!(f, "none of {count} addresses could be reached: is there a network connection?")
            }
            Self::System(error) => write!(f, "cannot use the network: {error}"),
        }
    }
}

impl std::error::Error for ExternalError {}

/// Checks all addresses of a wiki that are not cached, and reports on all of them.
///
/// # Errors If there seems to be no network. The cache then stays unchanged.
pub fn check(
    wiki: &Wiki,
    settings: &Settings,
    cache: &mut ResultCache,
    tell: &mut dyn FnMut(Progress),
) -> Result<Report, ExternalError> {
    let mentions = mentions::gather(wiki);
    let urls: BTreeSet<&Url> = mentions.iter().filter_map(|mention| mention.url.as_ref()).collect();
    let mut verdicts = BTreeMap::new();
    let mut unknown = Vec::new();
    for url in &urls {
        match cache.verdict(url.as_str(), settings.now, settings.max_age) {
            Some(verdict) => drop(verdicts.insert(url.to_string(), verdict.clone())),
            None => unknown.push((*url).clone()),
        }
    }
    let remembered = verdicts.len();
    let found = ask(unknown, settings, &agent(&wiki.config.base_url), tell)?;
    for (url, verdict) in &found {
        cache.remember(url, verdict, settings.now);
    }
    cache.keep_only(&urls.iter().map(|url| url.as_str()).collect());
    verdicts.extend(found);
    let tally = tally(&verdicts, remembered);
    Ok(Report { diagnostics: diagnostics(wiki, &mentions, &verdicts), tally })
}

fn diagnostics(
    wiki: &Wiki,
    mentions: &[Mention<'_>],
    verdicts: &BTreeMap<String, Verdict>,
) -> Vec<Diagnostic> {
    mentions.iter().filter_map(|mention| report::report(wiki, mention, verdicts)).collect()
}

fn tally(verdicts: &BTreeMap<String, Verdict>, remembered: usize) -> Tally {
    let mut tally = Tally { addresses: verdicts.len(), remembered, ..Tally::default() };
    for verdict in verdicts.values() {
        *match verdict {
            Verdict::Answers { .. } => &mut tally.answer,
            Verdict::Guarded(_) => &mut tally.guarded,
            Verdict::Gone(_) | Verdict::NoSuchHost => &mut tally.gone,
            Verdict::Private => &mut tally.private,
            Verdict::Unclear(_) => &mut tally.unclear,
        } += 1;
    }
    tally
}

/// The user agent, with the wiki's address for administrators who want to know who sends the requests.
fn agent(base_url: &BaseUrl) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let home = format!("{}{}", base_url.origin, base_url.path);
    let is_published = Url::parse(&home).is_ok_and(|url| url.domain().is_some_and(|host| host.contains('.')));
    let from = if is_published { format!("; +{home}") } else { String::new() };
    format!("lorekeep/{version} (checks links{from})")
}

/// Checks addresses: those of one host in sequence, those of different hosts in parallel.
fn ask(
    urls: Vec<Url>,
    settings: &Settings,
    agent: &str,
    tell: &mut dyn FnMut(Progress),
) -> Result<BTreeMap<String, Verdict>, ExternalError> {
    if urls.is_empty() {
        return Ok(BTreeMap::new());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(ExternalError::System)?;
    let visitor = Arc::new(Visitor {
        client: Client::new(agent, &settings.allow_private),
        hosts: Hosts::new(settings.pause, settings.at_once),
        limit: settings.timeout,
    });
    let verdicts = runtime.block_on(visit_all(&visitor, urls, tell));
    // The system may still be resolving a name that is no longer needed.
    runtime.shutdown_background();
    if is_offline(&visitor.client, &verdicts) {
        Err(ExternalError::Offline(verdicts.len()))
    } else {
        Ok(verdicts)
    }
}

async fn visit_all(
    visitor: &Arc<Visitor>,
    urls: Vec<Url>,
    tell: &mut dyn FnMut(Progress),
) -> BTreeMap<String, Verdict> {
    let all = urls.len();
    let (sender, mut answers) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    for urls in by_host(urls) {
        let (visitor, sender) = (Arc::clone(visitor), sender.clone());
        tasks.spawn(async move {
            for url in urls {
                let verdict = visitor.visit(&url).await;
                // The receiver outlives the last sender.
                let _ = sender.send((url.into(), verdict));
            }
        });
    }
    drop(sender);
    let mut verdicts = BTreeMap::new();
    while let Some((url, verdict)) = answers.recv().await {
        verdicts.insert(url, verdict);
        tell(Progress { done: verdicts.len(), all });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.expect("a visit ends with a verdict");
    }
    verdicts
}

/// Groups addresses by host. The host with the most addresses comes first, because it takes longest.
fn by_host(urls: Vec<Url>) -> Vec<Vec<Url>> {
    let mut hosts: BTreeMap<String, Vec<Url>> = BTreeMap::new();
    for url in urls {
        hosts.entry(url.host_str().unwrap_or_default().to_owned()).or_default().push(url);
    }
    let mut hosts: Vec<Vec<Url>> = hosts.into_values().collect();
    hosts.sort_by_key(|urls| std::cmp::Reverse(urls.len()));
    hosts
}

/// Returns whether the network seems to be down. A single name that does not resolve is more likely to be wrong
/// itself.
fn is_offline(client: &Client, verdicts: &BTreeMap<String, Verdict>) -> bool {
    let is_local_failure = |verdict: &&Verdict| {
        matches!(
            verdict,
            Verdict::Unclear(RequestFailure::Lookup | RequestFailure::NoRoute | RequestFailure::Timeout)
        )
    };
    let unknown = verdicts.values().filter(|verdict| **verdict == Verdict::NoSuchHost).count();
    !client.has_reached_a_host()
        && (verdicts.values().any(|verdict| is_local_failure(&verdict)) || unknown > 1)
}
