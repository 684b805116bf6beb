"""Rows of the account as answers: those that were asked for, a thousand in a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from pyworkstation.protocol.messages import (
    EquityBar,
    EquityPart,
    FillsPart,
    OrdersPart,
    PositionsPart,
    RoundTripsPart,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation.protocol.messages import Fill, GetEquity, Order, Position, RoundTrip
    from pyworkstation.services.trading.equity_series import EquityBar as EquityRow
    from pyworkstation.services.trading.terms import Currency

_ROWS_A_MESSAGE = 1000


class _OfSymbol(Protocol):
    @property
    def symbol(self) -> str: ...


_Row = TypeVar("_Row", bound=_OfSymbol)


def order_parts(found: Sequence[Order], symbol: str | None) -> Iterator[OrdersPart]:
    """Orders of a symbol, or all."""
    return (OrdersPart(orders=rows) for rows in _messages(found, symbol))


def position_parts(found: Sequence[Position], symbol: str | None) -> Iterator[PositionsPart]:
    """Positions of a symbol, or all."""
    return (PositionsPart(positions=rows) for rows in _messages(found, symbol))


def fill_parts(found: Sequence[Fill], symbol: str | None) -> Iterator[FillsPart]:
    """Fills of a symbol, or all."""
    return (FillsPart(fills=rows) for rows in _messages(found, symbol))


def round_trip_parts(found: Sequence[RoundTrip], symbol: str | None) -> Iterator[RoundTripsPart]:
    """Closed positions of a symbol, or all."""
    return (RoundTripsPart(round_trips=rows) for rows in _messages(found, symbol))


def equity_parts(
    found: Sequence[EquityRow], request: GetEquity, *, interval_us: int, currency: Currency
) -> Iterator[EquityPart]:
    """Bars of a time, or all."""
    low, high = request.from_us, request.to_us
    wanted = [
        EquityBar(**row._asdict())
        for row in found
        if (low is None or row.open_us >= low) and (high is None or row.open_us < high)
    ]
    for start in range(0, max(1, len(wanted)), _ROWS_A_MESSAGE):
        yield EquityPart(
            interval_us=interval_us,
            currency=currency.code,
            currency_digits=currency.digits,
            bars=wanted[start : start + _ROWS_A_MESSAGE],
        )


def _messages(found: Sequence[_Row], symbol: str | None) -> Iterator[list[_Row]]:
    """At least one: nothing is an answer, too."""
    wanted = [row for row in found if symbol in (None, row.symbol)]
    for start in range(0, max(1, len(wanted)), _ROWS_A_MESSAGE):
        yield wanted[start : start + _ROWS_A_MESSAGE]
