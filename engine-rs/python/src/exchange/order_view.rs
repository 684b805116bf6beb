//! An order as people and programs see it.

use serde::Serialize;
use tick_engine::exchange::order::{Distance, Order, OrderKind, TimeInForce};
use tick_engine::exchange::reason::Reason;
use tick_engine::exchange::status::OrderStatus;
use tick_engine::ledger::ids::OrderId;
use tick_engine::ledger::side::Side;

use super::Desk;

/// The fields of the message `order`.
#[derive(Serialize)]
pub(crate) struct OrderView<'a> {
    id: u64,
    client_order_id: &'a str,
    symbol: &'a str,
    digits: u8,
    side: Side,
    quantity: i64,
    filled: i64,
    average_millipoints: Option<i64>,
    kind: &'static str,
    price: Option<i64>,
    trigger: Option<i64>,
    distance_points: Option<i64>,
    distance_ppm: Option<i64>,
    step_points: Option<i64>,
    time_in_force: &'static str,
    expires_us: Option<i64>,
    reduce_only: bool,
    position: Option<u64>,
    parent: Option<&'a str>,
    oco_group: Option<u64>,
    status: OrderStatus,
    reason: Option<Reason>,
    placed_us: i64,
    changed_us: i64,
}

impl<'a> OrderView<'a> {
    pub(crate) fn of_number(desk: &'a Desk, id: OrderId) -> Option<Self> {
        let place = usize::try_from(id.0.checked_sub(1)?).ok()?;
        Some(Self::of(desk, desk.exchange.orders().get(place)?))
    }

    pub(crate) fn of(desk: &'a Desk, order: &'a Order) -> Self {
        let terms = &order.terms;
        let instrument = desk.exchange.instrument(terms.instrument);
        let (distance, step_points) = trailing(terms.kind);
        Self {
            id: order.id.0,
            client_order_id: &terms.client_order_id.0,
            symbol: desk.symbol(terms.instrument),
            digits: instrument.map_or(0, |instrument| instrument.digits),
            side: terms.side,
            quantity: terms.quantity,
            filled: order.filled,
            average_millipoints: average(order.cost, order.filled),
            kind: kind(terms.kind),
            price: terms.kind.price(),
            trigger: order.trigger(),
            distance_points: distance.and_then(points),
            distance_ppm: distance.and_then(ppm),
            step_points,
            time_in_force: time_in_force(terms.time_in_force),
            expires_us: order.expires_us.or(expires_us(terms.time_in_force)),
            reduce_only: terms.reduce_only,
            position: terms.position.or(order.opened).map(|id| id.0),
            parent: terms.parent.as_ref().map(|name| name.0.as_str()),
            oco_group: terms.oco_group,
            status: order.status,
            reason: order.reason,
            placed_us: order.placed_us,
            changed_us: order.changed_us,
        }
    }
}

/// Thousandths of a point, for showing: a half of one is rounded up.
pub(crate) fn average(cost: i128, quantity: i64) -> Option<i64> {
    let quantity = i128::from(quantity);
    let doubled = (2_000 * cost + quantity).checked_div_euclid(2 * quantity)?;
    i64::try_from(doubled).ok()
}

fn kind(kind: OrderKind) -> &'static str {
    match kind {
        OrderKind::Market => "market",
        OrderKind::Limit { .. } => "limit",
        OrderKind::Stop { .. } => "stop",
        OrderKind::StopLimit { .. } => "stop_limit",
        OrderKind::MarketIfTouched { .. } => "market_if_touched",
        OrderKind::TrailingStop { .. } => "trailing_stop",
    }
}

fn trailing(kind: OrderKind) -> (Option<Distance>, Option<i64>) {
    match kind {
        OrderKind::TrailingStop {
            distance,
            step_points,
        } => (Some(distance), Some(step_points)),
        _ => (None, None),
    }
}

fn points(distance: Distance) -> Option<i64> {
    match distance {
        Distance::Points(points) => Some(points),
        Distance::Ppm(_) => None,
    }
}

fn ppm(distance: Distance) -> Option<i64> {
    match distance {
        Distance::Ppm(ppm) => Some(ppm),
        Distance::Points(_) => None,
    }
}

fn time_in_force(time: TimeInForce) -> &'static str {
    match time {
        TimeInForce::Gtc => "gtc",
        TimeInForce::Day => "day",
        TimeInForce::Gtd { .. } => "gtd",
        TimeInForce::Ioc => "ioc",
        TimeInForce::Fok => "fok",
    }
}

fn expires_us(time: TimeInForce) -> Option<i64> {
    match time {
        TimeInForce::Gtd { expires_us } => Some(expires_us),
        _ => None,
    }
}
