from __future__ import annotations

import io

import pytest

from pyworkstation.cli.import_bar import ProgressBar, bar_line
from pyworkstation.protocol.messages import ImportProgress


def progress(**changes: int | None) -> ImportProgress:
    facts = {
        "files_done": 0, "files_total": 3, "bytes_done": 25, "bytes_total": 100,
        "ticks_done": 1_250_000, "ticks_per_second": 3_120_000, "seconds_left": 42,
    }  # fmt: skip
    return ImportProgress(symbol="EURUSD", path="/data/EURUSD.csv", **(facts | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "[#####...............]  25 %  1,250,000 ticks  3.1 M/s  0:42 left  EURUSD.csv (1 of 3)"),
        ({"seconds_left": None, "files_total": 1}, "[#####...............]  25 %  1,250,000 ticks  3.1 M/s  EURUSD.csv"),
        ({"seconds_left": 3_725, "files_total": 1}, "[#####...............]  25 %  1,250,000 ticks  3.1 M/s  1:02:05 left  EURUSD.csv"),
        ({"bytes_done": 100, "seconds_left": 0, "files_done": 2}, "[####################] 100 %  1,250,000 ticks  3.1 M/s  0:00 left  EURUSD.csv (3 of 3)"),
        ({"bytes_total": 0, "bytes_done": 0, "files_total": 1}, "[####################] 100 %  1,250,000 ticks  3.1 M/s  0:42 left  EURUSD.csv"),
    ],
)  # fmt: skip
def test_the_line_says_how_far_it_is(changes: dict[str, int | None], line: str) -> None:
    assert bar_line(progress(**changes)) == line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_leaves_the_line_as_it_found_it() -> None:
    terminal = Terminal()
    with ProgressBar(terminal) as bar:
        bar.show(progress())
    assert terminal.getvalue().startswith("\r[#####")
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_file_gets_nothing_of_it() -> None:
    file = io.StringIO()
    with ProgressBar(file) as bar:
        bar.show(progress())
    assert file.getvalue() == ""
