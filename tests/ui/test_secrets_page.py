"""The secrets page: what it asks of `pyworkstation credentials`, and what it never shows or keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pyworkstation_ui.credentials_process import CredentialsProcess
from pyworkstation_ui.models.credentials_model import Credentials
from pyworkstation_ui.state.redacted import redacted
from pyworkstation_ui.views.secret_dialog import SecretDialog
from pyworkstation_ui.views.secrets_page import SecretsPage

VALUE = "hunter2-and-more"
FRED, USER = "fred-api-key", "interactive-brokers-user"


def row(name: str, condition: str = "good", **more: object) -> dict[str, object]:
    """As the command writes it."""
    return {
        "name": name,
        "condition": condition,
        "words": "as it should be",
        "kept_in": "Secret Service",
        "set_us": 1_800_000_000_000_000,
        "due_us": 1_900_000_000_000_000,
        "has_successor": False,
        "purpose": f"For {name}.",
        "expected": "letters",
        "readers": ["macro-data"],
    } | more


class FakeRunner:
    """Remembers what was run; a test answers."""

    def __init__(self) -> None:
        self.runs: list[tuple[list[str], str | None]] = []
        self._on_end: Callable[[int, str, str], None] | None = None

    def run(self, words: list[str], given: str | None, on_end: Callable[[int, str, str], None]) -> None:
        assert self._on_end is None, "one command at a time"
        self.runs.append((words, given))
        self._on_end = on_end

    def answer(self, code: int, output: str = "", errors: str = "") -> None:
        on_end, self._on_end = self._on_end, None
        assert on_end is not None
        on_end(code, output, errors)

    def close(self) -> None:
        pass


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture
def page(qtbot: QtBot, runner: FakeRunner) -> SecretsPage:
    """The page with two secrets, the first of which is chosen."""
    page = SecretsPage(Credentials(runner))
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    runner.answer(0, json.dumps([row(FRED), row(USER, "missing", set_us=None, due_us=None, kept_in="")]))
    choose(page, 0)
    return page


def choose(page: SecretsPage, place: int) -> None:
    page.table.setCurrentIndex(page.table.model().index(place, 0))


def press(page: SecretsPage, name: str) -> None:
    QTest.mouseClick(page.buttons[name], Qt.MouseButton.LeftButton)


def dialog(page: SecretsPage) -> SecretDialog:
    found = page.findChild(SecretDialog)
    assert isinstance(found, SecretDialog)
    return found


def words_of(page: SecretsPage) -> str:
    """All that can be read in it."""
    model = page.table.model()
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    texts = [
        str(widget.property("text"))
        for kind in (QLabel, QLineEdit, QPushButton)
        for widget in page.findChildren(kind)
    ]
    return " ".join([*cells, *texts])


@pytest.mark.parametrize(("button", "command"), [("Set...", "set"), ("Rotate...", "rotate")])
def test_a_value_goes_through_the_pipe_and_stays_nowhere(
    page: SecretsPage, runner: FakeRunner, button: str, command: str
) -> None:
    press(page, button)
    field = dialog(page).value
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.setText(VALUE)
    dialog(page).accept()
    assert runner.runs[-1] == ([command, FRED], VALUE)
    runner.answer(0, f"{FRED} is in the Secret Service\n")
    assert runner.runs[-1][0] == ["list", "--json"]
    runner.answer(0, json.dumps([row(FRED)]))
    assert page.said.text() == f"{FRED} is in the Secret Service"
    assert VALUE not in words_of(page)
    # Nor does a report of a fault have it from now on.
    assert VALUE not in redacted(f"ValueError: {VALUE}")


def test_a_key_in_several_lines_comes_from_a_file(
    page: SecretsPage, runner: FakeRunner, tmp_path: Path
) -> None:
    (tmp_path / "key.pem").write_text("one\ntwo-and-more\n")
    press(page, "Set...")
    dialog(page).take_file(tmp_path / "absent.pem")
    assert "cannot be read" in dialog(page).said.text()
    dialog(page).take_file(tmp_path / "key.pem")
    dialog(page).accept()
    assert runner.runs[-1] == (["set", FRED], "one\ntwo-and-more\n")


def test_a_value_is_seen_only_when_it_is_asked_for_and_not_for_long(
    page: SecretsPage, runner: FakeRunner
) -> None:
    assert page.value.isHidden()
    press(page, "Show")
    assert runner.runs[-1] == (["get", FRED, "--show"], None)
    runner.answer(0, f"{VALUE}\n")
    assert page.value.text() == VALUE
    assert page.value.isVisible()
    page.forget_value()
    assert VALUE not in words_of(page)
    press(page, "Show")
    runner.answer(0, f"{VALUE}\n")
    choose(page, 1)
    assert VALUE not in words_of(page)


def test_a_value_that_comes_when_another_is_chosen_or_the_page_is_closed_is_not_shown(
    page: SecretsPage, runner: FakeRunner
) -> None:
    press(page, "Show")
    choose(page, 1)
    runner.answer(0, f"{VALUE}\n")
    assert VALUE not in words_of(page)


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ("Check", ["check", FRED]),
        ("Accept", ["rotate", FRED, "--accept"]),
        ("Discard", ["rotate", FRED, "--discard"]),
    ],
)
def test_each_button_runs_its_command(
    page: SecretsPage, runner: FakeRunner, button: str, words: list[str]
) -> None:
    assert page.buttons["Accept"].isHidden()
    page.refresh()
    runner.answer(0, json.dumps([row(FRED, has_successor=True)]))
    choose(page, 0)
    press(page, button)
    assert runner.runs[-1] == (words, None)
    assert not page.buttons[button].isEnabled()
    runner.answer(1, "", "error: it does not work\n")
    runner.answer(0, json.dumps([row(FRED)]))
    assert page.said.text() == "it does not work"


def test_deleting_is_asked_first(page: SecretsPage, runner: FakeRunner) -> None:
    press(page, "Delete...")
    box = page.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    runs = len(runner.runs)
    box.reject()
    assert len(runner.runs) == runs
    QApplication.processEvents()
    press(page, "Delete...")
    again = page.findChildren(QMessageBox)[-1]
    next(each for each in again.buttons() if each.text() == "Delete").click()
    assert runner.runs[-1] == (["delete", FRED], None)


def test_of_what_is_missing_only_set_is_offered(page: SecretsPage) -> None:
    choose(page, 1)
    assert {name for name, button in page.buttons.items() if button.isEnabled()} == {"Set..."}


def test_without_a_vault_the_page_says_why_and_offers_nothing(page: SecretsPage, runner: FakeRunner) -> None:
    page.refresh()
    runner.answer(3, "", "error: this system has no vault for secrets\n")
    assert page.table.model().rowCount() == 0
    assert page.table.viewport() is not None
    assert page._model.fault == "this system has no vault for secrets"
    assert not any(button.isEnabled() for button in page.buttons.values())


def test_a_real_command_answers_and_its_value_is_no_argument(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("PYWORKSTATION_ENV", "production")
    process, ends = CredentialsProcess(tmp_path), list[tuple[int, str, str]]()
    process.run(["set", FRED], "0" * 32, lambda *end: ends.append(end))
    assert process._running is not None
    assert not [word for word in process._running.arguments() if "0" * 32 in word]
    qtbot.waitUntil(lambda: bool(ends), timeout=30_000)
    [(code, output, errors)] = ends
    assert (code, output) == (3, "")
    assert "keyring.backends.null.Keyring would not keep a secret safe" in errors
    process.close()


def test_a_command_that_cannot_start_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    process, ends = CredentialsProcess(tmp_path), list[tuple[int, str, str]]()
    process.run(["list"], None, lambda *end: ends.append(end))
    qtbot.waitUntil(lambda: bool(ends))
    assert ends[0][0] == -1
    assert str(tmp_path / "none") in ends[0][2]
