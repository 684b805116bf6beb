"""An import that is cancelled keeps what it read, and the same import goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.stream import Stream
from pyworkstation.protocol import messages as m
from pyworkstation.services.imports import import_progress
from pyworkstation.services.imports.cancelled_jobs import CancelledJobs
from pyworkstation.services.imports.import_ticks import import_ticks
from tests.command import ENVIRONMENT, pyworkstation
from tests.engine_process import await_true, engine_process, messages, wait_for_engine, write_ticks
from tests.stores import open_at

SECONDS = 120_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_ticks(tmp_path / "ticks.csv", seconds=SECONDS)
    return tmp_path / "ticks.csv"


def test_the_rest_of_the_file_comes_the_next_time(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_progress, "_EVERY_S", 0)
    request = m.ImportTicks(paths=[str(file)], symbol="EURUSD", job="one")
    with open_at(tmp_path / "home") as store:
        jobs = CancelledJobs()
        replies = import_ticks(request, store, jobs)
        reached = next(part for part in replies if isinstance(part, m.ImportProgress) and part.ticks_done)
        assert 0 < reached.bytes_done < reached.bytes_total == file.stat().st_size
        jobs.cancel("one")
        [done] = replies
        assert isinstance(done, m.ImportDone)
        assert done.cancelled
        assert done.files == 0
        again = m.ImportTicks(paths=[str(file)], symbol="EURUSD", job="two")
        *_, done = import_ticks(again, store, jobs)
        assert isinstance(done, m.ImportDone)
        assert (done.files, done.ticks_read) == (1, 2 * SECONDS)
        assert done.ticks_resumed > 0
        assert done.ticks_new == 2 * SECONDS - done.ticks_resumed
        with store.cursor() as cursor:
            [(stored, imports)] = cursor.execute(
                "SELECT count(*), count(DISTINCT import_id) FROM tick_store"
            ).fetchall()
    assert (stored, imports) == (2 * SECONDS, 1)


def test_who_cancels_just_after_the_end_has_cancelled_nothing(tmp_path: Path, file: Path) -> None:
    request = m.ImportTicks(paths=[str(file)], symbol="EURUSD", job="one")
    with open_at(tmp_path / "home") as store:
        jobs = CancelledJobs()
        for part in import_ticks(request, store, jobs):
            if isinstance(part, m.ImportedFile):
                jobs.cancel("one")
        assert isinstance(part, m.ImportDone)
        assert (part.files, part.cancelled) == (1, False)


def test_over_the_bus(tmp_path: Path, file: Path) -> None:
    with engine_process(tmp_path / "home") as process:
        connection = wait_for_engine(tmp_path / "home", process)
        stream = Stream(connection, ["imports"])
        with Client(connection) as client, Client(connection) as other:
            other.call(m.CancelImport(job="one"))
            request = m.ImportTicks(paths=[str(file)], symbol="EURUSD", job="one")
            *_, done = client.request(request, timeout_s=None)
            assert isinstance(done, m.ImportDone)
            assert done.cancelled
            *_, done = client.request(m.ImportTicks(paths=[str(file)], symbol="EURUSD"), timeout_s=None)
            assert isinstance(done, m.ImportDone)
            assert done.ticks_new == 2 * SECONDS
        bodies: list[m.ImportProgress] = []
        for message in messages(stream):
            assert isinstance(message.body, m.ImportProgress)
            bodies.append(message.body)
            if not message.body.running:
                break
        stream.close()
    assert bodies[0].running
    assert {body.symbol for body in bodies} == {"EURUSD"}


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send Ctrl-C to one process alone")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_ctrl_c_and_its_like_stop_it_and_say_so(tmp_path: Path, file: Path, name: str) -> None:
    home = tmp_path / "home"
    process = subprocess.Popen(
        [sys.executable, "-m", "pyworkstation", "--home", home, "import", file, "--symbol", "EURUSD"],
        env=os.environ | ENVIRONMENT | {"PYWORKSTATION_IMPORT_BATCH_TICKS": "1000"},
        stdout=subprocess.PIPE,
    )
    await_true((home / "market.duckdb").exists, within_s=30, what="no database came up")
    process.send_signal(getattr(signal, name))
    output, _ = process.communicate(timeout=60)
    # It may have been done before the signal came, or not yet ready to be asked.
    assert process.returncode in (0, 130, 128 + getattr(signal, name))
    if process.returncode == 130 and output:
        assert b"the same command goes on from there" in output
    done = pyworkstation("import", file, "--symbol", "EURUSD", home=home)
    assert done.code == 0
