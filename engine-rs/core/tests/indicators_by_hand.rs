//! Indicators that no other library vouches for, beside figures worked by hand.

#![expect(clippy::panic, reason = "a test may panic")]

use tick_engine::indicators::registry::find;
use tick_engine::indicators::{BarInput, Value};

const NONE: f64 = f64::NAN;

fn check(name: &str, params: &[(&str, f64)], bars: &[BarInput], expected: &[&[f64]]) {
    let given: Vec<_> = params
        .iter()
        .map(|&(name, value)| (name.to_owned(), Value::Number(value)))
        .collect();
    let made = find(name).and_then(|spec| spec.params(&given).map(|params| spec.make(&params)));
    let mut indicator = made.unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(bars.len(), expected.len());
    for (row, (bar, expected)) in bars.iter().zip(expected).enumerate() {
        indicator.update(bar);
        let found = indicator.values();
        assert_eq!(found.len(), expected.len(), "{name}");
        for (found, expected) in found.iter().zip(*expected) {
            let is_equal = (found - expected).abs() <= 1e-12 * expected.abs();
            let is_none = found.is_nan() && expected.is_nan();
            assert!(
                is_equal || is_none,
                "{name} row {row}: {found}, by hand {expected}"
            );
        }
    }
}

fn bar(high: f64, low: f64, close: f64) -> BarInput {
    BarInput {
        open: low,
        high,
        low,
        close,
        ..BarInput::default()
    }
}

fn first(bar: BarInput) -> BarInput {
    BarInput {
        session_start: true,
        ..bar
    }
}

/// A bar of no whole session, a session with H = 1.1080, L = 1.0990, C = 1.1060, then the next.
fn two_sessions() -> [BarInput; 5] {
    [
        bar(9.0, 0.1, 5.0),
        first(bar(1.1050, 1.1000, 1.1010)),
        bar(1.1080, 1.0990, 1.1060),
        first(bar(1.1070, 1.1050, 1.1055)),
        bar(1.2, 1.0, 1.1),
    ]
}

#[test]
fn classic_pivots() {
    // P = (1.1080 + 1.0990 + 1.1060) / 3 = 3.3130 / 3; H - L = 0.0090
    let pivot = 3.3130 / 3.0;
    let levels = [
        pivot,
        6.6260 / 3.0 - 1.0990,         // R1 = 2 P - L
        (3.3130 + 0.0270) / 3.0,       // R2 = P + 0.0090
        1.1080 + 2.0 * (0.0160 / 3.0), // R3 = H + 2 (P - L), P - L = (3.3130 - 3.2970) / 3
        6.6260 / 3.0 - 1.1080,         // S1 = 2 P - H
        (3.3130 - 0.0270) / 3.0,       // S2 = P - 0.0090
        1.0990 - 2.0 * (0.0110 / 3.0), // S3 = L - 2 (H - P), H - P = (3.3240 - 3.3130) / 3
    ];
    let none = [NONE; 7];
    check(
        "PIVOT",
        &[],
        &two_sessions(),
        &[&none, &none, &none, &levels, &levels],
    );
}

#[test]
fn fibonacci_pivots() {
    // 0.382 × 0.0090 = 0.003438, 0.618 × 0.0090 = 0.005562
    let pivot = 3.3130 / 3.0;
    let levels = [
        pivot,
        pivot + 0.003_438,
        pivot + 0.005_562,
        pivot + 0.009,
        pivot - 0.003_438,
        pivot - 0.005_562,
        pivot - 0.009,
    ];
    let none = [NONE; 7];
    check(
        "PIVOT_FIBONACCI",
        &[],
        &two_sessions(),
        &[&none, &none, &none, &levels, &levels],
    );
}

#[test]
fn camarilla_pivots() {
    // 1.1 × 0.0090 = 0.0099; / 12 = 0.000825, / 6 = 0.00165, / 4 = 0.002475, / 2 = 0.00495, from C = 1.1060
    let levels = [
        1.106_825, 1.107_65, 1.108_475, 1.110_95, 1.105_175, 1.104_35, 1.103_525, 1.101_05,
    ];
    let none = [NONE; 8];
    check(
        "PIVOT_CAMARILLA",
        &[],
        &two_sessions(),
        &[&none, &none, &none, &levels, &levels],
    );
}

#[test]
fn session_average() {
    let paid = |close: f64, volume: f64| BarInput {
        volume,
        ..bar(close, close, close)
    };
    let bars = [
        paid(10.0, 2.0),
        paid(13.0, 1.0),
        first(paid(20.0, 4.0)),
        paid(26.0, 2.0),
        first(paid(7.0, 0.0)),
        paid(8.0, 3.0),
    ];
    let expected: [&[f64]; 6] = [
        &[10.0], // 20 / 2
        &[11.0], // (20 + 13) / 3
        &[20.0], // 80 / 4: a new session
        &[22.0], // (80 + 52) / 6
        &[NONE], // nothing traded in this session
        &[8.0],  // 24 / 3
    ];
    check("VWAP", &[], &bars, &expected);
}

#[test]
fn zig_zag_of_ten_percent() {
    let bars = [
        (100.0, 100.0),
        (105.0, 103.0), // 105 < 100 × 1.1
        (111.0, 108.0), // 111 ≥ 110: up since 100, two bars ago
        (120.0, 110.0), // further up
        (118.0, 109.0), // 109 > 120 × 0.9
        (115.0, 107.0), // 107 ≤ 108: down since 120, two bars ago
        (112.0, 104.0), // further down
        (113.0, 106.0), // 113 < 104 × 1.1 = 114.4
        (116.0, 110.0), // 116 ≥ 114.4: up since 104, two bars ago
        (116.0, 100.0), // no further; 100 ≤ 116 × 0.9 = 104.4: down since 116, one bar ago
        (130.0, 99.0),  // further down comes first: the leg goes on
        (131.0, 120.0), // 131 ≥ 99 × 1.1 = 108.9: up since 99
    ]
    .map(|(high, low)| bar(high, low, low));
    let expected: [&[f64]; 12] = [
        &[NONE; 5],
        &[NONE; 5],
        &[100.0, 2.0, 111.0, 0.0, 1.0],
        &[100.0, 3.0, 120.0, 0.0, 1.0],
        &[100.0, 4.0, 120.0, 1.0, 1.0],
        &[120.0, 2.0, 107.0, 0.0, -1.0],
        &[120.0, 3.0, 104.0, 0.0, -1.0],
        &[120.0, 4.0, 104.0, 1.0, -1.0],
        &[104.0, 2.0, 116.0, 0.0, 1.0],
        &[116.0, 1.0, 100.0, 0.0, -1.0],
        &[116.0, 2.0, 99.0, 0.0, -1.0],
        &[99.0, 1.0, 131.0, 0.0, 1.0],
    ];
    check("ZIGZAG", &[("percent", 10.0)], &bars, &expected);
}

#[test]
fn ichimoku() {
    let bars = [
        (10.0, 8.0),
        (12.0, 9.0),
        (11.0, 7.0),
        (14.0, 10.0),
        (13.0, 11.0),
        (15.0, 12.0),
    ]
    .map(|(high, low)| bar(high, low, low + 1.0));
    // Middle of the extremes of 2 (tenkan), 3 (kijun) and 4 bars (span B); span A is the mean of the first two.
    let expected: [&[f64]; 6] = [
        &[NONE, NONE, NONE, NONE, 9.0, NONE, NONE],
        &[10.0, NONE, NONE, NONE, 10.0, NONE, NONE], // (12 + 8) / 2
        &[9.5, 9.5, 9.5, NONE, 8.0, NONE, NONE],     // (12 + 7) / 2 twice
        &[10.5, 10.5, 10.5, 10.5, 11.0, NONE, NONE], // (14 + 7) / 2 three times
        &[12.0, 10.5, 11.25, 10.5, 12.0, 9.5, NONE], // (14 + 10) / 2, (14 + 7) / 2 twice; span A of 2 bars ago
        &[13.0, 12.5, 12.75, 11.0, 13.0, 10.5, 10.5], // (15 + 11) / 2, (15 + 10) / 2, (15 + 7) / 2; spans of then
    ];
    let params = [
        ("tenkan", 2.0),
        ("kijun", 3.0),
        ("senkou", 4.0),
        ("displacement", 2.0),
    ];
    check("ICHIMOKU", &params, &bars, &expected);
}

#[test]
fn spread_of_three_bars() {
    let quoted = |spread_mean: f64, spread_low: f64, spread_high: f64| BarInput {
        spread_mean,
        spread_low,
        spread_high,
        ..BarInput::default()
    };
    let bars = [
        quoted(1.0, 0.5, 2.0),
        quoted(2.0, 0.4, 3.0),
        quoted(3.0, 0.9, 4.0),
        quoted(5.0, 0.8, 1.0),
        quoted(6.0, 0.7, 1.0),
        quoted(4.0, 0.7, 1.5),
    ];
    let expected: [&[f64]; 6] = [
        &[NONE; 3],
        &[NONE; 3],
        &[2.0, 0.4, 4.0],        // (1 + 2 + 3) / 3
        &[10.0 / 3.0, 0.4, 4.0], // 2 + 3 + 5
        &[14.0 / 3.0, 0.7, 4.0], // 3 + 5 + 6; 0.4 has left
        &[5.0, 0.7, 1.5],        // 5 + 6 + 4; 4 has left
    ];
    check("SPREAD", &[("period", 3.0)], &bars, &expected);
}

#[test]
fn percent_b_and_width_of_two_prices() {
    // Mean of 1 and 3 is 2, their deviation (of the population) 1: bands at 0 and 4.
    let bars = [bar(1.0, 1.0, 1.0), bar(3.0, 3.0, 3.0), bar(3.0, 3.0, 3.0)];
    let params = [("period", 2.0)];
    check("PERCENTB", &params, &bars, &[&[NONE], &[0.75], &[0.5]]);
    check("BBWIDTH", &params, &bars[..2], &[&[NONE], &[2.0]]);
}
