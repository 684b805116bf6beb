//! Which zone the times of a file are in.

use std::borrow::Cow;

use super::{Finding, Hints, Reading, Sample, file_name, week};
use crate::formats::FormatError;
use crate::formats::dialect::{Header, TimeFormat, Zone};

/// Layouts that no other producer is known to write, whose zone can be relied upon without a header.
const SPECIFIC: [&str; 3] = ["duka", "histdata", "truefx"];

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
    let says_offsets = matches!(dialect.zone, Zone::IsoOffset | Zone::GmtOffset);
    if says_offsets || !matches!(dialect.time, TimeFormat::Pattern(_)) {
        return Ok(None);
    }
    if let Some(zone) = &hints.time_zone {
        zone.clock()?;
        let finding = Finding::given(zone.name());
        reading.dialect = dialect.in_zone(zone.clone());
        return Ok(Some(finding));
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
    let others = candidates
        .iter()
        .filter(|other| other.zone != zone && !other.is_refuted)
        .map(|other| {
            let dialect = reading.dialect.in_zone(other.zone.clone());
            let reading = Reading {
                dialect,
                ..reading.clone()
            };
            (other.zone.name(), reading)
        })
        .collect();
    reading.dialect = reading.dialect.in_zone(zone.clone());
    Ok(Some(Finding {
        choice: zone.name(),
        confidence,
        reasons,
        others,
    }))
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
