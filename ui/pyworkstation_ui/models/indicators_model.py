"""All indicators of all panels: which are chosen, and which of them the engine computes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import DetachIndicator
from pyworkstation_ui.models.indicator_model import IndicatorModel
from pyworkstation_ui.state.indicator import holder_of
from pyworkstation_ui.state.series import Change

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import AttachedIndicator, IndicatorSpec
    from pyworkstation_ui.doors import BridgeDoor
    from pyworkstation_ui.state.events import IndicatorAttached, ValuesArrived
    from pyworkstation_ui.state.indicator import IndicatorChoice


class Place(NamedTuple):
    """Of what an indicator is computed."""

    symbol: str
    timeframe: str


class IndicatorsModel(QObject):
    """`changed(panel)` when a panel has others than before. Whatever is chosen is attached as soon as a replay runs."""

    changed = Signal(str)
    listed = Signal()

    def __init__(self, door: BridgeDoor, place_of: Callable[[str, str], Place]) -> None:
        super().__init__()
        self._door = door
        self._place_of = place_of
        self._keys = itertools.count(1)
        self._rows: dict[int, IndicatorModel] = {}
        self._asked: dict[int, int] = {}  # request id -> key
        self._symbol: str | None = None
        self._waiting: list[tuple[str, IndicatorChoice]] = []
        self.specs: dict[str, IndicatorSpec] = {}
        self.desktop = "desktop"
        """The name of this desktop among those on its home."""

    def of(self, panel: str) -> list[IndicatorModel]:
        """Those of one panel, in the order in which they were added."""
        return [row for row in self._rows.values() if row.panel == panel]

    def get(self, key: int) -> IndicatorModel | None:
        """One of them; None when it is gone."""
        return self._rows.get(key)

    def list_all(self, specs: tuple[IndicatorSpec, ...]) -> None:
        """The engine's table has come; what waited for it can be added now."""
        self.specs = {spec.name: spec for spec in specs}
        waiting, self._waiting = self._waiting, []
        for panel, choice in waiting:
            self.restore(panel, choice)
        self.listed.emit()

    def restore(self, panel: str, choice: IndicatorChoice) -> None:
        """Add what a workspace names: now, or when the engine's table is here. One that the engine lost is left out."""
        if not self.specs:
            self._waiting.append((panel, choice))
        elif choice.name in self.specs:
            self.add(panel, choice)

    def choices(self, panel: str) -> list[IndicatorChoice]:
        """What is chosen on a panel, whether an engine has said yet what there is or not."""
        waiting = [choice for at, choice in self._waiting if at == panel]
        return [*(row.choice for row in self.of(panel)), *waiting]

    def add(self, panel: str, choice: IndicatorChoice) -> int:
        """Put an indicator on a panel; returns its key."""
        row = IndicatorModel(next(self._keys), panel, self.specs[choice.name], choice)
        self._rows[row.key] = row
        self._attach(row)
        self.changed.emit(panel)
        return row.key

    def change(self, key: int, choice: IndicatorChoice) -> None:
        """Other parameters or another colour for an indicator that is there. The old values show until the new come."""
        row = self._rows[key]
        is_same = row.choice.computes_the_same_as(choice)
        row.choice = choice
        if not is_same:
            self._attach(row)
        self.changed.emit(row.panel)

    def toggle_hidden(self, key: int) -> None:
        """Draw it, or not."""
        choice = self._rows[key].choice
        self.change(key, replace(choice, is_hidden=not choice.is_hidden))

    def can_shift(self, key: int, by: int) -> bool:
        """There is another one of its kind above (-1) or below (1)."""
        return self._neighbour(key, by) is not None

    def shift(self, key: int, by: int) -> None:
        """Change places with the one above (-1) or below (1), over the prices or among the panes below them."""
        other = self._neighbour(key, by)
        if other is None:
            return
        swapped = {key: other, other: key}
        self._rows = {each.key: each for each in (self._rows[swapped.get(at, at)] for at in self._rows)}
        self.changed.emit(self._rows[key].panel)

    def _neighbour(self, key: int, by: int) -> int | None:
        row = self._rows[key]
        alike = [each.key for each in self.of(row.panel) if each.is_in_own_pane == row.is_in_own_pane]
        place = alike.index(key) + by
        return alike[place] if 0 <= place < len(alike) else None

    def remove(self, key: int) -> None:
        """Take an indicator off its panel."""
        row = self._rows.pop(key, None)
        if row is not None:
            self._let_go(row)
            self.changed.emit(row.panel)

    def clear(self, panel: str) -> None:
        """Take all off a panel."""
        self._waiting = [(at, choice) for at, choice in self._waiting if at != panel]
        for row in self.of(panel):
            self.remove(row.key)

    def move(self, panel: str) -> None:
        """The panel has another timeframe: its indicators are computed on that one now."""
        for row in self.of(panel):
            self._let_go(row)
            row.detach()
            self._attach(row)

    def follow(self, symbol: str | None) -> None:
        """The replay of this symbol runs: an engine forgets its indicators with the symbol."""
        if symbol != self._symbol:
            self.forget_engine()
            self._symbol = symbol
            for row in self._rows.values():
                self._attach(row)

    def forget_engine(self) -> None:
        """Another engine, or another replay: nothing is attached."""
        self._symbol = None
        self._asked.clear()
        for row in self._rows.values():
            row.detach()

    def take_attached(self, event: IndicatorAttached) -> None:
        """The engine computes one; by now it may be unwanted, or have other parameters."""
        key = self._asked.pop(event.request_id, None)
        if key is None:
            return
        row = self._rows.get(key)
        if row is None:
            self._detach(event.attached, key)
        elif key in self._asked.values():
            row.superseded.append(event.attached)
        else:
            self._show(row, event.attached)

    def _show(self, row: IndicatorModel, attached: AttachedIndicator) -> None:
        """What it was before goes only now: asked for again meanwhile, it may be what has come."""
        before = [row.attached] if row.attached else []
        gone = {each.id: each for each in (*row.superseded, *before) if each.id != attached.id}
        row.superseded.clear()
        row.attach(attached)
        for each in gone.values():
            self._detach(each, row.key)

    def take_values(self, event: ValuesArrived) -> None:
        """Values of one; several panels may show the same."""
        rows = [row for row in self._rows.values() if row.attached and row.attached.topic == event.topic]
        if Change.GAP in [row.take(event) for row in rows]:
            self._door.resync(event.topic)

    def refuse(self, request_id: int, why: str) -> None:
        """The engine will not compute what a request asked for."""
        row = self._rows.get(self._asked.pop(request_id, 0))
        if row is not None:
            row.fail(why)

    def _attach(self, row: IndicatorModel) -> None:
        if self._symbol is not None:
            place = self._place_of(row.panel, self._symbol)
            request = row.choice.request(*place, holder=holder_of(self.desktop, row.key))
            self._asked[self._door.send(request)] = row.key

    def _let_go(self, row: IndicatorModel) -> None:
        if row.attached is not None:
            attached, row.attached = row.attached, None
            self._detach(attached, row.key)

    def _detach(self, attached: AttachedIndicator, key: int) -> None:
        if self._symbol is not None:
            holder = holder_of(self.desktop, key)
            self._door.send(DetachIndicator(symbol=attached.symbol, id=attached.id, holder=holder))
