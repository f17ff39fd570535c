//! Rate limits per host: one request at a time, a pause after each, and a limit on failures.
//!
//! A caller waits here for its turn. The outcome determines whether later requests are sent: a host that is
//! unreachable, never responds or asks for a long pause is not contacted again in this run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::{Origin, Url};

use super::client::Head;
use super::verdict::RequestFailure;

/// Maximum waiting time that a host may request at once.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// Maximum total time spent waiting for one host in a run.
const MAX_TOTAL_WAIT: Duration = Duration::from_secs(60);
/// Number of unanswered requests in a row after which a host counts as unresponsive.
const MAX_TIMEOUTS: u32 = 4;

/// All hosts of a run.
pub(super) struct Hosts {
    pause: Duration,
    /// Limit on simultaneous requests.
    permits: Semaphore,
    gates: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<Gate>>>>,
}

/// Serializes requests to one host.
struct Gate {
    opens: Instant,
    patience: Duration,
    services: Vec<(Origin, Service)>,
}

/// The state of one port of a host.
#[derive(Default)]
struct Service {
    given_up: Option<RequestFailure>,
    timeouts: u32,
}

/// The exclusive right to send one request to a host, until it is returned.
pub(super) struct Turn<'h> {
    hosts: &'h Hosts,
    gate: OwnedMutexGuard<Gate>,
    origin: Origin,
    _permit: tokio::sync::SemaphorePermit<'h>,
}

impl Hosts {
    /// Hosts that get a pause after each request, with at most `at_once` of them contacted at the same time.
    pub(super) fn new(pause: Duration, at_once: usize) -> Self {
        Self { pause, permits: Semaphore::new(at_once.max(1)), gates: Mutex::default() }
    }

    /// Waits for the turn to send a request.
    ///
    /// # Errors The problem because of which the host has been given up.
    pub(super) async fn turn(&self, url: &Url) -> Result<Turn<'_>, RequestFailure> {
        let origin = url.origin();
        let mut gate = self.gate(url).lock_owned().await;
        if let Some(failure) = gate.service(&origin).given_up {
            return Err(failure);
        }
        sleep_until(gate.opens).await;
        let permit = self.permits.acquire().await.expect("the permits are never closed");
        Ok(Turn { hosts: self, gate, origin, _permit: permit })
    }

    fn gate(&self, url: &Url) -> Arc<tokio::sync::Mutex<Gate>> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut gates = crate::lock::lock(&self.gates);
        Arc::clone(gates.entry(host).or_insert_with(|| {
            let gate = Gate { opens: Instant::now(), patience: MAX_TOTAL_WAIT, services: Vec::new() };
            Arc::new(tokio::sync::Mutex::new(gate))
        }))
    }
}

impl Gate {
    fn service(&mut self, origin: &Origin) -> &mut Service {
        let known = self.services.iter().position(|(known, _)| known == origin);
        let at = known.unwrap_or_else(|| {
            self.services.push((origin.clone(), Service::default()));
            self.services.len() - 1
        });
        &mut self.services[at].1
    }
}

impl Turn<'_> {
    /// Returns the turn with the outcome. The result says whether to send the same request again after the wait that
    /// the host asked for.
    pub(super) fn end(mut self, outcome: &Result<Head, RequestFailure>) -> bool {
        self.gate.opens = Instant::now() + self.hosts.pause;
        let service = self.gate.service(&self.origin);
        service.timeouts =
            if matches!(outcome, Err(RequestFailure::Timeout)) { service.timeouts + 1 } else { 0 };
        match outcome {
            Err(failure) if failure.is_of_host() => service.given_up = Some(*failure),
            Err(_) if service.timeouts >= MAX_TIMEOUTS => service.given_up = Some(RequestFailure::Timeout),
            Ok(Head { status: status @ (429 | 503), retry_after, .. }) => {
                return self.wait(*status, *retry_after);
            }
            _ => {}
        }
        false
    }

    /// Waits as the host requests, or gives the host up if that takes too long.
    fn wait(&mut self, status: u16, time: Option<Duration>) -> bool {
        match time {
            Some(time) if time <= MAX_WAIT && time <= self.gate.patience => {
                self.gate.patience -= time;
                self.gate.opens = Instant::now() + time.max(self.hosts.pause);
                return true;
            }
            // A service that fails for one address may work for others.
            None if status == 503 => {}
            _ => self.gate.service(&self.origin).given_up = Some(RequestFailure::Status(status)),
        }
        false
    }
}
