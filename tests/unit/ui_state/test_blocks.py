"""A long table in blocks is a plain table to whoever reads it, whatever was put in, cut off and forgotten."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain.columns import Column
from pyworkstation_ui.state.blocks import Blocks, LongColumn
from pyworkstation_ui.state.curves import CurveWindow
from pyworkstation_ui.state.series import Series
from pyworkstation_ui.state.values import Values
from pyworkstation_ui.state.visible import CandleWindow
from tests.unit.ui_state.indicators import EMA, values_update
from tests.unit.ui_state.market import bars, snapshot, table, update

ROWS = 8
ALL = bars(3000)


class Step(NamedTuple):
    """What is done to a table, with how many rows."""

    what: str
    rows: int


STEPS = st.lists(
    st.builds(
        Step, st.sampled_from(["append", "append", "prepend", "cut", "forget", "restart"]), st.integers(0, 40)
    ),
    max_size=12,
)


def _rows(start: int, stop: int) -> Column:
    """Two columns that rise, the second two by two."""
    indexes = np.arange(start, stop)
    return np.stack((indexes * 3, indexes // 2))


def _done(blocks: Blocks[np.int64], step: Step, first: int, stop: int) -> tuple[int, int]:
    """Do it; the rows that a plain table has then. Of those forgotten a block is left to say which."""
    match step:
        case Step("append", count):
            blocks.append(_rows(stop, stop + count))
            return first, stop + count
        case Step("prepend", count):
            blocks.prepend(_rows(first - count, first))
            return first - count, stop
        case Step("cut", count):
            blocks.cut(stop - count)
            return first, max(stop - count, first)
        case Step("forget", count):
            blocks.forget(count)
            assert blocks.first >= first
            assert len(blocks) <= max(count, ROWS)
            assert len(blocks) > min(count, stop - first) - ROWS
            return blocks.first, stop
        case Step(_, count):
            blocks.restart(count)
            return count, count


@given(steps=STEPS, ends=st.tuples(st.integers(0, 200), st.integers(0, 200)))
def test_blocks_read_as_one_table(steps: list[Step], ends: tuple[int, int]) -> None:
    blocks = Blocks(2, np.int64, block_rows=ROWS)
    first = stop = 0
    for step in steps:
        first, stop = _done(blocks, step, first, stop)
        assert (blocks.first, blocks.stop, len(blocks)) == (first, stop, stop - first)
    plain = _rows(first, stop)
    start, end = sorted(min(each, stop - first) for each in ends)
    np.testing.assert_array_equal(
        blocks.read(slice(None), first + start, first + end), plain[:, start:end], strict=True
    )
    for row in {start, end} - {stop - first}:
        assert blocks.row(first + row).tolist() == plain[:, row].tolist()
    stretches = [*blocks.stretches(first + start, first + end)]
    assert [index for each in stretches for index in range(each.start, each.stop)] == [
        *range(first + start, first + end)
    ]
    _read_as(LongColumn(blocks, 0), plain[0])
    _read_as(LongColumn(blocks, 1), plain[1])


def _read_as(column: LongColumn, plain: Column) -> None:
    assert len(column) == len(plain)
    rows = np.arange(len(plain))[::-2]
    np.testing.assert_array_equal(column[rows], plain[rows])
    np.testing.assert_array_equal(column[-3:], plain[-3:])
    assert [int(column[row]) for row in range(-len(plain), len(plain), 5)] == plain[
        np.arange(-len(plain), len(plain), 5)
    ].tolist()
    values = np.arange(-150, 700, 7)
    for edge in ("left", "right"):
        expected = plain.searchsorted(values, edge)
        np.testing.assert_array_equal(column.rows_of(values, edge), expected)
        assert [column.row_of(value, edge) for value in values.tolist()] == expected.tolist()


@given(cut=st.integers(0, 60), count=st.integers(0, 60))
def test_what_was_read_of_settled_blocks_is_not_touched_by_what_comes_after(cut: int, count: int) -> None:
    given_rows = _rows(0, 50)
    blocks = Blocks(2, np.int64, block_rows=ROWS)
    blocks.append(given_rows)
    blocks.cut(cut)
    blocks.append(np.full((2, count), -1))
    np.testing.assert_array_equal(given_rows, _rows(0, 50))
    for start, stop, worked_out in blocks.stretches(0, blocks.stop):
        if worked_out is not None:
            worked_out["seen"] = blocks.read(0, start, stop).tolist()
    blocks.cut(cut // 2)
    blocks.append(np.full((2, count), -2))
    for start, stop, worked_out in blocks.stretches(0, blocks.stop):
        if worked_out:
            assert worked_out["seen"] == blocks.read(0, start, stop).tolist()


@pytest.mark.parametrize(
    "change",
    [
        lambda blocks: blocks.append(_rows(100_000, 100_001)),
        lambda blocks: blocks.append(_rows(100_000, 130_000)),
        lambda blocks: blocks.prepend(_rows(-30_000, 0)),
        lambda blocks: blocks.cut(99_999),
        lambda blocks: blocks.cut(5),
        lambda blocks: blocks.forget(99_000),
        lambda blocks: blocks.read(slice(None), 50_000, 50_400),
        lambda blocks: blocks.index_of(0, 150_000, "left"),
    ],
)
def test_nothing_copies_what_is_there_or_what_comes(change: Callable[[Blocks[np.int64]], object]) -> None:
    """The rows that a case makes itself are 480 kB, those that are there 1.6 MB; a block is 16 kB."""
    blocks = Blocks(2, np.int64, block_rows=1024)
    blocks.append(_rows(0, 100_000))
    tracemalloc.start()
    try:
        change(blocks)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 600_000


@st.composite
def _cuts(draw: st.DrawFn) -> tuple[int, list[int], list[int], int]:
    """(first bar of the snapshot, ends of the updates after it, beginnings of the pages before it, rows of a block)."""
    first = draw(st.integers(0, len(ALL) - 2))
    ends = sorted(draw(st.lists(st.integers(first, len(ALL) - 1), min_size=1, max_size=6)))
    pages = sorted(draw(st.lists(st.integers(0, first), max_size=5)), reverse=True)
    return first, ends, pages, draw(st.sampled_from([5, 64, 100, 1 << 14]))


@given(
    cuts=_cuts(),
    bar_px=st.sampled_from([4.0, 0.4, 0.04, 0.02, 0.002]),
    side=st.sampled_from(["bid", "ask", "mid"]),
    is_heikin_ashi=st.booleans(),
    left=st.integers(0, len(ALL)),
)
def test_a_series_in_blocks_looks_like_one_that_came_at_once(
    cuts: tuple[int, list[int], list[int], int], bar_px: float, side: str, is_heikin_ashi: bool, left: int
) -> None:
    first, ends, pages, block_rows = cuts
    pieces, window = Series("M1", block_rows=block_rows), CandleWindow()
    pieces.apply_snapshot(snapshot(ALL[first : ends[0] + 1], first_index=first))

    def drawn(series: Series, through: CandleWindow) -> tuple[object, ...]:
        how = {"side": side, "is_heikin_ashi": is_heikin_ashi, "bar_px": bar_px}
        return through.candles(series, left=left, right=len(ALL), **how).content()  # type: ignore[arg-type]

    drawn(pieces, window)
    for done, end in pairwise(ends):
        pieces.apply_update(update(ALL[done:end], ALL[end : end + 1], first_index=done))
        drawn(pieces, window)
    for begin in pages:
        pieces.prepend(table(ALL[begin : pieces.first_index]))
        drawn(pieces, window)
    whole = Series("M1")
    whole.apply_snapshot(snapshot(ALL[pieces.first_index : ends[-1] + 1], first_index=pieces.first_index))
    assert drawn(pieces, window) == drawn(whole, CandleWindow())
    for name in ("open_us", "close_us", "last_us"):
        np.testing.assert_array_equal(getattr(pieces, name)[:], getattr(whole, name)[:])
    for index in (pieces.first_index, left, pieces.last_index):
        assert pieces.bar(index, side) == whole.bar(index, side)  # type: ignore[arg-type]
        time_us = int(ALL.open_us[min(index, len(ALL) - 1)]) + 1
        assert pieces.index_at(time_us) == whole.index_at(time_us)
        assert pieces.completed_after(time_us) == whole.completed_after(time_us)


@given(
    cuts=_cuts(),
    bar_px=st.sampled_from([4.0, 0.4, 0.04, 0.01, 0.002]),
    left=st.integers(0, len(ALL)),
    gap=st.integers(0, 40),
)
def test_values_in_blocks_look_like_those_that_came_at_once(
    cuts: tuple[int, list[int], list[int], int], bar_px: float, left: int, gap: int
) -> None:
    first, ends, pages, block_rows = cuts
    rows = np.random.default_rng(1).random((1, len(ALL)))
    rows[0, first : first + gap] = np.nan
    pieces, window = Values(1, block_rows=block_rows), CurveWindow()
    pieces.apply_snapshot(
        values_update(rows[:, first : ends[0]], rows[:, ends[0] : ends[0] + 1], first_index=first)
    )

    def drawn(values: Values, through: CurveWindow) -> tuple[object, ...]:
        (curve,) = through.curves(values, EMA, {}, left=left, right=len(ALL), bar_px=bar_px)
        return curve.span, curve.x.tobytes(), curve.y.tobytes()

    drawn(pieces, window)
    for done, end in pairwise(ends):
        pieces.apply_update(values_update(rows[:, done:end], rows[:, end : end + 1], first_index=done))
        drawn(pieces, window)
    for begin in pages:
        middle = (begin + pieces.first_index) // 2
        pieces.prepend(begin, [rows[:, begin:middle], rows[:, middle : pieces.first_index + gap]])
        drawn(pieces, window)
    begin = pieces.first_index
    whole = Values(1)
    whole.apply_snapshot(
        values_update(rows[:, begin : ends[-1]], rows[:, ends[-1] : ends[-1] + 1], first_index=begin)
    )
    assert drawn(pieces, window) == drawn(whole, CurveWindow())
