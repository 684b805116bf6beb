//! Binary files that are read, and files that are refused with these very words.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod literal_lzma;

use liblzma::stream::{Action, LzmaOptions, Stream};
use tick_engine::formats::FormatError;
use tick_engine::formats::bi5::{Candle, read_candles, read_ticks};
use tick_engine::ticks::TickColumns;

const MILLIONS: i64 = 1_000_000;
/// 2025-03-06 00:00:00 UTC.
const THURSDAY_US: i64 = 1_741_219_200_000_000;

/// Milliseconds, ask, bid, ask volume, bid volume.
type Record = (u32, u32, u32, f32, f32);

const GOOD: Record = (51, 114_172, 114_126, 1.12, 131.12);

fn check(records: &[Record], expected: Result<[i64; 5], &str>) {
    let found = read_ticks(&packed(&bytes(records)), THURSDAY_US, MILLIONS);
    let found = found
        .map(|ticks| last(&ticks))
        .map_err(|error| error.to_string());
    assert_eq!(found, expected.map_err(str::to_string), "{records:?}");
}

fn bytes(records: &[Record]) -> Vec<u8> {
    let words = |(ms, ask, bid, ask_volume, bid_volume): &Record| {
        [*ms, *ask, *bid, ask_volume.to_bits(), bid_volume.to_bits()]
    };
    records
        .iter()
        .flat_map(words)
        .flat_map(u32::to_be_bytes)
        .collect()
}

/// LZMA-alone of unknown size with an end marker, as liblzma writes it.
fn packed(data: &[u8]) -> Vec<u8> {
    let mut stream = Stream::new_lzma_encoder(&LzmaOptions::new_preset(0).unwrap()).unwrap();
    let mut out = Vec::with_capacity(data.len() + 1_000);
    stream.process_vec(data, &mut out, Action::Finish).unwrap();
    out
}

/// The same with this size in the header.
fn packed_with_size(data: &[u8], size: u64) -> Vec<u8> {
    let mut out = packed(data);
    out[5..13].copy_from_slice(&size.to_le_bytes());
    out
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

fn message(result: Result<TickColumns, FormatError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_tick_is_twenty_bytes_with_the_ask_first() {
    check(
        &[GOOD],
        Ok([
            THURSDAY_US + 51_000,
            114_126,
            114_172,
            131_120_000,
            1_120_000,
        ]),
    );
    check(
        &[GOOD, (51, 2, 1, 0.0, -0.0)],
        Ok([THURSDAY_US + 51_000, 1, 2, 0, 0]),
    );
    check(
        &[(3_599_999, 1, u32::MAX, 1.0, 1.0)],
        Ok([
            THURSDAY_US + 3_599_999_000,
            4_294_967_295,
            1,
            MILLIONS,
            MILLIONS,
        ]),
    );
}

#[test]
fn whatever_dictionary_a_header_states_the_ticks_are_the_same() {
    // An ask repeats from 30,000 bytes back.
    let ask = |ms| 114_172 + ms * 7_919 % 1_500;
    let records: Vec<Record> = (0..3_000)
        .map(|ms| (ms, ask(ms), 114_126, 1.12, 131.12))
        .collect();
    let data = bytes(&records);
    let asks: Vec<i64> = (0..3_000).map(|ms| i64::from(ask(ms))).collect();
    for (claimed, stated) in [
        (u64::MAX, 1 << 18),
        (u64::MAX, 1 << 26),
        (data.len() as u64, 1 << 18),
        (data.len() as u64, 1 << 26),
        (data.len() as u64, u32::MAX),
    ] {
        let mut file = packed_with_size(&data, claimed);
        file[1..5].copy_from_slice(&u32::to_le_bytes(stated));
        let ticks = read_ticks(&file, THURSDAY_US, MILLIONS).unwrap();
        assert_eq!(ticks.ask, asks, "{claimed} {stated}");
    }
}

#[test]
fn volumes_are_the_shortest_decimal_of_their_float() {
    // Each float is the nearest to the decimal beside it: 131.12 is stored as 131.1199951171875.
    for (volume, units) in [
        (131.12, 131_120_000),
        (3_196.5, 3_196_500_000),
        (0.1, 100_000),
        (1.69, 1_690_000),
        (0.000_001, 1),
        (0.123_456, 123_456),
        (16_777.2, 16_777_200_000),
        (1e-30, 0),
        (9_999.99, 9_999_990_000),
    ] {
        check(
            &[(0, 2, 1, 1.0, volume)],
            Ok([THURSDAY_US, 1, 2, units, MILLIONS]),
        );
    }
}

#[test]
fn all_three_forms_of_the_container_are_read() {
    let data = bytes(&[GOOD, (900, 114_173, 114_127, 0.75, 2.25)]);
    let size = data.len() as u64;
    let marked = read_ticks(&packed(&data), THURSDAY_US, MILLIONS).unwrap();
    assert_eq!(marked.len(), 2);
    assert_eq!(
        read_ticks(&packed_with_size(&data, size), THURSDAY_US, MILLIONS).unwrap(),
        marked
    );
    assert_eq!(
        read_ticks(&literal_lzma::packed(&data), THURSDAY_US, MILLIONS).unwrap(),
        marked
    );
}

#[test]
fn empty_data_is_an_hour_without_ticks() {
    assert_eq!(
        read_ticks(b"", THURSDAY_US, MILLIONS),
        Ok(TickColumns::default())
    );
    assert_eq!(
        read_ticks(&packed(b""), THURSDAY_US, MILLIONS),
        Ok(TickColumns::default())
    );
    assert_eq!(
        read_ticks(&literal_lzma::packed(b""), THURSDAY_US, MILLIONS),
        Ok(TickColumns::default())
    );
    assert_eq!(read_candles(b"", THURSDAY_US), Ok(Vec::new()));
}

#[test]
fn impossible_records_are_refused() {
    for (second, words) in [
        (
            (3_600_000, 2, 1, 1.0, 1.0),
            "expected milliseconds of the hour below 3600000, found 3600000",
        ),
        (
            (50, 2, 1, 1.0, 1.0),
            "expected a time not before that of the record above, found 50 after 51",
        ),
        ((52, 0, 1, 1.0, 1.0), "expected ask price above 0, found 0"),
        ((52, 2, 0, 1.0, 1.0), "expected bid price above 0, found 0"),
        (
            (52, 2, 1, f32::NAN, 1.0),
            "expected a finite volume of 0 or more, found NaN",
        ),
        (
            (52, 2, 1, 1.0, f32::INFINITY),
            "expected a finite volume of 0 or more, found inf",
        ),
        (
            (52, 2, 1, -0.5, 1.0),
            "expected a finite volume of 0 or more, found -0.5",
        ),
        (
            (52, 2, 1, 1.0, 1e30),
            "expected a finite volume of 0 or more, found 1000000000000000000000000000000",
        ),
    ] {
        check(
            &[GOOD, second],
            Err(&format!("record 2 (unpacked byte 20): {words}")),
        );
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let data = bytes(&[GOOD, (52, 2, 1, 1.0, 1.0)]);
    for whole in [
        packed(&data),
        packed_with_size(&data, data.len() as u64),
        literal_lzma::packed(&data),
    ] {
        for cut in 1..whole.len() {
            let found = message(read_ticks(&whole[..cut], 0, MILLIONS));
            let words = format!(
                "byte {cut}: expected the rest of the LZMA stream, found the end of the file, after "
            );
            assert!(
                found.starts_with(&words),
                "{cut} of {}: {found}",
                whole.len()
            );
        }
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let data = bytes(&[GOOD]);
    for mut whole in [
        packed(&data),
        packed_with_size(&data, 20),
        literal_lzma::packed(&data),
    ] {
        let end = whole.len();
        whole.extend_from_slice(b"more");
        let words = format!("byte {end}: expected the end of the file, found 4 more bytes");
        assert_eq!(message(read_ticks(&whole, 0, MILLIONS)), words);
    }
}

#[test]
fn part_of_a_record_is_refused() {
    let data = [bytes(&[GOOD]), vec![1, 2, 3]].concat();
    let words = "unpacked byte 20: expected a multiple of 20 bytes after unpacking, found 23";
    assert_eq!(message(read_ticks(&packed(&data), 0, MILLIONS)), words);
}

#[test]
fn files_that_expand_too_far_are_refused() {
    let claimed = packed_with_size(&bytes(&[GOOD]), 80_000_001);
    let words = "byte 5: expected at most 80000000 bytes after unpacking, found a header that claims 80000001";
    assert_eq!(message(read_ticks(&claimed, 0, MILLIONS)), words);
    let bomb = packed(&vec![0; 2_400_001]);
    let words = "byte 5: expected at most 2400000 bytes after unpacking, found more";
    assert_eq!(read_candles(&bomb, 0).unwrap_err().to_string(), words);
}

#[test]
fn damage_is_refused_or_read_but_never_panics() {
    let whole = packed(&bytes(&[GOOD; 40]));
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] ^= flip;
            let _ = read_ticks(&damaged, 0, MILLIONS);
        }
    }
}

#[test]
fn what_is_no_lzma_is_told_by_its_looks() {
    for (bytes, looks) in [
        (&b"timestamp,bid,ask,bid_volume,ask_volume\n"[..], "text"),
        (b"<html><body>404 Not Found</body></html>", "an HTML page"),
        (b"\x1f\x8b\x08\0", "gzip data"),
        (b"\xfd7zXZ\0rest", "xz data"),
        (b"{\"error\":\"no data\"}", "JSON"),
        (b"\0\0\0\x33\0\0\0\0", "binary data"),
    ] {
        let words = format!("byte 0: expected a .bi5 file of ticks, found {looks}");
        assert_eq!(message(read_ticks(bytes, 0, MILLIONS)), words);
    }
}

#[test]
fn candles_are_open_close_low_high() {
    let record = |words: [u32; 6]| {
        words
            .into_iter()
            .flat_map(u32::to_be_bytes)
            .collect::<Vec<u8>>()
    };
    let volume = 293.76_f32;
    let data = record([60, 114_343, 114_354, 114_340, 114_360, volume.to_bits()]);
    let expected = Candle {
        open_us: THURSDAY_US + 60_000_000,
        open: 114_343,
        high: 114_360,
        low: 114_340,
        close: 114_354,
        volume,
    };
    assert_eq!(
        read_candles(&packed(&data), THURSDAY_US),
        Ok(vec![expected])
    );
    for (words, message) in [
        (
            [60, 5, 6, 6, 7, 0],
            "expected open and close between low and high, found open 5, high 7, low 6, close 6",
        ),
        (
            [60, 5, 6, 5, 5, 0],
            "expected open and close between low and high, found open 5, high 5, low 5, close 6",
        ),
        ([60, 5, 0, 5, 5, 0], "expected close price above 0, found 0"),
        (
            [60, 5, 5, 5, 5, 0xffff_ffff],
            "expected a finite volume of 0 or more, found NaN",
        ),
    ] {
        let found = read_candles(&packed(&record(words)), THURSDAY_US)
            .unwrap_err()
            .to_string();
        assert_eq!(found, format!("record 1 (unpacked byte 0): {message}"));
    }
    let backwards = [record([60, 5, 5, 5, 5, 0]), record([0, 5, 5, 5, 5, 0])].concat();
    let found = read_candles(&packed(&backwards), 0)
        .unwrap_err()
        .to_string();
    assert_eq!(
        found,
        "record 2 (unpacked byte 24): expected a time not before that of the record above, found 0 after 60"
    );
}

#[test]
fn settings_beyond_all_calendars_are_refused() {
    let data = packed(&bytes(&[GOOD]));
    assert_eq!(
        message(read_ticks(&data, 0, 0)),
        "expected volume scale of at least 1, found 0"
    );
    assert_eq!(
        message(read_ticks(&data, i64::MAX, MILLIONS)),
        "expected start of a calendar year, found 9223372036854775807"
    );
}
