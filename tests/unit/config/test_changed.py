from __future__ import annotations

import os
from pathlib import Path

import pytest

from pyworkstation.config.changed import change_settings, with_lines
from pyworkstation.config.load import load_settings
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home

CI = {"PYWORKSTATION_ENV": "ci"}
DEPTH, HZ, LEVEL = "PYWORKSTATION_RING_DEPTH", "PYWORKSTATION_STREAM_HZ", "PYWORKSTATION_LOG_LEVEL"


def homed(tmp_path: Path, text: str | None = None, *, checkout: str | None = None) -> tuple[Home, Path]:
    home, folder = Home(tmp_path / "home"), tmp_path / "checkout"
    home.path.mkdir()
    folder.mkdir()
    if text is not None:
        (home.path / ".env.ci").write_text(text, encoding="utf-8")
    if checkout is not None:
        (folder / ".env.ci").write_text(checkout, encoding="utf-8")
    return home, folder


ROWS: list[tuple[str, dict[str, str | None], str]] = [
    ("", {DEPTH: "300"}, f"{DEPTH}=300\n"),
    (f"# mine\n{DEPTH} = 100\n\n{HZ}=20", {DEPTH: "300"}, f"# mine\n{DEPTH}=300\n\n{HZ}=20\n"),
    (f"{DEPTH}=100\n{HZ}=20\n", {DEPTH: None}, f"{HZ}=20\n"),
    (f"#{DEPTH}=100\n", {DEPTH: "300"}, f"#{DEPTH}=100\n{DEPTH}=300\n"),
    ("", {DEPTH: None}, ""),
]


@pytest.mark.parametrize(("before", "values", "after"), ROWS)
def test_lines_are_changed_where_they_stand(before: str, values: dict[str, str | None], after: str) -> None:
    assert with_lines(before, values) == after


def test_what_is_set_counts_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    home, checkout = homed(tmp_path, f"# mine\nPYWORKSTATION_SECRET_FRED_API_KEY={'a' * 32}\n{HZ}=20\n")
    assert change_settings({DEPTH: "300", LEVEL: "debug"}, home, CI, checkout=checkout) == {}
    loaded = load_settings(CI, home=home, checkout=checkout)
    assert (loaded.settings.ring_depth, loaded.settings.stream_hz, loaded.settings.log_level) == (
        300,
        20,
        "debug",
    )
    assert "# mine\n" in (home.path / ".env.ci").read_text()


def test_the_home_wins_over_the_checkout_whose_file_is_left_alone(tmp_path: Path) -> None:
    home, checkout = homed(tmp_path, checkout=f"{DEPTH}=200\n{HZ}=20\n")
    assert change_settings({DEPTH: "300"}, home, CI, checkout=checkout) == {}
    loaded = load_settings(CI, home=home, checkout=checkout)
    assert (loaded.settings.ring_depth, loaded.settings.stream_hz) == (300, 20)
    assert loaded.origins[DEPTH] == f"{home.path / '.env.ci'} line 2"
    assert loaded.origins[HZ] == ".env.ci line 2"
    assert (checkout / ".env.ci").read_text() == f"{DEPTH}=200\n{HZ}=20\n"
    # Back to what lies beneath: the line goes, so that a later change there counts.
    assert change_settings({DEPTH: "200"}, home, CI, checkout=checkout) == {}
    assert DEPTH not in (home.path / ".env.ci").read_text()
    # To the default, which is not what lies beneath: it has to be said.
    assert change_settings({DEPTH: "5000"}, home, CI, checkout=checkout) == {}
    assert load_settings(CI, home=home, checkout=checkout).settings.ring_depth == 5000


def test_a_profile_that_is_chosen_is_what_is_written(tmp_path: Path) -> None:
    home, checkout = homed(tmp_path, f"{DEPTH}=200\n")
    home.profiles.mkdir()
    (home.profiles / "night.env").write_text("")
    environ = CI | {"PYWORKSTATION_PROFILE": "night"}
    assert change_settings({DEPTH: "300"}, home, environ, checkout=checkout) == {}
    assert load_settings(environ, home=home, checkout=checkout).settings.ring_depth == 300
    assert load_settings(CI, home=home, checkout=checkout).settings.ring_depth == 200


@pytest.mark.parametrize(
    "text", ["nan", "-1", "5000 bars", "", "99", "1e3", "300\nPYWORKSTATION_STREAM_HZ=1"]
)
def test_what_is_wrong_is_named_with_its_setting_and_nothing_is_written(tmp_path: Path, text: str) -> None:
    home, checkout = homed(tmp_path, f"{HZ}=20\n")
    faults = change_settings(
        {DEPTH: text, LEVEL: "debug", "PYWORKSTATION_COLOUR": "red"}, home, CI, checkout=checkout
    )
    assert faults.keys() == {DEPTH, "PYWORKSTATION_COLOUR"}
    assert f"{DEPTH}: expected a whole number of bars from 100 to 25000" in faults[DEPTH]
    assert (home.path / ".env.ci").read_text() == f"{HZ}=20\n"


def test_what_the_environment_says_no_file_changes(tmp_path: Path) -> None:
    home, checkout = homed(tmp_path)
    faults = change_settings({DEPTH: "300"}, home, CI | {DEPTH: "200"}, checkout=checkout)
    assert "it wins over every file" in faults[DEPTH]
    assert not (home.path / ".env.ci").exists()


def test_a_file_that_was_wrong_before_is_told_and_left_alone(tmp_path: Path) -> None:
    home, checkout = homed(tmp_path, f"{HZ}=fast\n")
    with pytest.raises(InputError, match=r"\.env\.ci line 1: PYWORKSTATION_STREAM_HZ"):
        change_settings({DEPTH: "300"}, home, CI, checkout=checkout)
    assert (home.path / ".env.ci").read_text() == f"{HZ}=fast\n"
    # The setting that is wrong may be put right here.
    assert change_settings({HZ: "20"}, home, CI, checkout=checkout) == {}


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_file_is_its_owners_and_a_link_is_not_followed(tmp_path: Path) -> None:
    home, checkout = homed(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("")
    (home.path / ".env.ci.new").symlink_to(elsewhere)
    before = os.umask(0)
    try:
        assert change_settings({DEPTH: "300"}, home, CI, checkout=checkout) == {}
    finally:
        os.umask(before)
    assert (home.path / ".env.ci").stat().st_mode & 0o777 == 0o600
    assert elsewhere.read_text() == ""
