"""The line above the charts: that the engine is away, whether it comes back by itself, and what the charts show meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.state.connection import LOOKS, Phase
from pyworkstation_ui.state.time_axis import format_clock
from pyworkstation_ui.state.veil import IN_THE_STRIP

if TYPE_CHECKING:
    from pyworkstation_ui.state.situation import Situation


def strip_text(situation: Situation, detail: str) -> str:
    """Empty while there is nothing to say; `detail` is what the phase was given."""
    standing_us = situation.replay.position_us
    if situation.phase not in IN_THE_STRIP and (
        standing_us is None or situation.phase in (Phase.CONNECTED, Phase.SEARCHING)
    ):
        return ""
    said = _away(situation.phase, detail)
    return said if standing_us is None else f"{said}  -  the charts stand at {format_clock(standing_us)} UTC"


def _away(phase: Phase, detail: str) -> str:
    match phase:
        case Phase.ABSENT:
            return detail or "The engine is not running"
        case Phase.HUNG:
            return f"The engine ({detail}) does not answer: it may come back by itself, or be killed"
        case _:
            return LOOKS[phase].text
