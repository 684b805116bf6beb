"""The watchlist: symbols with their quotes, and a search among them; Enter replays the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.models.day_opens import DayOpens
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.search_line import SearchLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent

    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.watch_model import WatchModel
    from pyworkstation_ui.state.series import Series

_DAY = "D1"


class Watchlist(PanelPage):
    """Stored symbols, and any other that is quoted."""

    def __init__(self, desk: Desk, model: WatchModel, replay: Callable[[str], None]) -> None:
        super().__init__(desk.connection)
        self._desk = desk
        self._replay = replay
        self.model = model
        self._opens = DayOpens(desk.questions)
        self.search = SearchLine()
        self.table = RecordView(model.table, name="Watchlist", sorts=True)
        self._lay_out()
        self.search.textChanged.connect(self._search)
        self.search.went_down.connect(self.table.setFocus)
        self.search.returnPressed.connect(self._replay_first)
        self.table.entered_row.connect(self._replay_current)
        desk.quoted.connect(model.take)
        desk.unquoted.connect(model.take_back)
        desk.connection.changed.connect(self._list)
        self._list()
        if desk.replay.quote is not None:
            model.take(desk.replay.quote)

    def flush(self) -> None:
        """Show the newest quotes, and how old they are by the market's clock."""
        self._refer()
        self._desk.beside.quote(row.symbol for row in self.model.table.rows)
        self.model.flush(self._clock_us())

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks at the quotes."""
        self._desk.beside.quote(())
        super().hideEvent(event)

    def _clock_us(self) -> int | None:
        """The replay's time where one stands; else the engine's."""
        state, quote = self._desk.replay.state, self._desk.replay.quote
        if state.symbol is None:
            return self.connection.heard_us
        times = [each for each in (state.position_us, quote.ts_us if quote else None) if each is not None]
        return max(times, default=None)

    def _refer(self) -> None:
        """The D1 chart knows the open of the trading day; of other symbols it is asked for."""
        self._refer_others()
        chart = self._desk.charts.get(_DAY)
        if chart is not None and chart.symbol is not None and len(chart.series):
            self.model.refer(chart.symbol, _last_open(chart.series))

    def _refer_others(self) -> None:
        state = self._desk.replay.state
        if state.position_us is None:
            return
        others = [
            row.symbol
            for row in self.model.table.rows
            if row.ts_us is not None and row.symbol != state.symbol
        ]
        self._opens.want(others, state.position_us)
        for symbol in others:
            opened = self._opens.of(symbol, state.position_us)
            if opened is not None:
                self.model.refer(symbol, opened)

    def _list(self) -> None:
        status = self.connection.status
        self.model.show_symbols([each.symbol for each in status.symbols] if status else [])
        self._say_nothing()

    def _search(self, text: str) -> None:
        self.model.search(text)
        self._say_nothing()

    def _say_nothing(self) -> None:
        if self.connection.status is None:
            self.table.say_nothing("Waiting for the engine")
        elif self.search.text().strip():
            self.table.say_nothing(f"No symbol has {self.search.text().strip().upper()} in its name")
        else:
            self.table.say_nothing("No ticks stored yet: F4 imports some")

    def _replay_first(self) -> None:
        """Enter in the search takes what it has found first, or the row that was chosen."""
        if self.table.current() is None and self.model.table.rows:
            self.table.selectRow(0)
        self._replay_current()

    def _replay_current(self) -> None:
        row = self.table.current()
        if row is not None and self.is_connected:
            self._replay(row.symbol)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText("Search a symbol  (Ctrl+F)")
        self.search.setToolTip(
            "Symbols that have this in their names; Enter replays the first, ↓ goes to the list"
        )
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search a symbol")
        self.table.setToolTip("Enter or a double click replays the symbol")
        self.table.offer_to("Replay", self._replay_current)
        self.keys["Ctrl+F"] = self.search.setFocus
        self.setFocusProxy(self.table)
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)


def _last_open(series: Series) -> int:
    return int(series.ohlc(slice(len(series) - 1, len(series)), "bid")[0][0])
