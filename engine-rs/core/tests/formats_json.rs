//! The JSON of Dukascopy's newer service: what is read, and what is refused with these words.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use tick_engine::formats::FormatError;
use tick_engine::formats::checks::{CheckSettings, CheckedTicks, Kind, Policy};
use tick_engine::formats::json::read_ticks;
use tick_engine::ticks::{Tick, TickColumns};

/// 2026-07-13 12:00 UTC.
const NOON_MS: i64 = 1_783_944_000_000;
const SOUND: &str = r#"{"timestamp":1783944000000,"multiplier":1.0E-5,"ask":1.14277,"bid":1.14273,"times":[93,104],"asks":[0,-2],"bids":[0,1],"askVolumes":[1800000.0,900000.0],"bidVolumes":[2700000.0,14490000.0]}"#;

fn read(text: &str, digits: u8) -> Result<CheckedTicks, FormatError> {
    read_ticks(text.as_bytes(), digits, 1, CheckSettings::default())
}

fn check(text: &str, expected: &[[i64; 5]]) {
    let columns = expected
        .iter()
        .fold(TickColumns::default(), |mut columns, tick| {
            let [ms, bid, ask, bid_volume, ask_volume] = *tick;
            columns.push(Tick {
                ts_us: (NOON_MS + ms) * 1000,
                bid,
                ask,
                bid_volume,
                ask_volume,
            });
            columns
        });
    assert_eq!(read(text, 5).map(|read| read.ticks), Ok(columns), "{text}");
}

#[test]
fn differences_add_up() {
    let ticks = [
        [93, 114_273, 114_277, 2_700_000, 1_800_000],
        [197, 114_274, 114_275, 14_490_000, 900_000],
    ];
    check(SOUND, &ticks);
    check(&SOUND.replace(',', " ,\n ").replace(':', " : "), &ticks);
    check(
        &SOUND.replace(
            "{\"timestamp\"",
            "{\"symbol\":\"EUR-USD\",\"live\":true,\"timestamp\"",
        ),
        &ticks,
    );
    check(&SOUND.replace("[93,104]", "[93.0,104.0]"), &ticks);
    check(
        r#"{"timestamp":1783944000000,"times":[],"asks":[],"bids":[],"askVolumes":[],"bidVolumes":[]}"#,
        &[],
    );
    // A multiplier of a tenth of a thousandth is ten points.
    check(
        &SOUND.replace("1.0E-5", "0.0001"),
        &[ticks[0], [197, 114_283, 114_257, 14_490_000, 900_000]],
    );
}

#[test]
fn what_is_no_answer_is_refused() {
    let starts = |text: &str, message: &str| {
        let found = read(text, 5).unwrap_err().to_string();
        assert_eq!(found, message, "{text}");
    };
    starts(
        "",
        "byte 0: expected the JSON of Dukascopy's tick service, found an empty file",
    );
    starts(
        "[1]",
        "byte 0: expected the JSON of Dukascopy's tick service, found JSON",
    );
    starts(
        "a,b",
        "byte 0: expected the JSON of Dukascopy's tick service, found text",
    );
    starts(
        "{\"times\":[1,x]}",
        "byte 12: expected a whole number, found 'x]}'",
    );
    starts(
        "{\"times\":[1 2]}",
        "byte 12: expected a comma or the end of the array, found '2]}'",
    );
    starts(
        "{\"times\":[1,",
        "byte 12: expected a number, found nothing",
    );
    starts("{\"other\":{}}", "byte 9: expected a number, found '{}}'");
    starts(
        "{\"times\":[],\"times\":[]}",
        "byte 20: expected each field once, found '[]}'",
    );
    starts("{} x", "byte 3: expected the end of the file, found 'x'");
    starts(
        "{}",
        "byte 0: expected a field times, found 'an answer without'",
    );
    starts(
        &SOUND.replace("[93,104]", "[93]"),
        "byte 0: expected times, asks, bids and both volumes of the same length, found 'an answer without'",
    );
    starts(
        &SOUND.replace("\"bid\":1.14273,", ""),
        "byte 0: expected a price as bid, found 'an answer without'",
    );
    starts(
        &SOUND.replace("1.14273", "1.142735"),
        "expected prices in whole points of an instrument with 5 decimals, found '1.142735'",
    );
    starts(
        &SOUND.replace("1.0E-5", "1.0E-6"),
        "expected prices in whole points of an instrument with 5 decimals, found '1.0E-6'",
    );
    starts(
        &SOUND.replace("14490000.0", "-1"),
        "byte 177: expected a volume of 0 or more, found '-1]}'",
    );
    starts(
        &SOUND.replace("[93,104]", "[93,-1]"),
        "tick 2: expected a time not before that of the row above, found an earlier time",
    );
    starts(
        &SOUND.replace("[0,1]", "[0,-114273]"),
        "tick 2: expected prices above 0, found a price of 0 or less",
    );
    for beyond in ["9223372036854775807", "99999999999999"] {
        starts(
            &SOUND.replace("[93,104]", &format!("[93,{beyond}]")),
            "tick 2: expected a time and prices that the engine can count, found others",
        );
    }
}

#[test]
fn faults_are_dropped_where_that_is_the_policy() {
    let settings = CheckSettings::default()
        .with(Kind::OutOfOrder, Policy::Drop)
        .unwrap();
    let text = SOUND.replace("[93,104]", "[93,-1]");
    let read = read_ticks(text.as_bytes(), 5, 1, settings).unwrap();
    assert_eq!((read.ticks.len(), read.rejects.len()), (1, 1));
    assert_eq!(
        (read.rejects[0].place, read.rejects[0].raw.as_str()),
        (2, "1783944000092 ms, ask 114275, bid 114274 points")
    );
}

proptest! {
    #[test]
    fn no_damage_panics(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6), cut in 0usize..220) {
        let mut data = SOUND.as_bytes().to_vec();
        for (at, byte) in damage {
            let at = at.index(data.len());
            data[at] = byte;
        }
        data.truncate(cut);
        for digits in [0, 5, 9, 200] {
            let _ = read_ticks(&data, digits, 1, CheckSettings::default());
        }
    }
}
