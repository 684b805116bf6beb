"""Finding by a few letters: what a palette offers for what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def ranked(texts: Sequence[str], typed: str) -> list[int]:
    """Places of the texts that have the letters of each typed word in their order; those with the words themselves come
    first, then the shorter."""
    words = typed.lower().split()
    found = [place for place, text in enumerate(texts) if _has_all(text.lower(), words)]
    if not words:
        return found
    return sorted(found, key=lambda place: _distance(texts[place].lower(), words))


def _has_all(text: str, words: list[str]) -> bool:
    return all(_has_in_order(text, word) for word in words)


def _has_in_order(text: str, letters: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _distance(text: str, words: list[str]) -> tuple[int, int, int]:
    missing = sum(word not in text for word in words)
    late = sum(not any(part.startswith(word) for part in text.split()) for word in words)
    return missing, late, len(text)
