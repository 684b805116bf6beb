"""The equity series of the account in a file of the home: a line for each bar that is done, and all of it when bars changed.

Invariant: nothing of the account depends on it. What cannot be written is told once and goes on in memory; what cannot be read begins anew.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import msgspec

from pyworkstation.domain.whole_file import write_whole
from pyworkstation.services.trading.equity_series import EquityBar, EquitySeries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pyworkstation.services.trading.account_message import Money

log = logging.getLogger(__name__)


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of which account (the number of the record that opened it), and how long a bar is."""

    account: int
    interval_us: Annotated[int, msgspec.Meta(ge=1)]


_head = msgspec.json.Decoder(_Head)
_bar = msgspec.json.Decoder(EquityBar)


class KeptEquity:
    """The series of the account, and its file; without a path it is in memory alone."""

    def __init__(self, path: Path | None) -> None:
        self.series = EquitySeries(0, deposits=0)
        self._path = path
        self._account = 0
        self._interval_us = 0
        self._lines = 0
        self._has_failed = False

    def begin(self, account: int, equity: int) -> None:
        """A new account, and what was paid in at its opening: what was kept of the one before is forgotten."""
        self._account, self.series = account, EquitySeries(equity, deposits=equity)
        self._write()

    def go_on(self, account: int, equity: int, *, deposits: int) -> None:
        """With what was kept of this account; from this equity on when that is nothing."""
        self._account = account
        self.series = self._read(equity, deposits)
        self._write()

    def see(self, at_us: int, money: Money) -> None:
        """How it stands. What has no quote is passed over."""
        if money.equity is not None and self.series.see(
            at_us, equity=money.equity, balance=money.balance, deposits=money.deposits
        ):
            self._add_done()

    def cut(self, at_us: int) -> None:
        """The account goes another way from here on."""
        if self.series.cut(at_us):
            self._write()

    def rewind(self, at_us: int, money: Money) -> None:
        """The account stands here again, as it was then."""
        if self.series.rewind(at_us, deposits=money.deposits):
            self._write()

    def close(self) -> None:
        """With the bar that is not done."""
        self._write()

    def _read(self, equity: int, deposits: int) -> EquitySeries:
        try:
            lines = [] if self._path is None else self._path.read_bytes().splitlines()
            head = _head.decode(lines[0]) if lines else None
        except (OSError, msgspec.DecodeError):
            head = None
        if head is None or head.account != self._account:
            return EquitySeries(equity, deposits=deposits)
        return EquitySeries(equity, deposits=deposits, interval_us=head.interval_us, bars=_bars(lines[1:]))

    def _add_done(self) -> None:
        """The bars that are done since: all but the last."""
        if self._interval_us != self.series.interval_us:
            self._write(done=True)
            return
        rows = self.series.bars[self._lines : -1]
        self._lines += len(rows)
        text = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
        self._try(lambda path: _append(path, text))

    def _write(self, *, done: bool = False) -> None:
        head = _Head(self._account, self.series.interval_us)
        bars = self.series.bars[:-1] if done else self.series.bars
        text = b"".join(msgspec.json.encode(row) + b"\n" for row in (head, *bars))
        # The last bar is written again when it is done: the later line counts.
        self._interval_us, self._lines = self.series.interval_us, max(0, len(self.series.bars) - 1)
        self._try(lambda path: write_whole(path, text))

    def _try(self, write: Callable[[Path], None]) -> None:
        if self._path is None:
            return
        try:
            write(self._path)
        except OSError as error:
            if not self._has_failed:
                log.warning("the equity series is not kept: %s: %s", self._path, error.strerror or error)
            # What is missing in the file is written with all of it when the disk works again.
            self._has_failed, self._interval_us = True, 0
        else:
            self._has_failed = False


def _bars(lines: Iterable[bytes]) -> list[EquityBar]:
    """Those that are whole, in order: a kill or a full disk may have left a part of one."""
    bars: list[EquityBar] = []
    for line in lines:
        try:
            bar = _bar.decode(line)
        except msgspec.DecodeError:
            break
        # The last bar of a run that was not done is there again when it went on.
        if bars and bar.open_us <= bars[-1].open_us:
            bars.pop()
        bars.append(bar)
    return bars


def _append(path: Path, text: bytes) -> None:
    with path.open("ab") as file:
        file.write(text)
