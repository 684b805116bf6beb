"""Files that are kept by themselves are written here, on a thread of its own: a disk that an import keeps busy may take long to say that it has them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future


class Background(QObject):
    """One after the other. What is waited for when the interpreter ends is done first. Its methods are for the GUI's thread."""

    _done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self._ends: dict[Future[None], Callable[[str], None]] = {}
        self._done.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def do(self, work: Callable[[], None], on_end: Callable[[str], None]) -> None:
        """Soon; then `on_end` is called with why the disk refused it, empty when it did not. Another exception is raised there."""
        future = self._pool.submit(work)
        self._ends[future] = on_end
        future.add_done_callback(self._done.emit)

    def settle(self) -> None:
        """Wait until all is done and told."""
        waiting = list(self._ends)
        wait(waiting)
        for future in waiting:
            self._end(future)

    def _end(self, future: Future[None]) -> None:
        """Once: told by its signal, or by whoever waited for it."""
        on_end = self._ends.pop(future, None)
        if on_end is None:
            return
        try:
            future.result()
        except OSError as error:
            on_end(error.strerror or str(error))
        else:
            on_end("")
