//! What a file of ticks means, by its header and by samples of it: how sure, why, and what else it could mean.
//!
//! A file rarely says everything. Each thing that it may leave open is a [`Question`]; its answer carries a confidence, the
//! reasons, and what would change with the other answers. Below [`STATED_CONFIDENCE`] the answer is no answer:
//! [`Detection::settled`] is then an error that names the override.

mod day_order;
mod file_name;
mod layout;
mod price_scale;
mod question;
mod said;
mod sample;
mod sides;
mod volume_unit;
mod week;
mod zone_choice;

use super::FormatError;
use super::csv::CsvReader;
use super::dialect::{self, Dialect, Zone};
use crate::ticks::Tick;

pub use question::Question;
pub use said::Said;
pub use sample::Sample;
pub use volume_unit::VolumeUnit;

/// How sure an answer must be to be acted upon.
pub const STATED_CONFIDENCE: f64 = 0.8;
/// Rows that a detection shows.
const SHOWN_ROWS: usize = 5;

/// What is known beside the file's bytes, and what the user has said.
#[derive(Clone, Debug, Default)]
pub struct Hints<'a> {
    /// The file's name, which often holds a date or a zone; empty when there is none.
    pub file_name: &'a str,
    /// Digits of the instrument.
    pub digits: u8,
    /// Prices between which the instrument is known to have traded.
    pub price_range: Option<(f64, f64)>,
    /// Does it rest from Friday to Sunday, 17:00 New York?
    pub rests_at_weekends: bool,
    /// The layout, by name or spelled out.
    pub dialect: Option<Dialect>,
    /// Parts of the layout.
    pub said: Said,
    /// The zone of its times.
    pub time_zone: Option<Zone>,
    /// The unit of its volumes.
    pub volume_unit: Option<VolumeUnit>,
    /// The power of ten by which its prices are too low.
    pub price_shift: Option<i8>,
}

/// How to read a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its layout, with the zone of its times.
    pub dialect: Dialect,
    /// The unit of its volumes.
    pub volume_unit: VolumeUnit,
    /// The power of ten by which its prices are too low: 2 where they are a hundredth of what they should be.
    pub price_shift: i8,
}

/// What was found out about a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The likeliest reading.
    pub reading: Reading,
    /// What the file left open, and how it was answered.
    pub answers: Vec<Answer>,
    /// The first ticks by this reading.
    pub first_rows: Vec<Tick>,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// The answer, in words.
    pub choice: String,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
    /// What speaks for it, in sentences.
    pub reasons: Vec<String>,
    /// The options that say it.
    pub options: String,
    /// What else it could be, and what would change.
    pub alternatives: Vec<Alternative>,
}

/// Another answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The answer, in words.
    pub choice: String,
    /// The options that say it.
    pub options: String,
    /// The whole reading with this answer in place of the other.
    pub reading: Reading,
    /// What would change, in a sentence.
    pub change: String,
    /// The first ticks by that reading.
    pub first_rows: Vec<Tick>,
}

/// What a detector of one question finds.
struct Finding {
    choice: String,
    confidence: f64,
    reasons: Vec<String>,
    /// (the answer in words, the reading).
    others: Vec<(String, Reading)>,
}

/// Finds out how a file is to be read.
///
/// # Errors
/// `Foreign` for what is no delimited text, `UnknownHeader` where neither header nor rows tell a time and two prices,
/// `Setting` for digits above 9.
pub fn detect(sample: Sample, hints: &Hints) -> Result<Detection, FormatError> {
    if sample.head.is_empty() {
        return Err(dialect::empty());
    }
    dialect::refuse_foreign(sample.head)?;
    let Some((head, later)) = layout::without_quotes(sample, hints) else {
        return find_out(sample, hints);
    };
    let later: Vec<&[u8]> = later.iter().map(Vec::as_slice).collect();
    let sample = Sample {
        head: &head,
        later: &later,
        ..sample
    };
    find_out(sample, hints)
}

fn find_out(sample: Sample, hints: &Hints) -> Result<Detection, FormatError> {
    let (dialect, layout) = layout::find(sample, hints)?;
    let mut reading = Reading {
        dialect,
        volume_unit: hints.volume_unit.unwrap_or(VolumeUnit::Millions),
        price_shift: hints.price_shift.unwrap_or(0),
    };
    let mut findings = vec![(Question::Layout, layout)];
    // Each detector settles its part of the reading for the next ones: times want an order of day and month.
    for (question, detector) in DETECTORS {
        if let Some(finding) = detector(sample, hints, &mut reading)? {
            findings.push((*question, finding));
        }
    }
    let first_rows = sample.first_ticks(&reading, hints.digits, SHOWN_ROWS);
    let answers = findings
        .into_iter()
        .map(|(question, finding)| finding.answer(question, sample, hints, &reading, &first_rows))
        .collect();
    Ok(Detection {
        reading,
        answers,
        first_rows,
    })
}

type Detector = fn(Sample, &Hints, &mut Reading) -> Result<Option<Finding>, FormatError>;

const DETECTORS: &[(Question, Detector)] = &[
    (Question::PriceScale, price_scale::find),
    (Question::DayOrder, day_order::find),
    (Question::Sides, |sample, hints, reading| {
        Ok(sides::find(sample, hints, reading))
    }),
    (Question::Zone, zone_choice::find),
    (Question::VolumeUnit, |sample, hints, reading| {
        Ok(volume_unit::find(sample, hints, reading))
    }),
];

impl Detection {
    /// How sure the least sure answer is.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        let confidences = self.answers.iter().map(|answer| answer.confidence);
        confidences.fold(1.0, f64::min)
    }

    /// The reading, if all of it is sure enough to be acted upon.
    ///
    /// # Errors
    /// `Ambiguous`, for the least sure answer, with what speaks for and against it and the override.
    pub fn settled(&self) -> Result<&Reading, FormatError> {
        let unsure = self
            .answers
            .iter()
            .filter(|answer| answer.confidence < STATED_CONFIDENCE)
            .min_by(|one, other| one.confidence.total_cmp(&other.confidence));
        match unsure {
            None => Ok(&self.reading),
            Some(answer) => Err(FormatError::Ambiguous {
                question: answer.question,
                why: answer.doubts(),
            }),
        }
    }
}

impl Reading {
    /// A reader of the whole file. `unit_scale` is how many of the instrument's smallest units one unit of volume is.
    ///
    /// # Errors
    /// `Setting` where the instrument has not digits enough for the shift of prices.
    pub fn reader(&self, digits: u8, unit_scale: i64) -> Result<CsvReader, FormatError> {
        let digits = shifted_digits(digits, self.price_shift)?;
        let scale = self.volume_unit.units().saturating_mul(unit_scale);
        CsvReader::new(&self.dialect, digits, scale)
    }
}

impl Answer {
    fn doubts(&self) -> String {
        let mut why = vec![self.reasons.join("; ")];
        why.extend(
            self.alternatives
                .iter()
                .take(2)
                .map(|other| format!("as {}: {}", other.choice, other.change)),
        );
        format!("perhaps {} ({})", self.choice, why.join("; "))
    }
}

impl Finding {
    fn given(choice: String) -> Self {
        Self {
            choice,
            confidence: 1.0,
            reasons: vec!["you said so".to_string()],
            others: Vec::new(),
        }
    }

    fn answer(
        self,
        question: Question,
        sample: Sample,
        hints: &Hints,
        reading: &Reading,
        first_rows: &[Tick],
    ) -> Answer {
        let alternative = |(choice, reading): (String, Reading)| {
            let rows = sample.first_ticks(&reading, hints.digits, SHOWN_ROWS);
            Alternative {
                choice,
                change: change(first_rows, &rows, hints.digits),
                options: question.options(&reading),
                reading,
                first_rows: rows,
            }
        };
        Answer {
            question,
            choice: self.choice,
            confidence: self.confidence,
            reasons: self.reasons,
            options: question.options(reading),
            alternatives: self.others.into_iter().map(alternative).collect(),
        }
    }
}

/// The digits to read prices with, for an instrument with `digits`, where the file's are lower by a power of ten.
///
/// # Errors
/// `Setting` when there are none of 0 to 9.
pub fn shifted_digits(digits: u8, price_shift: i8) -> Result<u8, FormatError> {
    let shifted = i64::from(digits) + i64::from(price_shift);
    let sound = u8::try_from(shifted).ok().filter(|digits| *digits <= 9);
    sound.ok_or(FormatError::Setting {
        name: "digits with the shift of prices",
        expected: "of 0 to 9",
        found: shifted,
    })
}

/// How the first tick would change.
fn change(rows: &[Tick], others: &[Tick], digits: u8) -> String {
    let (Some(row), Some(other)) = (rows.first(), others.first()) else {
        return format!("{} of the first rows could be read", others.len());
    };
    let mut parts = Vec::new();
    if row.ts_us != other.ts_us {
        let time = shown_time(other.ts_us);
        parts.push(format!(
            "at {time}, {}",
            shown_span(other.ts_us - row.ts_us)
        ));
    }
    if (row.bid, row.ask) != (other.bid, other.ask) {
        let [bid, ask] = [other.bid, other.ask].map(|points| shown_price(points, digits));
        parts.push(format!("bid {bid} and ask {ask}"));
    }
    if (row.bid_volume, row.ask_volume) != (other.bid_volume, other.ask_volume) {
        parts.push(format!(
            "volumes {} and {}",
            other.bid_volume, other.ask_volume
        ));
    }
    match parts[..] {
        [] => "the first tick would be the same".to_string(),
        _ => format!("the first tick would be {}", parts.join(", ")),
    }
}

fn shown_time(ts_us: i64) -> String {
    let decimals = if ts_us % 1000 == 0 { 3 } else { 6 };
    jiff::Timestamp::from_microsecond(ts_us)
        .map_or(ts_us.to_string(), |time| format!("{time:.decimals$}"))
}

/// `3 h earlier`, in the largest unit that it is a whole number of; more than two days in days.
fn shown_span(span_us: i64) -> String {
    const DAY_US: i64 = 86_400_000_000;
    const UNITS: [(i64, &str); 4] = [
        (3_600_000_000, "h"),
        (60_000_000, "min"),
        (1_000_000, "s"),
        (1, "us"),
    ];
    let side = if span_us < 0 { "earlier" } else { "later" };
    if span_us.abs() > 2 * DAY_US {
        let days = (span_us.abs() + DAY_US / 2) / DAY_US;
        return format!("{days} days {side}");
    }
    let unit = UNITS.iter().find(|unit| span_us % unit.0 == 0);
    let (of, name) = unit.unwrap_or(&UNITS[3]);
    format!("{} {name} {side}", (span_us / of).abs())
}

fn shown_price(points: i64, digits: u8) -> String {
    let one = 10u64.pow(u32::from(digits.min(18)));
    let sign = if points < 0 { "-" } else { "" };
    let (whole, rest) = (points.unsigned_abs() / one, points.unsigned_abs() % one);
    let width = usize::from(digits);
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:0width$}"),
    }
}
