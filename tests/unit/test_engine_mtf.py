"""The multi-timeframe state: what holds after every tick, and who may call meanwhile."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.domain.errors import BugError, InputError
from pyworkstation.domain.timeframe import STANDARD_TIMEFRAMES
from pyworkstation.engine import MtfEngine, completed_bars, panic_drill, tick_columns, to_bars

NESTED = [("S1", "S5"), ("S5", "M1"), ("M1", "M15"), ("M15", "H1"), ("H1", "H4"), ("H1", "D1")]
DEADLINE_S = 60


def walk(count: int, *, seed: int = 0, mean_gap_us: int = 700_000) -> Ticks:
    rng = np.random.default_rng(seed)
    ts_us = 1_551_900_000_000_000 + np.cumsum(rng.integers(0, 2 * mean_gap_us, count))
    bid = 114_000 + np.cumsum(rng.integers(-3, 4, count))
    return Ticks(ts_us, bid, bid + rng.integers(0, 12, count), *rng.integers(0, 10**7, (2, count)))


def state(engine: MtfEngine) -> list[object]:
    """Everything that an engine tells of itself, as comparable values."""
    tables = [(name, *engine.completed(name), engine.forming(name)) for name in engine.timeframes]
    rows = [(name, first, completed.pack(), forming.pack()) for name, first, completed, forming in tables]
    return [rows, engine.ticks, engine.late, engine.last_us]


def all_bars(engine: MtfEngine, timeframe: str) -> Bars:
    _, completed = engine.completed(timeframe)
    return Bars.concatenate([to_bars(completed), to_bars(engine.forming(timeframe))])


chunks = st.lists(st.integers(0, 400), max_size=12)


@given(
    seed=st.integers(0, 1000),
    sizes=chunks,
    gap_us=st.sampled_from([1_000, 400_000, 60_000_000, 7_200_000_000]),
)
@settings(max_examples=40, deadline=None)
def test_any_chunking_of_the_same_ticks_ends_in_the_same_state(
    seed: int, sizes: list[int], gap_us: int
) -> None:
    ticks = walk(1_000, seed=seed, mean_gap_us=gap_us)
    columns = tick_columns(ticks)
    whole, cut, single = (MtfEngine(STANDARD_TIMEFRAMES, depth=300) for _ in range(3))
    completed = whole.on_ticks(columns)
    edges = [0, *np.minimum(np.cumsum(sizes, dtype=np.int64), 1_000).tolist(), 1_000]
    parts = [columns.slice(start, stop) for start, stop in itertools.pairwise(edges)]
    assert sum(cut.on_ticks(part) for part in parts) == completed
    rows = zip(*(getattr(ticks, name).tolist() for name in Ticks.names()), strict=True)
    assert sum(single.on_tick(*row) for row in rows) == completed
    assert state(whole) == state(cut) == state(single)


@given(seed=st.integers(0, 1000), cut=st.integers(0, 999), boundary=st.sampled_from(["left", "right"]))
@settings(max_examples=40, deadline=None)
def test_the_future_changes_nothing(seed: int, cut: int, boundary: str) -> None:
    columns = tick_columns(walk(1_000, seed=seed, mean_gap_us=40_000_000))
    timeframes = [*STANDARD_TIMEFRAMES, "S7", "M7"]
    truncated, full = (MtfEngine(timeframes, boundary=boundary) for _ in range(2))  # type: ignore[arg-type]
    truncated.on_ticks(columns.slice(0, cut))
    full.on_ticks(columns.slice(0, cut))
    then = state(full)
    full.on_ticks(columns.slice(cut, 1_000))
    assert state(truncated) == then
    for timeframe in timeframes:
        _, now = full.completed(timeframe)
        _, before = truncated.completed(timeframe)
        assert Bars.unpack(now.pack())[: len(before)].pack() == before.pack()


@pytest.mark.parametrize(("lower", "upper"), NESTED)
def test_higher_bars_are_the_merge_of_the_lower_ones(lower: str, upper: str) -> None:
    engine = MtfEngine([lower, upper], depth=200_000)
    engine.on_ticks(tick_columns(walk(100_000, mean_gap_us=1_500_000)))
    low, high = all_bars(engine, lower), all_bars(engine, upper)
    starts = np.flatnonzero(np.isin(low.first_us, high.first_us))
    ends = np.append(starts[1:], len(low)) - 1
    for side in ("bid", "ask", "mid2"):
        np.testing.assert_array_equal(getattr(high, f"{side}_open"), getattr(low, f"{side}_open")[starts])
        np.testing.assert_array_equal(getattr(high, f"{side}_close"), getattr(low, f"{side}_close")[ends])
        merged_high = np.maximum.reduceat(getattr(low, f"{side}_high"), starts)
        np.testing.assert_array_equal(getattr(high, f"{side}_high"), merged_high)
        merged_low = np.minimum.reduceat(getattr(low, f"{side}_low"), starts)
        np.testing.assert_array_equal(getattr(high, f"{side}_low"), merged_low)
    for name in ("bid_volume", "ask_volume", "ticks"):
        np.testing.assert_array_equal(getattr(high, name), np.add.reduceat(getattr(low, name), starts))
    np.testing.assert_array_equal(high.last_us, low.last_us[ends])


def test_a_snapshot_is_what_the_parts_say() -> None:
    engine = MtfEngine(["D1", "S1", "M1"], depth=10)
    empty = engine.snapshot()
    assert empty.timeframes == ["S1", "M1", "D1"]
    assert [len(empty), empty.ticks, empty.last_us, len(empty.forming("M1"))] == [3, 0, None, 0]
    ticks = walk(1_000)
    engine.on_ticks(tick_columns(ticks))
    snapshot = engine.snapshot()
    assert (snapshot.ticks, snapshot.late, snapshot.last_us) == (1_000, 0, ticks.ts_us[-1])
    for name in engine.timeframes:
        first, completed = engine.completed(name)
        count = snapshot.completed_count(name)
        assert count == engine.completed_count(name) == first + len(completed)
        assert engine.bars(name).pack() == completed.pack()
        assert to_bars(completed)[-1:].pack() == snapshot.last(name).pack()
        assert snapshot.forming(name).pack() == engine.forming(name).pack()
        forming = to_bars(engine.forming(name))
        elapsed = (ticks.ts_us[-1] - forming.open_us[0]) / (forming.close_us[0] - forming.open_us[0])
        assert snapshot.progress(name) == elapsed


def test_the_ring_keeps_the_newest_bars_and_counts_them_all() -> None:
    keep_all, keep_ten = MtfEngine(["S1"], depth=100_000), MtfEngine(["1s"], depth=10)
    for engine in (keep_all, keep_ten):
        engine.on_ticks(tick_columns(walk(1_000)))
    count = keep_all.completed_count("S1")
    assert keep_ten.completed_count("S1") == count > 100
    for since in (0, count - 11, count - 10, count - 3, count, count + 5):
        first, bars = keep_ten.completed("S1", since)
        assert first == min(max(since, count - 10), count)
        assert bars.pack() == keep_all.completed("S1", first)[1].pack()


def test_late_ticks_are_refused_and_counted() -> None:
    engine = MtfEngine(["M1"])
    completed = [engine.on_tick(ts_us, 100, 102) for ts_us in (5, 5, 4, 60_000_000, 59_999_999)]
    assert completed == [0, 0, 0, 1, 0]
    assert (engine.ticks, engine.late, engine.last_us) == (3, 2, 60_000_000)
    assert MtfEngine(["M1"]).last_us is None


@pytest.fixture
def no_forced_switches() -> Iterator[None]:
    """A Python thread keeps the GIL until it lets it go by itself."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("no_forced_switches")
def test_another_thread_runs_while_ticks_are_taken() -> None:
    columns = tick_columns(walk(1_000_000))
    attempts = range(50)
    assert any(
        another_runs_during(lambda: MtfEngine(STANDARD_TIMEFRAMES).on_ticks(columns)) for _ in attempts
    )
    # Python code, for contrast, lets nobody in.
    assert not any(another_runs_during(lambda: sum(range(100_000))) for _ in attempts)


def another_runs_during(call: Callable[[], object]) -> bool:
    """Does a thread that waits for the GIL get it before the call is over?"""
    about_to_call, over = threading.Event(), threading.Event()
    was_over: list[bool] = []

    def other() -> None:
        about_to_call.wait(DEADLINE_S)
        was_over.append(over.is_set())

    thread = threading.Thread(target=other)
    thread.start()
    about_to_call.set()
    call()
    over.set()
    thread.join(DEADLINE_S)
    return was_over == [False]


def test_threads_that_share_an_engine_wait_for_each_other() -> None:
    engine = MtfEngine(STANDARD_TIMEFRAMES)
    columns = tick_columns(walk(50_000))
    last = columns.slice(49_999, 50_000)
    totals: list[int] = []

    def push_and_look() -> None:
        for _ in range(20):
            engine.on_ticks(columns)
            engine.on_ticks(last)
            totals.append(engine.snapshot().completed_count("S1"))

    threads = [threading.Thread(target=push_and_look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE_S)
    # The first takes all ticks; whatever comes again is late but for ticks at the very last stamp.
    assert len(totals) == 80
    assert engine.ticks + engine.late == 80 * 50_001
    assert set(totals) == {engine.completed_count("S1")}


def test_subscriptions_tell_bars_in_the_order_of_their_ticks_lowest_first() -> None:
    engine = MtfEngine(["M1", "S5", "T3"])
    early, late = engine.subscribe(), engine.subscribe()
    assert list(completed_bars(early)) == []
    for second in (0, 4, 5, 61):
        engine.on_tick(second * 1_000_000, 100 + second, 102 + second)
    told = [(bar.timeframe, bar.number, bar.bar.open_us // 1_000_000) for bar in completed_bars(early)]
    # The third tick ends the first five seconds and fills three ticks; the fourth ends 5-10 and the minute.
    assert told == [("S5", 0, 0), ("T3", 0, 0), ("S5", 1, 5), ("M1", 0, 0)]
    events = late.take()
    assert [events.timeframes[place] for place in events.timeframe] == ["S5", "T3", "S5", "M1"]
    assert events.index.tolist() == [0, 0, 1, 0]
    assert not events.is_revised.any()
    assert events.bars.bid_high.tolist() == [104, 105, 105, 105]
    assert len(early.take()) == len(late.take()) == early.missed == 0


def test_a_late_tick_within_the_tolerance_revises_its_bars() -> None:
    engine = MtfEngine(["S1", "M1"], late_tolerance_us=2_000_000)
    subscription = engine.subscribe()
    for second in (0, 1, 3):
        engine.on_tick(second * 1_000_000, 100, 102)
    assert [bar.number for bar in completed_bars(subscription)] == [0, 1]
    for ts_us, bid in ((1_500_000, 90), (2_000_000, 95), (999_999, 1)):
        engine.on_tick(ts_us, bid, 102)
    assert (engine.ticks, engine.late, engine.reopened) == (5, 3, 2)
    revised = [
        (bar.timeframe, bar.number, bar.is_revised, bar.bar.bid_low) for bar in completed_bars(subscription)
    ]
    assert revised == [("S1", 1, True, 90), ("S1", 2, False, 95)]
    assert engine.forming("M1").bid_low.tolist() == [90]


@pytest.mark.parametrize("position", [0, 1, 777])
def test_a_restored_engine_goes_on_as_the_saved_one(position: int) -> None:
    columns = tick_columns(walk(2_000, mean_gap_us=5_000_000))
    engine = MtfEngine([*STANDARD_TIMEFRAMES, "W1", "MN1", "T7", "V9000000", "R5", "K4"], depth=50)
    engine.on_ticks(columns.slice(0, position))
    saved = engine.save(b"indicators")
    assert saved == engine.save(b"indicators")
    restored, extra = MtfEngine.restore(saved)
    assert extra == b"indicators"
    for each in (engine, restored):
        each.on_ticks(columns.slice(position, 2_000))
    assert state(engine) == state(restored)
    assert engine.save() == restored.save()
    assert engine.debug_dump() == restored.debug_dump()


def test_bytes_that_are_no_state_are_refused_and_the_engine_stays() -> None:
    saved = MtfEngine(["M1"]).save()
    newer = saved[:6] + b"\x04\x00" + saved[8:]
    rows = [
        (b"", "expected the saved state of an engine, found 0 bytes of something else"),
        (saved[:-1], "found another checksum; use the one saved before it"),
        (newer, "expected a saved state of version 3, found version 4; it was written by a newer"),
    ]
    for data, message in rows:
        with pytest.raises(InputError, match=message):
            MtfEngine.restore(data)


def test_a_dump_shows_every_timeframe() -> None:
    engine = MtfEngine(["M1", "D1", "T100"])
    engine.on_tick(1_549_274_400_000_000, 114_372, 114_375)
    lines = engine.debug_dump().splitlines()
    assert (
        lines[0] == "ticks 1, last 2019-02-04T10:00:00Z, late 0 of which re-opened 0, jumps without bricks 0"
    )
    assert [line.split()[0] for line in lines[3:]] == ["M1", "D1", "T100"]
    assert all("114372 114372 114372 114372" in line for line in lines[3:])


def test_memory_is_bounded_by_the_depth() -> None:
    engine = MtfEngine(["S1", "M1"], depth=1_000)
    before = engine.state_bytes
    engine.on_ticks(tick_columns(walk(50_000)))
    assert engine.state_bytes == before
    assert 2 * 1_000 * 152 <= before < 2 * 1_000 * 152 + 10_000


def test_columns_of_bars_are_views_that_outlive_them() -> None:
    engine = MtfEngine(["S1"])
    engine.on_ticks(tick_columns(walk(1_000)))
    _, bars = engine.completed("S1")
    unpacked = Bars.unpack(bars.pack())
    for name in Bars.names():
        column = getattr(bars, name)
        assert not column.flags.writeable
        assert not column.flags.owndata
        np.testing.assert_array_equal(column, getattr(unpacked, name), err_msg=name)
    np.testing.assert_array_equal(bars.label_us("open"), unpacked.open_us)
    close = bars.label_us("close")
    assert np.shares_memory(close, bars.close_us)
    del bars
    np.testing.assert_array_equal(close, unpacked.close_us)
    assert len(MtfEngine(["S1"]).forming("S1").bid_open) == 0


def test_a_panic_in_rust_is_a_bug_error_and_the_process_lives(capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with pytest.raises(BugError, match="the Rust engine panicked: a drill"):
            panic_drill()
    assert "a drill" in capfd.readouterr().err
