"""Makes the shipped EUR/USD sample. It is synthetic: no price in it was ever quoted by anyone.

    python data/make_sample.py

writes `EURUSD_synthetic_2025-03-06_2025-03-11.csv.gz` beside this file and prints the sha256 of its content, which
`data/README.md` states and a test compares. The same bytes come out on every machine: randomness is
`random.Random(SEED)`, and all else is integer arithmetic, `+ - * /` and square roots, which IEEE 754 rounds alike
everywhere. No `exp`, `log` or `gauss`: their last digit differs between C libraries.

The market in it: a fair price diffuses with a volatility that clusters (two square-root processes, of minutes and of
hours), drifts in regimes, and jumps at news. Quotes come in a 51 ms rhythm with bursts of a few milliseconds, at a rate
that follows the day and the volatility. The spread reverts to a mean that follows the day and widens at news, at the
roll-over and at Sunday's open. The profiles by hour were tuned to resemble real EUR/USD.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

SEED = 20250306
FILE = Path(__file__).with_name("EURUSD_synthetic_2025-03-06_2025-03-11.csv.gz")
HEADER = "timestamp,bid,ask,bid_volume,ask_volume"

HOUR_MS = 3_600_000
BLOCK_MS = 10_200
"""Volatility, drift and rate change once a block, which is a whole number of beats."""
BEAT_MS = 51
"""The rhythm in which the quote server looks at the market."""


class Hour(NamedTuple):
    """What is usual in an hour of the day."""

    ticks: int
    volatility: float
    """Points per square root of a second."""
    spread: float
    """Points."""


DAY = (
    Hour(1700, 0.80, 3.8),
    Hour(1300, 0.68, 3.7),
    Hour(1100, 0.62, 3.6),
    Hour(1350, 0.75, 3.5),
    Hour(1550, 0.68, 3.6),
    Hour(1300, 0.60, 3.5),
    Hour(1600, 0.75, 3.4),
    Hour(3100, 1.20, 3.0),
    Hour(4900, 1.60, 2.7),
    Hour(4300, 1.35, 2.7),
    Hour(3600, 1.10, 2.7),
    Hour(3450, 1.15, 2.7),
    Hour(3600, 1.25, 2.6),
    Hour(4500, 1.60, 2.5),
    Hour(5000, 1.95, 2.6),
    Hour(5450, 1.60, 2.5),
    Hour(4300, 1.35, 2.5),
    Hour(2900, 1.05, 2.8),
    Hour(2650, 0.90, 3.0),
    Hour(2200, 0.65, 3.0),
    Hour(2450, 0.60, 3.2),
    Hour(1350, 0.70, 3.9),
    Hour(1000, 0.45, 9.0),
    Hour(1300, 0.55, 5.0),
)
"""By UTC hour in winter. The 23rd hour, 22:00, is the first after New York's close."""


class News(NamedTuple):
    """A scheduled release: at once a jump, then a while of wider spreads and more of everything."""

    ms: int
    points: int
    """Size of the jump; its direction is drawn."""


def utc_ms(text: str) -> int:
    """Epoch milliseconds of a UTC time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


SESSIONS = (
    (utc_ms("2025-03-06 00:00"), utc_ms("2025-03-07 22:00")),
    (utc_ms("2025-03-09 21:00"), utc_ms("2025-03-12 00:00")),
)
"""Friday 17:00 New York is 22:00 UTC, Sunday 17:00 is 21:00: US clocks went forward on 2025-03-09."""

SUMMER_MS = utc_ms("2025-03-09 07:00")
SUNDAY_OPEN_MS = SESSIONS[1][0]

RELEASES = (
    News(utc_ms("2025-03-06 13:15"), 40),
    News(utc_ms("2025-03-06 13:30"), 18),
    News(utc_ms("2025-03-06 13:45"), 25),
    News(utc_ms("2025-03-07 10:00"), 12),
    News(utc_ms("2025-03-07 13:30"), 55),
    News(utc_ms("2025-03-10 07:00"), 15),
    News(utc_ms("2025-03-10 09:30"), 12),
    News(utc_ms("2025-03-11 10:00"), 15),
    News(utc_ms("2025-03-11 14:00"), 28),
)

SIZES = (
    (100, 250), (112, 46), (125, 48), (131, 9), (150, 84), (169, 24), (175, 8), (187, 27), (206, 9), (225, 39), (244, 17),
    (262, 18), (281, 8), (300, 20), (319, 12), (337, 12), (356, 6), (375, 20), (394, 8), (412, 8), (450, 9), (487, 7),
    (525, 5),
)  # fmt: skip
"""(hundredths of a million, weight) of the usual volumes."""

NEXT_BEATS = (0.0, 0.3, 2.6, 1.5)
"""How much likelier a quote is this many beats after the last one. A server that just spoke rarely speaks at once."""


class Tick(NamedTuple):
    """A quote: epoch milliseconds, prices in points, volumes in hundredths of a million."""

    ms: int
    bid: int
    ask: int
    bid_volume: int
    ask_volume: int


@dataclass
class Market:
    """The state that quotes come from. Prices in points."""

    draw: random.Random
    fair: float = 107_900.0
    drift: float = 0.0
    """Per second, in volatilities."""
    fast: float = 1.0
    slow: float = 1.0
    """Factors of the volatility, that of minutes and that of hours."""
    spread: float = 3.5
    volatility: float = 1.0
    usual_spread: float = 3.5
    ticks_per_hour: float = 2000.0
    releases: list[News] = field(default_factory=lambda: list(RELEASES))
    last_release_ms: int = 0
    last: Tick = field(default_factory=lambda: Tick(0, 0, 0, 0, 0))


def ticks() -> Iterator[Tick]:
    """The whole sample, times rising strictly."""
    market = Market(random.Random(SEED))  # noqa: S311 - a simulation, not a secret
    for start_ms, end_ms in SESSIONS:
        market.fair += 22 * _normal(market.draw)
        market.last = Tick(start_ms, 0, 0, 0, 0)
        yield from _session(market, start_ms, end_ms)


def csv() -> bytes:
    """The sample as the default CSV dialect."""
    return "\n".join([HEADER, *map(_row, ticks()), ""]).encode("ascii")


def _row(tick: Tick) -> str:
    ms, bid, ask, bid_volume, ask_volume = tick
    return (
        f"{ms},{bid // 100_000}.{bid % 100_000:05},{ask // 100_000}.{ask % 100_000:05},"
        f"{bid_volume // 100}.{bid_volume % 100:02},{ask_volume // 100}.{ask_volume % 100:02}"
    )


def _session(market: Market, start_ms: int, end_ms: int) -> Iterator[Tick]:
    beats = 0
    random_ = market.draw.random
    for block_ms in range(start_ms, end_ms, BLOCK_MS):
        _turn(market, block_ms)
        chance = market.ticks_per_hour * BEAT_MS / HOUR_MS
        for ms in range(block_ms, min(block_ms + BLOCK_MS, end_ms - BEAT_MS), BEAT_MS):
            beats += 1
            if random_() < chance * (NEXT_BEATS[beats] if beats < len(NEXT_BEATS) else 1.0):
                beats = 0
                yield from _quotes(market, ms)


def _turn(market: Market, ms: int) -> None:
    """A new block: volatility, drift, spread and rate move on."""
    seconds = BLOCK_MS / 1000
    market.fast = _reverting(market.draw, market.fast, pull=seconds / 400, noise=0.12)
    market.slow = _reverting(market.draw, market.slow, pull=seconds / 7200, noise=0.028)
    market.drift += -market.drift * seconds / 2700 + 0.00045 * _normal(market.draw)
    hour = _usual(ms)
    stir = _release(market, ms)
    opening = _fade(ms - SUNDAY_OPEN_MS, 900) if ms >= SUNDAY_OPEN_MS else 0.0
    market.volatility = hour.volatility * math.sqrt(market.fast * market.slow) * (1 + 2.2 * stir)
    busy = 0.35 + 0.65 * market.fast * market.slow
    market.ticks_per_hour = min(hour.ticks * busy * (1 + 3 * stir) * (1 - 0.5 * opening), 24_000.0)
    market.usual_spread = hour.spread * (1 + 0.12 * (market.fast - 1)) + 5 * stir + 28 * opening


def _release(market: Market, ms: int) -> float:
    """Jump at a release that is due; 1 right after one, fading to 0."""
    if market.releases and ms >= market.releases[0].ms:
        due = market.releases.pop(0)
        market.last_release_ms = due.ms
        direction = 1 if market.draw.random() < 0.5 else -1
        market.fair += due.points * direction * (0.6 + 0.8 * market.draw.random())
    return _fade(ms - market.last_release_ms, 150)


def _fade(ms: int, half_s: float) -> float:
    """1 at once, 1/4 after `half_s`, towards 0."""
    age = 1 + ms / 1000 / half_s
    return 1 / (age * age)


def _usual(ms: int) -> Hour:
    """The hour's profile at `ms`, sliding from the middle of one hour to the next but for the spread.

    America's hours come earlier on the UTC clock once its summer time has begun; Asia's and Europe's do not.
    """
    hour = ms / HOUR_MS % 24
    if hour >= 11 and ms >= SUMMER_MS:
        hour = (hour + 1) % 24
    whole = int(hour - 0.5) if hour >= 0.5 else -1
    before, after, part = DAY[whole], DAY[(whole + 1) % 24], hour - 0.5 - whole
    return Hour(
        ticks=round(before.ticks + (after.ticks - before.ticks) * part),
        volatility=before.volatility + (after.volatility - before.volatility) * part,
        spread=DAY[int(hour)].spread,
    )


def _quotes(market: Market, ms: int) -> Iterator[Tick]:
    """One quote, now and then a burst of some within milliseconds."""
    bits = market.draw.getrandbits(16)
    ms += bits & 3
    yield _quote(market, ms)
    if bits >> 2 < 620:
        for _ in range(1 + (bits >> 4 & 3)):
            ms += 1 + (market.draw.getrandbits(2) & 3)
            yield _quote(market, ms)


def _quote(market: Market, ms: int) -> Tick:
    last, draw = market.last, market.draw
    seconds = (ms - last.ms) / 1000
    market.fair += market.volatility * (market.drift * seconds + math.sqrt(seconds + 0.1) * _normal(draw))
    market.spread += 0.2 * (market.usual_spread - market.spread) + 0.09 * market.usual_spread * _normal(draw)
    half = max(market.spread, 1.0) / 2
    bid = math.floor(market.fair - half + 0.5)
    ask = max(math.floor(market.fair + half + 0.5), bid + 1)
    bid, ask = _one_side(market, bid, ask)
    market.last = Tick(
        ms,
        bid,
        ask,
        last.bid_volume if bid == last.bid and draw.random() < 0.45 else _size(draw),
        last.ask_volume if ask == last.ask and draw.random() < 0.45 else _size(draw),
    )
    return market.last


def _one_side(market: Market, bid: int, ask: int) -> tuple[int, int]:
    """Often only one side of a quote is renewed, where that leaves a usual spread."""
    last, draw = market.last, market.draw
    if bid == last.bid or ask == last.ask or draw.random() < 0.4:
        return bid, ask
    kept = (last.bid, ask) if draw.random() < 0.5 else (bid, last.ask)
    usual = 1 <= kept[1] - kept[0] <= 1.8 * market.usual_spread
    return kept if usual else (bid, ask)


def _sizes() -> list[int]:
    return [size for size, weight in SIZES for _ in range(weight)]


_USUAL_SIZES = _sizes()


def _size(draw: random.Random) -> int:
    """Hundredths of a million; mostly a usual size, sometimes any, rarely a large one."""
    pick = int(draw.random() * 1024)
    if pick < len(_USUAL_SIZES):
        return _USUAL_SIZES[pick]
    share = draw.random()
    return 100 + int(260 * share + 24 * share * share / (1.02 - share))


def _reverting(draw: random.Random, value: float, *, pull: float, noise: float) -> float:
    """One step of a square-root process about 1, kept within bounds."""
    stepped = value + pull * (1 - value) + noise * math.sqrt(value) * _normal(draw)
    return min(max(stepped, 0.15), 6.0)


def _normal(draw: random.Random) -> float:
    """Nearly normal: the sum of four 16-bit draws, exact up to the last division."""
    bits = draw.getrandbits(64)
    total = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    return (total - 131_070) / 37_837.0


def main() -> None:
    """Write the sample and say what it is."""
    content = csv()
    # No name and no time in the header, so that the file depends on nothing but its content.
    FILE.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
    rows, digest = content.count(b"\n") - 1, hashlib.sha256(content).hexdigest()
    print(f"{FILE.name}: {rows} ticks, {FILE.stat().st_size} bytes, content sha256 {digest}")


if __name__ == "__main__":
    main()
