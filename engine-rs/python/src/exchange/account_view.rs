//! An account as people and programs see it.

use serde::Serialize;
use tick_engine::exchange::SimulatedExchange;
use tick_engine::ledger::posting::LedgerAccount;

/// Money, in minor units of the account's currency.
#[derive(Serialize)]
pub(crate) struct AccountView {
    balance: i64,
    deposits: i64,
    equity: Option<i64>,
    unrealised: Option<i64>,
    margin: Option<i64>,
    free_margin: Option<i64>,
    is_margin_called: bool,
    open_orders: usize,
    open_positions: usize,
    sequence: u64,
}

impl AccountView {
    pub(crate) fn of(exchange: &SimulatedExchange) -> Self {
        let account = exchange.account();
        let deposits = account
            .ledger()
            .total(LedgerAccount::Deposits, account.currency());
        Self {
            balance: minor(account.balance()),
            deposits: minor(-deposits),
            equity: exchange.equity().map(minor),
            unrealised: exchange.unrealised().map(minor),
            margin: exchange.margin().map(minor),
            free_margin: exchange.free_margin().map(minor),
            is_margin_called: exchange.is_margin_called(),
            open_orders: exchange.open_orders().count(),
            open_positions: account.position_ids().len(),
            sequence: exchange.sequence(),
        }
    }
}

fn minor(amount: i128) -> i64 {
    let bounded = amount.clamp(i64::MIN.into(), i64::MAX.into());
    i64::try_from(bounded).unwrap_or_default()
}
