#![no_main]
//! A saved state with any bytes changed, below a checksum that is right: no panic, and what is accepted takes ticks.

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tick_engine::mtf::MtfEngine;
use tick_engine::span::Cut;
use tick_engine::ticks::Tick;
use tick_engine::timeframe::Timeframe;

const HEAD: usize = 20;

/// The head's first bytes, and the body unpacked.
static SOUND: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let timeframes = ["M1", "D1", "T7", "K3"].map(|name| Timeframe::parse(name).expect("a timeframe"));
    let mut engine = MtfEngine::new(&timeframes, 50, Cut::default()).expect("they are few");
    (0..200).for_each(|at| {
        engine.on_tick(tick(at));
    });
    let bytes = engine.save(b"extra");
    let length = u64::from_le_bytes(bytes[12..HEAD].try_into().expect("eight bytes"));
    let body = lz4_flex::decompress(&bytes[HEAD..], length as usize).expect("we packed it");
    (bytes[..8].to_vec(), body)
});

fn tick(at: i64) -> Tick {
    Tick {
        ts_us: at * 9_000_000,
        bid: 114_000 + at % 17,
        ask: 114_010 + at % 13,
        bid_volume: at,
        ask_volume: 1,
    }
}

fuzz_target!(|input: (Vec<(u16, u8)>, Option<u16>, &[u8])| {
    let (changes, cut, more) = input;
    let (head, mut body) = SOUND.clone();
    for (at, byte) in changes {
        let at = usize::from(at) % body.len();
        body[at] = byte;
    }
    if let Some(cut) = cut {
        body.truncate(usize::from(cut));
    }
    body.extend_from_slice(more);
    let mut checked = (body.len() as u64).to_le_bytes().to_vec();
    checked.extend_from_slice(&lz4_flex::compress(&body));
    let crc = crc32fast::hash(&checked).to_le_bytes();
    let bytes = [&head[..], &crc, &checked].concat();
    if let Ok((mut engine, _)) = MtfEngine::restore(&bytes) {
        (200..260).for_each(|at| {
            engine.on_tick(tick(at));
        });
        assert!(MtfEngine::restore(&engine.save(b"")).is_ok());
    }
});
