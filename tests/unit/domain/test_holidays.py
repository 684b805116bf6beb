from __future__ import annotations

from datetime import date

import pytest
from dateutil.easter import easter as dateutil_easter  # type: ignore[import-untyped]

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.holidays import easter, holiday

RULES = [
    ("12-25", 2024, "2024-12-25"),
    ("12-25 observed", 2021, "2021-12-24"),  # a Saturday; CME was closed on Friday the 24th
    ("12-25 observed", 2022, "2022-12-26"),  # a Sunday
    ("01-01 or monday", 2022, "2022-01-01"),  # a Saturday; CME traded on Friday
    ("01-01 or monday", 2023, "2023-01-02"),
    ("easter -2", 2016, "2016-03-25"),  # Dukascopy's schedule
    ("easter -2", 2026, "2026-04-03"),
    ("mon 3 jan", 2026, "2026-01-19"),  # CME's schedule
    ("mon last may", 2020, "2020-05-25"),  # CF Merchants' schedule
    ("mon last dec", 2024, "2024-12-30"),
    ("mon 1 sep", 2025, "2025-09-01"),
    ("thu 4 nov", 2024, "2024-11-28"),  # One Financial Markets' schedule
    ("thu 4 nov +1", 2024, "2024-11-29"),
    ("02-29", 2023, None),
    ("02-29", 2024, "2024-02-29"),
]


@pytest.mark.parametrize(("rule", "year", "day"), RULES)
def test_a_rule_gives_the_date_that_calendars_print(rule: str, year: int, day: str | None) -> None:
    assert holiday(rule, year) == (None if day is None else date.fromisoformat(day))


@pytest.mark.parametrize("rule", ["", "13-01", "02-30", "Christmas", "mon 5 jan", "easter-2", "12-25 maybe"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(InputError, match="expected a date such as 12-25"):
        holiday(rule, 2024)


def test_easter_is_that_of_dateutil() -> None:
    assert [easter(year) for year in range(1900, 2100)] == [dateutil_easter(y) for y in range(1900, 2100)]
