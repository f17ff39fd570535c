//! The board where the newest view hangs. Whoever evaluates puts it there; whoever answers takes it, and can wait for
//! the next one.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use super::view::View;

/// Holds the newest view.
pub(super) struct Board {
    view: RwLock<Option<Arc<View>>>,
    /// How many times something new has been hung up.
    changes: watch::Sender<u64>,
}

impl Board {
    /// An empty board.
    pub(super) fn new() -> Self {
        Self { view: RwLock::new(None), changes: watch::Sender::new(0) }
    }

    /// The newest view, if there is one yet.
    pub(super) fn view(&self) -> Option<Arc<View>> {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Hangs up a view, and only then tells those who wait.
    pub(super) fn show(&self, view: Arc<View>) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Some(view);
        self.tell();
    }

    /// Tells those who wait that more has become known of the newest view.
    pub(super) fn tell(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// A way to wait for changes. What hangs already counts as seen.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The newest view, waiting for the first one if need be, but not for ever.
    pub(super) async fn first_view(&self, patience: Duration) -> Option<Arc<View>> {
        let mut changes = self.changes();
        let first = changes.wait_for(|changes| *changes > 0);
        let _ = timeout(patience, first).await;
        self.view()
    }
}
