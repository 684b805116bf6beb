"""Every timeframe at this tick: forming and last completed bars, indicator values, and the chosen timeframe's last bars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
)

from pyworkstation_ui.state.mtf import to_csv, to_json
from pyworkstation_ui.state.time_axis import format_clock
from pyworkstation_ui.state.written import write_whole
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.named_tabs import name_tabs
from pyworkstation_ui.views.panel_page import PanelPage
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import PriceSide
    from pyworkstation_ui.models.connection_model import ConnectionModel
    from pyworkstation_ui.models.mtf_model import MtfModel

_SIDES: dict[str, PriceSide] = {"Bid": "bid", "Ask": "ask", "Mid": "mid"}
_KINDS = {".csv": to_csv, ".json": to_json}


class MtfInspector(PanelPage):
    """Follows the replay while it is seen."""

    def __init__(self, connection: ConnectionModel, model: MtfModel) -> None:
        super().__init__(connection)
        self.model = model
        self.instant = QLabel()
        self.said = QLabel()
        self.side = QComboBox()
        self.export = QPushButton("Export...")
        self.timeframes = RecordView(model.timeframes, name="Timeframes")
        self.values = RecordView(model.values, name="Indicator values")
        self.bars = RecordView(model.bars, name="Bars of the chosen timeframe")
        self.tabs = QTabWidget()
        self._lay_out()
        self.side.textActivated.connect(lambda text: model.show_side(_SIDES[text]))
        self.export.clicked.connect(self._ask_where)
        self.timeframes.chosen.connect(self._choose)
        model.changed.connect(self._show)
        self._show()

    def flush(self) -> None:
        """Ask for this instant."""
        if self.is_connected:
            self.model.follow()

    def write(self, path: Path) -> None:
        """What shows, as CSV or JSON by the file's name. What goes wrong is said on the panel."""
        state = self.model.state
        kind = _KINDS.get(path.suffix.lower())
        if kind is None:
            self.said.setText(f"{path.name}: expected a name that ends in .csv or .json")
        elif state is not None:
            self.said.setText(write_whole(path, kind(state)))

    def _ask_where(self) -> None:
        name = str(Path.home() / f"timeframes-{self.model.symbol or ''}.csv")
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Export all timeframes at this tick", name, "CSV (*.csv);;JSON (*.json)"
        )
        if chosen:
            self.write(Path(chosen))

    def _choose(self) -> None:
        row = self.timeframes.current()
        if row is not None:
            self.model.choose(row.timeframe)
            self.tabs.setTabText(1, f"Bars of {row.timeframe}")

    def _show(self) -> None:
        state = self.model.state
        self.export.setEnabled(state is not None)
        if state is not None:
            self.instant.setText(
                f"{state.symbol}   {format_clock(state.position_us)}   tick {state.ticks:,}   epoch {state.epoch:,}"
            )
        if self.timeframes.current() is None and self.model.timeframes.rows:
            self.timeframes.selectRow(0)
        if self.model.fault:
            self.said.setText(self.model.fault)
        self._say_nothing()

    def _say_nothing(self) -> None:
        if not self.is_connected:
            nothing = "Waiting for the engine"
        elif self.model.symbol is None:
            nothing = "No replay runs: Ctrl+R in the window of the charts starts one"
        else:
            nothing = self.model.fault or "Asking the engine"
        self.timeframes.say_nothing(nothing)
        self.bars.say_nothing("Choose a timeframe above" if self.model.state else "")
        self.values.say_nothing(
            "No indicator is attached: press I on a chart to add one" if self.model.state else ""
        )

    def _show_phase(self) -> None:
        super()._show_phase()
        if hasattr(self, "tabs"):
            self.model.forget_instant()
            self._say_nothing()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        self.instant.setFont(theme.font(theme.TEXT_PX, bold=True))
        dress(self.said, "color: $DIM")
        self.side.addItems(list(_SIDES))
        self.side.setAccessibleName("Prices of which side")
        self.side.setToolTip("Prices of which side")
        self.export.setToolTip(
            "Write all timeframes, their bars and indicator values at this tick as CSV or JSON"
        )
        row.addWidget(self.instant)
        row.addWidget(self.said, 1, Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.side)
        row.addWidget(self.export)
        self.body.addLayout(row)
        self.tabs.setDocumentMode(True)
        name_tabs(self.tabs, "Indicators and bars")
        self.setFocusProxy(self.timeframes)
        self.tabs.addTab(self.values, "Indicators")
        self.tabs.addTab(self.bars, "Bars")
        self.body.addWidget(TurningSplitter(self.timeframes, self.tabs, shares=(370, 210)), 1)
