#![no_main]
//! Any bytes as an answer of Dukascopy's newer service: no panic, and ticks in order.

use libfuzzer_sys::fuzz_target;
use tick_engine::formats::checks::CheckSettings;
use tick_engine::formats::json::read_ticks;

fuzz_target!(|data: &[u8]| {
    if let Ok(read) = read_ticks(data, 5, 1, CheckSettings::default()) {
        assert!(read.ticks.ts_us.is_sorted());
    }
});
