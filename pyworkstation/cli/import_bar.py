"""The progress bar of an import, on a terminal only."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from types import TracebackType

    from pyworkstation.protocol.messages import ImportProgress

_BAR_CELLS = 20
_NO_SIZE = (80, 24)


class ProgressBar:
    """One line that is written over and over. Leaving the block takes it away."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None

    def show(self, progress: ImportProgress) -> None:
        """Draw it."""
        if self._stream is not None:
            width = shutil.get_terminal_size(_NO_SIZE).columns
            self._stream.write("\r" + bar_line(progress)[: width - 1] + "\x1b[K")
            self._stream.flush()

    def clear(self) -> None:
        """Leave the line empty."""
        if self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()


def bar_line(progress: ImportProgress) -> str:
    """`[#####...............]  25 %  1,250,000 ticks  3.1 M/s  0:42 left  EURUSD.csv (1 of 3)`."""
    share = progress.bytes_done / progress.bytes_total if progress.bytes_total else 1.0
    full = int(share * _BAR_CELLS)
    parts = [
        f"[{'#' * full}{'.' * (_BAR_CELLS - full)}] {int(share * 100):3d} %",
        f"{progress.ticks_done:,} ticks",
        f"{progress.ticks_per_second / 1e6:.1f} M/s",
    ]
    if progress.seconds_left is not None:
        parts.append(f"{_clock(progress.seconds_left)} left")
    name = os.path.basename(progress.path)  # noqa: PTH119  (of the engine's system, as text)
    of = f" ({progress.files_done + 1} of {progress.files_total})" if progress.files_total > 1 else ""
    return "  ".join([*parts, name + of])


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
