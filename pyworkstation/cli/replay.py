"""`pyworkstation replay`: completed bars as they complete, from the running engine's replay or one of our own.

With an engine running it is the engine's replay that is started, so the desktop shows the same; without one, the same
replay runs in this process. `--pause`, `--resume`, `--seek`, `--stop` and `--speed` alone steer the engine's.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import running_engine
from pyworkstation.cli.counted import times_market
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.units import format_time, parse_time

if TYPE_CHECKING:
    import argparse

    from pyworkstation.bus.connection_file import Connection
    from pyworkstation.cli.arguments import Commands
    from pyworkstation.domain.home import Home
    from pyworkstation.domain.timeframe import Side
    from pyworkstation.protocol.messages import ReplayStart, Reply, Request

_FASTEST = 1_000_000.0


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("replay", help="replay stored ticks; prints bars as they complete")
    parser.add_argument("symbol", metavar="SYMBOL", nargs="?", help="start a replay of it; Ctrl-C ends it")
    parser.add_argument(
        "--speed", type=float, metavar="X", help="seconds of market time a second (default: 1)"
    )
    parser.add_argument(
        "--from", dest="from_time", metavar="T", help="where to start (default: the first tick)"
    )
    parser.add_argument("--timeframe", default="M1", metavar="TF", help="of the bars printed (default: M1)")
    parser.add_argument("--side", choices=("bid", "ask", "mid"), default="bid", help="default: bid")
    steer = parser.add_mutually_exclusive_group()
    steer.add_argument("--pause", action="store_true", help="hold the engine's replay")
    steer.add_argument("--resume", action="store_true", help="let it go on")
    steer.add_argument("--seek", metavar="T", help="jump to a time")
    steer.add_argument("--stop", action="store_true", help="end it")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Start a replay and print its bars, or steer the one that runs."""
    from pyworkstation.engine import parse_timeframe  # noqa: PLC0415  (NumPy)

    home = home_of(args)
    connection = running_engine(home)
    if args.symbol is None:
        _steer(_steering_request(args), connection)
        return 0
    if args.pause or args.resume or args.stop or args.seek:
        raise InputError(
            expected="no SYMBOL with --pause, --resume, --seek or --stop", found=args.symbol, where="replay"
        )
    _play(
        _start_request(args),
        parse_timeframe(args.timeframe),
        args.side,
        home,
        connection,
    )
    return 0


def _steering_request(args: argparse.Namespace) -> Request:
    from pyworkstation.protocol.messages import ReplayPause, ReplaySeek, ReplaySpeed, ReplayStop  # noqa: PLC0415

    if args.pause or args.resume:
        return ReplayPause(paused=args.pause)
    if args.seek:
        return ReplaySeek(to_us=parse_time(args.seek, where="--seek"))
    if args.stop:
        return ReplayStop()
    if args.speed is not None:
        return ReplaySpeed(speed=_speed(args))
    raise InputError(
        expected="SYMBOL, --pause, --resume, --seek, --speed or --stop", found="none of them", where="replay"
    )


def _start_request(args: argparse.Namespace) -> ReplayStart:
    from pyworkstation.protocol.messages import ReplayStart  # noqa: PLC0415

    return ReplayStart(
        symbol=check_symbol(args.symbol, where="SYMBOL"),
        from_us=None if args.from_time is None else parse_time(args.from_time, where="--from"),
        speed=_speed(args),
        paused=True,
    )


def _speed(args: argparse.Namespace) -> float:
    speed: float = 1.0 if args.speed is None else args.speed
    if 0 < speed <= _FASTEST:
        return speed
    raise InputError(
        expected=f"a speed above 0 and up to {_FASTEST:,.0f}", found=f"{speed:,.15g}", where="--speed"
    )


def _steer(request: Request, connection: Connection | None) -> None:
    if connection is None:
        raise InputError(
            expected="a running engine",
            found="none",
            where="replay",
            mend="start one with: pyworkstation engine",
        )
    from pyworkstation.cli.unlocking_client import UnlockingClient  # noqa: PLC0415

    with UnlockingClient(connection) as client:
        print(_standing(client.call(request)))


def _standing(reply: Reply) -> str:
    from pyworkstation.protocol.messages import ReplayState  # noqa: PLC0415

    assert isinstance(reply, ReplayState)
    if reply.symbol is None or reply.position_us is None:
        return "no replay"
    held = "finished" if reply.finished else "paused" if reply.paused else "running"
    return f"{reply.symbol} at {format_time(reply.position_us)}, speed {times_market(reply.speed)}, {held}"


def _play(
    request: ReplayStart, timeframe: str, side: Side, home: Home, connection: Connection | None
) -> None:
    from pyworkstation.cli.replay_player import player_here, player_in_engine  # noqa: PLC0415
    from pyworkstation.cli.replay_rows import replayed_bars  # noqa: PLC0415

    opened = player_here(home, timeframe) if connection is None else player_in_engine(connection)
    with opened as player:
        for text in replayed_bars(player, request, timeframe, side, note=_note):
            sys.stdout.buffer.write(text)
            sys.stdout.buffer.flush()


def _note(text: str) -> None:
    """For people; the rows on stdout may be for a program."""
    print(f"note: {text}", file=sys.stderr)
