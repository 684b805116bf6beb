//! The values of the newest bars, which most readers ask for.

/// Rows kept: as many as one block of ticks can complete, and a few minutes of seconds.
const KEPT: usize = 256;

/// Values of the newest bars, one row each.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    width: usize,
    cells: Box<[f64]>,
    /// Index of the first bar since which every one was noted.
    from: u64,
    next: u64,
}

impl Recent {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            cells: vec![f64::NAN; width * KEPT].into(),
            from: 0,
            next: 0,
        }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The values of a bar: of the one after the last, or of an earlier one that has changed.
    #[inline]
    pub(super) fn note(&mut self, index: u64, values: &[f64]) {
        if index > self.next {
            self.from = index;
        } else if index < self.next {
            // Rows older than these have made room for those that are now taken back.
            let oldest = self.next.saturating_sub(KEPT as u64);
            self.from = self.from.max(oldest).min(index);
        }
        let start = place(index) * self.width;
        self.cells[start..start + self.width].copy_from_slice(values);
        self.next = index + 1;
    }

    /// Are the values of all bars from `first` to the one before `end` here?
    pub(super) fn holds(&self, first: u64, end: u64) -> bool {
        end == self.next && first >= self.from && self.next - first.min(self.next) <= KEPT as u64
    }

    pub(super) fn row(&self, index: u64) -> &[f64] {
        let start = place(index) * self.width;
        &self.cells[start..start + self.width]
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(&self.cells[..])
    }
}

fn place(index: u64) -> usize {
    (index % KEPT as u64) as usize
}
