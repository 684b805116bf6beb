"""Files that are kept by themselves are written off the GUI's thread, in order, and what the disk refuses is told."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from pyworkstation_ui.background import Background
from pyworkstation_ui.workspace_files import WorkspaceFiles
from tests.ui.fake_bridge import Screen


def test_works_are_done_in_order_on_one_thread_and_their_ends_told_on_the_caller_s(qtbot: QtBot) -> None:
    background, done, told = Background(), [], []

    def work(number: int) -> None:
        done.append((number, threading.current_thread()))
        if number == 1:
            raise OSError("the disk is full")

    def end(number: int, fault: str) -> None:
        told.append((number, fault, threading.current_thread()))

    for number in range(3):
        background.do(partial(work, number), partial(end, number))
    qtbot.waitUntil(lambda: len(told) == 3)
    here = threading.current_thread()
    assert told == [(0, "", here), (1, "the disk is full", here), (2, "", here)]
    assert [number for number, _ in done] == [0, 1, 2]
    assert len({thread for _, thread in done} - {here}) == 1


def test_who_waits_is_told_all_and_nothing_twice(qtbot: QtBot) -> None:
    background, told = Background(), list[str]()
    for _ in range(3):
        background.do(lambda: None, told.append)
    background.settle()
    assert told == ["", "", ""]
    later: list[str] = []
    background.do(lambda: None, later.append)
    qtbot.waitUntil(lambda: later == [""])
    assert told == ["", "", ""]


def test_a_workspace_that_is_kept_by_itself_is_written_elsewhere(
    live: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    monkeypatch.setattr(WorkspaceFiles, "save_open", lambda *_: threads.append(threading.current_thread()))
    live.desk.display.set_hollow(True)
    live.desktop.workspaces._save_soon()
    live.desktop.workspaces.save_now()
    assert [thread is threading.current_thread() for thread in threads] == [False]
