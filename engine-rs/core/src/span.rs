//! Which ticks make one bar of time.

use serde::{Deserialize, Serialize};

use crate::calendar::DayClose;
use crate::timeframe::Period;

/// To which bar a tick exactly on a boundary belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Boundary {
    /// To the bar that opens there: [open, close).
    #[default]
    Left,
    /// To the bar that closes there: (open, close].
    Right,
}

/// What an interval without ticks makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Empty {
    /// No bar.
    #[default]
    Skip,
    /// A bar of zero ticks at the last close, as soon as a later tick shows that there was none; only while the
    /// market was open by the calendar. A gap of more than [`FLAT_MAX`] bars is a hole in the data and gets none.
    Flat,
}

/// The longest gap, in bars, that flat bars fill.
pub const FLAT_MAX: i64 = 100_000;

/// How time is cut into bars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Side of the boundary.
    pub boundary: Boundary,
    /// When days end.
    pub day_close: DayClose,
    /// Intervals without ticks.
    pub empty: Empty,
}

/// The time of one bar. Bounds beyond the range of `i64` stand at its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where the bar before ends; differs from `open_us` where the market was closed between.
    pub start_us: i64,
    /// The bar's label.
    pub open_us: i64,
    /// Where it ends.
    pub close_us: i64,
    /// The last instant that belongs to it, whichever side the boundary is on.
    pub last_us: i64,
}

impl Span {
    /// The bar of `period` that holds a tick at `ts_us`.
    #[must_use]
    pub fn holding(ts_us: i64, period: Period, cut: &Cut) -> Self {
        // A tick at the close of (open, close] is where the instant before it is.
        let inside_us = ts_us.saturating_sub(past_close(cut));
        match period {
            Period::Fixed { width_us } => fixed(inside_us, width_us, cut),
            Period::Day | Period::Week | Period::Months { .. } => session(inside_us, period, cut),
        }
    }

    /// The bar that holds a tick at `ts_us`, which lies after this one: cheap when it is the very next.
    #[must_use]
    pub(crate) fn after(self, ts_us: i64, period: Period, cut: &Cut) -> Self {
        match period {
            Period::Fixed { width_us } if ts_us <= self.last_us.saturating_add(width_us) => {
                self.next(width_us)
            }
            _ => Self::holding(ts_us, period, cut),
        }
    }

    /// Bars without ticks between this one and `later`, oldest first; none when there are too many.
    pub(crate) fn empty_until(
        self,
        later: Self,
        period: Period,
        cut: &Cut,
    ) -> impl Iterator<Item = Self> {
        let gap = i128::from(later.last_us) - i128::from(self.last_us);
        let is_hole = gap > i128::from(FLAT_MAX + 1) * i128::from(period.nominal_us());
        let following = move |span: &Self| {
            let after_us = span.last_us.checked_add(1)?;
            let next = span.after(after_us, period, cut);
            (!is_hole && next.last_us < later.last_us).then_some(next)
        };
        std::iter::successors(following(&self), following)
            .filter(move |span| cut.day_close.is_open_within(span.open_us, span.close_us))
    }

    fn next(self, width_us: i64) -> Self {
        Self {
            start_us: self.close_us,
            open_us: self.close_us,
            close_us: self.close_us.saturating_add(width_us),
            last_us: self.last_us.saturating_add(width_us),
        }
    }
}

fn past_close(cut: &Cut) -> i64 {
    i64::from(cut.boundary == Boundary::Right)
}

fn fixed(inside_us: i64, width_us: i64, cut: &Cut) -> Span {
    let elapsed_us = inside_us.rem_euclid(width_us);
    let open_us = inside_us.saturating_sub(elapsed_us);
    Span {
        start_us: open_us,
        open_us,
        close_us: inside_us.saturating_add(width_us - elapsed_us),
        last_us: inside_us.saturating_add(width_us - elapsed_us - 1 + past_close(cut)),
    }
}

fn session(inside_us: i64, period: Period, cut: &Cut) -> Span {
    let session = cut.day_close.session(inside_us, period);
    Span {
        start_us: clamp(session.start_us),
        open_us: clamp(session.open_us),
        close_us: clamp(session.close_us),
        last_us: clamp(session.close_us - 1 + i128::from(past_close(cut))),
    }
}

fn clamp(us: i128) -> i64 {
    us.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}
