"""Types of the compiled engine. Only `pyworkstation/engine.py` imports it. `stubtest` compares this file with the module.

All times are int64 microseconds since the Unix epoch UTC, prices int64 points, volumes int64 in the instrument's
smallest unit. Arrays handed out are read-only NumPy views that keep their owner alive. Calls that run longer than a
few microseconds release the GIL. Faults of the input raise `pyworkstation.domain.errors.InputError`.
"""

from collections.abc import Sequence
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BarBuilder",
    "BarColumns",
    "CsvReader",
    "Dialect",
    "MtfEngine",
    "TickColumns",
    "__version__",
    "bar_span",
    "detect_dialect",
    "dialects",
    "echo",
    "parse_timeframe",
    "read_bi5_candles",
    "read_bi5_ticks",
]

__version__: str

def echo(nonce: int) -> int:
    """Return `nonce`; the far end of a ping."""

def parse_timeframe(name: str) -> str:
    """Canonical name of a timeframe (`5m` -> `M5`). Raises InputError for what is none."""

def bar_span(
    timeframe: str,
    ts_us: int,
    *,
    boundary: Literal["left", "right"] = "left",
    day_close: Literal["new-york", "utc"] = "new-york",
) -> tuple[int, int, int]:
    """(start_us, open_us, close_us) of the bar holding a tick at `ts_us`.

    Ticks of [start, close) belong to it ((start, close] with boundary `right`); `open_us` is its label. start and open
    differ for Monday's session bar alone, which takes in stray weekend ticks but is labelled Sunday 17:00 New York.
    """

@final
class TickColumns:
    """Immutable columns of ticks."""

    @staticmethod
    def from_numpy(
        ts_us: NDArray[np.int64],
        bid: NDArray[np.int64],
        ask: NDArray[np.int64],
        bid_volume: NDArray[np.int64],
        ask_volume: NDArray[np.int64],
    ) -> TickColumns:
        """Copy five equal-length arrays. Raises InputError when lengths differ."""
    @staticmethod
    def from_arrow(stream: object) -> TickColumns:
        """Read an object with `__arrow_c_stream__` whose columns, in any order, are the five int64 columns by name."""
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Arrow C stream of the five int64 columns `ts_us, bid, ask, bid_volume, ask_volume`."""
    def slice(self, start: int, stop: int) -> TickColumns:
        """Rows [start, stop) without a copy."""
    def searchsorted(self, ts_us: int) -> int:
        """Index of the first tick at or after `ts_us`; ticks must be in time order."""
    def pack(self) -> bytes:
        """Wire form of `pyworkstation.domain.columns.Ticks`."""
    @property
    def ts_us(self) -> NDArray[np.int64]: ...
    @property
    def bid(self) -> NDArray[np.int64]: ...
    @property
    def ask(self) -> NDArray[np.int64]: ...
    @property
    def bid_volume(self) -> NDArray[np.int64]: ...
    @property
    def ask_volume(self) -> NDArray[np.int64]: ...

@final
class BarColumns:
    """Immutable columns of bars, oldest first; see `pyworkstation.domain.columns.Bars`."""

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def pack(self) -> bytes:
        """Wire form of `pyworkstation.domain.columns.Bars`."""

@final
class BarBuilder:
    """Bars of one timeframe over any number of ticks, oldest first."""

    def __new__(
        cls,
        timeframe: str,
        *,
        boundary: Literal["left", "right"] = "left",
        day_close: Literal["new-york", "utc"] = "new-york",
    ) -> BarBuilder: ...
    def push(self, ticks: TickColumns) -> BarColumns:
        """Take ticks in; return the bars they completed. Raises InputError for a tick before the last one."""
    def finish(self) -> BarColumns:
        """The forming bar as a last row (none when there was no tick). The builder is empty afterwards."""

@final
class MtfEngine:
    """The multi-timeframe state of one instrument: after every tick all timeframes agree with it, never with a later one."""

    def __new__(
        cls,
        timeframes: Sequence[str],
        *,
        depth: int = 5000,
        boundary: Literal["left", "right"] = "left",
        day_close: Literal["new-york", "utc"] = "new-york",
    ) -> MtfEngine: ...
    @property
    def timeframes(self) -> list[str]: ...
    @property
    def ticks(self) -> int:
        """Ticks taken in."""
    @property
    def late(self) -> int:
        """Ticks refused because they were older than the last one."""
    @property
    def last_us(self) -> int | None:
        """Time of the last tick."""
    def on_tick(self, ts_us: int, bid: int, ask: int, bid_volume: int = 0, ask_volume: int = 0) -> int:
        """Take one tick; return how many bars it completed over all timeframes."""
    def on_ticks(self, ticks: TickColumns) -> int:
        """Take ticks in order; return how many bars they completed."""
    def completed_count(self, timeframe: str) -> int:
        """Bars completed since the start, including those that have left the ring."""
    def completed(self, timeframe: str, since: int = 0) -> tuple[int, BarColumns]:
        """(index of the first row, completed bars with index >= since that the ring still holds)."""
    def forming(self, timeframe: str) -> BarColumns:
        """The forming bar: one row, none before the first tick."""
    def snapshot(self) -> list[tuple[str, int, BarColumns, BarColumns]]:
        """(timeframe, completed_count, last completed bar, forming bar) of every timeframe at one instant."""

@final
class Dialect:
    """How a tick file is laid out: one row of the engine's table."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...

def dialects() -> list[Dialect]:
    """The whole table."""

def detect_dialect(sample: bytes, *, where: str) -> Dialect:
    """The dialect of a CSV file by its first bytes (a few kB). Raises InputError when none fits."""

@final
class CsvReader:
    """Push parser: feed a CSV file in chunks of any size.

    `volume_scale` is how many smallest units one unit of the file is (1_000_000 for Dukascopy's millions). `where`
    (the file's name) leads every error, followed by the line number.
    """

    def __new__(cls, dialect: str, *, digits: int, volume_scale: int, where: str) -> CsvReader: ...
    def feed(self, chunk: bytes) -> TickColumns:
        """Ticks of the whole lines seen so far and not yet returned. Raises InputError naming the line."""
    def finish(self) -> TickColumns:
        """Ticks of a last line without a newline."""
    @property
    def rows(self) -> int: ...

def read_bi5_ticks(data: bytes, *, hour_us: int, volume_scale: int, where: str) -> TickColumns:
    """Ticks of one Dukascopy hour file. Empty data is an hour without ticks. Raises InputError naming the byte."""

def read_bi5_candles(
    data: bytes, *, start_us: int, where: str
) -> list[tuple[int, int, int, int, int, float]]:
    """(time_us, open, high, low, close in points, volume in the file's unit) of a Dukascopy candle file: an oracle for tests."""
