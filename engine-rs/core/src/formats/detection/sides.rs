//! Which price is the bid: a bid is at most the ask.

use std::borrow::Cow;

use super::{Finding, Hints, Reading, Sample};
use crate::formats::dialect::{Column, Dialect, Header};

pub(super) fn find(sample: Sample, hints: &Hints, reading: &mut Reading) -> Option<Finding> {
    if hints.dialect.is_some() {
        return None;
    }
    let sampled = sample.any_ticks(reading, hints.digits);
    let sound = sampled.all().filter(|tick| tick.bid < tick.ask).count();
    let crossed = sampled.all().filter(|tick| tick.bid > tick.ask).count();
    let is_named = reading.dialect.header != Header::Absent;
    let exchanged = Reading {
        dialect: exchanged(&reading.dialect),
        ..reading.clone()
    };
    let share = format!("{sound} of {} spreads are above 0", sound + crossed);
    let share_exchanged = format!("{crossed} of {} spreads are then above 0", sound + crossed);
    let part = sound as f64 / (sound + crossed).max(1) as f64;
    let (as_is, confidence, reason) = match (sound + crossed, part) {
        (0, _) if is_named => (true, 0.95, "its header says it".to_string()),
        (0, _) => (true, 0.5, "no spread of the sample is above 0".to_string()),
        (count, 0.98..) if is_named || count >= 5 => (true, 0.99, share),
        (_, 0.98..) => (true, 0.85, share),
        // The header says one thing, the prices another.
        (_, ..=0.02) if is_named => {
            let reason = format!("against its header, {share_exchanged}");
            (false, 0.5, reason)
        }
        (count, ..=0.02) => (false, if count >= 5 { 0.98 } else { 0.85 }, share_exchanged),
        _ => (
            part >= 0.5,
            if is_named && part > 0.8 { 0.85 } else { 0.4 },
            share,
        ),
    };
    let other = if as_is {
        exchanged
    } else {
        std::mem::replace(reading, exchanged)
    };
    Some(Finding {
        choice: words(reading),
        confidence,
        reasons: vec![reason],
        others: vec![(words(&other), other)],
    })
}

/// A layout with the sides in each other's places, volumes with their prices. It is no producer's any more.
fn exchanged(dialect: &Dialect) -> Dialect {
    let other = |column: &Column| match column {
        Column::Bid => Column::Ask,
        Column::Ask => Column::Bid,
        Column::BidVolume => Column::AskVolume,
        Column::AskVolume => Column::BidVolume,
        other => *other,
    };
    let columns: Vec<Column> = dialect.columns.iter().map(other).collect();
    Dialect {
        name: Cow::Borrowed("columns"),
        description: Cow::Borrowed("A known layout with bid and ask exchanged"),
        columns: Cow::Owned(columns),
        ..dialect.clone()
    }
}

fn words(reading: &Reading) -> String {
    let columns = &reading.dialect.columns;
    let first = columns
        .iter()
        .find(|column| matches!(column, Column::Bid | Column::Ask));
    match first {
        Some(Column::Ask) => "ask before bid",
        _ => "bid before ask",
    }
    .to_string()
}
