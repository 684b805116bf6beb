//! Bars of one timeframe over any number of ticks.

use std::fmt;

use crate::bar::Bar;
use crate::bar_columns::BarColumns;
use crate::counting::{Brick, Counting};
use crate::fault::Fault;
use crate::forming::Forming;
use crate::span::Cut;
use crate::ticks::TickSlice;
use crate::timeframe::{Measure, Timeframe};

/// Bars held before they are turned into columns, at a time: 600 kB, which goes back to the system when it is free.
const PIECE: usize = 4096;

/// Builds the bars of one timeframe, oldest first. Holds the forming bar alone.
#[derive(Clone, Debug)]
pub struct BarBuilder {
    timeframe: Timeframe,
    cut: Cut,
    forming: Option<Maker>,
    last_us: i64,
}

/// The forming bar, by what ends it.
#[derive(Clone, Debug)]
enum Maker {
    Time(Forming),
    Count(Counting),
}

impl BarBuilder {
    /// A builder that has seen no tick.
    #[must_use]
    pub fn new(timeframe: Timeframe, cut: Cut) -> Self {
        Self {
            timeframe,
            cut,
            forming: None,
            last_us: i64::MIN,
        }
    }

    /// A builder of Renko bricks of so many points that has just drawn one whose bid opened and closed there.
    #[must_use]
    pub fn after_brick(points: i64, bid_open: i64, bid_close: i64) -> Self {
        let measure = Measure::Renko(points);
        let brick = Brick::between(bid_open, bid_close);
        Self {
            forming: Some(Maker::Count(Counting::of(
                measure,
                Bar::EMPTY,
                Some(brick),
                0,
            ))),
            ..Self::new(Timeframe::Count(measure), Cut::default())
        }
    }

    /// Of which its bars are.
    #[must_use]
    pub fn timeframe(&self) -> Timeframe {
        self.timeframe
    }

    /// Take ticks in; the bars they complete go to `out`.
    ///
    /// # Errors
    /// [`LateTick`] when a tick is older than the one before it; nothing is taken in then.
    pub fn push(&mut self, ticks: TickSlice<'_>, out: &mut Vec<Bar>) -> Result<(), LateTick> {
        self.check_order(ticks)?;
        self.take(ticks, |bar| out.push(bar));
        Ok(())
    }

    /// The same, but the bars come as columns. Needs memory for the columns, and for some bars while they are turned.
    ///
    /// # Errors
    /// [`LateTick`] when a tick is older than the one before it; nothing is taken in then.
    pub fn push_columns(&mut self, ticks: TickSlice<'_>) -> Result<BarColumns, LateTick> {
        self.check_order(ticks)?;
        let mut pieces: Vec<Vec<Bar>> = Vec::new();
        self.take(ticks, |bar| match pieces.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(bar),
            _ => {
                // The first grows with its bars: most calls complete few.
                let mut piece = Vec::with_capacity(if pieces.is_empty() { 0 } else { PIECE });
                piece.push(bar);
                pieces.push(piece);
            }
        });
        Ok(BarColumns::of_pieces(pieces))
    }

    fn take(&mut self, ticks: TickSlice<'_>, done: impl FnMut(Bar)) {
        let (Some(first), Some(&last_us)) = (ticks.first(), ticks.ts_us.last()) else {
            return;
        };
        self.last_us = last_us;
        let (timeframe, cut) = (self.timeframe, &self.cut);
        let maker = self
            .forming
            .get_or_insert_with(|| Maker::at(first.ts_us, timeframe, cut));
        match maker {
            Maker::Time(forming) => forming.take_ticks(ticks, done),
            Maker::Count(counting) => counting.take_ticks(ticks, done),
        }
    }

    /// The forming bar, and an empty builder.
    pub fn finish(&mut self) -> Option<Bar> {
        self.last_us = i64::MIN;
        let bar = match self.forming.take()? {
            Maker::Time(forming) => *forming.bar(),
            Maker::Count(counting) => *counting.bar(),
        };
        (!bar.is_empty()).then_some(bar)
    }

    fn check_order(&self, ticks: TickSlice<'_>) -> Result<(), LateTick> {
        let mut last_us = self.last_us;
        if ticks.first().is_none_or(|first| first.ts_us >= last_us) && ticks.ts_us.is_sorted() {
            return Ok(());
        }
        for (row, &ts_us) in ticks.ts_us.iter().enumerate() {
            if ts_us < last_us {
                return Err(LateTick {
                    row,
                    ts_us,
                    last_us,
                });
            }
            last_us = ts_us;
        }
        Ok(())
    }
}

impl Maker {
    fn at(ts_us: i64, timeframe: Timeframe, cut: &Cut) -> Self {
        match timeframe {
            Timeframe::Time(period) => Self::Time(Forming::at(ts_us, period, cut.clone())),
            Timeframe::Count(measure) => Self::Count(Counting::new(measure)),
        }
    }
}

/// A tick older than the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateTick {
    /// Its row among the ticks handed in, from 0.
    pub row: usize,
    /// Its time.
    pub ts_us: i64,
    /// Time of the tick before it.
    pub last_us: i64,
}

impl Fault for LateTick {
    fn expected(&self) -> String {
        format!("ticks in time order: {} us or later", self.last_us)
    }

    fn found(&self) -> String {
        format!("{} us", self.ts_us)
    }

    fn place(&self) -> String {
        format!("tick {}", self.row)
    }

    fn mend(&self) -> String {
        "sort the ticks by time first".to_owned()
    }
}

impl std::error::Error for LateTick {}

impl fmt::Display for LateTick {
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
