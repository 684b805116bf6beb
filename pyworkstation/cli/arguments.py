"""Options that several commands share."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, TypeAlias

from pyworkstation.domain.home import Home, find_home
from pyworkstation.domain.units import parse_time

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]


def add_home(parser: argparse.ArgumentParser) -> None:
    """`--home`, before the command and after it."""
    parser.add_argument(
        "--home",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder of database, logs and settings (or PYWORKSTATION_HOME)",
    )


def home_of(args: argparse.Namespace) -> Home:
    """The home that the command line or the environment names."""
    return find_home(args.home, os.environ)


def add_range(parser: argparse.ArgumentParser) -> None:
    """`--from` and `--to`."""
    times = "ISO 8601 (UTC unless it says otherwise) or epoch milliseconds"
    parser.add_argument("--from", dest="from_time", metavar="T", help=f"first time wanted: {times}")
    parser.add_argument("--to", dest="to_time", metavar="T", help="first time not wanted any more")


def range_of(args: argparse.Namespace) -> tuple[int | None, int | None]:
    """[from, to) in microseconds; None where it was not given. Raises InputError."""
    return _time(args.from_time, "--from"), _time(args.to_time, "--to")


def add_output(parser: argparse.ArgumentParser) -> None:
    """`--format` and `-o`."""
    parser.add_argument("--format", choices=("csv", "json", "parquet"), default="csv", help="default: csv")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to FILE, whole or not at all (default, and -: stdout)"
    )


def _time(text: str | None, option: str) -> int | None:
    return None if text is None else parse_time(text, where=option)
