"""How instruments trade, as their files say it: by the instrument's own row, and by its kind where that says nothing.

Invariant: what is read here, the exchange can hold exactly: whole points, whole smallest units, whole minor units.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from pyworkstation.domain.currency import currency_digits, is_currency
from pyworkstation.domain.trading_terms import Commission, Swap, TradingTerms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.domain.trading_terms import CommissionPer

_MOST = Decimal(10**10)
_LOT_MOST = 10**9
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PER: dict[str, CommissionPer] = {"per_lot": "lot", "per_unit": "unit", "per_million": "million"}
_DECIMALS = {"per_lot": 4, "per_unit": 4, "per_million": 3}


class Said(NamedTuple):
    """What a table of a file says, and where that is."""

    where: str
    row: Mapping[str, Any]


class TermFault(ValueError):  # noqa: N818 - a fault of a file, told together with its others
    """What was expected of a value."""


def read_terms(instrument: Instrument, said: Sequence[Said], faults: list[str]) -> TradingTerms:
    """The terms of an instrument, each as the first table that has it says; what is wrong is added to `faults`, with its place."""
    found = dict(_values(instrument, said, faults))
    base = found.pop("base", None)
    if "margin_percent" in found and "leverage" in found:
        # The table that comes first says it; both in one are refused.
        first = next(table for table in said if {"leverage", "margin_percent"} & table.row.keys())
        if {"leverage", "margin_percent"} <= first.row.keys():
            faults.append(f"{first.where}: expected leverage or margin_percent, found both")
        del found["margin_percent" if "leverage" in first.row else "leverage"]
    low, high = found.get("quantity_min"), found.get("quantity_max")
    if low is not None and high is not None and low > high:
        faults.append(f"{said[0].where}: expected quantity_min up to quantity_max, found {low} and {high}")
    return TradingTerms(base=base if is_currency(base) else None, **found)


def _values(instrument: Instrument, said: Sequence[Said], faults: list[str]) -> Iterator[tuple[str, Any]]:
    for key, read in READERS.items():
        table = next((table for table in said if key in table.row), None)
        if table is None:
            continue
        try:
            yield key, read(table.row[key], instrument)
        except TermFault as fault:
            faults.append(f"{table.where}: {key}: expected {fault}, found {_shown(table.row[key])}")


def _shown(value: Any) -> str:
    return str(value)[:80]


def _number(value: Any, *, least: Decimal, most: Decimal, decimals: int, expected: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TermFault(expected)
    number = Decimal(value)
    if not number.is_finite() or not least <= number <= most:
        raise TermFault(expected)
    scaled = number.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise TermFault(expected)
    return number


def _units(value: Any, instrument: Instrument) -> Decimal:
    digits = instrument.volume_digits
    return _number(
        value,
        least=Decimal(1).scaleb(-digits),
        most=Decimal(10**13).scaleb(-digits),
        decimals=digits,
        expected=f"units above 0 with at most {digits} decimals",
    )


def _lot(value: Any, instrument: Instrument) -> Decimal:
    units = _units(value, instrument)
    if units.scaleb(instrument.volume_digits) <= _LOT_MOST:
        return units
    raise TermFault(f"at most {_LOT_MOST:,} smallest units")


def _price_step(value: Any, instrument: Instrument) -> Decimal:
    digits = instrument.digits
    return _number(
        value,
        least=Decimal(1).scaleb(-digits),
        most=_MOST.scaleb(-digits),
        decimals=digits,
        expected=f"a step of prices above 0 with at most {digits} decimals",
    )


def _leverage(value: Any, _: Instrument) -> int:
    expected = "a whole number from 0 (no margin) to 10000"
    return int(_number(value, least=Decimal(0), most=Decimal(10_000), decimals=0, expected=expected))


def _margin_percent(value: Any, _: Instrument) -> Decimal:
    expected = "percent from 0 to 1000 with at most 4 decimals"
    return _number(value, least=Decimal(0), most=Decimal(1000), decimals=4, expected=expected)


def _base(value: Any, _: Instrument) -> str:
    if isinstance(value, str):
        return value
    raise TermFault("text")


def _table(value: Any, keys: Sequence[str], example: str) -> dict[str, Any]:
    if isinstance(value, dict) and value and all(key in keys for key in value):
        return value
    raise TermFault(f"a table such as {example}, of {', '.join(keys)}")


def _commission(value: Any, _: Instrument) -> Commission | None:
    if value is False:
        return None
    table = _table(value, (*_PER, "minimum", "currency"), '{ per_lot = 3.5, currency = "USD" }')
    rates = [key for key in _PER if key in table]
    if len(rates) != 1:
        raise TermFault(f"one of {', '.join(_PER)}")
    [key] = rates
    currency = table.get("currency")
    if currency is not None and not is_currency(currency):
        raise TermFault('a currency such as "USD"')
    return Commission(
        per=_PER[key],
        rate=_number(
            table[key],
            least=Decimal(-1000),
            most=Decimal(1000),
            decimals=_DECIMALS[key],
            expected=f"{key} from -1000 to 1000 with at most {_DECIMALS[key]} decimals",
        ),
        minimum=_number(
            table.get("minimum", 0),
            least=Decimal(0),
            most=Decimal(1_000_000),
            decimals=currency_digits(currency or "USD"),
            expected="a minimum of 0 or more, in whole minor units",
        ),
        currency=currency,
    )


def _swap(value: Any, _: Instrument) -> Swap | None:
    if value is False:
        return None
    example = '{ long = -0.7, short = 0.2, unit = "points", triple = "wednesday" }'
    table = _table(value, ("long", "short", "unit", "triple"), example)
    unit, triple = table.get("unit", "points"), table.get("triple", "wednesday")
    if unit not in ("points", "percent"):
        raise TermFault('unit = "points" or "percent" (a year)')
    if triple not in _WEEKDAYS:
        raise TermFault(f"triple to be one of {', '.join(_WEEKDAYS)}")
    decimals = 3 if unit == "points" else 4
    long, short = (
        _number(
            table.get(side, 0),
            least=Decimal(-1000),
            most=Decimal(1000),
            decimals=decimals,
            expected=f"{side} from -1000 to 1000 with at most {decimals} decimals",
        )
        for side in ("long", "short")
    )
    return Swap(long=long, short=short, unit=unit, triple=_WEEKDAYS.index(triple))


READERS: dict[str, Callable[[Any, Instrument], Any]] = {
    "base": _base,
    "lot": _lot,
    "quantity_step": _units,
    "quantity_min": _units,
    "quantity_max": _units,
    "price_step": _price_step,
    "leverage": _leverage,
    "margin_percent": _margin_percent,
    "commission": _commission,
    "swap": _swap,
}
"""Key in a row, or in the defaults of a kind -> what reads it. Each is a field of `TradingTerms`."""
