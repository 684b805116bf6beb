//! What `python3 dev.py bench --gate` compares with another commit: one piece of work a call, the same on every run.
//!
//! `gate` names the works; `gate NAME ROUNDS` does one of them ROUNDS times over. The setting-up is the same for
//! any number of rounds, so that two numbers of rounds tell what one costs. Whoever changes what a work does gives it
//! another name: then it is not compared with something else.

#![expect(clippy::expect_used, reason = "a bench may panic")]

use std::fmt::Write;
use std::hint::black_box;

use tick_engine::attached::side::Side;
use tick_engine::formats::csv::CsvReader;
use tick_engine::formats::dialect;
use tick_engine::indicators::made::make;
use tick_engine::indicators::registry::indicators;
use tick_engine::mtf::MtfEngine;
use tick_engine::span::Cut;
use tick_engine::ticks::{Tick, TickColumns};
use tick_engine::timeframe::Timeframe;

const TICKS: usize = 20_000;
const FEW: usize = 500;
const DEPTH: usize = 500;
const TEN: [&str; 10] = [
    "S1", "S5", "S15", "M1", "M5", "M15", "M30", "H1", "H4", "D1",
];
const SIX: [&str; 6] = ["S5", "M1", "M5", "M15", "H1", "D1"];
const FIFTY: usize = 50;

type Work = (&'static str, fn(usize));
const WORKS: [Work; 8] = [
    ("ticks-in-columns", in_columns),
    ("sparse-ticks-in-columns", in_sparse_columns),
    ("tick-by-tick", one_by_one),
    ("tick-and-300-previews", previews),
    ("snapshots", snapshots),
    ("completed-bar-50-indicators", completed_bars),
    ("save-and-restore-300-indicators", saves),
    ("read-csv", csv),
];

fn main() {
    let mut words = std::env::args().skip(1);
    match words.next().as_deref() {
        None => WORKS.iter().for_each(|(name, _)| println!("{name}")),
        // As cargo calls a bench: each once, to see that it still works.
        Some("--bench" | "--test") => WORKS.iter().for_each(|(_, work)| work(1)),
        Some(name) => {
            let rounds = words.next().and_then(|rounds| rounds.parse().ok());
            let (_, work) = WORKS
                .iter()
                .find(|(known, _)| *known == name)
                .expect("the name of a work");
            work(rounds.expect("a number of rounds"));
        }
    }
}

fn engine(names: &[&str]) -> MtfEngine {
    let timeframes = names
        .iter()
        .map(|name| Timeframe::parse(name).expect("a timeframe"));
    let timeframes: Vec<Timeframe> = timeframes.collect();
    let engine = MtfEngine::new(&timeframes, DEPTH, Cut::default());
    engine.expect("an engine").with_digits(5)
}

/// Fifty indicators on each timeframe.
fn attended(names: &[&str]) -> MtfEngine {
    let mut engine = engine(names);
    let timeframes: Vec<Timeframe> = engine.timeframes().collect();
    for timeframe in timeframes {
        for spec in indicators().take(FIFTY) {
            let made = make(spec.name, &[]).expect("defaults");
            engine
                .add_indicator(timeframe, Side::Bid, made)
                .expect("it is kept");
        }
    }
    engine
}

/// Four ticks a second.
fn walk() -> TickColumns {
    walk_at(250_000)
}

fn walk_at(mean_gap_us: u64) -> TickColumns {
    let mut seed = 42_u64;
    let mut below = move |bound: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % bound) as i64
    };
    let mut ticks = TickColumns::default();
    let (mut ts_us, mut bid) = (1_549_238_400_000_000, 114_372);
    for _ in 0..TICKS {
        ts_us += below(2 * mean_gap_us);
        bid += below(5) - 2;
        let ask = bid + 1 + below(5);
        let [bid_volume, ask_volume] = [below(1_000_000), below(1_000_000)];
        ticks.push(Tick {
            ts_us,
            bid,
            ask,
            bid_volume,
            ask_volume,
        });
    }
    ticks
}

fn in_columns(rounds: usize) {
    take_columns(&walk(), rounds);
}

/// A tick a second: three of four complete a bar of the lowest timeframe.
fn in_sparse_columns(rounds: usize) {
    take_columns(&walk_at(1_000_000), rounds);
}

fn take_columns(ticks: &TickColumns, rounds: usize) {
    let mut engine = engine(&TEN);
    for _ in 0..rounds {
        black_box(engine.clone().on_ticks(ticks.view()));
        black_box(&mut engine);
    }
}

fn one_by_one(rounds: usize) {
    let (ticks, engine) = (walk(), engine(&TEN));
    for _ in 0..rounds {
        let mut engine = engine.clone();
        for tick in ticks.view().iter() {
            black_box(engine.on_tick(tick));
        }
    }
}

fn previews(rounds: usize) {
    let (ticks, mut engine) = (walk(), attended(&SIX));
    engine.on_ticks(ticks.view().rows(0..TICKS - FEW));
    for _ in 0..rounds {
        let mut engine = engine.clone();
        for tick in ticks.view().rows(TICKS - FEW..TICKS).iter() {
            engine.on_tick(tick);
            engine.preview_indicators(|_, values| {
                black_box(values);
            });
        }
    }
}

fn snapshots(rounds: usize) {
    let (ticks, mut engine) = (walk(), engine(&TEN));
    engine.on_ticks(ticks.view());
    for _ in 0..rounds * FEW {
        black_box(black_box(&engine).snapshot());
    }
}

fn completed_bars(rounds: usize) {
    let (ticks, engine) = (walk(), attended(&["S5"]));
    for _ in 0..rounds {
        black_box(engine.clone().on_ticks(ticks.view()));
    }
}

fn saves(rounds: usize) {
    let (ticks, mut engine) = (walk(), attended(&SIX));
    engine.on_ticks(ticks.view());
    for _ in 0..rounds {
        let saved = engine.save(&[]);
        let restored = MtfEngine::restore(&saved).expect("what was saved just now");
        black_box(restored);
    }
}

fn csv(rounds: usize) {
    let mut text = "timestamp,bid,ask,bid_volume,ask_volume\n".to_owned();
    for tick in walk().view().iter() {
        let [ms, bid, ask] = [tick.ts_us / 1000, tick.bid, tick.ask];
        let volumes = [tick.bid_volume, tick.ask_volume].map(|volume| volume / 100_000);
        let [bid_volume, ask_volume] = volumes;
        let _ = writeln!(
            text,
            "{ms},1.{bid:06},1.{ask:06},{bid_volume}.5,{ask_volume}.25"
        );
    }
    let dialect = dialect::by_name("default").expect("the dialect is in the table");
    for _ in 0..rounds {
        let mut ticks = TickColumns::default();
        let mut reader = CsvReader::new(dialect, 6, 1_000_000).expect("digits and scale are sound");
        reader
            .feed(text.as_bytes(), &mut ticks)
            .expect("the rows are sound");
        reader.finish(&mut ticks).expect("the rows are sound");
        black_box(ticks);
    }
}
