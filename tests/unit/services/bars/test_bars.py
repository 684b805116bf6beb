from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time, parse_time
from pyworkstation.protocol.messages import GetBars
from pyworkstation.services.bars import bars as service
from pyworkstation.services.bars import built_bars
from pyworkstation.services.bars.bars import get_bars
from pyworkstation.storage.database import Store
from tests.stores import Row, open_at, store_rows

T0 = parse_time("2024-03-08T12:00:00Z", where="test")  # a Friday; on Sunday the US clocks go forward
SECOND = 1_000_000
HOURS = [*range(10), *range(54, 80)]
"""Open until 22:00 on Friday (17:00 in New York), and again from 18:00 on Sunday."""

ROWS: list[Row] = [
    (
        T0 + hour * 3600 * SECOND + second * SECOND,
        100_000 + (hour * 7919 + second) % 977,
        100_000 + second % 500,
        10,
        1,
    )
    for hour in HOURS
    for second in range(0, 3600, 20)
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_at(tmp_path_factory.mktemp("home")) as store:
        store_rows(store, "f", ROWS)
        yield store


def bars_of(store: Store, timeframe: str, **options: object) -> Bars:
    request = GetBars(symbol="EURUSD", timeframe=timeframe, **options)  # type: ignore[arg-type]
    return Bars.concatenate([Bars.unpack(part.packed) for part in get_bars(request, store)])


def by_hand(width_us: int, boundary: str) -> dict[int, list[Row]]:
    """Open of a bar -> its ticks, by arithmetic alone."""
    groups: dict[int, list[Row]] = {}
    for row in ROWS:
        ts_us = row[0] - (1 if boundary == "right" else 0)
        groups.setdefault(ts_us // width_us * width_us, []).append(row)
    return groups


@pytest.mark.parametrize("boundary", ["left", "right"])
@pytest.mark.parametrize(("timeframe", "minutes"), [("M1", 1), ("M15", 15), ("H4", 240)])
def test_bars_are_those_of_a_hand_calculation(
    store: Store, timeframe: str, minutes: int, boundary: str
) -> None:
    expected = by_hand(minutes * 60 * SECOND, boundary)
    bars = bars_of(store, timeframe, boundary=boundary)
    assert bars.open_us.tolist() == list(expected)
    assert bars.bid_open.tolist() == [rows[0][1] for rows in expected.values()]
    assert bars.bid_high.tolist() == [max(row[1] for row in rows) for rows in expected.values()]
    assert bars.bid_low.tolist() == [min(row[1] for row in rows) for rows in expected.values()]
    assert bars.ask_close.tolist() == [rows[-1][2] for rows in expected.values()]
    assert bars.mid2_high.tolist() == [max(row[1] + row[2] for row in rows) for rows in expected.values()]
    assert bars.bid_volume.tolist() == [sum(row[3] for row in rows) for rows in expected.values()]
    assert bars.ticks.tolist() == [len(rows) for rows in expected.values()]


EDGES = [
    None,
    "2024-01-01",
    "2024-03-08T12:00:00",
    "2024-03-08T12:00:00.000001",
    "2024-03-08T12:59:59.999999",
    "2024-03-08T13:00:00",
    "2024-03-08T21:59:30",
    "2024-03-08T22:00:00",
    "2024-03-09T12:00:00",
    "2024-03-10T18:00:00",
    "2024-03-10T21:00:00",
    "2024-03-11T00:00:00",
    "2024-03-11T21:00:00",
    "2030-01-01",
]


@pytest.mark.parametrize("boundary", ["left", "right"])
@pytest.mark.parametrize("day_close", ["new-york", "utc"])
@pytest.mark.parametrize("timeframe", ["M1", "H1", "H4", "D1"])
def test_a_range_gives_the_whole_bars_that_open_in_it(
    store: Store, timeframe: str, day_close: str, boundary: str
) -> None:
    every = bars_of(store, timeframe, boundary=boundary, day_close=day_close)
    times = [None if edge is None else int(parse_time(edge, where="test")) for edge in EDGES]
    ranges = [
        *((edge, None) for edge in times),
        *((None, edge) for edge in times),
        *itertools.pairwise(times),
    ]
    for from_us, to_us in ranges:
        some = bars_of(store, timeframe, boundary=boundary, day_close=day_close, from_us=from_us, to_us=to_us)
        wanted = np.full(len(every), True)
        wanted &= True if from_us is None else every.open_us >= from_us
        wanted &= True if to_us is None else every.open_us < to_us
        rows = np.flatnonzero(wanted)
        expected = every[rows[0] : rows[-1] + 1] if len(rows) else Bars.empty()
        assert some.pack() == expected.pack(), (from_us, to_us)


def test_sundays_open_belongs_to_monday(store: Store) -> None:
    assert [format_time(us) for us in bars_of(store, "D1").open_us.tolist()] == [
        "2024-03-07T22:00:00Z",
        "2024-03-10T21:00:00Z",
    ]


def test_parts_are_bounded_and_hold_every_bar(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PART_ROWS", 100)
    monkeypatch.setattr(built_bars, "_STEP_TICKS", 1000)
    parts = list(get_bars(GetBars(symbol="EURUSD", timeframe="M1"), store))
    assert [part.count for part in parts[:-1]] == [100] * (len(parts) - 1)
    assert sum(part.count for part in parts) == 36 * 60
    assert {part.digits for part in parts} == {5}


def test_nothing_in_the_range_is_one_empty_part(store: Store) -> None:
    parts = list(get_bars(GetBars(symbol="EURUSD", timeframe="5m", from_us=0, to_us=1), store))
    assert [(part.timeframe, part.count, part.packed) for part in parts] == [("M5", 0, b"")]


@pytest.mark.parametrize(
    ("symbol", "timeframe", "words"),
    [
        ("NOPE", "M1", "expected a known symbol"),
        ("USDJPY", "M1", "expected stored ticks of USDJPY, found none"),
        ("EURUSD", "M0", "M0"),
        ("EURUSD", "fortnight", "fortnight"),
    ],
)
def test_what_cannot_be_answered_is_refused(store: Store, symbol: str, timeframe: str, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        list(get_bars(GetBars(symbol=symbol, timeframe=timeframe), store))
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("first", "last"), [(None, None), (0, -1), (250, -1), (100, 401), (299, 300), (300, 300)]
)
def test_bars_of_counts_are_counted_from_the_first_stored_tick_whatever_is_asked_for(
    store: Store, first: int | None, last: int | None
) -> None:
    from_us = None if first is None else ROWS[first][0]
    to_us = None if last is None else ROWS[last][0]
    bars = bars_of(store, "T100", from_us=from_us, to_us=to_us)
    every = [ROWS[start : start + 100] for start in range(0, len(ROWS), 100)]
    groups = [
        group
        for group in every
        if (from_us is None or group[0][0] >= from_us) and (to_us is None or group[0][0] < to_us)
    ]
    assert bars.ticks.tolist() == [len(group) for group in groups]
    assert bars.open_us.tolist() == [group[0][0] for group in groups]
    assert bars.bid_high.tolist() == [max(row[1] for row in group) for group in groups]


@pytest.mark.parametrize("timeframe", ["V1000", "R50", "K20"])
def test_a_range_shows_bars_of_counts_and_does_not_change_them(store: Store, timeframe: str) -> None:
    every = bars_of(store, timeframe)
    from_us, to_us = ROWS[777][0], ROWS[-777][0]
    rows = np.flatnonzero((every.open_us >= from_us) & (every.open_us < to_us))
    assert len(rows)
    some = bars_of(store, timeframe, from_us=from_us, to_us=to_us)
    assert some.pack() == every[int(rows[0]) : int(rows[-1]) + 1].pack()
