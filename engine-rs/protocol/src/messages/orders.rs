//! Orders: placed, changed, ended, and how they stand.

use super::fields::ShortText;
use crate::bounded::{ClientOrderId, Count, Digits, Items, Quantity, Symbol, TimeUs};
use serde::{Deserialize, Serialize};

/// Buy or sell, long or short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderSide {
    Buy,
    Sell,
}

/// When an order trades, and at which price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    #[default]
    Market,
    Limit,
    Stop,
    StopLimit,
    MarketIfTouched,
    TrailingStop,
}

/// How long an order works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeInForce {
    #[default]
    Gtc,
    Day,
    Gtd,
    Ioc,
    Fok,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    Initialised,
    Denied,
    Submitted,
    Rejected,
    Accepted,
    Triggered,
    PartiallyFilled,
    PendingModify,
    PendingCancel,
    Filled,
    Cancelled,
    Expired,
}

/// An order to place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    pub client_order_id: ClientOrderId,
    pub symbol: Symbol,
    pub side: OrderSide,
    pub quantity: Quantity,
    #[serde(default)]
    pub kind: OrderKind,
    #[serde(default)]
    pub price: Option<i64>,
    #[serde(default)]
    pub trigger: Option<i64>,
    #[serde(default)]
    pub distance_points: Option<Count>,
    #[serde(default)]
    pub distance_ppm: Option<Count>,
    #[serde(default = "Count::one")]
    pub step_points: Count,
    #[serde(default)]
    pub time_in_force: TimeInForce,
    #[serde(default)]
    pub expires_us: Option<TimeUs>,
    #[serde(default)]
    pub reduce_only: bool,
    #[serde(default)]
    pub position: Option<Count>,
    #[serde(default)]
    pub parent: Option<ClientOrderId>,
    #[serde(default)]
    pub oco_group: Option<Count>,
    #[serde(default)]
    pub stop_loss: Option<i64>,
    #[serde(default)]
    pub take_profit: Option<i64>,
}

/// Place orders together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    pub orders: Items<NewOrder, 1, 50>,
}

/// Change an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModifyOrder {
    pub client_order_id: ClientOrderId,
    #[serde(default)]
    pub quantity: Option<Quantity>,
    #[serde(default)]
    pub price: Option<i64>,
    #[serde(default)]
    pub trigger: Option<i64>,
}

/// End an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    pub client_order_id: ClientOrderId,
}

/// End all orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelAllOrders {
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// End all orders and close all positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flatten {
    pub client_order_id: ClientOrderId,
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// Orders, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListOrders {
    #[serde(default)]
    pub symbol: Option<Symbol>,
    #[serde(default = "super::fields::yes")]
    pub open_only: bool,
}

/// An order as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub id: Count,
    pub client_order_id: ShortText,
    pub symbol: Symbol,
    pub digits: Digits,
    pub side: OrderSide,
    pub quantity: Quantity,
    pub filled: Count,
    pub average_millipoints: Option<i64>,
    pub kind: OrderKind,
    pub price: Option<i64>,
    pub trigger: Option<i64>,
    pub distance_points: Option<Count>,
    pub distance_ppm: Option<Count>,
    pub step_points: Option<Count>,
    pub time_in_force: TimeInForce,
    pub expires_us: Option<TimeUs>,
    pub reduce_only: bool,
    pub position: Option<Count>,
    pub parent: Option<ShortText>,
    pub oco_group: Option<Count>,
    pub status: OrderStatus,
    pub reason: Option<ShortText>,
    pub placed_us: TimeUs,
    pub changed_us: TimeUs,
}

/// A command that left no order behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    pub client_order_id: Option<ShortText>,
    pub reason: ShortText,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrdersAnswer {
    pub history: Count,
    pub sequence: Count,
    pub orders: Vec<Order>,
    #[serde(default)]
    pub refusals: Vec<Refusal>,
}

/// Some orders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrdersPart {
    pub orders: Vec<Order>,
}

/// The orders that have changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrdersUpdate {
    pub history: Count,
    pub sequence: Count,
    pub orders: Vec<Order>,
    #[serde(default)]
    pub refusals: Vec<Refusal>,
}
