//! Which of two numbers of a date is the day.

use super::{Finding, Hints, Reading, Sample, file_name, week};
use crate::formats::FormatError;
use crate::formats::dialect::{Column, Dialect, Header, TimeFormat};
use crate::formats::rows::RowReader;

const DAY_US: i64 = 86_400_000_000;

pub(super) fn find(
    sample: Sample,
    hints: &Hints,
    reading: &mut Reading,
) -> Result<Option<Finding>, FormatError> {
    let TimeFormat::Pattern(pattern) = reading.dialect.time else {
        return Ok(None);
    };
    if hints.dialect.is_some() || pattern.begins_with_year() {
        return Ok(None);
    }
    if hints.said.time.is_some() {
        return Ok(Some(Finding::given(words(&reading.dialect))));
    }
    let exchanged = Reading {
        dialect: Dialect {
            time: TimeFormat::Pattern(pattern.with_day_and_month_exchanged()),
            ..reading.dialect.clone()
        },
        ..reading.clone()
    };
    let rows = RowReader::new(&reading.dialect, hints.digits, 1)?;
    let pairs: Vec<(i64, i64)> = sample
        .rows(&reading.dialect)
        .iter()
        .filter_map(|row| pattern.day_and_month(rows.field(Column::Time, row)))
        .collect();
    let (as_is, confidence, reason) = decide(sample, hints, reading, &exchanged, &pairs);
    let other = if as_is {
        exchanged
    } else {
        std::mem::replace(reading, exchanged)
    };
    Ok(Some(Finding {
        choice: words(&reading.dialect),
        confidence,
        reasons: vec![reason],
        others: vec![(words(&other.dialect), other)],
    }))
}

/// (is the reading as it stands the right one?, how sure, why).
fn decide(
    sample: Sample,
    hints: &Hints,
    reading: &Reading,
    exchanged: &Reading,
    pairs: &[(i64, i64)],
) -> (bool, f64, String) {
    let only_a_day = |number: i64| format!("the number {number} of a date can only be a day");
    if let Some((day, _)) = pairs.iter().find(|(day, _)| *day > 12) {
        return (true, 1.0, only_a_day(*day));
    }
    if let Some((_, day)) = pairs.iter().find(|(_, month)| *month > 12) {
        return (false, 1.0, only_a_day(*day));
    }
    let named = file_name::dates(hints.file_name);
    let first = pairs.first().copied().unwrap_or((0, 0));
    let is_named = |day: i64, month: i64| named.iter().any(|date| (date.1, date.2) == (month, day));
    match (is_named(first.0, first.1), is_named(first.1, first.0)) {
        (true, false) => {
            return (
                true,
                0.95,
                "its name has the date of the first row".to_string(),
            );
        }
        (false, true) => {
            return (
                false,
                0.95,
                "its name has the date of the first row".to_string(),
            );
        }
        _ => {}
    }
    if hints.rests_at_weekends {
        let rest = [reading, exchanged].map(|reading| week::resting(sample, hints, reading));
        let days = "rows would be of a Saturday the other way";
        match rest {
            [here, there] if here < 0.01 && there > 0.1 => return (true, 0.95, days.to_string()),
            [here, there] if there < 0.01 && here > 0.1 => return (false, 0.95, days.to_string()),
            _ => {}
        }
    }
    let leaps = [reading, exchanged].map(|reading| longest_leap_days(sample, hints, reading));
    let steps = "the days follow each other, the other way they leap by weeks".to_string();
    match leaps {
        [here, there] if here < 5 && there > 20 => return (true, 0.95, steps),
        [here, there] if there < 5 && here > 20 => return (false, 0.95, steps),
        _ => {}
    }
    match reading.dialect.header {
        Header::Named(_) => (true, 0.9, format!("{} writes it so", reading.dialect.name)),
        _ => (
            true,
            0.5,
            "all dates of the sample can be read both ways".to_string(),
        ),
    }
}

/// Days between neighbouring ticks of a piece, at most.
fn longest_leap_days(sample: Sample, hints: &Hints, reading: &Reading) -> i64 {
    let sampled = sample.any_ticks(reading, hints.digits);
    let leap = |pair: &[i64]| (pair[1] - pair[0]).abs() / DAY_US;
    let pieces = sampled.pieces.iter();
    pieces
        .flat_map(|piece| piece.ts_us.windows(2).map(leap))
        .max()
        .unwrap_or(0)
}

fn words(dialect: &Dialect) -> String {
    match dialect.time {
        TimeFormat::Pattern(pattern) => format!("times as {}", pattern.strftime()),
        _ => String::new(),
    }
}
