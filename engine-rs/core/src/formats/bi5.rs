//! Dukascopy's binary files: `.bi5` hours of ticks, and candles.

use super::FormatError;
use super::checks::{CheckSettings, CheckedTicks, Kind, Refusals};
use super::decimal::{VolumeScale, shortest};
use super::error::RecordProblem;
use super::lzma_alone;
use crate::ticks::{Tick, TickColumns};

const TICK: usize = 20;
const CANDLE: usize = 24;
const HOUR_MS: u32 = 3_600_000;
/// One tick each millisecond, and some: no hour has ever had a hundredth of it.
const MAX_TICKS: usize = 4_000_000;
/// More than two months of minutes; Dukascopy's longest candle file is a year of days or a month of hours.
const MAX_CANDLES: usize = 100_000;

/// A candle of one side of the quote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candle {
    /// Microseconds since the Unix epoch, UTC, of its open.
    pub open_us: i64,
    /// First price, in points.
    pub open: i64,
    /// Highest price, in points.
    pub high: i64,
    /// Lowest price, in points.
    pub low: i64,
    /// Last price, in points.
    pub close: i64,
    /// Volume in the file's unit, which is millions.
    pub volume: f32,
}

/// The ticks of an hour file. Empty data is an hour without ticks.
///
/// `hour_us` is the start of the hour; one unit of the file's volumes is `volume_scale` of the instrument's smallest
/// units (1,000,000 for forex). A volume is read as the shortest decimal that is its 32-bit float, so that 131.12
/// million are 131,120,000 units and not the 131,119,995 of the float's exact value. Equal times pass, as they do in CSV.
///
/// # Errors
/// Naming the byte: data that is no LZMA, truncated or damaged, with bytes after its end, that expands to more than
/// 4,000,000 ticks or to part of a record; a time outside the hour or before its predecessor, a price of zero, a volume
/// that is NaN, infinite or negative. `Setting` when `volume_scale` is below 1 or `hour_us` beyond all calendars.
pub fn read_ticks(
    data: &[u8],
    hour_us: i64,
    volume_scale: i64,
) -> Result<TickColumns, FormatError> {
    read_checked(data, hour_us, volume_scale, CheckSettings::default()).map(|read| read.ticks)
}

/// As `read_ticks`, with other checks. A reject's place is its record, from 1, and its text the record in hexadecimal.
///
/// # Errors
/// As `read_ticks`, where the policies do not say otherwise.
pub fn read_checked(
    data: &[u8],
    hour_us: i64,
    volume_scale: i64,
    settings: CheckSettings,
) -> Result<CheckedTicks, FormatError> {
    let volume = VolumeScale::new(volume_scale).ok_or(FormatError::Setting {
        name: "volume scale",
        expected: "of at least 1",
        found: volume_scale,
    })?;
    check_start(hour_us)?;
    let bytes = unpack(data, TICK, MAX_TICKS, "a .bi5 file of ticks")?;
    let mut read = CheckedTicks::default();
    let mut checks = Refusals::new(settings);
    read.ticks.reserve(bytes.len() / TICK);
    for (index, record) in bytes.chunks_exact(TICK).enumerate() {
        let place = index as u64 + 1;
        let raw = || hexadecimal(record);
        match tick(record, hour_us, &volume) {
            Ok(tick) => {
                let fault =
                    |kind, back_us| fault(index, TICK, check_problem(record, kind, back_us));
                checks.take(tick, place, raw, fault, &mut read.ticks)?;
            }
            Err(problem) => checks.refuse(fault(index, TICK, problem), place, raw)?,
        }
    }
    checks.finish(&mut read);
    Ok(read)
}

/// What a failed check means for a record.
fn check_problem(record: &[u8], kind: Kind, back_us: i64) -> RecordProblem {
    let time = word(record, 0);
    match kind {
        Kind::OutOfOrder => RecordProblem::OutOfOrder {
            time,
            previous: time + (back_us / 1000) as u32,
        },
        Kind::NotPositive if word(record, 4) == 0 => RecordProblem::ZeroPrice { name: "ask price" },
        Kind::NotPositive => RecordProblem::ZeroPrice { name: "bid price" },
        kind => RecordProblem::Refused { kind },
    }
}

fn hexadecimal(record: &[u8]) -> String {
    use std::fmt::Write;
    record.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The candles of a candle file, whose times count seconds from `start_us`. Empty data has none.
///
/// # Errors
/// As `read_ticks`, with at most 100,000 candles; also an open or close outside low and high.
pub fn read_candles(data: &[u8], start_us: i64) -> Result<Vec<Candle>, FormatError> {
    check_start(start_us)?;
    let bytes = unpack(data, CANDLE, MAX_CANDLES, "a .bi5 file of candles")?;
    let mut candles = Vec::with_capacity(bytes.len() / CANDLE);
    let mut previous = 0;
    for (index, record) in bytes.chunks_exact(CANDLE).enumerate() {
        candles.push(
            candle(record, start_us, previous).map_err(|problem| fault(index, CANDLE, problem))?,
        );
        previous = word(record, 0);
    }
    Ok(candles)
}

fn unpack(
    data: &[u8],
    width: usize,
    most: usize,
    wanted: &'static str,
) -> Result<Vec<u8>, FormatError> {
    if data.is_empty() {
        return Ok(Vec::new());
    }
    let bytes = lzma_alone::unpack(data, most * width, wanted)?;
    if bytes.len() % width == 0 {
        Ok(bytes)
    } else {
        Err(FormatError::PartialRecord {
            width,
            bytes: bytes.len() as u64,
        })
    }
}

fn tick(record: &[u8], hour_us: i64, volume: &VolumeScale) -> Result<Tick, RecordProblem> {
    let ms = word(record, 0);
    if ms >= HOUR_MS {
        return Err(RecordProblem::OutsideHour { ms });
    }
    Ok(Tick {
        ts_us: hour_us + i64::from(ms) * 1000,
        ask: i64::from(word(record, 4)),
        bid: i64::from(word(record, 8)),
        ask_volume: units(word(record, 12), volume)?,
        bid_volume: units(word(record, 16), volume)?,
    })
}

fn candle(record: &[u8], start_us: i64, previous: u32) -> Result<Candle, RecordProblem> {
    let time = word(record, 0);
    check_order(time, previous)?;
    let (open, close) = (
        price(record, 4, "open price")?,
        price(record, 8, "close price")?,
    );
    let (low, high) = (
        price(record, 12, "low price")?,
        price(record, 16, "high price")?,
    );
    if low > open.min(close) || high < open.max(close) {
        let ohlc = [
            word(record, 4),
            word(record, 16),
            word(record, 12),
            word(record, 8),
        ];
        return Err(RecordProblem::Candle { ohlc });
    }
    let open_us = start_us + i64::from(time) * 1_000_000;
    Ok(Candle {
        open_us,
        open,
        high,
        low,
        close,
        volume: sound_volume(word(record, 20))?,
    })
}

fn check_order(time: u32, previous: u32) -> Result<(), RecordProblem> {
    if time < previous {
        Err(RecordProblem::OutOfOrder { time, previous })
    } else {
        Ok(())
    }
}

/// Leaves room for what a record adds: 2^32 seconds.
fn check_start(start_us: i64) -> Result<(), FormatError> {
    match start_us.checked_add(i64::from(u32::MAX) * 1_000_000) {
        Some(_) => Ok(()),
        None => Err(FormatError::Setting {
            name: "start",
            expected: "of a calendar year",
            found: start_us,
        }),
    }
}

fn price(record: &[u8], at: usize, name: &'static str) -> Result<i64, RecordProblem> {
    match word(record, at) {
        0 => Err(RecordProblem::ZeroPrice { name }),
        points => Ok(i64::from(points)),
    }
}

fn units(bits: u32, scale: &VolumeScale) -> Result<i64, RecordProblem> {
    let volume = sound_volume(bits)?;
    shortest(volume)
        .and_then(|volume| scale.units_of(volume))
        .map_err(|_| RecordProblem::Volume { bits })
}

fn sound_volume(bits: u32) -> Result<f32, RecordProblem> {
    let volume = f32::from_bits(bits);
    if volume.is_finite() && volume >= 0.0 {
        Ok(volume)
    } else {
        Err(RecordProblem::Volume { bits })
    }
}

fn word(record: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]])
}

fn fault(index: usize, width: usize, problem: RecordProblem) -> FormatError {
    FormatError::Record {
        record: index as u64 + 1,
        byte: (index * width) as u64,
        problem,
    }
}
