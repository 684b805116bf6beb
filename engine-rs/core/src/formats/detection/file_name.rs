//! What a file's name tells: a date, a zone.

use std::borrow::Cow;

use crate::formats::dialect::Zone;

/// Dates in a name, as (year, month, day): eight digits, or with a mark between.
pub(super) fn dates(name: &str) -> Vec<(i64, i64, i64)> {
    let bytes = name.as_bytes();
    let number = |text: &[u8]| {
        let digits = text.iter().all(u8::is_ascii_digit);
        digits.then(|| crate::formats::time_pattern::number(text))
    };
    let at = |at: usize| -> Option<(i64, i64, i64)> {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if before.is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let year = number(bytes.get(at..at + 4)?)?;
        let step = usize::from(!bytes.get(at + 4)?.is_ascii_digit());
        let month = number(bytes.get(at + 4 + step..at + 6 + step)?)?;
        let day = number(bytes.get(at + 6 + 2 * step..at + 8 + 2 * step)?)?;
        let sound = (1971..2200).contains(&year) && (1..=12).contains(&month);
        (sound && (1..=31).contains(&day)).then_some((year, month, day))
    };
    (0..bytes.len()).filter_map(at).collect()
}

/// The zone that a name tells, and how sure that is.
pub(super) fn zone(name: &str) -> Option<(Zone, f64, String)> {
    let words: Vec<String> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .map(str::to_ascii_uppercase)
        .collect();
    let has = |wanted: &[&str]| words.iter().find(|word| wanted.contains(&word.as_str()));
    let (word, zone, confidence) = if let Some(word) = has(&["NYC", "NY", "NEWYORK"]) {
        (word, Zone::Named(Cow::Borrowed("America/New_York")), 0.9)
    } else if let Some(word) = has(&["UTC", "GMT"]) {
        (word, Zone::Utc, 0.9)
    } else if let Some(word) = has(&["EET"]) {
        (word, Zone::Named(Cow::Borrowed("EET")), 0.9)
    } else {
        // It stands for New York's winter time all year, or loosely for New York.
        (has(&["EST"])?, Zone::Fixed(-300), 0.7)
    };
    Some((zone, confidence, format!("its name says {word}")))
}
