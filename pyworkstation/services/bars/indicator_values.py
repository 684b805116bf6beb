"""Answers `get_values`: what an indicator makes of stored bars, by the engine's own code, from the first stored bar on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.bar_indicators import Asked, BarIndicators
from pyworkstation.domain.asker import AskerGoneError
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import Indicator, indicators
from pyworkstation.protocol.messages import GetBars, GetValues, ValuesPart
from pyworkstation.services.bars.bars import PART_ROWS, bars_of
from pyworkstation.services.trading_days import trading_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pyworkstation.domain.asker import Asker
    from pyworkstation.domain.columns import Bars
    from pyworkstation.storage.database import Store

_WIRE = np.dtype("<f8")


def get_values(request: GetValues, store: Store, asker: Asker) -> Iterator[ValuesPart]:
    """A row for each bar that `get_bars` has of the range, in parts; one empty part when there are none.

    Every bar before the range is looked at first, so that no value depends on where the range begins.

    Raises:
        InputError: as `get_bars` does, and for an indicator that is none or reads more than bars have.
    """
    indicator = Indicator(request.name, **request.params)
    _check_reads_bars(indicator.name)
    found = bars_of(GetBars(symbol=request.symbol, timeframe=request.timeframe, to_us=request.to_us), store)
    days = trading_days(store.home, request.symbol)
    asked = Asked(indicator.name, dict(request.params), indicator.name)
    seen = BarIndicators([asked], digits=found.digits, side=request.side, day_close=days.day_close)
    outputs, sent = list(indicator.values), False
    for bars in found.pieces:
        if asker.gone:
            raise AskerGoneError
        for rows in _in_parts(_in_range(bars, seen, request.from_us)):
            sent = True
            yield _part(outputs, rows)
    if not sent:
        yield _part(outputs, np.zeros((len(outputs), 0)))


def _check_reads_bars(name: str) -> None:
    spec = next(spec for spec in indicators() if spec.name == name)
    if "spread" in spec.inputs:
        raise InputError(
            expected="an indicator of prices and volumes",
            found=f"{name}, which reads the spread of each tick",
            where="name",
            mend="stored bars have none; attach it to a replay",
        )


def _in_range(bars: Bars, seen: BarIndicators, from_us: int | None) -> NDArray[np.float64]:
    """The values of those bars that open within the range, a row for each output."""
    columns = np.stack(list(seen.take(bars).values()))
    first = 0 if from_us is None else int(np.searchsorted(bars.open_us, from_us))
    return columns[:, first:]


def _in_parts(rows: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    for start in range(0, rows.shape[1], PART_ROWS):
        yield rows[:, start : start + PART_ROWS]


def _part(outputs: list[str], rows: NDArray[np.float64]) -> ValuesPart:
    packed = np.ascontiguousarray(rows, dtype=_WIRE).tobytes()
    return ValuesPart(outputs=outputs, count=rows.shape[1], packed=packed)
