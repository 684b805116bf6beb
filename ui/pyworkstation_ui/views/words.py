"""Words beside each other in one line, of which only those that change are drawn again."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QColor, QPainter

_OVERHANG_PX = 2
"""By which a letter may reach out of its own width."""


class Word(NamedTuple):
    """A text and where it begins. The colour is a token of the theme."""

    x: int
    width: int
    text: str
    colour: QColor


def draw_words(painter: QPainter, words: list[Word], *, baseline: float, shown: QRect) -> None:
    """Draw those that reach into what is shown."""
    left, right = shown.left() - _OVERHANG_PX, shown.right() + _OVERHANG_PX
    for x, width, text, colour in words:
        if x <= right and x + width >= left:
            painter.setPen(colour)
            painter.drawText(QPointF(x, baseline), text)


def changed_span(before: list[Word], now: list[Word]) -> tuple[int, int]:
    """(left, width) of all that looks otherwise."""
    others = [pair for pair in zip_longest(before, now) if pair[0] != pair[1]]
    words = [word for pair in others for word in pair if word is not None]
    if not words:
        return 0, 0
    left = min(word.x for word in words) - _OVERHANG_PX
    return left, max(word.x + word.width for word in words) + _OVERHANG_PX - left
