//! Bars as Python holds them: shared, immutable columns.

use arrow_buffer::ScalarBuffer;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use tick_engine::bar::Bar;
use tick_engine::bar_columns::{self as core, BAR_COLUMNS};
use tick_engine::wire::{CELL_BYTES, write_cells};

use crate::arrow_out;
use crate::door::detached;

/// Immutable columns of bars, oldest first; see `pyworkstation.domain.columns.Bars`.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct BarColumns {
    rows: usize,
    /// Column after column.
    cells: ScalarBuffer<i64>,
}

impl BarColumns {
    pub(crate) fn of(bars: &[Bar]) -> Self {
        core::BarColumns::from_pieces(bars, &[]).into()
    }
}

impl From<core::BarColumns> for BarColumns {
    fn from(columns: core::BarColumns) -> Self {
        Self {
            rows: columns.len(),
            cells: columns.into_cells().into(),
        }
    }
}

#[pymethods]
impl BarColumns {
    fn __len__(&self) -> usize {
        self.rows
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer answer in its own schema: ours has one.
        let _ = requested_schema;
        let column = |index| self.cells.slice(index * self.rows, self.rows);
        arrow_out::stream(
            py,
            self.rows,
            BAR_COLUMNS
                .into_iter()
                .enumerate()
                .map(|(index, name)| (name, column(index))),
        )
    }

    /// Wire form of `pyworkstation.domain.columns.Bars`.
    fn pack<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        PyBytes::new_with(py, self.cells.len() * CELL_BYTES, |bytes| {
            detached(py, || write_cells([&self.cells[..]], bytes))
        })
    }
}
