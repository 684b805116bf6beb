//! What holds for the simulated exchange whatever is asked of it.

#![expect(clippy::panic, reason = "a test may panic")]

mod exchange_books;

use std::collections::HashMap;

use exchange_books::Books;

use proptest::prelude::*;
use tick_engine::exchange::command::Command;
use tick_engine::exchange::event::{Event, EventBody};
use tick_engine::exchange::fill_model::FillModel;
use tick_engine::exchange::order::{
    Changes, ClientOrderId, Distance, NewOrder, OrderKind, TimeInForce,
};
use tick_engine::exchange::{Config, MarginLevels, SimulatedExchange, TickOutcome};
use tick_engine::ledger::account::PositionMode;
use tick_engine::ledger::currency::Currency;
use tick_engine::ledger::ids::{InstrumentId, PositionId};
use tick_engine::ledger::instrument::{Commission, Instrument, MarginRate, Swap};
use tick_engine::ledger::posting::LedgerAccount;
use tick_engine::ledger::rate::Rate;
use tick_engine::ledger::side::Side;
use tick_engine::ticks::Tick;

/// Monday 2019-02-04 00:00 UTC.
const START_US: i64 = 1_549_238_400_000_000;
const DEPOSIT: i64 = 2_000_000;

/// 400 of each property, or as many as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig::with_cases(asked.and_then(|text| text.parse().ok()).unwrap_or(400))
}

#[derive(Clone, Debug)]
enum Step {
    Tick(u8, i64, i64, i64, i64),
    Wait(i64),
    Ask(Command),
}

fn any_kind() -> impl Strategy<Value = OrderKind> {
    let price = || 109_900..110_100_i64;
    prop_oneof![
        3 => Just(OrderKind::Market),
        3 => price().prop_map(|price| OrderKind::Limit { price }),
        2 => price().prop_map(|trigger| OrderKind::Stop { trigger }),
        1 => (price(), price()).prop_map(|(trigger, price)| OrderKind::StopLimit { trigger, price }),
        1 => price().prop_map(|trigger| OrderKind::MarketIfTouched { trigger }),
        1 => (0..60_i64, 1..5_i64).prop_map(|(points, step_points)| OrderKind::TrailingStop {
            distance: Distance::Points(points),
            step_points,
        }),
        1 => (1..2_000_i64).prop_map(|ppm| OrderKind::TrailingStop {
            distance: Distance::Ppm(ppm),
            step_points: 1,
        }),
    ]
}

fn any_time_in_force() -> impl Strategy<Value = TimeInForce> {
    prop_oneof![
        4 => Just(TimeInForce::Gtc),
        1 => Just(TimeInForce::Day),
        1 => Just(TimeInForce::Ioc),
        1 => Just(TimeInForce::Fok),
        1 => (0..100_000_i64).prop_map(|seconds| TimeInForce::Gtd {
            expires_us: START_US + seconds * 1_000_000,
        }),
    ]
}

fn any_name() -> impl Strategy<Value = ClientOrderId> {
    (0..40_u8).prop_map(|number| ClientOrderId(format!("o{number}")))
}

fn any_order() -> impl Strategy<Value = NewOrder> {
    let what = (any_name(), 0..3_u32, any::<bool>(), 0..300_i64);
    let how = (
        any_kind(),
        any_time_in_force(),
        proptest::bool::weighted(0.2),
    );
    let links = (
        proptest::option::weighted(0.2, 1..8_u64),
        proptest::option::weighted(0.2, any_name()),
        proptest::option::weighted(0.3, 0..3_u64),
    );
    (what, how, links).prop_map(|((name, instrument, is_buy, lots), how, links)| NewOrder {
        client_order_id: name,
        instrument: InstrumentId(instrument),
        side: if is_buy { Side::Buy } else { Side::Sell },
        quantity: lots * 1_000,
        kind: how.0,
        time_in_force: how.1,
        reduce_only: how.2,
        position: links.0.map(PositionId),
        parent: links.1,
        oco_group: links.2,
    })
}

fn any_command() -> impl Strategy<Value = Command> {
    let change = || proptest::option::of(109_900..110_100_i64);
    let changes = (proptest::option::of(0..300_i64), change(), change());
    prop_oneof![
        8 => any_order().prop_map(|order| Command::Place(vec![order])),
        2 => proptest::collection::vec(any_order(), 0..4).prop_map(Command::Place),
        3 => (any_order(), 109_900..110_000_i64, 110_000..110_100_i64, 10..13_u64).prop_map(
            |(order, stop, profit, group)| Command::Place(order.bracket(stop, profit, group).to_vec())
        ),
        3 => (any_name(), changes).prop_map(|(client_order_id, (lots, price, trigger))| Command::Modify {
            client_order_id,
            changes: Changes { quantity: lots.map(|lots| lots * 1_000), price, trigger },
        }),
        3 => any_name().prop_map(|client_order_id| Command::Cancel { client_order_id }),
        1 => Just(Command::CancelAll { instrument: None }),
        1 => any_name().prop_map(|client_order_id| Command::Flatten { client_order_id, instrument: None }),
        1 => (-3_000_000..3_000_000_i64).prop_map(|minor| Command::Deposit { minor }),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let gap_us = prop_oneof![
        8 => 0..200_000_i64,
        3 => 0..5_000_000_i64,
        1 => 0..90_000_000_000_i64,
    ];
    let bid = prop_oneof![6 => 109_950..110_050_i64, 1 => 108_000..112_000_i64];
    let tick = (0..2_u8, gap_us, bid, -1..8_i64, 0..200_i64);
    prop_oneof![
        6 => tick.prop_map(|(place, gap, bid, spread, lots)| Step::Tick(place, gap, bid, spread, lots)),
        1 => (0..100_000_i64).prop_map(Step::Wait),
        4 => any_command().prop_map(Step::Ask),
    ]
}

fn any_config() -> impl Strategy<Value = Config> {
    let model = prop_oneof![
        Just(FillModel::PERFECT),
        Just(FillModel::REALISTIC),
        Just(FillModel::WORST),
    ];
    let mode = prop_oneof![Just(PositionMode::Netting), Just(PositionMode::Hedging)];
    let margin = prop_oneof![Just(None), Just(Some(MarginLevels::default()))];
    (model, mode, margin, any::<u64>()).prop_map(|(model, mode, margin, seed)| Config {
        instruments: instruments(),
        currency: Currency::USD,
        mode,
        model,
        margin,
        seed,
    })
}

fn instruments() -> Vec<Instrument> {
    let swap = Swap {
        long_millipoints: -7_333,
        short_millipoints: 2_111,
        long_ppm: 12_345,
        short_ppm: -54_321,
        ..Swap::default()
    };
    let dollars = Instrument {
        commission: Commission::OfNotional { ppb: 20_001 },
        commission_min: 107,
        margin: MarginRate::Ppm(33_333),
        swap,
        ..Instrument::forex(Currency::USD)
    };
    // As if 1,100.00 yen were paid for one: what is rounded differs much between the two currencies.
    let yen = Instrument {
        digits: 2,
        commission: Commission::PerLot {
            minor: 333,
            lot: 100_000,
        },
        commission_currency: Some(Currency::JPY),
        swap,
        ..Instrument::forex(Currency::JPY)
    };
    vec![dollars, yen]
}

struct Run {
    exchange: SimulatedExchange,
    events: Vec<Event>,
    // Of each event the quote of its instrument when it came; the exchange fills at no other.
    quotes: Vec<[Option<Tick>; 2]>,
}

fn run(config: &Config, steps: &[Step]) -> Run {
    let exchange = SimulatedExchange::new(config.clone());
    let mut exchange = exchange.unwrap_or_else(|fault| panic!("{fault}"));
    let rate = Rate::of_quote(150_123, 3).unwrap_or(Rate::ONE);
    exchange.set_rate(Currency::JPY, rate.inverse());
    let (mut events, mut quotes, mut now) = (Vec::new(), Vec::new(), [None; 2]);
    exchange.handle(Command::Deposit { minor: DEPOSIT }, START_US, &mut events);
    quotes.resize(events.len(), now);
    for step in steps {
        let now_us = exchange.now_us();
        match step {
            Step::Tick(place, gap_us, bid, spread, lots) => {
                let tick = Tick {
                    ts_us: now_us + gap_us,
                    bid: *bid,
                    ask: bid + spread,
                    bid_volume: lots * 1_000,
                    ask_volume: lots * 2_000,
                };
                // What is under way meets the quote before.
                exchange.advance(tick.ts_us - 1, &mut events);
                quotes.resize(events.len(), now);
                let taken = exchange.on_tick(InstrumentId(u32::from(*place)), tick, &mut events);
                if taken == TickOutcome::Taken {
                    now[usize::from(*place)] = Some(tick);
                }
            }
            Step::Wait(us) => exchange.advance(now_us + us, &mut events),
            Step::Ask(command) => exchange.handle(command.clone(), now_us, &mut events),
        }
        quotes.resize(events.len(), now);
    }
    Run {
        exchange,
        events,
        quotes,
    }
}

fn at_price(kind: OrderKind, changed: Option<i64>) -> OrderKind {
    match kind {
        OrderKind::Limit { price } => OrderKind::Limit {
            price: changed.unwrap_or(price),
        },
        OrderKind::StopLimit { trigger, price } => OrderKind::StopLimit {
            trigger,
            price: changed.unwrap_or(price),
        },
        other => other,
    }
}

/// Has the market come to where an order waits? Buys watch the ask, sells the bid.
fn is_reached(terms: &NewOrder, trigger: Option<i64>, quote: Option<Tick>) -> bool {
    let (Some(trigger), Some(quote)) = (trigger, quote) else {
        return false;
    };
    let beyond = match terms.side {
        Side::Buy => quote.ask - trigger,
        Side::Sell => trigger - quote.bid,
    };
    match terms.kind {
        OrderKind::MarketIfTouched { .. } => beyond <= 0,
        _ => beyond >= 0,
    }
}

fn fills(
    run: &Run,
) -> impl Iterator<Item = (&tick_engine::ledger::fill::Fill, &[Option<Tick>; 2])> {
    run.events
        .iter()
        .zip(&run.quotes)
        .filter_map(|(event, quotes)| match &event.body {
            EventBody::Filled(fill) => Some((fill, quotes)),
            _ => None,
        })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn money_and_positions_are_what_the_fills_make(
        config in any_config(),
        steps in proptest::collection::vec(any_step(), 0..120),
    ) {
        let run = run(&config, &steps);
        let account = run.exchange.account();

        // The sum of fills is the position.
        let mut sums = [0_i64; 2];
        for (fill, _) in fills(&run) {
            sums[fill.instrument.0 as usize] += fill.quantity * fill.side.sign();
        }
        for (place, sum) in sums.into_iter().enumerate() {
            let exposure = account.exposure(InstrumentId(place as u32));
            prop_assert_eq!(sum, exposure.long_quantity - exposure.short_quantity);
        }

        // The ledger balances, and the cash is what came in.
        prop_assert_eq!(account.ledger().sum(Currency::USD), 0);
        prop_assert_eq!(account.ledger().sum(Currency::JPY), 0);
        let came_in: i128 = run.events.iter().map(|event| match &event.body {
            EventBody::Deposited { minor } => i128::from(*minor),
            EventBody::SwapCharged { amount, .. } => amount.account_minor.into(),
            EventBody::Filled(fill) => {
                i128::from(fill.pnl.account_minor) + i128::from(fill.commission.account_minor)
            }
            _ => 0,
        }).sum();
        prop_assert_eq!(account.balance(), came_in);
        prop_assert_eq!(account.ledger().total(LedgerAccount::Cash, Currency::USD), came_in);

        // A second bookkeeper, who saw the fills alone, comes to the same money to the last cent, and equity is that and what
        // closing each position at the quotes would bring.
        let mut books = Books::default();
        for event in &run.events {
            prop_assert_eq!(books.take(event), Ok(()));
        }
        prop_assert_eq!(account.balance(), books.cash);
        let quotes = [0, 1].map(|place| run.exchange.quote(InstrumentId(place)));
        let unrealised = books.unrealised(&quotes);
        prop_assert_eq!(run.exchange.equity(), unrealised.map(|unrealised| books.cash + unrealised));
    }

    #[test]
    fn fills_are_at_the_quote_and_its_stated_slippage(
        config in any_config(),
        steps in proptest::collection::vec(any_step(), 0..120),
    ) {
        let run = run(&config, &steps);
        let most = config.model.slip_points_max;
        let mut asked = HashMap::new();
        for (event, quotes) in run.events.iter().zip(&run.quotes) {
            match &event.body {
                EventBody::Initialised { order, terms } => {
                    asked.insert(*order, (terms.clone(), terms.kind.trigger(), false));
                }
                EventBody::TrailMoved { order, trigger, .. } => {
                    asked.entry(*order).and_modify(|asked| asked.1 = Some(*trigger));
                }
                EventBody::Modified { order, changes } => {
                    asked.entry(*order).and_modify(|(terms, trigger, _)| {
                        terms.kind = at_price(terms.kind, changes.price);
                        *trigger = changes.trigger.or(*trigger);
                    });
                }
                EventBody::Triggered { order } => {
                    let (terms, trigger, _) = &asked[order];
                    let quote = quotes[terms.instrument.0 as usize];
                    prop_assert!(is_reached(terms, *trigger, quote), "{:?} at {:?}", terms, quote);
                    asked.entry(*order).and_modify(|asked| asked.2 = true);
                }
                EventBody::Filled(fill) => {
                    let quote = quotes[fill.instrument.0 as usize].unwrap_or_else(|| panic!("a fill without a quote"));
                    let worse = match fill.side {
                        Side::Buy => fill.price - quote.ask,
                        Side::Sell => quote.bid - fill.price,
                    };
                    prop_assert_eq!(worse, fill.slippage_points);
                    prop_assert!((0..=most).contains(&worse), "{} points worse", worse);
                    // A limit is kept, whatever slips, and a trigger comes before its fill.
                    let (terms, _, is_triggered) = &asked[&fill.order];
                    let limit = terms.kind.price().map_or(0, |limit| (fill.price - limit) * fill.side.sign());
                    prop_assert!(limit <= 0, "{:?} filled at {}", terms.kind, fill.price);
                    prop_assert!(*is_triggered || !terms.kind.waits());
                }
                _ => {}
            }
        }
    }

    #[test]
    fn a_client_order_id_is_sent_and_filled_once(
        config in any_config(),
        steps in proptest::collection::vec(any_step(), 0..120),
    ) {
        // Every step comes twice, as from a client that got no answer.
        let twice: Vec<Step> = steps.iter().flat_map(|step| match step {
            Step::Ask(Command::Deposit { .. }) | Step::Tick(..) | Step::Wait(_) => vec![step.clone()],
            Step::Ask(_) => vec![step.clone(), step.clone()],
        }).collect();
        let run = run(&config, &twice);
        let (mut names, mut filled) = (HashMap::new(), HashMap::new());
        for event in &run.events {
            match &event.body {
                EventBody::Initialised { order, terms } => {
                    prop_assert!(names.insert(terms.client_order_id.clone(), *order).is_none());
                }
                EventBody::Filled(fill) => *filled.entry(fill.order).or_insert(0) += fill.quantity,
                _ => {}
            }
        }
        for (name, id) in names {
            let order = run.exchange.order(&name).unwrap_or_else(|| panic!("{name:?} is lost"));
            prop_assert!(order.filled <= order.terms.quantity);
            prop_assert_eq!(order.filled, filled.get(&id).copied().unwrap_or(0));
        }
    }

    #[test]
    fn replayed_events_are_the_live_state_and_the_same_seed_gives_the_same_bytes(
        config in any_config(),
        steps in proptest::collection::vec(any_step(), 0..120),
        cut in 0..400_usize,
    ) {
        let first = run(&config, &steps);
        let second = run(&config, &steps);
        let bytes = |run: &Run| serde_json::to_vec(&run.events).unwrap_or_default();
        prop_assert!(!bytes(&first).is_empty());
        prop_assert_eq!(bytes(&first), bytes(&second));
        let stored: Vec<Event> = serde_json::from_slice(&bytes(&first)).unwrap_or_default();
        let replayed = SimulatedExchange::replay(config.clone(), &stored);
        let replayed = replayed.unwrap_or_else(|fault| panic!("{fault}"));
        prop_assert!(replayed.is_same_state(&first.exchange));
        // Without one of its events it is nobody's state.
        if stored.len() > 1 {
            let cut = cut % (stored.len() - 1);
            let mut torn = stored.clone();
            torn.remove(cut);
            prop_assert!(SimulatedExchange::replay(config, &torn).is_err());
        }
    }

    #[test]
    fn quiet_ticks_change_nothing_that_eventful_ones_would_not(
        config in any_config(),
        steps in proptest::collection::vec(any_step(), 0..120),
    ) {
        // An exchange that is told a rate before every tick takes each by the long way.
        let fast = run(&config, &steps);
        let mut slow = SimulatedExchange::new(config).unwrap_or_else(|fault| panic!("{fault}"));
        let rate = Rate::of_quote(150_123, 3).unwrap_or(Rate::ONE).inverse();
        let mut events = Vec::new();
        slow.set_rate(Currency::JPY, rate);
        slow.handle(Command::Deposit { minor: DEPOSIT }, START_US, &mut events);
        for step in &steps {
            let now_us = slow.now_us();
            slow.set_rate(Currency::JPY, rate);
            match step {
                Step::Tick(place, gap_us, bid, spread, lots) => {
                    let (ts_us, ask) = (now_us + gap_us, bid + spread);
                    let (bid_volume, ask_volume) = (lots * 1_000, lots * 2_000);
                    slow.advance(ts_us - 1, &mut events);
                    slow.set_rate(Currency::JPY, rate);
                    let tick = Tick { ts_us, bid: *bid, ask, bid_volume, ask_volume };
                    slow.on_tick(InstrumentId(u32::from(*place)), tick, &mut events);
                }
                Step::Wait(us) => slow.advance(now_us + us, &mut events),
                Step::Ask(command) => slow.handle(command.clone(), now_us, &mut events),
            }
        }
        prop_assert_eq!(&fast.events, &events);
        prop_assert!(fast.exchange.is_same_state(&slow));
    }

    #[test]
    fn no_input_panics(
        config in any_config(),
        ticks in proptest::collection::vec((any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>()), 0..30),
        orders in proptest::collection::vec((any_order(), any::<i64>(), any::<i64>(), any::<i64>()), 0..30),
    ) {
        let mut exchange = SimulatedExchange::new(config).unwrap_or_else(|fault| panic!("{fault}"));
        let mut events = Vec::new();
        for ((ts_us, bid, ask, bid_volume, ask_volume), (order, quantity, price, now_us)) in ticks.into_iter().zip(orders) {
            let tick = Tick { ts_us, bid, ask, bid_volume, ask_volume };
            exchange.on_tick(InstrumentId(ask as u32 % 3), tick, &mut events);
            let order = NewOrder { quantity, kind: OrderKind::Limit { price }, ..order };
            let client_order_id = order.client_order_id.clone();
            let [first, second, third] = order.bracket(price, quantity, 1);
            exchange.handle(Command::Place(vec![first, second, third]), now_us, &mut events);
            let changes = Changes { quantity: Some(price), price: Some(quantity), trigger: Some(now_us) };
            exchange.handle(Command::Modify { client_order_id, changes }, now_us, &mut events);
            exchange.handle(Command::Deposit { minor: quantity }, now_us, &mut events);
        }
    }
}
