"""States of sessions every two million ticks of their way, kept in files: a jump sets out from the nearest before its end.

Invariant: what was restored and went on is, to the tick, what was built from the first stored tick on. So a waypoint is of
one set of timeframes and indicators, all of which have seen every tick, and will do only while its ticks are those stored.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import struct
import threading
import zlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pyworkstation.domain.errors import InputError
from pyworkstation.services.replay.kept_state import kept_state, session_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pyworkstation.services.replay.attached import Wanted
    from pyworkstation.services.replay.session import ReplaySession, TickSource

log = logging.getLogger(__name__)

EVERY_TICKS = 2_000_000
"""A tenth of a second of work; a state has half a megabyte."""

MOST = 400
_CHECKSUM = struct.Struct("<I")


class _Waypoint(NamedTuple):
    ticks: int
    last_us: int
    path: Path | None = None


class Waypoints:
    """A file each, named for what it is of. They are no loss: without them, all is built from the first tick. Thread-safe."""

    def __init__(self, folder: Path, *, every_ticks: int = EVERY_TICKS) -> None:
        self._folder = folder
        self._every_ticks = every_ticks
        self._lock = threading.Lock()
        self._near: dict[str, tuple[_Waypoint, bytes]] = {}

    def nearest(
        self,
        source: TickSource,
        of: str,
        wanted: Mapping[int, Wanted],
        *,
        position_us: int | None = None,
        ticks: int | None = None,
    ) -> ReplaySession | None:
        """The session at the last waypoint up to a time, or to so many ticks; None when there is none that will do."""
        for waypoint in self._of(of):
            if ticks is not None and waypoint.ticks > ticks:
                continue
            if position_us is not None and waypoint.last_us > position_us:
                continue
            try:
                session = session_kept(self._content(waypoint), source)
            except (OSError, InputError) as error:
                log.info("a waypoint will not do and goes: %s", error)
                self._remove(of, waypoint)
                continue
            session.rename_attached(dict(enumerate(_in_order(wanted))))
            session.has_seen_all = True
            return session
        return None

    def is_due(self, session: ReplaySession) -> bool:
        """Is it far enough from the one before?"""
        return session.engine.ticks - session.waypoint_ticks >= self._every_ticks

    def leave(self, session: ReplaySession, of: str, wanted: Mapping[int, Wanted]) -> None:
        """One where the session stands, for good."""
        session.waypoint_ticks = session.engine.ticks
        waypoint, content = _waypoint(session, wanted)
        path = self._folder / f"{of}-{waypoint.ticks}-{waypoint.last_us}.bin"
        if path.exists():
            return
        try:
            self._write(path, content)
        except OSError as error:
            log.warning("could not leave a waypoint: %s", error)

    def remember(self, session: ReplaySession, of: str, wanted: Mapping[int, Wanted]) -> None:
        """One where the session stands, until the next of its kind; on no disk."""
        waypoint, content = _waypoint(session, wanted)
        with self._lock:
            self._near = {of: (waypoint, content)}

    def _of(self, of: str) -> list[_Waypoint]:
        """The one with the most ticks first."""
        near = self._near.get(of)
        found = [*self._found(f"{of}-*.bin"), *([] if near is None else [near[0]])]
        return sorted(found, key=lambda each: each.ticks, reverse=True)

    def _content(self, waypoint: _Waypoint) -> bytes:
        if waypoint.path is not None:
            return _read(waypoint.path)
        for near, content in tuple(self._near.values()):
            if near == waypoint:
                return content
        raise InputError(expected="a waypoint", found="one that has gone", where="memory")

    def _found(self, pattern: str) -> Iterator[_Waypoint]:
        for path in self._folder.glob(pattern):
            _, ticks, last_us = path.stem.split("-", 2)
            with contextlib.suppress(ValueError):
                yield _Waypoint(int(ticks), int(last_us), path)

    def _write(self, path: Path, content: bytes) -> None:
        """Without waiting for the disk: what is torn by a power cut has another checksum."""
        with self._lock:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_bytes(_CHECKSUM.pack(zlib.crc32(content)) + content)
            fresh.replace(path)
            self._make_room()

    def _make_room(self) -> None:
        files = sorted(self._folder.glob("*.bin"), key=lambda path: path.stat().st_mtime)
        for path in files[: max(0, len(files) - MOST)]:
            path.unlink(missing_ok=True)

    def _remove(self, of: str, waypoint: _Waypoint) -> None:
        with self._lock, contextlib.suppress(OSError):
            if waypoint.path is None:
                self._near.pop(of, None)
            else:
                waypoint.path.unlink()


def _waypoint(session: ReplaySession, wanted: Mapping[int, Wanted]) -> tuple[_Waypoint, bytes]:
    """Where it stands, after its first tick."""
    places = {attached_id: place for place, attached_id in enumerate(_in_order(wanted))}
    content = kept_state(session, places)
    assert session.place is not None
    assert content is not None
    return _Waypoint(session.engine.ticks, session.place.last_us), content


def waypoints_of(
    symbol: str,
    *,
    days: str,
    digits: int,
    depth: int,
    timeframes: Sequence[str],
    others: Iterable[str],
    wanted: Iterable[Wanted],
) -> str:
    """A name for all that makes one session differ from another of the same ticks."""
    kinds = sorted(map(_key, wanted))
    all_of_it = (symbol, days, digits, depth, list(timeframes), sorted(others), kinds)
    return hashlib.sha256(msgspec.json.encode(all_of_it)).hexdigest()[:24]


def _in_order(wanted: Mapping[int, Wanted]) -> list[int]:
    """Ids in an order that is the same whatever they are."""
    return sorted(wanted, key=lambda attached_id: _key(wanted[attached_id]))


def _key(wanted: Wanted) -> str:
    params = sorted((name, value) for name, value in wanted.params.items())
    return msgspec.json.encode((wanted.timeframe, wanted.name, wanted.side, params)).decode()


def _read(path: Path) -> bytes:
    data = path.read_bytes()
    content = data[_CHECKSUM.size :]
    if len(data) < _CHECKSUM.size or _CHECKSUM.unpack_from(data)[0] != zlib.crc32(content):
        raise InputError(expected="a whole file", found="a torn one", where=path.name)
    return content
