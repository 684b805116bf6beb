"""`dev.py test`, `lint` and `bench`: each runs all its parts, then says which failed."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.faults import StopError
from devtools.preparation import Prepared
from devtools.processes import succeeds

# The binding crate has no tests of its own: it is a Python extension, and pytest tests it.
RUST_TESTED = ["--workspace", "--exclude", "pyworkstation-engine", "--locked"]
WITHOUT_QT = ["-p", "no:pytest-qt", "-o", "addopts=-ra --strict-markers", "--ignore=tests/ui"]


@dataclass(frozen=True)
class Check:
    """One program to run, and what mends it when it fails (nothing: its own output says)."""

    name: str
    command: Sequence[str]
    mend: str = ""


def run_all(checks: Sequence[Check], prepared: Prepared) -> None:
    """Run every check, whatever the ones before it said; raise StopError naming those that failed."""
    failed = [check for check in checks if not succeeds(check.command, cwd=prepared.root, env=prepared.env)]
    if failed:
        raise StopError("failed: " + "; ".join(_named(check) for check in failed))


def tests(prepared: Prepared, *, with_qt: bool, pytest_arguments: Sequence[str]) -> list[Check]:
    """cargo's tests and pytest's."""
    without_qt = [] if with_qt else WITHOUT_QT
    return [
        Check("cargo test", ["cargo", "test", *RUST_TESTED]),
        Check("pytest", [prepared.python, "-m", "pytest", *without_qt, *pytest_arguments]),
    ]


def linters(prepared: Prepared) -> list[Check]:
    """Formatters in checking mode, linters, type checkers and the import contracts."""
    python = [prepared.python, "-m"]
    fix = "python3 dev.py lint --fix"
    clippy = ["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]
    return [
        Check("cargo fmt", ["cargo", "fmt", "--all", "--check"], fix),
        Check("cargo clippy", clippy),
        Check("ruff format", [*python, "ruff", "format", "--check", "."], fix),
        Check("ruff check", [*python, "ruff", "check", "."], fix),
        Check("mypy", [*python, "mypy"]),
        Check("stubtest", [*python, "mypy.stubtest", "pyworkstation._engine"]),
        Check("import contracts", [str(_program(prepared, "lint-imports")), "--no-cache"]),
    ]


def formatters(prepared: Prepared) -> list[Check]:
    """What can be mended without thinking."""
    python = [prepared.python, "-m"]
    return [
        Check("cargo fmt", ["cargo", "fmt", "--all"]),
        Check("ruff check --fix", [*python, "ruff", "check", "--fix", "--exit-zero", "."]),
        Check("ruff format", [*python, "ruff", "format", "."]),
    ]


def benches(prepared: Prepared, *, smoke: bool) -> list[Check]:
    """Criterion's benches and pytest-benchmark's; `smoke` runs each once, to see that it still works."""
    criterion = ["cargo", "bench", *RUST_TESTED, "--benches", *(["--", "--test"] if smoke else [])]
    mode = "--benchmark-disable" if smoke else "--benchmark-only"
    python = Check("pytest benches", [prepared.python, "-m", "pytest", "benches", mode])
    has_python = any((prepared.root / "benches").rglob("test_*.py"))
    return [Check("cargo bench", criterion), *([python] if has_python else [])]


def _named(check: Check) -> str:
    return f"{check.name} (to mend it: {check.mend})" if check.mend else check.name


def _program(prepared: Prepared, name: str) -> Path:
    return prepared.venv.programs / (f"{name}.exe" if sys.platform == "win32" else name)
