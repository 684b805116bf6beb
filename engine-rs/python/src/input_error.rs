//! How a fault of Rust becomes an exception of Python.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{IntoPyDict, PyType};
use tick_engine::fault::Fault;

const ERRORS: &str = "pyworkstation.domain.errors";

static INPUT_ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static BUG_ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// The `InputError` that tells of a fault. `prefix` (a file's name) leads its place; either may be empty.
pub(crate) fn input_error(py: Python<'_>, fault: &dyn Fault, prefix: &str) -> PyErr {
    let place = fault.place();
    let parts: Vec<&str> = [prefix, &place]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let words = [
        ("expected", fault.expected()),
        ("found", fault.found()),
        ("where", parts.join(", ")),
        ("mend", fault.mend()),
    ];
    raised(py, &INPUT_ERROR, "InputError", |class| {
        class.call((), Some(&words.into_py_dict(py)?))
    })
}

/// The `BugError` that tells of a promise we broke.
pub(crate) fn bug(py: Python<'_>, message: &str) -> PyErr {
    raised(py, &BUG_ERROR, "BugError", |class| class.call1((message,)))
}

fn raised<'py>(
    py: Python<'py>,
    class: &'static PyOnceLock<Py<PyType>>,
    name: &str,
    make: impl FnOnce(&Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>>,
) -> PyErr {
    match class.import(py, ERRORS, name).and_then(make) {
        Ok(error) => PyErr::from_value(error),
        Err(failure) => failure,
    }
}
