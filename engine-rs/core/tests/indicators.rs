//! What holds for every indicator of the registry, whatever its parameters and its bars.

#![expect(clippy::panic, reason = "a test may panic")]

use proptest::prelude::*;
use tick_engine::fault::Fault;
use tick_engine::indicators::registry::{find, indicators};
use tick_engine::indicators::{BarInput, Indicator, IndicatorSpec, Input, Kind, Params, Value};

/// Bars of a random walk in points; some flat, some without volume, a session every 50.
fn walk(rows: usize, mut seed: u64) -> Vec<BarInput> {
    let mut below = move |bound: i32| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % bound as u64) as i32
    };
    let mut close = 110_000;
    let mut bars = Vec::with_capacity(rows);
    for row in 0..rows {
        let open = close + below(5) - 2;
        close += below(21) - 10;
        let price = |points: i32| f64::from(points) / 1e5;
        let spread = f64::from(below(10)) / 1e5;
        bars.push(BarInput {
            open_us: row as i64 * 60_000_000,
            close_us: (row as i64 + 1) * 60_000_000,
            open: price(open),
            high: price(open.max(close) + below(6)),
            low: price(open.min(close) - below(6)),
            close: price(close),
            volume: f64::from(below(4) * below(1000)),
            ticks: below(100) as u64,
            spread_mean: spread,
            spread_low: spread / 2.0,
            spread_high: spread * 2.0,
            session_start: row % 50 == 0,
        });
    }
    bars
}

fn defaults(spec: &IndicatorSpec) -> Params {
    match spec.params(&[]) {
        Ok(params) => params,
        Err(fault) => panic!("{}: {fault}", spec.name),
    }
}

/// Parameters with every count and number at its least, every word the last.
fn least(spec: &IndicatorSpec) -> Params {
    given(spec, |kind| match kind {
        Kind::Count { min, .. } => Value::Number(min as f64),
        Kind::Real { min, .. } => Value::Number(min),
        Kind::Choice { words, .. } => Value::Word(words.last().map_or("", |word| word).to_owned()),
    })
}

/// Counts of 37, numbers and words as they are.
fn longer(spec: &IndicatorSpec) -> Params {
    given(spec, |kind| match kind {
        Kind::Count { .. } => Value::Number(37.0),
        Kind::Real { default, .. } => Value::Number(default),
        Kind::Choice { default, words } => Value::Word(words[default].to_owned()),
    })
}

fn given(spec: &IndicatorSpec, value: impl Fn(Kind) -> Value) -> Params {
    let given: Vec<_> = spec
        .params
        .iter()
        .map(|param| (param.name.to_owned(), value(param.kind)))
        .collect();
    spec.params(&given)
        .unwrap_or_else(|fault| panic!("{}: {fault}", spec.name))
}

fn variants() -> impl Iterator<Item = (&'static IndicatorSpec, Params)> {
    indicators()
        .flat_map(|spec| [defaults(spec), least(spec), longer(spec)].map(|params| (spec, params)))
}

fn feed(indicator: &mut dyn Indicator, bars: &[BarInput]) {
    for bar in bars {
        indicator.update(bar);
    }
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn saved(indicator: &dyn Indicator) -> Vec<u8> {
    let mut state = Vec::new();
    indicator.save(&mut state);
    state
}

#[test]
fn the_registry_is_in_order() {
    let names: Vec<_> = indicators().map(|spec| spec.name).collect();
    assert!(names.len() >= 50, "{}", names.len());
    for (place, name) in names.iter().enumerate() {
        assert!(!names[..place].contains(name), "{name} twice");
        assert_eq!(find(&name.to_lowercase()).map(|spec| spec.name), Ok(*name));
    }
    for (spec, params) in variants() {
        let outputs: Vec<_> = spec.outputs.iter().map(|output| output.name).collect();
        assert!(!spec.title.is_empty() && spec.formula.ends_with('.') && !spec.inputs.is_empty());
        assert!((spec.warm_up)(&params) >= 1, "{}", spec.name);
        assert_eq!(
            spec.make(&params).values().len(),
            outputs.len(),
            "{}",
            spec.name
        );
        let has_source = spec.params.iter().any(|param| param.name == "source");
        assert_eq!(
            has_source,
            spec.inputs.contains(&Input::Source),
            "{}",
            spec.name
        );
    }
}

#[test]
fn a_preview_is_the_update_to_come_and_changes_nothing() {
    let bars = walk(400, 1);
    for (spec, params) in variants() {
        let mut indicator = spec.make(&params);
        for (row, bar) in bars.iter().enumerate() {
            let before = (row % 97 == 0).then(|| saved(indicator.as_ref()));
            let mut previewed = vec![0.0; spec.outputs.len()];
            indicator.preview(&bars[(row * 7) % 400], &mut previewed);
            indicator.preview(bar, &mut previewed);
            assert!(
                before.is_none_or(|before| before == saved(indicator.as_ref())),
                "{}",
                spec.name
            );
            indicator.update(bar);
            assert_eq!(
                bits(&previewed),
                bits(indicator.values()),
                "{} row {row}",
                spec.name
            );
        }
    }
}

#[test]
fn every_output_has_a_value_once_warm_and_not_all_before() {
    // These answer only at turns, or after a session that was seen whole.
    let events = [
        "FRACTAL",
        "ZIGZAG",
        "PIVOT",
        "PIVOT_FIBONACCI",
        "PIVOT_CAMARILLA",
    ];
    let bars: Vec<_> = walk(400, 2)
        .into_iter()
        .map(|bar| BarInput {
            volume: bar.volume + 1.0,
            ..bar
        })
        .collect();
    for (spec, params) in variants().filter(|(spec, _)| !events.contains(&spec.name)) {
        let warm_up = (spec.warm_up)(&params);
        let mut indicator = spec.make(&params);
        for (row, bar) in bars.iter().enumerate() {
            indicator.update(bar);
            let is_complete = indicator.values().iter().all(|value| value.is_finite());
            assert_eq!(
                is_complete,
                row + 1 >= warm_up,
                "{} {params:?} row {row}",
                spec.name
            );
        }
    }
}

#[test]
fn a_saved_memory_goes_on_bit_for_bit() {
    let bars = walk(300, 3);
    for (spec, params) in variants() {
        let mut original = spec.make(&params);
        for (row, bar) in bars.iter().enumerate() {
            if row % 41 == 0 {
                let state = saved(original.as_ref());
                let restored = spec.restore(&params, &state);
                let mut restored =
                    restored.unwrap_or_else(|fault| panic!("{}: {fault}", spec.name));
                assert_eq!(saved(restored.as_ref()), state, "{}", spec.name);
                assert_eq!(bits(restored.values()), bits(original.values()));
                let mut copy = original.copy();
                for bar in &bars[row..] {
                    restored.update(bar);
                    copy.update(bar);
                }
                assert_eq!(
                    saved(restored.as_ref()),
                    saved(copy.as_ref()),
                    "{}",
                    spec.name
                );
            }
            original.update(bar);
        }
    }
}

#[test]
fn bytes_that_are_no_state_are_refused() {
    let bars = walk(100, 4);
    for spec in indicators() {
        let params = defaults(spec);
        let mut indicator = spec.make(&params);
        feed(indicator.as_mut(), &bars);
        let state = saved(indicator.as_ref());
        for wrong in [&state[..state.len() - 1], &[&state[..], &[0]].concat()] {
            let fault = spec
                .restore(&params, wrong)
                .err()
                .map(|fault| fault.found());
            assert!(fault.is_some(), "{}", spec.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the bytes, they are refused or make an indicator that takes bars without a panic.
    #[test]
    fn no_state_panics(noise in prop::collection::vec(any::<(prop::sample::Index, u8)>(), 1..6), seed in any::<u64>()) {
        let bars = walk(60, seed);
        for spec in indicators() {
            let params = defaults(spec);
            let mut state = saved(spec.make(&params).as_ref());
            for (place, byte) in &noise {
                let place = place.index(state.len());
                state[place] = *byte;
            }
            if let Ok(mut indicator) = spec.restore(&params, &state) {
                feed(indicator.as_mut(), &bars);
            }
        }
    }

    /// Whatever the numbers of a bar, nothing panics.
    #[test]
    fn no_bar_panics(cells in prop::collection::vec(prop::collection::vec(strange(), 8), 1..60)) {
        for (spec, params) in variants() {
            let mut indicator = spec.make(&params);
            let mut out = [0.0; 8];
            for (row, cells) in cells.iter().enumerate() {
                let bar = BarInput {
                    open: cells[0],
                    high: cells[1],
                    low: cells[2],
                    close: cells[3],
                    volume: cells[4],
                    spread_mean: cells[5],
                    spread_low: cells[6],
                    spread_high: cells[7],
                    session_start: row % 7 == 0,
                    ..BarInput::default()
                };
                indicator.preview(&bar, &mut out);
                indicator.update(&bar);
            }
        }
    }

    /// The values on a bar depend on it and those before alone: there is nothing of the future in them to truncate,
    /// and a memory fed any prefix is the memory of that prefix.
    #[test]
    fn any_split_of_the_bars_ends_alike(cut in 0_usize..200, seed in any::<u64>()) {
        let bars = walk(200, seed);
        for spec in indicators() {
            let params = defaults(spec);
            let mut whole = spec.make(&params);
            let mut first = spec.make(&params);
            feed(whole.as_mut(), &bars);
            feed(first.as_mut(), &bars[..cut]);
            let mut second = first.copy();
            feed(second.as_mut(), &bars[cut..]);
            prop_assert_eq!(saved(second.as_ref()), saved(whole.as_ref()), "{}", spec.name);
        }
    }
}

fn strange() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(0.0),
        Just(1.1),
        Just(f64::MAX),
        -2.0..2.0
    ]
}

#[test]
fn constant_prices_give_plain_answers() {
    let bar = BarInput {
        open: 1.1,
        high: 1.1,
        low: 1.1,
        close: 1.1,
        volume: 5.0,
        ..BarInput::default()
    };
    // Whether a session starts matters to some: one start, so that they have no session before.
    for (spec, params) in variants().filter(|(spec, _)| !spec.name.starts_with("PIVOT")) {
        let mut indicator = spec.make(&params);
        feed(indicator.as_mut(), &vec![bar; 400]);
        if ["FRACTAL", "ZIGZAG"].contains(&spec.name) {
            assert!(
                indicator.values().iter().all(|value| value.is_nan()),
                "{}",
                spec.name
            );
        } else {
            assert!(
                indicator.values().iter().all(|value| value.is_finite()),
                "{} {params:?}",
                spec.name
            );
        }
    }
    for name in [
        "RSI",
        "CCI",
        "STOCH",
        "ROC",
        "CMO",
        "ADX",
        "STDDEV",
        "LINEARREG_SLOPE",
        "MFI",
        "ULTOSC",
    ] {
        let spec = find(name).unwrap_or_else(|fault| panic!("{fault}"));
        let mut indicator = spec.make(&defaults(spec));
        feed(indicator.as_mut(), &vec![bar; 400]);
        assert!(
            indicator.values().iter().all(|&value| value == 0.0),
            "{name} {:?}",
            indicator.values()
        );
    }
}

#[test]
fn a_huge_price_is_forgotten() {
    let usual = walk(700, 5);
    for name in [
        "SMA",
        "STDDEV",
        "LINEARREG",
        "BBANDS",
        "CCI",
        "SUM",
        "WMA",
        "VWMA",
        "TRIMA",
        "HMA",
    ] {
        let spec = find(name).unwrap_or_else(|fault| panic!("{fault}"));
        let (mut spoilt, mut clean) = (spec.make(&defaults(spec)), spec.make(&defaults(spec)));
        let huge = BarInput {
            high: 1e300,
            close: 1e300,
            ..usual[0]
        };
        spoilt.update(&huge);
        clean.update(&usual[0]);
        for bar in &usual {
            spoilt.update(bar);
            clean.update(bar);
        }
        for (spoilt, clean) in spoilt.values().iter().zip(clean.values()) {
            assert!(
                (spoilt - clean).abs() <= 1e-12 * clean.abs(),
                "{name}: {spoilt} {clean}"
            );
        }
    }
}

#[test]
fn running_sums_do_not_drift() {
    let bars = walk(200_000, 6);
    for name in ["SMA", "STDDEV", "LINEARREG_SLOPE", "WMA"] {
        let spec = find(name).unwrap_or_else(|fault| panic!("{fault}"));
        let (mut long, mut short) = (spec.make(&defaults(spec)), spec.make(&defaults(spec)));
        feed(long.as_mut(), &bars);
        feed(short.as_mut(), &bars[199_900..]);
        let (long, short) = (long.values()[0], short.values()[0]);
        assert!(
            (long - short).abs() <= 1e-12 * short.abs().max(1e-6),
            "{name}: {long} {short}"
        );
    }
}

#[test]
fn what_is_asked_wrongly_is_refused_in_words() {
    let check = |name: &str, param: &str, value: Value, expected: &str| {
        let given = [(param.to_owned(), value)];
        let fault = find(name).and_then(|spec| spec.params(&given)).err();
        assert_eq!(
            fault.map(|fault| fault.to_string()),
            Some(expected.to_owned())
        );
    };
    let number = Value::Number;
    let word = |word: &str| Value::Word(word.to_owned());
    check(
        "SMAA",
        "period",
        number(3.0),
        "expected the name of an indicator, found 'SMAA'",
    );
    check(
        "SMA",
        "n",
        number(3.0),
        "expected period or source, found 'n'",
    );
    check(
        "SMA",
        "period",
        number(0.0),
        "expected a whole number from 1 to 10000, found 0",
    );
    check(
        "SMA",
        "period",
        number(2.5),
        "expected a whole number from 1 to 10000, found 2.5",
    );
    check(
        "SMA",
        "period",
        number(f64::NAN),
        "expected a whole number from 1 to 10000, found NaN",
    );
    check(
        "SMA",
        "period",
        word("x"),
        "expected a whole number from 1 to 10000, found 'x'",
    );
    check(
        "BBANDS",
        "average",
        word("ama"),
        "expected sma or ema or smma or wma, found 'ama'",
    );
    check(
        "BBANDS",
        "average",
        number(1.0),
        "expected sma or ema or smma or wma, found 1",
    );
    check(
        "SAR",
        "maximum",
        number(1.5),
        "expected a number from 0 to 1, found 1.5",
    );
}
