#![no_main]
//! Any words as a column map: no panic, and one that is accepted reads rows.

use libfuzzer_sys::fuzz_target;
use tick_engine::formats::column_map::ColumnMap;
use tick_engine::formats::csv::CsvReader;
use tick_engine::ticks::TickColumns;

fuzz_target!(|input: (&str, &str, bool, bool, Option<&str>, Option<&str>, &[u8])| {
    let (columns, time_format, decimal_comma, has_header, delimiter, time_zone, text) = input;
    let map = ColumnMap { columns, time_format, decimal_comma, delimiter, time_zone, has_header };
    if let Ok(dialect) = map.dialect() {
        let mut reader = CsvReader::new(&dialect, 5, 1).expect("its zone was checked");
        let mut ticks = TickColumns::default();
        let _ = reader.feed(text, &mut ticks).and_then(|()| reader.finish(&mut ticks));
    }
});
