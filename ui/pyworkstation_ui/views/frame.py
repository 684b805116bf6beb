"""What a drawing area shows at one moment. The panel makes it, layers draw it.

With every tick only the newest candle and the newest end of each curve move; the rest stands still from bar to bar.
A frame can be told apart into the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self, TypeVar

from pyworkstation_ui.state.curves import Curve

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.state.drawing_shapes import DrawnShape
    from pyworkstation_ui.state.fill_marks import DrawnFills
    from pyworkstation_ui.state.panels import ChartKind
    from pyworkstation_ui.state.prices import PriceScale
    from pyworkstation_ui.state.series import Bar
    from pyworkstation_ui.state.time_axis import Rank, TimeTick
    from pyworkstation_ui.state.trading import TradeLine
    from pyworkstation_ui.state.visible import Candles
    from pyworkstation_ui.views.device_space import DeviceSpace


class DrawnCurves(NamedTuple):
    """An indicator in view: its curves, and its place in the theme's list of line colours."""

    key: int
    colour: int
    curves: list[Curve]

    def standing(self) -> DrawnCurves:
        """Without their newest places."""
        return DrawnCurves(self.key, self.colour, [curve.standing() for curve in self.curves])

    def continues(self, before: DrawnCurves) -> bool:
        """Whether it looks like `before` where both are."""
        is_same = (self.key, self.colour, len(self.curves)) == (before.key, before.colour, len(before.curves))
        return is_same and all(map(Curve.continues, self.curves, before.curves))

    def since(self, index: float) -> DrawnCurves:
        """From a bar on."""
        return DrawnCurves(self.key, self.colour, [curve.since(index) for curve in self.curves])


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What every drawing area shows: a stretch of bars, a scale, the lines behind, and indicators."""

    left: float
    right: float
    bar_px: float
    scale: PriceScale
    prices: list[int]
    times: list[TimeTick]
    indicators: tuple[DrawnCurves, ...] = ()

    def x_px(self, index: float) -> float:
        """Pixels from the left edge of the middle of a bar."""
        return (index - self.left) * self.bar_px

    def boundary(self) -> float:
        """The bar where begins what may move with the next tick."""
        curves = (curve for drawn in self.indicators for curve in drawn.curves)
        return min((curve.last_standing() for curve in curves), default=inf)

    def standing(self) -> Self:
        """What does not move before the next bar."""
        return self._with(tuple(drawn.standing() for drawn in self.indicators))

    def since(self, index: float) -> Self:
        """What is drawn from a bar on."""
        return self._with(tuple(drawn.since(index) for drawn in self.indicators))

    def _with(self, indicators: tuple[DrawnCurves, ...]) -> Self:
        # As `replace` would, at a tenth of what it takes.
        return type(self)(self.left, self.right, self.bar_px, self.scale, self.prices, self.times, indicators)

    def drawn_over(self) -> object:
        """Equal for frames with the same drawings."""
        return None

    def across(self) -> tuple[float, ...]:
        """Prices that have a line across the view and move with every tick."""
        return ()

    def continues(self, before: Self, until: float) -> bool:
        """Whether it looks like `before` up to a bar: what it shows further left has left the view since."""
        same = (self.bar_px, self.scale, self.prices) == (before.bar_px, before.scale, before.prices)
        return (
            same
            and self._lines(self.left, until) == before._lines(self.left, until)
            and len(self.indicators) == len(before.indicators)
            and all(map(DrawnCurves.continues, self.indicators, before.indicators))
        )

    def _lines(self, first: float, last: float) -> list[tuple[int, Rank]]:
        return [(tick.index, tick.rank) for tick in self.times if first <= tick.index <= last]

    def content(self) -> tuple[object, ...]:
        """Equal for frames that look the same but for what moves with a tick."""
        curves = tuple(
            (drawn.key, drawn.colour, *(curve.content() for curve in drawn.curves))
            for drawn in self.indicators
        )
        return self.left, self.right, self.bar_px, self.scale, self.prices, self.times, curves


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ChartFrame(Frame):
    """All that a chart of prices draws at one moment."""

    candles: Candles
    closes: Curve | None = None
    """Where a line stands for them."""
    most_volume: int
    """Of one candle in view."""
    last_price: int
    is_rising: bool
    newest: Bar | None = None
    kind: ChartKind = "candles"
    is_hollow: bool = False
    other_price: int | None = None
    """The other side of the newest quote."""
    breaks: tuple[int, ...] = ()
    """First bars of trading days."""
    drawings: tuple[DrawnShape, ...] = ()
    alerts: tuple[float, ...] = ()
    """Prices that are watched for."""
    trades: tuple[TradeLine, ...] = ()
    """Open orders and positions."""
    fills: DrawnFills | None = None

    def boundary(self) -> float:
        """The left edge of the newest candle, or where a curve has its newest place."""
        newest = float(self.candles.x[-1]) - self.candles.span / 2 if len(self.candles) else inf
        closes = self.closes.last_standing() if self.closes else inf
        return min(newest, closes, Frame.boundary(self))

    def standing(self) -> Self:
        """Without the newest candle."""
        indicators = tuple(drawn.standing() for drawn in self.indicators)
        return self._with_bars(self.candles[:-1], indicators, self.closes and self.closes.standing())

    def since(self, index: float) -> Self:
        """What is drawn from a bar on."""
        indicators = tuple(drawn.since(index) for drawn in self.indicators)
        return self._with_bars(
            self.candles.since(index), indicators, self.closes and self.closes.since(index)
        )

    def _with_bars(self, candles: Candles, indicators: tuple[DrawnCurves, ...], closes: Curve | None) -> Self:
        """Of what is not drawn bar by bar nothing but the lines behind."""
        return type(self)(
            left=self.left,
            right=self.right,
            bar_px=self.bar_px,
            scale=self.scale,
            prices=self.prices,
            times=self.times,
            indicators=indicators,
            candles=candles,
            closes=closes,
            most_volume=self.most_volume,
            last_price=self.last_price,
            is_rising=self.is_rising,
            kind=self.kind,
            is_hollow=self.is_hollow,
            breaks=self.breaks,
        )

    def drawn_over(self) -> object:
        """The drawings, the lines of alerts and trades, and the fills."""
        return self.drawings, self.alerts, self.trades, self.fills

    def across(self) -> tuple[float, ...]:
        """The last quote."""
        return (self.last_price,) if self.other_price is None else (self.last_price, self.other_price)

    def continues(self, before: Self, until: float) -> bool:
        """Whether it looks like `before` up to a bar: what it shows further left has left the view since."""
        return (
            self._manner() == before._manner()
            and self._breaks(self.left, until) == before._breaks(self.left, until)
            and self.candles.continues(before.candles)
            and (self.closes is None or (before.closes is not None and self.closes.continues(before.closes)))
            and Frame.continues(self, before, until)
        )

    def _manner(self) -> tuple[object, ...]:
        return self.most_volume, self.kind, self.is_hollow

    def _breaks(self, first: float, last: float) -> list[int]:
        return [index for index in self.breaks if first - 1 <= index <= last + 1]

    def content(self) -> tuple[object, ...]:
        """Equal for frames that look the same but for what moves with a tick, and the drawings, which move at any time."""
        closes = self.closes and self.closes.content()
        own = (self.candles.stands, closes, *self._manner(), self.breaks)
        return *Frame.content(self), *own


F = TypeVar("F", bound=Frame)
F_contra = TypeVar("F_contra", bound=Frame, contravariant=True)


class Layer(Protocol[F_contra]):
    """One kind of marks on a drawing area."""

    def paint(self, painter: QPainter, frame: F_contra, space: DeviceSpace) -> None:
        """Draw in device pixels, with a brush and no pen."""
