"""Two Parquet files as one, held against DuckDB (which wrote the halves) and polars (which did not)."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pyworkstation.domain.errors import BugError
from pyworkstation.storage.parquet.join_parquet import join_columns
from pyworkstation.storage.parquet.thrift_compact import read_struct, write_struct

LEFT = "SELECT range AS a, range % 7 AS b FROM range({rows})"
RIGHT = "SELECT 'text ' || range % 5 AS c, range / 3.0 AS d, range % 2 = 0 AS e FROM range({rows})"


def write(path: Path, sql: str, *options: str) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{path}' ({', '.join(('FORMAT parquet', *options))})")
    return path


@pytest.mark.parametrize("rows", [0, 1, 10_000])
@pytest.mark.parametrize(
    "options", [[], ["PARQUET_VERSION v2", "COMPRESSION zstd", "DICTIONARY_SIZE_LIMIT 1"]]
)
def test_the_columns_stand_side_by_side(tmp_path: Path, rows: int, options: list[str]) -> None:
    left = write(tmp_path / "left", LEFT.format(rows=rows), "ROW_GROUP_SIZE 2048", *options)
    right = write(tmp_path / "right", RIGHT.format(rows=rows), "ROW_GROUP_SIZE 2048", "KV_METADATA {k: 'v'}")
    join_columns(left, right, tmp_path / "joined")
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM read_parquet('{tmp_path / 'joined'}')").fetchall()
        halves = connection.execute(
            f"SELECT * FROM read_parquet('{left}') POSITIONAL JOIN read_parquet('{right}')"
        ).fetchall()
        filtered = connection.execute(
            f"SELECT count(*) FROM read_parquet('{tmp_path / 'joined'}') WHERE c = 'text 3' AND a > 5000"
        ).fetchall()
    assert found == halves
    assert len(found) == rows
    assert filtered == [(1000 if rows == 10_000 else 0,)]


def test_polars_reads_it_too(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    left = write(tmp_path / "left", LEFT.format(rows=5000), "ROW_GROUP_SIZE 2048")
    right = write(tmp_path / "right", RIGHT.format(rows=5000), "ROW_GROUP_SIZE 2048")
    join_columns(left, right, tmp_path / "joined")
    table = polars.read_parquet(tmp_path / "joined")
    assert table.columns == ["a", "b", "c", "d", "e"]
    assert table["a"].to_list() == list(range(5000))
    assert table["c"].to_list() == [f"text {number % 5}" for number in range(5000)]
    assert table["d"].to_list() == [number / 3.0 for number in range(5000)]


def test_halves_of_other_sizes_do_not_join(tmp_path: Path) -> None:
    left = write(tmp_path / "left", LEFT.format(rows=10))
    right = write(tmp_path / "right", RIGHT.format(rows=11))
    with pytest.raises(BugError, match="rows in the row groups"):
        join_columns(left, right, tmp_path / "joined")


def test_a_footer_is_written_as_it_was_read(tmp_path: Path) -> None:
    content = write(
        tmp_path / "file", RIGHT.format(rows=10_000), "ROW_GROUP_SIZE 2048", "KV_METADATA {k: 'v'}"
    ).read_bytes()
    footer = content[-8 - int.from_bytes(content[-8:-4], "little") : -8]
    assert write_struct(read_struct(footer)) == footer
