"""Which part of a chart is in view: pure geometry of zoom, pan and following the newest bar.

x counts bars: bar `i` spans [i - 0.5, i + 0.5]. A view that shows the newest bar follows it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

MIN_BAR_PX = 0.002
MAX_BAR_PX = 80.0
DEFAULT_BAR_PX = 7.0
MARGIN_PX = 36.0
"""Room right of the newest bar when the view follows it."""

_FEW_BARS_PX = 32.0
_LEAST_SHARE = 0.5
"""How much of the view holds bars however far it is panned; all bars where they are fewer than that."""

_FEWEST_IN_VIEW = 20


@dataclass(frozen=True, slots=True)
class Extent:
    """The bars there are: index of the first and of the newest."""

    first: int
    last: int

    @property
    def bars(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Viewport:
    """`bar_px` is the distance of bars, None: chosen for the bars there are. `right` is the x of the right edge of a
    view that stands still, None for one that follows the newest bar at `margin_px` from the right edge."""

    bar_px: float | None = None
    right: float | None = None
    margin_px: float = MARGIN_PX

    @property
    def is_following(self) -> bool:
        """The view moves along with the newest bar."""
        return self.right is None

    def bar_px_of(self, extent: Extent, width_px: float) -> float:
        """Pixels per bar: a chart of few bars shows them wider rather than leave most of the panel bare."""
        if self.bar_px is not None:
            return self.bar_px
        fitting = (width_px - MARGIN_PX) / max(extent.bars + 1, 1)
        return min(max(fitting, DEFAULT_BAR_PX), _FEW_BARS_PX)

    def window(self, extent: Extent, width_px: float) -> tuple[float, float]:
        """(left, right) on the index axis."""
        bar_px = self.bar_px_of(extent, width_px)
        right = _clamp(self._right(extent, bar_px, width_px), *_reach(extent, width_px / bar_px))
        return right - width_px / bar_px, right

    def on_pixels(self, extent: Extent, width_px: float, *, ratio: float, hair: int) -> tuple[float, float]:
        """The same, less than a device pixel aside, so that a thin line `hair` wide on a bar fills whole ones.

        A view that moves on does so by whole pixels then: the bars keep their distances, and what was painted fits.
        """
        left, _ = self.window(extent, width_px)
        bar_px = self.bar_px_of(extent, width_px)
        scale = bar_px * ratio
        left = -(round(-left * scale - hair / 2) + hair / 2) / scale
        return left, left + width_px / bar_px

    def zoomed(self, factor: float, extent: Extent, width_px: float, *, at: float) -> Viewport:
        """Bars `factor` times as wide, the index `at` staying where it is on the screen."""
        old = self.bar_px_of(extent, width_px)
        new = _clamp(old * factor, self._least_bar_px(extent, width_px), MAX_BAR_PX)
        right = at + (self.window(extent, width_px)[1] - at) * old / new
        return replace(self, bar_px=new).placed(right, extent, width_px)

    def panned(self, bars: float, extent: Extent, width_px: float) -> Viewport:
        """Moved by `bars` towards later times."""
        bar_px = self.bar_px_of(extent, width_px)
        fixed = replace(self, bar_px=bar_px)
        return fixed.placed(self.window(extent, width_px)[1] + bars, extent, width_px)

    def followed(self) -> Viewport:
        """Back to the newest bar, the zoom kept."""
        return replace(self, right=None, margin_px=MARGIN_PX)

    def at_oldest(self, extent: Extent, width_px: float) -> Viewport:
        """The oldest bar at the left edge, the zoom kept."""
        bar_px = self.bar_px_of(extent, width_px)
        return replace(self, bar_px=bar_px).placed(extent.first - 0.5 + width_px / bar_px, extent, width_px)

    def spanning(self, left: float, right: float, extent: Extent, width_px: float) -> Viewport:
        """From edge to edge, as near as bars may come."""
        bar_px = _clamp(width_px / max(right - left, 1e-9), self._least_bar_px(extent, width_px), MAX_BAR_PX)
        middle = (left + right) / 2
        return replace(self, bar_px=bar_px).placed(middle + width_px / bar_px / 2, extent, width_px)

    def placed(self, right: float, extent: Extent, width_px: float) -> Viewport:
        """Right edge at `right`, within reach of the bars there are; following if the newest bar is in view."""
        bar_px = self.bar_px_of(extent, width_px)
        edge = extent.last + 0.5
        right = _clamp(right, *_reach(extent, width_px / bar_px))
        if right >= edge:
            return replace(self, right=None, margin_px=(right - edge) * bar_px)
        return replace(self, right=right)

    def _right(self, extent: Extent, bar_px: float, width_px: float) -> float:
        if self.right is not None:
            return self.right
        margin_px = self.margin_px
        if self.bar_px is None:
            # Bars too few to fill the panel stand in its middle, not against its edge.
            margin_px = max(margin_px, (width_px - extent.bars * bar_px) / 2)
        return extent.last + 0.5 + margin_px / bar_px

    def _least_bar_px(self, extent: Extent, width_px: float) -> float:
        return max(MIN_BAR_PX, width_px / max(extent.bars * 1.25, _FEWEST_IN_VIEW))


def _reach(extent: Extent, visible: float) -> tuple[float, float]:
    """How far to the left and to the right the right edge may go."""
    kept = min(extent.bars, visible * _LEAST_SHARE)
    return extent.first - 0.5 + kept, extent.last + 0.5 + visible - kept


def _clamp(value: float, low: float, high: float) -> float:
    return min(max(value, low), max(low, high))
