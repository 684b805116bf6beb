//! A row or two of every dialect, as their producers write them, and the ticks they are by hand.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use tick_engine::formats::FormatError;
use tick_engine::formats::column_map::ColumnMap;
use tick_engine::formats::csv::CsvReader;
use tick_engine::formats::dialect::{Dialect, Zone, by_name};
use tick_engine::ticks::TickColumns;

const MILLIONS: i64 = 1_000_000;

/// All ticks of a file in this dialect at five digits, as (time, bid, ask, bid volume, ask volume).
fn ticks(dialect: &Dialect, text: &str) -> Result<Vec<[i64; 5]>, FormatError> {
    let mut out = TickColumns::default();
    let mut reader = CsvReader::new(dialect, 5, MILLIONS)?;
    reader.feed(text.as_bytes(), &mut out)?;
    reader.finish(&mut out)?;
    Ok((0..out.len())
        .map(|at| {
            let columns = [
                &out.ts_us,
                &out.bid,
                &out.ask,
                &out.bid_volume,
                &out.ask_volume,
            ];
            columns.map(|column| column[at])
        })
        .collect())
}

/// A file's times, as text in UTC, by jiff.
fn check_times(dialect: &Dialect, text: &str, expected: &[&str]) {
    let times: Vec<String> = ticks(dialect, text)
        .unwrap()
        .iter()
        .map(|tick| {
            jiff::Timestamp::from_microsecond(tick[0])
                .unwrap()
                .to_string()
        })
        .collect();
    assert_eq!(times, expected, "{text}");
}

fn check(name: &str, text: &str, expected: &[(&str, i64, i64, i64, i64)]) {
    let expected: Vec<[i64; 5]> = expected
        .iter()
        .map(|(time, bid, ask, bid_volume, ask_volume)| {
            let time: jiff::Timestamp = time.parse().unwrap();
            [time.as_microsecond(), *bid, *ask, *bid_volume, *ask_volume]
        })
        .collect();
    assert_eq!(ticks(by_name(name).unwrap(), text), Ok(expected), "{name}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_dialect_reads_what_its_producer_writes() {
    check(
        "jforex-eet",
        "Time (EET),Ask,Bid,AskVolume,BidVolume \r\n2025.01.02 01:02:14.945,1.03545,1.03542,0.9,1.8\r\n",
        &[(
            "2025-01-01T23:02:14.945Z",
            103_542,
            103_545,
            1_800_000,
            900_000,
        )],
    );
    check(
        "jforex-utc",
        "Time (UTC),Ask,Bid,AskVolume,BidVolume\n2025.01.02 01:02:14.945,1.03545,1.03542,0.9,1.8\n",
        &[(
            "2025-01-02T01:02:14.945Z",
            103_542,
            103_545,
            1_800_000,
            900_000,
        )],
    );
    // Eastern Europe is three hours ahead in August.
    check(
        "jforex-eet-comma",
        "Time (EET);Ask;Bid;AskVolume;BidVolume\n2025.08.01 00:00:00.005;1,14172;1,14126;0,9;1,25\n",
        &[(
            "2025-07-31T21:00:00.005Z",
            114_126,
            114_172,
            1_250_000,
            900_000,
        )],
    );
    check(
        "jforex-comma",
        "2025.08.01 00:00:00.005;1,14172;1,14126;0,9;0,9\n",
        &[(
            "2025-08-01T00:00:00.005Z",
            114_126,
            114_172,
            900_000,
            900_000,
        )],
    );
    check(
        "dukascopy-node",
        "timestamp,askPrice,bidPrice,askVolume,bidVolume\n1741219200123,1.07935,1.07932,0.75,1.12\n",
        &[(
            "2025-03-06T00:00:00.123Z",
            107_932,
            107_935,
            1_120_000,
            750_000,
        )],
    );
    check(
        "dukascopy-node-prices",
        "timestamp,askPrice,bidPrice\n1741219200123,1.07935,1.07932\n",
        &[("2025-03-06T00:00:00.123Z", 107_932, 107_935, 0, 0)],
    );
    check(
        "dukascopy-python",
        "timestamp,bidPrice,askPrice,bidVolume,askVolume\n\
         2025-09-30 15:00:00.080000+00:00,1.17432,1.17433,131.1199951171875,9.999999974752427e-07\n\
         2025-09-30 15:00:00.580000+00:00,1.17432,1.17433,0.8999999761581421,1.5\n\
         2025-09-30 15:00:01+00:00,1.17432,1.17433,100.25,1.7000000476837158\n",
        &[
            ("2025-09-30T15:00:00.08Z", 117_432, 117_433, 131_120_000, 1),
            (
                "2025-09-30T15:00:00.58Z",
                117_432,
                117_433,
                900_000,
                1_500_000,
            ),
            (
                "2025-09-30T15:00:01Z",
                117_432,
                117_433,
                100_250_000,
                1_700_000,
            ),
        ],
    );
    check(
        "duka",
        "2017-02-01 00:00:00.108000,1.07975,1.07972,1.5,0.75\r\n2017-02-01 00:00:01,1.07976,1.07972,1.5,0.75\r\n",
        &[
            (
                "2017-02-01T00:00:00.108Z",
                107_972,
                107_975,
                750_000,
                1_500_000,
            ),
            ("2017-02-01T00:00:01Z", 107_972, 107_976, 750_000, 1_500_000),
        ],
    );
    check(
        "fx-bt",
        "2014.01.01 22:00:58.616,1.37553,1.37637,0.10,0.15\r\n",
        &[(
            "2014-01-01T22:00:58.616Z",
            137_553,
            137_637,
            100_000,
            150_000,
        )],
    );
    check(
        "new-york",
        "01/04/2016 08:00:00.062,1.11982,1.11983\n",
        &[("2016-01-04T13:00:00.062Z", 111_982, 111_983, 0, 0)],
    );
    check(
        "histdata",
        "20120201 000003660,1.306600,1.306770,0\n20120701 000003660,1.306600,1.306770,0\n",
        &[
            ("2012-02-01T05:00:03.66Z", 130_660, 130_677, 0, 0),
            ("2012-07-01T05:00:03.66Z", 130_660, 130_677, 0, 0),
        ],
    );
    check(
        "truefx",
        "EUR/USD,20130101 21:59:59.981,1.32023,1.32054\n",
        &[("2013-01-01T21:59:59.981Z", 132_023, 132_054, 0, 0)],
    );
    check(
        "export",
        "timestamp,bid,ask,bid_volume_units,ask_volume_units\n2013-01-01T22:00:00.295001Z,1.30000,1.30010,1,100\n",
        &[(
            "2013-01-01T22:00:00.295001Z",
            130_000,
            130_010,
            MILLIONS,
            100 * MILLIONS,
        )],
    );
    check(
        "default-prices",
        "timestamp,bid,ask\n2013-01-01 22:00:00.295000+00:00,86.655,86.728\n",
        &[("2013-01-01T22:00:00.295Z", 8_665_500, 8_672_800, 0, 0)],
    );
}

#[test]
fn an_empty_price_of_metatrader_stands() {
    let text = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\r\n\
        2025.01.02\t00:00:00.351\t\t1.03549\t\t\t4\r\n\
        2025.01.02\t00:00:00.451\t1.03540\t\t\t\t2\r\n\
        2025.01.02\t00:00:01.000\t\t1.03551\t\t\t4\r\n\
        2025.01.02\t00:00:02.000\t1.03541\t1.03550\t\t\t6\r\n";
    // The first row has no bid yet: no tick.
    check(
        "metatrader-flags",
        text,
        &[
            ("2025-01-02T00:00:00.451Z", 103_540, 103_549, 0, 0),
            ("2025-01-02T00:00:01Z", 103_540, 103_551, 0, 0),
            ("2025-01-02T00:00:02Z", 103_541, 103_550, 0, 0),
        ],
    );
    let short = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\n2025.01.02\t00:00:00\t1.03540\t1.03549\t\t\n";
    check(
        "metatrader",
        short,
        &[("2025-01-02T00:00:00Z", 103_540, 103_549, 0, 0)],
    );
    // The server's clock: two hours ahead of UTC in winter, three in New York's summer, also while Europe has winter.
    let server = by_name("metatrader")
        .unwrap()
        .in_zone(Zone::parse("new-york+7").unwrap());
    let row = |date: &str| format!("{date}\t00:00:00\t1.1\t1.2\t\t\n");
    let text = ["2025.01.02", "2025.03.20", "2025.07.02", "2025.10.30"]
        .map(row)
        .concat();
    check_times(
        &server,
        &format!("<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\n{text}"),
        &[
            "2025-01-01T22:00:00Z",
            "2025-03-19T21:00:00Z",
            "2025-07-01T21:00:00Z",
            "2025-10-29T21:00:00Z",
        ],
    );
}

#[test]
fn a_file_of_two_symbols_is_refused() {
    let text = "EUR/USD,20130101 21:59:59.981,1.32023,1.32054\nUSD/JPY,20130101 22:00:00.000,1.32023,1.32054\n";
    assert_eq!(
        ticks(by_name("truefx").unwrap(), text)
            .unwrap_err()
            .to_string(),
        "line 2: expected the symbol EUR/USD, found 'USD/JPY'"
    );
}

#[test]
fn clocks_of_eastern_europe_change_on_the_last_sundays() {
    let eet = by_name("jforex-eet").unwrap();
    let file = |times: &[&str]| {
        let row = |time: &&str| format!("{time},1.2,1.1,1,1\n");
        let rows: String = times.iter().map(row).collect();
        format!("Time (EET),Ask,Bid,AskVolume,BidVolume\n{rows}")
    };
    // 30 March 2025, 01:00 UTC: from 02:59:59 to 04:00:00.
    check_times(
        eet,
        &file(&["2025.03.30 02:59:59.999", "2025.03.30 04:00:00.000"]),
        &["2025-03-30T00:59:59.999Z", "2025-03-30T01:00:00Z"],
    );
    assert_eq!(
        ticks(eet, &file(&["2025.03.30 03:30:00.000"]))
            .unwrap_err()
            .to_string(),
        "line 2: expected a time that the clocks of EET show, found '2025.03.30 03:30:00.000'"
    );
    // 26 October 2025, 01:00 UTC: from 03:59:59 back to 03:00:00.
    check_times(
        eet,
        &file(&[
            "2025.10.26 02:59:59.000",
            "2025.10.26 03:00:00.000",
            "2025.10.26 03:59:59.000",
            "2025.10.26 03:00:00.000",
            "2025.10.26 03:59:59.500",
            "2025.10.26 04:00:00.000",
        ]),
        &[
            "2025-10-25T23:59:59Z",
            "2025-10-26T00:00:00Z",
            "2025-10-26T00:59:59Z",
            "2025-10-26T01:00:00Z",
            "2025-10-26T01:59:59.5Z",
            "2025-10-26T02:00:00Z",
        ],
    );
}

#[test]
fn clocks_of_new_york_change_in_march_and_november() {
    let new_york = by_name("new-york").unwrap();
    let row = |time: &str| format!("{time},1.1,1.2\n");
    // 13 March 2016, 07:00 UTC, and 6 November 2016, 06:00 UTC.
    check_times(
        new_york,
        &["03/13/2016 01:59:59.999", "03/13/2016 03:00:00.000"]
            .map(row)
            .concat(),
        &["2016-03-13T06:59:59.999Z", "2016-03-13T07:00:00Z"],
    );
    assert!(ticks(new_york, &row("03/13/2016 02:00:00.000")).is_err());
    check_times(
        new_york,
        &[
            "11/06/2016 01:59:00.000",
            "11/06/2016 01:00:00.000",
            "11/06/2016 02:00:00.000",
        ]
        .map(row)
        .concat(),
        &[
            "2016-11-06T05:59:00Z",
            "2016-11-06T06:00:00Z",
            "2016-11-06T07:00:00Z",
        ],
    );
}

const MAP: ColumnMap = ColumnMap {
    columns: "time,bid,ask",
    time_format: "iso",
    decimal_comma: false,
    delimiter: None,
    time_zone: None,
    has_header: false,
};

#[test]
fn a_column_map_reads_what_no_dialect_does() {
    let at = |time: &str| time.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    let noon = at("2025-03-06T12:00:00.5Z");
    for (map, text, expected) in [
        (
            MAP,
            "2025-03-06T12:00:00.5Z,1.1,1.2\n",
            [noon, 110_000, 120_000, 0, 0],
        ),
        (
            ColumnMap {
                columns: "-,ask,bid,time,ask_volume,-",
                time_format: "epoch-us",
                ..MAP
            },
            "x,1.2,1.1,1741262400500000,3,y\n",
            [noon, 110_000, 120_000, 0, 3_000_000],
        ),
        (
            ColumnMap {
                time_format: "epoch-s",
                ..MAP
            },
            "1741262400.5,1.1,1.2\n",
            [noon, 110_000, 120_000, 0, 0],
        ),
        (
            ColumnMap {
                time_format: "epoch-ms",
                ..MAP
            },
            "1741262400500,1.1,1.2\n",
            [noon, 110_000, 120_000, 0, 0],
        ),
        (
            ColumnMap {
                time_format: "epoch-ns",
                has_header: true,
                ..MAP
            },
            "whatever this says\n1741262400500000000,1.1,1.2\n",
            [noon, 110_000, 120_000, 0, 0],
        ),
        (
            ColumnMap {
                columns: "date,time,bid,ask,bid_volume",
                time_format: "%d/%m/%Y %H:%M:%S.%f",
                decimal_comma: true,
                time_zone: Some("Europe/Helsinki"),
                ..MAP
            },
            "06/03/2025;14:00:00.5;1,1;1,2;0,25\n",
            [noon, 110_000, 120_000, 250_000, 0],
        ),
        (
            ColumnMap {
                time_format: "%Y%m%d%H%M%S%f",
                delimiter: Some("tab"),
                ..MAP
            },
            "20250306120000500\t1.1\t1.2\n",
            [noon, 110_000, 120_000, 0, 0],
        ),
        (
            ColumnMap {
                time_format: "%F %T.%f %z",
                delimiter: Some("|"),
                ..MAP
            },
            "2025-03-06 14:00:00.5 +0200|1.1|1.2\n",
            [noon, 110_000, 120_000, 0, 0],
        ),
        (
            ColumnMap {
                time_format: "%F %T",
                time_zone: Some("-05:00"),
                ..MAP
            },
            "2025-03-06 07:00:00.5,1.1,1.2\n",
            [noon, 110_000, 120_000, 0, 0],
        ),
    ] {
        let dialect = map.dialect().unwrap();
        assert_eq!(ticks(&dialect, text), Ok(vec![expected]), "{text}");
    }
}

#[test]
fn a_column_map_that_cannot_be_is_refused() {
    let columns = "expected columns such as time,bid,ask,bid_volume,ask_volume, found ";
    let pattern = "expected a pattern such as %Y-%m-%d %H:%M:%S.%f, or one of epoch-s, epoch-ms, epoch-us, epoch-ns, iso, found ";
    for (map, message) in [
        (ColumnMap { columns: "time,bid", ..MAP }, format!("{columns}'time,bid': time, bid and ask are needed, each once")),
        (
            ColumnMap { columns: "time,bid,ask,bid", ..MAP },
            format!("{columns}'time,bid,ask,bid': time, bid and ask are needed, each once"),
        ),
        (
            ColumnMap { columns: "time,bid,ask,price", ..MAP },
            format!("{columns}'time,bid,ask,price': known are date, time, bid, ask, bid_volume, ask_volume, symbol and -"),
        ),
        (
            ColumnMap { columns: "time,bid,ask,symbol,symbol", ..MAP },
            format!("{columns}'time,bid,ask,symbol,symbol': a column occurs twice"),
        ),
        (
            ColumnMap { columns: "date,bid,ask,time", ..MAP },
            format!("{columns}'date,bid,ask,time': date stands right before time"),
        ),
        (
            ColumnMap { decimal_comma: true, delimiter: Some(","), ..MAP },
            format!("{columns}',': a comma cannot be both delimiter and mark"),
        ),
        (
            ColumnMap { delimiter: Some("1"), ..MAP },
            format!("{columns}'1': a delimiter is a tab, a blank or one of , ; | : ^ ~"),
        ),
        (
            ColumnMap { time_format: "%Y-%m-%d", ..MAP },
            format!("{pattern}'%Y-%m-%d': the seconds, %S, come last but for %f and %z"),
        ),
        (
            ColumnMap { time_format: "%Y-%m %H:%M:%S", ..MAP },
            format!("{pattern}'%Y-%m %H:%M:%S': one of %Y %m %d %H %M is missing"),
        ),
        (
            ColumnMap { time_format: "%b %d %Y %H:%M:%S", ..MAP },
            format!("{pattern}'%b %d %Y %H:%M:%S': only %Y %m %d %H %M %S %f %z %F %T and %% are known"),
        ),
        (
            ColumnMap { time_format: "%F %T", delimiter: Some(" "), ..MAP },
            format!("{pattern}'%F %T': the delimiter occurs in it"),
        ),
        (
            ColumnMap { time_format: "%F %T%z", time_zone: Some("UTC"), ..MAP },
            format!("{pattern}'%F %T%z': %z says the zone: no time zone is needed"),
        ),
        (
            ColumnMap { time_format: "%F %T", time_zone: Some("Mars/Olympus"), ..MAP },
            "expected UTC, an offset such as +02:00, an IANA time zone such as Europe/Helsinki, or new-york+7, \
             found 'Mars/Olympus'"
                .to_string(),
        ),
    ] {
        assert_eq!(map.dialect().unwrap_err().to_string(), message);
    }
}
