"""`pyworkstation verify`: reads all of the database, or of a backup, and holds it against itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import absolute_path, home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.counted import counted
from pyworkstation.cli.interrupts_wait import interrupts_wait
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.upkeep_line import upkeep_line
from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import Reply, VerifyDone


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "verify",
        help="check the database, or a backup",
        description="Reads every block, and checks the order of ticks, doubles, the counts by hour, the journal of imports "
        "and, of a backup, that it holds what it held when it was made.",
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="a backup; default: the database of the home")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Say what is there and what is wrong with it. Raises EnvironmentFailure when something is."""
    from pyworkstation.protocol.messages import Verify  # noqa: PLC0415

    if args.file is not None:
        return _report(_check_copy(Path(absolute_path(args.file, where="FILE"))))
    with open_ask(home_of(args)) as ask:
        return _report(ask(Verify()))


def _check_copy(path: Path) -> Iterator[Reply]:
    """Here, even while an engine runs: nobody else has to have the file."""
    from pyworkstation.cli.on_a_thread import on_a_thread  # noqa: PLC0415
    from pyworkstation.domain.asker import Asker  # noqa: PLC0415

    with interrupts_wait():
        from pyworkstation.services.upkeep import check_copy  # noqa: PLC0415

    asker = Asker()
    return on_a_thread(check_copy(path, asker), asker)


def _report(replies: Iterable[Reply]) -> int:
    from pyworkstation.protocol.messages import UpkeepProgress, VerifyDone, VerifyFault  # noqa: PLC0415

    with upkeep_line() as show:
        for reply in replies:
            if isinstance(reply, UpkeepProgress):
                show(reply.doing, reply.ticks_done, reply.ticks_total)
            elif isinstance(reply, VerifyFault):
                print(reply.words)
            elif isinstance(reply, VerifyDone):
                done = reply
    if done.faults:
        raise EnvironmentFailure(
            f"{done.path}: {counted(done.faults, 'fault')} found, each named above; "
            "a backup takes its place with: pyworkstation restore FILE"
        )
    print("\n".join(_whole(done)))
    return 0


def _whole(done: VerifyDone) -> Iterator[str]:
    if done.symbols:
        rows = [(held.symbol, f"{held.ticks:,}", held.days, held.hash) for held in done.symbols]
        yield from text_table(["symbol", "ticks", "days", "hash"], rows)
        yield ""
    checked = "" if done.checked else f"; of schema {done.schema}, so it was only read"
    yield f"whole: {done.path} ({done.seconds:.1f} s){checked}"
