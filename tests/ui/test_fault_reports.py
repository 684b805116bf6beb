"""What breaks in the desktop: one report for each fault, told once, without secrets; and a crash, told at the next start."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from pyworkstation_ui.fault_reports import FaultReports
from tests.ui.fake_bridge import Screen


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[FaultReports]:
    """Reports of a logger of this test's own."""
    handler = FaultReports(tmp_path / "faults")
    _LOG.addHandler(handler)
    yield handler
    _LOG.removeHandler(handler)


_LOG = logging.getLogger("test_fault_reports")
_LOG.propagate = False


def _break(text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        _LOG.exception("a slot broke")


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("fault-*.txt"))


def test_a_fault_makes_one_report_with_trace_and_versions_however_often_it_comes(
    reports: FaultReports,
) -> None:
    for _ in range(100):
        _break("password=hunter2")
    (path,) = _files(reports.folder)
    text = path.read_text()
    for expected in (
        "pyworkstation 0.",
        "Python 3.",
        "PySide6 6.",
        "a slot broke",
        "ValueError",
        "in _break",
    ):
        assert expected in text
    assert "hunter2" not in text
    assert str(Path.home()) not in text


def test_an_error_without_a_trace_makes_none(reports: FaultReports) -> None:
    _LOG.error("the engine is away")
    assert _files(reports.folder) == []


def test_a_folder_that_cannot_be_made_breaks_nothing(
    reports: FaultReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    reports.folder.write_text("a file in its place")
    _break("x")


def test_the_oldest_reports_go(reports: FaultReports) -> None:
    for _ in range(25):
        reports._seen.clear()
        _break("x")
    assert len(_files(reports.folder)) == 20


def test_a_crash_of_the_process_is_a_report_of_the_next_start(tmp_path: Path) -> None:
    code = (
        "import ctypes, sys; from pathlib import Path\n"
        "from pyworkstation_ui.fault_reports import FaultReports\n"
        "FaultReports(Path(sys.argv[1])).watch_for_crashes()\n"
        "ctypes.string_at(0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, capture_output=True)
    assert ended.returncode != 0
    again = FaultReports(tmp_path)
    report = again.watch_for_crashes()
    again.stop_watching()
    assert report is not None
    assert "the process crashed" in report.read_text()
    assert "string_at" in report.read_text()
    third = FaultReports(tmp_path)
    assert third.watch_for_crashes() is None
    third.stop_watching()


def test_the_folder_of_reports_is_opened(live: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())))
    live.window.actions_by_id.by_id["show_reports"].trigger()
    assert opened == [live.log.parent / "faults"]
    assert opened[0].is_dir()
