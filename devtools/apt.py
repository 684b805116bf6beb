"""Packages of Debian and its children: installed as root, asked for with one exact command otherwise."""

import os
import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools.faults import WORLD_FAILED, StopError
from devtools.processes import Environment, ask, say, succeeds


def is_here() -> bool:
    """True on systems that apt looks after."""
    return shutil.which("apt-get") is not None


def choose(candidates: Sequence[Sequence[str]], is_known: Callable[[str], bool]) -> list[str]:
    """Of each row the first name that apt knows; the last one, which is the oldest name, when it knows none."""
    return [next(filter(is_known, names), names[-1]) for names in candidates]


def install(candidates: Sequence[Sequence[str]], env: Environment, *, why: str) -> None:
    """Install one package of each row as root; raise StopError with the exact command for anyone else."""
    if not _is_root():
        command = f"sudo apt-get install -y {shlex.join(choose(candidates, _is_known))}"
        raise StopError(f"{why}. To install what is missing: {command}", exit_code=WORLD_FAILED)
    say(why)
    _apt(["update"], env, why)
    _apt(["install", "-y", "--no-install-recommends", *choose(candidates, _is_known)], env, why)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _is_known(package: str) -> bool:
    answer = ask(["apt-cache", "show", package], env=os.environ)
    return answer.returncode == 0 and "Package:" in answer.stdout


def _apt(arguments: Sequence[str], env: Environment, why: str) -> None:
    quiet = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    if not succeeds(["apt-get", *arguments], cwd=Path.cwd(), env=quiet):
        raise StopError(
            f"{why}, and apt-get {arguments[0]} failed (its message is above)", exit_code=WORLD_FAILED
        )
