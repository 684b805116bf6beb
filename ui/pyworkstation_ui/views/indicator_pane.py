"""An indicator that has a scale of its own, below the prices."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pyworkstation_ui.state.curves import value_range
from pyworkstation_ui.state.pane_scale import pane_scale
from pyworkstation_ui.state.prices import price_ticks
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.axes import PriceAxis, PriceTag
from pyworkstation_ui.views.chart_canvas import ChartCanvas
from pyworkstation_ui.views.curves import CurveLayer
from pyworkstation_ui.views.frame import DrawnCurves, Frame
from pyworkstation_ui.views.grid import GridLayer
from pyworkstation_ui.views.legend import Legend

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.models.indicator_model import IndicatorModel
    from pyworkstation_ui.state.curves import Curve
    from pyworkstation_ui.state.pane_scale import PaneScale

_SPACING_PX = 28.0
_EMPTY = (0.0, 1.0)
_STRETCHES = (0.1, 20.0)


class IndicatorPane(QWidget):
    """Shows one indicator over the bars that the chart above it shows. Its axis is stretched as that of the prices is."""

    stretched = Signal()

    def __init__(self, model: IndicatorModel, painted: Callable[[float], None]) -> None:
        super().__init__()
        self.model = model
        self.canvas = ChartCanvas(painted, behind=(GridLayer(),), bars=(CurveLayer(),))
        self.axis = PriceAxis()
        self.legend = Legend(self.canvas)
        self.frame: Frame | None = None
        self._stretch = 1.0
        self.axis.stretched.connect(self._on_stretch)
        self.axis.reset.connect(self._on_reset)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.axis)
        self.setMinimumHeight(40)

    def show_curves(self, chart: Frame, curves: list[Curve], *, mouse_y: float | None) -> None:
        """Show these under the bars of `chart`."""
        low, high = value_range(curves) or _EMPTY
        more = (high - low) * (self._stretch - 1) / 2
        scale = pane_scale(low - more, high + more, height_px=max(float(self.canvas.height()), 1.0))
        scaled = [curve.scaled(scale.factor) for curve in curves]
        frame = self.frame = Frame(
            left=chart.left,
            right=chart.right,
            bar_px=chart.bar_px,
            scale=scale,
            prices=price_ticks(scale, spacing_px=_SPACING_PX),
            times=chart.times,
            indicators=(DrawnCurves(self.model.key, self.model.choice.colour, scaled),),
        )
        pointed = None if mouse_y is None else scale.points_at(mouse_y)
        self.canvas.crosshair.points = pointed
        self.canvas.show_frame(frame)
        self.axis.show_frame(frame, self._tags(curves, scale, pointed))

    def _on_stretch(self, factor: float) -> None:
        self._stretch = min(max(self._stretch * factor, _STRETCHES[0]), _STRETCHES[1])
        self.stretched.emit()

    def _on_reset(self) -> None:
        self._stretch = 1.0
        self.stretched.emit()

    def show_nothing(self) -> None:
        """Show no values."""
        self.frame = None
        self.canvas.show_nothing()
        self.axis.show_nothing()

    def _tags(self, curves: list[Curve], scale: PaneScale, pointed: float | None) -> list[PriceTag]:
        colour = self.model.choice.colour
        tags = [
            PriceTag(
                curve.newest * scale.factor,
                theme.line_colour(colour + curve.colour),
                text=scale.read(curve.newest),
            )
            for curve in curves
            if curve.style == "line" and isfinite(curve.newest)
        ]
        if pointed is not None:
            tags.append(PriceTag(pointed, theme.TAG, text=scale.read(pointed / scale.factor)))
        return tags
