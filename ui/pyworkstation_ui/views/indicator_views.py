"""All that a panel shows of its indicators: curves over the prices, panes below them, and the legends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QSplitter

from pyworkstation_ui.state.curves import CurveWindow
from pyworkstation_ui.state.legend import legend_values
from pyworkstation_ui.views.chart_canvas import ChartCanvas
from pyworkstation_ui.views.frame import DrawnCurves
from pyworkstation_ui.views.indicator_pane import IndicatorPane
from pyworkstation_ui.views.legend import Legend, LegendRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.models.indicator_model import IndicatorModel
    from pyworkstation_ui.models.indicators_model import IndicatorsModel
    from pyworkstation_ui.models.panel_model import PanelModel
    from pyworkstation_ui.state.curves import Curve
    from pyworkstation_ui.views.frame import ChartFrame
    from pyworkstation_ui.views.price_area import PriceArea

_PRICES_SHARE = 3
_HANDLE_PX = 3
_LEAST_PRICES_PX = 36
_LEAST_PANE_PX = 44


class InView(NamedTuple):
    """Which bars are in view, and of which epoch: values of another are of other bars."""

    left: float
    right: float
    bar_px: float
    digits: int
    epoch: int | None
    last_index: int


class IndicatorViews(QSplitter):
    """The prices on top, a pane below for each indicator with a scale of its own."""

    changed = Signal()
    pane_added = Signal(ChartCanvas)
    edit_wanted = Signal(int)

    def __init__(
        self,
        prices: PriceArea,
        panel: PanelModel,
        indicators: IndicatorsModel,
        painted: Callable[[float], None],
    ) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._prices = prices
        self._panel = panel
        self._indicators = indicators
        self._painted = painted
        self._windows: dict[int, CurveWindow] = {}
        self._view: InView | None = None
        self.legend = Legend(prices.canvas)
        self.panes: list[IndicatorPane] = []
        self.addWidget(prices)
        self.setStretchFactor(0, _PRICES_SHARE)
        self.setHandleWidth(_HANDLE_PX)
        self.setChildrenCollapsible(False)
        indicators.changed.connect(self._on_change)
        self.splitterMoved.connect(self._keep_heights)
        self._rebuild()

    def over_prices(self, view: InView) -> tuple[DrawnCurves, ...]:
        """Curves to draw over the prices, in points."""
        self._view = view
        return tuple(
            DrawnCurves(model.key, model.choice.colour, self._overlaid(model, view))
            for model in self._models()
            if not model.is_in_own_pane
        )

    def show_panes(
        self,
        frame: ChartFrame,
        index: int | None,
        *,
        line: int | None,
        mouse: QPointF | None,
        mouse_in: ChartCanvas | None,
    ) -> None:
        """Panes and legends for the frame that the prices show, the crosshair at `line`; values at `index`, or the newest."""
        view = self._view
        assert view is not None  # `over_prices` was asked first
        axis_px = self._prices.axis.width()
        for pane in self.panes:
            is_pointed = mouse is not None and mouse_in is pane.canvas
            mouse_y = mouse.y() if mouse is not None and is_pointed else None
            pane.canvas.crosshair.index = line
            if pane.axis.width() != axis_px:
                pane.axis.setFixedWidth(axis_px)
            pane.show_curves(frame, self._curves(pane.model, view), mouse_y=mouse_y)
        self._show_legends(view, view.last_index if index is None else index)

    def fit(self, height_px: int) -> None:
        """Only the panes that there is room for beside the prices: the first ones."""
        for place, pane in enumerate(self.panes, start=1):
            pane.setVisible(height_px >= _LEAST_PRICES_PX + place * _LEAST_PANE_PX)

    def show_nothing(self) -> None:
        """No bars, no values."""
        for pane in self.panes:
            pane.show_nothing()
        for row in self._rows():
            row.show_values([])

    def _show_legends(self, view: InView, index: int) -> None:
        models = {model.key: model for model in self._models()}
        for row in self._rows():
            model = models[row.key]
            is_shown = model.values.epoch == view.epoch and not model.choice.is_hidden
            values = model.values.at(index) if is_shown else None
            row.show_values(legend_values(model.spec, values, digits=view.digits))

    def _rows(self) -> list[LegendRow]:
        return [*self.legend.rows, *(row for pane in self.panes for row in pane.legend.rows)]

    def _overlaid(self, model: IndicatorModel, view: InView) -> list[Curve]:
        panes = {output.name: output.pane for output in model.spec.outputs}
        curves = self._curves(model, view, factor=10.0**view.digits)
        return [curve for curve in curves if panes[curve.name] == "overlay"]

    def _curves(self, model: IndicatorModel, view: InView, *, factor: float = 1.0) -> list[Curve]:
        """Nothing of another epoch: its bars are others."""
        if model.values.epoch != view.epoch or model.choice.is_hidden:
            return []
        window = self._windows.setdefault(model.key, CurveWindow())
        params = model.attached.params if model.attached else model.choice.params
        return window.curves(
            model.values,
            model.spec,
            params,
            left=view.left,
            right=view.right,
            bar_px=view.bar_px,
            factor=factor,
        )

    def _models(self) -> list[IndicatorModel]:
        return self._indicators.of(self._panel.id)

    def _on_change(self, panel: str) -> None:
        if panel == self._panel.id:
            self._rebuild()
            self.changed.emit()

    def _rebuild(self) -> None:
        models = self._models()
        self._windows = {model.key: self._windows.get(model.key, CurveWindow()) for model in models}
        own = [model for model in models if model.is_in_own_pane]
        self._drop_panes({model.key for model in own})
        there = {pane.model.key for pane in self.panes}
        for model in own:
            if model.key not in there:
                self._add_pane(model)
        self._order_panes([model.key for model in own])
        for row in self.legend.show_indicators([model for model in models if not model.is_in_own_pane]):
            self._connect(row, next(model for model in models if model.key == row.key))

    def _order_panes(self, keys: list[int]) -> None:
        """Each with its height."""
        wanted = sorted(self.panes, key=lambda pane: keys.index(pane.model.key))
        if wanted == self.panes:
            return
        sizes = {id(self.widget(place)): size for place, size in enumerate(self.sizes())}
        self.panes = wanted
        for place, pane in enumerate(wanted, start=1):
            self.insertWidget(place, pane)
        self.setSizes([sizes[id(self.widget(place))] for place in range(self.count())])
        self._keep_heights()

    def _drop_panes(self, kept: set[int]) -> None:
        for pane in [pane for pane in self.panes if pane.model.key not in kept]:
            self.panes.remove(pane)
            pane.hide()
            pane.setParent(None)
            pane.deleteLater()

    def _add_pane(self, model: IndicatorModel) -> None:
        pane = IndicatorPane(model, self._painted)
        self.panes.append(pane)
        self.addWidget(pane)
        self.setStretchFactor(self.indexOf(pane), 1)
        for row in pane.legend.show_indicators([model]):
            self._connect(row, model)
        pane.canvas.resized.connect(self.changed)
        pane.stretched.connect(self.changed)
        self.pane_added.emit(pane.canvas)
        self._share_heights()

    def _share_heights(self) -> None:
        """As the user left them, or the prices have the larger part; stretch factors divide only gains and losses."""
        shares = self._panel.pane_shares
        if len(shares) != len(self.panes) + 1:
            shares = [_PRICES_SHARE * 1000] + [1000] * len(self.panes)
        self.setSizes(shares)

    def _keep_heights(self) -> None:
        whole = max(sum(self.sizes()), 1)
        self._panel.share([size * 1000 // whole for size in self.sizes()])

    def _connect(self, row: LegendRow, model: IndicatorModel) -> None:
        row.edit_wanted.connect(self.edit_wanted)
        row.remove_wanted.connect(self._indicators.remove)
        row.hide_wanted.connect(self._indicators.toggle_hidden)
        row.shift_wanted.connect(self._indicators.shift)
        row.can_shift = self._indicators.can_shift
        model.changed.connect(partial(self.changed.emit))
