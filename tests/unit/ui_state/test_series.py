"""Series: bars never duplicated, never skipped, however the updates are cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain.columns import Bars
from pyworkstation_ui.state.series import Change, Series, other_price
from tests.unit.ui_state.market import MINUTE, MONDAY, bars, snapshot, table, update, with_close


def test_snapshot_shows_completed_bars_and_the_forming_one() -> None:
    shown = Series("M1")
    assert shown.apply_snapshot(snapshot(bars(5), first_index=7, epoch=3)) is Change.RESET
    assert (len(shown), shown.completed, shown.epoch) == (5, 4, 3)
    assert (shown.first_index, shown.next_index, shown.last_index) == (7, 11, 11)
    assert shown.digits == 5


def test_a_moving_forming_bar_replaces_the_last_row() -> None:
    all_bars = bars(3)
    shown = Series("M1")
    shown.apply_snapshot(snapshot(all_bars))
    moved = with_close(all_bars[-1:], 109_999)
    assert shown.apply_update(update(all_bars[:0], moved, first_index=2)) is Change.MOVED
    assert len(shown) == 3
    last = shown.last_bar()
    assert last is not None
    assert (last.close, last.high) == (109_999, 109_999)


@given(cuts=st.lists(st.integers(0, 60), max_size=12), first_index=st.integers(0, 1000))
def test_any_cut_into_updates_gives_the_same_bars(cuts: list[int], first_index: int) -> None:
    all_bars = bars(61)
    edges = [0, *sorted(cuts), 60]
    shown = Series("M1")
    shown.apply_snapshot(update(all_bars[:0], all_bars[:1], first_index=first_index))
    for start, stop in pairwise(edges):
        change = shown.apply_update(
            update(all_bars[start:stop], all_bars[stop : stop + 1], first_index=first_index + start)
        )
        assert change is (Change.GROWN if stop > start else Change.MOVED)
    assert len(shown) == 61
    np.testing.assert_array_equal(shown.open_us[:], all_bars.open_us)
    np.testing.assert_array_equal(shown.ohlc(slice(None))[1], all_bars.bid_high)
    np.testing.assert_array_equal(shown.ohlc(slice(None))[2], all_bars.bid_low)
    np.testing.assert_array_equal(shown.ohlc(slice(None))[3], all_bars.bid_close)
    np.testing.assert_array_equal(shown.volume(slice(None)), all_bars.bid_volume)


@given(first_index=st.integers(0, 20), epoch=st.integers(1, 3))
def test_what_does_not_follow_on_is_refused_whole(first_index: int, epoch: int) -> None:
    all_bars = bars(12)
    shown = Series("M1")
    shown.apply_snapshot(snapshot(all_bars[:6]))
    follows_on = first_index == 5 and epoch == 1
    change = shown.apply_update(update(all_bars[5:8], all_bars[8:9], first_index=first_index, epoch=epoch))
    assert (change is Change.GAP) is not follows_on
    assert shown.completed == (8 if follows_on else 5)


def test_a_cleared_series_is_like_a_new_one() -> None:
    shown, fresh = Series("M1", block_rows=8), Series("M1")
    shown.apply_snapshot(snapshot(bars(50), first_index=7))
    before = shown.generation
    shown.clear()
    assert (len(shown), shown.epoch, shown.has_older, shown.last_bar()) == (0, None, False, None)
    assert shown.apply_update(snapshot(bars(2), first_index=7)) is Change.GAP
    assert shown.generation > before
    for series in (shown, fresh):
        series.apply_snapshot(snapshot(bars(20), first_index=3, epoch=2))
    np.testing.assert_array_equal(shown.open_us[:], fresh.open_us[:])
    assert (shown.first_index, shown.has_older) == (fresh.first_index, fresh.has_older)


def test_an_update_before_any_snapshot_is_a_gap() -> None:
    assert Series("M1").apply_update(snapshot(bars(2))) is Change.GAP


def test_snapshot_without_a_forming_bar_has_only_completed_ones() -> None:
    shown = Series("M1")
    shown.apply_snapshot(update(bars(4)))
    assert (len(shown), shown.last_index) == (4, 3)
    shown.apply_snapshot(update(Bars.empty()))
    assert len(shown) == 0
    assert shown.last_bar() is None


@pytest.mark.parametrize(
    ("offset_us", "index"),
    [(-1, None), (0, 10), (MINUTE - 1, 10), (MINUTE, 11), (100 * MINUTE, 14)],
)
def test_index_at_finds_the_bar_that_holds_a_time(offset_us: int, index: int | None) -> None:
    shown = Series("M1")
    shown.apply_snapshot(snapshot(bars(5), first_index=10))
    assert shown.index_at(MONDAY + offset_us) == index


def test_bars_outside_are_none() -> None:
    shown = Series("M1")
    shown.apply_snapshot(snapshot(bars(5), first_index=10))
    assert shown.bar(9) is None
    assert shown.bar(15) is None
    first = shown.bar(10)
    assert first is not None
    assert first.open_us == MONDAY


def test_completed_after_counts_what_came_later() -> None:
    shown = Series("M1")
    shown.apply_snapshot(snapshot(bars(10)))
    assert shown.completed_after(MONDAY + 5 * MINUTE) == 3
    assert shown.completed_after(MONDAY + 50 * MINUTE) == 0


def test_old_bars_are_forgotten_and_indexes_stay() -> None:
    all_bars = bars(200)
    shown = Series("M1", block_rows=16, max_rows=40)
    shown.apply_snapshot(snapshot(all_bars[:2]))
    for row in range(1, 199):
        forming = all_bars[row + 1 : row + 2]
        assert shown.apply_update(update(all_bars[row : row + 1], forming, first_index=row)) is Change.GROWN
        assert len(shown) <= 40
    assert shown.last_index == 199
    newest = shown.bar(199)
    kept = shown.bar(shown.first_index)
    assert newest is not None
    assert kept is not None
    assert newest.open_us == MONDAY + 199 * MINUTE
    assert kept.open_us == MONDAY + shown.first_index * MINUTE


@given(kept=st.integers(2, 60), pages=st.lists(st.integers(0, 40), max_size=6))
def test_older_bars_come_before_the_kept_ones_and_nothing_moves(kept: int, pages: list[int]) -> None:
    all_bars = bars(61)
    first = 61 - kept
    shown = Series("M1")
    shown.apply_snapshot(snapshot(all_bars[first:], first_index=first))
    for page in pages:
        older = all_bars[max(first - page, 0) : first]
        shown.prepend(table(older))
        first -= len(older)
        assert (shown.first_index, shown.last_index, len(shown)) == (first, 60, 61 - first)
        np.testing.assert_array_equal(shown.open_us[:], all_bars.open_us[first:])
        np.testing.assert_array_equal(shown.ohlc(slice(None))[2], all_bars.bid_low[first:])
        assert shown.has_older is (first > 0 and page > 0)
    assert shown.apply_update(update(all_bars[60:], first_index=60)) is Change.GROWN
    np.testing.assert_array_equal(shown.ohlc(slice(None))[3], all_bars.bid_close[first:])


@pytest.mark.parametrize(
    ("epoch", "kept_from", "first"),
    [(1, 30, 0), (1, 60, 0), (1, 61, 61), (2, 30, 30)],
    ids=["overlaps", "touches", "leaves a hole", "another epoch"],
)
def test_a_snapshot_leaves_older_bars_of_its_epoch_alone(epoch: int, kept_from: int, first: int) -> None:
    all_bars = bars(80)
    shown = Series("M1")
    shown.apply_snapshot(snapshot(all_bars[20:61], first_index=20))
    shown.prepend(table(all_bars[:20]))
    shown.apply_snapshot(snapshot(all_bars[kept_from:], first_index=kept_from, epoch=epoch))
    assert (shown.first_index, shown.last_index) == (first, 79)
    np.testing.assert_array_equal(shown.open_us[:], all_bars.open_us[first:])
    np.testing.assert_array_equal(shown.ohlc(slice(None))[3], all_bars.bid_close[first:])


def test_each_side_has_its_prices_and_the_mid_is_rounded_to_the_even_point() -> None:
    """The ask of these bars is three points above the bid, so that every mid is half a point above a whole one."""
    all_bars = bars(9)
    shown = Series("M1")
    shown.apply_snapshot(snapshot(all_bars))
    np.testing.assert_array_equal(shown.ohlc(slice(2, 5), "ask")[0], all_bars.bid_open[2:5] + 3)
    below = all_bars.bid_close + 1
    np.testing.assert_array_equal(shown.ohlc(slice(None), "mid")[3], below + below % 2)
    np.testing.assert_array_equal(shown.volume(slice(None), "mid"), 2 * all_bars.bid_volume)
    newest = shown.last_bar("ask")
    assert newest is not None
    assert newest.close == other_price(shown, "bid") == int(all_bars.ask_close[-1])
    assert other_price(shown, "ask") == int(all_bars.bid_close[-1])
    assert other_price(shown, "mid") is None
