"""A full disk: what is written fails in one line, the engine lives, reads go on, and writing goes on when there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.protocol import messages as m
from pyworkstation.storage.audit.verify_log import verify_log
from tests.command import ENVIRONMENT, Finished, output_of, pyworkstation_process
from tests.engine_process import engine_process, wait_for_engine, words_of, write_ticks
from tests.faults.test_import_killed import table_hash

DISK_MB = 24
TICKS = 120_000
BATCH = "8000"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYWORKSTATION_IMPORT_BATCH_TICKS", BATCH)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own; skipped where one may not be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "none", str(disk)]
    if os.name == "nt" or subprocess.run(mounting, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk takes root on Linux")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S607


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small file, and one of prices and volumes that do not pack well."""
    folder = tmp_path_factory.mktemp("ticks")
    write_ticks(folder / "small.csv", seconds=1000)
    rng = np.random.default_rng(20190204)
    columns = (
        1_549_324_800_000 + np.cumsum(rng.integers(50, 400, TICKS)),
        bid := rng.integers(100_000, 130_000, TICKS),
        bid + rng.integers(1, 9, TICKS),
        *rng.integers(1, 90_000_000, (2, TICKS)),
    )
    rows = (
        f"{ts},1.{bid - 100_000:05},1.{ask - 100_000:05},{bid_volume},{ask_volume}\n"
        for ts, bid, ask, bid_volume, ask_volume in zip(*(c.tolist() for c in columns), strict=True)
    )
    (folder / "large.csv").write_text("timestamp,bid,ask,bid_volume,ask_volume\n" + "".join(rows))
    return folder / "small.csv", folder / "large.csv"


@pytest.fixture(scope="module")
def expected(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The table of a run that nothing stood in the way of."""
    home = tmp_path_factory.mktemp("undisturbed")
    for file in files:
        output_of("import", file, "--symbol", "EURUSD", "--volume-unit", "units", home=home)
    return table_hash(home)


def fill(disk: Path, *, leave: int) -> Path:
    """Take all but `leave` bytes of the disk; remove the file to have it back."""
    status = os.statvfs(disk)
    (disk / "filler").write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - leave)))
    return disk / "filler"


def bars_and_ticks(client: Client) -> tuple[int, int]:
    """M1 bars and ticks that the engine gives."""
    asked: tuple[m.Request, ...] = (m.GetBars(symbol="EURUSD", timeframe="M1"), m.GetTicks(symbol="EURUSD"))
    bars, ticks = (sum(_rows(part) for part in client.request(request)) for request in asked)
    return bars, ticks


def _rows(part: m.Reply) -> int:
    assert isinstance(part, m.BarsPart | m.TicksPart)
    return part.count


def importing(client: Client, file: Path) -> m.ImportDone:
    request = m.ImportTicks(paths=[str(file)], symbol="EURUSD", volume_unit="units")
    *_, done = client.request(request, timeout_s=None)
    assert isinstance(done, m.ImportDone)
    return done


def test_an_engine_outlives_a_full_disk_and_writes_on_when_there_is_room(
    small_disk: Path, files: tuple[Path, Path], expected: str
) -> None:
    small, large = files
    home = small_disk / "home"
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        assert importing(client, small).ticks_new == 2000
        before = bars_and_ticks(client)
        filler = fill(small_disk, leave=2_000_000)
        for _ in range(2):
            with pytest.raises(RequestFailedError, match="the disk is full") as failure:
                importing(client, large)
            assert failure.value.code == "environment_failure"
            assert "\n" not in str(failure.value)
            bars, ticks = bars_and_ticks(client)
            assert ticks >= before[1]
            assert ticks % int(BATCH) == before[1] % int(BATCH)
            assert bars >= before[0]
        filler.unlink()
        assert importing(client, large).ticks_read == TICKS
        assert "Traceback" not in words_of(home)
    assert table_hash(home) == expected


def test_a_checkpoint_that_finds_no_room_costs_nothing(
    small_disk: Path, files: tuple[Path, Path], expected: str
) -> None:
    small, large = files
    home = small_disk / "home"
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        importing(client, small)
        # The write-ahead log takes 56 bytes and a little for a tick; the file itself grows by blocks of 256 kB.
        filler = fill(small_disk, leave=60 * TICKS)
        assert importing(client, large).ticks_new == TICKS
        assert bars_and_ticks(client)[1] == 2000 + TICKS
        assert "was opened anew after a failed checkpoint" in words_of(home)
        filler.unlink()
        assert importing(client, small).ticks_new == 0
        assert (home / "market.duckdb.wal").exists() is False
    assert table_hash(home) == expected


@pytest.mark.parametrize("home_is_there", [False, True])
def test_a_command_or_engine_that_begins_on_a_full_disk_is_refused_in_one_line(
    small_disk: Path, files: tuple[Path, Path], *, home_is_there: bool
) -> None:
    home = small_disk / "home"
    if home_is_there:
        output_of("import", files[0], "--symbol", "EURUSD", home=home)
    filler = fill(small_disk, leave=0)
    for command in (["engine"], ["import", files[1], "--symbol", "EURUSD", "--volume-unit", "units"]):
        done = pyworkstation_process(*command, home=home)
        assert (done.code, done.output) == (3, "")
        assert done.errors.startswith("error: ")
        assert done.errors.count("\n") == 1
    if home_is_there:
        assert output_of("ticks", "EURUSD", home=home).count("\n") == 2001
    filler.unlink()
    with engine_process(home):
        pass


def test_a_backup_that_finds_no_room_leaves_nothing_and_the_engine_alone(
    small_disk: Path, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """The home is on another disk than the backup."""
    with engine_process(tmp_path / "home") as process:
        with Client(wait_for_engine(tmp_path / "home", process)) as client:
            importing(client, files[1])
            filler = fill(small_disk, leave=600_000)
            place = small_disk / "b.duckdb"
            for _ in range(2):
                with pytest.raises(RequestFailedError, match="the disk is full") as failure:
                    list(client.request(m.BackUp(path=str(place)), timeout_s=60))
                assert str(small_disk) in str(failure.value)
                assert bars_and_ticks(client)[1] == TICKS
                assert importing(client, files[1]).ticks_new == 0
            assert [path.name for path in small_disk.iterdir()] == ["filler"]
            filler.unlink()
            *_, done = client.request(m.BackUp(path=str(place)), timeout_s=60)
        assert isinstance(done, m.BackupDone)
        assert done.ticks == TICKS
        assert "opened anew" not in words_of(tmp_path / "home")


def test_undoing_and_replacing_on_a_full_disk_change_nothing_and_are_done_when_there_is_room(
    small_disk: Path, files: tuple[Path, Path], expected: str, tmp_path: Path
) -> None:
    home = small_disk / "home"
    correction = tmp_path / "correction.csv"
    correction.write_text(files[1].read_text("ascii").replace(",1.1", ",1.2"), "ascii")
    replacing: list[str | Path] = [
        "import",
        correction,
        "--symbol",
        "EURUSD",
        "--volume-unit",
        "units",
        "--replace",
    ]
    for file in files:
        output_of("import", file, "--symbol", "EURUSD", "--volume-unit", "units", home=home)
    assert table_hash(home) == expected
    for command in (["undo", "2"], replacing):
        filler = fill(small_disk, leave=150_000)
        refused = pyworkstation_process(*command, home=home)
        assert refused.code == 3, refused
        assert "the disk is full" in refused.errors
        assert "Traceback" not in refused.errors
        filler.unlink()
        if command[0] == "undo":
            assert table_hash(home) == expected
    output_of(*replacing, home=home)
    output_of("undo", "3", home=home)
    assert table_hash(home) == expected
    output_of("undo", "2", home=home)
    assert output_of("verify", home=home).count("2,000") == 1


def test_an_archive_and_a_restore_that_find_no_room_leave_what_was_there(
    small_disk: Path, files: tuple[Path, Path], tmp_path: Path
) -> None:
    source, home, folder = tmp_path / "source", small_disk / "home", small_disk / "archive"
    for file in files:
        output_of("import", file, "--symbol", "EURUSD", "--volume-unit", "units", home=source)
    output_of("backup", tmp_path / "b.duckdb", home=source)
    output_of("import", files[0], "--symbol", "EURUSD", "--volume-unit", "units", home=home)
    before = table_hash(home)
    filler = fill(small_disk, leave=300_000)
    commands: list[list[str | Path]] = [["archive", "EURUSD", folder], ["restore", tmp_path / "b.duckdb"]]
    for command in commands:
        refused = pyworkstation_process(*command, home=home if command[0] == "restore" else source)
        assert (refused.code, refused.output) == (3, ""), refused
        assert refused.errors.count("\n") == 1
    assert not list(folder.rglob("*.new"))
    filler.unlink()
    assert table_hash(home) == before
    assert "2 days" in output_of("archive", "EURUSD", folder, home=source)
    assert "restored 122,000 ticks" in output_of("restore", tmp_path / "b.duckdb", home=home)


LIMITED = """
import resource, sys
from pyworkstation.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="limits the size of files, which takes POSIX")
def test_a_file_that_may_not_grow_fails_in_one_line_and_the_import_goes_on_later(
    tmp_path: Path, files: tuple[Path, Path], expected: str
) -> None:
    home = tmp_path / "home"
    output_of("import", files[0], "--symbol", "EURUSD", "--volume-unit", "units", home=home)
    arguments: list[str | Path] = ["import", files[1], "--symbol", "EURUSD", "--volume-unit", "units"]
    done = _limited(3_000_000, "--home", str(home), *map(str, arguments))
    assert (done.code, done.output) == (3, "")
    assert done.errors.count("\n") == 1
    assert "market.duckdb" in done.errors
    output_of(*arguments, home=home)
    assert table_hash(home) == expected


def _limited(size: int, *arguments: str) -> Finished:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), *arguments],
        capture_output=True,
        env=os.environ | ENVIRONMENT,
        text=True,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def test_an_order_that_cannot_be_journalled_is_refused_whole_and_the_same_one_is_done_when_there_is_room(
    small_disk: Path, files: tuple[Path, Path]
) -> None:
    home = small_disk / "home"
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        importing(client, files[0])
        list(client.request(m.OpenAccount(profile="perfect")))
        list(client.request(m.ReplayStart(symbol="EURUSD", paused=True)))
        _place(client, "first")
        filler = fill(small_disk, leave=0)
        with pytest.raises(RequestFailedError, match="nothing was done; make room") as failure:
            _place_some(client)
        assert (failure.value.code, "\n" in str(failure.value)) == ("environment_failure", False)
        placed = _names(client)
        assert placed == ["first", *(f"late-{number}" for number in range(len(placed) - 1))]
        filler.unlink()
        refused = f"late-{len(placed) - 1}"
        _place(client, refused)
        _place(client, refused)
        assert _names(client) == [*placed, refused]
        fills = [fill for part in client.request(m.ListFills()) for fill in getattr(part, "fills", [])]
        assert [fill.client_order_id for fill in fills] == [*placed, refused]
        assert "Traceback" not in words_of(home)
    assert verify_log(home / "audit").faults == []


def _place_some(client: Client) -> None:
    """The end of the journal's last block has room for a few yet."""
    for number in range(20):
        _place(client, f"late-{number}")


def _place(client: Client, name: str) -> None:
    order = m.NewOrder(client_order_id=name, symbol="EURUSD", side="buy", quantity=1000)
    list(client.request(m.PlaceOrder(orders=[order])))


def _names(client: Client) -> list[str]:
    parts = client.request(m.ListOrders(open_only=False))
    return [order.client_order_id for part in parts for order in getattr(part, "orders", [])]
