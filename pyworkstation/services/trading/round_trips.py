"""Closed positions, from the fills that made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.protocol.messages import RoundTrip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyworkstation.protocol.messages import Fill


class Note(NamedTuple):
    """What the trader wrote on a position."""

    text: str = ""
    tags: tuple[str, ...] = ()


NO_NOTE = Note()


def round_trips(
    fills: Sequence[Fill], *, swaps: Mapping[int, int], notes: Mapping[int, Note]
) -> Iterator[RoundTrip]:
    """In the order they were closed. `swaps` and `notes` are by the number of the position."""
    open_fills: dict[int, list[Fill]] = {}
    for fill in fills:
        of_position = open_fills.setdefault(fill.position, [])
        of_position.append(fill)
        if fill.effect == "closes":
            del open_fills[fill.position]
            note = notes.get(fill.position, NO_NOTE)
            yield _round_trip(of_position, swap=swaps.get(fill.position, 0), note=note)


def _round_trip(fills: Sequence[Fill], *, swap: int, note: Note) -> RoundTrip:
    first, last = fills[0], fills[-1]
    entries = [fill for fill in fills if fill.effect in ("opens", "adds")]
    exits = [fill for fill in fills if fill.effect in ("reduces", "closes")]
    entry = _average(entries)
    pnl, commission = sum(fill.pnl for fill in fills), sum(fill.commission for fill in fills)
    adverse, favourable = _excursions(exits, entry, is_long=first.side == "buy")
    return RoundTrip(
        position=first.position,
        symbol=first.symbol,
        digits=first.digits,
        side=first.side,
        quantity=sum(fill.quantity for fill in entries),
        opened_us=first.at_us,
        closed_us=last.at_us,
        entry_millipoints=entry,
        exit_millipoints=_average(exits),
        pnl=pnl,
        commission=commission,
        swap=swap,
        net=pnl + commission + swap,
        adverse_points=adverse,
        favourable_points=favourable,
        client_order_id=first.client_order_id,
        note=note.text,
        tags=list(note.tags),
    )


def _average(fills: Sequence[Fill]) -> int:
    quantity = sum(fill.quantity for fill in fills)
    cost = sum(fill.price * fill.quantity for fill in fills)
    return (2000 * cost + quantity) // (2 * quantity)


def _excursions(exits: Sequence[Fill], entry: int, *, is_long: bool) -> tuple[int | None, int | None]:
    """Points against and for it, from the average entry; below 0 when it never was on that side."""
    lows = [fill.lowest for fill in exits if fill.lowest is not None]
    highs = [fill.highest for fill in exits if fill.highest is not None]
    if not lows or not highs:
        return None, None
    below, above = entry // 1000 - min(lows), max(highs) - entry // 1000
    return (below, above) if is_long else (above, below)
