"""Any timeframe of a running replay: as if it had been kept from the first tick on, and each bar once."""

from __future__ import annotations

import pytest

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.other_timeframes import MOST
from tests.unit.services.replay.desk import SECOND, TICKS, Desk, reached
from tests.unit.services.replay.memory_source import MemorySource, ticks_at

OTHERS = ["S30", "M7", "H12", "W1", "MN1", "T100", "V500", "R10", "K10"]


def _body(desk: Desk, timeframe: str) -> m.BarsUpdate:
    _, body = desk.replay.snapshot(f"bars.EURUSD.{timeframe}")
    assert isinstance(body, m.BarsUpdate)
    return body


def _plain(timeframe: str, rows: int) -> MtfEngine:
    plain = MtfEngine([timeframe], depth=500)
    plain.on_ticks(TICKS.slice(0, rows))
    return plain


@pytest.mark.parametrize("timeframe", OTHERS)
def test_timeframe_asked_for_in_the_middle_has_every_bar_from_the_first_tick(
    desk: Desk, timeframe: str
) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=5000 * SECOND, paused=True))
    plain = _plain(timeframe, 5001)
    body = _body(desk, timeframe)
    assert body.completed == plain.completed(timeframe)[1].pack()
    assert body.forming == plain.forming(timeframe).pack()


@pytest.mark.parametrize("timeframe", OTHERS)
def test_each_bar_of_it_is_told_once_and_none_is_left_out(desk: Desk, timeframe: str) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, speed=600.0))
    start = _body(desk, timeframe)
    told = start.first_index + len(Bars.unpack(start.completed))
    desk.clock.now_s += 9
    desk.listener.wait_for(reached(6400 * SECOND))
    desk.clock.now_s += 9
    desk.listener.wait_for(reached(7199 * SECOND))
    messages = desk.listener.of(f"bars.EURUSD.{timeframe}")
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    for message in messages:
        assert isinstance(message.body, m.BarsUpdate)
        assert message.body.first_index == told
        told += len(Bars.unpack(message.body.completed))
    assert told == _plain(timeframe, 7200).completed_count(timeframe)


@pytest.mark.parametrize("target_s", [100, 6000])
def test_timeframe_is_kept_over_a_jump(desk: Desk, target_s: int) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    _body(desk, "T100")
    desk.replay.seek(target_s * SECOND)
    assert _body(desk, "T100").forming == _plain("T100", target_s + 1).forming("T100").pack()


def test_timeframe_asked_for_before_the_replay_starts_is_told_from_its_start(desk: Desk) -> None:
    assert desk.replay.snapshot("bars.EURUSD.M7") == (0, None)
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    (message,) = desk.listener.of("bars.EURUSD.M7")
    assert isinstance(message.body, m.BarsUpdate)
    assert message.body.first_index == 2


def test_replay_begins_anew_where_it_stands_when_the_store_has_changed_below_it(desk: Desk) -> None:
    epoch = desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True)).epoch
    # Every second tick, as if an import had been undone.
    desk.source.ticks = ticks_at(list(range(0, 7200 * SECOND, 2 * SECOND)))
    body = _body(desk, "T100")
    assert body.epoch == epoch + 1
    assert body.first_index + len(Bars.unpack(body.completed)) == 5
    assert desk.replay.state().position_us == 1000 * SECOND
    assert desk.replay.state().ticks_done == 501


def test_there_may_be_so_many_and_no_more(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    for count in range(MOST):
        _body(desk, f"T{count + 1}")
    with pytest.raises(InputError, match="at most 32 timeframes"):
        _body(desk, "T999")
    desk.replay.stop()
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    assert _body(desk, "T999").forming


def test_a_symbol_may_have_dots(desk: Desk) -> None:
    desk.source = MemorySource(TICKS, chunk=1000, symbol="BRK.B")
    desk.replay.close()
    desk.replay = desk.open()
    desk.replay.start(m.ReplayStart(symbol="BRK.B", paused=True))
    assert isinstance(desk.replay.snapshot("bars.BRK.B.T100")[1], m.BarsUpdate)
