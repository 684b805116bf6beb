"""How a replay says it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from pyworkstation.engine import TickColumns
from pyworkstation.protocol import messages as m
from tests.unit.services.replay.desk import SECOND, Desk, reached


def test_health_counts_ticks_bars_and_indicators(desk: Desk) -> None:
    assert desk.replay.health() is None
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, speed=60.0))
    desk.replay.attach(m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="EMA"))
    desk.clock.now_s += 10
    desk.listener.wait_for(reached(1600 * SECOND))
    desk.clock.now_s += 0.25
    desk.replay.pause(paused=True)
    desk.clock.now_s += 0.5
    health = desk.replay.health()
    assert health is not None
    assert health.ticks == health.last_us // SECOND + 1 if health.last_us else False
    assert health.age_us is not None
    assert 500_000 <= health.age_us <= 750_000
    assert (health.late_refused, health.late_reopened, health.depth) == (0, 0, 500)
    # 152 bytes a bar and timeframe, and what the engine has beside its rings.
    assert health.state_bytes >= 3 * 500 * 152
    assert [(row.timeframe, row.indicators) for row in health.timeframes] == [("M1", 1), ("M5", 0), ("H1", 0)]
    assert health.timeframes[0].completed == health.timeframes[0].kept == (health.ticks - 1) // 60


def test_ring_holds_no_more_than_its_depth(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=7000 * SECOND, paused=True))
    desk.replay.snapshot("bars.EURUSD.T10")
    health = desk.replay.health()
    assert health is not None
    assert [(row.completed, row.kept) for row in health.timeframes] == [
        (116, 116),
        (23, 23),
        (1, 1),
        (700, 500),
    ]


def test_health_is_told_during_a_long_jump(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    reading, may_read = threading.Event(), threading.Event()
    chunks = desk.source.tick_chunks

    def slow(symbol: str, *, from_us: int | None = None, to_us: int | None = None) -> Iterator[TickColumns]:
        reading.set()
        assert may_read.wait(10)
        yield from chunks(symbol, from_us=from_us, to_us=to_us)

    desk.replay.seek(100 * SECOND)
    desk.source.tick_chunks = slow  # type: ignore[method-assign]
    jump = threading.Thread(target=desk.replay.seek, args=(50 * SECOND,))
    jump.start()
    assert reading.wait(10)
    health = desk.replay.health()
    may_read.set()
    jump.join()
    assert health is not None
    assert health.ticks == 101
