//! Checks one address: follows redirects, and falls back from HEAD to GET.

use std::collections::BTreeSet;
use std::time::Duration;

use hyper::Method;
use tokio::time::Instant;
use url::Url;

use super::client::{Client, Head};
use super::hosts::Hosts;
use super::verdict::{RequestFailure, Verdict};

/// Maximum number of redirects followed.
const MAX_REDIRECTS: usize = 8;

/// The parts shared by all visits.
pub(super) struct Visitor {
    pub(super) client: Client,
    pub(super) hosts: Hosts,
    /// Time limit for one visit, without waiting for turns.
    pub(super) limit: Duration,
}

impl Visitor {
    /// Determines the verdict on an address.
    pub(super) async fn visit(&self, url: &Url) -> Verdict {
        let short = self.walk(url, &Method::HEAD).await;
        // Many servers only support GET, and some respond to HEAD incorrectly: only a GET can prove that something is
        // gone.
        if is_settled(&short) { short } else { self.walk(url, &Method::GET).await }
    }

    async fn walk(&self, start: &Url, method: &Method) -> Verdict {
        let mut left = self.limit;
        let mut url = start.clone();
        let mut seen = BTreeSet::from([url.clone()]);
        let (mut moved, mut for_good) = (None, true);
        for _ in 0..=MAX_REDIRECTS {
            let head = match self.ask(&url, method, &mut left).await {
                Ok(head) => head,
                Err(failure) => return failure.into(),
            };
            if !matches!(head.status, 301 | 302 | 303 | 307 | 308) {
                return arrived(head.status, moved);
            }
            let Some(next) = redirected(&url, &head) else { return RequestFailure::BadRedirect.into() };
            if !seen.insert(next.clone()) {
                return RequestFailure::RedirectLoop.into();
            }
            for_good &= matches!(head.status, 301 | 308);
            if for_good {
                moved = Some(next.to_string());
            }
            url = next;
        }
        RequestFailure::TooManyRedirects.into()
    }

    /// Sends one request when it is its turn, and again if the host asks for that.
    async fn ask(&self, url: &Url, method: &Method, left: &mut Duration) -> Result<Head, RequestFailure> {
        let mut is_again = false;
        loop {
            let turn = self.hosts.turn(url).await?;
            let start = Instant::now();
            let outcome = self.client.request(method.clone(), url, *left).await;
            *left = left.saturating_sub(start.elapsed());
            let again = turn.end(&outcome);
            if is_again || !again {
                return outcome;
            }
            is_again = true;
        }
    }
}

/// Returns whether a GET would give no further information.
const fn is_settled(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Answers { .. } | Verdict::NoSuchHost | Verdict::Private => true,
        Verdict::Unclear(RequestFailure::InvalidAddress | RequestFailure::Status(429)) => true,
        Verdict::Unclear(failure) => failure.is_of_host(),
        Verdict::Guarded(_) | Verdict::Gone(_) => false,
    }
}

fn arrived(status: u16, moved: Option<String>) -> Verdict {
    match Verdict::of_status(status) {
        Verdict::Answers { .. } => Verdict::Answers { moved },
        other => other,
    }
}

/// The target of a redirect, if it is a web address.
fn redirected(url: &Url, head: &Head) -> Option<Url> {
    let mut next = url.join(head.location.as_deref()?).ok()?;
    next.set_fragment(None);
    matches!(next.scheme(), "http" | "https").then_some(next)
}
