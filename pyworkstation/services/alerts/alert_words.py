"""What an alert says when it has fired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.units import format_price

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import AlertTerms

_WAYS = {"above": "rose to", "below": "fell to", "touch": "touched"}


def alert_words(terms: AlertTerms, value: float, digits: int) -> str:
    """`EURUSD bid rose to 1.08500 (now 1.08502) in the replay: London`: there are no other ticks yet."""
    words = f"{_what(terms, value, digits)} in the replay"
    return f"{words}: {terms.note}" if terms.note else words


def _what(terms: AlertTerms, value: float, digits: int) -> str:
    way = _WAYS[terms.when]
    match terms.kind:
        case "price":
            level, now = (_price(points, digits) for points in (terms.level, value))
            return f"{terms.symbol} {terms.side} {way} {level} (now {now})"
        case "spread":
            return f"{terms.symbol} spread {way} {terms.level:g} points (now {value:g})"
        case "indicator":
            name = " ".join([terms.indicator or "", *(_param(param) for param in terms.params.values())])
            return f"{terms.symbol} {terms.timeframe} {name} {way} {terms.level:g} (now {value:.6g})"
        case "stale":
            return f"{terms.symbol}: no tick for {value:.0f} s"
        case "disconnect":
            return f"{terms.symbol}: ticks come no longer"


def _price(points: float, digits: int) -> str:
    """Of the mid there are half points."""
    whole = format_price(int(points // 1), digits)
    return whole if points == points // 1 else f"{whole}5"


def _param(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
