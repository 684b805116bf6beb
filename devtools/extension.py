"""The compiled engine, `pyworkstation._engine`: built in release mode exactly when Rust sources changed."""

import json
import tomllib
from pathlib import Path

from devtools import stamps, toolchain
from devtools.packages import CORE_PROJECT
from devtools.processes import Environment, run
from devtools.venv import Venv

BUILD_FAILED = (
    "the Rust engine could not be built (cargo's message is above). After a change of a Cargo.toml, `cargo update --workspace` "
    "brings Cargo.lock along; on Windows, close the running workstation, which holds the old file"
)


def rust_sources(root: Path) -> list[Path]:
    """The files that the compiled module is made of."""
    manifests = [root / "Cargo.toml", root / "Cargo.lock"]
    return manifests + [file for file in (root / "engine-rs").rglob("*") if file.is_file()]


def fingerprint(root: Path) -> str:
    """Of the Rust sources, and of what the project file says about packing the module and naming the command."""
    project = tomllib.loads((root / CORE_PROJECT).read_text(encoding="utf-8"))
    packing = [project["build-system"], project["project"], project["tool"]["maturin"]]
    return stamps.fingerprint(root, rust_sources(root), json.dumps(packing))


def is_built(root: Path) -> bool:
    """True when there is a compiled module in the source tree."""
    return any(file.suffix in {".so", ".pyd"} for file in (root / "pyworkstation").glob("_engine.*"))


def is_current(root: Path, venv: Venv) -> bool:
    """True when the compiled module is there and was built from these sources."""
    return is_built(root) and stamps.is_current(venv.stamp("engine"), fingerprint(root))


def build(root: Path, venv: Venv, env: Environment) -> None:
    """Compile the engine into the source tree and link the sources into the venv; nothing when it is current."""
    if is_current(root, venv):
        return
    toolchain.check(root, env)
    wanted = fingerprint(root)
    command = [str(venv.python), "-m", "maturin", "develop", "--release", "--locked"]
    run(command, cwd=root, env=venv.environment(env), on_failure=BUILD_FAILED)
    stamps.write(venv.stamp("engine"), wanted)
