"""The connection's state machine: one table of phases, and what the light shows for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SILENCE_S = 1.25
"""Five missed heartbeats: the engine is lost."""

START_DEADLINE_S = 20.0
"""An engine that has not answered by then did not start."""


class Light(Enum):
    """Colour of the connection light."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Phase(Enum):
    """Where the connection stands."""

    SEARCHING = "searching"
    ABSENT = "absent"
    STARTING = "starting"
    CONNECTED = "connected"
    LOST = "lost"
    HUNG = "hung"
    STOPPING = "stopping"


class Signal(Enum):
    """What can happen to it."""

    ANSWERED = "an engine answered"
    NOT_THERE = "no engine runs"
    MUTE = "an engine runs and does not answer"
    FELL_SILENT = "no heartbeat, or a request was not answered"
    START_ASKED = "the user starts one"
    START_FAILED = "the started one ended or never answered"
    STOP_ASKED = "the user stops it"
    KILL_ASKED = "the user kills it"


@dataclass(frozen=True, slots=True)
class Look:
    """How a phase shows."""

    light: Light
    text: str


LOOKS: dict[Phase, Look] = {
    Phase.SEARCHING: Look(Light.AMBER, "Looking for the engine"),
    Phase.ABSENT: Look(Light.RED, "Engine not running"),
    Phase.STARTING: Look(Light.AMBER, "Starting the engine"),
    Phase.CONNECTED: Look(Light.GREEN, "Connected"),
    Phase.LOST: Look(Light.RED, "Engine lost"),
    Phase.HUNG: Look(Light.RED, "Engine does not answer"),
    Phase.STOPPING: Look(Light.AMBER, "Stopping the engine"),
}

_TRANSITIONS: dict[tuple[Phase, Signal], Phase] = {
    (Phase.SEARCHING, Signal.ANSWERED): Phase.CONNECTED,
    (Phase.SEARCHING, Signal.NOT_THERE): Phase.ABSENT,
    (Phase.SEARCHING, Signal.MUTE): Phase.HUNG,
    (Phase.SEARCHING, Signal.START_ASKED): Phase.STARTING,
    (Phase.ABSENT, Signal.ANSWERED): Phase.CONNECTED,
    (Phase.ABSENT, Signal.MUTE): Phase.HUNG,
    (Phase.ABSENT, Signal.START_ASKED): Phase.STARTING,
    (Phase.STARTING, Signal.ANSWERED): Phase.CONNECTED,
    (Phase.STARTING, Signal.START_FAILED): Phase.ABSENT,
    (Phase.CONNECTED, Signal.FELL_SILENT): Phase.LOST,
    (Phase.CONNECTED, Signal.STOP_ASKED): Phase.STOPPING,
    (Phase.LOST, Signal.ANSWERED): Phase.CONNECTED,
    (Phase.LOST, Signal.NOT_THERE): Phase.ABSENT,
    (Phase.LOST, Signal.MUTE): Phase.HUNG,
    (Phase.HUNG, Signal.ANSWERED): Phase.CONNECTED,
    (Phase.HUNG, Signal.NOT_THERE): Phase.ABSENT,
    (Phase.HUNG, Signal.KILL_ASKED): Phase.STOPPING,
    (Phase.STOPPING, Signal.MUTE): Phase.HUNG,
    (Phase.STOPPING, Signal.NOT_THERE): Phase.ABSENT,
}


def after(phase: Phase, signal: Signal) -> Phase:
    """The phase that follows; a signal without a row in the table changes nothing."""
    return _TRANSITIONS.get((phase, signal), phase)


def is_silent(now_s: float, last_heard_s: float, *, at_most_s: float = SILENCE_S) -> bool:
    """Too long without a heartbeat; both on the same monotonic clock."""
    return now_s - last_heard_s > at_most_s
