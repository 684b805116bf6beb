from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.domain.home import Home
from pyworkstation.domain.units import parse_time
from pyworkstation.services.imports.gaps_between import gaps_between
from pyworkstation.services.session_calendar import session_calendar


def us(text: str) -> int:
    return parse_time(text, where="test")


MONDAY = [("2019-02-04T00:00:01", "2019-02-04T00:59:59"), ("2019-02-04T01:00:00", "2019-02-04T01:59:58")]
NOON = ("2019-02-04T12:00:10", "2019-02-04T12:59:59")
FRIDAY = ("2019-02-08T20:00:00", "2019-02-08T21:59:59")
SUNDAY = ("2019-02-10T22:00:01", "2019-02-10T22:59:59")
CHRISTMAS_EVE = ("2018-12-24T19:00:00", "2018-12-24T21:59:59")
BOXING_DAY = ("2018-12-25T23:00:00", "2018-12-26T10:00:00")


@pytest.mark.parametrize(
    ("files", "gaps"),
    [
        ([], []),
        (MONDAY[:1], []),
        (MONDAY, []),
        ([*MONDAY, NOON], [("2019-02-04T01:59:58", "2019-02-04T12:00:10", 36_012)]),
        # In any order, and what one of them covers is no gap between two others.
        ([NOON, *MONDAY], [("2019-02-04T01:59:58", "2019-02-04T12:00:10", 36_012)]),
        ([*MONDAY, NOON, ("2019-02-04T00:30:00", "2019-02-04T12:30:00")], []),
        # What lies within a file is the file's own.
        (
            [("2019-02-04T00:00:00", "2019-02-04T09:00:00"), NOON],
            [("2019-02-04T09:00:00", "2019-02-04T12:00:10", 10_810)],
        ),
        # A weekend is none; of a weekend and an hour of Monday, the open two hours count.
        ([FRIDAY, SUNDAY], []),
        (
            [FRIDAY, ("2019-02-11T00:00:00", "2019-02-11T01:00:00")],
            [("2019-02-08T21:59:59", "2019-02-11T00:00:00", 7_201)],
        ),
        (
            [("2019-02-04T00:00:00", "2019-02-04T00:00:00"), ("2019-02-04T00:04:59", "2019-02-04T00:04:59")],
            [],
        ),
    ],
)
def test_gaps_lie_between_files(
    tmp_path: Path, files: list[tuple[str, str]], gaps: list[tuple[str, str, int]]
) -> None:
    spans = [(us(first), us(last)) for first, last in files]
    found = gaps_between(spans, session_calendar(Home(tmp_path), "EURUSD"))
    assert [(gap.from_us, gap.to_us, gap.market_us) for gap in found] == [
        (us(start), us(end), seconds * 1_000_000) for start, end, seconds in gaps
    ]
