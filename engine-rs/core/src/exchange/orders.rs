//! All orders, by each of their names.

use std::collections::{BTreeSet, HashMap};

use super::order::{ClientOrderId, NewOrder, Order};
use crate::ledger::ids::OrderId;

/// All orders that ever were, by each of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Orders {
    // The order with id n is at n - 1.
    all: Vec<Order>,
    // Never iterated: its order in memory is by chance.
    ids: HashMap<ClientOrderId, OrderId>,
    groups: HashMap<u64, Vec<OrderId>>,
    open: BTreeSet<OrderId>,
}

impl Orders {
    pub(crate) fn next_id(&self) -> OrderId {
        OrderId(self.all.len() as u64 + 1)
    }

    /// Add an order; its id must be the next one.
    pub(crate) fn insert(&mut self, terms: NewOrder, placed_us: i64) {
        let id = self.next_id();
        self.ids.insert(terms.client_order_id.clone(), id);
        if let Some(group) = terms.oco_group {
            self.groups.entry(group).or_default().push(id);
        }
        let parent = terms.parent.as_ref().and_then(|parent| self.id_of(parent));
        if let Some(parent) = parent.and_then(|parent| self.get_mut(parent)) {
            parent.children.push(id);
        }
        self.all.push(Order::new(id, terms, placed_us));
        self.open.insert(id);
    }

    pub(crate) fn id_of(&self, name: &ClientOrderId) -> Option<OrderId> {
        self.ids.get(name).copied()
    }

    pub(crate) fn get(&self, id: OrderId) -> Option<&Order> {
        self.all.get(usize::try_from(id.0.checked_sub(1)?).ok()?)
    }

    pub(crate) fn get_mut(&mut self, id: OrderId) -> Option<&mut Order> {
        self.all
            .get_mut(usize::try_from(id.0.checked_sub(1)?).ok()?)
    }

    pub(crate) fn by_name(&self, name: &ClientOrderId) -> Option<&Order> {
        self.get(self.id_of(name)?)
    }

    pub(crate) fn close(&mut self, id: OrderId) {
        self.open.remove(&id);
    }

    /// All orders, oldest first.
    pub(crate) fn all(&self) -> &[Order] {
        &self.all
    }

    /// Orders that have not ended, oldest first.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Order> {
        self.open.iter().filter_map(|&id| self.get(id))
    }

    /// How many have not ended.
    pub(crate) fn open_count(&self) -> usize {
        self.open.len()
    }

    /// The others of an order's group.
    pub(crate) fn siblings(&self, order: &Order) -> Vec<OrderId> {
        let group = order
            .terms
            .oco_group
            .and_then(|group| self.groups.get(&group));
        let others = group.into_iter().flatten();
        others.copied().filter(|&id| id != order.id).collect()
    }
}
