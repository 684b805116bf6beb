"""The commands of `dev.py`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools import checks, desktop, gate, wheels
from devtools.faults import StopError
from devtools.preparation import prepare
from devtools.processes import say

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code: 0 done, 1 something failed, 2 usage, 3 the world failed."""
    options = parse(arguments)
    try:
        options.command(options)
    except StopError as fault:
        print(f"error: {fault}", file=sys.stderr)
        return fault.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line. What follows `--` is pytest's."""
    own, rest = _split(list(arguments))
    options = _parser().parse_args(own)
    if rest and options.command is not run_tests:
        _parser().error(f"only `test` passes arguments on (to pytest), found: -- {' '.join(rest)}")
    options.pytest_arguments = rest
    return options


def run_desktop(options: argparse.Namespace) -> None:
    """Set up, import the sample the first time, and open the desktop on its replay."""
    prepared = prepare(ROOT)
    if options.walk:
        desktop.walk_desktop(prepared)
    else:
        desktop.run_desktop(prepared)


def run_tests(options: argparse.Namespace) -> None:
    """Set up and run the whole test suite."""
    prepared = prepare(ROOT, with_qt=options.with_qt)
    checks.run_all(
        checks.tests(prepared, with_qt=options.with_qt, pytest_arguments=options.pytest_arguments), prepared
    )
    say("all tests passed")


def run_linters(options: argparse.Namespace) -> None:
    """Set up and run every linter; with --fix, apply the formatters first."""
    prepared = prepare(ROOT)
    if options.fix:
        checks.run_all(checks.formatters(prepared), prepared)
    checks.run_all(checks.linters(prepared), prepared)
    say("lint is clean")


def run_benches(options: argparse.Namespace) -> None:
    """Set up and run the benches; with --gate, compare with another commit instead."""
    prepared = prepare(ROOT)
    if options.gate is not None:
        gate.gate(prepared, options.gate)
        return
    checks.run_all(checks.benches(prepared, smoke=options.smoke), prepared)


def build_wheels(options: argparse.Namespace) -> None:
    """Set up and build both wheels into dist/."""
    wheels.build(prepare(ROOT), check=options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description="Everything a checkout of pyworkstation needs, in one command."
    )
    commands = parser.add_subparsers(required=True, metavar="run|test|bench|lint|build")
    start = _add(commands, "run", run_desktop)
    start.add_argument(
        "--walk", action="store_true", help="instead, save a picture of every panel and dialog in build/walk"
    )
    test = _add(commands, "test", run_tests)
    test.add_argument(
        "--no-ui", dest="with_qt", action="store_false", help="everything but tests/ui, in a venv without Qt"
    )
    bench = _add(commands, "bench", run_benches)
    bench.add_argument("--smoke", action="store_true", help="run each bench once, without measuring")
    bench.add_argument(
        "--gate",
        nargs="?",
        const="origin/main",
        metavar="COMMIT",
        help="fail when the same work takes more here than at COMMIT (default: origin/main)",
    )
    lint = _add(commands, "lint", run_linters)
    lint.add_argument("--fix", action="store_true", help="apply the formatters first")
    build = _add(commands, "build", build_wheels)
    build.add_argument(
        "--check", action="store_true", help="install the wheels into a fresh venv and try them"
    )
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Callable[[argparse.Namespace], None],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
    parser.set_defaults(command=command)
    return parser


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]
