"""The checkout's own virtual environments."""

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from devtools import apt
from devtools.faults import StopError
from devtools.processes import Environment, ask, run


@dataclass(frozen=True)
class Venv:
    """One virtual environment: its folder, and where this system puts its programs."""

    folder: Path
    os_name: str = os.name

    @property
    def programs(self) -> Path:
        """The folder of the programs that the packages bring."""
        return self.folder / ("Scripts" if self.os_name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """The Python that sees these packages."""
        return self.programs / ("python.exe" if self.os_name == "nt" else "python")

    def stamp(self, step: str) -> Path:
        """Where a finished step is written down: it goes when the venv goes."""
        return self.folder / "stamps" / step

    def environment(self, base: Environment) -> dict[str, str]:
        """The environment of an activated venv."""
        env = {name: value for name, value in base.items() if name != "PYTHONHOME"}
        env["VIRTUAL_ENV"] = str(self.folder)
        env["PATH"] = os.pathsep.join([str(self.programs), base.get("PATH", "")])
        return env


def ensure(venv: Venv, env: Environment) -> None:
    """Make the venv, or make it anew when its Python is gone, broken or of another version."""
    if not _works(venv, env):
        _ensure_ensurepip(env)
        command = [sys.executable, "-m", "venv", "--clear", str(venv.folder)]
        run(
            command,
            cwd=venv.folder.parent,
            env=env,
            on_failure=f"no virtual environment could be made in {venv.folder}",
        )


def _works(venv: Venv, env: Environment) -> bool:
    if not venv.python.exists():
        return False
    answer = ask([str(venv.python), "-c", "import pip, sys; print(*sys.version_info[:2])"], env=env)
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _ensure_ensurepip(env: Environment) -> None:
    if importlib.util.find_spec("ensurepip") is not None:
        return
    # Debian splits it off into a package of its own.
    why = f"{sys.executable} cannot make virtual environments: its module ensurepip is missing"
    if not apt.is_here():
        raise StopError(f"{why}. Install the package of your system that holds it")
    apt.install([[f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", "python3-venv"]], env, why=why)
