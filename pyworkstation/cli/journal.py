"""`pyworkstation journal`: closed positions, notes on them, and statistics."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.priced import average_price
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.traded_units import shown_quantity, traded_if_told
from pyworkstation.domain.currency import format_money
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.ask import Ask
    from pyworkstation.cli.text_table import Cell
    from pyworkstation.cli.traded_units import Traded
    from pyworkstation.protocol.messages import RoundTrip, StatisticsRow

_GROUPS = ("all", "symbol", "day", "weekday", "hour", "session", "tag")
_COLUMNS = (
    "id",
    "symbol",
    "side",
    "quantity",
    "in",
    "out",
    "net",
    "against",
    "for",
    "opened",
    "closed",
    "note",
)
_FIGURES = (
    "",
    "closed",
    "won",
    "net",
    "all wins",
    "all losses",
    "best",
    "worst",
    "drawdown",
    "losses in a row",
    "average",
    "factor",
    "held, s",
)


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "journal",
        help="closed positions of the paper account, with notes and statistics",
        description="Days, weekdays, hours (UTC) and sessions are those of the opening.",
    )
    parser.add_argument("--symbol", help="of this one only")
    parser.add_argument("--by", choices=_GROUPS, help="figures of groups, in place of the positions")
    parser.add_argument("--note", nargs=2, metavar=("ID", "TEXT"), help="write a note on a position")
    parser.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="with --note; may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="a row a line, as it crosses the bus")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print them, or write the note."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import Account, GetAccount  # noqa: PLC0415

    symbol = None if args.symbol is None else check_symbol(args.symbol, where="--symbol")
    if args.tag and args.note is None:
        raise InputError(expected="--note ID TEXT with --tag", found="no note", where="journal")
    with open_ask(home_of(args)) as ask:
        if args.note is not None:
            return _write_note(ask, *args.note, tags=args.tag)
        [account] = ask(GetAccount())
        assert isinstance(account, Account)
        rows = _round_trips(ask, symbol) if args.by is None else _figures(ask, symbol, args.by)
        units = traded_if_told(ask)
    if args.json:
        lines: Iterator[str] = (msgspec.json.encode(row).decode() for row in rows)
    else:
        lines = _table(rows, units, account.currency_digits)
    for line in lines:
        print(line)
    return 0


def _write_note(ask: Ask, position: str, text: str, *, tags: list[str]) -> int:
    from pyworkstation.protocol.messages import NotePosition  # noqa: PLC0415

    if not position.isdecimal():
        raise InputError(expected="the number of a position", found=repr(position), where="--note")
    list(ask(NotePosition(position=int(position), note=text, tags=tags)))
    return 0


def _round_trips(ask: Ask, symbol: str | None) -> list[RoundTrip]:
    from pyworkstation.protocol.messages import ListRoundTrips, RoundTripsPart  # noqa: PLC0415

    found: list[RoundTrip] = []
    for part in ask(ListRoundTrips(symbol=symbol)):
        assert isinstance(part, RoundTripsPart)
        found += part.round_trips
    return found


def _figures(ask: Ask, symbol: str | None, by: str) -> list[StatisticsRow]:
    from pyworkstation.protocol.messages import GetStatistics, Statistics  # noqa: PLC0415

    [reply] = ask(GetStatistics(by=by, symbol=symbol))  # type: ignore[arg-type]  # argparse has checked it
    assert isinstance(reply, Statistics)
    return reply.rows


def _table(rows: Sequence[RoundTrip] | Sequence[StatisticsRow], units: Traded, digits: int) -> Iterator[str]:
    from pyworkstation.protocol.messages import RoundTrip  # noqa: PLC0415

    if not rows:
        yield "no position was closed yet"
        return
    trips = [_trip(row, units, digits) for row in rows if isinstance(row, RoundTrip)]
    figures = [_figure(row, digits) for row in rows if not isinstance(row, RoundTrip)]
    yield from text_table(_COLUMNS if trips else _FIGURES, trips or figures)


def _trip(row: RoundTrip, units: Traded, digits: int) -> list[Cell]:
    return [
        row.position,
        row.symbol,
        "long" if row.side == "buy" else "short",
        shown_quantity(row.quantity, row.symbol, units),
        average_price(row.entry_millipoints, row.digits),
        average_price(row.exit_millipoints, row.digits),
        format_money(row.net, digits),
        row.adverse_points,
        row.favourable_points,
        format_time(row.opened_us),
        format_time(row.closed_us),
        " ".join([row.note, *(f"#{tag}" for tag in row.tags)]).strip(),
    ]


def _figure(row: StatisticsRow, digits: int) -> list[Cell]:
    money = (row.net, row.won, row.lost, row.best, row.worst, row.drawdown)
    return [
        row.key,
        row.round_trips,
        row.winners,
        *(format_money(minor, digits) for minor in money),
        row.longest_losing,
        f"{Decimal(row.expectancy_millis).scaleb(-3 - digits):.{digits}f}",
        "" if row.profit_factor_ppm is None else f"{Decimal(row.profit_factor_ppm).scaleb(-6):.2f}",
        row.held_us // 1_000_000,
    ]
