//! All timeframes at one instant.

use super::{Counted, MtfEngine};
use crate::attached::Attached;
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

/// The values of all attached indicators at one instant, in the order of [`MtfEngine::indicators`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    rows: Vec<FigureRow>,
    /// Of each indicator those after the last completed bar, then those of the forming one.
    values: Vec<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FigureRow {
    id: u64,
    start: usize,
    width: usize,
    has_forming: bool,
}

impl Figures {
    pub(super) fn with_room(widths: impl Iterator<Item = usize>) -> Self {
        let (indicators, values) =
            widths.fold((0, 0), |(rows, cells), width| (rows + 1, cells + 2 * width));
        Self {
            rows: Vec::with_capacity(indicators),
            values: Vec::with_capacity(values),
        }
    }

    pub(super) fn note(&mut self, attached: &Attached, forming: &Bar) {
        let first = self.rows.len();
        for (attachment, state) in attached.list.iter().zip(&attached.head.states) {
            let width = attachment.outputs.len();
            self.rows.push(FigureRow {
                id: attachment.id,
                start: self.values.len(),
                width,
                has_forming: !forming.is_empty(),
            });
            self.values.extend_from_slice(state.values());
            self.values.resize(self.values.len() + width, f64::NAN);
        }
        if forming.is_empty() {
            return;
        }
        let (rows, cells) = (&self.rows[first..], &mut self.values);
        attached.preview(forming, |slot, values| {
            let FigureRow { start, width, .. } = rows[slot];
            cells[start + width..start + 2 * width].copy_from_slice(values);
        });
    }

    /// (values after the last completed bar, values of the forming bar if there is one), for an indicator that was
    /// attached then.
    #[must_use]
    pub fn of(&self, id: u64) -> Option<(&[f64], Option<&[f64]>)> {
        let FigureRow {
            start,
            width,
            has_forming,
            ..
        } = *self.rows.iter().find(|row| row.id == id)?;
        let (completed, forming) = self.values[start..start + 2 * width].split_at(width);
        Some((completed, has_forming.then_some(forming)))
    }

    /// The ids of the indicators.
    pub fn ids(&self) -> impl Iterator<Item = u64> + '_ {
        self.rows.iter().map(|row| row.id)
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
