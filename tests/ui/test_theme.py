"""Text is read on its field in every dress: the contrast is that of WCAG 2.1."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from pyworkstation_ui.state.settings import CandleColours, Settings, ThemeName
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.check_box import CheckBox
from pyworkstation_ui.views.record_view import TONES

DRESSES = [
    Settings(theme=name, candles=candles)
    for name, candles in product(get_args(ThemeName), get_args(CandleColours))
]


@pytest.fixture(params=DRESSES, ids=lambda dress: f"{dress.theme}, {dress.candles}")
def worn(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Tokens of one dress; afterwards those of the usual one."""
    theme.wear(request.param)
    yield request.param
    theme.wear(Settings())


@pytest.mark.parametrize(
    ("colour", "other", "ratio"),
    # By hand, and as webaim.org's checker has them.
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#000000", 5.25),
    ],
)
def test_contrast_is_that_of_wcag(colour: str, other: str, ratio: float) -> None:
    assert theme.contrast(QColor(colour), QColor(other)) == pytest.approx(ratio, abs=0.01)


@pytest.mark.usefixtures("worn")
def test_text_of_every_token_is_read_on_every_ground() -> None:
    texts = ("TEXT", "DIM", "FAINT", "ACCENT", "UP", "DOWN", "AMBER", "GREEN", "RED", "CROSSHAIR")
    grounds = ("WINDOW", "PANEL", "RAISED")
    pairs = {(text, ground): _contrast(text, ground) for text in texts for ground in grounds}
    pairs |= {("a line", str(n)): theme.contrast(line, theme.PANEL) for n, line in enumerate(theme.LINES)}
    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < theme.READABLE} == {}


@pytest.mark.usefixtures("worn")
def test_ink_is_read_on_every_coloured_field() -> None:
    fields = (theme.ACCENT, theme.UP, theme.DOWN, theme.RED, theme.TAG, theme.AMBER, *theme.LINES)
    assert [field.name() for field in fields if theme.contrast(theme.on(field), field) < theme.READABLE] == []
    for ink, field in (("ON_ACCENT", "ACCENT"), ("ON_UP", "UP"), ("ON_DOWN", "DOWN"), ("ON_RED", "RED")):
        assert _contrast(ink, field) >= theme.READABLE, ink


@pytest.mark.usefixtures("worn")
def test_tones_of_a_chosen_row_are_read_and_told_apart() -> None:
    shown = [theme.readable(tone, theme.SELECTED) for tone in (theme.TEXT, theme.FAINT, *TONES.values())]
    assert [each.name() for each in shown if theme.contrast(each, theme.SELECTED) < theme.READABLE] == []
    up, down = (theme.readable(tone, theme.SELECTED) for tone in (theme.UP, theme.DOWN))
    assert abs(up.hue() - down.hue()) > 90


def _contrast(text: str, ground: str) -> float:
    return theme.contrast(getattr(theme, text), getattr(theme, ground))


def test_a_checked_box_has_a_tick(qtbot: QtBot) -> None:
    box = CheckBox("Again")
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    option = QStyleOptionButton()
    box.initStyleOption(option)
    inside = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    ticks = []
    for is_checked in (False, True):
        box.setChecked(is_checked)
        image = box.grab().toImage()
        middle = [
            image.pixelColor(x, inside.center().y()).name()
            for x in range(inside.left() + 2, inside.right() - 1)
        ]
        ticks.append(len(set(middle)) > 1)
    assert ticks == [False, True]
