//! The indicators of one timeframe, which see its bars as they complete, and the forming one on trial.
//!
//! Two memories of each are kept: one that has seen every completed bar, and one that has seen those that have left the
//! ring. The values of all bars in the ring follow from the second and the bars themselves, so they are not stored but
//! for the newest few. Where late ticks may come a third has seen the bars that can no longer change: when one changes,
//! the first memory is that one's, and the bars since.
//!
//! Architecture Invariant: indicators see nothing but completed bars in their order, and the forming one after them.

mod inputs;
mod recent;
mod session_mark;
pub mod side;
mod spreads;
mod track;

use inputs::Inputs;
pub(crate) use inputs::Scale;
use recent::Recent;
pub(crate) use session_mark::SessionMark;
use side::Side;
pub(crate) use spreads::{Spreads, Tally};
pub(crate) use track::Track;

use crate::bar::Bar;
use crate::calendar::DayClose;
use crate::indicators::made::Made;
use crate::indicators::{Indicator, Value};
use crate::ring::Ring;
use crate::ticks::TickSlice;

/// The most outputs of one indicator.
pub const OUTPUTS_MAX: usize = 16;

/// Whose values they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    /// Counts all that were ever attached to the engine.
    pub id: u64,
    /// Of which prices.
    pub side: Side,
    /// As the registry has it.
    pub name: String,
    /// Each parameter with its value.
    pub params: Vec<(String, Value)>,
    /// Names of its values, in order.
    pub outputs: Vec<String>,
    /// Bars until every output has a value, the last of them included.
    pub warm_up: usize,
    pub(crate) reads_spread: bool,
}

/// What the indicators of a timeframe need to know of their engine.
#[derive(Clone, Debug)]
pub(crate) struct Market {
    pub(crate) scale: Scale,
    pub(crate) day_close: DayClose,
    pub(crate) tolerance_us: i64,
}

/// The indicators of one timeframe.
#[derive(Clone, Debug)]
pub(crate) struct Attached {
    market: Market,
    pub(crate) list: Vec<Attachment>,
    recents: Vec<Recent>,
    /// Has seen the bars that have left the ring.
    pub(crate) tail: Track,
    /// Has seen the bars that can no longer change; only where late ticks may come.
    pub(crate) settled: Option<Track>,
    /// Has seen all completed bars.
    pub(crate) head: Track,
    pub(crate) spreads: Option<Spreads>,
    scratch: Vec<u8>,
}

impl Attached {
    /// None yet, over the bars that the ring holds.
    pub(crate) fn new(market: Market, ring: &Ring) -> Self {
        let mut attached = Self::before(market, ring.total() - ring.kept() as u64);
        attached.replay_head(ring);
        attached
    }

    /// None yet, and no bar seen up to that index.
    pub(crate) fn before(market: Market, index: u64) -> Self {
        let tail = Track::before(index);
        Self {
            head: tail.clone(),
            settled: (market.tolerance_us > 0).then(|| tail.clone()),
            market,
            list: Vec::new(),
            recents: Vec::new(),
            tail,
            spreads: None,
            scratch: Vec::new(),
        }
    }

    /// One more, which sees the bars that the ring still holds.
    pub(crate) fn add(
        &mut self,
        ring: &Ring,
        forming: &Bar,
        id: u64,
        side: Side,
        made: Made,
        depth: usize,
    ) {
        if made.reads_spread && self.spreads.is_none() {
            self.spreads = Some(Spreads::new(depth, ring.kept(), forming));
        }
        let mut recent = Recent::new(made.outputs.len());
        let mut state = made.indicator;
        let tail = state.copy();
        let mut settled = None;
        let settled_from = self.settled.as_ref().map(|track| track.taken);
        let mut mark = self.tail.mark;
        for index in self.tail.taken..=ring.total() {
            if settled_from == Some(index) {
                settled = Some(state.copy());
            }
            if let Some(bar) = ring.at(index) {
                let input = self.input(bar, self.tally_at(ring, index), &mut mark, side);
                state.update(&input);
                recent.note(index, state.values());
            }
        }
        self.list.push(Attachment {
            id,
            side,
            name: made.name,
            params: made.params,
            outputs: made.outputs,
            warm_up: made.warm_up,
            reads_spread: made.reads_spread,
        });
        self.put(tail, settled, state, recent);
    }

    /// One that was saved, with its memories.
    pub(crate) fn put_back(
        &mut self,
        attachment: Attachment,
        [tail, head]: [Box<dyn Indicator>; 2],
        settled: Option<Box<dyn Indicator>>,
    ) {
        let recent = Recent::new(attachment.outputs.len());
        self.list.push(attachment);
        self.put(tail, settled, head, recent);
    }

    fn put(
        &mut self,
        tail: Box<dyn Indicator>,
        settled: Option<Box<dyn Indicator>>,
        head: Box<dyn Indicator>,
        recent: Recent,
    ) {
        self.tail.states.push(tail);
        if let (Some(track), Some(state)) = (&mut self.settled, settled) {
            // Room for the largest memory that a late tick will copy, with some for what may grow.
            head.save(&mut self.scratch);
            self.scratch.reserve(self.scratch.len());
            track.states.push(state);
        }
        self.head.states.push(head);
        self.recents.push(recent);
    }

    pub(crate) fn remove(&mut self, slot: usize) {
        self.list.remove(slot);
        self.recents.remove(slot);
        let tracks = [&mut self.tail, &mut self.head];
        for track in tracks.into_iter().chain(&mut self.settled) {
            track.states.remove(slot);
        }
        if !self.list.iter().any(|attachment| attachment.reads_spread) {
            self.spreads = None;
        }
    }

    /// Note ticks that the forming bar, or those that they complete, will hold.
    pub(crate) fn queue(&mut self, ticks: TickSlice<'_>) {
        if let Some(spreads) = &mut self.spreads {
            spreads.queue(ticks);
        }
    }

    /// The ticks that were noted are all in bars now: what is left of them is in the forming one.
    pub(crate) fn settle_queue(&mut self) {
        if let Some(spreads) = &mut self.spreads {
            spreads.settle();
        }
    }

    /// The ring is about to take one more bar in, and may drop its oldest.
    pub(crate) fn make_room(&mut self, ring: &Ring) {
        if ring.kept() < ring.depth() {
            return;
        }
        let Some(bar) = ring.back(ring.depth() - 1) else {
            return;
        };
        let tally = self.spreads.as_mut().and_then(Spreads::drop_oldest);
        let settled = self
            .settled
            .as_mut()
            .filter(|track| track.taken == self.tail.taken);
        for track in settled.into_iter().chain([&mut self.tail]) {
            track.take(&self.market, &self.list, bar, tally);
        }
    }

    /// The ring has taken in one more bar.
    pub(crate) fn take(&mut self, ring: &Ring) {
        let Some(bar) = ring.last() else { return };
        let tally = self.spreads.as_mut().map(|spreads| spreads.complete(bar));
        self.head.take(&self.market, &self.list, bar, tally);
        self.note_recent();
        self.settle_until(ring, bar.close_us);
    }

    /// Bars have become final up to the tolerance before `now_us`, which no later tick precedes by more than that.
    fn settle_until(&mut self, ring: &Ring, now_us: i64) {
        let Some(settled) = &mut self.settled else {
            return;
        };
        let final_us = now_us.saturating_sub(self.market.tolerance_us);
        while let Some(bar) = ring.at(settled.taken).filter(|bar| bar.close_us < final_us) {
            let tally = tally_at(self.spreads.as_ref(), ring, settled.taken);
            settled.take(&self.market, &self.list, bar, tally);
        }
    }

    /// There are bars of no ticks before the newest `newer` ones that were not there before.
    pub(crate) fn insert_spreads(&mut self, newer: usize, count: usize) {
        if let Some(spreads) = &mut self.spreads {
            spreads.insert(newer, count);
        }
    }

    /// A late tick is in the bar that is `newer` before the newest.
    pub(crate) fn reopen_spread(&mut self, newer: usize, spread: i64) {
        if let Some(spreads) = &mut self.spreads {
            spreads.reopen(newer, spread);
        }
    }

    /// A late tick is in the forming bar.
    pub(crate) fn reopen_forming(&mut self, spread: i64) {
        if let Some(spreads) = &mut self.spreads {
            spreads.forming.take(spread);
        }
    }

    /// Completed bars have changed, none of them settled.
    pub(crate) fn retake(&mut self, ring: &Ring) {
        if let Some(settled) = &self.settled {
            self.head.copy_from(settled, &mut self.scratch);
            self.replay_head(ring);
        }
    }

    fn replay_head(&mut self, ring: &Ring) {
        while let Some(bar) = ring.at(self.head.taken) {
            let tally = tally_at(self.spreads.as_ref(), ring, self.head.taken);
            self.head.take(&self.market, &self.list, bar, tally);
            self.note_recent();
        }
    }

    fn note_recent(&mut self) {
        let index = self.head.taken - 1;
        for (recent, state) in self.recents.iter_mut().zip(&self.head.states) {
            recent.note(index, state.values());
        }
    }

    /// (index of the first row, values by output, one row for each completed bar from `since` on that the ring holds).
    pub(crate) fn values(&self, ring: &Ring, slot: usize, since: u64) -> (u64, Vec<Vec<f64>>) {
        let first = since.clamp(self.tail.taken, ring.total());
        let rows = (ring.total() - first) as usize;
        let recent = &self.recents[slot];
        let mut columns = vec![Vec::with_capacity(rows); recent.width()];
        if recent.holds(first, ring.total()) {
            for index in first..ring.total() {
                push_row(&mut columns, recent.row(index));
            }
            return (first, columns);
        }
        let side = self.list[slot].side;
        let mut state = self.tail.states[slot].copy();
        let mut mark = self.tail.mark;
        for index in self.tail.taken..ring.total() {
            let Some(bar) = ring.at(index) else { break };
            let input = self.input(bar, self.tally_at(ring, index), &mut mark, side);
            state.update(&input);
            if index >= first {
                push_row(&mut columns, state.values());
            }
        }
        (first, columns)
    }

    /// What the indicators make of the forming bar: `tell` has the place of each, and its values.
    pub(crate) fn preview(&self, forming: &Bar, mut tell: impl FnMut(usize, &[f64])) {
        let inputs = self.forming_inputs(forming, Side::wanted(&self.list));
        let mut out = [f64::NAN; OUTPUTS_MAX];
        for (slot, (state, attachment)) in self.head.states.iter().zip(&self.list).enumerate() {
            let out = &mut out[..attachment.outputs.len()];
            state.preview(inputs.of_side(attachment.side), out);
            tell(slot, out);
        }
    }

    /// The same, each in its part of `cells`, one after the other.
    pub(crate) fn preview_into(&self, forming: &Bar, mut cells: &mut [f64]) {
        let inputs = self.forming_inputs(forming, Side::wanted(&self.list));
        for (state, attachment) in self.head.states.iter().zip(&self.list) {
            let (own, rest) = cells.split_at_mut(attachment.outputs.len());
            state.preview(inputs.of_side(attachment.side), own);
            cells = rest;
        }
    }

    /// Of one alone.
    pub(crate) fn preview_one(&self, forming: &Bar, slot: usize) -> Vec<f64> {
        let side = self.list[slot].side;
        let inputs = self.forming_inputs(forming, side.alone());
        let mut out = vec![f64::NAN; self.list[slot].outputs.len()];
        self.head.states[slot].preview(inputs.of_side(side), &mut out);
        out
    }

    fn forming_inputs(&self, forming: &Bar, wanted: [bool; 3]) -> Inputs {
        let tally = self.spreads.as_ref().map(|spreads| spreads.forming);
        let is_start = self.head.mark.is_start(forming, &self.market.day_close);
        Inputs::of(forming, tally, is_start, self.market.scale, wanted)
    }

    fn input(
        &self,
        bar: &Bar,
        tally: Option<Tally>,
        mark: &mut SessionMark,
        side: Side,
    ) -> crate::indicators::BarInput {
        let is_start = mark.pass(bar, &self.market.day_close);
        *Inputs::of(bar, tally, is_start, self.market.scale, side.alone()).of_side(side)
    }

    fn tally_at(&self, ring: &Ring, index: u64) -> Option<Tally> {
        tally_at(self.spreads.as_ref(), ring, index)
    }

    pub(crate) fn bytes(&self) -> usize {
        let states = |track: &Track| -> usize { track.bytes(&mut Vec::new()) };
        let tracks = states(&self.tail) + states(&self.head);
        let settled = self.settled.as_ref().map_or(0, states);
        let recents: usize = self.recents.iter().map(Recent::bytes).sum();
        let spreads = self.spreads.as_ref().map_or(0, Spreads::bytes);
        let list = self.list.capacity() * size_of::<Attachment>();
        size_of::<Self>() + tracks + settled + recents + spreads + list + self.scratch.capacity()
    }
}

fn tally_at(spreads: Option<&Spreads>, ring: &Ring, index: u64) -> Option<Tally> {
    let back = usize::try_from(ring.total().checked_sub(index + 1)?).ok()?;
    spreads.and_then(|spreads| spreads.back(back))
}

fn push_row(columns: &mut [Vec<f64>], row: &[f64]) {
    for (column, &value) in columns.iter_mut().zip(row) {
        column.push(value);
    }
}
