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
]


@pytest.mark.parametrize("given", [given for _, given in SAME], ids=[name for name, _ in SAME])
def test_the_form_of_the_ticks_changes_nothing(given: Callable[[], bytes]) -> None:
    assert given() == state(OWN)


def test_ticks_without_volumes_have_volumes_of_zero() -> None:
    zeros = np.zeros(ROWS, dtype=np.int64)
    expected = state(changed(bid_volume=zeros, ask_volume=zeros))
    assert state(**NO_VOLUME) == expected
    assert state(sql("SELECT ts_us, bid, ask FROM ticks")) == expected


NONE = "expected TickColumns, an Arrow table, or the columns ts_us, bid, ask .*, found"
REFUSED: list[tuple[Callable[[], bytes], str]] = [
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
]


@pytest.mark.parametrize(("give", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_holds_no_ticks_is_refused_by_name(give: Callable[[], bytes], message: str) -> None:
    with pytest.raises(InputError, match=message):
        give()


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
