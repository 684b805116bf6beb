"""A vault in memory, as narrow as Windows' is, which fails when it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyworkstation.domain.errors import EnvironmentFailure

WINDOWS_UNITS = 1_280


@dataclass
class MemoryVault:
    """`fails_after` calls that change something it does nothing any more, until it is None again."""

    entries: dict[str, str] = field(default_factory=dict)
    fails_after: int | None = None
    is_locked: bool = False
    title: str = "Vault of the tests"

    def would_ask(self) -> bool:
        return self.is_locked

    def read(self, entry: str) -> str | None:
        self._must_be_open()
        return self.entries.get(entry)

    def write(self, entry: str, text: str) -> None:
        self._change()
        assert len(text.encode("utf-16-le", "surrogatepass")) <= 2 * WINDOWS_UNITS
        self.entries[entry] = text

    def delete(self, entry: str) -> None:
        self._change()
        self.entries.pop(entry, None)

    def _change(self) -> None:
        self._must_be_open()
        if self.fails_after is not None:
            if self.fails_after == 0:
                raise EnvironmentFailure("the vault of the tests does not answer")
            self.fails_after -= 1

    def _must_be_open(self) -> None:
        if self.is_locked:
            raise EnvironmentFailure("the vault of the tests is locked")
