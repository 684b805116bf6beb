//! Ticks through the simulated exchange, with no, a hundred and a thousand resting orders, and an open position.

#![expect(clippy::expect_used, reason = "a bench may panic")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tick_engine::exchange::command::Command;
use tick_engine::exchange::fill_model::FillModel;
use tick_engine::exchange::order::{Distance, NewOrder, OrderKind};
use tick_engine::exchange::{Config, MarginLevels, SimulatedExchange};
use tick_engine::ledger::account::PositionMode;
use tick_engine::ledger::currency::Currency;
use tick_engine::ledger::ids::InstrumentId;
use tick_engine::ledger::instrument::Instrument;
use tick_engine::ledger::side::Side;
use tick_engine::risk::limits::{Frequency, Limits};
use tick_engine::ticks::{Tick, TickColumns};

const START_US: i64 = 1_549_238_400_000_000;
const TICKS: usize = 100_000;
const ONLY: InstrumentId = InstrumentId(0);

/// A walk that stays within a hundred points of where it began.
fn walk() -> TickColumns {
    let mut seed = 42_u64;
    let mut below = move |bound: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % bound) as i64
    };
    let mut ticks = TickColumns::default();
    let (mut ts_us, mut bid) = (START_US, 110_000);
    for _ in 0..TICKS {
        ts_us += below(500_000);
        bid = (bid + below(5) - 2).clamp(109_900, 110_100);
        ticks.push(Tick {
            ts_us,
            bid,
            ask: bid + 1 + below(5),
            bid_volume: 1_000_000,
            ask_volume: 1_000_000,
        });
    }
    ticks
}

fn config() -> Config {
    Config {
        instruments: vec![Instrument::forex(Currency::USD)],
        currency: Currency::USD,
        mode: PositionMode::Hedging,
        model: FillModel::PERFECT,
        margin: Some(MarginLevels::default()),
        seed: 1,
    }
}

/// Limits and stops of both sides, each at a price of its own beyond the walk.
fn resting(orders: usize) -> SimulatedExchange {
    let mut exchange = opened();
    for number in 0..orders as i64 {
        let [below, above] = [109_800 - number, 110_200 + number];
        let (side, kind) = match number % 4 {
            0 => (Side::Buy, OrderKind::Limit { price: below }),
            1 => (Side::Sell, OrderKind::Limit { price: above }),
            2 => (Side::Buy, OrderKind::Stop { trigger: above }),
            _ => (Side::Sell, OrderKind::Stop { trigger: below }),
        };
        place(&mut exchange, &number.to_string(), side, kind);
    }
    assert_eq!(exchange.open_orders().count(), orders);
    exchange
}

fn opened() -> SimulatedExchange {
    let mut exchange = SimulatedExchange::new(config()).expect("a sound instrument");
    let (mut events, minor) = (Vec::new(), 100_000_000);
    exchange.handle(Command::Deposit { minor }, START_US, &mut events);
    let first = walk().view().get(0).expect("a tick");
    exchange.on_tick(ONLY, first, &mut events);
    exchange
}

fn place(exchange: &mut SimulatedExchange, name: &str, side: Side, kind: OrderKind) {
    let order = NewOrder::market(name, ONLY, side, 100_000).of_kind(kind);
    let now_us = exchange.now_us();
    exchange.handle(Command::Place(vec![order]), now_us, &mut Vec::new());
}

fn run(mut exchange: SimulatedExchange, ticks: &TickColumns) -> usize {
    let mut events = Vec::new();
    for tick in ticks.view().iter() {
        black_box(exchange.on_tick(ONLY, tick, &mut events));
    }
    events.len()
}

fn ticks(criterion: &mut Criterion) {
    let ticks = walk();
    let mut group = criterion.benchmark_group("exchange");
    group.throughput(Throughput::Elements(TICKS as u64));
    let mut bench = |name: &str, size: usize, exchange: SimulatedExchange| {
        group.bench_function(BenchmarkId::new(name, size), |bencher| {
            bencher.iter_batched(
                || exchange.clone(),
                |exchange| run(exchange, &ticks),
                BatchSize::LargeInput,
            );
        });
    };
    for orders in [0, 100, 1_000] {
        bench("resting orders", orders, resting(orders));
    }
    let mut held = resting(100);
    place(&mut held, "held", Side::Buy, OrderKind::Market);
    bench("and a position", 100, held);
    let mut trailed = resting(100);
    let distance = Distance::Points(300);
    let kind = OrderKind::TrailingStop {
        distance,
        step_points: 1,
    };
    place(&mut trailed, "trailed", Side::Sell, kind);
    bench("and a trailing stop", 100, trailed);
    group.finish();
}

/// An order from the command to its fill, and the position closed again.
fn orders(criterion: &mut Criterion) {
    criterion.bench_function("exchange/open and close", |bencher| {
        bencher.iter_batched(
            || (resting(100), Vec::with_capacity(64)),
            |(mut exchange, mut events)| {
                let now_us = exchange.now_us();
                let order = NewOrder::market("in", ONLY, Side::Buy, 100_000);
                exchange.handle(Command::Place(vec![order]), now_us, &mut events);
                let id = tick_engine::exchange::order::ClientOrderId("out".to_owned());
                let flatten = Command::Flatten {
                    client_order_id: id,
                    instrument: None,
                };
                exchange.handle(flatten, now_us, &mut events);
                (exchange, events)
            },
            BatchSize::LargeInput,
        );
    });
}

/// All limits, none of which is reached.
fn limits() -> Limits {
    let (most, often) = (
        Some(1 << 50),
        Some(Frequency {
            count: 2_000,
            window_us: 1_000_000,
        }),
    );
    Limits {
        order_quantity: most,
        order_value: most,
        position_quantity: most,
        symbol_exposure: most,
        exposure: most,
        currency_exposure: most,
        open_orders: Some(100_000),
        messages: often,
        repeats: often,
        collar_ppm: Some(500_000),
        quote_age_us: most,
        daily_loss: most,
        drawdown: most,
        restricted: vec![InstrumentId(9)],
    }
}

/// Orders that rest in ten instruments.
fn in_ten(resting: i64, limits: Limits) -> SimulatedExchange {
    let euro = Instrument {
        base: Some(Currency::EUR),
        ..Instrument::forex(Currency::USD)
    };
    let config = Config {
        instruments: vec![euro; 10],
        mode: PositionMode::Netting,
        ..config()
    };
    let mut exchange = SimulatedExchange::new(config).expect("a sound instrument");
    let (mut events, minor) = (Vec::new(), 1_000_000_000);
    exchange.handle(Command::Deposit { minor }, START_US, &mut events);
    let quote = walk().view().get(0).expect("a tick");
    let ids = (0..10).map(InstrumentId);
    for instrument in ids {
        exchange.on_tick(instrument, quote, &mut events);
        // Something is open of each, so that equity and exposure are reckoned of all.
        let name = format!("open{}", instrument.0);
        let order = NewOrder::market(&name, instrument, Side::Buy, 1_000);
        exchange.handle(Command::Place(vec![order]), START_US, &mut events);
    }
    for number in 0..resting {
        let order = NewOrder {
            instrument: InstrumentId((number % 10) as u32),
            ..limit(&format!("r{number}"), 100_000 + number)
        };
        exchange.handle(Command::Place(vec![order]), START_US, &mut events);
    }
    exchange.set_limits(limits);
    exchange
}

fn limit(name: &str, price: i64) -> NewOrder {
    NewOrder::market(name, ONLY, Side::Buy, 1_000).of_kind(OrderKind::Limit { price })
}

/// An order from the command to its being sent: all of it, checks of risk included. The cancel after it is not counted.
fn checks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("exchange/place");
    for resting in [0, 100, 1_000] {
        for (name, limits) in [
            ("without limits", Limits::default()),
            ("all limits", limits()),
        ] {
            group.bench_function(BenchmarkId::new(name, resting), |bencher| {
                bencher.iter_custom(|times| placing(&in_ten(resting, limits.clone()), times));
            });
        }
    }
    group.finish();
}

fn placing(begun: &SimulatedExchange, times: u64) -> Duration {
    let (mut exchange, mut events, mut taken) = (begun.clone(), Vec::new(), Duration::ZERO);
    for number in 0..times {
        let order = limit(&format!("o{number}"), 90_000);
        let client_order_id = order.client_order_id.clone();
        let now_us = START_US + number as i64 * 1_000;
        events.clear();
        let begins = Instant::now();
        exchange.handle(Command::Place(vec![order]), now_us, &mut events);
        taken += begins.elapsed();
        exchange.handle(Command::Cancel { client_order_id }, now_us, &mut events);
    }
    taken
}

criterion_group!(benches, ticks, orders, checks);
criterion_main!(benches);
