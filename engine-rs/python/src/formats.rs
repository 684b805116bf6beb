//! Tick files from bytes, for Python. `where` (the file's name) leads every error.

use std::collections::{BTreeMap, HashMap};

use pyo3::prelude::*;
use tick_engine::formats::detection::shifted_digits;
use tick_engine::formats::dialect::{self as core, DIALECTS};
use tick_engine::formats::{FormatError, bi5, csv};
use tick_engine::ticks;

use crate::checks;
use crate::door::detached;
use crate::input_error::input_error;
use crate::sessions::SessionCalendar;
use crate::shared::Shared;
use crate::ticks::TickColumns;

/// How a tick file is laid out: a row of the engine's table, or one made up of a column map.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct Dialect {
    dialect: core::Dialect,
}

impl Dialect {
    pub(crate) fn of(dialect: core::Dialect) -> Self {
        Self { dialect }
    }

    pub(crate) fn get(&self) -> &core::Dialect {
        &self.dialect
    }
}

#[pymethods]
impl Dialect {
    #[getter]
    fn name(&self) -> &str {
        &self.dialect.name
    }

    #[getter]
    fn description(&self) -> &str {
        &self.dialect.description
    }

    /// Its columns between commas.
    #[getter]
    fn columns(&self) -> String {
        self.dialect.column_names()
    }

    /// How its times are written, as `column_map` takes it.
    #[getter]
    fn time_format(&self) -> String {
        self.dialect.time_name()
    }

    #[getter]
    fn delimiter(&self) -> char {
        char::from(self.dialect.delimiter)
    }

    #[getter]
    fn decimal_mark(&self) -> char {
        char::from(self.dialect.decimal_mark)
    }

    /// The zone of its times; None where neither the file nor the user has said it (they are then read as UTC).
    #[getter]
    fn time_zone(&self) -> Option<String> {
        let zone = &self.dialect.zone;
        (!zone.is_unstated()).then(|| zone.name())
    }

    /// Whether its first line is none of ticks.
    #[getter]
    fn has_header(&self) -> bool {
        self.dialect.header != core::Header::Absent
    }

    /// Whether a price may be empty, so that the one of the row above stands.
    #[getter]
    fn has_standing_prices(&self) -> bool {
        self.dialect.has_standing_prices
    }

    /// The same with times of another zone: UTC, an offset, an IANA name, or new-york+7. Raises InputError.
    fn in_zone(&self, py: Python<'_>, time_zone: &str) -> PyResult<Self> {
        core::Zone::parse(time_zone)
            .map(|zone| Self::of(self.dialect.in_zone(zone)))
            .map_err(|fault| input_error(py, &fault, ""))
    }

    fn __repr__(&self) -> String {
        format!("Dialect('{}')", self.dialect.name)
    }
}

/// A dialect, or its name.
#[derive(FromPyObject)]
pub(crate) enum DialectChoice<'py> {
    Dialect(Bound<'py, Dialect>),
    Name(String),
}

impl DialectChoice<'_> {
    fn dialect(&self) -> Result<&core::Dialect, FormatError> {
        match self {
            Self::Dialect(dialect) => Ok(dialect.get().get()),
            Self::Name(name) => core::by_name(name),
        }
    }
}

/// The whole table.
#[pyfunction]
pub(crate) fn dialects() -> Vec<Dialect> {
    DIALECTS.iter().cloned().map(Dialect::of).collect()
}

/// The dialect of a CSV file by its first bytes (a few kB). Raises InputError when none fits.
#[pyfunction]
#[pyo3(signature = (sample, *, r#where))]
pub(crate) fn detect_dialect(py: Python<'_>, sample: &[u8], r#where: &str) -> PyResult<Dialect> {
    let detected = detached(py, || core::detect(sample))?;
    detected
        .cloned()
        .map(Dialect::of)
        .map_err(|fault| input_error(py, &fault, r#where))
}

/// Push parser: feed a CSV file in chunks of any size.
///
/// `volume_scale` is how many smallest units one unit of the file is (1_000_000 for Dukascopy's millions). `where`
/// (the file's name) leads every error, followed by the line number. `policies` says keep, drop or stop for a kind of
/// fault: unparsable, not-finite, not-positive, between-points, out-of-order, duplicate, conflict, crossed, zero-spread,
/// spike, no-quote, and with a `calendar` out-of-hours and gap (five minutes of open time without a tick; it cannot be
/// dropped); past `max_rejects` rows left out, the next one raises.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct CsvReader {
    reader: Shared<csv::CsvReader>,
    file: String,
}

impl CsvReader {
    fn read(
        &self,
        py: Python<'_>,
        step: impl FnOnce(&mut csv::CsvReader, &mut ticks::TickColumns) -> Result<(), FormatError>
        + Send,
    ) -> PyResult<TickColumns> {
        let mut guard = self.reader.lock(py)?;
        let reader = &mut *guard;
        let mut ticks = ticks::TickColumns::default();
        let read = detached(py, || step(reader, &mut ticks))?;
        read.map_err(|fault| input_error(py, &fault, &self.file))?;
        Ok(ticks.into())
    }
}

#[pymethods]
impl CsvReader {
    #[new]
    #[pyo3(signature = (
        dialect, *, digits, volume_scale, r#where, price_shift = 0, policies = None,
        spike_ratio = 0.005, max_rejects = 1000, calendar = None
    ))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn new(
        py: Python<'_>,
        dialect: DialectChoice<'_>,
        digits: u8,
        volume_scale: i64,
        r#where: String,
        price_shift: i8,
        policies: Option<HashMap<String, String>>,
        spike_ratio: f64,
        max_rejects: u64,
        calendar: Option<&SessionCalendar>,
    ) -> PyResult<Self> {
        let reader = || -> Result<csv::CsvReader, FormatError> {
            let settings = checks::settings(policies, spike_ratio, max_rejects, calendar)?;
            let digits = shifted_digits(digits, price_shift)?;
            let reader = csv::CsvReader::new(dialect.dialect()?, digits, volume_scale)?;
            Ok(reader.with_checks(settings))
        };
        match reader() {
            Ok(reader) => Ok(Self {
                reader: Shared::new(reader),
                file: r#where,
            }),
            Err(fault) => Err(input_error(py, &fault, &r#where)),
        }
    }

    /// Ticks of the whole lines seen so far and not yet returned. Raises InputError naming the line.
    ///
    /// A tick that may be a spike waits for the next ones.
    #[pyo3(signature = (chunk, *, threads = 1))]
    fn feed(&self, py: Python<'_>, chunk: &[u8], threads: usize) -> PyResult<TickColumns> {
        self.read(py, |reader, ticks| {
            reader.feed_on_threads(chunk, threads.min(MOST_THREADS), ticks)
        })
    }

    /// Ticks of a last line without a newline, and those that waited.
    fn finish(&self, py: Python<'_>) -> PyResult<TickColumns> {
        self.read(py, csv::CsvReader::finish)
    }

    /// Ticks returned, or about to be.
    #[getter]
    fn rows(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.reader.lock(py)?.rows())
    }

    /// Lines seen.
    #[getter]
    fn lines(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.reader.lock(py)?.lines())
    }

    /// Rows left out.
    #[getter]
    fn rejected(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.reader.lock(py)?.rejected())
    }

    /// How many ticks of each kind of fault there were, kept or not; no kind that there was none of.
    #[getter]
    fn counts(&self, py: Python<'_>) -> PyResult<BTreeMap<&'static str, u64>> {
        Ok(checks::counts(self.reader.lock(py)?.counts()))
    }

    /// Times that their clock shows twice, when daylight saving ends: read as the first, unless time would go back.
    #[getter]
    fn repeated_times(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.reader.lock(py)?.repeated_times())
    }

    /// The symbol that the rows name, if they do.
    #[getter]
    fn symbol(&self, py: Python<'_>) -> PyResult<Option<String>> {
        Ok(self.reader.lock(py)?.symbol())
    }

    /// (line, kind, raw text, reason) of the rows left out since the last call; at most 10,000 wait.
    fn take_rejects(&self, py: Python<'_>) -> PyResult<Vec<checks::RejectRow>> {
        Ok(checks::rows(self.reader.lock(py)?.take_rejects()))
    }
}

/// Ticks of one Dukascopy hour file. Empty data is an hour without ticks. Raises InputError naming the byte.
#[pyfunction]
#[pyo3(signature = (data, *, hour_us, volume_scale, r#where))]
pub(crate) fn read_bi5_ticks(
    py: Python<'_>,
    data: &[u8],
    hour_us: i64,
    volume_scale: i64,
    r#where: &str,
) -> PyResult<TickColumns> {
    let ticks = detached(py, || bi5::read_ticks(data, hour_us, volume_scale))?;
    ticks
        .map(TickColumns::from)
        .map_err(|fault| input_error(py, &fault, r#where))
}

/// More would not read faster, and each holds memory.
const MOST_THREADS: usize = 64;

type CandleRow = (i64, i64, i64, i64, i64, f64);

/// (time_us, open, high, low, close in points, volume in the file's unit) of a Dukascopy candle file: an oracle for tests.
#[pyfunction]
#[pyo3(signature = (data, *, start_us, r#where))]
pub(crate) fn read_bi5_candles(
    py: Python<'_>,
    data: &[u8],
    start_us: i64,
    r#where: &str,
) -> PyResult<Vec<CandleRow>> {
    let candles = detached(py, || bi5::read_candles(data, start_us))?;
    let candles = candles.map_err(|fault| input_error(py, &fault, r#where))?;
    Ok(candles.into_iter().map(row).collect())
}

fn row(candle: bi5::Candle) -> CandleRow {
    let bi5::Candle {
        open_us,
        open,
        high,
        low,
        close,
        volume,
    } = candle;
    (open_us, open, high, low, close, volume.into())
}
