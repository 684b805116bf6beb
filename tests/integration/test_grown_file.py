"""A file that something is appended to: the next import reads what is new, and the table is that of the whole file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.command import output_of, refusal_of
from tests.stores import Row, open_at, stored_rows

HEADER = "timestamp,bid,ask,bid_volume,ask_volume\n"
ROWS = [f"{1_549_238_400_000 + second * 1000},1.1454{second % 10},1.14560,1.5,1\n" for second in range(30)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def import_text(home: Path, file: Path, text: str, *options: str) -> str:
    file.write_bytes(text.encode("ascii"))
    return output_of("import", file, "--symbol", "EURUSD", *options, home=home)


def rows_of(home: Path) -> list[Row]:
    with open_at(home) as store:
        return stored_rows(store)


def whole(tmp_path: Path, text: str) -> list[Row]:
    """The table of the file imported in one."""
    import_text(tmp_path / "whole", tmp_path / "whole.csv", text)
    return rows_of(tmp_path / "whole")


def test_only_what_was_appended_is_read(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    import_text(home, file, HEADER + "".join(ROWS[:10]))
    assert "5 ticks read, 5 new" in import_text(home, file, HEADER + "".join(ROWS[:15]))
    assert "15 ticks read, 15 new" in import_text(home, file, HEADER + "".join(ROWS))
    assert "already imported" in output_of("import", file, "--symbol", "EURUSD", home=home)
    assert rows_of(home) == whole(tmp_path, HEADER + "".join(ROWS))
    runs = [json.loads(line) for line in output_of("imports", "--json", home=home).splitlines()]
    assert [run["ticks_held"] for run in runs] == [10, 5, 15]


def test_without_a_header_too(home: Path, tmp_path: Path) -> None:
    rows = [f"2014.01.01 22:00:{second:02}.616,1.37553,1.37637,0.10,0.15\r\n" for second in range(20)]
    import_text(home, tmp_path / "a.csv", "".join(rows[:10]), "--time-zone", "UTC")
    assert "10 ticks read, 10 new" in import_text(
        home, tmp_path / "a.csv", "".join(rows), "--time-zone", "UTC"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # The first part is another now, or the last line was half written: all of it is read, and merged.
        ("".join(ROWS[:10]), "".join([*ROWS[1:10], *ROWS[10:12]]), "11 ticks read, 2 new"),
        ("".join(ROWS[:10])[:-1], "".join(ROWS[:12]), "12 ticks read, 2 new"),
        # Equal ticks on both sides of the border are two.
        ("".join(ROWS[:10]), "".join([*ROWS[:10], ROWS[9], ROWS[10]]), "12 ticks read, 2 new"),
    ],
)
def test_what_is_no_plain_growth_is_read_whole(
    home: Path, tmp_path: Path, *, before: str, after: str, said: str
) -> None:
    import_text(home, tmp_path / "a.csv", HEADER + before)
    assert said in import_text(home, tmp_path / "a.csv", HEADER + after)


def test_ticks_that_go_back_are_refused_as_in_the_whole_file(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    import_text(home, file, HEADER + "".join(ROWS[:10]))
    file.write_text(HEADER + "".join([*ROWS[:10], ROWS[3]]), encoding="ascii")
    assert "a.csv, line 12" in refusal_of("import", file, "--symbol", "EURUSD", home=home)


def test_a_fault_says_where_the_new_part_begins(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    first = HEADER + "".join(ROWS[:10])
    import_text(home, file, first)
    file.write_text(first + ROWS[10] + "oops\n", encoding="ascii")
    line = refusal_of("import", file, "--symbol", "EURUSD", home=home)
    assert f"a.csv from byte {len(first)}, line 3" in line
    assert len(rows_of(home)) == 10


def test_the_rest_read_in_another_way_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    import_text(home, file, HEADER + "".join(ROWS[:10]))
    file.write_text(HEADER + "".join(ROWS), encoding="ascii")
    line = refusal_of("import", file, "--symbol", "EURUSD", "--volume-unit", "units", home=home)
    assert "import 1: volumes in millions" in line


def test_when_the_first_part_is_undone_the_file_is_read_whole(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    import_text(home, file, HEADER + "".join(ROWS[:10]))
    import_text(home, file, HEADER + "".join(ROWS))
    output_of("undo", "1", home=home)
    assert len(rows_of(home)) == 20
    assert "30 ticks read, 10 new" in output_of("import", file, "--symbol", "EURUSD", home=home)
    assert rows_of(home) == whole(tmp_path, HEADER + "".join(ROWS))


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), min_size=1, max_size=5),
    order=st.randoms(use_true_random=False),
)
def test_files_that_overlap_in_any_order_make_the_same_table(
    tmp_path_factory: pytest.TempPathFactory, *, pieces: list[tuple[int, int]], order: object
) -> None:
    """Pieces of the same ticks, each a file, together with one file of all."""
    folder = tmp_path_factory.mktemp("pieces")
    files = [ROWS[start : start + length] for start, length in pieces] + [ROWS[:17], ROWS[17:]]
    order.shuffle(files)  # type: ignore[attr-defined]
    for number, rows in enumerate(files):
        import_text(folder / "home", folder / f"{number}.csv", HEADER + "".join(rows))
    assert rows_of(folder / "home") == whole(folder, HEADER + "".join(ROWS))
