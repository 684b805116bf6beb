//! What becomes of ticks with faults, and that reading in pieces changes nothing about it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use proptest::prelude::*;
use tick_engine::formats::FormatError;
use tick_engine::formats::checks::{CheckSettings, Counts, KINDS, Kind, Policy, Reject};
use tick_engine::formats::csv::CsvReader;
use tick_engine::formats::dialect::by_name;
use tick_engine::open_hours::Market;
use tick_engine::sessions::{SessionCalendar, SessionRules};
use tick_engine::ticks::TickColumns;

const HEADER: &str = "timestamp,bid,ask,bid_volume,ask_volume\n";
const START_MS: u64 = 1_741_219_200_000;

#[derive(Debug, PartialEq)]
struct Outcome {
    ticks: TickColumns,
    end: Result<(), FormatError>,
    counts: Counts,
    rejects: Vec<Reject>,
    rejected: u64,
    lines: u64,
    repeated: u64,
}

fn reader(name: &str, settings: &CheckSettings) -> CsvReader {
    CsvReader::new(by_name(name).unwrap(), 5, 1)
        .unwrap()
        .with_checks(settings.clone())
}

fn outcome(mut reader: CsvReader, end: Result<(), FormatError>, mut ticks: TickColumns) -> Outcome {
    let end = end.and_then(|()| reader.finish(&mut ticks));
    Outcome {
        ticks,
        end,
        counts: reader.counts(),
        rejects: reader.take_rejects(),
        rejected: reader.rejected(),
        lines: reader.lines(),
        repeated: reader.repeated_times(),
    }
}

fn in_one(name: &str, settings: &CheckSettings, text: &[u8]) -> Outcome {
    let mut reader = reader(name, settings);
    let mut ticks = TickColumns::default();
    let end = reader.feed(text, &mut ticks);
    outcome(reader, end, ticks)
}

/// Each piece parsed apart, then joined.
fn in_pieces(name: &str, settings: &CheckSettings, text: &[u8], lines: &[usize]) -> Outcome {
    let mut reader = reader(name, settings);
    let mut ticks = TickColumns::default();
    let mut rest = text;
    let mut end = Ok(());
    let template = reader.clone();
    let mut first_line = 1;
    for count in lines {
        let length: usize = rest
            .split_inclusive(|byte| *byte == b'\n')
            .take(*count)
            .map(<[u8]>::len)
            .sum();
        let (piece, after) = rest.split_at(length);
        if piece.last() != Some(&b'\n') {
            break;
        }
        end = end.and_then(|()| {
            if first_line == 1 {
                return reader.feed(piece, &mut ticks);
            }
            let chunk = template.parse_chunk(first_line, piece);
            reader.join(piece, chunk, &mut ticks)
        });
        first_line += *count as u64;
        rest = after;
    }
    let end = end.and_then(|()| reader.feed(rest, &mut ticks));
    outcome(reader, end, ticks)
}

fn rows(rows: &[(u64, &str)]) -> String {
    let row = |(ms, prices): &(u64, &str)| format!("{},{prices},1,1\n", START_MS + ms);
    HEADER.to_string() + &rows.iter().map(row).collect::<String>()
}

/// Bids that remain, and (line, kind, reason) of what was left out.
fn check(settings: &CheckSettings, text: &str, bids: &[i64], rejects: &[(u64, Kind, &str)]) {
    let found = in_one("default", settings, text.as_bytes());
    assert_eq!(found.end, Ok(()), "{text}");
    assert_eq!(found.ticks.bid, bids, "{text}");
    let listed: Vec<_> = found
        .rejects
        .iter()
        .map(|reject| (reject.place, reject.kind, reject.reason.as_str()))
        .collect();
    assert_eq!(listed, rejects, "{text}");
    assert_eq!(found.rejected, rejects.len() as u64);
}

fn dropping(kinds: &[Kind]) -> CheckSettings {
    kinds
        .iter()
        .fold(CheckSettings::default(), |settings, kind| {
            settings.with(*kind, Policy::Drop).unwrap()
        })
}

#[test]
fn what_is_dropped_is_listed_with_its_line_and_reason() {
    check(
        &dropping(&[Kind::Unparsable]),
        &(rows(&[(0, "1.1,1.2"), (1, "x,1.2"), (2, "1.1")])
            + "\n"
            + &rows(&[(3, "1.3,1.4")])[HEADER.len()..]),
        &[110_000, 130_000],
        &[
            (
                3,
                Kind::Unparsable,
                "expected a decimal number as bid price, found 'x'",
            ),
            (
                4,
                Kind::Unparsable,
                "expected 5 fields, found 4 in '1741219200002,1.1,1,1'",
            ),
            (
                5,
                Kind::Unparsable,
                "expected a row (blank lines may only end a file), found a blank line with rows after it",
            ),
        ],
    );
    check(
        &dropping(&[Kind::NotFinite, Kind::NotPositive, Kind::BetweenPoints]),
        &rows(&[
            (0, "1.1,1.2"),
            (1, "nan,1.2"),
            (2, "1.1,0"),
            (3, "-1.1,1.2"),
            (4, "1.100003,1.2"),
            (5, "1.1,-inf"),
        ]),
        &[110_000],
        &[
            (
                3,
                Kind::NotFinite,
                "expected a decimal number as bid price, found 'nan'",
            ),
            (
                4,
                Kind::NotPositive,
                "expected ask price above 0, found '0'",
            ),
            (
                5,
                Kind::NotPositive,
                "expected bid price above 0, found '-1.1'",
            ),
            (
                6,
                Kind::BetweenPoints,
                "expected bid price in whole points, found price 1.100003, which has more digits than the instrument's 5",
            ),
            (
                7,
                Kind::NotFinite,
                "expected a decimal number as ask price, found '-inf'",
            ),
        ],
    );
    check(
        &dropping(&[Kind::OutOfOrder, Kind::Crossed, Kind::ZeroSpread]),
        &rows(&[
            (5, "1.1,1.2"),
            (4, "1.1,1.2"),
            (6, "1.2,1.1"),
            (7, "1.2,1.2"),
            (8, "1.2,1.3"),
        ]),
        &[110_000, 120_000],
        &[
            (
                3,
                Kind::OutOfOrder,
                "expected a time not before that of the row above, found '1741219200004', 1 ms earlier",
            ),
            (
                4,
                Kind::Crossed,
                "expected a bid of at most the ask, found a crossed quote in '1741219200006,1.2,1.1,1,1'",
            ),
            (
                5,
                Kind::ZeroSpread,
                "expected a bid below the ask, found a spread of 0 in '1741219200007,1.2,1.2,1,1'",
            ),
        ],
    );
}

#[test]
fn duplicates_are_told_from_other_ticks_of_their_stamp() {
    let text = rows(&[
        (0, "1.1,1.2"),
        (1, "1.1,1.2"),
        (1, "1.3,1.4"),
        (1, "1.1,1.2"),
        (1, "1.3,1.4"),
        (2, "1.3,1.4"),
    ]);
    let found = in_one("default", &CheckSettings::default(), text.as_bytes());
    assert_eq!(found.ticks.len(), 6);
    assert_eq!(
        (
            found.counts.of(Kind::Duplicate),
            found.counts.of(Kind::Conflict)
        ),
        (2, 1)
    );
    let words = "expected each tick once, found a repeated tick in ";
    check(
        &dropping(&[Kind::Duplicate]),
        &text,
        &[110_000, 110_000, 130_000, 130_000],
        &[
            (
                5,
                Kind::Duplicate,
                &format!("{words}'1741219200001,1.1,1.2,1,1'"),
            ),
            (
                6,
                Kind::Duplicate,
                &format!("{words}'1741219200001,1.3,1.4,1,1'"),
            ),
        ],
    );
    check(
        &dropping(&[Kind::Conflict]),
        &rows(&[(1, "1.1,1.2"), (1, "1.3,1.4"), (1, "1.1,1.2")]),
        &[110_000, 110_000],
        &[(
            3,
            Kind::Conflict,
            "expected one tick for each time, found another tick of the same time in '1741219200001,1.3,1.4,1,1'",
        )],
    );
}

#[test]
fn a_price_that_comes_back_was_a_spike_and_one_that_stays_has_moved() {
    let reason = "expected prices near those before and after, found a spike";
    let settings = dropping(&[Kind::Spike]);
    // 0.5 % of 1.1 is 0.0055.
    check(
        &settings,
        &rows(&[
            (0, "1.1,1.2"),
            (1, "1.106,1.2"),
            (2, "1.1,1.3"),
            (3, "1.1001,1.2"),
            (4, "1.1056,1.2"),
        ]),
        &[110_000, 110_010, 110_560],
        &[(3, Kind::Spike, reason), (4, Kind::Spike, reason)],
    );
    let moved = [
        (0, "1.1,1.2"),
        (1, "2,3"),
        (2, "2,3"),
        (3, "2,3"),
        (4, "2,3"),
        (5, "2,3"),
        (6, "2,3"),
        (7, "1.1,1.2"),
    ];
    check(
        &settings,
        &rows(&moved),
        &[
            110_000, 200_000, 200_000, 200_000, 200_000, 200_000, 200_000, 110_000,
        ],
        &[],
    );
    // What is still away at the end is kept: nothing tells that it comes back.
    check(
        &settings,
        &rows(&moved[..3]),
        &[110_000, 200_000, 200_000],
        &[],
    );
    let stop = CheckSettings::default()
        .with(Kind::Spike, Policy::Stop)
        .unwrap();
    let end = in_one(
        "default",
        &stop,
        rows(&[(0, "1.1,1.2"), (1, "2,3"), (2, "1.1,1.2")]).as_bytes(),
    )
    .end;
    assert_eq!(
        end.unwrap_err().to_string(),
        "line 3: expected prices near those before and after, found a spike in '1741219200001,2,3,1,1'"
    );
    let kept = in_one(
        "default",
        &CheckSettings::default(),
        rows(&[(0, "1.1,1.2"), (1, "2,3"), (2, "1.1,1.2")]).as_bytes(),
    );
    assert_eq!(
        (kept.ticks.bid, kept.counts.of(Kind::Spike)),
        (vec![110_000, 200_000, 110_000], 1)
    );
}

#[test]
fn negative_prices_are_kept_where_they_may_be() {
    let settings = CheckSettings::default()
        .with(Kind::NotPositive, Policy::Keep)
        .unwrap();
    let found = in_one(
        "default",
        &settings,
        rows(&[(0, "-37.63,-37.62"), (1, "-0.00001,0")]).as_bytes(),
    );
    assert_eq!(found.end, Ok(()));
    assert_eq!(
        (found.ticks.bid, found.ticks.ask),
        (vec![-3_763_000, -1], vec![-3_762_000, 0])
    );
}

#[test]
fn time_may_go_back_where_the_caller_sorts() {
    let settings = CheckSettings::default()
        .with(Kind::OutOfOrder, Policy::Keep)
        .unwrap();
    let found = in_one(
        "default",
        &settings,
        rows(&[(5, "1.1,1.2"), (3, "1.1,1.3"), (4, "1.1,1.2")]).as_bytes(),
    );
    assert_eq!(
        (found.ticks.len(), found.counts.of(Kind::OutOfOrder)),
        (3, 2)
    );
}

/// `START_MS` is a Thursday, 00:00 UTC. Open for five minutes, then from the seventh to the thirtieth.
fn market(gap_us: i64) -> Market {
    let open = [("Thu 00:00", "Thu 00:05"), ("Thu 00:07", "Thu 00:30")];
    let open = open.map(|(from, to)| (from.to_string(), to.to_string()));
    let rules = SessionRules::parse("UTC", "24:00", &open, &[], &[]).unwrap();
    let calendar = Arc::new(SessionCalendar::new(rules).unwrap());
    Market {
        gap_us,
        ..Market::of(calendar)
    }
}

const MINUTE_MS: u64 = 60_000;

#[test]
fn ticks_out_of_hours_and_gaps_are_told_by_the_calendar() {
    let in_minute = |minute: u64| (minute * MINUTE_MS, "1.1,1.2");
    // Four open minutes from 00:03 to 00:09; six from 00:09 to 00:15; the last two lie after the close.
    let minutes = [0, 3, 5, 6, 7, 9, 15, 30, 31].map(in_minute);
    let settings = CheckSettings {
        market: Some(market(5 * 60_000_000)),
        ..CheckSettings::default()
    };
    let found = in_one("default", &settings, rows(&minutes).as_bytes());
    let counts = [Kind::OutOfHours, Kind::Gap].map(|kind| found.counts.of(kind));
    assert_eq!((found.end, found.ticks.len(), counts), (Ok(()), 9, [4, 2]));

    let dropped = settings.clone().with(Kind::OutOfHours, Policy::Drop);
    let found = in_one("default", &dropped.unwrap(), rows(&minutes).as_bytes());
    let lines: Vec<u64> = found.rejects.iter().map(|reject| reject.place).collect();
    assert_eq!(lines, [4, 5, 9, 10]);
    assert_eq!(
        found.rejects[0].reason,
        "expected ticks within the instrument's hours, found a tick of a closed market in '1741219500000,1.1,1.2,1,1'"
    );

    let stopped = settings.with(Kind::Gap, Policy::Stop).unwrap();
    let found = in_one("default", &stopped, rows(&minutes).as_bytes());
    assert_eq!(
        found.end.unwrap_err().to_string(),
        "line 8: expected ticks throughout the instrument's hours, found the end of a gap in '1741220100000,1.1,1.2,1,1'"
    );
}

#[test]
fn a_gap_cannot_be_dropped() {
    let dropped = CheckSettings::default().with(Kind::Gap, Policy::Drop);
    assert_eq!(
        dropped.unwrap_err().to_string(),
        "expected gap to be kept, or to stop, found the policy drop"
    );
}

#[test]
fn too_many_rejects_end_the_reading() {
    let settings = CheckSettings {
        max_rejects: 2,
        ..dropping(&[Kind::Crossed])
    };
    let crossed: Vec<(u64, &str)> = (0..5).map(|ms| (ms, "1.2,1.1")).collect();
    let found = in_one("default", &settings, rows(&crossed).as_bytes());
    assert_eq!(
        found.end.unwrap_err().to_string(),
        "line 4: expected at most 2 rejected rows, found one more (expected a bid of at most the ask, \
         found a crossed quote in '1741219200002,1.2,1.1,1,1')"
    );
    assert_eq!(found.rejects.len(), 2);
}

#[test]
fn what_cannot_be_read_cannot_be_kept() {
    for kind in KINDS {
        let kept = CheckSettings::default().with(kind, Policy::Keep);
        assert_eq!(kept.is_ok(), kind.can_be_kept(), "{}", kind.name());
    }
    assert_eq!(
        CheckSettings::default()
            .with(Kind::NotFinite, Policy::Keep)
            .unwrap_err()
            .to_string(),
        "expected not-finite to be dropped, or to stop, found the policy keep"
    );
}

/// Settings of any policies that can be.
fn settings() -> impl Strategy<Value = CheckSettings> {
    let policies = prop::collection::vec(
        prop::sample::select(vec![Policy::Keep, Policy::Drop, Policy::Stop]),
        KINDS.len(),
    );
    (policies, prop::sample::select(vec![3u64, 1000])).prop_map(|(policies, max_rejects)| {
        let settings = KINDS.iter().zip(policies).fold(
            CheckSettings::default(),
            |settings, (kind, policy)| {
                // Stopping at every fault would leave little to compare.
                let policy = if policy == Policy::Stop && *kind != Kind::Spike {
                    Policy::Drop
                } else {
                    policy
                };
                settings.clone().with(*kind, policy).unwrap_or(settings)
            },
        );
        CheckSettings {
            max_rejects,
            ..settings
        }
    })
}

/// Rows that wander, repeat, go back, jump away and come back, and some that are no rows.
fn faulty_rows() -> impl Strategy<Value = Vec<(i64, u64, u64, u8)>> {
    prop::collection::vec((-1i64..4, 0u64..3, 0u64..3, 0u8..40), 0..60)
}

fn write(
    rows: &[(i64, u64, u64, u8)],
    time: impl Fn(i64) -> String,
    row: impl Fn(&str, &str, &str) -> String,
) -> String {
    let mut ms = 0;
    let mut text = String::new();
    for (step, bid, spread, odd) in rows {
        ms += step;
        let level = if *odd == 1 { 200_000 } else { 110_000 };
        let price = |points: u64| format!("{}.{:05}", points / 100_000, points % 100_000);
        let line = match odd {
            2 => String::new(),
            3 => "no row".to_string(),
            _ => row(&time(ms), &price(level + bid), &price(level + bid + spread)),
        };
        text += &(line + "\n");
    }
    text
}

proptest! {
    #[test]
    fn pieces_read_apart_are_the_file_read_in_one(
        rows in faulty_rows(),
        settings in settings(),
        lines in prop::collection::vec(1usize..12, 0..20),
    ) {
        let text = HEADER.to_string()
            + &write(&rows, |ms| (START_MS as i64 + ms).to_string(), |time, bid, ask| format!("{time},{bid},{ask},1,1"));
        let whole = in_one("default", &settings, text.as_bytes());
        prop_assert_eq!(in_pieces("default", &settings, text.as_bytes(), &lines), whole);
    }

    #[test]
    fn hours_and_gaps_cross_pieces(
        rows in faulty_rows(),
        settings in settings(),
        lines in prop::collection::vec(1usize..12, 0..20),
    ) {
        let settings = CheckSettings { market: Some(market(50_000_000)), ..settings };
        let time = |step: i64| (START_MS as i64 + step * 20_000).to_string();
        let text = HEADER.to_string()
            + &write(&rows, time, |time, bid, ask| format!("{time},{bid},{ask},1,1"));
        let whole = in_one("default", &settings, text.as_bytes());
        prop_assert_eq!(in_pieces("default", &settings, text.as_bytes(), &lines), whole);
    }

    #[test]
    fn standing_prices_and_symbols_cross_pieces(
        rows in faulty_rows(),
        empty in prop::collection::vec(0u8..3, 60),
        lines in prop::collection::vec(1usize..12, 0..20),
    ) {
        let settings = dropping(&[Kind::Unparsable, Kind::OutOfOrder]);
        let at = std::cell::Cell::new(0);
        let text = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\n".to_string()
            + &write(&rows, |ms| format!("2025.01.02\t00:00:00.{:03}", 500 + ms), |time, bid, ask| {
                at.set(at.get() + 1);
                let (bid, ask) = [("", ask), (bid, ""), (bid, ask)][usize::from(empty[at.get() - 1])];
                format!("{time}\t{bid}\t{ask}\t\t")
            });
        let whole = in_one("metatrader", &settings, text.as_bytes());
        prop_assert_eq!(in_pieces("metatrader", &settings, text.as_bytes(), &lines), whole);
        let text = write(&rows, |ms| format!("20250102 00:00:00.{:03}", 500 + ms), |time, bid, ask| {
            format!("EUR/{},{time},{bid},{ask}", if bid.ends_with('2') { "USD" } else { "JPY" })
        });
        let whole = in_one("truefx", &settings, text.as_bytes());
        prop_assert_eq!(in_pieces("truefx", &settings, text.as_bytes(), &lines), whole);
    }

    #[test]
    fn the_hour_that_clocks_repeat_crosses_pieces(
        rows in faulty_rows(),
        minutes in 5i64..50,
        lines in prop::collection::vec(1usize..12, 0..20),
    ) {
        let settings = dropping(&[Kind::Unparsable, Kind::OutOfOrder]);
        // From 25 October 2025, 23:50 UTC, in steps of some minutes: 02:50 to 04:00 and again from 03:00.
        let start: jiff::Timestamp = "2025-10-25T23:50:00Z".parse().unwrap();
        let shown = |step: i64| {
            let instant = start + jiff::SignedDuration::from_mins(step * minutes / 5);
            instant.in_tz("Europe/Helsinki").unwrap().strftime("%Y.%m.%d %H:%M:%S%.3f").to_string()
        };
        let text = "Time (EET),Ask,Bid,AskVolume,BidVolume\n".to_string()
            + &write(&rows, shown, |time, bid, ask| format!("{time},{ask},{bid},1,1"));
        let whole = in_one("jforex-eet", &settings, text.as_bytes());
        prop_assert_eq!(in_pieces("jforex-eet", &settings, text.as_bytes(), &lines), whole);
    }
}

#[test]
fn threads_change_nothing() {
    let settings = dropping(&[Kind::Duplicate, Kind::OutOfOrder, Kind::Unparsable]);
    let rows: Vec<(i64, u64, u64, u8)> = (0..20_000u64)
        .map(|at| (at as i64 % 4 - 1, at % 7, at % 3, (at % 251) as u8))
        .collect();
    let text = HEADER.to_string()
        + &write(
            &rows,
            |ms| (START_MS as i64 + ms).to_string(),
            |time, bid, ask| format!("{time},{bid},{ask},1,1"),
        );
    let settings = CheckSettings {
        max_rejects: 100_000,
        ..settings
    };
    let whole = in_one("default", &settings, text.as_bytes());
    assert!(whole.ticks.len() > 5_000 && whole.rejected > 100);
    for threads in [1, 2, 3, 8] {
        for size in [text.len(), 100_000, 300_001] {
            let mut reader = reader("default", &settings);
            let mut ticks = TickColumns::default();
            for chunk in text.as_bytes().chunks(size) {
                reader.feed_on_threads(chunk, threads, &mut ticks).unwrap();
            }
            assert_eq!(
                outcome(reader, Ok(()), ticks),
                whole,
                "{threads} threads, {size} bytes"
            );
        }
    }
}
