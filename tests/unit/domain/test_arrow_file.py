"""Arrow files as independent readers see them: polars and pyarrow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.ipc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain.arrow_file import ArrowWriter, Field, decimal_column, read_arrow
from pyworkstation.domain.errors import InputError

FIELDS = [Field("time", "time"), Field("bid", "float"), Field("ask", "decimal", 5), Field("ticks", "int")]
FACTS = {"symbol": "EURUSD", "digits": "5"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Batches = list[tuple[int, list[list[int]]]]


def written(path: Path, batches: Batches, fields: list[Field] = FIELDS) -> Path:
    """A file of (room for rows, what is put at a time); each number makes a row of all columns."""
    with path.open("wb") as file:
        arrow = ArrowWriter(file, fields, FACTS)
        for capacity, puts in batches:
            arrow.begin(capacity)
            for numbers in puts:
                column = np.array(numbers, dtype=np.int64)
                arrow.put([column * 1000, column / 7.0, decimal_column(column), column][: len(fields)])
        arrow.finish()
    return path


def expected(numbers: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "time": EPOCH + timedelta(milliseconds=number),
            "bid": number / 7.0,
            "ask": Decimal(number).scaleb(-5),
            "ticks": number,
        }
        for number in numbers
    ]


def rows_of(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [row | {"time": row["time"].astimezone(UTC)} for row in frame.to_dicts()]


FILES: dict[str, tuple[Batches, list[int]]] = {
    "no batch": ([], []),
    "an empty one": ([(0, [])], []),
    "room left over": ([(100, [[1, -2], [3]])], [1, -2, 3]),
    "room for none that came": ([(5, [])], []),
    "just enough": ([(3, [[1, 2, 3]])], [1, 2, 3]),
    "more than there was room for": ([(2, [[1], [2, 3], [4]])], [1, 2, 3, 4]),
    "several": ([(2, [[1, 2]]), (9, [[3], [], [4]])], [1, 2, 3, 4]),
}


@pytest.mark.parametrize("name", FILES)
def test_polars_reads_what_was_put(tmp_path: Path, name: str) -> None:
    batches, numbers = FILES[name]
    frame = pl.read_ipc(written(tmp_path / "f.arrow", batches))
    assert frame.schema == {
        "time": pl.Datetime("us", "UTC"), "bid": pl.Float64(), "ask": pl.Decimal(18, 5), "ticks": pl.Int64(),
    }  # fmt: skip
    assert rows_of(frame) == expected(numbers)


@pytest.mark.parametrize("name", FILES)
def test_pyarrow_finds_it_valid_as_a_file_and_as_a_stream(tmp_path: Path, name: str) -> None:
    batches, numbers = FILES[name]
    data = written(tmp_path / "f.arrow", batches).read_bytes()
    for table in (pyarrow.ipc.open_file(data).read_all(), pyarrow.ipc.open_stream(data[8:]).read_all()):
        table.validate(full=True)
        assert table.to_pylist() == expected(numbers)
        assert table.schema.metadata == {b"symbol": b"EURUSD", b"digits": b"5"}


@pytest.mark.parametrize("name", FILES)
def test_we_read_what_was_put(tmp_path: Path, name: str) -> None:
    batches, numbers = FILES[name]
    data = written(tmp_path / "f.arrow", batches).read_bytes()
    content = read_arrow(memoryview(data), where="f")
    assert (content.fields, content.facts, content.rows) == (tuple(FIELDS), FACTS, len(numbers))
    assert [number for batch in content.batches for number in batch[3].tolist()] == numbers
    assert [pair[0] for batch in content.batches for pair in batch[2].tolist()] == numbers


def test_polars_files_of_our_columns_are_read_too(tmp_path: Path) -> None:
    frame = pl.DataFrame({"time": [EPOCH], "bid": [1.5], "ticks": [3]})
    frame.write_ipc(tmp_path / "f.arrow", compression="uncompressed", compat_level=pl.CompatLevel.oldest())
    content = read_arrow(memoryview((tmp_path / "f.arrow").read_bytes()), where="f")
    assert [column.tolist() for column in content.batches[0]] == [[EPOCH.replace(tzinfo=None)], [1.5], [3]]


@pytest.mark.parametrize(
    "frame", [pl.DataFrame({"a": ["text"]}), pl.DataFrame({"a": [1, None]}), pl.DataFrame({"a": [1.0]}, schema={"a": pl.Float32}), pl.DataFrame({"a": [Decimal(1)]}, schema={"a": pl.Decimal(38, 30)})]
)  # fmt: skip
def test_columns_of_other_kinds_are_refused(tmp_path: Path, frame: pl.DataFrame) -> None:
    frame.write_ipc(tmp_path / "f.arrow", compression="uncompressed", compat_level=pl.CompatLevel.oldest())
    with pytest.raises(InputError, match=r"g\.arrow: expected an Arrow file that pyworkstation wrote"):
        read_arrow(memoryview((tmp_path / "f.arrow").read_bytes()), where="g.arrow")


@given(cut=st.integers(0, 2000), at=st.integers(0, 2000), bits=st.integers(0, 255))
def test_damaged_files_are_refused_or_read_in_bounds(
    tmp_path_factory: pytest.TempPathFactory, cut: int, at: int, bits: int
) -> None:
    data = bytearray(written(tmp_path_factory.mktemp("f") / "f.arrow", [(3, [[1, 2, 3]])]).read_bytes())
    data[at % len(data)] ^= bits
    del data[max(0, len(data) - cut % 20) : len(data)]
    try:
        content = read_arrow(memoryview(bytes(data)), where="f")
    except InputError:
        return
    assert content.rows >= 0
