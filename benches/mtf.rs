//! The multi-timeframe state, beside the same bars built one timeframe at a time.
//!
//! `cargo bench -p tick-engine --bench mtf`. Ticks come four a second on average (`quiet` sessions: one), in random
//! gaps, as integers from a fixed seed.

use std::hint::black_box;
use std::time::Instant;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tick_engine::attached::side::Side;
use tick_engine::builder::BarBuilder;
use tick_engine::indicators::made::make;
use tick_engine::indicators::registry::indicators;
use tick_engine::mtf::MtfEngine;
use tick_engine::span::Cut;
use tick_engine::ticks::{Tick, TickColumns};
use tick_engine::timeframe::Timeframe;

const TICKS: usize = 2_000_000;
const DEPTH: usize = 5000;
const NAMES: [&str; 10] = [
    "S1", "S5", "S15", "M1", "M5", "M15", "M30", "H1", "H4", "D1",
];

fn timeframes() -> Vec<Timeframe> {
    NAMES
        .iter()
        .filter_map(|name| Timeframe::parse(name).ok())
        .collect()
}

fn engine() -> MtfEngine {
    match MtfEngine::new(&timeframes(), DEPTH, Cut::default()) {
        Ok(engine) => engine,
        Err(fault) => unreachable!("{fault}"),
    }
}

/// A random walk of quotes with gaps of 0 to twice the mean.
fn walk(mean_gap_us: u64) -> TickColumns {
    let mut seed = 42_u64;
    let mut below = move |bound: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((u128::from(seed >> 32) * u128::from(bound)) >> 32) as i64
    };
    let mut ticks = TickColumns::default();
    let (mut ts_us, mut bid) = (1_549_238_400_000_000, 114_372);
    for _ in 0..TICKS {
        ts_us += below(2 * mean_gap_us);
        bid += below(5) - 2;
        let ask = bid + 1 + below(5);
        ticks.push(Tick {
            ts_us,
            bid,
            ask,
            bid_volume: below(1_000_000),
            ask_volume: below(1_000_000),
        });
    }
    ticks
}

fn on_ticks(criterion: &mut Criterion) {
    for (pace, gap_us) in [("busy", 250_000), ("quiet", 1_000_000)] {
        let ticks = walk(gap_us);
        let mut group = criterion.benchmark_group(format!("ten timeframes, {pace}"));
        group
            .throughput(Throughput::Elements(TICKS as u64))
            .sample_size(20);
        group.bench_function("MtfEngine::on_ticks", |bench| {
            bench.iter_batched_ref(
                engine,
                |engine| engine.on_ticks(ticks.view()),
                BatchSize::PerIteration,
            );
        });
        group.bench_function("MtfEngine::on_tick", |bench| {
            bench.iter_batched_ref(
                engine,
                |engine| one_by_one(engine, &ticks),
                BatchSize::PerIteration,
            );
        });
        group.bench_function("ten BarBuilders", |bench| {
            bench.iter(|| ten_builders(&ticks));
        });
        group.finish();
    }
}

fn one_by_one(engine: &mut MtfEngine, ticks: &TickColumns) -> u64 {
    (0..ticks.len())
        .filter_map(|row| ticks.view().get(row))
        .map(|tick| engine.on_tick(tick))
        .sum()
}

fn ten_builders(ticks: &TickColumns) -> usize {
    timeframes()
        .into_iter()
        .map(|timeframe| bars(ticks, timeframe))
        .sum()
}

fn bars(ticks: &TickColumns, timeframe: Timeframe) -> usize {
    let mut bars = Vec::new();
    let pushed = BarBuilder::new(timeframe, Cut::default()).push(ticks.view(), &mut bars);
    assert!(pushed.is_ok());
    bars.len()
}

fn one_timeframe(criterion: &mut Criterion) {
    let ticks = walk(250_000);
    let mut group = criterion.benchmark_group("one timeframe");
    group
        .throughput(Throughput::Elements(TICKS as u64))
        .sample_size(20);
    for timeframe in timeframes()
        .into_iter()
        .filter(|timeframe| ["M1", "H1"].contains(&&*timeframe.to_string()))
    {
        group.bench_function(format!("BarBuilder {timeframe}"), |bench| {
            bench.iter(|| bars(&ticks, timeframe));
        });
    }
    group.finish();
}

fn snapshot(criterion: &mut Criterion) {
    let mut engine = engine();
    engine.on_ticks(walk(250_000).view());
    criterion.bench_function("snapshot of ten timeframes", |bench| {
        bench.iter(|| black_box(&engine).snapshot());
    });
}

/// Each tick timed by itself. Printed, since Criterion has no percentiles; the clock's own cost is in it, and told.
fn live_tick(_: &mut Criterion) {
    let ticks = walk(250_000);
    let mut engine = engine();
    let timed = |work: &mut dyn FnMut(Tick)| {
        let mut nanos: Vec<u64> = ticks
            .view()
            .iter()
            .map(|tick| nanos_of(|| work(tick)))
            .collect();
        nanos.sort_unstable();
        [0.5, 0.99, 0.999, 1.0].map(|part| nanos[((nanos.len() - 1) as f64 * part) as usize])
    };
    let taken = timed(&mut |tick| {
        black_box(engine.on_tick(tick));
    });
    let clock = timed(&mut |tick| {
        black_box(tick);
    });
    println!(
        "one live tick, ns at 50 %, 99 %, 99.9 % and most: {taken:?}; of that the clock: {clock:?}"
    );
}

fn nanos_of(work: impl FnOnce()) -> u64 {
    let start = Instant::now();
    work();
    start.elapsed().as_nanos() as u64
}

/// Ten timeframes with full rings where ten days fill them.
fn saving(criterion: &mut Criterion) {
    let mut engine = engine();
    engine.on_ticks(walk(250_000).view());
    let saved = engine.save(&[]);
    println!("saved: {} bytes of {}", saved.len(), engine.bytes());
    criterion.bench_function("save", |bench| bench.iter(|| engine.save(&[])));
    criterion.bench_function("restore", |bench| bench.iter(|| MtfEngine::restore(&saved)));
}

const FIFTY: usize = 50;

/// An engine with fifty indicators on each of its timeframes that has seen the ticks.
fn attended(names: &[&str], ticks: &TickColumns) -> MtfEngine {
    let all = timeframes();
    let wanted = all
        .into_iter()
        .filter(|timeframe| names.contains(&&*timeframe.to_string()));
    let wanted: Vec<Timeframe> = wanted.collect();
    let engine = MtfEngine::new(&wanted, DEPTH, Cut::default());
    let mut engine = engine
        .unwrap_or_else(|fault| unreachable!("{fault}"))
        .with_digits(5);
    for timeframe in wanted {
        for spec in indicators().take(FIFTY) {
            let made = make(spec.name, &[]).unwrap_or_else(|fault| unreachable!("{fault}"));
            assert!(engine.add_indicator(timeframe, Side::Bid, made).is_ok());
        }
    }
    engine.on_ticks(ticks.view());
    engine
}

/// One live tick, and what all indicators make of the forming bars after it.
fn live_tick_with_indicators(criterion: &mut Criterion) {
    let ticks = walk(250_000);
    let mut engine = attended(&["S5", "M1", "M5", "M15", "H1", "D1"], &ticks);
    let mut now_us = engine.last_us().unwrap_or_default();
    let mut rows = (0..TICKS).cycle();
    let mut group = criterion.benchmark_group("fifty indicators on six timeframes");
    group.bench_function("a tick and 300 previews", |bench| {
        bench.iter(|| {
            let tick = rows.next().and_then(|row| ticks.view().get(row));
            now_us += 250_000;
            tick.map(|tick| {
                engine.on_tick(Tick {
                    ts_us: now_us,
                    ..tick
                })
            });
            engine.preview_indicators(|_, values| {
                black_box(values);
            });
        });
    });
    group.bench_function("a tick alone", |bench| {
        bench.iter(|| {
            let tick = rows.next().and_then(|row| ticks.view().get(row));
            now_us += 250_000;
            tick.map(|tick| {
                engine.on_tick(Tick {
                    ts_us: now_us,
                    ..tick
                })
            })
        });
    });
    group.bench_function("snapshot and figures of 300", |bench| {
        bench.iter(|| (black_box(&engine).snapshot(), black_box(&engine).figures()));
    });
    group.finish();
}

/// Twenty symbols of ten timeframes with fifty indicators each.
fn saving_with_indicators(criterion: &mut Criterion) {
    let engine = attended(&NAMES, &walk(250_000));
    let bare = self::engine().bytes();
    let saved = engine.save(&[]);
    println!(
        "ten timeframes, 500 indicators: {} bytes of memory ({bare} without indicators), {} bytes saved",
        engine.bytes(),
        saved.len()
    );
    let mut group = criterion.benchmark_group("twenty symbols, ten timeframes, fifty indicators");
    group.sample_size(10);
    group.bench_function("save", |bench| {
        bench.iter(|| (0..20).map(|_| engine.save(&[]).len()).sum::<usize>());
    });
    group.bench_function("restore", |bench| {
        bench.iter(|| {
            (0..20)
                .filter(|_| MtfEngine::restore(&saved).is_ok())
                .count()
        });
    });
    group.finish();
}

criterion_group!(
    benches,
    on_ticks,
    one_timeframe,
    snapshot,
    live_tick,
    live_tick_with_indicators,
    saving,
    saving_with_indicators
);
criterion_main!(benches);
