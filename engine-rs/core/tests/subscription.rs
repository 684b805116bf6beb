//! Completed bars in the order in which they happened.

#![expect(clippy::panic, reason = "a test may panic")]

mod random_ticks;

use proptest::prelude::*;
use random_ticks::*;
use tick_engine::bar::Bar;
use tick_engine::mtf::MtfEngine;
use tick_engine::span::{Cut, Empty};
use tick_engine::subscription::{Event, Subscription};
use tick_engine::ticks::Tick;
use tick_engine::timeframe::Timeframe;

const NAMES: [&str; 9] = ["S5", "S7", "M1", "M15", "H1", "D1", "T3", "V20", "K7"];

/// Take one tick, and add the bars it completes: timeframe, index, bar.
fn take_and_tell(engine: &mut MtfEngine, tick: Tick, told: &mut Vec<(usize, u64, Bar)>) {
    let before = engine.snapshot();
    engine.on_tick(tick);
    for (place, row) in before.iter().enumerate() {
        let ring = engine.completed(row.timeframe);
        let ring = ring.unwrap_or_else(|fault| panic!("{fault}"));
        let (first, older, newer) = ring.since(row.completed_count);
        for (offset, bar) in older.iter().chain(newer).enumerate() {
            told.push((place, first + offset as u64, *bar));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn bars_are_told_tick_by_tick_and_lowest_first(ticks in any_ticks(), chunk in 1..300_usize, is_flat in any::<bool>()) {
        let ticks: Vec<Tick> = ticks.into_iter().take(150).collect();
        // Flat bars of seconds would be many.
        let (empty, first) = if is_flat { (Empty::Flat, 3) } else { (Empty::Skip, 0) };
        let timeframes: Vec<Timeframe> = NAMES[first..].iter().map(|name| timeframe(name)).collect();
        let mut engine = engine(&timeframes, 10_000, Cut { empty, ..Cut::default() });
        let (mut slow, mut expected) = (engine.clone(), Vec::new());
        for tick in &ticks {
            take_and_tell(&mut slow, *tick, &mut expected);
        }
        let mut subscription = Subscription::from_now(&engine);
        let mut events: Vec<Event> = Vec::new();
        for rows in ticks.chunks(chunk) {
            engine.on_ticks(columns(rows).view());
            events.extend(subscription.take(&engine));
        }
        prop_assert!(subscription.take(&engine).is_empty());
        prop_assert_eq!(subscription.missed(), 0);
        prop_assert!(events.iter().all(|event| !event.is_revised));
        let found: Vec<_> = events.iter().map(|event| (event.timeframe, event.index, event.bar)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn who_applies_revisions_has_the_bars_of_the_engine(
        offsets in prop::collection::vec((0..600_000_000_i64, any_quote()), 1..150), chunk in 1..40_usize, is_flat in any::<bool>(),
    ) {
        let empty = if is_flat { Empty::Flat } else { Empty::Skip };
        let names = ["S5", "M1", "M5"].map(timeframe);
        let mut engine = engine(&names, 1000, Cut { empty, ..Cut::default() }).with_late_tolerance(i64::MAX);
        let mut subscription = Subscription::from_now(&engine);
        let mut kept: Vec<Vec<Bar>> = vec![Vec::new(); names.len()];
        for rows in offsets.chunks(chunk) {
            for (ts_us, (bid, ask, bid_volume, ask_volume)) in rows {
                engine.on_tick(Tick { ts_us: *ts_us, bid: *bid, ask: *ask, bid_volume: *bid_volume, ask_volume: *ask_volume });
            }
            for event in subscription.take(&engine) {
                let (bars, index) = (&mut kept[event.timeframe], event.index as usize);
                if event.is_revised {
                    bars[index] = event.bar;
                } else {
                    bars.insert(index, event.bar);
                }
            }
        }
        for (place, timeframe) in names.into_iter().enumerate() {
            prop_assert_eq!(&completed(&engine, timeframe).1, &kept[place]);
        }
        prop_assert_eq!(subscription.missed(), 0);
    }
}

#[test]
fn who_reads_too_rarely_is_told_how_much_he_missed() {
    let mut engine = engine(&["S1", "M1"].map(timeframe), 10, Cut::default());
    let mut subscription = Subscription::from_now(&engine);
    for second in 0..100 {
        engine.on_tick(Tick {
            ts_us: second * 1_000_000,
            bid: 1,
            ask: 2,
            bid_volume: 0,
            ask_volume: 0,
        });
    }
    // 99 seconds and one minute are complete, which came before the 60th second's own bar.
    let events = subscription.take(&engine);
    let told: Vec<_> = events
        .iter()
        .map(|event| (event.timeframe, event.index))
        .collect();
    let seconds = (89..99).map(|index| (0, index));
    assert_eq!(
        told,
        [(1, 0)].into_iter().chain(seconds).collect::<Vec<_>>()
    );
    assert_eq!(subscription.missed(), 89);
}
