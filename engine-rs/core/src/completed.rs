//! The completed bars of a timeframe, and the indicators that see them.

use crate::attached::{Attached, Market};
use crate::bar::Bar;
use crate::ring::Ring;
use crate::ticks::{Tick, TickSlice};

/// Completed bars and what is made of them.
#[derive(Clone, Debug)]
pub(crate) struct Completed {
    pub(crate) ring: Ring,
    /// None while there is no indicator.
    pub(crate) attached: Option<Box<Attached>>,
}

impl Completed {
    pub(crate) fn new(ring: Ring) -> Self {
        Self {
            ring,
            attached: None,
        }
    }

    /// The bar goes nowhere but into the ring, so that it is made there and not copied.
    #[expect(
        clippy::inline_always,
        reason = "a call would hand the bar over in memory, and cost more than making it"
    )]
    #[inline(always)]
    pub(crate) fn push(&mut self, bar: Bar) {
        if self.attached.is_some() {
            self.make_room();
        }
        self.ring.push(bar);
        if self.attached.is_some() {
            self.show_newest();
        }
    }

    #[inline(never)]
    fn make_room(&mut self) {
        if let Some(attached) = &mut self.attached {
            attached.make_room(&self.ring);
        }
    }

    #[inline(never)]
    fn show_newest(&mut self) {
        if let Some(attached) = &mut self.attached {
            attached.take(&self.ring);
        }
    }

    /// Put bars, of which none has a tick yet, before the newest `newer` ones, oldest first; [`Self::reopened`] follows.
    pub(crate) fn insert(&mut self, newer: usize, bars: impl Iterator<Item = Bar>) {
        let mut count = 0;
        for bar in bars {
            self.make_room();
            self.ring.push(bar);
            count += 1;
        }
        self.ring.move_before(newer, count);
        if let Some(attached) = &mut self.attached {
            attached.insert_spreads(newer, count);
        }
    }

    /// A late tick has changed the bar that is `newer` before the newest.
    pub(crate) fn reopened(&mut self, newer: usize, tick: Tick) {
        if let Some(attached) = &mut self.attached {
            attached.reopen_spread(newer, tick.ask.saturating_sub(tick.bid));
            attached.retake(&self.ring);
        }
    }

    /// A late tick is in the forming bar.
    pub(crate) fn reopened_forming(&mut self, tick: Tick) {
        if let Some(attached) = &mut self.attached {
            attached.reopen_forming(tick.ask.saturating_sub(tick.bid));
        }
    }

    /// Ticks are about to be taken in.
    pub(crate) fn queue(&mut self, ticks: TickSlice<'_>) {
        if let Some(attached) = &mut self.attached {
            attached.queue(ticks);
        }
    }

    /// They are.
    pub(crate) fn settle_queue(&mut self) {
        if let Some(attached) = &mut self.attached {
            attached.settle_queue();
        }
    }

    /// The indicators; none yet, if there were none.
    pub(crate) fn attach(&mut self, market: Market) -> (&Ring, &mut Attached) {
        let attached = self
            .attached
            .get_or_insert_with(|| Box::new(Attached::new(market, &self.ring)));
        (&self.ring, attached)
    }
}
