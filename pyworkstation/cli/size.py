"""`pyworkstation size`: how large an order should be for what may be lost."""

from __future__ import annotations

import math
import struct
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.priced import digits_of, points_of
from pyworkstation.cli.traded_units import quantity_of, traded
from pyworkstation.domain.currency import format_money
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.units import format_price

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.ask import Ask
    from pyworkstation.protocol.messages import PositionSize, SizePosition

_MILLION = 1_000_000
_REACH_US = 60 * 86_400_000_000
"""How far back a bar is looked for that has a value."""


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "size",
        help="how large an order should be: by a part of the equity at risk, Kelly's formula, volatility",
        description="Reckoned with the paper account's equity and the costs of both sides, and rounded down to a whole step. Nothing is "
        "sent.",
    )
    parser.add_argument("symbol", metavar="SYMBOL")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--risk", metavar="PERCENT", help="of the equity, lost at the stop: 1 or 1%%")
    how.add_argument(
        "--kelly",
        metavar="PART",
        nargs="?",
        const="1",
        help="of what Kelly's formula says: 1 (all of it), half, 0.25; from the closed positions, or --win and --payoff",
    )
    how.add_argument("--units", metavar="QUANTITY", help="so many, in whole steps: 100000, 100k, 0.5")
    parser.add_argument("--sell", action="store_true", help="a short position")
    parser.add_argument("--at", metavar="PRICE", help="in place of the quote")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stop", metavar="PRICE", help="where it is given up")
    where.add_argument("--points", type=int, metavar="N", help="the same as a distance")
    where.add_argument("--atr", metavar="TIMEFRAME", help="the same by the average true range of 14 bars")
    parser.add_argument("--times", default="2", metavar="X", help="so many ranges away (default: 2)")
    parser.add_argument("--win", metavar="PERCENT", help="chance of a gain, for --kelly")
    parser.add_argument("--payoff", metavar="X", help="the average gain over the average loss, for --kelly")
    parser.add_argument("--json", action="store_true", help="as it crosses the bus")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Ask, and print it."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import PositionSize  # noqa: PLC0415

    symbol = check_symbol(args.symbol, where="SYMBOL")
    with open_ask(home_of(args)) as ask:
        [size] = ask(_request(args, symbol, ask))
    assert isinstance(size, PositionSize)
    print(msgspec.json.encode(size).decode() if args.json else "\n".join(_lines(size)))
    return 0


def _request(args: argparse.Namespace, symbol: str, ask: Ask) -> SizePosition:
    from pyworkstation.protocol.messages import SizePosition  # noqa: PLC0415

    digits = digits_of(ask, symbol)
    part = "0.5" if args.kelly == "half" else args.kelly
    return SizePosition(
        symbol=symbol,
        method="fixed" if args.units is not None else "kelly" if args.kelly is not None else "risk",
        side="sell" if args.sell else "buy",
        quantity=None
        if args.units is None
        else quantity_of(args.units, traded(ask, symbol)[symbol], where="--units"),
        share_ppm=_ppm(args.risk, by=100, where="--risk")
        if args.kelly is None
        else _ppm(part, where="--kelly"),
        price=points_of(args.at, digits, where="--at"),
        stop=points_of(args.stop, digits, where="--stop"),
        distance_points=args.points,
        atr_millipoints=None if args.atr is None else _atr_millipoints(ask, symbol, args.atr, digits),
        atr_multiple_thousandths=int(_number(args.times, "--times") * 1000),
        win_ppm=_ppm(args.win, by=100, where="--win"),
        payoff_ppm=_ppm(args.payoff, where="--payoff"),
    )


def _ppm(text: str | None, *, where: str, by: int = 1) -> int | None:
    """`1%` with `by` 100 is 10,000."""
    return None if text is None else int(_number(text.removesuffix("%"), where) * _MILLION / by)


def _number(text: str, where: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and number > 0:
        return number
    raise InputError(expected="a number above 0", found=repr(text), where=where)


def _atr_millipoints(ask: Ask, symbol: str, timeframe: str, digits: int) -> int:
    """The newest average true range of stored bars that have closed by the market's clock."""
    from pyworkstation.protocol.messages import Account, GetAccount, GetValues, ValuesPart  # noqa: PLC0415

    [account] = ask(GetAccount())
    assert isinstance(account, Account)
    now_us = account.now_us
    request = GetValues(
        symbol=symbol,
        timeframe=timeframe,
        name="atr",
        from_us=None if now_us is None else now_us - _REACH_US,
        to_us=now_us,
    )
    values: list[float] = []
    for part in ask(request):
        assert isinstance(part, ValuesPart)
        values += [value for (value,) in struct.iter_unpack("<d", part.packed)]
    # The last bar may hold what comes after the market's clock.
    closed = values if now_us is None else values[:-1]
    newest = closed[-1] if closed else math.nan
    if math.isnan(newest):
        raise InputError(
            expected=f"15 bars of {symbol} {timeframe} before the market's clock",
            found="fewer",
            where="--atr",
        )
    return max(1, round(Decimal(newest).scaleb(digits + 3)))


def _lines(size: PositionSize) -> Iterator[str]:
    def money(minor: int) -> str:
        return f"{format_money(minor, size.currency_digits)} {size.currency}"

    units = f"{Decimal(size.quantity).scaleb(-size.volume_digits).normalize():,f}"
    yield f"{size.side} {units} {size.symbol} at {format_price(size.price, size.digits)}, {size.lots} lots"
    if size.quantity == 0:
        yield "nothing: the smallest order would risk more"
    if size.stop is not None:
        yield f"stop          {format_price(size.stop, size.digits)}"
    if size.risk is not None:
        asked = "" if size.share_ppm is None else f" of {Decimal(size.share_ppm).scaleb(-4).normalize():f} %"
        yield f"at risk       {money(size.risk)}{asked}"
    yield f"equity        {money(size.equity)}"
    yield f"worth         {money(size.value)}"
    yield f"margin        {money(size.margin)}{'' if size.is_affordable else ': more than is free'}"
