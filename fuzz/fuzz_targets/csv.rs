#![no_main]
//! Any bytes in any dialect: no panic, and pieces that are read apart and joined are the file read in one.

use libfuzzer_sys::fuzz_target;
use tick_engine::formats::checks::{CheckSettings, KINDS, Policy};
use tick_engine::formats::csv::CsvReader;
use tick_engine::formats::dialect::DIALECTS;
use tick_engine::ticks::TickColumns;

fuzz_target!(|input: (u8, u16, [u8; 13], &[u8])| {
    let (dialect, cut, policies, text) = input;
    let dialect = &DIALECTS[usize::from(dialect) % DIALECTS.len()];
    let policy = |kind: usize| match policies[kind] % 3 {
        0 if KINDS[kind].can_be_kept() => Policy::Keep,
        1 if KINDS[kind].can_be_dropped() => Policy::Drop,
        _ => Policy::Stop,
    };
    let settings = CheckSettings {
        policies: std::array::from_fn(policy),
        ..CheckSettings::default()
    };
    let Ok(reader) = CsvReader::new(dialect, 5, 1_000_000) else {
        return;
    };
    let reader = reader.with_checks(settings);
    let (mut whole, mut ticks) = (reader.clone(), TickColumns::default());
    let end = whole.feed(text, &mut ticks).and_then(|()| whole.finish(&mut ticks));

    let line_end = |at: usize| text[at..].iter().position(|byte| *byte == b'\n').map(|end| at + end + 1);
    let Some(at) = line_end(usize::from(cut) % (text.len() + 1)) else {
        return;
    };
    let (before, after) = text.split_at(at);
    let last = after.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let (lines, rest) = after.split_at(last);
    let first_line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
    let chunk = reader.parse_chunk(first_line, lines);
    let (mut pieces, mut joined) = (reader, TickColumns::default());
    let joined_end = pieces
        .feed(before, &mut joined)
        .and_then(|()| pieces.join(lines, chunk, &mut joined))
        .and_then(|()| pieces.feed(rest, &mut joined))
        .and_then(|()| pieces.finish(&mut joined));
    assert_eq!((end, ticks, whole.counts()), (joined_end, joined, pieces.counts()));
    assert_eq!(whole.take_rejects(), pieces.take_rejects());
});
