//! The straight line through the last prices.

use super::formula::formula;
use super::kernels::{Feed, Line, Rolling};
use super::params::ParamSpec;
use super::registry::{IndicatorSpec, Input, OutputSpec};
use super::source::Source;
use super::specs::{SOURCE, overlay, own, period};

const GROUP: &str = "Regression";

const PARAMS: &[ParamSpec] = &[period(14, 2), SOURCE];

const fn row(
    [name, title]: [&'static str; 2],
    outputs: &'static [OutputSpec],
    make: fn(&super::Params) -> Box<dyn super::Indicator>,
    formula: &'static str,
) -> IndicatorSpec {
    IndicatorSpec {
        name,
        title,
        group: GROUP,
        params: PARAMS,
        inputs: &[Input::Source],
        outputs,
        warm_up: |params| params.count("period"),
        formula,
        make,
    }
}

pub(super) const SPECS: &[IndicatorSpec] = &[
    row(
        ["LINEARREG", "Linear regression"],
        &[overlay("line")],
        Value::make,
        "Value at the newest bar of the least-squares line a + b x through n prices, x = 0 to n - 1. \
         Draper & Smith, Applied Regression Analysis (1998), ch. 1.",
    ),
    row(
        ["LINEARREG_SLOPE", "Linear regression slope"],
        &[own("slope")],
        Slope::make,
        "b of the least-squares line a + b x through n prices: (n Σxy - Σx Σy) / (n Σx² - (Σx)²). \
         Draper & Smith (1998), ch. 1.",
    ),
    row(
        ["LINEARREG_INTERCEPT", "Linear regression intercept"],
        &[overlay("intercept")],
        Intercept::make,
        "a of the least-squares line a + b x through n prices: its value at the oldest. Draper & Smith (1998), ch. 1.",
    ),
    row(
        ["LINEARREG_ANGLE", "Linear regression angle"],
        &[own("angle")],
        Angle::make,
        "Arc tangent of the slope, in degrees. Draper & Smith (1998), ch. 1.",
    ),
    row(
        ["TSF", "Time series forecast"],
        &[overlay("forecast")],
        Forecast::make,
        "Value one bar ahead of the least-squares line through n prices. \
         Chande & Kroll, The New Technical Trader (1994), ch. 2.",
    ),
];

formula! {
    Value[1] from params
    given {
        source: Source = params.source(),
        newest: f64 = params.real("period") - 1.0,
    }
    holds { line: Rolling<Line> = Rolling::new(params.count("period")) }
    each bar => [line.feed(source.of(bar)).at(newest)]
}

formula! {
    Slope[1] from params
    given { source: Source = params.source() }
    holds { line: Rolling<Line> = Rolling::new(params.count("period")) }
    each bar => [line.feed(source.of(bar)).slope()]
}

formula! {
    Intercept[1] from params
    given { source: Source = params.source() }
    holds { line: Rolling<Line> = Rolling::new(params.count("period")) }
    each bar => [line.feed(source.of(bar)).at(0.0)]
}

formula! {
    Angle[1] from params
    given { source: Source = params.source() }
    holds { line: Rolling<Line> = Rolling::new(params.count("period")) }
    each bar => [line.feed(source.of(bar)).slope().atan().to_degrees()]
}

formula! {
    Forecast[1] from params
    given {
        source: Source = params.source(),
        next: f64 = params.real("period"),
    }
    holds { line: Rolling<Line> = Rolling::new(params.count("period")) }
    each bar => [line.feed(source.of(bar)).at(next)]
}
