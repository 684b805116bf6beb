//! Which ticks make one bar.

use crate::calendar::DayClose;
use crate::timeframe::Timeframe;

/// To which bar a tick exactly on a boundary belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Boundary {
    /// To the bar that opens there: [open, close).
    #[default]
    Left,
    /// To the bar that closes there: (open, close].
    Right,
}

/// How time is cut into bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cut {
    /// Side of the boundary.
    pub boundary: Boundary,
    /// When days end.
    pub day_close: DayClose,
}

/// The time of one bar. Bounds beyond the range of `i64` stand at its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where the bar before ends; differs from `open_us` for Monday's session alone.
    pub start_us: i64,
    /// The bar's label.
    pub open_us: i64,
    /// Where it ends.
    pub close_us: i64,
    /// The last instant that belongs to it, whichever side the boundary is on.
    pub last_us: i64,
}

impl Span {
    /// The bar of `timeframe` that holds a tick at `ts_us`.
    #[must_use]
    pub fn holding(ts_us: i64, timeframe: Timeframe, cut: Cut) -> Self {
        // A tick at the close of (open, close] is where the instant before it is.
        let inside_us = ts_us.saturating_sub(past_close(cut));
        match timeframe {
            Timeframe::Fixed { width_us } => fixed(inside_us, width_us, cut),
            Timeframe::Day => day(inside_us, cut),
        }
    }

    /// The bar that holds a tick at `ts_us`, which lies after this one: cheap when it is the very next.
    #[must_use]
    pub(crate) fn after(self, ts_us: i64, timeframe: Timeframe, cut: Cut) -> Self {
        match timeframe {
            Timeframe::Fixed { width_us } if ts_us <= self.last_us.saturating_add(width_us) => {
                self.next(width_us)
            }
            _ => Self::holding(ts_us, timeframe, cut),
        }
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

fn past_close(cut: Cut) -> i64 {
    i64::from(cut.boundary == Boundary::Right)
}

fn fixed(inside_us: i64, width_us: i64, cut: Cut) -> Span {
    let elapsed_us = inside_us.rem_euclid(width_us);
    let open_us = inside_us.saturating_sub(elapsed_us);
    Span {
        start_us: open_us,
        open_us,
        close_us: inside_us.saturating_add(width_us - elapsed_us),
        last_us: inside_us.saturating_add(width_us - elapsed_us - 1 + past_close(cut)),
    }
}

fn day(inside_us: i64, cut: Cut) -> Span {
    let session = cut.day_close.session(inside_us);
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
