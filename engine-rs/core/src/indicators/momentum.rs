//! How fast and how steadily prices move.

use super::formula::formula;
use super::kernels::{
    Average, Ema, Feed, Highest, Lag, Lowest, Mean, MeanDeviation, Previous, Rolling, Sum, Wilder,
};
use super::registry::{IndicatorSpec, Input};
use super::source::Source;
use super::specs::{AVERAGE, EXPONENTIAL, SOURCE, bars, columns, own, period};
use super::volatility::true_range;

const GROUP: &str = "Momentum";

pub(super) const SPECS: &[IndicatorSpec] = &[
    IndicatorSpec {
        name: "MACD",
        title: "Moving average convergence/divergence",
        group: GROUP,
        params: &[
            bars("fast", "Fast bars", 12, 1),
            bars("slow", "Slow bars", 26, 1),
            bars("signal", "Signal bars", 9, 1),
            SOURCE,
        ],
        inputs: &[Input::Source],
        outputs: &[own("macd"), own("signal"), columns("histogram")],
        warm_up: |params| slower(params) + params.count("signal") - 1,
        formula: "EMA(fast) - EMA(slow), the EMA of that over `signal` bars, and their difference. Both averages start \
                  on the same bar. Appel, Technical Analysis: Power Tools for Active Investors (2005), ch. 6-8.",
        make: Macd::make,
    },
    IndicatorSpec {
        name: "PPO",
        title: "Percentage price oscillator",
        group: GROUP,
        params: &[
            bars("fast", "Fast bars", 12, 1),
            bars("slow", "Slow bars", 26, 1),
            bars("signal", "Signal bars", 9, 1),
            EXPONENTIAL,
            SOURCE,
        ],
        inputs: &[Input::Source],
        outputs: &[own("ppo"), own("signal"), columns("histogram")],
        warm_up: |params| slower(params) + params.count("signal") - 1,
        formula: "100 (average(fast) / average(slow) - 1), the EMA of that over `signal` bars, and their difference. \
                  Appel (2005), ch. 6-8, in percent.",
        make: PercentOscillator::make,
    },
    IndicatorSpec {
        name: "APO",
        title: "Absolute price oscillator",
        group: GROUP,
        params: &[
            bars("fast", "Fast bars", 12, 1),
            bars("slow", "Slow bars", 26, 1),
            EXPONENTIAL,
            SOURCE,
        ],
        inputs: &[Input::Source],
        outputs: &[own("apo")],
        warm_up: slower,
        formula: "Average(fast) - average(slow). Achelis, Technical Analysis from A to Z (2001), price oscillator.",
        make: AbsoluteOscillator::make,
    },
    IndicatorSpec {
        name: "RSI",
        title: "Relative strength index",
        group: GROUP,
        params: &[period(14, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[own("rsi")],
        warm_up: |params| params.count("period") + 1,
        formula: "100 gains / (gains + losses), both Wilder's averages of n changes; 0 when nothing changed. \
                  Wilder, New Concepts in Technical Trading Systems (1978), ch. 6.",
        make: Rsi::make,
    },
    IndicatorSpec {
        name: "CMO",
        title: "Chande momentum oscillator",
        group: GROUP,
        params: &[period(14, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[own("cmo")],
        warm_up: |params| params.count("period") + 1,
        formula: "100 (gains - losses) / (gains + losses), both Wilder's averages of n changes (as TA-Lib has it; \
                  Chande's own are plain sums); 0 when nothing changed. Chande & Kroll, The New Technical Trader (1994), \
                  ch. 5.",
        make: Cmo::make,
    },
    IndicatorSpec {
        name: "STOCH",
        title: "Slow stochastic",
        group: GROUP,
        params: &[
            bars("k", "Bars of the range", 5, 1),
            bars("slow_k", "Bars that smooth %K", 3, 1),
            bars("d", "Bars that smooth %D", 3, 1),
            AVERAGE,
        ],
        inputs: &[Input::High, Input::Low, Input::Close],
        outputs: &[own("slow_k"), own("slow_d")],
        warm_up: |params| params.count("k") + params.count("slow_k") + params.count("d") - 2,
        formula: "%K = 100 (close - lowest low) / (highest high - lowest low) of k bars, 0 without a range; an average \
                  of it, and an average of that. Lane, Lane's Stochastics, Stocks & Commodities 2:3 (1984).",
        make: SlowStochastic::make,
    },
    IndicatorSpec {
        name: "STOCHF",
        title: "Fast stochastic",
        group: GROUP,
        params: &[
            bars("k", "Bars of the range", 5, 1),
            bars("d", "Bars that smooth %D", 3, 1),
            AVERAGE,
        ],
        inputs: &[Input::High, Input::Low, Input::Close],
        outputs: &[own("fast_k"), own("fast_d")],
        warm_up: |params| params.count("k") + params.count("d") - 1,
        formula: "%K = 100 (close - lowest low) / (highest high - lowest low) of k bars, 0 without a range, and an \
                  average of it. Lane (1984).",
        make: FastStochastic::make,
    },
    IndicatorSpec {
        name: "STOCHRSI",
        title: "Stochastic RSI",
        group: GROUP,
        params: &[
            period(14, 1),
            bars("k", "Bars of the range", 14, 1),
            bars("d", "Bars that smooth %D", 3, 1),
            SOURCE,
        ],
        inputs: &[Input::Source],
        outputs: &[own("fast_k"), own("fast_d")],
        warm_up: |params| params.count("period") + params.count("k") + params.count("d") - 1,
        formula: "100 (RSI - lowest) / (highest - lowest) of k bars' RSI, 0 without a range, and a simple average of it. \
                  Chande & Kroll (1994), ch. 5.",
        make: StochasticRsi::make,
    },
    IndicatorSpec {
        name: "CCI",
        title: "Commodity channel index",
        group: GROUP,
        params: &[period(20, 1)],
        inputs: &[Input::High, Input::Low, Input::Close],
        outputs: &[own("cci")],
        warm_up: |params| params.count("period"),
        formula: "(typical price - its mean) / (0.015 its mean absolute deviation) over n bars; 0 when it did not move. \
                  Lambert, Commodity Channel Index, Commodities (October 1980).",
        make: Cci::make,
    },
    IndicatorSpec {
        name: "WILLR",
        title: "Williams %R",
        group: GROUP,
        params: &[period(14, 1)],
        inputs: &[Input::High, Input::Low, Input::Close],
        outputs: &[own("percent_r")],
        warm_up: |params| params.count("period"),
        formula: "-100 (highest high - close) / (highest high - lowest low) of n bars, 0 without a range. \
                  Williams, How I Made One Million Dollars Last Year Trading Commodities (1973).",
        make: WilliamsR::make,
    },
    IndicatorSpec {
        name: "ROC",
        title: "Rate of change",
        group: GROUP,
        params: &[period(10, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[columns("roc")],
        warm_up: |params| params.count("period") + 1,
        formula: "100 (price / price n bars ago - 1), 0 after a price of 0. Murphy (1999), ch. 10.",
        make: RateOfChange::make,
    },
    IndicatorSpec {
        name: "MOM",
        title: "Momentum",
        group: GROUP,
        params: &[period(10, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[columns("momentum")],
        warm_up: |params| params.count("period") + 1,
        formula: "Price - price n bars ago. Murphy (1999), ch. 10.",
        make: Momentum::make,
    },
    IndicatorSpec {
        name: "TRIX",
        title: "Rate of change of a triple exponential average",
        group: GROUP,
        params: &[period(15, 1), SOURCE],
        inputs: &[Input::Source],
        outputs: &[columns("trix")],
        warm_up: |params| 3 * params.count("period") - 1,
        formula: "100 (e / e of the bar before - 1) of e = EMA(EMA(EMA(price))). \
                  Hutson, Good Trix, Stocks & Commodities 1:5 (1983).",
        make: Trix::make,
    },
    IndicatorSpec {
        name: "ULTOSC",
        title: "Ultimate oscillator",
        group: GROUP,
        params: &[
            bars("short", "Bars, shortest", 7, 1),
            bars("middle", "Bars, middle", 14, 1),
            bars("long", "Bars, longest", 28, 1),
        ],
        inputs: &[Input::High, Input::Low, Input::Close],
        outputs: &[own("oscillator")],
        warm_up: |params| {
            let lengths = ["short", "middle", "long"].map(|name| params.count(name));
            lengths[0].max(lengths[1]).max(lengths[2]) + 1
        },
        formula: "100 (4 short + 2 middle + long) / 7, each the sum of close - min(low, last close) over the sum of true \
                  ranges. Williams, The Ultimate Oscillator, Stocks & Commodities 3:4 (1985).",
        make: Ultimate::make,
    },
    IndicatorSpec {
        name: "BOP",
        title: "Balance of power",
        group: GROUP,
        params: &[],
        inputs: &[Input::Open, Input::High, Input::Low, Input::Close],
        outputs: &[columns("bop")],
        warm_up: |_| 1,
        formula: "(close - open) / (high - low), 0 without a range. \
                  Livshin, Balance of Power, Stocks & Commodities 19:8 (2001).",
        make: BalanceOfPower::make,
    },
    IndicatorSpec {
        name: "AO",
        title: "Awesome oscillator",
        group: GROUP,
        params: &[
            bars("fast", "Fast bars", 5, 1),
            bars("slow", "Slow bars", 34, 1),
        ],
        inputs: &[Input::High, Input::Low],
        outputs: &[columns("ao")],
        warm_up: slower,
        formula: "SMA(fast) - SMA(slow) of (high + low) / 2. Williams, New Trading Dimensions (1998), ch. 8.",
        make: Awesome::make,
    },
    IndicatorSpec {
        name: "AC",
        title: "Accelerator oscillator",
        group: GROUP,
        params: &[
            bars("fast", "Fast bars", 5, 1),
            bars("slow", "Slow bars", 34, 1),
            bars("signal", "Signal bars", 5, 1),
        ],
        inputs: &[Input::High, Input::Low],
        outputs: &[columns("ac")],
        warm_up: |params| slower(params) + params.count("signal") - 1,
        formula: "Awesome oscillator - its SMA over `signal` bars. Williams (1998), ch. 9.",
        make: Accelerator::make,
    },
];

fn slower(params: &super::Params) -> usize {
    params.count("fast").max(params.count("slow"))
}

/// A change smaller than this part of the price is rounding, not a change.
pub(super) const ROUNDING: f64 = 1e-14;

/// `part / whole`, 0 of a whole that is 0.
#[inline]
pub(super) fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

formula! {
    Macd[3] from params
    given { source: Source = params.source() }
    holds {
        fast: Ema = aligned(params.count("fast"), params.count("slow")),
        slow: Ema = aligned(params.count("slow"), params.count("fast")),
        signal: Ema = Ema::new(params.count("signal")),
    }
    each bar => {
        let price = source.of(bar);
        let macd = fast.feed(price) - slow.feed(price);
        let signal = signal.feed(macd);
        [macd, signal, macd - signal]
    }
}

/// An EMA whose first value comes no earlier than that of one of `other` bars.
fn aligned(len: usize, other: usize) -> Ema {
    Ema::after(other.saturating_sub(len), len)
}

formula! {
    PercentOscillator[3] from params
    given { source: Source = params.source() }
    holds {
        fast: Average = Average::new(params.choice("average"), params.count("fast")),
        slow: Average = Average::new(params.choice("average"), params.count("slow")),
        signal: Ema = Ema::new(params.count("signal")),
    }
    each bar => {
        let price = source.of(bar);
        let (fast, slow) = (fast.feed(price), slow.feed(price));
        let ppo = 100.0 * share(fast - slow, slow);
        let signal = signal.feed(ppo);
        [ppo, signal, ppo - signal]
    }
}

formula! {
    AbsoluteOscillator[1] from params
    given { source: Source = params.source() }
    holds {
        fast: Average = Average::new(params.choice("average"), params.count("fast")),
        slow: Average = Average::new(params.choice("average"), params.count("slow")),
    }
    each bar => {
        let price = source.of(bar);
        [fast.feed(price) - slow.feed(price)]
    }
}

formula! {
    Rsi[1] from params
    given { source: Source = params.source() }
    holds {
        before: Previous = Previous::new(),
        gains: Wilder = Wilder::new(params.count("period")),
        losses: Wilder = Wilder::new(params.count("period")),
    }
    each bar => {
        let price = source.of(bar);
        let [gain, loss] = rise_and_fall(price - before.feed(price));
        let [gain, loss] = [gains.feed(gain), losses.feed(loss)];
        [100.0 * share(gain, gain + loss)]
    }
}

formula! {
    Cmo[1] from params
    given { source: Source = params.source() }
    holds {
        before: Previous = Previous::new(),
        gains: Wilder = Wilder::new(params.count("period")),
        losses: Wilder = Wilder::new(params.count("period")),
    }
    each bar => {
        let price = source.of(bar);
        let [gain, loss] = rise_and_fall(price - before.feed(price));
        let [gain, loss] = [gains.feed(gain), losses.feed(loss)];
        [100.0 * share(gain - loss, gain + loss)]
    }
}

/// A change as a gain and a loss, one of which is zero; NaN as two.
#[inline]
fn rise_and_fall(change: f64) -> [f64; 2] {
    if change.is_nan() {
        [f64::NAN; 2]
    } else {
        [change.max(0.0), (-change).max(0.0)]
    }
}

formula! {
    SlowStochastic[2] from params
    given {}
    holds {
        highest: Highest = Highest::new(params.count("k")),
        lowest: Lowest = Lowest::new(params.count("k")),
        slow_k: Average = Average::new(params.choice("average"), params.count("slow_k")),
        slow_d: Average = Average::new(params.choice("average"), params.count("d")),
    }
    each bar => {
        let low = lowest.feed(bar.low).value;
        let range = highest.feed(bar.high).value - low;
        let slow_k = slow_k.feed(100.0 * share(bar.close - low, range));
        [slow_k, slow_d.feed(slow_k)]
    }
}

formula! {
    FastStochastic[2] from params
    given {}
    holds {
        highest: Highest = Highest::new(params.count("k")),
        lowest: Lowest = Lowest::new(params.count("k")),
        fast_d: Average = Average::new(params.choice("average"), params.count("d")),
    }
    each bar => {
        let low = lowest.feed(bar.low).value;
        let range = highest.feed(bar.high).value - low;
        let fast_k = 100.0 * share(bar.close - low, range);
        [fast_k, fast_d.feed(fast_k)]
    }
}

formula! {
    StochasticRsi[2] from params
    given { source: Source = params.source() }
    holds {
        before: Previous = Previous::new(),
        gains: Wilder = Wilder::new(params.count("period")),
        losses: Wilder = Wilder::new(params.count("period")),
        highest: Highest = Highest::new(params.count("k")),
        lowest: Lowest = Lowest::new(params.count("k")),
        fast_d: Rolling<Mean> = Rolling::new(params.count("d")),
    }
    each bar => {
        let price = source.of(bar);
        let [gain, loss] = rise_and_fall(price - before.feed(price));
        let [gain, loss] = [gains.feed(gain), losses.feed(loss)];
        let rsi = 100.0 * share(gain, gain + loss);
        let low = lowest.feed(rsi).value;
        let range = highest.feed(rsi).value - low;
        let fast_k = 100.0 * share(rsi - low, range);
        [fast_k, fast_d.feed(fast_k)]
    }
}

formula! {
    Cci[1] from params
    given {}
    holds { scan: MeanDeviation = MeanDeviation::new(params.count("period")) }
    each bar => {
        let typical = bar.typical();
        let [above, deviation] = scan.feed(typical);
        let is_still = deviation <= ROUNDING * typical.abs();
        [if is_still { 0.0 } else { above / (0.015 * deviation) }]
    }
}

formula! {
    WilliamsR[1] from params
    given {}
    holds {
        highest: Highest = Highest::new(params.count("period")),
        lowest: Lowest = Lowest::new(params.count("period")),
    }
    each bar => {
        let high = highest.feed(bar.high).value;
        let range = high - lowest.feed(bar.low).value;
        [-100.0 * share(high - bar.close, range)]
    }
}

formula! {
    RateOfChange[1] from params
    given { source: Source = params.source() }
    holds { before: Lag = Lag::new(params.count("period")) }
    each bar => {
        let price = source.of(bar);
        let before = before.feed(price);
        [100.0 * share(price - before, before)]
    }
}

formula! {
    Momentum[1] from params
    given { source: Source = params.source() }
    holds { before: Lag = Lag::new(params.count("period")) }
    each bar => {
        let price = source.of(bar);
        [price - before.feed(price)]
    }
}

formula! {
    Trix[1] from params
    given { source: Source = params.source() }
    holds {
        once: Ema = Ema::new(params.count("period")),
        twice: Ema = Ema::new(params.count("period")),
        thrice: Ema = Ema::new(params.count("period")),
        before: Previous = Previous::new(),
    }
    each bar => {
        let smooth = thrice.feed(twice.feed(once.feed(source.of(bar))));
        let before = before.feed(smooth);
        [100.0 * share(smooth - before, before)]
    }
}

formula! {
    Ultimate[1] from params
    given {}
    holds {
        close: Previous = Previous::new(),
        bought: [Rolling<Sum>; 3] = lengths(params),
        ranged: [Rolling<Sum>; 3] = lengths(params),
    }
    each bar => {
        let before = close.feed(bar.close);
        let range = true_range(bar, before);
        let pressure = if before.is_nan() { before } else { bar.close - bar.low.min(before) };
        let [short_bought, middle_bought, long_bought] = bought;
        let [short_ranged, middle_ranged, long_ranged] = ranged;
        let short = share(short_bought.feed(pressure), short_ranged.feed(range));
        let middle = share(middle_bought.feed(pressure), middle_ranged.feed(range));
        let long = share(long_bought.feed(pressure), long_ranged.feed(range));
        [100.0 * (4.0 * short + 2.0 * middle + long) / 7.0]
    }
}

fn lengths(params: &super::Params) -> [Rolling<Sum>; 3] {
    ["short", "middle", "long"].map(|name| Rolling::new(params.count(name)))
}

formula! {
    BalanceOfPower[1] from _params
    given {}
    holds {}
    each bar => [share(bar.close - bar.open, bar.high - bar.low)]
}

formula! {
    Awesome[1] from params
    given {}
    holds {
        fast: Rolling<Mean> = Rolling::new(params.count("fast")),
        slow: Rolling<Mean> = Rolling::new(params.count("slow")),
    }
    each bar => {
        let median = bar.median();
        [fast.feed(median) - slow.feed(median)]
    }
}

formula! {
    Accelerator[1] from params
    given {}
    holds {
        fast: Rolling<Mean> = Rolling::new(params.count("fast")),
        slow: Rolling<Mean> = Rolling::new(params.count("slow")),
        signal: Rolling<Mean> = Rolling::new(params.count("signal")),
    }
    each bar => {
        let median = bar.median();
        let awesome = fast.feed(median) - slow.feed(median);
        [awesome - signal.feed(awesome)]
    }
}
