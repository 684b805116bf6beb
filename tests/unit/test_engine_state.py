"""The engine's state in a file: whole, and with the one before to fall back on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine
from pyworkstation.engine_state import load_engine, previous_of, save_engine


def engine_after(ticks: int) -> MtfEngine:
    engine = MtfEngine(["S1", "M1"])
    engine.add_indicator("S1", "EMA", period=3)
    for second in range(ticks):
        engine.on_tick(second * 1_000_000, 100 + second % 7, 102)
    return engine


def test_what_was_saved_last_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "eurusd.engine"
    assert load_engine(path) is None
    for ticks in (10, 20, 30):
        save_engine(path, engine_after(ticks), extra=b"settings")
    loaded = load_engine(path)
    assert loaded is not None
    assert (loaded.engine.save(), loaded.extra, loaded.refused) == (
        engine_after(30).save(),
        b"settings",
        None,
    )
    assert sorted(file.name for file in tmp_path.iterdir()) == ["eurusd.engine", "eurusd.engine.previous"]


def test_a_state_is_read_from_a_view_of_bytes_too() -> None:
    saved = engine_after(30).save(memoryview(b"settings"))
    restored, extra = MtfEngine.restore(memoryview(b"head" + saved)[4:])
    assert (restored.save(extra), extra) == (saved, b"settings")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGE: list[tuple[Callable[[Path], object], str | None]] = [
    (flip, "found another checksum"),
    (lambda path: path.write_bytes(path.read_bytes()[:-1]), "found another checksum"),
    (lambda path: path.write_bytes(b""), "found 0 bytes of something else"),
    (
        lambda path: path.write_bytes(b"PWMTF\n\xff\x00" + path.read_bytes()[8:]),
        "found version 255; it was written by a newer",
    ),
    # Killed between the two renames.
    (lambda path: path.unlink(), None),
]


@pytest.mark.parametrize(("damage", "message"), DAMAGE)
def test_the_one_before_is_used_when_the_newest_cannot_be_read(
    tmp_path: Path, damage: Callable[[Path], object], message: str | None
) -> None:
    path = tmp_path / "eurusd.engine"
    save_engine(path, engine_after(10))
    save_engine(path, engine_after(20))
    damage(path)
    loaded = load_engine(path)
    assert loaded is not None
    assert loaded.engine.save() == engine_after(10).save()
    if message is None:
        assert loaded.refused is None
    else:
        assert message in str(loaded.refused)
        assert str(path) in str(loaded.refused)
        damage(previous_of(path))
        with pytest.raises(InputError, match="saved state"):
            load_engine(path)
