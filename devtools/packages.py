"""The Python packages of a venv, at the versions of `constraints.txt`, from wherever this machine's pip gets packages."""

import platform
import tomllib
from pathlib import Path
from typing import Any

from devtools import stamps
from devtools.processes import Environment, run, say
from devtools.venv import Venv

CONSTRAINTS = "constraints.txt"
CORE_PROJECT = "pyproject.toml"
DESKTOP_PROJECT = "ui/pyproject.toml"
OWN_PACKAGE = "pyworkstation"


def fingerprint(root: Path) -> str:
    """Of all that decides which packages are installed."""
    files = [root / name for name in (CONSTRAINTS, CORE_PROJECT, DESKTOP_PROJECT)]
    return stamps.fingerprint(root, files, platform.python_version())


def is_current(root: Path, venv: Venv) -> bool:
    """True when the venv holds what the files of today ask for."""
    return venv.python.exists() and stamps.is_current(venv.stamp("packages"), fingerprint(root))


def requirements(root: Path, *, with_qt: bool) -> list[str]:
    """What to ask pip for: run-time, development and build requirements of both projects, without our own package.

    Without Qt, the desktop's own requirements stay away: what is left must not need them.
    """
    core, desktop = _read(root / CORE_PROJECT), _read(root / DESKTOP_PROJECT)
    asked = [*core["build-system"]["requires"], *desktop["build-system"]["requires"]]
    asked += [*core["project"]["dependencies"], *core["project"]["optional-dependencies"]["dev"]]
    if with_qt:
        asked += [line for line in desktop["project"]["dependencies"] if not line.startswith(OWN_PACKAGE)]
    return list(dict.fromkeys(asked))


def install(root: Path, venv: Venv, env: Environment, *, with_qt: bool) -> None:
    """Bring the venv to the pinned versions, and link the desktop's sources into it; nothing when it is there already."""
    if is_current(root, venv):
        return
    wanted = fingerprint(root)
    say(f"installing the packages of {CONSTRAINTS} into {venv.folder}")
    pip = [str(venv.python), "-m", "pip", "--disable-pip-version-check", "install"]
    failed = "pip could not install the packages (its message is above); the network or the pip configuration may be at fault"
    run([*pip, "-c", CONSTRAINTS, *requirements(root, with_qt=with_qt)], cwd=root, env=env, on_failure=failed)
    # Its requirements are installed above; the pinned build tools are, too.
    run([*pip, "--no-deps", "--no-build-isolation", "-e", "ui"], cwd=root, env=env, on_failure=failed)
    stamps.write(venv.stamp("packages"), wanted)


def _read(project: Path) -> dict[str, Any]:
    return tomllib.loads(project.read_text(encoding="utf-8"))
