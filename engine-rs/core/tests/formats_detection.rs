//! What is found out about files, how sure, and what is not guessed.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};

use tick_engine::formats::FormatError;
use tick_engine::formats::column_map::ColumnMap;
use tick_engine::formats::detection::{
    Answer, Detection, Hints, Question, STATED_CONFIDENCE, Said, Sample, VolumeUnit, detect,
};
use tick_engine::formats::dialect::{DIALECTS, Header, Zone, by_name};

fn whole(text: &str) -> Sample<'_> {
    Sample {
        head: text.as_bytes(),
        later: &[],
        is_whole: true,
    }
}

/// Five digits, and a market with weekends.
fn hints() -> Hints<'static> {
    Hints {
        digits: 5,
        rests_at_weekends: true,
        ..Hints::default()
    }
}

fn found(text: &str, hints: &Hints) -> Detection {
    detect(whole(text), hints).unwrap()
}

fn answer(detection: &Detection, question: Question) -> &Answer {
    let of = |answer: &&Answer| answer.question == question;
    detection.answers.iter().find(of).unwrap()
}

/// A file is read by this dialect and zone, and nothing about it is in doubt.
fn settled(text: &str, hints: &Hints, dialect: &str, zone: &str) -> Detection {
    let detection = found(text, hints);
    let reading = detection.settled();
    assert!(
        reading.is_ok(),
        "{reading:?}
{text}"
    );
    let reading = reading.unwrap();
    assert_eq!(reading.dialect.name, dialect, "{text}");
    assert_eq!(reading.dialect.zone.name(), zone, "{text}");
    detection
}

/// A file that cannot be read without being told `question`; the message has all of `words`.
fn doubted(text: &str, hints: &Hints, question: Question, words: &[&str]) {
    let detection = found(text, hints);
    let error = detection.settled().unwrap_err();
    assert!(
        matches!(error, FormatError::Ambiguous { question: asked, .. } if asked == question),
        "{error}\n{text}"
    );
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "{message} lacks {word}");
    }
    assert!(answer(&detection, question).confidence < STATED_CONFIDENCE);
}

/// Rows of a Thursday, 2025-03-06, ten a second, by a writer of (time of day, bid, ask).
fn rows(write: impl Fn(&str, &str, &str) -> String) -> String {
    let row = |at: usize| {
        let (bid, ask) = (107_932 + at % 7, 107_935 + at % 7 + at % 3);
        let clock = format!("10:00:{:02}.{:03}", at / 10, at % 10 * 100);
        write(
            &clock,
            &format!("1.{:05}", bid - 100_000),
            &format!("1.{:05}", ask - 100_000),
        ) + "\n"
    };
    (0..100).map(row).collect()
}

#[test]
fn headers_of_the_table_tell_their_dialect() {
    for dialect in DIALECTS {
        let Header::Named([header, ..]) = dialect.header else {
            continue;
        };
        let detection = found(&format!("{header}\n"), &hints());
        assert_eq!(detection.reading.dialect.name, dialect.name);
        assert!(answer(&detection, Question::Layout).confidence > 0.9);
    }
    let text = "Time (EET),Ask,Bid,AskVolume,BidVolume\n".to_string()
        + &rows(|time, bid, ask| format!("2025.03.06 {time},{ask},{bid},0.75,1.5"));
    settled(&text, &hints(), "jforex-eet", "EET");
    let text = "timestamp,bid,ask\n".to_string()
        + &rows(|time, bid, ask| format!("2025-03-06T{time}Z,{bid},{ask}"));
    settled(&text, &hints(), "default-prices", "the offset in each row");
}

#[test]
fn rows_without_a_header_tell_their_dialect_by_their_form() {
    let utc = Hints {
        time_zone: Some(Zone::Utc),
        ..hints()
    };
    let text = rows(|time, bid, ask| format!("2025.03.06 {time},{bid},{ask},0.10,0.15"));
    settled(&text, &utc, "fx-bt", "UTC");
    doubted(
        &text,
        &hints(),
        Question::Zone,
        &["the zone of its times", "UTC", "other producers"],
    );
    let text = rows(|time, bid, ask| format!("2025-03-06 {time}000,{ask},{bid},0.75,1.5"));
    settled(&text, &hints(), "duka", "UTC");
    let text =
        rows(|time, bid, ask| format!("20250306 {},{bid}0,{ask}0,0", time.replace([':', '.'], "")));
    settled(&text, &hints(), "histdata", "-05:00");
    let text = rows(|time, bid, ask| format!("EUR/USD,20250306 {time},{bid},{ask}"));
    settled(&text, &hints(), "truefx", "UTC");
    let text = rows(|time, bid, ask| {
        format!(
            "2025.03.06 {time};{};{};0,75;1,5",
            ask.replace('.', ","),
            bid.replace('.', ",")
        )
    });
    settled(&text, &utc, "jforex-comma", "UTC");
    doubted(
        &text,
        &hints(),
        Question::Zone,
        &["nothing in the file tells it"],
    );
}

#[test]
fn other_layouts_are_spelled_out() {
    let utc = Hints {
        time_zone: Some(Zone::Utc),
        ..hints()
    };
    for (text, columns) in [
        (
            "Date;Time;Bid Price;Ask Price;Note\n".to_string()
                + &rows(|time, bid, ask| format!("06/03/2025;{time};{bid};{ask};x")),
            "date,time,bid,ask,-",
        ),
        (
            "pair,datetime,ask,bid,ask size\n".to_string()
                + &rows(|time, bid, ask| format!("EURUSD,2025/03/06 {time},{ask},{bid},0.75")),
            "symbol,time,ask,bid,ask_volume",
        ),
        (
            rows(|time, bid, ask| format!("2025/03/06 {time}|{ask}|{bid}|0.75|1.5")),
            "time,ask,bid,ask_volume,bid_volume",
        ),
    ] {
        let hints = Hints {
            file_name: "ticks_2025-03-06.csv",
            ..utc.clone()
        };
        let detection = settled(&text, &hints, "columns", "UTC");
        assert_eq!(detection.reading.dialect.column_names(), columns);
        let first = detection.first_rows[0];
        // 2025-03-06 10:00 UTC.
        assert_eq!(
            (first.ts_us, first.bid, first.ask),
            (1_741_255_200_000_000, 107_932, 107_935)
        );
    }
    let epoch =
        "ts,bid,ask\n".to_string() + &rows(|_, bid, ask| format!("1741255200000000,{bid},{ask}"));
    settled(&epoch, &hints(), "columns", "UTC");
    let nonsense = detect(whole("name,address\nAda,London\n"), &hints())
        .unwrap_err()
        .to_string();
    assert!(
        nonsense.starts_with("line 1: expected a header that names a time, a bid and an ask"),
        "{nonsense}"
    );
}

#[test]
fn day_and_month_are_told_apart_or_asked_for() {
    let row = |date: &str| rows(|time, bid, ask| format!("{date} {time},{bid},{ask}"));
    let new_york = Hints {
        time_zone: Some(Zone::parse("America/New_York").unwrap()),
        ..hints()
    };
    let month_first = "times as %m/%d/%Y %H:%M:%S.%f";
    let day_first = "times as %d/%m/%Y %H:%M:%S.%f";
    let order = |text: &str, hints: &Hints| {
        let detection = found(text, hints);
        let answer = answer(&detection, Question::DayOrder);
        (
            answer.choice.clone(),
            answer.confidence >= STATED_CONFIDENCE,
        )
    };
    assert_eq!(
        order(&row("03/13/2025"), &new_york),
        (month_first.to_string(), true)
    );
    assert_eq!(
        order(&row("13/03/2025"), &new_york),
        (day_first.to_string(), true)
    );
    // 1 February 2025 was a Saturday, 2 January a Thursday.
    assert_eq!(
        order(&row("02/01/2025"), &new_york),
        (day_first.to_string(), true)
    );
    assert_eq!(
        order(&row("01/02/2025"), &new_york),
        (month_first.to_string(), true)
    );
    // A Tuesday or a Thursday.
    assert_eq!(
        order(&row("05/06/2025"), &new_york),
        (month_first.to_string(), false)
    );
    let named = Hints {
        file_name: "EURUSD_20250206.csv",
        ..new_york.clone()
    };
    assert_eq!(
        order(&row("02/06/2025"), &named),
        (month_first.to_string(), true)
    );
    assert_eq!(
        order(&row("06/02/2025"), &named),
        (day_first.to_string(), true)
    );
    // Monday to Wednesday by one reading, three months by the other.
    let days = ["03/02/2025", "04/02/2025", "05/02/2025"].map(row).concat();
    assert_eq!(order(&days, &new_york), (day_first.to_string(), true));
    doubted(
        &row("06/02/2025"),
        &new_york,
        Question::DayOrder,
        &[
            "which number of its dates is the day",
            "2025-02-06T15:00:00.000Z, 116 days earlier",
            "can be read both ways",
        ],
    );
}

#[test]
fn what_the_user_says_of_a_layout_is_taken() {
    let row = |date: &str| rows(|time, bid, ask| format!("{date} {time},{bid},{ask}"));
    let said = |time: Option<&str>, delimiter: Option<&str>, comma: bool| Hints {
        said: Said::parse(time, delimiter, comma).unwrap(),
        time_zone: Some(Zone::Utc),
        ..hints()
    };
    // 2025-06-05 and 2025-05-06, 10:00 UTC; the rows say nothing of which.
    for (format, first_us) in [
        ("%d/%m/%Y %H:%M:%S.%f", 1_749_117_600_000_000),
        ("%m/%d/%Y %H:%M:%S.%f", 1_746_525_600_000_000),
    ] {
        let hints = said(Some(format), None, false);
        let detection = found(&row("05/06/2025"), &hints);
        detection.settled().unwrap();
        assert_eq!(detection.first_rows[0].ts_us, first_us);
        let order = answer(&detection, Question::DayOrder);
        assert_eq!(order.options, format!("--time-format \"{format}\""));
        assert_eq!(order.reasons, ["you said so"]);
    }
    // In two fields, where a known header has them so.
    let metatrader = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\n".to_string()
        + &rows(|time, bid, ask| format!("06.05.2025\t{time}\t{bid}\t{ask}\t\t"));
    let hints = said(Some("%d.%m.%Y %H:%M:%S.%f"), None, false);
    let detection = settled(&metatrader, &hints, "metatrader", "UTC");
    assert_eq!(detection.first_rows[0].ts_us, 1_746_525_600_000_000);
    // A blank between fields is found by nobody.
    let blanks = rows(|time, bid, ask| {
        let (bid, ask) = (bid.replace('.', ","), ask.replace('.', ","));
        format!("2025-03-06T{time} {bid} {ask}")
    });
    detect(whole(&blanks), &hints).unwrap_err();
    let detection = settled(&blanks, &said(None, Some(" "), true), "columns", "UTC");
    assert_eq!(detection.first_rows[0].bid, 107_932);
    for (time, delimiter) in [(Some("%d"), None), (None, Some("ab"))] {
        Said::parse(time, delimiter, false).unwrap_err();
    }
}

/// The options that a detection names spell out the reading that it found.
#[test]
fn the_options_that_are_named_give_the_reading_that_was_found() {
    for dialect in DIALECTS {
        let words = dialect.spelled_out();
        let split: Vec<String> = words.split(" --").map(str::to_string).collect();
        let value = |name: &str| {
            let of = |word: &&String| word.trim_start_matches("--").starts_with(name);
            let word = split.iter().find(of)?;
            Some(
                word.trim_start_matches("--")[name.len()..]
                    .trim()
                    .trim_matches('"'),
            )
        };
        let map = ColumnMap {
            columns: value("columns").unwrap(),
            time_format: value("time-format").unwrap(),
            decimal_comma: value("decimal-comma").is_some(),
            delimiter: value("delimiter"),
            time_zone: None,
            has_header: value("header").is_some(),
        };
        let found = map.dialect().unwrap();
        assert_eq!(found.columns, dialect.columns, "{words}");
        assert_eq!(found.delimiter, dialect.delimiter, "{words}");
        assert_eq!(found.decimal_mark, dialect.decimal_mark, "{words}");
        assert_eq!(found.time, dialect.time, "{words}");
        assert_eq!(found.spelled_out(), words);
    }
}

#[test]
fn a_bid_is_at_most_the_ask() {
    let utc = Hints {
        time_zone: Some(Zone::Utc),
        ..hints()
    };
    let swapped = rows(|time, bid, ask| format!("2025.03.06 {time},{ask},{bid},0.10,0.15"));
    let detection = settled(&swapped, &utc, "columns", "UTC");
    assert_eq!(answer(&detection, Question::Sides).choice, "ask before bid");
    assert_eq!(
        (detection.first_rows[0].bid, detection.first_rows[0].ask),
        (107_932, 107_935)
    );
    let flat = rows(|time, bid, _| format!("2025.03.06 {time},{bid},{bid},0.10,0.15"));
    doubted(
        &flat,
        &utc,
        Question::Sides,
        &["no spread of the sample is above 0"],
    );
    // The header says one thing, the prices another.
    let contradiction = "Gmt time,Ask,Bid,AskVolume,BidVolume\n".to_string()
        + &rows(|time, bid, ask| format!("13.03.2025 {time},{bid},{ask},0.75,1.5"));
    doubted(
        &contradiction,
        &hints(),
        Question::Sides,
        &["against its header", "100 of 100"],
    );
}

#[test]
fn volumes_tell_their_unit_or_it_is_asked_for() {
    let file = |volume: &str| {
        "Gmt time,Ask,Bid,AskVolume,BidVolume\n".to_string()
            + &rows(|time, bid, ask| format!("13.03.2025 {time},{ask},{bid},{volume},{volume}"))
    };
    for (volume, unit) in [
        ("0.75", VolumeUnit::Millions),
        ("1", VolumeUnit::Millions),
        ("750000", VolumeUnit::Units),
        ("0", VolumeUnit::Units),
    ] {
        let detection = settled(&file(volume), &hints(), "dukascopy-gmt", "UTC");
        assert_eq!(detection.reading.volume_unit, unit, "{volume}");
    }
    doubted(
        &file("750"),
        &hints(),
        Question::VolumeUnit,
        &["a typical volume is 750", "as units"],
    );
    let given = Hints {
        volume_unit: Some(VolumeUnit::Thousands),
        ..hints()
    };
    let detection = settled(&file("750"), &given, "dukascopy-gmt", "UTC");
    assert_eq!(detection.first_rows[0].bid_volume, 750_000);
}

#[test]
fn a_factor_of_ten_is_a_finding() {
    let text = "timestamp,bid,ask\n".to_string()
        + &rows(|time, bid, ask| format!("2025-03-06T{time}Z,{bid},{ask}"));
    let range = |low, high| Hints {
        price_range: Some((low, high)),
        ..hints()
    };
    settled(
        &text,
        &range(0.95, 1.25),
        "default-prices",
        "the offset in each row",
    );
    doubted(
        &text,
        &range(95.0, 125.0),
        Question::PriceScale,
        &["a typical price is 1.0793", "100 times too low"],
    );
    doubted(
        &text,
        &range(0.00095, 0.00125),
        Question::PriceScale,
        &["1000 times too high"],
    );
    doubted(
        &text,
        &range(9e6, 9.1e6),
        Question::PriceScale,
        &["the instrument's are from 9000000"],
    );
    let three = Hints {
        digits: 3,
        ..hints()
    };
    doubted(
        &text,
        &three,
        Question::PriceScale,
        &["more digits than the instrument's 3"],
    );
    let given = Hints {
        price_shift: Some(2),
        digits: 3,
        ..range(95.0, 125.0)
    };
    let detection = settled(&text, &given, "default-prices", "the offset in each row");
    assert_eq!(detection.first_rows[0].bid, 107_932);
}

#[test]
fn the_week_of_the_market_tells_the_zone() {
    // Friday's close and Sunday's opening of 7 and 9 March 2025 (New York's winter time until Sunday at 2).
    let file = |close: &str, opening: &str| {
        let row = |time: String| format!("{time},1.08310,1.08315,0.75,1.5\n");
        let friday = (0..50).map(|at| row(format!("{close}:{at:02}.000")));
        let sunday = (0..50).map(|at| row(format!("{opening}:{at:02}.000")));
        friday.chain(sunday).collect::<String>()
    };
    for (close, opening, zone) in [
        ("2025.03.07 21:59", "2025.03.09 21:00", "UTC"),
        ("2025.03.07 23:59", "2025.03.10 00:00", "new-york+7"),
        ("2025.03.07 16:59", "2025.03.09 17:00", "America/New_York"),
    ] {
        let detection = settled(&file(close, opening), &hints(), "fx-bt", zone);
        assert!(answer(&detection, Question::Zone).reasons[0].contains("17:00 New York"));
    }
    // In January two zones open so.
    let both = found(&file("2025.01.10 23:59", "2025.01.13 00:00"), &hints());
    assert!(answer(&both, Question::Zone).confidence < STATED_CONFIDENCE);
    // A header that the week contradicts.
    let headed = "Time (UTC),Ask,Bid,AskVolume,BidVolume\n".to_string()
        + &file("2025.03.07 23:59", "2025.03.10 00:00")
            .replace("1.08310,1.08315", "1.08315,1.08310");
    doubted(
        &headed,
        &hints(),
        Question::Zone,
        &[
            "its header says it; but ticks would then be of the weekend",
            "and in new-york+7 they would not",
        ],
    );
}

#[test]
fn times_that_could_say_their_zone_and_do_not_are_asked_for_it() {
    let file = |header: &str, day: &str, offset: &str| {
        header.to_string() + &rows(|time, bid, ask| format!("{day} {time}{offset},{bid},{ask}"))
    };
    let header = "timestamp,bid,ask\n";
    let named = |zone: &str| Hints {
        time_zone: Some(Zone::parse(zone).unwrap()),
        ..hints()
    };
    let bare = file(header, "2025-03-06", "");
    // This project's own layout has UTC where none is said: told, and known by the same reading as ever.
    let detection = settled(&bare, &hints(), "default-prices", "the offset in each row");
    let zone = answer(&detection, Question::Zone);
    assert_eq!((&*zone.choice, &*zone.options), ("UTC", "--time-zone=UTC"));
    assert_eq!(zone.alternatives[0].options, "--time-zone=EET");
    let utc_us = detection.first_rows[0].ts_us;
    // New York is five hours behind in winter.
    let detection = settled(
        &bare,
        &named("America/New_York"),
        "default-prices",
        "America/New_York",
    );
    assert_eq!(detection.first_rows[0].ts_us - utc_us, 5 * 3_600_000_000);
    // A Saturday's hour in UTC that is Friday's in New York.
    let night = file(header, "2025-03-08", "").replace(" 10:", " 00:");
    doubted(
        &night,
        &hints(),
        Question::Zone,
        &["in UTC ticks would be of the weekend"],
    );
    // Rows that say it, or count milliseconds, leave nothing open.
    for text in [
        file(header, "2025-03-06", "Z"),
        file(header, "2025-03-06", "-05:00"),
        format!("{header}1741255200000,1.0793,1.0794\n"),
    ] {
        let detection = settled(&text, &hints(), "default-prices", "the offset in each row");
        let mut questions = detection.answers.iter().map(|answer| answer.question);
        assert!(
            questions.all(|question| question != Question::Zone),
            "{text}"
        );
    }
    // Nothing is known of a layout that the user spells out.
    let spelled = |time_zone| ColumnMap {
        columns: "time,bid,ask",
        time_format: "iso",
        has_header: true,
        time_zone,
        decimal_comma: false,
        delimiter: None,
    };
    let hinted = |time_zone| Hints {
        dialect: Some(spelled(time_zone).dialect().unwrap()),
        ..hints()
    };
    doubted(
        &bare,
        &hinted(None),
        Question::Zone,
        &["nothing in the file tells it"],
    );
    settled(&bare, &hinted(Some("EET")), "columns", "EET");
}

#[test]
fn fields_may_stand_in_quotes() {
    let quoted = |line: &str, delimiter: &str| {
        let fields = line.split(delimiter).map(|field| format!("\"{field}\""));
        fields.collect::<Vec<_>>().join(delimiter)
    };
    let file = |header: &str, delimiter: &str, row: &dyn Fn(&str, &str, &str) -> String| {
        let body = rows(|time, bid, ask| quoted(&row(time, bid, ask), delimiter));
        format!("{}\n{body}", quoted(header, delimiter))
    };
    let header = "timestamp,bid,ask,bid_volume,ask_volume";
    let spaced = rows(|time, bid, ask| format!("2025-03-06T{time}Z, {bid}, {ask}, 1000000, 2"));
    let spaced = format!("{}\n{spaced}", header.replace(',', ", "));
    let detection = settled(&spaced, &hints(), "default", "the offset in each row");
    assert_eq!(detection.first_rows[0].ask, 107_935);
    let known = file(header, ",", &|time, bid, ask| {
        format!("2025-03-06T{time}Z,{bid},{ask},1000000,2500000")
    });
    settled(&known, &hints(), "default", "the offset in each row");
    let european = file(
        "Time (EET);Ask;Bid;AskVolume;BidVolume",
        ";",
        &|time, bid, ask| {
            let [bid, ask] = [bid, ask].map(|price| price.replace('.', ","));
            format!("2025.03.06 {time};{ask};{bid};0,75;1,5")
        },
    );
    let detection = settled(&european, &hints(), "jforex-eet-comma", "EET");
    assert_eq!(detection.first_rows[0].ask, 107_935);
    let noted = file("date,time,bid,ask,note", ",", &|time, bid, ask| {
        format!("2025.03.06,{time},{bid},{ask},n")
    })
    .replace("\"n\"", "\"slow, late\"");
    let utc = Hints {
        time_zone: Some(Zone::Utc),
        ..hints()
    };
    let detection = settled(&noted, &utc, "columns", "UTC");
    assert_eq!(
        detection.reading.dialect.column_names(),
        "date,time,bid,ask,-"
    );
    assert_eq!(detection.first_rows.len(), 5);
}

#[test]
fn a_header_stands_where_no_zone_leaves_the_weekend_without_ticks() {
    let header = "Gmt time,Ask,Bid,AskVolume,BidVolume\n";
    let row = |day: u32, hour: u32, minute: u32| {
        format!("{day:02}.03.2025 {hour:02}:{minute:02}:00.000,1.08315,1.08310,0.75,1.5\n")
    };
    // From Wednesday to the Tuesday after it, every day alike: a third of the ticks are of the weekend.
    let days = |hours: std::ops::Range<u32>| {
        let hours = move |day: u32| {
            hours
                .clone()
                .flat_map(move |hour| (0..3).map(move |third| row(day, hour, 20 * third)))
        };
        (5..12).flat_map(hours).collect::<String>()
    };
    let text = header.to_string() + &days(0..24);
    let detection = settled(&text, &hints(), "dukascopy-gmt", "UTC");
    let found = answer(&detection, Question::Zone);
    assert_eq!(
        found.reasons,
        [
            "its header says it",
            "its weekends have ticks in every zone"
        ]
    );
    assert!(found.confidence >= STATED_CONFIDENCE);
    // The long rest of a holiday, here from Wednesday to Friday, opens no week in any zone.
    let holiday = header.to_string()
        + &(0..60).map(|minute| row(5, 10, minute)).collect::<String>()
        + &(0..60).map(|minute| row(7, 10, minute)).collect::<String>();
    settled(&holiday, &hints(), "dukascopy-gmt", "UTC");
    // One Saturday's first hour is Friday's last in Eastern Europe: only the user can know.
    let night = header.to_string() + &(0..60).map(|minute| row(8, 0, minute)).collect::<String>();
    doubted(
        &night,
        &hints(),
        Question::Zone,
        &["and in EET or new-york+7 they would not"],
    );
}

#[test]
fn a_metatrader_file_wants_its_servers_zone() {
    let header = match by_name("metatrader").unwrap().header {
        Header::Named([header, ..]) => *header,
        _ => unreachable!("it has one"),
    };
    let text = format!("{header}\n")
        + &rows(|time, bid, ask| format!("2025.03.06\t{time}\t{bid}\t{ask}\t\t"));
    doubted(
        &text,
        &hints(),
        Question::Zone,
        &["--time-zone"].map(|_| "nothing in the file tells it"),
    );
    let named = Hints {
        time_zone: Some(Zone::parse("new-york+7").unwrap()),
        ..hints()
    };
    settled(&text, &named, "metatrader", "new-york+7");
}

#[test]
fn later_pieces_are_looked_at() {
    let row = |date: &str| rows(|time, bid, ask| format!("{date} {time},{bid},{ask}"));
    let (head, middle) = (row("01/02/2025"), row("01/17/2025"));
    let sample = Sample {
        head: &head.as_bytes()[..1000],
        later: &[&middle.as_bytes()[5..1000]],
        is_whole: false,
    };
    let detection = detect(sample, &hints()).unwrap();
    let order = answer(&detection, Question::DayOrder);
    assert_eq!(
        order.reasons[0],
        "the number 17 of a date can only be a day"
    );
    assert!(order.confidence > 0.99);
}

fn market_data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/market-data");
    let root = std::env::var_os("PYWORKSTATION_MARKET_DATA").map_or(beside, PathBuf::from);
    root.is_dir().then_some(root)
}

fn real(path: &str, hints: &Hints) -> Option<Detection> {
    let root = market_data()?;
    let data = std::fs::read(root.join(path)).unwrap();
    let (middle, end) = (data.len() / 2, data.len());
    let pieces = [
        &data[middle..middle + 20_000.min(end - middle)],
        &data[end - 20_000..],
    ];
    let sample = Sample {
        head: &data[..40_000],
        later: &pieces,
        is_whole: false,
    };
    Some(detect(sample, hints).unwrap())
}

#[test]
fn real_files_are_told_by_their_looks() {
    let range = |low, high| Some((low, high));
    let cad = Hints {
        digits: 3,
        price_range: range(65.0, 125.0),
        ..hints()
    };
    if let Some(detection) = real("csv/CADJPY_tick_jforex2013.csv", &cad) {
        assert_eq!(detection.reading.dialect.name, "dukascopy-2013");
        assert_eq!(detection.reading.volume_unit, VolumeUnit::Millions);
        assert!(matches!(
            detection.settled(),
            Err(FormatError::Ambiguous {
                question: Question::Zone,
                ..
            })
        ));
    }
    let eur = Hints {
        price_range: range(0.82, 1.6),
        ..hints()
    };
    let named = Hints {
        file_name: "DC_EURUSD_20160104_NYC_EST.csv",
        ..eur.clone()
    };
    if let Some(detection) = real("csv/DC_EURUSD_20160104_NYC_EST.csv", &named) {
        let reading = detection.settled().unwrap();
        assert_eq!(
            (&*reading.dialect.name, reading.dialect.zone.name().as_str()),
            ("new-york", "America/New_York")
        );
    }
    if let Some(detection) = real("csv/DC_EURUSD_20160104_NYC_EST.csv", &eur) {
        assert!(matches!(
            detection.settled(),
            Err(FormatError::Ambiguous {
                question: Question::DayOrder,
                ..
            })
        ));
    }
    let utc = Hints {
        time_zone: Some(Zone::Utc),
        ..eur.clone()
    };
    if let Some(detection) = real("csv/FXBT_EURUSD_2014-01-01--22h_ticks.csv", &utc) {
        assert_eq!(detection.settled().unwrap().dialect.name, "fx-bt");
    }
    let yen = Hints {
        digits: 3,
        price_range: range(75.0, 162.0),
        ..hints()
    };
    if let Some(detection) = real("other/truefx_usdjpy.csv", &yen) {
        assert_eq!(detection.settled().unwrap().dialect.name, "default-prices");
    }
}

mod anything {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_bytes_panic(
            head in prop::collection::vec(any::<u8>(), 0..300),
            later in prop::collection::vec(any::<u8>(), 0..100),
            text in "[0-9a-zA-Z<>.,;:\t\n /-]{0,300}",
            shift in prop::option::of(any::<i8>()),
        ) {
            for head in [&head[..], text.as_bytes()] {
                let pieces = [&later[..]];
                let hints = Hints { price_range: Some((0.9, 1.2)), price_shift: shift, file_name: "a_20250306_EST.csv", ..hints() };
                for is_whole in [false, true] {
                    let _ = detect(Sample { head, later: &pieces, is_whole }, &hints).map(|found| found.settled().is_ok());
                }
            }
        }
    }
}
