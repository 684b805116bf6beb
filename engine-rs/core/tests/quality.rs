//! Reports on ticks: extremes, and values too rare for a place of their own. Ordinary ticks are compared with pandas, in
//! `tests/unit/services/test_quality.py`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use proptest::prelude::*;
use tick_engine::formats::checks::Kind;
use tick_engine::open_hours::Market;
use tick_engine::quality::{Gap, Histogram, Quality, QualityScan};
use tick_engine::sessions::{SessionCalendar, SessionRules};
use tick_engine::ticks::{Tick, TickColumns};

fn always_open() -> Market {
    let open = [("Mon 00:00".to_string(), "Mon 00:00".to_string())];
    let rules = SessionRules::parse("UTC", "24:00", &open, &[], &[]).unwrap();
    Market::of(Arc::new(SessionCalendar::new(rules).unwrap()))
}

fn scan(rows: &[(i64, i64, i64)], from_us: Option<i64>, to_us: Option<i64>) -> Quality {
    let mut ticks = TickColumns::default();
    for &(ts_us, bid, ask) in rows {
        ticks.push(Tick {
            ts_us,
            bid,
            ask,
            bid_volume: 1,
            ask_volume: 1,
        });
    }
    let mut scan = QualityScan::new(&always_open(), 0.005);
    scan.push(ticks.view());
    scan.finish(from_us, to_us)
}

const MINUTE: i64 = 60_000_000;

#[test]
fn a_range_without_ticks_is_one_gap() {
    let found = scan(&[], Some(0), Some(90 * MINUTE));
    let gap = Gap {
        from_us: 0,
        to_us: 90 * MINUTE,
        market_us: 90 * MINUTE,
    };
    assert_eq!(
        (found.gaps, found.ticks, found.ends_us),
        (vec![gap], 0, None)
    );
    let hours: Vec<_> = found
        .hours
        .values()
        .map(|hour| (hour.open_us, hour.missing_us))
        .collect();
    assert_eq!(
        hours,
        [(60 * MINUTE, 60 * MINUTE), (30 * MINUTE, 30 * MINUTE)]
    );
}

#[test]
fn a_gap_lasts_five_minutes_and_not_a_microsecond_less() {
    for (silence_us, gaps) in [(5 * MINUTE - 1, 0), (5 * MINUTE, 0), (5 * MINUTE + 1, 1)] {
        let found = scan(&[(7, 10, 11), (7 + silence_us, 10, 11)], None, None);
        assert_eq!(found.gaps.len(), gaps, "{silence_us}");
    }
}

#[test]
fn ticks_that_come_late_are_out_of_order_and_end_no_gap() {
    let rows = [
        (0, 10, 11),
        (90 * MINUTE, 10, 11),
        (1, 10, 11),
        (91 * MINUTE, 10, 11),
    ];
    let found = scan(&rows, None, None);
    assert_eq!(found.counts.of(Kind::OutOfOrder), 1);
    assert_eq!(
        (found.gaps.len(), found.ends_us),
        (1, Some((0, 91 * MINUTE)))
    );
    assert_eq!(found.hours.values().map(|hour| hour.ticks).sum::<u64>(), 4);
}

#[test]
fn large_and_negative_values_keep_eleven_binary_digits() {
    let mut histogram = Histogram::default();
    for value in [
        -3000,
        -5,
        0,
        0,
        65_535,
        65_536,
        65_599,
        65_600,
        i64::MAX,
        i64::MIN,
    ] {
        histogram.add(value, 1);
    }
    let rows: Vec<_> = histogram.rows().collect();
    let most = (1 << 63) - (1u64 << 52);
    assert_eq!(
        rows,
        [
            (-(i64::MAX - 1), 1),
            (-3000, 1),
            (-5, 1),
            (0, 2),
            (65_535, 1),
            (65_536, 2),
            (65_600, 1),
            (most as i64, 1),
        ]
    );
}

proptest! {
    // Each walks through up to three hundred years of days.
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn no_ticks_panic_and_all_are_counted(
        rows in prop::collection::vec((any::<i64>(), any::<i64>(), any::<i64>()), 0..6),
        from_us in prop::sample::select(vec![None, Some(i64::MIN), Some(0), Some(i64::MAX)]),
        to_us in prop::sample::select(vec![None, Some(i64::MIN), Some(0), Some(i64::MAX)]),
    ) {
        let found = scan(&rows, from_us, to_us);
        let count = |histogram: &Histogram| histogram.rows().map(|row| row.1).sum::<u64>();
        prop_assert_eq!(found.ticks, rows.len() as u64);
        prop_assert_eq!(count(&found.spreads), rows.len() as u64);
        prop_assert_eq!(found.hours.values().map(|hour| hour.ticks).sum::<u64>(), rows.len() as u64);
    }
}
