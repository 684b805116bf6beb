"""Logs stay small, and a full disk does not fill the terminal instead."""

from __future__ import annotations

import errno
import logging
from pathlib import Path

import pytest

from pyworkstation.domain.rotating_log import RotatingLog


def _record(text: str) -> logging.LogRecord:
    return logging.LogRecord("some.service", logging.INFO, __file__, 1, text, None, None)


def test_a_log_is_at_most_six_files_of_five_megabytes(tmp_path: Path) -> None:
    log = RotatingLog(tmp_path / "some.log")
    for _ in range(40):
        log.handle(_record("x" * 999_999))
    log.close()
    sizes = [file.stat().st_size for file in tmp_path.iterdir()]
    assert len(sizes) == 6
    assert max(sizes) <= 5_000_000


def test_a_full_disk_costs_the_line_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    log = RotatingLog(tmp_path / "some.log")
    with monkeypatch.context() as full:
        full.setattr(
            log, "stream", type("Full", (), {"write": refuse, "seek": refuse, "tell": lambda _: 0})()
        )
        log.handle(_record("lost"))
    log.handle(_record("kept"))
    log.close()
    assert (tmp_path / "some.log").read_text(encoding="utf-8") == "kept\n"
    assert capsys.readouterr().err == ""
