"""A restore puts the backup in place, keeps what was there, and leaves either the one or the other, however it ends."""

from __future__ import annotations

import gzip
import random
import shutil
from pathlib import Path

import duckdb
import pytest

from pyworkstation.domain.asker import Asker
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.domain.home import Home
from pyworkstation.storage.copies import restore as module
from pyworkstation.storage.copies.backup import write_backup
from pyworkstation.storage.copies.restore import Restored, restore
from tests.fixtures.make_schema_fixture import ROWS, fixture_path
from tests.stores import Row, open_at, store_rows, stored_rows
from tests.unit.storage.copies.test_backup import returned
from tests.unit.storage.test_migrate import SCHEMAS

OLD: list[Row] = [(1_549_238_400_000_000, 1, 2, 3, 4)]
NEW: list[Row] = [(1_549_238_400_000_000, 5, 6, 7, 8), (1_549_238_401_000_000, 5, 6, 7, 8)]


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Of NEW."""
    with open_at(tmp_path / "source") as store:
        store_rows(store, "new", NEW)
        returned(write_backup(store, tmp_path / "b.duckdb", Asker()))
    return tmp_path / "b.duckdb"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """With OLD, which lies in the write-ahead log, as a kill leaves it."""
    home = Home(tmp_path / "home")
    with open_at(home.path) as store:
        store_rows(store, "old", OLD)
        copies = {path: path.read_bytes() for path in home.path.glob("market.duckdb*")}
    for path, content in copies.items():
        path.write_bytes(content)
    assert (home.path / "market.duckdb.wal").stat().st_size > 0
    return home


def rows_of(home: Home) -> list[Row]:
    with open_at(home.path) as store:
        return stored_rows(store)


def restored(home: Home, path: Path) -> Restored:
    return returned(restore(home, path, Asker()))


def refusal_of(home: Home, path: Path) -> str | None:
    """Why it was not restored."""
    try:
        restored(home, path)
    except InputError as refusal:
        return str(refusal)
    return None


def names(home: Home) -> list[str]:
    return sorted(path.name for path in home.path.iterdir() if path.is_file())


def test_the_backup_is_in_place_and_what_was_there_is_kept_with_its_log(home: Home, backup: Path) -> None:
    kept = restored(home, backup).kept
    assert rows_of(home) == NEW
    assert kept is not None
    assert (kept.parent, kept.name[:23]) == (home.path, "market.duckdb.replaced-")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{kept}' AS kept")
        assert connection.execute(
            "SELECT bid FROM kept.plain_ticks UNION FROM (SELECT bid FROM kept.odd_ticks)"
        ).fetchall() == [(1,)]


def test_what_was_replaced_can_be_restored_in_turn(home: Home, backup: Path) -> None:
    first = restored(home, backup).kept
    assert first is not None
    second = restored(home, first)
    assert rows_of(home) == OLD
    assert second.kept not in (None, first)


def test_a_home_without_a_database_gets_one(tmp_path: Path, backup: Path) -> None:
    home = Home(tmp_path / "empty")
    assert restored(home, backup).kept is None
    assert rows_of(home) == NEW


def test_a_restored_database_is_no_backup_any_more(home: Home, backup: Path) -> None:
    restored(home, backup)
    with open_at(home.path) as store, store.cursor() as cursor:
        found = cursor.execute(
            "SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'backup'"
        ).fetchall()
    assert found == [(0,)]


class KilledError(BaseException):
    """Stands for a kill: what comes after it fails too."""


@pytest.mark.parametrize("step", range(13))
def test_a_kill_at_any_step_leaves_the_old_or_the_new(
    home: Home, backup: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    steps = iter(range(100))

    def live_on(*_: object) -> None:
        if next(steps) >= step:
            raise KilledError

    real_replace, real_unlink = Path.replace, Path.unlink

    def replace(path: Path, to: Path) -> Path:
        live_on()
        return real_replace(path, to)

    def unlink(path: Path, missing_ok: bool = False) -> None:
        live_on()
        real_unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        patch.setattr(Path, "unlink", unlink)
        patch.setattr(module, "sync_folder", live_on)
        patch.setattr(module, "make_durable", live_on)
        try:
            restored(home, backup)
            was_killed = False
        except KilledError:
            was_killed = True
    found = rows_of(home)
    assert found in (OLD, NEW)
    assert was_killed or found == NEW
    assert [name for name in names(home) if "restoring" in name] == []
    restored(home, backup)
    assert rows_of(home) == NEW


@pytest.mark.parametrize("seed", range(12))
def test_a_backup_with_a_flipped_bit_is_refused_by_name_or_harmless(
    home: Home, backup: Path, seed: int
) -> None:
    content = bytearray(backup.read_bytes())
    content[random.Random(seed).randrange(len(content))] ^= 1 << seed % 8  # noqa: S311
    backup.write_bytes(content)
    refusal = refusal_of(home, backup)
    assert rows_of(home) == (NEW if refusal is None else OLD)
    assert refusal is None or (str(backup) in refusal and "\n" not in refusal)


@pytest.mark.parametrize("size", [0, 100, 5000, 300_000])
def test_a_backup_that_was_cut_is_refused(home: Home, backup: Path, size: int) -> None:
    backup.write_bytes(backup.read_bytes()[:size])
    with pytest.raises(InputError, match=r"b\.duckdb"):
        restored(home, backup)
    assert rows_of(home) == OLD
    assert "market.duckdb.restoring" not in names(home)


def foreign(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE recipes (name VARCHAR)")


def newer(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE schema_version SET version = 999")


def empty(path: Path) -> None:
    path.unlink()
    duckdb.connect(str(path)).close()


def text(path: Path) -> None:
    path.write_text("no database at all")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (foreign, "one of another program, with table recipes"),
        (newer, "found schema 999; it is of a newer pyworkstation"),
        (empty, "found one with nothing in it"),
        (Path.unlink, "found no such file"),
        (text, "not a valid DuckDB database file"),
    ],
)
def test_what_is_no_backup_is_refused_and_nothing_changed(
    home: Home, backup: Path, make: object, words: str
) -> None:
    make(backup)  # type: ignore[operator]
    with pytest.raises(InputError) as refusal:
        restored(home, backup)
    assert words in str(refusal.value)
    assert str(backup) in str(refusal.value)
    assert "restoring" not in str(refusal.value)
    assert rows_of(home) == OLD


def test_the_database_itself_is_refused(home: Home) -> None:
    with pytest.raises(InputError, match="the database itself"):
        restored(home, home.database)
    assert rows_of(home) == OLD


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_copy_of_any_released_schema_can_be_restored(home: Home, tmp_path: Path, schema: int) -> None:
    path = tmp_path / "market.duckdb.schema.backup"
    path.write_bytes(gzip.decompress(fixture_path(schema).read_bytes()))
    restored(home, path)
    assert rows_of(home) == ROWS


def test_a_home_in_use_is_refused_naming_who_has_it(home: Home, backup: Path) -> None:
    with open_at(home.path), pytest.raises(EnvironmentFailure, match=r"in use by another .* process \d+"):
        restored(home, backup)
    assert rows_of(home) == OLD


def test_a_damaged_database_names_the_newest_backup(home: Home, backup: Path) -> None:
    home.backups.mkdir()
    newest = home.backups / "market-1.duckdb"
    shutil.copyfile(backup, newest)
    home.database.write_bytes(b"no database at all")
    (home.path / "market.duckdb.wal").unlink()
    with pytest.raises(InputError) as refusal:
        open_at(home.path)
    assert f"the newest backup takes its place with: pyworkstation restore {newest}" in str(refusal.value)
    restored(home, newest)
    assert rows_of(home) == NEW
