"""`pyworkstation status`: what runs, and what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.counted import counted, times_market
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.unfinished import unfinished_line
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import Health, ReplayState, Status, SymbolHealth, SymbolStatus


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("status", help="what runs, and what is stored")
    parser.add_argument("--json", action="store_true", help="the reply as it crosses the bus, as JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the status."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import GetHealth, GetStatus, Health, Status  # noqa: PLC0415

    with open_ask(home_of(args)) as ask:
        for reply in ask(GetStatus()):
            assert isinstance(reply, Status)
            health = None if args.json or reply.pid is None else next(ask(GetHealth()))
            assert health is None or isinstance(health, Health)
            print(msgspec.json.encode(reply).decode() if args.json else "\n".join(_lines(reply, health)))
    return 0


def _lines(status: Status, health: Health | None) -> Iterator[str]:
    yield f"pyworkstation {status.version}, environment {status.environment}, home {status.home}"
    if status.pid is None or status.started_us is None:
        yield "engine: not running"
    else:
        yield f"engine: process {status.pid}, running since {format_time(status.started_us // 1_000_000 * 1_000_000)}"
    if status.replay.symbol is not None:
        yield f"replay: {_replay(status.replay)}"
    if health is not None:
        yield from map(_state, health.symbols)
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


def _state(health: SymbolHealth) -> str:
    age = "" if health.age_us is None else f", the last {health.age_us / 1e6:.1f} s ago"
    late = health.late_refused + health.late_reopened
    indicators = sum(row.indicators for row in health.timeframes)
    return (
        f"state: {health.ticks_per_second:,} ticks a second{age}, {late:,} late, {counted(len(health.timeframes), 'timeframe')}, "
        f"{counted(indicators, 'indicator')}, {health.state_bytes / 1e6:.1f} MB"
    )
