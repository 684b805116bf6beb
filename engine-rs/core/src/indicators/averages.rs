//! Moving averages.

use super::formula::formula;
use super::kernels::{Ema, Feed, Lag, Line, Mean, Previous, Rolling, Step, Sum, Wilder};
use super::registry::{IndicatorSpec, Input, OutputSpec};
use super::source::Source;
use super::specs::{SOURCE, overlay, period, real};
use super::state::state_of;

const GROUP: &str = "Moving averages";

const LINE: &[OutputSpec] = &[overlay("average")];

/// The row of an average of one price.
const fn row(
    [name, title]: [&'static str; 2],
    params: &'static [super::ParamSpec],
    warm_up: fn(&super::Params) -> usize,
    make: fn(&super::Params) -> Box<dyn super::Indicator>,
    formula: &'static str,
) -> IndicatorSpec {
    IndicatorSpec {
        name,
        title,
        group: GROUP,
        params,
        inputs: &[Input::Source],
        outputs: LINE,
        warm_up,
        formula,
        make,
    }
}

pub(super) const SPECS: &[IndicatorSpec] = &[
    row(
        ["SMA", "Simple moving average"],
        &[period(20, 1), SOURCE],
        |params| params.count("period"),
        Simple::make,
        "Sum of the last n prices / n. Murphy, Technical Analysis of the Financial Markets (1999), ch. 9.",
    ),
    row(
        ["EMA", "Exponential moving average"],
        &[period(20, 1), SOURCE],
        |params| params.count("period"),
        Exponential::make,
        "EMA + 2 / (n + 1) (price - EMA), starting with the mean of the first n prices. Murphy (1999), ch. 9.",
    ),
    row(
        ["WMA", "Linearly weighted moving average"],
        &[period(20, 1), SOURCE],
        |params| params.count("period"),
        Weighted::make,
        "Mean of the last n prices weighted 1 (oldest) to n (newest). Murphy (1999), ch. 9.",
    ),
    row(
        ["SMMA", "Smoothed moving average (Wilder's, RMA)"],
        &[period(14, 1), SOURCE],
        |params| params.count("period"),
        Smoothed::make,
        "SMMA + (price - SMMA) / n, starting with the mean of the first n prices. \
         Wilder, New Concepts in Technical Trading Systems (1978), ch. 3.",
    ),
    row(
        ["DEMA", "Double exponential moving average"],
        &[period(20, 1), SOURCE],
        |params| 2 * params.count("period") - 1,
        Double::make,
        "2 EMA - EMA(EMA). Mulloy, Smoothing Data with Faster Moving Averages, Stocks & Commodities 12:1 (1994).",
    ),
    row(
        ["TEMA", "Triple exponential moving average"],
        &[period(20, 1), SOURCE],
        |params| 3 * params.count("period") - 2,
        Triple::make,
        "3 EMA - 3 EMA(EMA) + EMA(EMA(EMA)). Mulloy, Stocks & Commodities 12:1 (1994).",
    ),
    row(
        ["T3", "Tillson's T3 moving average"],
        &[
            period(5, 1),
            real("factor", "Volume factor", [0.7, 0.0, 1.0]),
            SOURCE,
        ],
        |params| 6 * params.count("period") - 5,
        Tillson::make,
        "GD(GD(GD(price))) with GD = (1 + v) EMA - v EMA(EMA). \
         Tillson, Better Moving Averages, Stocks & Commodities 16:1 (1998).",
    ),
    row(
        ["TRIMA", "Triangular moving average"],
        &[period(20, 1), SOURCE],
        |params| params.count("period"),
        Triangular::make,
        "Simple average of n/2 (rounded up) of simple averages of n/2 + 1 prices (n even; (n + 1) / 2 of both when \
         odd): weights rise to the middle and fall. Achelis, Technical Analysis from A to Z (2001).",
    ),
    row(
        ["HMA", "Hull moving average"],
        &[period(20, 1), SOURCE],
        |params| params.count("period") + params.count("period").isqrt() - 1,
        Hull::make,
        "WMA(2 WMA(n / 2) - WMA(n)) over the square root of n, both cut to whole numbers. \
         Hull, Active Investing (2005).",
    ),
    row(
        ["KAMA", "Kaufman's adaptive moving average"],
        &[
            period(10, 2),
            super::specs::bars("fast", "Bars when the price trends", 2, 1),
            super::specs::bars("slow", "Bars when it does not", 30, 1),
            SOURCE,
        ],
        |params| params.count("period") + 1,
        Kaufman::make,
        "KAMA + c² (price - KAMA), c = ER (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow + 1), ER = |change over n \
         bars| / sum of the n bars' |changes|; it starts from the price before. \
         Kaufman, Trading Systems and Methods (1998), ch. 17.",
    ),
    IndicatorSpec {
        inputs: &[Input::Source, Input::Volume],
        ..row(
            ["VWMA", "Volume-weighted moving average"],
            &[period(20, 1), SOURCE],
            |params| params.count("period"),
            VolumeWeighted::make,
            "Sum of price × volume / sum of volumes of the last n bars; NaN when they had no volume. \
             Arms, Volume Cycles in the Stock Market (1983).",
        )
    },
];

formula! {
    Simple[1] from params
    given { source: Source = params.source() }
    holds { mean: Rolling<Mean> = Rolling::new(params.count("period")) }
    each bar => [mean.feed(source.of(bar))]
}

formula! {
    Exponential[1] from params
    given { source: Source = params.source() }
    holds { ema: Ema = Ema::new(params.count("period")) }
    each bar => [ema.feed(source.of(bar))]
}

formula! {
    Weighted[1] from params
    given { source: Source = params.source() }
    holds { line: Rolling<Line> = Rolling::new(params.count("period")) }
    each bar => [line.feed(source.of(bar)).weighted_mean()]
}

formula! {
    Smoothed[1] from params
    given { source: Source = params.source() }
    holds { average: Wilder = Wilder::new(params.count("period")) }
    each bar => [average.feed(source.of(bar))]
}

formula! {
    Double[1] from params
    given { source: Source = params.source() }
    holds {
        once: Ema = Ema::new(params.count("period")),
        twice: Ema = Ema::new(params.count("period")),
    }
    each bar => {
        let once = once.feed(source.of(bar));
        [2.0 * once - twice.feed(once)]
    }
}

formula! {
    Triple[1] from params
    given { source: Source = params.source() }
    holds {
        once: Ema = Ema::new(params.count("period")),
        twice: Ema = Ema::new(params.count("period")),
        thrice: Ema = Ema::new(params.count("period")),
    }
    each bar => {
        let once = once.feed(source.of(bar));
        let twice = twice.feed(once);
        [3.0 * once - 3.0 * twice + thrice.feed(twice)]
    }
}

formula! {
    Tillson[1] from params
    given {
        source: Source = params.source(),
        factor: f64 = params.real("factor"),
    }
    holds {
        first: [Ema; 2] = [Ema::new(params.count("period")); 2],
        second: [Ema; 2] = [Ema::new(params.count("period")); 2],
        third: [Ema; 2] = [Ema::new(params.count("period")); 2],
    }
    each bar => {
        // The six averages run one behind the other; Tillson's three GD multiply out to a cubic of the last four.
        let [one, two] = first;
        let [three, four] = second;
        let [five, six] = third;
        let three = three.feed(two.feed(one.feed(source.of(bar))));
        let four = four.feed(three);
        let five = five.feed(four);
        let six = six.feed(five);
        let square = factor * factor;
        let cube = square * factor;
        let of_five = 3.0 * square + 3.0 * cube;
        let of_four = -6.0 * square - 3.0 * factor - 3.0 * cube;
        let of_three = 1.0 + 3.0 * factor + cube + 3.0 * square;
        [-cube * six + of_five * five + of_four * four + of_three * three]
    }
}

formula! {
    Triangular[1] from params
    given { source: Source = params.source() }
    holds {
        inner: Rolling<Mean> = Rolling::new(params.count("period") / 2 + 1),
        outer: Rolling<Mean> = Rolling::new(params.count("period").div_ceil(2)),
    }
    each bar => [outer.feed(inner.feed(source.of(bar)))]
}

formula! {
    Hull[1] from params
    given { source: Source = params.source() }
    holds {
        half: Rolling<Line> = Rolling::new(params.count("period") / 2),
        whole: Rolling<Line> = Rolling::new(params.count("period")),
        smooth: Rolling<Line> = Rolling::new(params.count("period").isqrt()),
    }
    each bar => {
        let price = source.of(bar);
        let ahead = 2.0 * half.feed(price).weighted_mean() - whole.feed(price).weighted_mean();
        [smooth.feed(ahead).weighted_mean()]
    }
}

formula! {
    Kaufman[1] from params
    given { source: Source = params.source() }
    holds {
        before: Previous = Previous::new(),
        long_before: Lag = Lag::new(params.count("period")),
        path: Rolling<Sum> = Rolling::new(params.count("period")),
        average: Adaptive = Adaptive::new(params.count("fast"), params.count("slow")),
    }
    each bar => {
        let price = source.of(bar);
        let before = before.feed(price);
        let change = price - long_before.feed(price);
        let path = path.feed((price - before).abs());
        [average.feed([price, before, efficiency(change, path)])]
    }
}

/// Which part of the path led somewhere: 1 for a straight one, and for none.
#[inline]
fn efficiency(change: f64, path: f64) -> f64 {
    if path <= change || path == 0.0 {
        1.0
    } else {
        (change / path).abs()
    }
}

/// An exponential average whose weight comes with each price.
#[derive(Clone, Copy)]
struct Adaptive {
    slow: f64,
    range: f64,
    value: f64,
}

state_of!(Adaptive { value });

impl Adaptive {
    fn new(fast: usize, slow: usize) -> Self {
        let weight = |len: usize| 2.0 / (len as f64 + 1.0);
        Self {
            slow: weight(slow),
            range: weight(fast) - weight(slow),
            value: f64::NAN,
        }
    }
}

impl Step for Adaptive {
    type In = [f64; 3];
    type Out = f64;

    #[inline]
    fn step(&mut self, [price, before, efficiency]: [f64; 3]) -> f64 {
        let weight = efficiency * self.range + self.slow;
        let value = if self.value.is_nan() {
            before
        } else {
            self.value
        };
        self.value = value + weight * weight * (price - value);
        self.value
    }
}

formula! {
    VolumeWeighted[1] from params
    given { source: Source = params.source() }
    holds {
        paid: Rolling<Sum> = Rolling::new(params.count("period")),
        volume: Rolling<Sum> = Rolling::new(params.count("period")),
    }
    each bar => [paid.feed(source.of(bar) * bar.volume) / volume.feed(bar.volume)]
}
