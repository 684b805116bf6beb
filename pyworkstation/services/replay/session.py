"""One instrument being replayed: the multi-timeframe state, and where in the stored ticks it stands.

Invariant: no thread and no clock. After `advance(to_us)` the state has seen every tick up to `to_us` and none after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from pyworkstation.engine import MtfEngine, TickColumns, is_of_time
from pyworkstation.services.replay.quote_feed import QuoteSource
from pyworkstation.services.replay.tick_feed import AT_ONCE, TickFeed, last_tick_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pyworkstation.services.replay.attached import Attached, Wanted
    from pyworkstation.services.replay.tick_feed import Place
    from pyworkstation.services.trading_days import TradingDays


class Coverage(NamedTuple):
    """What is stored of a symbol: its digits, the first and last tick, and the decimals of its smallest unit of volume."""

    digits: int
    ticks: int
    first_us: int
    last_us: int
    volume_digits: int = 0


class EngineId(NamedTuple):
    """By what the engine of a timeframe knows an indicator."""

    timeframe: str
    number: int


class TickSource(QuoteSource, Protocol):
    """Stored ticks, oldest first."""

    def coverage(self, symbol: str) -> Coverage:
        """Raises InputError when nothing is stored of `symbol`."""

    def tick_chunks(
        self, symbol: str, *, from_us: int | None = None, to_us: int | None = None
    ) -> Iterator[TickColumns]:
        """Ticks of [from_us, to_us) in chunks of bounded size."""

    def trading_days(self, symbol: str) -> TradingDays:
        """Those of its session. Raises InputError for a table of sessions that is wrong."""

    def now_us(self) -> int:
        """By the clock that changes are noted by."""

    def ticks_before(self, symbol: str, *, to_us: int, unchanged_since_us: int) -> int | None:
        """How many there are before `to_us`; None when those up to then have changed since."""


class ReplaySession:
    """The state after all ticks up to `position_us`; `last_tick` is one row, None before the first.

    Timeframes that clients asked for later have an engine each, which has seen exactly the ticks that the first one has.
    """

    def __init__(
        self,
        source: TickSource,
        symbol: str,
        *,
        built_us: int,
        days: TradingDays,
        depth: int,
        engine: MtfEngine,
        others: dict[str, MtfEngine],
        engine_ids: dict[int, EngineId],
        position_us: int,
        place: Place | None,
    ) -> None:
        """From its parts. `built_us` is when its first tick was read, by the source's clock."""
        self.symbol = symbol
        self.built_us = built_us
        self.coverage = source.coverage(symbol)
        self.days = days
        self.depth = depth
        self.engine = engine
        self.others = others
        self.engine_ids = engine_ids
        self.has_seen_all = place is None
        """Has every indicator seen every tick? Not one that was attached on the way."""
        self.waypoint_ticks = engine.ticks
        self.position_us = position_us
        self._feed = TickFeed(source, symbol, after=place)
        self.last_tick = None if place is None else last_tick_at(source, symbol, place)

    @property
    def timeframes(self) -> list[str]:
        """Those of time, lowest first, and then those of counts; those that were asked for later come last."""
        return [*self.engine.timeframes, *self.others]

    @property
    def place(self) -> Place | None:
        """Behind which tick the state is."""
        return self._feed.place

    def engine_of(self, timeframe: str) -> MtfEngine:
        """The one that keeps a timeframe."""
        return self.others.get(timeframe, self.engine)

    def next_tick_us(self) -> int | None:
        """Time of the first tick not yet seen; None when all have been."""
        return self._feed.next_us()

    def advance(
        self,
        to_us: int,
        *,
        at_most: int | None = None,
        look: Callable[[], None] | None = None,
    ) -> Iterator[TickColumns]:
        """Take in the ticks up to and including `to_us`, but no more than `at_most`; yield them as they go in.

        `look` is called before ticks that are not yielded yet can have pushed half a ring of bars out.
        """
        left = at_most
        while left is None or left > 0:
            ticks = self._take(to_us, AT_ONCE if left is None else left, look)
            if ticks is None:
                # The clock stops with the last tick: later times have nothing to show.
                self.position_us = max(self.position_us, min(to_us, self.coverage.last_us))
                return
            left = None if left is None else left - len(ticks)
            yield ticks

    def _ticks_at_once(self) -> int:
        """So few that they complete no more bars than half a ring holds.

        A tick completes at most one bar of time; of range and Renko bars, one that jumps may complete many.
        """
        return max(1, self.depth // (2 if all(map(is_of_time, self.timeframes)) else 64))

    def attach(self, attached_id: int, wanted: Wanted) -> None:
        """Give an indicator to the engine of its timeframe. Raises InputError for a name or a value that is none."""
        self.has_seen_all &= self.place is None
        engine = self.engine_of(wanted.timeframe)
        number = engine.add_indicator(wanted.timeframe, wanted.name, side=wanted.side, **wanted.params)
        self.engine_ids[attached_id] = EngineId(wanted.timeframe, number)

    def detach(self, attached_id: int) -> None:
        """Take it away."""
        timeframe, number = self.engine_ids.pop(attached_id)
        self.engine_of(timeframe).remove_indicator(number)

    def rename_attached(self, ids: Mapping[int, int]) -> None:
        """Know indicators by other ids of ours from now on."""
        self.engine_ids = {ids[key]: at for key, at in self.engine_ids.items()}

    def outputs_of(self, attached_id: int) -> list[str]:
        """The names of an indicator's outputs, in their order."""
        timeframe, number = self.engine_ids[attached_id]
        return next(each.outputs for each in self.engine_of(timeframe).indicators if each.id == number)

    def keep_only(self, others: Sequence[str]) -> None:
        """Let the other timeframes go that are not among these."""
        for name in self.others.keys() - set(others):
            del self.others[name]
            self.engine_ids = {key: at for key, at in self.engine_ids.items() if at.timeframe != name}

    def keep_attached(self, wanted: Iterable[Attached]) -> None:
        """Let indicators go that are not wanted, and attach those that are missing."""
        rows = {row.id: row.wanted for row in wanted}
        for attached_id in self.engine_ids.keys() - rows.keys():
            self.detach(attached_id)
        for attached_id in sorted(rows.keys() - self.engine_ids.keys()):
            self.attach(attached_id, rows[attached_id])

    def _take(self, to_us: int, at_most: int, look: Callable[[], None] | None) -> TickColumns | None:
        ticks = self._feed.take(to_us=to_us, at_most=at_most)
        if ticks is None:
            return None
        if look is None:
            self._give(ticks)
        else:
            step = self._ticks_at_once()
            for start in range(0, len(ticks), step):
                self._give(ticks.slice(start, min(start + step, len(ticks))))
                look()
        self.last_tick = ticks.slice(len(ticks) - 1, len(ticks))
        self.position_us = max(self.position_us, int(ticks.ts_us[-1]))
        return ticks

    def _give(self, ticks: TickColumns) -> None:
        for engine in (self.engine, *self.others.values()):
            engine.on_ticks(ticks)


def new_session(
    source: TickSource,
    symbol: str,
    *,
    timeframes: Sequence[str],
    depth: int,
    others: Iterable[str] = (),
    attached: Iterable[Attached] = (),
) -> ReplaySession:
    """Before the first stored tick. What is attached sees every bar.

    Raises:
        InputError: when nothing is stored of the symbol.
    """
    built_us = source.now_us()
    coverage = source.coverage(symbol)
    days = source.trading_days(symbol)

    def engine(*names: str) -> MtfEngine:
        return MtfEngine(names, depth=depth, digits=coverage.digits, day_close=days.day_close)

    session = ReplaySession(
        source,
        symbol,
        built_us=built_us,
        days=days,
        depth=depth,
        engine=engine(*timeframes),
        others={name: engine(name) for name in others},
        engine_ids={},
        position_us=coverage.first_us,
        place=None,
    )
    for each in attached:
        session.attach(each.id, each.wanted)
    return session
