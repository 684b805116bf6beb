"""The pins: the whole tree, exact versions, and no word on where packages come from."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devtools import packages

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"[A-Za-z0-9.-]+==[0-9][0-9A-Za-z.]*")


def constraint_lines() -> list[str]:
    lines = (ROOT / packages.CONSTRAINTS).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def pins() -> dict[str, str]:
    return {
        canonicalize_name(name): version
        for name, version in (line.split("==") for line in constraint_lines())
    }


def tree(roots: list[str]) -> set[str]:
    """Names of all installed packages that `roots` need here, directly or not."""
    found: set[str] = set()
    waiting = [Requirement(root) for root in roots]
    while waiting:
        needed = waiting.pop()
        name = canonicalize_name(needed.name)
        if name not in found and (needed.marker is None or needed.marker.evaluate({"extra": ""})):
            found.add(name)
            waiting += [Requirement(line) for line in requires(name)]
    return found


def requires(name: str) -> list[str]:
    """The requirements of an installed package; of one that is not (Qt in the venv without it), none."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


@pytest.mark.parametrize("line", constraint_lines())
def test_a_constraint_is_a_name_and_an_exact_version(line: str) -> None:
    assert LINE.fullmatch(line)


def test_the_whole_tree_is_pinned() -> None:
    unpinned = tree(packages.requirements(ROOT, with_qt=True)) - pins().keys()
    assert not unpinned, f"add `name==version` lines to {packages.CONSTRAINTS} for {sorted(unpinned)}"


def test_each_requirement_allows_its_pin() -> None:
    asked = [Requirement(line) for line in packages.requirements(ROOT, with_qt=True)]
    assert [str(one) for one in asked if pins()[canonicalize_name(one.name)] not in one.specifier] == []


def test_pre_commit_formats_with_the_pinned_ruff() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"ruff==([0-9.]+)", hooks)) == {pins()["ruff"]}
