"""How much memory a process holds, told apart by what it takes in."""

from __future__ import annotations

import sys

import pytest

from pyworkstation.domain.process_memory import resident_bytes

_MB = 1 << 20


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS tells the most there ever was")
def test_memory_that_is_taken_and_let_go_is_seen() -> None:
    before = resident_bytes()
    assert before is not None
    block = bytearray(b"x") * (64 * _MB)
    held = resident_bytes()
    del block
    after = resident_bytes()
    assert held is not None
    assert after is not None
    assert 60 * _MB < held - before < 80 * _MB
    assert after < held - 40 * _MB
