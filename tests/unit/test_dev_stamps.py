"""When `dev.py` does a step again."""

from pathlib import Path

import pytest

from devtools import extension, packages, stamps
from devtools.venv import Venv

CORE = """
[build-system]
requires = ["maturin"]
[project]
name = "pyworkstation"
dependencies = ["numpy"]
[project.optional-dependencies]
dev = ["pytest"]
[tool.maturin]
strip = true
"""
DESKTOP = """
[build-system]
requires = ["setuptools"]
[project]
dependencies = ["PySide6-Essentials", "pyworkstation==0.1.0"]
"""
FILES = {
    "Cargo.toml": "[workspace]\n",
    "Cargo.lock": "# lock\n",
    "engine-rs/core/src/lib.rs": "pub mod ring;\n",
    "engine-rs/core/src/ring.rs": "\n",
    "pyworkstation/engine.py": "\n",
    "pyworkstation/_engine.abi3.so": "",
    "pyproject.toml": CORE,
    "ui/pyproject.toml": DESKTOP,
    "constraints.txt": "numpy==2.0\n",
    ".venv/bin/python": "",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        write(tmp_path / name, content)
    return tmp_path


@pytest.fixture
def venv(checkout: Path) -> Venv:
    """A venv in which everything was done for the sources as they are."""
    venv = Venv(checkout / ".venv", os_name="posix")
    stamps.write(extension.stamp(checkout), extension.fingerprint(checkout))
    stamps.write(venv.stamp("link"), extension.link_fingerprint(checkout))
    stamps.write(venv.stamp("packages"), packages.fingerprint(checkout))
    return venv


def write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


CHANGES = [
    # (file, new content or None for gone), whether the engine and the packages are still current
    (("engine-rs/core/src/ring.rs", "pub struct Ring;\n"), False, True),
    (("engine-rs/core/src/new.rs", ""), False, True),
    (("engine-rs/core/src/ring.rs", None), False, True),
    (("Cargo.toml", "[workspace]\nresolver = '3'\n"), False, True),
    (("Cargo.lock", ""), False, True),
    (("pyworkstation/_engine.abi3.so", None), False, True),
    (("pyworkstation/engine.py", "x = 1\n"), True, True),
    (("benches/mtf.rs", "fn main() {}\n"), True, True),
    (("pyproject.toml", CORE.replace("strip = true", "strip = false")), False, False),
    (("pyproject.toml", CORE + "[tool.ruff]\nline-length = 110\n"), True, False),
    (("ui/pyproject.toml", DESKTOP + "\n"), True, False),
    (("constraints.txt", "numpy==2.1\n"), True, False),
    (("README.md", "words"), True, True),
]


@pytest.mark.parametrize(("change", "engine_current", "packages_current"), CHANGES)
def test_a_step_is_done_again_exactly_when_its_files_changed(
    checkout: Path, venv: Venv, change: tuple[str, str | None], engine_current: bool, packages_current: bool
) -> None:
    name, content = change
    if content is None:
        (checkout / name).unlink()
    else:
        write(checkout / name, content)
    assert extension.is_current(checkout, venv) is engine_current
    assert packages.is_current(checkout, venv) is packages_current


def test_nothing_is_done_again_for_new_times_on_old_contents(checkout: Path, venv: Venv) -> None:
    for name, content in FILES.items():
        (checkout / name).unlink()
        write(checkout / name, content)
    assert extension.is_current(checkout, venv)
    assert packages.is_current(checkout, venv)


def test_a_build_by_another_venv_from_other_sources_is_noticed(checkout: Path, venv: Venv) -> None:
    old = FILES["engine-rs/core/src/ring.rs"]
    write(checkout / "engine-rs/core/src/ring.rs", "new")
    stamps.write(
        extension.stamp(checkout), extension.fingerprint(checkout)
    )  # what the other one's build leaves
    assert extension.is_current(checkout, venv)
    write(checkout / "engine-rs/core/src/ring.rs", old)
    assert not extension.is_current(checkout, venv)


def test_a_new_venv_is_linked_though_the_module_is_built(checkout: Path, venv: Venv) -> None:
    assert extension.is_current(checkout, venv)
    assert not extension.is_current(checkout, Venv(checkout / "other"))


def test_a_venv_without_its_python_is_not_current(checkout: Path, venv: Venv) -> None:
    venv.python.unlink()
    assert not packages.is_current(checkout, venv)


def test_a_moved_letter_changes_the_fingerprint(tmp_path: Path) -> None:
    assert stamps.fingerprint(tmp_path, [], "ab", "c") != stamps.fingerprint(tmp_path, [], "a", "bc")


def test_a_rename_changes_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a.rs").write_text("same", encoding="utf-8")
    before = stamps.fingerprint(tmp_path, [tmp_path / "a.rs"])
    (tmp_path / "a.rs").rename(tmp_path / "b.rs")
    assert stamps.fingerprint(tmp_path, [tmp_path / "b.rs"]) != before


def test_the_order_of_listing_does_not_change_the_fingerprint(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "sub" / "a", tmp_path / "sub.rs"]
    assert stamps.fingerprint(tmp_path, files) == stamps.fingerprint(tmp_path, reversed(files))


@pytest.mark.parametrize(("with_qt", "qt"), [(True, ["PySide6-Essentials"]), (False, [])])
def test_pip_is_asked_for_the_build_tools_too_and_never_for_ourselves(
    checkout: Path, with_qt: bool, qt: list[str]
) -> None:
    assert packages.requirements(checkout, with_qt=with_qt) == [
        "maturin",
        "setuptools",
        "numpy",
        "pytest",
        *qt,
    ]
