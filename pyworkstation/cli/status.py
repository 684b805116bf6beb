"""`pyworkstation status`: what runs, and what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.counted import counted, times_market
from pyworkstation.cli.engine_report import report_lines
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.unfinished import unfinished_line
from pyworkstation.client.secret_faults import secret_faults
from pyworkstation.client.state_faults import state_faults
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import (
        Health,
        ReplayState,
        Status,
        SymbolHealth,
        SymbolStatus,
        Traffic,
    )


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("status", help="what runs, and what is stored")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the status."""
    from pyworkstation.protocol.messages import GetHealth, GetStatus, GetTraffic, Health, Status, Traffic  # noqa: PLC0415

    with open_ask(home_of(args)) as ask:
        for status in ask(GetStatus()):
            assert isinstance(status, Status)
            health = traffic = None
            if status.pid is not None:
                health, traffic = next(ask(GetHealth())), next(ask(GetTraffic()))
            assert health is None or isinstance(health, Health)
            assert traffic is None or isinstance(traffic, Traffic)
            print(_json(status, health, traffic) if args.json else "\n".join(_lines(status, health, traffic)))
    return 0


def _json(status: Status, health: Health | None, traffic: Traffic | None) -> str:
    """The fields of a `Status`, and below `health` and `traffic` what only a running engine has."""
    import msgspec  # noqa: PLC0415

    whole = msgspec.to_builtins(status) | {
        "health": msgspec.to_builtins(health),
        "traffic": msgspec.to_builtins(traffic),
    }
    return msgspec.json.encode(whole).decode()


def _lines(status: Status, health: Health | None, traffic: Traffic | None) -> Iterator[str]:
    yield f"pyworkstation {status.version}, environment {status.environment}, home {status.home}"
    if status.pid is None or status.started_us is None:
        yield "engine: not running"
    else:
        yield f"engine: process {status.pid}, running since {format_time(status.started_us // 1_000_000 * 1_000_000)}"
    if status.replay.symbol is not None:
        yield f"replay: {_replay(status.replay)}"
    if health is not None:
        yield from map(_state, health.symbols)
        yield from state_faults(health)
        yield from secret_faults(health)
    yield from map(unfinished_line, status.unfinished)
    yield from _stored(status.symbols)
    if health is not None and traffic is not None:
        yield from report_lines(health.services, traffic)


def _stored(symbols: list[SymbolStatus]) -> Iterator[str]:
    if not symbols:
        yield "no ticks stored; import some: pyworkstation import PATH --symbol EURUSD"
        return
    yield ""
    yield from text_table(["symbol", "digits", "ticks", "first", "last", "from"], map(_row, symbols))


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
