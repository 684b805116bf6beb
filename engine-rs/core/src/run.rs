//! The one loop over ticks: a run of them folded into a bar.

use crate::bar::{Bar, mid2};
use crate::ticks::TickSlice;

/// Fold the ticks at the front of `ticks` into `bar`, up to the first that is later than `last_us` or older than
/// its predecessor. Returns how many were taken.
#[inline]
pub(crate) fn take_run(bar: &mut Bar, ticks: TickSlice<'_>, last_us: i64) -> usize {
    let Some(first) = ticks.first() else { return 0 };
    // A copy, so that the loop below runs in registers.
    let mut sum = *bar;
    if sum.is_empty() {
        sum.open_with(first);
    }
    let mut previous_us = first.ts_us;
    let rows = ticks.len();
    let (ts_us, bids, asks) = (&ticks.ts_us[..rows], &ticks.bid[..rows], &ticks.ask[..rows]);
    let (bid_volumes, ask_volumes) = (&ticks.bid_volume[..rows], &ticks.ask_volume[..rows]);
    let mut row = 0;
    while row < rows && ts_us[row] <= last_us && ts_us[row] >= previous_us {
        previous_us = ts_us[row];
        sum.bid.take(bids[row]);
        sum.ask.take(asks[row]);
        sum.mid2.take(mid2(bids[row], asks[row]));
        sum.bid_volume = sum.bid_volume.wrapping_add(bid_volumes[row]);
        sum.ask_volume = sum.ask_volume.wrapping_add(ask_volumes[row]);
        row += 1;
    }
    sum.last_us = previous_us;
    sum.ticks += row as i64;
    if row > 0 {
        *bar = sum;
    }
    row
}
