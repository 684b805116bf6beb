"""What listeners are told of one session: each bar of the timeframes that are told, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.services.replay.publish import bars_update, ticks_updates
from pyworkstation.services.replay.topics import bars_topic, ticks_topic, values_topic
from pyworkstation.services.replay.values import values_update

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.engine import TickColumns
    from pyworkstation.protocol.messages import StreamBody
    from pyworkstation.services.replay.attached import AttachedIndicators
    from pyworkstation.services.replay.publish import Ticked
    from pyworkstation.services.replay.session import ReplaySession
    from pyworkstation.services.replay.topics import ReplayTopic
    from pyworkstation.services.streams import Streams


class Telling:
    """Of a session in one epoch. `published` has, by timeframe, how many completed bars were told."""

    def __init__(
        self,
        session: ReplaySession,
        attached: AttachedIndicators,
        streams: Streams,
        *,
        epoch: int,
        timeframes: Iterable[str],
    ) -> None:
        self.session = session
        self.attached = attached
        self.epoch = epoch
        self.published: dict[str, int] = {}
        self._streams = streams
        for timeframe in timeframes:
            self.tell_of(timeframe)

    def tell_of(self, timeframe: str) -> None:
        """One more timeframe, from now on."""
        if timeframe not in self.published:
            self.published[timeframe] = self.session.engine_of(timeframe).completed_count(timeframe)

    def bars(self) -> None:
        """What was completed since it was last told, the forming bars, and the values of both."""
        for timeframe, since in self.published.items():
            self.published[timeframe] = self.session.engine_of(timeframe).completed_count(timeframe)
            bars = bars_update(self.session, timeframe, epoch=self.epoch, since=since)
            self._streams.publish(bars_topic(self.session.symbol, timeframe), bars)
            for attached in self.attached.of(timeframe):
                values = values_update(self.session, attached, epoch=self.epoch, since=since)
                self._streams.publish(values_topic(self.session.symbol, attached), values)

    def bars_before_loss(self) -> None:
        """When a ring is so full of bars not told yet that the next ticks could push some out."""
        session = self.session
        if any(
            session.engine_of(name).completed_count(name) - published > session.depth // 2
            for name, published in self.published.items()
        ):
            self.bars()

    def ticks(self, ticks: TickColumns) -> None:
        """These went in."""
        tell_ticks(self._streams, self.session, ticks, epoch=self.epoch)

    def body(self, topic: ReplayTopic) -> StreamBody | None:
        """All that a topic of the session has. Raises InputError for an indicator that is none."""
        if topic.kind == "ticks":
            return last_tick(self.session, epoch=self.epoch)
        if topic.kind == "bars":
            return bars_update(self.session, topic.timeframe, epoch=self.epoch, since=0)
        attached = self.attached.get(topic.attached_id, timeframe=topic.timeframe)
        return values_update(self.session, attached, epoch=self.epoch, since=0)


def tell_ticks(streams: Streams, of: Ticked, ticks: TickColumns, *, epoch: int) -> None:
    """Ticks of a symbol, in messages of bounded size."""
    for update in ticks_updates(of, ticks, epoch=epoch):
        streams.publish(ticks_topic(of.symbol), update)


def last_tick(of: Ticked, *, epoch: int) -> StreamBody | None:
    """The newest; None before the first."""
    return None if of.last_tick is None else next(ticks_updates(of, of.last_tick, epoch=epoch))
