"""Requests that may be sent again when nobody knows whether they were done: once more changes nothing."""

from __future__ import annotations

from pyworkstation.protocol import messages as m
from pyworkstation.protocol.roles import READ_REQUESTS

REPEATABLE: frozenset[type[m.Request]] = READ_REQUESTS | {
    m.PlaceOrder,
    m.ModifyOrder,
    m.CancelOrder,
    m.CancelAllOrders,
    m.Flatten,
    m.NotePosition,
}
"""Those that change nothing, and those that name what they are about: a client order id is sent to the market at most once."""
