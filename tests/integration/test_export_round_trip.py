"""What `ticks` writes, `import` reads: the very same table, whatever the ticks and the form."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.command import output_of, refusal_of
from tests.stores import Row, open_at, store_rows, stored_rows

FORMATS = ("csv", "json", "parquet")
NOON = 1_549_281_600_000_000


def home_with(folder: Path, rows: list[Row], symbol: str) -> Path:
    with open_at(folder) as store:
        store_rows(store, "rows", rows, symbol=symbol)
    return folder


def moved(home: Path, folder: Path, kind: str, symbol: str) -> list[Row]:
    """The rows, exported and imported elsewhere."""
    file = folder / f"out.{kind}"
    output_of("ticks", symbol, "--format", kind, "-o", file, home=home)
    output_of("import", file, "--symbol", symbol, home=folder / kind)
    with open_at(folder / kind) as store:
        return stored_rows(store, symbol=symbol)


SYMBOLS = {"EURUSD": 100_000, "USDJPY": 100_000, "USA500IDXUSD": 2_500_000, "BTCUSD": 600_000}
"""(symbol, a price in points). The second two have volumes with decimals."""


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[Row]]:
    symbol = draw(st.sampled_from(sorted(SYMBOLS)))
    time = st.integers(0, 10**6) | st.integers(0, 3_600_000).map(lambda ms: ms * 1000) | st.integers(0, 2)
    volume = st.integers(0, 200) | st.integers(0, 10**12) | st.just(1) | st.just(100)
    row = st.tuples(time, st.integers(-50, 50), st.integers(0, 30), volume, volume)
    middle = SYMBOLS[symbol]
    rows = draw(st.lists(row, min_size=1, max_size=40))
    return symbol, sorted(
        (NOON + at, middle + bid, middle + bid + spread, bids, asks) for at, bid, spread, bids, asks in rows
    )


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables())
@example(table=("BTCUSD", [(NOON, 600_000, 600_000, 10**12, 0)]))
def test_any_ticks_come_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[str, list[Row]]
) -> None:
    symbol, rows = table
    folder = tmp_path_factory.mktemp("trip")
    home = home_with(folder / "home", rows, symbol)
    for kind in FORMATS:
        assert moved(home, folder, kind, symbol) == rows, kind


@pytest.mark.parametrize("volume", [0, 1, 100, 2_060_000])
def test_volumes_of_any_size_are_units(tmp_path: Path, volume: int) -> None:
    rows = [(NOON + second * 10**6, 114_543, 114_545, volume, volume) for second in range(5)]
    home = home_with(tmp_path / "home", rows, "EURUSD")
    for kind in FORMATS:
        assert moved(home, tmp_path, kind, "EURUSD") == rows, kind


def test_long_exports_are_read_in_pieces(tmp_path: Path) -> None:
    """More than one piece of JSON (8 MB), and several parts of an answer."""
    rows = [(NOON + n // 2 * 1000, 114_500 + n % 90, 114_600, n % 7, 10**9 + n) for n in range(120_000)]
    home = home_with(tmp_path / "home", rows, "EURUSD")
    for kind in FORMATS:
        assert moved(home, tmp_path, kind, "EURUSD") == rows, kind


def test_the_header_says_the_unit(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home", [(NOON, 2_500_000, 2_500_010, 1_500, 20)], "USA500IDXUSD")
    assert output_of("ticks", "USA500IDXUSD", home=home).splitlines() == [
        "timestamp,bid,ask,bid_volume_units,ask_volume_units",
        "2019-02-04T12:00:00Z,2500.000,2500.010,1.500,0.020",
    ]
    [row] = json.loads(output_of("ticks", "USA500IDXUSD", "--format", "json", home=home))
    assert row["bid_volume_units"] == 1.5


def test_an_export_without_ticks_is_none_wrong(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home", [(NOON, 114_543, 114_545, 1, 1)], "EURUSD")
    for kind in FORMATS:
        file = tmp_path / f"out.{kind}"
        output_of("ticks", "EURUSD", "--to", "2000-01-01", "--format", kind, "-o", file, home=home)
        output_of("import", file, "--symbol", "EURUSD", home=tmp_path / kind)


def test_a_fault_in_an_exported_json_has_its_line(tmp_path: Path) -> None:
    rows = [(NOON + second * 10**6, 114_543, 114_545, 1, 1) for second in range(5)]
    home = home_with(tmp_path / "home", rows, "EURUSD")
    lines = output_of("ticks", "EURUSD", "--format", "json", home=home).splitlines(keepends=True)
    lines[3] = lines[3].replace("1.14543", '"x"')
    (tmp_path / "a.json").write_text("".join(itertools.chain(lines)), encoding="ascii")
    assert "a.json, line 4" in refusal_of("import", tmp_path / "a.json", "--symbol", "EURUSD", home=home)


def test_the_parquet_of_another_symbol_is_refused(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home", [(NOON, 114_543, 114_545, 1, 1)], "EURUSD")
    file = tmp_path / "out.parquet"
    output_of("ticks", "EURUSD", "--format", "parquet", "-o", file, home=home)
    assert "found EURUSD" in refusal_of("import", file, "--symbol", "GBPUSD", home=home)
