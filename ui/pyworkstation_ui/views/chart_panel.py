"""One chart: read-out, canvas, axes. It knows its models and nothing of the container that it sits in."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from pyworkstation_ui.state.alerts import lines_of
from pyworkstation_ui.state.chart_time import index_of, later, time_at
from pyworkstation_ui.state.countdown import countdown
from pyworkstation_ui.state.curves import closes_of
from pyworkstation_ui.state.day_breaks import day_breaks
from pyworkstation_ui.state.drawing import Anchor
from pyworkstation_ui.state.drawing_shapes import Sheet, Spot
from pyworkstation_ui.state.fill_marks import FillPlaces
from pyworkstation_ui.state.held_prices import HeldPrices, between, moved, stretched
from pyworkstation_ui.state.magnet import nearest_price
from pyworkstation_ui.state.older_bars import NEAR_BARS
from pyworkstation_ui.state.panels import panel_title
from pyworkstation_ui.state.prices import auto_scale, price_ticks, scale_between
from pyworkstation_ui.state.read_out import read_out, scale_words, volume_unit
from pyworkstation_ui.state.series import Change, other_price
from pyworkstation_ui.state.time_axis import TimeTicks, format_bar_time, format_clock, is_dated, shown_times
from pyworkstation_ui.state.viewport import Extent, Viewport
from pyworkstation_ui.state.visible import CandleWindow, price_range
from pyworkstation_ui.state.zone import ZONE_WORDS, zone
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.axes import PriceTag, TimeAxis
from pyworkstation_ui.views.box_hand import BoxHand
from pyworkstation_ui.views.device_space import hair_of
from pyworkstation_ui.views.drawing_hand import DrawingHand
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.frame import ChartFrame
from pyworkstation_ui.views.indicator_views import IndicatorViews, InView
from pyworkstation_ui.views.price_area import PriceArea
from pyworkstation_ui.views.profit_tags import ProfitTags
from pyworkstation_ui.views.read_out import ReadOut
from pyworkstation_ui.views.trade_hand import Hands, TradeHand

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QPixmap, QResizeEvent

    from pyworkstation_ui.models.alerts_model import AlertsModel
    from pyworkstation_ui.models.chart_trading import ChartTrading
    from pyworkstation_ui.models.crosshair_model import CrosshairModel
    from pyworkstation_ui.models.display_model import DisplayModel
    from pyworkstation_ui.models.drawings_model import DrawingsModel
    from pyworkstation_ui.models.indicators_model import IndicatorsModel
    from pyworkstation_ui.models.panel_model import PanelModel
    from pyworkstation_ui.models.trading_model import TradingModel
    from pyworkstation_ui.state.prices import PriceScale
    from pyworkstation_ui.state.trading import TradeLine
    from pyworkstation_ui.state.visible import Candles
    from pyworkstation_ui.views.chart_canvas import ChartCanvas

_PRICE_SPACING_PX = 42.0
_TIME_SPACING_PX = 72.0
_SCROLL_SHARE = 0.15
_CHIP_PX = 18
_WITH_READ_OUT_PX = 62
_WITH_TIMES_PX = 84
"""So high is a chart that has them and still shows prices: a dock may be made 40 px high."""
_AROUND_PX = 46


class ChartPanel(QWidget):
    """Candles of one timeframe. Changes are gathered and drawn by `flush`, once per frame."""

    activated = Signal()
    older_wanted = Signal()
    menu_wanted = Signal(QPoint)
    drawing_menu_wanted = Signal(QPoint)
    axis_menu_wanted = Signal(str, QPoint)  # the name of a menu
    timeframe_wanted = Signal()

    def __init__(
        self,
        panel: PanelModel,
        crosshair: CrosshairModel,
        indicators: IndicatorsModel,
        display: DisplayModel,
        drawings: DrawingsModel,
        *,
        alerts: AlertsModel,
        trading: TradingModel,
        chart_trading: ChartTrading,
        painted: Callable[[float], None],
    ) -> None:
        super().__init__()
        self.panel = panel
        self._model = panel.chart
        self._crosshair = crosshair
        self._display = display
        self._alerts = alerts
        self._trading = trading
        self._chart_trading = chart_trading
        self._viewport = Viewport()
        self._window = CandleWindow()
        self._time_ticks = TimeTicks()
        self._fill_places = FillPlaces()
        self._left = ""
        """What the forming bar has to go."""
        self._held: HeldPrices | None = None
        """The prices that were set by hand."""
        self._mouse: QPointF | None = None
        self._mouse_in: ChartCanvas | None = None
        self._is_dirty = True
        self._frame: ChartFrame | None = None
        self._read_out = ReadOut(panel_title(panel.look))
        self.prices = PriceArea(painted)
        self.canvas, self.price_axis = self.prices.canvas, self.prices.axis
        self.indicators = IndicatorViews(self.prices, panel, indicators, painted)
        self.time_axis = TimeAxis()
        self._show_zone()
        self._to_newest = self._make_chip("Newest »", "Back to the newest bar (double click, End)")
        self.auto = self._make_chip(
            "Auto", "The price scale was set by hand: back to the automatic one (double click)"
        )
        self.hand = DrawingHand(drawings, self)
        self.box = BoxHand(self.canvas, self.show_box)
        trade_hand = TradeHand(chart_trading, drawings, self)
        self.canvas.hand = Hands(self.box, trade_hand, self.hand)
        self.profits = ProfitTags(self.canvas, trading)
        trading.changed.connect(self.profits.tell)
        chart_trading.changed.connect(self._invalidate)
        drawings.changed.connect(self._invalidate)
        alerts.changed.connect(self._invalidate)
        trading.lines_changed.connect(self._invalidate)
        self._lay_out()
        self._connect()

    @property
    def timeframe(self) -> str:
        """Which bars it shows."""
        return self.panel.look.timeframe

    @property
    def frame(self) -> ChartFrame | None:
        """What is drawn now; None before the first bar."""
        return self._frame

    @property
    def is_following(self) -> bool:
        """The view moves along with the newest bar."""
        return self._viewport.is_following

    def caption(self) -> tuple[str, str]:
        """Of what and of when a picture of it is: `EURUSD M15`, `Mon 10 Mar 2025  14:05:09 New York`."""
        series, zone_name = self._model.series, self._display.zone
        what = f"{self._model.symbol or ''} {panel_title(self.panel.look)}".strip()
        if not len(series):
            return what, ""
        newest_us = zone(zone_name).wall_us(int(series.last_us[-1]))
        return what, f"{format_clock(newest_us)} {ZONE_WORDS[zone_name]}"

    def grab_plain(self) -> QPixmap:
        """What is painted of it, without the buttons that lie over the chart."""
        chips = [chip for chip in (self._to_newest, self.auto) if chip.isVisible()]
        for chip in chips:
            chip.hide()
        picture = self.grab()
        for chip in chips:
            chip.show()
        return picture

    def read_out_text(self) -> str:
        """What the line above the chart says."""
        return self._read_out.text()

    def flush(self) -> None:
        """Draw what changed since the last call."""
        if not self._is_dirty or not self.isVisible():
            return
        self._is_dirty = False
        if len(self._model.series):
            self._point()
            self._frame = self._make_frame()
            self._show(self._frame)
            self._ask_for_older(self._frame)
        self._to_newest.setVisible(not self.is_following)
        if self.auto.isHidden() == (self._held is not None):
            self.auto.setVisible(self._held is not None)
            self._show_zone()

    def zoom(self, factor: float, at_px: float | None = None) -> None:
        """Bars `factor` times as wide, around a column or the right edge."""
        if self._frame is None:
            return
        right = min(self._frame.right, float(self._extent().last))
        at = right if at_px is None else self._frame.left + at_px / self._frame.bar_px
        self._set_viewport(self._viewport.zoomed(factor, self._extent(), self._width_px(), at=at))

    def pan(self, pixels: float) -> None:
        """Move the bars to the right by pixels."""
        if self._frame is not None:
            bars = -pixels / self._frame.bar_px
            self._set_viewport(self._viewport.panned(bars, self._extent(), self._width_px()))

    def stretch_prices(self, factor: float) -> None:
        """So many times as many prices in view, and from now on these."""
        if self._frame is not None:
            low, high = price_range(self._frame.candles) or (0, 0)
            self._hold(stretched(self._scale_in_hand(self._frame), factor, in_view=high - low))

    def move_prices(self, down_px: float) -> None:
        """Prices so many pixels further down, and from now on these."""
        if self._frame is not None:
            self._hold(moved(self._scale_in_hand(self._frame), down_px))

    def shift_prices(self, direction: float) -> None:
        """Towards higher prices (1) or lower ones (-1) by a part of the view."""
        self.move_prices(direction * _SCROLL_SHARE * self.canvas.height())

    def show_box(self, box: QRectF) -> None:
        """What is in it fills the panel."""
        frame = self._frame
        if frame is None:
            return
        left, right = (frame.left + x / frame.bar_px for x in (box.left(), box.right()))
        self._hold(between(frame.scale, box.top(), box.bottom()))
        self._set_viewport(self._viewport.spanning(left, right, self._extent(), self._width_px()))

    def reset_zoom(self) -> None:
        """Bars as wide as at first."""
        view = self._viewport
        self._set_viewport(Viewport() if view.is_following else replace(view, bar_px=None))

    def reset_view(self) -> None:
        """As at first: the newest bars, as wide as then, on the automatic scale."""
        self._held = None
        self._set_viewport(Viewport())

    def scroll_time(self, direction: float) -> None:
        """Towards later times (1) or earlier ones (-1) by a part of the view."""
        self.pan(-direction * _SCROLL_SHARE * self._width_px())

    def page_time(self, direction: float) -> None:
        """Towards later times (1) or earlier ones (-1) by a whole view."""
        self.pan(-direction * self._width_px())

    def to_oldest(self) -> None:
        """The oldest bar at the left edge."""
        if self._frame is not None:
            self._set_viewport(self._viewport.at_oldest(self._extent(), self._width_px()))

    def follow(self) -> None:
        """Back to the newest bar and the automatic scale."""
        self._held = None
        self._set_viewport(self._viewport.followed())

    def auto_scale(self) -> None:
        """Prices in view fill the panel again."""
        self._held = None
        self._invalidate()

    def redraw(self) -> None:
        """Everything may look otherwise: colours, size of text. The axis now: amid a change of sizes its new one is lost."""
        if self._frame is not None:
            self.price_axis.make_room(self._frame.scale)
        self._read_out.lay_out()
        self._invalidate()

    def set_active(self, is_active: bool) -> None:
        """Whether the keyboard acts on this panel."""
        self._read_out.set_active(is_active)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The keyboard acts on the panel that has the focus."""
        super().focusInEvent(event)
        self.activated.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The chips lie over the chart. In a low dock it is the prices that stay."""
        super().resizeEvent(event)
        self._fit()
        self._place_chips()

    def _fit(self) -> None:
        self._read_out.setVisible(self.height() >= _WITH_READ_OUT_PX)
        self.time_axis.setVisible(self.height() >= _WITH_TIMES_PX)
        self.indicators.fit(self.height() - _AROUND_PX)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._read_out, 0, 0, 1, 2)
        layout.addWidget(self.indicators, 1, 0, 1, 2)
        layout.addWidget(self.time_axis, 2, 0, 1, 2)
        self._to_newest.raise_()
        self.auto.raise_()
        self.setMinimumSize(60, 36)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        self._model.changed.connect(self._on_change)
        self.panel.rebased.connect(self._on_rebase)
        self.panel.changed.connect(self._on_look)
        self._display.changed.connect(self._on_look)
        self._display.clock_moved.connect(self._on_clock)
        self._crosshair.moved.connect(self._invalidate)
        self.indicators.changed.connect(self._invalidate)
        self.indicators.pane_added.connect(self._listen_to)
        self.indicators.pane_added.connect(self._fit)
        self._listen_to(self.canvas)
        self._read_out.title_clicked.connect(self._take_focus)
        self._read_out.title_clicked.connect(self.timeframe_wanted)
        self.canvas.resized.connect(self._on_resize)
        self.price_axis.stretched.connect(self.stretch_prices)
        self.price_axis.reset.connect(self.auto_scale)
        self.price_axis.menu_wanted.connect(partial(self._on_axis_menu, "Chart/Scale"))
        self.time_axis.menu_wanted.connect(partial(self._on_axis_menu, "Chart/Times"))
        self.time_axis.stretched.connect(self.zoom)
        self.time_axis.reset.connect(self.reset_zoom)
        self._to_newest.clicked.connect(self.follow)
        self.auto.clicked.connect(self.auto_scale)

    def _listen_to(self, canvas: ChartCanvas) -> None:
        """The mouse on the prices and on every pane below them does the same."""
        canvas.hovered.connect(partial(self._on_hover, canvas))
        canvas.left.connect(self._on_leave)
        canvas.zoomed.connect(self.zoom)
        canvas.dragged.connect(partial(self._on_drag, canvas))
        canvas.double_clicked.connect(self._on_double_click)
        canvas.pressed.connect(self._take_focus)
        canvas.menu_wanted.connect(partial(self._on_menu, canvas))

    def _on_rebase(self) -> None:
        """Other bars: nothing of the old view fits them."""
        self._model.changed.disconnect(self._on_change)
        self._model = self.panel.chart
        self._model.changed.connect(self._on_change)
        self._show_nothing()
        self._invalidate()

    def _on_double_click(self) -> None:
        """Two clicks that placed two anchors are none."""
        if self.hand.is_busy:
            self.hand.double_click()
        else:
            self.follow()

    def _on_look(self) -> None:
        self._read_out.set_title(panel_title(self.panel.look))
        self._show_zone()
        self._invalidate()

    def _on_clock(self) -> None:
        """A bar has less to go, though no tick has come."""
        if not self._is_dirty and countdown(self._model.series, self._display.clock_us) != self._left:
            self._invalidate()

    def _show_zone(self) -> None:
        """Dates of days, weeks and months are of no zone; a scale set by hand has its button there."""
        has_clock = not is_dated(self.timeframe) and self._held is None
        self.time_axis.set_zone(ZONE_WORDS[self._display.zone] if has_clock else "")

    def _make_chip(self, text: str, tip: str) -> QToolButton:
        chip = QToolButton(self)
        chip.setText(text)
        chip.setToolTip(tip)
        chip.setFont(theme.font(theme.TINY_PX))
        dress(chip, "QToolButton { background: $RAISED; padding: 1px 5px; }")
        chip.setFixedHeight(_CHIP_PX)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chip.hide()
        return chip

    def _on_change(self, change: Change) -> None:
        if change is Change.RESET:
            self._on_reset()
        self._invalidate()

    def _on_reset(self) -> None:
        """A view that looks at bars that are no more goes back to the newest."""
        if not len(self._model.series):
            self._show_nothing()
            return
        extent = self._extent()
        right = self._viewport.right
        if right is not None and not extent.first <= right <= extent.last + 1:
            self._viewport = self._viewport.followed()

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_resize(self) -> None:
        """At once, if it is painted at once."""
        self._invalidate()
        if self.updatesEnabled():
            self.flush()

    def _on_hover(self, canvas: ChartCanvas, position: QPointF) -> None:
        self._mouse, self._mouse_in = position, canvas
        self._invalidate()

    def _on_leave(self) -> None:
        self._mouse = self._mouse_in = None
        self._crosshair.leave(self.panel.id)
        self._invalidate()

    def _on_axis_menu(self, name: str, at: QPoint) -> None:
        """It is about this chart."""
        self._take_focus()
        self.axis_menu_wanted.emit(name, at)

    def _on_menu(self, canvas: ChartCanvas, at: QPoint) -> None:
        """That of the drawing under the mouse, if there is one."""
        local = QPointF(canvas.mapFromGlobal(at))
        if canvas is self.canvas and self.hand.select_at(local):
            self.drawing_menu_wanted.emit(at)
        else:
            self.menu_wanted.emit(at)

    def _on_drag(self, canvas: ChartCanvas, right_px: float, down_px: float) -> None:
        """On the automatic scale only time moves."""
        self.pan(right_px)
        if self._held is not None and canvas is self.canvas:
            self.move_prices(down_px)

    def _scale_in_hand(self, frame: ChartFrame) -> PriceScale:
        """As the mouse has left it: several moves may come before a frame."""
        held = self._held
        return frame.scale if held is None else replace(frame.scale, low=held.low, high=held.high)

    def _hold(self, prices: HeldPrices) -> None:
        self._held = prices
        self._invalidate()

    def _set_viewport(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._invalidate()

    def _invalidate(self) -> None:
        self._is_dirty = True

    def _extent(self) -> Extent:
        series = self._model.series
        return Extent(series.first_index, series.last_index)

    def _width_px(self) -> float:
        return max(float(self.canvas.width()), 1.0)

    def _in_view(self, extent: Extent) -> tuple[float, float]:
        """(left, right) on the index axis."""
        ratio = self.devicePixelRatioF()
        return self._viewport.on_pixels(extent, self._width_px(), ratio=ratio, hair=hair_of(ratio))

    def _make_frame(self) -> ChartFrame:
        series, extent, look = self._model.series, self._extent(), self.panel.look
        bar_px = self._viewport.bar_px_of(extent, self._width_px())
        left, right = self._in_view(extent)
        candles = self._window.candles(
            series,
            left=left,
            right=right,
            bar_px=bar_px,
            side=look.side,
            is_heikin_ashi=look.kind == "heikin-ashi",
        )
        view = InView(left, right, bar_px, series.digits, series.epoch, series.last_index)
        newest = series.last_bar(look.side)
        assert newest is not None  # the caller saw to it
        low, high = price_range(candles) or (newest.low, newest.high)
        scale = self._scale(low, high, candles)
        frame = self._frame = ChartFrame(
            left=left,
            right=right,
            bar_px=bar_px,
            scale=scale,
            prices=price_ticks(scale, spacing_px=_PRICE_SPACING_PX),
            times=self._time_ticks.of(
                series,
                left=left,
                right=right,
                bar_px=bar_px,
                spacing_px=_TIME_SPACING_PX * theme.text_percent() / 100,
                zone_name=self._display.zone,
            ),
            indicators=self.indicators.over_prices(view),
            candles=candles,
            closes=closes_of(candles) if look.kind in ("line", "area") else None,
            most_volume=int(candles.volume.max(initial=0)),
            last_price=newest.close,
            is_rising=newest.close >= newest.open,
            newest=newest,
            kind=look.kind,
            is_hollow=self._display.is_hollow,
            other_price=other_price(series, look.side),
            breaks=self._breaks(left, right, bar_px),
            alerts=self._alert_lines(),
            trades=self._trade_lines(),
            fills=self._fill_places.of(self._trading.marks_of(self._model.symbol), series),
        )
        drawings = self.hand.drawn()
        return replace(frame, drawings=drawings) if drawings else frame

    def _trade_lines(self) -> tuple[TradeLine, ...]:
        symbol = self._model.symbol
        return (*self._trading.lines_of(symbol), *self._chart_trading.ghost_of(symbol))

    def _alert_lines(self) -> tuple[float, ...]:
        return lines_of(self._alerts.alerts, self._model.symbol)

    def pointed_price(self) -> tuple[str, float] | None:
        """(symbol, points) at the mouse, or the last price without one; None while it shows nothing."""
        if self._frame is None or self._model.symbol is None:
            return None
        pointed = self._mouse_points(self._frame)
        return self._model.symbol, float(self._frame.last_price) if pointed is None else pointed

    def last_price(self) -> float | None:
        """In points; None while it shows nothing."""
        return None if self._frame is None else float(self._frame.last_price)

    def symbol(self) -> str | None:
        """What it shows; None while it shows nothing."""
        return self._model.symbol

    def sheet(self) -> Sheet | None:
        """Where times and prices lie in its pixels; None while it shows nothing."""
        frame, series = self._frame, self._model.series
        if frame is None or not len(series):
            return None

        def spot(anchor: Anchor) -> Spot:
            return Spot(frame.x_px(index_of(series, anchor.ts_us)), frame.scale.y_px(anchor.points))

        def bars_between(start_us: int, end_us: int) -> int:
            return round(index_of(series, end_us) - index_of(series, start_us))

        size = self.canvas.size()
        bars = series.epoch, series.generation, series.first_index, series.last_index
        return Sheet(
            spot,
            size.width(),
            size.height(),
            series.digits,
            bars_between,
            partial(later, series),
            view=(self._model.symbol, *bars, size, frame.left, frame.bar_px, frame.scale),
        )

    def anchor_at(self, position: QPointF, *, snaps: bool = True) -> Anchor | None:
        """Time and price at a place; None while it shows nothing. `snaps`: to a price of the bar, where the magnet is on."""
        frame, series = self._frame, self._model.series
        if frame is None or not len(series):
            return None
        x = frame.left + position.x() / frame.bar_px
        points = round(frame.scale.points_at(position.y()))
        bar = series.bar(round(x), self.panel.look.side) if snaps and self._is_magnet() else None
        if bar is not None:
            points = nearest_price(bar, frame.scale, position.y(), default=points)
        return Anchor(time_at(series, x), points)

    def _is_magnet(self) -> bool:
        """Ctrl stands for the other way, as long as it is held."""
        is_held = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        return self._display.is_magnet != bool(is_held)

    def _breaks(self, left: float, right: float, bar_px: float) -> tuple[int, ...]:
        if not self._display.has_day_breaks:
            return ()
        ends_us = self._display.day_ends_us(self._model.symbol)
        return day_breaks(self._model.series, ends_us, left=left, right=right, bar_px=bar_px)

    def _scale(self, low: int, high: int, candles: Candles) -> PriceScale:
        held, kind = self._held, self.panel.look.scale
        height_px, digits = max(float(self.canvas.height()), 1.0), self._model.series.digits
        base = int(candles.close[0]) if len(candles) else 0
        if held is None:
            return auto_scale(low, high, height_px=height_px, digits=digits, kind=kind, base=base)
        return scale_between(held.low, held.high, height_px=height_px, digits=digits, kind=kind, base=base)

    def _show(self, frame: ChartFrame) -> None:
        index = self._pointed_index()
        series, side = self._model.series, self.panel.look.side
        bar = series.bar(index, side) if index is not None else None
        unit = volume_unit(self._model.symbol)
        pieces = read_out(
            bar or frame.newest,
            frame.scale.digits,
            volume_unit=unit,
            volume_digits=series.volume_digits,
        )
        self._read_out.show_bar([*pieces, *scale_words(frame.scale, self.panel.look.scale)])
        # A line in the hand is its own crosshair.
        across = None if self._chart_trading.is_dragging else self._mouse_points(frame)
        line = self._ahead(frame) if index is None else index
        self.canvas.crosshair.index, self.canvas.crosshair.points = line, across
        self.canvas.show_frame(frame)
        self.profits.place(frame)
        self.price_axis.make_room(frame.scale)
        self.price_axis.show_frame(frame, self._price_tags(frame))
        self.indicators.show_panes(frame, index, line=line, mouse=self._mouse, mouse_in=self._mouse_in)
        self.time_axis.show_frame(frame, self._time_tag(frame, index))

    def _ask_for_older(self, frame: ChartFrame) -> None:
        series = self._model.series
        if series.has_older and frame.left < series.first_index + NEAR_BARS:
            self.older_wanted.emit()

    def _show_nothing(self) -> None:
        self._frame = None
        self._held = None
        self._viewport = Viewport()
        self._read_out.show_bar([])
        self.canvas.show_nothing()
        self.profits.clear()
        self.price_axis.show_nothing()
        self.indicators.show_nothing()
        self.time_axis.show_nothing()

    def _point(self) -> None:
        """Tell the others which bar the mouse is on; bars move under a mouse that stands still."""
        if self._mouse is None:
            return
        left, _ = self._in_view(self._extent())
        bar_px = self._viewport.bar_px_of(self._extent(), self._width_px())
        bar = self._model.series.bar(round(left + self._mouse.x() / bar_px))
        group = self.panel.look.group
        self._crosshair.point(self.panel.id, bar.open_us if bar else None, group=group)

    def _pointed_index(self) -> int | None:
        time_us = self._crosshair.time_for(self.panel.id, self.panel.look.group)
        return None if time_us is None else self._model.series.index_at(time_us)

    def _ahead(self, frame: ChartFrame) -> int | None:
        """The place under the mouse right of the newest bar: there is no bar, and no time that is certain."""
        if self._mouse is None:
            return None
        index = round(frame.left + self._mouse.x() / frame.bar_px)
        return index if index > self._model.series.last_index else None

    def _mouse_points(self, frame: ChartFrame) -> float | None:
        if self._mouse is None or self._mouse_in is not self.canvas:
            return None
        return float(round(frame.scale.points_at(self._mouse.y())))

    def _price_tags(self, frame: ChartFrame) -> list[PriceTag]:
        tags = [
            PriceTag(drawn.price, theme.line_colour(drawn.colour))
            for drawn in frame.drawings
            if drawn.price is not None
        ]
        tags += [PriceTag(points, theme.AMBER) for points in frame.alerts]
        if frame.other_price is not None:
            tags.append(PriceTag(frame.other_price, theme.TAG))
        colour = theme.UP if frame.is_rising else theme.DOWN
        self._left = countdown(self._model.series, self._display.clock_us)
        tags.append(PriceTag(frame.last_price, colour, self._left))
        pointed = self._mouse_points(frame)
        if pointed is not None:
            tags.append(PriceTag(pointed, theme.TAG))
        return tags

    def _time_tag(self, frame: ChartFrame, index: int | None) -> tuple[int, str] | None:
        if index is None or not frame.left <= index <= frame.right:
            return None
        row = index - self._model.series.first_index
        (time_us,) = shown_times(self._model.series, slice(row, row + 1), self._display.zone)
        return index, format_bar_time(int(time_us), self.timeframe)

    def _place_chips(self) -> None:
        """One above the volumes, one in the corner below the prices."""
        canvas = self.canvas.geometry().translated(self.prices.mapTo(self, QPoint(0, 0)))
        axis = self.time_axis.geometry()
        size = self._to_newest.sizeHint()
        above_volumes = canvas.bottom() - round(canvas.height() * theme.VOLUME_SHARE) - _CHIP_PX - 6
        self._to_newest.setGeometry(canvas.right() - size.width() - 8, above_volumes, size.width(), _CHIP_PX)
        width = min(self.auto.sizeHint().width(), self.price_axis.width() - 4)
        self.auto.setGeometry(axis.right() - width - 2, axis.top() + 1, width, _CHIP_PX)
