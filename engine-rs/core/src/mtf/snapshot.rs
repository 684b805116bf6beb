//! All timeframes at one instant.

use std::sync::Arc;

use super::{Counted, MtfEngine};
use crate::attached::{Attached, Attachment};
use crate::bar::Bar;
use crate::timeframe::Timeframe;

/// One timeframe at one instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snapshot {
    /// Which.
    pub timeframe: Timeframe,
    /// Bars completed since the start.
    pub completed_count: u64,
    /// The last completed bar.
    pub last: Option<Bar>,
    /// The forming bar; none before the first tick, and for counted bars none when the last tick completed one.
    pub forming: Option<Bar>,
    /// How far the forming bar has come at its last tick, from 0 to 1.
    pub progress: f64,
}

/// The attached indicators, and where each has its values among [`Figures`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roster {
    rows: Vec<RosterRow>,
    cells: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct RosterRow {
    id: u64,
    /// Of its timeframe.
    place: usize,
    start: usize,
    outputs: Vec<String>,
}

impl Roster {
    pub(super) fn enter(&mut self, place: usize, attachment: &Attachment) {
        self.rows.push(RosterRow {
            id: attachment.id,
            place,
            start: self.cells,
            outputs: attachment.outputs.clone(),
        });
        self.cells += attachment.outputs.len();
    }
}

/// The values of all attached indicators at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    roster: Arc<Roster>,
    /// After the last completed bars.
    completed: Vec<f64>,
    /// Of the forming bars.
    forming: Vec<f64>,
    /// Which timeframes have a forming bar.
    has_forming: Vec<bool>,
}

/// The values of one indicator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure<'a> {
    /// Names of the values.
    pub outputs: &'a [String],
    /// After the last completed bar; NaN until warm.
    pub completed: &'a [f64],
    /// Of the forming bar, if there is one.
    pub forming: Option<&'a [f64]>,
}

impl Figures {
    pub(super) fn of_roster(roster: &Arc<Roster>) -> Self {
        Self {
            completed: Vec::with_capacity(roster.cells),
            forming: Vec::with_capacity(roster.cells),
            has_forming: Vec::new(),
            roster: Arc::clone(roster),
        }
    }

    pub(super) fn note(&mut self, attached: Option<&Attached>, forming: &Bar) {
        self.has_forming.push(!forming.is_empty());
        let Some(attached) = attached else { return };
        for state in &attached.head.states {
            // One by one: they are too few for a copy in one piece to pay.
            self.completed.extend(state.values().iter());
        }
        let start = self.forming.len();
        self.forming.resize(self.completed.len(), f64::NAN);
        if !forming.is_empty() {
            attached.preview_into(forming, &mut self.forming[start..]);
        }
    }

    /// The values of an indicator that was attached then.
    #[must_use]
    pub fn of(&self, id: u64) -> Option<Figure<'_>> {
        let row = self.roster.rows.iter().find(|row| row.id == id)?;
        let cells = row.start..row.start + row.outputs.len();
        Some(Figure {
            outputs: &row.outputs,
            completed: &self.completed[cells.clone()],
            forming: self.has_forming[row.place].then(|| &self.forming[cells]),
        })
    }

    /// The indicators that were attached then, by timeframe, lowest first.
    pub fn ids(&self) -> impl Iterator<Item = u64> + '_ {
        self.roster.rows.iter().map(|row| row.id)
    }
}

impl MtfEngine {
    /// All timeframes, in their order.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Snapshot> {
        let mut snapshots: Vec<Snapshot> =
            Vec::with_capacity(self.timed.len() + self.counted.len());
        for series in &self.timed {
            let lower = series.source.and_then(|source| snapshots[source].forming);
            let held = *series.forming.bar();
            let forming = lower.map_or(held, |lower| held.then(&lower));
            snapshots.push(Snapshot {
                timeframe: Timeframe::Time(series.period),
                completed_count: series.completed.ring.total(),
                last: series.completed.ring.last().copied(),
                forming: (self.ticks > 0).then_some(forming),
                progress: elapsed(&forming, self.last_us),
            });
        }
        snapshots.extend(self.counted.iter().map(Counted::snapshot));
        snapshots
    }
}

/// How much of a bar's time has passed.
fn elapsed(bar: &Bar, now_us: i64) -> f64 {
    let [passed, whole] =
        [now_us, bar.close_us].map(|us| us.saturating_sub(bar.open_us).max(0) as f64);
    if whole > 0.0 {
        (passed / whole).min(1.0)
    } else {
        0.0
    }
}

impl Counted {
    fn snapshot(&self) -> Snapshot {
        let bar = *self.counting.bar();
        Snapshot {
            timeframe: Timeframe::Count(self.measure),
            completed_count: self.completed.ring.total(),
            last: self.completed.ring.last().copied(),
            forming: (!bar.is_empty()).then_some(bar),
            progress: self.counting.progress(),
        }
    }
}
