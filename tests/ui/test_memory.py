"""Frames of a replay that goes on take no more memory than the bars that came: nothing is kept of a frame when it is gone.

Allocations are counted, Qt's and NumPy's by the C library and Python's by Python: what a process has of the system says little.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from functools import partial

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from pyworkstation.domain.columns import Ticks
from pyworkstation_ui.state.events import BarsArrived, Event, QuoteArrived, ReplayMoved, TicksArrived
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import HOUR, MONDAY, SECOND, bars, replay_state, update, with_close

WARM_UP = 60
"""Frames: caches of texts and pictures, each with a bound, are filled by then."""
FRAMES = 60
BARS = bars(400)
NOON = MONDAY + 12 * HOUR


class _Mallinfo(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in [
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        ]
    )


def _allocated() -> tuple[int, int]:
    """(bytes of C and C++, blocks of Python)."""
    gc.collect()
    told = ctypes.CDLL(None).mallinfo2
    told.restype = _Mallinfo
    info = told()
    return info.uordblks + info.hblkhd, sys.getallocatedblocks()


def _frame(number: int) -> list[Event]:
    """A fifth of a bar of M1, the forming bars of all, a quote, eighty ticks and where the replay stands."""
    row, price = 299 + number // 5, 108_000 + number * 7 % 50
    came = BARS[row - 1 : row] if number % 5 == 0 and number else BARS[:0]
    moved = with_close(BARS[row : row + 1], price)
    m1 = update(came, moved, first_index=row - len(came))
    others = [
        update(BARS[:0], moved, first_index=299, timeframe=timeframe)
        for timeframe in PANEL_TIMEFRAMES
        if timeframe != "M1"
    ]
    news = [BarsArrived(f"bars.EURUSD.{each.timeframe}", None, (each,)) for each in (m1, *others)]
    at_us = NOON + number * 10 * SECOND
    column = np.full(80, price)
    told = Ticks(at_us + np.arange(80) * 1000, column, column + 3, column, column)
    return [
        *news,
        QuoteArrived("EURUSD", 5, at_us, price, price + 3),
        TicksArrived("EURUSD", 5, 1, told),
        ReplayMoved(replay_state(position_us=at_us, ticks_done=500 + 80 * number)),
    ]


def test_no_action_is_another_one_with_each_frame(live: Screen) -> None:
    """A button connects itself once more to an action that says so: 230 bytes each time, and never lets go of them."""
    live.tick(*_frame(0))
    changed: list[str] = []
    for name, action in live.window.actions_by_id.by_id.items():
        action.changed.connect(partial(changed.append, name))
    for number in range(1, 4):
        live.tick(*_frame(number))
    assert changed == []
    live.tick(ReplayMoved(replay_state(paused=True)))
    assert "play_pause" in changed


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallinfo2"),
    reason="glibc tells it, from 2.33 on",
)
def test_frames_leave_nothing_behind(live: Screen, qtbot: QtBot) -> None:
    live.open_panel(qtbot, "tape")
    for number in range(WARM_UP):
        live.tick(*_frame(number))
    c_before, python_before = _allocated()
    for number in range(WARM_UP, WARM_UP + FRAMES):
        live.tick(*_frame(number))
    c_after, python_after = _allocated()
    assert c_after - c_before < 200_000
    assert python_after - python_before < 2_000
