//! A bar of integers as what indicators see: decimals.

use super::side::Side;
use super::spreads::Tally;
use crate::bar::{Bar, Ohlc};
use crate::indicators::BarInput;

/// How many points make one unit of the price.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    points: f64,
}

impl Scale {
    pub(crate) fn of_digits(digits: u8) -> Self {
        Self {
            points: 10_f64.powi(digits.into()),
        }
    }

    /// The decimal nearest to that many points.
    #[inline]
    fn price(self, points: f64) -> f64 {
        points / self.points
    }
}

/// A bar of each side that is wanted.
pub(super) struct Inputs {
    sides: [BarInput; 3],
}

impl Inputs {
    /// Without a tally - of ticks that came before anybody counted - the spread is that at the close.
    #[inline]
    pub(super) fn of(
        bar: &Bar,
        tally: Option<Tally>,
        is_start: bool,
        scale: Scale,
        wanted: [bool; 3],
    ) -> Self {
        let tally = tally.filter(|tally| tally.seen > 0);
        let tally = tally.unwrap_or_else(|| Tally::at_close(bar));
        let [mean, low, high] = tally.mean_low_high().map(|points| scale.price(points));
        let all = BarInput {
            open_us: bar.open_us,
            close_us: bar.close_us,
            ticks: bar.ticks as u64,
            spread_mean: mean,
            spread_low: low,
            spread_high: high,
            session_start: is_start,
            ..BarInput::default()
        };
        let mut sides = [all; 3];
        let [bid, ask] = [bar.bid_volume, bar.ask_volume].map(|volume| volume as f64);
        let prices = [
            (&bar.bid, 1.0, bid),
            (&bar.ask, 1.0, ask),
            (&bar.mid2, 2.0, bid + ask),
        ];
        for ((input, (ohlc, parts, volume)), _) in
            sides.iter_mut().zip(prices).zip(wanted).filter(|row| row.1)
        {
            fill(input, ohlc, |points| scale.price(points as f64 / parts));
            input.volume = volume;
        }
        Self { sides }
    }

    #[inline]
    pub(super) fn of_side(&self, side: Side) -> &BarInput {
        &self.sides[side as usize]
    }
}

#[inline]
fn fill(input: &mut BarInput, ohlc: &Ohlc, price: impl Fn(i64) -> f64) {
    input.open = price(ohlc.open);
    input.high = price(ohlc.high);
    input.low = price(ohlc.low);
    input.close = price(ohlc.close);
}
