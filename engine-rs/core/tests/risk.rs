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

/// 400 of each property, or as many as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig::with_cases(asked.and_then(|text| text.parse().ok()).unwrap_or(400))
}

fn config(mode: PositionMode, model: FillModel) -> Config {
    Config {
        instruments: vec![Instrument::forex(Currency::USD); 2],
        currency: Currency::USD,
        mode,
        model,
        margin: None,
        seed: 1,
    }
}

/// 10,000.00 USD, and 1.10000/1.10002 at midnight.
fn begun(limits: Limits) -> SimulatedExchange {
    begun_as(limits, config(PositionMode::Netting, FillModel::PERFECT))
}

fn begun_as(limits: Limits, config: Config) -> SimulatedExchange {
    let exchange = SimulatedExchange::new(config);
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
        ..config(PositionMode::Netting, FillModel::PERFECT)
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

/// Half a second to the venue, for orders and changes.
const SLOW: FillModel = FillModel {
    order_latency_us: SECOND / 2,
    modify_latency_us: SECOND / 2,
    ..FillModel::PERFECT
};

#[test]
fn a_change_under_way_counts_as_made() {
    let begun = |limits| {
        let mut exchange = begun_as(limits, config(PositionMode::Netting, SLOW));
        let limit = OrderKind::Limit { price: 109_000 };
        placed(&mut exchange, 0, order("a", Side::Buy, 1_000, limit));
        let changes = Changes {
            quantity: Some(1_300),
            ..Changes::default()
        };
        assert!(codes(&ask(&mut exchange, 1, modify("a", changes))).is_empty());
        exchange
    };
    // 1,300 at 1.10002 are 1,430.03 and 1,000 at 1.20000 are 1,200.00; together they are 1,560.00.
    let mut exchange = begun(Limits {
        order_value: Some(150_000),
        ..Limits::default()
    });
    let dearer = Changes {
        price: Some(120_000),
        ..Changes::default()
    };
    let found = codes(&ask(&mut exchange, 1, modify("a", dearer)));
    assert_eq!(found, ["order_value"]);
    // 1,300 and 700 are 2,000.
    let limits = Limits {
        position_quantity: Some(2_000),
        ..Limits::default()
    };
    assert!(placed(&mut begun(limits.clone()), 1, buy("b", 700)).is_empty());
    let found = placed(&mut begun(limits), 1, buy("b", 701));
    assert_eq!(found, ["position_quantity"]);
    // 1,300 at 1.09000 and 700 at 1.10002 are 1,417.00 + 770.014.
    let limits = |most| Limits {
        exposure: Some(most),
        ..Limits::default()
    };
    assert!(placed(&mut begun(limits(218_701)), 1, buy("b", 700)).is_empty());
    let found = placed(&mut begun(limits(218_700)), 1, buy("b", 700));
    assert_eq!(found, ["exposure"]);
}

fn modify(name: &str, changes: Changes) -> Command {
    Command::Modify {
        client_order_id: ClientOrderId(name.to_owned()),
        changes,
    }
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
fn however_trading_is_halted_what_could_open_more_ends() {
    let mut exchange = begun(Limits::default());
    let limit = OrderKind::Limit { price: 109_000 };
    placed(&mut exchange, 0, order("a", Side::Buy, 1_000, limit));
    let state = TradingState::Halted;
    ask(&mut exchange, 1, Command::SetTradingState { state });
    assert_eq!(exchange.open_orders().count(), 0);
    assert_eq!(exchange.trading_state(), TradingState::Halted);
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
    order: 30_000,
    value: 3_200_000,
    side: 50_000,
    orders: 6,
    symbol: 7_000_000,
    exposure: 9_000_000,
};

struct Bounds {
    order: i64,
    value: i64,
    side: i64,
    orders: u32,
    symbol: i64,
    exposure: i64,
}

fn bounded() -> Limits {
    Limits {
        order_quantity: Some(MOST.order),
        order_value: Some(MOST.value),
        position_quantity: Some(MOST.side),
        open_orders: Some(MOST.orders),
        symbol_exposure: Some(MOST.symbol),
        exposure: Some(MOST.exposure),
        ..Limits::default()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Tick(u32, i64),
    Ask(Command),
}

fn any_command() -> impl Strategy<Value = Command> {
    let name = || (0..30_u8).prop_map(|number| ClientOrderId(format!("o{number}")));
    let price = || 109_000..111_000_i64;
    let kind = prop_oneof![
        Just(OrderKind::Market),
        price().prop_map(|price| OrderKind::Limit { price }),
        price().prop_map(|trigger| OrderKind::Stop { trigger }),
        (price(), price()).prop_map(|(trigger, price)| OrderKind::StopLimit { trigger, price }),
    ];
    let what = (name(), 0..2_u32, any::<bool>(), 1..35_i64);
    let order = (what, kind, proptest::bool::weighted(0.2)).prop_map(
        |((client_order_id, instrument, is_buy, lots), kind, reduce_only)| NewOrder {
            client_order_id,
            instrument: InstrumentId(instrument),
            reduce_only,
            ..order(
                "",
                if is_buy { Side::Buy } else { Side::Sell },
                lots * 1_000,
                kind,
            )
        },
    );
    let some_price = || proptest::option::of(price());
    let changes = (proptest::option::of(1..35_i64), some_price(), some_price()).prop_map(
        |(lots, price, trigger)| Changes {
            quantity: lots.map(|lots| lots * 1_000),
            price,
            trigger,
        },
    );
    let state = prop_oneof![
        8 => Just(TradingState::Active),
        1 => Just(TradingState::Reducing),
        1 => Just(TradingState::Halted)
    ];
    prop_oneof![
        8 => proptest::collection::vec(order, 1..4).prop_map(Command::Place),
        6 => (name(), changes).prop_map(|(client_order_id, changes)| Command::Modify { client_order_id, changes }),
        1 => name().prop_map(|client_order_id| Command::Cancel { client_order_id }),
        1 => name().prop_map(|client_order_id| Command::Flatten { client_order_id, instrument: None }),
        1 => proptest::option::weighted(0.5, name()).prop_map(|flatten| Command::Halt { flatten }),
        4 => state.prop_map(|state| Command::SetTradingState { state }),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2_u32, 109_900..110_100_i64).prop_map(|(place, bid)| Step::Tick(place, bid)),
        10 => any_command().prop_map(Step::Ask),
    ]
}

fn any_config() -> impl Strategy<Value = Config> {
    let mode = prop_oneof![Just(PositionMode::Netting), Just(PositionMode::Hedging)];
    let model = prop_oneof![Just(FillModel::PERFECT), Just(SLOW)];
    (mode, model).prop_map(|(mode, model)| config(mode, model))
}

/// An order that could open more: its side, its units, and the dearest of its own prices.
type Opening = (Side, i128, Option<i128>);

/// Of both instruments, from the orders and positions alone, in points times units.
struct Reckoned {
    held: [i128; 2],
    cost: [[i128; 2]; 2],
    open: [Vec<Opening>; 2],
}

fn reckoned(exchange: &SimulatedExchange) -> Reckoned {
    let mut found = Reckoned {
        held: [0; 2],
        cost: [[0; 2]; 2],
        open: [Vec::new(), Vec::new()],
    };
    for id in exchange.account().position_ids() {
        let position = exchange.account().position(id);
        let position = position.unwrap_or_else(|| panic!("{id:?}"));
        let place = position.instrument.0 as usize;
        found.held[place] += i128::from(position.quantity * position.side.sign());
        found.cost[place][usize::from(position.side == Side::Buy)] += position.cost.abs();
    }
    for order in exchange.orders() {
        if is_opening(order) && !order.status.is_closed() {
            let (now, asked) = (of_terms(order, false), of_terms(order, true));
            let most = (order.terms.side, now.0.max(asked.0), now.1.max(asked.1));
            found.open[order.terms.instrument.0 as usize].push(most);
        }
    }
    found
}

/// Units that are left of an order, and the dearest of its prices; as it was asked to become, or as it is.
fn of_terms(order: &Order, asked: bool) -> (i128, Option<i128>) {
    let changes = order
        .modify
        .filter(|_| asked)
        .map_or(Changes::default(), |(_, changes)| changes);
    let units = changes.quantity.unwrap_or(order.terms.quantity) - order.filled;
    let (price, trigger) = (order.terms.kind.price(), order.terms.kind.trigger());
    let price = price.map(|price| changes.price.unwrap_or(price));
    let trigger = trigger.map(|trigger| changes.trigger.unwrap_or(trigger));
    (units.into(), price.max(trigger).map(i128::from))
}

/// The worth of all that is open and waits, in cents: each side of an instrument is rounded by itself.
fn exposures(exchange: &SimulatedExchange, found: &Reckoned) -> [i128; 2] {
    [0, 1].map(|place| {
        let ask = exchange
            .quote(InstrumentId(place as u32))
            .map_or(0, |quote| quote.ask);
        let waiting = |side: Side| -> i128 {
            let of_side = found.open[place].iter().filter(|open| open.0 == side);
            of_side
                .map(|(_, units, price)| units * price.unwrap_or(ask.into()))
                .sum()
        };
        let [short, long] = found.cost[place];
        let sums = [long, short, waiting(Side::Buy), waiting(Side::Sell)];
        // A cent is a thousand points of one unit.
        sums.into_iter()
            .map(|points| round_half_even(points, 1_000))
            .sum()
    })
}

/// After something that could open more was let through, on these sides of the instruments.
fn is_within(exchange: &SimulatedExchange, sides: &[(usize, Side)]) -> Result<(), TestCaseError> {
    let found = reckoned(exchange);
    let worth = exposures(exchange, &found);
    prop_assert!(
        worth.iter().all(|worth| *worth <= MOST.symbol.into()),
        "{worth:?}"
    );
    prop_assert!(worth[0] + worth[1] <= MOST.exposure.into(), "{worth:?}");
    for &(place, side) in sides {
        let waiting = found.open[place].iter().filter(|open| open.0 == side);
        let held = found.held[place] * i128::from(side.sign());
        let units = held + waiting.map(|open| open.1).sum::<i128>();
        prop_assert!(units <= i128::from(MOST.side), "{units}");
    }
    Ok(())
}

/// The orders that a command's events let through.
fn sent(exchange: &SimulatedExchange, events: &[Event]) -> Vec<Order> {
    let orders = events.iter().filter_map(|event| match &event.body {
        EventBody::Submitted { order, .. } | EventBody::PendingModify { order, .. } => Some(*order),
        _ => None,
    });
    orders
        .map(|id| exchange.orders()[id.0 as usize - 1].clone())
        .collect()
}

fn is_opening(order: &Order) -> bool {
    !order.terms.reduce_only && order.terms.position.is_none()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_order_passes_a_breached_limit_and_nothing_is_sent_while_halted(
        config in any_config(),
        steps in proptest::collection::vec(any_step(), 1..80),
    ) {
        let is_netted = config.mode == PositionMode::Netting;
        let mut exchange = begun_as(bounded(), config);
        let mut at_us = START_US;
        for step in steps {
            at_us += SECOND / 5;
            let command = match step {
                Step::Tick(place, bid) => {
                    let tick = Tick { ts_us: at_us, bid, ask: bid + 2, bid_volume: 0, ask_volume: 0 };
                    exchange.on_tick(InstrumentId(place), tick, &mut Vec::new());
                    continue;
                }
                Step::Ask(command) => command,
            };
            // What was under way has arrived before anything is asked.
            exchange.advance(at_us, &mut Vec::new());
            let before = exchange.trading_state();
            let is_kill = matches!(command, Command::Halt { .. });
            let mut events = Vec::new();
            exchange.handle(command, at_us, &mut events);
            let (opening, exits): (Vec<Order>, Vec<Order>) = sent(&exchange, &events).into_iter().partition(is_opening);
            let open_count = exchange.open_orders().count();
            prop_assert!(opening.is_empty() || before == TradingState::Active);
            prop_assert!(before != TradingState::Halted || is_kill || sent(&exchange, &events).is_empty());
            for order in &opening {
                let (units, own) = of_terms(order, true);
                prop_assert!(units <= i128::from(MOST.order), "{units}");
                let ask = exchange.quote(order.terms.instrument).map_or(0, |quote| quote.ask);
                let worth = units * own.unwrap_or(0).max(ask.into());
                prop_assert!(round_half_even(worth, 1_000) <= MOST.value.into(), "{worth}");
                let is_change = order.modify.is_some();
                // Exits pass whatever is open.
                prop_assert!(is_change || open_count <= MOST.orders as usize + exits.len());
            }
            // An exit that fills at once takes the room away that the other side gave.
            let has_exits = !is_netted || !exits.is_empty();
            let sides = opening.iter().map(|order| (order.terms.instrument.0 as usize, order.terms.side));
            let sides: Vec<(usize, Side)> = sides.filter(|_| !has_exits).collect();
            if !opening.is_empty() {
                is_within(&exchange, &sides)?;
            }
            let worth = exposures(&exchange, &reckoned(&exchange));
            prop_assert_eq!(exchange.exposure(None), worth[0] + worth[1]);
        }
    }
}
