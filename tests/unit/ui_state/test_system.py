"""What the system panel says: figures, and the log in both of its forms."""

from __future__ import annotations

import json

import pytest

from pyworkstation.protocol.messages import Health, ServiceHealth, TopicTraffic, Traffic
from pyworkstation_ui.state.log_lines import LogLine, log_lines, wanted
from pyworkstation_ui.state.records import Tone
from pyworkstation_ui.state.system import desktop_figures, engine_figures, format_up, refused_words
from tests.unit.ui_state.market import HEALTH

TRAFFIC = Traffic(
    clients=2,
    listeners=9,
    requests=[],
    refused={"deadline": 2, "malformed": 1},
    topics=[
        TopicTraffic(topic="health", messages=10, bytes=2048, overflows=0),
        TopicTraffic(topic="ticks.EURUSD", messages=1000, bytes=1 << 20, overflows=4),
    ],
)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (11_100, "3 h 05 min"),
        (187_200, "2 d 04 h"),
    ],
)
def test_how_long_something_runs(seconds: int, text: str) -> None:
    assert format_up(seconds * 1_000_000) == text


def test_the_engine_in_figures() -> None:
    health = Health(**{**_fields(HEALTH), "memory_bytes": 183_500_800})
    assert [tuple(figure)[:2] for figure in engine_figures(health, TRAFFIC)] == [
        ("engine process", "1"),
        ("running for", "1 h 00 min"),
        ("engine memory", "175.0 MB"),
        ("bars and indicators", "7.3 MB"),
        ("ticks/s taken in", "310"),
        ("clients", "2"),
        ("subscriptions", "9"),
        ("queue drops", "4"),
        ("requests refused", "3"),
    ]


def _fields(health: Health) -> dict:  # type: ignore[type-arg]
    return {name: getattr(health, name) for name in health.__struct_fields__}


def test_what_is_lost_or_refused_is_amber() -> None:
    tones = {figure.name: figure.tone for figure in engine_figures(HEALTH, TRAFFIC)}
    assert tones["queue drops"] is tones["requests refused"] is Tone.WARN
    assert tones["clients"] is Tone.PLAIN


def test_what_is_not_known_is_left_away() -> None:
    assert engine_figures(None, None) == []
    assert "engine memory" not in [figure.name for figure in engine_figures(HEALTH, None)]
    figures = desktop_figures(memory_bytes=None, ping_s=None, frame_s=0.004, messages_per_s=120.4, gaps=0)
    assert [tuple(figure)[:2] for figure in figures] == [
        ("round trip", "-"),
        ("frame", "4.00 ms"),
        ("messages/s", "120"),
        ("gaps mended", "0"),
    ]


def test_refusals_are_named_by_their_codes() -> None:
    assert refused_words(TRAFFIC) == "Refused: 2 deadline, 1 malformed"
    assert refused_words(None) == ""


READY = "2026-11-21T04:03:19.316Z INFO    pyworkstation.app: engine 0.1.0 ready: process 7"
BROKE = "2026-11-21T04:03:20.001Z ERROR   pyworkstation.services.replay.service: it broke"


def test_lines_of_text_are_taken_apart_and_traces_stay_with_theirs() -> None:
    lines = log_lines([READY, BROKE, "Traceback (most recent call last):", "ZeroDivisionError"], after=4)
    assert lines == [
        LogLine(5, "2026-11-21 04:03:19.316", "info", "pyworkstation.app", "engine 0.1.0 ready: process 7"),
        LogLine(
            6,
            "2026-11-21 04:03:20.001",
            "error",
            "pyworkstation.services.replay.service",
            "it broke",
            "Traceback (most recent call last):\nZeroDivisionError",
        ),
    ]


def test_lines_of_json_say_the_same() -> None:
    line = {
        "at": "2026-11-21T04:03:20.001+00:00",
        "level": "error",
        "source": "pyworkstation.app",
        "thread": "MainThread",
        "text": "it broke",
        "trace": "ZeroDivisionError",
    }
    assert log_lines([json.dumps(line)], after=0) == [
        LogLine(1, "2026-11-21 04:03:20.001", "error", "pyworkstation.app", "it broke", "ZeroDivisionError")
    ]


@pytest.mark.parametrize("line", ['{"at": 1', '{"other": 1}', "words of nobody"])
def test_what_is_no_line_of_the_log_is_shown_as_it_stands(line: str) -> None:
    assert log_lines([line, ""], after=0) == [LogLine(1, "", "info", "", line)]


LINES = log_lines([READY, BROKE, "Traceback", "2026-11-21T04:03:21.5Z WARNING a.b: slow"], after=0)


@pytest.mark.parametrize(
    ("level", "search", "numbers"),
    [
        ("debug", "", [1, 2, 3]),
        ("info", "", [1, 2, 3]),
        ("warning", "", [2, 3]),
        ("error", "", [2]),
        ("info", "ENGINE ready", [1]),
        ("info", "traceback", [2]),
        ("info", "04:03:21", [3]),
        ("warning", "engine", []),
    ],
)
def test_lines_are_chosen_by_level_and_words(level: str, search: str, numbers: list[int]) -> None:
    assert [line.number for line in wanted(LINES, level, search)] == numbers


def test_a_service_that_is_not_well_is_seen() -> None:
    from pyworkstation_ui.state.system import SERVICE_COLUMNS  # noqa: PLC0415

    row = ServiceHealth(name="replay", state="degraded", reason="the last request failed", restarts=1)
    assert [column.text(row) for column in SERVICE_COLUMNS] == [
        "replay",
        "degraded",
        "1",
        "the last request failed",
    ]
    assert SERVICE_COLUMNS[1].tone(row) is Tone.WARN
