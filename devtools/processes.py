"""Running other programs: what is run is said first, and a failure ends the command."""

import contextlib
import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from devtools.faults import StopError

Environment = Mapping[str, str]

FAREWELL_S = 10.0


def say(text: str) -> None:
    """Tell what happens now, ahead of the output of the programs that do it."""
    print(f"==> {text}", flush=True)


def shown(command: Sequence[str]) -> str:
    """The command as one would type it, without the folder of its program."""
    words = [Path(command[0]).name, *command[1:]]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def succeeds(command: Sequence[str], *, cwd: Path, env: Environment) -> bool:
    """Run with the terminal's own output; True when the exit code was 0."""
    say(shown(command))
    try:
        return (
            subprocess.run(command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, check=False).returncode
            == 0
        )
    except OSError as fault:
        raise StopError(f"{command[0]} could not be started: {fault}") from fault


def succeed_together(commands: Sequence[Sequence[str]], *, cwd: Path, env: Environment) -> list[bool]:
    """Run all at once; of each, whether its exit code was 0. The first has the terminal, the others print when they are done."""
    with contextlib.ExitStack() as cleaning:
        started = []
        for place, command in enumerate(commands):
            say(shown(command))
            output = None if place == 0 else cleaning.enter_context(tempfile.TemporaryFile())
            process = _started(command, cwd=cwd, env=env, output=output)
            cleaning.callback(process.kill)
            started.append((command, process, output))
        return [_outcome_told(*each) for each in started]


def _outcome_told(command: Sequence[str], process: subprocess.Popen[bytes], output: IO[bytes] | None) -> bool:
    is_good = _outcome(process) == 0
    if output is not None:
        output.seek(0)
        say(f"{shown(command)} said:")
        print(output.read().decode("utf-8", "replace"), flush=True)
    return is_good


def _started(
    command: Sequence[str], *, cwd: Path, env: Environment, output: IO[bytes] | None
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    except OSError as fault:
        raise StopError(f"{command[0]} could not be started: {fault}") from fault


def run(command: Sequence[str], *, cwd: Path, env: Environment, on_failure: str) -> None:
    """Run with the terminal's own output; raise StopError with `on_failure` when the exit code was not 0."""
    if not succeeds(command, cwd=cwd, env=env):
        raise StopError(on_failure)


def ask(
    command: Sequence[str], *, env: Environment, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a short question in silence; its answer and its complaint are text."""
    try:
        return subprocess.run(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as fault:
        return subprocess.CompletedProcess(list(command), 127, "", str(fault))


def _outcome(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal has interrupted the program, too: it gets time to take down what it started.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(FAREWELL_S)
        raise
    finally:
        process.kill()
