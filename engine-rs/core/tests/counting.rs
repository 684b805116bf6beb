//! Bars of ticks, volume, range and Renko, by hand and by the plainest reading.

mod random_ticks;

use proptest::prelude::*;
use random_ticks::*;
use tick_engine::bar::{Bar, Ohlc};
use tick_engine::builder::BarBuilder;
use tick_engine::span::Cut;
use tick_engine::ticks::Tick;
use tick_engine::timeframe::Timeframe;

/// Bars of a timeframe; the second value is the forming one.
fn built(name: &str, ticks: &[Tick], chunk: usize) -> (Vec<Bar>, Option<Bar>) {
    let mut builder = BarBuilder::new(timeframe(name), Cut::default());
    let mut bars = Vec::new();
    for rows in ticks.chunks(chunk) {
        assert_eq!(builder.push(columns(rows).view(), &mut bars), Ok(()));
    }
    (bars, builder.finish())
}

/// One tick a second; ask 2 above bid; volumes 3 and 4.
fn quotes(bids: &[i64]) -> Vec<Tick> {
    let tick = |(second, &bid): (usize, &i64)| Tick {
        ts_us: second as i64 * 1_000_000,
        bid,
        ask: bid + 2,
        bid_volume: 3,
        ask_volume: 4,
    };
    bids.iter().enumerate().map(tick).collect()
}

/// First and last second, open, high, low, close of the bid, ticks.
fn rows(bars: &[Bar]) -> Vec<[i64; 7]> {
    let row = |bar: &Bar| {
        let Ohlc {
            open,
            high,
            low,
            close,
        } = bar.bid;
        let seconds = [bar.open_us, bar.close_us].map(|us| us / 1_000_000);
        [seconds[0], seconds[1], open, high, low, close, bar.ticks]
    };
    bars.iter().map(row).collect()
}

#[test]
fn a_tick_bar_is_complete_with_its_last_tick() {
    let (bars, forming) = built("T3", &quotes(&[5, 9, 7, 6, 4, 8, 1]), 2);
    assert_eq!(rows(&bars), [[0, 2, 5, 9, 5, 7, 3], [3, 5, 6, 8, 4, 8, 3]]);
    assert_eq!(rows(forming.as_slice()), [[6, 6, 1, 1, 1, 1, 1]]);
    assert_eq!(built("T3", &quotes(&[5, 9, 7]), 2).1, None);
}

#[test]
fn a_tick_is_not_split_over_volume_bars() {
    // 7 a tick: 14 is short of 15, 21 is not; nothing of the 6 beyond is carried over.
    let (bars, forming) = built("V15", &quotes(&[5, 9, 7, 6]), 9);
    assert_eq!(rows(&bars), [[0, 2, 5, 9, 5, 7, 3]]);
    assert_eq!((bars[0].bid_volume, bars[0].ask_volume), (9, 12));
    assert_eq!(rows(forming.as_slice()), [[3, 3, 6, 6, 6, 6, 1]]);
}

#[test]
fn a_range_bar_is_complete_when_its_bids_are_so_far_apart() {
    // 100..109 is 9 points; 99 makes it 10. The jump to 140 makes one bar of its own with 120.
    let (bars, forming) = built("R10", &quotes(&[100, 109, 104, 99, 120, 140, 135]), 3);
    assert_eq!(
        rows(&bars),
        [[0, 3, 100, 109, 99, 99, 4], [4, 5, 120, 140, 120, 140, 2]]
    );
    assert_eq!(rows(forming.as_slice()), [[6, 6, 135, 135, 135, 135, 1]]);
}

#[test]
fn a_renko_brick_follows_the_bid_and_a_reversal_takes_two() {
    // Bricks of 10 from 100 on: 125 draws 100-110 and 110-120; 101 is 19 below 120 and 9 below the last brick's bottom,
    // 110: nothing. 99 is 11 below it: one brick, 110-100. 79 draws 100-90 and 90-80.
    let ticks = quotes(&[100, 109, 125, 101, 99, 79]);
    let (bars, forming) = built("K10", &ticks, 1);
    assert_eq!(
        rows(&bars),
        [
            [0, 2, 100, 110, 100, 110, 3],
            [2, 2, 110, 120, 110, 120, 0],
            [3, 4, 110, 110, 100, 100, 2],
            [5, 5, 100, 100, 90, 90, 1],
            [5, 5, 90, 90, 80, 80, 0],
        ]
    );
    assert_eq!(forming, None);
    assert_eq!(
        (bars[2].ask.open, bars[2].ask.close, bars[2].mid2.close),
        (112, 102, 202)
    );
    let volume: i64 = bars.iter().map(|bar| bar.bid_volume).sum();
    assert_eq!(volume, 18);
}

#[test]
fn renko_draws_what_nautilus_does_on_one_jump() {
    // NautilusTrader's own test: 1.00000 to 1.00025 with bricks of 10 ticks is 1.00000-1.00010-1.00020.
    let (bars, _) = built("K10", &quotes(&[100_000, 100_025]), 1);
    let edges: Vec<_> = bars
        .iter()
        .map(|bar| (bar.bid.open, bar.bid.close))
        .collect();
    assert_eq!(edges, [(100_000, 100_010), (100_010, 100_020)]);
}

#[test]
fn a_jump_of_too_many_bricks_is_a_hole() {
    let (bars, _) = built("K1", &quotes(&[0, 10_001, 10_003]), 1);
    assert_eq!(rows(&bars)[0], [0, 2, 10_001, 10_002, 10_001, 10_002, 3]);
    assert_eq!(bars.len(), 2);
}

#[test]
fn a_jump_that_draws_no_brick_is_counted() {
    // 10,000 bricks are drawn, 10,001 are none; each brick width has its own.
    for (to, jumps) in [(10_000, 0), (10_001, 1), (-10_001, 1), (20_002, 2)] {
        let names = ["K1", "K2", "M1", "T2"].map(timeframe);
        let mut engine = engine(&names, 10, Cut::default());
        engine.on_ticks(columns(&quotes(&[0, to])).view());
        assert_eq!(engine.jumps(), jumps, "{to}");
    }
}

#[test]
fn bricks_go_on_after_any_brick_as_if_all_ticks_had_been_seen() {
    let bids = [0, 12, 24, 35, 9, 9, -8, 40_000, 40_011, 39_985, 3, 17];
    for (name, points) in [("K10", 10), ("K3", 3), ("K1", 1)] {
        let ticks = quotes(&bids);
        let (bars, forming) = built(name, &ticks, 1);
        for (place, pair) in bars.windows(2).enumerate() {
            if pair[0].last_us == pair[1].first_us {
                continue;
            }
            let rest = ticks.iter().filter(|tick| tick.ts_us > pair[0].last_us);
            let rest: Vec<_> = rest.copied().collect();
            let mut builder = BarBuilder::after_brick(points, pair[0].bid.open, pair[0].bid.close);
            let mut found = Vec::new();
            assert_eq!(builder.push(columns(&rest).view(), &mut found), Ok(()));
            assert_eq!(found, bars[place + 1..], "{name} after brick {place}");
            assert_eq!(builder.finish(), forming);
        }
    }
}

/// Ticks until the measure is full, again and again.
fn naive(ticks: &[Tick], is_full: impl Fn(&[Tick]) -> bool) -> (Vec<Vec<Tick>>, Vec<Tick>) {
    let (mut bars, mut waiting) = (Vec::new(), Vec::new());
    for tick in ticks {
        waiting.push(*tick);
        if is_full(&waiting) {
            bars.push(std::mem::take(&mut waiting));
        }
    }
    (bars, waiting)
}

fn bar_of(ticks: &[Tick]) -> Bar {
    let ohlc = |price: fn(&Tick) -> i64| {
        let prices: Vec<i64> = ticks.iter().map(price).collect();
        Ohlc {
            open: prices[0],
            high: prices.iter().copied().fold(i64::MIN, i64::max),
            low: prices.iter().copied().fold(i64::MAX, i64::min),
            close: prices[prices.len() - 1],
        }
    };
    let (first_us, last_us) = (ticks[0].ts_us, ticks[ticks.len() - 1].ts_us);
    Bar {
        open_us: first_us,
        close_us: last_us,
        bid: ohlc(|tick| tick.bid),
        ask: ohlc(|tick| tick.ask),
        mid2: ohlc(|tick| tick.bid + tick.ask),
        bid_volume: ticks.iter().map(|tick| tick.bid_volume).sum(),
        ask_volume: ticks.iter().map(|tick| tick.ask_volume).sum(),
        ticks: ticks.len() as i64,
        first_us,
        last_us,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn counted_bars_are_the_ticks_that_fill_them(ticks in any_ticks(), chunk in 1..300_usize, full in 1..200_i64) {
        let ticks = without_late(&ticks);
        let volume = |ticks: &[Tick]| ticks.iter().map(|tick| tick.bid_volume + tick.ask_volume).sum::<i64>();
        let range = |ticks: &[Tick]| {
            let bids = ticks.iter().map(|tick| tick.bid);
            bids.clone().max().unwrap_or(0) - bids.min().unwrap_or(0)
        };
        let expected = [
            (format!("T{full}"), naive(&ticks, |waiting| waiting.len() as i64 >= full)),
            (format!("V{full}"), naive(&ticks, |waiting| volume(waiting) >= full)),
            (format!("R{full}"), naive(&ticks, |waiting| range(waiting) >= full)),
        ];
        for (name, (bars, waiting)) in expected {
            let bars: Vec<Bar> = bars.iter().map(|ticks| bar_of(ticks)).collect();
            let forming = (!waiting.is_empty()).then(|| bar_of(&waiting));
            prop_assert_eq!(built(&name, &ticks, chunk), (bars, forming), "{}", name);
        }
    }

    #[test]
    fn bricks_stand_on_each_other(ticks in any_ticks(), chunk in 1..300_usize, points in 1..30_i64) {
        let ticks = without_late(&ticks);
        let (bars, forming) = built(&format!("K{points}"), &ticks, chunk);
        for bar in &bars {
            prop_assert_eq!((bar.bid.close - bar.bid.open).abs(), points);
            prop_assert_eq!((bar.bid.high, bar.bid.low), (bar.bid.open.max(bar.bid.close), bar.bid.open.min(bar.bid.close)));
        }
        for pair in bars.windows(2) {
            let is_same_way = (pair[0].bid.close > pair[0].bid.open) == (pair[1].bid.close > pair[1].bid.open);
            prop_assert_eq!(pair[1].bid.open, if is_same_way { pair[0].bid.close } else { pair[0].bid.open });
        }
        let counted: i64 = bars.iter().chain(&forming).map(|bar| bar.ticks).sum();
        prop_assert_eq!(counted, ticks.len() as i64);
    }

    #[test]
    fn the_engine_has_the_bars_of_the_builder_whatever_the_ticks(ticks in prop_oneof![any_ticks(), wild_ticks()], chunk in 1..300_usize) {
        let names = ["T7", "V20", "R9", "K5", "K9000000000000", "M1"];
        let mut engine = engine(&names.map(timeframe), 2_000_000, Cut::default());
        let mut count = 0;
        for rows in ticks.chunks(chunk) {
            count += engine.on_ticks(columns(rows).view());
        }
        let ticks = without_late(&ticks);
        for name in names {
            let (bars, forming) = built(name, &ticks, 50);
            count -= bars.len() as u64;
            prop_assert_eq!(engine.forming(timeframe(name)), Ok(forming));
            prop_assert_eq!(completed(&engine, timeframe(name)), (0, bars));
        }
        prop_assert_eq!(count, 0);
    }
}

#[test]
fn progress_is_how_full_the_bar_is() {
    let names = ["T4", "V28", "R10", "K10", "M1"];
    let mut engine = engine(&names.map(timeframe), 10, Cut::default());
    let progress = |engine: &tick_engine::mtf::MtfEngine| -> Vec<(Timeframe, f64)> {
        let snapshot = engine.snapshot();
        snapshot
            .iter()
            .map(|row| (row.timeframe, row.progress))
            .collect()
    };
    assert!(progress(&engine).iter().all(|row| row.1 == 0.0));
    engine.on_ticks(columns(&quotes(&[100, 104, 103])).view());
    let expected = [
        ("M1", 2.0 / 60.0),
        ("T4", 0.75),
        ("V28", 0.75),
        ("R10", 0.4),
        ("K10", 0.3),
    ];
    assert_eq!(
        progress(&engine),
        expected.map(|(name, full)| (timeframe(name), full))
    );
}
