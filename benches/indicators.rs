//! What a bar costs each indicator, completed (`update`) and forming (`preview`), and all of them together.
//!
//! `cargo bench -p tick-engine --bench indicators -- together` for the sums alone. In `indicator` and `together` one
//! iteration takes 1000 bars of a random walk, and the throughput counts bars (in `together`: bars times indicators). In
//! `fifty on six timeframes` one iteration is one tick, one saving or one restoring of 300 indicators.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tick_engine::indicators::registry::{find, indicators};
use tick_engine::indicators::{BarInput, Indicator, IndicatorSpec, Params};

const BARS: usize = 1000;
const WIDEST: usize = 8;

fn walk() -> Vec<BarInput> {
    let mut seed = 42_u64;
    let mut below = move |bound: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % bound) as i32
    };
    let mut close = 110_000;
    let mut bars = Vec::with_capacity(BARS);
    for row in 0..BARS {
        let open = close;
        close += below(21) - 10;
        let price = |points: i32| f64::from(points) / 1e5;
        bars.push(BarInput {
            open: price(open),
            high: price(open.max(close) + below(6)),
            low: price(open.min(close) - below(6)),
            close: price(close),
            volume: f64::from(below(1000)),
            ticks: 100,
            spread_mean: 2e-5,
            spread_low: 1e-5,
            spread_high: 4e-5,
            session_start: row % 500 == 0,
            ..BarInput::default()
        });
    }
    bars
}

/// Every indicator with its default parameters, warm.
fn warm(bars: &[BarInput]) -> Vec<(&'static str, Box<dyn Indicator>)> {
    let made = indicators().filter_map(|spec| {
        let params = spec.params(&[]).ok()?;
        Some((spec.name, spec.make(&params)))
    });
    made.map(|(name, mut indicator)| {
        for bar in bars {
            indicator.update(bar);
        }
        (name, indicator)
    })
    .collect()
}

fn each(criterion: &mut Criterion) {
    let bars = walk();
    let mut group = criterion.benchmark_group("indicator");
    group
        .throughput(Throughput::Elements(BARS as u64))
        .sample_size(20);
    group.warm_up_time(std::time::Duration::from_millis(100));
    group.measurement_time(std::time::Duration::from_millis(400));
    for (name, mut indicator) in warm(&bars) {
        group.bench_function(format!("{name} preview"), |bench| {
            let mut out = [0.0; WIDEST];
            bench.iter(|| {
                for bar in &bars {
                    indicator.preview(black_box(bar), &mut out);
                    black_box(&out);
                }
            });
        });
        group.bench_function(format!("{name} update"), |bench| {
            bench.iter(|| {
                for bar in &bars {
                    indicator.update(black_box(bar));
                    black_box(indicator.values());
                }
            });
        });
    }
    group.finish();
}

/// What a live tick and a restart cost beyond the bars themselves.
fn fifty_on_six_timeframes(criterion: &mut Criterion) {
    let bars = walk();
    let sets: Vec<_> = (0..6).map(|_| warm(&bars)).collect();
    let fifty = || sets.iter().flat_map(|set| set.iter().take(50));
    let mut group = criterion.benchmark_group("fifty on six timeframes");
    group.bench_function("preview of one tick", |bench| {
        let mut out = [0.0; WIDEST];
        let mut bars = bars.iter().cycle();
        bench.iter(|| {
            let bar = bars.next();
            for (_, indicator) in fifty() {
                bar.inspect(|bar| indicator.preview(black_box(bar), &mut out));
                black_box(&out);
            }
        });
    });
    group.bench_function("save", |bench| {
        let mut state = Vec::new();
        bench.iter(|| {
            state.clear();
            fifty().for_each(|(_, indicator)| indicator.save(&mut state));
            state.len()
        });
    });
    let saved: Vec<_> = fifty()
        .map(|(name, indicator)| row_and_state(name, indicator.as_ref()))
        .collect();
    group.bench_function("restore", |bench| {
        bench.iter(|| {
            let restored = saved.iter().flatten();
            restored
                .filter_map(|(spec, params, state)| spec.restore(params, state).ok())
                .count()
        });
    });
    group.finish();
}

fn row_and_state(
    name: &str,
    indicator: &dyn Indicator,
) -> Option<(&'static IndicatorSpec, Params, Vec<u8>)> {
    let spec = find(name).ok()?;
    let mut state = Vec::new();
    indicator.save(&mut state);
    Some((spec, spec.params(&[]).ok()?, state))
}

fn together(criterion: &mut Criterion) {
    let bars = walk();
    let mut all = warm(&bars);
    let mut group = criterion.benchmark_group("together");
    group.throughput(Throughput::Elements((BARS * all.len()) as u64));
    group.bench_function("preview", |bench| {
        let mut out = [0.0; WIDEST];
        bench.iter(|| {
            for bar in &bars {
                for (_, indicator) in &all {
                    indicator.preview(black_box(bar), &mut out);
                    black_box(&out);
                }
            }
        });
    });
    group.bench_function("update", |bench| {
        bench.iter(|| {
            for bar in &bars {
                for (_, indicator) in &mut all {
                    indicator.update(black_box(bar));
                }
            }
        });
    });
    group.finish();
}

criterion_group!(benches, together, fifty_on_six_timeframes, each);
criterion_main!(benches);
