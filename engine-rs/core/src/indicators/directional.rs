//! Trends: which way, how strong, since when.

use super::formula::formula;
use super::kernels::{Feed, Highest, Lag, Lowest, Previous, Rolling, Step, Sum, Wilder, WilderSum};
use super::momentum::share;
use super::registry::{IndicatorSpec, Input};
use super::specs::{columns, dots, hidden, overlay, own, period, real};
use super::state::state_of;
use super::volatility::true_range;

const GROUP: &str = "Trend";

const RANGE_INPUTS: &[Input] = &[Input::High, Input::Low, Input::Close];

pub(super) const SPECS: &[IndicatorSpec] = &[
    IndicatorSpec {
        name: "DMI",
        title: "Directional movement (+DI and -DI)",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: RANGE_INPUTS,
        outputs: &[own("plus_di"), own("minus_di")],
        warm_up: |params| params.count("period") + 1,
        formula: "100 directional movement / true range, both Wilder's sums over n bars (the first n - 1 summed plainly); \
                  0 without a range. Wilder, New Concepts in Technical Trading Systems (1978), ch. 4.",
        make: Movement::make,
    },
    IndicatorSpec {
        name: "DX",
        title: "Directional movement index",
        group: GROUP,
        params: &[period(14, 2)],
        inputs: RANGE_INPUTS,
        outputs: &[own("dx")],
        warm_up: |params| params.count("period") + 1,
        formula: "100 |+DI - -DI| / (+DI + -DI); the last value again when both are 0. Wilder (1978), ch. 4.",
        make: MovementIndex::make,
    },
    IndicatorSpec {
        name: "ADX",
        title: "Average directional movement index",
        group: GROUP,
        params: &[period(14, 2)],
        inputs: RANGE_INPUTS,
        outputs: &[own("adx")],
        warm_up: |params| 2 * params.count("period"),
        formula: "Wilder's average of n DX. Wilder (1978), ch. 4.",
        make: AverageIndex::make,
    },
    IndicatorSpec {
        name: "ADXR",
        title: "Average directional movement rating",
        group: GROUP,
        params: &[period(14, 2)],
        inputs: RANGE_INPUTS,
        outputs: &[own("adxr")],
        warm_up: |params| 3 * params.count("period") - 1,
        formula: "Mean of the ADX and the ADX n - 1 bars ago. Wilder (1978), ch. 4.",
        make: Rating::make,
    },
    IndicatorSpec {
        name: "AROON",
        title: "Aroon",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: &[Input::High, Input::Low],
        outputs: &[own("down"), own("up")],
        warm_up: |params| params.count("period") + 1,
        formula: "100 (n - bars since the extreme) / n of the lowest low and the highest high of n + 1 bars, of equals \
                  the newest. Chande, A Time Price Oscillator, Stocks & Commodities 13:9 (1995).",
        make: Aroon::make,
    },
    IndicatorSpec {
        name: "AROONOSC",
        title: "Aroon oscillator",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: &[Input::High, Input::Low],
        outputs: &[columns("oscillator")],
        warm_up: |params| params.count("period") + 1,
        formula: "Aroon up - Aroon down. Chande (1995).",
        make: AroonOscillator::make,
    },
    IndicatorSpec {
        name: "VORTEX",
        title: "Vortex",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: RANGE_INPUTS,
        outputs: &[own("plus"), own("minus")],
        warm_up: |params| params.count("period") + 1,
        formula: "Sum of |high - last low| and of |low - last high|, each over the sum of true ranges of n bars. \
                  Botes & Siepman, The Vortex Indicator, Stocks & Commodities 28:1 (2010).",
        make: Vortex::make,
    },
    IndicatorSpec {
        name: "SAR",
        title: "Parabolic stop and reverse",
        group: GROUP,
        params: &[
            real("acceleration", "Step of acceleration", [0.02, 0.0, 1.0]),
            real("maximum", "Greatest acceleration", [0.2, 0.0, 1.0]),
        ],
        inputs: &[Input::High, Input::Low],
        outputs: &[dots("sar")],
        warm_up: |_| 2,
        formula: "SAR + a (extreme - SAR), a growing with each new extreme, never beyond the last two bars; on touch the \
                  extreme becomes the SAR of the other side. It starts long unless the second bar moved down more than \
                  up, from the first bar's other extreme. Wilder (1978), ch. 2.",
        make: Sar::make,
    },
    IndicatorSpec {
        name: "SUPERTREND",
        title: "SuperTrend",
        group: GROUP,
        params: &[
            period(10, 1),
            real("multiple", "True ranges", [3.0, 0.0, 100.0]),
        ],
        inputs: RANGE_INPUTS,
        outputs: &[overlay("supertrend"), hidden("direction")],
        warm_up: |params| params.count("period") + 1,
        formula: "(high + low) / 2 ± k ATR; each band only moves towards the price unless the last close was beyond it; a \
                  close beyond the far band turns the trend (1 up, -1 down, up at first). Seban, SuperTrend (2009).",
        make: SuperTrend::make,
    },
];

/// Wilder's sums of directional movement and true range: [+DI, -DI].
#[derive(Clone, Copy)]
struct Directional {
    before: [f64; 3],
    up: WilderSum,
    down: WilderSum,
    range: WilderSum,
}

state_of!(Directional {
    before,
    up,
    down,
    range
});

impl Directional {
    fn new(len: usize) -> Self {
        Self {
            before: [f64::NAN; 3],
            up: WilderSum::new(len),
            down: WilderSum::new(len),
            range: WilderSum::new(len),
        }
    }
}

impl Step for Directional {
    type In = [f64; 3];
    type Out = [f64; 2];

    #[inline]
    fn step(&mut self, bar @ [high, low, _]: [f64; 3]) -> [f64; 2] {
        let [high_before, low_before, close_before] = std::mem::replace(&mut self.before, bar);
        if close_before.is_nan() {
            return [f64::NAN; 2];
        }
        let (rise, fall) = (high - high_before, low_before - low);
        let up = self
            .up
            .step(if rise > 0.0 && rise > fall { rise } else { 0.0 });
        let down = self
            .down
            .step(if fall > 0.0 && fall > rise { fall } else { 0.0 });
        let to_close = (high - close_before).abs().max((low - close_before).abs());
        let range = self.range.step((high - low).max(to_close));
        [100.0 * share(up, range), 100.0 * share(down, range)]
    }
}

/// DX of [+DI, -DI].
#[derive(Clone, Copy, Default)]
struct Imbalance {
    last: f64,
}

state_of!(Imbalance { last });

impl Step for Imbalance {
    type In = [f64; 2];
    type Out = f64;

    #[inline]
    fn step(&mut self, [plus, minus]: [f64; 2]) -> f64 {
        if plus + minus != 0.0 {
            self.last = 100.0 * (plus - minus).abs() / (plus + minus);
        }
        self.last
    }
}

formula! {
    Movement[2] from params
    given {}
    holds { movement: Directional = Directional::new(params.count("period")) }
    each bar => movement.feed([bar.high, bar.low, bar.close])
}

formula! {
    MovementIndex[1] from params
    given {}
    holds {
        movement: Directional = Directional::new(params.count("period")),
        imbalance: Imbalance = Imbalance::default(),
    }
    each bar => [imbalance.feed(movement.feed([bar.high, bar.low, bar.close]))]
}

formula! {
    AverageIndex[1] from params
    given {}
    holds {
        movement: Directional = Directional::new(params.count("period")),
        imbalance: Imbalance = Imbalance::default(),
        average: Wilder = Wilder::new(params.count("period")),
    }
    each bar => [average.feed(imbalance.feed(movement.feed([bar.high, bar.low, bar.close])))]
}

formula! {
    Rating[1] from params
    given {}
    holds {
        movement: Directional = Directional::new(params.count("period")),
        imbalance: Imbalance = Imbalance::default(),
        average: Wilder = Wilder::new(params.count("period")),
        before: Lag = Lag::new(params.count("period") - 1),
    }
    each bar => {
        let adx = average.feed(imbalance.feed(movement.feed([bar.high, bar.low, bar.close])));
        [f64::midpoint(adx, before.feed(adx))]
    }
}

formula! {
    Aroon[2] from params
    given { period: f64 = params.real("period") }
    holds {
        lowest: Lowest = Lowest::new(params.count("period") + 1),
        highest: Highest = Highest::new(params.count("period") + 1),
    }
    each bar => [
        100.0 * (period - lowest.feed(bar.low).age) / period,
        100.0 * (period - highest.feed(bar.high).age) / period,
    ]
}

formula! {
    AroonOscillator[1] from params
    given { period: f64 = params.real("period") }
    holds {
        lowest: Lowest = Lowest::new(params.count("period") + 1),
        highest: Highest = Highest::new(params.count("period") + 1),
    }
    each bar => [100.0 * (lowest.feed(bar.low).age - highest.feed(bar.high).age) / period]
}

formula! {
    Vortex[2] from params
    given {}
    holds {
        high: Previous = Previous::new(),
        low: Previous = Previous::new(),
        close: Previous = Previous::new(),
        up: Rolling<Sum> = Rolling::new(params.count("period")),
        down: Rolling<Sum> = Rolling::new(params.count("period")),
        range: Rolling<Sum> = Rolling::new(params.count("period")),
    }
    each bar => {
        let (high, low) = (high.feed(bar.high), low.feed(bar.low));
        let range = range.feed(true_range(bar, close.feed(bar.close)));
        let up = up.feed((bar.high - low).abs());
        let down = down.feed((bar.low - high).abs());
        [share(up, range), share(down, range)]
    }
}

formula! {
    Sar[1] from params
    given {}
    holds { stop: Parabola = Parabola::new(params.real("acceleration"), params.real("maximum")) }
    each bar => [stop.feed([bar.high, bar.low])]
}

/// Wilder's parabola of [high, low]. Prices of a short trade are held upside down, so that one rule serves both.
#[derive(Clone, Copy)]
struct Parabola {
    step: f64,
    most: f64,
    /// 1 long, -1 short, 0 before the second bar.
    side: f64,
    acceleration: f64,
    extreme: f64,
    stop: f64,
    before: [f64; 2],
}

state_of!(Parabola {
    side,
    acceleration,
    extreme,
    stop,
    before
});

impl Parabola {
    fn new(step: f64, most: f64) -> Self {
        let step = step.min(most);
        Self {
            step,
            most,
            side: 0.0,
            acceleration: step,
            extreme: 0.0,
            stop: 0.0,
            before: [f64::NAN; 2],
        }
    }

    fn start(&mut self, [high, low]: [f64; 2]) {
        let [high_before, low_before] = self.before;
        let (rise, fall) = (high - high_before, low_before - low);
        let is_short = fall > 0.0 && fall > rise;
        self.side = if is_short { -1.0 } else { 1.0 };
        self.extreme = if is_short { -low } else { high };
        self.stop = if is_short { -high_before } else { low_before };
        self.before = [high, low];
    }

    /// (farthest, nearest) price of a bar, seen from the stop.
    #[inline]
    fn seen(&self, [high, low]: [f64; 2]) -> [f64; 2] {
        if self.side > 0.0 {
            [high, low]
        } else {
            [-low, -high]
        }
    }

    fn turn(&mut self) {
        self.side = -self.side;
        self.stop = -self.extreme;
        self.acceleration = self.step;
    }

    fn keep_behind(&mut self, near: f64) {
        self.stop = self.stop.min(near);
    }
}

impl Step for Parabola {
    type In = [f64; 2];
    type Out = f64;

    #[inline]
    fn step(&mut self, bar: [f64; 2]) -> f64 {
        if self.side == 0.0 {
            if self.before[0].is_nan() {
                self.before = bar;
                return f64::NAN;
            }
            self.start(bar);
        }
        let turns = self.seen(bar)[1] <= self.stop;
        if turns {
            self.turn();
        }
        let [far, near] = self.seen(bar);
        let near = near.min(self.seen(self.before)[1]);
        if turns {
            self.keep_behind(near);
            self.extreme = far;
        }
        let answer = self.stop * self.side;
        if far > self.extreme {
            self.extreme = far;
            self.acceleration = (self.acceleration + self.step).min(self.most);
        }
        self.stop += self.acceleration * (self.extreme - self.stop);
        self.keep_behind(near);
        self.before = bar;
        answer
    }
}

formula! {
    SuperTrend[2] from params
    given { multiple: f64 = params.real("multiple") }
    holds {
        close: Previous = Previous::new(),
        average: Wilder = Wilder::new(params.count("period")),
        bands: Ratchet = Ratchet::new(),
    }
    each bar => {
        let half = multiple * average.feed(true_range(bar, close.feed(bar.close)));
        bands.feed([bar.median(), half, bar.close])
    }
}

/// Bands of [middle, half width, close] that only move towards the price: [the trend's band, direction].
#[derive(Clone, Copy)]
struct Ratchet {
    upper: f64,
    lower: f64,
    close: f64,
    is_up: bool,
}

state_of!(Ratchet {
    upper,
    lower,
    close,
    is_up
});

impl Ratchet {
    fn new() -> Self {
        Self {
            upper: f64::INFINITY,
            lower: f64::NEG_INFINITY,
            close: f64::NAN,
            is_up: true,
        }
    }
}

impl Step for Ratchet {
    type In = [f64; 3];
    type Out = [f64; 2];

    #[inline]
    fn step(&mut self, [middle, half, close]: [f64; 3]) -> [f64; 2] {
        let (upper, lower) = (middle + half, middle - half);
        let is_first = self.close.is_nan();
        if upper < self.upper || self.close > self.upper {
            self.upper = upper;
        }
        if lower > self.lower || self.close < self.lower {
            self.lower = lower;
        }
        self.is_up = if self.is_up {
            is_first || close >= self.lower
        } else {
            close > self.upper
        };
        self.close = close;
        if self.is_up {
            [self.lower, 1.0]
        } else {
            [self.upper, -1.0]
        }
    }
}
