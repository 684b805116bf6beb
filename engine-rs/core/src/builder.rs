//! Bars of one timeframe over any number of ticks.

use std::fmt;

use crate::bar::Bar;
use crate::fault::Fault;
use crate::run::take_run;
use crate::span::{Cut, Span};
use crate::ticks::TickSlice;
use crate::timeframe::Timeframe;

/// Builds the bars of one timeframe, oldest first. Holds the forming bar alone.
#[derive(Clone, Debug)]
pub struct BarBuilder {
    timeframe: Timeframe,
    cut: Cut,
    forming: Option<(Span, Bar)>,
}

impl BarBuilder {
    /// A builder that has seen no tick.
    #[must_use]
    pub fn new(timeframe: Timeframe, cut: Cut) -> Self {
        Self {
            timeframe,
            cut,
            forming: None,
        }
    }

    /// Take ticks in; the bars they complete go to `out`.
    ///
    /// # Errors
    /// [`LateTick`] when a tick is older than the one before it; nothing is taken in then.
    pub fn push(&mut self, ticks: TickSlice<'_>, out: &mut Vec<Bar>) -> Result<(), LateTick> {
        self.check_order(ticks)?;
        let mut rest = ticks;
        while let Some(tick) = rest.first() {
            let (span, bar) = self.bar_at(tick.ts_us, out);
            let last_us = span.last_us;
            rest = rest.after(take_run(bar, rest, last_us));
        }
        Ok(())
    }

    /// The forming bar, and an empty builder.
    pub fn finish(&mut self) -> Option<Bar> {
        self.forming.take().map(|(_, bar)| bar)
    }

    fn bar_at(&mut self, ts_us: i64, out: &mut Vec<Bar>) -> &mut (Span, Bar) {
        let span = match self.forming {
            Some((span, _)) if ts_us <= span.last_us => span,
            Some((span, bar)) => {
                out.push(bar);
                self.forming = None;
                span.after(ts_us, self.timeframe, self.cut)
            }
            None => Span::holding(ts_us, self.timeframe, self.cut),
        };
        self.forming
            .get_or_insert_with(|| (span, Bar::opened(span)))
    }

    fn check_order(&self, ticks: TickSlice<'_>) -> Result<(), LateTick> {
        let mut last_us = self.forming.map_or(i64::MIN, |(_, bar)| bar.last_us);
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
