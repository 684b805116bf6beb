"""How an engine's process ended, in words."""

from __future__ import annotations

import pytest

from pyworkstation_ui.state.process_end import how_it_ended


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (None, "ended unexpectedly"),
        (0, "ended with code 0"),
        (3, "ended with code 3"),
        (-9, "was killed (signal 9): by somebody, or by the system for want of memory"),
        (-15, "was told to end (signal 15), not by this window"),
        (-11, "crashed (signal 11)"),
        (-6, "crashed (signal 6)"),
        # Windows: an access violation, as Python gives it; Ctrl-C in its console.
        (0xC0000005, "crashed (0xC0000005)"),
        (0xC000013A, "was told to end (Ctrl+C in its console)"),
    ],
)
def test_exit_codes_are_said_in_words(code: int | None, words: str) -> None:
    assert how_it_ended(code) == words
