//! What a file of ticks means, for Python.

use pyo3::prelude::*;
use tick_engine::formats::FormatError;
use tick_engine::formats::column_map::ColumnMap;
use tick_engine::formats::detection::{self as core, Hints, Said, Sample, VolumeUnit};
use tick_engine::formats::dialect::Zone;
use tick_engine::ticks::{self, Tick};

use crate::door::detached;
use crate::formats::Dialect;
use crate::input_error::input_error;
use crate::ticks::TickColumns;

/// What was found out about a file: the likeliest reading, and how sure each part of it is.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct Detection {
    detection: core::Detection,
    file: String,
}

#[pymethods]
impl Detection {
    /// The layout, with the zone of its times.
    #[getter]
    fn dialect(&self) -> Dialect {
        Dialect::of(self.detection.reading.dialect.clone())
    }

    /// units, thousands or millions.
    #[getter]
    fn volume_unit(&self) -> &'static str {
        self.detection.reading.volume_unit.name()
    }

    /// The power of ten by which the file's prices are too low.
    #[getter]
    fn price_shift(&self) -> i8 {
        self.detection.reading.price_shift
    }

    /// How sure the least sure answer is, from 0 to 1.
    #[getter]
    fn confidence(&self) -> f64 {
        self.detection.confidence()
    }

    /// What the file left open, and how it was answered.
    #[getter]
    fn answers(&self) -> Vec<DetectionAnswer> {
        let answers = self.detection.answers.iter().cloned();
        answers.map(|answer| DetectionAnswer { answer }).collect()
    }

    /// The first ticks by this reading, volumes in units.
    #[getter]
    fn first_rows(&self) -> TickColumns {
        columns(&self.detection.first_rows)
    }

    /// Raise InputError, which names the override, unless every answer is sure enough to be acted upon.
    fn require_settled(&self, py: Python<'_>) -> PyResult<()> {
        match self.detection.settled() {
            Ok(_) => Ok(()),
            Err(fault) => Err(input_error(py, &fault, &self.file)),
        }
    }
}

/// The answer to something that the file leaves open.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct DetectionAnswer {
    answer: core::Answer,
}

#[pymethods]
impl DetectionAnswer {
    /// layout, price-scale, day-order, sides, time-zone or volume-unit.
    #[getter]
    fn question(&self) -> &'static str {
        self.answer.question.name()
    }

    /// How to answer it oneself.
    #[getter]
    fn mend(&self) -> &'static str {
        self.answer.question.mend()
    }

    /// The answer, in words.
    #[getter]
    fn choice(&self) -> &str {
        &self.answer.choice
    }

    /// From 0 to 1; below `STATED_CONFIDENCE` it is not acted upon.
    #[getter]
    fn confidence(&self) -> f64 {
        self.answer.confidence
    }

    /// What speaks for it.
    #[getter]
    fn reasons(&self) -> Vec<String> {
        self.answer.reasons.clone()
    }

    /// The options that say it.
    #[getter]
    fn options(&self) -> &str {
        &self.answer.options
    }

    /// (the answer, what would change, the options that say it, the first ticks by that reading) of each other answer.
    #[getter]
    fn alternatives(&self) -> Vec<(String, String, String, TickColumns)> {
        let others = self.answer.alternatives.iter();
        others
            .map(|other| {
                (
                    other.choice.clone(),
                    other.change.clone(),
                    other.options.clone(),
                    columns(&other.first_rows),
                )
            })
            .collect()
    }
}

/// What a CSV file means, by its first bytes and other pieces of it, which may begin and end within a line.
///
/// `dialect`, or parts of it (`time_format`, `delimiter`, `decimal_comma`), `time_zone`, `volume_unit` and `price_shift`
/// are what the user has said; `price_range` is (lowest, highest) price that the instrument is known to have had. Raises
/// InputError for what is no file of ticks.
#[pyfunction]
#[pyo3(signature = (
    head, *, r#where, digits, later = None, is_whole = false, file_name = "", price_range = None,
    rests_at_weekends = false, dialect = None, time_format = None, delimiter = None, decimal_comma = false, time_zone = None, volume_unit = None, price_shift = None
))]
#[expect(clippy::too_many_arguments, reason = "keywords in Python")]
pub(crate) fn detect_reading(
    py: Python<'_>,
    head: &[u8],
    r#where: String,
    digits: u8,
    later: Option<Vec<Vec<u8>>>,
    is_whole: bool,
    file_name: &str,
    price_range: Option<(f64, f64)>,
    rests_at_weekends: bool,
    dialect: Option<Bound<'_, Dialect>>,
    time_format: Option<&str>,
    delimiter: Option<&str>,
    decimal_comma: bool,
    time_zone: Option<&str>,
    volume_unit: Option<&str>,
    price_shift: Option<i8>,
) -> PyResult<Detection> {
    let dialect = dialect.map(|dialect| dialect.get().get().clone());
    let detected = detached(py, || -> Result<core::Detection, FormatError> {
        let hints = Hints {
            file_name,
            digits,
            price_range,
            rests_at_weekends,
            dialect,
            said: Said::parse(time_format, delimiter, decimal_comma)?,
            time_zone: time_zone.map(Zone::parse).transpose()?,
            volume_unit: volume_unit.map(VolumeUnit::by_name).transpose()?,
            price_shift,
        };
        let later: Vec<&[u8]> = later.iter().flatten().map(Vec::as_slice).collect();
        let sample = Sample {
            head,
            later: &later,
            is_whole,
        };
        core::detect(sample, &hints)
    })?;
    match detected {
        Ok(detection) => Ok(Detection {
            detection,
            file: r#where,
        }),
        Err(fault) => Err(input_error(py, &fault, &r#where)),
    }
}

/// A dialect that the user spells out.
///
/// `columns` stand between commas: date, time, bid, ask, bid_volume, ask_volume, symbol and -; `time_format` has
/// %Y %m %d %H %M %S %f %z, or is one of epoch-s, epoch-ms, epoch-us, epoch-ns, iso. Raises InputError.
#[pyfunction]
#[pyo3(signature = (columns, *, time_format, decimal_comma = false, delimiter = None, time_zone = None, has_header = false))]
pub(crate) fn column_map(
    py: Python<'_>,
    columns: &str,
    time_format: &str,
    decimal_comma: bool,
    delimiter: Option<&str>,
    time_zone: Option<&str>,
    has_header: bool,
) -> PyResult<Dialect> {
    let map = ColumnMap {
        columns,
        time_format,
        decimal_comma,
        delimiter,
        time_zone,
        has_header,
    };
    map.dialect()
        .map(Dialect::of)
        .map_err(|fault| input_error(py, &fault, ""))
}

fn columns(rows: &[Tick]) -> TickColumns {
    let mut columns = ticks::TickColumns::default();
    for row in rows {
        columns.push(*row);
    }
    columns.into()
}
