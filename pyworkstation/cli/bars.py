"""`pyworkstation bars`: bars of the stored ticks, to stdout or a file."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import add_output, add_range, home_of, range_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.bar_before import note_bar_before
from pyworkstation.cli.unfinished import warn_of_unfinished
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from pyworkstation.bar_indicators import Asked
    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.ask import Ask
    from pyworkstation.domain.home import Home
    from pyworkstation.domain.price_table import PriceTable
    from pyworkstation.domain.timeframe import Side
    from pyworkstation.protocol.messages import GetBars, Reply
    from pyworkstation.services.trading_days import TradingDays


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("bars", help="bars of stored ticks")
    parser.add_argument("symbol", metavar="SYMBOL")
    parser.add_argument(
        "timeframe",
        metavar="TIMEFRAME",
        help="such as S5, M1, H4, D1, W1, MN1; or of counts: T100 (ticks), V1000000 (volume), R10 (range), K10 (Renko), "
        "counted from the first stored tick",
    )
    add_range(parser)
    parser.add_argument("--side", choices=("bid", "ask", "mid"), default="bid", help="default: bid")
    parser.add_argument(
        "--boundary",
        choices=("left", "right"),
        default="left",
        help="left: a tick exactly on the boundary opens the next bar (default); right: it closes this one",
    )
    parser.add_argument(
        "--day-close",
        choices=("session", "new-york", "utc"),
        default="session",
        help="when days end: with the instrument's session (default), at 17:00 in New York, or at midnight UTC",
    )
    parser.add_argument(
        "--indicator",
        action="append",
        default=[],
        metavar="NAME(VALUES)",
        help="a column of an indicator of the side's prices, such as 'ema(20)' or 'macd(12, 26, 9)', more than once if you like; its "
        "values are those after all stored bars, whatever --from is, and empty until it is warm",
    )
    add_output(parser)
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Write the bars."""
    from pyworkstation.cli.write_tables import write_tables  # noqa: PLC0415  (NumPy)
    from pyworkstation.engine import parse_timeframe  # noqa: PLC0415
    from pyworkstation.protocol.messages import GetBars  # noqa: PLC0415

    from_us, to_us = range_of(args)
    request = GetBars(
        symbol=check_symbol(args.symbol, where="SYMBOL"),
        timeframe=parse_timeframe(args.timeframe),
        from_us=from_us,
        to_us=to_us,
        boundary=args.boundary,
        day_close=args.day_close,
    )
    asked = _asked(args.indicator)
    home = home_of(args)
    with open_ask(home) as ask:
        warn_of_unfinished(ask, request.symbol)
        if asked:
            tables = _with_indicators(ask, request, asked, args.side, _days(home, request))
        else:
            tables = _tables(ask(request), args.side)
        write_tables(tables, args)
        note_bar_before(ask, request, home)
    return 0


def _asked(texts: list[str]) -> list[Asked]:
    if not texts:
        return []
    from pyworkstation.bar_indicators import parse_asked  # noqa: PLC0415  (NumPy)

    return parse_asked(texts, where="--indicator")


def _days(home: Home, request: GetBars) -> TradingDays:
    from pyworkstation.services.trading_days import trading_days  # noqa: PLC0415  (NumPy)

    return trading_days(home, request.symbol, request.day_close)


def _with_indicators(
    ask: Ask, request: GetBars, asked: list[Asked], side: Side, days: TradingDays
) -> Iterator[PriceTable]:
    """The tables with a column for each output. All bars from the first stored one on are asked for: some values depend on all."""
    from msgspec import structs  # noqa: PLC0415

    from pyworkstation.bar_indicators import BarIndicators  # noqa: PLC0415
    from pyworkstation.domain.columns import Bars  # noqa: PLC0415
    from pyworkstation.domain.price_table import bar_table  # noqa: PLC0415
    from pyworkstation.protocol.messages import BarsPart  # noqa: PLC0415

    seen: BarIndicators | None = None
    for reply in ask(structs.replace(request, from_us=None)):
        assert isinstance(reply, BarsPart)
        seen = seen or BarIndicators(asked, digits=reply.digits, side=side, day_close=days.day_close)
        bars = Bars.unpack(reply.packed)
        columns = seen.take(bars)
        first = 0 if request.from_us is None else int(bars.open_us.searchsorted(request.from_us))
        table = bar_table(bars[first:], digits=reply.digits, side=side)
        yield dataclasses.replace(table, values={name: column[first:] for name, column in columns.items()})


def _tables(replies: Iterable[Reply], side: Side) -> Iterator[PriceTable]:
    from pyworkstation.domain.columns import Bars  # noqa: PLC0415
    from pyworkstation.domain.price_table import bar_table  # noqa: PLC0415
    from pyworkstation.protocol.messages import BarsPart  # noqa: PLC0415

    for reply in replies:
        assert isinstance(reply, BarsPart)
        yield bar_table(Bars.unpack(reply.packed), digits=reply.digits, side=side)
