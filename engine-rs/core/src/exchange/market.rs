//! One instrument at the exchange: its quote, and the orders that wait for its prices.

use super::due::{Due, DueKind};
use super::extremes::Extremes;
use super::order::{Order, OrderKind};
use super::price_ladder::{ALWAYS, NEVER, PriceLadder};
use super::waiting::WaitingSides;
use crate::ledger::ids::OrderId;
use crate::ledger::instrument::{Instrument, PRICE_MAX};
use crate::ledger::side::Side;
use crate::ticks::Tick;
use crate::timeframe::Period;

/// Where an order waits. Orders of one tick are done in the order of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rung {
    BuyStop,
    SellStop,
    BuyLimit,
    SellLimit,
    BuyTrail,
    SellTrail,
}

pub(crate) const TRIGGERS: [Rung; 4] = [
    Rung::BuyStop,
    Rung::SellStop,
    Rung::BuyLimit,
    Rung::SellLimit,
];
pub(crate) const TRAILS: [Rung; 2] = [Rung::BuyTrail, Rung::SellTrail];

impl Rung {
    /// What its ladder watches, with the sign that makes it rise to the keys.
    fn watched(self, tick: &Tick) -> i64 {
        match self {
            Self::BuyStop => tick.ask,
            Self::BuyLimit | Self::BuyTrail => -tick.ask,
            Self::SellStop => -tick.bid,
            Self::SellLimit | Self::SellTrail => tick.bid,
        }
    }
}

/// Where and until when an order stands: what the indexes hold of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) rungs: [Option<(Rung, i64)>; 2],
    pub(crate) due: [Option<Due>; 4],
}

impl Standing {
    pub(crate) fn of(order: &Order) -> Self {
        if order.status.is_closed() {
            return Self::default();
        }
        let is_working = order.status.is_working();
        let due = |ts_us: Option<i64>, kind| ts_us.map(|ts_us| (ts_us, kind, order.id));
        Self {
            rungs: if is_working {
                [Some(waiting(order)), trailing(order)]
            } else {
                [None; 2]
            },
            due: [
                due(order.expires_us, DueKind::Expiry),
                due(order.arrives_us, DueKind::Arrival),
                due(order.modify.map(|(ts_us, _)| ts_us), DueKind::Modify),
                due(order.cancel_us, DueKind::Cancel),
            ],
        }
    }
}

fn waiting(order: &Order) -> (Rung, i64) {
    let is_buy = order.terms.side == Side::Buy;
    let (stop, limit) = if is_buy {
        (Rung::BuyStop, Rung::BuyLimit)
    } else {
        (Rung::SellStop, Rung::SellLimit)
    };
    let falling = if is_buy { -1 } else { 1 };
    match (order.is_live(), order.terms.kind) {
        (true, kind) => (limit, kind.price().map_or(ALWAYS, |price| falling * price)),
        (false, OrderKind::MarketIfTouched { trigger }) => (limit, falling * trigger),
        (false, _) => (
            stop,
            order.trigger().map_or(NEVER, |trigger| -falling * trigger),
        ),
    }
}

fn trailing(order: &Order) -> Option<(Rung, i64)> {
    let (OrderKind::TrailingStop { step_points, .. }, Some((anchor, _))) =
        (order.terms.kind, order.trail)
    else {
        return None;
    };
    let moved = |sign: i64| sign * anchor + step_points;
    (!order.is_triggered).then(|| match order.terms.side {
        Side::Buy => (Rung::BuyTrail, moved(-1)),
        Side::Sell => (Rung::SellTrail, moved(1)),
    })
}

/// Prices between which nothing happens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band {
    pub(crate) bid: (i64, i64),
    pub(crate) ask: (i64, i64),
}

impl Band {
    /// Within which ticks are prices at all.
    pub(crate) const WIDEST: Self = Self {
        bid: (-PRICE_MAX, PRICE_MAX),
        ask: (-PRICE_MAX, PRICE_MAX),
    };
}

/// One instrument at the exchange.
#[derive(Clone, Debug)]
pub(crate) struct Market {
    pub(crate) instrument: Instrument,
    pub(crate) quote: Option<Tick>,
    /// What orders took of the shown volume already: of the ask, of the bid.
    pub(crate) taken: [i64; 2],
    /// Where equity would reach a level of margin.
    pub(crate) margin_band: Band,
    pub(crate) bids: Extremes,
    pub(crate) asks: Extremes,
    /// What waits to open more.
    pub(crate) waiting: WaitingSides,
    ladders: [PriceLadder; 6],
    quiet: Band,
    last_us: i64,
}

impl Market {
    pub(crate) fn new(instrument: Instrument) -> Self {
        Self {
            instrument,
            quote: None,
            taken: [0; 2],
            margin_band: Band::WIDEST,
            bids: Extremes::default(),
            asks: Extremes::default(),
            waiting: WaitingSides::default(),
            ladders: std::array::from_fn(|_| PriceLadder::default()),
            quiet: Band::WIDEST,
            last_us: i64::MIN,
        }
    }

    /// Does this tick follow the last, and touch nothing?
    #[inline]
    pub(crate) fn is_quiet(&self, tick: &Tick) -> bool {
        let Band { bid, ask } = self.quiet;
        tick.ts_us >= self.last_us
            && tick.bid <= tick.ask
            && tick.bid > bid.0
            && tick.bid < bid.1
            && tick.ask > ask.0
            && tick.ask < ask.1
    }

    pub(crate) fn is_late(&self, tick: &Tick) -> bool {
        tick.ts_us < self.last_us
    }

    /// From now on this is the quote.
    #[inline]
    pub(crate) fn take(&mut self, tick: Tick) {
        self.last_us = tick.ts_us;
        self.quote = Some(tick);
        self.taken = [0; 2];
        self.bids.see(tick.bid);
        self.asks.see(tick.ask);
    }

    pub(crate) fn enter(&mut self, (rung, key): (Rung, i64), order: OrderId) {
        self.ladders[rung as usize].insert(key, order);
        self.find_quiet();
    }

    pub(crate) fn leave(&mut self, (rung, key): (Rung, i64), order: OrderId) {
        self.ladders[rung as usize].remove(key, order);
        self.find_quiet();
    }

    pub(crate) fn touched(&self, rung: Rung, tick: &Tick, found: &mut Vec<OrderId>) {
        found.extend(self.ladders[rung as usize].touched(rung.watched(tick)));
    }

    /// Reckon anew between which prices no order and no level of margin is touched.
    pub(crate) fn find_quiet(&mut self) {
        let nearest = |rungs: &[Rung]| {
            let keys = rungs
                .iter()
                .map(|&rung| self.ladders[rung as usize].nearest());
            keys.min().unwrap_or(NEVER)
        };
        let Band { bid, ask } = self.margin_band;
        let quiet = Band {
            bid: (
                bid.0.max(-nearest(&[Rung::SellStop])),
                bid.1.min(nearest(&[Rung::SellLimit, Rung::SellTrail])),
            ),
            ask: (
                ask.0.max(-nearest(&[Rung::BuyLimit, Rung::BuyTrail])),
                ask.1.min(nearest(&[Rung::BuyStop])),
            ),
        };
        self.quiet = quiet;
    }

    /// What a buy pays or a sell gets.
    pub(crate) fn price(&self, side: Side) -> Option<i64> {
        self.quote.map(|quote| match side {
            Side::Buy => quote.ask,
            Side::Sell => quote.bid,
        })
    }

    /// Volume that the quote shows and nobody took; `None` when it shows none at all.
    pub(crate) fn available(&self, side: Side) -> Option<i64> {
        let quote = self.quote?;
        let (shown, taken) = match side {
            Side::Buy => (quote.ask_volume, self.taken[0]),
            Side::Sell => (quote.bid_volume, self.taken[1]),
        };
        (shown > 0).then(|| shown - taken)
    }

    pub(crate) fn consume(&mut self, side: Side, quantity: i64) {
        let place = usize::from(side == Side::Sell);
        self.taken[place] = self.taken[place].saturating_add(quantity);
    }

    pub(crate) fn is_open(&self, ts_us: i64) -> bool {
        let until_us = ts_us.saturating_add(1);
        self.instrument.hours.is_open_within(ts_us, until_us)
    }

    /// When the trading day of an instant closes.
    pub(crate) fn day_close_us(&self, ts_us: i64) -> i64 {
        let session = self.instrument.hours.session(ts_us, Period::Day);
        i64::try_from(session.close_us).unwrap_or(i64::MAX)
    }

    /// Prices at which a position of this side could be closed.
    pub(crate) fn extremes(&mut self, side: Side) -> &mut Extremes {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }

    pub(crate) fn is_touched(&self, rung: (Rung, i64)) -> bool {
        self.quote
            .is_some_and(|quote| rung.0.watched(&quote) >= rung.1)
    }

    /// What its ladders hold, for comparing two exchanges.
    pub(crate) fn ladders(&self) -> &[PriceLadder; 6] {
        &self.ladders
    }
}

/// Would this order be touched by the quote right now?
pub(crate) fn is_touched(market: &Market, order: &Order) -> bool {
    market.is_touched(waiting(order))
}
