"""Remembering what a step was last done for, so that it is done again exactly when that changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(root: Path, files: Iterable[Path], *facts: str) -> str:
    """SHA-256 over facts, and over the names (relative to `root`) and contents of files, in an order of its own.

    Contents, not times: a checkout of the same sources is never new. Missing files count as missing.
    """
    digest = hashlib.sha256()
    for fact in facts:
        _add(digest, fact.encode())
    for file in sorted(files, key=lambda path: path.relative_to(root).as_posix()):
        _add(digest, file.relative_to(root).as_posix().encode())
        _add(digest, file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """True when the step that `stamp` stands for was last finished for `wanted`."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == wanted


def write(stamp: Path, done_for: str) -> None:
    """Write down that the step was finished."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(done_for, encoding="ascii")


def _add(digest: "hashlib._Hash", part: bytes) -> None:
    # The length keeps ("ab", "c") apart from ("a", "bc").
    digest.update(len(part).to_bytes(8, "little"))
    digest.update(part)
