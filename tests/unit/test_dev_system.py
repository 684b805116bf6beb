"""What `dev.py` finds on a machine, and what it asks for."""

import sys
from pathlib import Path

import pytest

from devtools import apt, qt_libraries, toolchain
from devtools.faults import StopError
from devtools.venv import Venv

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("os_name", "python"),
    [("nt", "Scripts/python.exe"), ("posix", "bin/python")],
    ids=["windows", "elsewhere"],
)
def test_the_venv_lies_where_its_system_puts_it(tmp_path: Path, os_name: str, python: str) -> None:
    assert Venv(tmp_path, os_name).python == tmp_path / python


def test_an_activated_venv_comes_first_on_the_path(tmp_path: Path) -> None:
    env = Venv(tmp_path).environment({"PATH": "somewhere", "PYTHONHOME": "elsewhere"})
    assert env["PATH"].startswith(str(Venv(tmp_path).programs))
    assert env["PATH"].endswith("somewhere")
    assert env["VIRTUAL_ENV"] == str(tmp_path)
    assert "PYTHONHOME" not in env


GLIB = ["libglib2.0-0t64", "libglib2.0-0"]


@pytest.mark.parametrize(
    ("known", "chosen"),
    [
        ({"libgl1", "libglib2.0-0"}, ["libgl1", "libglib2.0-0"]),  # Debian 12, Ubuntu 22.04
        ({"libgl1", "libglib2.0-0t64"}, ["libgl1", "libglib2.0-0t64"]),  # Debian 13, Ubuntu 24.04
        (set(), ["libgl1", "libglib2.0-0"]),  # lists not fetched yet
    ],
)
def test_the_package_name_that_apt_knows_is_chosen(known: set[str], chosen: list[str]) -> None:
    assert apt.choose([["libgl1"], GLIB], known.__contains__) == chosen


def test_only_the_packages_of_libraries_that_do_not_open_are_missing() -> None:
    libraries = {"libGL.so.1": ["libgl1"], "libglib-2.0.so.0": GLIB, "libEGL.so.1": ["libegl1"]}
    assert qt_libraries.missing_packages(libraries, lambda name: name == "libGL.so.1") == [GLIB, ["libegl1"]]


@pytest.mark.parametrize(
    ("env", "platform", "display", "offscreen"),
    [
        ({}, "linux", False, True),
        ({"DISPLAY": ""}, "linux", False, True),
        ({"DISPLAY": ":0"}, "linux", True, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True, False),
        ({}, "win32", True, False),
        ({}, "darwin", True, False),
        ({"QT_QPA_PLATFORM": "offscreen"}, "win32", False, True),
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, "linux", False, True),
    ],
)
def test_qt_draws_offscreen_exactly_where_no_window_can_be_shown(
    env: dict[str, str], platform: str, display: bool, offscreen: bool
) -> None:
    assert qt_libraries.has_display(env, platform) is display
    assert (qt_libraries.environment(env, platform).get("QT_QPA_PLATFORM") == "offscreen") is offscreen


def test_a_chosen_qt_platform_is_kept() -> None:
    assert qt_libraries.environment({"QT_QPA_PLATFORM": "vnc"}, "linux")["QT_QPA_PLATFORM"] == "vnc"


@pytest.mark.parametrize(
    ("env", "wanted", "unwanted"),
    [
        ({}, "libEGL.so.1", "libxcb-cursor.so.0"),
        ({"DISPLAY": ":0"}, "libxcb-cursor.so.0", "libwayland-cursor.so.0"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "libwayland-cursor.so.0", "libxcb-cursor.so.0"),
    ],
)
def test_libraries_are_wanted_for_the_session_at_hand(
    env: dict[str, str], wanted: str, unwanted: str
) -> None:
    assert wanted in qt_libraries.wanted(env)
    assert unwanted not in qt_libraries.wanted(env)


@pytest.mark.parametrize(
    ("complaint", "line"),
    [
        (
            "Traceback (most recent call last):\n  File ...\nImportError: libEGL.so.1: cannot open shared object file\n",
            "ImportError: libEGL.so.1: cannot open shared object file",
        ),
        (
            "qt.qpa.plugin: Could not load the plugin\nAvailable plugins: xcb.\n",
            "qt.qpa.plugin: Could not load the plugin",
        ),
        ("", ""),
    ],
)
def test_the_cause_is_picked_out_of_a_long_complaint(complaint: str, line: str) -> None:
    assert qt_libraries.decisive_line(complaint) == line


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        ("rustc 1.95.0 (59807616e 2026-04-14)", (1, 95)),
        ("cargo 1.90.0-nightly (f2d3ce0bd 2026-03-21)", (1, 90)),
        ("error: no default toolchain", None),
    ],
)
def test_rust_versions_are_read(answer: str, version: toolchain.Version | None) -> None:
    assert toolchain.rust_version(answer) == version


def test_a_machine_without_rust_is_told_what_to_install() -> None:
    with pytest.raises(StopError, match=r"rustc is not on the PATH\. To install it: .*[Rr]ustup"):
        toolchain.check(ROOT, {"PATH": ""})


@pytest.mark.skipif(sys.platform == "win32", reason="rustup's stand-in is a shell script")
def test_toolchains_are_found_beside_a_rustup_of_another_home(tmp_path: Path) -> None:
    cargo = tmp_path / ".cargo" / "bin" / "cargo"
    cargo.parent.mkdir(parents=True)
    cargo.write_text('#!/bin/sh\ntest -n "$RUSTUP_HOME"\n', encoding="utf-8")
    cargo.chmod(0o755)
    env = {"PATH": str(cargo.parent)}
    assert toolchain.environment(env) == env
    (tmp_path / ".rustup").mkdir()
    (tmp_path / ".rustup" / "settings.toml").touch()
    assert toolchain.environment(env) == env | {"RUSTUP_HOME": str(tmp_path / ".rustup")}
    assert toolchain.environment(env | {"RUSTUP_HOME": "mine"})["RUSTUP_HOME"] == "mine"


def test_ci_installs_the_libraries_that_dev_py_would() -> None:
    action = (ROOT / ".github" / "actions" / "toolchain" / "action.yml").read_text(encoding="utf-8")
    oldest_names = {names[-1] for names in qt_libraries.EVERYWHERE.values()}
    assert oldest_names <= set(action.split())
