"""A session that set out from a waypoint is, to the byte, one that was built from the first stored tick on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from pyworkstation.engine import TickColumns
from pyworkstation.services.replay.attached import Attached, Wanted
from pyworkstation.services.replay.kept_state import KeptState, kept_state
from pyworkstation.services.replay.session import ReplaySession
from pyworkstation.services.replay.session_maker import SessionMaker
from pyworkstation.services.replay.waypoints import Waypoints
from tests.unit.services.replay.memory_source import MemorySource, ticks_at

TIMEFRAMES = ("S1", "M1", "H1")
OTHERS = ["T100", "M7"]
SECOND = 1_000_000
DEPTH = 60
"""Rings are full soon: what has left them counts for indicators all the same."""


def _ticks() -> TickColumns:
    """Some of one time."""
    drawn = np.random.default_rng(4)
    times = np.sort(drawn.integers(0, 8000, 9000)) * SECOND
    return ticks_at(times.tolist(), (100_000 + np.cumsum(drawn.integers(-3, 4, 9000))).tolist())


TICKS = _ticks()
ROWS = [
    Attached(
        id=key, wanted=Wanted(timeframe=timeframe, name=name, side="bid", params={}), holders=frozenset()
    )
    for key, (timeframe, name) in enumerate([("M1", "OBV"), ("S1", "EMA"), ("T100", "RSI")], start=7)
]


class Maker:
    """One that leaves waypoints, and one that has none."""

    def __init__(self, folder: Path) -> None:
        self.source = MemorySource(TICKS, chunk=130)
        self.folder = folder / "waypoints"
        self.waypoints = Waypoints(self.folder, every_ticks=700)
        self.maker = self._maker(self.waypoints)
        self.plain = self._maker(Waypoints(folder / "none", every_ticks=10**9))

    def _maker(self, waypoints: Waypoints) -> SessionMaker:
        return SessionMaker(self.source, TIMEFRAMES, DEPTH, lambda _: OTHERS, waypoints)

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.bin"))


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


def _state(session: ReplaySession) -> tuple[KeptState, bytes]:
    content = kept_state(session)
    assert content is not None
    assert session.last_tick is not None
    state = msgspec.msgpack.decode(content, type=KeptState)
    tick = np.array([session.last_tick.ts_us, session.last_tick.bid]).tobytes()
    return msgspec.structs.replace(state, built_us=0), tick


@pytest.mark.parametrize("rows", [[], ROWS], ids=["bare", "with indicators"])
def test_wherever_it_leads(maker: Maker, rows: list[Attached]) -> None:
    drawn = np.random.default_rng(5)
    session = maker.maker.session("EURUSD", 7999 * SECOND, rows)
    assert len(maker.files) == 11
    for _ in range(25):
        to_us, ticks = int(drawn.integers(0, 8000)) * SECOND, int(drawn.integers(1, 9000))
        there = maker.plain.session("EURUSD", to_us, rows)
        session = maker.maker.brought(session, to_us, rows)
        assert _state(session) == _state(there)
        back = maker.maker.session("EURUSD", None, rows, ticks=ticks)
        assert _state(back) == _state(maker.plain.session("EURUSD", None, rows, ticks=ticks))


def test_steps_back_set_out_from_just_before(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyworkstation.services.replay.session_maker._NEAR_TICKS", 50)
    for ticks in range(8999, 8900, -1):
        back = maker.maker.session("EURUSD", None, ROWS, ticks=ticks)
        assert _state(back) == _state(maker.plain.session("EURUSD", None, ROWS, ticks=ticks))


def test_another_run_sets_out_from_them_and_its_ids_of_indicators_may_be_others(maker: Maker) -> None:
    maker.maker.session("EURUSD", 7999 * SECOND, ROWS)
    renamed = [Attached(id=90 - row.id, wanted=row.wanted, holders=row.holders) for row in ROWS]
    maker.source.reads.clear()
    session = maker.maker.session("EURUSD", 7990 * SECOND, renamed)
    assert min(at for at in maker.source.reads if at is not None) > 7000 * SECOND
    assert None not in maker.source.reads
    assert _state(session) == _state(maker.plain.session("EURUSD", 7990 * SECOND, renamed))


def _grow(maker: Maker) -> None:
    maker.source.ticks = ticks_at(list(range(0, 8000 * SECOND, SECOND)))
    maker.source.changed_us = maker.source.now_us()


def _tear(maker: Maker) -> None:
    for path in maker.files:
        path.write_bytes(path.read_bytes()[:-9])


def _flip(maker: Maker) -> None:
    for path in maker.files:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


@pytest.mark.parametrize("harm", [_grow, _tear, _flip])
def test_one_whose_ticks_have_changed_or_that_is_damaged_goes(maker: Maker, harm: object) -> None:
    assert callable(harm)
    maker.maker.session("EURUSD", 7999 * SECOND, ROWS)
    harm(maker)
    session = maker.maker.session("EURUSD", 7000 * SECOND, ROWS)
    assert _state(session) == _state(maker.plain.session("EURUSD", 7000 * SECOND, ROWS))


def test_an_indicator_that_came_on_the_way_leaves_none(maker: Maker) -> None:
    session = maker.maker.session("EURUSD", 2000 * SECOND, [])
    session.attach(ROWS[0].id, ROWS[0].wanted)
    before = maker.files
    maker.maker.onwards(session, 7000 * SECOND, ROWS[:1])
    assert maker.files == before


def test_there_are_no_more_than_so_many(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyworkstation.services.replay.waypoints.MOST", 5)
    maker.maker.session("EURUSD", 7999 * SECOND, [])
    assert len(maker.files) == 5


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "waypoints").write_text("in the way")
    maker = Maker(tmp_path)
    session = maker.maker.session("EURUSD", 7999 * SECOND, [])
    assert session.engine.ticks == len(TICKS)
    assert "could not leave a waypoint" in caplog.text


def test_a_start_with_an_indicator_is_not_taken_for_one_without(maker: Maker) -> None:
    maker.maker.session("EURUSD", 7999 * SECOND, [])
    session = maker.maker.session("EURUSD", 7999 * SECOND, ROWS)
    assert sorted(session.engine_ids) == [7, 8, 9]
    assert _state(session) == _state(maker.plain.session("EURUSD", 7999 * SECOND, ROWS))
