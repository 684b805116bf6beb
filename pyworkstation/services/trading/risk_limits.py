"""The limits of risk: each declared once, read from `risk.toml` of the home, and as the exchange reads them.

To add one: a field of `Limits` in `engine-rs/core/src/risk/limits.rs`, and a row of `LIMITS` here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from pyworkstation.domain.errors import InputError, numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_MOST = 10**15


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its unit, what holds where nobody says, its meaning, and the code of what it denies. None: no limit."""

    unit: str
    default: Decimal | int | None
    doc: str
    code: str


LIMITS = {
    "order_quantity": Limit(
        "units", None, "Of one order, in smallest units: of a coin, millionths.", "order_quantity"
    ),
    "order_value": Limit("money", None, "Worth of one order.", "order_value"),
    "position_quantity": Limit(
        "units",
        None,
        "Of one side of a symbol, with the orders that wait on it, in smallest units.",
        "position_quantity",
    ),
    "symbol_exposure": Limit(
        "money", None, "Worth of what is open of a symbol, with the orders that wait.", "symbol_exposure"
    ),
    "exposure": Limit("money", None, "The same of all symbols together.", "exposure"),
    "currency_exposure": Limit(
        "money",
        None,
        "How far one currency could get on either side, as base and as quote of all symbols, with the orders that wait.",
        "currency_exposure",
    ),
    "open_orders": Limit("orders", 500, "Orders that have not ended.", "open_orders"),
    "orders_per_second": Limit(
        "orders", 200, "Orders and changes in any second of the clock on the wall.", "message_rate"
    ),
    "repeats_per_second": Limit(
        "orders", 20, "Orders that are the same but for their name, in any second.", "repeated_order"
    ),
    "collar_percent": Limit(
        "percent",
        Decimal(10),
        "How far beyond the quote a limit price may be, where it pays more.",
        "price_collar",
    ),
    "quote_age_s": Limit("seconds", None, "How old the quote may be.", "stale_quote"),
    "daily_loss": Limit(
        "money", None, "How far the equity may be below the balance that the day began with.", "loss_limit"
    ),
    "drawdown": Limit("money", None, "How far the equity may be below the highest balance.", "loss_limit"),
}
"""Name in `risk.toml` -> what it is. Money is in the account's currency, days end at 17:00 in New York."""

RESTRICTED = "restricted"
"""Name in `risk.toml` of the list of symbols that are not traded."""


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """What `risk.toml` says: a number or None for each of `LIMITS`, and the symbols that are not traded."""

    values: Mapping[str, Decimal | None]
    restricted: tuple[str, ...] = ()


def read_risk_limits(file: Path) -> RiskLimits:
    """The limits of a home; the defaults where there is no file.

    Raises:
        InputError: naming everything that is wrong with the file.
    """
    faults: list[str] = []
    given = _table(file, faults)
    values = dict(_values(given, faults))
    restricted = given.get(RESTRICTED, [])
    if not isinstance(restricted, list) or not all(isinstance(symbol, str) for symbol in restricted):
        faults.append(f"{RESTRICTED}: expected a list of symbols, found {restricted!r}")
    if faults:
        raise InputError(
            expected="limits as docs/risk.md has them",
            found=numbered(faults),
            where=str(file),
        )
    return RiskLimits(values, tuple(restricted))


def _table(file: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"expected TOML that can be read, found {error}")
        return {}


def _values(given: Mapping[str, Any], faults: list[str]) -> Iterator[tuple[str, Decimal | None]]:
    known = (*LIMITS, RESTRICTED)
    faults += [f"expected one of {', '.join(known)}, found {name!r}" for name in given if name not in known]
    for name, limit in LIMITS.items():
        value = given.get(name, limit.default)
        if value is False:
            yield name, None
        elif value is None or _is_sound(value, limit):
            yield name, None if value is None else Decimal(value)
        else:
            faults.append(f"{name}: expected {_expected(limit)}, found {value!r}")


def _is_sound(value: object, limit: Limit) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    is_whole = limit.unit in ("money", "percent") or number == number.to_integral_value()
    return number.is_finite() and is_whole and 0 <= number <= _MOST


def _expected(limit: Limit) -> str:
    kind = "a number" if limit.unit in ("money", "percent") else "a whole number"
    return f"{kind} of {limit.unit} from 0 to {_MOST:,}, or false for no limit"


_OTHERWISE = ("orders_per_second", "repeats_per_second", "collar_percent", "quote_age_s")
"""The exchange has them in other units, under other names."""


def exchange_limits(limits: RiskLimits, *, currency_digits: int, id_of: Callable[[str], int | None]) -> bytes:
    """As the exchange reads them. A restricted symbol that is not listed needs no id: nobody can trade it."""
    values = limits.values
    plain = {
        name: int(value.scaleb(currency_digits) if limit.unit == "money" else value)
        for name, limit in LIMITS.items()
        if (value := values[name]) is not None and name not in _OTHERWISE
    }
    ids = [number for symbol in limits.restricted if (number := id_of(symbol)) is not None]
    return msgspec.json.encode(
        plain
        | {
            "messages": _a_second(values["orders_per_second"]),
            "repeats": _a_second(values["repeats_per_second"]),
            "collar_ppm": _scaled(values["collar_percent"], 10_000),
            "quote_age_us": _scaled(values["quote_age_s"], 1_000_000),
            "restricted": ids,
        }
    )


def _a_second(count: Decimal | None) -> dict[str, int] | None:
    return None if count is None else {"count": min(int(count), 1_000_000), "window_us": 1_000_000}


def _scaled(value: Decimal | None, by: int) -> int | None:
    return None if value is None else int(value * by)
