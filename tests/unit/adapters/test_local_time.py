from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pyworkstation.adapters.local_time import to_utc, zone_named
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time, parse_time


def utc(clock: str, zone: str) -> str:
    local = np.array([parse_time(clock, where="test")], dtype=np.int64)
    return format_time(int(to_utc(local, ZoneInfo(zone), where="file.csv")[0]))


@pytest.mark.parametrize(
    ("clock", "zone", "expected"),
    [
        ("2012-01-15T12:00:00", "Europe/Helsinki", "2012-01-15T10:00:00Z"),
        ("2012-07-15T12:00:00", "Europe/Helsinki", "2012-07-15T09:00:00Z"),
        ("2016-01-04T08:00:00.062", "America/New_York", "2016-01-04T13:00:00.062Z"),
        ("2012-03-25T02:59:59.999999", "Europe/Helsinki", "2012-03-25T00:59:59.999999Z"),
        ("2012-03-25T04:00:00", "Europe/Helsinki", "2012-03-25T01:00:00Z"),
        ("2020-01-01T05:45:00", "Asia/Kathmandu", "2020-01-01T00:00:00Z"),
    ],
)
def test_clock_times_become_utc(clock: str, zone: str, expected: str) -> None:
    assert utc(clock, zone) == expected


def test_it_agrees_with_the_standard_library_hour_by_hour() -> None:
    zone = ZoneInfo("America/New_York")
    start = parse_time("2019-06-01", where="test")
    local = start + np.arange(24 * 60, dtype=np.int64) * 3_600_000_000
    expected = [
        datetime.fromisoformat(format_time(int(us))[:-1]).replace(tzinfo=zone).timestamp() for us in local
    ]
    assert to_utc(local, zone, where="test").tolist() == [int(second) * 1_000_000 for second in expected]


@pytest.mark.parametrize("clock", ["2012-03-25T03:30:00", "2012-10-28T03:30:00"])
def test_times_that_do_not_happen_once_are_refused(clock: str) -> None:
    with pytest.raises(InputError, match="expected times that Europe/Helsinki has once") as refusal:
        utc(clock, "Europe/Helsinki")
    assert clock in str(refusal.value)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "GMT+2"])
def test_unknown_zones_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="expected an IANA time zone"):
        zone_named(name)
