from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pyworkstation.config.exported import exported, import_settings
from pyworkstation.config.load import load_settings
from pyworkstation.config.settings import Settings
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home

CHANGED = replace(Settings(), ring_depth=700, log_level="debug")
CI = {"PYWORKSTATION_ENV": "ci"}


def file_of(settings: Settings, folder: Path) -> Path:
    file = folder / "taken.env"
    file.write_text(exported(settings), encoding="utf-8")
    return file


def loaded(home: Home, nowhere: Path, environ: dict[str, str]) -> Settings:
    return load_settings(environ, home=home, checkout=nowhere).settings


def test_what_is_exported_and_imported_is_the_same(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    import_settings(file_of(CHANGED, tmp_path), home, CI, profile=None, replace=False)
    assert loaded(home, tmp_path, CI) == replace(CHANGED, environment="ci")


def test_a_profile_counts_when_it_is_chosen_and_wins_over_the_file(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    import_settings(file_of(CHANGED, tmp_path), home, CI, profile="laptop", replace=False)
    (home.path / ".env.ci").write_text("PYWORKSTATION_RING_DEPTH=300\n", encoding="utf-8")
    assert loaded(home, tmp_path, CI).ring_depth == 300
    chosen = CI | {"PYWORKSTATION_PROFILE": "laptop"}
    assert loaded(home, tmp_path, chosen).ring_depth == 700
    assert loaded(home, tmp_path, chosen | {"PYWORKSTATION_RING_DEPTH": "900"}).ring_depth == 900


@pytest.mark.parametrize("name", ["desk", "../desk", "a/b", "x" * 41, "."])
def test_a_profile_that_is_none_is_named_with_those_there_are(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path / "home")
    import_settings(file_of(CHANGED, tmp_path), home, CI, profile="laptop", replace=False)
    with pytest.raises(
        InputError, match=r"PYWORKSTATION_PROFILE: expected the name of a file NAME\.env in .*laptop"
    ):
        loaded(home, tmp_path, CI | {"PYWORKSTATION_PROFILE": name})


REFUSED = [
    ("PYWORKSTATION_RING_DEPTH=lots\nPYWORKSTATION_TYPO=1\n", "2 faults"),
    ("PYWORKSTATION_SECRET_FRED_API_KEY=0123456789abcdefghijklmnopqrstuv\n", "no secrets"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_a_file_with_anything_wrong_or_secret_is_not_taken(tmp_path: Path, text: str, words: str) -> None:
    home, file = Home(tmp_path / "home"), tmp_path / "bad.env"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words) as told:
        import_settings(file, home, CI, profile=None, replace=False)
    assert "0123456789abc" not in str(told.value)
    assert not home.path.exists()


def test_what_is_there_is_replaced_only_when_it_is_said(tmp_path: Path) -> None:
    home, file = Home(tmp_path / "home"), file_of(CHANGED, tmp_path)
    import_settings(file, home, CI, profile=None, replace=False)
    with pytest.raises(InputError, match="--force"):
        import_settings(file, home, CI, profile=None, replace=False)
    import_settings(file, home, CI, profile=None, replace=True)


def test_only_what_differs_is_exported() -> None:
    lines = [line for line in exported(CHANGED).splitlines() if not line.startswith("#")]
    assert lines == ["PYWORKSTATION_RING_DEPTH=700", "PYWORKSTATION_LOG_LEVEL=debug"]
