//! Bars of time: grammar, alignment, and the New York day over changes of its clocks.

#![expect(clippy::panic, reason = "a test may panic")]

use jiff::Timestamp;
use proptest::prelude::*;
use tick_engine::calendar::DayClose;
use tick_engine::fault::Fault;
use tick_engine::span::{Boundary, Cut, Span};
use tick_engine::timeframe::{Period, Timeframe};

fn us(iso: &str) -> i64 {
    match iso.parse::<Timestamp>() {
        Ok(instant) => instant.as_microsecond(),
        Err(error) => panic!("{iso}: {error}"),
    }
}

fn timeframe(name: &str) -> Timeframe {
    Timeframe::parse(name).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

fn period(name: &str) -> Period {
    match timeframe(name) {
        Timeframe::Time(period) => period,
        Timeframe::Count(_) => panic!("{name} is not of time"),
    }
}

fn check_span(name: &str, cut: &Cut, ts: &str, [start, open, close]: [&str; 3]) {
    let span = Span::holding(us(ts), period(name), cut);
    assert_eq!(
        [span.start_us, span.open_us, span.close_us],
        [us(start), us(open), us(close)],
        "{name} at {ts}"
    );
}

const NAMES: &str = "
    S15 S15   M5 M5   H4 H4   D1 D1   m5 M5   d1 D1   5m M5   15s S15   15S S15   4h H4   4H H4   1D D1   1d D1
    S60 M1   60m H1   S90 S90   90m M90   H24 H24   M05 M5   H8784 H8784   S7 S7   M1440 H24
    W1 W1   1w W1   1W W1   MN1 MN1   mn3 MN3   1mo MN1   12MN MN12   T100 T100   t100 T100   V1000000 V1000000   R10 R10   K10 K10
    5min M5   15min M15   15Min M15   1minute M1   30minutes M30   30sec S30   1hour H1   4hours H4   2hr H2   1day D1   1week W1
    1MO MN1   3month MN3   1q MN3   2Q MN6   1y MN12   1Y MN12   100ticks T100
    hourly H1   daily D1   Daily D1   weekly W1   Weekly W1   monthly MN1   Monthly MN1   quarterly MN3   yearly MN12   D D1   W W1   h H1
    minute M1   min M1   Minute5 M5   min15 M15   Hour4 H4   Day1 D1   Month1 MN1   Week1 W1   Month3 MN3
";

#[test]
fn names_have_one_canonical_form() {
    for pair in NAMES.split_whitespace().collect::<Vec<_>>().chunks(2) {
        assert_eq!(timeframe(pair[0]).to_string(), pair[1], "{}", pair[0]);
        assert_eq!(timeframe(pair[1]), timeframe(pair[0]), "{}", pair[0]);
    }
}

#[test]
fn spaces_stand_around_and_between() {
    for (spaced, name) in [
        (" M5", "M5"),
        ("M5\t", "M5"),
        ("90 min", "M90"),
        ("1 h", "H1"),
        ("4 hours", "H4"),
        ("Minute 5", "M5"),
        ("t 100", "T100"),
    ] {
        assert_eq!(timeframe(spaced).to_string(), name, "{spaced}");
    }
}

#[test]
fn what_is_no_timeframe_is_refused() {
    let words = "M 5 M0 0m -5m M-5 M1.5 5M 1M X5 M5M 5m5 D2 2d D0 H8785 S99999999999999999999 H9223372036854775807 \
                 \u{41c}5 M\u{665} 5\u{5206} \u{0} W2 MN5 MN0 MN13 T0 100T 10R V K X1 MN T1000000000000001 \
                 s m T t q y mo 5T 240 5minn 1ms 1us day2 2weeks 5q 2y 0min min0 100tick5 Re10 5daily daily5 weekly2";
    for name in words
        .split_whitespace()
        .chain(["", " ", "M 5 m", "5 5 m", "1 M", "5 T", "M5 x"])
    {
        assert!(Timeframe::parse(name).is_err(), "{name}");
    }
    let mends = [
        ("1M", "minutes are written M1 or 1m, months MN1 or 1mo"),
        ("5T", "ticks are written T100, minutes M1 or 1min"),
        ("240", "minutes are written M240"),
        ("D2", "or hours from 1970 UTC on (H48)"),
        ("3weeks", "or hours from 1970 UTC on (H336)"),
        ("MN5", "do not divide a year"),
        ("2y", "a year"),
    ];
    for (name, mend) in mends {
        let fault = Timeframe::parse(name)
            .err()
            .map(|fault| (fault.found(), fault.mend()));
        let (found, told) = fault.unwrap_or_default();
        assert_eq!(found, format!("'{name}'"));
        assert!(told.contains(mend), "{name}: {told}");
    }
}

/// Rows of timeframe, side of the boundary, tick, open, close. Before the epoch, too, bars open at or before their ticks.
const INTRADAY: &str = "
    M1 left  2019-02-04T10:00:59.999999Z 2019-02-04T10:00:00Z 2019-02-04T10:01:00Z
    M1 left  2019-02-04T10:01:00Z        2019-02-04T10:01:00Z 2019-02-04T10:02:00Z
    M1 right 2019-02-04T10:01:00Z        2019-02-04T10:00:00Z 2019-02-04T10:01:00Z
    M1 right 2019-02-04T10:01:00.000001Z 2019-02-04T10:01:00Z 2019-02-04T10:02:00Z
    H4 left  2019-02-04T23:59:00Z        2019-02-04T20:00:00Z 2019-02-05T00:00:00Z
    S7 left  1969-12-31T23:59:59Z        1969-12-31T23:59:53Z 1970-01-01T00:00:00Z
    S7 left  1970-01-01T00:00:20Z        1970-01-01T00:00:14Z 1970-01-01T00:00:21Z
";

#[test]
fn intraday_bars_align_to_the_epoch() {
    for [name, boundary, ts, open, close] in rows(INTRADAY) {
        let boundary = if boundary == "left" {
            Boundary::Left
        } else {
            Boundary::Right
        };
        check_span(
            name,
            &Cut {
                boundary,
                ..Cut::default()
            },
            ts,
            [open, open, close],
        );
    }
}

/// Rows of tick, start, open, close. New York changed its clocks on 2019-03-10, 2019-11-03, 2025-03-09 and 2025-11-02,
/// at 2 in the morning: 17:00 there is 22:00 UTC in winter and 21:00 UTC in summer. First an ordinary winter day and
/// two ordinary summer days, then the weekends of the changes.
const NEW_YORK_DAYS: &str = "
    2019-02-05T12:00:00Z        2019-02-04T22:00:00Z 2019-02-04T22:00:00Z 2019-02-05T22:00:00Z
    2019-07-10T12:00:00Z        2019-07-09T21:00:00Z 2019-07-09T21:00:00Z 2019-07-10T21:00:00Z
    2019-07-10T21:00:00Z        2019-07-10T21:00:00Z 2019-07-10T21:00:00Z 2019-07-11T21:00:00Z

    2019-03-08T21:59:59.999999Z 2019-03-07T22:00:00Z 2019-03-07T22:00:00Z 2019-03-08T22:00:00Z
    2019-03-08T22:00:00Z        2019-03-08T22:00:00Z 2019-03-10T21:00:00Z 2019-03-11T21:00:00Z
    2019-03-09T12:00:00Z        2019-03-08T22:00:00Z 2019-03-10T21:00:00Z 2019-03-11T21:00:00Z
    2019-03-10T20:59:59.999999Z 2019-03-08T22:00:00Z 2019-03-10T21:00:00Z 2019-03-11T21:00:00Z
    2019-03-10T21:00:00Z        2019-03-08T22:00:00Z 2019-03-10T21:00:00Z 2019-03-11T21:00:00Z
    2019-03-11T21:00:00Z        2019-03-11T21:00:00Z 2019-03-11T21:00:00Z 2019-03-12T21:00:00Z

    2019-11-01T20:59:59.999999Z 2019-10-31T21:00:00Z 2019-10-31T21:00:00Z 2019-11-01T21:00:00Z
    2019-11-01T21:00:00Z        2019-11-01T21:00:00Z 2019-11-03T22:00:00Z 2019-11-04T22:00:00Z
    2019-11-03T06:30:00Z        2019-11-01T21:00:00Z 2019-11-03T22:00:00Z 2019-11-04T22:00:00Z
    2019-11-03T21:30:00Z        2019-11-01T21:00:00Z 2019-11-03T22:00:00Z 2019-11-04T22:00:00Z
    2019-11-04T22:00:00Z        2019-11-04T22:00:00Z 2019-11-04T22:00:00Z 2019-11-05T22:00:00Z

    2025-03-07T21:59:59Z        2025-03-06T22:00:00Z 2025-03-06T22:00:00Z 2025-03-07T22:00:00Z
    2025-03-09T21:00:00Z        2025-03-07T22:00:00Z 2025-03-09T21:00:00Z 2025-03-10T21:00:00Z
    2025-03-10T20:59:59Z        2025-03-07T22:00:00Z 2025-03-09T21:00:00Z 2025-03-10T21:00:00Z
    2025-10-31T20:59:59Z        2025-10-30T21:00:00Z 2025-10-30T21:00:00Z 2025-10-31T21:00:00Z
    2025-11-02T22:00:00Z        2025-10-31T21:00:00Z 2025-11-02T22:00:00Z 2025-11-03T22:00:00Z
    2025-11-03T22:00:00Z        2025-11-03T22:00:00Z 2025-11-03T22:00:00Z 2025-11-04T22:00:00Z
";

#[test]
fn days_close_at_17_in_new_york() {
    for [ts, span @ ..] in rows::<4>(NEW_YORK_DAYS) {
        check_span("D1", &Cut::default(), ts, span);
    }
}

const NEW_YORK_DAYS_RIGHT: &str = "
    2019-11-01T21:00:00Z        2019-10-31T21:00:00Z 2019-10-31T21:00:00Z 2019-11-01T21:00:00Z
    2019-11-01T21:00:00.000001Z 2019-11-01T21:00:00Z 2019-11-03T22:00:00Z 2019-11-04T22:00:00Z
    2019-11-04T22:00:00Z        2019-11-01T21:00:00Z 2019-11-03T22:00:00Z 2019-11-04T22:00:00Z
";

#[test]
fn a_tick_on_the_close_belongs_to_the_day_it_closes_when_asked() {
    let cut = Cut {
        boundary: Boundary::Right,
        ..Cut::default()
    };
    for [ts, span @ ..] in rows::<4>(NEW_YORK_DAYS_RIGHT) {
        check_span("D1", &cut, ts, span);
    }
}

const UTC_DAYS: &str = "
    2019-03-09T12:00:00Z 2019-03-09T00:00:00Z 2019-03-10T00:00:00Z
    2019-03-10T00:00:00Z 2019-03-10T00:00:00Z 2019-03-11T00:00:00Z
";

#[test]
fn utc_days_close_at_midnight_at_weekends_too() {
    let cut = Cut {
        day_close: DayClose::Utc,
        ..Cut::default()
    };
    for [ts, open, close] in rows(UTC_DAYS) {
        check_span("D1", &cut, ts, [open, open, close]);
    }
}

/// The words of each line that is not blank.
fn rows<const WORDS: usize>(table: &'static str) -> Vec<[&'static str; WORDS]> {
    let lines = table.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| words(line).unwrap_or_else(|| panic!("not {WORDS} words: {line}")))
        .collect()
}

fn words<const WORDS: usize>(line: &'static str) -> Option<[&'static str; WORDS]> {
    line.split_whitespace().collect::<Vec<_>>().try_into().ok()
}

fn any_cut() -> impl Strategy<Value = Cut> {
    let boundary = prop_oneof![Just(Boundary::Left), Just(Boundary::Right)];
    let day_close = prop_oneof![Just(DayClose::NewYork), Just(DayClose::Utc)];
    (boundary, day_close).prop_map(|(boundary, day_close)| Cut {
        boundary,
        day_close,
        ..Cut::default()
    })
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        Just(Period::Day),
        Just(Period::Week),
        prop::sample::select(vec![1, 2, 3, 4, 6, 12]).prop_map(|count| Period::Months { count }),
        (1..=60 * 60 * 24 * 7_i64).prop_map(|seconds| Period::Fixed {
            width_us: seconds * 1_000_000
        }),
    ]
}

/// Of all of `i64`, its ends, and the years in which there are markets.
fn any_time() -> impl Strategy<Value = i64> {
    let market = us("1900-01-01T00:00:00Z")..us("2100-01-01T00:00:00Z");
    prop_oneof![
        any::<i64>(),
        market,
        (0..1000_i64).prop_map(|back| i64::MAX - back),
        (0..1000_i64).prop_map(|on| i64::MIN + on)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_span_holds_its_tick_and_is_the_span_of_all_it_holds(ts_us in any_time(), period in any_period(), cut in any_cut()) {
        let span = Span::holding(ts_us, period, &cut);
        prop_assert!(span.start_us <= ts_us && ts_us <= span.last_us);
        prop_assert!(span.start_us <= span.open_us && span.open_us <= span.close_us);
        prop_assert_eq!(span, Span::holding(span.last_us, period, &cut));
        if let Some(after_us) = span.last_us.checked_add(1) {
            let next = Span::holding(after_us, period, &cut);
            prop_assert_eq!(next.start_us, span.close_us);
        }
    }

    #[test]
    fn every_boundary_of_an_upper_timeframe_is_one_of_what_nests_in_it(
        ts_us in any_time(), lower in any_period(), upper in any_period(), cut in any_cut(),
    ) {
        if lower.nests_in(upper, &cut.day_close) {
            let [lower, upper] = [lower, upper].map(|period| Span::holding(ts_us, period, &cut));
            prop_assert!(upper.start_us <= lower.start_us && lower.last_us <= upper.last_us);
        }
    }

    #[test]
    fn any_text_is_a_timeframe_or_a_fault(name in any::<String>()) {
        if let Ok(timeframe) = Timeframe::parse(&name) {
            prop_assert_eq!(Timeframe::parse(&timeframe.to_string()), Ok(timeframe));
        }
    }
}
