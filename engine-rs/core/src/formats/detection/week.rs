//! The week of markets that rest from Friday to Sunday, 17:00 New York: what tells which zone times are in.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::{Hints, Reading, Sample};

const HOUR_US: i64 = 3_600_000_000;
/// A rest of so long is a weekend.
const LONG_REST_US: i64 = 40 * HOUR_US;
/// Trading begins within so long after the opening.
const OPENING_US: i64 = HOUR_US / 4;

/// The part of the sample's ticks that are of the weekend.
pub(super) fn resting(sample: Sample, hints: &Hints, reading: &Reading) -> f64 {
    let sampled = sample.any_ticks(reading, hints.digits);
    let zone = new_york();
    let total = sampled.len().max(1);
    let resting = sampled.all().filter(|tick| is_weekend(tick.ts_us, &zone));
    resting.count() as f64 / total as f64
}

/// How many weeks of the sample open on Sunday at 17:00 New York, and how many at another time.
pub(super) fn openings(sample: Sample, hints: &Hints, reading: &Reading) -> (usize, usize) {
    let sampled = sample.any_ticks(reading, hints.digits);
    let zone = new_york();
    let mut found = (0, 0);
    for piece in &sampled.pieces {
        for pair in piece.ts_us.windows(2) {
            if pair[1] - pair[0] < LONG_REST_US {
                continue;
            }
            if is_opening(pair[1], &zone) {
                found.0 += 1;
            } else {
                found.1 += 1;
            }
        }
    }
    found
}

fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC)
}

fn local(ts_us: i64, zone: &TimeZone) -> jiff::civil::DateTime {
    let instant = Timestamp::from_microsecond(ts_us).unwrap_or_default();
    zone.to_datetime(instant)
}

fn is_weekend(ts_us: i64, zone: &TimeZone) -> bool {
    let local = local(ts_us, zone);
    match local.weekday() {
        Weekday::Saturday => true,
        // A few ticks come after the close and before the opening.
        Weekday::Friday => local.hour() >= 18,
        Weekday::Sunday => local.hour() < 16,
        _ => false,
    }
}

fn is_opening(ts_us: i64, zone: &TimeZone) -> bool {
    let local = local(ts_us - OPENING_US / 3, zone);
    let early = local.hour() == 16 && local.minute() >= 50;
    local.weekday() == Weekday::Sunday && (early || (local.hour() == 17 && local.minute() < 15))
}
