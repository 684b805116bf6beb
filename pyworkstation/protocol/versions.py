"""Which versions of the protocol this side speaks, and what it says to who speaks another."""

from __future__ import annotations

from pyworkstation.protocol.messages import PROTOCOL_VERSION

OLDEST_VERSION = 1
"""Requests of versions from here to `PROTOCOL_VERSION` are answered."""

BROUGHT: dict[int, str] = {1: "the first published version"}
"""What each version brought, in a line; `ipc-spec/CHANGELOG.md` has the whole."""


def is_spoken(version: int) -> bool:
    """Do we answer requests of this version?"""
    return OLDEST_VERSION <= version <= PROTOCOL_VERSION


def mismatch_details(version: int) -> dict[str, str]:
    """What the side with the lower version lacks, and what mends it; as the details of a `version_mismatch`."""
    spoken = {
        "asked": str(version),
        "oldest": str(OLDEST_VERSION),
        "newest": str(PROTOCOL_VERSION),
    }
    if version > PROTOCOL_VERSION:
        return spoken | {
            "behind": "engine",
            "lacks": f"whatever versions {PROTOCOL_VERSION + 1} to {version} brought",
            "mend": "install the pyworkstation that the client is of, and start the engine again",
        }
    missing = [f"{number}: {what}" for number, what in BROUGHT.items() if number > version]
    return spoken | {
        "behind": "client",
        "lacks": "; ".join(missing),
        "mend": f"use a client that speaks version {PROTOCOL_VERSION}",
    }
