//! How often each value occurs, in bounded memory.

use std::collections::BTreeMap;

/// Values of 0 up to here, which nearly all are, have a place each.
const DENSE: usize = 1 << 16;
/// Larger ones, and those below 0, are cut to so many binary digits: within 0.1 %.
const KEPT_BITS: u32 = 11;

/// Counts by value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    dense: Vec<u64>,
    rest: BTreeMap<i64, u64>,
}

impl Histogram {
    /// Counts a value `times` more.
    #[inline]
    pub fn add(&mut self, value: i64, times: u64) {
        match usize::try_from(value)
            .ok()
            .and_then(|at| self.dense.get_mut(at))
        {
            Some(count) => *count += times,
            None => self.add_rare(value, times),
        }
    }

    /// The values, in order, each with its count.
    pub fn rows(&self) -> impl Iterator<Item = (i64, u64)> {
        let dense = self.dense.iter().enumerate();
        let dense = dense.map(|(value, count)| (value as i64, *count));
        let rest = |range| {
            self.rest
                .range(range)
                .map(|(value, count)| (*value, *count))
        };
        let below = rest(i64::MIN..0);
        let above = rest(0..i64::MAX);
        below.chain(dense.filter(|row| row.1 > 0)).chain(above)
    }

    #[cold]
    fn add_rare(&mut self, value: i64, times: u64) {
        match usize::try_from(value) {
            Ok(at) if at < DENSE => {
                self.dense.resize((at + 1).next_power_of_two(), 0);
                self.dense[at] += times;
            }
            _ => *self.rest.entry(cut(value)).or_default() += times,
        }
    }
}

/// The value with its last binary digits set to 0, towards 0.
fn cut(value: i64) -> i64 {
    let digits = u64::BITS - value.unsigned_abs().leading_zeros();
    let lost = digits.saturating_sub(KEPT_BITS);
    let size = (value.unsigned_abs() >> lost << lost).min(i64::MAX as u64 - 1) as i64;
    if value < 0 { -size } else { size }
}
