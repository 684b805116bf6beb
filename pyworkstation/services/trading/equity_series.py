"""The equity of an account in bars of the market's time, its peak, and how far it was at most below one that it had before."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MINUTE_US = 60_000_000
MOST = 4096
"""Bars. One more, and two become one of twice the length: a day of minutes, or years of days, fit."""


class EquityBar(NamedTuple):
    """From `open_us` on; `balance`, `peak` and `drawdown` as they were in the end. In minor units of the account's currency."""

    open_us: int
    open: int
    high: int
    low: int
    close: int
    balance: int
    peak: int
    drawdown: int


class Stand(NamedTuple):
    """The highest equity, and the furthest below a peak before."""

    peak: int
    drawdown: int


class EquitySeries:
    """Money that is paid in or out moves the peak along with the equity, and makes no drawdown."""

    def __init__(
        self,
        equity: int,
        *,
        deposits: int,
        interval_us: int = MINUTE_US,
        bars: Iterable[EquityBar] = (),
        most: int = MOST,
    ) -> None:
        """Of an account into which `deposits` were paid so far."""
        self.interval_us = interval_us
        self.bars = list(bars)
        self._most = most
        self._begin = equity
        self._deposits = deposits
        self._seen_us = self.bars[-1].open_us if self.bars else 0

    def stand(self, at_us: int | None) -> Stand:
        """As it was in the end of the last bar that knows of nothing later; now without a time."""
        count = self._past(at_us)
        return (
            Stand(self.bars[count - 1].peak, self.bars[count - 1].drawdown)
            if count
            else Stand(self._begin, 0)
        )

    def until(self, at_us: int | None) -> Sequence[EquityBar]:
        """Those that know of nothing later; all without a time."""
        return self.bars[: self._past(at_us)]

    def see(self, at_us: int, *, equity: int, balance: int, deposits: int) -> bool:
        """Take in how it stands. True when a bar began, and those before it stay as they are. What is past already is passed over."""
        open_us = at_us - at_us % self.interval_us
        if self.bars and at_us < self._seen_us:
            return False
        self._seen_us = at_us
        paid_in = deposits - self._deposits
        self._deposits = deposits
        before = self.stand(None)
        peak = max(before.peak + paid_in, equity)
        drawdown = max(before.drawdown, peak - equity)
        last = self.bars[-1] if self.bars else None
        if last is not None and last.open_us == open_us:
            self.bars[-1] = last._replace(
                high=max(last.high, equity),
                low=min(last.low, equity),
                close=equity,
                balance=balance,
                peak=peak,
                drawdown=drawdown,
            )
            return False
        self.bars.append(EquityBar(open_us, equity, equity, equity, equity, balance, peak, drawdown))
        self._halve()
        return True

    def cut(self, at_us: int) -> bool:
        """Forget bars that began after this. True when there were some."""
        return self._keep(self._begun(at_us), at_us)

    def rewind(self, at_us: int, *, deposits: int) -> bool:
        """Forget what is after this, and what was paid in or out there: the account goes another way. True when there was something.

        A bar that knows of something later goes as a whole: what it had before that is not kept by itself.
        """
        is_less = self._keep(self._past(at_us), at_us)
        if is_less:
            # The peak of the bars that stay is of the money that was there then.
            self._deposits = deposits
        return is_less

    def _keep(self, count: int, at_us: int) -> bool:
        self._seen_us = min(self._seen_us, at_us)
        is_less = count < len(self.bars)
        del self.bars[count:]
        return is_less

    def _begun(self, at_us: int) -> int:
        return bisect.bisect_right(self.bars, at_us, key=_opens)

    def _past(self, at_us: int | None) -> int:
        """How many bars were over by then, or seen for the last time."""
        if at_us is None or self._seen_us <= at_us:
            return len(self.bars)
        return self._begun(at_us - self.interval_us)

    def _halve(self) -> None:
        """Keep them few: bars of twice the length, until they fit."""
        while len(self.bars) > self._most:
            self.interval_us *= 2
            joined: list[EquityBar] = []
            for bar in self.bars:
                open_us = bar.open_us - bar.open_us % self.interval_us
                if joined and joined[-1].open_us == open_us:
                    joined[-1] = _both(joined[-1], bar)
                else:
                    joined.append(bar._replace(open_us=open_us))
            self.bars = joined


def _opens(bar: EquityBar) -> int:
    return bar.open_us


def _both(first: EquityBar, second: EquityBar) -> EquityBar:
    return second._replace(
        open_us=first.open_us,
        open=first.open,
        high=max(first.high, second.high),
        low=min(first.low, second.low),
    )
