"""What the first minute shows: one step each, and the part of the window that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Target = Literal["charts", "chart", "tab", "replay", "engine", "menus"]


@dataclass(frozen=True, slots=True)
class Step:
    """`target` has a frame around it while the words are read."""

    target: Target
    title: str
    words: str


STEPS: tuple[Step, ...] = (
    Step(
        "charts",
        "One market on six timeframes",
        "A replay of stored ticks moves all charts together: after every tick each timeframe agrees with it, the bar that"
        " is forming, too. The sample that comes along is synthetic; F4 imports ticks of your own.",
    ),
    Step(
        "replay",
        "Play, stop, jump",
        "Space plays and pauses, 1 to 5 choose the speed. Drag the line to jump; Shift+Left and Shift+Right jump by a"
        " minute, Ctrl+G to a date. No chart ever shows what comes later.",
    ),
    Step(
        "chart",
        "A chart",
        "The wheel zooms, a drag moves it back in time, a double click follows the newest bar again. T shows another"
        " timeframe, I adds an indicator, Alt+T draws a trend line; the right button has all the rest.",
    ),
    Step(
        "tab",
        "Tabs and colours",
        "Drag a chart by its tab: beside another, onto it, to another screen. Charts of one colour point at one time and"
        " change their symbol together; a click on the chip changes the colour. Ctrl+T opens one more chart.",
    ),
    Step(
        "menus",
        "Panels beside the charts",
        "F2 watchlist, F3 time and sales, F4 data manager, F6 all timeframes at this tick, F8 system. Esc goes back to the"
        " charts. What you arrange is kept by itself; Ctrl+Alt+Z takes a step of it back.",
    ),
    Step(
        "engine",
        "The engine",
        "Prices come from a process of its own. Its light tells how it is; if it is ever gone, the window says so and"
        " goes on when it is back.",
    ),
    Step(
        "menus",
        "Everything by its name",
        "Ctrl+K finds every action by a few letters, F1 lists all keys, and Ctrl+Alt+K changes them. Help, Tour shows"
        " this again.",
    ),
)
