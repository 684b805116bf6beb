//! What an order says, and where it stands.

use serde::{Deserialize, Serialize};

use super::reason::Reason;
use super::status::OrderStatus;
use crate::ledger::ids::{InstrumentId, OrderId, PositionId};
use crate::ledger::side::Side;

/// The longest client order id.
pub const CLIENT_ID_MAX: usize = 64;

/// What the client calls its order, and by which a resubmission is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClientOrderId(pub String);

impl ClientOrderId {
    /// Ids with a `!` in front are the exchange's own.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let Self(id) = self;
        let printable = id.bytes().all(|byte| byte.is_ascii_graphic());
        (1..=CLIENT_ID_MAX).contains(&id.len()) && printable && !id.starts_with('!')
    }
}

/// When an order trades, and at which price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OrderKind {
    /// Now, at the quote.
    Market,
    /// At this price or a better one.
    Limit {
        /// In points.
        price: i64,
    },
    /// As a market order once the quote has reached the trigger from its better side.
    Stop {
        /// In points.
        trigger: i64,
    },
    /// As a limit order once the quote has reached the trigger.
    StopLimit {
        /// In points.
        trigger: i64,
        /// In points.
        price: i64,
    },
    /// As a market order once the quote has come down (buy) or up (sell) to the trigger.
    MarketIfTouched {
        /// In points.
        trigger: i64,
    },
    /// A stop whose trigger follows the market when it goes the better way.
    TrailingStop {
        /// How far behind.
        distance: Distance,
        /// The trigger moves when it would by at least this.
        step_points: i64,
    },
}

impl OrderKind {
    /// The limit price, of kinds that have one.
    #[must_use]
    pub fn price(self) -> Option<i64> {
        match self {
            Self::Limit { price } | Self::StopLimit { price, .. } => Some(price),
            _ => None,
        }
    }

    /// The trigger that it was given, of kinds that have one.
    #[must_use]
    pub fn trigger(self) -> Option<i64> {
        match self {
            Self::Stop { trigger }
            | Self::StopLimit { trigger, .. }
            | Self::MarketIfTouched { trigger } => Some(trigger),
            _ => None,
        }
    }

    /// Does it wait for a trigger?
    #[must_use]
    pub fn waits(self) -> bool {
        !matches!(self, Self::Market | Self::Limit { .. })
    }
}

/// How far a trailing stop stays behind the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub enum Distance {
    /// So many points.
    Points(i64),
    /// Millionths of the price: 1 % is 10,000.
    Ppm(i64),
}

impl Distance {
    /// The trigger for a market at `anchor`; a part of a point is rounded away from the market.
    #[must_use]
    pub fn trigger(self, side: Side, anchor: i64) -> i64 {
        let away = match self {
            Self::Points(points) => i128::from(points),
            Self::Ppm(ppm) => {
                let scaled = i128::from(anchor).abs() * i128::from(ppm);
                -(-scaled).div_euclid(1_000_000)
            }
        };
        (i128::from(anchor) + away * i128::from(side.sign())) as i64
    }
}

/// How long an order works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TimeInForce {
    /// Until it is filled or cancelled.
    #[default]
    Gtc,
    /// Until the trading day closes.
    Day,
    /// Until an instant.
    Gtd {
        /// It no longer works from then on.
        expires_us: i64,
    },
    /// What can be filled at once; the rest is cancelled.
    Ioc,
    /// All at once or nothing.
    Fok,
}

/// An order as the client gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrder {
    /// The client's name for it.
    pub client_order_id: ClientOrderId,
    /// Of what.
    pub instrument: InstrumentId,
    /// Buy or sell.
    pub side: Side,
    /// How much, in the instrument's smallest unit.
    pub quantity: i64,
    /// When and at which price.
    pub kind: OrderKind,
    /// How long.
    pub time_in_force: TimeInForce,
    /// Never more than closes what is open.
    pub reduce_only: bool,
    /// The position that it closes, when positions are hedged.
    pub position: Option<PositionId>,
    /// It is sent when this one fills (one triggers other), and for as much as has filled.
    pub parent: Option<ClientOrderId>,
    /// What fills of one order of the group is taken off the others (one cancels other).
    pub oco_group: Option<u64>,
}

impl NewOrder {
    /// A market order, good till cancelled.
    #[must_use]
    pub fn market(id: &str, instrument: InstrumentId, side: Side, quantity: i64) -> Self {
        Self {
            client_order_id: ClientOrderId(id.to_owned()),
            instrument,
            side,
            quantity,
            kind: OrderKind::Market,
            time_in_force: TimeInForce::Gtc,
            reduce_only: false,
            position: None,
            parent: None,
            oco_group: None,
        }
    }

    /// The same, of another kind.
    #[must_use]
    pub fn of_kind(self, kind: OrderKind) -> Self {
        Self { kind, ..self }
    }

    /// The same, for another time.
    #[must_use]
    pub fn good(self, time_in_force: TimeInForce) -> Self {
        Self {
            time_in_force,
            ..self
        }
    }

    /// The entry with a stop-loss and a take-profit: both wait for it, close what it opened, and one cancels the other.
    #[must_use]
    pub fn bracket(self, stop_loss: i64, take_profit: i64, oco_group: u64) -> [Self; 3] {
        let exit = |suffix: &str, kind| Self {
            client_order_id: ClientOrderId(format!("{}{suffix}", self.client_order_id.0)),
            side: self.side.opposite(),
            kind,
            time_in_force: TimeInForce::Gtc,
            reduce_only: true,
            parent: Some(self.client_order_id.clone()),
            oco_group: Some(oco_group),
            ..self.clone()
        };
        let loss = exit("-sl", OrderKind::Stop { trigger: stop_loss });
        let profit = exit("-tp", OrderKind::Limit { price: take_profit });
        [self, loss, profit]
    }
}

/// What a modification changes; what is absent stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The whole quantity, with what is filled.
    pub quantity: Option<i64>,
    /// The limit price.
    pub price: Option<i64>,
    /// The trigger.
    pub trigger: Option<i64>,
}

impl Changes {
    /// These, and what the earlier ones change besides.
    #[must_use]
    pub fn over(self, earlier: Self) -> Self {
        Self {
            quantity: self.quantity.or(earlier.quantity),
            price: self.price.or(earlier.price),
            trigger: self.trigger.or(earlier.trigger),
        }
    }
}

/// An order as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The exchange's name for it.
    pub id: OrderId,
    /// What was asked for at first.
    pub asked: NewOrder,
    /// What it says now, changes made.
    pub terms: NewOrder,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where it stood before the pending request.
    pub before: OrderStatus,
    /// How much is filled.
    pub filled: i64,
    /// Points times units of all its fills.
    pub cost: i128,
    /// Commission of all its fills, in minor units of the account: negative.
    pub commission: i64,
    /// Was its trigger touched?
    pub is_triggered: bool,
    /// Of a trailing stop: the market that its trigger was reckoned from, and the trigger.
    pub trail: Option<(i64, i64)>,
    /// The position that it opened.
    pub opened: Option<PositionId>,
    /// When it ends by itself.
    pub expires_us: Option<i64>,
    /// When it arrives at the venue.
    pub arrives_us: Option<i64>,
    /// When a change arrives, and what it changes.
    pub modify: Option<(i64, Changes)>,
    /// When a cancel arrives.
    pub cancel_us: Option<i64>,
    /// Why it was refused or ended.
    pub reason: Option<Reason>,
    /// When it became known.
    pub placed_us: i64,
    /// When something last happened to it.
    pub changed_us: i64,
    /// Orders that wait for it.
    pub children: Vec<OrderId>,
}

impl Order {
    pub(crate) fn new(id: OrderId, terms: NewOrder, placed_us: i64) -> Self {
        Self {
            id,
            asked: terms.clone(),
            terms,
            status: OrderStatus::Initialised,
            before: OrderStatus::Initialised,
            filled: 0,
            cost: 0,
            commission: 0,
            is_triggered: false,
            trail: None,
            opened: None,
            expires_us: None,
            arrives_us: None,
            modify: None,
            cancel_us: None,
            reason: None,
            placed_us,
            changed_us: placed_us,
            children: Vec::new(),
        }
    }

    /// How much is still to fill.
    #[must_use]
    pub fn remaining(&self) -> i64 {
        self.terms.quantity - self.filled
    }

    /// It, with the change that is under way made.
    #[must_use]
    pub fn changed(&self) -> Option<Self> {
        let (_, changes) = self.modify?;
        let mut after = self.clone();
        after.change(changes);
        Some(after)
    }

    /// Where it triggers now.
    #[must_use]
    pub fn trigger(&self) -> Option<i64> {
        self.trail
            .map(|(_, trigger)| trigger)
            .or(self.terms.kind.trigger())
    }

    /// Has it no trigger, or was that touched?
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.is_triggered || !self.terms.kind.waits()
    }

    pub(crate) fn change(&mut self, changes: Changes) {
        self.terms.quantity = changes.quantity.unwrap_or(self.terms.quantity);
        let (new_price, new_trigger) = (changes.price, changes.trigger);
        match &mut self.terms.kind {
            OrderKind::Limit { price } => *price = new_price.unwrap_or(*price),
            OrderKind::Stop { trigger } | OrderKind::MarketIfTouched { trigger } => {
                *trigger = new_trigger.unwrap_or(*trigger);
            }
            OrderKind::StopLimit { trigger, price } => {
                *trigger = new_trigger.unwrap_or(*trigger);
                *price = new_price.unwrap_or(*price);
            }
            OrderKind::Market | OrderKind::TrailingStop { .. } => {}
        }
    }
}
