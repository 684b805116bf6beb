"""Which alerts on prices and spreads ticks can have fired: of a thousand, those whose level lies between lowest and highest."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

    from pyworkstation.domain.columns import Ticks
    from pyworkstation.protocol.messages import Alert, AlertTerms

Quote = tuple[float, float]
ON_TICKS = ("price", "spread")


class Looked(NamedTuple):
    """What an alert looks at: its value before, None without any, and those of the ticks."""

    alert: Alert
    before: float | None
    values: NDArray[np.float64]


class _Group(NamedTuple):
    """Those that look at the same, by their levels."""

    levels: NDArray[np.float64]
    alerts: tuple[Alert, ...]


class TickAlerts:
    """Made anew whenever alerts are armed or disarmed."""

    def __init__(self, alerts: Iterable[Alert]) -> None:
        of: dict[str, dict[str, list[Alert]]] = defaultdict(lambda: defaultdict(list))
        for alert in alerts:
            if alert.terms.kind in ON_TICKS:
                of[alert.terms.symbol][_looks_at(alert.terms)].append(alert)
        self._of: Mapping[str, Mapping[str, _Group]] = {
            symbol: {what: _by_level(each) for what, each in groups.items()} for symbol, groups in of.items()
        }
        self.symbols = frozenset(self._of)

    def looked_at(self, symbol: str, before: Quote | None, ticks: Ticks) -> Iterator[Looked]:
        """Those whose level the ticks reach or cross, coming from the quote before."""
        for what, group in self._of.get(symbol, {}).items():
            values = _values(what, ticks.bid, ticks.ask)
            start = (
                None if before is None else float(_values(what, np.float64(before[0]), np.float64(before[1])))
            )
            low, high = values.min(), values.max()
            if start is not None:
                low, high = min(low, start), max(high, start)
            first = int(np.searchsorted(group.levels, low))
            last = int(np.searchsorted(group.levels, high, side="right"))
            for alert in group.alerts[first:last]:
                yield Looked(alert, start, values)


def _looks_at(terms: AlertTerms) -> str:
    return terms.kind if terms.kind == "spread" else terms.side


def _by_level(alerts: list[Alert]) -> _Group:
    ordered = sorted(alerts, key=lambda alert: alert.terms.level)
    return _Group(np.array([alert.terms.level for alert in ordered]), tuple(ordered))


def _values(what: str, bid: ArrayLike, ask: ArrayLike) -> NDArray[np.float64]:
    bids, asks = np.asarray(bid, dtype=np.float64), np.asarray(ask, dtype=np.float64)
    match what:
        case "spread":
            return asks - bids
        case "mid":
            return (bids + asks) / 2
        case _:
            return bids if what == "bid" else asks
