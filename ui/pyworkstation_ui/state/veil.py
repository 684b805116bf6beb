"""What lies over a panel that is not live: why, and as of when its bars are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.state.connection import LOOKS, Phase
from pyworkstation_ui.state.time_axis import format_time_of_day

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Status
    from pyworkstation_ui.state.situation import Situation


def veil_text(situation: Situation, *, has_bars: bool, as_of_us: int | None, status: Status | None) -> str:
    """One line to lay over the panel; empty when it is live."""
    if situation.phase is not Phase.CONNECTED:
        return _not_connected(situation.phase, as_of_us if has_bars else None)
    if has_bars:
        return ""
    if status is not None and not status.symbols:
        return "No ticks stored yet\npyworkstation import FILE --symbol EURUSD"
    return "Waiting for bars" if situation.replay.symbol else "No replay runs"


def _not_connected(phase: Phase, as_of_us: int | None) -> str:
    if as_of_us is None:
        return LOOKS[phase].text
    return f"Engine not connected - shown as of {format_time_of_day(as_of_us)} UTC"
