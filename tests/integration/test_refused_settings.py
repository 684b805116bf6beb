"""A settings file with everything wrong: the real process says all of it in one line and does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KEY = "0123456789abcdefghijklmnopqrstuv"
FILE = f"""\
# what a user may come to write
PYWORKSTATION_SECRET_FRED_API_KEY={KEY}
PYWORKSTATION_COLOUR=red
PYWORKSTATION_RING_DEPTH=NaN
PYWORKSTATION_METRICS_PORT=-9187
PYWORKSTATION_DATABASE_MEMORY_MB=4GB
"""
NAMED = (
    "5 faults",
    "line 2: PYWORKSTATION_SECRET_FRED_API_KEY: expected no secret here in production",
    "line 3: expected one of",
    "found 'PYWORKSTATION_COLOUR'",
    "line 4: PYWORKSTATION_RING_DEPTH: expected a whole number of bars from 100 to 25000, without a unit, found 'NaN'",
    "line 5: PYWORKSTATION_METRICS_PORT",
    "found '-9187'",
    "line 6: PYWORKSTATION_DATABASE_MEMORY_MB: expected a whole number of megabytes",
    "found '4GB'",
)


@pytest.mark.parametrize("words", [["engine"], ["config", "check"], ["status"], ["credentials", "list"]])
def test_all_of_it_is_said_in_one_line_and_nothing_starts(tmp_path: Path, words: list[str]) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / ".env.production").write_text(FILE)
    done = subprocess.run(
        [sys.executable, "-m", "pyworkstation", "--home", str(home), *words],
        env=os.environ | {"PYWORKSTATION_ENV": "production"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    for named in NAMED:
        assert named in done.stderr
    assert KEY not in done.stderr
    assert [path.name for path in home.rglob("*") if path.is_file()] == [".env.production"]
