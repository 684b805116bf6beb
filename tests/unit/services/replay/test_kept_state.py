"""An engine that was killed goes on to the exact tick: what it says then is what one says that was not disturbed."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest

from pyworkstation.engine import TickColumns
from pyworkstation.protocol import messages as m
from pyworkstation.services.trading_days import TradingDays
from tests.engine_process import await_true
from tests.unit.services.replay.desk import ENDING_AT_ONE, SECOND, TICKS, Desk, reached
from tests.unit.services.replay.memory_source import ticks_at

WANTED = [("M1", "EMA"), ("M5", "OBV"), ("T100", "RSI"), ("R10", "SPREAD"), ("H1", "VWAP")]

OTHERS = ["M7", "D1"]


def _begin(desk: Desk, *, from_s: int = 1000) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=from_s * SECOND, speed=60.0))
    for timeframe, name in WANTED:
        desk.replay.attach(m.AttachIndicator(symbol="EURUSD", timeframe=timeframe, name=name, holder="me"))
    for other in OTHERS:
        desk.replay.snapshot(f"bars.EURUSD.{other}")


def _run(desk: Desk, to_s: int) -> None:
    state = desk.replay.state()
    assert state.position_us is not None
    # A little more, for what rounding takes away.
    desk.clock.now_s += (to_s - state.position_us / SECOND) / 60 + 1e-4
    desk.listener.wait_for(reached(to_s * SECOND))


def _save(desk: Desk) -> None:
    """Let the state be saved where the replay stands."""
    desk.replay.pause(paused=True)
    before = _saved_us(desk)
    desk.clock.now_s += 6
    desk.replay.set_speed(60.0)
    await_true(lambda: _saved_us(desk) != before, within_s=10, what="the state was not saved")
    desk.replay.pause(paused=False)


def _saved_us(desk: Desk) -> int | None:
    health = desk.replay.health()
    return None if health is None else health.saved_us


def _disk(desk: Desk, folder: Path) -> Path:
    """What the disk has at this moment, in a folder of its own: a save may be under way."""
    folder.mkdir()
    for path in desk.saved.parent.iterdir():
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(path, folder)
    return folder


def _killed(desk: Desk, folder: Path) -> Desk:
    """Another engine with what lies in `folder`; the first one is not asked."""
    again = Desk(folder)
    again.source.ticks, again.source.changed_us = desk.source.ticks, desk.source.changed_us
    again.source.clock_us, again.source.days = desk.source.clock_us, desk.source.days
    again.source.reads.clear()
    again.replay.resume_saved()
    return again


def _said(desk: Desk) -> list[m.SnapshotPart]:
    """Everything there is to know of the bars and indicators, but for the count of histories."""
    parts = desk.replay.engine_snapshot(m.GetSnapshot(symbol="EURUSD", bars=500))
    return [
        m.SnapshotPart(
            **{name: getattr(part, name) for name in part.__struct_fields__ if name != "epoch"}, epoch=0
        )
        for part in parts
    ]


def _was_restored(desk: Desk) -> bool:
    """Ticks were read from the saved one on, never from the first."""
    return bool(desk.source.reads) and None not in desk.source.reads


@pytest.mark.parametrize("kills_s", [[1500], [1500, 1501, 4000], [6900]])
def test_bars_and_indicators_after_kills_equal_an_undisturbed_run(
    desk: Desk, tmp_path: Path, kills_s: list[int]
) -> None:
    _begin(desk)
    other = Desk(tmp_path / "undisturbed")
    _begin(other)
    desks = [desk, other]
    for count, kill_s in enumerate(kills_s):
        _run(desk, kill_s - 60)
        _save(desk)
        _run(desk, kill_s)
        desk = _killed(desk, _disk(desk, tmp_path / f"again {count}"))
        desks.append(desk)
        assert _was_restored(desk)
        # What came after the last save of the position comes again.
        assert desk.replay.state().position_us in range((kill_s - 60) * SECOND, (kill_s + 1) * SECOND)
    for each in (desk, other):
        each.replay.pause(paused=True)
        each.replay.seek(7000 * SECOND)
    assert _said(desk) == _said(other)
    for each in desks[1:]:
        each.replay.close()


def test_engine_that_is_closed_goes_on_at_the_exact_tick(desk: Desk, tmp_path: Path) -> None:
    # Ticks of one time, of which the engine has seen some.
    desk.source.ticks = ticks_at([0, SECOND, SECOND, SECOND, 2 * SECOND])
    desk.replay.start(m.ReplayStart(symbol="EURUSD", speed=1.0))
    desk.clock.now_s += 1
    desk.listener.wait_for(reached(SECOND))
    desk.replay.pause(paused=True)
    said = _said(desk)
    desk.replay.close()
    again = _killed(desk, _disk(desk, tmp_path / "again"))
    assert _was_restored(again)
    assert _said(again) == said
    again.replay.close()


@pytest.mark.parametrize("slot", ["replay-state-a.bin", "replay-state-b.bin"])
def test_a_damaged_save_is_passed_over_for_the_one_before(desk: Desk, tmp_path: Path, slot: str) -> None:
    _begin(desk)
    for to_s in (1500, 2000):
        _run(desk, to_s)
        _save(desk)
    desk.replay.pause(paused=True)
    said = _said(desk)
    folder = _disk(desk, tmp_path / "again")
    damaged = folder / slot
    damaged.write_bytes(damaged.read_bytes()[:-100])
    again = _killed(desk, folder)
    assert _was_restored(again)
    assert _said(again) == said
    again.replay.close()


def _other_ticks() -> TickColumns:
    return TICKS.slice(5, len(TICKS))


@pytest.mark.parametrize("change", ["damaged", "imported", "fewer ticks", "gone", "other days"])
def test_state_that_will_not_do_is_built_anew_from_the_stored_ticks(
    desk: Desk, tmp_path: Path, change: str
) -> None:
    _begin(desk)
    _run(desk, 1500)
    _save(desk)
    desk.replay.pause(paused=True)
    ids = [values.id for part in _said(desk) for values in part.indicators]
    folder = _disk(desk, tmp_path / "again")
    for slot in folder.glob("replay-state-*.bin"):
        if change == "damaged":
            slot.write_bytes(b"nonsense")
        elif change == "gone":
            slot.unlink()
    if change == "imported":
        desk.source.changed_us = desk.source.now_us()
    elif change == "fewer ticks":
        desk.source.ticks = _other_ticks()
    elif change == "other days":
        desk.source.days = TradingDays(ENDING_AT_ONE, "another")
    again = _killed(desk, folder)
    assert None in again.source.reads
    fresh = Desk(tmp_path / "fresh")
    fresh.source.ticks, fresh.source.days = desk.source.ticks, desk.source.days
    fresh.replay.start(m.ReplayStart(symbol="EURUSD", from_us=0, paused=True))
    for timeframe, name in WANTED:
        fresh.replay.attach(m.AttachIndicator(symbol="EURUSD", timeframe=timeframe, name=name))
    for other in OTHERS:
        fresh.replay.snapshot(f"bars.EURUSD.{other}")
    position_us = again.replay.state().position_us
    assert position_us is not None
    fresh.replay.seek(position_us)
    assert _said(again) == _said(fresh)
    assert [values.id for part in _said(again) for values in part.indicators] == ids
    again.replay.close()
    fresh.replay.close()


def test_what_clients_asked_for_after_the_last_save_is_there_too(desk: Desk, tmp_path: Path) -> None:
    _begin(desk)
    _run(desk, 1500)
    _save(desk)
    desk.replay.pause(paused=True)
    (gone,) = (row for row in _said(desk)[0].indicators)
    desk.replay.detach(m.DetachIndicator(symbol="EURUSD", id=gone.id, holder="me"))
    desk.replay.snapshot("bars.EURUSD.T7")
    desk.replay.attach(m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="SMA"))
    desk.replay.attach(m.AttachIndicator(symbol="EURUSD", timeframe="T7", name="SMA"))
    said = _said(desk)
    again = _killed(desk, _disk(desk, tmp_path / "again"))
    assert _said(again) == said
    again.replay.close()


def test_a_stopped_replay_leaves_no_state(desk: Desk) -> None:
    _begin(desk)
    _run(desk, 1500)
    _save(desk)
    desk.replay.stop()
    desk.replay.close()
    assert list(desk.saved.parent.iterdir()) == []
