//! CSV rows that are read, and rows that are refused with these very words.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use tick_engine::formats::csv::CsvReader;
use tick_engine::formats::dialect::{DIALECTS, Dialect, Header, by_name, detect};
use tick_engine::formats::{FormatError, dialect};
use tick_engine::ticks::TickColumns;

const DEFAULT: &str = "timestamp,bid,ask,bid_volume,ask_volume\n";
const MILLIONS: i64 = 1_000_000;
/// 2025-03-06 00:00:00 UTC.
const THURSDAY_US: i64 = 1_741_219_200_000_000;

/// The first line of a file in this dialect, with its end; nothing where it has none.
fn header_line(dialect: &Dialect) -> String {
    match dialect.header {
        Header::Named([header, ..]) => format!("{header}\n"),
        _ => String::new(),
    }
}

/// One row of the default dialect at five digits.
fn check(row: &str, expected: Result<[i64; 5], &str>) {
    check_in("default", 5, &format!("{DEFAULT}{row}\n"), expected);
}

/// A file whose last row gives this tick, or this message.
fn check_in(name: &str, digits: u8, text: &str, expected: Result<[i64; 5], &str>) {
    let found = read(name, digits, text.as_bytes())
        .map(|ticks| last(&ticks))
        .map_err(|error| error.to_string());
    assert_eq!(found, expected.map_err(str::to_string), "{text}");
}

fn read(name: &str, digits: u8, data: &[u8]) -> Result<TickColumns, FormatError> {
    let mut ticks = TickColumns::default();
    let mut reader = CsvReader::new(dialect::by_name(name)?, digits, MILLIONS)?;
    reader.feed(data, &mut ticks)?;
    reader.finish(&mut ticks)?;
    assert_eq!(reader.rows(), ticks.len() as u64);
    Ok(ticks)
}

fn last(ticks: &TickColumns) -> [i64; 5] {
    [
        &ticks.ts_us,
        &ticks.bid,
        &ticks.ask,
        &ticks.bid_volume,
        &ticks.ask_volume,
    ]
    .map(|column| *column.last().unwrap())
}

/// A default row with this time.
fn timed(time: &str, expected: Result<i64, &str>) {
    let row = format!("{time},1.1,1.2,1,1");
    check(
        &row,
        expected.map(|ts_us| [ts_us, 110_000, 120_000, MILLIONS, MILLIONS]),
    );
}

/// A default row with this bid.
fn priced(bid: &str, expected: Result<i64, &str>) {
    let row = format!("1741219200000,{bid},1.2,1,1");
    check(
        &row,
        expected.map(|points| [THURSDAY_US, points, 120_000, MILLIONS, MILLIONS]),
    );
}

/// A default row with this bid volume.
fn sized(volume: &str, expected: Result<i64, &str>) {
    let row = format!("1741219200000,1.1,1.2,{volume},1");
    check(
        &row,
        expected.map(|units| [THURSDAY_US, 110_000, 120_000, units, MILLIONS]),
    );
}

#[test]
fn times_are_epoch_milliseconds_or_iso() {
    let form = "line 2: expected a time such as 1741219200123 or 2025-03-06T00:00:00.123Z, found ";
    let years = "line 2: expected a time of the years 1971 to 2199, found ";
    for (time, expected) in [
        ("1741219200000", Ok(THURSDAY_US)),
        ("1741219200652", Ok(THURSDAY_US + 652_000)),
        ("2025-03-06T00:00:00Z", Ok(THURSDAY_US)),
        ("2025-03-06 00:00:00", Ok(THURSDAY_US)),
        ("2025-03-06T00:00:00.5", Ok(THURSDAY_US + 500_000)),
        (
            "2025-03-06T00:00:00.108000+00:00",
            Ok(THURSDAY_US + 108_000),
        ),
        ("2025-03-06T00:00:00.000001Z", Ok(THURSDAY_US + 1)),
        ("2025-03-06T00:00:00.123456000Z", Ok(THURSDAY_US + 123_456)),
        ("2025-03-06T01:30:00+01:30", Ok(THURSDAY_US)),
        ("2025-03-05T19:00:00-0500", Ok(THURSDAY_US)),
        ("2025-03-06T05:00:00+05", Ok(THURSDAY_US)),
        // 2024 was a leap year: 1741219200 - 366 days of 86400 s.
        ("2024-02-29T00:00:00Z", Ok(1_709_164_800_000_000)),
        ("1971-01-01T00:00:00Z", Ok(31_536_000_000_000)),
        ("2199-12-31T23:59:59.999Z", Ok(7_258_118_399_999_000)),
    ] {
        timed(time, expected);
    }
    for time in [
        "",
        "-",
        "now",
        "2025-03-06",
        "2025-03-06T00:00",
        "2025-03-06T24:00:00Z",
        "2025-03-06T00:60:00Z",
        "2025-03-06T00:00:60Z",
        "2025-02-29T00:00:00Z",
        "2025-13-01T00:00:00Z",
        "2025-00-01T00:00:00Z",
        "2025-03-06T00:00:00.Z",
        "2025-03-06T00:00:00.1234567Z",
        "2025-03-06T00:00:00 Z",
        "2025-03-06T00:00:00+1:30",
        "2025-03-06T00:00:00+16:00",
        "2025-03-06T00:00:00+01:60",
        "2025-03-06T00:00:00+0130x",
        "2025/03/06T00:00:00Z",
        "06.03.2025 00:00:00.652",
        "1741219200000.5",
        "+1741219200000",
        "174121920000o",
        "1741219200000 ",
        "123456789012345678901",
    ] {
        let found = if time.is_empty() {
            "nothing".to_string()
        } else {
            format!("'{time}'")
        };
        timed(time, Err(&format!("{form}{found}")));
    }
    // Seconds, microseconds and nanoseconds of 2025-03-06, and times that no computer traded at.
    for time in [
        "1741219200",
        "1741219200000000",
        "1741219200000000000",
        "-1",
        "0",
        "1970-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
    ] {
        timed(time, Err(&format!("{years}'{time}'")));
    }
}

#[test]
fn prices_are_whole_points_but_for_float_noise() {
    for (bid, expected) in [
        ("1.13702", 113_702),
        ("1.1", 110_000),
        ("1", 100_000),
        ("0.00001", 1),
        ("1.137020", 113_702),
        ("1.13702000000000000000000000000", 113_702),
        ("01.13702", 113_702),
        // What Python prints for 1.13702 after arithmetic, from both sides.
        ("1.1370200000000001", 113_702),
        ("1.1370199999999999", 113_702),
        ("0.9999999999999999", 100_000),
        ("1.13702e0", 113_702),
        ("113702E-5", 113_702),
        ("1e-05", 1),
        ("9999999.99999", 999_999_999_999),
        // A millionth of a point away, from both sides.
        ("1.13702000001", 113_702),
        ("1.13701999999", 113_702),
    ] {
        priced(bid, Ok(expected));
    }
    for bid in [
        "1.137025",
        "1.1370201",
        "1.13702000002",
        "1.13701999998",
        "1.137015",
        "1.137025000000000000000001",
    ] {
        let words = "line 2: expected bid price in whole points, found price";
        priced(
            bid,
            Err(&format!(
                "{words} {bid}, which has more digits than the instrument's 5"
            )),
        );
    }
    for bid in [
        "-1.1",
        "0",
        "0.00000",
        "-0",
        "0.0000000000001",
        "1e-30",
        "-1e5",
    ] {
        priced(
            bid,
            Err(&format!(
                "line 2: expected bid price above 0, found '{bid}'"
            )),
        );
    }
    for bid in [
        "nan", "NaN", "inf", "-inf", "abc", ".5", "5.", ".", "1.2.3", "1,", "+1.1", "--1", "1e",
        "1e1.5", "0x1", "1 2", "e5", "1_0",
    ] {
        if bid != "1," {
            priced(
                bid,
                Err(&format!(
                    "line 2: expected a decimal number as bid price, found '{bid}'"
                )),
            );
        }
    }
    for bid in [
        "10000000",
        "99999999999999999999",
        "1e300",
        "1e9",
        "123456789012345678",
    ] {
        priced(
            bid,
            Err(&format!(
                "line 2: expected bid price that the engine can count, found '{bid}'"
            )),
        );
    }
    priced(
        "",
        Err("line 2: expected a decimal number as bid price, found nothing"),
    );
}

#[test]
fn volumes_round_to_the_nearest_unit() {
    for (volume, expected) in [
        ("1.5", 1_500_000),
        ("131.12", 131_120_000),
        ("0", 0),
        ("0.00", 0),
        ("3196.5", 3_196_500_000),
        ("0.000001", 1),
        // 0.4999995 and 0.5 of a unit.
        ("0.0000004999995", 0),
        ("0.0000005", 1),
        ("1.0000005", 1_000_001),
        ("1.00000049999999999999999", 1_000_000),
        ("9.999999974752427e-07", 1),
        ("2.5E3", 2_500_000_000),
        ("1e-20", 0),
        ("1e-400", 0),
        ("1.7000000476837158", 1_700_000),
        ("9223372036854.775807", 9_223_372_036_854_775_807),
    ] {
        sized(volume, Ok(expected));
    }
    for volume in ["-1", "-0.5", "-1e-9"] {
        sized(
            volume,
            Err(&format!(
                "line 2: expected bid volume of 0 or more, found '{volume}'"
            )),
        );
    }
    for volume in ["nan", "inf", "many", "1.", ".5", "1e99999", "-"] {
        sized(
            volume,
            Err(&format!(
                "line 2: expected a decimal number as bid volume, found '{volume}'"
            )),
        );
    }
    for volume in ["9223372036854.775808", "1e30", "99999999999999999999"] {
        sized(
            volume,
            Err(&format!(
                "line 2: expected bid volume that the engine can count, found '{volume}'"
            )),
        );
    }
}

#[test]
fn rows_of_the_wrong_shape_are_refused() {
    let tick = Ok([THURSDAY_US, 110_000, 120_000, MILLIONS, MILLIONS]);
    check("1741219200000,1.1,1.2,1,1", tick);
    check("1741219200000,1.1,1.2,1,1\r", tick);
    check("1741219200000,1.1,1.2,1,1 \t", tick);
    check("1741219200000,1.1,1.2,1,1\n\n \r\n", tick);
    // A crossed quote is for a later policy to judge.
    check(
        "1741219200000,1.2,1.1,1,1",
        Ok([THURSDAY_US, 120_000, 110_000, MILLIONS, MILLIONS]),
    );
    for (row, message) in [
        (
            "1741219200000,1.1,1.2,1",
            "line 2: expected 5 fields, found 4 in '1741219200000,1.1,1.2,1'",
        ),
        (
            "1741219200000,1.1,1.2,1,1,",
            "line 2: expected 5 fields, found 6 in '1741219200000,1.1,1.2,1,1,'",
        ),
        (
            "1741219200000;1.1;1.2;1;1",
            "line 2: expected 5 fields, found 1 in '1741219200000;1.1;1.2;1;1'",
        ),
        (
            "1741219200000,1.1,1.2,1,",
            "line 2: expected a decimal number as ask volume, found nothing",
        ),
        (
            "1741219200000,\"1.1\"0,1.2,1,1",
            r#"line 2: expected a decimal number as bid price, found '\"1.1\"0'"#,
        ),
        (
            "1741219200000,\"1.1,1.2,1,1",
            r#"line 2: expected a decimal number as bid price, found '\"1.1'"#,
        ),
        (
            "1741219200000,\"1,1\",1.2,1,1",
            r#"line 2: expected a decimal number as bid price, found '1741219200000,\"1,1\",1.2,1,1'"#,
        ),
        (
            "1741219200000,1.1 ,1.2,1,1",
            "line 2: expected a decimal number as bid price, found '1.1 '",
        ),
        (
            "1741219200000, 1. 1,1.2,1,1",
            "line 2: expected a decimal number as bid price, found ' 1. 1'",
        ),
        (
            "1741219200000,1.1,1.2,1,1\n\n1741219200000,1.1,1.2,1,1",
            "line 3: expected a row (blank lines may only end a file), found a blank line with rows after it",
        ),
        (
            "1741219200000,1.1,1.2,1,1\n1741219199998,1.1,1.2,1,1",
            "line 3: expected a time not before that of the row above, found '1741219199998', 2 ms earlier",
        ),
        (
            "2025-03-06T00:00:00.000500,1.1,1.2,1,1\n2025-03-06T00:00:00,1.1,1.2,1,1",
            "line 3: expected a time not before that of the row above, found '2025-03-06T00:00:00', 0.5 ms earlier",
        ),
    ] {
        check(row, Err(message));
    }
}

#[test]
fn a_message_repeats_no_more_than_sixty_characters() {
    let long = "x".repeat(500);
    check(
        &format!("1741219200000,{long},1.2,1,1"),
        Err(&format!(
            "line 2: expected a decimal number as bid price, found '{}...'",
            &long[..60]
        )),
    );
    let longer = "1".repeat(2000);
    check(
        &longer,
        Err("line 2: expected lines of at most 1024 bytes, found a longer one"),
    );
}

#[test]
fn equal_times_pass() {
    let text = format!("{DEFAULT}1741219200000,1.1,1.2,1,1\n1741219200000,1.3,1.4,1,1\n");
    assert_eq!(
        read("default", 5, text.as_bytes()).unwrap().bid,
        [110_000, 130_000]
    );
}

#[test]
fn dukascopy_rows_have_the_ask_first() {
    // 2011-07-31T23:00:00Z is 15186 days and 23 hours after the epoch.
    let sunday_us = (15_186 * 86_400 + 23 * 3_600) * 1_000_000;
    for (name, time) in [
        ("dukascopy-gmt", "31.07.2011 23:00:00.652"),
        ("dukascopy-2013", "31.07.2011 23:00:00.652"),
        ("dukascopy-local", "01.08.2011 01:00:00.652 GMT+0200"),
        ("dukascopy-local", "31.07.2011 23:00:00.652 GMT-0000"),
        ("dukascopy-local", "31.07.2011 19:00:00.652 GMT-0400"),
        ("dukascopy-local", "01.08.2011 04:30:00.652 GMT+0530"),
    ] {
        let text = format!(
            "{}{time},1.14172,1.14126,0.9,1.25\r\n",
            header_line(by_name(name).unwrap())
        );
        check_in(
            name,
            5,
            &text,
            Ok([sunday_us + 652_000, 114_126, 114_172, 1_250_000, 900_000]),
        );
    }
    for (name, time) in [
        ("dukascopy-gmt", "2011-07-31 23:00:00.652"),
        ("dukascopy-gmt", "07.31.2011 23:00:00.652"),
        ("dukascopy-gmt", "31.07.2011 23:00:00.652 GMT+0200"),
        ("dukascopy-gmt", "1312153200652"),
        ("dukascopy-local", "31.07.2011 23:00:00.652"),
        ("dukascopy-local", "31.07.2011 23:00:00.652 GMT"),
        ("dukascopy-local", "31.07.2011 23:00:00.652 EST-0500"),
    ] {
        let dialect = by_name(name).unwrap();
        let text = format!("{}{time},1.14172,1.14126,0.9,1.25\n", header_line(dialect));
        let message = format!(
            "line 2: expected a time such as {}, found '{time}'",
            dialect.time_example
        );
        check_in(name, 5, &text, Err(&message));
    }
}

#[test]
fn an_offset_that_changes_keeps_the_order_of_instants() {
    // The clocks go back: 02:59:59 +0200 is one second before 02:00:00 +0100.
    let header = header_line(by_name("dukascopy-local").unwrap());
    let row = |time: &str| format!("{time},1.2,1.1,1,1\n");
    let text = [
        row("25.10.2020 02:59:59.000 GMT+0200"),
        row("25.10.2020 02:00:00.000 GMT+0100"),
    ]
    .concat();
    let ticks = read("dukascopy-local", 5, format!("{header}{text}").as_bytes()).unwrap();
    assert_eq!(ticks.ts_us[1] - ticks.ts_us[0], 1_000_000);
}

#[test]
fn three_digits_are_for_yen() {
    let text = format!("{DEFAULT}1741219200000,80.928,80.9,2.33,1.58\n");
    check_in(
        "default",
        3,
        &text,
        Ok([THURSDAY_US, 80_928, 80_900, 2_330_000, 1_580_000]),
    );
    let message = "line 2: expected bid price in whole points, found price 80.928, \
                   which has more digits than the instrument's 0";
    check_in("default", 0, &text, Err(message));
}

#[test]
fn headers_are_known_by_name_whatever_their_case_and_end() {
    for dialect in DIALECTS {
        let Header::Named(headers) = dialect.header else {
            assert_eq!(by_name(&dialect.name).unwrap().name, dialect.name);
            continue;
        };
        for header in headers {
            for text in [
                (*header).to_string(),
                format!("{header}\n1,2,3"),
                format!("{header} \t\r\nrest"),
                format!("\u{feff}{header}\n"),
                header.to_uppercase(),
            ] {
                assert_eq!(detect(text.as_bytes()).unwrap().name, dialect.name);
            }
        }
        assert_eq!(by_name(&dialect.name).unwrap().name, dialect.name);
    }
}

#[test]
fn every_dialect_is_whole_and_its_own() {
    for (index, dialect) in DIALECTS.iter().enumerate() {
        for other in &DIALECTS[..index] {
            assert_ne!(dialect.name, other.name);
        }
        let Header::Named(headers) = dialect.header else {
            continue;
        };
        for header in headers {
            let fields = header.split(char::from(dialect.delimiter)).count();
            assert_eq!(fields, dialect.fields(), "{}", dialect.name);
            assert_eq!(detect(header.as_bytes()).unwrap().name, dialect.name);
        }
    }
}

#[test]
fn what_is_no_csv_is_told_by_its_looks() {
    for (bytes, looks) in [
        (&b""[..], "an empty file"),
        (b"\x1f\x8b\x08\0\0", "gzip data"),
        (b"PK\x03\x04rest", "a zip archive"),
        (b"\x5d\0\0\x40\0rest", "LZMA data, as in a .bi5 file"),
        (b"\x28\xb5\x2f\xfd", "zstandard data"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"  <!DOCTYPE html><title>404</title>", "an HTML page"),
        (b"<HTML>", "an HTML page"),
        (b"{\"timestamp\":1783944000000}", "JSON"),
        (b"\xef\xbb\xbf[1,2]", "JSON"),
        (b"\xff\xfet\0i\0", "UTF-16 text"),
        (b"tick\0\0\0\0", "binary data"),
    ] {
        let message = format!("byte 0: expected a CSV file of ticks, found {looks}");
        assert_eq!(detect(bytes).unwrap_err().to_string(), message);
        assert_eq!(read("default", 5, bytes).unwrap_err().to_string(), message);
    }
}

#[test]
fn unknown_headers_and_names_are_answered_with_the_known_ones() {
    let found = detect(b"2014.01.01 22:00:58.616,1.37553,1.37637,0.10,0.10\r\n")
        .unwrap_err()
        .to_string();
    assert!(
        found.starts_with(
            "line 1: expected a header that names a time, a bid and an ask, such as timestamp,bid,ask"
        ),
        "{found}"
    );
    assert!(
        found.ends_with("found '2014.01.01 22:00:58.616,1.37553,1.37637,0.10,0.10'"),
        "{found}"
    );
    assert_eq!(
        by_name("mt9").unwrap_err().to_string(),
        "expected one of default, export, default-prices, dukascopy-gmt, dukascopy-local, dukascopy-2013, jforex-eet, jforex-utc, \
         jforex-eet-comma, jforex-utc-comma, jforex-comma, dukascopy-node, dukascopy-node-prices, dukascopy-python, duka, \
         fx-bt, new-york, metatrader, metatrader-flags, histdata, truefx, found 'mt9'"
    );
    check_in(
        "default",
        5,
        "\n",
        Err(
            "line 1: expected the header of dialect default, timestamp,bid,ask,bid_volume,ask_volume, found nothing",
        ),
    );
    check_in(
        "default",
        5,
        "Gmt time,Ask,Bid,AskVolume,BidVolume\n",
        Err(
            "line 1: expected the header of dialect default, timestamp,bid,ask,bid_volume,ask_volume, \
             found 'Gmt time,Ask,Bid,AskVolume,BidVolume'",
        ),
    );
}

#[test]
fn a_header_alone_is_a_file_without_ticks() {
    for text in [
        DEFAULT,
        DEFAULT.trim_end(),
        "timestamp,bid,ask,bid_volume,ask_volume\r\n\r\n",
    ] {
        assert_eq!(
            read("default", 5, text.as_bytes()),
            Ok(TickColumns::default())
        );
    }
}

#[test]
fn settings_that_no_instrument_has_are_refused() {
    let default = by_name("default").unwrap();
    let words = |digits, scale| {
        CsvReader::new(default, digits, scale)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(words(10, 1), "expected digits of at most 9, found 10");
    assert_eq!(words(5, 0), "expected volume scale of at least 1, found 0");
    assert_eq!(
        words(5, -3),
        "expected volume scale of at least 1, found -3"
    );
}
