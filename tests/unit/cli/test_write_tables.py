from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest

from pyworkstation.cli.write_tables import write_tables
from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.domain.price_table import PriceTable, bar_table, tick_table

T0 = 1_549_238_400_000_000


def one_bar() -> Bars:
    facts = [T0, T0 + 60_000_000, 114543, 114570, 114542, 114569, 114545, 114572, 114543, 114571]
    return Bars(
        *(
            np.array([fact], dtype=np.int64)
            for fact in [*facts, 229087, 229141, 229085, 229140, 7, 5, 153, T0, T0]
        )
    )


def some_ticks(rows: int) -> Ticks:
    steps = np.arange(rows, dtype=np.int64)
    return Ticks(T0 + steps * 1000, 114_543 + steps % 100, 114_545 + steps % 100, steps, steps * 2)


def args(kind: str, output: Path | None) -> argparse.Namespace:
    return argparse.Namespace(format=kind, output=None if output is None else str(output))


def written(tmp_path: Path, kind: str, *tables: PriceTable) -> str:
    write_tables(iter(tables), args(kind, tmp_path / "out"))
    return (tmp_path / "out").read_text(encoding="ascii")


@pytest.mark.parametrize(
    ("side", "row"),
    [
        ("bid", "1.14543,1.14570,1.14542,1.14569,7,153"),
        ("ask", "1.14545,1.14572,1.14543,1.14571,5,153"),
        ("mid", "1.14544,1.14570,1.14542,1.14570,12,153"),
    ],
)
def test_bars_in_csv(tmp_path: Path, side: str, row: str) -> None:
    table = bar_table(one_bar(), digits=5, side=side)  # type: ignore[arg-type]
    assert (
        written(tmp_path, "csv", table)
        == f"time,open,high,low,close,volume,ticks\n2019-02-04T00:00:00Z,{row}\n"
    )


def test_ticks_in_csv_have_the_default_dialect(tmp_path: Path) -> None:
    assert written(tmp_path, "csv", tick_table(some_ticks(2), digits=3)) == (
        "timestamp,bid,ask,bid_volume_units,ask_volume_units\n"
        "2019-02-04T00:00:00Z,114.543,114.545,0,0\n"
        "2019-02-04T00:00:00.001Z,114.544,114.546,1,2\n"
    )


@pytest.mark.parametrize("rows", [0, 1, 9_999, 10_000, 25_001])
def test_the_formats_agree(tmp_path: Path, rows: int) -> None:
    tables = [
        tick_table(some_ticks(rows)[start : start + 12_000], digits=5)
        for start in range(0, rows or 1, 12_000)
    ]
    lines = written(tmp_path, "csv", *tables).splitlines()
    objects = json.loads(written(tmp_path, "json", *tables))
    write_tables(iter(tables), args("parquet", tmp_path / "out"))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        parquet = connection.execute(
            f"SELECT epoch_us(timestamp), bid::VARCHAR, ask::VARCHAR, bid_volume_units, ask_volume_units FROM read_parquet('{tmp_path / 'out'}')"
        ).fetchall()
    assert len(lines) - 1 == len(objects) == len(parquet) == rows
    for line, item, row, number in zip(lines[1:], objects, parquet, range(rows), strict=True):
        text = line.split(",")
        assert text == [
            item["timestamp"],
            *(f"{item[side]:.5f}" for side in ("bid", "ask")),
            *map(str, row[3:]),
        ]
        assert (row[0], row[1], row[2]) == (T0 + number * 1000, text[1], text[2])
        assert (item["bid_volume_units"], item["ask_volume_units"]) == row[3:]


def failing() -> Iterator[PriceTable]:
    yield tick_table(some_ticks(5), digits=5)
    raise EnvironmentFailure("the engine went away")


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, kind: str) -> None:
    (tmp_path / "out").write_text("as it was")
    with pytest.raises(EnvironmentFailure, match="went away"):
        write_tables(failing(), args(kind, tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_parquet_needs_a_file() -> None:
    with pytest.raises(InputError, match="expected -o FILE with --format parquet"):
        write_tables(iter(()), args("parquet", None))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a folder to write to"):
        write_tables(failing(), args("csv", tmp_path / "none" / "out"))


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="expected a plain file"):
        write_tables(iter([tick_table(some_ticks(1), digits=5)]), args("csv", tmp_path / "out"))
