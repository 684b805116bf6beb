"""What is said of words on the command line that are not understood, where one of them may be a secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAY_NAME_SECRETS = "credentials"
"""The command whose words are not repeated."""

_GIVEN = re.compile(r"'.*'", re.DOTALL)


def unknown_words(command: str | None, words: Sequence[str]) -> str:
    """The complaint about words that no option or argument is for."""
    if command == MAY_NAME_SECRETS:
        return (
            f"{len(words)} unknown words, which are not shown; a secret is given at the prompt or by a pipe, "
            "and one that stood here is in your shell's history now"
        )
    return f"unrecognized arguments: {' '.join(words)}"


def without_values(message: str) -> str:
    """argparse's complaint about an argument, without the argument."""
    complaint, choose, choices = message.partition(" (choose")
    return _GIVEN.sub("a word that is not shown", complaint) + choose + choices
