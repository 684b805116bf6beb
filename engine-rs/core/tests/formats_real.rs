//! The readers on Dukascopy's own files, against Dukascopy's own candles. Skipped where the files are absent:
//! they may not be part of the project. `PYWORKSTATION_MARKET_DATA` names another folder than `../shared/market-data`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tick_engine::formats::bi5::{Candle, read_candles, read_ticks};
use tick_engine::formats::checks::{CheckSettings, Kind};
use tick_engine::formats::csv::CsvReader;
use tick_engine::formats::{FormatError, dialect, json};
use tick_engine::ticks::TickColumns;

const MINUTE_US: i64 = 60_000_000;
const HOUR_US: i64 = 60 * MINUTE_US;
const MILLIONS: i64 = 1_000_000;
/// (day folder, its midnight). The month folder is 0-based: 2019/01/04 is 4 February.
const DAYS: [(&str, i64); 2] = [
    ("bi5/EURUSD/2019/01/04", 1_549_238_400_000_000),
    ("bi5/EURUSD/2019/01/05", 1_549_324_800_000_000),
];

#[test]
fn two_days_of_bi5_hold_266219_ticks() {
    let Some(root) = market_data() else { return };
    let ticks: usize = DAYS
        .iter()
        .map(|(day, midnight)| day_ticks(&root.join(day), *midnight).len())
        .sum();
    assert_eq!(ticks, 266_219);
}

#[test]
fn minute_candles_rebuilt_from_ticks_are_dukascopys_own() {
    let Some(root) = market_data() else { return };
    for (day, midnight) in DAYS {
        let rebuilt = minute_candles(&day_ticks(&root.join(day), midnight), midnight);
        let theirs = candles(&root.join(day).join("BID_candles_min_1.bi5"), midnight);
        assert_eq!(theirs.len(), 1_440);
        for (ours, theirs) in rebuilt.iter().zip(&theirs) {
            assert_eq!(without_volume(ours), without_volume(theirs));
            assert!(
                (ours.volume - theirs.volume).abs() <= theirs.volume * 1e-6,
                "{ours:?} {theirs:?}"
            );
        }
        assert_eq!(rebuilt.len(), theirs.len());
    }
}

#[test]
fn hour_and_day_candles_are_read() {
    let Some(root) = market_data() else { return };
    let year = root.join("bi5/EURUSD/2019");
    assert_eq!(candles(&year.join("BID_candles_day_1.bi5"), 0).len(), 365);
    assert_eq!(
        candles(&year.join("01/BID_candles_hour_1.bi5"), 0).len(),
        28 * 24
    );
}

#[test]
fn an_empty_file_is_an_hour_without_ticks() {
    let Some(root) = market_data() else { return };
    assert_eq!(
        read_ticks(&bytes(&root.join("bi5/empty.bi5")), 0, MILLIONS),
        Ok(TickColumns::default())
    );
}

#[test]
fn a_real_export_of_2013_is_read() {
    let Some(root) = market_data() else { return };
    let data = bytes(&root.join("csv/CADJPY_tick_jforex2013.csv"));
    let found = dialect::detect(&data[..1000]).unwrap();
    assert_eq!(found.name, "dukascopy-2013");
    let ticks = read_csv(&found.name, 3, &data).unwrap();
    assert_eq!(ticks.len(), 52_948);
    // First and last row as they stand in the file: 01.05.2012 00:00:01.680,80.928,80.911,2.33,1.58
    assert_eq!(
        row(&ticks, 0),
        [1_335_830_401_680_000, 80_911, 80_928, 1_580_000, 2_330_000]
    );
    // 01.05.2012 23:59:50.267,81.393,81.377,2.33,1.58
    assert_eq!(
        row(&ticks, 52_947),
        [1_335_916_790_267_000, 81_377, 81_393, 1_580_000, 2_330_000]
    );
}

#[test]
fn an_hour_of_the_newer_service_makes_sense() {
    let Some(root) = market_data() else { return };
    let data = bytes(&root.join("other/jetta_ticks_EUR-USD_2026-7-13-12.json"));
    let read = json::read_ticks(&data, 5, 1, CheckSettings::default()).unwrap();
    let ticks = &read.ticks;
    // 2026-07-13 12:00 UTC; counted and added up by Python's json.
    let noon_us = 1_783_944_000_000_000;
    assert_eq!(
        row(ticks, 0),
        [noon_us + 93_000, 114_273, 114_277, 2_700_000, 1_800_000]
    );
    assert_eq!(ticks.len(), 3_551);
    assert!(
        ticks
            .ts_us
            .iter()
            .all(|us| (noon_us..noon_us + HOUR_US).contains(us))
    );
    assert!(ticks.ts_us.is_sorted());
    for kind in [
        Kind::Crossed,
        Kind::Duplicate,
        Kind::Spike,
        Kind::OutOfOrder,
    ] {
        assert_eq!(read.counts.of(kind), 0, "{}", kind.name());
    }
    assert!(ticks.bid.iter().all(|bid| (113_500..115_500).contains(bid)));
}

#[test]
fn a_headless_file_of_fx_bt_is_read() {
    let Some(root) = market_data() else { return };
    let data = bytes(&root.join("csv/FXBT_EURUSD_2014-01-01--22h_ticks.csv"));
    let ticks = read_csv("fx-bt", 5, &data).unwrap();
    assert_eq!(ticks.len(), 882);
    // 2014.01.01 22:00:58.616,1.37553,1.37637,0.10,0.10
    assert_eq!(
        row(&ticks, 0),
        [1_388_613_658_616_000, 137_553, 137_637, 100_000, 100_000]
    );
}

#[test]
fn a_file_of_new_york_is_read() {
    let Some(root) = market_data() else { return };
    let data = bytes(&root.join("csv/DC_EURUSD_20160104_NYC_EST.csv"));
    let ticks = read_csv("new-york", 5, &data).unwrap();
    assert_eq!(ticks.len(), 29_948);
    // 01/04/2016 08:00:00.062 in New York is 13:00 UTC: 16,804 days and 13 hours after the epoch.
    let first_us = (16_804 * 24 + 13) * HOUR_US + 62_000;
    assert_eq!(row(&ticks, 0), [first_us, 111_982, 111_983, 0, 0]);
    // 01/04/2016 16:59:59.490,1.11968,1.11977
    assert_eq!(
        row(&ticks, 29_947),
        [
            (16_804 * 24 + 22) * HOUR_US - 510_000,
            111_968,
            111_977,
            0,
            0
        ]
    );
}

#[test]
fn ticks_of_truefx_are_read() {
    let Some(root) = market_data() else { return };
    let data = bytes(&root.join("other/truefx_usdjpy.csv"));
    let found = dialect::detect(&data[..100]).unwrap();
    assert_eq!(found.name, "default-prices");
    let ticks = read_csv(&found.name, 3, &data).unwrap();
    assert_eq!(ticks.len(), 1_000);
    // 2013-01-01 22:00:00.295000+00:00,86.655,86.728
    assert_eq!(
        row(&ticks, 0),
        [1_357_077_600_295_000, 86_655, 86_728, 0, 0]
    );
}

#[test]
fn files_of_other_kinds_are_refused() {
    let Some(root) = market_data() else { return };
    let json = bytes(&root.join("other/jetta_ticks_EUR-USD_2026-7-13-12.json"));
    let hour = bytes(&root.join("bi5/EURUSD/2019/01/04/00h_ticks.bi5"));
    let headerless = bytes(&root.join("csv/FXBT_EURUSD_2014-01-01--22h_ticks.csv"));
    assert!(matches!(
        dialect::detect(&json),
        Err(FormatError::Foreign {
            looks_like: "JSON",
            ..
        })
    ));
    assert!(matches!(
        dialect::detect(&hour),
        Err(FormatError::Foreign { .. })
    ));
    assert!(matches!(
        dialect::detect(&headerless),
        Err(FormatError::UnknownHeader { .. })
    ));
    assert!(matches!(
        read_ticks(&json, 0, MILLIONS),
        Err(FormatError::Foreign {
            looks_like: "JSON",
            ..
        })
    ));
}

#[test]
fn a_real_hour_cut_anywhere_is_refused() {
    let Some(root) = market_data() else { return };
    let hour = bytes(&root.join("bi5/EURUSD/2019/01/04/22h_ticks.bi5"));
    for cut in (1..hour.len()).step_by(97).chain([hour.len() - 1]) {
        let found = read_ticks(&hour[..cut], 0, MILLIONS);
        assert!(
            matches!(found, Err(FormatError::Truncated { .. })),
            "{cut}: {found:?}"
        );
    }
}

fn market_data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/market-data");
    let root = std::env::var_os("PYWORKSTATION_MARKET_DATA").map_or(beside, PathBuf::from);
    root.is_dir().then_some(root)
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

fn read_csv(name: &str, digits: u8, data: &[u8]) -> Result<TickColumns, FormatError> {
    let mut ticks = TickColumns::default();
    let mut reader = CsvReader::new(dialect::by_name(name)?, digits, MILLIONS)?;
    for chunk in data.chunks(10_007) {
        reader.feed(chunk, &mut ticks)?;
    }
    reader.finish(&mut ticks)?;
    Ok(ticks)
}

fn row(ticks: &TickColumns, at: usize) -> [i64; 5] {
    [
        ticks.ts_us[at],
        ticks.bid[at],
        ticks.ask[at],
        ticks.bid_volume[at],
        ticks.ask_volume[at],
    ]
}

fn candles(path: &Path, start_us: i64) -> Vec<Candle> {
    read_candles(&bytes(path), start_us).unwrap()
}

fn day_ticks(folder: &Path, midnight_us: i64) -> TickColumns {
    let mut day = TickColumns::default();
    for hour in 0..24 {
        let data = bytes(&folder.join(format!("{hour:02}h_ticks.bi5")));
        let ticks = read_ticks(&data, midnight_us + hour * HOUR_US, MILLIONS).unwrap();
        day.ts_us.extend(ticks.ts_us);
        day.bid.extend(ticks.bid);
        day.ask.extend(ticks.ask);
        day.bid_volume.extend(ticks.bid_volume);
        day.ask_volume.extend(ticks.ask_volume);
    }
    day
}

/// Bid candles of every minute of a day; one without ticks repeats the last close, as Dukascopy's do.
fn minute_candles(ticks: &TickColumns, midnight_us: i64) -> Vec<Candle> {
    let mut minutes: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, ts_us) in ticks.ts_us.iter().enumerate() {
        minutes
            .entry((ts_us - midnight_us) / MINUTE_US)
            .or_default()
            .push(at);
    }
    let mut close = 0;
    let mut candles = Vec::new();
    for minute in 0..1_440 {
        let open_us = midnight_us + minute * MINUTE_US;
        let bids: Vec<i64> = minutes
            .get(&minute)
            .into_iter()
            .flatten()
            .map(|at| ticks.bid[*at])
            .collect();
        let units: i64 = minutes
            .get(&minute)
            .into_iter()
            .flatten()
            .map(|at| ticks.bid_volume[*at])
            .sum();
        let open = *bids.first().unwrap_or(&close);
        close = *bids.last().unwrap_or(&close);
        let (low, high) = (
            *bids.iter().min().unwrap_or(&open),
            *bids.iter().max().unwrap_or(&open),
        );
        candles.push(Candle {
            open_us,
            open,
            high,
            low,
            close,
            volume: units as f32 / MILLIONS as f32,
        });
    }
    candles
}

fn without_volume(candle: &Candle) -> Candle {
    Candle {
        volume: 0.0,
        ..*candle
    }
}
