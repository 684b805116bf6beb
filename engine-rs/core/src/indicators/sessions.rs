//! What belongs to the trading session: its average price, and levels from the session before.

use super::bar_input::BarInput;
use super::formula::formula;
use super::kernels::{Feed, Step};
use super::params::{Kind, ParamSpec};
use super::registry::{IndicatorSpec, Input, OutputSpec};
use super::source::{SOURCE_WORDS, Source};
use super::specs::{overlay, steps};
use super::state::state_of;

const GROUP: &str = "Sessions";

const TYPICAL: ParamSpec = ParamSpec {
    name: "source",
    title: "Price",
    kind: Kind::Choice {
        default: 5,
        words: SOURCE_WORDS,
    },
};

const SESSION_INPUTS: &[Input] = &[Input::High, Input::Low, Input::Close, Input::Session];

const fn pivots(
    [name, title, formula]: [&'static str; 3],
    outputs: &'static [OutputSpec],
    make: fn(&super::Params) -> Box<dyn super::Indicator>,
) -> IndicatorSpec {
    IndicatorSpec {
        name,
        title,
        group: GROUP,
        params: &[],
        inputs: SESSION_INPUTS,
        outputs,
        warm_up: |_| 2,
        formula,
        make,
    }
}

pub(super) const SPECS: &[IndicatorSpec] = &[
    IndicatorSpec {
        name: "VWAP",
        title: "Volume-weighted average price of the session",
        group: GROUP,
        params: &[TYPICAL],
        inputs: &[Input::Source, Input::Volume, Input::Session],
        outputs: &[overlay("vwap")],
        warm_up: |_| 1,
        formula: "Sum of price × volume / sum of volumes since the session's start; NaN before there is volume. Bars \
                  before the first start count as one session. Berkowitz, Logue & Noser, The Total Cost of Transactions \
                  on the NYSE, Journal of Finance 43:1 (1988).",
        make: SessionAverage::make,
    },
    pivots(
        [
            "PIVOT",
            "Pivot points, classic",
            "Of the last whole session: P = (H + L + C) / 3; R1 = 2 P - L, S1 = 2 P - H; R2, S2 = P ± (H - L); \
             R3 = H + 2 (P - L), S3 = L - 2 (H - P). Person, A Complete Guide to Technical Trading Tactics (2004), ch. 6.",
        ],
        &[
            steps("pivot"),
            steps("r1"),
            steps("r2"),
            steps("r3"),
            steps("s1"),
            steps("s2"),
            steps("s3"),
        ],
        Classic::make,
    ),
    pivots(
        [
            "PIVOT_FIBONACCI",
            "Pivot points, Fibonacci",
            "Of the last whole session: P = (H + L + C) / 3 and P ± 0.382, 0.618 and 1 times (H - L). \
             Person (2004), ch. 6, with Fibonacci's ratios.",
        ],
        &[
            steps("pivot"),
            steps("r1"),
            steps("r2"),
            steps("r3"),
            steps("s1"),
            steps("s2"),
            steps("s3"),
        ],
        Fibonacci::make,
    ),
    pivots(
        [
            "PIVOT_CAMARILLA",
            "Pivot points, Camarilla",
            "Of the last whole session: C ± 1.1 (H - L) / 12, / 6, / 4 and / 2. Scott's Camarilla equation (1989), in \
             Person (2004).",
        ],
        &[
            steps("r1"),
            steps("r2"),
            steps("r3"),
            steps("r4"),
            steps("s1"),
            steps("s2"),
            steps("s3"),
            steps("s4"),
        ],
        Camarilla::make,
    ),
];

formula! {
    SessionAverage[1] from params
    given { source: Source = params.source() }
    holds { session: Paid = Paid::default() }
    each bar => [session.feed([source.of(bar), bar.volume, flag(bar)])]
}

#[inline]
fn flag(bar: &BarInput) -> f64 {
    f64::from(u8::from(bar.session_start))
}

/// What was paid, and for how much, since the session's start: of [price, volume, start] the mean price.
#[derive(Clone, Copy, Default)]
struct Paid {
    paid: f64,
    volume: f64,
}

state_of!(Paid { paid, volume });

impl Step for Paid {
    type In = [f64; 3];
    type Out = f64;

    #[inline]
    fn step(&mut self, [price, volume, start]: [f64; 3]) -> f64 {
        if start != 0.0 {
            *self = Self::default();
        }
        self.paid += price * volume;
        self.volume += volume;
        self.paid / self.volume
    }
}

formula! {
    Classic[7] from _params
    given {}
    holds { sessions: Sessions = Sessions::new() }
    each bar => {
        let [high, low, close] = sessions.feed([bar.high, bar.low, bar.close, flag(bar)]);
        let pivot = (high + low + close) / 3.0;
        let range = high - low;
        [
            pivot,
            2.0 * pivot - low,
            pivot + range,
            high + 2.0 * (pivot - low),
            2.0 * pivot - high,
            pivot - range,
            low - 2.0 * (high - pivot),
        ]
    }
}

formula! {
    Fibonacci[7] from _params
    given {}
    holds { sessions: Sessions = Sessions::new() }
    each bar => {
        let [high, low, close] = sessions.feed([bar.high, bar.low, bar.close, flag(bar)]);
        let pivot = (high + low + close) / 3.0;
        let range = high - low;
        [
            pivot,
            pivot + 0.382 * range,
            pivot + 0.618 * range,
            pivot + range,
            pivot - 0.382 * range,
            pivot - 0.618 * range,
            pivot - range,
        ]
    }
}

formula! {
    Camarilla[8] from _params
    given {}
    holds { sessions: Sessions = Sessions::new() }
    each bar => {
        let [high, low, close] = sessions.feed([bar.high, bar.low, bar.close, flag(bar)]);
        let reach = 1.1 * (high - low);
        [
            close + reach / 12.0,
            close + reach / 6.0,
            close + reach / 4.0,
            close + reach / 2.0,
            close - reach / 12.0,
            close - reach / 6.0,
            close - reach / 4.0,
            close - reach / 2.0,
        ]
    }
}

/// Of [high, low, close, start] the [high, low, close] of the last session that was seen from start to end.
#[derive(Clone, Copy)]
struct Sessions {
    last: [f64; 3],
    present: [f64; 3],
}

state_of!(Sessions { last, present });

impl Sessions {
    fn new() -> Self {
        Self {
            last: [f64::NAN; 3],
            present: [f64::NAN; 3],
        }
    }
}

impl Step for Sessions {
    type In = [f64; 4];
    type Out = [f64; 3];

    #[inline]
    fn step(&mut self, [high, low, close, start]: [f64; 4]) -> [f64; 3] {
        if start != 0.0 {
            self.last = self.present;
            self.present = [high, low, close];
        } else if !self.present[0].is_nan() {
            let [highest, lowest, _] = self.present;
            self.present = [highest.max(high), lowest.min(low), close];
        }
        self.last
    }
}
