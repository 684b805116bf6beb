//! A position as people and programs see it.

use serde::Serialize;
use tick_engine::ledger::ids::PositionId;
use tick_engine::ledger::side::Side;

use super::Desk;
use super::order_view::average;

/// The fields of the message `position`.
#[derive(Serialize)]
pub(crate) struct PositionView<'a> {
    id: u64,
    symbol: &'a str,
    digits: u8,
    side: Side,
    quantity: i64,
    average_millipoints: i64,
    opened_us: i64,
    realised: i64,
    commission: i64,
    swap: i64,
    unrealised: Option<i64>,
    lowest: Option<i64>,
    highest: Option<i64>,
}

impl<'a> PositionView<'a> {
    pub(crate) fn of(desk: &'a Desk, id: PositionId) -> Option<Self> {
        let exchange = &desk.exchange;
        let held = exchange.account().position(id)?;
        let seen = exchange.seen(id);
        Some(Self {
            id: id.0,
            symbol: desk.symbol(held.instrument),
            digits: exchange.instrument(held.instrument)?.digits,
            side: held.side,
            quantity: held.quantity,
            average_millipoints: average(held.cost, held.quantity)?,
            opened_us: held.opened_us,
            realised: held.realised,
            commission: held.commission,
            swap: held.swap,
            unrealised: exchange.profit_of(id),
            lowest: seen.map(|(low, _)| low),
            highest: seen.map(|(_, high)| high),
        })
    }
}
