"""Ticks out to Parquet and back, checked both ways."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

import duckdb
import pandas
import polars
import pytest

from pyworkstation.adapters.checksum_list import check_listed, read_checksums
from pyworkstation.protocol.messages import ArchiveTicks
from pyworkstation.services.archive_ticks import archive_ticks
from pyworkstation.storage.parquet.archive_day import write_day
from tests.command import output_of, pyworkstation, refusal_of
from tests.real_data import EURUSD, needs_real_data
from tests.stores import open_at

HEADER = "timestamp,bid,ask,bid_volume,ask_volume\n"
ROWS = [
    "2019-02-04T23:59:59.994Z,1.14543,1.14545,2.06,1\n",
    "2019-02-04T23:59:59.994Z,1.14543,1.14545,2.06,1\n",
    "2019-02-05T00:00:00.000001Z,1.14544,1.14546,1,1.000001\n",
    "2019-02-07T01:00:00Z,1.14542,1.14545,8.35,0\n",
]
DAYS = ["2019-02-04", "2019-02-05", "2019-02-07"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(HEADER + "".join(ROWS), encoding="ascii")
    home = tmp_path / "home"
    output_of("import", tmp_path / "a.csv", "--symbol", "EURUSD", home=home)
    return home


@pytest.fixture
def folder(tmp_path: Path, home: Path) -> Path:
    said = output_of("archive", "EURUSD", tmp_path / "archive", home=home)
    assert said.startswith("EURUSD: 3 days, 4 ticks, ")
    return tmp_path / "archive" / "symbol=EURUSD"


def day_file(folder: Path, day: str) -> Path:
    return folder / f"day={day}" / "ticks.parquet"


def test_every_day_is_a_file_that_its_list_of_checksums_knows(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {f"day={day}/ticks.parquet" for day in DAYS}
    lines = [line.split("  ") for line in (folder.parent / "_EURUSD.sha256").read_text("utf-8").splitlines()]
    listed = {name: digest for digest, name in lines}
    assert listed == {
        f"symbol=EURUSD/day={day}/ticks.parquet": hashlib.sha256(
            day_file(folder, day).read_bytes()
        ).hexdigest()
        for day in DAYS
    }


def test_others_read_times_and_prices(folder: Path) -> None:
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet('{folder.parent}/**/*.parquet') ORDER BY ts"
        ).fetchall()
    same = ("2019-02-04 23:59:59.994", "1.14543", "1.14545", "2060000", "1000000", "2019-02-04", "EURUSD")
    assert rows == [
        same,
        same,
        ("2019-02-05 00:00:00.000001", "1.14544", "1.14546", "1000000", "1000001", "2019-02-05", "EURUSD"),
        ("2019-02-07 01:00:00", "1.14542", "1.14545", "8350000", "0", "2019-02-07", "EURUSD"),
    ]


def test_import_takes_it_back(home: Path, folder: Path, tmp_path: Path) -> None:
    said = output_of("import", folder.parent, "--symbol", "EURUSD", home=tmp_path / "other")
    assert "3 archive files, 4 ticks read, 4 new" in said
    assert output_of("ticks", "EURUSD", home=tmp_path / "other") == output_of("ticks", "EURUSD", home=home)
    assert "4 ticks read, 0 new" in output_of("import", folder.parent, "--symbol", "EURUSD", home=home)


def test_a_range_is_a_part_of_its_days(home: Path, tmp_path: Path) -> None:
    said = output_of(
        "archive", "EURUSD", tmp_path / "part", "--from", "2019-02-05", "--to", "2019-02-06", home=home
    )
    assert said.startswith("EURUSD: 1 day, 1 tick, ")
    said = output_of("archive", "EURUSD", tmp_path / "none", "--from", "2020-01-01", home=home)
    assert said == "EURUSD: no ticks in that time; nothing written\n"


def test_nothing_to_archive_makes_no_folder(home: Path, tmp_path: Path) -> None:
    output_of("archive", "EURUSD", tmp_path / "none", "--from", "2020-01-01", home=home)
    assert not (tmp_path / "none").exists()


def test_two_at_once_into_one_folder_are_one_too_many(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    output_of("import", tmp_path / "a.csv", "--symbol", "EURUSD", home=other)
    folder = tmp_path / "archive"
    with open_at(home) as store:
        first = archive_ticks(ArchiveTicks(symbol="EURUSD", folder=str(folder)), store)
        next(first)
        line = refusal_of("archive", "EURUSD", folder, home=other, code=3)
        assert f"process {os.getpid()} archives to it now" in line
        output_of("archive", "EURUSD", tmp_path / "elsewhere", home=other)
        assert len(list(first)) == len(DAYS)
    assert output_of("archive", "EURUSD", folder, home=other).startswith("EURUSD: 3 days, 4 ticks")
    assert_whole(folder / "symbol=EURUSD")


def test_one_that_stopped_lets_the_next_one_in(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with open_at(home) as store:
        first = archive_ticks(ArchiveTicks(symbol="EURUSD", folder=str(folder)), store)
        next(first)
        first.close()
    # A killed one leaves more.
    for name in (".archiving", ".archiving-by", "day=2019-02-04/ticks.parquet.new"):
        (folder / "symbol=EURUSD" / name).write_text("1\n", "ascii")
    output_of("archive", "EURUSD", folder, home=home)
    assert_whole(folder / "symbol=EURUSD")


def test_a_day_is_never_listed_with_the_hash_of_another_file(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a kill: the file is new, and its list is not yet written."""

    def killed(*args: object) -> int:
        write_day(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    (home.parent / "b.csv").write_text(HEADER + "2019-02-04T12:00:00Z,1.1,1.2,1,1\n", encoding="ascii")
    output_of("import", home.parent / "b.csv", "--symbol", "EURUSD", "--accept-prices", home=home)
    monkeypatch.setattr("pyworkstation.services.archive_ticks.write_day", killed)
    with open_at(home) as store, pytest.raises(KeyboardInterrupt):
        list(archive_ticks(ArchiveTicks(symbol="EURUSD", folder=str(folder.parent)), store))
    for day in DAYS:
        check_listed(day_file(folder, day), folder)
    said = output_of("import", folder, "--symbol", "EURUSD", home=home.parent / "again")
    assert "5 ticks read" in said


def test_a_list_of_checksums_that_is_no_text_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder.parent / "_EURUSD.sha256").write_bytes(b"\xff" * 70)
    line = refusal_of("import", day_file(folder, DAYS[0]), "--symbol", "EURUSD", home=tmp_path / "other")
    assert "_EURUSD.sha256, line 1: expected a hash, two blanks and a name" in line


def assert_whole(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {f"day={day}/ticks.parquet" for day in DAYS}
    assert read_checksums(folder).keys() == {f"symbol=EURUSD/{name}" for name in files}
    for day in DAYS:
        check_listed(day_file(folder, day), folder)


def test_a_changed_file_is_refused(folder: Path, tmp_path: Path) -> None:
    path = day_file(folder, DAYS[1])
    path.write_bytes(day_file(folder, DAYS[0]).read_bytes())
    line = refusal_of("import", path, "--symbol", "EURUSD", home=tmp_path / "other")
    assert "day=2019-02-05" in line
    assert "another hash" in line


def test_a_day_that_is_missing_is_told_of(folder: Path, tmp_path: Path) -> None:
    day_file(folder, DAYS[1]).unlink()
    for number, path in enumerate([folder.parent, folder]):
        done = pyworkstation("import", path, "--symbol", "EURUSD", home=tmp_path / f"{number}")
        assert done.code == 1
        assert "2 archive files, 3 ticks read, 3 new" in done.output
        assert re.search(r"left out: .*2019-02-05.*: expected the file that the archive's list", done.errors)
    said = output_of("import", day_file(folder, DAYS[0]), "--symbol", "EURUSD", home=tmp_path / "one")
    assert "1 archive file, 2 ticks read" in said


def test_of_an_archive_of_many_symbols_the_wanted_one_is_read(
    home: Path, folder: Path, tmp_path: Path
) -> None:
    output_of("import", tmp_path / "a.csv", "--symbol", "GBPUSD", home=home)
    output_of("archive", "GBPUSD", folder.parent, home=home)
    said = output_of("import", folder.parent, "--symbol", "GBPUSD", home=tmp_path / "other")
    assert "3 archive files of EURUSD" in said
    assert "3 archive files, 4 ticks read, 4 new" in said


def test_other_programs_read_it_by_its_folder(folder: Path) -> None:
    assert len(pandas.read_parquet(folder.parent)) == len(ROWS)
    assert len(pandas.read_parquet(folder)) == len(ROWS)
    # Of one type, though only one day has times finer than milliseconds.
    assert polars.read_parquet(folder).height == len(ROWS)
    assert polars.read_parquet(folder.parent / "**/*.parquet").height == len(ROWS)


def parquet_of(columns: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {columns}) TO '{folder}/x.parquet' (FORMAT parquet)")
        return (Path(folder) / "x.parquet").read_bytes()


NO_UNICODE = parquet_of('1 AS "bid_volume_units", 2 AS timestamp').replace(b"timestamp", b"\xf2imestamp")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "expected a whole Parquet file of ticks"),
        (b"PAR1" + bytes(200) + b"PAR1", "expected a whole Parquet file of ticks"),
        (NO_UNICODE, "expected "),
    ],
)
def test_damaged_and_strange_files_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "x.parquet").write_bytes(content)
    assert words in refusal_of("import", tmp_path / "x.parquet", "--symbol", "EURUSD", home=tmp_path / "home")


def test_parquet_of_others_and_other_symbols_are_refused(folder: Path, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS a) TO '{tmp_path / 'x.parquet'}' (FORMAT parquet)")
    line = refusal_of("import", tmp_path / "x.parquet", "--symbol", "EURUSD", home=tmp_path / "other")
    assert "that `pyworkstation archive` or `ticks` wrote" in line
    line = refusal_of("import", day_file(folder, DAYS[0]), "--symbol", "USDJPY", home=tmp_path / "other")
    assert line.endswith("found an archive of EURUSD; say --symbol EURUSD\n")
    moved = day_file(folder, DAYS[0]).rename(tmp_path / "y.parquet")
    line = refusal_of("import", moved, "--symbol", "USDJPY", home=tmp_path / "other")
    assert "expected ticks of USDJPY with 3 digits" in line
    assert "found EURUSD with 5" in line


@needs_real_data
def test_real_ticks_take_four_bytes(tmp_path: Path) -> None:
    home = tmp_path / "real"
    output_of("import", EURUSD, "--symbol", "EURUSD", home=home)
    said = output_of("archive", "EURUSD", tmp_path / "archive", home=home)
    assert said.startswith("EURUSD: 2 days, 266,219 ticks, ")
    assert float(said.split("(")[1].split(" ")[0]) <= 4.1
