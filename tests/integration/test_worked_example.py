"""The worked example of `ipc-spec/README.md`, run as it stands there, in a process that cannot see our package."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pyworkstation.client.client import Client
from pyworkstation.domain.home import Home
from tests.engine_process import FIRST_MS, engine_process, import_file, wait_for_engine, write_ticks

README = Path(__file__).parents[2] / "ipc-spec" / "README.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 1
    file = tmp_path / "example.py"
    file.write_text(blocks[0], encoding="utf-8")
    return file


def test_example_prints_what_it_says(example: Path, tmp_path: Path) -> None:
    home, ticks = tmp_path / "home", tmp_path / "ticks.csv"
    write_ticks(ticks, seconds=150)
    with engine_process(home) as process:
        with Client(wait_for_engine(home, process)) as client:
            import_file(client, ticks)
        # `-I`: neither PYTHONPATH nor this folder; what is left are the packages that are installed.
        command = [sys.executable, "-I", str(example), str(Home(home).connection_file), "EURUSD"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    # Two ticks a second that walk as `write_ticks` says; the last one of a minute is its close.
    closes = [(114_000 + abs((i * 37) % 800 - 400)) / 1e5 for i in (119, 239, 299)]
    opens = [FIRST_MS * 1000 + minute * 60_000_000 for minute in range(3)]
    assert lines == [
        "pong 42",
        *(f"{open_us} {close}" for open_us, close in zip(opens, closes, strict=True)),
        "heartbeat",
    ]
    assert "pyworkstation" not in example.read_text(encoding="utf-8")
