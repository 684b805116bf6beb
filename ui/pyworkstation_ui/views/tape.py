"""Time and sales of the replayed symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.record_view import RecordView

if TYPE_CHECKING:
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.tape_model import TapeModel


class Tape(PanelPage):
    """The newest tick above; held, it stands still."""

    def __init__(self, desk: Desk, model: TapeModel) -> None:
        super().__init__(desk.connection)
        self._desk = desk
        self.model = model
        self.symbol = QLabel()
        self.hold = QPushButton("Hold")
        self.table = RecordView(model.table, name="Time and sales")
        self.hold.setCheckable(True)
        self.keys["H"] = self.hold.toggle
        self.hold.setToolTip(
            "Let the table stand still to read it; ticks that come meanwhile are left out (H)"
        )
        self.hold.toggled.connect(lambda is_held: model.hold(is_held=is_held))
        self._lay_out()
        desk.ticked.connect(model.take)
        desk.replay.changed.connect(self._follow)
        self._follow()
        self._begin()

    def flush(self) -> None:
        """Show what came."""
        self.model.flush()

    def _begin(self) -> None:
        """A replay that stands sends no more; ticks of before a jump may be later than now."""
        last, state = self._desk.last_ticks, self._desk.replay.state
        if last is not None and (last.symbol, last.epoch) == (state.symbol, state.epoch):
            self.model.take(last)

    def _follow(self) -> None:
        symbol = self._desk.replay.state.symbol
        self.symbol.setText(symbol or "")
        if symbol != self.model.symbol and self.model.symbol is not None:
            self.model.clear()
        self.table.say_nothing(f"Waiting for a tick of {symbol}" if symbol else "No replay runs")

    def _lay_out(self) -> None:
        self.symbol.setFont(theme.font(theme.TEXT_PX, bold=True))
        self.setFocusProxy(self.table)
        row = QHBoxLayout()
        row.addWidget(self.symbol, 1)
        row.addWidget(self.hold)
        self.body.addLayout(row)
        self.body.addWidget(self.table, 1)
