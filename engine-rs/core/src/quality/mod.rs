//! What ticks are worth: how much of the market's time they cover, and what is wrong with them.

mod histogram;

use std::collections::BTreeMap;

pub use histogram::Histogram;

use crate::formats::checks::{CheckSettings, Checks, Counts, KINDS, Policy};
use crate::open_hours::{Market, MarketWatch};
use crate::ticks::{TickColumns, TickSlice};
use crate::timeframe::{HOUR_US, MINUTE_US};

/// Of the ticks that the checks hand on, which stay in the processor's cache.
const MOST_KEPT: usize = 1_000;

/// A stretch of open time without a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The last tick before it, or where the range begins.
    pub from_us: i64,
    /// The first tick after it, or where the range ends.
    pub to_us: i64,
    /// How much of it the market was open.
    pub market_us: i64,
}

/// One hour of UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hour {
    /// Its ticks.
    pub ticks: u64,
    /// How much of it the market was open.
    pub open_us: i64,
    /// How much of that lies in gaps.
    pub missing_us: i64,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Quality {
    /// How many ticks.
    pub ticks: u64,
    /// Times of the first and the last tick.
    pub ends_us: Option<(i64, i64)>,
    /// The faults, as an import counts them.
    pub counts: Counts,
    /// Gaps, in order.
    pub gaps: Vec<Gap>,
    /// The hours (since 1970) of the range in which the market was open, or that have ticks.
    pub hours: BTreeMap<i64, Hour>,
    /// Ask less bid, in points.
    pub spreads: Histogram,
    /// Ticks of each minute that has any.
    pub rates: Histogram,
    /// The first of the minutes with the most ticks, and how many.
    pub busiest: Option<(i64, u64)>,
}

/// Looks at ticks in time order, in pieces of any size.
#[derive(Clone, Debug)]
pub struct QualityScan {
    checks: Checks,
    /// What the checks let through; nobody wants it.
    kept: TickColumns,
    watch: MarketWatch,
    minute_us: i64,
    minute_ticks: u64,
    hour: i64,
    hour_ticks: u64,
    found: Quality,
}

impl QualityScan {
    /// A scan by the hours of this market. A jump of more than `spike_ratio` of the price that comes back is a spike.
    #[must_use]
    pub fn new(market: &Market, spike_ratio: f64) -> Self {
        let settings = CheckSettings {
            policies: [Policy::Keep; KINDS.len()],
            spike_ratio,
            // Gaps are listed here, not counted there.
            market: Some(Market {
                gap_us: i64::MAX,
                ..market.clone()
            }),
            ..CheckSettings::default()
        };
        Self {
            checks: Checks::new(settings),
            kept: TickColumns::default(),
            watch: MarketWatch::new(market),
            minute_us: i64::MIN,
            minute_ticks: 0,
            hour: i64::MIN,
            hour_ticks: 0,
            found: Quality::default(),
        }
    }

    /// Looks at the next ticks.
    pub fn push(&mut self, ticks: TickSlice<'_>) {
        for tick in ticks.iter() {
            // Every policy is to keep: nothing is refused.
            let _ = self.checks.take(tick, 0, b"", &mut self.kept);
            self.note_time(tick.ts_us);
            self.found.spreads.add(tick.ask.saturating_sub(tick.bid), 1);
            if self.kept.len() >= MOST_KEPT {
                self.kept.clear();
            }
        }
        self.found.ticks += ticks.len() as u64;
    }

    /// All that was found, for the range from `from_us` to `to_us`: where the first and the last tick are, unless given.
    #[must_use]
    pub fn finish(mut self, from_us: Option<i64>, to_us: Option<i64>) -> Quality {
        self.end_minute();
        self.end_hour();
        self.checks.finish(&mut self.kept);
        self.found.counts = self.checks.counts();
        let (first_us, last_us) = match self.found.ends_us {
            Some(ends_us) => ends_us,
            None => (to_us.unwrap_or(0), to_us.unwrap_or(0)),
        };
        let (from_us, to_us) = (from_us.unwrap_or(first_us), to_us.unwrap_or(last_us));
        self.note_gap(last_us, to_us);
        self.note_gap(from_us, first_us);
        self.found.gaps.sort_unstable_by_key(|gap| gap.from_us);
        self.note_hours(from_us, to_us);
        self.found
    }

    #[inline]
    fn note_time(&mut self, ts_us: i64) {
        let before_us = self.found.ends_us.map_or(ts_us, |ends_us| ends_us.1);
        self.found.ends_us = Some(match self.found.ends_us {
            Some((first_us, last_us)) => (first_us.min(ts_us), last_us.max(ts_us)),
            None => (ts_us, ts_us),
        });
        if ts_us.wrapping_sub(self.minute_us) as u64 >= MINUTE_US as u64 {
            self.note_gap(before_us, ts_us);
            self.end_minute();
            self.minute_us = ts_us.saturating_sub(ts_us.rem_euclid(MINUTE_US));
            if ts_us.div_euclid(HOUR_US) != self.hour {
                self.end_hour();
                self.hour = ts_us.div_euclid(HOUR_US);
            }
        }
        self.minute_ticks += 1;
        self.hour_ticks += 1;
    }

    fn end_minute(&mut self) {
        if self.minute_ticks == 0 {
            return;
        }
        self.found.rates.add(self.minute_ticks as i64, 1);
        if self
            .found
            .busiest
            .is_none_or(|most| most.1 < self.minute_ticks)
        {
            self.found.busiest = Some((self.minute_us, self.minute_ticks));
        }
        self.minute_ticks = 0;
    }

    fn end_hour(&mut self) {
        if self.hour_ticks > 0 {
            self.found.hours.entry(self.hour).or_default().ticks += self.hour_ticks;
        }
        self.hour_ticks = 0;
    }

    fn note_gap(&mut self, from_us: i64, to_us: i64) {
        if let Some(open) = self.watch.gap(from_us, to_us) {
            self.found.gaps.push(Gap {
                from_us,
                to_us,
                market_us: open.total_us,
            });
        }
    }

    fn note_hours(&mut self, from_us: i64, to_us: i64) {
        let hours = &mut self.found.hours;
        let open = self.watch.hours();
        for (from_us, to_us) in open.within(from_us, to_us) {
            each_hour(from_us, to_us, |hour, part_us| {
                hours.entry(hour).or_default().open_us += part_us;
            });
        }
        for gap in &self.found.gaps {
            for (from_us, to_us) in open.within(gap.from_us, gap.to_us) {
                each_hour(from_us, to_us, |hour, part_us| {
                    hours.entry(hour).or_default().missing_us += part_us;
                });
            }
        }
    }
}

/// Calls `note` with each hour that [`from_us`, `to_us`) meets and how much of it.
fn each_hour(from_us: i64, to_us: i64, mut note: impl FnMut(i64, i64)) {
    let mut at_us = from_us;
    while at_us < to_us {
        let hour = at_us.div_euclid(HOUR_US);
        let end_us = ((hour + 1) * HOUR_US).min(to_us);
        note(hour, end_us - at_us);
        at_us = end_us;
    }
}
