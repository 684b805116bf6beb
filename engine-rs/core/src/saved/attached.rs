//! The indicators of a timeframe as saved: which they are, and their memories.

use serde::{Deserialize, Serialize};

use super::{SavedError, damaged};
use crate::attached::side::Side;
use crate::attached::{Attached, Attachment, Market, OUTPUTS_MAX, SessionMark, Spreads, Track};
use crate::fault::Fault;
use crate::indicators::made::{self, Made};
use crate::indicators::state::StateReader;
use crate::indicators::{Indicator, Value, registry};
use crate::ring::Ring;

/// Who makes an indicator from its name and its parameters.
pub trait Maker {
    /// Is there an indicator of this name?
    fn knows(&self, name: &str) -> bool;

    /// An indicator that has seen no bar.
    ///
    /// # Errors
    /// A fault for a name that it does not know, or parameters that are not allowed.
    fn make(&self, name: &str, params: &[(String, Value)]) -> Result<Made, Box<dyn Fault>>;
}

/// Makes those of the registry.
#[derive(Clone, Copy, Debug)]
pub struct Registry;

impl Maker for Registry {
    fn knows(&self, name: &str) -> bool {
        registry::find(name).is_ok()
    }

    fn make(&self, name: &str, params: &[(String, Value)]) -> Result<Made, Box<dyn Fault>> {
        made::make(name, params).map_err(|fault| Box::new(fault) as Box<dyn Fault>)
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct SavedAttached {
    list: Vec<SavedAttachment>,
    tail: SavedTrack,
    settled: Option<SavedTrack>,
    head: SavedTrack,
    spreads: Option<Spreads>,
}

#[derive(Serialize, Deserialize)]
struct SavedAttachment {
    id: u64,
    side: Side,
    name: String,
    params: Vec<(String, Value)>,
}

#[derive(Serialize, Deserialize)]
struct SavedTrack {
    mark: SessionMark,
    taken: u64,
    states: Vec<Vec<u8>>,
}

impl SavedAttached {
    pub(super) fn of(attached: &Attached) -> Self {
        let list = attached.list.iter().map(|attachment| SavedAttachment {
            id: attachment.id,
            side: attachment.side,
            name: attachment.name.clone(),
            params: attachment.params.clone(),
        });
        Self {
            list: list.collect(),
            tail: SavedTrack::of(&attached.tail),
            settled: attached.settled.as_ref().map(SavedTrack::of),
            head: SavedTrack::of(&attached.head),
            spreads: attached.spreads.clone(),
        }
    }

    /// The indicators over the bars of `ring`, which has been restored.
    pub(super) fn restored(
        &self,
        ring: &Ring,
        market: Market,
        maker: &dyn Maker,
    ) -> Result<Attached, SavedError> {
        let oldest = ring.total() - ring.kept() as u64;
        let settled = self.settled.as_ref();
        let is_whole = self.tail.taken == oldest
            && self.head.taken == ring.total()
            && settled.is_some() == (market.tolerance_us > 0)
            && settled.is_none_or(|track| (oldest..=ring.total()).contains(&track.taken))
            && self
                .spreads
                .as_ref()
                .is_none_or(|spreads| spreads.kept() == ring.kept());
        let tracks = [Some(&self.tail), settled, Some(&self.head)];
        let is_filled = |track: &SavedTrack| track.states.len() == self.list.len();
        if !is_whole || !tracks.into_iter().flatten().all(is_filled) {
            return Err(damaged("indicators of other bars"));
        }
        let mut attached = Attached::before(market, oldest);
        attached.spreads = self
            .spreads
            .clone()
            .map(|spreads| spreads.with_room(ring.depth()));
        for (slot, saved) in self.list.iter().enumerate() {
            let made = saved.made(maker)?;
            let state = |track: &SavedTrack| saved.loaded(&made, &track.states[slot]);
            let memories = [state(&self.tail)?, state(&self.head)?];
            let settled = settled.map(state).transpose()?;
            attached.put_back(saved.attachment(&made), memories, settled);
        }
        self.tail.mark_on(&mut attached.tail);
        self.head.mark_on(&mut attached.head);
        if let (Some(track), Some(saved)) = (&mut attached.settled, settled) {
            saved.mark_on(track);
        }
        Ok(attached)
    }
}

impl SavedAttachment {
    fn made(&self, maker: &dyn Maker) -> Result<Made, SavedError> {
        if !maker.knows(&self.name) {
            return Err(SavedError::Unknown {
                name: self.name.clone(),
            });
        }
        let made = maker.make(&self.name, &self.params);
        let made = made.map_err(|fault| SavedError::Indicator {
            name: self.name.clone(),
            what: format!(
                "one that expects {}, not {}",
                fault.expected(),
                fault.found()
            ),
        })?;
        if (1..=OUTPUTS_MAX).contains(&made.outputs.len()) {
            Ok(made)
        } else {
            Err(damaged("an indicator of too many outputs"))
        }
    }

    fn loaded(&self, made: &Made, state: &[u8]) -> Result<Box<dyn Indicator>, SavedError> {
        let mut indicator = made.indicator.copy();
        let mut reader = StateReader::new(state);
        indicator
            .load(&mut reader)
            .and_then(|()| reader.finish())
            .map_err(|fault| SavedError::Indicator {
                name: self.name.clone(),
                what: fault.to_string(),
            })?;
        Ok(indicator)
    }

    fn attachment(&self, made: &Made) -> Attachment {
        Attachment {
            id: self.id,
            side: self.side,
            name: made.name.clone(),
            params: made.params.clone(),
            outputs: made.outputs.clone(),
            warm_up: made.warm_up,
            reads_spread: made.reads_spread,
        }
    }
}

impl SavedTrack {
    fn of(track: &Track) -> Self {
        let saved = |state: &dyn Indicator| {
            let mut bytes = Vec::new();
            state.save(&mut bytes);
            bytes
        };
        Self {
            mark: track.mark,
            taken: track.taken,
            states: track
                .states
                .iter()
                .map(|state| saved(state.as_ref()))
                .collect(),
        }
    }

    fn mark_on(&self, track: &mut Track) {
        track.mark = self.mark;
        track.taken = self.taken;
    }
}
