"""kill -9 during an archive, a compaction and a migration: what was whole stays whole, and the same again finishes it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from pyworkstation.adapters.checksum_list import check_listed, read_checksums
from pyworkstation.domain.home import Home
from tests.command import ENVIRONMENT, output_of
from tests.engine_process import FIRST_MS, await_true, write_ticks
from tests.faults.test_import_killed import KILLS, begin, killed_after
from tests.fixtures.make_schema_fixture import ROWS
from tests.stores import open_at, stored_rows
from tests.unit.storage.test_migrate import SCHEMAS, later, lay_out

__all__ = ["later"]

DAYS = 6
DAY_MS = 86_400_000


def test_a_killed_archive_leaves_whole_days_and_a_true_list(tmp_path: Path) -> None:
    for day in range(DAYS):
        write_ticks(tmp_path / f"{day}.csv", seconds=4000, first_ms=FIRST_MS + day * DAY_MS)
    home = tmp_path / "home"
    output_of("import", *sorted(tmp_path.glob("*.csv")), "--symbol", "EURUSD", home=home)
    folder = tmp_path / "archive" / "symbol=EURUSD"
    rng = random.Random(20190204)  # noqa: S311  (moments, no secrets)
    for _ in range(KILLS):
        killed_after(rng.uniform(0.3, 2.5), begin(home, "archive", "EURUSD", str(folder.parent)))
        for path in folder.glob("*/ticks.parquet"):
            check_listed(path, folder)
        assert all((folder.parent / name).is_file() for name in read_checksums(folder))
    output_of("archive", "EURUSD", folder.parent, home=home)
    assert len(read_checksums(folder)) == DAYS
    assert sum(path.is_file() for path in folder.rglob("*")) == DAYS
    assert f"{DAYS * 8000:,} new" in output_of(
        "import", folder, "--symbol", "EURUSD", home=tmp_path / "other"
    )
    assert output_of("ticks", "EURUSD", home=tmp_path / "other") == output_of("ticks", "EURUSD", home=home)


COMPACTING = """
import sys
from pathlib import Path
from tests.stores import open_at, ticks_of
from pyworkstation.services.live_appender import LiveAppender
store = open_at(Path(sys.argv[1]))
appender = LiveAppender(store)
for start in range(0, 60_000, 3000):
    for symbol in ("EURUSD", "USDJPY"):
        appender.put(symbol, ticks_of([(at * 1000, 1 + at, 2 + at, 3, 4) for at in range(start, start + 3000)]))
appender.flush()
Path(sys.argv[2]).touch()
appender.compact()
"""


def test_a_killed_compaction_loses_no_tick(tmp_path: Path) -> None:
    rng = random.Random(20190204)  # noqa: S311  (moments, no secrets)
    for number in range(KILLS):
        home, ready = tmp_path / f"home-{number}", tmp_path / f"ready-{number}"
        process = run(COMPACTING, home, ready)
        await_true(ready.exists, within_s=60, what="the ticks were never stored")
        killed_after(rng.uniform(0.0, 0.3), process)
        with open_at(home) as store:
            for symbol in ("EURUSD", "USDJPY"):
                assert [row[0] for row in stored_rows(store, symbol=symbol)] == [
                    at * 1000 for at in range(60_000)
                ]
        assert "whole: " in output_of("verify", home=home)


MIGRATING = """
import sys
from pathlib import Path
from tests.unit.storage.test_migrate import migrate
migrate(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("schema", [SCHEMAS[0], SCHEMAS[-1]])
def test_a_killed_migration_leaves_the_database_as_it_was(tmp_path: Path, later: Path, schema: int) -> None:
    """The last step never ends: the kill comes while it is under way."""
    [last] = later.glob("*_more.sql")
    last.write_text("CREATE TABLE more AS SELECT count(*) AS a FROM range(100000000000) t(i) WHERE i % 7 = 3")
    database = Home(tmp_path / "home").database
    rng = random.Random(20190204)  # noqa: S311  (moments, no secrets)
    database.parent.mkdir(mode=0o700)
    for _ in range(KILLS):
        lay_out(schema, database)
        copy = database.with_name(f"{database.name}.schema-{schema}.backup")
        copy.unlink(missing_ok=True)
        process = run(MIGRATING, database, later)
        await_true(copy.exists, within_s=60, what="no copy was made")
        assert killed_after(rng.uniform(0.0, 1.0), process)
        with open_at(database.parent) as store, store.cursor() as cursor:
            assert stored_rows(store) == ROWS
            assert cursor.execute("SELECT max(version) FROM schema_version").fetchall() == [(SCHEMAS[-1],)]
            assert not cursor.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'more'").fetchall()


def run(script: str, *arguments: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
