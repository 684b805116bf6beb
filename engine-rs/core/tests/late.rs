//! Late ticks and empty intervals: the bars are those of the ticks sorted by time.

#![expect(clippy::panic, reason = "a test may panic")]

mod random_ticks;

use proptest::prelude::*;
use random_ticks::*;
use tick_engine::bar::Bar;
use tick_engine::builder::BarBuilder;
use tick_engine::mtf::MtfEngine;
use tick_engine::span::{Boundary, Cut, Empty, Span};
use tick_engine::ticks::Tick;
use tick_engine::timeframe::{Period, Timeframe};

const PLENTY: usize = 5000;
const FOREVER_US: i64 = i64::MAX;

fn sorted(ticks: &[Tick]) -> Vec<Tick> {
    let mut sorted = ticks.to_vec();
    sorted.sort_by_key(|tick| tick.ts_us);
    sorted
}

fn in_order(ticks: &[Tick], timeframes: &[Timeframe], cut: &Cut) -> MtfEngine {
    let mut engine = engine(timeframes, PLENTY, cut.clone());
    engine.on_ticks(columns(&sorted(ticks)).view());
    engine
}

fn check_same(found: &MtfEngine, expected: &MtfEngine) {
    assert_eq!(found.snapshot(), expected.snapshot());
    for timeframe in expected.timeframes() {
        assert_eq!(
            completed(found, timeframe),
            completed(expected, timeframe),
            "{timeframe}"
        );
    }
    assert_eq!(
        (found.ticks(), found.last_us()),
        (expected.ticks(), expected.last_us())
    );
}

/// Ticks of a few hours in any order, many to a bar and many bars without.
fn shuffled_ticks() -> impl Strategy<Value = Vec<Tick>> {
    prop::collection::vec((0..7_000_000_000_i64, any_quote()), 1..200).prop_map(|rows| {
        let tick = |(off_us, (bid, ask, bid_volume, ask_volume)): (i64, _)| Tick {
            ts_us: 1_551_999_600_000_000 + off_us / 500_000 * 500_000,
            bid,
            ask,
            bid_volume,
            ask_volume,
        };
        rows.into_iter().map(tick).collect()
    })
}

/// The plainest reading of flat bars: each interval without ticks, between those with, at the close before it.
fn with_flats(bars: &[Bar], period: Period, cut: &Cut) -> Vec<Bar> {
    let mut filled: Vec<Bar> = Vec::new();
    for bar in bars {
        while let Some(before) = filled.last().copied() {
            // The first instant that belongs to the bar after.
            let after_us = before.close_us + i64::from(cut.boundary == Boundary::Right);
            let span = Span::holding(after_us, period, cut);
            if span.open_us >= bar.open_us {
                break;
            }
            let at = |price| tick_engine::bar::Ohlc {
                open: price,
                high: price,
                low: price,
                close: price,
            };
            filled.push(Bar {
                open_us: span.open_us,
                close_us: span.close_us,
                bid: at(before.bid.close),
                ask: at(before.ask.close),
                mid2: at(before.mid2.close),
                bid_volume: 0,
                ask_volume: 0,
                ticks: 0,
                first_us: before.last_us,
                last_us: before.last_us,
            });
        }
        filled.push(*bar);
    }
    filled
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn reopened_bars_are_those_of_the_ticks_sorted_by_time(
        ticks in shuffled_ticks(), timeframes in any_timeframes(), cut in any_cut(), is_flat in any::<bool>(), chunk in 1..50_usize,
    ) {
        let empty = if is_flat { Empty::Flat } else { Empty::Skip };
        let cut = Cut { empty, ..cut };
        let mut engine = engine(&timeframes, PLENTY * 2, cut.clone()).with_late_tolerance(FOREVER_US);
        for rows in ticks.chunks(chunk) {
            engine.on_ticks(columns(rows).view());
        }
        let mut expected = MtfEngine::new(&timeframes, PLENTY * 2, cut).unwrap_or_else(|fault| panic!("{fault}"));
        expected.on_ticks(columns(&sorted(&ticks)).view());
        check_same(&engine, &expected);
        prop_assert_eq!(engine.late(), engine.reopened());
    }

    #[test]
    fn a_tick_later_than_the_tolerance_is_refused(ticks in shuffled_ticks(), tolerance_us in 0..2_000_000_000_i64) {
        let timeframes = ["S5", "M1", "H1"].map(timeframe);
        let mut engine = engine(&timeframes, PLENTY, Cut::default()).with_late_tolerance(tolerance_us);
        engine.on_ticks(columns(&ticks).view());
        let mut newest_us = i64::MIN;
        let mut kept = Vec::new();
        for tick in &ticks {
            if tick.ts_us >= newest_us.saturating_sub(tolerance_us) {
                kept.push(*tick);
            }
            newest_us = newest_us.max(tick.ts_us);
        }
        check_same(&engine, &in_order(&kept, &timeframes, &Cut::default()));
        prop_assert_eq!(engine.late() - engine.reopened(), (ticks.len() - kept.len()) as u64);
    }

    #[test]
    fn late_ticks_come_to_the_same_at_once_and_one_by_one(ticks in prop_oneof![shuffled_ticks(), wild_ticks()], timeframes in any_timeframes(), depth in 1..20_usize) {
        let [mut at_once, mut one_by_one] =
            [(); 2].map(|()| engine(&timeframes, depth, Cut::default()).with_late_tolerance(FOREVER_US));
        at_once.on_ticks(columns(&ticks).view());
        for tick in &ticks {
            one_by_one.on_tick(*tick);
        }
        check_same(&at_once, &one_by_one);
    }

    #[test]
    fn an_empty_interval_is_a_flat_bar(ticks in shuffled_ticks(), name in prop::sample::select(vec!["S5", "S7", "M1", "M7", "H1", "D1"]), cut in any_cut()) {
        let (ticks, timeframe) = (sorted(&ticks), timeframe(name));
        let Timeframe::Time(period) = timeframe else { panic!("{name}") };
        let bars = |empty| {
            let mut bars = Vec::new();
            let mut builder = BarBuilder::new(timeframe, Cut { empty, ..cut.clone() });
            assert_eq!(builder.push(columns(&ticks).view(), &mut bars), Ok(()));
            bars.extend(builder.finish());
            bars
        };
        let open = |bar: &Bar| bar.ticks > 0 || cut.day_close != tick_engine::calendar::DayClose::NewYork || is_new_york_week(bar);
        let expected: Vec<Bar> = with_flats(&bars(Empty::Skip), period, &cut).into_iter().filter(open).collect();
        prop_assert_eq!(bars(Empty::Flat), expected);
    }
}

/// The ticks above lie around Friday 2019-03-08 00:00 UTC: their week closes at 22:00.
fn is_new_york_week(bar: &Bar) -> bool {
    bar.open_us < 1_552_082_400_000_000
}

fn quote(ts_us: i64, bid: i64) -> Tick {
    Tick {
        ts_us,
        bid,
        ask: bid + 2,
        bid_volume: 1,
        ask_volume: 1,
    }
}

#[test]
fn a_weekend_makes_no_flat_bars_and_a_hole_neither() {
    let cut = Cut {
        empty: Empty::Flat,
        ..Cut::default()
    };
    let mut engine = engine(&["S1", "H1"].map(timeframe), 200_000, cut);
    // 2019-03-08T20:30Z, a Friday whose session closes at 22:00Z; 2019-03-10T22:30Z, 1.5 hours into Sunday's, whose
    // clocks have gone on.
    engine.on_tick(quote(1_552_077_000_000_000, 100));
    engine.on_tick(quote(1_552_257_000_000_000, 101));
    let (_, hours) = completed(&engine, timeframe("H1"));
    let opens: Vec<i64> = hours
        .iter()
        .map(|bar| (bar.open_us - 1_552_075_200_000_000) / 3_600_000_000)
        .collect();
    // 20:00 with the tick, 21:00, and on Sunday 21:00, which is 49 hours after Friday 20:00.
    assert_eq!(opens, [0, 1, 49]);
    // Two days of seconds are 180,000: more than a quiet market has.
    assert_eq!(completed(&engine, timeframe("S1")).1.len(), 1);
}

/// Ticks at these seconds give the bars of the same ticks sorted by time, flat ones between.
fn check_flats(name: &str, seconds: &[i64], depth: usize) -> MtfEngine {
    let cut = Cut {
        empty: Empty::Flat,
        day_close: tick_engine::calendar::DayClose::Utc,
        ..Cut::default()
    };
    let ticks: Vec<Tick> = seconds
        .iter()
        .map(|&second| quote(second * 1_000_000, 100 + second % 7))
        .collect();
    let mut late = engine(&[timeframe(name)], depth, cut.clone()).with_late_tolerance(FOREVER_US);
    let mut told = 0;
    for tick in &ticks {
        told += late.on_tick(*tick);
    }
    let mut expected = engine(&[timeframe(name)], depth, cut);
    expected.on_ticks(columns(&sorted(&ticks)).view());
    check_same(&late, &expected);
    let total = late
        .completed(timeframe(name))
        .map(tick_engine::ring::Ring::total);
    assert_eq!(Ok(told), total);
    late
}

#[test]
fn a_late_tick_before_all_bars_or_in_a_hole_makes_the_flat_bars_around_it() {
    // Three minutes before the first one: two flat bars between.
    let minutes = check_flats("M1", &[185, 5], PLENTY);
    assert_eq!(completed(&minutes, timeframe("M1")).1.len(), 3);
    check_flats("M1", &[605, 665, 5, 310], PLENTY);
    // 150,000 seconds without a tick are a hole, two halves of it are none.
    check_flats("S1", &[0, 150_000, 150_010, 75_000], 200_000);
    check_flats("S1", &[0, 150_000, 150_010, 20_000, 75_000], 200_000);
    // A ring that is full drops its oldest.
    check_flats("S1", &[0, 150_000, 75_000], 149_999);
    check_flats("S1", &[0, 5, 120_000, 20_001, 120_010], 119_994);
}

#[test]
fn a_late_tick_whose_flat_bars_leave_no_room_for_its_own_is_refused() {
    let cut = Cut {
        empty: Empty::Flat,
        ..Cut::default()
    };
    for (depth, taken) in [(11, 1), (10, 0)] {
        // Seconds 1 to 10 would be flat, and second 0 the eleventh bar.
        let mut engine =
            engine(&[timeframe("S1")], depth, cut.clone()).with_late_tolerance(FOREVER_US);
        engine.on_tick(quote(11_000_000, 100));
        engine.on_tick(quote(0, 100));
        assert_eq!((engine.late(), engine.reopened()), (1, taken), "{depth}");
    }
}

#[test]
fn a_tick_as_late_as_the_tolerance_is_taken_and_one_later_by_a_microsecond_is_refused() {
    for (late_us, taken) in [(1, 1), (2_000_000, 1), (2_000_001, 0)] {
        let mut engine =
            engine(&[timeframe("S1")], PLENTY, Cut::default()).with_late_tolerance(2_000_000);
        engine.on_tick(quote(9_000_000, 100));
        engine.on_tick(quote(9_000_000 - late_us, 100));
        assert_eq!((engine.late(), engine.reopened()), (1, taken), "{late_us}");
    }
}

#[test]
fn a_late_tick_whose_bar_has_left_the_ring_is_refused() {
    let mut engine =
        engine(&["S1", "M1"].map(timeframe), 2, Cut::default()).with_late_tolerance(FOREVER_US);
    for second in 0..5 {
        engine.on_tick(quote(second * 1_000_000, 100 + second));
    }
    // Of S1, seconds 2 and 3 are kept and 4 is forming.
    engine.on_tick(quote(1_500_000, 50));
    assert_eq!(
        (engine.late(), engine.reopened(), engine.ticks()),
        (1, 0, 5)
    );
    engine.on_tick(quote(2_500_000, 60));
    assert_eq!(
        (engine.late(), engine.reopened(), engine.ticks()),
        (2, 1, 6)
    );
    let (_, seconds) = completed(&engine, timeframe("S1"));
    assert_eq!((seconds[0].bid.low, seconds[0].bid.close), (60, 60));
    let minute = engine.forming(timeframe("M1")).ok().flatten();
    assert_eq!(
        minute.map(|bar| (bar.bid.low, bar.bid.close, bar.ticks)),
        Some((60, 104, 6))
    );
}
