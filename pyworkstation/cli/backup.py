"""`pyworkstation backup`: the database in one file, while others go on working."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import absolute_path, home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.counted import counted
from pyworkstation.cli.upkeep_line import upkeep_line

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import BackupDone


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "backup",
        help="copy the database into one file",
        description="Copies the database as it is at this moment, while the engine runs too, with a list of what is in it "
        "by symbol and day, and reads the copy back. `verify FILE` checks it later, `restore FILE` puts it in place.",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="default: a new file in `backups` of the home"
    )
    parser.add_argument("--force", action="store_true", help="put it in the place of the backup that FILE is")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Write it, and say what is in it."""
    from pyworkstation.protocol.messages import BackUp, BackupDone, UpkeepProgress  # noqa: PLC0415

    path = None if args.file is None else absolute_path(args.file, where="FILE")
    request = BackUp(path=path, force=args.force)
    with open_ask(home_of(args)) as ask, upkeep_line() as show:
        for reply in ask(request):
            if isinstance(reply, UpkeepProgress):
                show(reply.doing, reply.ticks_done, reply.ticks_total)
            elif isinstance(reply, BackupDone):
                done = reply
    print(_summary(done))
    return 0


def _summary(done: BackupDone) -> str:
    return (
        f"{counted(done.ticks, 'tick')} of {counted(done.symbols, 'symbol')}, {done.size:,} bytes, "
        f"{done.seconds:.1f} s: {done.path}"
    )
