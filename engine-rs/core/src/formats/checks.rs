//! What is checked of every tick, and what becomes of one that fails: kept, dropped or the end of the reading.

use std::mem;

use super::FormatError;
pub use super::kind::{KINDS, Kind};
use crate::open_hours::{Market, MarketWatch};
use crate::ticks::{Tick, TickColumns};

/// A price that comes back within so many ticks was a spike; one that does not has moved.
const LONGEST_SPIKE: usize = 5;
/// Ticks of one stamp that are looked through for a duplicate.
const MOST_OF_A_STAMP: usize = 256;
/// Rejects kept for the caller to fetch; later ones are counted alone.
const MOST_REJECTS_HELD: usize = 10_000;

/// What becomes of a tick with a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// It is kept, and counted.
    Keep,
    /// It is left out, and listed among the rejects.
    Drop,
    /// The reading ends there.
    Stop,
}

/// The settings of the checks.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckSettings {
    /// What becomes of each kind, at its index. Kinds that cannot be kept end the reading instead.
    pub policies: [Policy; KINDS.len()],
    /// A jump of more than this part of the price may be a spike.
    pub spike_ratio: f64,
    /// Past so many rejects the reading ends.
    pub max_rejects: u64,
    /// When the instrument trades; without it there are neither gaps nor ticks out of hours.
    pub market: Option<Market>,
}

impl Default for CheckSettings {
    /// Stops at what is certainly wrong, keeps and counts what occurs in sound files. Rows without a quote are dropped.
    fn default() -> Self {
        let policy = |kind| match kind {
            Kind::Unparsable
            | Kind::NotFinite
            | Kind::NotPositive
            | Kind::BetweenPoints
            | Kind::OutOfOrder => Policy::Stop,
            Kind::NoQuote => Policy::Drop,
            _ => Policy::Keep,
        };
        Self {
            policies: KINDS.map(policy),
            spike_ratio: 0.005,
            max_rejects: 1000,
            market: None,
        }
    }
}

impl CheckSettings {
    /// What becomes of this kind.
    #[must_use]
    pub fn policy(&self, kind: Kind) -> Policy {
        self.policies[kind as usize]
    }

    /// The same with a policy for a kind, both by name.
    ///
    /// # Errors
    /// `UnknownWord`, `CannotKeep` or `CannotDrop`.
    pub fn with_named(self, kind: &str, policy: &str) -> Result<Self, FormatError> {
        let known_kind = KINDS.into_iter().find(|known| known.name() == kind);
        let known_kind = known_kind.ok_or_else(|| FormatError::UnknownWord {
            words: KINDS.map(Kind::name).join(", "),
            word: kind.to_string(),
        })?;
        let known_policy = POLICIES.iter().find(|known| known.0 == policy);
        let known_policy = known_policy.ok_or_else(|| FormatError::UnknownWord {
            words: POLICIES.map(|known| known.0).join(", "),
            word: policy.to_string(),
        })?;
        self.with(known_kind, known_policy.1)
    }

    /// The same with another policy for this kind.
    ///
    /// # Errors
    /// `CannotKeep` for a kind of which there is nothing to keep, `CannotDrop` where there is nothing to drop.
    pub fn with(mut self, kind: Kind, policy: Policy) -> Result<Self, FormatError> {
        if policy == Policy::Drop && !kind.can_be_dropped() {
            return Err(FormatError::CannotDrop { kind });
        }
        if policy == Policy::Keep && !kind.can_be_kept() {
            return Err(FormatError::CannotKeep { kind });
        }
        self.policies[kind as usize] = policy;
        Ok(self)
    }
}

/// (how users write a policy, what it is).
const POLICIES: [(&str, Policy); 3] = [
    ("keep", Policy::Keep),
    ("drop", Policy::Drop),
    ("stop", Policy::Stop),
];

/// A row or record that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Its line, or its record, from 1.
    pub place: u64,
    /// What was wrong.
    pub kind: Kind,
    /// Its text, cut; the bytes of a binary record in hexadecimal.
    pub raw: String,
    /// What was expected and found.
    pub reason: String,
}

/// How many ticks of each kind were found, whatever became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; KINDS.len()]);

impl Counts {
    /// The kinds that there were, each with how many.
    pub fn found(self) -> impl Iterator<Item = (Kind, u64)> {
        KINDS.into_iter().zip(self.0).filter(|found| found.1 > 0)
    }

    /// How many of this kind.
    #[must_use]
    pub fn of(self, kind: Kind) -> u64 {
        self.0[kind as usize]
    }

    pub(super) fn add(&mut self, kind: Kind) {
        self.0[kind as usize] += 1;
    }

    pub(super) fn add_all(&mut self, other: Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }
}

/// Why a tick is not to be kept, or the reading is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// This tick has a fault.
    Tick {
        kind: Kind,
        /// How much older than the tick before it, where that is its fault.
        back_us: i64,
    },
    /// An earlier row turned out to be a spike, and spikes end the reading.
    Spike { place: u64, raw: Vec<u8> },
    /// There are too many rejects.
    Ended(FormatError),
}

/// What the ticks so far mean for the next one.
#[derive(Clone, Debug, PartialEq)]
struct Before {
    last: Tick,
    /// The newest time so far.
    newest_us: i64,
    /// The ticks of the newest time, where there were several.
    same_stamp: Vec<Tick>,
    /// Ticks after `last` that jumped away from it, and may come back.
    away: Vec<Away>,
}

#[derive(Clone, Debug, PartialEq)]
struct Away {
    tick: Tick,
    place: u64,
    raw: Vec<u8>,
}

const NONE: Tick = Tick {
    ts_us: i64::MIN,
    bid: 0,
    ask: 0,
    bid_volume: 0,
    ask_volume: 0,
};

/// What a file that is read in one holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedTicks {
    /// Its ticks.
    pub ticks: TickColumns,
    /// How many ticks of each kind of fault there were, kept or not.
    pub counts: Counts,
    /// What was left out.
    pub rejects: Vec<Reject>,
}

/// The checks of a file whose ticks have no text: their faults are worded by the caller.
pub(super) struct Refusals {
    checks: Checks,
}

impl Refusals {
    pub(super) fn new(settings: CheckSettings) -> Self {
        Self {
            checks: Checks::new(settings),
        }
    }

    /// Checks a tick and appends it to `out`. `raw` words it, `fault` words what is
    /// wrong with it: which check it fails, and by how much its time goes back.
    pub(super) fn take(
        &mut self,
        tick: Tick,
        place: u64,
        raw: impl Fn() -> String,
        fault: impl Fn(Kind, i64) -> FormatError,
        out: &mut TickColumns,
    ) -> Result<(), FormatError> {
        // The text of a tick that may be a spike is needed later.
        let text = if self.checks.is_away(tick) {
            raw()
        } else {
            String::new()
        };
        match self.checks.take(tick, place, text.as_bytes(), out) {
            Ok(()) => Ok(()),
            Err(Refusal::Ended(error)) => Err(error),
            Err(Refusal::Spike { place, raw }) => Err(FormatError::Refused {
                line: place,
                kind: Kind::Spike,
                text: super::error::shown(&raw),
            }),
            Err(Refusal::Tick { kind, back_us }) => self.refuse(fault(kind, back_us), place, raw),
        }
    }

    /// Drops a tick with this fault, or ends the reading, as its kind's policy says.
    pub(super) fn refuse(
        &mut self,
        error: FormatError,
        place: u64,
        raw: impl Fn() -> String,
    ) -> Result<(), FormatError> {
        let kind = error.kind();
        match self.checks.settings.policy(kind) {
            Policy::Drop => self
                .checks
                .reject(kind, place, raw().as_bytes(), error.reason()),
            Policy::Keep | Policy::Stop => Err(error),
        }
    }

    pub(super) fn finish(mut self, read: &mut CheckedTicks) {
        self.checks.finish(&mut read.ticks);
        read.counts = self.checks.counts;
        read.rejects = self.checks.take_rejects();
    }
}

/// The checks of one file's ticks, in order.
#[derive(Clone, Debug)]
pub(crate) struct Checks {
    settings: CheckSettings,
    before: Before,
    watch: Option<MarketWatch>,
    /// Until then the market is open for sure.
    open_until_us: i64,
    /// A tick that comes later than this after the newest may end a gap.
    gap_us: i64,
    counts: Counts,
    rejects: Vec<Reject>,
    rejected: u64,
    kept: u64,
}

impl Checks {
    pub(crate) fn new(settings: CheckSettings) -> Self {
        let market = settings.market.as_ref();
        Self {
            watch: market.map(MarketWatch::new),
            open_until_us: if market.is_some() { i64::MIN } else { i64::MAX },
            gap_us: market.map_or(i64::MAX, |market| market.gap_us),
            settings,
            before: Before {
                last: NONE,
                newest_us: i64::MIN,
                same_stamp: Vec::new(),
                away: Vec::new(),
            },
            counts: Counts::default(),
            rejects: Vec::new(),
            rejected: 0,
            kept: 0,
        }
    }

    pub(super) fn settings(&self) -> &CheckSettings {
        &self.settings
    }

    /// The newest time so far.
    pub(super) fn newest_us(&self) -> i64 {
        self.before.newest_us
    }

    pub(super) fn kept(&self) -> u64 {
        self.kept
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    pub(super) fn rejected(&self) -> u64 {
        self.rejected
    }

    /// The rejects since the last call.
    pub(super) fn take_rejects(&mut self) -> Vec<Reject> {
        mem::take(&mut self.rejects)
    }

    /// Checks a tick and appends it to `out`, now or (while it may be a spike) later.
    #[inline]
    pub(crate) fn take(
        &mut self,
        tick: Tick,
        place: u64,
        raw: &[u8],
        out: &mut TickColumns,
    ) -> Result<(), Refusal> {
        let before = &mut self.before;
        let calm = tick.ts_us > before.newest_us
            && tick.ts_us < self.open_until_us
            && tick.ts_us <= before.newest_us.saturating_add(self.gap_us)
            && tick.bid < tick.ask
            && tick.bid > 0
            && !is_jump(before.last, tick, self.settings.spike_ratio)
            && before.away.is_empty();
        if !calm {
            return self.judge(tick, place, raw, out);
        }
        before.last = tick;
        before.newest_us = tick.ts_us;
        self.kept += 1;
        out.push(tick);
        Ok(())
    }

    /// Has the price jumped to this tick?
    pub(super) fn is_away(&self, tick: Tick) -> bool {
        is_jump(self.before.last, tick, self.settings.spike_ratio)
    }

    /// Lists a row that is left out for `kind`.
    pub(super) fn reject(
        &mut self,
        kind: Kind,
        place: u64,
        raw: &[u8],
        reason: String,
    ) -> Result<(), FormatError> {
        self.counts.add(kind);
        if kind == Kind::NoQuote {
            return Ok(());
        }
        self.rejected += 1;
        if self.rejected > self.settings.max_rejects {
            return Err(FormatError::TooManyRejects {
                line: place,
                limit: self.settings.max_rejects,
                reason,
            });
        }
        if self.rejects.len() < MOST_REJECTS_HELD {
            let raw = super::error::shown(raw.trim_ascii_end());
            self.rejects.push(Reject {
                place,
                kind,
                raw,
                reason,
            });
        }
        Ok(())
    }

    /// Appends what was held back, since nothing comes after it to tell that it was a spike.
    pub(crate) fn finish(&mut self, out: &mut TickColumns) {
        for away in mem::take(&mut self.before.away) {
            self.keep(away.tick, out);
        }
    }

    /// After these ticks, do the next ones fare as they would after those?
    pub(super) fn is_as_after(&self, other: &Self) -> bool {
        let stamps = |checks: &Self| {
            let current = checks.before.same_stamp.first().map(|tick| tick.ts_us);
            current == Some(checks.before.newest_us)
        };
        let (mine, theirs) = (&self.before, &other.before);
        mine.last == theirs.last
            && mine.newest_us == theirs.newest_us
            && mine.away == theirs.away
            && stamps(self) == stamps(other)
            && (!stamps(self) || mine.same_stamp == theirs.same_stamp)
    }

    /// Is the newest tick alone at its stamp, with nothing held back?
    pub(super) fn is_settled(&self) -> bool {
        self.before.away.is_empty()
            && self.before.newest_us > i64::MIN
            && self.before.same_stamp.first().map(|tick| tick.ts_us) != Some(self.before.newest_us)
    }

    /// Adds what another reader found after this one.
    pub(super) fn join(&mut self, other: Self) {
        self.before = other.before;
        self.open_until_us = other.open_until_us;
        self.counts.add_all(other.counts);
        let room = MOST_REJECTS_HELD - self.rejects.len().min(MOST_REJECTS_HELD);
        self.rejects.extend(other.rejects.into_iter().take(room));
        self.rejected += other.rejected;
        self.kept += other.kept;
    }

    /// Forgets what was found, but not what it means for the next tick.
    pub(super) fn clear_findings(&mut self) {
        self.counts = Counts::default();
        self.rejects = Vec::new();
        self.rejected = 0;
        self.kept = 0;
    }

    fn judge(
        &mut self,
        tick: Tick,
        place: u64,
        raw: &[u8],
        out: &mut TickColumns,
    ) -> Result<(), Refusal> {
        if tick.bid <= 0 || tick.ask <= 0 {
            self.allow(Kind::NotPositive, 0)?;
        }
        if tick.ts_us < self.before.newest_us {
            let back_us = self.before.newest_us.saturating_sub(tick.ts_us);
            self.allow(Kind::OutOfOrder, back_us)?;
        }
        let open_until_us = self.check_hours(tick.ts_us)?;
        if tick.ts_us == self.before.newest_us {
            self.check_stamp(tick)?;
        }
        match tick.bid.cmp(&tick.ask) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => self.allow(Kind::ZeroSpread, 0)?,
            std::cmp::Ordering::Greater => self.allow(Kind::Crossed, 0)?,
        }
        self.note_stamp(tick);
        self.open_until_us = open_until_us;
        self.place_after_jump(tick, place, raw, out)
    }

    fn allow(&mut self, kind: Kind, back_us: i64) -> Result<(), Refusal> {
        if self.settings.policy(kind) == Policy::Keep {
            self.counts.add(kind);
            Ok(())
        } else {
            Err(Refusal::Tick { kind, back_us })
        }
    }

    /// Until when the market is open, should this tick be kept; the least time there is when it is closed now.
    fn check_hours(&mut self, ts_us: i64) -> Result<i64, Refusal> {
        let Some(watch) = &mut self.watch else {
            return Ok(self.open_until_us);
        };
        let now = watch.at(ts_us);
        let newest_us = self.before.newest_us;
        let ends_gap = newest_us > i64::MIN && watch.is_gap(newest_us, ts_us);
        if !now.is_open {
            self.allow(Kind::OutOfHours, 0)?;
        }
        if ends_gap {
            self.allow(Kind::Gap, 0)?;
        }
        Ok(if now.is_open { now.to_us } else { i64::MIN })
    }

    fn check_stamp(&mut self, tick: Tick) -> Result<(), Refusal> {
        let newest = self.newest();
        let current = self.before.same_stamp.first().map(|first| first.ts_us) == Some(tick.ts_us);
        let is_known = if current {
            self.before.same_stamp.contains(&tick)
        } else {
            newest == tick
        };
        self.allow(
            if is_known {
                Kind::Duplicate
            } else {
                Kind::Conflict
            },
            0,
        )
    }

    /// Remembers the ticks of a stamp from its second tick on.
    fn note_stamp(&mut self, tick: Tick) {
        let newest = self.newest();
        if tick.ts_us == self.before.newest_us {
            let group = &mut self.before.same_stamp;
            if group.first().map(|first| first.ts_us) != Some(tick.ts_us) {
                group.clear();
                if newest.ts_us == tick.ts_us {
                    group.push(newest);
                }
            }
            if group.len() < MOST_OF_A_STAMP {
                group.push(tick);
            }
        }
        self.before.newest_us = self.before.newest_us.max(tick.ts_us);
    }

    fn newest(&self) -> Tick {
        self.before
            .away
            .last()
            .map_or(self.before.last, |away| away.tick)
    }

    /// Keeps a tick, or holds it back while it may be a spike; decides about those held back before it.
    fn place_after_jump(
        &mut self,
        tick: Tick,
        place: u64,
        raw: &[u8],
        out: &mut TickColumns,
    ) -> Result<(), Refusal> {
        let is_first = self.before.last.ts_us == i64::MIN;
        if is_first || !is_jump(self.before.last, tick, self.settings.spike_ratio) {
            self.settle_spikes(out)?;
            self.keep(tick, out);
            return Ok(());
        }
        self.before.away.push(Away {
            tick,
            place,
            raw: raw.to_vec(),
        });
        if self.before.away.len() > LONGEST_SPIKE {
            self.finish(out);
        }
        Ok(())
    }

    /// The price is back: what was held back was a spike.
    fn settle_spikes(&mut self, out: &mut TickColumns) -> Result<(), Refusal> {
        for away in mem::take(&mut self.before.away) {
            match self.settings.policy(Kind::Spike) {
                Policy::Keep => {
                    self.counts.add(Kind::Spike);
                    let last = self.before.last;
                    self.keep(away.tick, out);
                    // The level is still that before the spike.
                    self.before.last = last;
                }
                Policy::Drop => {
                    let reason = format!("expected {}, found a spike", Kind::Spike.expected());
                    self.reject(Kind::Spike, away.place, &away.raw, reason)
                        .map_err(Refusal::Ended)?;
                }
                Policy::Stop => {
                    let (place, raw) = (away.place, away.raw);
                    return Err(Refusal::Spike { place, raw });
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, tick: Tick, out: &mut TickColumns) {
        self.before.last = tick;
        self.kept += 1;
        out.push(tick);
    }
}

/// Has a price jumped from one tick to the other?
#[inline]
fn is_jump(from: Tick, to: Tick, ratio: f64) -> bool {
    let far = |from: i64, to: i64| to.abs_diff(from) as f64 > from.unsigned_abs() as f64 * ratio;
    far(from.bid, to.bid) | far(from.ask, to.ask)
}
