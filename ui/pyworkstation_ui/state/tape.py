"""Time and sales: ticks as they came, the newest above."""

from __future__ import annotations

from typing import NamedTuple

from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.units import format_price, format_time
from pyworkstation_ui.state.records import Column, Tone

KEPT = 1000


class TapeRow(NamedTuple):
    """A tick; `moved` is the sign of what the bid changed by, then of the ask. Prices in points."""

    number: int
    ts_us: int
    digits: int
    bid: int
    ask: int
    bid_volume: int
    ask_volume: int
    moved: int = 0


def followed(ticks: Ticks, more: Ticks) -> Ticks:
    """The newest of both, as many as can be shown. A snapshot is the last tick alone, told once more."""
    if len(ticks) and len(more) == 1 and _row(ticks, -1) == _row(more, 0):
        return ticks
    return Ticks.concatenate([ticks, more])[-KEPT:]


def _row(ticks: Ticks, place: int) -> list[int]:
    return [int(getattr(ticks, name)[place]) for name in ticks.names()]


def tape_rows(ticks: Ticks, digits: int, *, after: TapeRow | None) -> list[TapeRow]:
    """Ticks that follow on `after`, the newest first."""
    rows: list[TapeRow] = []
    last = after
    number = 0 if after is None else after.number
    for values in zip(*(getattr(ticks, name).tolist() for name in ticks.names()), strict=True):
        ts_us, bid, ask, bid_volume, ask_volume = values
        number += 1
        moved = 0 if last is None else _sign(bid - last.bid) or _sign(ask - last.ask)
        last = TapeRow(number, ts_us, digits, bid, ask, bid_volume, ask_volume, moved)
        rows.append(last)
    return rows[::-1]


def is_same_tick(row: TapeRow, other: TapeRow) -> bool:
    """One tick told twice, once of them as the last of a snapshot."""
    return row[1:7] == other[1:7]


def _sign(change: int) -> int:
    return (change > 0) - (change < 0)


def _tone(row: TapeRow) -> Tone:
    return Tone.UP if row.moved > 0 else Tone.DOWN if row.moved < 0 else Tone.PLAIN


def _moment(row: TapeRow) -> str:
    text = format_time(row.ts_us).replace("T", " ").removesuffix("Z")
    return text if "." in text else f"{text}.000"


def _time(row: TapeRow) -> str:
    return _moment(row).partition(" ")[2]


def _dim(_: TapeRow) -> Tone:
    return Tone.DIM


TAPE_COLUMNS: tuple[Column[TapeRow], ...] = (
    Column("Time, UTC", _time, "12:00:00.123", tone=_dim, tip=_moment),
    Column("Bid", lambda row: format_price(row.bid, row.digits), "1143.590", is_number=True, tone=_tone),
    Column("Ask", lambda row: format_price(row.ask, row.digits), "1143.590", is_number=True, tone=_tone),
    Column("Spread", lambda row: f"{row.ask - row.bid:,}", "1,000", is_number=True, says="In points"),
    Column("Bid volume", lambda row: f"{row.bid_volume:,}", "10,000,000", is_number=True, tone=_dim),
    Column("Ask volume", lambda row: f"{row.ask_volume:,}", "10,000,000", is_number=True, tone=_dim),
)
