//! Which price of a bar an indicator is taken of.

use super::bar_input::BarInput;

/// A price of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Last.
    Close,
    /// First.
    Open,
    /// Highest.
    High,
    /// Lowest.
    Low,
    /// (high + low) / 2.
    Median,
    /// (high + low + close) / 3.
    Typical,
    /// (open + high + low + close) / 4.
    Average,
    /// (high + low + 2 close) / 4.
    Weighted,
}

/// The words for them, in the order of [`SOURCES`].
pub(super) const SOURCE_WORDS: &[&str] = &[
    "close", "open", "high", "low", "hl2", "hlc3", "ohlc4", "hlcc4",
];

pub(super) const SOURCES: [Source; 8] = [
    Source::Close,
    Source::Open,
    Source::High,
    Source::Low,
    Source::Median,
    Source::Typical,
    Source::Average,
    Source::Weighted,
];

impl Source {
    #[inline]
    pub(super) fn of(self, bar: &BarInput) -> f64 {
        match self {
            Self::Close => bar.close,
            Self::Open => bar.open,
            Self::High => bar.high,
            Self::Low => bar.low,
            Self::Median => bar.median(),
            Self::Typical => bar.typical(),
            Self::Average => bar.average(),
            Self::Weighted => bar.weighted(),
        }
    }
}
