"""What a message of quotes says of the symbols that are watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.columns import Quotes
from pyworkstation.protocol.messages import WatchedQuotes
from pyworkstation_ui.state.events import QuoteArrived, QuotesArrived

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import QuotesUpdate

NOT_WATCHED = WatchedQuotes(topic="quotes.0", symbols=[])


def quotes_arrived(
    watched: WatchedQuotes, update: QuotesUpdate, *, is_snapshot: bool, besides: str | None
) -> QuotesArrived:
    """All but those of the symbol `besides`. What a snapshot leaves out has no quote up to the clock."""
    symbols, quotes = watched.symbols, Quotes.unpack(update.packed)
    told: dict[str, QuoteArrived | None] = {each.symbol: None for each in symbols if is_snapshot}
    columns = (column.tolist() for column in (quotes.row, quotes.ts_us, quotes.bid, quotes.ask))
    for row, ts_us, bid, ask in zip(*columns, strict=True):
        told[symbols[row].symbol] = QuoteArrived(symbols[row].symbol, symbols[row].digits, ts_us, bid, ask)
    told.pop(besides or "", None)
    return QuotesArrived(told)
