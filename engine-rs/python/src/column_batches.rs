//! NumPy columns handed out as an Arrow C stream of many batches, without a copy.
#![expect(
    unsafe_code,
    reason = "Arrow buffers borrow memory that the NumPy array behind them keeps alive"
)]

use std::panic::AssertUnwindSafe;
use std::ptr::NonNull;
use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Int16Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, PrimitiveArray, RecordBatch};
use arrow_buffer::{Buffer, ScalarBuffer};
use arrow_schema::{Field, Schema, SchemaRef};
use numpy::{Element, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::arrow_out;
use crate::columns::{ColumnFault, kind_of};
use crate::input_error::{bug, input_error};

/// Columns by name, for whoever reads an Arrow C stream in batches of so many rows.
///
/// They are not copied: who changes an array while the stream is being read changes what is read.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct ColumnBatches {
    whole: RecordBatch,
    batch_rows: usize,
}

#[pymethods]
impl ColumnBatches {
    /// Arrays of one length, of int16, int32 or int64. Raises InputError for others.
    #[new]
    fn new(columns: &Bound<'_, PyDict>, batch_rows: usize) -> PyResult<Self> {
        let py = columns.py();
        let mut fields = Vec::with_capacity(columns.len());
        let mut arrays = Vec::with_capacity(columns.len());
        for (name, column) in columns {
            let name: String = name.extract()?;
            let array = shared(&column).ok_or_else(|| unfit(&column))?;
            fields.push(Field::new(name, array.data_type().clone(), false));
            arrays.push(array);
        }
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        RecordBatch::try_new(schema, arrays)
            .map(|whole| Self {
                whole,
                batch_rows: batch_rows.max(1),
            })
            .map_err(|error| bug(py, &error.to_string()))
    }

    fn __len__(&self) -> usize {
        self.whole.num_rows()
    }

    /// Arrow C stream of the columns.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer answer in its own schema: ours has one.
        let _ = requested_schema;
        let (whole, step) = (self.whole.clone(), self.batch_rows);
        let rows = whole.num_rows();
        let schema = whole.schema();
        let batches = (0..rows)
            .step_by(step)
            .map(move |start| Ok(whole.slice(start, step.min(rows - start))));
        arrow_out::batches(py, schema, batches)
    }
}

fn shared(column: &Bound<'_, PyAny>) -> Option<ArrayRef> {
    shared_of::<Int16Type>(column)
        .or_else(|| shared_of::<Int32Type>(column))
        .or_else(|| shared_of::<Int64Type>(column))
}

fn shared_of<T: ArrowPrimitiveType<Native: Element>>(
    column: &Bound<'_, PyAny>,
) -> Option<ArrayRef> {
    let array: PyReadonlyArray1<'_, T::Native> = column.extract().ok()?;
    let cells = array.as_slice().ok()?;
    let owner = Arc::new(AssertUnwindSafe(column.clone().unbind()));
    // SAFETY: the cells are those of the array, which the buffer keeps alive; an array with others holding its memory
    // is not resized.
    let buffer = unsafe {
        Buffer::from_custom_allocation(
            NonNull::from(cells).cast(),
            std::mem::size_of_val(cells),
            owner,
        )
    };
    let values = ScalarBuffer::new(buffer, 0, cells.len());
    Some(Arc::new(PrimitiveArray::<T>::new(values, None)))
}

fn unfit(column: &Bound<'_, PyAny>) -> PyErr {
    let fault = ColumnFault::Type {
        name: "to store",
        found: kind_of(column),
    };
    input_error(column.py(), &fault, "")
}
