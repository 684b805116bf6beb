"""`dev.py test`, `lint` and `bench`: each runs all its parts, then says which failed."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.faults import StopError
from devtools.preparation import Prepared
from devtools.processes import succeed_together, succeeds

# The binding crate has no tests of its own: it is a Python extension, and pytest tests it.
RUST_TESTED = ["--workspace", "--exclude", "pyworkstation-engine", "--locked"]
WITHOUT_QT = ["-p", "no:pytest-qt", "-o", "addopts=-ra --strict-markers", "--ignore=tests/ui"]


@dataclass(frozen=True)
class Check:
    """One program to run, and what mends it when it fails (nothing: its own output says)."""

    name: str
    command: Sequence[str]
    mend: str = ""
    beside: "Check | None" = None
    """Run at the same time, on another processor; its output comes when the first one is done."""


def run_all(checks: Sequence[Check], prepared: Prepared) -> None:
    """Run every check, whatever the ones before it said; raise StopError naming those that failed."""
    failed = [check for row in checks for check in _failed(row, prepared)]
    if failed:
        raise StopError("failed: " + "; ".join(_named(check) for check in failed))


def _failed(check: Check, prepared: Prepared) -> list[Check]:
    if check.beside is None:
        return [] if succeeds(check.command, cwd=prepared.root, env=prepared.env) else [check]
    both = [check, check.beside]
    outcomes = succeed_together([each.command for each in both], cwd=prepared.root, env=prepared.env)
    return [each for each, is_good in zip(both, outcomes, strict=True) if not is_good]


def tests(prepared: Prepared, *, with_qt: bool, pytest_arguments: Sequence[str]) -> list[Check]:
    """cargo's tests and pytest's; all of pytest's are run as two halves at once, the windows' and the others."""
    pytest = [prepared.python, "-m", "pytest"]
    cargo = Check("cargo test", ["cargo", "test", *RUST_TESTED])
    if not with_qt:
        return [cargo, Check("pytest", [*pytest, *WITHOUT_QT, *pytest_arguments])]
    if pytest_arguments:
        return [cargo, Check("pytest", [*pytest, *pytest_arguments])]
    windows = Check("pytest of the windows", [*pytest, "-o", "cache_dir=.pytest_cache/ui", "tests/ui"])
    return [cargo, Check("pytest", [*pytest, "--ignore=tests/ui"], beside=windows)]


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
