//! The current view, shared between the evaluator thread and the threads that answer requests.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::view::View;

/// Holds the newest view.
pub(super) struct Current {
    view: RwLock<Option<Arc<View>>>,
    /// Number of changes so far.
    changes: watch::Sender<u64>,
}

impl Current {
    /// No view yet.
    pub(super) fn new() -> Self {
        Self { view: RwLock::new(None), changes: watch::Sender::new(0) }
    }

    /// The current view, if there is one yet.
    pub(super) fn view(&self) -> Option<Arc<View>> {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the view, then wakes all waiting threads.
    pub(super) fn set(&self, view: Arc<View>) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Some(view);
        self.notify();
    }

    /// Wakes all waiting threads, because the current view has new findings.
    pub(super) fn notify(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// A receiver of later changes.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The current view. Waits for the first one, up to a timeout.
    pub(super) async fn first_view(&self, limit: Duration) -> Option<Arc<View>> {
        let mut changes = self.changes();
        let first = changes.wait_for(|changes| *changes > 0);
        let _ = timeout(limit, first).await;
        self.view()
    }
}
