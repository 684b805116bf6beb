//! Tick files from bytes, for Python. `where` (the file's name) leads every error.

use pyo3::prelude::*;
use tick_engine::formats::dialect::{self as core, DIALECTS};
use tick_engine::formats::{FormatError, bi5, csv};
use tick_engine::ticks;

use crate::door::detached;
use crate::input_error::input_error;
use crate::shared::Shared;
use crate::ticks::TickColumns;

/// How a tick file is laid out: one row of the engine's table.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct Dialect {
    dialect: &'static core::Dialect,
}

#[pymethods]
impl Dialect {
    #[getter]
    fn name(&self) -> &'static str {
        &self.dialect.name
    }

    #[getter]
    fn description(&self) -> &'static str {
        &self.dialect.description
    }

    fn __repr__(&self) -> String {
        format!("Dialect('{}')", self.dialect.name)
    }
}

/// The whole table.
#[pyfunction]
pub(crate) fn dialects() -> Vec<Dialect> {
    DIALECTS.iter().map(|dialect| Dialect { dialect }).collect()
}

/// The dialect of a CSV file by its first bytes (a few kB). Raises InputError when none fits.
#[pyfunction]
#[pyo3(signature = (sample, *, r#where))]
pub(crate) fn detect_dialect(py: Python<'_>, sample: &[u8], r#where: &str) -> PyResult<Dialect> {
    let detected = detached(py, || core::detect(sample))?;
    detected
        .map(|dialect| Dialect { dialect })
        .map_err(|fault| input_error(py, &fault, r#where))
}

/// Push parser: feed a CSV file in chunks of any size.
///
/// `volume_scale` is how many smallest units one unit of the file is (1_000_000 for Dukascopy's millions). `where`
/// (the file's name) leads every error, followed by the line number.
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
    #[pyo3(signature = (dialect, *, digits, volume_scale, r#where))]
    fn new(
        py: Python<'_>,
        dialect: &str,
        digits: u8,
        volume_scale: i64,
        r#where: String,
    ) -> PyResult<Self> {
        let reader = core::by_name(dialect)
            .and_then(|dialect| csv::CsvReader::new(dialect, digits, volume_scale));
        match reader {
            Ok(reader) => Ok(Self {
                reader: Shared::new(reader),
                file: r#where,
            }),
            Err(fault) => Err(input_error(py, &fault, &r#where)),
        }
    }

    /// Ticks of the whole lines seen so far and not yet returned. Raises InputError naming the line.
    fn feed(&self, py: Python<'_>, chunk: &[u8]) -> PyResult<TickColumns> {
        self.read(py, |reader, ticks| reader.feed(chunk, ticks))
    }

    /// Ticks of a last line without a newline.
    fn finish(&self, py: Python<'_>) -> PyResult<TickColumns> {
        self.read(py, csv::CsvReader::finish)
    }

    #[getter]
    fn rows(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.reader.lock(py)?.rows())
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

type CandleRow = (i64, i64, i64, i64, i64, f64);

/// (time_us, open, high, low, close in points, volume in the file's unit) of a Dukascopy candle file: an oracle for
/// tests.
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
