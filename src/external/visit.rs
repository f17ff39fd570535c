//! One address to one [`Verdict`]: redirects are followed, and what refuses the short question is asked the long one.

use std::collections::BTreeSet;
use std::time::Duration;

use hyper::Method;
use tokio::time::Instant;
use url::Url;

use super::client::{Client, Head};
use super::hosts::Hosts;
use super::verdict::{Trouble, Verdict};

/// Redirects that are followed, one after the other.
const MAX_REDIRECTS: usize = 8;

/// What visits have in common.
pub(super) struct Visitor {
    pub(super) client: Client,
    pub(super) hosts: Hosts,
    /// Time for one visit, waiting for turns left out.
    pub(super) limit: Duration,
}

impl Visitor {
    /// Finds out what is at an address.
    pub(super) async fn visit(&self, url: &Url) -> Verdict {
        let short = self.walk(url, &Method::HEAD).await;
        // Many servers know GET alone, and some answer HEAD with nonsense: only a GET can say that something is gone.
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
                Err(trouble) => return trouble.into(),
            };
            if !matches!(head.status, 301 | 302 | 303 | 307 | 308) {
                return arrived(head.status, moved);
            }
            let Some(next) = redirected(&url, &head) else { return Trouble::BadRedirect.into() };
            if !seen.insert(next.clone()) {
                return Trouble::Circle.into();
            }
            for_good &= matches!(head.status, 301 | 308);
            if for_good {
                moved = Some(next.to_string());
            }
            url = next;
        }
        Trouble::TooManyRedirects.into()
    }

    /// Sends one request when it is its turn, and once more when the host asks for that.
    async fn ask(&self, url: &Url, method: &Method, left: &mut Duration) -> Result<Head, Trouble> {
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

/// Whether a GET would find out no more.
const fn is_settled(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Answers { .. } | Verdict::NoSuchHost | Verdict::Private => true,
        Verdict::Unclear(Trouble::NoAddress | Trouble::Status(429)) => true,
        Verdict::Unclear(trouble) => trouble.is_of_host(),
        Verdict::Guarded(_) | Verdict::Gone(_) => false,
    }
}

fn arrived(status: u16, moved: Option<String>) -> Verdict {
    match Verdict::of_status(status) {
        Verdict::Answers { .. } => Verdict::Answers { moved },
        other => other,
    }
}

/// Where a redirect leads, if that is an address of the web.
fn redirected(url: &Url, head: &Head) -> Option<Url> {
    let mut next = url.join(head.location.as_deref()?).ok()?;
    next.set_fragment(None);
    matches!(next.scheme(), "http" | "https").then_some(next)
}
