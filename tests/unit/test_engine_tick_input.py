"""Ticks in every form that an engine takes them, and those it does not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, cast

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine, TickColumns

ROWS = 3_000
RNG = np.random.default_rng(7)
COLUMNS: dict[str, NDArray[np.int64]] = {
    "ts_us": 1_552_000_000_000_000 + np.cumsum(RNG.integers(0, 900_000, ROWS)),
    "bid": 114_000 + np.cumsum(RNG.integers(-3, 4, ROWS)),
    "ask": 114_500 + np.cumsum(RNG.integers(-3, 4, ROWS)),
    "bid_volume": RNG.integers(0, 9_000, ROWS),
    "ask_volume": RNG.integers(0, 9_000, ROWS),
}
OWN = TickColumns.from_numpy(*COLUMNS.values())
NO_VOLUME = dict(list(COLUMNS.items())[:3])


def changed(**columns: object) -> Any:
    return {**COLUMNS, **columns}


def state(*ticks: object, **columns: object) -> bytes:
    engine = cast("Any", MtfEngine(["S5", "M1", "T50"]))
    engine.on_ticks(*ticks, **columns)
    return cast("bytes", engine.save())


def sql(query: str) -> Any:
    frame = duckdb.connect()
    frame.register("ticks", OWN)
    return frame.sql(query)


SAME: list[tuple[str, Callable[[], bytes]]] = [
    ("a dict", lambda: state(COLUMNS)),
    ("keywords", lambda: state(**COLUMNS)),
    ("an Arrow stream", lambda: state(sql("SELECT * FROM ticks"))),
    ("an Arrow stream with other columns", lambda: state(sql("SELECT 'EURUSD' AS symbol, * FROM ticks"))),
    (
        "timestamps of Arrow",
        lambda: state(sql("SELECT * REPLACE (make_timestamp(ts_us) AS ts_us) FROM ticks")),
    ),
    ("timestamps of NumPy", lambda: state(changed(ts_us=COLUMNS["ts_us"].view("datetime64[us]")))),
    ("narrower numbers", lambda: state(changed(bid=COLUMNS["bid"].astype(np.int32)))),
    ("every other row of a longer array", lambda: state(changed(bid=np.repeat(COLUMNS["bid"], 2)[::2]))),
    ("lists", lambda: state({name: column.tolist() for name, column in COLUMNS.items()})),
    ("nothing masked", lambda: state(changed(bid=np.ma.masked_array(COLUMNS["bid"])))),
]


@pytest.mark.parametrize("given", [given for _, given in SAME], ids=[name for name, _ in SAME])
def test_the_form_of_the_ticks_changes_nothing(given: Callable[[], bytes]) -> None:
    assert given() == state(OWN)


def test_empty_lists_are_no_ticks() -> None:
    assert MtfEngine(["M1"]).on_ticks(ts_us=[], bid=[], ask=[]) == 0


def test_ticks_without_volumes_have_volumes_of_zero() -> None:
    zeros = np.zeros(ROWS, dtype=np.int64)
    expected = state(changed(bid_volume=zeros, ask_volume=zeros))
    assert state(**NO_VOLUME) == expected
    assert state(sql("SELECT ts_us, bid, ask FROM ticks")) == expected


def with_cell(name: str, row: int, cell: int) -> NDArray[np.int64]:
    column = COLUMNS[name].copy()
    column[row] = cell
    return column


def masked(name: str, row: int) -> object:
    return np.ma.masked_array(COLUMNS[name], mask=np.arange(ROWS) == row)


NAT = np.iinfo(np.int64).min
NONE = "expected TickColumns, an Arrow table, or the columns ts_us, bid, ask .*, found"
REFUSED: list[tuple[Callable[[], object], str]] = [
    (state, f"{NONE} nothing"),
    (lambda: state(COLUMNS, **COLUMNS), f"{NONE} both ticks and keywords"),
    (lambda: state("ticks.csv"), f"{NONE} str"),
    (lambda: state(bid=COLUMNS["bid"]), "expected a column ts_us, found columns bid"),
    (lambda: state(changed(bid_vol=COLUMNS["bid"])), "expected the columns ts_us, bid, .*, found 'bid_vol'"),
    (
        lambda: state(changed(bid=COLUMNS["bid"] / 1e5)),
        r"column bid: expected one dimension of int64, found float64 .*; prices are whole points, .*np.rint",
    ),
    (
        lambda: state(changed(ts_us=COLUMNS["ts_us"].view("datetime64[ns]"))),
        r"column ts_us: .*found datetime64\[ns\] .*; times are microseconds since 1970",
    ),
    (lambda: state(changed(ask=COLUMNS["ask"].astype(np.uint64))), "column ask: .*found uint64"),
    (lambda: state(changed(ask=COLUMNS["ask"].reshape(2, -1))), "column ask: .*found int64 of 2 dimensions"),
    (lambda: state(changed(ask=COLUMNS["ask"] > 0)), "column ask: .*found bool"),
    (lambda: state(changed(ask=COLUMNS["ask"][:5])), f"columns of one length, found ts_us {ROWS}, .*ask 5"),
    (lambda: state(sql("SELECT * EXCLUDE ask FROM ticks")), "expected a column ask"),
    (
        lambda: state(sql("SELECT ts_us, bid, ask, bid_volume AS volume FROM ticks")),
        "expected a column bid_volume",
    ),
    (lambda: state(sql("SELECT * REPLACE (bid / 1e5 AS bid) FROM ticks")), "column bid: .*found Float64"),
    (
        lambda: state(sql("SELECT * REPLACE (make_timestamp(ts_us)::TIMESTAMP_MS AS ts_us) FROM ticks")),
        r"column ts_us: .*found Timestamp\(ms\)",
    ),
    (
        lambda: state(changed(ts_us=with_cell("ts_us", 1_700, NAT).view("datetime64[us]"))),
        "column ts_us, row 1700: expected a time, found NaT",
    ),
    (lambda: state(changed(bid=masked("bid", 7))), "column bid, row 7: expected a value, found a masked one"),
    (
        lambda: TickColumns.from_numpy(*changed(ask=masked("ask", 2_999)).values()),
        "column ask, row 2999: expected a value, found a masked one",
    ),
    (
        lambda: TickColumns.from_numpy(*changed(bid_volume=with_cell("bid_volume", 1_700, -1)).values()),
        "column bid_volume, row 1700: expected a volume of 0 or more, found -1",
    ),
    (
        lambda: TickColumns.from_arrow(sql("SELECT * REPLACE (-ask_volume - 1 AS ask_volume) FROM ticks")),
        f"column ask_volume, row 0: expected a volume of 0 or more, found {-COLUMNS['ask_volume'][0] - 1}",
    ),
]


@pytest.mark.parametrize(("give", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_holds_no_ticks_is_refused_by_name(give: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        give()


@pytest.mark.parametrize("name", ["bid_volume", "ask_volume"])
@pytest.mark.parametrize("row", [0, 511, 512, 1_700, ROWS - 1])
def test_a_volume_below_zero_stops_at_its_row(name: str, row: int) -> None:
    engine, until = MtfEngine(["S5", "M1", "T50"]), MtfEngine(["S5", "M1", "T50"])
    expected = (
        f"column {name}, row {row}: expected a volume of 0 or more, found -5; the rows before it are taken in"
    )
    with pytest.raises(InputError) as refused:
        engine.on_ticks(changed(**{name: with_cell(name, row, -5)}))
    assert str(refused.value) == expected
    until.on_ticks(OWN.slice(0, row))
    assert engine.save() == until.save()


def test_the_row_of_a_volume_below_zero_counts_all_batches_of_a_stream() -> None:
    engine = MtfEngine(["M1"])
    bad = duckdb.sql(
        "SELECT i AS ts_us, i AS bid, i AS ask, i AS bid_volume, CASE WHEN i = 999_999 THEN -1 ELSE i END AS ask_volume "
        "FROM range(1_000_000) r(i)"
    )
    with pytest.raises(InputError, match="column ask_volume, row 999999: expected a volume"):
        engine.on_ticks(cast("Any", bad))
    assert engine.ticks == 999_999


def test_a_fault_in_a_late_batch_leaves_the_engine_as_it_was() -> None:
    engine = MtfEngine(["M1"])
    # DuckDB hands on 2,048 rows at a time and more: the null is in the last of a million.
    bad = duckdb.sql(
        "SELECT i AS ts_us, CASE WHEN i < 999_999 THEN i END AS bid, i AS ask, i AS bid_volume, i AS ask_volume "
        "FROM range(1_000_000) r(i)"
    )
    with pytest.raises(InputError, match="column bid: expected a value in every row, found nulls: 1"):
        engine.on_ticks(cast("Any", bad))
    assert engine.ticks == 0


def test_other_threads_run_while_columns_are_taken_in() -> None:
    engine = MtfEngine(["S1"])
    rows = 4_000_000
    columns = {name: np.resize(column, rows) for name, column in NO_VOLUME.items()}
    columns["ts_us"] = np.arange(rows, dtype=np.int64) * 1_000
    done = threading.Event()
    seen: list[int] = []

    def count() -> None:
        while not done.is_set():
            seen.append(len(seen))

    counter = threading.Thread(target=count)
    counter.start()
    before = len(seen)
    engine.on_ticks(columns)
    after = len(seen)
    done.set()
    counter.join()
    assert engine.ticks == rows
    assert after > before
