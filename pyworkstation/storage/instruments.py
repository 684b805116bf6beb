"""The instruments: shipped in `data/instruments.toml`, added to or changed in the home's `instruments.toml`."""

from __future__ import annotations

import functools
import itertools
import math
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pyworkstation.domain.errors import BugError, InputError
from pyworkstation.domain.instrument import MAX_DIGITS, Instrument, PriceRange, check_symbol
from pyworkstation.domain.units import price
from pyworkstation.storage.statement import statement
from pyworkstation.storage.toml_line import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

    from pyworkstation.domain.home import Home
    from pyworkstation.storage.database import Store

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = (_PACKAGE.parent / "data" / "instruments.toml", _PACKAGE / "data" / "instruments.toml")
"""In a checkout, and in a wheel. This order: building in a checkout leaves a copy of the table in the package."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_KEYS = ("digits", "volume_digits", "prices", "name", "kind", "base", "quote", "session")


class StoredInstrument(NamedTuple):
    """An instrument and its number in the database."""

    id: int
    instrument: Instrument


def find_instrument(store: Store, symbol: str) -> StoredInstrument:
    """The instrument of `symbol`. Raises InputError that says how to add it."""
    with store.cursor() as cursor:
        row = cursor.execute(statement("find_instrument"), {"symbol": symbol}).fetchone()
    if row is None:
        raise InputError(
            expected="a known symbol",
            found=symbol,
            where="symbol",
            mend=f"to add it, write `{symbol} = {{ digits = N }}`, N being the decimals of its prices, "
            f"into {store.home.instruments}",
        )
    return _stored_instrument(row)


def find_namesake(store: Store, *, path: Path, symbol: str, price: float) -> str | None:
    """Another known symbol that the file's name has, and that a price such as this would suit."""
    name = "".join(filter(str.isalnum, path.name.upper()))
    with store.cursor() as cursor:
        row = cursor.execute(
            statement("find_namesake"), {"name": name, "symbol": symbol, "price": price}
        ).fetchone()
    return None if row is None else str(row[0])


def load_instruments(home: Home) -> list[Instrument]:
    """The shipped rows, and the user's over them. Raises InputError naming the row that is wrong."""
    rows = {item.symbol: item for item in _read(_shipped_file())}
    if home.instruments.is_file():
        rows |= {item.symbol: item for item in _read(home.instruments)}
    return list(rows.values())


def session_of(home: Home, symbol: str) -> str:
    """Which sessions an instrument keeps; those of forex where its row does not say. Raises InputError."""
    files = [home.instruments] if home.instruments.is_file() else []
    rows = (_tables(file)[1].get(symbol) for file in [*files, _shipped_file()])
    session = next((row.get("session", "fx") for row in rows if row is not None), "fx")
    if isinstance(session, str):
        return session
    raise InputError(
        expected="the name of a session", found=repr(session)[:60], where=f"{home.instruments}: {symbol}"
    )


def quote_currency(home: Home, symbol: str) -> str:
    """In which currency the prices of an instrument are. Raises InputError that says where to write it."""
    files = [home.instruments] if home.instruments.is_file() else []
    rows = [_tables(file)[1].get(symbol) for file in [*files, _shipped_file()]]
    quote = next((row["quote"] for row in rows if row is not None and "quote" in row), None)
    if isinstance(quote, str) and _CURRENCY.fullmatch(quote):
        return quote
    raise InputError(
        expected=f"the currency of the prices of {symbol}",
        found="none" if quote is None else repr(quote)[:60],
        where=f"{home.instruments}: {symbol}",
        mend='add quote = "USD", or what it is, to its row',
    )


def sync_instruments(connection: DuckDBPyConnection, listed: list[Instrument]) -> None:
    """Make the database's rows those listed; rows no longer listed stay, for their ticks' sake.

    Raises:
        InputError: when the digits of an instrument change whose ticks are stored as points of the old digits.
    """
    stored = _stored(connection)
    changed = [item for item in listed if item.symbol not in stored or item != stored[item.symbol].instrument]
    if not changed:
        return
    for item in changed:
        if item.symbol in stored:
            _check_scale(connection, stored[item.symbol].instrument, item)
    fresh = itertools.count(1 + max((known.id for known in stored.values()), default=0))
    connection.execute(
        statement("upsert_instruments"),
        {
            "ids": [stored[item.symbol].id if item.symbol in stored else next(fresh) for item in changed],
            "symbols": [item.symbol for item in changed],
            "digits": [item.digits for item in changed],
            "volume_digits": [item.volume_digits for item in changed],
            "names": [item.name for item in changed],
            "points": [price(1, item.digits) for item in changed],
            "lowest": [item.known_prices and item.known_prices.low for item in changed],
            "highest": [item.known_prices and item.known_prices.high for item in changed],
        },
    )


def _stored(connection: DuckDBPyConnection) -> dict[str, StoredInstrument]:
    rows = connection.execute(
        "SELECT id, symbol, digits, volume_digits, name, lowest_price, highest_price FROM instruments"
    ).fetchall()
    return {row[1]: _stored_instrument(row) for row in rows}


def _stored_instrument(row: tuple[Any, ...]) -> StoredInstrument:
    number, symbol, digits, volume_digits, name, lowest, highest = row
    known = None if lowest is None else PriceRange(lowest, highest)
    return StoredInstrument(number, Instrument(symbol, digits, volume_digits, name, known))


def _check_scale(connection: DuckDBPyConnection, stored: Instrument, listed: Instrument) -> None:
    if (stored.digits, stored.volume_digits) == (listed.digits, listed.volume_digits):
        return
    row = connection.execute(statement("has_ticks"), {"symbol": stored.symbol}).fetchone()
    if row is not None:
        raise InputError(
            expected=f"digits = {stored.digits} and volume_digits = {stored.volume_digits}, as its stored ticks have",
            found=f"digits = {listed.digits} and volume_digits = {listed.volume_digits}",
            where=f"instruments.toml: {stored.symbol}",
            mend="put the old digits back, or import into another --home",
        )


def _shipped_file() -> Path:
    for file in _SHIPPED:
        if file.is_file():
            return file
    raise BugError(f"instruments.toml is missing from the installation: looked for {_SHIPPED[0]}")


def _tables(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file, and what it says."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, _parsed(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(expected="a TOML file of instruments", found=str(error), where=str(path)) from None


@functools.lru_cache(maxsize=2)
def _parsed(text: str) -> dict[str, Any]:
    """Asked for with each request for bars of days, for which parsing would take as long as the bars do. Not to be changed."""
    return tomllib.loads(text)


def _read(path: Path) -> Iterator[Instrument]:
    text, tables = _tables(path)
    for symbol, row in tables.items():
        where = f"{path}: {symbol}"
        if isinstance(row, dict):
            _check_keys(row, path, line_of=functools.partial(line_of, text, symbol))
        yield _instrument(check_symbol(symbol, where=where), row, where)


def _check_keys(row: dict[str, Any], path: Path, *, line_of: Callable[[str], int]) -> None:
    for key in row:
        if key not in _KEYS:
            raise InputError(
                expected=f"one of {', '.join(_KEYS)}", found=repr(key), where=f"{path} line {line_of(key)}"
            )


def _instrument(symbol: str, row: Any, where: str) -> Instrument:
    if not isinstance(row, dict) or "digits" not in row:
        raise InputError(expected="{ digits = N }", found=repr(row)[:60], where=where)
    return Instrument(
        symbol,
        digits=_count(row, "digits", MAX_DIGITS, where),
        volume_digits=_count(row, "volume_digits", MAX_DIGITS, where),
        name=str(row.get("name", "")),
        known_prices=_known_prices(row, where),
    )


def _known_prices(row: dict[str, Any], where: str) -> PriceRange | None:
    match row.get("prices"):
        case None:
            return None
        case [int() | float() as low, int() | float() as high] if 0 < low < high < math.inf:
            return PriceRange(float(low), float(high))
        case other:
            raise InputError(
                expected="prices = [lowest, highest], both above 0", found=repr(other)[:60], where=where
            )


def _count(row: dict[str, Any], key: str, most: int, where: str) -> int:
    value = row.get(key, 0)
    if type(value) is int and 0 <= value <= most:
        return value
    raise InputError(expected=f"{key} from 0 to {most}", found=repr(value), where=where)
