"""What is said of a file that an import leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import RefusedFile

if TYPE_CHECKING:
    from pyworkstation.adapters.folder_walk import LeftOut

_LONGEST_REASON = 4000


def refused(left_out: LeftOut) -> RefusedFile:
    """The part of an answer that tells it."""
    return RefusedFile(path=str(left_out.path), reason=str(left_out.fault)[:_LONGEST_REASON])
