//! The one door through which long work leaves the GIL.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;

use crate::input_error::bug;

/// Run `work` with the GIL released. A panic in it becomes a `BugError`: the process lives.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    py.detach(|| catch_unwind(AssertUnwindSafe(work)))
        .map_err(|panic| bug(py, &message(panic.as_ref())))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the Rust engine panicked: {}", text.unwrap_or("no message"))
}

/// Panic in Rust, to show that the process lives on. Raises BugError.
#[pyfunction]
#[expect(clippy::panic, reason = "that is what it is for")]
pub(crate) fn panic_drill(py: Python<'_>) -> PyResult<()> {
    detached(py, || panic!("a drill"))
}
