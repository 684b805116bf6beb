"""Answers `export_ticks` and `export_bars`: an Arrow file in the home, for one reader who maps it and deletes it."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from typing import TYPE_CHECKING, BinaryIO

from pyworkstation.bar_indicators import BarIndicators, parse_asked
from pyworkstation.domain.arrow_file import ArrowWriter, Field, decimal_column
from pyworkstation.domain.asker import AskerGoneError
from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.price_table import bar_table
from pyworkstation.domain.time_range import check_range
from pyworkstation.protocol.messages import ExportBars, Exported, ExportTicks, GetBars
from pyworkstation.services.bars.bars import bars_of
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.services.trading_days import trading_days
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.ticks import count_ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import Any, Literal

    from numpy.typing import NDArray

    from pyworkstation.bar_indicators import Asked
    from pyworkstation.domain.asker import Asker
    from pyworkstation.domain.home import Home
    from pyworkstation.storage.database import Store

    PriceForm = Literal["float", "decimal", "points"]
    Column = NDArray[Any]

_TICK_COLUMNS = ("time", "bid", "ask", "bid_volume", "ask_volume")
_BAR_COLUMNS = ("time", "open", "high", "low", "close", "volume", "ticks")
_COUNTS = ("bid_volume", "ask_volume", "volume", "ticks")

_ROWS_AT_ONCE = 1 << 16
"""What is worked on at once stays in the processor's cache, and holds nobody up for long."""

_BARS_A_PIECE = 1_000_000
_FORGOTTEN_S = 86_400
"""Whoever asked for a file that is older has died before mapping it."""

_numbers = itertools.count(1)


def export_ticks(request: ExportTicks, store: Store, asker: Asker) -> Iterator[Exported]:
    """Ticks of [from_us, to_us), each column in one stretch of the file.

    Raises:
        InputError: for times in no order, a symbol that is unknown or of which nothing is stored.
        EnvironmentFailure: when the file cannot be written.
    """
    check_range(request.from_us, request.to_us)
    source = StoredTicks(store)
    source.coverage(request.symbol)  # which says what is wrong where there is nothing
    stored = find_instrument(store, request.symbol)
    instrument = stored.instrument
    facts = {
        "symbol": instrument.symbol,
        "digits": str(instrument.digits),
        "volume_digits": str(instrument.volume_digits),
    }

    def write(file: BinaryIO) -> int:
        arrow = ArrowWriter(file, _fields(_TICK_COLUMNS, request.prices, instrument.digits), facts)
        arrow.begin(count_ticks(store, stored.id, from_us=request.from_us, to_us=request.to_us))
        rows = 0
        for ticks in source.tick_chunks(request.symbol, from_us=request.from_us, to_us=request.to_us):
            columns = (ticks.ts_us, ticks.bid, ticks.ask, ticks.bid_volume, ticks.ask_volume)
            _put(arrow, columns, instrument.digits, asker)
            rows += len(ticks)
        arrow.finish()
        return rows

    yield _written(store.home, write)


def export_bars(request: ExportBars, store: Store, asker: Asker) -> Iterator[Exported]:
    """One side of the bars that `get_bars` answers with, and the values of indicators after them.

    Raises as `export_ticks`, and for an unknown timeframe or indicator.
    """
    check_range(request.from_us, request.to_us)
    asked = parse_asked(request.indicators, where="indicators")
    wanted = GetBars(
        symbol=request.symbol,
        timeframe=request.timeframe,
        # Values depend on all bars from the first one on.
        from_us=None if asked else request.from_us,
        to_us=request.to_us,
        boundary=request.boundary,
        day_close=request.day_close,
    )
    found = bars_of(wanted, store)
    seen = _indicators(request, asked, found.digits, store)
    facts = {
        "symbol": request.symbol,
        "timeframe": found.timeframe,
        "side": request.side,
        "digits": str(found.digits),
        "volume_digits": str(found.volume_digits),
    }

    def write(file: BinaryIO) -> int:
        names = [*seen.take(Bars.empty())] if seen else []
        fields = [
            *_fields(_BAR_COLUMNS, request.prices, found.digits),
            *(Field(name, "float") for name in names),
        ]
        arrow = ArrowWriter(file, fields, facts)
        rows = 0
        for bars in _joined(found.pieces):
            values = seen.take(bars) if seen else {}
            first = 0 if request.from_us is None else int(bars.open_us.searchsorted(request.from_us))
            table = bar_table(bars[first:], digits=found.digits, side=request.side)
            columns = [column for _, column in table.columns.values()]
            arrow.begin(len(table))
            _put(arrow, [*columns, *(values[name][first:] for name in names)], found.digits, asker)
            rows += len(table)
        arrow.finish()
        return rows

    yield _written(store.home, write)


def _indicators(request: ExportBars, asked: list[Asked], digits: int, store: Store) -> BarIndicators | None:
    if not asked:
        return None
    days = trading_days(store.home, request.symbol, request.day_close)
    return BarIndicators(asked, digits=digits, side=request.side, day_close=days.day_close)


def _fields(names: Iterable[str], prices: PriceForm, digits: int) -> list[Field]:
    kinds: dict[PriceForm, Literal["float", "decimal", "int"]] = {
        "float": "float",
        "decimal": "decimal",
        "points": "int",
    }
    return [
        Field(name, "time")
        if name == "time"
        else Field(name, "int")
        if name in _COUNTS
        else Field(name, kinds[prices], digits if prices == "decimal" else 0)
        for name in names
    ]


def _put(arrow: ArrowWriter, columns: Iterable[Column], digits: int, asker: Asker) -> None:
    columns = list(columns)
    for start in range(0, len(columns[0]), _ROWS_AT_ONCE):
        if asker.gone:
            raise AskerGoneError
        rows = slice(start, start + _ROWS_AT_ONCE)
        arrow.put([
            _formed(column[rows], part.kind, digits)
            for part, column in zip(arrow.fields, columns, strict=True)
        ])  # fmt: skip


def _formed(points: Column, kind: str, digits: int) -> Column:
    if points.dtype.kind == "f":
        return points
    match kind:
        case "float":
            # Both are exact as doubles, so that their quotient is the double nearest to the price.
            return points / float(10**digits)
        case "decimal":
            return decimal_column(points)
    return points


def _joined(pieces: Iterable[Bars]) -> Iterator[Bars]:
    """The same rows in fewer pieces."""
    waiting: list[Bars] = []
    for piece in pieces:
        waiting.append(piece)
        if sum(map(len, waiting)) >= _BARS_A_PIECE:
            yield Bars.concatenate(waiting)
            waiting = []
    if waiting:
        yield Bars.concatenate(waiting)


def _written(home: Home, write: Callable[[BinaryIO], int]) -> Exported:
    home.exports.mkdir(mode=0o700, exist_ok=True)
    _forget_old(home.exports)
    path = home.exports / f"{os.getpid()}-{time.time_ns()}-{next(_numbers)}.arrow"
    try:
        with path.open("xb") as file:
            rows = write(file)
        return Exported(path=str(path), rows=rows, size=path.stat().st_size)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise EnvironmentFailure(f"{path}: cannot be written: {error.strerror or error}") from error
        raise


def _forget_old(folder: Path) -> None:
    for path in folder.glob("*.arrow"):
        with contextlib.suppress(OSError):  # Another reader deletes it now, or (Windows) has it mapped.
            if time.time() - path.stat().st_mtime > _FORGOTTEN_S:
                path.unlink()
