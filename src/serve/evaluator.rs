//! The evaluator thread: makes a new view after each change. A second thread renders all pages to find diagnostics.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::edition::Edition;
use super::follow::{Event, Follower};
use super::view::View;
use super::{Notice, STACK, Server};
use crate::diag::{Diagnostic, Findings};
use crate::pipeline::Memo;

/// Time without changes before all pages are rendered in the background.
const IDLE: Duration = Duration::from_millis(300);

/// Evaluates a wiki again after each change, until the process ends.
pub(super) fn run(mut follower: Follower, server: &Arc<Server>) {
    let (views, to_inspect) = mpsc::channel();
    let inspector = Inspector { server: Arc::clone(server), newest: Arc::default() };
    let newest = Arc::clone(&inspector.newest);
    let inspector = thread::Builder::new().stack_size(STACK).spawn(move || inspector.run(&to_inspect));
    inspector.expect("the system has room for a thread");
    let mut memo = Memo::default();
    let mut files = Vec::new();
    loop {
        let number = newest.fetch_add(1, Ordering::Relaxed) + 1;
        let view = evaluate(&follower, server, &mut memo, files);
        // The receiver lives as long as the process.
        let _ = views.send((number, view));
        files = loop {
            match follower.wait() {
                Event::Changed(files) => break files,
                Event::Polling(why) => (server.tell)(&Notice::Polling(why)),
            }
        };
    }
}

fn evaluate(follower: &Follower, server: &Server, memo: &mut Memo, files: Vec<String>) -> Arc<View> {
    let start = Instant::now();
    let before = server.current.view();
    let edition = Edition::new(follower.inputs(), memo);
    let view = Arc::new(View::new(edition, before.as_deref(), Arc::clone(&server.variants)));
    server.current.set(Arc::clone(&view));
    let took = start.elapsed();
    let edition = Arc::clone(&view.edition);
    let fresh = match before {
        Some(before) => edition.findings.since(&before.edition.findings),
        None => edition.findings.clone(),
    };
    (server.tell)(&Notice::Evaluated { took, files, fresh, edition });
    view
}

/// Renders every page of the current view in the background, to find the faults that only rendering finds.
struct Inspector {
    server: Arc<Server>,
    /// Number of the newest view, incremented before its evaluation starts, so that background work stops and frees
    /// the processors.
    newest: Arc<AtomicU64>,
}

impl Inspector {
    fn run(&self, views: &Receiver<(u64, Arc<View>)>) {
        let mut known = Findings::default();
        while let Ok((mut number, mut view)) = views.recv() {
            while let Ok(newer) = views.recv_timeout(IDLE) {
                (number, view) = newer;
            }
            let Some(faults) = self.inspect(number, &view.edition) else { continue };
            let found = Arc::new(view.edition.findings_with(faults));
            view.complete(Arc::clone(&found));
            self.server.current.notify();
            let fresh = found.since(&view.edition.findings).since(&known);
            (self.server.tell)(&Notice::Inspected { fresh, edition: Arc::clone(&view.edition) });
            known = Findings::clone(&found);
        }
    }

    /// The diagnostics of all paths of an edition. `None` if a newer edition is being made.
    fn inspect(&self, number: u64, edition: &Edition) -> Option<Vec<Diagnostic>> {
        let mut faults = Vec::new();
        for path in edition.paths_with_templates() {
            if self.newest.load(Ordering::Relaxed) != number {
                return None;
            }
            faults.extend(edition.render(path).1);
        }
        Some(faults)
    }
}
