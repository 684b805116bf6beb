//! How far prices range.

use super::bar_input::BarInput;
use super::formula::formula;
use super::kernels::{Feed, Highest, Lowest, Mean, Moments, Previous, Rolling, Wilder};
use super::momentum::share;
use super::registry::{IndicatorSpec, Input};
use super::source::Source;
use super::specs::{SOURCE, band, own, period, real};

const GROUP: &str = "Volatility";

const RANGE_INPUTS: &[Input] = &[Input::High, Input::Low, Input::Close];

pub(super) const SPECS: &[IndicatorSpec] = &[
    IndicatorSpec {
        name: "TRANGE",
        title: "True range",
        group: GROUP,
        params: &[],
        inputs: RANGE_INPUTS,
        outputs: &[own("range")],
        warm_up: |_| 2,
        formula: "Greatest of high - low, |high - last close| and |low - last close|. \
                  Wilder, New Concepts in Technical Trading Systems (1978), ch. 3.",
        make: TrueRange::make,
    },
    IndicatorSpec {
        name: "ATR",
        title: "Average true range",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: RANGE_INPUTS,
        outputs: &[own("atr")],
        warm_up: |params| params.count("period") + 1,
        formula: "Wilder's average of n true ranges, starting with the mean of the first n. Wilder (1978), ch. 3.",
        make: AverageRange::make,
    },
    IndicatorSpec {
        name: "NATR",
        title: "Normalised average true range",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: RANGE_INPUTS,
        outputs: &[own("natr")],
        warm_up: |params| params.count("period") + 1,
        formula: "100 ATR / close. Forman, Cross-Market Evaluations with Normalized Average True Range, \
                  Stocks & Commodities 24:5 (2006).",
        make: NormalisedRange::make,
    },
    IndicatorSpec {
        name: "STDDEV",
        title: "Standard deviation",
        group: GROUP,
        params: &[
            period(20, 1),
            real("deviations", "Deviations", [1.0, 0.0, 100.0]),
            SOURCE,
        ],
        inputs: &[Input::Source],
        outputs: &[own("deviation")],
        warm_up: |params| params.count("period"),
        formula: "k times the root of the variance of n prices. Achelis, Technical Analysis from A to Z (2001).",
        make: Deviation::make,
    },
    IndicatorSpec {
        name: "VAR",
        title: "Variance",
        group: GROUP,
        params: &[period(20, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[own("variance")],
        warm_up: |params| params.count("period"),
        formula: "Mean square distance of n prices from their mean (of the population: divided by n). \
                  Kendall & Stuart, The Advanced Theory of Statistics (1977), vol. 1, ch. 2.",
        make: Variance::make,
    },
    IndicatorSpec {
        name: "SPREAD",
        title: "Spread of the quotes",
        group: GROUP,
        params: &[period(20, 1)],
        inputs: &[Input::Spread],
        outputs: &[own("mean"), band("lowest").apart(), band("highest").apart()],
        warm_up: |params| params.count("period"),
        formula: "Mean of n bars' mean spreads, least and greatest spread in them (ask - bid). \
                  Harris, Trading and Exchanges (2003), ch. 14.",
        make: QuotedSpread::make,
    },
];

/// The greatest of high - low, |high - last close| and |low - last close|; NaN for a first bar.
#[inline]
pub(super) fn true_range(bar: &BarInput, close_before: f64) -> f64 {
    let to_high = (bar.high - close_before).abs();
    let to_low = (bar.low - close_before).abs();
    if close_before.is_nan() {
        f64::NAN
    } else {
        (bar.high - bar.low).max(to_high).max(to_low)
    }
}

formula! {
    TrueRange[1] from _params
    given {}
    holds { close: Previous = Previous::new() }
    each bar => [true_range(bar, close.feed(bar.close))]
}

formula! {
    AverageRange[1] from params
    given {}
    holds {
        close: Previous = Previous::new(),
        average: Wilder = Wilder::new(params.count("period")),
    }
    each bar => [average.feed(true_range(bar, close.feed(bar.close)))]
}

formula! {
    NormalisedRange[1] from params
    given {}
    holds {
        close: Previous = Previous::new(),
        average: Wilder = Wilder::new(params.count("period")),
    }
    each bar => {
        let average = average.feed(true_range(bar, close.feed(bar.close)));
        [100.0 * share(average, bar.close)]
    }
}

formula! {
    Deviation[1] from params
    given {
        source: Source = params.source(),
        deviations: f64 = params.real("deviations"),
    }
    holds { moments: Rolling<Moments> = Rolling::new(params.count("period")) }
    each bar => [deviations * moments.feed(source.of(bar)).deviation()]
}

formula! {
    Variance[1] from params
    given { source: Source = params.source() }
    holds { moments: Rolling<Moments> = Rolling::new(params.count("period")) }
    each bar => [moments.feed(source.of(bar)).variance]
}

formula! {
    QuotedSpread[3] from params
    given {}
    holds {
        mean: Rolling<Mean> = Rolling::new(params.count("period")),
        lowest: Lowest = Lowest::new(params.count("period")),
        highest: Highest = Highest::new(params.count("period")),
    }
    each bar => [
        mean.feed(bar.spread_mean),
        lowest.feed(bar.spread_low).value,
        highest.feed(bar.spread_high).value,
    ]
}
