//! Which unit a file's volumes are in: the files do not say, and Dukascopy has used all three.

use super::{Finding, Hints, Reading, Sample};
use crate::formats::FormatError;
use crate::formats::dialect::{Column, Header};

/// A millionth, so that fractions of a unit are seen.
const PARTS: i64 = 1_000_000;

/// What one unit of a file's volumes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VolumeUnit {
    /// One.
    Units,
    /// A thousand.
    Thousands,
    /// A million.
    Millions,
}

const ALL: [VolumeUnit; 3] = [
    VolumeUnit::Units,
    VolumeUnit::Thousands,
    VolumeUnit::Millions,
];

impl VolumeUnit {
    /// How many units it is.
    #[must_use]
    pub fn units(self) -> i64 {
        match self {
            Self::Units => 1,
            Self::Thousands => 1000,
            Self::Millions => 1_000_000,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Thousands => "thousands",
            Self::Millions => "millions",
        }
    }

    /// The unit of this name.
    ///
    /// # Errors
    /// `UnknownWord`.
    pub fn by_name(name: &str) -> Result<Self, FormatError> {
        let unit = ALL.into_iter().find(|unit| unit.name() == name);
        unit.ok_or_else(|| FormatError::UnknownWord {
            words: ALL.map(Self::name).join(", "),
            word: name.to_string(),
        })
    }
}

pub(super) fn find(sample: Sample, hints: &Hints, reading: &mut Reading) -> Option<Finding> {
    if !reading.dialect.has(Column::BidVolume) && !reading.dialect.has(Column::AskVolume) {
        return None;
    }
    if let Some(unit) = hints.volume_unit {
        return Some(Finding::given(unit.name().to_string()));
    }
    if reading.dialect.has_volumes_in_units {
        reading.volume_unit = VolumeUnit::Units;
        return Some(Finding {
            choice: VolumeUnit::Units.name().to_string(),
            confidence: 1.0,
            reasons: vec!["the header says so".to_string()],
            others: Vec::new(),
        });
    }
    let in_parts = Reading {
        volume_unit: VolumeUnit::Millions,
        ..reading.clone()
    };
    let sampled = sample.any_ticks(&in_parts, hints.digits);
    let mut volumes: Vec<i64> = sampled
        .all()
        .flat_map(|tick| [tick.bid_volume, tick.ask_volume])
        .filter(|volume| *volume > 0)
        .collect();
    volumes.sort_unstable();
    let is_documented = matches!(reading.dialect.header, Header::Named(_));
    let (unit, confidence, reason) = decide(&volumes, is_documented);
    reading.volume_unit = unit;
    let others = ALL.into_iter().filter(|other| *other != unit).map(|unit| {
        let reading = Reading {
            volume_unit: unit,
            ..reading.clone()
        };
        (unit.name().to_string(), reading)
    });
    Some(Finding {
        choice: unit.name().to_string(),
        confidence,
        others: others.collect(),
        reasons: vec![reason],
    })
}

/// Nobody quotes a thousandth of a lot of currency: a fraction, or a typical number below a hundred, is of millions.
fn decide(volumes: &[i64], is_documented: bool) -> (VolumeUnit, f64, String) {
    let Some(typical) = volumes.get(volumes.len() / 2) else {
        let reason = "all volumes of the sample are 0".to_string();
        return (VolumeUnit::Units, 0.9, reason);
    };
    let has_fractions = volumes.iter().any(|volume| volume % PARTS != 0);
    let typical = *typical as f64 / PARTS as f64;
    let words = |kind: &str| format!("a typical volume is {typical}, {kind}");
    match (typical, has_fractions) {
        (..100.0, true) => (VolumeUnit::Millions, 0.95, words("with fractions")),
        (..100.0, false) => {
            let confidence = if is_documented { 0.8 } else { 0.7 };
            (VolumeUnit::Millions, confidence, words("without fractions"))
        }
        (..10_000.0, _) => (VolumeUnit::Thousands, 0.7, words("too large for millions")),
        (_, true) => (VolumeUnit::Units, 0.7, words("with fractions")),
        (_, false) => (VolumeUnit::Units, 0.95, words("without fractions")),
    }
}
