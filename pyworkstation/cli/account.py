"""`pyworkstation account`: the paper account; `account open` begins a new one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import add_home, add_output, home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.domain.currency import currency_digits, format_money
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.ask import Ask
    from pyworkstation.domain.columns import Column
    from pyworkstation.domain.price_table import Kind, PriceTable
    from pyworkstation.protocol.messages import Account, OpenAccount, Reply, Request, StatisticsRow

_MONEY = ("open", "high", "low", "close", "balance", "peak", "drawdown")
"""Columns of a series."""


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("account", help="the paper account; open another, pay in or out")
    parser.add_argument("--json", action="store_true", help="as it crosses the bus")
    parser.add_argument(
        "--series", action="store_true", help="the equity over the market's time, in bars of a minute or more"
    )
    add_output(parser)
    parser.set_defaults(run=run, action=None)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action")
    _add_open(actions.add_parser("open", help="begin a new account"))
    paying = actions.add_parser("deposit", help="pay in, or out with a minus")
    paying.add_argument("amount", metavar="AMOUNT", help="in the account's currency, such as 1000.00 or -250")
    add_home(paying)
    return parser


def _add_open(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("--name", default="paper", help="default: paper")
    parser.add_argument("--currency", default="USD", help="default: USD")
    parser.add_argument("--deposit", default="100000", metavar="AMOUNT", help="default: 100000")
    parser.add_argument("--mode", choices=("netting", "hedging"), default="netting", help="default: netting")
    parser.add_argument(
        "--profile",
        choices=("perfect", "realistic", "worst"),
        default="realistic",
        help="how kind the market is: slippage, latency, rejections (default: realistic)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of slippage and rejections (default: 1)")
    parser.add_argument("--latency-ms", type=int, metavar="MS", help="of orders, in place of the profile's")
    parser.add_argument("--margin-call", type=int, default=100, metavar="PERCENT", help="default: 100")
    parser.add_argument("--stop-out", type=int, default=50, metavar="PERCENT", help="default: 50")


def run(args: argparse.Namespace) -> int:
    """Open it, pay into it, or show it."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import (  # noqa: PLC0415
        Account,
        GetAccount,
        GetStatistics,
        OrdersAnswer,
        Statistics,
    )

    with open_ask(home_of(args)) as ask:
        if args.series:
            return _write_series(args, ask)
        [account] = ask(GetAccount())
        assert isinstance(account, Account)
        if args.action is not None:
            [answer] = ask(_request(args, account))
            if isinstance(answer, OrdersAnswer) and answer.refusals:
                raise InputError(expected="no more than is free", found=args.amount, where="account deposit")
            [account] = ask(GetAccount())
            assert isinstance(account, Account)
        [closed] = ask(GetStatistics())
        assert isinstance(closed, Statistics)
    lines = [*_lines(account), *_closed_lines(account, closed.rows)]
    print(msgspec.json.encode(account).decode() if args.json else "\n".join(lines))
    return 0


def _write_series(args: argparse.Namespace, ask: Ask) -> int:
    from pyworkstation.cli.write_tables import write_tables  # noqa: PLC0415  (NumPy)
    from pyworkstation.protocol.messages import GetEquity  # noqa: PLC0415

    write_tables(_tables(ask(GetEquity())), args)
    return 0


def _tables(parts: Iterator[Reply]) -> Iterator[PriceTable]:
    import numpy as np  # noqa: PLC0415

    from pyworkstation.domain.price_table import PriceTable  # noqa: PLC0415
    from pyworkstation.protocol.messages import EquityPart  # noqa: PLC0415

    for part in parts:
        assert isinstance(part, EquityPart)
        rows = [(bar.open_us, *(getattr(bar, name) for name in _MONEY)) for bar in part.bars]
        columns = np.array(rows, np.int64).reshape(-1, 1 + len(_MONEY)).T
        table: dict[str, tuple[Kind, Column]] = {"time": ("time", columns[0])}
        for name, column in zip(_MONEY, columns[1:], strict=True):
            table[name] = ("price", column)
        yield PriceTable(part.currency_digits, table)


def _request(args: argparse.Namespace, account: Account) -> Request:
    from pyworkstation.protocol.messages import Deposit  # noqa: PLC0415

    if args.action == "open":
        return _opening(args)
    return Deposit(minor=_minor(args.amount, account.currency_digits, where="AMOUNT"))


def _opening(args: argparse.Namespace) -> OpenAccount:
    from pyworkstation.protocol.messages import OpenAccount  # noqa: PLC0415

    return OpenAccount(
        name=args.name,
        currency=args.currency,
        deposit=_minor(args.deposit, currency_digits(args.currency), where="--deposit"),
        mode=args.mode,
        profile=args.profile,
        seed=args.seed,
        latency_us=None if args.latency_ms is None else args.latency_ms * 1000,
        margin_call_percent=args.margin_call,
        stop_out_percent=args.stop_out,
    )


def _minor(text: str, digits: int, *, where: str) -> int:
    try:
        minor = Decimal(text).scaleb(digits)
    except InvalidOperation:
        minor = Decimal("NaN")
    if minor.is_finite() and minor == minor.to_integral_value():
        return int(minor)
    raise InputError(expected=f"an amount with at most {digits} decimals", found=repr(text), where=where)


def _lines(account: Account) -> Iterator[str]:
    def money(minor: int | None) -> str:
        return (
            "unknown"
            if minor is None
            else f"{format_money(minor, account.currency_digits)} {account.currency}"
        )

    yield f"account {account.name}: {account.mode}, {account.profile} fills, seed {account.seed}"
    if account.now_us is not None:
        yield f"market time   {format_time(account.now_us)}"
    if account.looking_back:
        yield "looking back: shown as it was then; who trades on forgets what came after"
    rows = {
        "balance": account.balance,
        "equity": account.equity,
        "unrealised": account.unrealised,
        "margin": account.margin,
        "free margin": account.free_margin,
        "paid in": account.deposits,
        "drawdown": account.drawdown,
    }
    for title, minor in rows.items():
        yield f"{title:<12}  {money(minor)}"
    yield f"open          {account.open_positions} positions, {account.open_orders} orders"
    if account.is_margin_called:
        yield "MARGIN CALL: pay in, or close something"


def _closed_lines(account: Account, rows: Sequence[StatisticsRow]) -> Iterator[str]:
    for row in rows:
        average = Decimal(row.expectancy_millis).scaleb(-3 - account.currency_digits)
        yield f"closed        {row.round_trips} positions, {row.winners} of them won"
        yield f"expectancy    {average:.{account.currency_digits}f} {account.currency} a position"
        factor = row.profit_factor_ppm
        yield f"profit factor {'nothing was lost' if factor is None else f'{Decimal(factor).scaleb(-6):.2f}'}"
