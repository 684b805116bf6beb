"""A desktop that is told to end takes the engine along that it started, even one that hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.client.connection import MuteEngine, find_engine, look_for_engine
from pyworkstation.client.launch import kill_engine
from tests.engine_process import await_true, engine_process

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals to a windowed program")

DEADLINE_S = 60.0


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`pyworkstation` on an empty home, once the engine that it starts is up."""
    command = [sys.executable, "-m", "pyworkstation", "--home", str(tmp_path)]
    with subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as process:
        try:
            await_true(
                lambda: find_engine(tmp_path) is not None, within_s=DEADLINE_S, what="no engine came up"
            )
            yield process
        finally:
            process.kill()
            found = look_for_engine(tmp_path)
            if found is not None:
                kill_engine(found.pid)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_the_desktop_and_its_engine(
    desktop: subprocess.Popen[bytes], tmp_path: Path, name: str
) -> None:
    number = getattr(signal, name)
    desktop.send_signal(number)
    assert desktop.wait(DEADLINE_S) == 128 + number
    assert look_for_engine(tmp_path) is None


def test_an_engine_that_hangs_ends_with_the_desktop_that_started_it(
    desktop: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    found = find_engine(tmp_path)
    assert found is not None
    os.kill(found.pid, signal.SIGSTOP)
    assert look_for_engine(tmp_path) == MuteEngine(found.pid)
    desktop.terminate()
    assert desktop.wait(DEADLINE_S) == 128 + signal.SIGTERM
    assert look_for_engine(tmp_path) is None


def test_a_stopped_engine_is_mute_and_can_be_killed(tmp_path: Path) -> None:
    with engine_process(tmp_path) as process:
        os.kill(process.pid, signal.SIGSTOP)
        assert look_for_engine(tmp_path) == MuteEngine(process.pid)
        kill_engine(process.pid)
        process.wait(DEADLINE_S)
        assert look_for_engine(tmp_path) is None
