//! Which bars are the first of a trading session.

use serde::{Deserialize, Serialize};

use crate::bar::Bar;
use crate::calendar::DayClose;
use crate::timeframe::Period;

/// In which session the last bar was opened.
///
/// A bar belongs to the session in which it opens. The very first bar starts one only when the session starts with it:
/// otherwise nobody has seen the session from its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionMark {
    /// Where the session of the last bar ends; none before the first.
    until_us: Option<i64>,
}

impl SessionMark {
    /// Is a bar, after those that have passed, the first of a session?
    pub(crate) fn is_start(self, bar: &Bar, day_close: &DayClose) -> bool {
        if let Some(until_us) = self.until_us {
            return bar.open_us >= until_us;
        }
        let session = day_close.session(bar.open_us, Period::Day);
        i128::from(bar.open_us) <= session.open_us
    }

    /// The same, and let it pass.
    #[inline]
    pub(crate) fn pass(&mut self, bar: &Bar, day_close: &DayClose) -> bool {
        let is_start = self.is_start(bar, day_close);
        if is_start || self.until_us.is_none() {
            let close_us = day_close.session(bar.open_us, Period::Day).close_us;
            self.until_us = Some(close_us.clamp(i64::MIN.into(), i64::MAX.into()) as i64);
        }
        is_start
    }
}
