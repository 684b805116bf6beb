"""What lies over the charts that are not live: nothing but a shade where there are bars, and why where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.state.connection import LOOKS, Phase

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Status
    from pyworkstation_ui.state.situation import Situation

IN_THE_STRIP = frozenset({Phase.ABSENT, Phase.LOST, Phase.HUNG})
"""Told above the charts, with a button: not again over them."""


def is_veiled(situation: Situation, *, has_bars: bool) -> bool:
    """Whether the charts are to be dimmed."""
    return situation.phase is not Phase.CONNECTED or not has_bars


def veil_text(situation: Situation, *, has_bars: bool, status: Status | None) -> str:
    """One line for charts without any bar; empty where bars show, which no text may cover."""
    if has_bars or situation.phase in IN_THE_STRIP:
        return ""
    if situation.phase is not Phase.CONNECTED:
        return LOOKS[situation.phase].text
    if status is not None and not status.symbols:
        return (
            "No ticks stored yet: import some in the data manager (F4, then Ctrl+I)\n"
            "or in a terminal: pyworkstation import FILE --symbol EURUSD"
        )
    return "Waiting for bars" if situation.replay.symbol else "No replay runs"
