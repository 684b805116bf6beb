"""How the window looks: colour and size tokens, the palette, the few rules that a palette cannot say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette

if TYPE_CHECKING:
    from pyworkstation_ui.state.settings import Settings

FAMILIES = ["Segoe UI", "Inter", "Noto Sans", "DejaVu Sans"]

WINDOW = QColor("#0c0f14")
PANEL = QColor("#11151c")
RAISED = QColor("#1a202a")
BORDER = QColor("#232a35")
GRID = QColor("#1c232d")
GRID_DAY = QColor("#2c3542")
TEXT = QColor("#d5dae3")
DIM = QColor("#98a2b3")
FAINT = QColor("#7d889b")
ACCENT = QColor("#4c8dff")
UP = QColor("#26a69a")
DOWN = QColor("#ef5350")
UP_VOLUME = QColor(38, 166, 154, 64)
DOWN_VOLUME = QColor(239, 83, 80, 64)
AMBER = QColor("#f0a732")
GREEN = QColor("#2fbf71")
RED = QColor("#ef5350")
CROSSHAIR = QColor("#7d8899")
TAG = QColor("#39434f")
VEIL = QColor(12, 15, 20, 130)

LINES = tuple(
    QColor(name)
    for name in ("#f2b134", "#5aa9e6", "#e06fd0", "#7ed957", "#ff8a5c", "#9b8cff", "#4dd0c4", "#c9ced8")
)
"""Colours of indicators and drawings: told apart beside each other and beside the candles."""

SELECTED = QColor("#23395f")

_LIGHT_INK, _DARK_INK = QColor("#ffffff"), QColor("#0b0e13")
ON_ACCENT, ON_UP, ON_DOWN, ON_RED = (QColor(_DARK_INK) for _ in range(4))
"""Text on fields of these colours."""

_DARK = {
    name: QColor(value) for name, value in vars().items() if isinstance(value, QColor) and name[0] != "_"
}
_DARK_LINES = tuple(QColor(colour) for colour in LINES)
_LIGHT = {
    name: QColor(value)
    for name, value in {
        "WINDOW": "#e6eaf0",
        "PANEL": "#ffffff",
        "RAISED": "#f3f5f8",
        "BORDER": "#cbd2dc",
        "GRID": "#edf0f4",
        "GRID_DAY": "#d3dae3",
        "TEXT": "#1a222e",
        "DIM": "#465062",
        "FAINT": "#5f6978",
        "ACCENT": "#2061da",
        "UP": "#0c756b",
        "DOWN": "#c72a27",
        "AMBER": "#965b00",
        "GREEN": "#167742",
        "RED": "#c3312e",
        "CROSSHAIR": "#5f6977",
        "TAG": "#5b6778",
        "VEIL": "#a0ffffff",
        "SELECTED": "#cfe0fb",
    }.items()
}
_LIGHT_LINES = tuple(
    QColor(name)
    for name in ("#a06a00", "#1f77c9", "#b5399f", "#378619", "#c5521c", "#6a55d8", "#0e847b", "#5b6470")
)
_TOLD_APART = {"dark": ("#4f9df7", "#f2922e"), "light": ("#1d69be", "#a55208")}
"""What rises and what falls for those who do not tell red from green."""
_VOLUME_ALPHA = 64

BAR_HEIGHT = 44
TEXT_PX = 12
SMALL_PX = 11
TINY_PX = 10
LARGE_PX = 15
SIZES = (TINY_PX, SMALL_PX, TEXT_PX, LARGE_PX)

VOLUME_SHARE = 0.14
"""How much of a panel's height the tallest volume takes."""


def wear(settings: Settings) -> None:
    """Give every token its colour. The tokens stay the same objects, so that whoever holds one has the new colour."""
    _size_text(settings.text_percent)
    _worn["times"] += 1
    tokens, lines = (_LIGHT, _LIGHT_LINES) if settings.theme == "light" else (_DARK, _DARK_LINES)
    for name, colour in tokens.items():
        _dye(globals()[name], colour)
    for line, colour in zip(LINES, lines, strict=True):
        _dye(line, colour)
    if settings.candles == "blue and orange":
        for token, name in zip((UP, DOWN), _TOLD_APART[settings.theme], strict=True):
            _dye(token, QColor(name))
    for volume, colour in ((UP_VOLUME, UP), (DOWN_VOLUME, DOWN)):
        _dye(volume, colour)
        volume.setAlpha(_VOLUME_ALPHA)
    for ink, colour in ((ON_ACCENT, ACCENT), (ON_UP, UP), (ON_DOWN, DOWN), (ON_RED, RED)):
        _dye(ink, on(colour))


def _dye(token: QColor, colour: QColor) -> None:
    token.setRgba(colour.rgba())


def on(colour: QColor) -> QColor:
    """Ink for text on a field of this colour: of light and dark the one that is read more easily."""
    return _ink(colour.rgb())


@lru_cache(maxsize=64)
def _ink(rgb: int) -> QColor:
    field = QColor.fromRgb(rgb)
    return max(_LIGHT_INK, _DARK_INK, key=lambda ink: contrast(ink, field))


def readable(colour: QColor, field: QColor) -> QColor:
    """This colour, moved towards that of text as far as it takes to be read on a field."""
    return _readable(colour.rgb(), field.rgb(), TEXT.rgb())


@lru_cache(maxsize=64)
def _readable(rgb: int, field_rgb: int, text_rgb: int) -> QColor:
    colour, field, text = (QColor.fromRgb(each) for each in (rgb, field_rgb, text_rgb))
    steps = (_mixed(colour, text, share / 10) for share in range(10))
    return next((step for step in steps if contrast(step, field) >= READABLE), text)


def _mixed(colour: QColor, other: QColor, share: float) -> QColor:
    parts = ((colour.red(), other.red()), (colour.green(), other.green()), (colour.blue(), other.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in parts))


READABLE = 4.5
"""The contrast that WCAG 2.1 asks of text, 1.4.3."""


def contrast(colour: QColor, other: QColor) -> float:
    """From 1 for the same brightness to 21 for black on white, as WCAG 2.1 defines it."""
    dark, light = sorted((_luminance(colour), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def worn() -> tuple[int, int]:
    """Another one when other colours are worn, or text has another size: what was painted before is no longer right."""
    return _worn["times"], text_percent()


def line_colour(place: int) -> QColor:
    """One of `LINES`, beginning again after the last."""
    return LINES[place % len(LINES)]


def font(size_px: int, *, bold: bool = False) -> QFont:
    """The window's font with digits of one width, so that numbers do not dance. `size_px` is that at 100 %."""
    if (size_px, bold) not in _FONTS:
        _FONTS[size_px, bold] = _make_font(size_px, bold=bold)
    return _FONTS[size_px, bold]


def _make_font(size_px: int, *, bold: bool) -> QFont:
    chosen = QFont(FAMILIES)
    chosen.setPixelSize(scaled(size_px, text_percent()))
    chosen.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


def text_width(size_px: int, text: str, *, bold: bool = False) -> int:
    """Pixels that a text takes. Digits are of one width: remembered are the few shapes of numbers, not all numbers there are."""
    return _width(size_px, text.translate(_ZEROS), bold=bold)


_ZEROS = str.maketrans("123456789", "0" * 9)


@lru_cache(maxsize=1024)
def _width(size_px: int, text: str, *, bold: bool) -> int:
    return QFontMetrics(font(size_px, bold=bold)).horizontalAdvance(text)


@lru_cache(maxsize=64)
def baseline(size_px: int, height_px: int) -> int:
    """Where a text stands so that it is in the middle of so many pixels."""
    metrics = QFontMetrics(font(size_px))
    return round((height_px + metrics.ascent() - metrics.descent()) / 2)


def text_percent() -> int:
    """How large text is, the usual being 100."""
    return _text["percent"]


def scaled(size_px: int, percent: int) -> int:
    """A size of text at so many percent, in whole pixels."""
    return (size_px * percent + 50) // 100


def _size_text(percent: int) -> None:
    """Fonts stay the same objects, as tokens do."""
    if percent == text_percent():
        return
    _text["percent"] = percent
    _width.cache_clear()
    baseline.cache_clear()
    for (size_px, _bold), each in _FONTS.items():
        each.setPixelSize(scaled(size_px, percent))


_text = {"percent": 100}
_worn = {"times": 0}
_FONTS: dict[tuple[int, bool], QFont] = {}


def palette() -> QPalette:
    """What Qt's own widgets are painted with."""
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in {
        role.Window: WINDOW,
        role.WindowText: TEXT,
        role.Base: PANEL,
        role.AlternateBase: RAISED,
        role.Text: TEXT,
        role.Button: RAISED,
        role.ButtonText: TEXT,
        role.BrightText: ON_ACCENT,
        role.Highlight: SELECTED,
        role.HighlightedText: TEXT,
        role.ToolTipBase: RAISED,
        role.ToolTipText: TEXT,
        role.PlaceholderText: FAINT,
        role.Link: ACCENT,
        role.Light: BORDER,
        role.Midlight: BORDER,
        role.Mid: BORDER,
        role.Dark: WINDOW,
        role.Shadow: WINDOW,
    }.items():
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, FAINT)
    return palette


def qss() -> str:
    """The few rules that a palette cannot say."""
    return f"""
QMenuBar {{ background: {WINDOW.name()}; padding: 1px 4px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: 3px; color: {DIM.name()}; }}
QMenuBar::item:selected {{ background: {RAISED.name()}; color: {TEXT.name()}; }}
QMenu {{ background: {RAISED.name()}; border: 1px solid {BORDER.name()}; padding: 4px; }}
QMenu::item {{ padding: 5px 14px 5px 24px; border-radius: 3px; }}
QMenu::indicator {{ width: 14px; height: 14px; left: 6px; }}
QMenu::separator {{ height: 1px; background: {BORDER.name()}; margin: 4px 6px; }}
QMenu::item:selected {{ background: {SELECTED.name()}; }}
QMenu::item:disabled {{ color: {FAINT.name()}; background: transparent; }}
QToolTip {{ background: {RAISED.name()}; color: {TEXT.name()}; border: 1px solid {BORDER.name()}; padding: 3px 6px; }}
QToolButton {{ background: transparent; border: 1px solid {BORDER.name()}; border-radius: 4px; padding: 4px 10px; }}
QToolButton:hover {{ background: {RAISED.name()}; }}
QToolButton:pressed {{ background: {BORDER.name()}; }}
QToolButton:checked {{ background: {ACCENT.name()}; border-color: {ACCENT.name()}; color: {ON_ACCENT.name()}; }}
QToolButton:checked:disabled {{ background: {RAISED.name()}; border-color: {BORDER.name()}; color: {FAINT.name()}; }}
QToolButton:disabled {{ color: {FAINT.name()}; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {BORDER.name()}; }}
QSlider::sub-page:horizontal {{ border-radius: 2px; background: {ACCENT.name()}; }}
QSlider::sub-page:horizontal:disabled {{ background: {BORDER.name()}; }}
QSlider::handle:horizontal {{ width: 12px; margin: -4px 0; border-radius: 6px; background: {TEXT.name()}; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {ACCENT.name()}; }}
QSlider::handle:horizontal:disabled {{ background: {FAINT.name()}; }}
QSplitter::handle {{ background: {WINDOW.name()}; }}
QSplitter::handle:hover {{ background: {ACCENT.name()}; }}
QStatusBar {{ background: {WINDOW.name()}; color: {DIM.name()}; border-top: 1px solid {BORDER.name()}; }}
QStatusBar::item {{ border: none; }}
QPlainTextEdit, QTextBrowser {{ border: none; background: {PANEL.name()}; }}
QComboBox {{ background: transparent; border: 1px solid {BORDER.name()}; border-radius: 4px; padding: 3px 8px; }}
QComboBox:disabled {{ color: {TEXT.name()}; }}
QTableView {{ background: {PANEL.name()}; alternate-background-color: {RAISED.name()}; outline: none; }}
QHeaderView {{ background: {PANEL.name()}; border: none; border-bottom: 1px solid {BORDER.name()}; }}
QHeaderView::section {{ background: {PANEL.name()}; color: {DIM.name()}; border: none; padding: 4px 8px; border-bottom: 1px solid {BORDER.name()}; }}
QTabBar::tab {{ background: transparent; color: {DIM.name()}; padding: 6px 14px; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {TEXT.name()}; border-bottom: 2px solid {ACCENT.name()}; }}
QTabBar::tab:selected:focus {{ background: {SELECTED.name()}; }}
QPushButton {{ background: {RAISED.name()}; border: 1px solid {BORDER.name()}; border-radius: 4px; padding: 5px 14px; }}
QPushButton:hover, QPushButton:focus {{ border-color: {ACCENT.name()}; }}
QPushButton:default {{ border-color: {ACCENT.name()}; }}
QPushButton:disabled {{ border-color: {BORDER.name()}; color: {FAINT.name()}; background: transparent; }}
QLineEdit, QListWidget, ChoiceList {{ background: {PANEL.name()}; border: 1px solid {BORDER.name()}; border-radius: 4px; padding: 3px 6px; }}
QLineEdit:focus, QListWidget:focus, QComboBox:focus {{ border-color: {ACCENT.name()}; }}
QComboBox QLineEdit, QAbstractSpinBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
QAbstractSpinBox {{ min-height: 22px; }}
QProgressBar {{ background: {RAISED.name()}; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }}
QProgressBar::chunk {{ background: {ACCENT.name()}; border-radius: 4px; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 13px; height: 13px; border: 1px solid {FAINT.name()}; border-radius: 3px; background: {PANEL.name()}; }}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {ACCENT.name()}; }}
QCheckBox::indicator:checked {{ background: {ACCENT.name()}; border-color: {ACCENT.name()}; }}
QCheckBox::indicator:disabled {{ border-color: {BORDER.name()}; background: {RAISED.name()}; }}
QScrollBar:horizontal {{ background: {PANEL.name()}; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {BORDER.name()}; border-radius: 4px; min-width: 24px; margin: 1px; }}
QScrollBar:vertical {{ background: {PANEL.name()}; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {BORDER.name()}; border-radius: 4px; min-height: 24px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::handle:hover {{ background: {FAINT.name()}; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: {PANEL.name()}; border: none; }}
QTreeView {{ background: {PANEL.name()}; border: 1px solid {BORDER.name()}; border-radius: 4px; outline: none; }}
QListWidget::item, QTreeView::item {{ padding: 4px 6px; }}
QListWidget::item:selected, QTreeView::item:selected {{ background: {SELECTED.name()}; color: {TEXT.name()}; }}
"""


DOCK_RULES = """
ads--CDockContainerWidget { background: $WINDOW; }
ads--CDockContainerWidget ads--CDockSplitter::handle { background: $WINDOW; }
ads--CDockContainerWidget ads--CDockSplitter::handle:hover { background: $ACCENT; }
ads--CDockAreaWidget { background: $PANEL; }
ads--CDockAreaTitleBar { background: $WINDOW; border: none; padding: 0; }
ads--CDockWidgetTab { background: $WINDOW; border: none; padding: 2px 4px; }
ads--CDockWidgetTab[activeTab="true"] { background: $PANEL; }
ads--CDockWidgetTab QLabel { color: $FAINT; font-size: ${TINY_PX}px; }
ads--CDockWidgetTab[activeTab="true"] QLabel { color: $TEXT; }
ads--CDockWidget { background: $PANEL; border: none; }
#dockWidgetScrollArea { background: $PANEL; border: none; }
#tabCloseButton { border: none; padding: 0 2px; min-width: 12px; color: $FAINT; }
#tabCloseButton:hover { background: $BORDER; }
ads--CFloatingDockContainer { background: $WINDOW; }
"""
"""The docks, in the place of their own dress."""
