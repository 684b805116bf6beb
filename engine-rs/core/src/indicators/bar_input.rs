//! What an indicator sees of a bar.

/// One bar, completed or forming. Prices as decimals, times in microseconds UTC.
///
/// Whoever makes one sees to it that every number is finite. Other numbers never panic, but an indicator
/// may then answer NaN or infinities until they have left its memory.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BarInput {
    /// Its label.
    pub open_us: i64,
    /// Where it ends.
    pub close_us: i64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Volume, in any unit that stays the same.
    pub volume: f64,
    /// How many ticks.
    pub ticks: u64,
    /// Mean of ask - bid.
    pub spread_mean: f64,
    /// Least ask - bid.
    pub spread_low: f64,
    /// Greatest ask - bid.
    pub spread_high: f64,
    /// Is it the first bar of a trading session?
    pub session_start: bool,
}

impl BarInput {
    /// (high + low) / 2.
    #[must_use]
    pub fn median(&self) -> f64 {
        f64::midpoint(self.high, self.low)
    }

    /// (high + low + close) / 3.
    #[must_use]
    pub fn typical(&self) -> f64 {
        (self.high + self.low + self.close) / 3.0
    }

    /// (high + low + 2 close) / 4.
    #[must_use]
    pub fn weighted(&self) -> f64 {
        (self.high + self.low + 2.0 * self.close) / 4.0
    }

    /// (open + high + low + close) / 4.
    #[must_use]
    pub fn average(&self) -> f64 {
        (self.open + self.high + self.low + self.close) / 4.0
    }
}
