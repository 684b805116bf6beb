"""The replay and the newest quote as widgets see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.replay import NO_REPLAY

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import ReplayState
    from pyworkstation_ui.state.events import QuoteArrived


class ReplayModel(QObject):
    """Where the replay stands, and its last tick."""

    changed = Signal()
    quoted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state: ReplayState = NO_REPLAY
        self.quote: QuoteArrived | None = None

    def set_state(self, state: ReplayState) -> None:
        """The replay stands here now."""
        if state.symbol != self.state.symbol:
            self.set_quote(None)
        self.state = state
        self.changed.emit()

    def set_quote(self, quote: QuoteArrived | None) -> None:
        """The newest bid and ask; None when there is none."""
        self.quote = quote
        self.quoted.emit()
