//! Running sums and queues beside the plain definition over each window, for any period and any prices, ties included.

#![expect(clippy::panic, reason = "a test may panic")]
#![expect(
    clippy::float_cmp,
    reason = "the extreme of a window is one of its prices, to the bit"
)]

use proptest::prelude::*;
use tick_engine::indicators::registry::find;
use tick_engine::indicators::{BarInput, Value};

/// An indicator, and its first output from the window's prices, oldest first.
type Definition = (&'static str, usize, fn(&[f64]) -> f64);

/// Name, how many prices more than the period the window holds, and the definition.
const DEFINITIONS: [Definition; 12] = [
    ("SMA", 0, mean),
    ("SUM", 0, |prices| prices.iter().sum()),
    ("WMA", 0, weighted_mean),
    ("VAR", 0, variance),
    ("STDDEV", 0, |prices| variance(prices).sqrt()),
    ("MIN", 0, |prices| {
        prices.iter().copied().fold(f64::INFINITY, f64::min)
    }),
    ("MAX", 0, |prices| {
        prices.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }),
    ("MOM", 1, |prices| prices[prices.len() - 1] - prices[0]),
    ("CCI", 0, channel_index),
    ("AROON", 1, since_the_lowest),
    ("LINEARREG_SLOPE", 0, slope),
    ("LINEARREG", 0, |prices| {
        mean(prices) + slope(prices) * (prices.len() as f64 - 1.0) / 2.0
    }),
];

fn mean(prices: &[f64]) -> f64 {
    prices.iter().sum::<f64>() / prices.len() as f64
}

fn weighted_mean(prices: &[f64]) -> f64 {
    let weights = (1..=prices.len()).map(|weight| weight as f64);
    let sum: f64 = weights
        .clone()
        .zip(prices)
        .map(|(weight, price)| weight * price)
        .sum();
    sum / weights.sum::<f64>()
}

fn variance(prices: &[f64]) -> f64 {
    let mean = mean(prices);
    prices
        .iter()
        .map(|price| (price - mean).powi(2))
        .sum::<f64>()
        / prices.len() as f64
}

fn channel_index(prices: &[f64]) -> f64 {
    // Measured from the newest price, which costs no digits.
    let newest = prices[prices.len() - 1];
    let prices: Vec<f64> = prices.iter().map(|price| price - newest).collect();
    let mean = mean(&prices);
    let distances = prices.iter().map(|price| (price - mean).abs());
    let deviation = distances.sum::<f64>() / prices.len() as f64;
    if deviation == 0.0 {
        0.0
    } else {
        -mean / (0.015 * deviation)
    }
}

/// Aroon down: of equal lows the newest.
fn since_the_lowest(prices: &[f64]) -> f64 {
    let lowest = prices.iter().copied().fold(f64::INFINITY, f64::min);
    let age = prices
        .iter()
        .rev()
        .position(|price| *price == lowest)
        .unwrap_or(0);
    let period = prices.len() as f64 - 1.0;
    100.0 * (period - age as f64) / period
}

fn slope(prices: &[f64]) -> f64 {
    let middle = (prices.len() as f64 - 1.0) / 2.0;
    let distances = (0..prices.len()).map(|place| place as f64 - middle);
    let mean = mean(prices);
    let rise: f64 = distances
        .clone()
        .zip(prices)
        .map(|(x, price)| x * (price - mean))
        .sum();
    rise / distances.map(|x| x * x).sum::<f64>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn running_figures_are_those_of_the_window(
        period in 2_usize..40,
        moves in prop::collection::vec(prop_oneof![4 => Just(0), 1 => -20..20], 1..150),
        is_lively in any::<bool>(),
    ) {
        // Lively prices jump about; the others stand still for whole windows.
        let mut points = 110_000;
        let mut prices = Vec::new();
        for (place, change) in moves.into_iter().enumerate() {
            points += if is_lively { change + (place as i32 * 7) % 11 - 5 } else { change };
            prices.push(f64::from(points) / 1e5);
        }
        for (name, more, definition) in DEFINITIONS {
            check(name, period, &prices, period + more, definition);
        }
    }
}

fn check(name: &str, period: usize, prices: &[f64], window: usize, definition: fn(&[f64]) -> f64) {
    let given = [("period".to_owned(), Value::Number(period as f64))];
    let made = find(name).and_then(|spec| spec.params(&given).map(|params| spec.make(&params)));
    let mut indicator = made.unwrap_or_else(|fault| panic!("{fault}"));
    for (row, &price) in prices.iter().enumerate() {
        indicator.update(&BarInput {
            open: price,
            high: price,
            low: price,
            close: price,
            ..BarInput::default()
        });
        let found = indicator.values()[0];
        let Some(first) = (row + 1).checked_sub(window) else {
            assert!(found.is_nan(), "{name} row {row}");
            continue;
        };
        let expected = definition(&prices[first..=row]);
        // Prices around 1.1 are rounded by 1e-16 and differ by 1e-5: their differences are off by 1e-11 of themselves.
        let size = if ["CCI", "AROON"].contains(&name) {
            1.0
        } else {
            1e-4
        };
        let tolerance = 1e-9 * expected.abs() + 1e-10 * size;
        assert!(
            (found - expected).abs() <= tolerance,
            "{name} row {row}: {found}, plainly {expected}"
        );
    }
}
