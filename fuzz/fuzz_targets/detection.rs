#![no_main]
//! Any bytes as a file's head and another piece: no panic, and a settled reading makes a reader.

use libfuzzer_sys::fuzz_target;
use tick_engine::formats::detection::{Hints, Sample, detect};

fuzz_target!(|input: (&str, bool, u8, &[u8], &[u8])| {
    let (file_name, is_whole, digits, later, head) = input;
    let hints = Hints {
        file_name,
        digits: digits % 12,
        price_range: Some((0.9, 1.3)),
        rests_at_weekends: true,
        ..Hints::default()
    };
    let pieces = [later];
    let sample = Sample { head, later: &pieces, is_whole };
    if let Ok(found) = detect(sample, &hints)
        && let Ok(reading) = found.settled()
    {
        assert!(reading.reader(hints.digits, 1).is_ok() || hints.digits > 9);
    }
});
