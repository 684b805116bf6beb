"""One chart panel as its view sees it: which bars, and how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from pyworkstation_ui.models.chart_model import ChartModel
    from pyworkstation_ui.state.panels import PanelLook


class PanelModel(QObject):
    """`id` stays what the timeframe may not: indicators and the crosshair go by it."""

    changed = Signal()
    rebased = Signal()
    """Other bars are shown than before."""

    def __init__(self, panel_id: str, look: PanelLook, chart: ChartModel) -> None:
        super().__init__()
        self.id = panel_id
        self.look = look
        self.chart = chart
        self.pane_shares: list[int] = []
        """Heights of the prices and of the panes below them, in thousandths; empty while nobody has moved them."""

    def share(self, shares: list[int]) -> None:
        """The user moved the lines between prices and panes."""
        self.pane_shares = shares
        self.changed.emit()

    def show(self, look: PanelLook, chart: ChartModel) -> None:
        """Show these bars, this way."""
        is_other = chart is not self.chart
        self.look, self.chart = look, chart
        if is_other:
            self.rebased.emit()
        self.changed.emit()
