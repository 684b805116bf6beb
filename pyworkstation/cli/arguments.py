"""Options that several commands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home, find_home
from pyworkstation.domain.units import parse_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

TABLE_FORMATS = ("csv", "json", "parquet")

STDOUT = "-"
"""What `-o` means by a lone dash, as in other programs."""


def add_home(parser: argparse.ArgumentParser) -> None:
    """`--home`, before the command and after it."""
    parser.add_argument(
        "--home",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="folder of database, logs and settings (or PYWORKSTATION_HOME)",
    )


def home_of(args: argparse.Namespace) -> Home:
    """The home that the command line or the environment names. Raises InputError for an empty name."""
    if not args.home and args.home is not None:
        raise InputError(
            expected="a folder", found="nothing", where="--home", mend="leave it away for the default"
        )
    return find_home(args.home, os.environ)


def absolute_path(text: str, *, where: str) -> str:
    """The file or folder that `text` names, from the current folder. Raises InputError for an empty text and for bytes that are none."""
    if not text:
        raise InputError(expected="a file or folder", found="nothing", where=where)
    readable = text.encode(errors="backslashreplace").decode()
    if readable != text:
        raise InputError(expected="a name in Unicode", found=readable, where=where, mend="rename it")
    # resolve() would make a network path of a mapped Windows drive.
    return os.path.abspath(Path(text).expanduser())  # noqa: PTH100


def add_range(parser: argparse.ArgumentParser) -> None:
    """`--from` and `--to`."""
    times = "ISO 8601, UTC unless it says otherwise"
    parser.add_argument("--from", dest="from_time", metavar="T", help=f"first time wanted: {times}")
    parser.add_argument("--to", dest="to_time", metavar="T", help="first time not wanted any more")


def range_of(args: argparse.Namespace) -> tuple[int | None, int | None]:
    """[from, to) in microseconds; None where it was not given. Raises InputError."""
    return _time(args.from_time, "--from"), _time(args.to_time, "--to")


def add_output(parser: argparse.ArgumentParser) -> None:
    """`--format` and `-o`."""
    parser.add_argument("--format", choices=TABLE_FORMATS, help="default: as FILE is called, else csv")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to FILE, whole or not at all (default, and -: stdout)"
    )


def format_of(args: argparse.Namespace, formats: Sequence[str]) -> str:
    """The form of the output: what `--format` says, or the ending of `-o FILE`, or the first one. Raises InputError when the two differ."""
    ending = Path(args.output or "").suffix.lower().removeprefix(".")
    if ending not in formats:
        return args.format or formats[0]
    if args.format not in (None, ending):
        raise InputError(
            expected=f"a file of another name for {args.format}",
            found=args.output,
            where="-o",
            mend=f"name it .{args.format}, or leave --format away",
        )
    return ending


def _time(text: str | None, option: str) -> int | None:
    return None if text is None else parse_time(text, where=option)
