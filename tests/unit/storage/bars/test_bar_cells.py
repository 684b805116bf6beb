"""Cached bars take gigabytes: what is stored beside them must not write them anew."""

from __future__ import annotations

import random
from pathlib import Path

from pyworkstation.protocol.messages import ImportTicks
from pyworkstation.services.imports.cancelled_jobs import CancelledJobs
from pyworkstation.services.imports.import_ticks import import_ticks
from pyworkstation.storage.database import Store
from pyworkstation.storage.statement import statement

CELLS = 8
CELL_BYTES = 200_000


def test_an_import_leaves_the_bars_that_lie_there_where_they_are(store: Store, tmp_path: Path) -> None:
    for number in range(CELLS):
        put_cell(store, number)
    store.checkpoint()
    before = blocks(store)
    put_cell(store, 3)
    import_minute(store, tmp_path / "a.csv", 0)
    assert before <= blocks(store)
    with store.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM bar_cells").fetchall() == [(CELLS,)]


def test_many_small_imports_are_joined_now_and_then(store: Store, tmp_path: Path) -> None:
    counts = []
    for minute in range(12):
        import_minute(store, tmp_path / f"{minute}.csv", minute)
        with store.cursor() as cursor:
            counts += cursor.execute(
                "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('plain_ticks')"
            ).fetchall()
    assert max(counts) <= (9,)
    assert counts[-1] < max(counts)


def test_bars_that_are_replaced_again_and_again_leave_their_room(store: Store) -> None:
    sizes = []
    for turn in range(6 * CELLS):
        put_cell(store, turn % CELLS)
        store.checkpoint(packs=False)
        sizes.append(store.home.database.stat().st_size)
    assert sizes[-1] <= 1.5 * sizes[2 * CELLS]


def import_minute(store: Store, file: Path, minute: int) -> None:
    row = f"2019-02-04T00:{minute:02}:00Z,1.14543,1.14545\n"
    file.write_text(f"timestamp,bid,ask\n{row}", encoding="ascii")
    list(import_ticks(ImportTicks(symbol="EURUSD", paths=[str(file)], job="j"), store, CancelledJobs()))


def put_cell(store: Store, number: int) -> None:
    key = {"instrument_id": 1, "timeframe": "S1", "boundary": "left", "day_close": "utc"}
    noise = random.Random(number).randbytes(CELL_BYTES)  # noqa: S311  (what packs badly, no secret)
    row = key | {"cell": number, "built_by": "b", "spans": [1, 2], "hours": b"h", "bars": noise}
    with store.transaction() as cursor:
        cursor.execute(statement("forget_bar_cells"), key | {"first_cell": number, "last_cell": number})
        cursor.execute(statement("store_bar_cell"), row)


def blocks(store: Store) -> set[int]:
    """Those of the file in which bars lie."""
    with store.cursor() as cursor:
        rows = cursor.execute(
            "SELECT block_id, additional_block_ids FROM pragma_storage_info('bar_cells') "
            "WHERE column_name = 'bars' AND persistent"
        ).fetchall()
    return {block for first, more in rows for block in (first, *more) if block is not None and block >= 0}
