//! The engine against the plainest reading of its definition, on random ticks in random chunks.

#![expect(clippy::panic, reason = "a test may panic")]

mod random_ticks;

use std::collections::BTreeMap;

use proptest::prelude::*;
use random_ticks::*;
use tick_engine::bar::{Bar, Ohlc};
use tick_engine::bar_columns::BarColumns;
use tick_engine::builder::{BarBuilder, LateTick};
use tick_engine::mtf::{MtfEngine, MtfError};
use tick_engine::span::{Cut, Span};
use tick_engine::ticks::{Tick, TickColumns};
use tick_engine::timeframe::Timeframe;

const PLENTY: usize = 5000;

fn ohlc(prices: &[i64]) -> Ohlc {
    Ohlc {
        open: prices[0],
        high: *prices.iter().max().unwrap_or(&0),
        low: *prices.iter().min().unwrap_or(&0),
        close: prices[prices.len() - 1],
    }
}

/// The bar of these ticks, by the definition of each of its fields.
fn bar_of(span: Span, ticks: &[Tick]) -> Bar {
    let column = |field: fn(&Tick) -> i64| ticks.iter().map(field).collect::<Vec<i64>>();
    let sum = |field: fn(&Tick) -> i64| {
        let sum: i128 = ticks.iter().map(|tick| i128::from(field(tick))).sum();
        i64::try_from(sum).unwrap_or(i64::MAX)
    };
    Bar {
        open_us: span.open_us,
        close_us: span.close_us,
        bid: ohlc(&column(|tick| tick.bid)),
        ask: ohlc(&column(|tick| tick.ask)),
        mid2: ohlc(&column(|tick| tick.bid.saturating_add(tick.ask))),
        bid_volume: sum(|tick| tick.bid_volume),
        ask_volume: sum(|tick| tick.ask_volume),
        ticks: ticks.len() as i64,
        first_us: ticks[0].ts_us,
        last_us: ticks[ticks.len() - 1].ts_us,
    }
}

/// Bars of ticks in order, the forming one last: ticks that share a span, gathered.
fn bars_of(ticks: &[Tick], timeframe: Timeframe, cut: &Cut) -> Vec<Bar> {
    let Timeframe::Time(period) = timeframe else {
        panic!("{timeframe} is not of time")
    };
    let mut spans: BTreeMap<i64, (Span, Vec<Tick>)> = BTreeMap::new();
    for tick in ticks {
        let span = Span::holding(tick.ts_us, period, cut);
        spans
            .entry(span.last_us)
            .or_insert((span, Vec::new()))
            .1
            .push(*tick);
    }
    spans
        .values()
        .map(|(span, ticks)| bar_of(*span, ticks))
        .collect()
}

/// Completed and forming bars of every timeframe are those of the ticks taken in, and of no other.
fn check_state(engine: &MtfEngine, taken: &[Tick], depth: usize, cut: &Cut) {
    let snapshots = engine.snapshot();
    for snapshot in &snapshots {
        let mut expected = bars_of(taken, snapshot.timeframe, cut);
        let forming = expected.pop();
        assert_eq!(snapshot.forming, forming, "{}", snapshot.timeframe);
        assert_eq!(engine.forming(snapshot.timeframe), Ok(forming));
        assert_eq!(snapshot.completed_count, expected.len() as u64);
        assert_eq!(snapshot.last, expected.last().copied());
        let dropped = expected.len().saturating_sub(depth);
        let kept = (dropped as u64, expected.split_off(dropped));
        assert_eq!(
            completed(engine, snapshot.timeframe),
            kept,
            "{}",
            snapshot.timeframe
        );
    }
    assert_eq!(engine.ticks(), taken.len() as u64);
    assert_eq!(engine.last_us(), taken.last().map(|tick| tick.ts_us));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn after_every_chunk_the_state_is_that_of_the_ticks_so_far(
        ticks in any_ticks(), timeframes in any_timeframes(), cut in any_cut(),
        depth in prop_oneof![Just(1), 1..20_usize, Just(PLENTY)], chunk in 1..300_usize,
    ) {
        let mut engine = engine(&timeframes, depth, cut.clone());
        for (chunks, rows) in ticks.chunks(chunk).enumerate() {
            let before: u64 = engine.snapshot().iter().map(|snapshot| snapshot.completed_count).sum();
            let completed = engine.on_ticks(columns(rows).view());
            let after: u64 = engine.snapshot().iter().map(|snapshot| snapshot.completed_count).sum();
            prop_assert_eq!(completed, after - before);
            let so_far = &ticks[..chunks * chunk + rows.len()];
            let taken = without_late(so_far);
            check_state(&engine, &taken, depth, &cut);
            prop_assert_eq!(engine.late(), (so_far.len() - taken.len()) as u64);
        }
    }

    #[test]
    fn ticks_at_once_and_one_by_one_end_in_the_same_state(
        ticks in prop_oneof![any_ticks(), wild_ticks()], timeframes in any_timeframes(), cut in any_cut(),
    ) {
        let [mut at_once, mut one_by_one] = [(); 2].map(|()| engine(&timeframes, 50, cut.clone()));
        let completed = at_once.on_ticks(columns(&ticks).view());
        let one_by_one_completed: u64 = ticks.iter().map(|tick| one_by_one.on_tick(*tick)).sum();
        prop_assert_eq!(completed, one_by_one_completed);
        prop_assert_eq!(at_once.snapshot(), one_by_one.snapshot());
        prop_assert_eq!((at_once.late(), at_once.last_us()), (one_by_one.late(), one_by_one.last_us()));
        for timeframe in timeframes {
            prop_assert_eq!(self::completed(&at_once, timeframe), self::completed(&one_by_one, timeframe));
        }
    }

    #[test]
    fn the_ends_of_all_numbers_are_ticks_like_others(
        ticks in wild_ticks(), timeframes in any_timeframes(), cut in any_cut(),
    ) {
        let mut engine = engine(&timeframes, PLENTY, cut.clone());
        engine.on_ticks(columns(&ticks).view());
        check_state(&engine, &without_late(&ticks), PLENTY, &cut);
    }

    #[test]
    fn a_builder_makes_the_bars_of_its_timeframe(
        ticks in prop_oneof![any_ticks(), wild_ticks()], timeframes in any_timeframes(), cut in any_cut(), chunk in 1..300_usize,
    ) {
        let ticks = without_late(&ticks);
        let mut builder = BarBuilder::new(timeframes[0], cut.clone());
        let mut bars = Vec::new();
        for rows in ticks.chunks(chunk) {
            prop_assert_eq!(builder.push(columns(rows).view(), &mut bars), Ok(()));
        }
        bars.extend(builder.finish());
        prop_assert_eq!(bars, bars_of(&ticks, timeframes[0], &cut));
        prop_assert_eq!(builder.finish(), None);
    }

    #[test]
    fn a_builder_gives_columns_of_the_same_bars(ticks in any_ticks(), timeframes in any_timeframes(), chunk in 1..300_usize) {
        let [mut by_rows, mut by_columns] = [(); 2].map(|()| BarBuilder::new(timeframes[0], Cut::default()));
        for rows in without_late(&ticks).chunks(chunk) {
            let mut bars = Vec::new();
            prop_assert_eq!(by_rows.push(columns(rows).view(), &mut bars), Ok(()));
            prop_assert_eq!(by_columns.push_columns(columns(rows).view()), Ok(BarColumns::from_pieces(&bars, &[])));
        }
        prop_assert_eq!(by_columns.finish(), by_rows.finish());
    }

    #[test]
    fn a_builder_takes_nothing_of_ticks_out_of_order(ticks in any_ticks(), chunk in 1..300_usize) {
        let mut builder = BarBuilder::new(timeframe("S5"), Cut::default());
        let (mut bars, mut taken) = (Vec::new(), Vec::new());
        for rows in ticks.chunks(chunk) {
            let in_order = without_late(&[&taken[..], rows].concat()).len() == taken.len() + rows.len();
            prop_assert_eq!(builder.push(columns(rows).view(), &mut bars).is_ok(), in_order);
            if in_order {
                taken.extend_from_slice(rows);
            }
        }
        bars.extend(builder.finish());
        prop_assert_eq!(bars, bars_of(&taken, timeframe("S5"), &Cut::default()));
    }
}

fn tick(ts_us: i64, bid: i64) -> Tick {
    Tick {
        ts_us,
        bid,
        ask: bid + 2,
        bid_volume: 1,
        ask_volume: 2,
    }
}

#[test]
fn the_high_of_the_mid_is_not_the_mid_of_the_highs() {
    let quotes = [(10, 30), (20, 20), (15, 16)];
    let tick = |(bid, ask)| Tick {
        ts_us: 0,
        bid,
        ask,
        bid_volume: 0,
        ask_volume: 0,
    };
    let mut engine = engine(&[timeframe("M1")], 1, Cut::default());
    engine.on_ticks(columns(&quotes.map(tick)).view());
    let mid2 = engine
        .forming(timeframe("M1"))
        .map(|bar| bar.map(|bar| bar.mid2));
    assert_eq!(
        mid2,
        Ok(Some(Ohlc {
            open: 40,
            high: 40,
            low: 31,
            close: 31
        }))
    );
}

#[test]
fn a_volume_beyond_all_numbers_stands_at_the_largest() {
    let names = ["S1", "M1", "T3"].map(timeframe);
    let mut engine = engine(&names, 10, Cut::default());
    let volumes = [i64::MAX - 1, 2, 3];
    for (second, volume) in (0..).zip(volumes) {
        engine.on_tick(Tick {
            bid_volume: volume,
            ask_volume: i64::MAX,
            ..tick(second * 1_000_000, 100)
        });
    }
    let [seconds, _, threes] = names.map(|name| completed(&engine, name).1);
    let minute = engine.forming(names[1]).ok().flatten();
    let told = |bar: &Bar| (bar.bid_volume, bar.ask_volume);
    let all = (i64::MAX, i64::MAX);
    assert_eq!(
        seconds.iter().map(told).collect::<Vec<_>>(),
        [(i64::MAX - 1, i64::MAX), (2, i64::MAX)]
    );
    assert_eq!(minute.as_ref().map(told), Some(all));
    assert_eq!(threes.iter().map(told).collect::<Vec<_>>(), [all]);
}

/// The ring has room for 1,000 bars, which blocks of 512 ticks do not divide.
#[test]
fn the_bars_of_a_block_go_on_at_the_front_of_a_full_ring() {
    let mut engine = engine(&[timeframe("S1")], 1000, Cut::default());
    let mut ticks = TickColumns::default();
    (0..5000).for_each(|second| ticks.push(tick(second * 1_000_000, second)));
    engine.on_ticks(ticks.view());
    let (first, bars) = completed(&engine, timeframe("S1"));
    let bids: Vec<i64> = bars.iter().map(|bar| bar.bid.open).collect();
    assert_eq!((first, bids), (3999, (3999..4999).collect()));
}

#[test]
fn an_interval_without_ticks_makes_no_bar() {
    let mut engine = engine(&[timeframe("M1"), timeframe("M5")], 10, Cut::default());
    engine.on_tick(tick(0, 100));
    // 9:30 later nine minutes and a five have passed in which nothing happened.
    assert_eq!(engine.on_tick(tick(570_000_000, 101)), 2);
    assert_eq!(completed(&engine, timeframe("M1")).1.len(), 1);
    assert_eq!(completed(&engine, timeframe("M5")).1.len(), 1);
}

#[test]
fn a_late_tick_is_refused_and_counted_and_an_equal_stamp_is_not() {
    let mut engine = engine(&[timeframe("M1")], 10, Cut::default());
    for ts_us in [5, 5, 4, 6, 5, 6] {
        engine.on_tick(tick(ts_us, 100));
    }
    assert_eq!(
        (engine.ticks(), engine.late(), engine.last_us()),
        (4, 2, Some(6))
    );

    let mut builder = BarBuilder::new(timeframe("M1"), Cut::default());
    let ticks = columns(&[tick(5, 100), tick(5, 100), tick(4, 100)]);
    let late = LateTick {
        row: 2,
        ts_us: 4,
        last_us: 5,
    };
    assert_eq!(builder.push(ticks.view(), &mut Vec::new()), Err(late));
    assert_eq!(builder.finish(), None);
}

#[test]
fn columns_of_unequal_length_count_as_the_shortest() {
    let mut ticks = columns(&[tick(0, 100), tick(1, 101), tick(2, 102)]);
    ticks.ask.truncate(1);
    let mut engine = engine(&[timeframe("M1")], 10, Cut::default());
    engine.on_ticks(ticks.view());
    assert_eq!((engine.ticks(), engine.last_us()), (1, Some(0)));
}

#[test]
fn an_engine_of_nonsense_is_refused() {
    let refused =
        |timeframes: &[Timeframe], depth| MtfEngine::new(timeframes, depth, Cut::default()).err();
    let [m1, h4] = ["M1", "H4"].map(timeframe);
    assert_eq!(refused(&[], 10), Some(MtfError::NoTimeframe));
    assert_eq!(
        refused(&[m1, h4, m1], 10),
        Some(MtfError::Twice { timeframe: m1 })
    );
    assert_eq!(refused(&[m1], 0), Some(MtfError::Depth { depth: 0 }));
    assert_eq!(
        refused(&[m1], usize::MAX),
        Some(MtfError::Depth { depth: usize::MAX })
    );
    let engine = engine(&[m1], 1, Cut::default());
    assert_eq!(
        engine.forming(h4),
        Err(MtfError::NotKept {
            timeframe: h4,
            kept: vec![m1]
        })
    );
}

#[test]
fn timeframes_stand_lowest_first() {
    let names = ["D1", "M1", "H24", "S7", "H4"].map(timeframe);
    let kept: Vec<String> = engine(&names, 1, Cut::default())
        .timeframes()
        .map(|name| name.to_string())
        .collect();
    assert_eq!(kept, ["S7", "M1", "H4", "H24", "D1"]);
}

#[test]
fn columns_of_many_pieces_are_those_of_one() {
    let ticks: Vec<Tick> = (0..20_000)
        .map(|second| tick(second * 1_000_000, second))
        .collect();
    let mut builder = BarBuilder::new(timeframe("S1"), Cut::default());
    let found = builder.push_columns(columns(&ticks).view());
    let mut bars = Vec::new();
    let again =
        BarBuilder::new(timeframe("S1"), Cut::default()).push(columns(&ticks).view(), &mut bars);
    assert_eq!(again, Ok(()));
    assert_eq!(found, Ok(BarColumns::from_pieces(&bars, &[])));
    assert_eq!(bars.len(), 19_999);
}
