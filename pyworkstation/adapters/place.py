"""Where the bytes of a tick file lie: in a file of their own, or as a member of a zip archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipMember:
    """One file of a zip archive, as the archive's directory describes it. `offset` is where its local header begins."""

    name: str
    offset: int
    packed_bytes: int
    unpacked_bytes: int
    crc: int
    is_deflated: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or the member of the archive that it is."""

    path: Path
    member: ZipMember | None = None

    @property
    def shown(self) -> Path:
        """How messages and the journal call it: `ticks.csv`, `archive.zip!2019/ticks.csv`."""
        return self.path if self.member is None else Path(f"{self.path}!{self.member.name}")

    @property
    def name(self) -> str:
        """Its own name, without a folder."""
        return self.path.name if self.member is None else PurePosixPath(self.member.name).name

    @property
    def in_tree(self) -> PurePath:
        """The folders that it lies in, an archive being one: `EURUSD.zip` holds what `EURUSD` would."""
        return self.path if self.member is None else self.path.with_suffix("") / self.member.name
