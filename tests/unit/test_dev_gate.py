"""The gate of performance: what it lets pass, and what it says of what it does not."""

from pathlib import Path

import pytest

from devtools import commands, gate
from devtools.faults import StopError
from devtools.gate import Compared

SOURCE = Path(__file__).parents[2] / gate.SOURCE


def test_what_costs_more_than_the_margin_is_named() -> None:
    compared = [Compared("a", 100.0, 104.0), Compared("b", 100.0, 150.0), Compared("c", 100.0, 50.0)]
    with pytest.raises(StopError) as stopped:
        gate.judge(compared, base="main", margin=1.05)
    assert str(stopped.value).startswith("slower than main: b 1.50 times (up to 1.05 is let pass); make it")
    gate.judge(compared[::2], base="main", margin=1.05)
    rows = [*gate.table(compared, unit="instructions", margin=1.05)]
    assert [row.endswith("<- slower") for row in rows] == [False, False, True, False]


def test_the_gate_takes_a_commit_or_main() -> None:
    bases = [commands.parse(["bench", *words]).gate for words in ([], ["--gate"], ["--gate", "HEAD~3"])]
    assert bases == [None, "origin/main", "HEAD~3"]


def test_the_bench_of_the_gate_is_where_it_looks() -> None:
    assert SOURCE.is_file()
