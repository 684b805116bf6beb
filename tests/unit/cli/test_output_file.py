"""`-o` never puts a file in the place of something that is none."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pytest

from pyworkstation.cli.write_tables import write_tables
from pyworkstation.domain.errors import InputError


@pytest.mark.skipif(os.name == "nt", reason="POSIX links and FIFOs")
@pytest.mark.parametrize("kind", ["fifo", "link", "folder"])
def test_what_is_no_plain_file_is_refused_and_left(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    {"fifo": os.mkfifo, "link": lambda at: at.symlink_to(tmp_path / "target"), "folder": os.mkdir}[kind](path)
    before = path.lstat()
    with pytest.raises(InputError, match="expected a plain file"):
        write_tables(iter(()), argparse.Namespace(output=str(path), format="csv"))
    assert (path.lstat().st_mode, path.lstat().st_ino) == (before.st_mode, before.st_ino)
