//! Swap: at 17:00 in New York every position pays or earns a night.

use super::SimulatedExchange;
use super::event::{Event, EventBody};
use crate::calendar::rollover_after;
use crate::ledger::ids::PositionId;
use crate::ledger::rounding::{minor, round_half_even};
use crate::ledger::side::Side;

/// Millionths, in a year of 360 nights: how interest is reckoned for margin trading. A multiple of a thousand.
const INTEREST_PARTS: i128 = 360 * 1_000_000;

impl SimulatedExchange {
    /// The rollover that is due next, when that is not known; nights without a position are passed over.
    pub(super) fn find_rollover(&mut self, until_us: i64) {
        let is_flat = self.account.position_ids().is_empty();
        if is_flat || self.rollover_us == i64::MIN {
            let from_us = if is_flat { until_us } else { self.now_us };
            self.rollover_us = rollover_after(from_us).0;
        }
    }

    /// Charge the night that begins at the rollover that is due.
    pub(super) fn roll_over(&mut self, out: &mut Vec<Event>) {
        let (_, weekday) = rollover_after(self.rollover_us - 1);
        self.rollover_us = rollover_after(self.rollover_us).0;
        for position in self.account.position_ids() {
            if let Some(charged) = self.night(position, weekday) {
                self.emit(charged, out);
            }
        }
    }

    fn night(&self, position: PositionId, weekday: i128) -> Option<EventBody> {
        let held = self.account.position(position)?;
        let instrument = &self.market(held.instrument)?.instrument;
        let swap = instrument.swap;
        let (millipoints, ppm) = match held.side {
            Side::Buy => (swap.long_millipoints, swap.long_ppm),
            Side::Sell => (swap.short_millipoints, swap.short_ppm),
        };
        let nights = if weekday == i128::from(swap.triple.0) {
            3
        } else {
            1
        };
        let (above, below) = instrument.minor_per_atom();
        // In parts of a point of one unit: thousandths, and millionths of the cost over the nights of a year.
        let by_units = i128::from(millipoints) * i128::from(held.quantity) * INTEREST_PARTS / 1_000;
        let by_cost = held.cost.abs().saturating_mul(ppm.into());
        let earned = (by_units + by_cost) * i128::from(nights);
        let earned = minor(round_half_even(
            earned.saturating_mul(above),
            below * INTEREST_PARTS,
        ));
        let rate = self.rates.get(instrument.quote, self.account.currency())?;
        (millipoints != 0 || ppm != 0).then(|| EventBody::SwapCharged {
            position,
            nights,
            amount: self.amount(instrument, earned, rate),
        })
    }
}
