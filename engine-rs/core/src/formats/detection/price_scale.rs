//! Whether a file's prices are of the instrument's size, or off by a power of ten.

use super::{Finding, Hints, Reading, Sample};
use crate::formats::FormatError;
use crate::formats::checks::Kind;

/// Prices go beyond what was seen so far, but hardly by so much.
const ROOM: f64 = 2.0;
/// The powers of ten that files are off by.
const SHIFTS: [i8; 6] = [1, -1, 2, -2, 3, -3];

pub(super) fn find(
    sample: Sample,
    hints: &Hints,
    reading: &mut Reading,
) -> Result<Option<Finding>, FormatError> {
    if let Some(shift) = hints.price_shift {
        reading.reader(hints.digits, 1)?;
        return Ok(Some(Finding::given(words(shift))));
    }
    let Some(price) = typical_price(sample, reading, hints.digits) else {
        return Ok(None);
    };
    let Some((low, high)) = hints.price_range else {
        return Ok(between_points(sample, hints, reading));
    };
    let fits = |shift: i8| {
        let price = price * 10f64.powi(i32::from(shift));
        (low / ROOM..=high * ROOM).contains(&price)
    };
    let range = format!("a typical price is {price}, the instrument's are from {low} to {high}");
    if fits(0) {
        let doubt = between_points(sample, hints, reading);
        return Ok(Some(doubt.unwrap_or(Finding {
            choice: words(0),
            confidence: 0.99,
            reasons: vec![range],
            others: Vec::new(),
        })));
    }
    let shift = SHIFTS.into_iter().find(|shift| fits(*shift));
    let others = shift.map(|shift| {
        let reading = Reading {
            price_shift: shift,
            ..reading.clone()
        };
        (words(shift), reading)
    });
    Ok(Some(Finding {
        choice: words(0),
        confidence: 0.1,
        reasons: vec![match shift {
            Some(shift) => format!("{range}: {}", off_by(shift)),
            None => range,
        }],
        others: others.into_iter().collect(),
    }))
}

fn typical_price(sample: Sample, reading: &Reading, digits: u8) -> Option<f64> {
    let sampled = sample.any_ticks(reading, digits);
    let mut bids: Vec<i64> = sampled.all().map(|tick| tick.bid).collect();
    bids.sort_unstable();
    let points = bids.get(bids.len() / 2)?;
    Some(*points as f64 / 10f64.powi(i32::from(sampled.digits)))
}

/// Prices with more digits than the instrument has: another instrument's, or another scale.
fn between_points(sample: Sample, hints: &Hints, reading: &Reading) -> Option<Finding> {
    let sampled = sample.ticks(reading, hints.digits);
    let between = sampled.counts.of(Kind::BetweenPoints);
    (between > 0).then(|| {
        let rows = sampled.len() as u64 + sampled.unread;
        Finding {
            choice: words(0),
            confidence: 0.3,
            reasons: vec![format!(
                "{between} of {rows} rows have prices with more digits than the instrument's {}",
                hints.digits
            )],
            others: Vec::new(),
        }
    })
}

fn words(shift: i8) -> String {
    match shift {
        0 => "prices as they stand".to_string(),
        1.. => format!(
            "prices times {}",
            10i32.pow(u32::from(shift.unsigned_abs()))
        ),
        _ => format!(
            "prices divided by {}",
            10i32.pow(u32::from(shift.unsigned_abs()))
        ),
    }
}

fn off_by(shift: i8) -> String {
    let side = if shift > 0 { "low" } else { "high" };
    let factor = 10i32.pow(u32::from(shift.unsigned_abs()));
    format!("they are {factor} times too {side}")
}
