"""Types of the compiled engine. Only `pyworkstation/engine.py` imports it. `stubtest` compares this file with the module.

All times are int64 microseconds since the Unix epoch UTC, prices int64 points, volumes int64 in the instrument's
smallest unit. Arrays handed out are read-only NumPy views that keep their owner alive. Calls that run longer than a
few microseconds release the GIL. Faults of the input raise `pyworkstation.domain.errors.InputError`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, Protocol, final, type_check_only

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "STATED_CONFIDENCE",
    "AttachedIndicator",
    "BarBuilder",
    "BarColumns",
    "BarEvents",
    "CheckedTicks",
    "CsvReader",
    "Detection",
    "DetectionAnswer",
    "Dialect",
    "Indicator",
    "IndicatorBar",
    "IndicatorSpec",
    "MtfEngine",
    "OutputSpec",
    "ParamSpec",
    "QualityScan",
    "SessionCalendar",
    "SimulatedExchange",
    "Snapshot",
    "Subscription",
    "TickColumns",
    "TickQuality",
    "__version__",
    "bar_span",
    "column_map",
    "detect_dialect",
    "detect_reading",
    "dialects",
    "echo",
    "fill_profile",
    "indicators",
    "is_of_time",
    "panic_drill",
    "parse_timeframe",
    "read_bi5_candles",
    "read_bi5_checked",
    "read_bi5_ticks",
    "read_json_ticks",
    "register_indicator",
    "unregister_indicator",
]

__version__: str

def echo(nonce: int) -> int:
    """Return `nonce`; the far end of a ping."""

def panic_drill() -> None:
    """Panic in Rust, to show that the process lives on. Raises BugError."""

def parse_timeframe(name: str) -> str:
    """Canonical name of a timeframe. Raises InputError for what is none.

    Of time: seconds, minutes, hours (`S15`, `M5`, `H4`, `15s`, `5m`, `4h`), `D1`, `W1` and months (`MN1`, `1mo`; 1, 2, 3, 4,
    6 or 12). Also as words, as others write them: `15min 90 min 4 hours 1day daily weekly monthly 1q 1y Minute5`. `1M` is refused:
    it is a month to some and a minute to others. Of a count: `T100` ticks, `V1000000` units of volume (bid and ask together), `R10` points between the
    highest and the lowest bid, `K10` Renko bricks of 10 points of the bid (a reversal takes two); each count 10^15 at most.
    """

def is_of_time(timeframe: str) -> bool:
    """Does the clock end its bars? Otherwise a count does. Raises InputError for what is no timeframe."""

def bar_span(
    timeframe: str,
    ts_us: int,
    *,
    boundary: Literal["left", "right"] = "left",
    day_close: Literal["new-york", "utc"] | SessionCalendar = "new-york",
) -> tuple[int, int, int]:
    """(start_us, open_us, close_us) of the bar holding a tick at `ts_us`. Raises InputError for a timeframe of counts.

    Ticks of [start, close) belong to it ((start, close] with boundary `right`); `open_us` is its label. They differ where
    a pause comes before the session: Monday's takes in stray weekend ticks but is labelled Sunday 17:00 New York, and so do weeks and months
    that begin with one, and every day of a calendar with a daily break.
    """

@type_check_only
class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

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
        """Copy five equal-length arrays. Raises InputError when lengths differ, and for masked cells and volumes below zero."""
    @staticmethod
    def from_arrow(stream: object) -> TickColumns:
        """Read an object with `__arrow_c_stream__` whose columns, in any order, are the five int64 columns by name (`ts_us` may
        be timestamps in microseconds), or those of plain ticks: `ts_ms` (int64), `bid`, `spread`, `bid_volume_10k`, `ask_volume_10k` (int32). Plain ticks are put
        in order of time.
        """
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Arrow C stream of the five int64 columns `ts_us, bid, ask, bid_volume, ask_volume`."""
    def slice(self, start: int, stop: int) -> TickColumns:
        """Rows [start, stop) without a copy."""
    def searchsorted(self, ts_us: int) -> int:
        """Index of the first tick at or after `ts_us`; ticks must be in time order."""
    def put_plain(
        self,
        start: int,
        stop: int,
        room: tuple[
            NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]
        ],
        *,
        last_us: int,
        last_count: int,
    ) -> tuple[int, NDArray[np.int64], NDArray[np.int32], int]:
        """Put the plain ones of rows [start, stop) into five arrays (int64 milliseconds; int32 bids, spreads, volumes in
        10,000) from their first row on. Returns how many they are, the rows of the others, the numbers of those among
        the ticks of their microsecond, and how many ticks of the last microsecond there were. `last_count` ticks of
        `last_us` came before. Raises InputError for arrays of another kind or too short.
        """
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
class SessionCalendar:
    """When an instrument trades. Every minute belongs to a trading date: the local one, or after `day_close` the next.

    A date without open time - a weekend, a holiday - is none: what is quoted then belongs to the next trading date, as
    does what is quoted in the break before its open. Day bars run from a session's close to the next one's and are
    labelled with their open; weeks and months are made of whole trading dates.
    """

    def __new__(
        cls,
        zone: str,
        *,
        open: Sequence[Sequence[str]],  # noqa: A002 - the weekly hours in which it is open
        day_close: str | None = "24:00",
        holidays: Iterable[str | date] | None = (),
        early_closes: Mapping[str | date, str] | Mapping[str, str] | Mapping[date, str] | None = {},
    ) -> SessionCalendar:
        """For instance `SessionCalendar("America/Chicago", day_close="17:00", open=[("Sun 17:00", "Mon 16:00"), ...],
        holidays=[date(2025, 12, 25)], early_closes={"2025-11-28": "12:15"})`.

        `zone` is an IANA name; times are local, holidays and early closes trading dates. An interval that ends before it begins
        goes on into the next week, and from a midnight or a `day_close` to the same one is all week. Raises InputError for what is
        not written so, for intervals that overlap or begin and end at another same time, and for an early close of a trading day that does not lie between
        its open and its close. Equal ones have been made of the same; they can be pickled.
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]: ...
    @property
    def zone(self) -> str: ...
    @property
    def open(self) -> list[tuple[str, str]]: ...
    @property
    def day_close(self) -> str: ...
    @property
    def holidays(self) -> list[str]: ...
    @property
    def early_closes(self) -> dict[str, str]: ...

@final
class QualityScan:
    """Looks at ticks in time order, in tables of any size, and tells what they are worth."""

    def __new__(
        cls, calendar: SessionCalendar, *, gap_minutes: int, spike_ratio: float = 0.005
    ) -> QualityScan:
        """A stretch of open time of at least `gap_minutes` (1 or more) without a tick is a gap."""
    def push(self, ticks: TickColumns) -> None:
        """Look at the next ticks."""
    def found(self, *, from_us: int | None = None, to_us: int | None = None) -> TickQuality:
        """What was found so far, in [from_us, to_us): from the first to the last tick, unless given."""

@final
class TickQuality:
    """What a `QualityScan` found. Times are UTC."""

    @property
    def ticks(self) -> int: ...
    @property
    def ends_us(self) -> tuple[int, int] | None:
        """Times of the first and the last tick; None when there is none."""
    @property
    def counts(self) -> dict[str, int]:
        """How many ticks of each kind of fault, as an import counts them; no kind that there is none of."""
    @property
    def busiest(self) -> tuple[int, int] | None:
        """The first of the minutes with the most ticks, and how many."""
    @property
    def gaps(self) -> list[tuple[int, int, int]]:
        """(from_us, to_us, market_us) of the stretches of open time without a tick, in order.

        From the last tick before to the first after it; `market_us` of that the market was open.
        """
    @property
    def hours(self) -> list[NDArray[np.int64]]:
        """Columns (hour since 1970, ticks, open_us, missing_us) of the hours that are open or have ticks."""
    @property
    def spreads(self) -> list[NDArray[np.int64]]:
        """Columns (spread in points, how often), in order. Beyond 65,535 points within 0.1 %."""
    @property
    def rates(self) -> list[NDArray[np.int64]]:
        """Columns (ticks in a minute, how many minutes), in order; minutes without a tick are left out."""

@final
class BarColumns:
    """Immutable columns of bars, oldest first: read-only NumPy views of int64, one row a bar, and an Arrow stream of the same memory.

    `open_us`, `close_us`, `first_us` and `last_us` (of its ticks) are in microseconds since the epoch, UTC; bid and ask in points;
    `mid2_*` is bid + ask, so in half points; volumes are in the instrument's smallest unit; `ticks` is a count.
    """

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def pack(self) -> bytes:
        """Wire form of `pyworkstation.domain.columns.Bars`."""
    def label_us(self, label: Literal["open", "close"]) -> NDArray[np.int64]:
        """Times that stand for the bars: their opens or their closes."""
    @property
    def open_us(self) -> NDArray[np.int64]: ...
    @property
    def close_us(self) -> NDArray[np.int64]: ...
    @property
    def bid_open(self) -> NDArray[np.int64]: ...
    @property
    def bid_high(self) -> NDArray[np.int64]: ...
    @property
    def bid_low(self) -> NDArray[np.int64]: ...
    @property
    def bid_close(self) -> NDArray[np.int64]: ...
    @property
    def ask_open(self) -> NDArray[np.int64]: ...
    @property
    def ask_high(self) -> NDArray[np.int64]: ...
    @property
    def ask_low(self) -> NDArray[np.int64]: ...
    @property
    def ask_close(self) -> NDArray[np.int64]: ...
    @property
    def mid2_open(self) -> NDArray[np.int64]: ...
    @property
    def mid2_high(self) -> NDArray[np.int64]: ...
    @property
    def mid2_low(self) -> NDArray[np.int64]: ...
    @property
    def mid2_close(self) -> NDArray[np.int64]: ...
    @property
    def bid_volume(self) -> NDArray[np.int64]: ...
    @property
    def ask_volume(self) -> NDArray[np.int64]: ...
    @property
    def ticks(self) -> NDArray[np.int64]: ...
    @property
    def first_us(self) -> NDArray[np.int64]: ...
    @property
    def last_us(self) -> NDArray[np.int64]: ...

@final
class BarBuilder:
    """Bars of one timeframe over any number of ticks, oldest first."""

    def __new__(
        cls,
        timeframe: str,
        *,
        boundary: Literal["left", "right"] = "left",
        day_close: Literal["new-york", "utc"] | SessionCalendar = "new-york",
        empty: Literal["skip", "flat"] = "skip",
    ) -> BarBuilder: ...
    @staticmethod
    def after_brick(timeframe: str, *, bid_open: int, bid_close: int) -> BarBuilder:
        """A builder of Renko bricks that go on after one whose bid opened and closed there. Raises InputError for a timeframe
        of another kind.
        """
    def push(self, ticks: TickColumns) -> BarColumns:
        """Take ticks in; return the bars they completed. Raises InputError for a tick before the last one."""
    def finish(self) -> BarColumns:
        """The forming bar as a last row (none when there was no tick). The builder is empty afterwards."""

@final
class MtfEngine:
    """The multi-timeframe state of one instrument: after every tick all timeframes agree with it, never with a later one.

    With `empty="flat"` an interval without ticks makes a bar of zero ticks at the last close, as soon as a later tick
    shows that it was empty, while the market was open by the calendar; a gap of more than 100,000 bars is a hole in the
    data and makes none.
    A tick older than the last one is late. It is refused when it is later than `late_tolerance_us`, or when its bar (with
    the flat ones around it) has left the ring; otherwise the bars of time it belongs to are those of the ticks sorted by
    time. Bars of counts go by arrival and take no late tick in. A tick whose clock is wrong and lies far ahead makes all
    that follow late, and the engine, which has no clock, cannot tell it from the first after a pause: whoever feeds
    live ticks compares them with a clock first, looks at `last_us` and `late`, and restores the state saved before.
    Volumes are zero or more; a sum beyond 2^63 - 1 stands there. Renko draws at most 10,000 bricks for one tick: see `jumps`.
    An engine can be pickled and copied: by `save` and `restore`. Memory is 152 bytes a bar and timeframe (of 512 bars at least), and for an
    indicator its own memory twice (three times where late ticks are taken in) with 2 kB an output: see `state_bytes`.
    """

    def __new__(
        cls,
        timeframes: Sequence[str],
        *,
        depth: int = 5000,
        boundary: Literal["left", "right"] = "left",
        day_close: Literal["new-york", "utc"] | SessionCalendar = "new-york",
        empty: Literal["skip", "flat"] = "skip",
        late_tolerance_us: int = 0,
        digits: int = 0,
    ) -> MtfEngine:
        """`timeframes` are names that `parse_timeframe` knows. `depth` is how many completed bars each ring keeps. With `boundary="left"` a
        bar has the ticks of [open, close), with `"right"` those of (open, close]. Days, weeks and months end at `day_close`: 17:00 New York, midnight
        UTC, or a calendar's. `digits` is the instrument's: indicators see prices of so many decimals, and points when it is 0. Raises
        InputError, which names the argument.
        """
    @property
    def timeframes(self) -> list[str]:
        """Of time, lowest first, and then of counts."""
    @property
    def ticks(self) -> int:
        """Ticks taken in, late ones included."""
    @property
    def late(self) -> int:
        """Ticks that were older than the last one: those refused are `late - reopened`."""
    @property
    def reopened(self) -> int:
        """Late ticks taken in."""
    @property
    def jumps(self) -> int:
        """Moves of more than 10,000 Renko bricks in one tick: holes in the data, which drew none."""
    @property
    def last_us(self) -> int | None:
        """Time of the last tick."""
    @property
    def state_bytes(self) -> int:
        """Memory of the state: fixed by the timeframes and the depth."""
    def on_tick(self, ts_us: int, bid: int, ask: int, bid_volume: int = 0, ask_volume: int = 0) -> int:
        """Take one tick; return how many bars it completed over all timeframes.

        `ts_us` is in microseconds since the epoch, UTC; prices are in points, volumes in the instrument's smallest unit. A tick that is
        too late is counted in `late` and changes nothing. Raises InputError for what is no int64, and for a volume below zero.
        """
    def on_ticks(
        self,
        ticks: TickColumns | _ArrowStream | Mapping[str, ArrayLike] | None = None,
        /,
        *,
        ts_us: ArrayLike | None = None,
        bid: ArrayLike | None = None,
        ask: ArrayLike | None = None,
        bid_volume: ArrayLike | None = None,
        ask_volume: ArrayLike | None = None,
    ) -> int:
        """Take ticks in order; return how many bars they completed. The same as as many calls of `on_tick`, in its units.

        They come as `TickColumns`, as an Arrow table or stream (polars, pyarrow, DuckDB; the columns that `from_arrow` reads),
        or as NumPy columns by name, in a dict or as keywords: `on_ticks(ts_us=..., bid=..., ask=...)`. Of the three columns alone the
        volumes are zero. Columns of int64 that lie in one piece are not copied and must not be written to meanwhile; narrower integers and
        `datetime64[us]` (Arrow: timestamps in microseconds) will do. Raises InputError, and takes nothing in, for other
        types, columns of unequal length, missing and unknown ones, nulls, NaT and masked cells; for a volume below
        zero, which it names by its row, after the rows before it were taken in.
        """
    def completed_count(self, timeframe: str) -> int:
        """Bars completed since the start, including those that have left the ring. This and the next three raise InputError for a
        timeframe that the engine does not keep.
        """
    def bars(self, timeframe: str) -> BarColumns:
        """The completed bars that the ring holds, oldest first: NumPy views, or Arrow without a copy, of what they were at the call."""
    def completed(self, timeframe: str, since: int = 0) -> tuple[int, BarColumns]:
        """(index of the first row, completed bars with index >= since that the ring still holds)."""
    def forming(self, timeframe: str) -> BarColumns:
        """The forming bar: one row; none before the first tick, and of counts none when the last tick completed a bar."""
    def snapshot(self) -> Snapshot:
        """All timeframes and indicators at one instant."""
    def add_indicator(
        self,
        timeframe: str,
        name: str,
        /,
        *,
        side: Literal["bid", "ask", "mid"] = "bid",
        **params: float | str,
    ) -> int:
        """Attach an indicator of `indicators()` to a timeframe; return its id: `add_indicator("M5", "EMA", period=20)`.

        It sees the completed bars that the ring still holds at once, and every one from now on; so does a restored engine.
        `side` says of which prices, and volume is that of the side (`mid`: both). A session starts with the first
        bar that opens in it by `day_close`. Spreads are those of all ticks from now on; of bars before, that at their close.
        A late tick that changes a bar changes the values after it and after all later ones. Raises InputError for a
        timeframe that the engine does not keep, an unknown name or parameter, or a value out of range.
        """
    def remove_indicator(self, id: int) -> None:  # noqa: A002 - as `AttachedIndicator` has it
        """Detach an indicator. Like the next two raises InputError for an id that is not attached."""
    @property
    def indicators(self) -> list[AttachedIndicator]:
        """Those attached: by timeframe, lowest first, and then by id."""
    def indicator_values(
        self,
        id: int,  # noqa: A002 - as `AttachedIndicator` has it
        since: int = 0,
    ) -> tuple[int, dict[str, NDArray[np.float64]]]:
        """(index of the first row, its values after each completed bar with index >= since that the ring still holds).

        One array for each output, aligned with `completed(timeframe, since)`; NaN until warm. In the unit of the prices
        (see `digits`), or as the indicator's formula says. The newest 256 rows are at hand, older ones are worked out.
        """
    def indicator_forming(self, id: int) -> dict[str, float] | None:  # noqa: A002 - as `AttachedIndicator` has it
        """What it makes of the forming bar, by output, as if that were complete; None without one. Nothing changes."""
    def subscribe(self) -> Subscription:
        """The completed bars of all timeframes from now on. Any number of subscriptions cost the engine nothing."""
    def save(self, extra: bytes | memoryview = b"") -> bytes:
        """The whole state, with a version and a checksum; `extra` rides along. Equal states give equal bytes."""
    @staticmethod
    def restore(saved: bytes | memoryview) -> tuple[MtfEngine, bytes]:
        """(the engine as `save` saw it, its `extra`). Raises InputError for damaged bytes and newer versions."""
    def __getnewargs_ex__(self) -> tuple[tuple[list[str]], dict[str, int]]: ...
    def __getstate__(self) -> bytes: ...
    def __setstate__(self, state: bytes) -> None: ...
    def debug_dump(self) -> str:
        """The state as a table for people."""

@final
class Snapshot:
    """All timeframes of an engine at one instant."""

    def __len__(self) -> int: ...
    @property
    def timeframes(self) -> list[str]: ...
    @property
    def ticks(self) -> int: ...
    @property
    def late(self) -> int: ...
    @property
    def last_us(self) -> int | None: ...
    def completed_count(self, timeframe: str) -> int:
        """Bars completed since the start. These four raise InputError for a timeframe that the engine does not keep."""
    def last(self, timeframe: str) -> BarColumns:
        """The last completed bar: one row, none before the first."""
    def forming(self, timeframe: str) -> BarColumns:
        """The forming bar: one row or none."""
    def progress(self, timeframe: str) -> float:
        """How far the forming bar has come at the last tick, from 0 to 1."""
    def indicator_values(self, id: int) -> dict[str, float]:  # noqa: A002 - as `AttachedIndicator` has it
        """The values after the last completed bar, by output; NaN until warm. Raises InputError for an id not attached then."""
    def indicator_forming(self, id: int) -> dict[str, float] | None:  # noqa: A002 - as `AttachedIndicator` has it
        """The values for the forming bar; None without one."""

@final
class AttachedIndicator:
    """An indicator that is attached to a timeframe of an engine."""

    @property
    def id(self) -> int:
        """By which the engine, its snapshots and its events are asked; never used again in this engine."""
    @property
    def timeframe(self) -> str: ...
    @property
    def side(self) -> Literal["bid", "ask", "mid"]: ...
    @property
    def name(self) -> str: ...
    @property
    def params(self) -> dict[str, int | float | str]:
        """Every parameter with its value."""
    @property
    def outputs(self) -> list[str]: ...
    @property
    def warm_up(self) -> int:
        """Bars until every output has a value, the last of them included."""

@final
class Subscription:
    """How far one reader has read the completed bars of an engine."""

    def take(self) -> BarEvents:
        """What has happened since the last call: first the bars that late ticks have changed or made, by timeframe and index;
        then the completed ones in the order of the ticks that completed them, the lowest timeframe first."""
    @property
    def missed(self) -> int:
        """Bars and changes that the engine had dropped before they were read."""

@final
class BarEvents:
    """Completed bars as they happened, one a row."""

    def __len__(self) -> int: ...
    @property
    def timeframes(self) -> list[str]:
        """The engine's timeframes."""
    @property
    def timeframe(self) -> NDArray[np.int64]:
        """Place of the bar's timeframe in `timeframes`."""
    @property
    def index(self) -> NDArray[np.int64]:
        """Index of the bar in its timeframe since the engine's start."""
    @property
    def is_revised(self) -> NDArray[np.bool_]:
        """Was it reported before, and has a late tick changed it?"""
    @property
    def bars(self) -> BarColumns: ...
    def indicator_values(self, id: int) -> dict[str, NDArray[np.float64]]:  # noqa: A002 - as `AttachedIndicator` has it
        """The values of an indicator after each bar, by output, one row for each event; NaN for bars of other timeframes.

        As they were when `take` was called. Raises InputError for an id that was not attached then.
        """

def indicators() -> list[IndicatorSpec]:
    """The whole table of indicators, group after group."""

def register_indicator(cls: type) -> None:
    """Put a class into the table of indicators; see `pyworkstation.custom_indicator`, which also tries it out first."""

def unregister_indicator(name: str) -> None:
    """Take a registered class out of the table; those attached live on. Raises InputError when none is called that."""

@final
class IndicatorBar:
    """What an indicator sees of a bar, completed or forming. Prices are decimals, times microseconds UTC."""

    def __new__(
        cls,
        *,
        open: float,  # noqa: A002 - a bar's word
        high: float,
        low: float,
        close: float,
        open_us: int = 0,
        close_us: int = 0,
        volume: float = 0.0,
        ticks: int = 0,
        spread_mean: float = 0.0,
        spread_low: float = 0.0,
        spread_high: float = 0.0,
        session_start: bool = False,
    ) -> IndicatorBar: ...
    @property
    def open_us(self) -> int: ...
    @property
    def close_us(self) -> int: ...
    @property
    def open(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def close(self) -> float: ...
    @property
    def volume(self) -> float: ...
    @property
    def ticks(self) -> int: ...
    @property
    def spread_mean(self) -> float: ...
    @property
    def spread_low(self) -> float: ...
    @property
    def spread_high(self) -> float: ...
    @property
    def session_start(self) -> bool:
        """Is it the first bar of a trading session?"""

@final
class IndicatorSpec:
    """One row of the engine's table of indicators: what there is to set, to read and to draw."""

    @property
    def name(self) -> str:
        """Its name in `Indicator(name)`."""
    @property
    def title(self) -> str:
        """Its name for people."""
    @property
    def group(self) -> str:
        """Which others it belongs with."""
    @property
    def params(self) -> list[ParamSpec]: ...
    @property
    def inputs(
        self,
    ) -> list[Literal["source", "open", "high", "low", "close", "volume", "spread", "session"]]:
        """What it reads of a bar; `source` is the price that the parameter of that name chooses."""
    @property
    def outputs(self) -> list[OutputSpec]: ...
    @property
    def formula(self) -> str:
        """The formula, and who published it."""
    def warm_up(self, **params: float | str) -> int:
        """Bars until every output has a value, the last of them included; at least so many where it waits for an event.

        Raises InputError for a parameter that it does not have or that is out of range.
        """

@final
class ParamSpec:
    """One parameter of an indicator."""

    def __new__(
        cls,
        name: str,
        /,
        *,
        default: int | float | str,
        minimum: float | None = None,
        maximum: float | None = None,
        words: Sequence[str] = (),
        title: str | None = None,
    ) -> ParamSpec:
        """A whole number or another one within a range, by the type of its default, or one of some words.

        Raises InputError for a default out of its range, or a number without one.
        """
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> Literal["count", "real", "choice"]: ...
    @property
    def default(self) -> int | float | str: ...
    @property
    def minimum(self) -> float | None:
        """None for a choice."""
    @property
    def maximum(self) -> float | None:
        """None for a choice."""
    @property
    def words(self) -> list[str]:
        """What a choice may be; empty for numbers."""

@final
class OutputSpec:
    """One output of an indicator."""

    def __new__(
        cls,
        name: str,
        /,
        *,
        pane: Literal["overlay", "own"] = "own",
        style: Literal["line", "band", "histogram", "dots", "steps", "hidden"] = "line",
    ) -> OutputSpec:
        """`overlay` is over the prices and in their unit."""
    @property
    def name(self) -> str: ...
    @property
    def pane(self) -> Literal["overlay", "own"]:
        """Over the prices, or in a pane of its own."""
    @property
    def style(self) -> Literal["line", "band", "histogram", "dots", "steps", "hidden"]: ...
    @property
    def ahead(self) -> str | None:
        """The parameter that says how many bars later it is drawn."""
    @property
    def back(self) -> str | None:
        """The parameter that says how many bars earlier it is drawn."""

@final
class Indicator:
    """One indicator with its memory. Prices are decimals, values too: NaN until warm."""

    def __new__(cls, name: str, /, **params: float | str) -> Indicator:
        """Raises InputError for an unknown name or parameter, or a value out of range."""
    @property
    def name(self) -> str: ...
    @property
    def params(self) -> dict[str, int | float | str]:
        """Every parameter with its value."""
    @property
    def warm_up(self) -> int:
        """Bars until every output has a value, the last of them included."""
    @property
    def values(self) -> dict[str, float]:
        """The values after the last completed bar, by output."""
    def update(
        self,
        *,
        open: float,  # noqa: A002 - a bar's word
        high: float,
        low: float,
        close: float,
        volume: float = 0.0,
        ticks: int = 0,
        spread_mean: float = 0.0,
        spread_low: float = 0.0,
        spread_high: float = 0.0,
        session_start: bool = False,
    ) -> dict[str, float]:
        """Take a completed bar; return the values after it. Raises InputError for a number that is not finite."""
    def preview(
        self,
        *,
        open: float,  # noqa: A002 - a bar's word
        high: float,
        low: float,
        close: float,
        volume: float = 0.0,
        ticks: int = 0,
        spread_mean: float = 0.0,
        spread_low: float = 0.0,
        spread_high: float = 0.0,
        session_start: bool = False,
    ) -> dict[str, float]:
        """What `update` would return, for a forming bar; nothing changes."""
    def update_many(
        self,
        *,
        open: ArrayLike,  # noqa: A002 - a bar's word
        high: ArrayLike,
        low: ArrayLike,
        close: ArrayLike,
        volume: ArrayLike | None = None,
        ticks: ArrayLike | None = None,
        spread_mean: ArrayLike | None = None,
        spread_low: ArrayLike | None = None,
        spread_high: ArrayLike | None = None,
        session_start: ArrayLike | None = None,
    ) -> dict[str, NDArray[np.float64]]:
        """Take completed bars, oldest first; return the values after each, by output, one row for each bar.

        Raises InputError for columns of different lengths or a number that is not finite; then no bar was taken.
        """
    def save(self) -> bytes:
        """The memory, for `restore` of an indicator of the same name and parameters."""
    def restore(self, state: bytes | memoryview) -> None:
        """Take over a memory. Raises InputError, and keeps the present one, for bytes that are none."""

@final
class Dialect:
    """How a tick file is laid out: a row of the engine's table, or one made up of a column map."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def time_zone(self) -> str | None:
        """The zone of its times; None where neither the file nor the user has said it (they are then read as UTC)."""
    @property
    def has_header(self) -> bool:
        """Whether its first line is none of ticks."""
    @property
    def has_standing_prices(self) -> bool:
        """Whether a price may be empty, so that the one of the row above stands."""
    @property
    def columns(self) -> str:
        """Its columns between commas."""
    @property
    def time_format(self) -> str:
        """How its times are written, as `column_map` takes it."""
    @property
    def delimiter(self) -> str: ...
    @property
    def decimal_mark(self) -> str: ...
    def in_zone(self, time_zone: str) -> Dialect:
        """The same with times of another zone: UTC, an offset, an IANA name, or new-york+7. Raises InputError."""

def dialects() -> list[Dialect]:
    """The whole table."""

def detect_dialect(sample: bytes, *, where: str) -> Dialect:
    """The dialect of a CSV file by its first bytes (a few kB). Raises InputError when none fits."""

def column_map(
    columns: str,
    *,
    time_format: str,
    decimal_comma: bool = False,
    delimiter: str | None = None,
    time_zone: str | None = None,
    has_header: bool = False,
) -> Dialect:
    """A dialect that the user spells out.

    `columns` stand between commas: date, time, bid, ask, bid_volume, ask_volume, symbol and -; `time_format` has
    %Y %m %d %H %M %S %f %z, or is one of epoch-s, epoch-ms, epoch-us, epoch-ns, iso. Raises InputError.
    """

STATED_CONFIDENCE: float
"""How sure an answer of a detection must be to be acted upon."""

@final
class Detection:
    """What was found out about a file: the likeliest reading, and how sure each part of it is."""

    @property
    def dialect(self) -> Dialect:
        """The layout, with the zone of its times."""
    @property
    def volume_unit(self) -> Literal["units", "thousands", "millions"]: ...
    @property
    def price_shift(self) -> int:
        """The power of ten by which the file's prices are too low."""
    @property
    def confidence(self) -> float:
        """How sure the least sure answer is, from 0 to 1."""
    @property
    def answers(self) -> list[DetectionAnswer]:
        """What the file left open, and how it was answered."""
    @property
    def first_rows(self) -> TickColumns:
        """The first ticks by this reading, volumes in units."""
    def require_settled(self) -> None:
        """Raise InputError, which names the override, unless every answer is sure enough to be acted upon."""

@final
class DetectionAnswer:
    """The answer to something that the file leaves open."""

    @property
    def question(self) -> str:
        """layout, price-scale, day-order, sides, time-zone or volume-unit."""
    @property
    def mend(self) -> str:
        """How to answer it oneself."""
    @property
    def choice(self) -> str: ...
    @property
    def confidence(self) -> float:
        """From 0 to 1; below `STATED_CONFIDENCE` it is not acted upon."""
    @property
    def reasons(self) -> list[str]: ...
    @property
    def options(self) -> str:
        """The options that say it."""
    @property
    def alternatives(self) -> list[tuple[str, str, str, TickColumns]]:
        """(the answer, what would change, the options that say it, the first ticks by that reading) of each other answer."""

def detect_reading(
    head: bytes,
    *,
    where: str,
    digits: int,
    later: Sequence[bytes] | None = None,
    is_whole: bool = False,
    file_name: str = "",
    price_range: tuple[float, float] | None = None,
    rests_at_weekends: bool = False,
    dialect: Dialect | None = None,
    time_format: str | None = None,
    delimiter: str | None = None,
    decimal_comma: bool = False,
    time_zone: str | None = None,
    volume_unit: str | None = None,
    price_shift: int | None = None,
) -> Detection:
    """What a CSV file means, by its first bytes and other pieces of it, which may begin and end within a line.

    `dialect`, or parts of it (`time_format`, `delimiter`, `decimal_comma`), `time_zone`, `volume_unit` and `price_shift`
    are what the user has said; `price_range` is (lowest, highest) price that the instrument is known to have had. Raises
    InputError for what is no file of ticks.
    """

@final
class CsvReader:
    """Push parser: feed a CSV file in chunks of any size.

    `volume_scale` is how many smallest units one unit of the file is (1_000_000 for Dukascopy's millions). `where`
    (the file's name) leads every error, followed by the line number. `policies` says keep, drop or stop for a kind of
    fault: unparsable, not-finite, not-positive, between-points, out-of-order, duplicate, conflict, crossed, zero-spread,
    spike, no-quote, and with a `calendar` out-of-hours and gap (five minutes of open time without a tick; it cannot be
    dropped); past `max_rejects` rows left out, the next one raises.
    """

    def __new__(
        cls,
        dialect: str | Dialect,
        *,
        digits: int,
        volume_scale: int,
        where: str,
        price_shift: int = 0,
        policies: Mapping[str, str] | None = None,
        spike_ratio: float = 0.005,
        max_rejects: int = 1000,
        calendar: SessionCalendar | None = None,
    ) -> CsvReader: ...
    def feed(self, chunk: bytes, *, threads: int = 1) -> TickColumns:
        """Ticks of the whole lines seen so far and not yet returned. Raises InputError naming the line.

        A tick that may be a spike waits for the next ones.
        """
    def finish(self) -> TickColumns:
        """Ticks of a last line without a newline, and those that waited."""
    def take_rejects(self) -> list[tuple[int, str, str, str]]:
        """(line, kind, raw text, reason) of the rows left out since the last call; at most 10,000 wait."""
    @property
    def rows(self) -> int:
        """Ticks returned, or about to be."""
    @property
    def lines(self) -> int: ...
    @property
    def rejected(self) -> int:
        """Rows left out."""
    @property
    def counts(self) -> dict[str, int]:
        """How many ticks of each kind of fault there were, kept or not; no kind that there was none of."""
    @property
    def repeated_times(self) -> int:
        """Times that their clock shows twice, when daylight saving ends: read as the first, unless time would go back."""
    @property
    def symbol(self) -> str | None:
        """The symbol that the rows name, if they do."""

@final
class CheckedTicks:
    """What a file that is read in one holds."""

    @property
    def ticks(self) -> TickColumns: ...
    @property
    def counts(self) -> dict[str, int]: ...
    @property
    def rejects(self) -> list[tuple[int, str, str, str]]:
        """(record, kind, raw text, reason) of what was left out."""

def read_bi5_checked(
    data: bytes,
    *,
    hour_us: int,
    volume_scale: int,
    where: str,
    policies: Mapping[str, str] | None = None,
    spike_ratio: float = 0.005,
    max_rejects: int = 1000,
    calendar: SessionCalendar | None = None,
) -> CheckedTicks:
    """Ticks of one Dukascopy hour file, checked by these policies. Raises InputError naming the record."""

def read_json_ticks(
    data: bytes,
    *,
    digits: int,
    volume_scale: int,
    where: str,
    policies: Mapping[str, str] | None = None,
    spike_ratio: float = 0.005,
    max_rejects: int = 1000,
    calendar: SessionCalendar | None = None,
) -> CheckedTicks:
    """Ticks of an answer of Dukascopy's newer service (its volumes are in units). Raises InputError naming the byte or tick."""

def read_bi5_ticks(data: bytes, *, hour_us: int, volume_scale: int, where: str) -> TickColumns:
    """Ticks of one Dukascopy hour file. Empty data is an hour without ticks. Raises InputError naming the byte."""

def read_bi5_candles(
    data: bytes, *, start_us: int, where: str
) -> list[tuple[int, int, int, int, int, float]]:
    """(time_us, open, high, low, close in points, volume in the file's unit) of a Dukascopy candle file: an oracle for tests."""

def fill_profile(name: str) -> bytes:
    """The numbers of a fill profile (`perfect`, `realistic` or `worst`) as JSON. Raises InputError for another name."""

@final
class SimulatedExchange:
    """A venue and one account at it: ticks and commands in, events out. All bytes are JSON; what `handle`, `advance` and
    `on_ticks` return are lists of events as a journal stores them. Raises InputError for what cannot be read.
    """

    def __new__(cls, terms: bytes) -> SimulatedExchange: ...
    def list_instrument(
        self, symbol: str, terms: bytes, day_close: Literal["new-york", "utc"] | SessionCalendar
    ) -> int:
        """Give an instrument the next id, or new terms to the one of that symbol; its id."""

    def handle(self, command: bytes, now_us: int, *, sent_us: int | None = None) -> bytes:
        """Take a command at an instant; what happens. The same command again, by its client order id, changes nothing.

        Rates of orders are counted by `sent_us`, microseconds of the clock on the wall, or else by the market's time.
        """

    def advance(self, now_us: int) -> bytes:
        """Let time pass; what happens."""

    def on_ticks(self, instrument: int, ticks: object) -> list[tuple[int, bytes]]:
        """Take ticks in order; for each that something happened on its row and what happened."""

    def see_again(self, instrument: int, ticks: object) -> None:
        """Take ticks that were taken before the exchange was restored: they are the quote, and nothing happens."""

    def take_up(self, events: bytes) -> None:
        """Apply events that such an exchange wrote, those after the last one known. Raises InputError for others."""

    def set_rate(
        self, currency: str, currency_digits: int, points: int, digits: int, *, is_inverse: bool = False
    ) -> bool:
        """What one unit of a currency costs in the account's: a quote in points, or turned over. False for none."""

    def set_limits(self, limits: bytes) -> None:
        """What orders may not go beyond, from now on. Raises InputError for limits that cannot be read."""

    def risk(self) -> bytes:
        """How far the limits are used, in minor units of the account."""

    def orders(self, numbers: list[int]) -> bytes:
        """Orders by their numbers, as they stand."""

    def open_orders(self) -> bytes:
        """Orders that have not ended, oldest first."""

    def order_number(self, client_order_id: str) -> int | None:
        """The number of an order by the client's name for it; None when there is none."""

    @property
    def order_count(self) -> int:
        """How many orders there ever were: they are numbered from 1."""

    def positions(self) -> bytes:
        """Open positions, oldest first."""

    def account(self) -> bytes:
        """Money, and what is open."""

    @property
    def is_idle(self) -> bool:
        """Is nothing open or under way, so that ticks change nothing?"""

    def is_same_state(self, other: SimulatedExchange) -> bool:
        """Have both the same orders, positions and money?"""

    @property
    def sequence(self) -> int:
        """The number of the last event."""

    @property
    def now_us(self) -> int | None:
        """Time of the newest tick or command; None before any."""
