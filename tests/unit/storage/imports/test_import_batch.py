"""Two batches are written at once, and committed one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.engine import TickColumns
from pyworkstation.storage.database import ROW_GROUP_ROWS, Store
from pyworkstation.storage.imports import import_batch
from pyworkstation.storage.imports.import_batch import Batch, BatchWriter, FinishedFile
from pyworkstation.storage.imports.import_journal import FileProgress, unfinished_imports
from pyworkstation.storage.imports.reading import ReadFile
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.packed_ticks import PackedTicks
from pyworkstation.storage.ticks.same_instant import SameInstant
from pyworkstation.storage.ticks.tick_writer import insert_ticks
from tests.stores import Row, reading, store_rows, stored_rows, ticks_of

HOUR_US = 3_600_000_000
FIRST: list[Row] = [(1000, 10, 12, 1, 1), (2000, 11, 12, 1, 1)]
SECOND: list[Row] = [(3000, 12, 13, 1, 1), (HOUR_US, 13, 14, 1, 1)]
FILE = "file"


def packed(rows: list[Row], import_id: int) -> PackedTicks:
    ticks = PackedTicks(len(rows))
    ticks.put(ticks_of(rows), slice(0, len(rows)), import_id=import_id, after=SameInstant())
    return ticks


def batch(rows: list[Row], read: int, *, is_last: bool = False) -> Batch:
    """Ticks of file 1, of which `read` ticks are read with them."""
    file = ReadFile(FILE, 1, reading(FILE))
    progress = FileProgress(
        id=1, run_id=1, file=file, ticks_read=read, first_us=FIRST[0][0], last_us=rows[-1][0]
    )
    return Batch(
        ticks=packed(rows, 1),
        before=PackedTicks(0),
        finished=[progress] if is_last else [],
        unfinished=None if is_last else progress,
        rejects=[],
    )


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Waits until a batch has been inserted, and not been committed."""
    inserted: Future[None] = Future()

    def insert(*arguments: object) -> None:
        insert_ticks(*arguments)  # type: ignore[arg-type]
        if not inserted.done():
            inserted.set_result(None)

    monkeypatch.setattr(import_batch, "insert_ticks", insert)
    return lambda: inserted.result(30)


@contextmanager
def ahead(writer: BatchWriter, of: Future[list[FinishedFile]]) -> Iterator[Future[list[FinishedFile]]]:
    """The second batch, on its way before the one `of` it is stored."""
    with ThreadPoolExecutor(1) as thread:
        yield thread.submit(writer.write, batch(SECOND, 4, is_last=True), of)


def test_a_batch_is_stored_after_the_one_before(store: Store, begun: Callable[[], None]) -> None:
    first: Future[list[FinishedFile]] = Future()
    writer = BatchWriter(store, find_instrument(store, "EURUSD").id)
    with ahead(writer, first) as second:
        begun()
        assert stored_rows(store) == []
        first.set_result(writer.write(batch(FIRST, 2), None))
        [finished] = second.result(30)
    assert stored_rows(store) == FIRST + SECOND
    assert (finished.stored.ticks_new, finished.span) == (4, (FIRST[0][0], SECOND[-1][0]))


def test_nothing_of_a_batch_is_stored_where_the_one_before_failed(
    store: Store, begun: Callable[[], None]
) -> None:
    first: Future[list[FinishedFile]] = Future()
    with ahead(BatchWriter(store, find_instrument(store, "EURUSD").id), first) as second:
        begun()
        first.set_exception(EnvironmentFailure("the disk is full"))
        with pytest.raises(EnvironmentFailure, match="the disk is full"):
            second.result(30)
    assert stored_rows(store) == []


@pytest.mark.parametrize("meanwhile", [SECOND[:1], SECOND, [(3001, 1, 2, 3, 4)]], ids=str)
def test_what_others_store_meanwhile_is_not_stored_twice(
    store: Store, begun: Callable[[], None], meanwhile: list[Row]
) -> None:
    first: Future[list[FinishedFile]] = Future()
    number = find_instrument(store, "EURUSD").id
    writer = BatchWriter(store, number)
    with ahead(writer, first) as second:
        begun()
        other = BatchWriter(store, number)
        progress = FileProgress(id=7, run_id=7, file=ReadFile("other", 1, reading("other")))
        other.write(
            Batch(ticks=packed(meanwhile, 7), before=PackedTicks(0), finished=[progress], unfinished=None, rejects=[]),
            None,
        )  # fmt: skip
        first.set_result(writer.write(batch(FIRST, 2), None))
        [finished] = second.result(30)
    assert stored_rows(store) == sorted({*FIRST, *SECOND, *meanwhile})
    assert finished.stored.ticks_new == 4 - len(set(SECOND) & set(meanwhile))


def test_the_last_batch_tells_how_far_a_file_is_and_then_none_does(store: Store) -> None:
    number = find_instrument(store, "EURUSD").id
    writer = BatchWriter(store, number)
    writer.write(batch(FIRST, 2), None)
    writer.write(batch(SECOND, 4), None)
    assert [progress.ticks_read for progress in unfinished_imports(store, number)] == [4]
    writer.write(batch([(2 * HOUR_US, 1, 2, 3, 4)], 5, is_last=True), None)
    assert unfinished_imports(store, number) == []
    assert rows_of_progress(store) == 2
    store_rows(store, "next", [(3 * HOUR_US, 1, 2, 3, 4)])
    assert rows_of_progress(store) == 0


def rows_of_progress(store: Store) -> int:
    with store.cursor() as cursor:
        [(count,)] = cursor.execute("SELECT count(*) FROM import_progress").fetchall()
    return int(count)


def test_an_hour_of_several_batches_is_read_once(store: Store) -> None:
    rows: list[Row] = [(time, 1, 2, 3, 4) for time in range(0, 40_000, 1000)]
    store_rows(store, "file", rows, batch_ticks=4)
    assert stored_rows(store, slice_ticks=10) == rows


@pytest.mark.parametrize(("table", "volume"), [("plain_ticks", 0), ("odd_ticks", 1)])
def test_whole_row_groups_are_written_before_their_commit_and_lie_in_order(
    store: Store, table: str, volume: int
) -> None:
    """What the commit wrote, it would write one batch after the other."""
    rng = np.random.default_rng(20190204)
    times_us = np.cumsum(rng.integers(1, 600, 2 * ROW_GROUP_ROWS)) * 1000
    volumes = np.full_like(times_us, volume)
    noise = rng.integers(0, 2**31, len(times_us))
    ticks = TickColumns.from_numpy(times_us, noise, noise, volumes, volumes)
    number = find_instrument(store, "EURUSD").id
    size = store.home.database.stat().st_size
    for start in (0, ROW_GROUP_ROWS):
        whole = PackedTicks(ROW_GROUP_ROWS)
        whole.put(ticks, slice(start, start + ROW_GROUP_ROWS), import_id=1, after=SameInstant())
        with store.transaction() as cursor:
            insert_ticks(cursor, number, whole.contents())
            grown = store.home.database.stat().st_size - size
            assert grown > 4 * (start + ROW_GROUP_ROWS)
    with store.cursor() as cursor:
        groups = cursor.execute(
            f"SELECT sum(count) FROM pragma_storage_info('{table}') WHERE column_name = 'ts_ms'"
            " AND segment_type <> 'VALIDITY' GROUP BY row_group_id"
        ).fetchall()
        times = np.asarray(cursor.execute(f"SELECT ts_ms FROM {table} ORDER BY rowid").fetchnumpy()["ts_ms"])
    assert groups == [(ROW_GROUP_ROWS,), (ROW_GROUP_ROWS,)]
    assert np.array_equal(times * 1000, times_us)
