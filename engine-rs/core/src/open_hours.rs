//! When a market is open, asked for ever later instants: an answer is remembered for as long as it holds.

use std::sync::Arc;

use crate::sessions::{SessionCalendar, ZONED_US};
use crate::timeframe::MINUTE_US;

/// A stretch of time [`from_us`, `to_us`) in which the market is open throughout, or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first instant.
    pub from_us: i64,
    /// The first instant after it.
    pub to_us: i64,
    /// Is the market open in it?
    pub is_open: bool,
}

impl Window {
    fn holds(self, ts_us: i64) -> bool {
        self.from_us <= ts_us && ts_us < self.to_us
    }
}

/// How much of a stretch of time a market was open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenTime {
    /// In all.
    pub total_us: i64,
    /// The longest part without a break.
    pub longest_us: i64,
}

/// The hours of one calendar.
#[derive(Clone, Debug)]
pub struct OpenHours {
    calendar: Arc<SessionCalendar>,
    window: Window,
}

impl OpenHours {
    /// Those of this calendar.
    #[must_use]
    pub fn new(calendar: Arc<SessionCalendar>) -> Self {
        let nowhere = Window {
            from_us: 0,
            to_us: 0,
            is_open: false,
        };
        Self {
            calendar,
            window: nowhere,
        }
    }

    /// The window that holds an instant. Windows end with the trading day: two open ones may touch.
    pub fn at(&mut self, ts_us: i64) -> Window {
        if !self.window.holds(ts_us) {
            self.window = window(&self.calendar, ts_us.into());
        }
        self.window
    }

    /// The parts of [`from_us`, `to_us`) in which the market is open, in order. Before 1901 and after 2200 it never is:
    /// nobody has quotes of then, and a stray time must not cost a walk through all the days in between.
    pub fn within(&mut self, from_us: i64, to_us: i64) -> impl Iterator<Item = (i64, i64)> {
        let [first, last] = ZONED_US.map(clamp);
        let (mut at_us, to_us) = (from_us.max(first), to_us.min(last));
        let windows = std::iter::from_fn(move || {
            let window = (at_us < to_us).then(|| self.at(at_us))?;
            let part = (at_us, window.to_us.min(to_us));
            at_us = window.to_us.max(at_us + 1);
            Some((part, window.is_open))
        });
        windows.filter(|window| window.1).map(|window| window.0)
    }

    /// How much of [`from_us`, `to_us`) it is open.
    pub fn open_time(&mut self, from_us: i64, to_us: i64) -> OpenTime {
        self.growing_open_time(from_us, to_us)
            .last()
            .unwrap_or_default()
    }

    /// The open time up to the end of each open part.
    fn growing_open_time(&mut self, from_us: i64, to_us: i64) -> impl Iterator<Item = OpenTime> {
        let (mut run_from_us, mut run_to_us) = (i64::MIN, i64::MIN);
        let parts = self.within(from_us, to_us);
        parts.scan(OpenTime::default(), move |open, (from_us, to_us)| {
            if from_us != run_to_us {
                run_from_us = from_us;
            }
            run_to_us = to_us;
            open.total_us += to_us - from_us;
            open.longest_us = open.longest_us.max(run_to_us - run_from_us);
            Some(*open)
        })
    }
}

fn window(calendar: &SessionCalendar, ts_us: i128) -> Window {
    let day = calendar.trading_day(ts_us);
    let session = calendar.session(day);
    let mut closed_from_us = session.start_us;
    for (from_us, to_us) in calendar.open(day) {
        if ts_us < from_us {
            return of(closed_from_us, from_us, false);
        }
        if ts_us < to_us {
            return of(from_us, to_us, true);
        }
        closed_from_us = to_us;
    }
    of(closed_from_us, session.close_us.max(ts_us + 1), false)
}

fn of(from_us: i128, to_us: i128, is_open: bool) -> Window {
    Window {
        from_us: clamp(from_us),
        to_us: clamp(to_us),
        is_open,
    }
}

fn clamp(us: i128) -> i64 {
    us.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// When an instrument trades, and how long a silence in that time is a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Market {
    /// Its sessions.
    pub calendar: Arc<SessionCalendar>,
    /// The shortest stretch of open time without a tick that is a gap.
    pub gap_us: i64,
}

impl Market {
    /// One whose gaps last five minutes at least.
    #[must_use]
    pub fn of(calendar: Arc<SessionCalendar>) -> Self {
        Self {
            calendar,
            gap_us: 5 * MINUTE_US,
        }
    }
}

/// Tells gaps and ticks outside the hours of a market.
///
/// Venues differ in when they stop on the days of early closes: nothing is missing after the calendar's early close, and
/// a tick after it is no stray.
#[derive(Clone, Debug)]
pub struct MarketWatch {
    /// For ticks: early closes left out.
    longest: OpenHours,
    /// For gaps.
    shortest: OpenHours,
    gap_us: i64,
}

impl MarketWatch {
    /// Of this market.
    #[must_use]
    pub fn new(market: &Market) -> Self {
        let without = Arc::new(market.calendar.without_early_closes());
        Self {
            longest: OpenHours::new(without),
            shortest: OpenHours::new(Arc::clone(&market.calendar)),
            gap_us: market.gap_us,
        }
    }

    /// The window that holds a tick.
    pub fn at(&mut self, ts_us: i64) -> Window {
        self.longest.at(ts_us)
    }

    /// Is the time between two ticks a gap? Looks no further than it must: ticks of the next century, refused one by one,
    /// must not cost a walk through the years to each.
    pub fn is_gap(&mut self, from_us: i64, to_us: i64) -> bool {
        let gap_us = self.gap_us;
        let mut open = self.shortest.growing_open_time(from_us, to_us);
        to_us > from_us.saturating_add(gap_us) && open.any(|open| open.longest_us >= gap_us)
    }

    /// The open time between two ticks, when it is long enough to be a gap.
    pub fn gap(&mut self, from_us: i64, to_us: i64) -> Option<OpenTime> {
        let is_gap = self.is_gap(from_us, to_us);
        is_gap.then(|| self.shortest.open_time(from_us, to_us))
    }

    /// The hours in which nothing may be missing.
    pub fn hours(&mut self) -> &mut OpenHours {
        &mut self.shortest
    }
}
