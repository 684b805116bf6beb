//! Masked arrays of NumPy: what lies under a mask is no value.

use numpy::{PyReadonlyArrayDyn, PyUntypedArray};
use pyo3::prelude::*;

/// The first masked row of a column.
pub(crate) fn first_masked(column: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
    // An array of NumPy's own class has no mask, and asking further costs more than all else about it.
    let array = column.cast::<PyUntypedArray>();
    if array.is_err() || column.is_exact_instance_of::<PyUntypedArray>() {
        return Ok(None);
    }
    let masks = column.py().import("numpy.ma")?;
    if !column.is_instance(&masks.getattr("MaskedArray")?)? {
        return Ok(None);
    }
    let mask = masks.call_method1("getmaskarray", (column,))?;
    let mask: PyReadonlyArrayDyn<'_, bool> = mask.extract()?;
    Ok(mask.as_array().iter().position(|&is_masked| is_masked))
}
