"""`pyworkstation.client.ticks` and `bars`, with an engine and without: the same numbers as the command line writes."""

from __future__ import annotations

import csv
import gc
import io
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pyworkstation.client import Prices, bars, open_arrow, ticks
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from tests.command import output_of, pyworkstation
from tests.engine_process import FIRST_MS, engine_process, write_ticks
from tests.stores import open_at

SECONDS = 3 * 3600
ZONE = timezone(timedelta(hours=2))


@pytest.fixture(scope="module", params=["without an engine", "with an engine"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    write_ticks(folder / "ticks.csv", seconds=SECONDS)
    output_of("import", folder / "ticks.csv", "--symbol", "EURUSD", home=folder / "home")
    if request.param == "without an engine":
        yield folder / "home"
    else:
        with engine_process(folder / "home"):
            yield folder / "home"


def written_by_cli(home: Path, *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output_of(*arguments, home=home))))


def test_ticks_are_those_of_the_file(home: Path) -> None:
    columns = ticks("EURUSD", home=home).numpy()
    with (home.parent / "ticks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert columns["time"].astype("datetime64[ms]").astype(np.int64).tolist() == [
        int(row["timestamp"]) for row in rows
    ]
    # float() of the text is the double nearest to the price.
    assert columns["bid"].tolist() == [float(row["bid"]) for row in rows]
    assert columns["ask"].tolist() == [float(row["ask"]) for row in rows]
    assert columns["bid_volume"].tolist() == [1_500_000] * len(rows)
    assert not columns["bid"].flags.owndata
    assert not columns["bid"].flags.writeable


@pytest.mark.parametrize(
    ("timeframe", "side"), [("M1", "bid"), ("H1", "mid"), ("D1", "ask"), ("T100", "mid")]
)
def test_bars_are_those_of_the_command_line(home: Path, timeframe: str, side: Any) -> None:
    frame = bars("EURUSD", timeframe, side=side, prices="decimal", home=home).pandas().reset_index()
    rows = written_by_cli(home, "bars", "EURUSD", timeframe, "--side", side)
    assert list(frame.columns) == list(rows[0])
    assert [str(time.isoformat()) for time in frame["time"]] == [
        row["time"].replace("Z", "+00:00") for row in rows
    ]
    for name in ("open", "high", "low", "close"):
        assert [str(value) for value in frame[name]] == [row[name] for row in rows]
    for name in ("volume", "ticks"):
        assert frame[name].tolist() == [int(row[name]) for row in rows]


@pytest.mark.parametrize("start", [None, "2019-02-04T01:30:30Z"])
@pytest.mark.parametrize(("timeframe", "side"), [("M1", "bid"), ("M15", "mid"), ("T100", "ask")])
@pytest.mark.parametrize("prices", ["float", "points"])
def test_indicators_are_those_of_the_command_line(
    home: Path, timeframe: str, side: Any, start: str | None, prices: Any
) -> None:
    asked = ["ema(20)", "macd(3, 5, 2)", "VWAP"]
    found = bars("EURUSD", timeframe, start, side=side, prices=prices, indicators=asked, home=home)
    options = [part for text in asked for part in ("--indicator", text)]
    done = pyworkstation(
        "bars",
        "EURUSD",
        timeframe,
        "--side",
        side,
        *options,
        *(["--from", start] if start else []),
        home=home,
    )
    rows = list(csv.DictReader(io.StringIO(done.output)))
    assert list(found.columns) == list(rows[0])
    for name in found.columns[7:]:
        assert found.numpy()[name].tolist() == pytest.approx(
            [float(row[name] or "nan") for row in rows], rel=1e-15, nan_ok=True
        )
    frame = found.pandas()
    assert_frame_equal(pl.from_pandas(frame.reset_index(), nan_to_null=False), found.polars())
    assert found.arrow().column_names == list(found.columns)


@pytest.mark.parametrize(
    ("indicators", "words"),
    [
        ("ema(20)", r"indicators: expected a list such as"),
        ([20], r"indicators: expected a list such as"),
        (["nosuch"], "nosuch"),
        (["ema(0)"], "period"),
        (["spread"], "indicators: expected an indicator of prices and volumes"),
        ([f"ema({period})" for period in range(2, 70)], "indicators: expected 64 or less, found 68"),
        (["e" * 201], "indicators: expected"),
        (["ema", "EMA"], "indicators: expected each indicator once"),
    ],
)
def test_an_indicator_that_is_none_is_refused(home: Path, indicators: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        bars("EURUSD", "M1", indicators=indicators, home=home)


def test_a_range_without_bars_has_the_columns_of_its_indicators(home: Path) -> None:
    found = bars("EURUSD", "M1", "2020-01-01", indicators=["ema(20)"], home=home)
    assert (len(found), found.columns[-1], found.numpy()["EMA_20"].tolist()) == (0, "EMA_20", [])


TEN_SECONDS: list[tuple[Any, Any]] = [
    ("2019-02-04T01:00:00Z", "2019-02-04T01:00:10Z"),
    ("2019-02-04T01:00:00", "2019-02-04T03:00:10+02:00"),
    (datetime(2019, 2, 4, 1), datetime(2019, 2, 4, 3, 0, 10, tzinfo=ZONE)),
    (np.datetime64("2019-02-04T01"), np.datetime64("2019-02-04T01:00:10.000000000")),
    (pd.Timestamp("2019-02-04T01:00:00"), pd.Timestamp("2019-02-04T02:00:10", tz="Europe/Berlin")),
]


@pytest.mark.parametrize(("start", "end"), TEN_SECONDS)
def test_a_range_is_half_open_however_its_times_are_given(home: Path, start: Any, end: Any) -> None:
    times = ticks("EURUSD", start, end, home=home).numpy()["time"]
    first = np.datetime64(FIRST_MS + 3_600_000, "ms")
    assert times.tolist() == [first + np.timedelta64(500 * number, "ms") for number in range(20)]


def test_a_range_with_nothing_in_it_has_no_rows_in_any_form(home: Path) -> None:
    for prices in (
        ticks("EURUSD", date(2030, 1, 1), home=home),
        bars("EURUSD", "M1", "2030-01-01", home=home),
    ):
        assert len(prices) == 0
        assert [len(column) for column in prices.numpy().values()] == [0] * len(prices.columns)
        assert (len(prices.pandas()), len(prices.polars()), len(prices.arrow())) == (0, 0, 0)


@pytest.mark.parametrize(
    ("form", "expected"), [("float", 1.14403), ("points", 114_403), ("decimal", Decimal("1.14403"))]
)
def test_prices_come_in_the_form_that_was_asked_for(home: Path, form: Any, expected: Any) -> None:
    # By hand: the first bid is 114,000 + |0 - 400| points, the ask 3 more.
    found = ticks("EURUSD", "2019-02-04", "2019-02-04T00:00:01", prices=form, home=home)
    assert found.numpy()["ask"].tolist()[0] == expected
    assert found.pandas()["ask"].iloc[0] == expected
    assert found.polars()["ask"][0] == expected
    assert found.arrow()["ask"][0].as_py() == expected


@pytest.mark.parametrize("form", ["float", "points", "decimal"])
def test_a_frame_of_polars_is_what_polars_reads_of_the_file(home: Path, tmp_path: Path, form: Any) -> None:
    for prices in (ticks("EURUSD", prices=form, home=home), bars("EURUSD", "M1", prices=form, home=home)):
        file = prices.save_arrow(tmp_path / "prices.arrow")
        assert_frame_equal(prices.polars(), pl.read_ipc(file.read_bytes()))


def test_a_frame_of_polars_is_a_view_that_outlives_the_prices_and_may_be_changed(home: Path) -> None:
    prices = ticks("EURUSD", home=home)
    frame, bid = prices.polars(), prices.numpy()["bid"]
    assert np.shares_memory(frame["bid"].to_numpy(), bid)
    expected = bid.tolist()
    del prices, bid
    gc.collect()
    frame[0, "bid"] = 5.0
    assert frame["bid"].to_list() == [5.0, *expected[1:]]


def test_frames_have_times_in_utc(home: Path) -> None:
    found = bars("EURUSD", "H1", home=home)
    opens = [datetime(2019, 2, 4, hour, tzinfo=UTC) for hour in range(3)]
    assert [time.to_pydatetime() for time in found.pandas().index] == opens
    assert found.polars()["time"].to_list() == opens
    assert found.arrow()["time"].to_pylist() == opens
    facts = {"symbol": "EURUSD", "timeframe": "H1", "side": "bid", "digits": "5", "volume_digits": "0"}
    assert found.facts == facts
    assert repr(found).startswith(
        "<Prices symbol=EURUSD timeframe=H1 side=bid digits=5 volume_digits=0: 3 rows of time, open,"
    )


def test_a_saved_file_is_mapped_again(home: Path, tmp_path: Path) -> None:
    path = ticks("EURUSD", home=home).save_arrow(tmp_path / "x.arrow")
    again = open_arrow(path)
    assert len(again) == 2 * SECONDS
    assert not again.numpy()["ask"].flags.owndata
    pd.testing.assert_frame_equal(again.pandas(), ticks("EURUSD", home=home).pandas())
    assert [child.name for child in tmp_path.iterdir()] == ["x.arrow"]


def test_nothing_stays_in_the_home(home: Path) -> None:
    kept = bars("EURUSD", "M1", home=home)
    assert list((home / "run" / "exports").iterdir()) == []
    assert len(kept.numpy()["open"]) == SECONDS // 60


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"symbol": "NOPE"}, "a known symbol, found NOPE"),
    ({"symbol": "USDJPY"}, "import some: pyworkstation import PATH --symbol USDJPY"),
    ({"symbol": "eur/usd"}, "symbol: expected a symbol"),
    ({"start": "yesterday"}, "start: expected a time in ISO 8601"),
    ({"start": 5}, "start: expected a time"),
    ({"end": pd.NaT}, "end: expected a time"),
    ({"end": np.datetime64("NaT")}, "end: expected a time"),
    ({"start": "2020-01-02", "end": "2020-01-01"}, "start: expected a time not after end"),
    ({"prices": "double"}, "prices: expected one of float, decimal, points, found 'double'"),
]


@pytest.mark.parametrize(("changes", "words"), REFUSALS)
def test_what_cannot_be_is_refused_in_one_line(home: Path, changes: dict[str, Any], words: str) -> None:
    asked: dict[str, Any] = {"symbol": "EURUSD", "home": home} | changes
    with pytest.raises(InputError, match=words) as refusal:
        ticks(**asked)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("timeframe", ["X7", "../M1", ""])
def test_an_unknown_timeframe_is_refused(home: Path, timeframe: str) -> None:
    with pytest.raises(InputError, match="timeframe: expected a timeframe such as"):
        bars("EURUSD", timeframe, home=home)


@pytest.mark.parametrize("content", [b"", b"ARROW1", b"no arrow file at all, but longer than one"])
def test_a_file_of_others_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.arrow").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.arrow: expected an Arrow file"):
        open_arrow(tmp_path / "x.arrow")
    with pytest.raises(InputError, match="expected an Arrow file"):
        open_arrow(tmp_path / "absent.arrow")


def test_a_file_without_times_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"price": [1, 2]}).write_ipc(
        tmp_path / "x.arrow", compression="uncompressed", compat_level=pl.CompatLevel.oldest()
    )
    with pytest.raises(InputError, match="found one without a column time"):
        open_arrow(tmp_path / "x.arrow")


def test_a_folder_that_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    found: Prices = bars("EURUSD", "H1", home=home)
    with pytest.raises(EnvironmentFailure, match="cannot be written"):
        found.save_arrow(tmp_path / "absent" / "x.arrow")


def test_a_home_in_use_by_another_process_is_named(tmp_path: Path) -> None:
    with open_at(tmp_path), pytest.raises(RequestFailedError, match=str(os.getpid())):
        ticks("EURUSD", home=tmp_path)
