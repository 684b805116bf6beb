"""Other symbols along the replay's clock: those of which somebody hears a topic, each as if it were replayed alone.

Invariant: none has seen a tick later than the clock, which is where the replayed symbol stands. Not thread-safe.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.services.replay.quotes import Quotes
from pyworkstation.services.replay.telling import Telling, last_tick, tell_ticks
from pyworkstation.services.replay.topics import ReplayTopic, parse_topic, ticks_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyworkstation.protocol.messages import StreamBody
    from pyworkstation.services.replay.attached import AttachedIndicators
    from pyworkstation.services.replay.session import ReplaySession
    from pyworkstation.services.replay.session_maker import SessionMaker
    from pyworkstation.services.streams import Streams

log = logging.getLogger(__name__)

MOST_WITH_BARS = 16
"""Symbols; each takes rings of all standard timeframes, and the time to go through its ticks."""

MOST = 80
"""Symbols in all: of those without bars an hour of ticks is held."""

_GRACE_S = 10.0
"""Who asks for a snapshot may not listen yet."""

_LOOK_EVERY_S = 5.0


@dataclass(slots=True)
class _Companion:
    """`heard` has, by topic, when it was last asked for. `what` has bars, or quotes only; `moved` since they were told."""

    what: Telling | Quotes
    since_s: float
    heard: dict[str, float] = field(default_factory=dict)
    moved: bool = False


class Companions:
    """By symbol. They cost what is heard of them; what nobody hears any more goes."""

    def __init__(
        self,
        maker: SessionMaker,
        streams: Streams,
        *,
        is_heard: Callable[[str], bool],
        clock: Callable[[], float],
    ) -> None:
        self._maker = maker
        self._streams = streams
        self._is_heard = is_heard
        self._clock = clock
        self._looked_s = clock()
        self._of: dict[str, _Companion] = {}

    @property
    def with_bars(self) -> int:
        """How many have bars."""
        return sum(isinstance(each.what, Telling) for each in self._of.values())

    @property
    def symbols(self) -> list[str]:
        """Those that go along."""
        return list(self._of)

    @property
    def ticking(self) -> list[str]:
        """Those whose ticks somebody hears."""
        return [symbol for symbol, each in self._of.items() if ticks_topic(symbol) in each.heard]

    def telling(self, symbol: str) -> Telling | None:
        """Of a symbol that has bars."""
        companion = self._of.get(symbol)
        return None if companion is None or isinstance(companion.what, Quotes) else companion.what

    def check_room(self, symbol: str, *, bars: bool) -> None:
        """Raises InputError when there are as many as there may be."""
        if (bars and self.with_bars >= MOST_WITH_BARS) or len(self._of.keys() | {symbol}) > MOST:
            raise InputError(
                expected=f"at most {MOST_WITH_BARS} symbols with bars beside the replayed one, {MOST} in all",
                found="one more",
                where=symbol,
                mend="close charts of other symbols; what nobody listens to goes after a few seconds",
            )

    def join(
        self, session: ReplaySession, attached: AttachedIndicators, *, clock_us: int, epoch: int
    ) -> None:
        """Go along with bars from here on, in place of mere quotes."""
        telling = Telling(session, attached, self._streams, epoch=epoch, timeframes=())
        telling.session = self._maker.brought(session, clock_us, attached)
        before = self._of.get(session.symbol)
        heard = {} if before is None else before.heard
        self._of[session.symbol] = _Companion(telling, self._clock(), heard)
        log.info("%s goes along with the replay", session.symbol)

    def quote(self, symbol: str, *, clock_us: int) -> None:
        """Go along with ticks alone. Raises InputError when nothing is stored of the symbol."""
        if symbol not in self._of:
            self._of[symbol] = _Companion(Quotes(self._maker.source, symbol, clock_us), self._clock())

    def go_on(self, symbols: Iterable[str], *, clock_us: int) -> None:
        """Have their ticks heard as by an engine before us, from the first on: who heard them has yet to ask again."""
        for symbol in symbols:
            try:
                self.quote(symbol, clock_us=clock_us)
            except InputError as error:
                log.warning("%s goes along with the replay no longer: %s", symbol, error)
                continue
            self.hear(ReplayTopic("ticks", symbol), ticks_topic(symbol))

    def hear(self, topic: ReplayTopic, name: str) -> None:
        """Somebody asks for a topic, and so listens to it."""
        companion = self._of[topic.symbol]
        companion.heard[name] = self._clock()
        if isinstance(companion.what, Telling) and topic.timeframe:
            companion.what.tell_of(topic.timeframe)

    def ignore(self, name: str) -> None:
        """A topic that is no more."""
        self._of[parse_topic(name).symbol].heard.pop(name, None)

    def body(self, topic: ReplayTopic, *, epoch: int) -> StreamBody | None:
        """All that a topic has."""
        companion = self._of.get(topic.symbol)
        if companion is None:
            return None
        if isinstance(companion.what, Telling):
            return companion.what.body(topic)
        return last_tick(companion.what, epoch=epoch)

    def advance(self, clock_us: int, *, epoch: int) -> None:
        """To the clock; ticks are told as they go in."""
        for symbol, companion in self._each():
            with self._leaving_out(symbol):
                self._advance(companion, clock_us, epoch=epoch)

    def tell_bars(self) -> None:
        """What is new of all that have bars."""
        for _, companion in self._each():
            if isinstance(companion.what, Telling) and companion.moved:
                companion.what.bars()
            companion.moved = False

    def move(self, clock_us: int, *, besides: str, epoch: int) -> None:
        """The replay stands elsewhere, in another epoch, and may be of another symbol: that one goes along no longer."""
        self._of.pop(besides, None)
        for symbol, companion in self._each():
            with self._leaving_out(symbol):
                self._move(companion, clock_us, epoch=epoch)

    def begin_anew(self, symbol: str, clock_us: int, *, epoch: int) -> None:
        """What is stored of one has changed."""
        telling = self.telling(symbol)
        assert telling is not None
        session = self._maker.session(symbol, clock_us, telling.attached)
        self._retell(self._of[symbol], session, epoch=epoch)

    def leave_unheard(self) -> None:
        """Now and then: let go of what nobody listens to."""
        now_s = self._clock()
        if now_s - self._looked_s < _LOOK_EVERY_S:
            return
        self._looked_s = now_s
        for symbol, companion in self._each():
            for name, asked_s in list(companion.heard.items()):
                if now_s - asked_s > _GRACE_S and not self._is_heard(name):
                    del companion.heard[name]
            if now_s - companion.since_s > _GRACE_S:
                with self._leaving_out(symbol):
                    self._trim(symbol, companion)

    def forget(self) -> None:
        """No replay, no companions."""
        self._of.clear()

    # --- one of them ------------------------------------------------------------------------------------------

    def _each(self) -> Iterator[tuple[str, _Companion]]:
        yield from list(self._of.items())

    def _advance(self, companion: _Companion, clock_us: int, *, epoch: int) -> None:
        what = companion.what
        if isinstance(what, Quotes):
            for ticks in what.advance(clock_us):
                tell_ticks(self._streams, what, ticks, epoch=epoch)
            return
        is_quoted = any(name.startswith("ticks.") for name in companion.heard)
        for ticks in what.session.advance(clock_us, look=what.bars_before_loss):
            companion.moved = True
            self._maker.pass_by(what.session, what.attached)
            if is_quoted:
                what.ticks(ticks)

    def _move(self, companion: _Companion, clock_us: int, *, epoch: int) -> None:
        if isinstance(companion.what, Telling):
            told = companion.what
            session = self._maker.brought(told.session, clock_us, told.attached)
            self._retell(companion, session, epoch=epoch)
            return
        quotes = companion.what = self._quotes_at(companion.what, clock_us)
        if quotes.last_tick is not None:
            tell_ticks(self._streams, quotes, quotes.last_tick, epoch=epoch)

    def _quotes_at(self, quotes: Quotes, clock_us: int) -> Quotes:
        if not quotes.goes_on_at(self._maker.source, clock_us):
            return Quotes(self._maker.source, quotes.symbol, clock_us)
        for _ in quotes.advance(clock_us):
            pass
        return quotes

    def _retell(self, companion: _Companion, session: ReplaySession, *, epoch: int) -> None:
        """From its bars on, told in another epoch."""
        before = companion.what
        assert isinstance(before, Telling)
        companion.what = Telling(
            session, before.attached, self._streams, epoch=epoch, timeframes=before.published
        )
        companion.what.bars()
        if session.last_tick is not None and any(name.startswith("ticks.") for name in companion.heard):
            companion.what.ticks(session.last_tick)

    def _trim(self, symbol: str, companion: _Companion) -> None:
        if not companion.heard:
            del self._of[symbol]
            log.info("%s goes along with the replay no longer", symbol)
            return
        what = companion.what
        if isinstance(what, Quotes):
            return
        topics = [parse_topic(name) for name in companion.heard]
        told = {topic.timeframe for topic in topics} - {""}
        ids = {topic.attached_id for topic in topics}
        for row in [row for row in what.attached if row.id not in ids]:
            what.attached.drop(row.id)
            what.session.detach(row.id)
        what.published = {name: count for name, count in what.published.items() if name in told}
        if not told:
            self._of[symbol] = _Companion(
                Quotes(self._maker.source, symbol, what.session.position_us), self._clock(), companion.heard
            )

    def _leaving_out(self, symbol: str) -> _LeavingOut:
        return _LeavingOut(self._of, symbol)


@dataclass(frozen=True, slots=True)
class _LeavingOut:
    """A companion that fails, as when its ticks were taken out of the store, is left out; the replay goes on."""

    of: dict[str, _Companion]
    symbol: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, WorkstationError):
            return False
        log.warning("%s goes along with the replay no longer: %s", self.symbol, error)
        self.of.pop(self.symbol, None)
        return True
