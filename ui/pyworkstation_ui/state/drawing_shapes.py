"""Drawings as lines, boxes and words in the pixels of one chart, and which of them the mouse is on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from pyworkstation.domain.units import format_price
from pyworkstation_ui.state.drawing import Anchor
from pyworkstation_ui.state.prices import format_signed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.state.drawing import Dash, Drawing

RETRACEMENTS = (0.0, 0.236, 0.382, 0.5, 0.618, 0.786, 1.0)
EXTENSIONS = (0.0, 0.618, 1.0, 1.272, 1.618, 2.0, 2.618)
_FAR_PX = 20_000.0
"""No distance to the mouse: not on it."""

_AROUND_PX = 40.0
"""Lines end so far outside the chart, wherever their anchors are: Qt draws no places that are millions of pixels away."""

_NEAR_PX = 6.0
_WORD_PX, _LETTER_PX = 12.0, 6.5
_BESIDE_PX, _HEAD_PX = 10.0, 6.0
_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in pixels from the chart's top left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line."""

    start: Spot
    end: Spot
    is_faint: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled area."""

    start: Spot
    end: Spot


@dataclass(frozen=True, slots=True)
class Word:
    """A text that begins at a place; `is_boxed`: on a ground of its own, within the chart."""

    at: Spot
    text: str
    is_boxed: bool = False


Shape = Stroke | Box | Word


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A chart as drawings see it: where an anchor lies, how large it is, and how it writes prices."""

    spot: Callable[[Anchor], Spot]
    width: float
    height: float
    digits: int
    bars_between: Callable[[int, int], int]
    later: Callable[[int, int], int]
    """A time so many bars on."""
    view: tuple[object, ...]
    """Equal where everything lies alike."""


@dataclass(frozen=True, slots=True)
class DrawnShape:
    """A drawing in view, with the spots of its anchors where it is selected."""

    colour: int
    shapes: tuple[Shape, ...]
    handles: tuple[Spot, ...] = ()
    width: int = 1
    dash: Dash = "solid"
    price: int | None = None
    """Of a horizontal line, for the axis."""


def shapes_of(drawing: Drawing, sheet: Sheet) -> tuple[Shape, ...]:
    """What to draw of one; of one that is still being placed, what there is. What lies outside the chart is cut off."""
    spots = [sheet.spot(anchor) for anchor in drawing.anchors]
    shapes = _SHAPES[drawing.tool](drawing, spots, sheet) if spots else []
    return tuple(cut for shape in shapes if (cut := _cut(shape, sheet)) is not None)


def _cut(shape: Shape, sheet: Sheet) -> Shape | None:
    match shape:
        case Stroke(start, end, is_faint):
            ends = _clipped(start, end, sheet)
            return None if ends is None else Stroke(*ends, is_faint)
        case Box(start, end):
            return Box(_inside(start, sheet), _inside(end, sheet))
        case Word(at, _, is_boxed):
            is_seen = is_boxed or (at.x <= sheet.width and 0 <= at.y <= sheet.height + _WORD_PX)
            return shape if is_seen else None


def _inside(spot: Spot, sheet: Sheet) -> Spot:
    x = min(max(spot.x, -_AROUND_PX), sheet.width + _AROUND_PX)
    return Spot(x, min(max(spot.y, -_AROUND_PX), sheet.height + _AROUND_PX))


def _clipped(start: Spot, end: Spot, sheet: Sheet) -> tuple[Spot, Spot] | None:
    """The part of a line that is on the chart, by the parameters at which it crosses its edges (Liang and Barsky)."""
    dx, dy = end.x - start.x, end.y - start.y
    first, last = 0.0, 1.0
    for step, room_before, room_after in (
        (dx, start.x + _AROUND_PX, sheet.width + _AROUND_PX - start.x),
        (dy, start.y + _AROUND_PX, sheet.height + _AROUND_PX - start.y),
    ):
        if step == 0:
            if room_before < 0 or room_after < 0:
                return None
            continue
        enters, leaves = sorted((-room_before / step, room_after / step))
        first, last = max(first, enters), min(last, leaves)
    if first > last:
        return None
    return Spot(start.x + first * dx, start.y + first * dy), Spot(start.x + last * dx, start.y + last * dy)


def is_near(shapes: tuple[Shape, ...], at: Spot) -> bool:
    """The mouse is on one of its lines, its frame or its words."""
    return any(_distance(shape, at) <= _NEAR_PX for shape in shapes)


def near_handle(spots: list[Spot], at: Spot) -> int | None:
    """The anchor that the mouse is on."""
    near = [place for place, spot in enumerate(spots) if hypot(spot.x - at.x, spot.y - at.y) <= _NEAR_PX]
    return near[0] if near else None


def _trend(_: Drawing, spots: list[Spot], __: Sheet) -> list[Shape]:
    return [Stroke(spots[0], spots[-1])]


def _ray(_: Drawing, spots: list[Spot], sheet: Sheet) -> list[Shape]:
    return [Stroke(spots[0], _beyond(spots[0], spots[-1], sheet))]


def _horizontal(_: Drawing, spots: list[Spot], sheet: Sheet) -> list[Shape]:
    """Its price is on the axis."""
    return [Stroke(Spot(0, spots[0].y), Spot(sheet.width, spots[0].y))]


def _vertical(_: Drawing, spots: list[Spot], sheet: Sheet) -> list[Shape]:
    return [Stroke(Spot(spots[0].x, 0), Spot(spots[0].x, sheet.height))]


def _rectangle(_: Drawing, spots: list[Spot], __: Sheet) -> list[Shape]:
    a, b = spots[0], spots[-1]
    corners = [a, Spot(b.x, a.y), b, Spot(a.x, b.y), a]
    return [Box(a, b), *(Stroke(*side) for side in pairwise(corners))]


def _channel(drawing: Drawing, spots: list[Spot], _: Sheet) -> list[Shape]:
    a, b = spots[0], spots[min(1, len(spots) - 1)]
    if not drawing.is_whole or a.x == b.x:
        return [Stroke(a, b)]
    c = spots[2]
    rise = c.y - (a.y + (b.y - a.y) * (c.x - a.x) / (b.x - a.x))
    lower = Stroke(Spot(a.x, a.y + rise), Spot(b.x, b.y + rise))
    middle = Stroke(Spot(a.x, a.y + rise / 2), Spot(b.x, b.y + rise / 2), is_faint=True)
    return [Stroke(a, b), lower, middle]


def _fibonacci(drawing: Drawing, spots: list[Spot], sheet: Sheet) -> list[Shape]:
    a, b = drawing.anchors[0], drawing.anchors[-1]
    levels = [(level, b.points + (a.points - b.points) * level) for level in RETRACEMENTS]
    return [Stroke(spots[0], spots[-1], is_faint=True), *_levels(levels, spots, drawing, sheet)]


def _extension(drawing: Drawing, spots: list[Spot], sheet: Sheet) -> list[Shape]:
    swings: list[Shape] = [Stroke(start, end, is_faint=True) for start, end in pairwise(spots)]
    if not drawing.is_whole:
        return swings
    a, b, c = (anchor.points for anchor in drawing.anchors)
    levels = [(level, c + (b - a) * level) for level in EXTENSIONS]
    return [*swings, *_levels(levels, spots, drawing, sheet)]


def _levels(
    levels: list[tuple[float, float]], spots: list[Spot], drawing: Drawing, sheet: Sheet
) -> list[Shape]:
    left, right = min(spot.x for spot in spots), max(spot.x for spot in spots)
    time = drawing.anchors[0].ts_us
    shapes: list[Shape] = []
    worded_y: list[float] = []
    for level, points in levels:
        y = sheet.spot(Anchor(time, round(points))).y
        shapes.append(Stroke(Spot(left, y), Spot(right, y)))
        is_in_view = left <= sheet.width and right >= 0
        if is_in_view and all(abs(y - other) >= _WORD_PX for other in worded_y):
            worded_y.append(y)
            said = f"{level:g}  {format_price(round(points), sheet.digits)}"
            shapes.append(Word(Spot(_word_x(left, said, sheet), y - 2 - drawing.width), said))
    return shapes


def _word_x(left: float, said: str, sheet: Sheet) -> float:
    """At the beginning of its line, as far as all of it is to be seen."""
    return max(min(left + 3, sheet.width - _LETTER_PX * len(said)), 3.0)


def _text(drawing: Drawing, spots: list[Spot], _: Sheet) -> list[Shape]:
    return [Word(spots[0], drawing.text or "…")]


def _measure(drawing: Drawing, spots: list[Spot], sheet: Sheet) -> list[Shape]:
    a, b = drawing.anchors[0], drawing.anchors[-1]
    change = b.points - a.points
    bars = sheet.bars_between(a.ts_us, b.ts_us)
    percent = f"  {change / a.points * 100:+.2f}%" if a.points > 0 else ""
    said = (
        f"{format_signed(change, sheet.digits)}  {change:+,} pt{percent}"
        f"  {bars:+,} bars  {_length(b.ts_us - a.ts_us)}"
    )
    frame = _rectangle(drawing, spots, sheet)
    left, right = sorted((spots[0].x, spots[-1].x))
    top, bottom = sorted((spots[0].y, spots[-1].y))
    if right < 0 or left > sheet.width or bottom < 0 or top > sheet.height:
        return frame
    # Above where it rises, below where it falls: where the arrow points.
    y = top - _BESIDE_PX if change >= 0 else bottom + _BESIDE_PX + _WORD_PX
    middle = (max(left, 0.0) + min(right, sheet.width)) / 2
    return [*frame, *_arrows(spots[0], spots[-1]), Word(Spot(middle, y), said, is_boxed=True)]


def _arrows(start: Spot, end: Spot) -> list[Shape]:
    """Through the middle, towards the later place in price and in time."""
    x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
    return [*_arrow(Spot(x, start.y), Spot(x, end.y)), *_arrow(Spot(start.x, y), Spot(end.x, y))]


def _arrow(start: Spot, end: Spot) -> list[Shape]:
    length = hypot(end.x - start.x, end.y - start.y)
    if length < 3 * _HEAD_PX:
        return []
    along = Spot((end.x - start.x) / length * _HEAD_PX, (end.y - start.y) / length * _HEAD_PX)
    sides = (Spot(end.x - along.x + side * along.y, end.y - along.y + side * along.x) for side in (-0.6, 0.6))
    return [Stroke(start, end, is_faint=True), *(Stroke(side, end, is_faint=True) for side in sides)]


def _length(length_us: int) -> str:
    """`2d 3h`, `3h 05m`, `4m 30s`."""
    seconds = abs(length_us) // _SECOND_US
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if days:
        return f"{days}d {hours % 24}h"
    return f"{hours}h {minutes % 60:02d}m" if hours else f"{minutes}m {seconds % 60:02d}s"


_SHAPES: dict[str, Callable[[Drawing, list[Spot], Sheet], list[Shape]]] = {
    "trend": _trend,
    "ray": _ray,
    "horizontal": _horizontal,
    "vertical": _vertical,
    "rectangle": _rectangle,
    "channel": _channel,
    "fibonacci": _fibonacci,
    "extension": _extension,
    "text": _text,
    "measure": _measure,
}


def _beyond(start: Spot, through: Spot, sheet: Sheet) -> Spot:
    """So far that it leaves the chart, however far outside it begins."""
    length = hypot(through.x - start.x, through.y - start.y)
    if length == 0:
        return through
    share = max((abs(start.x) + abs(start.y) + sheet.width + sheet.height) / length, 1.0) * 2
    return Spot(start.x + (through.x - start.x) * share, start.y + (through.y - start.y) * share)


def _distance(shape: Shape, at: Spot) -> float:
    match shape:
        case Stroke(start, end):
            return _to_segment(start, end, at)
        case Word(place, text, is_boxed):
            width = _LETTER_PX * len(text)
            left = place.x - width / 2 if is_boxed else place.x
            is_on = left - 2 <= at.x <= left + width and place.y - 12 <= at.y <= place.y + 4
            return 0.0 if is_on else _FAR_PX
        case Box():
            return _FAR_PX


def _to_segment(start: Spot, end: Spot, at: Spot) -> float:
    dx, dy = end.x - start.x, end.y - start.y
    squared = dx * dx + dy * dy
    share = 0.0 if squared == 0 else ((at.x - start.x) * dx + (at.y - start.y) * dy) / squared
    share = min(max(share, 0.0), 1.0)
    return hypot(at.x - start.x - share * dx, at.y - start.y - share * dy)
