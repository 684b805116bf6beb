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

    from pyworkstation_ui.state.drawing import Drawing

RETRACEMENTS = (0.0, 0.236, 0.382, 0.5, 0.618, 0.786, 1.0)
EXTENSIONS = (0.0, 0.618, 1.0, 1.272, 1.618, 2.0, 2.618)
_FAR_PX = 20_000.0
_NEAR_PX = 6.0
_WORD_PX, _LETTER_PX = 12.0, 6.5
_MINUTE_US = 60_000_000


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
    """A text that begins at a place."""

    at: Spot
    text: str


Shape = Stroke | Box | Word


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A chart as drawings see it: where an anchor lies, how large it is, and how it writes prices."""

    spot: Callable[[Anchor], Spot]
    width: float
    height: float
    digits: int
    bars_between: Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class DrawnShape:
    """A drawing in view, with the spots of its anchors where it is selected."""

    colour: int
    shapes: tuple[Shape, ...]
    handles: tuple[Spot, ...] = ()


def shapes_of(drawing: Drawing, sheet: Sheet) -> tuple[Shape, ...]:
    """What to draw of one; of one that is still being placed, what there is."""
    spots = [sheet.spot(anchor) for anchor in drawing.anchors]
    return tuple(_SHAPES[drawing.tool](drawing, spots, sheet)) if spots else ()


def is_near(shapes: tuple[Shape, ...], at: Spot) -> bool:
    """The mouse is on one of its lines, its frame or its words."""
    return any(_distance(shape, at) <= _NEAR_PX for shape in shapes)


def near_handle(spots: list[Spot], at: Spot) -> int | None:
    """The anchor that the mouse is on."""
    near = [place for place, spot in enumerate(spots) if hypot(spot.x - at.x, spot.y - at.y) <= _NEAR_PX]
    return near[0] if near else None


def _trend(_: Drawing, spots: list[Spot], __: Sheet) -> list[Shape]:
    return [Stroke(spots[0], spots[-1])]


def _ray(_: Drawing, spots: list[Spot], __: Sheet) -> list[Shape]:
    return [Stroke(spots[0], _beyond(spots[0], spots[-1]))]


def _horizontal(drawing: Drawing, spots: list[Spot], sheet: Sheet) -> list[Shape]:
    y = spots[0].y
    price = format_price(drawing.anchors[0].points, sheet.digits)
    return [Stroke(Spot(0, y), Spot(sheet.width, y)), Word(Spot(sheet.width - 62, y - 3), price)]


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
        if all(abs(y - other) >= _WORD_PX for other in worded_y):
            worded_y.append(y)
            price = format_price(round(points), sheet.digits)
            shapes.append(Word(Spot(left + 3, y - 3), f"{level:g}  {price}"))
    return shapes


def _text(drawing: Drawing, spots: list[Spot], _: Sheet) -> list[Shape]:
    return [Word(spots[0], drawing.text or "…")]


def _measure(drawing: Drawing, spots: list[Spot], sheet: Sheet) -> list[Shape]:
    a, b = drawing.anchors[0], drawing.anchors[-1]
    change = b.points - a.points
    bars = sheet.bars_between(a.ts_us, b.ts_us)
    said = (
        f"{format_signed(change, sheet.digits)}  {change:+,} pt  {change / max(a.points, 1) * 100:+.2f}%"
        f"  {bars:+,} bars  {_length(b.ts_us - a.ts_us)}"
    )
    frame = _rectangle(drawing, spots, sheet)
    left = min(spots[0].x, spots[-1].x, sheet.width - _LETTER_PX * len(said))
    return [*frame, Word(Spot(left, min(spots[0].y, spots[-1].y) - 6), said)]


def _length(length_us: int) -> str:
    minutes = abs(length_us) // _MINUTE_US
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    return f"{days}d {hours}h" if days else f"{hours}h {minutes:02d}m"


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


def _beyond(start: Spot, through: Spot) -> Spot:
    length = hypot(through.x - start.x, through.y - start.y)
    if length == 0:
        return through
    share = _FAR_PX / length
    return Spot(start.x + (through.x - start.x) * share, start.y + (through.y - start.y) * share)


def _distance(shape: Shape, at: Spot) -> float:
    match shape:
        case Stroke(start, end):
            return _to_segment(start, end, at)
        case Word(place, text):
            is_on = (
                place.x - 2 <= at.x <= place.x + _LETTER_PX * len(text)
                and place.y - 12 <= at.y <= place.y + 4
            )
            return 0.0 if is_on else _FAR_PX
        case Box():
            return _FAR_PX


def _to_segment(start: Spot, end: Spot, at: Spot) -> float:
    dx, dy = end.x - start.x, end.y - start.y
    squared = dx * dx + dy * dy
    share = 0.0 if squared == 0 else ((at.x - start.x) * dx + (at.y - start.y) * dy) / squared
    share = min(max(share, 0.0), 1.0)
    return hypot(at.x - start.x - share * dx, at.y - start.y - share * dy)
