"""The watchlist: a quote for each symbol, how it changed, and how old it is by the market's clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.domain.units import format_price
from pyworkstation_ui.state.prices import format_signed
from pyworkstation_ui.state.records import Column, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.state.events import QuoteArrived

STALE_US = 60_000_000
"""A quote without a successor for a minute of market time is stale."""

SPARK = 60
_SPARK_EVERY_US = 1_000_000
_SECOND_US, _MINUTE_US, _HOUR_US, _DAY_US = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000


@dataclass(frozen=True, slots=True)
class Watched:
    """A symbol's newest quote, in points; without one `ts_us` is None.

    `moved` is the sign of the last change of the bid, `reference` what the change is measured from: the open of the
    trading day where it is known, or else the first quote seen. `age_us` is by the market's clock.
    """

    symbol: str
    digits: int = 0
    ts_us: int | None = None
    bid: int = 0
    ask: int = 0
    moved: int = 0
    reference: int | None = None
    age_us: int = 0
    spark: tuple[int, ...] = ()
    spark_us: int = 0

    @property
    def is_stale(self) -> bool:
        """Too old to be taken for the market's."""
        return self.ts_us is None or self.age_us >= STALE_US

    @property
    def change(self) -> int | None:
        """Points since the reference."""
        return None if self.ts_us is None or self.reference is None else self.bid - self.reference


def quoted(before: Watched, quote: QuoteArrived) -> Watched:
    """The symbol after a quote. One of an earlier time than the last comes after a jump: the line begins anew."""
    went_back = before.ts_us is not None and quote.ts_us < before.ts_us
    is_first = before.ts_us is None or went_back
    spark, spark_us = ((quote.bid,), quote.ts_us) if is_first else _extended(before, quote)
    return Watched(
        before.symbol,
        quote.digits,
        quote.ts_us,
        quote.bid,
        quote.ask,
        before.moved if is_first or quote.bid == before.bid else (1 if quote.bid > before.bid else -1),
        quote.bid if before.reference is None or went_back else before.reference,
        0,
        spark,
        spark_us,
    )


def _extended(before: Watched, quote: QuoteArrived) -> tuple[tuple[int, ...], int]:
    """One point of the line for each second of market time; the last is always the newest bid."""
    if quote.ts_us - before.spark_us >= _SPARK_EVERY_US:
        return (*before.spark[1 - SPARK :], quote.bid), quote.ts_us
    return (*before.spark[:-1], quote.bid), before.spark_us


def format_age(us: int) -> str:
    """`0.4 s`, `12 s`, `3 min`, `5 h`, `2 d`."""
    if us < 10 * _SECOND_US:
        return f"{max(us, 0) / 1e6:.1f} s"
    for unit, name in ((_DAY_US, "d"), (_HOUR_US, "h"), (_MINUTE_US, "min")):
        if us >= unit:
            return f"{us // unit} {name}"
    return f"{us // _SECOND_US} s"


def format_share(change: int, reference: int) -> str:
    """A change in percent of what it is measured from: `+0.12 %`."""
    return f"{100 * change / reference:+.2f} %" if reference else ""


def _price(points: Callable[[Watched], int]) -> Callable[[Watched], str]:
    return lambda row: "" if row.ts_us is None else format_price(points(row), row.digits)


def _tone(row: Watched) -> Tone:
    return Tone.DIM if row.is_stale else Tone.PLAIN


def _bid_tone(row: Watched) -> Tone:
    if row.is_stale or not row.moved:
        return _tone(row)
    return Tone.UP if row.moved > 0 else Tone.DOWN


def _change_tone(row: Watched) -> Tone:
    if row.is_stale or not row.change:
        return _tone(row)
    return Tone.UP if row.change > 0 else Tone.DOWN


def _age_words(row: Watched) -> str:
    if row.ts_us is None:
        return "No quote up to here by the replay's clock"
    return f"{format_age(row.age_us)} ago by the market's clock{', stale' if row.is_stale else ''}"


WATCH_COLUMNS: tuple[Column[Watched], ...] = (
    Column("Symbol", lambda row: row.symbol, "XAUUSD.X", tone=_tone, tip=_age_words),
    Column(
        "Bid",
        _price(lambda row: row.bid),
        "4143.590",
        is_number=True,
        tone=_bid_tone,
        order=lambda row: row.bid,
    ),
    Column(
        "Ask",
        _price(lambda row: row.ask),
        "4143.590",
        is_number=True,
        tone=_bid_tone,
        order=lambda row: row.ask,
    ),
    Column(
        "Spread",
        lambda row: "" if row.ts_us is None else f"{row.ask - row.bid:,}",
        "1,000",
        is_number=True,
        says="In points",
        tone=_tone,
        order=lambda row: row.ask - row.bid,
    ),
    Column(
        "Change",
        lambda row: "" if row.change is None else format_signed(row.change, row.digits),
        "+0.00012",
        is_number=True,
        says="Of the bid since the open of the trading day, or since the first quote seen until that is known",
        tone=_change_tone,
        order=lambda row: row.change or 0,
    ),
    Column(
        "%",
        lambda row: "" if row.change is None else format_share(row.change, row.reference or 0),
        "+10.00 %",
        is_number=True,
        tone=_change_tone,
        order=lambda row: (row.change or 0) / (row.reference or 1),
    ),
    Column(
        "Age",
        lambda row: "no quote" if row.ts_us is None else format_age(row.age_us),
        "no quote",
        is_number=True,
        says="Of the quote, by the market's clock: amber from a minute on",
        tip=_age_words,
        tone=lambda row: Tone.WARN if row.ts_us is not None and row.is_stale else Tone.DIM,
        order=lambda row: row.age_us,
    ),
    Column(
        "Last minute",
        lambda _: "",
        "0000000000",
        says="The bid, a point for each second of market time",
        tone=_tone,
        spark=lambda row: row.spark,
    ),
)
