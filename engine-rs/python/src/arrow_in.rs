//! Ticks read from an Arrow C stream.
#![expect(unsafe_code, reason = "the stream comes as a raw pointer in a capsule")]

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::types::{ArrowPrimitiveType, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, PrimitiveArray, RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, TimeUnit};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use tick_engine::plain_ticks::{PlainSlice, put_in_order};
use tick_engine::ticks::TickSlice;

use crate::columns::{ColumnFault, kind_of};
use crate::door::detached;
use crate::input_error::input_error;
use crate::spare_columns::spare_column;
use crate::tick_input::{NEEDED, slice_of};
use crate::ticks::{COLUMN_COUNT, COLUMNS, check_volumes};

type Cells = [Vec<i64>; COLUMN_COUNT];

/// The column by which plain ticks are known.
const PLAIN_TIME: &str = "ts_ms";

/// Copy the five columns of all batches, or unpack plain ticks and put them in order of time. The producer works with the GIL released (DuckDB's threads may want it).
pub(crate) fn read(stream: &Bound<'_, PyAny>) -> PyResult<Cells> {
    let py = stream.py();
    let opened = open(stream)?;
    detached(py, || reader_of(opened).and_then(drain))?.map_err(|fault| input_error(py, &fault, ""))
}

fn open(stream: &Bound<'_, PyAny>) -> PyResult<FFI_ArrowArrayStream> {
    let py = stream.py();
    let refused = |found: String| input_error(py, &ColumnFault::NoStream { found }, "");
    let Ok(export) = stream.getattr("__arrow_c_stream__") else {
        return Err(refused(kind_of(stream)));
    };
    let exported = export.call0()?;
    let Ok(capsule) = exported.cast::<PyCapsule>() else {
        return Err(refused(kind_of(&exported)));
    };
    let Ok(pointer) = capsule.pointer_checked(Some(c"arrow_array_stream")) else {
        return Err(refused("a capsule of another name".to_owned()));
    };
    // SAFETY: a capsule of this name holds an `ArrowArrayStream` by Arrow's PyCapsule interface; we move it out,
    // which leaves a released stream behind.
    Ok(unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) })
}

/// All batches of a stream, checked; plain ticks in one piece.
pub(crate) enum Batches {
    Plain(Cells),
    /// With as many zeros as the longest has rows where the stream has no volumes.
    Whole(Vec<RecordBatch>, Vec<i64>),
}

impl Batches {
    /// The ticks of each batch, where they lie.
    pub(crate) fn slices(&self) -> Vec<TickSlice<'_>> {
        match self {
            Self::Plain(cells) => vec![slice_of(cells.each_ref().map(Vec::as_slice))],
            // They have been checked.
            Self::Whole(batches, zeros) => batches
                .iter()
                .filter_map(|batch| slice(batch, zeros).ok())
                .collect(),
        }
    }
}

/// The batches as they are, the producer's memory. It works with the GIL released.
pub(crate) fn batches(stream: &Bound<'_, PyAny>) -> PyResult<Batches> {
    let py = stream.py();
    let opened = open(stream)?;
    detached(py, || collect(opened))?.map_err(|fault| input_error(py, &fault, ""))
}

fn collect(stream: FFI_ArrowArrayStream) -> Result<Batches, ColumnFault> {
    let reader = reader_of(stream)?;
    if are_plain(&reader) {
        return drain(reader).map(Batches::Plain);
    }
    let has_no_volumes = reader.schema().fields().len() == NEEDED;
    let batches: Result<Vec<_>, _> = reader.collect();
    let batches = batches.map_err(|error| failed(&error))?;
    let rows = batches.iter().map(RecordBatch::num_rows).max();
    let zeros = vec![0; rows.filter(|_| has_no_volumes).unwrap_or(0)];
    for batch in &batches {
        slice(batch, &zeros)?;
    }
    Ok(Batches::Whole(batches, zeros))
}

/// Columns beside times and prices must be the volumes: a misspelt one would be taken for none.
fn slice<'a>(batch: &'a RecordBatch, zeros: &'a [i64]) -> Result<TickSlice<'a>, ColumnFault> {
    let mut columns: [&[i64]; COLUMN_COUNT] =
        [zeros.get(..batch.num_rows()).unwrap_or_default(); COLUMN_COUNT];
    let present = if batch.num_columns() == NEEDED {
        NEEDED
    } else {
        COLUMN_COUNT
    };
    for (name, column) in COLUMNS.into_iter().zip(&mut columns).take(present) {
        *column = int64s(batch, name)?;
    }
    Ok(slice_of(columns))
}

fn failed(error: &arrow_schema::ArrowError) -> ColumnFault {
    ColumnFault::Stream {
        message: error.to_string(),
    }
}

fn reader_of(stream: FFI_ArrowArrayStream) -> Result<RecordBatchStreamReader, ColumnFault> {
    RecordBatchStreamReader::try_new(stream).map_err(|error| failed(&error))
}

fn are_plain(reader: &RecordBatchStreamReader) -> bool {
    reader.schema().column_with_name(PLAIN_TIME).is_some()
}

fn drain(reader: RecordBatchStreamReader) -> Result<Cells, ColumnFault> {
    let are_plain = are_plain(&reader);
    let mut cells = [(); COLUMN_COUNT].map(|()| spare_column());
    // One after the other, so that the producer can fill the memory of one batch with the next.
    for batch in reader {
        let batch = batch.map_err(|error| failed(&error))?;
        if are_plain {
            plain(&batch)?.unpack_onto(&mut cells);
        } else {
            append(&batch, &mut cells)?;
        }
    }
    if are_plain {
        // The store's own: they were looked at when they came into it.
        put_in_order(&mut cells);
    } else {
        check_volumes(&cells)?;
    }
    Ok(cells)
}

fn append(batch: &RecordBatch, cells: &mut Cells) -> Result<(), ColumnFault> {
    for (name, column) in COLUMNS.into_iter().zip(cells) {
        column.extend_from_slice(int64s(batch, name)?);
    }
    Ok(())
}

/// A column of int64; times may be timestamps in microseconds.
fn int64s<'a>(batch: &'a RecordBatch, name: &'static str) -> Result<&'a [i64], ColumnFault> {
    let stamps = batch.column_by_name(name).filter(|_| name == COLUMNS[0]);
    match stamps.map(Array::data_type) {
        Some(DataType::Timestamp(TimeUnit::Microsecond, _)) => {
            numbers::<TimestampMicrosecondType>(batch, name)
        }
        _ => numbers::<Int64Type>(batch, name),
    }
}

fn plain(batch: &RecordBatch) -> Result<PlainSlice<'_>, ColumnFault> {
    Ok(PlainSlice {
        ts_ms: numbers::<Int64Type>(batch, PLAIN_TIME)?,
        bid: numbers::<Int32Type>(batch, "bid")?,
        spread: numbers::<Int32Type>(batch, "spread")?,
        bid_volume_10k: numbers::<Int32Type>(batch, "bid_volume_10k")?,
        ask_volume_10k: numbers::<Int32Type>(batch, "ask_volume_10k")?,
    })
}

fn numbers<'a, T: ArrowPrimitiveType>(
    batch: &'a RecordBatch,
    name: &'static str,
) -> Result<&'a [T::Native], ColumnFault> {
    let Some(column) = batch.column_by_name(name) else {
        let present = batch
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        return Err(ColumnFault::Missing { name, present });
    };
    match column.as_any().downcast_ref::<PrimitiveArray<T>>() {
        None => Err(ColumnFault::Type {
            name,
            found: column.data_type().to_string(),
        }),
        Some(array) if array.null_count() > 0 => Err(ColumnFault::Nulls {
            name,
            count: array.null_count(),
        }),
        Some(array) => Ok(array.values()),
    }
}
