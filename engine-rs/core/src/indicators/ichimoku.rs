//! Ichimoku kinko hyo: balance at a glance.

use super::formula::formula;
use super::kernels::{Feed, Highest, Lag, Lowest};
use super::registry::{IndicatorSpec, Input, Shift};
use super::specs::{band, bars, overlay};

pub(super) const SPECS: &[IndicatorSpec] = &[IndicatorSpec {
    name: "ICHIMOKU",
    title: "Ichimoku cloud",
    group: "Trend",
    params: &[
        bars("tenkan", "Bars of the conversion line", 9, 1),
        bars("kijun", "Bars of the base line", 26, 1),
        bars("senkou", "Bars of span B", 52, 1),
        bars("displacement", "Bars ahead and back", 26, 1),
    ],
    inputs: &[Input::High, Input::Low, Input::Close],
    outputs: &[
        overlay("tenkan"),
        overlay("kijun"),
        band("span_a").shifted(Shift::Ahead("displacement")),
        band("span_b").shifted(Shift::Ahead("displacement")),
        overlay("chikou").shifted(Shift::Back("displacement")),
        band("cloud_a"),
        band("cloud_b"),
    ],
    warm_up: |params| {
        let lengths = ["tenkan", "kijun", "senkou"].map(|name| params.count(name));
        lengths[0].max(lengths[1]).max(lengths[2]) + params.count("displacement")
    },
    formula: "Middle of highest high and lowest low over 9 (tenkan), 26 (kijun) and 52 bars (span B); span A = mean of \
              tenkan and kijun; both spans are drawn 26 bars ahead, the close (chikou) 26 back. The cloud under the \
              present bar is the spans of 26 bars ago. Hosoda (1969), in Elliott, Ichimoku Charts (2007), ch. 3.",
    make: Ichimoku::make,
}];

formula! {
    Ichimoku[7] from params
    given {}
    holds {
        tenkan_high: Highest = Highest::new(params.count("tenkan")),
        tenkan_low: Lowest = Lowest::new(params.count("tenkan")),
        kijun_high: Highest = Highest::new(params.count("kijun")),
        kijun_low: Lowest = Lowest::new(params.count("kijun")),
        senkou_high: Highest = Highest::new(params.count("senkou")),
        senkou_low: Lowest = Lowest::new(params.count("senkou")),
        cloud_a: Lag = Lag::new(params.count("displacement")),
        cloud_b: Lag = Lag::new(params.count("displacement")),
    }
    each bar => {
        let tenkan = f64::midpoint(tenkan_high.feed(bar.high).value, tenkan_low.feed(bar.low).value);
        let kijun = f64::midpoint(kijun_high.feed(bar.high).value, kijun_low.feed(bar.low).value);
        let span_a = f64::midpoint(tenkan, kijun);
        let span_b = f64::midpoint(senkou_high.feed(bar.high).value, senkou_low.feed(bar.low).value);
        [tenkan, kijun, span_a, span_b, bar.close, cloud_a.feed(span_a), cloud_b.feed(span_b)]
    }
}
