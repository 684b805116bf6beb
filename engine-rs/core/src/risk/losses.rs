//! What was lost since the trading day began, and since the account stood highest. Money paid in or out is neither.

use crate::calendar::rollover_after;

/// Balances to compare with. Days end at 17:00 in New York.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Losses {
    day_ends_us: i64,
    day_began: i128,
    peak: i128,
}

impl Default for Losses {
    fn default() -> Self {
        Self {
            day_ends_us: i64::MIN,
            day_began: 0,
            peak: 0,
        }
    }
}

impl Losses {
    /// The balance was this, and is that now; `paid_in` of the difference is a deposit.
    pub(crate) fn note(&mut self, ts_us: i64, before: i128, now: i128, paid_in: i64) {
        if ts_us >= self.day_ends_us {
            self.day_ends_us = rollover_after(ts_us).0;
            self.day_began = before;
        }
        self.day_began += i128::from(paid_in);
        self.peak = (self.peak + i128::from(paid_in)).max(now);
    }

    /// How far an equity is below what this day began with; on a later day than that of the last change, below the balance.
    #[must_use]
    pub fn of_day(&self, now_us: i64, balance: i128, equity: i128) -> i128 {
        let began = if now_us >= self.day_ends_us {
            balance
        } else {
            self.day_began
        };
        began - equity
    }

    /// How far an equity is below the highest balance.
    #[must_use]
    pub fn of_peak(&self, equity: i128) -> i128 {
        self.peak - equity
    }
}
