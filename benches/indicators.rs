//! What a bar costs each indicator, completed (`update`) and forming (`preview`), and all of them together.
//!
//! `cargo bench -p tick-engine --bench indicators -- together` for the sums alone. One iteration takes 1000 bars of a
//! random walk; the throughput counts bars (for `together`: bars times indicators).

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tick_engine::indicators::registry::indicators;
use tick_engine::indicators::{BarInput, Indicator};

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

criterion_group!(benches, together, each);
criterion_main!(benches);
