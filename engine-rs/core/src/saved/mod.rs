//! The whole state as bytes, and back: exact to the tick, the forming bars included.
//!
//! A file is a head of fixed size - magic, version, checksum, length - and a body compressed with LZ4. The checksum
//! covers all that follows it. Equal states give equal bytes, on every machine. Writing the file safely, and falling
//! back to the one before when this one is refused, is the caller's.

mod attached;

use std::fmt;
use std::sync::Arc;

use attached::SavedAttached;
pub use attached::{Maker, Registry};

use serde::{Deserialize, Serialize};

use crate::bar::Bar;
use crate::bar_columns::{BAR_COLUMN_COUNT, BarColumns};
use crate::calendar::DayClose;
use crate::counting::{Brick, Counting};
use crate::fault::Fault;
use crate::forming::Forming;
use crate::mtf::MtfEngine;
use crate::ring::Ring;
use crate::sessions::{SessionCalendar, SessionRules};
use crate::span::{Boundary, Cut, Empty};
use crate::timeframe::Timeframe;

const MAGIC: [u8; 6] = *b"PWMTF\n";
/// Of the body's layout; whoever changes [`Body`] counts it up.
pub const VERSION: u16 = 3;
const HEAD: usize = 20;
/// LZ4 never makes more of one byte.
const RATIO_MAX: usize = 256;

#[derive(Serialize, Deserialize)]
struct Body {
    timeframes: Vec<Timeframe>,
    depth: u64,
    boundary: Boundary,
    day_close: SavedDayClose,
    empty: Empty,
    tolerance_us: i64,
    last_us: i64,
    ticks: u64,
    late: u64,
    reopened: u64,
    digits: u8,
    indicators_made: u64,
    timed: Vec<SavedTimed>,
    counted: Vec<SavedCounted>,
    /// The indicators of each timeframe, of time and then of counts.
    attached: Vec<Option<SavedAttached>>,
    /// What rides along: the caller's, not looked at.
    extra: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
enum SavedDayClose {
    NewYork,
    Utc,
    Sessions(SessionRules),
}

#[derive(Serialize, Deserialize)]
struct SavedTimed {
    /// An instant of the forming bar.
    within_us: i64,
    bar: Bar,
    completed: SavedRing,
}

#[derive(Serialize, Deserialize)]
struct SavedCounted {
    bar: Bar,
    brick: Option<Brick>,
    jumps: u64,
    completed: SavedRing,
}

/// Columns of the kept bars, each cell but a column's first as its difference from the one before: small numbers, which
/// take few bytes.
#[derive(Serialize, Deserialize)]
struct SavedRing {
    total: u64,
    differences: Vec<i64>,
}

impl MtfEngine {
    /// The state as bytes, and with it `extra`, which [`Self::restore`] hands back as it was.
    #[must_use]
    pub fn save(&self, extra: &[u8]) -> Vec<u8> {
        let body = postcard::to_allocvec(&self.body(extra)).unwrap_or_default();
        let packed = lz4_flex::compress(&body);
        let mut checked = (body.len() as u64).to_le_bytes().to_vec();
        checked.extend_from_slice(&packed);
        let mut bytes = Vec::with_capacity(HEAD + packed.len());
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&crc32fast::hash(&checked).to_le_bytes());
        bytes.append(&mut checked);
        bytes
    }

    /// The engine that [`Self::save`] saw, and the extra bytes.
    ///
    /// # Errors
    /// [`SavedError`] for what is no saved state, one of a newer version, or a damaged one.
    pub fn restore(bytes: &[u8]) -> Result<(Self, Vec<u8>), SavedError> {
        Self::restore_with(bytes, &Registry)
    }

    /// The same, with indicators of somebody else's making.
    ///
    /// # Errors
    /// [`SavedError`] for what is no saved state, one of a newer version, a damaged one, or one with an indicator that
    /// `maker` cannot make.
    pub fn restore_with(bytes: &[u8], maker: &dyn Maker) -> Result<(Self, Vec<u8>), SavedError> {
        let body: Body =
            postcard::from_bytes(&unpacked(bytes)?).map_err(|error| damaged(&error.to_string()))?;
        let cut = Cut {
            boundary: body.boundary,
            day_close: body.day_close.restored()?,
            empty: body.empty,
        };
        let depth = usize::try_from(body.depth).map_err(|_| damaged("a depth beyond memory"))?;
        // Bytes can spell bars of no ticks, or of no points, which no name does.
        let has_name = |timeframe: &Timeframe| {
            Timeframe::parse(&timeframe.to_string()).is_ok_and(|named| named == *timeframe)
        };
        if !body.timeframes.iter().all(has_name) {
            return Err(damaged("a timeframe that there is none of"));
        }
        let engine = Self::new(&body.timeframes, depth, cut);
        let mut engine = engine
            .map_err(|fault| damaged(&fault.to_string()))?
            .with_late_tolerance(body.tolerance_us)
            .with_digits(body.digits);
        if body.timed.len() != engine.timed.len() || body.counted.len() != engine.counted.len() {
            return Err(damaged("as many series as timeframes are missing"));
        }
        engine.last_us = body.last_us;
        engine.ticks = body.ticks;
        engine.late = body.late;
        engine.reopened = body.reopened;
        engine.indicators_made = body.indicators_made;
        engine.fill_timed(&body.timed)?;
        engine.fill_counted(&body.counted)?;
        engine.fill_attached(&body.attached, maker)?;
        Ok((engine, body.extra))
    }

    fn body(&self, extra: &[u8]) -> Body {
        let timed = self.timed.iter().map(|series| SavedTimed {
            within_us: series.forming.last_us(),
            bar: *series.forming.bar(),
            completed: SavedRing::of(&series.completed.ring),
        });
        let counted = self.counted.iter().map(|series| SavedCounted {
            bar: *series.counting.bar(),
            brick: series.counting.brick(),
            jumps: series.counting.jumps(),
            completed: SavedRing::of(&series.completed.ring),
        });
        Body {
            timeframes: self.timeframes().collect(),
            depth: self.depth as u64,
            boundary: self.cut.boundary,
            day_close: SavedDayClose::of(&self.cut.day_close),
            empty: self.cut.empty,
            tolerance_us: self.tolerance_us,
            last_us: self.last_us,
            ticks: self.ticks,
            late: self.late,
            reopened: self.reopened,
            digits: self.digits,
            indicators_made: self.indicators_made,
            timed: timed.collect(),
            counted: counted.collect(),
            attached: self
                .all_completed()
                .map(|completed| completed.attached.as_deref().map(SavedAttached::of))
                .collect(),
            extra: extra.to_vec(),
        }
    }

    fn fill_timed(&mut self, saved: &[SavedTimed]) -> Result<(), SavedError> {
        for (series, saved) in self.timed.iter_mut().zip(saved) {
            series.forming = Forming::at(saved.within_us, series.period(), self.cut.clone());
            series.forming.set_bar(saved.bar);
            saved.completed.pour_into(&mut series.completed.ring)?;
        }
        self.note_next_boundary();
        Ok(())
    }

    fn fill_counted(&mut self, saved: &[SavedCounted]) -> Result<(), SavedError> {
        for (series, saved) in self.counted.iter_mut().zip(saved) {
            series.counting = Counting::of(series.measure, saved.bar, saved.brick, saved.jumps);
            saved.completed.pour_into(&mut series.completed.ring)?;
        }
        Ok(())
    }
}

impl MtfEngine {
    fn fill_attached(
        &mut self,
        saved: &[Option<SavedAttached>],
        maker: &dyn Maker,
    ) -> Result<(), SavedError> {
        if saved.len() != self.timed.len() + self.counted.len() {
            return Err(damaged("the indicators of a timeframe are missing"));
        }
        let market = self.market();
        for (index, saved) in saved.iter().enumerate() {
            if let Some(saved) = saved {
                let attached = saved.restored(self.ring(index), market.clone(), maker)?;
                self.completed_mut(index).attached = Some(Box::new(attached));
            }
        }
        self.note_indicators();
        Ok(())
    }
}

impl SavedDayClose {
    fn of(day_close: &DayClose) -> Self {
        match day_close {
            DayClose::NewYork => Self::NewYork,
            DayClose::Utc => Self::Utc,
            DayClose::Sessions(calendar) => Self::Sessions(calendar.rules().clone()),
        }
    }

    fn restored(self) -> Result<DayClose, SavedError> {
        match self {
            Self::NewYork => Ok(DayClose::NewYork),
            Self::Utc => Ok(DayClose::Utc),
            Self::Sessions(rules) => match SessionCalendar::new(rules) {
                Ok(calendar) => Ok(DayClose::Sessions(Arc::new(calendar))),
                Err(fault) => Err(damaged(&fault.to_string())),
            },
        }
    }
}

impl SavedRing {
    fn of(ring: &Ring) -> Self {
        let (_, older, newer) = ring.since(0);
        let mut differences = BarColumns::from_pieces(older, newer).into_cells();
        for column in differences.chunks_mut(ring.kept().max(1)) {
            let mut before = 0;
            for cell in column {
                (before, *cell) = (*cell, cell.wrapping_sub(before));
            }
        }
        Self {
            total: ring.total(),
            differences,
        }
    }

    fn pour_into(&self, ring: &mut Ring) -> Result<(), SavedError> {
        let rows = self.differences.len() / BAR_COLUMN_COUNT;
        if rows * BAR_COLUMN_COUNT != self.differences.len()
            || rows > ring.depth()
            || (rows as u64) > self.total
        {
            return Err(damaged("a ring of another size"));
        }
        let mut cells = self.differences.clone();
        for column in cells.chunks_mut(rows.max(1)) {
            let mut before = 0_i64;
            for cell in column {
                before = before.wrapping_add(*cell);
                *cell = before;
            }
        }
        ring.refill(BarColumns::from_cells(rows, cells).iter(), self.total);
        Ok(())
    }
}

/// The body of a file, when all around it is in order.
fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, SavedError> {
    let Some((head, packed)) = bytes.split_at_checked(HEAD) else {
        return Err(SavedError::NotSaved { bytes: bytes.len() });
    };
    if head[..6] != MAGIC {
        return Err(SavedError::NotSaved { bytes: bytes.len() });
    }
    let version = u16::from_le_bytes([head[6], head[7]]);
    if version != VERSION {
        return Err(SavedError::Version { version });
    }
    let checksum = u32::from_le_bytes([head[8], head[9], head[10], head[11]]);
    if crc32fast::hash(&bytes[12..]) != checksum {
        return Err(damaged("another checksum"));
    }
    let mut length = [0; 8];
    length.copy_from_slice(&head[12..HEAD]);
    let length = usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > packed.len().saturating_mul(RATIO_MAX) {
        return Err(damaged("a length that no compression reaches"));
    }
    lz4_flex::decompress(packed, length).map_err(|error| damaged(&error.to_string()))
}

fn damaged(what: &str) -> SavedError {
    SavedError::Damaged {
        what: what.to_owned(),
    }
}

/// Why a saved state is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedError {
    /// Something else.
    NotSaved {
        /// How long it is.
        bytes: usize,
    },
    /// Of a version that this program does not know.
    Version {
        /// Which.
        version: u16,
    },
    /// With an indicator that nobody has registered.
    Unknown {
        /// Its name.
        name: String,
    },
    /// With an indicator that cannot be made again.
    Indicator {
        /// Its name.
        name: String,
        /// What is wrong with it.
        what: String,
    },
    /// Changed or cut since it was saved.
    Damaged {
        /// What gave it away.
        what: String,
    },
}

impl Fault for SavedError {
    fn expected(&self) -> String {
        match self {
            Self::NotSaved { .. } => "the saved state of an engine".to_owned(),
            Self::Version { .. } => format!("a saved state of version {VERSION}"),
            Self::Unknown { name } => format!("the class of the saved indicator {name}"),
            Self::Indicator { name, .. } => format!("the indicator {name} as it was saved"),
            Self::Damaged { .. } => "a saved state as it was written".to_owned(),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::NotSaved { bytes } => format!("{bytes} bytes of something else"),
            Self::Version { version } => format!("version {version}"),
            Self::Unknown { name } => format!("no indicator of the name {name}"),
            Self::Damaged { what } | Self::Indicator { what, .. } => what.clone(),
        }
    }

    fn place(&self) -> String {
        "saved state".to_owned()
    }

    fn mend(&self) -> String {
        match self {
            Self::Version { version } if *version > VERSION => {
                "it was written by a newer pyworkstation: use that one, or start from the ticks"
                    .to_owned()
            }
            Self::Unknown { name } => {
                format!("register_indicator the class whose name is {name}, then restore again")
            }
            Self::Indicator { .. } => {
                "register the class that was saved, with the same parameters, and restore again"
                    .to_owned()
            }
            Self::NotSaved { .. } => String::new(),
            _ => "use the one saved before it, or start from the ticks".to_owned(),
        }
    }
}

impl std::error::Error for SavedError {}

impl fmt::Display for SavedError {
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
