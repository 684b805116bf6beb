"""Ticks of an import that stopped half-way are shown, and it is said that they are only a part."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pyworkstation.protocol import messages as m
from pyworkstation.services.imports import import_progress
from pyworkstation.services.imports.cancelled_jobs import CancelledJobs
from pyworkstation.services.imports.import_ticks import import_ticks
from tests.command import output_of, pyworkstation
from tests.engine_process import write_ticks
from tests.stores import open_at

SECONDS = 120_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_ticks(tmp_path / "ticks.csv", seconds=SECONDS)
    return tmp_path / "ticks.csv"


@pytest.fixture
def half(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that has the first ticks of the file."""
    monkeypatch.setattr(import_progress, "_EVERY_S", 0)
    request = m.ImportTicks(paths=[str(file)], symbol="EURUSD", job="one")
    jobs = CancelledJobs()
    with open_at(tmp_path / "home") as store:
        for part in import_ticks(request, store, jobs):
            if isinstance(part, m.ImportProgress) and part.ticks_done:
                jobs.cancel("one")
    return tmp_path / "home"


def test_every_view_of_it_says_so_until_it_is_done(half: Path, file: Path) -> None:
    [part] = json.loads(output_of("status", "--json", home=half))["unfinished"]
    so_far = part["ticks"]
    assert part == {"symbol": "EURUSD", "path": str(file), "ticks": so_far, "running": False}
    line = f"import of {file} unfinished: {so_far:,} ticks of EURUSD so far; run the same command again\n"
    assert line in output_of("status", home=half)
    for command in (["ticks", "EURUSD"], ["bars", "EURUSD", "H1"], ["quality", "EURUSD"]):
        shown = pyworkstation(*command, home=half)
        assert (shown.code, shown.errors) == (0, f"warning: {line}")
        assert shown.output
    assert "unfinished" in output_of("imports", home=half)

    said = output_of("import", file, "--symbol", "EURUSD", home=half)
    assert f"{2 * SECONDS:,} ticks read, {2 * SECONDS - so_far:,} new" in said
    assert f"{so_far:,} ticks of them had been stored by the run that stopped\n" in said
    output_of("bars", "EURUSD", "H1", home=half)


def test_it_can_be_undone(half: Path, file: Path) -> None:
    assert "1 file, undone" in output_of("undo", "1", home=half)
    assert "no ticks stored" in output_of("status", home=half)
    assert f"{2 * SECONDS:,} new" in output_of("import", file, "--symbol", "EURUSD", home=half)
    assert "undone before" in output_of("undo", "1", home=half)


def test_another_symbol_is_whole(half: Path, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("timestamp,bid,ask\n1549238400000,1.30000,1.30010\n", encoding="ascii")
    output_of("import", tmp_path / "b.csv", "--symbol", "GBPUSD", home=half)
    output_of("ticks", "GBPUSD", home=half)
