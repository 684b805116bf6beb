"""A replay whose thread died: the supervisor starts another, which goes on where it stood."""

from __future__ import annotations

import logging

import pytest

from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.service import Replay
from pyworkstation.services.replay.telling import Telling
from pyworkstation.services.supervision.service import Service, ServiceDownError
from pyworkstation.services.supervision.supervisor import Supervisor
from tests.unit.services.replay.desk import SECOND, Desk


def test_replay_that_died_goes_on_in_a_new_one_where_it_stood(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.CRITICAL)
    desk.replay.close()

    def start() -> Replay:
        replay = desk.open()
        replay.resume_saved()
        return replay

    service = Service(name="replay", start=start)
    supervisor = Supervisor([service], clock=desk.clock)
    supervisor.look()
    first = supervisor.get(service)
    first.start(m.ReplayStart(symbol="EURUSD", from_us=3600 * SECOND, paused=True))
    with monkeypatch.context() as broken:
        broken.setattr(first._thread, "_wait_for_reader", _raise_it)
        first.pause(paused=True)  # Wakes the thread.
        first._thread._thread.join(10)
    assert first.death == "no memory"
    supervisor.look()
    assert supervisor.health()[0].state == "failed"
    with pytest.raises(ServiceDownError, match="no memory"):
        supervisor.get(service)
    desk.clock.now_s += 1
    supervisor.look()
    second = supervisor.get(service)
    assert second is not first
    assert (second.state().symbol, second.state().position_us) == ("EURUSD", 3600 * SECOND)
    supervisor.close()


def test_replay_that_is_paused_by_a_failure_says_so_until_it_is_told_to_go_on(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(Telling, "ticks", lambda *_: _raise_it())
    desk.replay.start(m.ReplayStart(symbol="EURUSD", speed=60.0))
    desk.clock.now_s += 10
    desk.listener.wait_for(lambda message: isinstance(message.body, m.ReplayState) and message.body.paused)
    assert desk.troubles[-1] == "paused by a failure: no memory"
    assert desk.replay.death == ""
    desk.replay.pause(paused=True)
    assert desk.troubles[-1] == ""


def _raise_it() -> None:
    raise MemoryError("no memory")
