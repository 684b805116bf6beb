"""Why an order was refused or ended, in words: one row for each stable code of the engine."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "duplicate_id": "another order has its name",
    "bad_id": "its name cannot be one of an order",
    "unknown_instrument": "the exchange has no such symbol",
    "unknown_order": "there is no such order",
    "order_closed": "the order has ended already",
    "quantity": "the quantity is outside what may be ordered, or no multiple of its step",
    "price": "the price is no multiple of the tick size",
    "trailing_distance": "the trailing distance is below one point",
    "expiry_passed": "its time has passed",
    "unknown_parent": "the order that it waits for is not there",
    "parent_closed": "the order that it waited for ended unfilled",
    "reduce_only": "nothing is open that it could close",
    "no_quote": "no quote has come yet",
    "market_closed": "the market is closed",
    "trigger_in_market": "the market is beyond its trigger already",
    "venue": "the exchange refused it by chance, as the fill profile says",
    "no_rate": "no rate turns the instrument's currency into the account's",
    "margin": "too little free margin",
    "requested": "asked for",
    "immediate_or_cancel": "the rest could not be filled at once",
    "fill_or_kill": "not all of it could be filled at once",
    "one_cancels_other": "the other order of its group filled",
    "position_closed": "the position that it protects was closed",
    "child_closed": "the order that protects its position has ended",
    "stop_out": "the account was stopped out",
    "halted": "trading is halted",
    "reducing_only": "only what closes is sent now",
    "message_rate": "too many orders and changes at once",
    "repeated_order": "too many orders that are the same",
    "restricted": "the symbol is on the list of those that are not traded",
    "order_quantity": "more units than one order may have",
    "order_value": "worth more than one order may be",
    "position_quantity": "more units than may be open on a side",
    "symbol_exposure": "more than may be open of the symbol",
    "exposure": "more than may be open in all",
    "currency_exposure": "more than may be bought or sold of a currency",
    "open_orders": "too many open orders",
    "price_collar": "the price is too far from the quote",
    "stale_quote": "the quote is too old, or there is none",
    "loss_limit": "more was lost than may be",
    "withdrawal": "more than is free",
}


def reason_text(code: str) -> str:
    """`too little free margin (margin)`; a code of a newer engine is said as it is."""
    words = REASONS.get(code)
    return code if words is None else f"{words} ({code})"
