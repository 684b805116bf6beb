"""The shipped sample is what its generator makes, and has the shape that its README claims."""

from __future__ import annotations

import csv
import gzip
import hashlib
import importlib.util
import itertools
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

DATA = Path(__file__).parents[2] / "data"
SAMPLE = DATA / "EURUSD_synthetic_2025-03-06_2025-03-11.csv.gz"


@pytest.fixture(scope="module")
def content() -> bytes:
    return gzip.decompress(SAMPLE.read_bytes())


@pytest.fixture(scope="module")
def rows(content: bytes) -> list[tuple[int, Decimal, Decimal, Decimal, Decimal]]:
    reader = csv.reader(content.decode("ascii").splitlines())
    assert next(reader) == ["timestamp", "bid", "ask", "bid_volume", "ask_volume"]
    return [
        (int(time), Decimal(bid), Decimal(ask), Decimal(bid_volume), Decimal(ask_volume))
        for time, bid, ask, bid_volume, ask_volume in reader
    ]


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sample", DATA / "make_sample.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_sample", module)
    spec.loader.exec_module(module)
    return module


def test_generator_makes_the_shipped_content(generator: ModuleType, content: bytes) -> None:
    assert generator.csv() == content, "run: python data/make_sample.py"


def test_readme_states_the_content(content: bytes, rows: list[object]) -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(content).hexdigest() in readme
    assert f"{len(rows):,} ticks" in readme


def test_file_depends_on_its_content_alone() -> None:
    """RFC 1952: bytes 4 to 8 are the time of making, flag 8 of byte 3 says that a name follows."""
    head = SAMPLE.read_bytes()[:8]
    assert head[4:8] == bytes(4)
    assert head[3] & 8 == 0


def test_file_is_small_enough_to_ship() -> None:
    assert SAMPLE.stat().st_size < 3_500_000


def test_times_rise_strictly(rows: list[tuple[int, ...]]) -> None:
    assert all(first[0] < second[0] for first, second in itertools.pairwise(rows))


def test_quotes_are_sound(rows: list[tuple[int, Decimal, Decimal, Decimal, Decimal]]) -> None:
    for _, bid, ask, bid_volume, ask_volume in rows:
        assert Decimal("1.0") < bid < ask < Decimal("1.2")
        assert bid_volume > 0
        assert ask_volume > 0


def test_market_is_closed_at_the_weekend(rows: list[tuple[int, ...]]) -> None:
    """Friday 2025-03-07 17:00 New York is 22:00 UTC; Sunday 2025-03-09 17:00 is 21:00 UTC, summer time having begun."""
    close, reopen = _ms(7, 22), _ms(9, 21)
    assert not [row for row in rows if close <= row[0] < reopen]
    assert close - 60_000 < max(row[0] for row in rows if row[0] < close)
    assert min(row[0] for row in rows if row[0] >= reopen) < reopen + 60_000


def test_sample_spans_six_calendar_days(rows: list[tuple[int, ...]]) -> None:
    assert _ms(6, 0) <= rows[0][0] < _ms(6, 1)
    assert _ms(11, 23) <= rows[-1][0] < _ms(12, 0)


def test_every_open_hour_has_ticks(rows: list[tuple[int, ...]]) -> None:
    hours = {row[0] // 3_600_000 for row in rows}
    assert len(hours) == 24 + 22 + 3 + 24 + 24


def _ms(day: int, hour: int) -> int:
    return int(datetime(2025, 3, day, hour, tzinfo=UTC).timestamp() * 1000)
