"""`pyworkstation undo`: takes an import out of the store again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.counted import counted
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import UndoDone


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "undo",
        help="take an import out again",
        description="Takes the ticks of one import out of the store. Ticks that other imports have too stay, ticks that it "
        "had replaced come back. All of it happens, or nothing; once more changes nothing.",
    )
    parser.add_argument("id", metavar="ID", help="its number in `pyworkstation imports`")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would become of it, and change nothing"
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Undo it, and say what became of its ticks."""
    from pyworkstation.protocol.messages import UndoDone, UndoImport  # noqa: PLC0415

    with open_ask(home_of(args)) as ask:
        for reply in ask(UndoImport(id=_number(args.id), dry_run=args.dry_run)):
            assert isinstance(reply, UndoDone)
            print("\n".join(_lines(reply, dry_run=args.dry_run)))
    return 0


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise InputError(
        expected="the number of an import",
        found=repr(text),
        where="ID",
        mend="`pyworkstation imports` lists them",
    )


def _lines(done: UndoDone, *, dry_run: bool) -> Iterator[str]:
    if done.undone_us is not None:
        when = format_time(done.undone_us // 1_000_000 * 1_000_000)
        yield f"import {done.id} of {done.symbol} was undone before, {when}; nothing changed"
        return
    says = "would be undone" if dry_run else "undone"
    yield (
        f"import {done.id} of {done.symbol}, {counted(done.files, 'file')}, {says}: {counted(done.removed, 'tick')} out"
    )
    if done.kept:
        yield f"{counted(done.kept, 'tick')} stay, for other imports have them too"
    if done.restored:
        yield f"{counted(done.restored, 'tick')} back that it had replaced"
    for path in done.incomplete:
        yield f"{path} may have held some of the ticks too, which its import of an older version did not note: import it again"
