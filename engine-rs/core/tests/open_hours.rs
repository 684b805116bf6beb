//! Open windows of a calendar, asked for in any order, and how much of a stretch is open.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use tick_engine::open_hours::{Market, MarketWatch, OpenHours};
use tick_engine::sessions::{SessionCalendar, SessionRules};

const HOUR_US: i64 = 3_600_000_000;

fn metal() -> Arc<SessionCalendar> {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri"];
    let open: Vec<_> = days
        .windows(2)
        .map(|day| (format!("{} 18:00", day[0]), format!("{} 17:00", day[1])))
        .collect();
    let early = [("2024-11-28".to_string(), "13:00".to_string())];
    let holidays = ["2024-12-25".to_string()];
    let rules = SessionRules::parse("America/New_York", "17:00", &open, &holidays, &early).unwrap();
    Arc::new(SessionCalendar::new(rules).unwrap())
}

fn us(iso: &str) -> i64 {
    iso.parse::<Timestamp>().unwrap().as_microsecond()
}

/// From, to, and the open hours between: in all, and the longest without a break. New York is UTC-5 then.
const STRETCHES: [(&str, &str, i64, i64); 7] = [
    ("2024-11-26T12:00:00Z", "2024-11-26T15:00:00Z", 3, 3),
    ("2024-11-26T20:00:00Z", "2024-11-27T02:00:00Z", 5, 3),
    // Thanksgiving: 13:00 is 18:00 UTC.
    ("2024-11-28T17:00:00Z", "2024-11-29T00:00:00Z", 2, 1),
    // A weekend.
    ("2024-11-29T21:00:00Z", "2024-12-02T00:00:00Z", 2, 1),
    // Christmas.
    ("2024-12-24T22:00:00Z", "2024-12-25T23:00:00Z", 0, 0),
    ("2024-12-24T20:00:00Z", "2024-12-26T03:00:00Z", 6, 4),
    ("2024-11-26T15:00:00Z", "2024-11-26T12:00:00Z", 0, 0),
];

#[test]
fn open_time_is_that_counted_by_hand() {
    let mut hours = OpenHours::new(metal());
    for (from, to, total, longest) in STRETCHES {
        let open = hours.open_time(us(from), us(to));
        assert_eq!(
            (open.total_us / HOUR_US, open.longest_us / HOUR_US),
            (total, longest),
            "{from} {to}"
        );
    }
}

#[test]
fn after_an_early_close_nothing_is_missing_and_no_tick_is_a_stray() {
    let mut watch = MarketWatch::new(&Market::of(metal()));
    let evening = us("2024-11-28T20:00:00Z");
    assert!(watch.at(evening).is_open);
    assert_eq!(watch.gap(evening, us("2024-11-28T22:00:00Z")), None);
    assert!(!watch.at(us("2024-12-25T12:00:00Z")).is_open);
}

#[test]
fn a_stretch_of_all_time_is_soon_told() {
    let open = OpenHours::new(metal()).open_time(i64::MIN, i64::MAX);
    // 299 years of 52 weeks of 5 days of 23 hours, and the rest.
    assert!((1_790_000..1_800_000).contains(&(open.total_us / HOUR_US)));
}

proptest! {
    #[test]
    fn windows_hold_what_was_asked_for_whatever_was_asked_before(asked in prop::collection::vec(any::<i64>(), 1..20)) {
        let calendar = metal();
        let mut hours = OpenHours::new(Arc::clone(&calendar));
        for ts_us in asked {
            let window = hours.at(ts_us);
            prop_assert_eq!(window, OpenHours::new(Arc::clone(&calendar)).at(ts_us));
            prop_assert!(window.from_us <= ts_us && (ts_us < window.to_us || ts_us == i64::MAX));
        }
    }
}
