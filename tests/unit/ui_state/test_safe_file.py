from __future__ import annotations

import os
from pathlib import Path

import pytest

from pyworkstation_ui.safe_file import write_safely


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_what_the_desktop_keeps_is_its_owners_and_a_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"another's")
    (tmp_path / "kept.new").symlink_to(victim)
    before = os.umask(0)
    try:
        write_safely(tmp_path / "kept.json", b"mine")
    finally:
        os.umask(before)
    assert (tmp_path / "kept.json").stat().st_mode & 0o777 == 0o600
    assert victim.read_bytes() == b"another's"
