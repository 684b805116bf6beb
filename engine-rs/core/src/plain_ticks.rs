//! Ticks in the narrow columns in which nearly all of them can be stored.

use crate::ticks::TickSlice;

const MS_US: i64 = 1000;
const VOLUME_STEP: i64 = 10_000;

/// Columns that take plain ticks: whole milliseconds, the first of their stamp, volumes of whole 10,000, and numbers of
/// 32 bits.
#[derive(Debug)]
pub struct PlainColumns<'a> {
    /// Milliseconds since the Unix epoch, UTC.
    pub ts_ms: &'a mut [i64],
    /// Bids in points.
    pub bid: &'a mut [i32],
    /// Ask less bid, in points.
    pub spread: &'a mut [i32],
    /// Volumes at the bid, in 10,000 smallest units.
    pub bid_volume_10k: &'a mut [i32],
    /// Volumes at the ask, in 10,000 smallest units.
    pub ask_volume_10k: &'a mut [i32],
}

impl PlainColumns<'_> {
    /// How many ticks they take: the shortest column counts.
    #[must_use]
    pub fn room(&self) -> usize {
        let narrow = [
            self.bid.len(),
            self.spread.len(),
            self.bid_volume_10k.len(),
            self.ask_volume_10k.len(),
        ];
        narrow.into_iter().fold(self.ts_ms.len(), usize::min)
    }
}

/// Plain ticks, as they were stored: columns of one length.
#[derive(Clone, Copy, Debug)]
pub struct PlainSlice<'a> {
    /// Milliseconds since the Unix epoch, UTC.
    pub ts_ms: &'a [i64],
    /// Bids in points.
    pub bid: &'a [i32],
    /// Ask less bid, in points.
    pub spread: &'a [i32],
    /// Volumes at the bid, in 10,000 smallest units.
    pub bid_volume_10k: &'a [i32],
    /// Volumes at the ask, in 10,000 smallest units.
    pub ask_volume_10k: &'a [i32],
}

impl PlainSlice<'_> {
    /// Appends them to the columns of ticks, in their order.
    pub fn unpack_onto(self, columns: &mut [Vec<i64>; 5]) {
        let [ts_us, bid, ask, bid_volume, ask_volume] = columns;
        let asks = self.bid.iter().zip(self.spread);
        let volume = |steps: &i32| i64::from(*steps) * VOLUME_STEP;
        ts_us.extend(self.ts_ms.iter().map(|ms| ms.wrapping_mul(MS_US)));
        bid.extend(self.bid.iter().copied().map(i64::from));
        ask.extend(asks.map(|(bid, spread)| i64::from(*bid) + i64::from(*spread)));
        bid_volume.extend(self.bid_volume_10k.iter().map(volume));
        ask_volume.extend(self.ask_volume_10k.iter().map(volume));
    }
}

/// Puts ticks in order of time; those of one microsecond stay as they are. Costs next to nothing where they are in order.
pub fn put_in_order(columns: &mut [Vec<i64>; 5]) {
    let ts_us = &columns[0];
    if ts_us.is_sorted() {
        return;
    }
    let mut rows: Vec<usize> = (0..ts_us.len()).collect();
    rows.sort_by_key(|row| ts_us[*row]);
    for column in columns {
        *column = rows.iter().map(|row| column[*row]).collect();
    }
}

/// A microsecond, and how many ticks of it there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant {
    /// Microseconds since the Unix epoch, UTC.
    pub ts_us: i64,
    /// Ticks.
    pub count: u32,
}

/// What became of ticks that were to be stored as plain ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorted {
    /// How many are plain.
    pub plain: usize,
    /// The rows of the others.
    pub odd_rows: Vec<i64>,
    /// The numbers of the others among the ticks of their microsecond, from 0.
    pub odd_numbers: Vec<i32>,
    /// The last microsecond.
    pub last: Instant,
}

/// Puts the plain ones of `ticks` into `columns`, from their first row on. `last` is that of the ticks before. Where the
/// columns lack room, none is returned.
#[must_use]
pub fn sort_out(
    ticks: TickSlice<'_>,
    last: Instant,
    columns: &mut PlainColumns<'_>,
) -> Option<Sorted> {
    let rows = ticks.len();
    if columns.room() < rows {
        return None;
    }
    let mut sorted = Sorted {
        plain: 0,
        odd_rows: Vec::new(),
        odd_numbers: Vec::new(),
        last,
    };
    for row in 0..rows {
        let number = number_of(ticks.ts_us[row], &mut sorted.last);
        if put(ticks, row, columns, sorted.plain) && number == 0 {
            sorted.plain += 1;
        } else {
            sorted.odd_rows.push(row as i64);
            sorted.odd_numbers.push(number as i32);
        }
    }
    Some(sorted)
}

#[inline]
fn number_of(ts_us: i64, last: &mut Instant) -> u32 {
    let count = if ts_us == last.ts_us { last.count } else { 0 };
    *last = Instant {
        ts_us,
        count: count.saturating_add(1),
    };
    count
}

/// Writes a tick to row `to`; says whether nothing of it was lost.
#[inline]
fn put(ticks: TickSlice<'_>, row: usize, columns: &mut PlainColumns<'_>, to: usize) -> bool {
    let ts_us = ticks.ts_us[row];
    let bid = ticks.bid[row];
    let spread = ticks.ask[row].wrapping_sub(bid);
    let (bid_volume, ask_volume) = (ticks.bid_volume[row], ticks.ask_volume[row]);
    let whole_ms = ts_us.div_euclid(MS_US);
    let (bid_10k, ask_10k) = (
        bid_volume.div_euclid(VOLUME_STEP),
        ask_volume.div_euclid(VOLUME_STEP),
    );
    columns.ts_ms[to] = whole_ms;
    columns.bid[to] = bid as i32;
    columns.spread[to] = spread as i32;
    columns.bid_volume_10k[to] = bid_10k as i32;
    columns.ask_volume_10k[to] = ask_10k as i32;
    let rests = (ts_us - whole_ms * MS_US)
        | (bid_volume - bid_10k * VOLUME_STEP)
        | (ask_volume - ask_10k * VOLUME_STEP);
    rests == 0 && [bid, spread, bid_10k, ask_10k].into_iter().all(fits)
}

#[inline]
fn fits(value: i64) -> bool {
    i64::from(value as i32) == value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticks::{Tick, TickColumns};

    type Row = (i64, i64, i64, i64, i64);

    const NEVER: Instant = Instant {
        ts_us: i64::MIN,
        count: 0,
    };

    fn check(rows: &[Row], last: Instant, plain_ms: &[i64], odd: &[(i64, i32)]) {
        let mut ticks = TickColumns::default();
        for &(ts_us, bid, ask, bid_volume, ask_volume) in rows {
            ticks.push(Tick {
                ts_us,
                bid,
                ask,
                bid_volume,
                ask_volume,
            });
        }
        let mut times = vec![0; rows.len()];
        let mut narrow = [(); 4].map(|()| vec![0; rows.len()]);
        let [bid, spread, bid_volume_10k, ask_volume_10k] =
            narrow.each_mut().map(|column| &mut column[..]);
        let mut columns = PlainColumns {
            ts_ms: &mut times,
            bid,
            spread,
            bid_volume_10k,
            ask_volume_10k,
        };
        let Some(sorted) = sort_out(ticks.view(), last, &mut columns) else {
            unreachable!("there is room")
        };
        let found: Vec<_> = sorted
            .odd_rows
            .into_iter()
            .zip(sorted.odd_numbers)
            .collect();
        assert_eq!(&times[..sorted.plain], plain_ms, "{rows:?}");
        assert_eq!(found, odd, "{rows:?}");
    }

    #[test]
    fn what_fits_is_plain_and_the_rest_is_listed() {
        let big = 1 << 31;
        check(&[], NEVER, &[], &[]);
        check(&[(5000, 1, 2, 10_000, 0)], NEVER, &[5], &[]);
        check(&[(-1000, 1, 2, 0, 0)], NEVER, &[-1], &[]);
        check(&[(-1, 1, 2, 0, 0)], NEVER, &[], &[(0, 0)]);
        check(
            &[
                (1000, 1, 2, 1, 0),
                (2000, 1, 2, 0, 9999),
                (3000, big, big, 0, 0),
            ],
            NEVER,
            &[],
            &[(0, 0), (1, 0), (2, 0)],
        );
        check(
            &[
                (1000, -big, -1, 0, 0),
                (2000, 0, big, 0, 0),
                (3000, 0, big - 1, 0, 0),
            ],
            NEVER,
            &[1, 3],
            &[(1, 0)],
        );
        check(
            &[
                (1000, 1, 2, big * 10_000, 0),
                (2000, 1, 2, 0, (big - 1) * 10_000),
            ],
            NEVER,
            &[2],
            &[(0, 0)],
        );
        check(
            &[(0, i64::MAX, i64::MIN, i64::MAX, i64::MAX)],
            NEVER,
            &[],
            &[(0, 0)],
        );
    }

    #[test]
    fn later_ticks_of_a_stamp_are_listed_with_their_number() {
        let at = |ms: i64| (ms * 1000, 1, 2, 0, 0);
        check(
            &[at(1), at(1), at(1), at(2), at(2)],
            NEVER,
            &[1, 2],
            &[(1, 1), (2, 2), (4, 1)],
        );
        let three = Instant {
            ts_us: 1000,
            count: 3,
        };
        check(&[at(1), at(1), at(2)], three, &[2], &[(0, 3), (1, 4)]);
    }

    #[test]
    fn plain_ticks_are_unpacked_and_put_in_order() {
        let stored = PlainSlice {
            ts_ms: &[3, -1, 2],
            bid: &[i32::MAX, i32::MIN, 7],
            spread: &[i32::MAX, -1, 2],
            bid_volume_10k: &[0, 1, i32::MAX],
            ask_volume_10k: &[5, 0, 0],
        };
        let mut columns = [(); 5].map(|()| vec![0]);
        stored.unpack_onto(&mut columns);
        put_in_order(&mut columns);
        let (high, low) = (i64::from(i32::MAX), i64::from(i32::MIN));
        assert_eq!(
            columns,
            [
                vec![-1000, 0, 2000, 3000],
                vec![low, 0, 7, high],
                vec![low - 1, 0, 9, 2 * high],
                vec![10_000, 0, high * 10_000, 0],
                vec![0, 0, 0, 50_000],
            ]
        );
    }

    #[test]
    fn columns_without_room_take_nothing() {
        let tick = Tick {
            ts_us: 0,
            bid: 1,
            ask: 2,
            bid_volume: 0,
            ask_volume: 0,
        };
        let mut columns = PlainColumns {
            ts_ms: &mut [0],
            bid: &mut [0],
            spread: &mut [0],
            bid_volume_10k: &mut [],
            ask_volume_10k: &mut [0],
        };
        assert_eq!(sort_out(TickSlice::of(&tick), NEVER, &mut columns), None);
    }
}
