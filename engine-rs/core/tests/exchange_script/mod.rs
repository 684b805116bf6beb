//! Cases of the simulated exchange as lines of text: what is done, and after it what must have happened.
//!
//! `case NAME OPTION=VALUE ...` begins one; `#` begins a comment, which holds the arithmetic. Times are counted from
//! Monday 2019-02-04 00:00 UTC (`90`, `22h`, `1d22h`); New York is five hours behind. Lines with `=` are what must have
//! happened since the last such lines: all of it, but for the steps that every order takes.

#![expect(
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic; its parts are its own"
)]

use tick_engine::exchange::command::Command;
use tick_engine::exchange::event::{Event, EventBody};
use tick_engine::exchange::fill_model::FillModel;
use tick_engine::exchange::order::{
    Changes, ClientOrderId, Distance, NewOrder, OrderKind, TimeInForce,
};
use tick_engine::exchange::{Config, MarginLevels, SimulatedExchange};
use tick_engine::ledger::account::PositionMode;
use tick_engine::ledger::currency::Currency;
use tick_engine::ledger::ids::{InstrumentId, OrderId, PositionId};
use tick_engine::ledger::instrument::{Commission, Instrument, MarginRate, Swap};
use tick_engine::ledger::rate::Rate;
use tick_engine::ledger::side::Side;
use tick_engine::ticks::Tick;

/// Monday 2019-02-04 00:00 UTC.
const START_US: i64 = 1_549_238_400_000_000;
const ONLY: InstrumentId = InstrumentId(0);

/// Run all cases, and say of each that fails what was expected and what was found.
pub fn run(text: &str) -> (usize, Vec<String>) {
    let mut case = None;
    let (mut cases, mut faults) = (0, Vec::new());
    for (number, line) in text.lines().enumerate() {
        let words: Vec<&str> = line
            .split('#')
            .next()
            .unwrap_or("")
            .split_whitespace()
            .collect();
        match words.first() {
            None => {}
            Some(&"case") => {
                faults.extend(case.take().and_then(Case::finish));
                case = Some(Case::new(&words[1..]));
                cases += 1;
            }
            Some(_) => {
                let running = case
                    .as_mut()
                    .unwrap_or_else(|| panic!("line {number}: no case"));
                faults.extend(running.line(&words, number + 1));
            }
        }
    }
    faults.extend(case.and_then(Case::finish));
    (cases, faults)
}

struct Case {
    name: String,
    config: Config,
    exchange: SimulatedExchange,
    events: Vec<Event>,
    told: usize,
    expected: Vec<String>,
}

impl Case {
    fn new(words: &[&str]) -> Self {
        let mut options = Options::default();
        words[1..].iter().for_each(|word| options.take(word));
        let config = options.config;
        let exchange = SimulatedExchange::new(config.clone());
        let mut exchange = exchange.unwrap_or_else(|fault| panic!("{fault}"));
        for (currency, rate) in options.rates {
            exchange.set_rate(currency, rate);
        }
        let mut events = Vec::new();
        let minor = options.balance;
        exchange.handle(Command::Deposit { minor }, START_US, &mut events);
        Self {
            name: words[0].to_owned(),
            config,
            exchange,
            told: events.len(),
            events,
            expected: Vec::new(),
        }
    }

    fn line(&mut self, words: &[&str], number: usize) -> Option<String> {
        if words[0] == "=" {
            self.expected.push(words[1..].join(" "));
            return None;
        }
        let fault = self.compare();
        match words[0] {
            "balance" => {
                return fault.or(self.same(number, words[1], self.exchange.account().balance()));
            }
            "equity" => return fault.or(self.same(number, words[1], self.exchange.equity())),
            "margin" => return fault.or(self.same(number, words[1], self.exchange.margin())),
            "seen" => {
                let found = self.exchange.seen(PositionId(number_of(words[1]) as u64));
                return fault.or(self.same(number, &words[2..].join(" "), found));
            }
            "position" => {
                let held = self.exchange.account().netted(ONLY);
                let found = held.map(|held| (held.side.sign() * held.quantity, held.cost));
                return fault.or(self.same(number, &words[1..].join(" "), found));
            }
            "ledger" => {
                let currency = currency(words[1]);
                let found = self.exchange.account().ledger().sum(currency);
                return fault.or(self.same(number, words[2], found));
            }
            _ => self.act(words),
        }
        fault
    }

    fn same(&self, number: usize, expected: &str, found: impl std::fmt::Debug) -> Option<String> {
        let found = format!("{found:?}")
            .replace("Some", "")
            .replace(['(', ')', ','], "");
        let name = &self.name;
        (expected != found)
            .then(|| format!("{name}, line {number}: expected {expected}, found {found}"))
    }

    fn act(&mut self, words: &[&str]) {
        let (exchange, events) = (&mut self.exchange, &mut self.events);
        let now_us = exchange.now_us();
        match words {
            ["tick", at, prices @ ..] => {
                exchange.on_tick(ONLY, tick(at, prices), events);
            }
            ["time", at] => exchange.advance(instant(at), events),
            ["rate", name, points, digits] => {
                exchange.set_rate(currency(name), rate(points, digits));
            }
            ["place", ..] => {
                let orders = words
                    .split(|word| *word == "place")
                    .filter(|order| !order.is_empty());
                let orders = orders.map(order).collect();
                exchange.handle(Command::Place(orders), now_us, events);
            }
            ["bracket", id, side, quantity, stop, profit, kind @ ..] => {
                let mut entry = vec![*id, *side, *quantity];
                entry.extend(kind);
                let bracket = order(&entry).bracket(number_of(stop), number_of(profit), 1);
                exchange.handle(Command::Place(bracket.to_vec()), now_us, events);
            }
            _ => exchange.handle(command(words), now_us, events),
        }
    }

    /// What happened since, against what was expected.
    fn compare(&mut self) -> Option<String> {
        let expected = std::mem::take(&mut self.expected);
        if expected.is_empty() {
            return None;
        }
        let found: Vec<String> = self.events[self.told..]
            .iter()
            .filter_map(|event| self.tell(event))
            .collect();
        self.told = self.events.len();
        let expected: Vec<String> = expected
            .into_iter()
            .filter(|line| line != "nothing")
            .collect();
        (expected != found)
            .then(|| format!("{}: expected {expected:#?}, found {found:#?}", self.name))
    }

    fn tell(&self, event: &Event) -> Option<String> {
        let name = |id: &OrderId| self.name_of(*id);
        Some(match &event.body {
            EventBody::Filled(fill) => {
                let money = [("pnl", fill.pnl), ("fee", fill.commission)];
                let money = money
                    .into_iter()
                    .filter(|(_, amount)| amount.account_minor != 0);
                let money = money.fold(String::new(), |told, (what, amount)| {
                    told + &format!(" {what} {}", amount.account_minor)
                });
                let (id, quantity, price) = (name(&fill.order), fill.quantity, fill.price);
                format!(
                    "filled {id} {quantity} at {price} {:?} {}{money}",
                    fill.effect, fill.position.0
                )
            }
            EventBody::Denied { order, reason } => {
                format!("denied {} {}", name(order), reason.code())
            }
            EventBody::Rejected { order, reason } => {
                format!("rejected {} {}", name(order), reason.code())
            }
            EventBody::Cancelled { order, reason } => {
                format!("cancelled {} {}", name(order), reason.code())
            }
            EventBody::ModifyRejected { order, reason } => {
                format!("modify_rejected {} {}", name(order), reason.code())
            }
            EventBody::CommandRefused { reason, .. } => format!("refused {}", reason.code()),
            EventBody::Triggered { order } => format!("triggered {}", name(order)),
            EventBody::TrailMoved { order, trigger, .. } => {
                format!("trail {} {trigger}", name(order))
            }
            EventBody::Expired { order } => format!("expired {}", name(order)),
            EventBody::Modified { order, changes } => {
                let changed = [changes.quantity, changes.price, changes.trigger];
                let changed =
                    changed.map(|change| change.map_or("-".to_owned(), |to| to.to_string()));
                format!("modified {} {}", name(order), changed.join(" "))
            }
            EventBody::SwapCharged { nights, amount, .. } => {
                format!("swap {nights} {}", amount.account_minor)
            }
            EventBody::MarginCalled { equity, margin } => {
                format!("margin_called {equity} {margin}")
            }
            EventBody::MarginRestored { equity, margin } => {
                format!("margin_restored {equity} {margin}")
            }
            EventBody::TradingStateChanged { state } => format!("trading_state {state:?}"),
            EventBody::StoppedOut { equity, margin } => format!("stopped_out {equity} {margin}"),
            _ => return None,
        })
    }

    fn name_of(&self, id: OrderId) -> String {
        let named = self.events.iter().find_map(|event| match &event.body {
            EventBody::Initialised { order, terms } if *order == id => {
                Some(&terms.client_order_id.0)
            }
            _ => None,
        });
        // The exchange's own names end with a number of an event.
        let own = |name: &String| name.starts_with('!').then(|| "!stop-out".to_owned());
        named
            .map(|name| own(name).unwrap_or_else(|| name.clone()))
            .unwrap_or_default()
    }

    /// The last comparison; and replayed, the events must make the same state.
    fn finish(mut self) -> Option<String> {
        let replayed = SimulatedExchange::replay(self.config.clone(), &self.events);
        let replayed = replayed.unwrap_or_else(|fault| panic!("{}: {fault}", self.name));
        assert!(
            replayed.is_same_state(&self.exchange),
            "{}: replayed",
            self.name
        );
        self.compare()
    }
}

struct Options {
    config: Config,
    rates: Vec<(Currency, Rate)>,
    balance: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            config: Config {
                instruments: vec![Instrument::forex(Currency::USD)],
                currency: Currency::USD,
                mode: PositionMode::Netting,
                model: FillModel::PERFECT,
                margin: None,
                seed: 1,
            },
            rates: Vec::new(),
            balance: 1_000_000,
        }
    }
}

impl Options {
    fn take(&mut self, word: &str) {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let pair = || value.split_once('/').unwrap_or((value, "0"));
        let two = || (number_of(pair().0), number_of(pair().1));
        let Self {
            config,
            rates,
            balance,
        } = self;
        let Config {
            instruments, model, ..
        } = config;
        let instrument = &mut instruments[0];
        match name {
            "balance" => *balance = number_of(value),
            "account" => config.currency = currency(value),
            "hedging" => config.mode = PositionMode::Hedging,
            "yen" => {
                *instrument = Instrument {
                    digits: 3,
                    ..Instrument::forex(Currency::JPY)
                }
            }
            // Units of the account's currency for one of the instrument's: a quote in points, and its digits.
            "rate" => rates.push((instrument.quote, rate(pair().0, pair().1))),
            "inverse" => rates.push((instrument.quote, rate(pair().0, pair().1).inverse())),
            "leverage" => instrument.margin = MarginRate::Leverage(number_of(value)),
            "margin_ppm" => instrument.margin = MarginRate::Ppm(number_of(value)),
            // The currency of commissions, and units of the account's for one of it: a quote in points, and its digits.
            "fees" => {
                let (name, quote) = value.split_once('/').unwrap_or((value, "1/0"));
                let (points, digits) = quote.split_once('/').unwrap_or((quote, "0"));
                instrument.commission_currency = Some(currency(name));
                rates.push((currency(name), rate(points, digits)));
            }
            "least" => instrument.commission_min = number_of(value),
            "ppb" => {
                instrument.commission = Commission::OfNotional {
                    ppb: number_of(value),
                }
            }
            "lot" => {
                instrument.commission = Commission::PerLot {
                    minor: two().0,
                    lot: two().1,
                }
            }
            "swap" => {
                let (long_millipoints, short_millipoints) = two();
                instrument.swap = Swap {
                    long_millipoints,
                    short_millipoints,
                    ..Swap::default()
                };
            }
            "interest" => (instrument.swap.long_ppm, instrument.swap.short_ppm) = two(),
            "step" => instrument.quantity_step = number_of(value),
            "tick" => instrument.tick_size = number_of(value),
            "margin" => {
                let (call_percent, stop_percent) = (two().0 as u32, two().1 as u32);
                config.margin = Some(MarginLevels {
                    call_percent,
                    stop_percent,
                });
            }
            "slip" => (model.slip_chance, model.slip_points_max) = (1_000_000, number_of(value)),
            "touch" => model.touch_chance = number_of(value) as u32,
            "reject" => model.reject_chance = number_of(value) as u32,
            "volume" => model.is_bound_by_volume = true,
            "latency" => (model.order_latency_us, model.cancel_latency_us) = two(),
            "quote_latency" => model.quote_latency_us = number_of(value),
            other => panic!("unknown option {other}"),
        }
    }
}

fn number_of(word: &str) -> i64 {
    let number = word.replace('_', "").parse();
    number.unwrap_or_else(|_| panic!("{word} is no number"))
}

fn currency(name: &str) -> Currency {
    match name {
        "USD" => Currency::USD,
        "EUR" => Currency::EUR,
        "JPY" => Currency::JPY,
        other => panic!("unknown currency {other}"),
    }
}

fn rate(points: &str, digits: &str) -> Rate {
    let rate = Rate::of_quote(number_of(points), number_of(digits) as u8);
    rate.unwrap_or_else(|| panic!("{points} is no rate"))
}

/// `90` are seconds; `1d22h30m` is a day, 22 hours and 30 minutes.
fn instant(word: &str) -> i64 {
    let (mut us, mut digits) = (0, String::new());
    for letter in word.chars() {
        let unit = match letter {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            digit => {
                digits.push(digit);
                continue;
            }
        };
        us += number_of(&std::mem::take(&mut digits)) * unit * 1_000_000;
    }
    let (seconds, part) = digits.split_once('.').unwrap_or((&digits, "0"));
    let seconds = if seconds.is_empty() {
        0
    } else {
        number_of(seconds)
    };
    START_US + us + seconds * 1_000_000 + number_of(&format!("{part:0<6}"))
}

/// BID ASK, and the volumes at them if they are shown.
fn tick(at: &str, words: &[&str]) -> Tick {
    let volume = |place: usize| words.get(place).map_or(0, |word| number_of(word));
    Tick {
        ts_us: instant(at),
        bid: number_of(words[0]),
        ask: number_of(words[1]),
        bid_volume: volume(2),
        ask_volume: volume(3),
    }
}

/// ID buy|sell QUANTITY KIND..., then what else is said of it.
fn order(words: &[&str]) -> NewOrder {
    let side = match words[1] {
        "buy" => Side::Buy,
        "sell" => Side::Sell,
        other => panic!("{other} is no side"),
    };
    let mut order = NewOrder::market(words[0], ONLY, side, number_of(words[2]));
    for word in &words[3..] {
        tell_order(&mut order, word);
    }
    order
}

fn tell_order(order: &mut NewOrder, word: &str) {
    let (name, value) = word.split_once('=').unwrap_or((word, ""));
    let number = || number_of(value);
    match name {
        "market" => order.kind = OrderKind::Market,
        "limit" => order.kind = OrderKind::Limit { price: number() },
        "stop" => order.kind = OrderKind::Stop { trigger: number() },
        // After `stop=`: what was a stop is a stop-limit.
        "then" => {
            let trigger = order
                .kind
                .trigger()
                .unwrap_or_else(|| panic!("then of no stop"));
            order.kind = OrderKind::StopLimit {
                trigger,
                price: number(),
            };
        }
        "touched" => order.kind = OrderKind::MarketIfTouched { trigger: number() },
        "trail" => order.kind = trailing(Distance::Points(number())),
        "trail_ppm" => order.kind = trailing(Distance::Ppm(number())),
        "ioc" => order.time_in_force = TimeInForce::Ioc,
        "fok" => order.time_in_force = TimeInForce::Fok,
        "day" => order.time_in_force = TimeInForce::Day,
        "gtd" => {
            order.time_in_force = TimeInForce::Gtd {
                expires_us: instant(value),
            }
        }
        "reduce" => order.reduce_only = true,
        "closes" => order.position = Some(PositionId(number() as u64)),
        "after" => order.parent = Some(ClientOrderId(value.to_owned())),
        "oco" => order.oco_group = Some(number() as u64),
        other => panic!("unknown word of an order: {other}"),
    }
}

fn trailing(distance: Distance) -> OrderKind {
    OrderKind::TrailingStop {
        distance,
        step_points: 1,
    }
}

fn command(words: &[&str]) -> Command {
    match words {
        ["modify", id, changes @ ..] => Command::Modify {
            client_order_id: ClientOrderId((*id).to_owned()),
            changes: changes_of(changes),
        },
        ["cancel", id] => Command::Cancel {
            client_order_id: ClientOrderId((*id).to_owned()),
        },
        ["cancel_all"] => Command::CancelAll { instrument: None },
        ["flatten", id] => Command::Flatten {
            client_order_id: ClientOrderId((*id).to_owned()),
            instrument: None,
        },
        ["deposit", minor] => Command::Deposit {
            minor: number_of(minor),
        },
        other => panic!("unknown step {other:?}"),
    }
}

fn changes_of(words: &[&str]) -> Changes {
    let mut changes = Changes::default();
    for word in words {
        match word.split_once('=') {
            Some(("quantity", value)) => changes.quantity = Some(number_of(value)),
            Some(("price", value)) => changes.price = Some(number_of(value)),
            Some(("trigger", value)) => changes.trigger = Some(number_of(value)),
            _ => panic!("unknown change {word}"),
        }
    }
    changes
}
