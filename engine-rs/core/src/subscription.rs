//! Completed bars of all timeframes in the order in which they happened.
//!
//! Nothing is queued while ticks come in: a subscription remembers how far it has read, and reads the rings. What
//! completes a bar is known from the bars themselves, since each tick is in one bar of every timeframe: the number of
//! ticks in a timeframe's bars up to and including this one.

use crate::bar::Bar;
use crate::mtf::MtfEngine;
use crate::ring::Ring;

/// A completed bar, reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Place of the timeframe among the engine's, lowest first.
    pub timeframe: usize,
    /// Index of the bar since the engine's start.
    pub index: u64,
    /// Was it reported before, and has a late tick changed it?
    pub is_revised: bool,
    /// As it is now.
    pub bar: Bar,
}

/// The values of the indicators of a timeframe after reported bars.
#[derive(Clone, Debug, PartialEq)]
pub struct EventValues {
    /// The indicator.
    pub id: u64,
    /// Names of its values.
    pub outputs: Vec<String>,
    /// Rows of the events that are of its timeframe.
    pub rows: Vec<usize>,
    /// A column for each output, as long as `rows`.
    pub columns: Vec<Vec<f64>>,
}

/// What the indicators make of bars that were reported just now. A bar that a late tick has changed changes the values
/// after all later bars of its timeframe too: whoever keeps them reads them again from there.
#[must_use]
pub fn values_of(events: &[Event], engine: &MtfEngine) -> Vec<EventValues> {
    let mut values = Vec::new();
    for (timeframe, completed) in engine.all_completed().enumerate() {
        let Some(attached) = &completed.attached else {
            continue;
        };
        let of_timeframe = events
            .iter()
            .enumerate()
            .filter(|(_, event)| event.timeframe == timeframe);
        let (rows, indexes): (Vec<usize>, Vec<u64>) =
            of_timeframe.map(|(row, event)| (row, event.index)).unzip();
        let since = indexes.iter().min().copied().unwrap_or(u64::MAX);
        for (slot, attachment) in attached.list.iter().enumerate() {
            let (first, columns) = attached.values(&completed.ring, slot, since);
            let at_events = |column: Vec<f64>| {
                let cell = |index: &u64| column.get(index.wrapping_sub(first) as usize).copied();
                indexes
                    .iter()
                    .map(|index| cell(index).unwrap_or(f64::NAN))
                    .collect()
            };
            values.push(EventValues {
                id: attachment.id,
                outputs: attachment.outputs.clone(),
                rows: rows.clone(),
                columns: columns.into_iter().map(at_events).collect(),
            });
        }
    }
    values
}

/// How far one reader of one engine has read.
#[derive(Clone, Debug, Default)]
pub struct Subscription {
    /// Per timeframe: bars read.
    read: Vec<u64>,
    revisions_read: u64,
    missed: u64,
}

impl Subscription {
    /// Of whatever completes after now.
    #[must_use]
    pub fn from_now(engine: &MtfEngine) -> Self {
        Self {
            read: engine.rings().map(Ring::total).collect(),
            revisions_read: engine.revisions.total(),
            missed: 0,
        }
    }

    /// Bars that left the rings, and changes that were forgotten, before they were read.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed
    }

    /// What has happened since the last call: first the bars that late ticks have changed or made, by timeframe and index,
    /// each once; then the completed ones in the order of the ticks that completed them, the lowest timeframe first.
    /// Who puts a new bar in at its index, and a revised one in the place of the old, has the engine's bars.
    pub fn take(&mut self, engine: &MtfEngine) -> Vec<Event> {
        let mut events = self.take_revised(engine);
        let mut fresh: Vec<(u64, Event)> = Vec::new();
        for timeframe in 0..self.read.len() {
            self.take_completed(timeframe, engine, &mut fresh);
        }
        // Stable: equal ticks leave the timeframes in their order, and the bars of one timeframe in theirs.
        fresh.sort_by_key(|(tick, event)| (*tick, event.timeframe));
        events.extend(fresh.into_iter().map(|(_, event)| event));
        events
    }

    fn take_revised(&mut self, engine: &MtfEngine) -> Vec<Event> {
        let (forgotten, revisions) = engine.revisions.since(self.revisions_read);
        self.missed += forgotten;
        self.revisions_read = engine.revisions.total();
        let mut changed: Vec<(usize, u64, bool)> = Vec::new();
        for revision in revisions {
            let read = &mut self.read[revision.series];
            // What has not been read yet will be read as it is now.
            if revision.index >= *read {
                continue;
            }
            if revision.is_new {
                *read += 1;
                for (series, index, _) in &mut changed {
                    *index += u64::from(*series == revision.series && *index >= revision.index);
                }
            }
            changed.push((revision.series, revision.index, !revision.is_new));
        }
        changed.sort_unstable();
        // A bar that was made and then changed again is new.
        changed.dedup_by_key(|(series, index, _)| (*series, *index));
        let bars = changed
            .into_iter()
            .filter_map(|(timeframe, index, is_revised)| {
                let ring = engine.ring(timeframe);
                let back = usize::try_from(ring.total().checked_sub(index + 1)?).ok()?;
                Some(Event {
                    timeframe,
                    index,
                    is_revised,
                    bar: *ring.back(back)?,
                })
            });
        bars.collect()
    }

    fn take_completed(
        &mut self,
        timeframe: usize,
        engine: &MtfEngine,
        out: &mut Vec<(u64, Event)>,
    ) {
        let ring = engine.ring(timeframe);
        let (first, older, newer) = ring.since(self.read[timeframe]);
        self.missed += first - self.read[timeframe];
        self.read[timeframe] = ring.total();
        // A bar of time is complete with the first tick after it, a counted one with its own last tick.
        let is_timed = timeframe < engine.timed.len();
        let mut through = engine.ticks() - engine.forming_at(timeframe).ticks as u64;
        for (back, bar) in older.iter().chain(newer).rev().enumerate() {
            let event = Event {
                timeframe,
                index: ring.total() - 1 - back as u64,
                is_revised: false,
                bar: *bar,
            };
            out.push((through + u64::from(is_timed), event));
            through = through.saturating_sub(bar.ticks as u64);
        }
        let count = older.len() + newer.len();
        let start = out.len() - count;
        out[start..].reverse();
    }
}
