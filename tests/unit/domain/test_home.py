from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.home import Home, find_home


def test_option_wins_over_variable(tmp_path: Path) -> None:
    environ = {"PYWORKSTATION_HOME": str(tmp_path / "variable")}
    assert find_home(str(tmp_path / "option"), environ).path == tmp_path / "option"
    assert find_home(None, environ).path == tmp_path / "variable"


def test_home_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_home("here", {}).path == tmp_path / "here"


def test_default_is_the_users_data_folder() -> None:
    home = find_home(None, {})
    assert home.path.is_absolute()
    assert home.path.name == "pyworkstation"


def test_everything_lies_under_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for path in (
        home.database,
        home.instruments,
        home.connection_file,
        home.lock_file,
        home.logs,
        home.spill,
    ):
        assert tmp_path in path.parents


def test_create_is_for_the_owner_alone_and_may_be_repeated(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "b")
    home.create()
    home.create()
    assert home.run.is_dir()
    assert home.logs.is_dir()
    if os.name == "posix":
        assert stat.S_IMODE(home.run.stat().st_mode) == 0o700
        assert stat.S_IMODE(home.path.stat().st_mode) == 0o700


def test_home_that_cannot_be_made_is_a_failure_of_the_world_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentFailure, match=r"file.*expected a folder that can be written"):
        Home(tmp_path / "file" / "home").create()
