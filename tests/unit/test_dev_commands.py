"""The command line of `dev.py`, and what its commands put together."""

import sys
from pathlib import Path

import pytest

from devtools import checks, commands, desktop
from devtools.checks import Check
from devtools.faults import StopError
from devtools.preparation import Prepared
from devtools.venv import Venv


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    return Prepared(tmp_path, Venv(tmp_path / ".venv"), {})


def test_what_follows_two_dashes_is_for_pytest() -> None:
    options = commands.parse(["test", "--no-ui", "--", "-k", "name", "--", "x"])
    assert options.pytest_arguments == ["-k", "name", "--", "x"]
    assert options.with_qt is False


@pytest.mark.parametrize(
    ("arguments", "flag", "value"),
    [
        (["test"], "with_qt", True),
        (["bench"], "smoke", False),
        (["bench", "--smoke"], "smoke", True),
        (["lint", "--fix"], "fix", True),
        (["build", "--check"], "check", True),
    ],
)
def test_flags_are_read(arguments: list[str], flag: str, value: bool) -> None:
    assert getattr(commands.parse(arguments), flag) is value


@pytest.mark.parametrize(
    "arguments", [[], ["tset"], ["run", "--fast"], ["lint", "--", "-k"], ["test", "-k", "name"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        commands.parse(arguments)
    assert stopped.value.code == 2
    assert "usage: dev.py" in capsys.readouterr().err


def test_a_fault_is_one_line_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise StopError("no network", exit_code=3)

    monkeypatch.setattr(commands, "prepare", fails)
    assert commands.main(["run"]) == 3
    assert capsys.readouterr().err == "error: no network\n"


def test_pytest_without_qt_leaves_the_window_tests_out(prepared: Prepared) -> None:
    cargo, pytest_run = checks.tests(prepared, with_qt=False, pytest_arguments=["-k", "name"])
    assert "pyworkstation-engine" in cargo.command
    assert {"--ignore=tests/ui", "no:pytest-qt"} < set(pytest_run.command)
    assert list(pytest_run.command[-2:]) == ["-k", "name"]


def test_every_check_runs_and_the_failed_ones_are_named_with_their_mend(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def succeeds(command: list[str], **_: object) -> bool:
        ran.append(command[0])
        return command[0] == "good"

    monkeypatch.setattr(checks, "succeeds", succeeds)
    rows = [
        Check("format", ["bad"], "dev.py lint --fix"),
        Check("types", ["bad"]),
        Check("imports", ["good"]),
    ]
    with pytest.raises(StopError, match=r"^failed: format \(to mend it: dev.py lint --fix\); types$"):
        checks.run_all(rows, prepared)
    assert ran == ["bad", "bad", "good"]


def test_two_checks_at_once_both_run_to_their_end_and_the_failed_one_is_named(
    prepared: Prepared, capfd: pytest.CaptureFixture[str]
) -> None:
    def printing(word: str, code: int) -> list[str]:
        return [sys.executable, "-c", f"print({word!r}.upper()); raise SystemExit({code})"]

    row = Check("one", printing("first", 0), beside=Check("other", printing("second", 3), "think"))
    with pytest.raises(StopError, match=r"^failed: other \(to mend it: think\)$"):
        checks.run_all([row], prepared)
    output = capfd.readouterr().out
    assert output.index("FIRST") < output.index("SECOND")


def test_the_two_halves_of_the_tests_are_all_of_them(prepared: Prepared) -> None:
    _, others = checks.tests(prepared, with_qt=True, pytest_arguments=[])
    assert others.beside is not None
    assert "--ignore=tests/ui" in others.command
    assert others.beside.command[-1] == "tests/ui"


def test_the_home_lies_in_the_checkout_unless_the_environment_says_otherwise(tmp_path: Path) -> None:
    assert desktop.home_folder(tmp_path, {}) == tmp_path / ".pyworkstation"
    assert desktop.home_folder(tmp_path, {"PYWORKSTATION_HOME": ""}) == tmp_path / ".pyworkstation"
    assert (
        desktop.home_folder(tmp_path, {"PYWORKSTATION_HOME": str(tmp_path / "x")})
        == (tmp_path / "x").resolve()
    )


def test_the_summary_says_what_was_imported_seen_and_drawn() -> None:
    report = {
        "screenshot": "build/desktop.png",
        "symbol": "EURUSD",
        "position": "2025-03-10T14:04:00Z",
        "ticks_done": 201_234,
        "ticks_total": 300_000,
        "bars": {"M1": 4_440, "D1": 3},
        "round_trip_us": 1_250,
    }
    assert desktop.summary("EURUSD: 300,000 ticks", report) == [
        "import      EURUSD: 300,000 ticks",
        "replay      EURUSD at 2025-03-10T14:04:00Z, tick 201,234 of 300,000",
        "bars        M1 4,440, D1 3",
        "round trip  1,250 us from the desktop over the bus to the engine and back",
        "picture     build/desktop.png",
    ]
    assert "not measured" in desktop.summary("", report | {"round_trip_us": None})[3]
