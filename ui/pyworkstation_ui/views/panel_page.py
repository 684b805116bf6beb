"""What every panel beside the charts has: a line that says when the engine is away, and that what shows is old then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.time_axis import format_clock
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.record_view import RecordView

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.models.connection_model import ConnectionModel


class PanelPage(QWidget):
    """A plain widget: whatever holds it gives it its place. `body` is the panel's own layout.

    `keys` do something while the keyboard is in the panel, whatever they do elsewhere in the window.
    """

    def __init__(self, connection: ConnectionModel) -> None:
        super().__init__()
        self.connection = connection
        self.keys: dict[str, Callable[[], object]] = {}
        self.away = QLabel()
        self.away.setWordWrap(True)
        dress(self.away, "background: $RAISED; color: $AMBER; padding: 6px 12px;")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.away)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(10, 10, 10, 10)
        self.body.setSpacing(8)
        outer.addWidget(self.content, 1)
        connection.changed.connect(self._show_phase)
        self._show_phase()

    @property
    def is_connected(self) -> bool:
        """The engine answers."""
        return self.connection.phase is Phase.CONNECTED

    def flush(self) -> None:
        """Show what changed since the last frame; called for panels that are seen."""

    def loss(self) -> str:
        """What would be lost if the window closed now."""
        return ""

    def _show_phase(self) -> None:
        self.away.setVisible(not self.is_connected)
        heard_us = self.connection.heard_us
        old = "" if heard_us is None else f". What shows here is from {format_clock(heard_us)} or before."
        self.away.setText(self.connection.look.text + old)
        for view in self.findChildren(RecordView):
            view.show_as_old(not self.is_connected)
