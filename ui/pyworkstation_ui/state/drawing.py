"""What the user draws on charts: anchored to time and price, so that every timeframe shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Tool = Literal[
    "trend",
    "ray",
    "horizontal",
    "vertical",
    "rectangle",
    "channel",
    "fibonacci",
    "extension",
    "text",
    "measure",
]


Dash = Literal["solid", "dashed", "dotted"]
WIDTHS = (1, 2, 3, 4)
DASHES: tuple[Dash, ...] = ("solid", "dashed", "dotted")


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool: how a menu names it, and how many anchors it takes."""

    title: str
    anchors: int
    key: str


TOOLS: dict[Tool, ToolRow] = {
    "trend": ToolRow("Trend line", 2, "Alt+T"),
    "ray": ToolRow("Ray", 2, "Alt+R"),
    "horizontal": ToolRow("Horizontal line", 1, "Alt+H"),
    "vertical": ToolRow("Vertical line", 1, "Alt+V"),
    "rectangle": ToolRow("Rectangle", 2, "Alt+B"),
    "channel": ToolRow("Channel", 3, "Alt+C"),
    "fibonacci": ToolRow("Fibonacci retracement", 2, "Alt+F"),
    "extension": ToolRow("Fibonacci extension", 3, "Alt+X"),
    "text": ToolRow("Text", 1, "Alt+W"),
    "measure": ToolRow("Measure", 2, "Alt+M"),
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place on any chart of the symbol: a time, and a price in points."""

    ts_us: int
    points: int


@dataclass(frozen=True, slots=True)
class Pen:
    """How lines look; `colour` is a place in the theme's list of line colours."""

    colour: int = 1
    width: int = 1
    dash: Dash = "solid"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One thing drawn; `colour` is a place in the theme's list of line colours."""

    id: int
    tool: Tool
    symbol: str
    anchors: tuple[Anchor, ...]
    colour: int = 1
    text: str = ""
    width: int = 1
    dash: Dash = "solid"

    @property
    def is_whole(self) -> bool:
        """It has all its anchors."""
        return len(self.anchors) == TOOLS[self.tool].anchors

    def moved(self, later: Callable[[int], int], by_points: int) -> Drawing:
        """All of it elsewhere: `later` says what becomes of a time."""
        anchors = (Anchor(later(each.ts_us), each.points + by_points) for each in self.anchors)
        return replace(self, anchors=tuple(anchors))

    def with_anchor(self, place: int, anchor: Anchor) -> Drawing:
        """One anchor elsewhere, or one more."""
        anchors = [*self.anchors[:place], anchor, *self.anchors[place + 1 :]]
        return replace(self, anchors=tuple(anchors))


def next_id(drawings: Sequence[Drawing]) -> int:
    """One that none of them has."""
    return max((each.id for each in drawings), default=0) + 1
