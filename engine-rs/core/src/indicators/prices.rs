//! Other prices made of a bar's, and their extremes and sums.

use super::formula::formula;
use super::kernels::{Feed, Highest, Lowest, Rolling, Step, Sum};
use super::registry::{IndicatorSpec, Input, OutputSpec};
use super::source::Source;
use super::specs::{SOURCE, band, overlay, own, period};
use super::state::state_of;

const GROUP: &str = "Prices";

const PRICE: &[OutputSpec] = &[overlay("price")];

const fn row(
    [name, title, formula]: [&'static str; 3],
    inputs: &'static [Input],
    make: fn(&super::Params) -> Box<dyn super::Indicator>,
) -> IndicatorSpec {
    IndicatorSpec {
        name,
        title,
        group: GROUP,
        params: &[],
        inputs,
        outputs: PRICE,
        warm_up: |_| 1,
        formula,
        make,
    }
}

const OHLC: &[Input] = &[Input::Open, Input::High, Input::Low, Input::Close];

pub(super) const SPECS: &[IndicatorSpec] = &[
    row(
        [
            "AVGPRICE",
            "Average price",
            "(open + high + low + close) / 4. Achelis, Technical Analysis from A to Z (2001).",
        ],
        OHLC,
        AveragePrice::make,
    ),
    row(
        [
            "MEDPRICE",
            "Median price",
            "(high + low) / 2. Achelis (2001).",
        ],
        &[Input::High, Input::Low],
        MedianPrice::make,
    ),
    row(
        [
            "TYPPRICE",
            "Typical price",
            "(high + low + close) / 3. Achelis (2001).",
        ],
        &[Input::High, Input::Low, Input::Close],
        TypicalPrice::make,
    ),
    row(
        [
            "WCLPRICE",
            "Weighted close",
            "(high + low + 2 close) / 4. Achelis (2001).",
        ],
        &[Input::High, Input::Low, Input::Close],
        WeightedClose::make,
    ),
    IndicatorSpec {
        name: "MIDPOINT",
        title: "Midpoint of a price",
        group: GROUP,
        params: &[period(14, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[overlay("midpoint")],
        warm_up: |params| params.count("period"),
        formula: "(highest + lowest) / 2 of n prices. TA-Lib's definition.",
        make: Midpoint::make,
    },
    IndicatorSpec {
        name: "MIDPRICE",
        title: "Midpoint of the range",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: &[Input::High, Input::Low],
        outputs: &[overlay("midprice")],
        warm_up: |params| params.count("period"),
        formula: "(highest high + lowest low) / 2 of n bars. TA-Lib's definition.",
        make: Midprice::make,
    },
    IndicatorSpec {
        name: "MIN",
        title: "Lowest price",
        group: GROUP,
        params: &[period(30, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[band("lowest")],
        warm_up: |params| params.count("period"),
        formula: "Lowest of n prices.",
        make: Minimum::make,
    },
    IndicatorSpec {
        name: "MAX",
        title: "Highest price",
        group: GROUP,
        params: &[period(30, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[band("highest")],
        warm_up: |params| params.count("period"),
        formula: "Highest of n prices.",
        make: Maximum::make,
    },
    IndicatorSpec {
        name: "SUM",
        title: "Sum of prices",
        group: GROUP,
        params: &[period(30, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[own("sum")],
        warm_up: |params| params.count("period"),
        formula: "Sum of n prices.",
        make: Summed::make,
    },
    IndicatorSpec {
        name: "HEIKINASHI",
        title: "Heikin-ashi candles",
        group: GROUP,
        params: &[],
        inputs: OHLC,
        outputs: &[
            overlay("open"),
            overlay("high"),
            overlay("low"),
            overlay("close"),
        ],
        warm_up: |_| 1,
        formula: "close = (o + h + l + c) / 4; open = mean of the last heikin-ashi open and close, at first of o and c; \
                  high and low with both. Valcu, Using the Heikin-Ashi Technique, Stocks & Commodities 22:2 (2004).",
        make: HeikinAshi::make,
    },
];

formula! {
    AveragePrice[1] from _params
    given {}
    holds {}
    each bar => [bar.average()]
}

formula! {
    MedianPrice[1] from _params
    given {}
    holds {}
    each bar => [bar.median()]
}

formula! {
    TypicalPrice[1] from _params
    given {}
    holds {}
    each bar => [bar.typical()]
}

formula! {
    WeightedClose[1] from _params
    given {}
    holds {}
    each bar => [bar.weighted()]
}

formula! {
    Midpoint[1] from params
    given { source: Source = params.source() }
    holds {
        highest: Highest = Highest::new(params.count("period")),
        lowest: Lowest = Lowest::new(params.count("period")),
    }
    each bar => {
        let price = source.of(bar);
        [f64::midpoint(highest.feed(price).value, lowest.feed(price).value)]
    }
}

formula! {
    Midprice[1] from params
    given {}
    holds {
        highest: Highest = Highest::new(params.count("period")),
        lowest: Lowest = Lowest::new(params.count("period")),
    }
    each bar => [f64::midpoint(highest.feed(bar.high).value, lowest.feed(bar.low).value)]
}

formula! {
    Minimum[1] from params
    given { source: Source = params.source() }
    holds { lowest: Lowest = Lowest::new(params.count("period")) }
    each bar => [lowest.feed(source.of(bar)).value]
}

formula! {
    Maximum[1] from params
    given { source: Source = params.source() }
    holds { highest: Highest = Highest::new(params.count("period")) }
    each bar => [highest.feed(source.of(bar)).value]
}

formula! {
    Summed[1] from params
    given { source: Source = params.source() }
    holds { sum: Rolling<Sum> = Rolling::new(params.count("period")) }
    each bar => [sum.feed(source.of(bar))]
}

formula! {
    HeikinAshi[4] from _params
    given {}
    holds { candle: Candle = Candle::new() }
    each bar => candle.feed([bar.open, bar.high, bar.low, bar.close])
}

/// Where the next heikin-ashi candle opens.
#[derive(Clone, Copy)]
struct Candle {
    next_open: f64,
}

state_of!(Candle { next_open });

impl Candle {
    fn new() -> Self {
        Self {
            next_open: f64::NAN,
        }
    }
}

impl Step for Candle {
    type In = [f64; 4];
    type Out = [f64; 4];

    #[inline]
    fn step(&mut self, [open, high, low, close]: [f64; 4]) -> [f64; 4] {
        let smooth_close = (open + high + low + close) / 4.0;
        let smooth_open = if self.next_open.is_nan() {
            f64::midpoint(open, close)
        } else {
            self.next_open
        };
        self.next_open = f64::midpoint(smooth_open, smooth_close);
        [
            smooth_open,
            high.max(smooth_open).max(smooth_close),
            low.min(smooth_open).min(smooth_close),
            smooth_close,
        ]
    }
}
