//! The multi-timeframe state: after every tick all timeframes agree with it, and with no later one.
//!
//! Ticks are not added to every timeframe. A timeframe in which another one nests is made of that one's completed
//! bars, its source's; only those without a source are made of ticks. So a tick costs one addition, and a completed
//! bar one more. The forming bar of a timeframe is what it holds, then what its source holds, and so on down.
//! Timeframes are brought up to date lowest first.
//!
//! A late tick - older than the last one - is refused, or re-opens the bars of time that it belongs to when it is not
//! later than the tolerance. The bars are then those of the ticks sorted by time. Counted bars go by arrival, and
//! take no late tick in.

mod error;
mod indicators;
mod late;
mod snapshot;

use std::sync::Arc;

pub use error::MtfError;
use late::Place;
use snapshot::Roster;
pub use snapshot::{Figure, Figures, Snapshot};

use crate::bar::Bar;
use crate::completed::Completed;
use crate::counting::Counting;
use crate::forming::Forming;
use crate::revision::Revisions;
use crate::ring::Ring;
use crate::span::{Cut, Empty};
use crate::ticks::{NegativeVolume, Tick, TickSlice};
use crate::timeframe::{Measure, Period, Timeframe};

/// The deepest ring: 10 million bars of 152 bytes.
pub const DEPTH_MAX: usize = 10_000_000;

/// Ticks that go through all timeframes at a time: what they complete is still in the cache when the next
/// timeframe reads it.
pub(crate) const BLOCK: usize = 512;

/// For fewer than these no room is asked for in a ring: that costs more than they do.
const FEW: usize = 4;

/// State of one instrument on several timeframes.
#[derive(Clone, Debug)]
pub struct MtfEngine {
    pub(crate) cut: Cut,
    pub(crate) depth: usize,
    /// How late a tick may be; 0 refuses every late one.
    pub(crate) tolerance_us: i64,
    /// Lowest first.
    pub(crate) timed: Vec<Timed>,
    /// Lowest first, after the timed ones.
    pub(crate) counted: Vec<Counted>,
    /// Those without a source.
    roots: Vec<usize>,
    /// No timeframe of time has a boundary up to here.
    quiet_until_us: i64,
    pub(crate) last_us: i64,
    pub(crate) ticks: u64,
    pub(crate) late: u64,
    pub(crate) reopened: u64,
    pub(crate) revisions: Revisions,
    /// Where a late tick belongs in each period: kept here, so that it needs no memory.
    places: Vec<Place>,
    /// Decimals of the prices that indicators see.
    pub(crate) digits: u8,
    /// Indicators ever attached.
    pub(crate) indicators_made: u64,
    /// Timeframes with an indicator that wants the spread of each tick.
    counting_spreads: Vec<usize>,
    /// The attached indicators, for whoever reads them all.
    roster: Arc<Roster>,
}

/// One period of time.
#[derive(Clone, Debug)]
pub(crate) struct Timed {
    period: Period,
    /// The timeframe whose completed bars this one is made of.
    source: Option<usize>,
    /// Holds what has arrived from the source, or of ticks.
    pub(crate) forming: Forming,
    pub(crate) completed: Completed,
    /// How many bars were complete before the last block that completed any.
    known: u64,
}

/// One count of what happens.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) measure: Measure,
    pub(crate) counting: Counting,
    pub(crate) completed: Completed,
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
        let (mut timed, mut counted): (Vec<Timed>, Vec<Counted>) = (Vec::new(), Vec::new());
        for timeframe in timeframes {
            let ring = Ring::new(depth, BLOCK).map_err(|_| MtfError::Memory { depth })?;
            let completed = Completed::new(ring);
            match timeframe {
                Timeframe::Time(period) => timed.push(Timed {
                    period,
                    source: source_of(period, &timed, &cut),
                    forming: Forming::at(0, period, cut.clone()),
                    completed,
                    known: 0,
                }),
                Timeframe::Count(measure) => counted.push(Counted {
                    measure,
                    counting: Counting::new(measure),
                    completed,
                }),
            }
        }
        let roots = (0..timed.len())
            .filter(|&index| timed[index].source.is_none())
            .collect();
        Ok(Self {
            cut,
            depth,
            tolerance_us: 0,
            timed,
            counted,
            roots,
            quiet_until_us: i64::MIN,
            last_us: i64::MIN,
            ticks: 0,
            late: 0,
            reopened: 0,
            revisions: Revisions::default(),
            places: Vec::new(),
            digits: 0,
            indicators_made: 0,
            counting_spreads: Vec::new(),
            roster: Arc::default(),
        })
    }

    /// The same, but ticks up to `tolerance_us` older than the last one re-open the bars of time they belong to.
    #[must_use]
    pub fn with_late_tolerance(mut self, tolerance_us: i64) -> Self {
        self.tolerance_us = tolerance_us.max(0);
        if self.tolerance_us > 0 {
            self.revisions.reserve();
            self.places.reserve(self.timed.len());
        }
        self
    }

    /// Take one tick in; returns how many bars it completed.
    #[inline]
    pub fn on_tick(&mut self, tick: Tick) -> u64 {
        if (self.last_us..=self.quiet_until_us).contains(&tick.ts_us) && self.ticks > 0 {
            self.note_taken(1, tick.ts_us);
            return self.take_quietly(TickSlice::of(&tick));
        }
        self.on_ticks(TickSlice::of(&tick))
    }

    /// Take ticks in as [`Self::on_ticks`] does, whose volumes nobody has looked at yet.
    ///
    /// # Errors
    /// [`NegativeVolume`] for the first volume below zero; the ticks before it are taken in then.
    pub fn try_on_ticks(&mut self, ticks: TickSlice<'_>) -> Result<u64, NegativeVolume> {
        let mut completed = 0;
        for start in (0..ticks.len()).step_by(BLOCK) {
            // Looked at just before it is taken in, a block comes into the cache once.
            let block = ticks.rows(start..start + BLOCK);
            if let Some(fault) = block.negative_volume() {
                self.on_ticks(block.rows(0..fault.row));
                return Err(NegativeVolume {
                    row: start + fault.row,
                    are_others_taken: true,
                    ..fault
                });
            }
            completed += self.on_ticks(block);
        }
        Ok(completed)
    }

    /// Take ticks in, in order; returns how many bars they completed. No volume is below zero. A tick older than the one before it is counted as
    /// late. The same as as many calls of [`Self::on_tick`].
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
            if let Some(tick) = block.get(in_order) {
                completed += self.take_late(tick);
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
        if is_rising(ts_us) {
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
            return self.take_quietly(ticks);
        }
        self.queue_spreads(ticks);
        let timed: u64 = (0..self.timed.len())
            .map(|index| self.update(index, ticks))
            .sum();
        self.note_next_boundary();
        let completed = timed + self.count(ticks);
        self.settle_spreads();
        completed
    }

    #[inline]
    fn note_taken(&mut self, ticks: usize, last_us: i64) {
        self.ticks += ticks as u64;
        self.last_us = last_us;
    }

    /// Take ticks that complete no bar of time.
    #[inline]
    fn take_quietly(&mut self, ticks: TickSlice<'_>) -> u64 {
        for &root in &self.roots {
            self.timed[root].forming.take_within(ticks);
        }
        if self.counted.is_empty() && self.counting_spreads.is_empty() {
            return 0;
        }
        self.queue_spreads(ticks);
        let completed = self.count(ticks);
        self.settle_spreads();
        completed
    }

    /// Take ticks into the counted timeframes; returns how many bars they completed.
    fn count(&mut self, ticks: TickSlice<'_>) -> u64 {
        let mut completed = 0;
        for series in &mut self.counted {
            let before = series.completed.ring.total();
            series
                .counting
                .take_ticks(ticks, |bar| series.completed.push(bar));
            completed += series.completed.ring.total() - before;
        }
        completed
    }

    /// Whatever has a source has no boundary before its source has one: asking the roots is enough.
    pub(crate) fn note_next_boundary(&mut self) {
        let lasts = self
            .roots
            .iter()
            .map(|&root| self.timed[root].forming.last_us());
        self.quiet_until_us = lasts.min().unwrap_or(i64::MAX);
    }

    /// Stand where a tick at `ts_us` belongs.
    fn open_at(&mut self, ts_us: i64) {
        for series in &mut self.timed {
            series.forming = Forming::at(ts_us, series.period, self.cut.clone());
        }
        self.note_next_boundary();
    }

    /// Bring a timeframe up to date; those below it are. Returns how many bars it completed.
    fn update(&mut self, index: usize, ticks: TickSlice<'_>) -> u64 {
        let (lower, upper) = self.timed.split_at_mut(index);
        let series = &mut upper[0];
        series.known = series.completed.ring.total();
        match series.source {
            None => series.take_ticks(ticks),
            Some(source) => series.take_fresh(&lower[source], self.last_us),
        }
        series.fresh_count()
    }

    /// Ticks taken in, those that came late included.
    #[must_use]
    pub fn ticks(&self) -> u64 {
        self.ticks
    }

    /// Ticks that were older than the last one, whether refused or taken in.
    #[must_use]
    pub fn late(&self) -> u64 {
        self.late
    }

    /// Late ticks taken in.
    #[must_use]
    pub fn reopened(&self) -> u64 {
        self.reopened
    }

    /// Moves of more than 10,000 Renko bricks in one tick: they drew none.
    #[must_use]
    pub fn jumps(&self) -> u64 {
        self.counted
            .iter()
            .map(|series| series.counting.jumps())
            .sum()
    }

    /// Time of the last tick.
    #[must_use]
    pub fn last_us(&self) -> Option<i64> {
        (self.ticks > 0).then_some(self.last_us)
    }

    /// Memory of the state: the rings, whatever is in them, and what stands around them.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let rings = self.rings().map(Ring::bytes).sum::<usize>();
        let series =
            self.timed.len() * size_of::<Timed>() + self.counted.len() * size_of::<Counted>();
        size_of::<Self>() + rings + series + self.revisions.bytes() + self.indicator_bytes()
    }

    /// The timeframes: time before counts, each lowest first.
    pub fn timeframes(&self) -> impl Iterator<Item = Timeframe> + '_ {
        let timed = self
            .timed
            .iter()
            .map(|series| Timeframe::Time(series.period));
        let counted = self.counted.iter();
        timed.chain(counted.map(|series| Timeframe::Count(series.measure)))
    }

    /// Their completed bars, in the same order.
    pub(crate) fn rings(&self) -> impl Iterator<Item = &Ring> + '_ {
        self.all_completed().map(|completed| &completed.ring)
    }

    pub(crate) fn all_completed(&self) -> impl Iterator<Item = &Completed> + '_ {
        let timed = self.timed.iter().map(|series| &series.completed);
        timed.chain(self.counted.iter().map(|series| &series.completed))
    }

    pub(crate) fn ring(&self, index: usize) -> &Ring {
        &self.completed_at(index).ring
    }

    pub(crate) fn completed_at(&self, index: usize) -> &Completed {
        match index.checked_sub(self.timed.len()) {
            None => &self.timed[index].completed,
            Some(index) => &self.counted[index].completed,
        }
    }

    pub(crate) fn completed_mut(&mut self, index: usize) -> &mut Completed {
        match index.checked_sub(self.timed.len()) {
            None => &mut self.timed[index].completed,
            Some(index) => &mut self.counted[index].completed,
        }
    }

    /// Completed bars of a timeframe.
    ///
    /// # Errors
    /// [`MtfError::NotKept`] for a timeframe that this engine does not keep.
    pub fn completed(&self, timeframe: Timeframe) -> Result<&Ring, MtfError> {
        self.index_of(timeframe).map(|index| self.ring(index))
    }

    /// The forming bar of a timeframe; none before the first tick, and for counted bars none when the last tick
    /// completed one.
    ///
    /// # Errors
    /// [`MtfError::NotKept`] for a timeframe that this engine does not keep.
    pub fn forming(&self, timeframe: Timeframe) -> Result<Option<Bar>, MtfError> {
        let bar = self.forming_at(self.index_of(timeframe)?);
        Ok((!bar.is_empty()).then_some(bar))
    }

    /// The forming bar by the timeframe's place; empty when there is none.
    pub(crate) fn forming_at(&self, index: usize) -> Bar {
        let Some(series) = self.timed.get(index) else {
            return *self.counted[index - self.timed.len()].counting.bar();
        };
        match series.source {
            Some(source) => series.forming.bar().then(&self.forming_at(source)),
            None => *series.forming.bar(),
        }
    }

    pub(crate) fn index_of(&self, timeframe: Timeframe) -> Result<usize, MtfError> {
        self.timeframes()
            .position(|kept| kept == timeframe)
            .ok_or_else(|| MtfError::NotKept {
                timeframe,
                kept: self.timeframes().collect(),
            })
    }
}

impl Timed {
    pub(crate) fn period(&self) -> Period {
        self.period
    }

    /// Bars completed in the block under way.
    fn fresh_count(&self) -> u64 {
        self.completed.ring.total() - self.known
    }

    #[inline(never)]
    fn take_ticks(&mut self, ticks: TickSlice<'_>) {
        let has_room = ticks.len() >= FEW && !self.forming.can_be_many();
        if !has_room || self.completed.attached.is_some() {
            self.forming
                .take_ticks(ticks, |bar| self.completed.push(bar));
            return;
        }
        let mut room = self.completed.ring.room(ticks.len());
        self.forming.take_ticks(ticks, |bar| room.push(bar));
        let count = room.count();
        self.completed.ring.advance(count);
    }

    #[inline(never)]
    fn take_bars(&mut self, bars: &[Bar]) {
        if bars.len() < FEW || self.completed.attached.is_some() {
            self.forming.take_bars(bars, |bar| self.completed.push(bar));
            return;
        }
        let mut room = self.completed.ring.room(bars.len());
        self.forming.take_bars(bars, |bar| room.push(bar));
        let count = room.count();
        self.completed.ring.advance(count);
    }

    /// Take in the bars that the source completed in the block under way, which ended with a tick at `now_us`.
    fn take_fresh(&mut self, source: &Self, now_us: i64) {
        if source.fresh_count() == 0 {
            return;
        }
        let (older, newer) = source.completed.ring.newest(source.fresh_count());
        for bars in [older, newer] {
            self.take_bars(bars);
        }
        self.forming.pass_to(now_us, |bar| self.completed.push(bar));
    }
}

fn lowest_first(timeframes: &[Timeframe]) -> Result<Vec<Timeframe>, MtfError> {
    let mut sorted = timeframes.to_vec();
    sorted.sort_by_key(|timeframe| timeframe.rank());
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(MtfError::Twice { timeframe: pair[0] }),
        None if sorted.is_empty() => Err(MtfError::NoTimeframe),
        None => Ok(sorted),
    }
}

/// Is none before its predecessor? By the signs of the differences, of all of them together: a branch for each would
/// cost more. Where a difference could go round, each is compared.
fn is_rising(ts_us: &[i64]) -> bool {
    let far = |us: i64| us ^ us.wrapping_add(us);
    let last = ts_us.last().map_or(0, |&last_us| far(last_us));
    let later = ts_us.iter().skip(1);
    let signs = ts_us.iter().zip(later).fold(last, |signs, (&one, &next)| {
        signs | far(one) | next.wrapping_sub(one)
    });
    signs >= 0 || ts_us.is_sorted()
}

/// The highest lower period that nests in this one. With flat bars there is none: a gap can complete more bars than a
/// source can hand on.
fn source_of(period: Period, lower: &[Timed], cut: &Cut) -> Option<usize> {
    let nests = |series: &Timed| series.period.nests_in(period, &cut.day_close);
    match cut.empty {
        Empty::Skip => lower.iter().rposition(nests),
        Empty::Flat => None,
    }
}
