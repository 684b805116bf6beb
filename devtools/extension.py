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
    """Of what the compiled module is made of."""
    return stamps.fingerprint(root, rust_sources(root))


def link_fingerprint(root: Path) -> str:
    """Of what the project file says about packing the module, its requirements and the name of the command."""
    project = tomllib.loads((root / CORE_PROJECT).read_text(encoding="utf-8"))
    return stamps.fingerprint(
        root, [], json.dumps([project["build-system"], project["project"], project["tool"]["maturin"]])
    )


def stamp(root: Path) -> Path:
    """Which sources the module in the source tree was built from: the tree's own affair, all venvs share it."""
    return root / "build" / "stamps" / "engine"


def is_built(root: Path) -> bool:
    """True when there is a compiled module in the source tree."""
    return any(file.suffix in {".so", ".pyd"} for file in (root / "pyworkstation").glob("_engine.*"))


def is_current(root: Path, venv: Venv) -> bool:
    """True when the compiled module is there, built from these sources, and the venv knows this checkout."""
    is_linked = stamps.is_current(venv.stamp("link"), link_fingerprint(root))
    return is_linked and is_built(root) and stamps.is_current(stamp(root), fingerprint(root))


def build(root: Path, venv: Venv, env: Environment) -> None:
    """Compile the engine into the source tree and link the sources into the venv; nothing when it is current."""
    if is_current(root, venv):
        return
    toolchain.check(root, env)
    built_from, linked_as = fingerprint(root), link_fingerprint(root)
    command = [str(venv.python), "-m", "maturin", "develop", "--release", "--locked"]
    run(command, cwd=root, env=venv.environment(env), on_failure=BUILD_FAILED)
    stamps.write(stamp(root), built_from)
    stamps.write(venv.stamp("link"), linked_as)
