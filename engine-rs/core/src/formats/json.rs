//! The JSON that Dukascopy's newer service answers: an hour of ticks, each number the difference from the one before.
//!
//! `{"timestamp":1783944000000,"multiplier":1.0E-5,"ask":1.14277,"bid":1.14273,"times":[93,104],"asks":[0,-2],
//! "bids":[0,-2],"askVolumes":[1800000.0,900000.0],"bidVolumes":[2700000.0,900000.0]}`: the first tick is 93 ms after the
//! timestamp at the given ask and bid, the second 104 ms later, two multipliers lower. Volumes are in units.

use super::FormatError;
use super::checks::{CheckSettings, CheckedTicks, Refusals};
use super::decimal::{self, Decimal, VolumeScale};
use super::error::{Problem, RecordProblem, shown};
use super::instant::is_of_our_years;
use crate::ticks::Tick;

/// More than one a millisecond: as for `.bi5`.
const MAX_TICKS: usize = 4_000_000;
/// The longest file: the most ticks do not fill it.
const MAX_BYTES: usize = 256 << 20;
const LONGEST_NUMBER: usize = 40;
const LONGEST_NAME: usize = 40;
const WANTED: &str = "the JSON of Dukascopy's tick service";

/// The fields of the answer, as far as they have come.
#[derive(Default)]
struct Answer<'a> {
    timestamp: Option<&'a [u8]>,
    multiplier: Option<&'a [u8]>,
    ask: Option<&'a [u8]>,
    bid: Option<&'a [u8]>,
    times: Option<Vec<i64>>,
    asks: Option<Vec<i64>>,
    bids: Option<Vec<i64>>,
    ask_volumes: Option<Vec<i64>>,
    bid_volumes: Option<Vec<i64>>,
}

/// The ticks of an answer, for an instrument with `digits`. One unit of volume is `volume_scale` of the instrument's
/// smallest units.
///
/// # Errors
/// `Json`, naming the byte, for what is no such answer; `Tick` for a tick that fails a check; `Setting`, `TooBig`.
pub fn read_ticks(
    data: &[u8],
    digits: u8,
    volume_scale: i64,
    settings: CheckSettings,
) -> Result<CheckedTicks, FormatError> {
    let volume = VolumeScale::new(volume_scale).ok_or(FormatError::Setting {
        name: "volume scale",
        expected: "of at least 1",
        found: volume_scale,
    })?;
    if digits > decimal::MAX_DIGITS {
        return Err(FormatError::Setting {
            name: "digits",
            expected: "of at most 9",
            found: i64::from(digits),
        });
    }
    if data.len() > MAX_BYTES {
        return Err(FormatError::TooBig {
            limit: MAX_BYTES as u64,
            claimed: None,
        });
    }
    let answer = Cursor { data, at: 0 }.answer(&volume)?;
    answer.ticks(digits, settings)
}

impl Answer<'_> {
    fn ticks(&self, digits: u8, settings: CheckSettings) -> Result<CheckedTicks, FormatError> {
        let mut read = CheckedTicks::default();
        let [times, asks, bids, ask_volumes, bid_volumes] = self.columns()?;
        if times.is_empty() {
            return Ok(read);
        }
        let mut checks = Refusals::new(settings);
        let step = self.points_of_a_step(digits)?;
        let mut ms = integer(needed(self.timestamp, "a field timestamp")?)
            .ok_or_else(|| missing("a whole number of milliseconds as timestamp"))?;
        let mut ask = base(self.ask, "a price as ask", digits)?;
        let mut bid = base(self.bid, "a price as bid", digits)?;
        read.ticks.reserve(times.len());
        for row in 0..times.len() {
            let number = row as u64 + 1;
            let next = |value: i64, by: i64, step: i64| value.checked_add(by.checked_mul(step)?);
            let moved = next(ms, times[row], 1)
                .zip(next(ask, asks[row], step))
                .zip(next(bid, bids[row], step));
            let Some(((new_ms, new_ask), new_bid)) = moved else {
                return Err(beyond(number));
            };
            (ms, ask, bid) = (new_ms, new_ask, new_bid);
            let counted = |points: i64| points.unsigned_abs() < decimal::MAX_POINTS;
            let ts_us = ms.checked_mul(1000).filter(|us| is_of_our_years(*us));
            let Some(ts_us) = ts_us.filter(|_| counted(ask) && counted(bid)) else {
                return Err(beyond(number));
            };
            let tick = Tick {
                ts_us,
                bid,
                ask,
                bid_volume: bid_volumes[row],
                ask_volume: ask_volumes[row],
            };
            let raw = || format!("{ms} ms, ask {ask}, bid {bid} points");
            let fault = |kind, _| FormatError::Tick {
                tick: number,
                problem: RecordProblem::Refused { kind },
            };
            checks.take(tick, number, raw, fault, &mut read.ticks)?;
        }
        checks.finish(&mut read);
        Ok(read)
    }

    fn columns(&self) -> Result<[&[i64]; 5], FormatError> {
        let column = |column: &'_ Option<Vec<i64>>, name| match column {
            Some(_) => Ok(()),
            None => Err(missing(name)),
        };
        column(&self.times, "a field times")?;
        column(&self.asks, "a field asks")?;
        column(&self.bids, "a field bids")?;
        column(&self.ask_volumes, "a field askVolumes")?;
        column(&self.bid_volumes, "a field bidVolumes")?;
        let all = [
            &self.times,
            &self.asks,
            &self.bids,
            &self.ask_volumes,
            &self.bid_volumes,
        ]
        .map(|column| column.as_deref().unwrap_or_default());
        if all.iter().any(|column| column.len() != all[0].len()) {
            return Err(missing(
                "times, asks, bids and both volumes of the same length",
            ));
        }
        Ok(all)
    }

    /// How many points one unit of the differences is.
    fn points_of_a_step(&self, digits: u8) -> Result<i64, FormatError> {
        let text = needed(self.multiplier, "a field multiplier")?;
        let step = Decimal::parse(text).and_then(|step| decimal::decimal_points(step, digits));
        match step {
            Ok(points) if points > 0 => Ok(points),
            Ok(_) => Err(missing("a multiplier of at least one point")),
            Err(_) => Err(FormatError::FinerSteps {
                digits,
                found: shown(text),
            }),
        }
    }
}

fn needed<'a>(field: Option<&'a [u8]>, name: &'static str) -> Result<&'a [u8], FormatError> {
    field.ok_or_else(|| missing(name))
}

fn base(text: Option<&[u8]>, name: &'static str, digits: u8) -> Result<i64, FormatError> {
    let text = needed(text, name)?;
    decimal::points(text, digits).map_err(|problem| match problem {
        Problem::BetweenPoints { .. } => FormatError::FinerSteps {
            digits,
            found: shown(text),
        },
        _ => missing(name),
    })
}

fn missing(expected: &'static str) -> FormatError {
    FormatError::Json {
        byte: 0,
        expected,
        found: "an answer without".to_string(),
    }
}

fn beyond(tick: u64) -> FormatError {
    FormatError::Tick {
        tick,
        problem: RecordProblem::Beyond,
    }
}

/// A whole number: `-12`, or `12.0`, as some writers have it.
fn integer(text: &[u8]) -> Option<i64> {
    let text = text.strip_suffix(b".0").unwrap_or(text);
    let text = std::str::from_utf8(text).ok()?;
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

/// A place in the text.
struct Cursor<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn answer(mut self, volume: &VolumeScale) -> Result<Answer<'a>, FormatError> {
        let mut answer = Answer::default();
        self.data = super::lookalike::without_bom(self.data);
        if self.peek() != Some(b'{') {
            return Err(FormatError::Foreign {
                wanted: WANTED,
                looks_like: super::lookalike::foreign_to_json(self.data),
            });
        }
        self.at += 1;
        if self.takes(b'}') {
            return self.end(answer);
        }
        loop {
            let name = self.name()?;
            self.expect(b':', "a colon")?;
            self.field(name, &mut answer, volume)?;
            if self.takes(b'}') {
                return self.end(answer);
            }
            self.expect(b',', "a comma or the end of the object")?;
        }
    }

    fn field(
        &mut self,
        name: &[u8],
        answer: &mut Answer<'a>,
        volume: &VolumeScale,
    ) -> Result<(), FormatError> {
        let whole = |text: &[u8]| integer(text);
        let units = |text: &[u8]| volume.units(text).ok();
        let columns = match name {
            b"times" => &mut answer.times,
            b"asks" => &mut answer.asks,
            b"bids" => &mut answer.bids,
            b"askVolumes" => &mut answer.ask_volumes,
            b"bidVolumes" => &mut answer.bid_volumes,
            _ => {
                let value = self.scalar()?;
                match name {
                    b"timestamp" => answer.timestamp = Some(value),
                    b"multiplier" => answer.multiplier = Some(value),
                    b"ask" => answer.ask = Some(value),
                    b"bid" => answer.bid = Some(value),
                    // The service may say more one day.
                    _ => {}
                }
                return Ok(());
            }
        };
        if columns.is_some() {
            return Err(self.fault("each field once"));
        }
        let is_volume = name.ends_with(b"Volumes");
        *columns = Some(if is_volume {
            self.numbers("a volume of 0 or more", units)?
        } else {
            self.numbers("a whole number", whole)?
        });
        Ok(())
    }

    fn numbers(
        &mut self,
        expected: &'static str,
        read: impl Fn(&[u8]) -> Option<i64>,
    ) -> Result<Vec<i64>, FormatError> {
        self.expect(b'[', "an array")?;
        let mut numbers = Vec::new();
        if self.takes(b']') {
            return Ok(numbers);
        }
        loop {
            let at = self.at;
            let text = self.scalar()?;
            let Some(number) = read(text) else {
                self.at = at;
                return Err(self.fault(expected));
            };
            if numbers.len() == MAX_TICKS {
                return Err(self.fault("at most 4000000 ticks"));
            }
            numbers.push(number);
            if self.takes(b']') {
                return Ok(numbers);
            }
            self.expect(b',', "a comma or the end of the array")?;
        }
    }

    fn end(mut self, answer: Answer<'a>) -> Result<Answer<'a>, FormatError> {
        match self.peek() {
            None => Ok(answer),
            Some(_) => Err(self.fault("the end of the file")),
        }
    }

    fn name(&mut self) -> Result<&'a [u8], FormatError> {
        self.expect(b'"', "a name in quotes")?;
        let rest = &self.data[self.at..];
        let plain = |byte: &u8| !matches!(byte, b'"' | b'\\') && !byte.is_ascii_control();
        let length = rest.iter().take_while(|byte| plain(byte)).count();
        if length > LONGEST_NAME || rest.get(length) != Some(&b'"') {
            return Err(self.fault("a short name"));
        }
        self.at += length + 1;
        Ok(&rest[..length])
    }

    /// The text of a number or word, or a short string with its quotes.
    fn scalar(&mut self) -> Result<&'a [u8], FormatError> {
        if self.peek() == Some(b'"') {
            return self.name();
        }
        let rest = &self.data[self.at..];
        let belongs =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
        let most = rest.len().min(LONGEST_NUMBER + 1);
        let length = rest[..most].iter().take_while(|byte| belongs(byte)).count();
        if length == 0 || length > LONGEST_NUMBER {
            return Err(self.fault("a number"));
        }
        self.at += length;
        Ok(&rest[..length])
    }

    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.data.get(self.at) {
            self.at += 1;
        }
        self.data.get(self.at).copied()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), FormatError> {
        if self.takes(byte) {
            // What follows may stand after blanks.
            self.peek();
            Ok(())
        } else {
            Err(self.fault(expected))
        }
    }

    fn fault(&self, expected: &'static str) -> FormatError {
        let rest = &self.data[self.at.min(self.data.len())..];
        FormatError::Json {
            byte: self.at as u64,
            expected,
            found: shown(&rest[..rest.len().min(20)]),
        }
    }
}
