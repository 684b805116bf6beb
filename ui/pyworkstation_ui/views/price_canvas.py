"""The drawing area of the prices: grid, volumes, candles, indicators over them, the last price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.views.candles import CandleLayer
from pyworkstation_ui.views.chart_canvas import ChartCanvas
from pyworkstation_ui.views.closes import CloseLayer
from pyworkstation_ui.views.curves import CurveLayer
from pyworkstation_ui.views.drawings import DrawingLayer
from pyworkstation_ui.views.fill_arrows import FillLayer
from pyworkstation_ui.views.grid import AlertLayer, BreakLayer, GridLayer, LastPriceLayer
from pyworkstation_ui.views.trade_lines import TradeLayer
from pyworkstation_ui.views.volumes import VolumeLayer

if TYPE_CHECKING:
    from collections.abc import Callable


class PriceCanvas(ChartCanvas):
    """Draws `ChartFrame`s."""

    def __init__(self, painted: Callable[[float], None]) -> None:
        super().__init__(
            painted,
            behind=(GridLayer(), BreakLayer()),
            bars=(VolumeLayer(), CloseLayer(), CandleLayer(), CurveLayer()),
            over=(DrawingLayer(), AlertLayer(), FillLayer(), LastPriceLayer(), TradeLayer()),
        )
