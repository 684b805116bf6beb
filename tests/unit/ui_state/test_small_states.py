"""Gauges, log tail, veil and read-out."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.gauges import Gauge, format_duration
from pyworkstation_ui.state.health import health_words
from pyworkstation_ui.state.log_tail import LogTail, last_line
from pyworkstation_ui.state.read_out import read_out
from pyworkstation_ui.state.series import Bar
from pyworkstation_ui.state.situation import Situation
from pyworkstation_ui.state.veil import veil_text
from tests.unit.ui_state.market import HEALTH, HOUR, MONDAY, replay_state, status, symbol_status


def test_health_is_told_in_three_lines() -> None:
    assert health_words(None) == ""
    assert health_words(HEALTH) == (
        "EURUSD: 266,219 ticks taken in, 310 a second, the last 0.1 s ago\n"
        "Late ticks: 2 refused, 1 put in their place\n"
        "State: 7.6 MB, timeframes: 2, indicators: 3"
    )


def test_health_says_that_the_last_tick_lies_in_the_future() -> None:
    early = structs.replace(HEALTH, now_us=MONDAY - HOUR)
    assert "\nEURUSD: the last tick, of " in health_words(early)


def test_gauge_keeps_the_last_and_the_median_of_the_newest() -> None:
    gauge = Gauge(3)
    assert (gauge.last, gauge.median) == (None, None)
    for value in (100.0, 1.0, 2.0, 3.0):
        gauge.add(value)
    assert (gauge.last, gauge.median) == (3.0, 2.0)
    gauge.clear()
    assert gauge.last is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "-"), (85e-6, "85 µs"), (0.00124, "1.24 ms"), (0.25, "250 ms")],
)
def test_durations_have_fitting_units(seconds: float | None, text: str) -> None:
    assert format_duration(seconds) == text


def test_log_tail_gives_whole_lines_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "engine.log"
    tail = LogTail(path)
    assert tail.read_new() == []
    path.write_bytes(b"one\r\ntwo\nhal")
    assert tail.read_new() == ["one", "two"]
    with path.open("ab") as file:
        file.write(b"f\n\xff\n")
    assert tail.read_new() == ["half", "\ufffd"]


def test_log_tail_starts_near_the_end_of_a_long_log_and_notices_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "engine.log"
    path.write_text("x" * 99 + "\n" + ("y" * 99 + "\n") * 10_000)
    tail = LogTail(path)
    assert 600 < len(tail.read_new()) < 700
    path.write_text("fresh\n")
    assert tail.read_new() == ["fresh"]


def test_last_line_skips_blank_ones(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    assert last_line(path) == ""
    path.write_text("first\nerror: taken \n\n")
    assert last_line(path) == "error: taken"


LIVE = Situation(Phase.CONNECTED, replay_state())


@pytest.mark.parametrize(
    ("situation", "has_bars", "stored", "text"),
    [
        (LIVE, True, True, ""),
        (LIVE, False, True, "Waiting for bars"),
        (Situation(Phase.CONNECTED), False, True, "No replay runs"),
        (
            Situation(Phase.CONNECTED),
            False,
            False,
            "No ticks stored yet: import some in the data manager (F4, then Ctrl+I)\n"
            "or in a terminal: pyworkstation import FILE --symbol EURUSD",
        ),
        (Situation(Phase.LOST), True, True, ""),
        (Situation(Phase.ABSENT), False, True, ""),
        (Situation(Phase.SEARCHING), False, True, "Looking for the engine"),
        (Situation(Phase.STARTING), False, True, "Starting the engine"),
    ],
)
def test_veil_says_why_there_is_no_bar_and_covers_none_with_words(
    situation: Situation, has_bars: bool, stored: bool, text: str
) -> None:
    known = status(symbol_status()) if stored else status()
    assert veil_text(situation, has_bars=has_bars, status=known) == text


def test_read_out_of_a_falling_bar() -> None:
    bar = Bar(3, MONDAY, MONDAY, 108_020, 108_050, 107_990, 108_000, 4_560_000, 87)
    said = [f"{piece.label}{piece.value}" for piece in read_out(bar, 5)]
    # 20 of 108,020 points are 0.0185 %.
    assert said == [
        "O1.08020",
        "H1.08050",
        "L1.07990",
        "C1.08000",
        "-0.00020",
        "-0.02%",
        "Vol4.56m",
        "Ticks87",
    ]
    assert read_out(None, 5) == []
    # Of a coin a millionth is counted.
    [volume] = [
        piece for piece in read_out(bar, 1, volume_unit="BTC", volume_digits=6) if piece.label == "Vol"
    ]
    assert volume.value == "4.6 BTC"
