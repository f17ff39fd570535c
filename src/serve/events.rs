//! Event streams: a browser sends its page's address and version and receives new versions and findings.
//!
//! Server-sent events (HTML standard, section 9.2).

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::item::Answer;
use super::report::Reporter;
use super::version::{PageVersion, Style};
use super::{Server, connection};

/// Delay before a browser reconnects.
const RETRY: Duration = Duration::from_millis(500);

/// A connected browser.
struct Subscriber {
    server: Arc<Server>,
    address: String,
    changes: watch::Receiver<u64>,
    /// State of the browser; `None` before the first event.
    known: Option<Known>,
    unsent: VecDeque<Event>,
}

/// State of a browser's page.
#[derive(Debug, Clone, Default, PartialEq)]
struct Known {
    /// `PageVersion` of the body; empty if the address is not a page.
    body: String,
    styles: Vec<Style>,
    report: Value,
}

/// The event stream for a browser that shows a version of the page at an address below the site's root.
pub(super) fn stream(server: Arc<Server>, address: String, shown: String) -> Response {
    let mut changes = server.current.changes();
    changes.mark_changed();
    let subscriber = Subscriber { server, address, changes, known: None, unsent: VecDeque::new() };
    let events = stream::unfold((subscriber, shown), |(mut subscriber, shown)| async move {
        let event = subscriber.next(&shown).await?;
        Some((Ok::<_, Infallible>(event), (subscriber, shown)))
    });
    let keep_alive = KeepAlive::new().interval(connection::TIMEOUT / 2);
    Sse::new(events).keep_alive(keep_alive).into_response()
}

impl Subscriber {
    /// The next event. `None` when the server ends.
    async fn next(&mut self, shown: &str) -> Option<Event> {
        loop {
            if let Some(event) = self.unsent.pop_front() {
                return Some(event);
            }
            self.changes.changed().await.ok()?;
            let (server, address) = (Arc::clone(&self.server), self.address.clone());
            let now = spawn_blocking(move || look(&server, &address)).await.ok()?;
            if let Some((now, version)) = now {
                self.compare(now, &version, shown);
            }
        }
    }

    fn compare(&mut self, now: Known, version: &str, shown: &str) {
        match &self.known {
            None => {
                self.unsent
                    .push_back(Event::default().retry(RETRY).event("state").data(now.report.to_string()));
                // The page may have changed since the browser requested it.
                let other = |have: &str, is: &str| have.split('-').next() != is.split('-').next();
                if other(shown, version) {
                    self.unsent.push_back(reload(version));
                } else if shown != version {
                    self.unsent.push_back(restyle(&now.styles));
                }
            }
            Some(known) => {
                // The report is sent first. A page that reloads requests a new one anyway; any other page keeps this
                // one.
                if known.report != now.report {
                    self.unsent.push_back(Event::default().event("state").data(now.report.to_string()));
                }
                if known.body != now.body {
                    self.unsent.push_back(reload(version));
                } else if known.styles != now.styles {
                    self.unsent.push_back(restyle(&now.styles));
                }
            }
        }
        self.known = Some(now);
    }
}

/// The version and the report of a page. `None` before the first view.
fn look(server: &Server, address: &str) -> Option<(Known, String)> {
    let view = server.current.view()?;
    let answer = view.at(address);
    let page = match &answer {
        Answer::Content(_, item) => item.version.clone(),
        Answer::Slash => Some(PageVersion { body: "slash".into(), styles: Vec::new() }),
    };
    let page = page.unwrap_or_default();
    let label = page.label();
    let findings = view.findings();
    let reporter = Reporter { view: &view, findings: &findings, editor: &server.editor };
    let mut report = reporter.report(address, &answer);
    report["strip"] = (!server.plain).into();
    Some((Known { body: page.body, styles: page.styles, report }, label))
}

/// Makes the page reload, and names the version to expect.
fn reload(version: &str) -> Event {
    Event::default().event("reload").data(version)
}

fn restyle(styles: &[Style]) -> Event {
    let styles: Vec<Value> =
        styles.iter().map(|style| json!({ "address": style.address, "tag": style.tag })).collect();
    Event::default().event("styles").data(Value::from(styles).to_string())
}
