"""`pyworkstation indicators`: the indicators that there are, and what each can be asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import STDOUT
from pyworkstation.cli.fresh_file import fresh_file

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.engine import IndicatorSpec

_FORMATS = ("text", "json", "markdown")


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "indicators",
        help="the indicators that there are, with parameters, outputs and formulas",
        description="Lists all indicators, or tells all of NAME.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="one of them, in capitals or not")
    parser.add_argument(
        "--format", choices=_FORMATS, default="text", help="default: text; markdown is docs/indicators.md"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to FILE, whole or not at all (default, and -: stdout)"
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print what the registry says, or write it."""
    text = _rendered(_chosen(args.name), args.format, is_one=args.name is not None)
    if args.output in (None, STDOUT):
        # An old console has no × and ±.
        encoding = sys.stdout.encoding
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        return 0
    with fresh_file(args.output) as path:
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def _chosen(name: str | None) -> list[IndicatorSpec]:
    from pyworkstation.engine import Indicator, indicators  # noqa: PLC0415

    if name is None:
        return indicators()
    wanted = Indicator(name).name
    return [spec for spec in indicators() if spec.name == wanted]


def _rendered(specs: list[IndicatorSpec], kind: str, *, is_one: bool) -> str:
    from pyworkstation.cli import indicator_page  # noqa: PLC0415

    if kind == "json":
        return indicator_page.as_json(specs)
    if kind == "markdown":
        return indicator_page.as_markdown(specs)
    return indicator_page.one_as_text(specs[0]) if is_one else indicator_page.as_text(specs)
