"""Every action of the desktop, one row each. Menus, buttons and shortcuts are made from this table.

To add one: write its row here, and the method it names in `commands.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation_ui.state.drawing import DASHES, TOOLS, WIDTHS
from pyworkstation_ui.state.link import GROUPS
from pyworkstation_ui.state.replay import FULL_SPEED, SPEEDS, format_speed
from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.state.situation import (
    always,
    can_add_chart,
    can_close_chart,
    can_kill_engine,
    can_place,
    can_play,
    can_redo,
    can_start_engine,
    can_start_replay,
    can_undo,
    has_look,
    has_panel,
    has_passphrase,
    has_setting,
    has_speed,
    has_tool,
    has_trading,
    has_zone,
    is_armed,
    is_connected,
    is_replaying,
    is_selected,
    is_trading,
)
from pyworkstation_ui.state.typed_timeframe import QUICK

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.state.situation import Situation


@dataclass(frozen=True, slots=True)
class Action:
    """`callback` names a method of `Commands`; `argument` is handed to it when there is one.

    `shortcut` may hold several keys, separated by blanks. `short` is what a button says. With `checked_when` the action shows whether it is on.
    `begins_group` draws a line above it in the menu; a menu `Chart/Kind` is the submenu `Kind` of `Chart`.
    """

    id: str
    menu: str
    title: str
    shortcut: str
    callback: str
    enabled_when: Callable[[Situation], bool]
    argument: float | str | None = None
    checked_when: Callable[[Situation], bool] | None = None
    begins_group: bool = False
    short: str = ""

    @property
    def path(self) -> str:
        """With its menus: `Chart: Kind: Area`."""
        return f"{self.menu.replace('/', ': ')}: {self.title}"


KINDS = {
    "candles": "Candles",
    "bars": "Bars",
    "line": "Line",
    "area": "Area",
    "heikin-ashi": "Heikin-ashi",
}
COLOURS = ("Amber", "Blue", "Pink", "Green", "Orange", "Violet", "Teal", "Grey")
"""Names of the theme's line colours."""
SIDES = {"bid": "Bid", "ask": "Ask", "mid": "Mid"}
SCALES = {
    "linear": ("Linear", ""),
    "log": ("Logarithmic", "Alt+L"),
    "percent": ("Percent from the first bar in view", "Alt+P"),
}
ZONES = {"UTC": "UTC", "local": "This computer's zone", "New York": "New York"}

_MINUTE_S = 60.0
_HOUR_S = 3600.0


def speed_action(speed: float) -> str:
    """The id of the action of a speed button."""
    return "speed_max" if speed == FULL_SPEED else f"speed_{speed:g}"


ACTIONS: tuple[Action, ...] = (
    Action("start_engine", "Engine", "Start engine", "Ctrl+E", "start_engine", can_start_engine),
    Action("stop_engine", "Engine", "Stop engine", "Ctrl+Shift+E", "stop_engine", is_connected),
    Action("kill_engine", "Engine", "Kill engine", "Ctrl+Shift+K", "kill_engine", can_kill_engine),
    Action("show_log", "Engine", "Log", "Ctrl+L", "show_log", always, begins_group=True),
    Action("lock", "Engine", "Lock now", "Ctrl+Alt+L", "lock", has_passphrase, begins_group=True),
    Action("passphrase", "Engine", "Passphrase...", "Ctrl+Alt+P", "ask_passphrase", is_connected),
    Action("quit", "Engine", "Quit", "Ctrl+Q", "quit", always, begins_group=True),
    Action("start_replay", "Replay", "Start replay", "Ctrl+R", "start_replay", can_start_replay),
    Action("play_pause", "Replay", "Play / pause", "Space", "play_pause", can_play),
    *(
        Action(
            speed_action(speed),
            "Replay",
            format_speed(speed),
            str(key),
            "set_speed",
            is_replaying,
            argument=speed,
            checked_when=has_speed(speed),
            begins_group=key == 1,
        )
        for key, speed in enumerate(SPEEDS, start=1)
    ),
    Action("slower", "Replay", "Slower", "- [", "slower", is_replaying),
    Action("faster", "Replay", "Faster", "+ = ]", "faster", is_replaying),
    Action(
        "back_tick",
        "Replay",
        "Back one tick",
        "Alt+Left",
        "step_ticks",
        is_replaying,
        -1.0,
        begins_group=True,
    ),
    Action("on_tick", "Replay", "Forward one tick", "Alt+Right", "step_ticks", is_replaying, 1.0),
    Action("back_bar", "Replay", "Back one bar", "Alt+Shift+Left", "step_bars", is_replaying, -1.0),
    Action("on_bar", "Replay", "Forward one bar", "Alt+Shift+Right", "step_bars", is_replaying, 1.0),
    Action(
        "back_minute",
        "Replay",
        "Back one minute",
        "Shift+Left",
        "seek_by",
        is_replaying,
        -_MINUTE_S,
        begins_group=True,
    ),
    Action("on_minute", "Replay", "Forward one minute", "Shift+Right", "seek_by", is_replaying, _MINUTE_S),
    Action("back_hour", "Replay", "Back one hour", "Ctrl+Left", "seek_by", is_replaying, -_HOUR_S),
    Action("on_hour", "Replay", "Forward one hour", "Ctrl+Right", "seek_by", is_replaying, _HOUR_S),
    Action("go_to_date", "Replay", "Go to date...", "Ctrl+G", "go_to_date", is_replaying, begins_group=True),
    Action("to_start", "Replay", "Restart from the first tick", "Ctrl+Home", "seek_to_start", is_replaying),
    Action(
        "to_last_day", "Replay", "Restart from the last day", "Ctrl+End", "seek_to_last_day", is_replaying
    ),
    Action("buy_here", "Chart", "Buy at the crosshair", "Shift+B", "place_here", can_place, "buy_here"),
    Action("sell_here", "Chart", "Sell at the crosshair", "Shift+S", "place_here", can_place, "sell_here"),
    Action("zoom_in", "Chart", "Zoom in", "Up", "zoom", always, 1.25, begins_group=True),
    Action("zoom_out", "Chart", "Zoom out", "Down", "zoom", always, 0.8),
    Action("zoom_box", "Chart", "Zoom to a box", "Z", "zoom_box", always),
    Action("reset_view", "Chart", "Reset zoom and scale", "R", "reset_view", always),
    Action("scroll_back", "Chart", "Scroll back", "Left", "scroll_time", always, -1.0, begins_group=True),
    Action("scroll_on", "Chart", "Scroll forward", "Right", "scroll_time", always, 1.0),
    Action("page_back", "Chart", "Page back", "PgUp", "page_time", always, -1.0),
    Action("page_on", "Chart", "Page forward", "PgDown", "page_time", always, 1.0),
    Action("to_oldest", "Chart", "Oldest bar", "Home", "to_oldest", always),
    Action("follow", "Chart", "Follow the newest bar", "End", "follow", always, begins_group=True),
    Action("follow_all", "Chart", "Follow in all panels", "Shift+End", "follow_all", always),
    Action("next_panel", "Chart", "Next panel", "N", "next_panel", always, begins_group=True),
    Action("add_chart", "Chart", "New chart", "Ctrl+T", "add_chart", can_add_chart),
    Action("duplicate_chart", "Chart", "Duplicate the chart", "Ctrl+D", "duplicate_chart", can_add_chart),
    Action("close_chart", "Chart", "Close the chart", "Ctrl+W Ctrl+F4", "close_chart", can_close_chart),
    Action("copy_chart", "Chart", "Copy as a picture", "Ctrl+Shift+C", "copy_chart", always),
    Action("save_chart", "Chart", "Save as a picture...", "Ctrl+Alt+S", "save_chart", always),
    Action("maximise", "Chart", "One panel / all panels", "M", "toggle_maximised", always),
    *(
        Action(
            f"timeframe_{name}",
            "Chart/Timeframe",
            name,
            "",
            "show_timeframe",
            always,
            name,
            checked_when=has_look("timeframe", name),
        )
        for name in QUICK
    ),
    Action("timeframe", "Chart/Timeframe", "Any...", "T", "ask_timeframe", always, begins_group=True),
    *(
        Action(f"kind_{kind}", "Chart/Kind", title, "", "show_kind", always, kind, has_look("kind", kind))
        for kind, title in KINDS.items()
    ),
    Action(
        "hollow",
        "Chart/Kind",
        "Hollow rising candles",
        "H",
        "toggle_hollow",
        always,
        checked_when=lambda situation: situation.is_hollow,
        begins_group=True,
    ),
    *(
        Action(f"side_{side}", "Chart/Prices", title, "", "show_side", always, side, has_look("side", side))
        for side, title in SIDES.items()
    ),
    *(
        Action(
            f"scale_{scale}",
            "Chart/Scale",
            title,
            key,
            "show_scale",
            always,
            scale,
            has_look("scale", scale),
        )
        for scale, (title, key) in SCALES.items()
    ),
    Action(
        "auto_scale",
        "Chart/Scale",
        "Automatic price scale",
        "A",
        "auto_scale",
        always,
        begins_group=True,
    ),
    Action("more_prices", "Chart/Scale", "More prices", "Alt+Down", "stretch_prices", always, 1.25),
    Action("fewer_prices", "Chart/Scale", "Fewer prices", "Alt+Up", "stretch_prices", always, 0.8),
    Action("higher_prices", "Chart/Scale", "Higher prices", "Shift+Up", "shift_prices", always, 1.0),
    Action("lower_prices", "Chart/Scale", "Lower prices", "Shift+Down", "shift_prices", always, -1.0),
    *(
        Action(f"zone_{place}", "Chart/Times", title, "", "show_zone", always, name, has_zone(name))
        for place, (name, title) in enumerate(ZONES.items())
    ),
    Action(
        "day_breaks",
        "Chart/Times",
        "Mark trading days",
        "Shift+D",
        "toggle_day_breaks",
        always,
        checked_when=lambda situation: situation.has_day_breaks,
        begins_group=True,
    ),
    Action("symbol", "Chart", "Symbol...", "S", "ask_symbol", is_connected, begins_group=True),
    *(
        Action(
            f"link_{group or 'none'}",
            "Chart/Link",
            f"Link {title}" if group else title,
            f"Alt+{key}",
            "link",
            always,
            group,
            has_look("group", group),
        )
        for key, (group, title) in zip((1, 2, 3, 4, 0), GROUPS.items(), strict=True)
    ),
    Action(
        "add_indicator",
        "Chart",
        "Add indicator...",
        "I",
        "add_indicator",
        is_connected,
        begins_group=True,
    ),
    Action("alert_here", "Chart", "Alert at the crosshair", "Alt+A", "alert_here", is_replaying),
    Action("remove_indicators", "Chart", "Remove all indicators", "Shift+I", "remove_indicators", always),
    *(
        Action(f"draw_{tool}", "Draw", row.title, row.key, "draw", always, tool, has_tool(tool))
        for tool, row in TOOLS.items()
    ),
    Action("put_tool_away", "Draw", "Select and move", "Esc", "put_tool_away", always, begins_group=True),
    Action(
        "magnet",
        "Draw",
        "Magnet: onto open, high, low, close",
        "G",
        "toggle_magnet",
        always,
        checked_when=lambda situation: situation.is_magnet,
    ),
    *(
        Action(f"colour_{place}", "Draw/Colour", title, "", "colour_drawing", is_selected, place)
        for place, title in enumerate(COLOURS)
    ),
    *(
        Action(f"width_{width}", "Draw/Width", f"{width} px", "", "widen_drawing", is_selected, width)
        for width in WIDTHS
    ),
    *(
        Action(f"dash_{dash}", "Draw/Line", dash.capitalize(), "", "dash_drawing", is_selected, dash)
        for dash in DASHES
    ),
    Action("recolour", "Draw", "Next colour", "C", "recolour_drawing", is_selected),
    Action("duplicate_drawing", "Draw", "Duplicate", "Shift+C", "duplicate_drawing", is_selected),
    Action(
        "edit_text",
        "Draw",
        "Edit the words...",
        "E",
        "edit_text",
        lambda situation: situation.drawing.is_text,
    ),
    Action("remove_drawing", "Draw", "Remove the selected", "Del", "remove_drawing", is_selected),
    Action("remove_drawings", "Draw", "Remove all", "Shift+Del", "remove_drawings", always),
    Action("undo", "Draw", "Undo", "Ctrl+Z", "undo", can_undo, begins_group=True),
    Action("redo", "Draw", "Redo", "Ctrl+Y Ctrl+Shift+Z", "redo", can_redo),
    Action(
        "arm_trading", "Trade", "Armed", "Ctrl+Shift+A", "arm_trading", is_replaying, checked_when=is_armed
    ),
    Action("buy", "Trade", "Buy", "Ctrl+Shift+B", "place_order", can_place, "buy", begins_group=True),
    Action("sell", "Trade", "Sell", "Ctrl+Shift+S", "place_order", can_place, "sell"),
    Action(
        "buy_market",
        "Trade",
        "Buy at the market",
        "Ctrl+Up",
        "place_market",
        can_place,
        "buy",
        begins_group=True,
    ),
    Action("sell_market", "Trade", "Sell at the market", "Ctrl+Down", "place_market", can_place, "sell"),
    Action(
        "reverse",
        "Trade",
        "Reverse the position",
        "Ctrl+Shift+V",
        "reverse_position",
        lambda situation: can_place(situation) and situation.trading.has_one_position,
        short="Reverse",
    ),
    Action(
        "close_position",
        "Trade",
        "Close position",
        "Ctrl+Shift+W",
        "close_position",
        has_trading("has_chosen_position"),
        begins_group=True,
        short="Close",
    ),
    Action(
        "change_order",
        "Trade",
        "Change order...",
        "Ctrl+Shift+G",
        "change_order",
        has_trading("has_chosen_order"),
        short="Change",
    ),
    Action(
        "cancel_order",
        "Trade",
        "Cancel order",
        "Ctrl+Shift+D",
        "cancel_order",
        has_trading("has_chosen_order"),
        short="Cancel",
    ),
    Action(
        "cancel_all_orders",
        "Trade",
        "Cancel all orders...",
        "Ctrl+Shift+X",
        "cancel_all_orders",
        has_trading("has_orders"),
        begins_group=True,
        short="Cancel all",
    ),
    Action(
        "flatten",
        "Trade",
        "Flatten: close everything...",
        "Ctrl+Shift+F",
        "flatten",
        lambda situation: (
            is_connected(situation) and (situation.trading.has_orders or situation.trading.has_positions)
        ),
        short="Flatten",
    ),
    Action(
        "halt",
        "Trade/Risk",
        "Halt: nothing is sent any more",
        "Ctrl+Shift+H",
        "halt",
        is_trading("active", "reducing"),
    ),
    Action(
        "halt_flatten",
        "Trade/Risk",
        "Halt and close everything...",
        "Ctrl+Alt+H",
        "halt_flatten",
        is_connected,
    ),
    Action(
        "reduce_only",
        "Trade/Risk",
        "Only what closes is sent",
        "Ctrl+Alt+D",
        "reduce_only",
        is_trading("active"),
        begins_group=True,
    ),
    Action(
        "resume_trading",
        "Trade/Risk",
        "Let trading go on...",
        "Ctrl+Alt+A",
        "resume_trading",
        is_trading("reducing", "halted"),
    ),
    Action(
        "reload_risk",
        "Trade/Risk",
        "Read risk.toml again",
        "Ctrl+Alt+R",
        "reload_risk",
        is_connected,
        begins_group=True,
    ),
    *(
        Action(f"panel_{name}", "Panels", panel.title, panel.key, "show_panel", always, name, has_panel(name))
        for name, panel in SIDE_PANELS.items()
    ),
    Action("palette", "View", "Command palette", "Ctrl+K Ctrl+Shift+P", "show_palette", always),
    Action("save_workspace", "View", "Save workspace as...", "Ctrl+S", "save_workspace", always),
    Action("open_workspace", "View", "Open workspace...", "Ctrl+O", "open_workspace", always),
    Action("rename_workspace", "View", "Rename workspace...", "Ctrl+Shift+O", "rename_workspace", always),
    Action("delete_workspace", "View", "Delete workspace...", "Ctrl+Alt+O", "delete_workspace", always),
    *(
        Action(
            f"theme_{theme}",
            "View/Colours",
            theme.capitalize(),
            "",
            "wear_theme",
            always,
            theme,
            has_setting("theme", theme),
        )
        for theme in ("dark", "light")
    ),
    *(
        Action(
            f"candles_{place}",
            "View/Colours",
            f"Candles {candles}",
            "",
            "colour_candles",
            always,
            candles,
            has_setting("candles", candles),
            begins_group=place == 0,
        )
        for place, candles in enumerate(("green and red", "blue and orange"))
    ),
    *(
        Action(
            f"text_{percent}",
            "View/Text size",
            f"{percent} %",
            "",
            "size_text",
            always,
            percent,
            has_setting("text_percent", percent),
        )
        for percent in (90, 100, 115, 130)
    ),
    Action("show_settings", "View", "Settings...", "Ctrl+,", "show_settings", always),
    Action("change_shortcuts", "View", "Change shortcuts...", "Ctrl+Alt+K", "change_shortcuts", always),
    Action(
        "undo_layout",
        "View",
        "Undo the layout",
        "Ctrl+Alt+Z",
        "undo_layout",
        lambda situation: situation.can_undo_layout,
        begins_group=True,
    ),
    Action(
        "redo_layout",
        "View",
        "Redo the layout",
        "Ctrl+Alt+Y",
        "redo_layout",
        lambda situation: situation.can_redo_layout,
    ),
    Action("step_on", "View", "Next panel or chart", "Ctrl+Tab Ctrl+F6", "step_panel", always, 1.0),
    Action(
        "step_back",
        "View",
        "Previous panel or chart",
        "Ctrl+Shift+Tab Ctrl+Shift+F6",
        "step_panel",
        always,
        -1.0,
    ),
    Action("full_screen", "View", "Full screen / window", "Alt+Return", "toggle_full_screen", always),
    Action("float", "View", "Own window / docked", "Ctrl+Alt+W", "toggle_floating", always),
    Action("reset_layout", "View", "Reset the layout", "Ctrl+Shift+R", "reset_layout", always),
    Action("show_keys", "Help", "Keyboard shortcuts", "F1", "show_keys", always),
    Action("show_tour", "Help", "Tour", "Ctrl+F1", "show_tour", always),
    Action("show_reports", "Help", "Fault reports", "Ctrl+Shift+F1", "show_reports", always),
    Action("show_about", "Help", "About pyworkstation", "Shift+F1", "show_about", always),
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}
