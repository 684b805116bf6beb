"""Quotes of many symbols in one topic, as a watchlist shows them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import Count, Digits, Message, Packed, Symbol, Topic

MOST_WATCHED = 1000


class WatchQuotes(Message, frozen=True, tag="watch_quotes"):
    """Have the newest quotes of these told along the replay's clock. Answered by a `watched_quotes`.

    They are told for as long as somebody listens to the topic; of the same symbols it is the same one.
    """

    symbols: Annotated[list[Symbol], Meta(min_length=1, max_length=MOST_WATCHED)]


class WatchedSymbol(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A symbol and the decimals of its prices."""

    symbol: Symbol
    digits: Digits


class WatchedQuotes(Message, frozen=True, tag="watched_quotes"):
    """Reply to `watch_quotes`: its topic `quotes.ID`, and those of the symbols that are known, in the order asked."""

    topic: Topic
    symbols: Annotated[list[WatchedSymbol], Meta(max_length=MOST_WATCHED)]


class QuotesUpdate(Message, frozen=True, tag="quotes_update"):
    """Topic `quotes.ID`: the newest quote of each symbol that has had one since the last message. A snapshot has all.

    `packed` has rows of the quotes layout: `row` counts the symbols of the `watched_quotes` from 0.
    """

    id: Count
    epoch: Count
    packed: Packed
