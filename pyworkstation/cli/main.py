"""Reads the command line, runs one command, and turns every failure into one line on stderr and an exit code.

0 done, 1 the user can mend it, 2 usage, 3 the world failed, 70 a bug.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING, Any, NoReturn

from pyworkstation import __version__
from pyworkstation.cli import (
    account,
    alerts,
    archive,
    audit,
    backup,
    bars,
    buy,
    config,
    credentials,
    debug,
    desktop,
    engine,
    fills,
    flatten,
    import_ticks,
    imports,
    indicators,
    instruments,
    journal,
    lock,
    orders,
    positions,
    quality,
    query,
    replay,
    restore,
    risk,
    sell,
    size,
    status,
    ticks,
    undo,
    verify,
)
from pyworkstation.cli.arguments import add_home
from pyworkstation.cli.standard_streams import open_closed_streams
from pyworkstation.cli.stop_signals import stop_signals_interrupt
from pyworkstation.cli.usage_words import MAY_NAME_SECRETS, unknown_words, without_values
from pyworkstation.domain.errors import EnvironmentFailure, WorkstationError
from pyworkstation.domain.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = (
    engine,
    import_ticks,
    imports,
    undo,
    bars,
    ticks,
    archive,
    backup,
    verify,
    restore,
    quality,
    indicators,
    instruments,
    query,
    replay,
    buy,
    sell,
    size,
    orders,
    positions,
    fills,
    journal,
    lock,
    account,
    flatten,
    risk,
    audit,
    alerts,
    status,
    debug,
    config,
    credentials,
)

_MAY_BE_MUTE = (desktop.run, engine.run)
"""Commands that are not started for what they print."""

_READER_LEFT = (errno.EPIPE, errno.EINVAL)
"""EINVAL is how Windows says it."""

_BUG = 70
_SIGNALLED = 128
"""And the signal's number, as shells have it."""

_USAGE = 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line. Options are not abbreviated: a script's would mean another one some day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"allow_abbrev": False}))

    def error(self, message: str) -> NoReturn:
        shown = without_values(message) if MAY_NAME_SECRETS in self.prog.split() else message
        self.exit(_USAGE, f"error: {shown}; see {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    parser = _parser()
    args, unknown = parser.parse_known_args(argv)
    if unknown:
        parser.error(unknown_words(args.command, unknown))
    # The desktop is a process of its own, which our end must not kill.
    if args.run is desktop.run:
        return _code_of(args)
    with stop_signals_interrupt() as came:
        code = _code_of(args)
    return _SIGNALLED + came[0] if came else code


def _code_of(args: argparse.Namespace) -> int:
    try:
        open_closed_streams(output_needed=args.run not in _MAY_BE_MUTE)
        code: int = args.run(args)
        sys.stdout.flush()
    except WorkstationError as error:
        return _fail(_of_command(args.command, error), error.exit_code)
    except OSError as error:
        return _cannot_print(error) if error.filename is None else _cannot_use(error)
    except KeyboardInterrupt:
        return _SIGNALLED + signal.SIGINT
    except Exception as error:  # noqa: BLE001  (the edge of the process)
        print(redact(traceback.format_exc()), file=sys.stderr)
        return _fail(f"a bug in pyworkstation, please report it with the lines above: {error!r}", _BUG)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="pyworkstation", description="Trading workstation; without a command, the desktop.")
    parser.add_argument("--version", action="version", version=f"pyworkstation {__version__}")
    parser.set_defaults(run=desktop.run, home=None)
    add_home(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for command in _COMMANDS:
        add_home(command.add_parser(commands))
    return parser


def _of_command(command: str | None, error: WorkstationError) -> str:
    """What the engine says of itself says nothing of what it was doing for us."""
    return f"{command}: {error}" if command and error.code == "engine_gone" else str(error)


def _fail(message: str, code: int) -> int:
    one_line = redact(" ".join(message.split()))
    print(f"error: {one_line}", file=sys.stderr)
    return code


def _cannot_print(error: OSError) -> int:
    """Who reads our output has had enough (`| head`), which is no error; or its disk is full."""
    # Python must not try to write the rest at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno in _READER_LEFT:
        return 0
    return _fail(f"cannot write: {error}", EnvironmentFailure.exit_code)


def _cannot_use(error: OSError) -> int:
    return _fail(
        f"{error.filename}: {error.strerror or error}; see that you may read and write it",
        EnvironmentFailure.exit_code,
    )
