//! Why an order was refused or ended. The codes are stable: journals and clients keep them.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Why an order was refused or ended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Reason {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Reason {
            /// The stable code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

reasons! {
    /// Another order has the client order id.
    DuplicateId = "duplicate_id",
    /// The client order id is empty, too long, or not printable ASCII.
    BadId = "bad_id",
    /// The exchange has no such instrument.
    UnknownInstrument = "unknown_instrument",
    /// No order has the client order id.
    UnknownOrder = "unknown_order",
    /// The order has ended.
    OrderClosed = "order_closed",
    /// Not within the instrument's quantities, or no multiple of its step.
    Quantity = "quantity",
    /// No multiple of the tick size, or no price.
    Price = "price",
    /// A trailing distance or step below 1.
    TrailingDistance = "trailing_distance",
    /// The expiry has passed.
    ExpiryPassed = "expiry_passed",
    /// No order has the parent's client order id.
    UnknownParent = "unknown_parent",
    /// The parent ended without a fill.
    ParentClosed = "parent_closed",
    /// Nothing is open that it could close.
    ReduceOnly = "reduce_only",
    /// No quote has come yet.
    NoQuote = "no_quote",
    /// The market is closed.
    MarketClosed = "market_closed",
    /// The trigger would be touched at once.
    TriggerInMarket = "trigger_in_market",
    /// By the chance that the fill model gives.
    Venue = "venue",
    /// No rate turns the instrument's currency into the account's.
    NoRate = "no_rate",
    /// The account has too little free margin.
    Margin = "margin",
    /// The client asked for it.
    Requested = "requested",
    /// What was left of an immediate-or-cancel order.
    ImmediateOrCancel = "immediate_or_cancel",
    /// A fill-or-kill order of which not all could be filled.
    FillOrKill = "fill_or_kill",
    /// Another order of its group filled.
    OneCancelsOther = "one_cancels_other",
    /// The position that it protects was closed.
    PositionClosed = "position_closed",
    /// The order that protects its position has ended.
    ChildClosed = "child_closed",
    /// The account was stopped out.
    StopOut = "stop_out",
    /// Trading is halted until a person lets it go on.
    Halted = "halted",
    /// Only what closes is sent.
    ReducingOnly = "reducing_only",
    /// Too many orders and changes in a stretch of time.
    MessageRate = "message_rate",
    /// Too many orders that are the same but for their name.
    RepeatedOrder = "repeated_order",
    /// The instrument is on the list of those that are not traded.
    Restricted = "restricted",
    /// More units than one order may have.
    OrderQuantity = "order_quantity",
    /// Worth more than one order may be.
    OrderValue = "order_value",
    /// More units than may be open on a side.
    PositionQuantity = "position_quantity",
    /// More than may be open of an instrument.
    SymbolExposure = "symbol_exposure",
    /// More than may be open in all.
    Exposure = "exposure",
    /// More than may be bought or sold of a currency.
    CurrencyExposure = "currency_exposure",
    /// Too many orders that have not ended.
    OpenOrders = "open_orders",
    /// The limit price is too far beyond the quote.
    PriceCollar = "price_collar",
    /// The quote is too old, or there is none.
    StaleQuote = "stale_quote",
    /// More was lost today, or since the account stood highest, than may be.
    LossLimit = "loss_limit",
    /// A withdrawal of more than is free.
    Withdrawal = "withdrawal",
}
