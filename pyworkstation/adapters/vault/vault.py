"""What a vault does: keeps short texts by their names."""

from __future__ import annotations

from typing import Protocol


class Vault(Protocol):
    """Keeps texts of up to `SHORT` characters. Every call raises EnvironmentFailure when the vault is locked or does not answer."""

    @property
    def title(self) -> str:
        """What people call it."""

    def would_ask(self) -> bool:
        """Would the user be asked to unlock it, should anybody read from it now?"""

    def read(self, entry: str) -> str | None:
        """The text of an entry; None when there is none."""

    def write(self, entry: str, text: str) -> None:
        """Put a text in the place of what was there."""

    def delete(self, entry: str) -> None:
        """Take an entry away, if it is there."""
