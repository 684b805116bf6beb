//! Ticks: nearly all touch nothing, and cost a few comparisons.

use super::SimulatedExchange;
use super::due::DueKind;
use super::event::{Event, EventBody};
use super::market::{Rung, TRAILS, TRIGGERS};
use super::reason::Reason;
use crate::ledger::ids::{InstrumentId, OrderId};
use crate::ledger::instrument::PRICE_MAX;
use crate::ticks::{Tick, TickSlice};

/// 1900-01-01: no quote is older.
pub(super) const TIME_MIN_US: i64 = -2_208_988_800_000_000;
/// 2200-01-01: no quote is newer.
pub(super) const TIME_MAX_US: i64 = 7_258_118_400_000_000;

/// What became of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickOutcome {
    /// It is the quote now.
    Taken,
    /// It is older than its instrument's quote, and was passed over.
    Late,
    /// Its bid is above its ask: nobody could trade at both, and it was passed over.
    Crossed,
    /// Its prices or its time are beyond all that exist, and it was passed over.
    OutOfRange,
    /// The exchange has no such instrument.
    UnknownInstrument,
}

impl SimulatedExchange {
    /// Take a tick; what happens is added to `out`.
    #[inline]
    pub fn on_tick(
        &mut self,
        instrument: InstrumentId,
        tick: Tick,
        out: &mut Vec<Event>,
    ) -> TickOutcome {
        let Some(market) = self.markets.get_mut(instrument.index()) else {
            return TickOutcome::UnknownInstrument;
        };
        if tick.ts_us < self.next_us && market.is_quiet(&tick) {
            market.take(tick);
            self.now_us = self.now_us.max(tick.ts_us);
            return TickOutcome::Taken;
        }
        self.on_eventful_tick(instrument, tick, out)
    }

    /// Take ticks until one has brought events, or all; how many were taken is returned.
    pub fn on_ticks(
        &mut self,
        instrument: InstrumentId,
        ticks: TickSlice<'_>,
        out: &mut Vec<Event>,
    ) -> usize {
        let before = out.len();
        let eventful = ticks.iter().position(|tick| {
            self.on_tick(instrument, tick, out);
            out.len() > before
        });
        eventful.map_or(ticks.len(), |place| place + 1)
    }

    /// Take ticks that were taken before, by the exchange whose events this one was restored from: they are the quote,
    /// and what positions have seen, and nothing else happens.
    pub fn see_again(&mut self, instrument: InstrumentId, ticks: TickSlice<'_>) {
        for tick in ticks.iter() {
            let is_sound = self.refusal_of_tick(instrument, &tick).is_none();
            if let Some(market) = self.markets.get_mut(instrument.index())
                && is_sound
            {
                market.take(tick);
            }
        }
        self.is_margin_stale = true;
        self.next_us = i64::MIN;
    }

    #[cold]
    fn on_eventful_tick(
        &mut self,
        instrument: InstrumentId,
        tick: Tick,
        out: &mut Vec<Event>,
    ) -> TickOutcome {
        if let Some(refused) = self.refusal_of_tick(instrument, &tick) {
            return refused;
        }
        let now_us = tick.ts_us.max(self.now_us);
        self.run_due(now_us, DueKind::Tick, out);
        self.now_us = now_us;
        self.markets[instrument.index()].take(tick);
        self.work_touched(instrument, &tick, out);
        self.run_due(now_us, DueKind::LAST, out);
        self.watch_margin(out);
        TickOutcome::Taken
    }

    fn refusal_of_tick(&self, instrument: InstrumentId, tick: &Tick) -> Option<TickOutcome> {
        let is_price = |price| (1 - PRICE_MAX..PRICE_MAX).contains(&price);
        let is_late = self.market(instrument)?.is_late(tick);
        let is_sound = is_price(tick.bid)
            && is_price(tick.ask)
            && (TIME_MIN_US..=TIME_MAX_US).contains(&tick.ts_us);
        let checks = [
            (!is_sound, TickOutcome::OutOfRange),
            (is_late, TickOutcome::Late),
            (tick.bid > tick.ask, TickOutcome::Crossed),
        ];
        let broken = checks.into_iter().find(|(is_broken, _)| *is_broken);
        broken.map(|(_, outcome)| outcome)
    }

    fn work_touched(&mut self, instrument: InstrumentId, tick: &Tick, out: &mut Vec<Event>) {
        if !self.markets[instrument.index()].is_open(self.now_us) {
            return;
        }
        for id in self.find_touched(instrument, tick, &TRAILS) {
            self.trail(id, out);
        }
        let touched = self.find_touched(instrument, tick, &TRIGGERS);
        for &id in &touched {
            self.work(id, true, out);
        }
        self.touched = touched;
    }

    fn find_touched(
        &mut self,
        instrument: InstrumentId,
        tick: &Tick,
        rungs: &[Rung],
    ) -> Vec<OrderId> {
        let mut found = std::mem::take(&mut self.touched);
        found.clear();
        for &rung in rungs {
            self.markets[instrument.index()].touched(rung, tick, &mut found);
        }
        found
    }

    /// Let happen what is due by an instant; of that instant itself only what comes before `kind`, and that.
    pub(super) fn run_due(&mut self, until_us: i64, kind: DueKind, out: &mut Vec<Event>) {
        self.find_rollover(until_us);
        loop {
            let first = self.due.first();
            let first = first.filter(|&(ts_us, what, _)| (ts_us, what) <= (until_us, kind));
            let first_us = first.map_or(until_us, |(ts_us, ..)| ts_us);
            if self.rollover_us <= first_us {
                self.now_us = self.now_us.max(self.rollover_us);
                self.roll_over(out);
            } else if let Some((ts_us, what, id)) = first {
                self.now_us = self.now_us.max(ts_us);
                self.happen(what, id, out);
            } else {
                break;
            }
        }
        self.next_us = self.rollover_us.min(self.due.first_us());
    }

    fn happen(&mut self, what: DueKind, id: OrderId, out: &mut Vec<Event>) {
        match what {
            DueKind::Expiry => self.end(id, EventBody::Expired { order: id }, out),
            DueKind::Arrival => self.arrive(id, out),
            DueKind::Modify => self.arrive_modify(id, out),
            DueKind::Cancel => self.cancel(id, Reason::Requested, out),
            DueKind::Tick => {}
        }
    }
}
