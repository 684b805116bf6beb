"""`pyworkstation restore`: a backup in the place of the database, which is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import absolute_path, home_of
from pyworkstation.cli.counted import counted
from pyworkstation.cli.interrupts_wait import interrupts_wait
from pyworkstation.cli.upkeep_line import upkeep_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.domain.asker import Asker
    from pyworkstation.domain.home import Home
    from pyworkstation.storage.copies.restore import Restored
    from pyworkstation.storage.copies.upkeep import Step


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "restore",
        help="put a backup in the place of the database",
        description="Checks the backup, and puts a copy of it in the place of the database, which is kept beside it under "
        "a name with the date. No engine may run on the home: stop it first.",
    )
    parser.add_argument("file", metavar="FILE", help="what `backup` wrote")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Restore, and say what is in place now."""
    from pyworkstation.cli.on_a_thread import on_a_thread  # noqa: PLC0415
    from pyworkstation.domain.asker import Asker  # noqa: PLC0415

    with interrupts_wait():
        from pyworkstation.storage.copies.restore import Restored  # noqa: PLC0415

    asker = Asker()
    path = Path(absolute_path(args.file, where="FILE"))
    with upkeep_line() as show:
        for event in on_a_thread(_events(home_of(args), path, asker), asker):
            if isinstance(event, Restored):
                restored = event
            else:
                show(*event)
    print(_summary(path, restored))
    return 0


def _events(home: Home, path: Path, asker: Asker) -> Iterator[Step | Restored]:
    from pyworkstation.storage.copies.restore import restore  # noqa: PLC0415

    yield (yield from restore(home, path, asker))


def _summary(path: Path, restored: Restored) -> str:
    symbols = restored.verified.symbols
    ticks = counted(sum(held.ticks for held in symbols), "tick")
    kept = f"; what was there is now {restored.kept}" if restored.kept else ""
    return f"restored {ticks} of {counted(len(symbols), 'symbol')} from {path}{kept}"
