//! Where the price turned.

use super::formula::formula;
use super::kernels::{Feed, Highest, Lag, Lowest, Previous, Step};
use super::registry::{IndicatorSpec, Input, Shift};
use super::specs::{bars, dots, hidden, real};
use super::state::state_of;

const GROUP: &str = "Turning points";

pub(super) const SPECS: &[IndicatorSpec] = &[
    IndicatorSpec {
        name: "FRACTAL",
        title: "Fractals",
        group: GROUP,
        params: &[
            bars("left", "Bars before", 2, 1),
            bars("right", "Bars after", 2, 1),
        ],
        inputs: &[Input::High, Input::Low],
        outputs: &[
            dots("high").shifted(Shift::Back("right")),
            dots("low").shifted(Shift::Back("right")),
        ],
        warm_up: |params| params.count("left") + params.count("right") + 1,
        formula: "The high (low) of the bar `right` bars ago, if it is higher (lower) than those of the `left` bars before \
                  and of all bars after it; NaN otherwise. Williams, Trading Chaos (1995), ch. 9.",
        make: Fractal::make,
    },
    IndicatorSpec {
        name: "ZIGZAG",
        title: "Zig-zag",
        group: GROUP,
        params: &[real("percent", "Least turn in percent", [1.0, 0.001, 99.0])],
        inputs: &[Input::High, Input::Low],
        outputs: &[
            dots("turn"),
            hidden("turn_age"),
            dots("extreme"),
            hidden("extreme_age"),
            hidden("direction"),
        ],
        warm_up: |_| 2,
        formula: "A leg ends at its extreme once the price has come back by p percent of it. Last confirmed turn and how \
                  many bars ago it was, extreme of the present leg and how many bars ago, direction of the leg (1 up, \
                  -1 down); NaN before the first move of p percent. A bar that extends its leg does not end it. \
                  Merrill, Filtered Waves (1977).",
        make: ZigZag::make,
    },
];

formula! {
    Fractal[2] from params
    given {}
    holds {
        high: Lag = Lag::new(params.count("right")),
        high_before: Previous = Previous::new(),
        left_high: Highest = Highest::new(params.count("left")),
        right_high: Highest = Highest::new(params.count("right")),
        low: Lag = Lag::new(params.count("right")),
        low_before: Previous = Previous::new(),
        left_low: Lowest = Lowest::new(params.count("left")),
        right_low: Lowest = Lowest::new(params.count("right")),
    }
    each bar => {
        let high = high.feed(bar.high);
        let left_high = left_high.feed(high_before.feed(high)).value;
        let right_high = right_high.feed(bar.high).value;
        let low = low.feed(bar.low);
        let left_low = left_low.feed(low_before.feed(low)).value;
        let right_low = right_low.feed(bar.low).value;
        let is_top = high > left_high && high > right_high;
        let is_bottom = low < left_low && low < right_low;
        [if is_top { high } else { f64::NAN }, if is_bottom { low } else { f64::NAN }]
    }
}

formula! {
    ZigZag[5] from params
    given {}
    holds { legs: Legs = Legs::new(params.real("percent") / 100.0) }
    each bar => legs.feed([bar.high, bar.low])
}

/// A price, and how many bars ago it was.
#[derive(Clone, Copy)]
struct Mark {
    price: f64,
    age: f64,
}

state_of!(Mark { price, age });

impl Mark {
    fn never(price: f64) -> Self {
        Self {
            price,
            age: f64::NAN,
        }
    }

    fn now(price: f64) -> Self {
        Self { price, age: 0.0 }
    }

    fn older(self) -> Self {
        Self {
            age: self.age + 1.0,
            ..self
        }
    }
}

/// Legs of [high, low]: [turn, its age, extreme, its age, direction].
#[derive(Clone, Copy)]
struct Legs {
    part: f64,
    /// 1 up, -1 down, 0 before the first leg.
    direction: f64,
    turn: Mark,
    highest: Mark,
    lowest: Mark,
}

state_of!(Legs {
    direction,
    turn,
    highest,
    lowest
});

impl Legs {
    fn new(part: f64) -> Self {
        Self {
            part,
            direction: 0.0,
            turn: Mark::never(f64::NAN),
            highest: Mark::never(f64::NEG_INFINITY),
            lowest: Mark::never(f64::INFINITY),
        }
    }

    /// In a leg up `highest` is its extreme; in one down, `lowest`; before the first leg both count.
    fn extend(&mut self, high: f64, low: f64) -> bool {
        let is_higher = self.direction >= 0.0 && high > self.highest.price;
        let is_lower = self.direction <= 0.0 && low < self.lowest.price;
        if is_higher {
            self.highest = Mark::now(high);
        }
        if is_lower {
            self.lowest = Mark::now(low);
        }
        self.direction != 0.0 && (is_higher || is_lower)
    }

    fn turn_up(&mut self, high: f64) {
        self.direction = 1.0;
        self.turn = self.lowest;
        self.highest = Mark::now(high);
    }

    fn turn_down(&mut self, low: f64) {
        self.direction = -1.0;
        self.turn = self.highest;
        self.lowest = Mark::now(low);
    }

    fn answer(&self) -> [f64; 5] {
        let extreme = if self.direction > 0.0 {
            self.highest
        } else {
            self.lowest
        };
        if self.direction == 0.0 {
            return [f64::NAN; 5];
        }
        [
            self.turn.price,
            self.turn.age,
            extreme.price,
            extreme.age,
            self.direction,
        ]
    }
}

impl Step for Legs {
    type In = [f64; 2];
    type Out = [f64; 5];

    #[inline]
    fn step(&mut self, [high, low]: [f64; 2]) -> [f64; 5] {
        self.turn = self.turn.older();
        self.highest = self.highest.older();
        self.lowest = self.lowest.older();
        if !self.extend(high, low) {
            let is_up = self.direction <= 0.0 && high >= self.lowest.price * (1.0 + self.part);
            let is_down = self.direction >= 0.0 && low <= self.highest.price * (1.0 - self.part);
            if is_up && self.lowest.age > 0.0 {
                self.turn_up(high);
            } else if is_down && self.highest.age > 0.0 {
                self.turn_down(low);
            }
        }
        self.answer()
    }
}
