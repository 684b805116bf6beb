"""When a desktop locks itself, when it says that it is in use, and what the lock's page says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation_ui.state.connection import LOOKS, Phase

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import UnlockRefused

_REFRESH_EVERY_S = 15.0


@dataclass(slots=True)
class Use:
    """When the user last did something, and when the engine was last told. All in seconds of one clock."""

    used_s: float
    told_s: float
    idle_s: float = 0.0

    def is_idle(self, now_s: float) -> bool:
        """For as long as a session may be. Without such a bound, never."""
        return bool(self.idle_s) and now_s - self.used_s >= self.idle_s

    def is_to_be_told(self, now_s: float) -> bool:
        """Something was done since, and it is time to say so."""
        return self.used_s > self.told_s and now_s - self.told_s >= min(_REFRESH_EVERY_S, self.idle_s / 4)


def refusal_text(refused: UnlockRefused) -> str:
    """Of a passphrase."""
    return "This is not the passphrase." if refused.reason == "wrong" else ""


def wait_text(left_s: float) -> str:
    """While no passphrase is looked at; empty when one is."""
    whole_s = int(left_s) + (left_s > int(left_s))
    if whole_s <= 0:
        return ""
    minutes, seconds = divmod(whole_s, 60)
    return f"Try again in {minutes}:{seconds:02d}" if minutes else f"Try again in {seconds} s"


def phase_text(phase: Phase) -> str:
    """Why nothing can be unlocked; empty when it can."""
    return "" if phase is Phase.CONNECTED else LOOKS[phase].text
