"""Where the panels sit: docked, in tabs or floating over several screens. Only this and the files beside it that begin so know their container."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import PySide6QtAds as ads  # noqa: N813 - as its own pages have it
from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from pyworkstation_ui.state.link import GROUPS
from pyworkstation_ui.state.panels import COLUMNS
from pyworkstation_ui.state.side_panels import Place
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dock_place import DockPlace, place_of
from pyworkstation_ui.views.dock_sizes import RoomBefore, halve, widen
from pyworkstation_ui.views.dock_standing import DockStanding
from pyworkstation_ui.views.dress import dress, keep_text_size
from pyworkstation_ui.views.drop_masks import DropMasks
from pyworkstation_ui.views.floating_place import bring_within_reach, kept_places
from pyworkstation_ui.views.icons import link_icon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation_ui.state.link import LinkGroup

_FEATURES = (
    ads.CDockWidget.DockWidgetClosable
    | ads.CDockWidget.DockWidgetMovable
    | ads.CDockWidget.DockWidgetFloatable
    | ads.CDockWidget.DockWidgetFocusable
)


class DockArea(QWidget):
    """Docks by id. What the user does to them is a layout, which can be kept and given back."""

    changed = Signal()
    close_wanted = Signal(str)
    """A chart's tab was closed: whether it goes is for others to say."""
    link_wanted = Signal(str, QPoint)
    """The chip in a tab was clicked."""
    window_made = Signal(QWidget)
    """A panel floats: its window is one of its own, and knows no keys yet."""

    def __init__(self) -> None:
        super().__init__()
        for flag, is_on in _FLAGS.items():
            ads.CDockManager.setConfigFlag(flag, is_on)
        self._manager = ads.CDockManager(self)
        dress(self._manager, theme.DOCK_RULES)
        self._docks: dict[str, ads.CDockWidget] = {}
        self._chips: dict[str, _ChipClicks] = {}
        self._floated_from: dict[str, DockPlace | None] = {}
        self._room = RoomBefore()
        if QGuiApplication.platformName() == "xcb":
            self._masks = DropMasks(self._manager)
        self._manager.dockAreasAdded.connect(self._share_room)
        self._manager.floatingWidgetCreated.connect(self._on_window)
        self._sides: dict[Place, ads.CDockAreaWidget] = {}
        self._place_of: dict[str, Place] = {}
        self._before: QByteArray | None = None
        self._standing: DockStanding | None = None
        self._first = QByteArray()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._manager)

    def add_chart(self, name: str, chart: QWidget, *, beside: str) -> None:
        """In one half of the room of another."""
        self._put_beside(self._chart_dock(name, chart), self._docks[beside])

    def _put_beside(self, dock: ads.CDockWidget, other: ads.CDockWidget) -> None:
        area = other.dockAreaWidget()
        if area is None or other.isClosed():
            self._manager.addDockWidget(ads.BottomDockWidgetArea, dock)
            return
        splitter = area.parentSplitter()
        before, at = splitter.sizes(), splitter.indexOf(area)
        is_wide = other.width() > other.height()
        place = ads.RightDockWidgetArea if is_wide else ads.BottomDockWidgetArea
        self._manager.addDockWidget(place, dock, area)
        halve(before, area, at)

    def remove(self, name: str) -> None:
        """It is gone."""
        dock = self._docks.pop(name)
        self._chips.pop(name, None)
        self._manager.removeDockWidget(dock)
        dock.deleteLater()

    def add_charts(self, charts: dict[str, QWidget]) -> None:
        """Row by row, all of one size."""
        areas: list[ads.CDockAreaWidget] = []
        for place, (name, chart) in enumerate(charts.items()):
            dock = self._chart_dock(name, chart)
            if place % COLUMNS:
                areas.append(self._manager.addDockWidget(ads.RightDockWidgetArea, dock, areas[-1]))
            else:
                areas.append(self._manager.addDockWidget(ads.BottomDockWidgetArea, dock))
        for row in range(0, len(areas), COLUMNS):
            self._manager.setSplitterSizes(areas[row], [1000] * len(areas[row : row + COLUMNS]))

    def add_side(self, name: str, title: str, widget: QWidget, place: Place) -> None:
        """A panel beside the charts, closed at first; those of one place are tabs. Where it has too little room it is scrolled."""
        dock = self._dock(name, widget, is_scrolled=True)
        dock.setWindowTitle(title)
        self._place_of[name] = place
        area = self._sides.get(place)
        if area is None:
            self._sides[place] = self._manager.addDockWidget(_PLACES[place], dock)
        else:
            self._manager.addDockWidget(ads.CenterDockWidgetArea, dock, area)
        dock.toggleView(False)

    def show_front(self, name: str, *, least_px: int) -> None:
        """Show a panel where it was, before other tabs, and not too narrow or low to be read."""
        dock = self._docks[name]
        dock.toggleView(True)
        dock.setAsCurrentTab()
        dock.raise_()
        widen(dock.dockAreaWidget(), least_px)

    def bring_to_front(self, name: str) -> None:
        """Before the other tabs of its place."""
        dock = self._docks[name]
        if dock.isTabbed() and not dock.isCurrentTab():
            dock.setAsCurrentTab()

    def set_link(self, name: str, group: LinkGroup) -> None:
        """The chip in its tab."""
        dock = self._docks[name]
        dock.setIcon(link_icon(group))
        dock.tabWidget().setToolTip(f"Link: {GROUPS[group]}. A click on the chip changes it.")
        self._watch_chip(name)

    def _watch_chip(self, name: str) -> None:
        """The chip is a label that the tab makes when it first has an icon."""
        if name not in self._chips:
            tab = self._docks[name].tabWidget()
            chip = next(each for each in tab.findChildren(QLabel) if not each.pixmap().isNull())
            self._chips[name] = _ChipClicks(chip, partial(self.link_wanted.emit, name))

    def tab(self, name: str) -> QWidget:
        """What the mouse drags, and closes."""
        tab: QWidget = self._docks[name].tabWidget()
        return tab

    def toggle_floating(self, name: str) -> None:
        """A window of its own, or back among those that are docked."""
        dock = self._docks[name]
        if not dock.isInFloatingContainer():
            self._floated_from[name] = place_of(dock, ads.CDockWidget.objectName)
            dock.setFloating()
            return
        before = self._floated_from.pop(name, None)
        beside = None if before is None else self._docks.get(before.beside)
        if before is None or beside is None or beside.isClosed() or beside.isInFloatingContainer():
            self._dock_with_its_like(name)
        else:
            before.take(dock, beside)

    def _dock_with_its_like(self, name: str) -> None:
        """A chart in one half of the largest, a panel beside them as a tab."""
        dock, place = self._docks[name], self._place_of.get(name)
        alike = [each for other, each in self._docks.items() if self._place_of.get(other) == place]
        docked = [each for each in alike if not each.isClosed() and not each.isInFloatingContainer()]
        if not docked:
            self._manager.addDockWidget(_PLACES[place or "bottom"], dock)
        elif place is None:
            self._put_beside(dock, max(docked, key=_size))
        else:
            self._manager.addDockWidget(ads.CenterDockWidgetArea, dock, docked[0].dockAreaWidget())

    def close_panel(self, name: str) -> None:
        """Hide a panel."""
        self._docks[name].toggleView(False)

    def beside_charts(self) -> list[QRect]:
        """Where panels beside the charts are seen."""
        seen = [self._docks[name] for name in self._place_of if self._docks[name].isVisible()]
        areas = [dock.dockAreaWidget() for dock in seen if not dock.isInFloatingContainer()]
        return [QRect(area.mapTo(self, QPoint(0, 0)), area.size()) for area in areas]

    def remember_first(self) -> None:
        """All panels are there: this is the layout that nobody has changed."""
        self._first = self._manager.saveState()

    def set_title(self, name: str, title: str) -> None:
        """What the tab says."""
        self._docks[name].setWindowTitle(title)

    def open_panels(self) -> frozenset[str]:
        """Those that are open, in front or behind another tab."""
        return frozenset(name for name, dock in self._docks.items() if not dock.isClosed())

    @property
    def is_alone(self) -> bool:
        """One panel has all the room."""
        return self._before is not None

    def show_only(self, name: str | None) -> None:
        """Give one panel all the room; None gives back the layout of before."""
        before, standing = self._before, self._standing
        self._before = self._standing = None
        with self._unpainted():
            if before is not None and not (standing is not None and standing.give_back()):
                self._manager.restoreState(before)
            if name is not None:
                self._before = self._manager.saveState()
                self._standing = DockStanding(self._manager, self._docks.values())
                for each, dock in self._docks.items():
                    if not dock.isInFloatingContainer():
                        dock.toggleView(each == name)

    def layout_text(self) -> str:
        """The layout, to be kept."""
        state = self._manager.saveState() if self._before is None else self._before
        return bytes(state.toBase64().data()).decode()

    def restore_layout(self, text: str) -> bool:
        """As it was kept; False where it is none of these panels. What floated on a screen that is gone comes back."""
        self._before = self._standing = None
        state = QByteArray.fromBase64(text.encode())
        with self._unpainted():
            is_restored = self._manager.restoreState(state)
        if not is_restored:
            return False
        windows = zip(self._manager.floatingWidgets(), kept_places(state), strict=False)
        for number, (window, kept) in enumerate(windows):
            bring_within_reach(window, kept, number)
        return True

    def reset_layout(self) -> None:
        """The layout that nobody has changed."""
        self._before = self._standing = None
        with self._unpainted():
            self._manager.restoreState(self._first)

    @contextmanager
    def _unpainted(self) -> Iterator[None]:
        """Docks take many sizes until all stand: what is in them draws itself for the last."""
        self._manager.setUpdatesEnabled(False)
        try:
            yield
        finally:
            # A window that was made meanwhile began unpainted, and Qt passes nothing on to windows.
            for each in (self._manager, *self._manager.floatingWidgets()):
                each.setUpdatesEnabled(True)

    def close_floating(self) -> None:
        """They are windows of their own, and would keep the application alive."""
        for floating in self._manager.floatingWidgets():
            floating.hide()

    @property
    def is_dragging(self) -> bool:
        """The mouse has a tab in hand."""
        return bool(self._previews())

    def cancel_drag(self) -> bool:
        """Leave what the mouse drags where it was; False when it drags nothing. The preview waits for Escape, which is an action's key here."""
        previews = self._previews()
        for preview in previews:
            escape = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
            preview.eventFilter(preview, escape)
        return bool(previews)

    def _previews(self) -> list[ads.CFloatingDragPreview]:
        return [each for each in self._manager.findChildren(ads.CFloatingDragPreview) if each.isVisible()]

    def _on_window(self, window: ads.CFloatingDockContainer) -> None:
        if QGuiApplication.platformName() == "xcb":
            # As on Windows, it stays above the main window: behind it nobody finds it, it is in no task bar.
            window.setWindowFlag(Qt.WindowType.Dialog)
        self.window_made.emit(window)

    def _note_room(self) -> None:
        """A drag may begin here."""
        self._room.note(self._manager.rootSplitter())

    def _share_room(self) -> None:
        if not self._manager.isRestoringState():
            self._room.share(self._manager.rootSplitter())

    def _chart_dock(self, name: str, chart: QWidget) -> ads.CDockWidget:
        dock = self._dock(name, chart)
        dock.setFeatures(_FEATURES | ads.CDockWidget.CustomCloseHandling)
        dock.closeRequested.connect(partial(self.close_wanted.emit, name))
        return dock

    def _dock(self, name: str, widget: QWidget, *, is_scrolled: bool = False) -> ads.CDockWidget:
        dock = self._docks[name] = ads.CDockWidget(self._manager, name)
        dock.setObjectName(name)
        insert = ads.CDockWidget.ForceScrollArea if is_scrolled else ads.CDockWidget.ForceNoScrollArea
        dock.setWidget(widget, insert)
        for area in dock.findChildren(QScrollArea, "dockWidgetScrollArea"):
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            for each in (area.viewport(), widget):
                each.setBackgroundRole(QPalette.ColorRole.Base)
        dock.setMinimumSizeHintMode(ads.CDockWidget.MinimumSizeHintFromDockWidget)
        dock.setFeatures(_FEATURES)
        dock.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        dock.topLevelChanged.connect(lambda _is_top: self.changed.emit())
        dock.viewToggled.connect(lambda _is_open: self.changed.emit())
        dock.tabWidget().clicked.connect(self._note_room)
        dock.visibilityChanged.connect(partial(_on_visible, dock))
        return dock


def _on_visible(dock: ads.CDockWidget, is_visible: bool) -> None:
    """Behind another tab it is in no window."""
    if is_visible:
        keep_text_size(dock)


def _size(dock: ads.CDockWidget) -> int:
    return int(dock.width() * dock.height())


class _ChipClicks(QObject):
    """A click on a chip; to the tab it is none."""

    def __init__(self, chip: QLabel, clicked: Callable[[QPoint], None]) -> None:
        super().__init__(chip)
        self._clicked = clicked
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.installEventFilter(self)

    def eventFilter(self, chip: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Press and release are taken; the menu opens below."""
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(chip, QLabel):
            self._clicked(chip.mapToGlobal(QPoint(0, chip.height())))
        return True


_PLACES = {"right": ads.RightDockWidgetArea, "bottom": ads.BottomDockWidgetArea}


_FLAGS = {
    ads.CDockManager.OpaqueSplitterResize: True,
    ads.CDockManager.DockAreaHasCloseButton: False,
    ads.CDockManager.DockAreaHasUndockButton: False,
    ads.CDockManager.DockAreaHasTabsMenuButton: False,
    ads.CDockManager.AllTabsHaveCloseButton: False,
    ads.CDockManager.ActiveTabHasCloseButton: False,
    ads.CDockManager.MiddleMouseButtonClosesTab: True,
    ads.CDockManager.FocusHighlighting: False,
    ads.CDockManager.XmlCompressionEnabled: False,
}
