"""All timeframes at one instant: rows and files, from prices written out by hand."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from pyworkstation.protocol.messages import IndicatorValues, PriceSide, SnapshotPart
from pyworkstation_ui.state.mtf import (
    MtfState,
    bar_rows,
    mtf_state,
    prices,
    timeframe_rows,
    to_csv,
    to_json,
    value_rows,
)
from tests.unit.ui_state.market import MINUTE, MONDAY, bars_of

_COMPLETED = bars_of(
    [MONDAY, MONDAY + MINUTE],
    ([108_000, 108_010], [108_020, 108_015], [107_990, 108_001], [108_010, 108_005]),
    [1_000_000, 2_000_000],
)
_FORMING = bars_of([MONDAY + 2 * MINUTE], ([108_005], [108_030], [108_004], [108_021]), [500_000])


def snapshot_part(timeframe: str = "M1", **changes: object) -> SnapshotPart:
    """Two completed bars, numbers 6 and 7, a forming one, and an EMA whose first value is none yet."""
    fields: dict[str, object] = {
        "symbol": "EURUSD",
        "timeframe": timeframe,
        "digits": 5,
        "epoch": 3,
        "position_us": MONDAY + 2 * MINUTE + 30_000_000,
        "ticks": 412_331,
        "completed_count": 8,
        "first_index": 6,
        "completed": _COMPLETED.pack(),
        "forming": _FORMING.pack(),
        "progress": 0.5,
        "indicators": [
            IndicatorValues(
                id=4,
                name="EMA",
                side="bid",
                params={"period": 20.0, "source": "close"},
                outputs=["average"],
                completed=np.array([np.nan, 1.080071]).tobytes(),
                forming=np.array([1.080123]).tobytes(),
            )
        ],
    }
    return SnapshotPart(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def state() -> MtfState:
    told = mtf_state([snapshot_part(), snapshot_part("H1", completed=b"", completed_count=0, indicators=[])])
    assert told is not None
    return told


def test_no_part_is_no_state() -> None:
    assert mtf_state([]) is None


def test_a_timeframe_in_one_line(state: MtfState) -> None:
    minute, hour = timeframe_rows(state, "bid")
    assert minute == (
        "M1",
        0.5,
        ("1.08005", "1.08030", "1.08004", "1.08021"),
        f"{500_000 % 97 + 1}",
        True,
        "2025-03-10 00:01:00",
        ("1.08010", "1.08015", "1.08001", "1.08005"),
        8,
    )
    assert (hour.last_open, hour.last, hour.completed) == ("", ("", "", "", ""), 0)


def test_no_forming_bar_has_no_progress() -> None:
    told = mtf_state([snapshot_part(forming=b"", progress=0.0)])
    assert told is not None
    assert timeframe_rows(told, "bid")[0].progress is None


@pytest.mark.parametrize(
    ("side", "close"),
    # The ask is three points above the bid; their middle lies half a point off.
    [("bid", "1.08021"), ("ask", "1.08024"), ("mid", "1.080225")],
)
def test_prices_of_each_side(side: PriceSide, close: str) -> None:
    assert prices(_FORMING, side, 5)[0][3] == close


def test_indicator_values_by_output(state: MtfState) -> None:
    assert value_rows(state) == [("M1", 4, "EMA 20 close", "average", "1.080071", "1.080123")]


def test_bars_come_newest_first_and_the_forming_one_says_so(state: MtfState) -> None:
    rows = bar_rows(state.timeframes[0], "bid")
    assert [(row.number, row.is_forming, row.opened[-8:], row.is_up) for row in rows] == [
        (8, True, "00:02:00", True),
        (7, False, "00:01:00", False),
        (6, False, "00:00:00", True),
    ]
    assert rows[0].volume == "1,000,000", "bid and ask volume"


def test_the_csv_has_a_line_for_each_bar_and_a_column_for_each_output(state: MtfState) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(state))))
    assert [(row["timeframe"], row["state"], row["index"]) for row in rows] == [
        ("M1", "completed", "6"),
        ("M1", "completed", "7"),
        ("M1", "forming", "8"),
        ("H1", "forming", "0"),
    ]
    assert [row["EMA 20 close average"] for row in rows] == ["", "1.080071", "1.080123", ""]
    assert (rows[1]["open_time"], rows[1]["ask_close"]) == ("2025-03-10T00:01:00Z", "1.08008")


def test_the_json_says_the_same(state: MtfState) -> None:
    whole = json.loads(to_json(state))
    assert (whole["symbol"], whole["epoch"], whole["ticks"]) == ("EURUSD", 3, 412_331)
    assert whole["position"] == "2025-03-10T00:02:30Z"
    minute = whole["timeframes"][0]
    assert (minute["timeframe"], minute["completed"], minute["progress"]) == ("M1", 8, 0.5)
    assert [bar["bid_close"] for bar in minute["bars"]] == ["1.08010", "1.08005", "1.08021"]
    assert [bar["indicators"] for bar in minute["bars"]] == [
        {},
        {"EMA 20 close average": 1.080071},
        {"EMA 20 close average": 1.080123},
    ]


def test_files_of_a_state_without_indicators_have_no_column_for_them(state: MtfState) -> None:
    bare = replace(state, timeframes=(state.timeframes[1],))
    assert to_csv(bare).splitlines()[0].endswith("bid_volume,ask_volume,ticks")
