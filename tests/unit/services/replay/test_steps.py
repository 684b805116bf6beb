"""Steps of ticks and bars, each compared with a session that was built up to that very tick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol import messages as m
from tests.unit.services.replay.desk import SECOND, Desk
from tests.unit.services.replay.memory_source import ticks_at

# Some ticks share their time, and there are stretches without any.
TIMES = sorted(np.random.default_rng(7).integers(0, 3600, 2000).tolist())
TIMES = [at_s * SECOND for at_s in TIMES if not 900 <= at_s < 1300]
TICKS = ticks_at(TIMES, [108_000 + (row * 37) % 91 for row in range(len(TIMES))])


@pytest.fixture
def stepping(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "run", TICKS)
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=TIMES[0], paused=True))
    yield desk
    desk.replay.close()


def _after(ticks: int, timeframe: str = "M1") -> tuple[bytes, bytes]:
    """Completed bars and the forming one after so many ticks, by an engine of its own."""
    engine = MtfEngine([timeframe], depth=500, digits=5)
    engine.on_ticks(TICKS.slice(0, ticks))
    return engine.completed(timeframe, 0)[1].pack(), engine.forming(timeframe).pack()


def _step(desk: Desk, count: int, timeframe: str | None = None) -> int:
    """Ticks done after a step; what the engine shows is what it has to."""
    state = desk.replay.step(m.ReplayStep(count=count, timeframe=timeframe))
    assert state.paused
    assert state.position_us is not None
    assert state.position_us == TIMES[state.ticks_done - 1]
    _, body = desk.replay.snapshot("bars.EURUSD.M1")
    assert isinstance(body, m.BarsUpdate)
    assert (body.completed, body.forming) == _after(state.ticks_done)
    return state.ticks_done


def test_ticks_one_by_one_there_and_back(stepping: Desk) -> None:
    done = _step(stepping, 0)
    for count in (1, 1, 5, -1, 1, -3, 40, -20):
        assert _step(stepping, count) == done + count
        done += count
    assert _step(stepping, -1000) == 1


def _firsts(timeframe: str) -> list[int]:
    """After how many ticks each bar has its first one, the bar's ticks counted by hand."""
    span = {"M1": 60, "M5": 300}[timeframe] * SECOND
    return [row + 1 for row in range(len(TIMES)) if row == 0 or TIMES[row] // span != TIMES[row - 1] // span]


@pytest.mark.parametrize("timeframe", ["M1", "M5"])
def test_bars_there_and_back(stepping: Desk, timeframe: str) -> None:
    firsts = _firsts(timeframe)
    for expected in firsts[1:6]:
        assert _step(stepping, 1, timeframe) == expected
    within = _step(stepping, 3)
    assert within == firsts[5] + 3
    assert _step(stepping, -1, timeframe) == firsts[5]
    assert _step(stepping, -2, timeframe) == firsts[3]
    assert _step(stepping, 2, timeframe) == firsts[5]
    assert _step(stepping, 3)
    assert _step(stepping, -3, timeframe) == firsts[3]
    assert _step(stepping, -1000, timeframe) == 1


def test_bars_of_counts(stepping: Desk) -> None:
    assert [_step(stepping, 1, "T100") for _ in range(3)] == [100, 200, 300]
    assert [_step(stepping, -1, "T100") for _ in range(4)] == [201, 101, 1, 1]


def test_a_step_on_is_told_as_played_and_one_back_begins_anew(stepping: Desk) -> None:
    epoch = stepping.replay.state().epoch
    stepping.listener.messages.clear()
    stepping.replay.step(m.ReplayStep(count=2))
    ticks = [message.body for message in stepping.listener.of("ticks.EURUSD")]
    assert sum(len(body.packed) // 40 for body in ticks if isinstance(body, m.TicksUpdate)) == 2
    assert stepping.replay.state().epoch == epoch
    assert stepping.replay.step(m.ReplayStep(count=-1)).epoch == epoch + 1


def test_the_end_of_the_data_is_the_end_of_steps(stepping: Desk) -> None:
    stepping.replay.seek(TIMES[-1])
    assert _step(stepping, 5) == len(TIMES)
    assert _step(stepping, 1, "M1") == len(TIMES)
    assert len(Bars.unpack(_after(len(TIMES))[1])) == 1
