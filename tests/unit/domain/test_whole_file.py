"""Files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.domain.whole_file import write_whole


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_file_before_is_replaced_or_kept(tmp_path: Path) -> None:
    write_whole(tmp_path / "state", b"one")
    write_whole(tmp_path / "state", b"t", b"wo")
    assert contents(tmp_path) == {"state": b"two"}
    write_whole(tmp_path / "state", b"three", previous=tmp_path / "old")
    write_whole(tmp_path / "state", b"four", previous=tmp_path / "old")
    assert contents(tmp_path) == {"state": b"four", "old": b"three"}


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    write_whole(tmp_path / "state", b"one")
    monkeypatch.setattr("pyworkstation.domain.whole_file.os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "state", b"two", previous=tmp_path / "old")
    assert contents(tmp_path) == {"state": b"one"}
