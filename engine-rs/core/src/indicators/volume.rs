//! What volume says of the price.

use super::bar_input::BarInput;
use super::formula::formula;
use super::kernels::{Ema, Feed, Held, Mean, Previous, Rolling, Sum, Total};
use super::momentum::{ROUNDING, share};
use super::registry::{IndicatorSpec, Input};
use super::source::Source;
use super::specs::{SOURCE, bars, columns, own, period};

const GROUP: &str = "Volume";

const BAR_INPUTS: &[Input] = &[Input::High, Input::Low, Input::Close, Input::Volume];

pub(super) const SPECS: &[IndicatorSpec] = &[
    IndicatorSpec {
        name: "OBV",
        title: "On-balance volume",
        group: GROUP,
        params: &[SOURCE],
        inputs: &[Input::Source, Input::Volume],
        outputs: &[own("obv")],
        warm_up: |_| 1,
        formula: "Sum of volumes, those of falling bars negative, of unchanged ones 0; the first counts. \
                  Granville, New Key to Stock Market Profits (1963).",
        make: OnBalance::make,
    },
    IndicatorSpec {
        name: "AD",
        title: "Accumulation/distribution line",
        group: GROUP,
        params: &[],
        inputs: BAR_INPUTS,
        outputs: &[own("ad")],
        warm_up: |_| 1,
        formula: "Sum of volume × ((close - low) - (high - close)) / (high - low), 0 for a bar without a range. \
                  Chaikin, in Achelis, Technical Analysis from A to Z (2001).",
        make: Accumulation::make,
    },
    IndicatorSpec {
        name: "ADOSC",
        title: "Chaikin oscillator",
        group: GROUP,
        params: &[
            bars("fast", "Fast bars", 3, 1),
            bars("slow", "Slow bars", 10, 1),
        ],
        inputs: BAR_INPUTS,
        outputs: &[own("oscillator")],
        warm_up: |params| params.count("fast").max(params.count("slow")),
        formula: "EMA(fast) - EMA(slow) of the accumulation/distribution line, both starting with its first value. \
                  Chaikin, in Achelis (2001).",
        make: ChaikinOscillator::make,
    },
    IndicatorSpec {
        name: "CMF",
        title: "Chaikin money flow",
        group: GROUP,
        params: &[period(20, 1)],
        inputs: BAR_INPUTS,
        outputs: &[columns("flow")],
        warm_up: |params| params.count("period"),
        formula: "Sum of volume × ((close - low) - (high - close)) / (high - low) over the sum of volumes of n bars, 0 \
                  without volume. Chaikin, in Achelis (2001).",
        make: ChaikinFlow::make,
    },
    IndicatorSpec {
        name: "MFI",
        title: "Money flow index",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: BAR_INPUTS,
        outputs: &[own("mfi")],
        warm_up: |params| params.count("period") + 1,
        formula: "100 up / (up + down), sums over n bars of typical price × volume where the typical price rose or fell; \
                  0 when neither. Quong & Soudack, Volume-Weighted RSI: Money Flow, Stocks & Commodities 7:3 (1989).",
        make: MoneyFlow::make,
    },
    IndicatorSpec {
        name: "VOLUME_SMA",
        title: "Average volume",
        group: GROUP,
        params: &[period(20, 1)],
        inputs: &[Input::Volume],
        outputs: &[own("average")],
        warm_up: |params| params.count("period"),
        formula: "Sum of the last n volumes / n. Murphy, Technical Analysis of the Financial Markets (1999), ch. 7.",
        make: AverageVolume::make,
    },
];

/// Volume, signed and scaled by where in its range the bar closed: all of it at the high, none in the middle.
#[inline]
fn money_flow(bar: &BarInput) -> f64 {
    let place = (bar.close - bar.low) - (bar.high - bar.close);
    share(place, bar.high - bar.low) * bar.volume
}

formula! {
    OnBalance[1] from params
    given { source: Source = params.source() }
    holds {
        before: Previous = Previous::new(),
        total: Total = Total::default(),
    }
    each bar => {
        let price = source.of(bar);
        let change = price - before.feed(price);
        let sign = if change < 0.0 { -1.0 } else { f64::from(u8::from(change != 0.0)) };
        [total.feed(sign * bar.volume)]
    }
}

formula! {
    Accumulation[1] from _params
    given {}
    holds { total: Total = Total::default() }
    each bar => [total.feed(money_flow(bar))]
}

formula! {
    ChaikinOscillator[1] from params
    given {}
    holds {
        total: Total = Total::default(),
        fast: Ema = Ema::from_first(params.count("fast")),
        slow: Ema = Ema::from_first(params.count("slow")),
        held: Held = Held::until(params.count("fast").max(params.count("slow"))),
    }
    each bar => {
        let total = total.feed(money_flow(bar));
        [held.feed(fast.feed(total) - slow.feed(total))]
    }
}

formula! {
    ChaikinFlow[1] from params
    given {}
    holds {
        flow: Rolling<Sum> = Rolling::new(params.count("period")),
        volume: Rolling<Sum> = Rolling::new(params.count("period")),
    }
    each bar => [share(flow.feed(money_flow(bar)), volume.feed(bar.volume))]
}

formula! {
    MoneyFlow[1] from params
    given {}
    holds {
        before: Previous = Previous::new(),
        up: Rolling<Sum> = Rolling::new(params.count("period")),
        down: Rolling<Sum> = Rolling::new(params.count("period")),
    }
    each bar => {
        let typical = bar.typical();
        let flow = typical * bar.volume;
        let [rose, fell] = split(before.feed(typical), typical, flow);
        let (up, down) = (up.feed(rose), down.feed(fell));
        [100.0 * share(up, up + down).clamp(0.0, 1.0)]
    }
}

/// An amount under rise or fall, whichever the change was; NaN while there is no price before.
///
/// Means of three prices that are equal on paper can differ by rounding.
#[inline]
fn split(before: f64, now: f64, amount: f64) -> [f64; 2] {
    let least = ROUNDING * (before.abs() + now.abs());
    if before.is_nan() {
        [f64::NAN; 2]
    } else if (now - before).abs() <= least {
        [0.0; 2]
    } else if now > before {
        [amount, 0.0]
    } else {
        [0.0, amount]
    }
}

formula! {
    AverageVolume[1] from params
    given {}
    holds { mean: Rolling<Mean> = Rolling::new(params.count("period")) }
    each bar => [mean.feed(bar.volume)]
}
