"""Runs the command line as users do: in a process of its own, or, for the many small cases, in this one."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyworkstation.cli.main import main

ENVIRONMENT = {"PYWORKSTATION_ENV": "ci"}


@dataclass(frozen=True)
class Finished:
    """Exit code, and what was printed."""

    code: int
    output: str
    errors: str


def pyworkstation(*arguments: str | Path, home: Path) -> Finished:
    """Run `pyworkstation --home HOME ARGUMENTS` here, with the settings of CI."""
    output, errors = io.BytesIO(), io.StringIO()
    stdout = io.TextIOWrapper(output, encoding="utf-8", newline="")
    with _environment(), contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(errors):
        try:
            code = main(["--home", str(home), *map(str, arguments)])
        except SystemExit as leave:  # argparse
            code = int(leave.code or 0)
        stdout.flush()
    return Finished(code, output.getvalue().decode(), errors.getvalue())


def pyworkstation_process(*arguments: str | Path, home: Path) -> Finished:
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pyworkstation", "--home", str(home), *map(str, arguments)],
        capture_output=True,
        env=os.environ | ENVIRONMENT,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode().replace(os.linesep, "\n"))


def output_of(*arguments: str | Path, home: Path) -> str:
    """What it prints; it must succeed and complain of nothing."""
    done = pyworkstation(*arguments, home=home)
    assert (done.code, done.errors) == (0, "")
    return done.output


def refusal_of(*arguments: str | Path, home: Path, code: int = 1) -> str:
    """The one line on stderr of a command that must fail with `code` and print nothing."""
    done = pyworkstation(*arguments, home=home)
    assert (done.code, done.output) == (code, ""), done.errors
    assert done.errors.count("\n") == 1
    assert done.errors.startswith("error: ")
    return done.errors


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
