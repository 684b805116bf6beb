//! The multi-timeframe state: after every tick all timeframes agree with it, and with no later one.
//!
//! A tick is not added to every timeframe. It is added to `pending`, the ticks since the last boundary of any
//! timeframe. When a boundary is passed, `pending` goes to the timeframes that nothing kept nests in (usually the
//! lowest alone), and each bar that completes goes whole to the timeframes that it nests in and that took it as their
//! source. The forming bar of a timeframe is thus what it holds, then what its source holds, and so on down to
//! `pending`.

use std::fmt;

use crate::bar::Bar;
use crate::fault::Fault;
use crate::ring::Ring;
use crate::run::take_run;
use crate::span::{Cut, Span};
use crate::ticks::{Tick, TickSlice};
use crate::timeframe::Timeframe;

/// The deepest ring: 10 million bars of 152 bytes.
pub const DEPTH_MAX: usize = 10_000_000;

/// State of one instrument on several timeframes.
#[derive(Clone, Debug)]
pub struct MtfEngine {
    cut: Cut,
    /// Lowest first.
    series: Vec<Series>,
    /// Those without a source.
    roots: Vec<usize>,
    pending: Bar,
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
    /// Those that are made of this one's completed bars.
    fed: Vec<usize>,
    span: Span,
    /// Ticks of the forming bar that have left the source.
    held: Bar,
    completed: Ring,
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
            let completed = Ring::new(depth).map_err(|_| MtfError::Memory { depth })?;
            series.push(Series::new(
                timeframe,
                source_of(index, &timeframes, cut),
                completed,
            ));
        }
        for index in 0..series.len() {
            if let Some(source) = series[index].source {
                series[source].fed.push(index);
            }
        }
        let roots = (0..series.len())
            .filter(|&index| series[index].source.is_none())
            .collect();
        Ok(Self {
            cut,
            series,
            roots,
            pending: Bar::EMPTY,
            quiet_until_us: i64::MIN,
            last_us: i64::MIN,
            ticks: 0,
            late: 0,
        })
    }

    /// Take one tick in; returns how many bars it completed. A tick older than the last one is refused and counted.
    pub fn on_tick(&mut self, tick: Tick) -> u64 {
        let Tick {
            ts_us,
            bid,
            ask,
            bid_volume,
            ask_volume,
        } = tick;
        self.on_ticks(TickSlice {
            ts_us: &[ts_us],
            bid: &[bid],
            ask: &[ask],
            bid_volume: &[bid_volume],
            ask_volume: &[ask_volume],
        })
    }

    /// Take ticks in, in order; returns how many bars they completed. Each tick older than the one before it is
    /// refused and counted. The same as as many calls of [`Self::on_tick`].
    pub fn on_ticks(&mut self, ticks: TickSlice<'_>) -> u64 {
        let mut completed = 0;
        let mut rest = ticks;
        while let Some(tick) = rest.first() {
            if tick.ts_us < self.last_us {
                self.late += 1;
                rest = rest.after(1);
                continue;
            }
            completed += self.move_to(tick.ts_us);
            let taken = take_run(&mut self.pending, rest, self.quiet_until_us);
            self.last_us = self.pending.last_us;
            self.ticks += taken as u64;
            rest = rest.after(taken);
        }
        completed
    }

    /// Complete the bars that end before `ts_us`, lowest timeframe first, and open those that hold it.
    #[inline]
    fn move_to(&mut self, ts_us: i64) -> u64 {
        if self.ticks == 0 {
            self.open_all(ts_us);
        } else if ts_us > self.quiet_until_us {
            return self.pass_boundaries(ts_us);
        }
        0
    }

    fn open_all(&mut self, ts_us: i64) {
        for series in &mut self.series {
            series.open(Span::holding(ts_us, series.timeframe, self.cut));
        }
        self.note_next_boundary();
    }

    fn pass_boundaries(&mut self, ts_us: i64) -> u64 {
        for &root in &self.roots {
            self.series[root].held.merge(&self.pending);
        }
        self.pending = Bar::EMPTY;
        let mut completed = 0;
        for index in 0..self.series.len() {
            if ts_us > self.series[index].span.last_us {
                self.complete(index, ts_us);
                completed += 1;
            }
        }
        self.note_next_boundary();
        completed
    }

    fn complete(&mut self, index: usize, ts_us: i64) {
        let (lower, upper) = self.series.split_at_mut(index + 1);
        let series = &mut lower[index];
        for &fed in &series.fed {
            upper[fed - index - 1].held.merge(&series.held);
        }
        series.completed.push(series.held);
        series.open(series.span.after(ts_us, series.timeframe, self.cut));
    }

    /// Whatever has a source has no boundary before its source has one: asking the roots is enough.
    fn note_next_boundary(&mut self) {
        let lasts = self
            .roots
            .iter()
            .map(|&root| self.series[root].span.last_us);
        self.quiet_until_us = lasts.min().unwrap_or(i64::MAX);
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
        let mut bar = series.held;
        match series.source {
            Some(source) => bar.merge(&self.forming_at(source)),
            None => bar.merge(&self.pending),
        }
        bar
    }

    /// All timeframes, lowest first.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Snapshot> {
        let mut snapshots: Vec<Snapshot> = Vec::with_capacity(self.series.len());
        for series in &self.series {
            let lower = series.source.map(|source| snapshots[source].forming);
            let mut forming = series.held;
            forming.merge(&lower.flatten().unwrap_or(self.pending));
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
    fn new(timeframe: Timeframe, source: Option<usize>, completed: Ring) -> Self {
        let span = Span {
            start_us: 0,
            open_us: 0,
            close_us: 0,
            last_us: 0,
        };
        Self {
            timeframe,
            source,
            fed: Vec::new(),
            span,
            held: Bar::EMPTY,
            completed,
        }
    }

    #[inline]
    fn open(&mut self, span: Span) {
        self.span = span;
        self.held = Bar::opened(span);
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
