"""`pyworkstation import`: tick files into the store."""

from __future__ import annotations

import os
import sys
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import ask_aside, open_ask
from pyworkstation.cli.counted import counted
from pyworkstation.cli.import_bar import ProgressBar
from pyworkstation.cli.interrupt import calls_on_interrupt
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import ImportDone, ImportedFile, Reply


_CANCELLED = 130
"""As for other programs that Ctrl-C ends."""


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("import", help="import tick files: Dukascopy .bi5 trees, .csv, .csv.gz")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file or folder")
    parser.add_argument("--symbol", required=True, help="what the ticks are of, such as EURUSD")
    parser.add_argument(
        "--dialect", default="auto", help="layout of the CSV files (default: by their header)"
    )
    parser.add_argument("--time-zone", metavar="ZONE", help="IANA zone of times in files that do not say it")
    parser.add_argument(
        "--volume-unit",
        choices=("auto", "units", "thousands", "millions"),
        default="auto",
        help="unit of the files' volumes (default: millions for bi5, a guess from the first rows for CSV)",
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Import, and say what came of it. Ctrl-C stops it after the batch at hand, a second one at once."""
    from pyworkstation.protocol.messages import CancelImport, ImportTicks  # noqa: PLC0415

    request = ImportTicks(
        # resolve() would make a network path of a mapped Windows drive.
        paths=[os.path.abspath(Path(path).expanduser()) for path in args.paths],  # noqa: PTH100
        symbol=check_symbol(args.symbol, where="--symbol"),
        dialect=args.dialect,
        time_zone=args.time_zone,
        volume_unit=args.volume_unit,
        job=uuid.uuid4().hex,
    )
    home = home_of(args)
    with (
        open_ask(home) as ask,
        calls_on_interrupt(lambda: ask_aside(home, ask, CancelImport(job=request.job))),
    ):
        return _report(ask(request))


def _report(replies: Iterable[Reply]) -> int:
    """Show what comes; the exit code."""
    from pyworkstation.protocol.messages import ImportDone, ImportedFile, ImportProgress  # noqa: PLC0415

    files: list[ImportedFile] = []
    code = 0
    try:
        with ProgressBar(sys.stderr) as bar:
            for reply in replies:
                if isinstance(reply, ImportProgress):
                    bar.show(reply)
                elif isinstance(reply, ImportedFile):
                    files.append(reply)
                elif isinstance(reply, ImportDone):
                    bar.clear()
                    print("\n".join(_summary(reply, files)))
                    code = _CANCELLED if reply.cancelled else 0
    except BaseException:
        if files:
            print(_kept(files), file=sys.stderr)
        raise
    return code


def _summary(done: ImportDone, files: list[ImportedFile]) -> list[str]:
    lines = [f"skipped {note}" for note in done.files_skipped]
    if done.cancelled:
        lines.append(
            f"{_files(files) or 'no file'} imported, then stopped; the same command goes on from there"
        )
        return lines
    if all(file.already for file in files):
        return [*lines, f"{done.symbol}: {_files(files)} already imported; nothing new"]
    rate = done.ticks_read / done.seconds if done.seconds else 0
    return [
        *lines,
        f"{done.symbol}: {_files(files)}, {counted(done.ticks_read, 'tick')} read, {done.ticks_new:,} new, "
        f"{done.seconds:.1f} s ({rate:,.0f} ticks/s); volumes in {done.volume_unit}",
    ]


def _kept(files: list[ImportedFile]) -> str:
    ticks = sum(file.ticks_new for file in files)
    return f"{counted(len(files), 'file')} before it imported, {counted(ticks, 'tick')} new"


def _files(files: list[ImportedFile]) -> str:
    """`48 bi5 files`, `1 default file and 2 bi5 files`."""
    kinds = Counter(file.dialect for file in files)
    return " and ".join(f"{counted(count, f'{dialect} file')}" for dialect, count in kinds.items())
