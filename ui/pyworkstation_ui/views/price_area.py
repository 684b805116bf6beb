"""The prices with their axis beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from pyworkstation_ui.views.axes import PriceAxis
from pyworkstation_ui.views.price_canvas import PriceCanvas

if TYPE_CHECKING:
    from collections.abc import Callable


class PriceArea(QWidget):
    """Canvas and axis, of one height."""

    def __init__(self, painted: Callable[[float], None]) -> None:
        super().__init__()
        self.canvas = PriceCanvas(painted)
        self.axis = PriceAxis()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.axis)
        self.setMinimumHeight(36)
