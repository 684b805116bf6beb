#![no_main]
//! Any bytes as `.bi5`: no panic, and never more than the cap.

use libfuzzer_sys::fuzz_target;
use tick_engine::formats::bi5::{read_candles, read_checked};
use tick_engine::formats::checks::CheckSettings;

fuzz_target!(|input: (i64, i64, bool, &[u8])| {
    let (start_us, scale, has_header, body) = input;
    // Most random bytes are no LZMA: a sound header in front lets the decoder see them.
    let header: &[u8] = if has_header { b"\x5d\0\0\x40\0\xff\xff\xff\xff\xff\xff\xff\xff" } else { b"" };
    let data = [header, body].concat();
    if let Ok(read) = read_checked(&data, start_us, scale, CheckSettings::default()) {
        assert!(read.ticks.len() <= 4_000_000);
    }
    let _ = read_candles(&data, start_us);
});
