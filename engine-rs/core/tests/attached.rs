//! Indicators inside the engine: what they see, and that nothing else changes them.

#![expect(clippy::panic, reason = "a test may panic")]

mod random_ticks;

use proptest::prelude::*;
use random_ticks::*;
use tick_engine::attached::side::Side;
use tick_engine::bar::{Bar, Ohlc};
use tick_engine::indicators::made::{Made, make};
use tick_engine::indicators::registry::indicators;
use tick_engine::indicators::{BarInput, Value};
use tick_engine::mtf::{MtfEngine, MtfError};
use tick_engine::span::{Boundary, Cut, Empty, Span};
use tick_engine::ticks::Tick;
use tick_engine::timeframe::{Period, Timeframe};

const PLENTY: usize = 5000;
const SIDES: [Side; 3] = [Side::Bid, Side::Ask, Side::Mid];
/// Memories of every kind: averages, extremes, sessions, spreads, turns.
const SOME: [&str; 8] = [
    "EMA", "BBANDS", "STOCH", "VWAP", "PIVOT", "SPREAD", "ZIGZAG", "RSI",
];

fn made(name: &str) -> Made {
    make(name, &[]).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// The same with a memory of three bars, where it has a period.
fn short(name: &str) -> Made {
    let period = [("period".to_owned(), Value::Number(3.0))];
    make(name, &period).unwrap_or_else(|_| made(name))
}

fn attach(engine: &mut MtfEngine, timeframe: Timeframe, side: Side, made: Made) -> u64 {
    engine
        .add_indicator(timeframe, side, made)
        .unwrap_or_else(|fault| panic!("{fault}"))
}

/// Some indicators on every timeframe, the sides in turn.
fn attach_some(engine: &mut MtfEngine) {
    let timeframes: Vec<_> = engine.timeframes().collect();
    for (place, timeframe) in timeframes.into_iter().enumerate() {
        for (offset, name) in SOME.into_iter().enumerate() {
            attach(engine, timeframe, SIDES[(place + offset) % 3], short(name));
        }
    }
}

fn bits(columns: &[Vec<f64>]) -> Vec<Vec<u64>> {
    let bits = |column: &Vec<f64>| column.iter().map(|value| value.to_bits()).collect();
    columns.iter().map(bits).collect()
}

fn values(engine: &MtfEngine, id: u64, since: u64) -> (u64, Vec<Vec<u64>>) {
    let (first, columns) = engine
        .indicator_values(id, since)
        .unwrap_or_else(|fault| panic!("{fault}"));
    (first, bits(&columns))
}

/// Of an indicator its id, the index of the first row, the columns and what it makes of the forming bar.
type Told = (u64, u64, Vec<Vec<u64>>, Vec<u64>);

/// All that the indicators of an engine say.
fn told(engine: &MtfEngine) -> Vec<Told> {
    let ids: Vec<u64> = engine.indicators().map(|(_, each)| each.id).collect();
    let rows = ids.into_iter().map(|id| {
        let (first, columns) = values(engine, id, 0);
        let forming = engine.indicator_forming(id).ok().flatten();
        (
            id,
            first,
            columns,
            bits(&[forming.unwrap_or_default()]).concat(),
        )
    });
    rows.collect()
}

fn side_of(bar: &Bar, side: Side) -> (Ohlc, f64, f64) {
    let [bid, ask] = [bar.bid_volume as f64, bar.ask_volume as f64];
    match side {
        Side::Bid => (bar.bid, 1.0, bid),
        Side::Ask => (bar.ask, 1.0, ask),
        Side::Mid => (bar.mid2, 2.0, bid + ask),
    }
}

/// What an indicator should see of a bar, from the bar, the spreads of its ticks and whether it opens a session.
fn input_of(bar: &Bar, side: Side, digits: i32, spreads: &[i64], session_start: bool) -> BarInput {
    let (ohlc, parts, volume) = side_of(bar, side);
    let price = |points: i64| points as f64 / parts / 10_f64.powi(digits);
    let close = [bar.ask.close - bar.bid.close];
    let spreads = if spreads.is_empty() { &close } else { spreads };
    let spread = |points: f64| points / 10_f64.powi(digits);
    BarInput {
        open_us: bar.open_us,
        close_us: bar.close_us,
        open: price(ohlc.open),
        high: price(ohlc.high),
        low: price(ohlc.low),
        close: price(ohlc.close),
        volume,
        ticks: bar.ticks as u64,
        spread_mean: spread(spreads.iter().sum::<i64>() as f64 / spreads.len() as f64),
        spread_low: spread(spreads.iter().min().map_or(0.0, |&low| low as f64)),
        spread_high: spread(spreads.iter().max().map_or(0.0, |&high| high as f64)),
        session_start,
    }
}

/// The bars of a timeframe, the forming one last, as an indicator should see them: ticks go to bars by their count.
fn inputs(bars: &[Bar], ticks: &[Tick], side: Side, digits: i32, cut: &Cut) -> Vec<BarInput> {
    let spreads: Vec<i64> = ticks.iter().map(|tick| tick.ask - tick.bid).collect();
    let day = |bar: &Bar| {
        let left = Cut {
            boundary: Boundary::Left,
            ..cut.clone()
        };
        Span::holding(bar.open_us, Period::Day, &left)
    };
    let mut passed = 0;
    let rows = bars.iter().enumerate().map(|(row, bar)| {
        let own = &spreads[passed..passed + bar.ticks as usize];
        passed += bar.ticks as usize;
        let is_start = match row.checked_sub(1) {
            Some(before) => day(&bars[before]) != day(bar),
            None => bar.open_us <= day(bar).open_us,
        };
        input_of(bar, side, digits, own, is_start)
    });
    rows.collect()
}

fn some_names() -> impl Strategy<Value = Vec<&'static str>> {
    let names = vec![
        "S5", "S7", "M1", "M15", "H1", "H4", "D1", "W1", "T3", "V20", "R9", "K7",
    ];
    prop::sample::subsequence(names, 1..6)
}

fn by_name(names: &[&str]) -> Vec<Timeframe> {
    names.iter().map(|name| timeframe(name)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn each_indicator_sees_the_completed_bars_and_tries_the_forming_one(
        ticks in any_ticks(), names in some_names(), cut in any_cut(), which in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(), digits in 0..6_u8, chunk in 1..300_usize, side in prop::sample::select(&SIDES[..]),
    ) {
        let ticks = without_late(&ticks);
        let timeframe: Timeframe = timeframe(names[place.index(names.len())]);
        let all: Vec<_> = indicators().map(|spec| spec.name).collect();
        let name = *which.get(&all);
        let mut engine = engine(&by_name(&names), PLENTY, cut.clone()).with_digits(digits);
        let id = attach(&mut engine, timeframe, side, short(name));
        for rows in ticks.chunks(chunk) {
            engine.on_ticks(columns(rows).view());
        }
        let (_, mut bars) = completed(&engine, timeframe);
        let forming = engine.forming(timeframe).unwrap_or_else(|fault| panic!("{fault}"));
        bars.extend(forming);
        let inputs = inputs(&bars, &ticks, side, digits.into(), &cut);
        let mut alone = short(name).indicator;
        let (_, found) = values(&engine, id, 0);
        let whole = bars.len() - usize::from(forming.is_some());
        for (row, input) in inputs[..whole].iter().enumerate() {
            alone.update(input);
            let expected: Vec<u64> = alone.values().iter().map(|value| value.to_bits()).collect();
            let row: Vec<u64> = found.iter().map(|column| column[row]).collect();
            prop_assert_eq!(&row, &expected, "{}", name);
        }
        let mut expected = vec![0.0; found.len()];
        let expected = inputs.get(whole).map(|input| {
            alone.preview(input, &mut expected);
            bits(&[expected])
        });
        let forming = engine.indicator_forming(id).unwrap_or_else(|fault| panic!("{fault}"));
        prop_assert_eq!(forming.map(|values| bits(&[values])), expected, "{}", name);
    }

    #[test]
    fn at_once_one_by_one_and_restored_on_the_way_are_the_same_bytes(
        ticks in any_ticks(), names in some_names(), cut in any_cut(), chunk in 1..300_usize, depth in 1..400_usize,
        at in 0..600_usize, is_flat in any::<bool>(),
    ) {
        // Flat bars of seconds would be many.
        let names: Vec<_> = names.into_iter().filter(|name| !is_flat || !name.starts_with('S')).collect();
        prop_assume!(!names.is_empty());
        let empty = if is_flat { Empty::Flat } else { Empty::Skip };
        let make = || {
            let mut engine = engine(&by_name(&names), depth, Cut { empty, ..cut.clone() }).with_digits(5);
            attach_some(&mut engine);
            engine
        };
        let [mut at_once, mut in_chunks, mut one_by_one, mut stopped] = [(); 4].map(|()| make());
        at_once.on_ticks(columns(&ticks).view());
        for rows in ticks.chunks(chunk) {
            in_chunks.on_ticks(columns(rows).view());
        }
        for tick in &ticks {
            one_by_one.on_tick(*tick);
        }
        let (before, after) = ticks.split_at(at.min(ticks.len()));
        stopped.on_ticks(columns(before).view());
        let saved = stopped.save(&[]);
        let (mut restored, _) = MtfEngine::restore(&saved).unwrap_or_else(|fault| panic!("{fault}"));
        prop_assert_eq!(&restored.save(&[]), &saved);
        prop_assert_eq!(told(&restored), told(&stopped));
        restored.on_ticks(columns(after).view());
        let saved = at_once.save(&[]);
        let tale = told(&at_once);
        prop_assert_eq!(&at_once.save(&[]), &saved);
        for other in [&in_chunks, &one_by_one, &restored] {
            prop_assert_eq!(&other.save(&[]), &saved);
            prop_assert_eq!(&told(other), &tale);
        }
    }

    #[test]
    fn the_future_changes_no_value(ticks in any_ticks(), names in some_names(), at in 0..600_usize) {
        let ticks = without_late(&ticks);
        let (before, after) = ticks.split_at(at.min(ticks.len()));
        let mut engine = engine(&by_name(&names), PLENTY, Cut::default());
        attach_some(&mut engine);
        engine.on_ticks(columns(before).view());
        let then = told(&engine);
        engine.on_ticks(columns(after).view());
        for ((_, _, then, _), (_, _, now, _)) in then.iter().zip(told(&engine)) {
            for (then, now) in then.iter().zip(now) {
                prop_assert_eq!(&now[..then.len()], &then[..]);
            }
        }
    }

    #[test]
    fn what_has_left_the_ring_still_counts(ticks in any_ticks(), names in some_names(), depth in 1..40_usize, back in 0..50_u64) {
        let make = |depth| {
            let mut engine = engine(&by_name(&names), depth, Cut::default());
            attach_some(&mut engine);
            engine.on_ticks(columns(&ticks).view());
            engine
        };
        let (all, few) = (make(PLENTY), make(depth));
        let ids: Vec<u64> = all.indicators().map(|(_, each)| each.id).collect();
        for id in ids {
            let (_, expected) = values(&all, id, 0);
            let total = expected[0].len() as u64;
            for since in [0, total.saturating_sub(back), total, total + 3] {
                let (first, found) = values(&few, id, since);
                prop_assert_eq!(first, since.clamp(total.saturating_sub(depth as u64), total));
                for (found, expected) in found.iter().zip(&expected) {
                    prop_assert_eq!(&found[..], &expected[first as usize..]);
                }
            }
        }
    }

    #[test]
    fn late_ticks_leave_the_values_of_the_ticks_sorted_by_time(
        rows in prop::collection::vec((0..3_000_000_000_i64, any_quote()), 1..200), is_flat in any::<bool>(),
        tolerance_us in prop_oneof![Just(i64::MAX), 0..3_000_000_000_i64], chunk in 1..50_usize,
    ) {
        let tick = |(off_us, (bid, ask, bid_volume, ask_volume)): (i64, _)| Tick {
            ts_us: 1_551_999_600_000_000 + off_us / 500_000 * 500_000, bid, ask, bid_volume, ask_volume,
        };
        let ticks: Vec<Tick> = rows.into_iter().map(tick).collect();
        let empty = if is_flat { Empty::Flat } else { Empty::Skip };
        let cut = Cut { empty, ..Cut::default() };
        let mut late = engine(&by_name(&["S5", "M1", "M5", "D1"]), PLENTY, cut.clone()).with_late_tolerance(tolerance_us);
        attach_some(&mut late);
        let mut taken: Vec<Tick> = Vec::new();
        for rows in ticks.chunks(chunk) {
            late.on_ticks(columns(rows).view());
        }
        // Those that were taken in, in time order.
        let mut last_us = i64::MIN;
        for tick in &ticks {
            last_us = last_us.max(tick.ts_us);
            if tick.ts_us >= last_us.saturating_sub(tolerance_us) {
                taken.push(*tick);
            }
        }
        taken.sort_by_key(|tick| tick.ts_us);
        let mut in_order = engine(&by_name(&["S5", "M1", "M5", "D1"]), PLENTY, cut);
        attach_some(&mut in_order);
        in_order.on_ticks(columns(&taken).view());
        prop_assert_eq!(late.ticks(), taken.len() as u64);
        prop_assert_eq!(told(&late), told(&in_order));
    }

    #[test]
    fn who_comes_late_has_the_values_of_who_was_there_from_the_start(
        ticks in any_ticks(), names in some_names(), at in 0..600_usize, tolerance_us in 0..9_000_000_i64,
    ) {
        let make = || engine(&by_name(&names), PLENTY, Cut::default()).with_late_tolerance(tolerance_us);
        let (before, after) = ticks.split_at(at.min(ticks.len()));
        let (mut early, mut late) = (make(), make());
        // Spreads are only known of ticks that came while somebody wanted them.
        let some: Vec<_> = SOME.into_iter().filter(|name| *name != "SPREAD").collect();
        let attach_all = |engine: &mut MtfEngine| {
            for timeframe in by_name(&names) {
                for name in &some {
                    attach(engine, timeframe, Side::Mid, short(name));
                }
            }
        };
        attach_all(&mut early);
        early.on_ticks(columns(before).view());
        late.on_ticks(columns(before).view());
        attach_all(&mut late);
        prop_assert_eq!(told(&late), told(&early));
        early.on_ticks(columns(after).view());
        late.on_ticks(columns(after).view());
        prop_assert_eq!(told(&late), told(&early));
    }

    #[test]
    fn who_goes_leaves_the_others_as_they_were(ticks in any_ticks(), gone in 0..16_u64) {
        let names = ["M1", "T3"];
        let make = || {
            let mut engine = engine(&by_name(&names), 50, Cut::default());
            attach_some(&mut engine);
            engine
        };
        let (before, after) = ticks.split_at(ticks.len() / 2);
        let (mut all, mut fewer) = (make(), make());
        for (engine, is_fewer) in [(&mut all, false), (&mut fewer, true)] {
            engine.on_ticks(columns(before).view());
            if is_fewer {
                prop_assert_eq!(engine.remove_indicator(gone), Ok(()));
            }
            engine.on_ticks(columns(after).view());
        }
        let expected: Vec<_> = told(&all).into_iter().filter(|row| row.0 != gone).collect();
        prop_assert_eq!(told(&fewer), expected);
    }

    #[test]
    fn the_ends_of_all_numbers_panic_no_indicator(ticks in wild_ticks(), cut in any_cut(), tolerance_us in any::<i64>()) {
        let mut engine = engine(&by_name(&["M1", "H1", "D1", "T3"]), 9, cut).with_late_tolerance(tolerance_us);
        attach_some(&mut engine);
        for tick in &ticks {
            engine.on_tick(*tick);
        }
        let saved = engine.save(&[]);
        let restored = MtfEngine::restore(&saved).map(|(engine, _)| engine.save(&[]));
        prop_assert_eq!(restored, Ok(saved));
        prop_assert_eq!(told(&engine).len(), 4 * SOME.len());
    }
}

#[test]
fn figures_are_what_each_says_by_itself() {
    let mut engine = engine(&by_name(&["S5", "M1", "T4"]), 10, Cut::default());
    attach_some(&mut engine);
    for second in 0..100 {
        let figures = engine.figures();
        let mut previewed = Vec::new();
        engine.preview_indicators(|id, values| previewed.push((id, bits(&[values.to_vec()]))));
        let mut formed = Vec::new();
        for (_, each) in engine.indicators() {
            let forming = engine.indicator_forming(each.id).ok().flatten();
            formed.extend(forming.clone().map(|values| (each.id, bits(&[values]))));
            let Some(figure) = figures.of(each.id) else {
                panic!("{} is missing", each.id)
            };
            let (completed, now) = (figure.completed, figure.forming);
            assert_eq!(figure.outputs, each.outputs);
            assert_eq!(
                now.map(|now| bits(&[now.to_vec()])),
                forming.map(|values| bits(&[values]))
            );
            let (_, columns) = values(&engine, each.id, 0);
            if let Some(last) = columns[0].len().checked_sub(1) {
                let row: Vec<u64> = columns.iter().map(|column| column[last]).collect();
                assert_eq!(bits(&[completed.to_vec()]).concat(), row);
            }
        }
        assert_eq!(previewed, formed);
        engine.on_tick(Tick {
            ts_us: second * 1_700_000,
            bid: 100 + second * second % 17,
            ask: 103 + second * 7 % 19,
            bid_volume: second,
            ask_volume: 1,
        });
    }
}

#[test]
fn what_cannot_be_attached_is_refused() {
    let mut engine = engine(&by_name(&["M1"]), 10, Cut::default());
    let h1 = engine.add_indicator(timeframe("H1"), Side::Bid, made("EMA"));
    assert!(matches!(h1, Err(MtfError::NotKept { .. })));
    let mut wide = made("EMA");
    wide.outputs = vec!["x".to_owned(); 17];
    let wide = engine.add_indicator(timeframe("M1"), Side::Bid, wide);
    assert_eq!(
        wide.map_err(|fault| fault.to_string()),
        Err("indicator EMA: expected 1 to 16 outputs, found 17".to_owned())
    );
    let gone = MtfError::NoIndicator { id: 7, ids: vec![] };
    assert_eq!(engine.remove_indicator(7), Err(gone.clone()));
    assert_eq!(engine.indicator_values(7, 0), Err(gone.clone()));
    assert_eq!(engine.indicator_forming(7), Err(gone));
    assert!(engine.figures().of(7).is_none());
}
