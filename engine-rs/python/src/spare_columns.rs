//! Memory of columns that nobody holds any more, kept for the next: whoever reads ticks slice by slice would spend more time
//! on having the system hand out fresh pages than on the ticks.

use std::sync::{Mutex, PoisonError};

use arrow_buffer::{Buffer, ScalarBuffer, ToByteSlice};
use bytes::Bytes;

use crate::ticks::COLUMN_COUNT;

/// One slice's: while one is in use and the next is read, both have memory that was used before.
const SPARE_COLUMNS: usize = COLUMN_COUNT;

/// Reading in slices takes half as many. Whoever had more at once had it for once.
const SPARE_ROWS: usize = 2 * 1024 * 1024;

static SPARE: Mutex<Vec<Vec<i64>>> = Mutex::new(Vec::new());

/// An empty column, with room where there is some to spare.
pub(crate) fn spare_column() -> Vec<i64> {
    let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
    spare.pop().unwrap_or_default()
}

/// A column that can be shared; its memory is spared when the last who holds it lets go.
pub(crate) fn spared_later(column: Vec<i64>) -> ScalarBuffer<i64> {
    let rows = column.len();
    let bytes = Bytes::from_owner(Lent(column));
    ScalarBuffer::new(Buffer::from(bytes), 0, rows)
}

struct Lent(Vec<i64>);

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.0.to_byte_slice()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        spare(std::mem::take(&mut self.0));
    }
}

fn spare(mut column: Vec<i64>) {
    column.clear();
    if column.capacity() > SPARE_ROWS {
        return;
    }
    let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
    if spare.len() < SPARE_COLUMNS {
        spare.push(column);
    }
}
