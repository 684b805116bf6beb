//! The layouts of tick files that are known: one row each. A new one is one more row.

use std::borrow::Cow::Borrowed;

use super::dialect::Column::{Ask, AskVolume, Bid, BidVolume, Ignored, Symbol, Time};
use super::dialect::{Column, Dialect, EpochUnit, Header, TimeFormat};
use super::time_pattern::Pattern;
use super::zone::Zone;

const DAY_FIRST: TimeFormat = TimeFormat::Pattern(Pattern::new("dd.MM.yyyy HH:mm:ss"));
const YEAR_FIRST: TimeFormat = TimeFormat::Pattern(Pattern::new("yyyy.MM.dd HH:mm:ss"));
const MONTH_FIRST: TimeFormat = TimeFormat::Pattern(Pattern::new("MM/dd/yyyy HH:mm:ss"));
const DASHED: TimeFormat = TimeFormat::Pattern(Pattern::new("yyyy-MM-dd HH:mm:ss"));
const TABBED: TimeFormat = TimeFormat::Pattern(Pattern::new("yyyy.MM.dd\tHH:mm:ss"));
const COMPACT: TimeFormat = TimeFormat::Pattern(Pattern::new("yyyyMMdd HH:mm:ss"));
const DENSE: TimeFormat = TimeFormat::Pattern(Pattern::new("yyyyMMdd HHmmssSSS"));
const EPOCH: TimeFormat = TimeFormat::Epoch(EpochUnit::Milliseconds);

const ASK_FIRST: &[Column] = &[Time, Ask, Bid, AskVolume, BidVolume];
const BID_FIRST: &[Column] = &[Time, Bid, Ask, BidVolume, AskVolume];
/// What most rows share: no header, commas, points, times of UTC, volumes in millions.
const PLAIN: Dialect = Dialect {
    name: Borrowed(""),
    description: Borrowed(""),
    header: Header::Absent,
    delimiter: b',',
    decimal_mark: b'.',
    columns: Borrowed(BID_FIRST),
    time: DASHED,
    zone: Zone::Utc,
    time_example: Borrowed(""),
    has_volumes_in_units: false,
    has_widened_volumes: false,
    has_standing_prices: false,
};

/// Every dialect.
pub static DIALECTS: &[Dialect] = &[
    Dialect {
        name: Borrowed("default"),
        description: Borrowed(
            "This project's own: epoch milliseconds or ISO 8601 (UTC where no offset is given), bid before ask",
        ),
        header: Header::Named(&["timestamp,bid,ask,bid_volume,ask_volume"]),
        time: TimeFormat::EpochMillisOrIso,
        zone: Zone::IsoOffset,
        time_example: Borrowed("1741219200123 or 2025-03-06T00:00:00.123Z"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("export"),
        description: Borrowed(
            "What `pyworkstation ticks` writes: the default with volumes in units",
        ),
        header: Header::Named(&["timestamp,bid,ask,bid_volume_units,ask_volume_units"]),
        time: TimeFormat::EpochMillisOrIso,
        zone: Zone::IsoOffset,
        time_example: Borrowed("2025-03-06T00:00:00.123Z"),
        has_volumes_in_units: true,
        ..PLAIN
    },
    Dialect {
        name: Borrowed("default-prices"),
        description: Borrowed("This project's own without volumes"),
        header: Header::Named(&["timestamp,bid,ask"]),
        columns: Borrowed(&[Time, Bid, Ask]),
        time: TimeFormat::EpochMillisOrIso,
        zone: Zone::IsoOffset,
        time_example: Borrowed("1741219200123 or 2025-03-06T00:00:00.123Z"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("dukascopy-gmt"),
        description: Borrowed("Dukascopy's website, times in GMT"),
        header: Header::Named(&["Gmt time,Ask,Bid,AskVolume,BidVolume"]),
        columns: Borrowed(ASK_FIRST),
        time: DAY_FIRST,
        time_example: Borrowed("31.07.2011 23:00:00.652"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("dukascopy-local"),
        description: Borrowed(
            "Dukascopy's website, local times with their offset from GMT in each row",
        ),
        header: Header::Named(&["Local time,Ask,Bid,AskVolume,BidVolume"]),
        columns: Borrowed(ASK_FIRST),
        time: DAY_FIRST,
        zone: Zone::GmtOffset,
        time_example: Borrowed("31.07.2011 23:00:00.652 GMT+0200"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("dukascopy-2013"),
        description: Borrowed(
            "Dukascopy's exports of about 2013; the zone is not stated and read as UTC",
        ),
        header: Header::Named(&["Time,Ask,Bid,AskVolume,BidVolume"]),
        columns: Borrowed(ASK_FIRST),
        time: DAY_FIRST,
        zone: Zone::Unstated,
        time_example: Borrowed("01.05.2012 00:00:01.680"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("jforex-eet"),
        description: Borrowed("JForex on the desktop, Eastern European time with daylight saving"),
        header: Header::Named(&["Time (EET),Ask,Bid,AskVolume,BidVolume"]),
        columns: Borrowed(ASK_FIRST),
        time: YEAR_FIRST,
        zone: Zone::Named(Borrowed("EET")),
        time_example: Borrowed("2025.01.02 01:02:14.945"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("jforex-utc"),
        description: Borrowed("JForex on the desktop, times in UTC"),
        header: Header::Named(&[
            "Time (UTC),Ask,Bid,AskVolume,BidVolume",
            "Time (GMT),Ask,Bid,AskVolume,BidVolume",
        ]),
        columns: Borrowed(ASK_FIRST),
        time: YEAR_FIRST,
        time_example: Borrowed("2025.01.02 01:02:14.945"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("jforex-eet-comma"),
        description: Borrowed(
            "JForex on a European desktop: semicolons, decimal commas, Eastern European time",
        ),
        header: Header::Named(&["Time (EET);Ask;Bid;AskVolume;BidVolume"]),
        delimiter: b';',
        decimal_mark: b',',
        columns: Borrowed(ASK_FIRST),
        time: YEAR_FIRST,
        zone: Zone::Named(Borrowed("EET")),
        time_example: Borrowed("2025.08.01 00:00:00.005"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("jforex-utc-comma"),
        description: Borrowed(
            "JForex on a European desktop: semicolons, decimal commas, times in UTC",
        ),
        header: Header::Named(&[
            "Time (UTC);Ask;Bid;AskVolume;BidVolume",
            "Time (GMT);Ask;Bid;AskVolume;BidVolume",
        ]),
        delimiter: b';',
        decimal_mark: b',',
        columns: Borrowed(ASK_FIRST),
        time: YEAR_FIRST,
        time_example: Borrowed("2025.08.01 00:00:00.005"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("jforex-comma"),
        description: Borrowed(
            "JForex on a European desktop without its header; the zone is not stated",
        ),
        delimiter: b';',
        decimal_mark: b',',
        columns: Borrowed(ASK_FIRST),
        time: YEAR_FIRST,
        zone: Zone::Unstated,
        time_example: Borrowed("2025.08.01 00:00:00.005"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("dukascopy-node"),
        description: Borrowed("dukascopy-node with volumes"),
        header: Header::Named(&["timestamp,askPrice,bidPrice,askVolume,bidVolume"]),
        columns: Borrowed(ASK_FIRST),
        time: EPOCH,
        time_example: Borrowed("1741219200123"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("dukascopy-node-prices"),
        description: Borrowed("dukascopy-node without volumes"),
        header: Header::Named(&["timestamp,askPrice,bidPrice"]),
        columns: Borrowed(&[Time, Ask, Bid]),
        time: EPOCH,
        time_example: Borrowed("1741219200123"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("dukascopy-python"),
        description: Borrowed("dukascopy-python, whose volumes are printed 32-bit floats"),
        header: Header::Named(&["timestamp,bidPrice,askPrice,bidVolume,askVolume"]),
        zone: Zone::IsoOffset,
        time_example: Borrowed("2025-09-30 15:00:00.080000+00:00"),
        has_widened_volumes: true,
        ..PLAIN
    },
    Dialect {
        name: Borrowed("duka"),
        description: Borrowed("duka: no header, ask before bid, UTC"),
        columns: Borrowed(ASK_FIRST),
        time_example: Borrowed("2017-02-01 00:00:00.108000"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("fx-bt"),
        description: Borrowed("FX-BT style: no header, bid before ask, UTC"),
        time: YEAR_FIRST,
        time_example: Borrowed("2014.01.01 22:00:58.616"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("new-york"),
        description: Borrowed("Month first, New York time: no header, bid before ask, no volumes"),
        columns: Borrowed(&[Time, Bid, Ask]),
        time: MONTH_FIRST,
        zone: Zone::Named(Borrowed("America/New_York")),
        time_example: Borrowed("01/04/2016 08:00:00.062"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("metatrader"),
        description: Borrowed(
            "MetaTrader 5 and Quant Data Manager: tabs, an empty price stands, the server's time",
        ),
        header: Header::Named(&["<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>"]),
        delimiter: b'\t',
        columns: Borrowed(&[Time, Bid, Ask, Ignored, Ignored]),
        time: TABBED,
        zone: Zone::Unstated,
        time_example: Borrowed("2025.01.02\t00:00:00.351"),
        has_standing_prices: true,
        ..PLAIN
    },
    Dialect {
        name: Borrowed("metatrader-flags"),
        description: Borrowed(
            "MetaTrader 5 with flags: tabs, an empty price stands, the server's time",
        ),
        header: Header::Named(&["<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>"]),
        delimiter: b'\t',
        columns: Borrowed(&[Time, Bid, Ask, Ignored, Ignored, Ignored]),
        time: TABBED,
        zone: Zone::Unstated,
        time_example: Borrowed("2025.01.02\t00:00:00.351"),
        has_standing_prices: true,
        ..PLAIN
    },
    Dialect {
        name: Borrowed("histdata"),
        description: Borrowed(
            "HistData: no header, New York's winter time all year, its volume is always 0",
        ),
        columns: Borrowed(&[Time, Bid, Ask, Ignored]),
        time: DENSE,
        zone: Zone::Fixed(-300),
        time_example: Borrowed("20120201 000003660"),
        ..PLAIN
    },
    Dialect {
        name: Borrowed("truefx"),
        description: Borrowed("TrueFX: no header, the symbol in each row, UTC"),
        columns: Borrowed(&[Symbol, Time, Bid, Ask]),
        time: COMPACT,
        time_example: Borrowed("20130101 21:59:59.981"),
        ..PLAIN
    },
];
