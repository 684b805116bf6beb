"""The instruments: shipped in `data/instruments.toml`, added to or changed in the home's `instruments.toml`."""

from __future__ import annotations

import functools
import itertools
import math
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pyworkstation.domain.currency import is_currency
from pyworkstation.domain.errors import BugError, InputError, numbered
from pyworkstation.domain.instrument import MAX_DIGITS, Instrument, PriceRange, check_symbol
from pyworkstation.domain.units import price
from pyworkstation.storage.statement import statement
from pyworkstation.storage.toml_line import line_of
from pyworkstation.storage.trading_terms import READERS, Said, read_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from pyworkstation.domain.home import Home
    from pyworkstation.domain.trading_terms import TradingTerms
    from pyworkstation.storage.database import Store

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = (_PACKAGE.parent / "data" / "instruments.toml", _PACKAGE / "data" / "instruments.toml")
"""In a checkout, and in a wheel. This order: building in a checkout leaves a copy of the table in the package."""

_DEFAULTS = "defaults"
"""The table that has how instruments of each kind trade, beside the rows."""
_KEYS = ("digits", "volume_digits", "prices", "name", "kind", "quote", "session", *READERS)


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


class NumberedSymbol(NamedTuple):
    """A symbol, its number in the database and the decimals of its prices."""

    symbol: str
    id: int
    digits: int


def find_instruments(store: Store, symbols: Sequence[str]) -> list[NumberedSymbol]:
    """Those that are known, in their order."""
    with store.cursor() as cursor:
        rows = cursor.execute(statement("find_instruments"), {"symbols": list(symbols)}).fetchall()
    known = {row[0]: NumberedSymbol(*row) for row in rows}
    return [known[symbol] for symbol in symbols if symbol in known]


def find_namesake(store: Store, *, path: Path, symbol: str, price: float) -> str | None:
    """Another known symbol that the file's name has, and that a price such as this would suit."""
    name = "".join(filter(str.isalnum, path.name.upper()))
    with store.cursor() as cursor:
        row = cursor.execute(
            statement("find_namesake"), {"name": name, "symbol": symbol, "price": price}
        ).fetchone()
    return None if row is None else str(row[0])


def load_instruments(home: Home) -> list[Instrument]:
    """The shipped rows, and the user's over them. Raises InputError naming every row that is wrong."""
    faults: list[str] = []
    rows = {item.symbol: item for item in _read(_shipped_file(), faults)}
    if home.instruments.is_file():
        rows |= {item.symbol: item for item in _read(home.instruments, faults, shipped=_shipped_rows())}
        both = _both(home)
        for item in rows.values():
            read_terms(item, _said(both, item.symbol), faults)
    _expect_none(faults, home.instruments)
    return list(rows.values())


def trading_terms(home: Home, instrument: Instrument) -> TradingTerms:
    """How an instrument trades. Raises InputError naming every fault of what the files say of it."""
    faults: list[str] = []
    terms = read_terms(instrument, _said(_both(home), instrument.symbol), faults)
    _expect_none(faults, home.instruments)
    return terms


class ListedInstrument(NamedTuple):
    """An instrument with all that the files say of it; `quote` is None where nobody has said it."""

    instrument: Instrument
    kind: str
    base: str
    quote: str | None
    session: str
    terms: TradingTerms


def listed_instruments(home: Home) -> list[ListedInstrument]:
    """Every instrument that is known, by symbol. Raises InputError naming every fault of the files."""
    both = _both(home)
    return [_listed(item, _said(both, item.symbol)) for item in sorted(load_instruments(home), key=_symbol)]


def known_currencies(home: Home) -> frozenset[str]:
    """Those of all instruments: what is traded, and what it is paid in. Raises InputError as `listed_instruments` does."""
    codes = (code for listed in listed_instruments(home) for code in (listed.base, listed.quote))
    return frozenset(filter(is_currency, codes))


def _symbol(item: Instrument) -> str:
    return item.symbol


def _listed(item: Instrument, said: list[Said]) -> ListedInstrument:
    def word(key: str, otherwise: str = "") -> str:
        return str(next((table.row[key] for table in said if key in table.row), otherwise))

    quote = word("quote")
    return ListedInstrument(
        instrument=item,
        kind=word("kind"),
        base=word("base"),
        quote=quote if is_currency(quote) else None,
        session=word("session", "fx"),
        terms=read_terms(item, said, []),
    )


def _expect_none(faults: Sequence[str], file: Path) -> None:
    if faults:
        # What a kind's defaults have wrong is wrong of each of its instruments, and told once.
        found = numbered(list(dict.fromkeys(faults)))
        raise InputError(
            expected="instruments as data/instruments.toml has them", found=found, where=str(file)
        )


def _both(home: Home) -> dict[Path, Mapping[str, Any]]:
    """What the user's file says, and the shipped one."""
    files = [home.instruments] if home.instruments.is_file() else []
    return {file: _tables(file)[1] for file in [*files, _shipped_file()]}


def _said(tables: Mapping[Path, Mapping[str, Any]], symbol: str) -> list[Said]:
    """What is said of a symbol: in the user's file, by its row and by its kind, then the same in the shipped one."""
    kinds = (_table_of(table, symbol).get("kind") for table in tables.values())
    kind = next((kind for kind in kinds if kind is not None), "")
    return [
        said
        for file, table in tables.items()
        for said in (
            Said(f"{file}: {symbol}", _table_of(table, symbol)),
            Said(f"{file}: {_DEFAULTS}.{kind}", _table_of(_table_of(table, _DEFAULTS), str(kind))),
        )
    ]


def _table_of(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = table.get(name)
    return found if isinstance(found, dict) else {}


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
    if is_currency(quote):
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
    return tomllib.loads(text, parse_float=Decimal)


def _shipped_rows() -> dict[str, Any]:
    return _tables(_shipped_file())[1]


def _read(path: Path, faults: list[str], *, shipped: Mapping[str, Any] | None = None) -> Iterator[Instrument]:
    """The rows of a file; what is wrong is added to `faults`. One without digits changes what it names of the shipped one."""
    text, tables = _tables(path)
    for symbol, row in tables.items():
        try:
            if symbol == _DEFAULTS:
                _check_defaults(row, text, path)
            else:
                yield _row(symbol, row, text, path, shipped or {})
        except InputError as fault:
            faults.append(str(fault))


def _row(symbol: str, row: Any, text: str, path: Path, shipped: Mapping[str, Any]) -> Instrument:
    where = f"{path}: {symbol}"
    if isinstance(row, dict):
        _check_keys(row, _KEYS, path, line_of=functools.partial(line_of, text, symbol))
        if "digits" not in row:
            row = shipped.get(symbol, {}) | row
    return _instrument(check_symbol(symbol, where=where), row, where)


def _check_defaults(table: Any, text: str, path: Path) -> None:
    for kind, row in table.items() if isinstance(table, dict) else [("", table)]:
        where = f"{_DEFAULTS}.{kind}"
        if not isinstance(row, dict):
            raise InputError(
                expected=f"[{_DEFAULTS}.KIND], a table", found=repr(row)[:60], where=f"{path}: {where}"
            )
        _check_keys(row, tuple(READERS), path, line_of=functools.partial(line_of, text, where))


def _check_keys(
    row: dict[str, Any], known: Sequence[str], path: Path, *, line_of: Callable[[str], int]
) -> None:
    for key in row:
        if key not in known:
            raise InputError(
                expected=f"one of {', '.join(known)}", found=repr(key), where=f"{path} line {line_of(key)}"
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
        case [int() | Decimal() as low, int() | Decimal() as high] if 0 < float(low) < float(high) < math.inf:
            return PriceRange(float(low), float(high))
        case other:
            raise InputError(
                expected="prices = [lowest, highest], both above 0", found=_shown(other), where=where
            )


def _shown(value: Any) -> str:
    """As the file has it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"[:60]
    return repr(float(value)) if isinstance(value, Decimal) else repr(value)[:60]


def _count(row: dict[str, Any], key: str, most: int, where: str) -> int:
    value = row.get(key, 0)
    if type(value) is int and 0 <= value <= most:
        return value
    raise InputError(expected=f"{key} from 0 to {most}", found=_shown(value), where=where)
