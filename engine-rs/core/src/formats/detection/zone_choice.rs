//! Which zone the times of a file are in.

use std::borrow::Cow;

use super::{Finding, Hints, Reading, Sample, file_name, week};
use crate::formats::FormatError;
use crate::formats::dialect::{Column, Header, TimeFormat, Zone};
use crate::formats::rows::RowReader;

/// Layouts that no other producer is known to write, whose zone can be relied upon without a header.
const SPECIFIC: [&str; 7] = [
    "default",
    "default-prices",
    "duka",
    "dukascopy-python",
    "export",
    "histdata",
    "truefx",
];
/// Bytes of a date before its clock time; in a shorter date they reach into the hour.
const DATE: usize = 10;

/// The zones that tick files are in.
const CANDIDATES: [Zone; 5] = [
    Zone::Utc,
    Zone::Named(Cow::Borrowed("EET")),
    Zone::NewYorkPlus7,
    Zone::Named(Cow::Borrowed("America/New_York")),
    Zone::Fixed(-300),
];

/// Of a file's ticks, such as are of the weekend by its zone: quotes of a few producers go on for a while.
const MOST_RESTING: f64 = 0.02;

/// A zone with what speaks for it.
struct Candidate {
    zone: Zone,
    is_refuted: bool,
    /// Weeks that open when they should.
    openings: usize,
    /// The part of the ticks that would be of the weekend.
    resting: f64,
}

impl Candidate {
    /// Whether the week of the market speaks for this zone where it speaks against another.
    fn fits_better_than(&self, refuted: &Self) -> bool {
        !self.is_refuted && (self.openings > 0 || self.resting < refuted.resting / 2.0)
    }
}

pub(super) fn find(
    sample: Sample,
    hints: &Hints,
    reading: &mut Reading,
) -> Result<Option<Finding>, FormatError> {
    let dialect = &reading.dialect;
    let may_say_it = matches!(dialect.zone, Zone::IsoOffset | Zone::GmtOffset);
    if may_say_it && !lacks_offsets(sample, hints, reading)? {
        return Ok(None);
    }
    if !may_say_it && !matches!(dialect.time, TimeFormat::Pattern(_)) {
        return Ok(None);
    }
    if let Some(zone) = &hints.time_zone {
        zone.clock()?;
        let finding = Finding::given(zone.name());
        reading.dialect = dialect.in_zone(zone.clone());
        return Ok(Some(finding));
    }
    if may_say_it {
        return Ok(Some(of_bare_times(sample, hints, reading)));
    }
    let documented = dialect.zone.clone();
    let by_name = file_name::zone(hints.file_name);
    let candidates = candidates(sample, hints, reading);
    let (zone, confidence, reasons) =
        if matches!(dialect.header, Header::Named(_) | Header::Any) && !documented.is_unstated() {
            let reason = "its header says it".to_string();
            with_week(&documented, 0.99, vec![reason], &candidates)
        } else if let Some((zone, confidence, reason)) = by_name {
            with_week(&zone, confidence, vec![reason], &candidates)
        } else {
            unsaid(&documented, &dialect.name, &candidates)
        };
    let others = others(&zone, candidates, reading);
    reading.dialect = reading.dialect.in_zone(zone.clone());
    Ok(Some(Finding {
        choice: zone.name(),
        confidence,
        reasons,
        others,
    }))
}

fn others(zone: &Zone, candidates: Vec<Candidate>, reading: &Reading) -> Vec<(String, Reading)> {
    let standing = candidates
        .into_iter()
        .filter(|other| other.zone != *zone && !other.is_refuted);
    standing
        .map(|other| (other.zone.name(), in_zone(reading, other.zone)))
        .collect()
}

fn in_zone(reading: &Reading, zone: Zone) -> Reading {
    Reading {
        dialect: reading.dialect.in_zone(zone),
        ..reading.clone()
    }
}

/// The zone of times that could say it and do not. UTC leaves the reading as it is, by which stored files are known.
fn of_bare_times(sample: Sample, hints: &Hints, reading: &mut Reading) -> Finding {
    let bare = in_zone(reading, Zone::Unstated);
    let name = &reading.dialect.name;
    let documented = if SPECIFIC.contains(&&**name) {
        Zone::Utc
    } else {
        Zone::Unstated
    };
    let candidates = candidates(sample, hints, &bare);
    let (zone, confidence, reasons) = match file_name::zone(hints.file_name) {
        Some((zone, confidence, reason)) => with_week(&zone, confidence, vec![reason], &candidates),
        None => unsaid(&documented, name, &candidates),
    };
    let others = others(&zone, candidates, &bare);
    if zone != Zone::Utc {
        reading.dialect = reading.dialect.in_zone(zone.clone());
    }
    Finding {
        choice: zone.name(),
        confidence,
        reasons,
        others,
    }
}

/// Have its rows written times, and none of them its offset?
fn lacks_offsets(sample: Sample, hints: &Hints, reading: &Reading) -> Result<bool, FormatError> {
    let reader = RowReader::new(&reading.dialect, hints.digits, 1)?;
    let rows = sample.rows(&reading.dialect);
    let mut clocks = rows
        .iter()
        .filter_map(|row| reader.field(Column::Time, row).get(DATE..))
        .filter(|clock| clock.contains(&b':'))
        .peekable();
    let says_it = |clock: &[u8]| clock.iter().any(|byte| matches!(byte, b'Z' | b'+' | b'-'));
    Ok(clocks.peek().is_some() && !clocks.any(says_it))
}

fn candidates(sample: Sample, hints: &Hints, reading: &Reading) -> Vec<Candidate> {
    let mut zones = CANDIDATES.to_vec();
    let documented = &reading.dialect.zone;
    if !documented.is_unstated() && !zones.contains(documented) {
        zones.push(documented.clone());
    }
    let of = |zone: Zone| {
        let reading = Reading {
            dialect: reading.dialect.in_zone(zone.clone()),
            ..reading.clone()
        };
        let (openings, others) = week::openings(sample, hints, &reading);
        let resting = week::resting(sample, hints, &reading);
        let rests = hints.rests_at_weekends;
        Candidate {
            zone,
            is_refuted: rests && (others > openings || resting > MOST_RESTING),
            openings: if rests { openings } else { 0 },
            resting,
        }
    };
    zones.into_iter().map(of).collect()
}

/// A zone that was said, unless the week of the market is against it.
fn with_week(
    zone: &Zone,
    confidence: f64,
    mut reasons: Vec<String>,
    candidates: &[Candidate],
) -> (Zone, f64, Vec<String>) {
    let candidate = candidates.iter().find(|other| other.zone == *zone);
    let confidence = match candidate {
        Some(candidate) if candidate.is_refuted => {
            let fitting: Vec<String> = candidates
                .iter()
                .filter(|other| other.fits_better_than(candidate))
                .map(|other| other.zone.name())
                .collect();
            if fitting.is_empty() {
                reasons.push("its weekends have ticks in every zone".to_string());
                confidence.min(0.9)
            } else {
                let fitting = fitting.join(" or ");
                reasons.push(format!(
                    "but ticks would then be of the weekend, and in {fitting} they would not"
                ));
                0.5
            }
        }
        Some(candidate) if candidate.openings > 0 => {
            reasons.push("its weeks open on Sunday at 17:00 New York".to_string());
            confidence.max(0.95)
        }
        _ => confidence,
    };
    (zone.clone(), confidence, reasons)
}

/// The zone of a file that does not say it, by its producer's custom and the week of the market.
fn unsaid(documented: &Zone, name: &str, candidates: &[Candidate]) -> (Zone, f64, Vec<String>) {
    let usual = match documented {
        Zone::Unstated => Zone::Utc,
        zone => zone.clone(),
    };
    let opening: Vec<&Candidate> = candidates.iter().filter(|one| one.openings > 0).collect();
    let standing = |one: &&Candidate| !one.is_refuted;
    let is_usual_standing = candidates
        .iter()
        .filter(standing)
        .any(|one| one.zone == usual);
    let week = "its weeks open on Sunday at 17:00 New York";
    match &opening[..] {
        // Zones that differ for a few weeks a year alone are told apart by nothing here.
        [first, ..] if !opening.iter().any(|one| one.zone == usual) => {
            let confidence = if opening.len() == 1 { 0.9 } else { 0.7 };
            (first.zone.clone(), confidence, vec![week.to_string()])
        }
        [_, ..] => (usual, 0.95, vec![week.to_string()]),
        [] if !is_usual_standing => {
            let left = candidates.iter().find(standing);
            let zone = left.map_or(usual.clone(), |one| one.zone.clone());
            let reason = format!("in {} ticks would be of the weekend", usual.name());
            (zone, 0.5, vec![reason])
        }
        [] if SPECIFIC.contains(&name) => (usual, 0.9, vec![format!("{name} writes its times so")]),
        [] if documented.is_unstated() => {
            (usual, 0.3, vec!["nothing in the file tells it".to_string()])
        }
        [] => {
            let reason =
                format!("{name} writes its times so, but other producers write this form too");
            (usual, 0.7, vec![reason])
        }
    }
}
