"""Help: what keys and mouse do, made from the table of actions, and which versions of everything run."""

from __future__ import annotations

import platform
from html import escape
from math import ceil
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QSize, qVersion
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

import pyworkstation
from pyworkstation.protocol.messages import PROTOCOL_VERSION
from pyworkstation_ui.actions import ACTIONS
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction

    from pyworkstation.protocol.messages import Status
    from pyworkstation_ui.actions import Action
    from pyworkstation_ui.views.action_set import ActionSet

MOUSE = (
    ("wheel", "Zoom at the pointer; with Shift: scroll through time"),
    ("drag the chart", "Scroll through time, and prices once their scale was set by hand"),
    ("double click the chart", "Follow the newest bar, automatic price scale"),
    ("right click", "What can be done: to the chart, a drawing, a scale, the times"),
    ("click its timeframe", "Another timeframe"),
    ("drag or wheel on the price axis", "Stretch or squeeze prices"),
    ("double click the price axis", "Automatic price scale"),
    ("drag or wheel on the time axis", "Wider or narrower bars; a double click: as at first"),
    ("drag the time line below", "Jump with the replay"),
    (
        "Tab",
        "Next chart, then the time line, on which the arrows jump by a minute and the page keys by an hour",
    ),
)
_COLUMN_PX, _KEYS_PX = 350, 170
_MARGINS_PX = 80
_AROUND_PX = 12
_COLUMNS = (("Engine", "Replay"), ("Chart",), ("Draw", "Chart/Scale"), ("Trade", "View"), ("Panels", "Help"))
"""Menus of each column where there is room for all: they come out about as long; the mouse stands below the last."""
_FRAME = QSize(16, 48)


class HelpDialog(QDialog):
    """Text beside the window, which goes on while it is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(False)
        self.text.setAccessibleName("Help")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        margins = layout.contentsMargins()
        self._around = QSize(
            margins.left() + margins.right() + 2 * _AROUND_PX,
            margins.top()
            + margins.bottom()
            + 2 * _AROUND_PX
            + buttons.sizeHint().height()
            + layout.spacing(),
        )

    def open_with(self, title: str, html: str) -> None:
        """Show this."""
        self.setWindowTitle(title)
        self.text.setHtml(html)
        self._fit()
        self.show()
        self.raise_()

    def _fit(self) -> None:
        """As large as its text, and no larger than the screen."""
        document = self.text.document()
        document.setTextWidth(document.idealWidth())
        size = document.size()
        self.resize((QSize(ceil(size.width()), ceil(size.height())) + self._around).boundedTo(self.room()))

    def room(self) -> QSize:
        """How large it may become within its frame, which is not known before it is shown."""
        return self.screen().availableSize() - _FRAME


def keys_html(actions: ActionSet, *, room_px: int) -> str:
    """All actions that have keys, by menu, in as many columns as there is room for."""
    rows = [row for row in ACTIONS if actions.by_id[row.id].shortcuts()]
    sections = {
        menu: _section(
            menu, [(_keys(actions.by_id[row.id]), _title(row)) for row in rows if _first(row) == menu]
        )
        for menu in dict.fromkeys(_first(row) for row in rows)
    }
    column_px = theme.scaled(_COLUMN_PX, theme.text_percent())
    count = max((room_px - _MARGINS_PX) // column_px, 1)
    groups = [[sections[menu] for menu in menus] for menus in _COLUMNS]
    groups[-1].append(_section("Mouse and Tab", MOUSE))
    if count < len(groups):
        groups = _fewer(groups, count)
    cells = "".join(f"<td width={column_px}>{''.join(each)}</td>" for each in groups)
    return f"<table><tr>{cells}</tr></table>"


def _fewer(groups: list[list[str]], count: int) -> list[list[str]]:
    """Each below what is shortest so far."""
    fewer: list[list[str]] = [[] for _ in range(count)]
    for group in groups:
        min(fewer, key=lambda column: sum(section.count("<tr>") for section in column)).extend(group)
    return fewer


def about_html(engine: Status | None) -> str:
    """Versions of the desktop, of the engine it is connected to, and of what they stand on."""
    rows = [
        ("Desktop", pyworkstation.__version__),
        ("Engine", f"{engine.version}, {engine.environment}, process {engine.pid}" if engine else "none"),
        ("Data folder", engine.home if engine else "not known without an engine"),
        ("Bus protocol", str(PROTOCOL_VERSION)),
        ("Python", platform.python_version()),
        ("Qt, PySide6", f"{qVersion()}, {PySide6.__version__}"),
        ("System", platform.platform()),
        ("Licence", "MIT"),
    ]
    return _section("pyworkstation", rows)


def _first(row: Action) -> str:
    """The menu of the bar that has it, or has the submenu that does; one submenu has many keys."""
    return row.menu if row.menu == "Chart/Scale" else row.menu.partition("/")[0]


def _title(row: Action) -> str:
    """What stands in a submenu says so: `Timeframe: Any...`."""
    submenu = row.menu.removeprefix(_first(row)).removeprefix("/")
    return f"{submenu}: {row.title}" if submenu else row.title


def _keys(action: QAction) -> str:
    return "  or  ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())


def _section(title: str, rows: Iterable[tuple[str, str]]) -> str:
    title = title.replace("/", ": ")
    lines = "".join(
        f"<tr><td width='{theme.scaled(_KEYS_PX, theme.text_percent())}' style='padding: 2px 24px 2px 0; color: {theme.ACCENT.name()}'>{escape(name)}</td>"
        f"<td style='padding: 2px 0'>{escape(text)}</td></tr>"
        for name, text in rows
    )
    return f"<h3>{escape(title)}</h3><table>{lines}</table>"
