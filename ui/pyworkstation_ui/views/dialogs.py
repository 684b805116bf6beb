"""What the window asks and tells in windows of their own: each is made once, or anew for one question."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox

from pyworkstation_ui.state.stored import stored_words
from pyworkstation_ui.views.change_order_dialog import ChangeOrderDialog
from pyworkstation_ui.views.choice_list import Choice
from pyworkstation_ui.views.chooser import Chooser
from pyworkstation_ui.views.go_to_dialog import GoToDialog
from pyworkstation_ui.views.help_dialog import HelpDialog, about_html, keys_html
from pyworkstation_ui.views.indicator_dialog import IndicatorDialog
from pyworkstation_ui.views.passphrase_dialog import PassphraseDialog
from pyworkstation_ui.views.settings_dialog import SettingsDialog
from pyworkstation_ui.views.shortcuts_dialog import ShortcutsDialog
from pyworkstation_ui.views.text_dialog import text_dialog
from pyworkstation_ui.views.timeframe_dialog import TimeframeDialog
from pyworkstation_ui.views.word_dialog import word_dialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from pyworkstation.protocol.messages import ModifyOrder, Order
    from pyworkstation_ui.models.credentials_model import Credentials
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.engine_restart import EngineRestart
    from pyworkstation_ui.models.indicator_model import IndicatorModel
    from pyworkstation_ui.models.indicators_model import IndicatorsModel
    from pyworkstation_ui.views.action_set import ActionSet


class Dialogs:
    """All over one window. What is asked about a chart is about the active one."""

    def __init__(
        self,
        desk: Desk,
        actions: ActionSet,
        window: QWidget,
        *,
        restart: EngineRestart,
        credentials: Credentials,
    ) -> None:
        self._desk = desk
        self._actions = actions
        self._window = window
        self.help = HelpDialog(window)
        self.go_to = GoToDialog(window)
        self.timeframe = TimeframeDialog(window)
        self.chooser = Chooser(window)
        self.shortcuts = ShortcutsDialog(desk.settings, window)
        self.settings = SettingsDialog(desk, actions, restart, credentials, window)
        self.text = text_dialog(desk.drawings, window)
        self.indicator = IndicatorDialog(desk.indicators, window)

    def show_keys(self) -> None:
        """List what keys and mouse do."""
        self.help.open_with("Keyboard shortcuts", keys_html(self._actions, room_px=self.help.room().width()))

    def show_about(self) -> None:
        """Say which versions these are."""
        self.help.open_with("About pyworkstation", about_html(self._desk.connection.status))

    def show_palette(self) -> None:
        """Offer every action that is possible now."""
        self.chooser.open_with("Type what to do", [*self._actions.choices(), *self._indicator_choices()])

    def _indicator_choices(self) -> list[Choice]:
        """What the mouse does in the legend of the active chart, for the keyboard."""
        indicators = self._desk.indicators
        rows = indicators.of(self._desk.active)
        return [choice for row in rows for choice in self._choices_about(indicators, row)]

    def _choices_about(self, indicators: IndicatorsModel, row: IndicatorModel) -> list[Choice]:
        key, title = row.key, row.title
        eye = "Show" if row.choice.is_hidden else "Hide"
        choices = [
            Choice(f"Edit {title}", "", partial(self.edit_indicator, key)),
            Choice(f"{eye} {title}", "", partial(indicators.toggle_hidden, key)),
            Choice(f"Remove {title}", "", partial(indicators.remove, key)),
        ]
        ways = [(way, by) for way, by in (("up", -1), ("down", 1)) if indicators.can_shift(key, by)]
        moves = [Choice(f"Move {title} {way}", "", partial(indicators.shift, key, by)) for way, by in ways]
        return [*choices, *moves]

    def ask_date(self) -> None:
        """Ask for a time to jump to."""
        self.go_to.open_at(self._desk.replay.state)

    def ask_timeframe(self) -> None:
        """Ask for any timeframe for the active chart."""
        self.timeframe.open_at(self._desk.panels[self._desk.active].look.timeframe)

    def ask_symbol(self, choose: Callable[[str], None]) -> None:
        """Offer the stored symbols."""
        status = self._desk.connection.status
        symbols = status.symbols if status is not None else []
        choices = [
            Choice(each.symbol, partial(stored_words, each), partial(choose, each.symbol)) for each in symbols
        ]
        nothing = "No ticks stored yet: import some in the data manager (F4, then Ctrl+I)"
        self.chooser.open_with("Which symbol", choices, nothing=nothing)

    def add_indicator(self) -> None:
        """Choose an indicator for the active chart."""
        self.indicator.open_for_new(self._desk.active)

    def edit_indicator(self, key: int) -> None:
        """Change the parameters of one that is there."""
        self.indicator.open_for(key)

    def ask_text(self) -> None:
        """Ask for the words of the text that was just placed."""
        self.text.setTextValue("")
        self.text.open()

    def edit_text(self) -> None:
        """Other words for the text that is selected."""
        drawings = self._desk.drawings
        text = drawings.get(drawings.selected)
        if text is not None:
            drawings.show_draft(text)
            self.text.setTextValue(text.text)
            self.text.open()

    def ask_workspace(self, names: list[str], open_it: Callable[[str], None]) -> None:
        """Offer the workspaces that have a name."""
        choices = [Choice(name, "", partial(open_it, name)) for name in names]
        nothing = "No workspace has a name yet: save one (Ctrl+S)"
        self.chooser.open_with("Which workspace" if names else nothing, choices, nothing=nothing)

    def ask_workspace_name(
        self, name: str, take: Callable[[str], None], *, title: str = "Save workspace"
    ) -> None:
        """Ask for the name of a workspace: what is open, or one that is to have another."""
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setObjectName("workspace name")
        dialog.setWindowTitle(title)
        dialog.setLabelText("Name of the workspace")
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(take)
        dialog.open()

    def ask_change(self, order: Order, do: Callable[[ModifyOrder], object]) -> None:
        """Ask for what is to be otherwise of an order."""
        volume_digits = self._desk.volume_digits_of(order.symbol)
        ChangeOrderDialog(order, do, self._window, volume_digits=volume_digits).open()

    def ask_passphrase(self) -> None:
        """Set, change or remove the passphrase of the lock."""
        PassphraseDialog(self._desk.lock, self._window).open()

    def ask_word(self, word: str, do: Callable[[], object]) -> None:
        """Do what only a person may do, who types this word."""
        word_dialog(word, do, self._window).open()

    def ask_first(self, question: str, yes: str, do: Callable[[], object]) -> None:
        """Do what would lose something when the user says so."""
        self._ask("ask first", "pyworkstation", question, yes=yes, no="Cancel", do=do)

    def ask_to_close(
        self, losses: list[str], close: Callable[[], object], *, leave: Callable[[], object] | None
    ) -> None:
        """Close the window when the user gives up what would be lost; `leave` first leaves the engine running, where it would end."""
        question, title = "\n\n".join(losses), "Close pyworkstation"
        if leave is None:
            self._ask("closing", title, question, yes="Close anyway", no="Stay", do=close)
            return
        box = self._ask("closing", title, question, yes="Close and stop the engine", no="Stay", do=close)
        leaving = box.addButton("Close, leave the engine running", QMessageBox.ButtonRole.AcceptRole)
        leaving.clicked.connect(lambda _checked=False: leave())
        leaving.clicked.connect(lambda _checked=False: close())

    def _ask(
        self, name: str, title: str, question: str, *, yes: str, no: str, do: Callable[[], object]
    ) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Warning, title, question, parent=self._window)
        box.setObjectName(name)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole).clicked.connect(
            lambda _checked=False: do()
        )
        box.setDefaultButton(box.addButton(no, QMessageBox.ButtonRole.RejectRole))
        box.open()
        return box
