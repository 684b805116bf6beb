//! The multi-timeframe state: after every tick all timeframes agree with it, and with no later one.
//!
//! Ticks are not added to every timeframe. A timeframe in which another one nests is made of that one's completed
//! bars, its source's; only those without a source are made of ticks. So a tick costs one addition, and a completed
//! bar one more. The forming bar of a timeframe is what it holds, then what its source holds, and so on down.
//! Timeframes are brought up to date lowest first.

use std::fmt;

use crate::bar::Bar;
use crate::fault::Fault;
use crate::forming::Forming;
use crate::ring::Ring;
use crate::span::Cut;
use crate::ticks::{Tick, TickSlice};
use crate::timeframe::Timeframe;

/// The deepest ring: 10 million bars of 152 bytes.
pub const DEPTH_MAX: usize = 10_000_000;

/// Ticks that go through all timeframes at a time: what they complete is still in the cache when the next
/// timeframe reads it.
const BLOCK: usize = 256;

/// State of one instrument on several timeframes.
#[derive(Clone, Debug)]
pub struct MtfEngine {
    cut: Cut,
    /// Lowest first.
    series: Vec<Series>,
    /// Those without a source.
    roots: Vec<usize>,
    /// No timeframe has a boundary up to here.
    quiet_until_us: i64,
    last_us: i64,
    ticks: u64,
    late: u64,
}

/// One timeframe.
#[derive(Clone, Debug)]
struct Series {
    timeframe: Timeframe,
    /// The timeframe whose completed bars this one is made of.
    source: Option<usize>,
    /// Holds what has arrived from the source, or of ticks.
    forming: Forming,
    completed: Ring,
    /// How many bars were complete before the last block that completed any.
    known: u64,
}

/// One timeframe at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which.
    pub timeframe: Timeframe,
    /// Bars completed since the start.
    pub completed_count: u64,
    /// The last completed bar.
    pub last: Option<Bar>,
    /// The forming bar; none before the first tick.
    pub forming: Option<Bar>,
}

impl MtfEngine {
    /// An engine of these timeframes, in any order, that keeps `depth` completed bars of each.
    ///
    /// # Errors
    /// [`MtfError`] for no timeframe, one given twice, a depth of zero or beyond [`DEPTH_MAX`], or too little memory.
    pub fn new(timeframes: &[Timeframe], depth: usize, cut: Cut) -> Result<Self, MtfError> {
        let timeframes = lowest_first(timeframes)?;
        if !(1..=DEPTH_MAX).contains(&depth) {
            return Err(MtfError::Depth { depth });
        }
        let mut series = Vec::with_capacity(timeframes.len());
        for (index, &timeframe) in timeframes.iter().enumerate() {
            let completed = Ring::new(depth, BLOCK).map_err(|_| MtfError::Memory { depth })?;
            let source = source_of(index, &timeframes, cut);
            let forming = Forming::at(0, timeframe, cut);
            series.push(Series {
                timeframe,
                source,
                forming,
                completed,
                known: 0,
            });
        }
        let roots = (0..series.len())
            .filter(|&index| series[index].source.is_none())
            .collect();
        Ok(Self {
            cut,
            series,
            roots,
            quiet_until_us: i64::MIN,
            last_us: i64::MIN,
            ticks: 0,
            late: 0,
        })
    }

    /// Take one tick in; returns how many bars it completed. A tick older than the last one is refused and counted.
    #[inline]
    pub fn on_tick(&mut self, tick: Tick) -> u64 {
        if (self.last_us..=self.quiet_until_us).contains(&tick.ts_us) && self.ticks > 0 {
            self.note_taken(1, tick.ts_us);
            self.take_quietly(TickSlice::of(&tick));
            return 0;
        }
        self.on_ticks(TickSlice::of(&tick))
    }

    /// Take ticks in, in order; returns how many bars they completed. Each tick older than the one before it is
    /// refused and counted. The same as as many calls of [`Self::on_tick`].
    pub fn on_ticks(&mut self, ticks: TickSlice<'_>) -> u64 {
        let mut completed = 0;
        let mut row = 0;
        let rows = ticks.len();
        while row < rows {
            let block = ticks.rows(row..rows.min(row + BLOCK));
            let in_order = self.in_order(block.ts_us);
            completed += self.take_block(block.rows(0..in_order));
            row += in_order;
            // What follows, within the block, is late.
            if in_order < block.len() {
                self.late += 1;
                row += 1;
            }
        }
        completed
    }

    /// How many stamps from the front are not before their predecessor.
    fn in_order(&self, ts_us: &[i64]) -> usize {
        if ts_us
            .first()
            .is_some_and(|&first_us| first_us < self.last_us)
        {
            return 0;
        }
        if ts_us.is_sorted() {
            return ts_us.len();
        }
        let late = ts_us.windows(2).position(|pair| pair[1] < pair[0]);
        late.map_or(ts_us.len(), |row| row + 1)
    }

    fn take_block(&mut self, ticks: TickSlice<'_>) -> u64 {
        let (Some(first), Some(&last_us)) = (ticks.first(), ticks.ts_us.last()) else {
            return 0;
        };
        if self.ticks == 0 {
            self.open_at(first.ts_us);
        }
        self.note_taken(ticks.len(), last_us);
        if last_us <= self.quiet_until_us {
            self.take_quietly(ticks);
            return 0;
        }
        let completed = (0..self.series.len())
            .map(|index| self.update(index, ticks))
            .sum();
        self.note_next_boundary();
        completed
    }

    #[inline]
    fn note_taken(&mut self, ticks: usize, last_us: i64) {
        self.ticks += ticks as u64;
        self.last_us = last_us;
    }

    /// Take ticks that complete no bar.
    #[inline]
    fn take_quietly(&mut self, ticks: TickSlice<'_>) {
        for &root in &self.roots {
            self.series[root].forming.take_ticks(ticks, |_| {});
        }
    }

    /// Whatever has a source has no boundary before its source has one: asking the roots is enough.
    fn note_next_boundary(&mut self) {
        let lasts = self
            .roots
            .iter()
            .map(|&root| self.series[root].forming.last_us());
        self.quiet_until_us = lasts.min().unwrap_or(i64::MIN);
    }

    fn open_at(&mut self, ts_us: i64) {
        for series in &mut self.series {
            series.forming = Forming::at(ts_us, series.timeframe, self.cut);
        }
        self.note_next_boundary();
    }

    /// Bring a timeframe up to date; those below it are. Returns how many bars it completed.
    fn update(&mut self, index: usize, ticks: TickSlice<'_>) -> u64 {
        let (lower, upper) = self.series.split_at_mut(index);
        let series = &mut upper[0];
        series.known = series.completed.total();
        match series.source {
            None => series
                .forming
                .take_ticks(ticks, |bar| series.completed.push(bar)),
            Some(source) => series.take_fresh(&lower[source], self.last_us),
        }
        series.fresh_count()
    }

    /// Ticks taken in.
    #[must_use]
    pub fn ticks(&self) -> u64 {
        self.ticks
    }

    /// Ticks refused because they were older than the last one.
    #[must_use]
    pub fn late(&self) -> u64 {
        self.late
    }

    /// Time of the last tick.
    #[must_use]
    pub fn last_us(&self) -> Option<i64> {
        (self.ticks > 0).then_some(self.last_us)
    }

    /// The timeframes, lowest first.
    pub fn timeframes(&self) -> impl Iterator<Item = Timeframe> + '_ {
        self.series.iter().map(|series| series.timeframe)
    }

    /// Completed bars of a timeframe.
    ///
    /// # Errors
    /// [`MtfError::NotKept`] for a timeframe that this engine does not keep.
    pub fn completed(&self, timeframe: Timeframe) -> Result<&Ring, MtfError> {
        self.index_of(timeframe)
            .map(|index| &self.series[index].completed)
    }

    /// The forming bar of a timeframe; none before the first tick.
    ///
    /// # Errors
    /// [`MtfError::NotKept`] for a timeframe that this engine does not keep.
    pub fn forming(&self, timeframe: Timeframe) -> Result<Option<Bar>, MtfError> {
        let index = self.index_of(timeframe)?;
        Ok((self.ticks > 0).then(|| self.forming_at(index)))
    }

    fn forming_at(&self, index: usize) -> Bar {
        let series = &self.series[index];
        match series.source {
            Some(source) => series.forming.bar().then(&self.forming_at(source)),
            None => *series.forming.bar(),
        }
    }

    /// All timeframes, lowest first.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Snapshot> {
        let mut snapshots: Vec<Snapshot> = Vec::with_capacity(self.series.len());
        for series in &self.series {
            let lower = series.source.map(|source| snapshots[source].forming);
            let held = *series.forming.bar();
            let forming = lower.flatten().map_or(held, |lower| held.then(&lower));
            snapshots.push(Snapshot {
                timeframe: series.timeframe,
                completed_count: series.completed.total(),
                last: series.completed.last().copied(),
                forming: (self.ticks > 0).then_some(forming),
            });
        }
        snapshots
    }

    fn index_of(&self, timeframe: Timeframe) -> Result<usize, MtfError> {
        self.series
            .iter()
            .position(|series| series.timeframe == timeframe)
            .ok_or_else(|| MtfError::NotKept {
                timeframe,
                kept: self.timeframes().collect(),
            })
    }
}

impl Series {
    /// Bars completed in the block under way.
    fn fresh_count(&self) -> u64 {
        self.completed.total() - self.known
    }

    /// Take in the bars that the source completed in the block under way, which ended with a tick at `now_us`.
    fn take_fresh(&mut self, source: &Self, now_us: i64) {
        if source.fresh_count() == 0 {
            return;
        }
        let (older, newer) = source.completed.newest(source.fresh_count());
        for bars in [older, newer] {
            self.forming.take_bars(bars, |bar| self.completed.push(bar));
        }
        self.forming.pass_to(now_us, |bar| self.completed.push(bar));
    }
}

fn lowest_first(timeframes: &[Timeframe]) -> Result<Vec<Timeframe>, MtfError> {
    let mut sorted = timeframes.to_vec();
    sorted.sort_by_key(|timeframe| (timeframe.nominal_us(), *timeframe == Timeframe::Day));
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(MtfError::Twice { timeframe: pair[0] }),
        None if sorted.is_empty() => Err(MtfError::NoTimeframe),
        None => Ok(sorted),
    }
}

/// The highest lower timeframe that nests in this one.
fn source_of(index: usize, timeframes: &[Timeframe], cut: Cut) -> Option<usize> {
    (0..index)
        .rev()
        .find(|&lower| timeframes[lower].nests_in(timeframes[index], cut.day_close))
}

/// What an engine cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MtfError {
    /// An engine of nothing.
    NoTimeframe,
    /// A timeframe given twice.
    Twice {
        /// Which.
        timeframe: Timeframe,
    },
    /// A ring of no bars, or of too many.
    Depth {
        /// The depth asked for.
        depth: usize,
    },
    /// The machine has no memory for the rings.
    Memory {
        /// The depth asked for.
        depth: usize,
    },
    /// A timeframe that this engine does not keep.
    NotKept {
        /// Which.
        timeframe: Timeframe,
        /// Those it keeps.
        kept: Vec<Timeframe>,
    },
}

impl Fault for MtfError {
    fn expected(&self) -> String {
        match self {
            Self::NoTimeframe => "at least one timeframe".to_owned(),
            Self::Twice { .. } => "each timeframe once".to_owned(),
            Self::Depth { .. } => format!("a depth of 1 to {DEPTH_MAX} bars"),
            Self::Memory { .. } => "memory for the bars".to_owned(),
            Self::NotKept { kept, .. } => format!("one of {}", names(kept)),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::NoTimeframe => "none".to_owned(),
            Self::Twice { timeframe } => format!("{timeframe} twice"),
            Self::Depth { depth } => depth.to_string(),
            Self::Memory { depth } => format!("too little for a depth of {depth}"),
            Self::NotKept { timeframe, .. } => timeframe.to_string(),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Depth { .. } | Self::Memory { .. } => "depth".to_owned(),
            _ => "timeframes".to_owned(),
        }
    }
}

fn names(timeframes: &[Timeframe]) -> String {
    timeframes
        .iter()
        .map(Timeframe::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

impl std::error::Error for MtfError {}

impl fmt::Display for MtfError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.place(),
            self.expected(),
            self.found()
        )
    }
}
