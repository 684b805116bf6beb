"""What the actions do: one method per `callback` of `actions.py`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import AlertTerms, ReplayPause, ReplaySeek, ReplaySpeed, ReplayStep
from pyworkstation_ui.state.counted import counted
from pyworkstation_ui.state.link import LEADER
from pyworkstation_ui.state.panels import PanelLook
from pyworkstation_ui.state.replay import Wish, faster, last_day, replay_of, seek_target, slower
from pyworkstation_ui.state.risk import RESUME_WORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import OrderSide
    from pyworkstation_ui.doors import BridgeDoor
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.state.drawing import Dash, Tool
    from pyworkstation_ui.state.link import LinkGroup
    from pyworkstation_ui.state.panels import ChartKind, ScaleKind, Side
    from pyworkstation_ui.state.settings import CandleColours, TextPercent, ThemeName
    from pyworkstation_ui.state.zone import ZoneName
    from pyworkstation_ui.views.main_window import MainWindow
    from pyworkstation_ui.workspaces import Workspaces


class Commands:
    """Callbacks of the actions. `window` and `workspaces` are set once there are such."""

    window: MainWindow
    workspaces: Workspaces

    def __init__(self, door: BridgeDoor, desk: Desk) -> None:
        self._door = door
        self._desk = desk
        desk.chart_trading.wanted.connect(self._trade)
        self._asked_seek: tuple[int, int] | None = None  # (epoch it was asked in, target)

    def start_engine(self) -> None:
        """Start an engine process."""
        self._door.start_engine()

    def stop_engine(self) -> None:
        """Stop the engine."""
        self._door.stop_engine()

    def lock(self) -> None:
        """Cover everything until the passphrase is given."""
        self._desk.lock.lock()

    def ask_passphrase(self) -> None:
        """Set, change or remove the passphrase."""
        self.window.dialogs.ask_passphrase()

    def kill_engine(self) -> None:
        """End an engine that does not answer."""
        self._door.kill_engine()

    def start_replay(self) -> None:
        """Replay the first stored symbol from a time with history before it."""
        self._start(None)

    def choose_symbol(self, symbol: str) -> None:
        """Replay a stored symbol at the speed of now; the one that is shown goes on where it stands."""
        if symbol != self._desk.replay.state.symbol:
            self._start(symbol)

    def choose_in(self, panel: str, symbol: str) -> None:
        """A panel beside the charts shows a symbol: in its group, or as the replay where it is in none."""
        self._show_in(self._desk.side_groups[panel] or LEADER, symbol)

    def ask_symbol(self) -> None:
        """Choose a symbol for the active chart, and for those that it is linked with."""
        self.window.dialogs.ask_symbol(self._show_in_active)

    def _show_in_active(self, symbol: str) -> None:
        if self._look.group:
            self._show_in(self._look.group, symbol)
        else:
            self._show(replace(self._look, symbol=symbol))

    def _show_in(self, group: LinkGroup, symbol: str) -> None:
        if group == LEADER:
            self.choose_symbol(symbol)
        else:
            self._desk.show_symbol(group, symbol)

    def link(self, group: LinkGroup) -> None:
        """Link what has the keyboard with others of this colour."""
        self.window.link(group)

    def play_pause(self) -> None:
        """Hold the replay, or let it go on."""
        self._door.send(ReplayPause(paused=not self._desk.replay.state.paused))

    def set_speed(self, speed: float) -> None:
        """Replay at `speed` seconds of market time per second."""
        self._door.send(ReplaySpeed(speed=speed))

    def slower(self) -> None:
        """One step slower."""
        self.set_speed(slower(self._desk.replay.state.speed))

    def faster(self) -> None:
        """One step faster."""
        self.set_speed(faster(self._desk.replay.state.speed))

    def seek_by(self, seconds: float) -> None:
        """Jump by seconds of market time."""
        target = seek_target(self._desk.replay.state, self._from_us(), int(seconds * 1e6))
        if target is not None:
            self._seek(target)

    def step_ticks(self, count: float) -> None:
        """Ticks forward, or back, and hold."""
        self._door.send(ReplayStep(count=int(count)))

    def step_bars(self, count: float) -> None:
        """Bars of the active chart's timeframe forward, or back, and hold."""
        self._door.send(ReplayStep(count=int(count), timeframe=self._look.timeframe))

    def seek_to(self, ts_us: int) -> None:
        """Jump to a time, and look there: what a panel was scrolled back to is far from it."""
        self._seek(ts_us)
        self.window.charts.follow_all()

    def seek_to_start(self) -> None:
        """Jump to the first tick."""
        first_us = self._desk.replay.state.first_us
        if first_us is not None:
            self.seek_to(first_us)

    def seek_to_last_day(self) -> None:
        """Jump to a day before the last tick."""
        target = last_day(self._desk.replay.state)
        if target is not None:
            self.seek_to(target)

    def go_to_date(self) -> None:
        """Ask for a time to jump to."""
        self.window.dialogs.ask_date()

    def show_log(self) -> None:
        """Show or hide the engine's log."""
        self.window.sides.toggle_log()

    def show_panel(self, name: str) -> None:
        """Open a panel beside the charts and go to it, or close it."""
        self.window.sides.toggle(name)

    def show_keys(self) -> None:
        """List what keys and mouse do."""
        self.window.dialogs.show_keys()

    def show_tour(self) -> None:
        """The first minute once more."""
        self.window.show_tour()

    def show_reports(self) -> None:
        """Open the folder of what broke in the desktop."""
        self.window.show_reports()

    def show_about(self) -> None:
        """Say which versions these are."""
        self.window.dialogs.show_about()

    def quit(self) -> None:
        """Close the window."""
        self.window.close()

    def zoom(self, factor: float) -> None:
        """Widen or narrow the bars of the active panel."""
        self.window.charts.active.zoom(factor)

    def zoom_box(self) -> None:
        """The next drag on the active panel is a box that fills it."""
        self._desk.drawings.take(None)
        self.window.charts.take_box()

    def stretch_prices(self, factor: float) -> None:
        """More or fewer prices in the active panel's view."""
        self.window.charts.active.stretch_prices(factor)

    def shift_prices(self, direction: float) -> None:
        """Higher or lower prices in the active panel's view."""
        self.window.charts.active.shift_prices(direction)

    def reset_view(self) -> None:
        """The active panel as at first."""
        self.window.charts.active.reset_view()

    def scroll_time(self, direction: float) -> None:
        """Move the active panel through time."""
        self.window.charts.active.scroll_time(direction)

    def page_time(self, direction: float) -> None:
        """Move the active panel by what it shows."""
        self.window.charts.active.page_time(direction)

    def to_oldest(self) -> None:
        """Take the active panel to its oldest bar."""
        self.window.charts.active.to_oldest()

    def auto_scale(self) -> None:
        """Let the active panel choose its price scale."""
        self.window.charts.active.auto_scale()

    def follow(self) -> None:
        """Bring the active panel back to the newest bar."""
        self.window.charts.active.follow()

    def follow_all(self) -> None:
        """Bring all panels back to the newest bar."""
        self.window.charts.follow_all()

    def next_panel(self) -> None:
        """Make the next panel the active one."""
        self.window.charts.focus_next()

    def step_panel(self, step: float) -> None:
        """Go to the next panel or chart, or the one before."""
        self.window.step_panel(int(step))

    def toggle_full_screen(self) -> None:
        """Use all of the screen, or no longer."""
        self.window.toggle_full_screen()

    def toggle_maximised(self) -> None:
        """Show the active panel alone, or all of them."""
        self.window.charts.toggle_maximised()

    def toggle_hollow(self) -> None:
        """Draw rising candles hollow, or filled."""
        display = self._desk.display
        display.set_hollow(not display.is_hollow)

    def toggle_day_breaks(self) -> None:
        """Mark where trading days begin, or not."""
        display = self._desk.display
        display.set_day_breaks(not display.has_day_breaks)

    def show_zone(self, zone: ZoneName) -> None:
        """Show times in this zone."""
        self._desk.display.set_zone(zone)

    def show_timeframe(self, timeframe: str) -> None:
        """Show bars of this timeframe in the active panel."""
        self._show(replace(self._look, timeframe=timeframe))

    def ask_timeframe(self) -> None:
        """Ask for any timeframe."""
        self.window.dialogs.ask_timeframe()

    def show_kind(self, kind: ChartKind) -> None:
        """Draw the active panel's bars this way."""
        self._show(replace(self._look, kind=kind))

    def show_side(self, side: Side) -> None:
        """Show this side of the quote in the active panel."""
        self._show(replace(self._look, side=side))

    def show_scale(self, scale: ScaleKind) -> None:
        """Give the active panel this scale."""
        self._show(replace(self._look, scale=scale))

    def alert_here(self) -> None:
        """Watch for the price at the crosshair of the active chart."""
        pointed = self.window.charts.pointed_price()
        if pointed is not None:
            symbol, points = pointed
            self._desk.alerts.set(AlertTerms(symbol=symbol, kind="price", side=self._look.side, level=points))

    def arm_trading(self) -> None:
        """Let one press place an order, or not; the ticket is there to be seen then."""
        trading = self._desk.trading
        trading.arm(is_armed=not trading.is_armed)
        if trading.is_armed and "trading" not in self._desk.open_panels:
            self.window.sides.toggle("trading")

    def place_order(self, side: OrderSide) -> None:
        """Place what the ticket says, of the symbol that is replayed."""
        symbol, trading = self._desk.replay.state.symbol, self._desk.trading
        digits = None if symbol is None else self._desk.digits_of(symbol)
        if symbol is not None and digits is not None:
            self._trade(lambda: trading.place(side, symbol=symbol, digits=digits))

    def place_here(self, name: str) -> None:
        """The ticket's quantity at the price under the mouse: a limit where that is better than the market, else a stop."""
        chart_trading = self._desk.chart_trading
        orders = chart_trading.orders_at(
            self.window.charts.pointed_price(), last=self.window.charts.active.last_price()
        )
        if name in orders:
            self._trade(partial(chart_trading.place, orders[name]))

    def place_market(self, side: OrderSide) -> None:
        """The ticket's quantity at the market."""
        symbol, trading = self._desk.replay.state.symbol, self._desk.trading
        digits = None if symbol is None else self._desk.digits_of(symbol)
        if symbol is not None and digits is not None:
            self._trade(lambda: trading.place_market(side, symbol=symbol, digits=digits))

    def reverse_position(self) -> None:
        """From long to short, or back."""
        self._trade(self._desk.trading.reverse_position)

    def close_position(self) -> None:
        """Close the chosen position at the market."""
        self._trade(self._desk.trading.close_position)

    def change_order(self) -> None:
        """Ask for another quantity or price of the chosen order."""
        trading = self._desk.trading
        order = trading.order(trading.chosen_order)
        if order is not None:
            self.window.dialogs.ask_change(order, lambda change: self._trade(lambda: trading.change(change)))

    def cancel_order(self) -> None:
        """End the chosen order."""
        self._trade(self._desk.trading.cancel_order)

    def cancel_all_orders(self) -> None:
        """End all orders, with those that protect positions: asked first."""
        trading = self._desk.trading
        question = f"{counted(len(trading.orders), 'order')} will be cancelled, also those that protect what is open."
        self.window.dialogs.ask_first(
            question, "Cancel all orders", lambda: self._trade(trading.cancel_all_orders)
        )

    def flatten(self) -> None:
        """End all orders and close all positions: asked first."""
        trading = self._desk.trading
        open_now = (
            f"{counted(len(trading.positions), 'position')} and {counted(len(trading.orders), 'order')}"
        )
        question = f"{open_now}: all are closed at the market and cancelled."
        self.window.dialogs.ask_first(question, "Flatten", lambda: self._trade(trading.flatten))

    def halt(self) -> None:
        """The kill switch, at once: it sends nothing, and a person can end it."""
        self._desk.trading.halt()

    def halt_flatten(self) -> None:
        """The kill switch, and everything is closed at the market: asked first, as that cannot be taken back."""
        trading = self._desk.trading
        question = (
            f"Trading halts, and {counted(len(trading.positions), 'position')} will be closed at the market."
        )
        self.window.dialogs.ask_first(question, "Halt and close", lambda: trading.halt(with_flatten=True))

    def reduce_only(self) -> None:
        """Only what closes is sent from now on."""
        self._desk.trading.set_trading_state("reducing")

    def resume_trading(self) -> None:
        """Let trading go on: a person types the word."""
        self.window.dialogs.ask_word(RESUME_WORD, lambda: self._desk.trading.set_trading_state("active"))

    def reload_risk(self) -> None:
        """Read the limits again."""
        self._desk.trading.reload_risk()

    def _trade(self, do: Callable[[], None]) -> None:
        """Asked first where the replay stands before what happened here last: who trades on forgets it."""
        account = self._desk.trading.account
        if account is not None and account.looking_back:
            question = "The replay stands before the newest orders and fills. Trading on from here forgets all after it."
            self.window.dialogs.ask_first(question, "Trade on from here", do)
        else:
            do()

    def add_indicator(self) -> None:
        """Choose an indicator for the active panel."""
        self.window.dialogs.add_indicator()

    def remove_indicators(self) -> None:
        """Take all indicators off the active panel."""
        self._desk.indicators.clear(self._desk.active)

    def draw(self, tool: Tool) -> None:
        """Take a drawing tool in hand; the same once more puts it away."""
        drawings = self._desk.drawings
        drawings.take(None if drawings.tool == tool else tool)

    def put_tool_away(self) -> None:
        """Select and move again; nothing is selected, and no order's line is in the hand. First of all, no dock."""
        if self.window.grid.cancel_drag():
            return
        self._desk.chart_trading.give_up()
        self.window.charts.put_box_away()
        self._desk.drawings.take(None)
        self._desk.drawings.select(None)

    def edit_text(self) -> None:
        """Other words for the text that is selected."""
        self.window.dialogs.edit_text()

    def recolour_drawing(self) -> None:
        """Give the selected drawing the next colour."""
        self.window.recolour_drawing()

    def colour_drawing(self, colour: int) -> None:
        """Give the selected drawing a colour."""
        self._desk.drawings.restyle_selected(colour=colour)

    def widen_drawing(self, width: int) -> None:
        """Give the selected drawing lines of a width."""
        self._desk.drawings.restyle_selected(width=width)

    def dash_drawing(self, dash: Dash) -> None:
        """Give the selected drawing solid or broken lines."""
        self._desk.drawings.restyle_selected(dash=dash)

    def duplicate_drawing(self) -> None:
        """The selected drawing once more."""
        self.window.charts.duplicate_drawing()

    def toggle_magnet(self) -> None:
        """Let anchors lie on prices of bars, or where the mouse was."""
        display = self._desk.display
        display.set_magnet(not display.is_magnet)

    def remove_drawing(self) -> None:
        """Take the selected drawing away."""
        self._desk.drawings.remove_selected()

    def remove_drawings(self) -> None:
        """Take all drawings of the active chart's symbol away."""
        self._desk.drawings.remove_all(self._desk.panels[self._desk.active].chart.symbol)

    def undo(self) -> None:
        """Drawings as they were before."""
        self._desk.drawings.undo()

    def redo(self) -> None:
        """Drawings as they were before that was undone."""
        self._desk.drawings.redo()

    def show_palette(self) -> None:
        """Offer every action by its name."""
        self.window.dialogs.show_palette()

    def save_workspace(self) -> None:
        """Keep what is open under a name."""
        self.window.dialogs.ask_workspace_name(self.workspaces.name, self.workspaces.save_as)

    def open_workspace(self) -> None:
        """Choose a workspace to open."""
        self.window.dialogs.ask_workspace(self.workspaces.names(), self.workspaces.open)

    def rename_workspace(self) -> None:
        """Choose a workspace, and give it another name."""
        self.window.dialogs.ask_workspace(self.workspaces.names(), self._ask_other_name)

    def _ask_other_name(self, name: str) -> None:
        self.window.dialogs.ask_workspace_name(
            name, partial(self.workspaces.rename, name), title=f"Rename workspace {name}"
        )

    def delete_workspace(self) -> None:
        """Choose a workspace to forget: asked first."""
        self.window.dialogs.ask_workspace(self.workspaces.names(), self._ask_to_delete)

    def _ask_to_delete(self, name: str) -> None:
        question = f"Workspace {name} is deleted for good. What is open now stays as it is."
        self.window.dialogs.ask_first(question, "Delete", partial(self.workspaces.remove, name))

    def wear_theme(self, theme: ThemeName) -> None:
        """Dark or light."""
        self._desk.settings.set_theme(theme)

    def colour_candles(self, candles: CandleColours) -> None:
        """Colours of what rises and falls."""
        self._desk.settings.set_candles(candles)

    def size_text(self, percent: TextPercent) -> None:
        """Text of this size everywhere."""
        self._desk.settings.set_text_percent(percent)

    def show_settings(self) -> None:
        """Show all settings, and the secrets."""
        self.window.dialogs.settings.open_all()

    def change_shortcuts(self) -> None:
        """Show the keys of all actions, to be changed."""
        self.window.dialogs.shortcuts.open_all()

    def add_chart(self) -> None:
        """One more chart, of the active one's timeframe, to be chosen anew."""
        self.window.charts.activate(self._desk.add_chart(PanelLook(self._look.timeframe)))

    def duplicate_chart(self) -> None:
        """The active chart once more, with its indicators."""
        self.window.charts.activate(self._desk.duplicate_chart())

    def close_chart(self) -> None:
        """The active chart goes, with its indicators."""
        self._desk.remove_chart(self._desk.active)

    def copy_chart(self) -> None:
        """The active chart into the clipboard."""
        self.window.charts.copy()

    def save_chart(self) -> None:
        """The active chart into a file."""
        self.window.charts.save()

    def toggle_floating(self) -> None:
        """Into a window of its own, or back among the others."""
        self.window.toggle_floating()

    def undo_layout(self) -> None:
        """Charts, indicators and docks as they were before."""
        self.workspaces.undo_layout()

    def redo_layout(self) -> None:
        """As they were before that was undone."""
        self.workspaces.redo_layout()

    def reset_layout(self) -> None:
        """All panels where they were at first."""
        self.window.reset_layout()

    @property
    def _look(self) -> PanelLook:
        return self._desk.panels[self._desk.active].look

    def _show(self, look: PanelLook) -> None:
        self._desk.show(self._desk.active, look)

    def _start(self, symbol: str | None) -> None:
        status = self._desk.connection.status
        if status is not None and status.symbols:
            self._door.send(replay_of(status, symbol, Wish(speed=self._desk.replay.state.speed)))

    def _seek(self, ts_us: int) -> None:
        self._asked_seek = self._desk.replay.state.epoch, ts_us
        self._door.send(ReplaySeek(to_us=ts_us))

    def _from_us(self) -> int | None:
        """Where the next step starts: at the target of a jump still under way, so that quick steps add up."""
        state = self._desk.replay.state
        if self._asked_seek is not None and self._asked_seek[0] == state.epoch:
            return self._asked_seek[1]
        return state.position_us
