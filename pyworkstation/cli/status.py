"""`pyworkstation status`: what runs, and what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.counted import times_market
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.unfinished import unfinished_line
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import ReplayState, Status, SymbolStatus


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("status", help="what runs, and what is stored")
    parser.add_argument("--json", action="store_true", help="the reply as it crosses the bus, as JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the status."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import GetStatus, Status  # noqa: PLC0415

    with open_ask(home_of(args)) as ask:
        for reply in ask(GetStatus()):
            assert isinstance(reply, Status)
            print(msgspec.json.encode(reply).decode() if args.json else "\n".join(_lines(reply)))
    return 0


def _lines(status: Status) -> Iterator[str]:
    yield f"pyworkstation {status.version}, environment {status.environment}, home {status.home}"
    if status.pid is None or status.started_us is None:
        yield "engine: not running"
    else:
        yield f"engine: process {status.pid}, running since {format_time(status.started_us // 1_000_000 * 1_000_000)}"
    if status.replay.symbol is not None:
        yield f"replay: {_replay(status.replay)}"
    yield from map(unfinished_line, status.unfinished)
    if not status.symbols:
        yield "no ticks stored; import some: pyworkstation import PATH --symbol EURUSD"
        return
    yield ""
    yield from text_table(
        ["symbol", "digits", "ticks", "first", "last", "from"], [_row(symbol) for symbol in status.symbols]
    )


def _row(symbol: SymbolStatus) -> list[str | int | float | bool | None]:
    return [
        symbol.symbol,
        symbol.digits,
        f"{symbol.ticks:,}",
        None if symbol.first_us is None else format_time(symbol.first_us),
        None if symbol.last_us is None else format_time(symbol.last_us),
        ", ".join(symbol.sources),
    ]


def _replay(replay: ReplayState) -> str:
    at = "the start" if replay.position_us is None else format_time(replay.position_us)
    held = "finished" if replay.finished else "paused" if replay.paused else "running"
    return f"{replay.symbol} at {at}, speed {times_market(replay.speed)}, {held}, {replay.ticks_done:,} of {replay.ticks_total:,} ticks"
