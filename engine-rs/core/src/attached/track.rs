//! The memories of some indicators that have all seen the same bars.

use std::fmt;

use super::inputs::Inputs;
use super::side::Side;
use super::spreads::Tally;
use super::{Attachment, Market, SessionMark};
use crate::bar::Bar;
use crate::indicators::Indicator;
use crate::indicators::state::StateReader;

/// Memories after so many bars.
pub(crate) struct Track {
    pub(crate) mark: SessionMark,
    /// Index of the first bar that they have not seen.
    pub(crate) taken: u64,
    pub(crate) states: Vec<Box<dyn Indicator>>,
}

impl Track {
    /// That have seen no bar; those before this one are forgotten.
    pub(super) fn before(taken: u64) -> Self {
        Self {
            mark: SessionMark::default(),
            taken,
            states: Vec::new(),
        }
    }

    /// See one more bar.
    pub(super) fn take(
        &mut self,
        market: &Market,
        list: &[Attachment],
        bar: &Bar,
        tally: Option<Tally>,
    ) {
        let is_start = self.mark.pass(bar, &market.day_close);
        let inputs = Inputs::of(bar, tally, is_start, market.scale, Side::wanted(list));
        for (state, attachment) in self.states.iter_mut().zip(list) {
            state.update(inputs.of_side(attachment.side));
        }
        self.taken += 1;
    }

    /// Have the memories of another one, through `scratch`, so that no memory is asked for.
    pub(super) fn copy_from(&mut self, other: &Self, scratch: &mut Vec<u8>) {
        self.mark = other.mark;
        self.taken = other.taken;
        for (state, from) in self.states.iter_mut().zip(&other.states) {
            scratch.clear();
            from.save(scratch);
            let loaded = state.load(&mut StateReader::new(scratch));
            debug_assert!(loaded.is_ok(), "a memory reads what its like has written");
        }
    }

    /// Memory of the memories, by what they save.
    pub(super) fn bytes(&self, scratch: &mut Vec<u8>) -> usize {
        self.states.iter().for_each(|state| state.save(scratch));
        scratch.len() + self.states.capacity() * size_of::<Box<dyn Indicator>>()
    }
}

impl Clone for Track {
    fn clone(&self) -> Self {
        Self {
            states: self.states.iter().map(|state| state.copy()).collect(),
            ..*self
        }
    }
}

impl fmt::Debug for Track {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Track")
            .field("mark", &self.mark)
            .field("taken", &self.taken)
            .field("states", &self.states.len())
            .finish()
    }
}
