"""`imports` and `undo` as people use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import output_of, refusal_of

HEADER = "timestamp,bid,ask,bid_volume,ask_volume\n"
ROWS = [f"{1_549_238_400_000 + second * 1000},1.1454{second},1.14560,1.5,1\n" for second in range(6)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def import_rows(home: Path, file: Path, rows: list[str], *options: str) -> str:
    file.write_text(HEADER + "".join(rows), encoding="ascii")
    return output_of("import", file, "--symbol", "EURUSD", *options, home=home)


def ticks(home: Path) -> list[str]:
    return output_of("ticks", "EURUSD", home=home).splitlines()[1:]


def test_imports_are_listed_with_how_they_were_read(home: Path, tmp_path: Path) -> None:
    assert output_of("imports", home=home).startswith("nothing imported")
    import_rows(home, tmp_path / "a.csv", ROWS[:4])
    import_rows(home, tmp_path / "b.csv", ROWS[2:], "--policy", "duplicate=drop")
    lines = [line.split() for line in output_of("imports", home=home).splitlines()]
    assert lines[2][0] == "1"
    assert lines[2][2:10] == [
        "EURUSD", "1", "4", "4", "2019-02-04T00:00:00Z", "2019-02-04T00:00:03Z", "default,", "millions,"
    ]  # fmt: skip
    assert lines[3][2:6] == ["EURUSD", "1", "4", "2"]
    assert "duplicate=drop" in lines[3]
    assert lines[3][-1] == str(tmp_path / "b.csv")
    [first, _] = output_of("imports", "--json", "--symbol", "EURUSD", home=home).splitlines()
    assert json.loads(first)["ticks_held"] == 4
    assert output_of("imports", "--json", "--symbol", "USDJPY", home=home).strip() == ""


def test_a_folder_is_one_import(home: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text(HEADER + "".join(ROWS[:2]), encoding="ascii")
    import_rows(home, tmp_path / "before.csv", ROWS[4:])
    (tmp_path / "in" / "b.csv").write_text(HEADER + "".join(ROWS[2:4]), encoding="ascii")
    output_of("import", tmp_path / "in", "--symbol", "EURUSD", home=home)
    assert [json.loads(line)["files"] for line in output_of("imports", "--json", home=home).splitlines()] == [
        1, 2,
    ]  # fmt: skip
    assert "import 2 of EURUSD, 2 files, undone: 4 ticks out" in output_of("undo", "2", home=home)
    assert len(ticks(home)) == 2


def test_undone_bars_and_counts_are_right_at_once_and_the_file_may_come_again(
    home: Path, tmp_path: Path
) -> None:
    import_rows(home, tmp_path / "a.csv", ROWS[:4])
    before = output_of("bars", "EURUSD", "S1", home=home)
    import_rows(home, tmp_path / "b.csv", ROWS[2:])
    told = output_of("undo", "2", "--dry-run", home=home)
    assert told == "import 2 of EURUSD, 1 file, would be undone: 2 ticks out\n"
    assert output_of("undo", "2", home=home) == told.replace("would be undone", "undone")
    assert output_of("bars", "EURUSD", "S1", home=home) == before
    assert "      4" in output_of("status", home=home)
    assert "undone before" in output_of("undo", "2", home=home)
    assert "undone 2" in output_of("imports", home=home)
    assert "4 ticks read, 2 new" in import_rows(home, tmp_path / "b.csv", ROWS[2:])
    assert len(ticks(home)) == 6


def test_ticks_that_another_import_has_too_stay(home: Path, tmp_path: Path) -> None:
    import_rows(home, tmp_path / "a.csv", ROWS[:4])
    import_rows(home, tmp_path / "b.csv", ROWS[2:])
    assert output_of("undo", "1", home=home).splitlines() == [
        "import 1 of EURUSD, 1 file, undone: 2 ticks out",
        "2 ticks stay, for other imports have them too",
    ]
    assert [row[17:19] for row in ticks(home)] == ["02", "03", "04", "05"]


def test_the_wrong_reading_is_undone_and_the_right_one_imported(home: Path, tmp_path: Path) -> None:
    import_rows(home, tmp_path / "a.csv", ROWS, "--volume-unit", "thousands")
    file = tmp_path / "a.csv"
    assert "pyworkstation undo 1" in refusal_of(
        "import", file, "--symbol", "EURUSD", "--volume-unit", "millions", home=home
    )
    output_of("undo", "1", home=home)
    output_of("import", file, "--symbol", "EURUSD", "--volume-unit", "millions", home=home)
    assert {row.split(",")[3] for row in ticks(home)} == {"1500000"}


@pytest.mark.parametrize("number", ["7", "x", "-1", ""])
def test_what_is_no_number_of_an_import_is_refused(home: Path, number: str) -> None:
    assert "`pyworkstation imports` lists them" in refusal_of("undo", number, home=home)


def test_a_correction_replaces_its_time_and_is_undone(home: Path, tmp_path: Path) -> None:
    import_rows(home, tmp_path / "a.csv", ROWS)
    before = ticks(home)
    said = import_rows(
        home, tmp_path / "b.csv", [row.replace("1.1454", "1.1455") for row in ROWS[1:3]], "--replace"
    )
    assert "2 ticks read, 2 new" in said
    assert (
        "2 stored ticks of their time replaced; `pyworkstation undo` of this import brings them back" in said
    )
    assert [row[21:28] for row in ticks(home)] == [
        "1.14540", "1.14551", "1.14552", "1.14543", "1.14544", "1.14545"
    ]  # fmt: skip
    assert "already imported" in output_of(
        "import", tmp_path / "b.csv", "--symbol", "EURUSD", "--replace", home=home
    )
    assert "with --replace" in output_of("imports", home=home)
    assert "2 ticks back that it had replaced" in output_of("undo", "2", home=home)
    assert ticks(home) == before


def test_the_same_file_read_in_another_way_replaces_itself(home: Path, tmp_path: Path) -> None:
    import_rows(home, tmp_path / "a.csv", ROWS, "--volume-unit", "thousands")
    said = import_rows(home, tmp_path / "a.csv", ROWS, "--volume-unit", "millions", "--replace")
    assert "6 stored ticks of their time replaced" in said
    assert {row.split(",")[3] for row in ticks(home)} == {"1500000"}
    assert len(ticks(home)) == 6
