"""`pyworkstation import`: tick files into the store."""

from __future__ import annotations

import sys
import uuid
from collections import Counter
from typing import TYPE_CHECKING, Any

from pyworkstation.cli.arguments import absolute_path, home_of
from pyworkstation.cli.ask import ask_aside, open_ask
from pyworkstation.cli.counted import counted
from pyworkstation.cli.import_bar import ProgressBar
from pyworkstation.cli.interrupt import calls_on_interrupt
from pyworkstation.client.quality_words import moment, span
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import ImportDone, ImportedFile, Reply


_DATABASE_MEMORY_MB = 256
"""More makes no import faster: it only keeps blocks that nobody reads again."""

_DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";"}
"""As a dry run calls them."""

_CANCELLED = 130
"""As for other programs that Ctrl-C ends."""


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "import", help="import tick files: Dukascopy .bi5 trees, .csv, plain or packed (gzip, zstd, zip)"
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="file, folder, zip archive, or a pattern such as 'ticks/*.csv'",
    )
    parser.add_argument("--symbol", required=True, help="what the ticks are of, such as EURUSD")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="from the first to the last tick of each file, put what is stored aside for what the file has. Stopped half-way, "
        "the new ticks stand up to the last stored batch and the old ones after it; the same command goes on",
    )
    add_reading(parser)
    _add_checks(parser)
    _add_dry_run(parser)
    parser.set_defaults(run=run)
    return parser


def _add_dry_run(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("dry run")
    group.add_argument(
        "--dry-run",
        action="store_true",
        help="show how the files would be read, how sure that is, and what else they could mean; store nothing",
    )
    group.add_argument("--format", choices=("text", "json"), help="of the dry run (default: text)")


def add_reading(parser: argparse.ArgumentParser) -> None:
    """What says how files are read."""
    group = parser.add_argument_group(
        "how the files are read", "What is not said here is found out from each file."
    )
    group.add_argument("--dialect", default="auto", help="layout of the CSV files")
    group.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="of times that do not say it: UTC, an IANA name, an offset, new-york+7",
    )
    group.add_argument("--volume-unit", choices=("auto", "units", "thousands", "millions"), default="auto")
    group.add_argument(
        "--price-shift",
        type=int,
        metavar="N",
        help="prices are 10**N times those in the file; 0: they are right",
    )
    group.add_argument(
        "--accept-prices",
        action="store_true",
        help="take prices far from those that the instrument is known to have had",
    )
    _add_layout(parser)


def _add_layout(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "layout of CSV files", "Any of these, the rest being found out; with --columns, all of them."
    )
    group.add_argument(
        "--columns",
        help="in their order: date,time,bid,ask,bid_volume,ask_volume,symbol, - for what is not wanted",
    )
    group.add_argument(
        "--time-format", help="such as '%%Y.%%m.%%d %%H:%%M:%%S.%%f', or epoch-s, epoch-ms, epoch-us, iso"
    )
    group.add_argument("--delimiter", help="one character, or tab, comma, semicolon")
    group.add_argument("--decimal-comma", action="store_true")
    group.add_argument("--header", action="store_true", help="the first line is none of ticks")


def _add_checks(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("checks")
    group.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="KIND=keep|drop|stop",
        help="what becomes of ticks that are unparsable, not-finite, not-positive, between-points, out-of-order, "
        "duplicate, conflict, crossed, zero-spread, spike, no-quote, out-of-hours, gap (five minutes of the instrument's "
        "hours without a tick; keep or stop), future (later than now; keep or stop) (default: stop at what is certainly wrong, "
        "keep the rest)",
    )
    group.add_argument(
        "--max-rejects",
        type=int,
        default=1000,
        metavar="N",
        help="a file of which more rows are left out is refused",
    )


def run(args: argparse.Namespace) -> int:
    """Import, and say what came of it. Ctrl-C stops it after the batch at hand, a second one at once."""
    if args.dry_run:
        return _dry_run(args)
    if args.format is not None:
        raise InputError(expected="--dry-run with --format", found="none", where="import")
    from pyworkstation.protocol.messages import CancelImport, ImportTicks  # noqa: PLC0415

    request = ImportTicks(**files_of(args), **_checks_of(args), job=uuid.uuid4().hex)
    home = home_of(args)
    with (
        open_ask(home, database_memory_mb=_DATABASE_MEMORY_MB) as ask,
        calls_on_interrupt(lambda: ask_aside(home, ask, CancelImport(job=request.job))),
    ):
        return _report(ask(request))


def _dry_run(args: argparse.Namespace) -> int:
    from pyworkstation.cli.dry_run import print_dry_run  # noqa: PLC0415
    from pyworkstation.protocol.messages import DryRun  # noqa: PLC0415

    with open_ask(home_of(args), database_memory_mb=_DATABASE_MEMORY_MB) as ask:
        return print_dry_run(ask(DryRun(**files_of(args), **_checks_of(args))), as_json=args.format == "json")


def files_of(args: argparse.Namespace) -> dict[str, Any]:
    """Which files `PATH...` means, and how the options of `add_reading` say to read them. Raises InputError."""
    return {
        "paths": [absolute_path(path, where="PATH") for path in args.paths],
        "symbol": check_symbol(args.symbol, where="--symbol"),
        "dialect": args.dialect,
        "time_zone": args.time_zone,
        "volume_unit": args.volume_unit,
        "price_shift": args.price_shift,
        "accept_prices": args.accept_prices,
        "columns": args.columns,
        "time_format": args.time_format,
        "delimiter": _DELIMITERS.get(args.delimiter, args.delimiter),
        "decimal_comma": args.decimal_comma,
        "has_header": args.header,
    }


def _checks_of(args: argparse.Namespace) -> dict[str, Any]:
    return {"replace": args.replace, "policies": args.policy, "max_rejects": args.max_rejects}


def _report(replies: Iterable[Reply]) -> int:
    """Show what comes; the exit code."""
    from pyworkstation.protocol.messages import (  # noqa: PLC0415
        ImportDone,
        ImportedFile,
        ImportProgress,
        RefusedFile,
    )

    files: list[ImportedFile] = []
    refused = 0
    code = 0
    try:
        with ProgressBar(sys.stderr) as bar:
            for reply in replies:
                if isinstance(reply, ImportProgress):
                    bar.show(reply)
                elif isinstance(reply, ImportedFile):
                    files.append(reply)
                elif isinstance(reply, RefusedFile):
                    refused += 1
                    bar.clear()
                    print(f"left out: {reply.reason}", file=sys.stderr)
                elif isinstance(reply, ImportDone):
                    bar.clear()
                    print("\n".join(_summary(reply, files)))
                    code = _CANCELLED if reply.cancelled else 0
        if refused and not code:
            print(f"error: {_left_out(refused)}", file=sys.stderr)
            return 1
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
    if not files:
        return [*lines, f"{done.symbol}: nothing imported"]
    if all(file.already for file in files):
        return [*lines, f"{done.symbol}: {_files(files)} already imported; nothing new"]
    read_now = sum(file.ticks_read for file in files if not file.already) - done.ticks_resumed
    rate = read_now / done.seconds if done.seconds else 0
    return [
        *lines,
        f"{done.symbol}: {_files(files)}, {counted(done.ticks_read, 'tick')} read, {done.ticks_new:,} new, "
        f"{done.seconds:.1f} s ({rate:,.0f} ticks/s); {_volumes(done)}",
        *_resumed(done),
        *_replaced(done),
        *_found(files),
        *_gaps(done),
    ]


def _volumes(done: ImportDone) -> str:
    return f"volumes in {done.volume_unit}" if done.volume_unit else "no volumes"


def _gaps(done: ImportDone) -> Iterator[str]:
    if (gap := done.longest_gap) is None:
        return
    yield (
        f"{counted(done.gaps_between, 'gap')} between the files, the longest of {span(gap.market_us // 1_000_000)} of open market "
        f"from {moment(gap.from_us)} to {moment(gap.to_us)}"
    )


def _replaced(done: ImportDone) -> Iterator[str]:
    if done.ticks_replaced:
        yield (
            f"{counted(done.ticks_replaced, 'stored tick')} of their time replaced; "
            "`pyworkstation undo` of this import brings them back"
        )


def _resumed(done: ImportDone) -> Iterator[str]:
    if done.ticks_resumed:
        yield f"{counted(done.ticks_resumed, 'tick')} of them had been stored by the run that stopped"


def _found(files: list[ImportedFile]) -> Iterator[str]:
    """What was wrong with them, if anything was."""
    counts: Counter[str] = Counter()
    for file in files:
        counts.update({finding.kind: finding.count for finding in file.findings})
    if counts:
        yield "found: " + ", ".join(f"{count:,} {kind}" for kind, count in sorted(counts.items()))
    if counts["future"]:
        yield "some are later than now: check the zone and the unit of their times; `undo` takes the import out"
    if rejected := sum(file.rejected for file in files):
        yield f'{counted(rejected, "row")} left out; to see them: pyworkstation query "FROM rejects"'


def _left_out(refused: int) -> str:
    return f"{counted(refused, 'file')} left out, as said above; nothing of {'it' if refused == 1 else 'them'} is stored"


def _kept(files: list[ImportedFile]) -> str:
    ticks = sum(file.ticks_new for file in files)
    return f"{counted(len(files), 'file')} before it imported, {counted(ticks, 'tick')} new"


def _files(files: list[ImportedFile]) -> str:
    """`48 bi5 files`, `1 default file and 2 bi5 files`."""
    kinds = Counter(file.dialect for file in files)
    return " and ".join(f"{counted(count, f'{dialect} file')}" for dialect, count in kinds.items())
