//! Event streams: a browser says which version of which page it shows; it is told when there is another, what is wrong
//! with the page, and nothing else.
//!
//! Server-sent events, as the HTML standard describes them, chapter 9.2.

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

use super::print::{Print, Style};
use super::report::Reporter;
use super::view::Answer;
use super::{Server, connection};

/// How long a browser waits before it connects again, in milliseconds of the protocol.
const RETRY: Duration = Duration::from_millis(500);

/// A browser that listens.
struct Listener {
    server: Arc<Server>,
    address: String,
    changes: watch::Receiver<u64>,
    /// What the browser has; nothing before the first look.
    known: Option<Known>,
    unsent: VecDeque<Event>,
}

/// What a browser knows of its page.
#[derive(Debug, Clone, Default, PartialEq)]
struct Known {
    /// Print of the body; empty for what is not a page.
    body: String,
    styles: Vec<Style>,
    report: Value,
}

/// The stream of events for a browser that shows the page at an address below the root of the site, in the version
/// that the page named.
pub(super) fn stream(server: Arc<Server>, address: String, shown: String) -> Response {
    let mut changes = server.board.changes();
    changes.mark_changed();
    let listener = Listener { server, address, changes, known: None, unsent: VecDeque::new() };
    let events = stream::unfold((listener, shown), |(mut listener, shown)| async move {
        let event = listener.next(&shown).await?;
        Some((Ok::<_, Infallible>(event), (listener, shown)))
    });
    let keep_alive = KeepAlive::new().interval(connection::PATIENCE / 2);
    Sse::new(events).keep_alive(keep_alive).into_response()
}

impl Listener {
    /// The next thing that the browser should know. `None` when the server ends.
    async fn next(&mut self, shown: &str) -> Option<Event> {
        loop {
            if let Some(event) = self.unsent.pop_front() {
                return Some(event);
            }
            self.changes.changed().await.ok()?;
            let (server, address) = (Arc::clone(&self.server), self.address.clone());
            let now = spawn_blocking(move || look(&server, &address)).await.ok()?;
            if let Some((now, word)) = now {
                self.compare(now, &word, shown);
            }
        }
    }

    fn compare(&mut self, now: Known, word: &str, shown: &str) {
        match &self.known {
            None => {
                self.unsent
                    .push_back(Event::default().retry(RETRY).event("state").data(now.report.to_string()));
                // The page may have changed between its being sent and the browser's asking.
                let other = |have: &str, is: &str| have.split('-').next() != is.split('-').next();
                if other(shown, word) {
                    self.unsent.push_back(reload(word));
                } else if shown != word {
                    self.unsent.push_back(restyle(&now.styles));
                }
            }
            Some(known) => {
                // The report comes first: a page that reloads asks for a new one anyway, any other keeps this one.
                if known.report != now.report {
                    self.unsent.push_back(Event::default().event("state").data(now.report.to_string()));
                }
                if known.body != now.body {
                    self.unsent.push_back(reload(word));
                } else if known.styles != now.styles {
                    self.unsent.push_back(restyle(&now.styles));
                }
            }
        }
        self.known = Some(now);
    }
}

/// Looks at a page, its print and its report. `None` before the first view.
fn look(server: &Server, address: &str) -> Option<(Known, String)> {
    let view = server.board.view()?;
    let answer = view.at(address);
    let print = match &answer {
        Answer::Content(_, item) => item.print.clone(),
        Answer::Slash => Some(Print { body: "slash".into(), styles: Vec::new() }),
    };
    let print = print.unwrap_or_default();
    let word = print.word();
    let findings = view.findings();
    let reporter = Reporter { view: &view, findings: &findings, editor: &server.editor };
    let mut report = reporter.report(address, &answer);
    report["strip"] = (!server.plain).into();
    Some((Known { body: print.body, styles: print.styles, report }, word))
}

/// Tells the page to load itself again, and which version it will find.
fn reload(word: &str) -> Event {
    Event::default().event("reload").data(word)
}

fn restyle(styles: &[Style]) -> Event {
    let styles: Vec<Value> =
        styles.iter().map(|style| json!({ "address": style.address, "tag": style.tag })).collect();
    Event::default().event("styles").data(Value::from(styles).to_string())
}
