//! State that several Python threads may call at once.

use std::sync::{Mutex, MutexGuard, TryLockError};

use pyo3::prelude::*;
use pyo3::sync::MutexExt;

use crate::indicators::is_asked;
use crate::input_error::bug;

/// State behind a lock. A thread that waits for it lets the GIL go.
pub(crate) struct Shared<T> {
    state: Mutex<T>,
}

impl<T> Shared<T> {
    pub(crate) fn new(state: T) -> Self {
        Self {
            state: Mutex::new(state),
        }
    }

    /// The state, this thread's alone. Raises BugError when a panic has left it half changed.
    pub(crate) fn lock(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, T>> {
        if is_asked() && matches!(self.state.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(bug(
                py,
                "an indicator cannot ask the engine that is asking it: it would wait for itself",
            ));
        }
        let guard = self.state.lock_py_attached(py);
        guard.map_err(|_| {
            bug(
                py,
                "an earlier panic has left this engine half changed: make a new one",
            )
        })
    }
}
