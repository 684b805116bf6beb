"""Quantities between how people write them, in units of what is traded, and how orders hold them: whole smallest units."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.quantity import quantity_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyworkstation.cli.ask import Ask
    from pyworkstation.protocol.messages import InstrumentRow

    Traded = Mapping[str, InstrumentRow]

_FACTORS = {"k": 1_000, "m": 1_000_000}


def traded(ask: Ask, symbol: str | None = None) -> Traded:
    """How instruments trade, by symbol. Raises InputError for a symbol that is not known, and for files with faults."""
    from pyworkstation.protocol.messages import InstrumentsPart, ListInstruments  # noqa: PLC0415

    rows: dict[str, InstrumentRow] = {}
    for part in ask(ListInstruments(symbol=symbol)):
        assert isinstance(part, InstrumentsPart)
        rows |= {row.symbol: row for row in part.instruments}
    return rows


def traded_if_told(ask: Ask) -> Traded:
    """The same for showing: what was sent is told also while a file of instruments has faults."""
    try:
        return traded(ask)
    except InputError:
        return {}


def quantity_of(text: str, row: InstrumentRow, *, where: str) -> int:
    """`100k` of EURUSD is 100,000; `0.5` of BTCUSD, whose smallest unit is a millionth, is 500,000. Raises InputError."""
    factor = _FACTORS.get(text[-1:].lower(), 1)
    units = _number(text[:-1] if factor > 1 else text, text, where) * factor
    quantity = units.scaleb(row.volume_digits)
    if units > 0 and quantity == quantity.to_integral_value():
        return int(quantity)
    decimals = (
        f"a number with at most {row.volume_digits} decimals" if row.volume_digits else "a whole number"
    )
    raise InputError(expected=f"{decimals} of {row.base or 'units'}, above 0", found=text, where=where)


def shown_quantity(quantity: int, symbol: str, rows: Traded) -> str:
    """`100,000`, or `0.5`; of what is not listed, in its smallest unit, and said so."""
    row = rows.get(symbol)
    return quantity_text(quantity, row.volume_digits if row else None)


def allowed_text(row: InstrumentRow) -> str:
    """Which quantities may be ordered, in words."""
    step, least, most = (
        quantity_text(each, row.volume_digits)
        for each in (row.quantity_step, row.quantity_min, row.quantity_max)
    )
    return f"{row.symbol} is ordered in steps of {step}, from {least} to {most} {row.base or 'units'}"


def _number(digits: str, text: str, where: str) -> Decimal:
    try:
        number = Decimal(digits)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite():
        return number
    raise InputError(expected="a quantity such as 100000, 100k or 0.5", found=repr(text), where=where)
