//! What an order's fill or end means for others: one triggers other, one cancels other, and orders that protect a position.

use super::SimulatedExchange;
use super::event::{Event, EventBody};
use super::order::{Changes, Order};
use super::reason::Reason;
use super::status::OrderStatus;
use crate::ledger::account::PositionMode;
use crate::ledger::ids::{OrderId, PositionId};

impl SimulatedExchange {
    pub(super) fn cancel(&mut self, id: OrderId, reason: Reason, out: &mut Vec<Event>) {
        self.end(id, EventBody::Cancelled { order: id, reason }, out);
    }

    /// End an order, and all that wait for it in vain.
    pub(super) fn end(&mut self, id: OrderId, body: EventBody, out: &mut Vec<Event>) {
        self.emit(body, out);
        let mut ended = vec![id];
        while let Some(id) = ended.pop() {
            for child in self.vain_children(id) {
                let reason = Reason::ParentClosed;
                self.emit(
                    EventBody::Cancelled {
                        order: child,
                        reason,
                    },
                    out,
                );
                ended.push(child);
            }
        }
    }

    fn vain_children(&self, id: OrderId) -> Vec<OrderId> {
        let unfilled = self.orders.get(id).filter(|order| order.filled == 0);
        let children = unfilled.map_or(&[][..], |order| &order.children);
        let is_held = |child: &OrderId| {
            let child = self.orders.get(*child);
            child.is_some_and(|child| child.status == OrderStatus::Initialised)
        };
        children.iter().copied().filter(is_held).collect()
    }

    pub(super) fn after_fill(&mut self, id: OrderId, quantity: i64, out: &mut Vec<Event>) {
        let Some(order) = self.orders.get(id).cloned() else {
            return;
        };
        for child in &order.children {
            self.follow_parent(id, *child, out);
        }
        for sibling in self.orders.siblings(&order) {
            self.shrink(sibling, quantity, order.status == OrderStatus::Filled, out);
        }
        if order.status == OrderStatus::Filled {
            self.end_parent(&order, out);
        }
    }

    /// A child works for as much as its parent has filled, less what its group has closed of that.
    pub(super) fn follow_parent(&mut self, parent: OrderId, child: OrderId, out: &mut Vec<Event>) {
        let (Some(parent), Some(order)) = (self.orders.get(parent), self.orders.get(child)) else {
            return;
        };
        if order.status.is_closed() {
            return;
        }
        let siblings = self.orders.siblings(order);
        let fills = siblings.iter().filter_map(|&id| self.orders.get(id));
        let closed: i64 = fills.map(|sibling| sibling.filled).sum();
        let quantity = (parent.filled - closed).min(order.asked.quantity);
        let is_held = order.status == OrderStatus::Initialised;
        let (was, position) = (order.terms.quantity, self.opened_by(parent));
        if quantity < 1 {
            return;
        }
        if quantity != was {
            self.resize(child, quantity, out);
        }
        if is_held {
            let released = EventBody::Submitted {
                order: child,
                arrives_us: self.now_us,
                position,
            };
            self.emit(released, out);
        }
    }

    fn opened_by(&self, parent: &Order) -> Option<PositionId> {
        parent
            .opened
            .filter(|_| self.account.mode() == PositionMode::Hedging)
    }

    fn resize(&mut self, order: OrderId, quantity: i64, out: &mut Vec<Event>) {
        let changes = Changes {
            quantity: Some(quantity),
            ..Changes::default()
        };
        self.emit(EventBody::Modified { order, changes }, out);
    }

    /// Another order of the group filled: this one has less to do, or nothing.
    fn shrink(&mut self, id: OrderId, quantity: i64, is_over: bool, out: &mut Vec<Event>) {
        let open = self
            .orders
            .get(id)
            .filter(|order| !order.status.is_closed());
        let Some(left) = open.map(|order| (order.remaining() - quantity, order.terms.quantity))
        else {
            return;
        };
        if is_over || left.0 < 1 {
            return self.cancel(id, Reason::OneCancelsOther, out);
        }
        self.resize(id, left.1 - quantity, out);
    }

    /// The exit is done: what the entry would still buy, nothing would protect.
    fn end_parent(&mut self, order: &Order, out: &mut Vec<Event>) {
        let parent = order.terms.parent.as_ref();
        let parent = parent.and_then(|name| self.orders.by_name(name));
        let open = parent.filter(|parent| !parent.status.is_closed());
        if let Some(id) = open.map(|parent| parent.id) {
            self.cancel(id, Reason::ChildClosed, out);
        }
    }

    /// A position is closed: orders that could only have reduced it end with it.
    pub(super) fn end_protection(&mut self, by: OrderId, closed: PositionId, out: &mut Vec<Event>) {
        let Some(order) = self.orders.get(by) else {
            return;
        };
        let (instrument, side) = (order.terms.instrument, order.terms.side);
        let name = Some(order.terms.client_order_id.clone());
        let is_hedging = self.account.mode() == PositionMode::Hedging;
        let protects = |order: &&Order| {
            let is_of_it = if is_hedging {
                order.terms.position == Some(closed)
            } else {
                order.terms.instrument == instrument && order.terms.side == side
            };
            is_of_it && self.is_reducing(&order.terms) && order.status.is_working()
        };
        let ended: Vec<Order> = self.orders.open().filter(protects).cloned().collect();
        for order in ended {
            let is_open = self
                .orders
                .get(order.id)
                .is_some_and(|now| !now.status.is_closed());
            if is_open {
                self.cancel(order.id, Reason::PositionClosed, out);
                // What turns a position round is not ended by the exits of the one that it closes.
                if order.terms.parent != name {
                    self.end_parent(&order, out);
                }
            }
        }
    }
}
