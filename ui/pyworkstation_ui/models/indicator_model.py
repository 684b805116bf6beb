"""One indicator on one panel, as its views see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.indicator import IndicatorChoice, is_in_own_pane, title_of
from pyworkstation_ui.state.series import Change
from pyworkstation_ui.state.values import Values

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import AttachedIndicator, IndicatorSpec
    from pyworkstation_ui.state.events import ValuesArrived


class IndicatorModel(QObject):
    """What was chosen, what the engine calls it, and its values; `changed` after each event that changed them."""

    changed = Signal()

    def __init__(self, key: int, panel: str, spec: IndicatorSpec, choice: IndicatorChoice) -> None:
        super().__init__()
        self.key = key
        self.panel = panel
        self.spec = spec
        self.choice = choice
        self.attached: AttachedIndicator | None = None
        self.values = Values(len(spec.outputs))
        self.superseded: list[AttachedIndicator] = []
        """What the engine made of parameters of which there are newer ones by now."""
        self.fault = ""

    @property
    def title(self) -> str:
        """`EMA 20`."""
        return title_of(self.choice)

    @property
    def is_in_own_pane(self) -> bool:
        """Nothing of it belongs over the prices."""
        return is_in_own_pane(self.spec)

    def attach(self, attached: AttachedIndicator) -> None:
        """The engine computes it under this id from now on. Values of another id are not its own."""
        if self.attached is None or attached.topic != self.attached.topic:
            self.values = Values(len(attached.outputs))
        self.attached, self.fault = attached, ""
        self.changed.emit()

    def detach(self) -> None:
        """The engine computes it no longer."""
        self.attached = None
        self.values = Values(len(self.spec.outputs))
        self.changed.emit()

    def fail(self, why: str) -> None:
        """The engine refused it."""
        self.fault = why
        self.changed.emit()

    def take(self, event: ValuesArrived) -> Change:
        """Apply news in order; stops at a gap."""
        change = Change.MOVED
        if event.snapshot is not None:
            change = self.values.apply_snapshot(event.snapshot)
        for update in event.updates:
            change = self.values.apply_update(update)
            if change is Change.GAP:
                return change
        self.changed.emit()
        return change
