//! Risk before every order: each limit by hand, and what holds whatever is asked.

#![expect(clippy::panic, reason = "a test may panic")]

use proptest::prelude::*;
use tick_engine::exchange::command::Command;
use tick_engine::exchange::event::{Event, EventBody};
use tick_engine::exchange::fill_model::FillModel;
use tick_engine::exchange::order::{Changes, ClientOrderId, NewOrder, Order, OrderKind};
use tick_engine::exchange::{Config, SimulatedExchange};
use tick_engine::ledger::account::PositionMode;
use tick_engine::ledger::currency::Currency;
use tick_engine::ledger::ids::InstrumentId;
use tick_engine::ledger::instrument::Instrument;
use tick_engine::ledger::rate::Rate;
use tick_engine::ledger::rounding::round_half_even;
use tick_engine::ledger::side::Side;
use tick_engine::risk::TradingState;
use tick_engine::risk::limits::{Frequency, Limits};
use tick_engine::ticks::Tick;

/// Monday 2019-02-04 00:00 UTC.
const START_US: i64 = 1_549_238_400_000_000;
const SECOND: i64 = 1_000_000;
const ONLY: InstrumentId = InstrumentId(0);
const OTHER: InstrumentId = InstrumentId(1);

fn config(mode: PositionMode) -> Config {
    Config {
        instruments: vec![Instrument::forex(Currency::USD); 2],
        currency: Currency::USD,
        mode,
        model: FillModel::PERFECT,
        margin: None,
        seed: 1,
    }
}

/// 10,000.00 USD, and 1.10000/1.10002 at midnight.
fn begun(limits: Limits) -> SimulatedExchange {
    let exchange = SimulatedExchange::new(config(PositionMode::Netting));
    let mut exchange = exchange.unwrap_or_else(|fault| panic!("{fault}"));
    let minor = 1_000_000;
    exchange.handle(Command::Deposit { minor }, START_US, &mut Vec::new());
    exchange.set_limits(limits);
    tick(&mut exchange, 0, 110_000);
    exchange
}

fn tick(exchange: &mut SimulatedExchange, second: i64, bid: i64) {
    let tick = Tick {
        ts_us: START_US + second * SECOND,
        bid,
        ask: bid + 2,
        bid_volume: 1_000_000,
        ask_volume: 1_000_000,
    };
    exchange.on_tick(ONLY, tick, &mut Vec::new());
}

fn ask(exchange: &mut SimulatedExchange, second: i64, command: Command) -> Vec<Event> {
    let mut events = Vec::new();
    exchange.handle(command, START_US + second * SECOND, &mut events);
    events
}

fn order(name: &str, side: Side, quantity: i64, kind: OrderKind) -> NewOrder {
    NewOrder {
        kind,
        ..NewOrder::market(name, ONLY, side, quantity)
    }
}

fn buy(name: &str, quantity: i64) -> NewOrder {
    order(name, Side::Buy, quantity, OrderKind::Market)
}

/// The codes of what was refused.
fn codes(events: &[Event]) -> Vec<&'static str> {
    events
        .iter()
        .filter_map(|event| match &event.body {
            EventBody::Denied { reason, .. } | EventBody::CommandRefused { reason, .. } => {
                Some(reason.code())
            }
            _ => None,
        })
        .collect()
}

fn placed(exchange: &mut SimulatedExchange, second: i64, order: NewOrder) -> Vec<&'static str> {
    codes(&ask(exchange, second, Command::Place(vec![order])))
}

/// Orders that are sent one after the other at a second each, and the code of the last one.
fn check(limits: &Limits, orders: Vec<NewOrder>, expected: &[&str]) {
    let mut exchange = begun(limits.clone());
    let mut found = Vec::new();
    for order in orders {
        found = placed(&mut exchange, 0, order);
    }
    assert_eq!(found, expected, "{limits:?}");
}

#[test]
fn each_limit_denies_by_its_code_and_at_the_limit_itself_all_is_well() {
    let limit = |price| OrderKind::Limit { price };
    let waiting = |name: &str, quantity| order(name, Side::Buy, quantity, limit(109_000));
    let quantity = |most| Limits {
        order_quantity: Some(most),
        ..Limits::default()
    };
    check(&quantity(1_000), vec![buy("a", 1_000)], &[]);
    check(&quantity(999), vec![buy("a", 1_000)], &["order_quantity"]);
    // 1,000 at 1.10002 are 1,100.02 USD.
    let value = |most| Limits {
        order_value: Some(most),
        ..Limits::default()
    };
    check(&value(110_002), vec![buy("a", 1_000)], &[]);
    check(&value(110_001), vec![buy("a", 1_000)], &["order_value"]);
    // A limit below the market is worth what the market is; one above it, what it says: 1,000 at 1.20000.
    check(&value(110_001), vec![waiting("a", 1_000)], &["order_value"]);
    check(
        &value(119_999),
        vec![order("a", Side::Buy, 1_000, limit(120_000))],
        &["order_value"],
    );
}

#[test]
fn what_is_open_and_what_waits_count_together() {
    let limit = |price| OrderKind::Limit { price };
    let waiting = |name: &str, quantity| order(name, Side::Buy, quantity, limit(109_000));
    let sell = |name: &str, quantity| order(name, Side::Sell, quantity, OrderKind::Market);
    // What is open and what waits on that side: 1,000 + 500 + 500.
    let position = |most| Limits {
        position_quantity: Some(most),
        ..Limits::default()
    };
    let three = || vec![buy("a", 1_000), waiting("b", 500), waiting("c", 500)];
    check(&position(2_000), three(), &[]);
    check(&position(1_999), three(), &["position_quantity"]);
    // Netted, the other side gives room: -1,000 and 3,000 are 2,000.
    check(
        &position(2_000),
        vec![sell("a", 1_000), buy("b", 3_000)],
        &[],
    );
    check(
        &position(1_999),
        vec![sell("a", 1_000), buy("b", 3_000)],
        &["position_quantity"],
    );
    // 1,100.02 open and 1,100.02 more.
    let symbol = |most| Limits {
        symbol_exposure: Some(most),
        ..Limits::default()
    };
    check(
        &symbol(220_004),
        vec![buy("a", 1_000), buy("b", 1_000)],
        &[],
    );
    check(
        &symbol(220_003),
        vec![buy("a", 1_000), buy("b", 1_000)],
        &["symbol_exposure"],
    );
    let all = |most| Limits {
        exposure: Some(most),
        ..Limits::default()
    };
    check(&all(220_004), vec![buy("a", 1_000), buy("b", 1_000)], &[]);
    check(
        &all(220_003),
        vec![buy("a", 1_000), waiting("b", 1_000)],
        &["exposure"],
    );
    let orders = |most| Limits {
        open_orders: Some(most),
        ..Limits::default()
    };
    check(&orders(2), vec![waiting("a", 1), waiting("b", 1)], &[]);
    check(
        &orders(1),
        vec![waiting("a", 1), waiting("b", 1)],
        &["open_orders"],
    );
}

/// EUR/USD and EUR/GBP at 1.10000/1.10002 each, and a pound at 1.25 USD.
fn two_crosses(limits: Limits) -> SimulatedExchange {
    let euro = Some(Currency::EUR);
    let pound = Currency::new(*b"GBP", 2);
    let of = |quote| Instrument {
        base: euro,
        ..Instrument::forex(quote)
    };
    let config = Config {
        instruments: vec![of(Currency::USD), of(pound)],
        ..config(PositionMode::Netting)
    };
    let exchange = SimulatedExchange::new(config);
    let mut exchange = exchange.unwrap_or_else(|fault| panic!("{fault}"));
    exchange.set_rate(pound, Rate::of_quote(125, 2).unwrap_or(Rate::ONE));
    exchange.set_limits(limits);
    for instrument in [ONLY, OTHER] {
        let tick = Tick {
            ts_us: START_US,
            bid: 110_000,
            ask: 110_002,
            bid_volume: 0,
            ask_volume: 0,
        };
        exchange.on_tick(instrument, tick, &mut Vec::new());
    }
    exchange
}

#[test]
fn a_currency_is_bought_and_sold_by_several_instruments() {
    let limits = |most| Limits {
        currency_exposure: Some(most),
        ..Limits::default()
    };
    let of = |instrument, order| NewOrder {
        instrument,
        ..order
    };
    let sell = |name, quantity, kind| order(name, Side::Sell, quantity, kind);
    // 1,000 euros bought for 1,100.02 USD, and 1,000 for 1,100.02 GBP, which are 1,375.025 USD, 137502 cents: 2,475.04 together.
    let mut exchange = two_crosses(limits(247_504));
    assert!(placed(&mut exchange, 0, buy("a", 1_000)).is_empty());
    assert!(placed(&mut exchange, 0, of(OTHER, buy("b", 1_000))).is_empty());
    let reaches = exchange.currency_exposure();
    let told = |code| {
        reaches
            .get(code)
            .map(|reach| (reach.open, reach.furthest()))
    };
    assert_eq!(told(b"EUR"), Some((247_504, 247_504)));
    assert_eq!(told(b"USD"), Some((-110_002, 110_002)));
    assert_eq!(told(b"GBP"), Some((-137_502, 137_502)));
    assert_eq!(placed(&mut exchange, 0, buy("c", 1)), ["currency_exposure"]);
    // What moves it back is sent, and gives no room before it is filled.
    let back = sell("d", 1_000, OrderKind::Limit { price: 111_000 });
    assert!(placed(&mut exchange, 0, of(OTHER, back)).is_empty());
    assert_eq!(placed(&mut exchange, 0, buy("e", 1)), ["currency_exposure"]);
    assert!(placed(&mut exchange, 0, sell("f", 1_000, OrderKind::Market)).is_empty());
    assert!(placed(&mut exchange, 0, buy("g", 1_000)).is_empty());
    let mut exchange = two_crosses(limits(247_503));
    assert!(placed(&mut exchange, 0, buy("a", 1_000)).is_empty());
    assert_eq!(
        placed(&mut exchange, 0, of(OTHER, buy("b", 1_000))),
        ["currency_exposure"]
    );
    // The quote's side: to sell euros for pounds buys 1,375.00 USD of pounds.
    let mut exchange = two_crosses(limits(137_499));
    let short = of(OTHER, sell("a", 1_000, OrderKind::Market));
    assert_eq!(placed(&mut exchange, 0, short), ["currency_exposure"]);
}

#[test]
fn collars_lists_and_rates_deny_by_their_codes() {
    let limit = |price| OrderKind::Limit { price };
    // 1 % of 1.10002 is 1,100.02 points: a buy may be up to 1.11102.
    let collar = Limits {
        collar_ppm: Some(10_000),
        ..Limits::default()
    };
    check(&collar, vec![order("a", Side::Buy, 1, limit(111_102))], &[]);
    check(
        &collar,
        vec![order("a", Side::Buy, 1, limit(111_103))],
        &["price_collar"],
    );
    check(&collar, vec![order("a", Side::Buy, 1, limit(50_000))], &[]);
    check(
        &collar,
        vec![order("a", Side::Sell, 1, limit(108_900))],
        &[],
    );
    check(
        &collar,
        vec![order("a", Side::Sell, 1, limit(108_899))],
        &["price_collar"],
    );
    let restricted = Limits {
        restricted: vec![ONLY],
        ..Limits::default()
    };
    check(&restricted, vec![buy("a", 1)], &["restricted"]);
    let twice = Frequency {
        count: 2,
        window_us: SECOND,
    };
    let rate = Limits {
        messages: Some(twice),
        ..Limits::default()
    };
    check(&rate, vec![buy("a", 1), buy("b", 2)], &[]);
    check(
        &rate,
        vec![buy("a", 1), buy("b", 2), buy("c", 3)],
        &["message_rate"],
    );
    let repeats = Limits {
        repeats: Some(twice),
        ..Limits::default()
    };
    check(&repeats, vec![buy("a", 1), buy("b", 1), buy("c", 2)], &[]);
    check(
        &repeats,
        vec![buy("a", 1), buy("b", 1), buy("c", 1)],
        &["repeated_order"],
    );
}

#[test]
fn an_old_quote_and_none_are_refused_and_the_window_of_a_rate_passes() {
    let limits = Limits {
        quote_age_us: Some(60 * SECOND),
        ..Limits::default()
    };
    let mut exchange = begun(limits);
    assert!(placed(&mut exchange, 60, buy("a", 1)).is_empty());
    assert_eq!(placed(&mut exchange, 61, buy("b", 1)), ["stale_quote"]);
    let other = NewOrder {
        instrument: InstrumentId(1),
        ..buy("c", 1)
    };
    assert_eq!(placed(&mut exchange, 61, other), ["stale_quote"]);
    let once = Some(Frequency {
        count: 1,
        window_us: SECOND,
    });
    let mut exchange = begun(Limits {
        messages: once,
        repeats: once,
        ..Limits::default()
    });
    assert!(placed(&mut exchange, 0, buy("a", 1)).is_empty());
    assert!(placed(&mut exchange, 1, buy("b", 1)).is_empty());
    assert_eq!(placed(&mut exchange, 1, buy("c", 1)), ["message_rate"]);
    // The same order again, as after a lost answer, is no new message.
    assert!(placed(&mut exchange, 1, buy("b", 1)).is_empty());
}

#[test]
fn losses_of_the_day_and_from_the_peak_are_counted_without_deposits() {
    let daily = Limits {
        daily_loss: Some(10_000),
        ..Limits::default()
    };
    let mut exchange = begun(daily);
    // 100,000 bought at 1.10002; closing at 1.09902 would lose 100.00.
    placed(&mut exchange, 0, buy("a", 100_000));
    tick(&mut exchange, 1, 109_903);
    assert_eq!(exchange.losses().0, 9_900);
    assert!(placed(&mut exchange, 1, buy("b", 1)).is_empty());
    tick(&mut exchange, 2, 109_902);
    assert_eq!(placed(&mut exchange, 2, buy("c", 1)), ["loss_limit"]);
    ask(&mut exchange, 3, Command::Deposit { minor: 500_000 });
    assert_eq!(placed(&mut exchange, 3, buy("d", 1)), ["loss_limit"]);
    // Closing is always possible. After 17:00 in New York, 22:00 UTC, another day begins.
    let close = NewOrder {
        reduce_only: true,
        ..order("e", Side::Sell, 100_000, OrderKind::Market)
    };
    assert!(placed(&mut exchange, 3, close).is_empty());
    assert_eq!(placed(&mut exchange, 4, buy("f", 1)), ["loss_limit"]);
    let evening = 22 * 3_600;
    tick(&mut exchange, evening, 109_902);
    assert!(placed(&mut exchange, evening, buy("g", 1)).is_empty());
    let mut exchange = begun(Limits {
        drawdown: Some(10_000),
        ..Limits::default()
    });
    placed(&mut exchange, 0, buy("a", 100_000));
    tick(&mut exchange, evening, 109_902);
    assert_eq!(placed(&mut exchange, evening, buy("b", 1)), ["loss_limit"]);
}

#[test]
fn a_change_is_checked_as_the_order_that_it_makes() {
    let limits = Limits {
        order_quantity: Some(1_000),
        collar_ppm: Some(10_000),
        ..Limits::default()
    };
    let mut exchange = begun(limits);
    let waiting = order("a", Side::Buy, 500, OrderKind::Limit { price: 109_000 });
    assert!(placed(&mut exchange, 0, waiting).is_empty());
    let mut change = |changes| {
        let client_order_id = ClientOrderId("a".to_owned());
        codes(&ask(
            &mut exchange,
            1,
            Command::Modify {
                client_order_id,
                changes,
            },
        ))
    };
    assert_eq!(
        change(Changes {
            quantity: Some(1_001),
            ..Changes::default()
        }),
        ["order_quantity"]
    );
    assert_eq!(
        change(Changes {
            price: Some(120_000),
            ..Changes::default()
        }),
        ["price_collar"]
    );
    assert!(
        change(Changes {
            quantity: Some(1_000),
            ..Changes::default()
        })
        .is_empty()
    );
}

fn halt(flatten: Option<&str>) -> Command {
    Command::Halt {
        flatten: flatten.map(|name| ClientOrderId(name.to_owned())),
    }
}

#[test]
fn the_kill_switch_ends_what_could_open_more_and_leaves_what_protects() {
    let mut exchange = begun(Limits::default());
    let bracket = buy("a", 1_000).bracket(109_000, 111_000, 1);
    ask(&mut exchange, 0, Command::Place(bracket.to_vec()));
    let waiting = order("b", Side::Buy, 500, OrderKind::Limit { price: 109_500 });
    placed(&mut exchange, 0, waiting);
    ask(&mut exchange, 1, halt(None));
    let open: Vec<&str> = exchange
        .open_orders()
        .map(|order| order.terms.client_order_id.0.as_str())
        .collect();
    assert_eq!(open, ["a-sl", "a-tp"]);
    assert_eq!(placed(&mut exchange, 2, buy("c", 1)), ["halted"]);
    let close = NewOrder {
        reduce_only: true,
        ..order("d", Side::Sell, 1, OrderKind::Market)
    };
    assert_eq!(placed(&mut exchange, 2, close), ["halted"]);
    let client_order_id = ClientOrderId("f".to_owned());
    let flatten = Command::Flatten {
        client_order_id,
        instrument: None,
    };
    assert_eq!(codes(&ask(&mut exchange, 2, flatten)), ["halted"]);
    // The stop still protects, and cancels pass.
    let client_order_id = ClientOrderId("a-tp".to_owned());
    assert!(codes(&ask(&mut exchange, 2, Command::Cancel { client_order_id })).is_empty());
    tick(&mut exchange, 3, 108_900);
    assert!(exchange.account().position_ids().is_empty());
    ask(
        &mut exchange,
        4,
        Command::SetTradingState {
            state: TradingState::Active,
        },
    );
    assert!(placed(&mut exchange, 4, buy("g", 1)).is_empty());
}

#[test]
fn the_kill_switch_with_a_name_closes_everything() {
    let mut exchange = begun(Limits::default());
    placed(&mut exchange, 0, buy("a", 1_000));
    ask(&mut exchange, 1, halt(Some("kill")));
    assert!(exchange.account().position_ids().is_empty());
    assert_eq!(exchange.trading_state(), TradingState::Halted);
}

#[test]
fn while_reducing_only_what_closes_is_sent() {
    let mut exchange = begun(Limits::default());
    placed(&mut exchange, 0, buy("a", 1_000));
    ask(
        &mut exchange,
        1,
        Command::SetTradingState {
            state: TradingState::Reducing,
        },
    );
    assert_eq!(
        placed(
            &mut exchange,
            1,
            order("b", Side::Sell, 1, OrderKind::Market)
        ),
        ["reducing_only"]
    );
    let close = NewOrder {
        reduce_only: true,
        ..order("c", Side::Sell, 1_000, OrderKind::Market)
    };
    assert!(placed(&mut exchange, 1, close).is_empty());
    assert!(exchange.account().position_ids().is_empty());
}

#[test]
fn a_restored_exchange_is_as_halted_and_has_lost_as_much() {
    let mut exchange = begun(Limits {
        daily_loss: Some(10_000),
        ..Limits::default()
    });
    let mut events = ask(&mut exchange, 0, Command::Place(vec![buy("a", 100_000)]));
    tick(&mut exchange, 1, 109_800);
    let close = NewOrder {
        reduce_only: true,
        ..order("b", Side::Sell, 100_000, OrderKind::Market)
    };
    events.extend(ask(&mut exchange, 1, Command::Place(vec![close])));
    events.extend(ask(&mut exchange, 2, halt(None)));
    let mut restored = begun(exchange.limits().clone());
    restored
        .take_up(&events)
        .unwrap_or_else(|fault| panic!("{fault}"));
    assert!(restored.is_same_state(&exchange));
    assert_eq!(restored.trading_state(), TradingState::Halted);
    assert_eq!(restored.losses(), exchange.losses());
}

// --- whatever is asked ---------------------------------------------------------------------------------------------------

const MOST: Bounds = Bounds {
    order: 20_000,
    side: 50_000,
    orders: 6,
    exposure: 9_000_000,
};

struct Bounds {
    order: i64,
    side: i64,
    orders: u32,
    exposure: i64,
}

fn bounded() -> Limits {
    Limits {
        order_quantity: Some(MOST.order),
        position_quantity: Some(MOST.side),
        open_orders: Some(MOST.orders),
        exposure: Some(MOST.exposure),
        ..Limits::default()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Tick(i64),
    Ask(Command),
}

fn any_step() -> impl Strategy<Value = Step> {
    let name = || (0..30_u8).prop_map(|number| ClientOrderId(format!("o{number}")));
    let kind = prop_oneof![
        Just(OrderKind::Market),
        (109_900..110_100_i64).prop_map(|price| OrderKind::Limit { price }),
        (109_900..110_100_i64).prop_map(|trigger| OrderKind::Stop { trigger }),
    ];
    let order = (
        name(),
        any::<bool>(),
        1..25_i64,
        kind,
        proptest::bool::weighted(0.2),
    )
        .prop_map(
            |(client_order_id, is_buy, lots, kind, reduce_only)| NewOrder {
                client_order_id,
                reduce_only,
                ..order(
                    "",
                    if is_buy { Side::Buy } else { Side::Sell },
                    lots * 1_000,
                    kind,
                )
            },
        );
    let changes = (1..25_i64).prop_map(|lots| Changes {
        quantity: Some(lots * 1_000),
        ..Changes::default()
    });
    let state = prop_oneof![
        Just(TradingState::Active),
        Just(TradingState::Reducing),
        Just(TradingState::Halted)
    ];
    prop_oneof![
        4 => (109_950..110_050_i64).prop_map(Step::Tick),
        6 => proptest::collection::vec(order, 1..4).prop_map(|orders| Step::Ask(Command::Place(orders))),
        2 => (name(), changes).prop_map(|(client_order_id, changes)| Step::Ask(Command::Modify { client_order_id, changes })),
        2 => name().prop_map(|client_order_id| Step::Ask(Command::Cancel { client_order_id })),
        1 => name().prop_map(|client_order_id| Step::Ask(Command::Flatten { client_order_id, instrument: None })),
        1 => proptest::option::of(name()).prop_map(|flatten| Step::Ask(Command::Halt { flatten })),
        2 => state.prop_map(|state| Step::Ask(Command::SetTradingState { state })),
    ]
}

/// Reckoned from the outside.
fn holds(exchange: &SimulatedExchange) {
    let opening = || {
        exchange
            .open_orders()
            .filter(|order| !order.terms.reduce_only)
    };
    assert!(opening().all(|order| order.remaining() <= MOST.order));
    let open = exchange.account().exposure(ONLY);
    let net = open.long_quantity - open.short_quantity;
    for (side, held) in [(Side::Buy, net), (Side::Sell, -net)] {
        let waiting: i64 = opening()
            .filter(|order| order.terms.side == side)
            .map(Order::remaining)
            .sum();
        // Closing the other side gives room, and that side may have been opened since.
        assert!(
            held + waiting <= 2 * MOST.side,
            "{side:?} {held} + {waiting}"
        );
        assert!(held <= MOST.side, "{side:?} {held}");
    }
    assert_eq!(exchange.exposure(None), worth_of_all(exchange));
}

/// What is open at what was paid, what waits at its own price, or the ask: each side rounded to cents by itself.
fn worth_of_all(exchange: &SimulatedExchange) -> i128 {
    let open = exchange.account().exposure(ONLY);
    let ask = exchange.quote(ONLY).map_or(0, |quote| quote.ask);
    let waiting = |side: Side| -> i128 {
        exchange
            .open_orders()
            .filter(|order| !order.terms.reduce_only && order.terms.side == side)
            .map(|order| {
                let own = order.terms.kind.price().or(order.terms.kind.trigger());
                i128::from(own.unwrap_or(ask)) * i128::from(order.remaining())
            })
            .sum()
    };
    // A cent is a thousand points of one unit.
    let sums = [
        open.long_cost,
        open.short_cost,
        waiting(Side::Buy),
        waiting(Side::Sell),
    ];
    sums.into_iter()
        .map(|points| round_half_even(points, 1_000))
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_order_passes_a_breached_limit_and_nothing_is_sent_while_halted(steps in proptest::collection::vec(any_step(), 1..80)) {
        let mut exchange = begun(bounded());
        let mut second = 0;
        for step in steps {
            second += 1;
            let before = exchange.trading_state();
            let command = match step {
                Step::Tick(bid) => {
                    tick(&mut exchange, second, bid);
                    continue;
                }
                Step::Ask(command) => command,
            };
            let is_kill = matches!(command, Command::Halt { .. });
            for event in ask(&mut exchange, second, command) {
                let EventBody::Submitted { order, .. } = event.body else { continue };
                let order = &exchange.orders()[order.0 as usize - 1];
                let is_exit = order.terms.reduce_only;
                prop_assert!(before != TradingState::Halted || (is_kill && is_exit));
                prop_assert!(before != TradingState::Reducing || is_exit);
                prop_assert!(is_exit || order.terms.quantity <= MOST.order);
                prop_assert!(is_exit || exchange.open_orders().count() <= MOST.orders as usize);
                prop_assert!(is_exit || exchange.exposure(None) <= i128::from(MOST.exposure));
            }
            holds(&exchange);
        }
    }
}
