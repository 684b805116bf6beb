"""Live ticks: stored within their stretch of time, whole, in order, and packed at the close of the day."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.services import live_appender
from pyworkstation.services.live_appender import LiveAppender
from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.import_runs import import_runs
from pyworkstation.storage.imports.undo_import import undo_run
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.live_ticks import append_ticks
from pyworkstation.storage.ticks.ticks import coverage
from tests.stores import Row, open_at, store_rows, stored_rows, ticks_of

LIVE = 1_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_at(tmp_path / "home") as store:
        yield store


def row(at: int, bid: int = 114_000) -> Row:
    return (at, bid, 114_010, 10_000, 10_000)


ROWS = [row(at * 1000) for at in range(100)]


def put_all(store: Store, rows: list[Row], *, step: int = 7, symbol: str = "EURUSD") -> None:
    with LiveAppender(store, gather_s=0.001) as appender:
        for start in range(0, len(rows), step):
            appender.put(symbol, ticks_of(rows[start : start + step]))


def test_what_is_put_is_stored_in_order_and_counted(store: Store) -> None:
    put_all(store, ROWS)
    put_all(store, ROWS[:10], symbol="USDJPY")
    assert stored_rows(store) == ROWS
    assert stored_rows(store, symbol="USDJPY") == ROWS[:10]
    assert coverage(store, find_instrument(store, "EURUSD").id) == (100, 0, 99_000)
    runs = import_runs(store, None)
    assert [(run.id, run.path, run.ticks_held) for run in runs] == [
        (LIVE, "live", 100),
        (LIVE + 1, "live", 10),
    ]


def test_an_hour_that_several_batches_counted_is_counted_on_in_one_row(store: Store) -> None:
    store_rows(store, "file", ROWS[:60], batch_ticks=20)
    put_all(store, ROWS[60:])
    with store.cursor() as cursor:
        counted = cursor.execute("SELECT ticks FROM tick_hours ORDER BY ticks").fetchall()
    assert counted == [(20,), (20,), (60,)]
    assert coverage(store, find_instrument(store, "EURUSD").id) == (100, 0, 99_000)


def test_ticks_of_one_time_keep_their_order_and_late_ones_find_their_place(store: Store) -> None:
    rows = [row(5000, 3), row(5000, 1), row(5000, 2), row(9000), row(5000, 4), row(4000)]
    with LiveAppender(store) as appender:
        for tick in rows:
            appender.put("EURUSD", ticks_of([tick]))
            appender.flush()
    assert stored_rows(store) == [rows[5], rows[0], rows[1], rows[2], rows[4], rows[3]]


def test_ticks_that_an_import_stored_are_not_stored_again_and_the_other_way_round(store: Store) -> None:
    store_rows(store, "file", ROWS[:60])
    put_all(store, ROWS[40:90])
    assert stored_rows(store) == ROWS[:90]
    store_rows(store, "day", ROWS)
    assert stored_rows(store) == ROWS
    undo_run(store, 1)
    assert stored_rows(store) == ROWS
    undo_run(store, LIVE)
    assert stored_rows(store) == ROWS


def test_a_correction_replaces_live_ticks(store: Store) -> None:
    put_all(store, ROWS)
    store_rows(store, "right", [row(0, 5), row(99_000, 5)], replaces=True)
    assert stored_rows(store) == [row(0, 5), row(99_000, 5)]


def test_compaction_keeps_every_tick_and_begins_new_imports(store: Store) -> None:
    with LiveAppender(store) as appender:
        for tick in ROWS:
            appender.put("EURUSD", ticks_of([tick]))
            appender.put("USDJPY", ticks_of([tick]))
        assert appender.compact() == 200
        appender.put("EURUSD", ticks_of([row(200_000)]))
    assert stored_rows(store) == [*ROWS, row(200_000)]
    with store.cursor() as cursor:
        order = cursor.execute("SELECT instrument_id, ts_ms FROM plain_ticks LIMIT 200").fetchall()
    assert order == sorted(order)
    assert [run.ticks_held for run in import_runs(store, "EURUSD")] == [100, 1]


def test_an_unknown_symbol_is_refused(store: Store) -> None:
    with LiveAppender(store) as appender, pytest.raises(InputError, match="NEWUSD"):
        appender.put("NEWUSD", ticks_of(ROWS))


def test_while_the_disk_fails_ticks_wait_and_then_the_feed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails, tried = threading.Event(), threading.Event()
    fails.set()
    real = append_ticks

    def append(*arguments: object) -> int:
        tried.set()
        if fails.is_set():
            raise EnvironmentFailure("the disk is full")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(live_appender, "append_ticks", append)
    monkeypatch.setattr(live_appender, "_AGAIN_S", 0.01)
    monkeypatch.setattr(live_appender.log, "warning", lambda *_: None)
    with LiveAppender(store, room_ticks=50) as appender:
        appender.put("EURUSD", ticks_of(ROWS[:60]))
        assert tried.wait(10)
        with pytest.raises(EnvironmentFailure, match="the disk is full"):
            appender.put("EURUSD", ticks_of(ROWS[60:]), patience_s=0.05)
        fails.clear()
        appender.put("EURUSD", ticks_of(ROWS[60:]), patience_s=10)
    assert stored_rows(store) == ROWS


def test_what_was_flushed_outlives_a_kill(tmp_path: Path) -> None:
    script = (
        "import os; from pathlib import Path; from tests.stores import open_at, ticks_of\n"
        "from pyworkstation.services.live_appender import LiveAppender\n"
        f"appender = LiveAppender(open_at(Path({str(tmp_path / 'home')!r})))\n"
        "appender.put('EURUSD', ticks_of([(at * 1000, 1, 2, 3, 4) for at in range(1000)]))\n"
        "appender.flush(); appender.put('EURUSD', ticks_of([(9_000_000, 1, 2, 3, 4)])); os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    with open_at(tmp_path / "home") as store:
        assert [tick[0] for tick in stored_rows(store)][:1000] == [at * 1000 for at in range(1000)]
        put_all(store, [row(10_000_000)])
        assert stored_rows(store)[-1] == row(10_000_000)


BATCH = st.lists(st.tuples(st.integers(0, 9), st.integers(114_000, 114_002)), min_size=1, max_size=6)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(BATCH, max_size=6), compact_after=st.integers(0, 6))
def test_any_ticks_come_back_by_time_and_arrival(
    tmp_path_factory: pytest.TempPathFactory, *, batches: list[list[tuple[int, int]]], compact_after: int
) -> None:
    rows = [[row(at, bid) for at, bid in batch] for batch in batches]
    with open_at(tmp_path_factory.mktemp("home")) as store, LiveAppender(store) as appender:
        for number, batch in enumerate(rows):
            appender.put("EURUSD", ticks_of(batch))
            appender.flush()
            if number == compact_after:
                appender.compact()
        # One that comes again after its day was compacted is the one that is there.
        came = [tick for batch in rows[: compact_after + 1] for tick in batch]
        later = [tick for batch in rows[compact_after + 1 :] for tick in batch]
        if not any(tick in came for tick in later):
            assert stored_rows(store) == sorted(came + later, key=lambda tick: tick[0])
