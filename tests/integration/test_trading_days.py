"""One instrument of each kind of session: its days, weeks and months are the same wherever bars are read, and end when they should.

The bars by hand are written out below: the label of each, and the ticks that it is made of. The ticks come all the time, in breaks, at
weekends and on holidays too, over the Sunday on which New York's clocks go forward, over Good Friday and over the end of a month.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.client import Client, bars
from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time, parse_time
from pyworkstation.engine import MtfEngine
from pyworkstation.instrument_days import day_close_of
from pyworkstation.protocol import messages as m
from tests.command import output_of
from tests.engine_process import engine_process
from tests.stores import Row, open_at, store_rows, ticks_of

MINUTE = 60_000_000
STRETCHES = [("2024-03-07T00:10Z", "2024-03-13T12:00Z"), ("2024-03-28T00:10Z", "2024-04-02T12:00Z")]

OWN_SESSIONS = """
[tokyo]
zone = "Asia/Tokyo"
day_close = "15:30"
open = [
    ["Mon 09:00", "Mon 11:30"], ["Mon 12:30", "Mon 15:30"],
    ["Tue 09:00", "Tue 11:30"], ["Tue 12:30", "Tue 15:30"],
    ["Wed 09:00", "Wed 11:30"], ["Wed 12:30", "Wed 15:30"],
    ["Thu 09:00", "Thu 11:30"], ["Thu 12:30", "Thu 15:30"],
    ["Fri 09:00", "Fri 11:30"], ["Fri 12:30", "Fri 15:30"],
]
holidays = ["03-12"]
"""
OWN_INSTRUMENTS = 'TOPIX = { digits = 3, session = "tokyo" }\n'

SYMBOLS = {
    "EURUSD": "fx",
    "XAUUSD": "break",
    "LIGHTCMDUSD": "break",
    "USA500IDXUSD": "break",
    "BTCUSD": "24x7",
    "TOPIX": "tokyo",
}

# (label, first tick at or after, last tick before), of 2024, UTC. New York's 17:00 is 22:00 until 9 March and 21:00 from the 10th on.
DAYS = {
    "fx": [
        ("03-06T22:00", "03-06T22:00", "03-07T22:00"),
        ("03-07T22:00", "03-07T22:00", "03-08T22:00"),
        (
            "03-10T21:00",
            "03-08T22:00",
            "03-11T21:00",
        ),  # Sunday's open belongs to Monday, and so does the weekend
        ("03-11T21:00", "03-11T21:00", "03-12T21:00"),
        ("03-12T21:00", "03-12T21:00", "03-13T21:00"),
        ("03-27T21:00", "03-27T21:00", "03-28T21:00"),
        ("03-28T21:00", "03-28T21:00", "03-29T21:00"),
        ("03-31T21:00", "03-29T21:00", "04-01T21:00"),
        ("04-01T21:00", "04-01T21:00", "04-02T21:00"),
    ],
    "break": [
        (
            "03-06T23:00",
            "03-06T22:00",
            "03-07T22:00",
        ),  # from the close on, labelled with the open after the break
        ("03-07T23:00", "03-07T22:00", "03-08T22:00"),
        ("03-10T22:00", "03-08T22:00", "03-11T21:00"),
        ("03-11T22:00", "03-11T21:00", "03-12T21:00"),
        ("03-12T22:00", "03-12T21:00", "03-13T21:00"),
        ("03-27T22:00", "03-27T21:00", "03-28T21:00"),
        ("03-31T22:00", "03-28T21:00", "04-01T21:00"),  # Good Friday is none
        ("04-01T22:00", "04-01T21:00", "04-02T21:00"),
    ],
    "24x7": [
        (f"{day}T00:00", f"{day}T00:00", f"{after}T00:00")
        for day, after in [
            *[(f"03-{day:02}", f"03-{day + 1:02}") for day in range(7, 14)],
            *[(f"03-{day:02}", f"03-{day + 1:02}") for day in range(28, 31)],
            ("03-31", "04-01"),
            ("04-01", "04-02"),
            ("04-02", "04-03"),
        ]
    ],
    "tokyo": [
        ("03-07T00:00", "03-06T06:30", "03-07T06:30"),  # 09:00 to 15:30 in Tokyo
        ("03-08T00:00", "03-07T06:30", "03-08T06:30"),
        ("03-11T00:00", "03-08T06:30", "03-11T06:30"),
        ("03-13T00:00", "03-11T06:30", "03-13T06:30"),  # the 12th is a holiday
        ("03-14T00:00", "03-13T06:30", "03-14T06:30"),
        ("03-28T00:00", "03-27T06:30", "03-28T06:30"),
        ("03-29T00:00", "03-28T06:30", "03-29T06:30"),
        ("04-01T00:00", "03-29T06:30", "04-01T06:30"),
        ("04-02T00:00", "04-01T06:30", "04-02T06:30"),
        ("04-03T00:00", "04-02T06:30", "04-03T06:30"),
    ],
}
WEEKS = {
    "fx": [
        ("03-03T22:00", "03-01T22:00", "03-08T22:00"),
        ("03-10T21:00", "03-08T22:00", "03-15T21:00"),
        ("03-24T21:00", "03-22T21:00", "03-29T21:00"),
        ("03-31T21:00", "03-29T21:00", "04-05T21:00"),
    ],
    "break": [
        ("03-03T23:00", "03-01T22:00", "03-08T22:00"),
        ("03-10T22:00", "03-08T22:00", "03-15T21:00"),
        ("03-24T22:00", "03-22T21:00", "03-28T21:00"),
        ("03-31T22:00", "03-28T21:00", "04-05T21:00"),
    ],
    "24x7": [
        ("03-04T00:00", "03-04T00:00", "03-11T00:00"),
        ("03-11T00:00", "03-11T00:00", "03-18T00:00"),
        ("03-25T00:00", "03-25T00:00", "04-01T00:00"),
        ("04-01T00:00", "04-01T00:00", "04-08T00:00"),
    ],
    "tokyo": [
        ("03-04T00:00", "03-01T06:30", "03-08T06:30"),
        ("03-11T00:00", "03-08T06:30", "03-15T06:30"),
        ("03-25T00:00", "03-22T06:30", "03-29T06:30"),
        ("04-01T00:00", "03-29T06:30", "04-05T06:30"),
    ],
}
MONTHS = {
    "fx": [("02-29T22:00", "02-29T22:00", "03-29T21:00"), ("03-31T21:00", "03-29T21:00", "04-30T21:00")],
    "break": [("02-29T23:00", "02-29T22:00", "03-28T21:00"), ("03-31T22:00", "03-28T21:00", "04-30T21:00")],
    "24x7": [("03-01T00:00", "03-01T00:00", "04-01T00:00"), ("04-01T00:00", "04-01T00:00", "05-01T00:00")],
    "tokyo": [("03-01T00:00", "02-29T06:30", "03-29T06:30"), ("04-01T00:00", "03-29T06:30", "04-30T06:30")],
}
BY_HAND = {"D1": DAYS, "W1": WEEKS, "MN1": MONTHS}
TIMEFRAMES = ["H4", *BY_HAND]


def _time(text: str) -> int:
    return parse_time(f"2024-{text}Z", where="test")


TIMES_US = np.concatenate([
    np.arange(parse_time(first, where="test"), parse_time(end, where="test"), 20 * MINUTE)
    for first, end in STRETCHES
])  # fmt: skip


def ticks() -> list[Row]:
    """Every twenty minutes, day and night."""
    random = np.random.default_rng(7)
    bid = 2_000_000 + np.cumsum(random.integers(-40, 41, len(TIMES_US)))
    volumes = random.integers(1, 500, (2, len(TIMES_US))) * 1000
    return list(zip(TIMES_US.tolist(), bid.tolist(), (bid + 3).tolist(), *volumes.tolist(), strict=True))


def by_hand(kind: str, timeframe: str) -> list[tuple[str, int]]:
    """Label and count of ticks."""
    return [
        (
            f"2024-{label}:00Z",
            int(np.searchsorted(TIMES_US, _time(end)) - np.searchsorted(TIMES_US, _time(first))),
        )
        for label, first, end in BY_HAND[timeframe][kind]
    ]


def kind_of(symbol: str) -> str:
    return SYMBOLS[symbol]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("days") / "home"
    home.mkdir()
    (home / "instruments.toml").write_text(OWN_INSTRUMENTS, encoding="utf-8")
    (home / "sessions.toml").write_text(OWN_SESSIONS, encoding="utf-8")
    with open_at(home) as store:
        for symbol in SYMBOLS:
            store_rows(store, symbol, ticks(), symbol=symbol)
    return home


@pytest.fixture(scope="module")
def in_process(home: Path) -> dict[tuple[str, ...], str]:
    """What the command line says with no engine running."""
    return {
        (symbol, timeframe): output_of("bars", symbol, timeframe, "--indicator", "vwap", home=home)
        for symbol in SYMBOLS
        for timeframe in [*TIMEFRAMES, "H1"]
    }


@pytest.fixture(scope="module")
def client(home: Path, in_process: object) -> Iterator[Client]:
    with engine_process(home), Client(home) as client:
        yield client


def _labels(text: str) -> list[tuple[str, int]]:
    return [(row["time"], int(row["ticks"])) for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("timeframe", BY_HAND)
def test_bars_begin_and_end_with_the_days_of_the_instrument(
    in_process: dict[tuple[str, ...], str], symbol: str, timeframe: str
) -> None:
    assert _labels(in_process[symbol, timeframe]) == by_hand(kind_of(symbol), timeframe)


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize(("day_close", "kind"), [("new-york", "fx"), ("utc", "24x7")])
def test_days_by_a_word_are_those_of_the_word(
    home: Path, in_process: object, symbol: str, day_close: str, kind: str
) -> None:
    for timeframe in BY_HAND:
        text = output_of("bars", symbol, timeframe, "--day-close", day_close, home=home)
        assert _labels(text) == by_hand(kind, timeframe)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_store_bus_client_replay_and_chart_have_the_same_bars(
    home: Path, client: Client, in_process: dict[tuple[str, ...], str], symbol: str
) -> None:
    client.replay_start(symbol, int(TIMES_US[-1]), paused=True)
    for timeframe in TIMEFRAMES:
        over_the_bus = output_of("bars", symbol, timeframe, "--indicator", "vwap", home=home)
        assert over_the_bus == in_process[symbol, timeframe]
        columns = bars(symbol, timeframe, home=home).numpy()
        opens = columns["time"].astype(np.int64).tolist()
        assert [*zip(map(format_time, opens), columns["ticks"].tolist(), strict=True)] == _labels(
            over_the_bus
        )

        # A chart has a stream's snapshot, and what this request answers before it.
        [part] = client.request(m.GetBars(symbol=symbol, timeframe=timeframe))
        [snapshot] = client.request(m.GetSnapshot(symbol=symbol, timeframes=[timeframe], bars=500))
        told = client.call(m.Subscribe(topics=[f"bars.{symbol}.{timeframe}"]))
        assert isinstance(part, m.BarsPart)
        assert isinstance(snapshot, m.SnapshotPart)
        assert isinstance(told, m.TopicSnapshot)
        assert isinstance(told.body, m.BarsUpdate)
        stored = rows_of(part.packed)
        assert [row[0] for row in stored] == opens
        assert rows_of(snapshot.completed, snapshot.forming) == stored
        assert rows_of(told.body.completed, told.body.forming) == stored
        # As `data/instruments.toml` has it.
        assert told.body.volume_digits == {"BTCUSD": 6, "LIGHTCMDUSD": 3, "USA500IDXUSD": 3}.get(symbol, 0)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_an_engine_of_ones_own_has_the_same_bars(home: Path, client: Client, symbol: str) -> None:
    engine = MtfEngine(list(BY_HAND), day_close=day_close_of(symbol, home))
    engine.on_ticks(ticks_of(ticks()))
    for timeframe in BY_HAND:
        [part] = client.request(m.GetBars(symbol=symbol, timeframe=timeframe))
        assert isinstance(part, m.BarsPart)
        completed, forming = engine.completed(timeframe)[1], engine.forming(timeframe)
        assert rows_of(completed.pack(), forming.pack()) == rows_of(part.packed)


def test_the_days_of_a_symbol_that_nobody_knows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a known symbol, found 'NOSUCH'"):
        day_close_of("NOSUCH", tmp_path)


def rows_of(*packed: bytes) -> list[tuple[int, ...]]:
    bars = Bars.concatenate([Bars.unpack(piece) for piece in packed])
    return list(zip(*(getattr(bars, name).tolist() for name in Bars.names()), strict=True))


def vwap_by_hand(kind: str, text: str) -> list[float]:
    """Sum of price x volume / sum of volumes, from the first bar on that opens in the day; the price is (high + low + close) / 3."""
    rows = list(csv.DictReader(io.StringIO(text)))
    opens = np.array([parse_time(row["time"], where="test") for row in rows])
    price = np.array([sum(float(row[name]) for name in ("high", "low", "close")) / 3 for row in rows])
    volume = np.array([float(row["volume"]) for row in rows])
    values: list[float] = []
    for _, first, end in DAYS[kind]:
        of_day = (_time(first) <= opens) & (opens < _time(end))
        values += (np.cumsum(price[of_day] * volume[of_day]) / np.cumsum(volume[of_day])).tolist()
    return values


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_vwap_begins_anew_with_the_days_of_the_instrument(
    client: Client, in_process: dict[tuple[str, ...], str], symbol: str
) -> None:
    text = in_process[symbol, "H1"]
    written = [float(row["VWAP"]) for row in csv.DictReader(io.StringIO(text))]
    assert written == pytest.approx(vwap_by_hand(kind_of(symbol), text), rel=1e-12)

    found = client.bars(symbol, "H1", indicators=["vwap"]).numpy()["VWAP"].tolist()
    assert found == pytest.approx(written, rel=1e-15)

    client.replay_start(symbol, int(TIMES_US[-1]), paused=True)
    client.call(m.AttachIndicator(symbol=symbol, timeframe="H1", name="VWAP"))
    [snapshot] = client.request(m.GetSnapshot(symbol=symbol, timeframes=["H1"], bars=500))
    assert isinstance(snapshot, m.SnapshotPart)
    [values] = snapshot.indicators
    assert np.frombuffer(values.completed + values.forming, "<f8").tolist() == found
