//! The packed form of columns: each as signed 64-bit little-endian integers, one column after the other.

/// Bytes of one integer.
pub const CELL_BYTES: usize = 8;

/// Write cells to `out`, as far as it reaches.
pub fn write_cells<'a>(columns: impl IntoIterator<Item = &'a [i64]>, out: &mut [u8]) {
    let cells = columns.into_iter().flatten();
    for (bytes, cell) in out.chunks_exact_mut(CELL_BYTES).zip(cells) {
        bytes.copy_from_slice(&cell.to_le_bytes());
    }
}
