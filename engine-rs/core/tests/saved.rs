//! What is saved comes back, and what is not whole does not.

#![expect(clippy::panic, reason = "a test may panic")]

mod random_ticks;

use std::sync::Arc;

use proptest::prelude::*;
use random_ticks::*;
use tick_engine::calendar::DayClose;
use tick_engine::fault::Fault;
use tick_engine::mtf::MtfEngine;
use tick_engine::saved::{SavedError, VERSION};
use tick_engine::sessions::{SessionCalendar, SessionRules};
use tick_engine::span::{Cut, Empty};
use tick_engine::ticks::Tick;

fn restored(bytes: &[u8]) -> (MtfEngine, Vec<u8>) {
    MtfEngine::restore(bytes).unwrap_or_else(|fault| panic!("{fault}"))
}

fn some_cut() -> impl Strategy<Value = Cut> {
    let rules = SessionRules {
        zone: "Europe/London".to_owned(),
        day_close: 1440,
        open: vec![(480, 990), (1920, 2430)],
        holidays: vec![18_000],
        early_closes: vec![(17_999, 700)],
    };
    let sessions = SessionCalendar::new(rules).map(|calendar| Cut {
        day_close: DayClose::Sessions(Arc::new(calendar)),
        ..Cut::default()
    });
    let sessions = sessions.unwrap_or_else(|fault| panic!("{fault}"));
    let empty = prop_oneof![Just(Empty::Skip), Just(Empty::Flat)];
    (prop_oneof![any_cut(), Just(sessions)], empty).prop_map(|(cut, empty)| Cut { empty, ..cut })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_restored_engine_goes_on_as_if_nothing_had_been(
        ticks in any_ticks(), cut in some_cut(), depth in 1..300_usize, at in 0..600_usize, tolerance_us in 0..9_000_000_i64,
        names in prop::sample::subsequence(vec!["M15", "M45", "H1", "H4", "D1", "W1", "MN1", "T9", "V50", "R20", "K7"], 1..12),
    ) {
        let timeframes: Vec<_> = names.iter().map(|name| timeframe(name)).collect();
        let (before, after) = ticks.split_at(at.min(ticks.len()));
        let mut engine = engine(&timeframes, depth, cut).with_late_tolerance(tolerance_us);
        engine.on_ticks(columns(before).view());
        let saved = engine.save(b"indicators");
        let (mut restored, extra) = restored(&saved);
        prop_assert_eq!(&extra[..], b"indicators");
        prop_assert_eq!(&restored.save(b"indicators"), &saved);
        prop_assert_eq!(restored.snapshot(), engine.snapshot());
        prop_assert_eq!(restored.on_ticks(columns(after).view()), engine.on_ticks(columns(after).view()));
        prop_assert_eq!(restored.dump(), engine.dump());
        prop_assert_eq!(restored.jumps(), engine.jumps());
        prop_assert_eq!(restored.save(&[]), engine.save(&[]));
    }

    #[test]
    fn a_damaged_state_is_refused(at in any::<prop::sample::Index>(), bit in 0..8_u8, cut in any::<prop::sample::Index>()) {
        let saved = sample();
        let mut damaged = saved.clone();
        damaged[at.index(saved.len())] ^= 1 << bit;
        prop_assert!(MtfEngine::restore(&damaged).is_err());
        prop_assert!(MtfEngine::restore(&saved[..cut.index(saved.len())]).is_err());
    }

    #[test]
    fn any_bytes_are_an_engine_or_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(MtfEngine::restore(&bytes).is_err());
        // The same behind a head that is in order: only the body is to be doubted.
        let packed = lz4_flex::compress(&bytes);
        let mut checked = (bytes.len() as u64).to_le_bytes().to_vec();
        checked.extend(packed);
        let head = [&b"PWMTF\n"[..], &VERSION.to_le_bytes(), &crc32fast::hash(&checked).to_le_bytes()].concat();
        let _ = MtfEngine::restore(&[head, checked].concat());
    }
}

fn sample() -> Vec<u8> {
    let mut engine = engine(&["S1", "M1", "T5"].map(timeframe), 100, Cut::default());
    for second in 0..200 {
        engine.on_tick(Tick {
            ts_us: second * 700_000,
            bid: 100 + second % 7,
            ask: 103 + second % 5,
            bid_volume: second,
            ask_volume: 1,
        });
    }
    engine.save(&[])
}

#[test]
fn each_kind_of_damage_is_named() {
    let saved = sample();
    assert!(MtfEngine::restore(&saved).is_ok());
    let fault = |bytes: &[u8]| {
        MtfEngine::restore(bytes)
            .err()
            .map(|fault| fault.to_string())
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        fault(b"time,open"),
        text("saved state: expected the saved state of an engine, found 9 bytes of something else")
    );
    let mut newer = saved.clone();
    newer[6] = 9;
    assert_eq!(
        fault(&newer),
        text("saved state: expected a saved state of version 3, found version 9")
    );
    let mend = MtfEngine::restore(&newer).err().map(|fault| fault.mend());
    assert!(mend.is_some_and(|mend| mend.contains("newer pyworkstation")));
    assert_eq!(
        MtfEngine::restore(&saved[..saved.len() - 1]).err(),
        Some(SavedError::Damaged {
            what: "another checksum".to_owned()
        })
    );
}
