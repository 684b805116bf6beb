"""Puts the window into other colours and another size of text while it is open.

Tokens and fonts are objects that stay: whoever paints with them paints with what they are now. What Qt has taken a copy of
- style sheets, palettes, fonts of widgets - is given to it again here.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from pyworkstation_ui.state.settings import Settings
from pyworkstation_ui.views import theme

_RULES = "dress"
_WORN = "worn"
_IS_WINDOW = "dressed as a window"
_TEXT_PX = "text px"
"""The size at 100 % of a font that a widget was given; known when another size is worn for the first time."""


def dress(widget: QWidget, rules: str, **colours: QColor) -> None:
    """A style of its own; `$NAME` stands for a token, or for one of `colours`, which are tokens, too."""
    named = {name: f"${_name_of(colour)}" for name, colour in colours.items()}
    widget.setProperty(_RULES, Template(rules).safe_substitute(named))
    _dress_again(widget)
    keep_text_size(widget)


def dress_window(window: QWidget) -> None:
    """One that has no parent. Other colours are worn by windows: to dress the application anew, Qt goes through what is in a widget
    once for each widget around it, which takes ten times as long."""
    window.setProperty(_IS_WINDOW, True)
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.styleSheet() != theme.qss():
        window.setStyleSheet(theme.qss())


def apply_theme(app: QApplication, settings: Settings | None = None) -> None:
    """The application in its dress, before any window is there."""
    asked = settings or Settings()
    if app.property(_WORN) != _look(asked):  # To change the style costs time for each widget there is.
        app.setStyle("Fusion")
        wear(app, asked)


def wear(app: QApplication, settings: Settings) -> None:
    """All windows in these colours, with text of this size."""
    before = theme.text_percent()
    theme.wear(settings)
    is_light = settings.theme == "light"
    app.styleHints().setColorScheme(Qt.ColorScheme.Light if is_light else Qt.ColorScheme.Dark)
    app.setPalette(theme.palette())
    app.setFont(theme.font(theme.TEXT_PX))
    _give_sheet(app, has_other_text=before != theme.text_percent())
    app.setProperty(_WORN, _look(settings))
    for widget in app.allWidgets():
        _dress_again(widget)
    for widget in app.allWidgets():  # After all styles: they give those within them their first fonts again.
        _resize_text(widget, before)
        widget.update()


def _give_sheet(app: QApplication, *, has_other_text: bool) -> None:
    """By windows where only colours are others: fonts reach what is in no window, as docks behind a tab, through the application alone."""
    windows = [window for window in app.topLevelWidgets() if window.property(_IS_WINDOW)]
    if has_other_text or not windows:
        app.setStyleSheet(theme.qss())
        windows = [window for window in windows if window.styleSheet()]
    for window in windows:
        window.setStyleSheet(theme.qss())


def _look(settings: Settings) -> str:
    return f"{settings.theme}, {settings.candles}, {settings.text_percent} %"


def _dress_again(widget: QWidget) -> None:
    rules = widget.property(_RULES)
    if rules:
        widget.setStyleSheet(Template(rules).substitute(_tokens()))


def _resize_text(widget: QWidget, before: int) -> None:
    """A widget that was given a font has a copy of it."""
    if before == theme.text_percent() or not widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
        return
    if widget.property(_TEXT_PX) is None:
        sizes = {theme.scaled(size_px, before): size_px for size_px in theme.SIZES}
        widget.setProperty(_TEXT_PX, sizes.get(widget.font().pixelSize()))
    _give_text_size(widget)


def keep_text_size(within: QWidget) -> None:
    """What has another style, or comes back into a window, was given the fonts by Qt that it had at first."""
    for widget in [within, *within.findChildren(QWidget)]:
        _give_text_size(widget)


def _give_text_size(widget: QWidget) -> None:
    size_px = widget.property(_TEXT_PX)
    if size_px is None:
        return
    font, wanted_px = widget.font(), theme.scaled(size_px, theme.text_percent())
    if font.pixelSize() != wanted_px:
        font.setPixelSize(wanted_px)
        widget.setFont(font)


def _tokens() -> dict[str, str]:
    colours = {name: value.name() for name, value in vars(theme).items() if isinstance(value, QColor)}
    lines = {f"LINE{place}": line.name() for place, line in enumerate(theme.LINES)}
    tiny = str(theme.scaled(theme.TINY_PX, theme.text_percent()))
    return {**colours, **lines, "TINY_PX": tiny}


def _name_of(token: QColor) -> str:
    """Tokens are told apart as objects: two may have one colour."""
    lines = {f"LINE{place}": line for place, line in enumerate(theme.LINES)}
    return next(name for name, value in (vars(theme) | lines).items() if value is token)
