"""The connection's phases."""

from __future__ import annotations

import pytest

from pyworkstation_ui.state.connection import LOOKS, Light, Phase, Signal, after, is_silent


@pytest.mark.parametrize(
    ("signals", "phase"),
    [
        ([], Phase.SEARCHING),
        ([Signal.ANSWERED], Phase.CONNECTED),
        ([Signal.NOT_THERE], Phase.ABSENT),
        ([Signal.NOT_THERE, Signal.START_ASKED, Signal.NOT_THERE], Phase.STARTING),
        ([Signal.NOT_THERE, Signal.START_ASKED, Signal.ANSWERED], Phase.CONNECTED),
        ([Signal.NOT_THERE, Signal.START_ASKED, Signal.START_FAILED], Phase.ABSENT),
        ([Signal.ANSWERED, Signal.FELL_SILENT], Phase.LOST),
        ([Signal.ANSWERED, Signal.FELL_SILENT, Signal.NOT_THERE], Phase.ABSENT),
        ([Signal.ANSWERED, Signal.FELL_SILENT, Signal.MUTE], Phase.HUNG),
        ([Signal.MUTE, Signal.ANSWERED], Phase.CONNECTED),
        ([Signal.MUTE, Signal.START_ASKED], Phase.HUNG),
        ([Signal.MUTE, Signal.KILL_ASKED], Phase.STOPPING),
        ([Signal.MUTE, Signal.NOT_THERE], Phase.ABSENT),
        ([Signal.NOT_THERE, Signal.START_ASKED, Signal.MUTE], Phase.STARTING),
        ([Signal.ANSWERED, Signal.STOP_ASKED, Signal.FELL_SILENT, Signal.MUTE], Phase.HUNG),
        ([Signal.ANSWERED, Signal.FELL_SILENT, Signal.ANSWERED], Phase.CONNECTED),
        ([Signal.ANSWERED, Signal.FELL_SILENT, Signal.START_ASKED], Phase.LOST),
        ([Signal.ANSWERED, Signal.STOP_ASKED, Signal.ANSWERED], Phase.STOPPING),
        ([Signal.ANSWERED, Signal.STOP_ASKED, Signal.NOT_THERE], Phase.ABSENT),
        ([Signal.ANSWERED, Signal.START_ASKED], Phase.CONNECTED),
    ],
)
def test_phases_follow_the_table(signals: list[Signal], phase: Phase) -> None:
    reached = Phase.SEARCHING
    for signal in signals:
        reached = after(reached, signal)
    assert reached is phase


def test_every_phase_has_a_look_and_only_connected_is_green() -> None:
    assert set(LOOKS) == set(Phase)
    assert [phase for phase, look in LOOKS.items() if look.light is Light.GREEN] == [Phase.CONNECTED]


def test_silence_is_more_than_five_heartbeats() -> None:
    assert not is_silent(11.25, 10.0)
    assert is_silent(11.26, 10.0)
