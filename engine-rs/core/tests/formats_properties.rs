//! What holds of the readers for any input.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod literal_lzma;

use proptest::prelude::*;
use tick_engine::formats::FormatError;
use tick_engine::formats::bi5::{read_candles, read_ticks};
use tick_engine::formats::csv::CsvReader;
use tick_engine::formats::detection::{self, Hints, Said, Sample};
use tick_engine::formats::dialect::{
    Column, DIALECTS, Dialect, EpochUnit, Header, TimeFormat, Zone, by_name, detect,
};
use tick_engine::ticks::{Tick, TickColumns};

const MILLIONS: i64 = 1_000_000;
const DIGITS: u8 = 5;
/// 1971-01-01 and 2200-01-01.
const YEARS_US: std::ops::Range<i64> = 31_536_000_000_000..7_258_118_400_000_000;

/// Ticks in time order, to the millisecond, volumes to the hundredth of a million.
fn ticks() -> impl Strategy<Value = Vec<Tick>> {
    let tick = (
        0i64..90_000_000,
        1i64..1_000_000_000,
        -500i64..500,
        0i64..1_000_000,
        0i64..100_000,
    );
    (YEARS_US, prop::collection::vec(tick, 1..60)).prop_map(|(start_us, steps)| {
        let mut ts_us = start_us / 1000 * 1000;
        let tick = |(step_ms, bid, spread, bid_volume, ask_volume): (i64, i64, i64, i64, i64)| {
            ts_us = (ts_us + step_ms * 1000).min(YEARS_US.end - 1000);
            let ask = (bid + spread).max(1);
            Tick {
                ts_us,
                bid,
                ask,
                bid_volume: bid_volume * 10_000,
                ask_volume: ask_volume * 10_000,
            }
        };
        steps.into_iter().map(tick).collect()
    })
}

/// How a writer may write one and the same tick.
#[derive(Clone, Copy, Debug)]
struct Style {
    epoch: bool,
    noise: usize,
    end: &'static str,
    offset_minutes: i64,
}

fn style() -> impl Strategy<Value = Style> {
    (
        any::<bool>(),
        0usize..4,
        prop::sample::select(vec!["\n", "\r\n"]),
        -56i64..=56,
    )
        .prop_map(|(epoch, noise, end, quarters)| Style {
            epoch,
            noise,
            end,
            offset_minutes: quarters * 15,
        })
}

fn write(ticks: &[Tick], dialect: &Dialect, style: Style) -> String {
    let row = |tick: &Tick| {
        let field = |column: &Column| match column {
            Column::Time => time(tick.ts_us, dialect, style),
            Column::Bid => price(tick.bid, style),
            Column::Ask => price(tick.ask, style),
            Column::BidVolume => volume(tick.bid_volume, style),
            Column::AskVolume => volume(tick.ask_volume, style),
            Column::Symbol => "EUR/USD".to_string(),
            Column::Ignored => String::new(),
        };
        // The mark of decimals is the delimiter of other dialects, but stands in numbers alone.
        let text = |column: &Column| match (column, dialect.decimal_mark) {
            (Column::Time, _) | (_, b'.') => field(column),
            (_, mark) => field(column).replace('.', &char::from(mark).to_string()),
        };
        let fields: Vec<String> = dialect.columns.iter().map(text).collect();
        fields.join(&char::from(dialect.delimiter).to_string())
    };
    let lines = header_of(dialect).into_iter().chain(ticks.iter().map(row));
    lines.map(|line| line + style.end).collect()
}

fn header_of(dialect: &Dialect) -> Option<String> {
    match dialect.header {
        Header::Named([header, ..]) => Some((*header).to_string()),
        _ => None,
    }
}

/// By jiff, which the readers use for zones alone.
fn time(ts_us: i64, dialect: &Dialect, style: Style) -> String {
    let pattern = match dialect.time {
        TimeFormat::Epoch(EpochUnit::Milliseconds) => return (ts_us / 1000).to_string(),
        TimeFormat::EpochMillisOrIso if style.epoch => return (ts_us / 1000).to_string(),
        TimeFormat::EpochMillisOrIso => "%Y-%m-%dT%H:%M:%S%.3f".to_string(),
        TimeFormat::Epoch(unit) => unreachable!("no dialect counts {unit:?}"),
        TimeFormat::Pattern(pattern) => match pattern.strftime() {
            text if text.ends_with("%S%f") => text.replace("%f", "%3f"),
            text => text.replace(".%f", "%.3f"),
        },
    };
    let offset_s = match &dialect.zone {
        Zone::Utc | Zone::Unstated => 0,
        Zone::IsoOffset | Zone::GmtOffset => style.offset_minutes as i32 * 60,
        Zone::Fixed(minutes) => i32::from(*minutes) * 60,
        Zone::Named(name) => jiff::Timestamp::from_microsecond(ts_us)
            .unwrap()
            .in_tz(name)
            .unwrap()
            .offset()
            .seconds(),
        Zone::NewYorkPlus7 => unreachable!("no dialect has it"),
    };
    let instant = jiff::Timestamp::from_microsecond(ts_us + i64::from(offset_s) * 1_000_000);
    let (sign, minutes) = (if offset_s < 0 { '-' } else { '+' }, offset_s.abs() / 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let suffix = match dialect.zone {
        Zone::IsoOffset => format!("{sign}{hours:02}:{minutes:02}"),
        Zone::GmtOffset => format!(" GMT{sign}{hours:02}{minutes:02}"),
        _ => String::new(),
    };
    format!("{}{suffix}", instant.unwrap().strftime(&pattern))
}

fn is_shown_twice(ts_us: i64, zone: &Zone) -> bool {
    let Zone::Named(name) = zone else {
        return false;
    };
    let zone = jiff::tz::TimeZone::get(name).unwrap();
    let instant = jiff::Timestamp::from_microsecond(ts_us).unwrap();
    zone.to_ambiguous_timestamp(zone.to_datetime(instant))
        .is_ambiguous()
}

/// Plain; with trailing zeros; as a double of noise above; as one of noise below.
fn price(points: i64, style: Style) -> String {
    let text =
        |points: i64, tail: &str| format!("{}.{:05}{tail}", points / 100_000, points % 100_000);
    match style.noise {
        0 => text(points, ""),
        1 => text(points, "000"),
        2 => text(points, "00000000001"),
        _ => text(points - 1, "99999999999"),
    }
}

/// Two decimals; the shortest; scientific; as units of a printed double.
fn volume(units: i64, style: Style) -> String {
    let hundredths = units / 10_000;
    match style.noise {
        0 => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        1 => (hundredths as f64 / 100.0).to_string(),
        2 => format!("{:e}", hundredths as f64 / 100.0),
        _ => format!("{}.{:02}0000000001", hundredths / 100, hundredths % 100),
    }
}

/// Every field in quotes.
fn quoted(text: &str, delimiter: char, blank: &str) -> String {
    let field = |field: &str| format!("\"{field}\"");
    let line = |line: &str| {
        let fields: Vec<String> = line.split(delimiter).map(field).collect();
        fields.join(&format!("{delimiter}{blank}")) + "\n"
    };
    text.lines().map(line).collect()
}

/// What remains of ticks in a dialect that may have no volumes.
fn as_in(dialect: &Dialect, ticks: &[Tick]) -> TickColumns {
    let volume = |column, units: i64| if dialect.has(column) { units } else { 0 };
    let ticks: Vec<Tick> = ticks
        .iter()
        .map(|tick| Tick {
            bid_volume: volume(Column::BidVolume, tick.bid_volume),
            ask_volume: volume(Column::AskVolume, tick.ask_volume),
            ..*tick
        })
        .collect();
    columns(&ticks)
}

fn read(
    dialect: &'static Dialect,
    data: &[u8],
    cuts: &[usize],
) -> Result<TickColumns, FormatError> {
    let mut ticks = TickColumns::default();
    let mut reader = CsvReader::new(dialect, DIGITS, MILLIONS)?;
    let mut rest = data;
    for cut in cuts {
        let (chunk, after) = rest.split_at((*cut).min(rest.len()));
        reader.feed(chunk, &mut ticks)?;
        rest = after;
    }
    reader.feed(rest, &mut ticks)?;
    reader.finish(&mut ticks)?;
    Ok(ticks)
}

fn columns(ticks: &[Tick]) -> TickColumns {
    ticks
        .iter()
        .fold(TickColumns::default(), |mut columns, tick| {
            columns.push(*tick);
            columns
        })
}

fn bi5(ticks: &[Tick]) -> Vec<u8> {
    let record = |(at, tick): (usize, &Tick)| {
        let volume = |units: i64| (units as f64 / 1e6) as f32;
        [
            at as u32 * 51,
            tick.ask as u32,
            tick.bid as u32,
            volume(tick.ask_volume).to_bits(),
            volume(tick.bid_volume).to_bits(),
        ]
    };
    let words = ticks.iter().enumerate().flat_map(record);
    literal_lzma::packed(&words.flat_map(u32::to_be_bytes).collect::<Vec<u8>>())
}

proptest! {
    #[test]
    fn ticks_survive_every_dialect_and_every_chunking(
        ticks in ticks(),
        dialect in 0..DIALECTS.len(),
        style in style(),
        cuts in prop::collection::vec(0usize..200, 0..40),
    ) {
        let dialect = &DIALECTS[dialect];
        // What a clock shows twice, only the ticks before tell apart: `formats_checks.rs` has that hour.
        prop_assume!(!ticks.iter().any(|tick| is_shown_twice(tick.ts_us, &dialect.zone)));
        let text = write(&ticks, dialect, style);
        let expected = as_in(dialect, &ticks);
        prop_assert_eq!(read(dialect, text.as_bytes(), &cuts), Ok(expected.clone()), "{}", dialect.name);
        if header_of(dialect).is_some() {
            prop_assert_eq!(&detect(text.as_bytes()).unwrap().name, &dialect.name);
        }
        // A file may lack its last newline.
        let cut = text.trim_end_matches(['\r', '\n']);
        prop_assert_eq!(read(dialect, cut.as_bytes(), &cuts), Ok(expected.clone()));
        // Its fields may stand in quotes, after blanks or not.
        for blank in ["", " "] {
            let quoted = quoted(&text, char::from(dialect.delimiter), blank);
            prop_assert_eq!(read(dialect, quoted.as_bytes(), &cuts), Ok(expected.clone()), "{}", quoted);
        }
    }

    #[test]
    fn ticks_survive_bi5(ticks in ticks()) {
        let same_hour: Vec<Tick> = ticks
            .iter()
            .enumerate()
            .map(|(at, tick)| Tick { ts_us: at as i64 * 51_000, ..*tick })
            .collect();
        prop_assert_eq!(read_ticks(&bi5(&ticks), 0, MILLIONS), Ok(columns(&same_hour)));
    }

    #[test]
    fn chunking_changes_neither_ticks_nor_fault(
        ticks in ticks(),
        style in style(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cuts in prop::collection::vec(0usize..90, 0..60),
    ) {
        let dialect = by_name("default").unwrap();
        let mut data = write(&ticks, dialect, style).into_bytes();
        for (at, byte) in damage {
            let at = at.index(data.len());
            data[at] = byte;
        }
        prop_assert_eq!(read(dialect, &data, &cuts), read(dialect, &data, &[]));
    }

    #[test]
    fn a_line_of_any_length_is_the_same_in_any_chunks(
        length in 0usize..3000,
        filler in prop::sample::select(vec![b'1', b' ', b',']),
        header in any::<bool>(),
        cuts in prop::collection::vec(1usize..1500, 0..4),
    ) {
        let dialect = by_name("default").unwrap();
        let mut data = if header { header_of(dialect).unwrap().into_bytes() } else { Vec::new() };
        data.extend(vec![filler; length]);
        data.push(b'\n');
        prop_assert_eq!(read(dialect, &data, &cuts), read(dialect, &data, &[]));
    }

    #[test]
    fn a_price_is_read_as_its_decimal_is(points in 1u64..1_000_000_000, tail in "[0-9]{0,12}") {
        // The tail is a fraction of a point: noise when it is within a millionth of a whole one.
        let text = format!("{}.{:05}{tail}", points / 100_000, points % 100_000);
        let part: u64 = format!("{tail:0<12}").parse().unwrap();
        let expected = match part {
            0..=1_000_000 => Some(points as i64),
            999_999_000_000.. => Some(points as i64 + 1),
            _ => None,
        };
        let dialect = by_name("default").unwrap();
        let data = format!("{}\n1741219200000,{text},1.5,1,1\n", header_of(dialect).unwrap());
        let found = read(dialect, data.as_bytes(), &[]).ok().map(|ticks| ticks.bid[0]);
        prop_assert_eq!(found, expected, "{}", text);
    }

    #[test]
    fn a_volume_is_read_as_its_decimal_is(whole in 0u64..1_000_000, tail in "[0-9]{1,12}") {
        let data = format!("{}\n1741219200000,1.4,1.5,{whole}.{tail},1\n", header_of(by_name("default").unwrap()).unwrap());
        // Twelve decimals of a million, in millionths of a unit, halves up.
        let millionths = whole * 1_000_000_000_000 + format!("{tail:0<12}").parse::<u64>().unwrap();
        let expected = ((millionths + 500_000) / 1_000_000) as i64;
        let ticks = read(by_name("default").unwrap(), data.as_bytes(), &[]).unwrap();
        prop_assert_eq!(ticks.bid_volume[0], expected);
    }

    #[test]
    fn any_float_volume_is_its_shortest_decimal(bits in 0u32..0x7f80_0000) {
        let value = f32::from_bits(bits);
        let words = [0, 2, 1, bits, bits];
        let data = literal_lzma::packed(&words.into_iter().flat_map(u32::to_be_bytes).collect::<Vec<u8>>());
        // Rust prints the shortest decimal that reads back; the CSV reader is checked on decimals above.
        let text = format!("{}\n1741219200000,1.4,1.5,{value:e},1\n", header_of(by_name("default").unwrap()).unwrap());
        let by_text = read(by_name("default").unwrap(), text.as_bytes(), &[]).ok().map(|ticks| ticks.bid_volume[0]);
        let by_float = read_ticks(&data, 0, MILLIONS).ok().map(|ticks| ticks.bid_volume[0]);
        prop_assert_eq!(by_float, by_text, "{}", value);
    }

    #[test]
    fn no_bytes_panic(data in prop::collection::vec(any::<u8>(), 0..600), start_us in any::<i64>(), scale in any::<i64>()) {
        let _ = detect(&data);
        for dialect in DIALECTS {
            let _ = read(dialect, &data, &[]);
            let headed = [header_of(dialect).unwrap_or_default().as_bytes(), b"\n", &data].concat();
            let _ = read(dialect, &headed, &[]);
        }
        let _ = read_ticks(&data, start_us, scale);
        let _ = read_candles(&data, start_us);
        let _ = read_ticks(&literal_lzma::packed(&data), start_us, scale);
        let _ = read_candles(&literal_lzma::packed(&data), start_us);
    }

    /// Whatever the user says of whatever file: no panic, and options that are named spell out a layout.
    #[test]
    fn no_saying_panics(
        data in "[0-9/.,;: -]{0,300}\n[0-9/.,;: -]{0,300}",
        time in prop::option::of("(%[YmdHMSTFzf]|[-/:. ]){1,12}|%d/%m/%Y %H:%M:%S.%f|epoch-ms|iso"),
        delimiter in prop::option::of("[;,|: x]|tab"),
        decimal_comma in any::<bool>(),
    ) {
        let Ok(said) = Said::parse(time.as_deref(), delimiter.as_deref(), decimal_comma) else {
            return Ok(());
        };
        let hints = Hints { digits: DIGITS, said, ..Hints::default() };
        let sample = Sample { head: data.as_bytes(), later: &[], is_whole: true };
        if let Ok(found) = detection::detect(sample, &hints) {
            prop_assert!(found.reading.dialect.spelled_out().starts_with("--columns "));
        }
    }

    #[test]
    fn no_row_panics(row in "[0-9eE.,+:TZ -]{0,80}", digits in 0u8..=9, scale in 1i64..) {
        for dialect in DIALECTS {
            let mut reader = CsvReader::new(dialect, digits, scale).unwrap();
            let text = format!("{}\n{row}\n", header_of(dialect).unwrap_or_default());
            let _ = reader.feed(text.as_bytes(), &mut TickColumns::default());
        }
    }
}
