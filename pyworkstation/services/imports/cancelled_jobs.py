"""The imports that somebody wants stopped, by the names their senders gave them."""

from __future__ import annotations

_REMEMBERED = 1000


class CancelledJobs:
    """Thread-safe, and safe in a signal's handler: single operations of a dict are atomic."""

    def __init__(self) -> None:
        self._jobs: dict[str, None] = {}

    def cancel(self, job: str) -> None:
        """Remember it. The import may run, wait its turn, or have ended already; old names are forgotten in time."""
        self._jobs[job] = None
        if len(self._jobs) > _REMEMBERED:
            self._jobs.pop(next(iter(self._jobs)), None)

    def __contains__(self, job: str) -> bool:
        return job in self._jobs
