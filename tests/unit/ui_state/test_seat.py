"""Each desktop on a home has a name of its own, and the next one has that of one which ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pyworkstation_ui.seat import seat

HOLDING = """
import sys
from pathlib import Path
from pyworkstation_ui.seat import seat
with seat(Path(sys.argv[1])) as name:
    print(name, flush=True)
    sys.stdin.read()
"""


def test_each_has_another_name(tmp_path: Path) -> None:
    with seat(tmp_path) as first, seat(tmp_path) as second, seat(tmp_path) as third:
        assert (first, second, third) == ("desktop", "desktop2", "desktop3")


def test_a_name_is_free_again_at_the_end(tmp_path: Path) -> None:
    with seat(tmp_path) as first, seat(tmp_path):
        pass
    with seat(tmp_path) as again:
        assert again == first == "desktop"


def test_the_name_of_one_that_was_killed_is_free_again(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDING, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "desktop"
        with seat(tmp_path) as second:
            assert second == "desktop2"
        other.kill()
        other.wait()
    with seat(tmp_path) as next_one:
        assert next_one == "desktop"
