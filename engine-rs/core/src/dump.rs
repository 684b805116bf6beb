//! The state as text, for people who look for what is wrong.

use std::fmt::{self, Write};

use jiff::Timestamp;

use crate::bar::Bar;
use crate::calendar::DayClose;
use crate::mtf::{MtfEngine, Snapshot};

impl MtfEngine {
    /// A line on the whole, and one for each timeframe.
    #[must_use]
    pub fn dump(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write_dump(&mut text);
        text
    }

    fn write_dump(&self, out: &mut String) -> fmt::Result {
        let last = self.last_us().map_or("none".to_owned(), time);
        writeln!(
            out,
            "ticks {}, last {last}, late {} of which re-opened {}, jumps without bricks {}",
            self.ticks(),
            self.late(),
            self.reopened(),
            self.jumps()
        )?;
        writeln!(
            out,
            "boundary {:?}, day close {}, empty {:?}, late tolerance {} us, depth {}, {} bytes",
            self.cut.boundary,
            day_close(&self.cut.day_close),
            self.cut.empty,
            self.tolerance_us,
            self.depth,
            self.bytes()
        )?;
        writeln!(
            out,
            "{:10} {:>10} {:>8}  {:27} {:>8} {:>9}  bid open high low close | ask open high low close",
            "timeframe", "completed", "kept", "forming since", "done", "ticks"
        )?;
        for (index, snapshot) in self.snapshot().iter().enumerate() {
            write_row(out, snapshot, self.ring(index).kept())?;
        }
        Ok(())
    }
}

fn write_row(out: &mut String, snapshot: &Snapshot, kept: usize) -> fmt::Result {
    write!(
        out,
        "{:10} {:>10} {kept:>8}",
        snapshot.timeframe.to_string(),
        snapshot.completed_count
    )?;
    match snapshot.forming {
        Some(bar) => write_bar(out, &bar, snapshot.progress),
        None => writeln!(out, "  no forming bar"),
    }
}

fn write_bar(out: &mut String, bar: &Bar, progress: f64) -> fmt::Result {
    let (open, bid, ask) = (time(bar.open_us), bar.bid, bar.ask);
    let percent = progress * 100.0;
    writeln!(
        out,
        "  {open:27} {percent:>7.2}% {:>9}  {} {} {} {} | {} {} {} {}",
        bar.ticks, bid.open, bid.high, bid.low, bid.close, ask.open, ask.high, ask.low, ask.close
    )
}

/// An instant as people write it.
#[must_use]
pub fn time(us: i64) -> String {
    Timestamp::from_microsecond(us).map_or_else(|_| format!("{us} us"), |time| time.to_string())
}

fn day_close(day_close: &DayClose) -> String {
    match day_close {
        DayClose::NewYork => "17:00 New York".to_owned(),
        DayClose::Utc => "midnight UTC".to_owned(),
        DayClose::Sessions(calendar) => format!("sessions of {}", calendar.rules().zone),
    }
}
