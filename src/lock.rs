//! Taking locks.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a lock. What it guards stays consistent even when a thread died holding it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
