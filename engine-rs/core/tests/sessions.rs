//! Sessions given as data: New York's by its rules, futures with a break, holidays, early closes, a date that was not.

#![expect(clippy::panic, reason = "a test may panic")]

use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use tick_engine::calendar::DayClose;
use tick_engine::fault::Fault;
use tick_engine::sessions::{SessionCalendar, SessionRules};
use tick_engine::span::{Boundary, Cut, Span};
use tick_engine::timeframe::Period;

/// A zone, its day's close, open intervals, holidays, early closes.
type Words = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

const FOREX: Words = (
    "America/New_York",
    "17:00",
    &[("Sun 17:00", "Fri 17:00")],
    &[],
    &[],
);

/// Chicago's index futures: a break of an hour each day.
const FUTURES: Words = (
    "America/Chicago",
    "17:00",
    &[
        ("Sun 17:00", "Mon 16:00"),
        ("Mon 17:00", "Tue 16:00"),
        ("Tue 17:00", "Wed 16:00"),
        ("Wed 17:00", "Thu 16:00"),
        ("Thu 17:00", "Fri 16:00"),
    ],
    &["2025-12-25"],
    &[("2025-11-28", "12:15")],
);

/// Shares in London, with the auction apart; every day of the week in Samoa, which had no 2011-12-30.
const LONDON: Words = (
    "Europe/London",
    "24:00",
    &[
        ("Mon 08:00", "Mon 16:30"),
        ("Tue 08:00", "Tue 16:30"),
        ("Wed 08:00", "Wed 16:30"),
        ("Wed 16:32", "Wed 16:37"),
        ("Thu 08:00", "Thu 16:30"),
        ("Fri 08:00", "Fri 16:30"),
    ],
    &["2025-04-18", "2025-04-21"],
    &[("2025-12-24", "12:30")],
);
const SYDNEY: Words = (
    "Australia/Sydney",
    "24:00",
    &[("Mon 00:00", "Sun 24:00")],
    &[],
    &[],
);
const SAMOA: Words = (
    "Pacific/Apia",
    "24:00",
    &[("Mon 00:00", "Mon 00:00")],
    &[],
    &[],
);

fn rules((zone, day_close, open, holidays, early): Words) -> SessionRules {
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let owned = pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        owned.collect()
    };
    let holidays: Vec<String> = holidays.iter().map(|day| (*day).to_owned()).collect();
    match SessionRules::parse(zone, day_close, &pairs(open), &holidays, &pairs(early)) {
        Ok(rules) => rules,
        Err(fault) => panic!("{zone}: {fault}"),
    }
}

fn cut(words: Words) -> Cut {
    match SessionCalendar::new(rules(words)) {
        Ok(calendar) => Cut {
            day_close: DayClose::Sessions(Arc::new(calendar)),
            ..Cut::default()
        },
        Err(fault) => panic!("{fault}"),
    }
}

fn us(iso: &str) -> i64 {
    match iso.parse::<Timestamp>() {
        Ok(instant) => instant.as_microsecond(),
        Err(error) => panic!("{iso}: {error}"),
    }
}

/// Rows of tick, start, open, close of the day that holds it.
fn check_days(words: Words, table: &str) {
    let cut = cut(words);
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let times: Vec<i64> = line.split_whitespace().map(us).collect();
        let span = Span::holding(times[0], Period::Day, &cut);
        assert_eq!(
            [span.start_us, span.open_us, span.close_us],
            times[1..],
            "{line}"
        );
    }
}

/// Chicago is UTC-6 in winter. An ordinary Tuesday, its break, a weekend; Christmas, a Thursday, whose evening session
/// from Wednesday 17:00 is closed too, so that the session of the 26th takes all in from Wednesday 16:00 on; the day
/// after Thanksgiving.
const FUTURES_DAYS: &str = "
    2025-12-09T15:00:00Z 2025-12-08T22:00:00Z 2025-12-08T23:00:00Z 2025-12-09T22:00:00Z
    2025-12-09T21:59:59Z 2025-12-08T22:00:00Z 2025-12-08T23:00:00Z 2025-12-09T22:00:00Z
    2025-12-09T22:30:00Z 2025-12-09T22:00:00Z 2025-12-09T23:00:00Z 2025-12-10T22:00:00Z
    2025-12-13T12:00:00Z 2025-12-12T22:00:00Z 2025-12-14T23:00:00Z 2025-12-15T22:00:00Z
    2025-12-25T12:00:00Z 2025-12-24T22:00:00Z 2025-12-25T23:00:00Z 2025-12-26T22:00:00Z
    2025-11-28T18:14:59Z 2025-11-27T22:00:00Z 2025-11-27T23:00:00Z 2025-11-28T18:15:00Z
    2025-11-28T18:15:00Z 2025-11-28T18:15:00Z 2025-11-30T23:00:00Z 2025-12-01T22:00:00Z
";

/// London is UTC in winter and UTC+1 in summer, from 2025-03-30 on. A Friday, the weekend of the change, a Wednesday with
/// its auction, Easter from Good Friday to Easter Monday, Christmas Eve.
const LONDON_DAYS: &str = "
    2025-03-28T12:00:00Z 2025-03-27T16:30:00Z 2025-03-28T08:00:00Z 2025-03-28T16:30:00Z
    2025-03-30T01:30:00Z 2025-03-28T16:30:00Z 2025-03-31T07:00:00Z 2025-03-31T15:30:00Z
    2025-04-02T15:36:59Z 2025-04-01T15:30:00Z 2025-04-02T07:00:00Z 2025-04-02T15:37:00Z
    2025-04-18T12:00:00Z 2025-04-17T15:30:00Z 2025-04-22T07:00:00Z 2025-04-22T15:30:00Z
    2025-12-24T12:29:59Z 2025-12-23T16:30:00Z 2025-12-24T08:00:00Z 2025-12-24T12:30:00Z
    2025-12-24T12:30:00Z 2025-12-24T12:30:00Z 2025-12-25T08:00:00Z 2025-12-25T16:30:00Z
";

/// Sydney set its clocks back from UTC+11 to UTC+10 on 2025-04-06 and on again on 2025-10-05: days of 25 and 23 hours.
const SYDNEY_DAYS: &str = "
    2025-04-06T00:00:00Z 2025-04-05T13:00:00Z 2025-04-05T13:00:00Z 2025-04-06T14:00:00Z
    2025-10-05T00:00:00Z 2025-10-04T14:00:00Z 2025-10-04T14:00:00Z 2025-10-05T13:00:00Z
";

/// Samoa went from UTC-10 to UTC+14 at the end of 2011-12-29.
const SAMOA_DAYS: &str = "
    2011-12-30T09:59:59Z 2011-12-29T10:00:00Z 2011-12-29T10:00:00Z 2011-12-30T10:00:00Z
    2011-12-30T10:00:00Z 2011-12-30T10:00:00Z 2011-12-30T10:00:00Z 2011-12-31T10:00:00Z
";

#[test]
fn days_are_what_the_rules_say() {
    check_days(FUTURES, FUTURES_DAYS);
    check_days(LONDON, LONDON_DAYS);
    check_days(SYDNEY, SYDNEY_DAYS);
    check_days(SAMOA, SAMOA_DAYS);
}

#[test]
fn weeks_and_months_are_made_of_whole_trading_days() {
    let cut = cut(LONDON);
    let span = |period, ts| {
        let span = Span::holding(us(ts), period, &cut);
        [span.start_us, span.open_us, span.close_us]
    };
    // Easter Monday is closed: its week opens on Tuesday.
    assert_eq!(
        span(Period::Week, "2025-04-23T12:00:00Z"),
        [
            "2025-04-17T15:30:00Z",
            "2025-04-22T07:00:00Z",
            "2025-04-25T15:30:00Z"
        ]
        .map(us)
    );
    // March 2025 ended on a Monday; February on Friday, the 28th.
    assert_eq!(
        span(Period::Months { count: 1 }, "2025-03-15T12:00:00Z"),
        [
            "2025-02-28T16:30:00Z",
            "2025-03-03T08:00:00Z",
            "2025-03-31T15:30:00Z"
        ]
        .map(us)
    );
}

#[test]
fn what_is_no_calendar_is_refused() {
    let (zone, close, _, _, _) = FOREX;
    let rows: [(Words, &str); 14] = [
        (
            ("America/Gotham", close, FOREX.2, &[], &[]),
            "zone: expected an IANA",
        ),
        (
            (zone, "17.00", FOREX.2, &[], &[]),
            "day_close: expected a time",
        ),
        (
            (zone, "00:00", FOREX.2, &[], &[]),
            "day_close: expected a time from",
        ),
        (
            (zone, close, &[], &[], &[]),
            "open: expected 1 to 1000 intervals, found 0",
        ),
        (
            (zone, close, &[("Sunday 17:00", "Fri 17:00")], &[], &[]),
            "open: expected a weekday",
        ),
        (
            (zone, close, &[("Sun", "Fri 17:00")], &[], &[]),
            "open: expected a weekday",
        ),
        (
            (
                zone,
                close,
                &[("Mon 09:00", "Mon 12:00"), ("Mon 11:00", "Mon 15:00")],
                &[],
                &[],
            ),
            "do not overlap",
        ),
        (
            (zone, close, FOREX.2, &["2025-02-30"], &[]),
            "dates: expected a date",
        ),
        (
            (zone, close, FOREX.2, &["25-12-25"], &[]),
            "dates: expected a date",
        ),
        (
            (zone, close, FOREX.2, &[], &[("2025-11-28", "25:00")]),
            "early_closes: expected a time",
        ),
        (
            (zone, close, &[("Mon 09:00", "Mon 09:00")], &[], &[]),
            "open: expected an interval that ends at another time than it begins (all week is Mon 00:00 to Mon 00:00), found 'Mon 09:00 to Mon 09:00'",
        ),
        (
            (zone, close, FOREX.2, &[], &[("2025-11-28", "17:00")]),
            "early_closes: expected a time between the open and the close of that date, found 2025-11-28 17:00",
        ),
        (
            (
                zone,
                close,
                &[("Fri 09:00", "Fri 16:00")],
                &[],
                &[("2025-11-28", "09:00")],
            ),
            "early_closes: expected a time between the open and the close of that date, found 2025-11-28 09:00",
        ),
        (
            (
                zone,
                close,
                FOREX.2,
                &[],
                &[("2025-11-28", "13:00"), ("2025-11-28", "14:00")],
            ),
            "early_closes: expected one early close of a date, found 2025-11-28 14:00",
        ),
    ];
    for ((zone, close, open, holidays, early), message) in rows {
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            let owned = pairs
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
            owned.collect()
        };
        let holidays: Vec<String> = holidays.iter().map(|day| (*day).to_owned()).collect();
        let rules = SessionRules::parse(zone, close, &pairs(open), &holidays, &pairs(early));
        let fault = rules.and_then(SessionCalendar::new).err();
        let text = fault.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(text.contains(message), "{text}");
        assert!(fault.is_some_and(|fault| fault.place().starts_with("session calendar")));
    }
}

/// A Saturday and a holiday have no hours to cut short; and what was read is told in the same words.
#[test]
fn rules_are_told_as_they_were_read() {
    let words: Words = (
        "America/Chicago",
        "17:00",
        &[("Sun 17:00", "Mon 16:00"), ("Sat 00:00", "Sun 24:00")],
        &["1999-12-31", "2025-12-25"],
        &[("2025-12-25", "00:00"), ("2025-12-26", "23:00")],
    );
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let owned = pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        owned.collect()
    };
    let rules = rules(words);
    assert_eq!(rules.open_words(), pairs(words.2));
    assert_eq!(rules.holiday_words(), words.3);
    assert_eq!(rules.early_close_words(), pairs(words.4));
    assert_eq!(rules.day_close_word(), words.1);
    assert!(
        SessionCalendar::new(SessionRules {
            open: vec![(0, 960)],
            ..rules
        })
        .is_ok()
    );
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        Just(Period::Day),
        Just(Period::Week),
        prop::sample::select(vec![1, 3, 12]).prop_map(|count| Period::Months { count }),
    ]
}

fn any_words() -> impl Strategy<Value = Words> {
    prop::sample::select(vec![FOREX, FUTURES, LONDON, SYDNEY, SAMOA])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn new_yorks_rules_as_data_are_the_days_built_in(
        ts_us in us("1905-01-01T00:00:00Z")..us("2150-01-01T00:00:00Z"), period in any_period(),
    ) {
        prop_assert_eq!(Span::holding(ts_us, period, &cut(FOREX)), Span::holding(ts_us, period, &Cut::default()));
    }

    #[test]
    fn a_session_holds_its_tick_and_the_next_begins_where_it_ends(
        ts_us in prop_oneof![any::<i64>(), us("1900-01-01T00:00:00Z")..us("2210-01-01T00:00:00Z"), us("2011-12-01T00:00:00Z")..us("2012-02-01T00:00:00Z")],
        period in any_period(), words in any_words(), is_right in any::<bool>(),
    ) {
        let boundary = if is_right { Boundary::Right } else { Boundary::Left };
        let cut = Cut { boundary, ..cut(words) };
        let span = Span::holding(ts_us, period, &cut);
        prop_assert!(span.start_us <= ts_us && ts_us <= span.last_us);
        prop_assert!(span.start_us <= span.open_us && span.open_us <= span.close_us);
        prop_assert_eq!(span, Span::holding(span.last_us, period, &cut));
        if let Some(after_us) = span.last_us.checked_add(1) {
            prop_assert_eq!(Span::holding(after_us, period, &cut).start_us, span.close_us);
        }
    }

    #[test]
    fn minutes_nest_in_sessions(ts_us in us("1900-01-01T00:00:00Z")..us("2210-01-01T00:00:00Z"), words in any_words(), period in any_period()) {
        let cut = cut(words);
        let [minute, session] = [Period::Fixed { width_us: 60_000_000 }, period].map(|period| Span::holding(ts_us, period, &cut));
        prop_assert!(session.start_us <= minute.start_us && minute.last_us <= session.last_us);
    }

    #[test]
    fn any_numbers_are_rules_or_a_fault(
        day_close in -10..2000_i64, open in prop::collection::vec((-10..11_000_i64, -10..11_000_i64), 0..6),
        holidays in prop::collection::vec(any::<i64>(), 0..5), early in prop::collection::vec((19_000..21_000_i64, -10..2000_i64), 0..5), ts_us in any::<i64>(),
    ) {
        let rules = SessionRules { zone: "America/Sao_Paulo".to_owned(), day_close, open, holidays, early_closes: early };
        if let Ok(calendar) = SessionCalendar::new(rules) {
            let cut = Cut { day_close: DayClose::Sessions(Arc::new(calendar)), ..Cut::default() };
            let span = Span::holding(ts_us, Period::Day, &cut);
            prop_assert!(span.start_us <= ts_us && ts_us <= span.last_us);
        }
    }
}
