from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pyworkstation.client.prices import open_arrow
from pyworkstation.domain.arrow_file import ArrowWriter
from pyworkstation.domain.asker import Asker, AskerGoneError
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.protocol.messages import ExportBars, Exported, ExportTicks
from pyworkstation.services import export_arrow
from pyworkstation.services.export_arrow import export_bars, export_ticks
from pyworkstation.storage.database import Store
from tests.stores import Row, open_at, store_rows

MINUTE = 60_000_000
ROWS: list[Row] = [(index * MINUTE // 4, 114_000 + index % 9, 114_010, 1, 2) for index in range(4000)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_at(tmp_path / "home") as store:
        store_rows(store, "f", ROWS, batch_ticks=5000)
        yield store


def exported(store: Store, request: ExportTicks | ExportBars, asker: Asker | None = None) -> Exported:
    if isinstance(request, ExportTicks):
        [reply] = export_ticks(request, store, asker or Asker())
    else:
        [reply] = export_bars(request, store, asker or Asker())
    return reply


@pytest.mark.parametrize("rows_at_once", [1000, 7000])
def test_ticks_of_any_number_lie_in_one_stretch(
    store: Store, monkeypatch: pytest.MonkeyPatch, rows_at_once: int
) -> None:
    monkeypatch.setattr(export_arrow, "_ROWS_AT_ONCE", rows_at_once)
    reply = exported(store, ExportTicks(symbol="EURUSD", from_us=MINUTE, to_us=900 * MINUTE))
    found = open_arrow(reply.path)
    assert (reply.rows, reply.size) == (4 * 899, Path(reply.path).stat().st_size)
    columns = found.numpy()
    assert columns["time"].astype("int64").tolist() == [row[0] for row in ROWS[4:3600]]
    assert columns["bid"].tolist() == [row[1] / 100_000 for row in ROWS[4:3600]]
    assert not columns["bid"].flags.owndata


def test_bars_of_several_pieces_are_joined(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_arrow, "_BARS_A_PIECE", 1)
    whole = open_arrow(exported(store, ExportBars(symbol="EURUSD", timeframe="M1", prices="points")).path)
    assert whole.numpy()["time"].astype("int64").tolist() == [minute * MINUTE for minute in range(1000)]
    assert whole.numpy()["ticks"].tolist() == [4] * 1000


def test_the_file_is_readable_by_its_owner_alone(store: Store) -> None:
    reply = exported(store, ExportTicks(symbol="EURUSD"))
    if os.name == "posix":
        assert Path(reply.path).parent.stat().st_mode & 0o77 == 0


@pytest.mark.parametrize(
    ("error", "raised"), [(OSError(28, "No space left"), EnvironmentFailure), (KeyError(), KeyError)]
)
def test_a_file_that_cannot_be_written_whole_is_gone(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, raised: type[Exception]
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(ArrowWriter, "finish", fail)
    with pytest.raises(raised):
        exported(store, ExportTicks(symbol="EURUSD"))
    assert list(store.home.exports.iterdir()) == []


def test_nothing_is_written_for_somebody_who_has_left(store: Store) -> None:
    asker = Asker()
    asker.leave()
    for request in (ExportTicks(symbol="EURUSD"), ExportBars(symbol="EURUSD", timeframe="M1")):
        with pytest.raises(AskerGoneError):
            exported(store, request, asker)
    assert list(store.home.exports.iterdir()) == []


def test_files_that_nobody_took_go_after_a_day(store: Store) -> None:
    forgotten, fresh = (Path(exported(store, ExportTicks(symbol="EURUSD")).path) for _ in range(2))
    day_before_us = forgotten.stat().st_mtime - 86_500
    os.utime(forgotten, (day_before_us, day_before_us))
    last = Path(exported(store, ExportTicks(symbol="EURUSD")).path)
    assert set(store.home.exports.iterdir()) == {fresh, last}


@pytest.mark.parametrize(
    "request_",
    [
        ExportTicks(symbol="NOPE"),
        ExportTicks(symbol="USDJPY"),
        ExportTicks(symbol="EURUSD", from_us=5, to_us=4),
        ExportBars(symbol="EURUSD", timeframe="X1"),
    ],
)
def test_what_cannot_be_is_refused_before_a_file_is_begun(store: Store, request_: Any) -> None:
    with pytest.raises(InputError):
        exported(store, request_)
    assert not store.home.exports.exists()
