"""`dev.py build`: the two wheels, and a trial of them away from the sources."""

import os
import shutil
from pathlib import Path

from devtools import venv
from devtools.packages import CONSTRAINTS
from devtools.preparation import Prepared
from devtools.processes import run, say
from devtools.venv import Venv

TRIAL = (
    "import importlib.resources, pyworkstation._engine as engine; "
    "data = importlib.resources.files('pyworkstation') / 'data'; "
    "missing = [name for name in ('instruments.toml', 'sessions.toml') if not (data / name).is_file()]; "
    "assert not missing, f'the wheel holds no {missing}'; "
    "print('wheel:', engine.__file__)"
)


def build(prepared: Prepared, *, check: bool) -> None:
    """Build both wheels into dist/. Raises StopError when one cannot be built, or fails its trial."""
    dist = prepared.root / "dist"
    # setuptools packs whatever an earlier build left in ui/build, deleted modules included.
    for leftover in (dist, prepared.root / "ui" / "build"):
        shutil.rmtree(leftover, ignore_errors=True)
    core = [prepared.python, "-m", "maturin", "build", "--release", "--locked", "--out", str(dist)]
    run(core, cwd=prepared.root, env=prepared.env, on_failure="the core wheel could not be built")
    desktop = [
        prepared.python,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(dist),
        "./ui",
    ]
    run(desktop, cwd=prepared.root, env=prepared.env, on_failure="the desktop's wheel could not be built")
    built = sorted(dist.glob("*.whl"))
    if check:
        _try_out(built, prepared)
    for wheel in built:
        say(f"built {wheel.relative_to(prepared.root)}, {wheel.stat().st_size / 1e6:.1f} MB")


def _try_out(wheels: list[Path], prepared: Prepared) -> None:
    trial = Venv(prepared.root / "build" / "wheel-trial")
    shutil.rmtree(trial.folder, ignore_errors=True)
    trial.folder.parent.mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    venv.ensure(trial, env)
    install = [str(trial.python), "-m", "pip", "install", "-c", CONSTRAINTS, *map(str, wheels)]
    run(install, cwd=prepared.root, env=env, on_failure="the wheels could not be installed into a fresh venv")
    # Away from the checkout, where nothing but the wheels can answer; -P keeps the working folder off the path.
    for command in (["-P", "-c", TRIAL], ["-P", "-m", "pyworkstation", "--help"]):
        run(
            [str(trial.python), *command],
            cwd=trial.folder,
            env=env,
            on_failure="an installed wheel does not work",
        )
