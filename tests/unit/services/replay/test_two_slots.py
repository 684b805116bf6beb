"""The save before the last outlives whatever becomes of the last one."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from pyworkstation.services.replay.two_slots import TwoSlots


def _newest(folder: Path) -> Path:
    """Saves go by turns, beginning with slot a: the third is in it."""
    return folder / "state-a.bin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    slots = TwoSlots(tmp_path, "state")
    for content in (b"one", b"two", b"three"):
        slots.store(content)
    return tmp_path


def test_the_last_two_saves_are_there_newest_first(folder: Path) -> None:
    assert TwoSlots(folder, "state").load() == [b"three", b"two"]
    assert sorted(path.name for path in folder.iterdir()) == ["state-a.bin", "state-b.bin"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:10],
        lambda data: data[:-1],
        lambda data: data + b"!",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"PWSLOT2\n" + data[8:],
        lambda data: b"\x00" * len(data),
    ],
    ids=["empty", "head cut", "end cut", "longer", "a bit flipped", "a newer form", "zeros"],
)
def test_a_damaged_newest_save_leaves_the_one_before(
    folder: Path, damage: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    newest = _newest(folder)
    newest.write_bytes(damage(newest.read_bytes()))
    slots = TwoSlots(folder, "state")
    assert slots.load() == [b"two"]
    assert "damaged, and passed over" in caplog.text
    slots.store(b"four")
    assert slots.load() == [b"four", b"two"]


def test_nothing_is_left_of_what_was_forgotten(folder: Path) -> None:
    TwoSlots(folder, "state").forget()
    assert TwoSlots(folder, "state").load() == []
    assert list(folder.iterdir()) == []


def test_a_save_that_fails_leaves_the_others_and_nothing_of_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    slots = TwoSlots(folder, "state")
    slots.load()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        slots.store(b"four")
    assert sorted(path.name for path in folder.iterdir()) == ["state-a.bin", "state-b.bin"]
    assert slots.load() == [b"three", b"two"]


def test_a_save_that_was_torn_off_is_not_looked_at(folder: Path) -> None:
    (folder / "state-b.bin.new").write_bytes(b"half")
    assert TwoSlots(folder, "state").load() == [b"three", b"two"]
