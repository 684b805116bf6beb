//! Bands and channels around the price.

use super::formula::formula;
use super::kernels::{Average, Ema, Feed, Highest, Lowest, Moments, Previous, Rolling, Wilder};
use super::params::Params;
use super::registry::{IndicatorSpec, Input};
use super::source::Source;
use super::specs::{AVERAGE, SOURCE, band, bars, overlay, own, period, real};
use super::volatility::true_range;

const GROUP: &str = "Bands and channels";

pub(super) const SPECS: &[IndicatorSpec] = &[
    IndicatorSpec {
        name: "BBANDS",
        title: "Bollinger bands",
        group: GROUP,
        params: &[
            period(20, 1),
            real("up", "Deviations above", [2.0, 0.0, 100.0]),
            real("down", "Deviations below", [2.0, 0.0, 100.0]),
            AVERAGE,
            SOURCE,
        ],
        inputs: &[Input::Source],
        outputs: &[band("upper"), overlay("middle"), band("lower")],
        warm_up: |params| params.count("period"),
        formula: "Average of n prices, and it plus and minus k of their standard deviations (of the population). \
                  Bollinger, Bollinger on Bollinger Bands (2001), ch. 7.",
        make: Bollinger::make,
    },
    IndicatorSpec {
        name: "PERCENTB",
        title: "Bollinger's %b",
        group: GROUP,
        params: &[
            period(20, 1),
            real("deviations", "Deviations", [2.0, 0.01, 100.0]),
            SOURCE,
        ],
        inputs: &[Input::Source],
        outputs: &[own("percent_b")],
        warm_up: |params| params.count("period"),
        formula: "(price - lower band) / (upper - lower): 0 on the lower, 1 on the upper; 0.5 when they are one. \
                  Bollinger (2001), ch. 8.",
        make: PercentB::make,
    },
    IndicatorSpec {
        name: "BBWIDTH",
        title: "Bollinger's BandWidth",
        group: GROUP,
        params: &[
            period(20, 1),
            real("deviations", "Deviations", [2.0, 0.01, 100.0]),
            SOURCE,
        ],
        inputs: &[Input::Source],
        outputs: &[own("bandwidth")],
        warm_up: |params| params.count("period"),
        formula: "(upper band - lower) / middle. Bollinger (2001), ch. 8.",
        make: BandWidth::make,
    },
    IndicatorSpec {
        name: "KELTNER",
        title: "Keltner channel",
        group: GROUP,
        params: &[
            period(20, 1),
            bars("atr", "Bars of the true range", 10, 1),
            real("multiple", "True ranges", [2.0, 0.0, 100.0]),
            SOURCE,
        ],
        inputs: &[Input::Source, Input::High, Input::Low, Input::Close],
        outputs: &[band("upper"), overlay("middle"), band("lower")],
        warm_up: |params| params.count("period").max(params.count("atr") + 1),
        formula: "EMA of the price, and it plus and minus k average true ranges; both start on the same bar, as TA-Lib's KC. Keltner, How to Make Money in \
                  Commodities (1960), with Raschke's average true range. Price hlc3 is Keltner's own.",
        make: Keltner::make,
    },
    IndicatorSpec {
        name: "DONCHIAN",
        title: "Donchian channel",
        group: GROUP,
        params: &[period(20, 1)],
        inputs: &[Input::High, Input::Low],
        outputs: &[band("upper"), overlay("middle"), band("lower")],
        warm_up: |params| params.count("period"),
        formula: "Highest high and lowest low of n bars, the present one included, and the middle between. \
                  Donchian, High Finance in Copper, Financial Analysts Journal 16:6 (1960).",
        make: Donchian::make,
    },
];

formula! {
    Bollinger[3] from params
    given {
        source: Source = params.source(),
        up: f64 = params.real("up"),
        down: f64 = params.real("down"),
    }
    holds {
        average: Average = Average::new(params.choice("average"), params.count("period")),
        moments: Rolling<Moments> = Rolling::new(params.count("period")),
    }
    each bar => {
        let price = source.of(bar);
        let middle = average.feed(price);
        let deviation = moments.feed(price).deviation();
        [middle + up * deviation, middle, middle - down * deviation]
    }
}

formula! {
    PercentB[1] from params
    given {
        source: Source = params.source(),
        deviations: f64 = params.real("deviations"),
    }
    holds { moments: Rolling<Moments> = Rolling::new(params.count("period")) }
    each bar => {
        let price = source.of(bar);
        let spread = moments.feed(price);
        let half = deviations * spread.deviation();
        [if half == 0.0 { 0.5 } else { (spread.above_mean(price) + half) / (2.0 * half) }]
    }
}

formula! {
    BandWidth[1] from params
    given {
        source: Source = params.source(),
        deviations: f64 = params.real("deviations"),
    }
    holds { moments: Rolling<Moments> = Rolling::new(params.count("period")) }
    each bar => {
        let spread = moments.feed(source.of(bar));
        [2.0 * deviations * spread.deviation() / spread.mean()]
    }
}

formula! {
    Keltner[3] from params
    given {
        source: Source = params.source(),
        multiple: f64 = params.real("multiple"),
    }
    holds {
        middle: Ema = Ema::after(waits(params).0, params.count("period")),
        close: Previous = Previous::new(),
        range: Wilder = Wilder::after(waits(params).1, params.count("atr")),
    }
    each bar => {
        let middle = middle.feed(source.of(bar));
        let half = multiple * range.feed(true_range(bar, close.feed(bar.close)));
        [middle + half, middle, middle - half]
    }
}

/// Bars that the average and the true range pass over, so that both start on the same bar.
fn waits(params: &Params) -> (usize, usize) {
    let (average, range) = (params.count("period"), params.count("atr") + 1);
    (range.saturating_sub(average), average.saturating_sub(range))
}

formula! {
    Donchian[3] from params
    given {}
    holds {
        highest: Highest = Highest::new(params.count("period")),
        lowest: Lowest = Lowest::new(params.count("period")),
    }
    each bar => {
        let upper = highest.feed(bar.high).value;
        let lower = lowest.feed(bar.low).value;
        [upper, f64::midpoint(upper, lower), lower]
    }
}
