"""`pyworkstation quality`: what stored ticks, an import, or files are worth."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import STDOUT, add_range, format_of, home_of, range_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.fresh_file import fresh_file
from pyworkstation.cli.import_bar import ProgressBar
from pyworkstation.cli.import_ticks import add_reading, files_of
from pyworkstation.cli.unfinished import warn_of_unfinished
from pyworkstation.client.quality_report import Report
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import QualityDay, Reply, Request

_GAP_MINUTES = 5
_GAP_MINUTES_MOST = 100_000
_FORMATS = ("text", "json", "html")


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "quality",
        help="what ticks are worth: coverage, gaps, faults, spreads",
        description="Reports on the stored ticks of a symbol, or of one import; with --symbol, on files that nobody has "
        "imported yet: nothing of them is stored.",
    )
    parser.add_argument(
        "paths", nargs="*", metavar="SYMBOL | PATH", help="a symbol; with --symbol, files and folders"
    )
    parser.add_argument("--symbol", help="what the ticks of the files are of")
    parser.add_argument(
        "--import", dest="import_id", type=int, metavar="ID", help="the ticks that one import stored"
    )
    add_range(parser)
    parser.add_argument(
        "--gap",
        type=int,
        default=_GAP_MINUTES,
        metavar="MINUTES",
        help="so long without a tick, while the market is open, is a gap (default: 5)",
    )
    parser.add_argument("--format", choices=_FORMATS, help="default: as FILE is called, else text")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to FILE, whole or not at all (default, and -: stdout)"
    )
    add_reading(parser)
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the report, or write it."""
    kind = format_of(args, _FORMATS)
    with open_ask(home_of(args)) as ask:
        report = _whole(ask(_request(args)), ProgressBar(sys.stderr))
        if args.symbol is None:
            warn_of_unfinished(ask, report.quality.symbol)
    if args.output not in (None, STDOUT):
        with fresh_file(args.output) as path:
            path.write_bytes(_rendered(report, kind, encoding="utf-8"))
        return 0
    sys.stdout.flush()
    # Programs read JSON and HTML, which are UTF-8 whatever the terminal shows.
    encoding = sys.stdout.encoding if kind == "text" else "utf-8"
    sys.stdout.buffer.write(_rendered(report, kind, encoding=encoding))
    return 0


def _request(args: argparse.Namespace) -> Request:
    from pyworkstation.protocol.messages import (  # noqa: PLC0415
        CheckFiles,
        GetImportQuality,
        GetQuality,
        ImportTicks,
    )

    if not 1 <= args.gap <= _GAP_MINUTES_MOST:
        raise InputError(expected=f"1 to {_GAP_MINUTES_MOST:,} minutes", found=str(args.gap), where="--gap")
    from_us, to_us = range_of(args)
    match _subject(args):
        case "files":
            return CheckFiles(files=ImportTicks(**files_of(args)), gap_minutes=args.gap)
        case "import":
            return GetImportQuality(import_id=args.import_id, gap_minutes=args.gap)
        case _:
            symbol = check_symbol(args.paths[0], where="SYMBOL")
            return GetQuality(symbol=symbol, from_us=from_us, to_us=to_us, gap_minutes=args.gap)


def _subject(args: argparse.Namespace) -> str:
    """What the report is on. Raises InputError unless the command line says one thing."""
    has_range = args.from_time is not None or args.to_time is not None
    given = (bool(args.paths), len(args.paths) == 1, args.symbol is not None, args.import_id is not None)
    match given:
        case (True, True, False, False):
            return "symbol"
        case (True, _, True, False) if not has_range:
            return "files"
        case (False, _, False, True) if not has_range and args.import_id >= 0:
            return "import"
    raise InputError(
        expected="SYMBOL [--from T] [--to T], PATH... --symbol SYMBOL, or --import ID",
        found="something else",
        where="quality",
    )


def _whole(replies: Iterable[Reply], bar: ProgressBar) -> Report:
    from pyworkstation.protocol.messages import ImportProgress, Quality, QualityDays  # noqa: PLC0415

    days: list[QualityDay] = []
    with bar:
        for reply in replies:
            if isinstance(reply, ImportProgress):
                bar.show(reply)
            elif isinstance(reply, QualityDays):
                days += reply.days
            elif isinstance(reply, Quality):
                return Report(reply, days)
    raise AssertionError("the report comes last")


def _rendered(report: Report, kind: str, *, encoding: str) -> bytes:
    if kind == "json":
        from pyworkstation.cli.quality_json import json_report  # noqa: PLC0415

        return json_report(report)
    if kind == "html":
        from pyworkstation.client.quality_html import html_report  # noqa: PLC0415

        return html_report(report).encode()
    from pyworkstation.cli.quality_text import text_report  # noqa: PLC0415

    text = "".join(f"{line}\n" for line in text_report(report, encoding=encoding))
    # A file may have a name that the terminal cannot show.
    return text.encode(encoding, "backslashreplace")
