//! How fast tick files are read, each beside the floor under it: line counting for CSV, bare LZMA for `.bi5`.
//!
//! `cargo bench -p tick-engine --bench formats`; a throughput of 10 Melem/s is 10 million ticks a second on one core.

#![expect(clippy::expect_used, reason = "a bench may panic")]

use std::fmt::Write;
use std::hint::black_box;
use std::io::Read;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use liblzma::bufread::XzDecoder;
use liblzma::stream::{Action, LzmaOptions, Stream};
use tick_engine::formats::bi5::read_ticks;
use tick_engine::formats::checks::CheckSettings;
use tick_engine::formats::csv::CsvReader;
use tick_engine::formats::dialect::{self, Dialect, Header};
use tick_engine::formats::json;
use tick_engine::ticks::TickColumns;

const ROWS: usize = 200_000;
const CHUNK: usize = 4 << 20;
const START_MS: u64 = 1_741_219_200_000;
const MILLIONS: i64 = 1_000_000;

/// (dialect, name of the time's form, how a row is written).
type Writer = fn(&Quote) -> String;
const FORMS: [(&str, &str, Writer); 9] = [
    ("default", "epoch", |tick| {
        format!("{},{},{}", tick.ms, tick.prices(false), tick.volumes())
    }),
    ("default", "iso", |tick| {
        format!("{}Z,{},{}", tick.iso(), tick.prices(false), tick.volumes())
    }),
    ("dukascopy-gmt", "dotted", |tick| {
        format!("{},{},{}", tick.dotted(), tick.prices(true), tick.volumes())
    }),
    ("dukascopy-gmt", "noisy", |tick| {
        format!(
            "{},{}00000000001,{}",
            tick.dotted(),
            tick.prices(true),
            tick.volumes()
        )
    }),
    ("dukascopy-local", "offsets", |tick| {
        format!(
            "{} GMT+0100,{},{}",
            tick.dotted(),
            tick.prices(true),
            tick.volumes()
        )
    }),
    ("dukascopy-python", "widened", |tick| {
        let volume = f64::from(tick.volume as f32 / 100.0);
        format!(
            "2025-03-06 {}000+00:00,{},{volume},1.5",
            tick.clock(),
            tick.prices(false)
        )
    }),
    ("jforex-eet-comma", "commas", |tick| {
        let numbers = format!("{};{}", tick.prices(true), tick.volumes()).replace(',', ";");
        format!("2025.03.06 {};{}", tick.clock(), numbers.replace('.', ","))
    }),
    ("metatrader", "standing", |tick| {
        let [bid, ask] = tick.both();
        let ask = if tick.ms % 3 == 0 { "" } else { &ask };
        format!("2025.03.06\t{}\t{bid}\t{ask}\t\t", tick.clock())
    }),
    ("histdata", "dense", |tick| {
        let clock = tick.clock().replace([':', '.'], "");
        format!("20250306 {clock},{},0", tick.prices(false))
    }),
];

struct Quote {
    ms: u64,
    bid: u64,
    spread: u64,
    volume: u64,
}

impl Quote {
    fn prices(&self, ask_first: bool) -> String {
        let [bid, ask] = self.both();
        if ask_first {
            format!("{ask},{bid}")
        } else {
            format!("{bid},{ask}")
        }
    }

    fn both(&self) -> [String; 2] {
        [self.bid, self.bid + self.spread].map(|points| format!("1.{points:05}"))
    }

    fn volumes(&self) -> String {
        format!("{}.{:02},1.5", self.volume / 100, self.volume % 100)
    }

    fn clock(&self) -> String {
        let ms = self.ms - START_MS;
        format!(
            "{:02}:{:02}:{:02}.{:03}",
            ms / 3_600_000,
            ms / 60_000 % 60,
            ms / 1000 % 60,
            ms % 1000
        )
    }

    fn iso(&self) -> String {
        format!("2025-03-06T{}", self.clock())
    }

    fn dotted(&self) -> String {
        format!("06.03.2025 {}", self.clock())
    }
}

/// Quotes of one day that wander as prices do, from a linear congruential sequence.
fn quotes(rows: usize) -> impl Iterator<Item = Quote> {
    let (mut state, mut bid) = (1u64, 8_000u64);
    (0..rows as u64).map(move |row| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let draw = state >> 33;
        bid = bid + draw % 5 - 2;
        Quote {
            ms: START_MS + row * 400 + draw % 300,
            bid,
            spread: 1 + draw % 4,
            volume: 75 + draw % 400,
        }
    })
}

fn text(dialect: &Dialect, writer: Writer) -> String {
    quotes(ROWS).fold(header(dialect), |mut text, quote| {
        let _ = writeln!(text, "{}", writer(&quote));
        text
    })
}

fn header(dialect: &Dialect) -> String {
    match dialect.header {
        Header::Named([header, ..]) => format!("{header}\n"),
        _ => String::new(),
    }
}

fn read_csv(dialect: &'static Dialect, data: &[u8]) -> TickColumns {
    let mut ticks = TickColumns::default();
    let mut reader = CsvReader::new(dialect, 5, MILLIONS).expect("digits and scale are sound");
    for chunk in data.chunks(CHUNK) {
        reader.feed(chunk, &mut ticks).expect("the rows are sound");
    }
    reader.finish(&mut ticks).expect("the rows are sound");
    ticks
}

fn hour() -> (Vec<u8>, usize) {
    let rows = 8_500;
    let records: Vec<u8> = quotes(rows)
        .flat_map(|quote| {
            let ask_volume = (quote.volume as f32 / 100.0).to_bits();
            let ms = (quote.ms - START_MS) as u32;
            [
                ms,
                (quote.bid + quote.spread) as u32,
                quote.bid as u32,
                ask_volume,
                1.5f32.to_bits(),
            ]
        })
        .flat_map(u32::to_be_bytes)
        .collect();
    let options = LzmaOptions::new_preset(6).expect("preset 6 exists");
    let mut stream = Stream::new_lzma_encoder(&options).expect("its options are sound");
    let mut packed = Vec::with_capacity(records.len());
    stream
        .process_vec(&records, &mut packed, Action::Finish)
        .expect("the records fit");
    (packed, rows)
}

fn unpack(data: &[u8]) -> Vec<u8> {
    let stream = Stream::new_lzma_decoder(u64::MAX).expect("memory");
    let mut out = Vec::new();
    XzDecoder::new_stream(data, stream)
        .read_to_end(&mut out)
        .expect("the stream is sound");
    out
}

fn csv(criterion: &mut Criterion) {
    for (name, form, writer) in FORMS {
        let dialect = dialect::by_name(name).expect("the dialect is in the table");
        let data = text(dialect, writer);
        let mut group = criterion.benchmark_group(format!("csv-{form}"));
        group
            .throughput(Throughput::Elements(ROWS as u64))
            .sample_size(20);
        group.bench_function("read", |bench| {
            bench.iter(|| read_csv(dialect, black_box(data.as_bytes())));
        });
        group.bench_function("count lines", |bench| {
            bench.iter(|| memchr::memchr_iter(b'\n', black_box(data.as_bytes())).count());
        });
        group.finish();
    }
}

/// The same rows on one thread and on two.
fn threads(criterion: &mut Criterion) {
    let dialect = dialect::by_name("dukascopy-gmt").expect("the dialect is in the table");
    let data = text(dialect, FORMS[2].2);
    let mut group = criterion.benchmark_group("csv-threads");
    group
        .throughput(Throughput::Elements(ROWS as u64))
        .sample_size(20);
    for count in [1, 2] {
        group.bench_function(format!("{count}"), |bench| {
            bench.iter(|| {
                let mut ticks = TickColumns::default();
                let mut reader =
                    CsvReader::new(dialect, 5, MILLIONS).expect("digits and scale are sound");
                reader
                    .feed_on_threads(black_box(data.as_bytes()), count, &mut ticks)
                    .expect("the rows are sound");
                ticks
            });
        });
    }
    group.finish();
}

/// The newer service's answer of as many ticks as an hour has.
fn json(criterion: &mut Criterion) {
    let quotes: Vec<Quote> = quotes(8_500).collect();
    let column = |value: &dyn Fn(usize) -> i64| {
        let numbers: Vec<String> = (0..quotes.len())
            .map(|row| value(row).to_string())
            .collect();
        numbers.join(",")
    };
    let step = |row: usize, value: &dyn Fn(&Quote) -> u64| match row {
        0 => 0,
        _ => value(&quotes[row]) as i64 - value(&quotes[row - 1]) as i64,
    };
    let answer = format!(
        r#"{{"timestamp":{START_MS},"multiplier":1.0E-5,"ask":1.08003,"bid":1.08,"times":[{}],"asks":[{}],"bids":[{}],"askVolumes":[{}],"bidVolumes":[{}]}}"#,
        column(&|row| step(row, &|quote| quote.ms)),
        column(&|row| step(row, &|quote| quote.bid + quote.spread)),
        column(&|row| step(row, &|quote| quote.bid)),
        column(&|row| 900_000 * (1 + row as i64 % 3)),
        column(&|_| 900_000),
    );
    let mut group = criterion.benchmark_group("json");
    group
        .throughput(Throughput::Elements(quotes.len() as u64))
        .sample_size(20);
    group.bench_function("read", |bench| {
        bench.iter(|| {
            json::read_ticks(black_box(answer.as_bytes()), 5, 1, CheckSettings::default())
                .expect("the answer is sound")
        });
    });
    group.finish();
}

fn bi5(criterion: &mut Criterion) {
    let (packed, rows) = hour();
    let mut group = criterion.benchmark_group("bi5");
    group
        .throughput(Throughput::Elements(rows as u64))
        .sample_size(20);
    group.bench_function("read", |bench| {
        bench.iter(|| read_ticks(black_box(&packed), 0, MILLIONS));
    });
    group.bench_function("unpack alone", |bench| {
        bench.iter(|| unpack(black_box(&packed)));
    });
    group.finish();
}

criterion_group!(benches, csv, threads, json, bi5);
criterion_main!(benches);
