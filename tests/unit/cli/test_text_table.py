from __future__ import annotations

from pyworkstation.cli.text_table import text_table


def test_numbers_to_the_right_and_nothing_for_none() -> None:
    table = text_table(["name", "n", "x"], [["a", 5, "1.50"], ["long", 1234, None], [None, -1, "10.25"]])
    assert list(table) == [
        "name     n      x",
        "----  ----  -----",
        "a        5   1.50",
        "long  1234",
        "        -1  10.25",
    ]


def test_no_rows_are_a_header() -> None:
    assert list(text_table(["a", "bc"], [])) == ["a  bc", "-  --"]
