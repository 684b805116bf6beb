"""Writing a small file of text for the user: the whole of it or nothing, and one line about what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, text: str) -> str:
    """`Written: FILE`, or why not. What was there before stays until the new text is complete."""
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        return f"{path}: could not be written: {error.strerror}"
    return f"Written: {path}"
