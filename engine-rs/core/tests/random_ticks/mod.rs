//! Ticks, timeframes and cuts by chance, and the short ways to an engine of them.

#![expect(clippy::panic, reason = "a test may panic")]
#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]

use proptest::prelude::*;
use tick_engine::bar::Bar;
use tick_engine::calendar::DayClose;
use tick_engine::mtf::MtfEngine;
use tick_engine::span::{Boundary, Cut};
use tick_engine::ticks::{Tick, TickColumns};
use tick_engine::timeframe::Timeframe;

pub fn without_late(ticks: &[Tick]) -> Vec<Tick> {
    let mut kept: Vec<Tick> = Vec::new();
    for tick in ticks {
        if kept.last().is_none_or(|last| tick.ts_us >= last.ts_us) {
            kept.push(*tick);
        }
    }
    kept
}

pub fn columns(ticks: &[Tick]) -> TickColumns {
    let mut columns = TickColumns::default();
    for tick in ticks {
        columns.push(*tick);
    }
    columns
}

pub fn engine(timeframes: &[Timeframe], depth: usize, cut: Cut) -> MtfEngine {
    MtfEngine::new(timeframes, depth, cut).unwrap_or_else(|fault| panic!("{fault}"))
}

pub fn timeframe(name: &str) -> Timeframe {
    Timeframe::parse(name).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

pub fn completed(engine: &MtfEngine, timeframe: Timeframe) -> (u64, Vec<Bar>) {
    let ring = engine
        .completed(timeframe)
        .unwrap_or_else(|fault| panic!("{fault}"));
    let (first, older, newer) = ring.since(0);
    (first, [older, newer].concat())
}

/// Gaps of nothing, a few milliseconds, seconds, hours and days; backwards now and then.
pub fn any_gap_us() -> impl Strategy<Value = i64> {
    prop_oneof![
        2 => Just(0),
        6 => 0..50_000_i64,
        6 => 0..3_000_000_i64,
        3 => (0..300_i64).prop_map(|seconds| seconds * 1_000_000),
        2 => (0..40_i64).prop_map(|hours| hours * 3_600_000_000),
        1 => (0..10_i64).prop_map(|days| days * 86_400_000_000),
        1 => -5_000_000..0_i64,
    ]
}

prop_compose! {
    pub fn any_quote()(bid in 100_000..100_100_i64, spread in -2..9_i64, bid_volume in 0..9_i64, ask_volume in 0..9_i64)
        -> (i64, i64, i64, i64) {
        (bid, bid + spread, bid_volume, ask_volume)
    }
}

/// Ticks from around a change of New York's clocks.
pub fn any_ticks() -> impl Strategy<Value = Vec<Tick>> {
    let start = prop_oneof![
        Just(1_551_999_600_000_000_i64),
        Just(1_572_600_000_000_000),
        Just(-3_000_000),
        Just(1_549_238_400_000_000)
    ];
    (
        start,
        prop::collection::vec((any_gap_us(), any_quote()), 0..600),
    )
        .prop_map(|(start_us, rows)| {
            let mut ts_us = start_us;
            let tick = |(gap_us, (bid, ask, bid_volume, ask_volume))| {
                ts_us += gap_us;
                Tick {
                    ts_us,
                    bid,
                    ask,
                    bid_volume,
                    ask_volume,
                }
            };
            rows.into_iter().map(tick).collect()
        })
}

pub fn wild_ticks() -> impl Strategy<Value = Vec<Tick>> {
    let any_us = prop_oneof![
        any::<i64>(),
        Just(i64::MIN),
        Just(i64::MAX),
        Just(i64::MAX - 1),
        Just(i64::MIN + 1)
    ];
    // There is no negative volume.
    let volumes = [0..=i64::MAX, 0..=i64::MAX];
    let tick = (any_us, any::<[i64; 2]>(), volumes).prop_map(
        |(ts_us, [bid, ask], [bid_volume, ask_volume])| Tick {
            ts_us,
            bid,
            ask,
            bid_volume,
            ask_volume,
        },
    );
    let sorted = |mut ticks: Vec<Tick>| {
        ticks.sort_by_key(|tick| tick.ts_us);
        ticks
    };
    let ticks = prop::collection::vec(tick, 0..40);
    prop_oneof![ticks.clone(), ticks.prop_map(sorted)]
}

pub fn any_timeframes() -> impl Strategy<Value = Vec<Timeframe>> {
    let names = [
        "S1", "S5", "S7", "S15", "M1", "M3", "M7", "M15", "M30", "H1", "H4", "H5", "H8", "H24",
        "D1", "H48", "H168", "W1", "MN1", "MN3",
    ];
    let all: Vec<Timeframe> = names.iter().map(|name| timeframe(name)).collect();
    prop::sample::subsequence(all, 1..=names.len()).prop_shuffle()
}

pub fn any_cut() -> impl Strategy<Value = Cut> {
    let boundary = prop_oneof![Just(Boundary::Left), Just(Boundary::Right)];
    let day_close = prop_oneof![Just(DayClose::NewYork), Just(DayClose::Utc)];
    (boundary, day_close).prop_map(|(boundary, day_close)| Cut {
        boundary,
        day_close,
        ..Cut::default()
    })
}
