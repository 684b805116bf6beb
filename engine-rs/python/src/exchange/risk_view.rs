//! How far the limits are used, as Python reads it.

use serde::Serialize;
use tick_engine::ledger::ids::InstrumentId;
use tick_engine::risk::TradingState;

use super::Desk;

/// Money is in minor units of the account.
#[derive(Serialize)]
pub(crate) struct RiskView<'a> {
    state: TradingState,
    exposure: i128,
    day_loss: i128,
    drawdown: i128,
    open_orders: usize,
    symbols: Vec<SymbolRisk<'a>>,
    currencies: Vec<CurrencyRisk>,
}

/// What is open of a currency, bought less sold, and how far it could get on either side with all that waits.
#[derive(Serialize)]
struct CurrencyRisk {
    currency: String,
    open: i128,
    furthest: i128,
}

#[derive(Serialize)]
struct SymbolRisk<'a> {
    symbol: &'a str,
    exposure: i128,
    long_quantity: i64,
    short_quantity: i64,
}

impl<'a> RiskView<'a> {
    pub(crate) fn of(desk: &'a Desk) -> Self {
        let exchange = &desk.exchange;
        let (day_loss, drawdown) = exchange.losses();
        Self {
            state: exchange.trading_state(),
            exposure: exchange.exposure(None),
            day_loss,
            drawdown,
            open_orders: exchange.open_orders().count(),
            symbols: (0..desk.symbols.len() as u32)
                .map(|id| SymbolRisk::of(desk, InstrumentId(id)))
                .collect(),
            currencies: exchange
                .currency_exposure()
                .into_iter()
                .map(|(code, reach)| CurrencyRisk {
                    currency: String::from_utf8_lossy(&code).into_owned(),
                    open: reach.open,
                    furthest: reach.furthest(),
                })
                .collect(),
        }
    }
}

impl<'a> SymbolRisk<'a> {
    fn of(desk: &'a Desk, id: InstrumentId) -> Self {
        let open = desk.exchange.account().exposure(id);
        Self {
            symbol: desk.symbol(id),
            exposure: desk.exchange.exposure(Some(id)),
            long_quantity: open.long_quantity,
            short_quantity: open.short_quantity,
        }
    }
}
