"""Columns across the border: NumPy and Arrow, in and out."""

from __future__ import annotations

import gc
from collections.abc import Callable

import duckdb
import numpy as np
import pytest

from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import BarBuilder, TickColumns, to_bars, to_ticks

NAMES = Ticks.names()


def some_ticks(count: int) -> Ticks:
    rng = np.random.default_rng(7)
    ts_us = 1_549_238_400_000_000 + np.cumsum(rng.integers(0, 900_000, count))
    bid = 114_000 + rng.integers(0, 500, count)
    return Ticks(ts_us, bid, bid + rng.integers(0, 9, count), *rng.integers(0, 10**7, (2, count)))


def columns_of(ticks: Ticks) -> TickColumns:
    return TickColumns.from_numpy(*(getattr(ticks, name) for name in NAMES))


def assert_equal(found: Ticks, expected: Ticks) -> None:
    for name in NAMES:
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_numpy_goes_in_and_comes_out_the_same(count: int) -> None:
    ticks = some_ticks(count)
    columns = columns_of(ticks)
    assert len(columns) == count
    assert_equal(to_ticks(columns), ticks)
    assert columns.pack() == ticks.pack()


def test_strided_arrays_go_in() -> None:
    ticks = some_ticks(100)
    assert_equal(to_ticks(columns_of(ticks[::-3])), ticks[::-3])


def test_the_columns_are_a_copy_of_what_went_in() -> None:
    ticks = some_ticks(10)
    columns = columns_of(ticks)
    ticks.bid[:] = 0
    assert columns.bid.min() > 0


def test_views_share_memory_are_read_only_and_outlive_their_columns() -> None:
    columns = columns_of(some_ticks(1000))
    bid, part = columns.bid, columns.slice(10, 20)
    assert np.shares_memory(bid, columns.bid)
    assert np.shares_memory(bid[10:20], part.bid)
    assert not bid.flags.writeable
    with pytest.raises(ValueError, match="WRITEABLE"):
        bid.flags.writeable = True
    del columns, part
    gc.collect()
    np.testing.assert_array_equal(bid, some_ticks(1000).bid)


@pytest.mark.parametrize("start", [0, 3, 10, 99])
@pytest.mark.parametrize("stop", [0, 3, 10, 99])
def test_a_slice_is_cut_as_pythons_are(start: int, stop: int) -> None:
    ticks = some_ticks(10)
    assert_equal(to_ticks(columns_of(ticks).slice(start, stop)), ticks[start:stop])


def test_searchsorted_finds_the_first_tick_at_or_after() -> None:
    ticks = some_ticks(500)
    columns = columns_of(ticks)
    for ts_us in [0, *ticks.ts_us[::50], *(ticks.ts_us[::50] + 1), 2**62]:
        assert columns.searchsorted(int(ts_us)) == np.searchsorted(ticks.ts_us, ts_us, side="left")


@pytest.mark.parametrize("count", [0, 1, 300_000])
def test_arrow_goes_to_duckdb_and_back(count: int) -> None:
    ticks = some_ticks(count)
    columns = columns_of(ticks)
    with duckdb.connect() as connection:
        connection.sql("CREATE TABLE stored AS SELECT * FROM columns")
        assert connection.sql("SELECT count(*), sum(ask_volume) FROM columns").fetchall() == [
            (count, int(ticks.ask_volume.sum()) if count else None)
        ]
        rows = connection.sql("SELECT ask_volume, bid, ask, ts_us, bid_volume, 'x' AS other FROM stored")
        back = TickColumns.from_arrow(rows)
    assert len(columns) == count
    assert_equal(to_ticks(back), ticks)


def test_memory_used_again_changes_nothing_that_is_still_held() -> None:
    """A view of NumPy's, an Arrow stream not read yet and a slice, while others are read with what was let go."""
    first, sizes = some_ticks(3000), (1000, 5000, 0, 3000)
    columns = TickColumns.from_arrow(columns_of(first))
    bid, part, stream = columns.bid, columns.slice(10, 20), TwoStreams(columns)
    del columns
    for size in sizes * 3:
        ticks = some_ticks(size)
        assert_equal(to_ticks(TickColumns.from_arrow(columns_of(ticks))), ticks)
    np.testing.assert_array_equal(bid, first.bid)
    assert_equal(to_ticks(part), first[10:20])
    assert_equal(to_ticks(TickColumns.from_arrow(stream)), first)


class TwoStreams:
    """A stream that ends at once the second time, as Arrow's are."""

    def __init__(self, columns: TickColumns) -> None:
        self.capsule = columns.__arrow_c_stream__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.capsule


def test_a_stream_is_read_once() -> None:
    stream = TwoStreams(columns_of(some_ticks(10)))
    assert len(TickColumns.from_arrow(stream)) == 10
    with pytest.raises(InputError):
        TickColumns.from_arrow(stream)


def test_an_unread_stream_frees_what_it_holds() -> None:
    capsule = columns_of(some_ticks(10)).__arrow_c_stream__()
    del capsule
    gc.collect()


class NoCapsule:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return 5


def rows_of(sql: str) -> Callable[[], object]:
    return lambda: TickColumns.from_arrow(duckdb.sql(sql))


GOOD = (
    "1::BIGINT AS ts_us, 2::BIGINT AS bid, 3::BIGINT AS ask, 4::BIGINT AS bid_volume, 5::BIGINT AS ask_volume"
)
ONE = np.ones(1, dtype=np.int64)
BAD_COLUMNS: list[tuple[Callable[[], object], str]] = [
    (
        rows_of("SELECT 1::BIGINT AS ts_us, 2::BIGINT AS bid"),
        "expected a column ask, found columns ts_us, bid",
    ),
    (
        rows_of(f"SELECT * REPLACE (2::INTEGER AS bid) FROM (SELECT {GOOD})"),
        "column bid: expected .* found Int32; .*BIGINT",
    ),
    (rows_of(f"SELECT * REPLACE (2.5 AS ask) FROM (SELECT {GOOD})"), "column ask: .* found Decimal"),
    (
        rows_of(f"SELECT * REPLACE (now()::TIMESTAMP_MS AS ts_us) FROM (SELECT {GOOD})"),
        "column ts_us: .* found Timestamp",
    ),
    (
        rows_of(f"SELECT * REPLACE (NULL::BIGINT AS bid) FROM (SELECT {GOOD})"),
        "column bid: expected a value .* found nulls: 1",
    ),
    (lambda: TickColumns.from_arrow(5), "expected an Arrow C stream .*, found int"),
    (lambda: TickColumns.from_arrow(NoCapsule()), "expected an Arrow C stream"),
    (
        lambda: TickColumns.from_numpy(ONE, ONE, ONE, ONE, np.ones(2, dtype=np.int64)),
        "one length, found .*ask_volume 2",
    ),
    (lambda: TickColumns.from_numpy(ONE, ONE.astype(float), ONE, ONE, ONE), "column bid: .* found float64"),
    (lambda: TickColumns.from_numpy(ONE, ONE, ONE.astype(np.int32), ONE, ONE), "column ask: .* found int32"),
    (
        lambda: TickColumns.from_numpy(ONE, ONE, ONE, ONE, ONE.reshape(1, 1)),
        "ask_volume: .* found int64 of 2 dimensions",
    ),
    (lambda: TickColumns.from_numpy([1], ONE, ONE, ONE, ONE), "column ts_us: expected .* found list"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("make", "message"), BAD_COLUMNS, ids=[message for _, message in BAD_COLUMNS])
def test_bad_columns_are_refused_by_name(make: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()


def test_bars_have_the_columns_of_the_domain_in_their_order() -> None:
    builder = BarBuilder("S5")
    bars = builder.push(columns_of(some_ticks(1000)))
    assert len(bars) > 50
    with duckdb.connect() as connection:
        relation = connection.sql("SELECT * FROM bars")
        assert tuple(relation.columns) == Bars.names()
        arrow = relation.fetchnumpy()
    packed = Bars.unpack(bars.pack())
    for name in Bars.names():
        np.testing.assert_array_equal(getattr(packed, name), arrow[name], err_msg=name)


def test_no_bars_are_columns_too() -> None:
    none = BarBuilder("M1").finish()
    assert (len(none), none.pack(), len(to_bars(none))) == (0, b"", 0)
    with duckdb.connect() as connection:
        assert tuple(connection.sql("SELECT * FROM none").columns) == Bars.names()
