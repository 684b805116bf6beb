"""Pieces of the same ticks, each a file of any dialect and packing, in any order: the table is that of the ticks."""

from __future__ import annotations

import gzip
import itertools
import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.engine import dialects
from tests.bi5_file import write_hour
from tests.command import output_of
from tests.stores import Row, open_at, store_rows, stored_rows
from tests.zip_file import zipped

EXAMPLES = int(os.environ.get("TEST_EXAMPLES", "6"))
"""A few hundred for an evening's test."""

HOUR = 10
START_US = 1_549_238_400_000_000 + HOUR * 3_600_000_000
"""2019-02-04, a Monday."""

EET, NEW_YORK, EST = ZoneInfo("EET"), ZoneInfo("America/New_York"), timezone(timedelta(hours=-5))

UTC_SAID = ["--time-zone", "UTC"]
MILLIONS = ["--volume-unit", "millions"]


def local(row: Row, zone: tzinfo = UTC) -> datetime:
    return datetime.fromtimestamp(row[0] // 1_000_000, tz=zone).replace(microsecond=row[0] % 1_000_000)


def time(pattern: str, zone: tzinfo = UTC) -> Callable[[Row], str]:
    """By strftime, with milliseconds for `%f`."""
    return lambda row: local(row, zone).strftime(pattern.replace("%f", f"{row[0] // 1000 % 1000:03}"))


def epoch(row: Row) -> str:
    return str(row[0] // 1000)


def micros(row: Row) -> str:
    return local(row).isoformat(" ").replace("+00:00", "")


def bid(row: Row) -> str:
    return f"{row[1] / 1e5:.5f}"


def ask(row: Row) -> str:
    return f"{row[2] / 1e5:.5f}"


def noisy_ask(row: Row) -> str:
    """As Dukascopy's website prints binary numbers."""
    return f"{row[2] / 1e5:.5f}00000000001"


def millions(column: int) -> Callable[[Row], str]:
    return lambda row: f"{row[column] / 1e6:g}"


def units(column: int) -> Callable[[Row], str]:
    return lambda row: str(row[column])


def fixed(text: str) -> Callable[[Row], str]:
    return lambda _: text


class Layout(NamedTuple):
    """How a producer writes; by the tables of README and of ../shared/market-data."""

    header: str | None
    fields: Sequence[Callable[[Row], str]]
    options: Sequence[str] = ()
    delimiter: str = ","
    comma: bool = False
    end: str = "\n"
    has_volumes: bool = True


BV, AV = millions(3), millions(4)
DAY_FIRST, YEAR_FIRST = "%d.%m.%Y %H:%M:%S.%f", "%Y.%m.%d %H:%M:%S.%f"

LAYOUTS: dict[str, Layout] = {
    "default": Layout("timestamp,bid,ask,bid_volume,ask_volume", [epoch, bid, ask, BV, AV], MILLIONS),
    "export": Layout("timestamp,bid,ask,bid_volume_units,ask_volume_units", [time("%Y-%m-%dT%H:%M:%S.%fZ"), bid, ask, units(3), units(4)]),
    "default-prices": Layout("timestamp,bid,ask", [time("%Y-%m-%dT%H:%M:%S.%f+02:00", EET), bid, ask], has_volumes=False),
    "dukascopy-gmt": Layout("Gmt time,Ask,Bid,AskVolume,BidVolume", [time(DAY_FIRST), noisy_ask, bid, AV, BV], MILLIONS, end="\r\n"),
    "dukascopy-local": Layout("Local time,Ask,Bid,AskVolume,BidVolume", [time(f"{DAY_FIRST} GMT+0200", EET), ask, bid, AV, BV], MILLIONS),
    "dukascopy-2013": Layout("Time,Ask,Bid,AskVolume,BidVolume", [time(DAY_FIRST), ask, bid, AV, BV], [*UTC_SAID, *MILLIONS], end="\r\n"),
    "jforex-eet": Layout("Time (EET),Ask,Bid,AskVolume,BidVolume ", [time(YEAR_FIRST, EET), ask, bid, AV, BV], MILLIONS),
    "jforex-utc": Layout("Time (UTC),Ask,Bid,AskVolume,BidVolume", [time(YEAR_FIRST), ask, bid, AV, BV], MILLIONS),
    "jforex-eet-comma": Layout("Time (EET);Ask;Bid;AskVolume;BidVolume", [time(YEAR_FIRST, EET), ask, bid, AV, BV], MILLIONS, ";", comma=True),
    "jforex-utc-comma": Layout("Time (UTC);Ask;Bid;AskVolume;BidVolume", [time(YEAR_FIRST), ask, bid, AV, BV], MILLIONS, ";", comma=True),
    "jforex-comma": Layout(None, [time(YEAR_FIRST, EET), ask, bid, AV, BV], ["--time-zone", "EET", *MILLIONS], ";", comma=True),
    "dukascopy-node": Layout("timestamp,askPrice,bidPrice,askVolume,bidVolume", [epoch, ask, bid, AV, BV], MILLIONS),
    "dukascopy-node-prices": Layout("timestamp,askPrice,bidPrice", [epoch, ask, bid], has_volumes=False),
    "dukascopy-python": Layout("timestamp,bidPrice,askPrice,bidVolume,askVolume", [time("%Y-%m-%d %H:%M:%S.%f000+00:00"), bid, ask, BV, AV], MILLIONS),
    "duka": Layout(None, [micros, ask, bid, AV, BV], MILLIONS, end="\r\n"),
    "fx-bt": Layout(None, [time(YEAR_FIRST), bid, ask, BV, AV], [*UTC_SAID, *MILLIONS], end="\r\n"),
    "new-york": Layout(None, [time("%m/%d/%Y %H:%M:%S.%f", NEW_YORK), bid, ask], ["--time-zone", "America/New_York"], has_volumes=False),
    "metatrader": Layout("<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>", [time("%Y.%m.%d\t%H:%M:%S.%f", EET), bid, ask, fixed(""), fixed("")], ["--time-zone", "new-york+7"], "\t", has_volumes=False),
    "metatrader-flags": Layout("<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>", [time("%Y.%m.%d\t%H:%M:%S.%f"), bid, ask, fixed(""), fixed(""), fixed("6")], UTC_SAID, "\t", has_volumes=False),
    "histdata": Layout(None, [time("%Y%m%d %H%M%S%f", EST), bid, ask, fixed("0")], has_volumes=False),
    "truefx": Layout(None, [fixed("EUR/USD"), time("%Y%m%d %H:%M:%S.%f"), bid, ask], has_volumes=False),
}  # fmt: skip


def written(layout: Layout, rows: Sequence[Row]) -> bytes:
    def line(row: Row) -> str:
        fields = [field(row) for field in layout.fields]
        if layout.comma:
            fields[1:] = [text.replace(".", ",") for text in fields[1:]]
        return layout.delimiter.join(fields)

    lines = [*([layout.header] if layout.header else []), *map(line, rows)]
    return "".join(text + layout.end for text in lines).encode()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "csv": bytes,
    "csv.gz": gzip.compress,
    "csv.zst": lambda content: zstandard.ZstdCompressor().compress(content),
    "zip": lambda content: zipped({"inside.csv": content}),
}


def csv_piece(name: str, packing: str, rows: list[Row], folder: Path) -> tuple[Path, Sequence[str]]:
    path = folder / f"ticks.{packing}"
    path.write_bytes(PACKINGS[packing](written(LAYOUTS[name], rows)))
    return path, ["--dialect", name, *LAYOUTS[name].options]


def bi5_piece(rows: list[Row], folder: Path) -> tuple[Path, Sequence[str]]:
    hour = [((ts - START_US) // 1000, ask, bid, av / 1e6, bv / 1e6) for ts, bid, ask, bv, av in rows]
    return write_hour(folder, HOUR, hour), []


def answer_piece(rows: list[Row], folder: Path) -> tuple[Path, Sequence[str]]:
    """As Dukascopy's newer service: each number is the difference from the one before."""
    before = [(START_US, rows[0][1], rows[0][2]), *((row[0], row[1], row[2]) for row in rows)]
    steps = list(zip(before, rows, strict=False))
    answer = {
        "timestamp": START_US // 1000,
        "multiplier": 1e-5,
        "ask": rows[0][2] / 1e5,
        "bid": rows[0][1] / 1e5,
        "times": [(row[0] - last[0]) // 1000 for last, row in steps],
        "asks": [row[2] - last[2] for last, row in steps],
        "bids": [row[1] - last[1] for last, row in steps],
        "askVolumes": [float(row[4]) for row in rows],
        "bidVolumes": [float(row[3]) for row in rows],
    }
    path = folder / "x_ticks_EUR-USD_x.json"
    path.write_text(json.dumps(answer), "ascii")
    return path, []


def exported_piece(form: str, rows: list[Row], folder: Path) -> tuple[Path, Sequence[str]]:
    with open_at(folder / "other") as store:
        store_rows(store, "rows", rows)
    path = folder / f"export.{form}"
    output_of("ticks", "EURUSD", "--format", form, "-o", path, home=folder / "other")
    return path, []


def test_every_dialect_has_its_layout_here() -> None:
    assert list(LAYOUTS) == [dialect.name for dialect in dialects()]


KINDS = [
    *(f"{name} {packing}" for name in LAYOUTS for packing in PACKINGS),
    *["bi5", "answer"] * 8,
    *["export json", "export parquet"] * 2,
]
WITH_VOLUMES = [
    kind for kind in KINDS if kind.split()[0] not in LAYOUTS or LAYOUTS[kind.split()[0]].has_volumes
]


def piece(kind: str, rows: list[Row], folder: Path) -> tuple[Path, Sequence[str]]:
    folder.mkdir()
    match kind.split():
        case ["bi5"]:
            return bi5_piece(rows, folder)
        case ["answer"]:
            return answer_piece(rows, folder)
        case ["export", ("json" | "parquet") as form]:
            return exported_piece(form, rows, folder)
        case [name, packing]:
            return csv_piece(name, packing, rows, folder)
    raise AssertionError(kind)


class Mix(NamedTuple):
    groups: list[list[Row]]
    pieces: list[tuple[int, int, str]]


@st.composite
def mixes(draw: st.DrawFn) -> Mix:
    """Groups of ticks of one millisecond, and pieces [from, to) of them that cover them all, some twice or more."""
    kinds = draw(st.sampled_from([KINDS, WITH_VOLUMES]))
    volume = (
        st.integers(0, 3000).map(lambda hundredths: hundredths * 10_000)
        if kinds is WITH_VOLUMES
        else st.just(0)
    )
    tick = st.tuples(st.integers(114_000, 114_050), st.integers(0, 30), volume, volume)
    groups = draw(st.lists(st.lists(tick, min_size=1, max_size=3), min_size=1, max_size=25))
    steps = draw(st.lists(st.integers(1, 60_000), min_size=len(groups), max_size=len(groups)))
    ends = sorted({0, len(groups), *draw(st.lists(st.integers(0, len(groups)), max_size=3))})
    extra = draw(st.lists(st.tuples(st.integers(0, len(groups) - 1), st.integers(1, 25)), max_size=2))
    cuts = [*itertools.pairwise(ends), *((start, start + length) for start, length in extra)]
    pieces = [(start, end, draw(st.sampled_from(kinds))) for start, end in draw(st.permutations(cuts))]
    at_ms, rows = 0, []
    for step, group in zip(steps, groups, strict=True):
        at_ms += step
        ts_us = START_US + at_ms * 1000
        rows.append([(ts_us, bid, bid + spread, bv, av) for bid, spread, bv, av in group])
    return Mix(rows, pieces)


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(mix=mixes())
def test_any_mix_of_dialects_stores_the_same_table(
    tmp_path_factory: pytest.TempPathFactory, mix: Mix
) -> None:
    folder = tmp_path_factory.mktemp("mix")
    for number, (start, end, kind) in enumerate(mix.pieces):
        rows = [row for group in mix.groups[start:end] for row in group]
        path, options = piece(kind, rows, folder / str(number))
        output_of("import", path, "--symbol", "EURUSD", *options, home=folder / "home")
    with open_at(folder / "home") as store:
        assert stored_rows(store) == [row for group in mix.groups for row in group]
