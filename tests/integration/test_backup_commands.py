"""`backup`, `verify` and `restore` as people use them, with and without an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import output_of, pyworkstation, refusal_of
from tests.engine_process import FIRST_MS, engine_process, wait_for_engine, write_ticks


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_ticks(tmp_path / "ticks.csv", seconds=1000)
    output_of(
        "import",
        tmp_path / "ticks.csv",
        "--symbol",
        "EURUSD",
        "--volume-unit",
        "units",
        home=tmp_path / "home",
    )
    return tmp_path / "home"


def table_of(said: str) -> list[str]:
    """What `verify` says of the symbols."""
    return said.split("\n\n", maxsplit=1)[0].split("\n")


def test_there_and_back(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.duckdb"
    assert output_of("backup", file, home=home).startswith("2,000 ticks of 1 symbol, ")
    verified = output_of("verify", home=home)
    assert "EURUSD  2,000     1" in verified
    assert f"whole: {home / 'market.duckdb'}" in verified
    assert table_of(output_of("verify", file, home=home)) == table_of(verified)
    said = output_of("restore", file, home=tmp_path / "other")
    assert said == f"restored 2,000 ticks of 1 symbol from {file}\n"
    assert table_of(output_of("verify", home=tmp_path / "other")) == table_of(verified)
    assert "; what was there is now " in output_of("restore", file, home=home)


def test_with_an_engine_the_answers_are_the_same_and_a_restore_is_refused(home: Path, tmp_path: Path) -> None:
    verified = table_of(output_of("verify", home=home))
    with engine_process(home) as process:
        wait_for_engine(home, process)
        assert "2,000 ticks of 1 symbol" in output_of("backup", home=home)
        [backup] = (home / "backups").iterdir()
        assert table_of(output_of("verify", home=home)) == verified
        assert table_of(output_of("verify", backup, home=home)) == verified
        refused = refusal_of("restore", backup, home=home, code=3)
        assert f"process {process.pid}" in refused
        assert "stop it" in refused
        assert output_of("ticks", "EURUSD", home=home).count("\n") == 2001
    assert "restored 2,000 ticks" in output_of("restore", backup, home=home)


def test_a_backup_is_replaced_on_request_only(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.duckdb"
    output_of("backup", file, home=home)
    before = file.read_bytes()
    assert "found a backup; --force puts the new one in its place" in refusal_of("backup", file, home=home)
    assert file.read_bytes() == before
    assert "2,000 ticks" in output_of("backup", file, "--force", home=home)
    (tmp_path / "notes.txt").write_text("mine")
    assert "found something else" in refusal_of("backup", tmp_path / "notes.txt", "--force", home=home)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "nowhere",
            "expected a file with a database of pyworkstation, such as a backup, found nothing there",
        ),
        (".", "found something else"),
        ("ticks.csv", "expected a whole database of pyworkstation, found "),
    ],
)
def test_verify_says_what_is_not_there(home: Path, tmp_path: Path, name: str, words: str) -> None:
    assert words in refusal_of("verify", tmp_path / name, home=home)


def test_a_database_with_faults_is_no_success(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.duckdb"
    output_of("backup", file, home=home)
    content = bytearray(file.read_bytes())
    for place in range(300_000, len(content), 262_144):
        content[place] ^= 1
    file.write_bytes(content)
    done = pyworkstation("verify", file, home=home)
    assert done.code in (1, 3)
    assert str(file) in done.errors
    assert done.errors.count("\n") == 1
    assert str(file) in refusal_of("restore", file, home=home)


@pytest.mark.parametrize(
    "command", [["backup", ""], ["verify", ""], ["restore", ""], ["restore", "nothing.duckdb"]]
)
def test_what_cannot_be_is_refused_in_one_line(home: Path, command: list[str]) -> None:
    refusal_of(*command, home=home)


def test_what_was_replaced_and_undone_is_whole_too_and_comes_back_with_a_backup(
    home: Path, tmp_path: Path
) -> None:
    write_ticks(tmp_path / "correction.csv", seconds=300, first_ms=FIRST_MS + 250)
    correction = (
        "import",
        tmp_path / "correction.csv",
        "--symbol",
        "EURUSD",
        "--volume-unit",
        "units",
        "--replace",
    )
    output_of(*correction, home=home)
    replaced = table_of(output_of("verify", home=home))
    output_of("backup", tmp_path / "b.duckdb", home=home)
    before = output_of("ticks", "EURUSD", home=home)
    output_of("undo", "2", home=home)
    assert table_of(output_of("verify", home=home)) != replaced
    output_of("restore", tmp_path / "b.duckdb", home=home)
    assert table_of(output_of("verify", home=home)) == replaced
    assert output_of("ticks", "EURUSD", home=home) == before
    output_of("undo", "2", home=home)
    output_of("verify", home=home)
