from __future__ import annotations

import errno
import gzip
import shutil
from pathlib import Path

import duckdb
import pytest

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.home import Home
from pyworkstation.storage.migrate import MIGRATIONS, bring_up_to_date, migrations
from tests.fixtures.make_schema_fixture import ROWS, fixture_path
from tests.stores import open_at, stored_rows

SCHEMAS = [step.number for step in migrations(MIGRATIONS)]


def lay_out(schema: int, path: Path) -> bytes:
    content = gzip.decompress(fixture_path(schema).read_bytes())
    path.write_bytes(content)
    return content


def migrate(path: Path, folder: Path) -> list[tuple[int]]:
    """Bring the database at `path` up to the migrations in `folder`; the versions it went through."""
    with duckdb.connect() as connection:

        def attach() -> None:
            connection.execute(f"ATTACH '{path}' AS market; USE market")

        attach()
        bring_up_to_date(connection, path, reattach=attach, folder=folder)
        return connection.execute("SELECT version FROM schema_version ORDER BY version").fetchall()


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of a later program: ours and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / f"{SCHEMAS[-1] + 1:04}_more.sql").write_text(
        "CREATE TABLE more (a INTEGER); INSERT INTO more VALUES (1)"
    )
    return folder


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_database_of_every_released_schema_opens(tmp_path: Path, schema: int) -> None:
    lay_out(schema, Home(tmp_path).database)
    with open_at(tmp_path) as store:
        assert stored_rows(store) == ROWS
        with store.cursor() as cursor:
            assert cursor.execute("SELECT max(version) FROM schema_version").fetchall() == [(SCHEMAS[-1],)]


def test_a_new_database_is_made_without_a_backup(tmp_path: Path) -> None:
    assert migrate(tmp_path / "new.duckdb", MIGRATIONS) == [(number,) for number in SCHEMAS]
    assert [path.name for path in tmp_path.iterdir()] == ["new.duckdb"]


def test_an_older_database_is_copied_and_then_migrated(tmp_path: Path, later: Path) -> None:
    path = tmp_path / "market.duckdb"
    before = lay_out(1, path)
    assert migrate(path, later)[-1] == (SCHEMAS[-1] + 1,)
    assert (tmp_path / "market.duckdb.schema-1.backup").read_bytes() == before
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT a FROM more").fetchall() == [(1,)]
        assert connection.execute("SELECT count(*) FROM ticks").fetchall() == [(len(ROWS),)]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, later: Path) -> None:
    path = tmp_path / "market.duckdb"
    lay_out(1, path)
    (later / f"{SCHEMAS[-1] + 2:04}_bad.sql").write_text("DROP TABLE imports; SELECT * FROM nowhere")
    with pytest.raises(duckdb.CatalogException):
        migrate(path, later)
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert connection.execute("SELECT max(version) FROM schema_version").fetchall() == [(1,)]
    assert "imports" in tables
    assert "more" not in tables


def test_no_room_for_the_copy_changes_nothing(
    tmp_path: Path, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "market.duckdb"
    before = lay_out(1, path)

    def full(_: Path, to: Path) -> None:
        to.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(EnvironmentFailure, match="No space left on device; make room"):
        migrate(path, later)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*backup*")) == []


def test_an_up_to_date_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "market.duckdb"
    before = lay_out(SCHEMAS[-1], path)
    migrate(path, MIGRATIONS)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["market.duckdb"]


def test_every_released_schema_has_its_fixture() -> None:
    missing = [schema for schema in SCHEMAS if not fixture_path(schema).is_file()]
    assert missing == [], "make it: python -m tests.fixtures.make_schema_fixture"
