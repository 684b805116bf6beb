"""Starts services in order, starts those again that die, and stops all in the order turned round."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol.messages import ServiceHealth
from pyworkstation.services.supervision.back_off import back_off_s
from pyworkstation.services.supervision.service import ServiceDownError
from pyworkstation.services.supervision.start_order import in_start_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyworkstation.services.supervision.service import P, Part, Service

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.25
_STABLE_S = 60.0
"""One that ran for so long died by another chance than the last time."""

_REASON_CHARACTERS = 1000


@dataclass(slots=True)
class _Watched:
    """A service and how it fares. Written by the thread that looks after it; read by any."""

    service: Service[Any]
    part: Part | None = None
    death: str = ""
    trouble: str = ""
    is_starting: bool = True
    deaths_in_a_row: int = 0
    restarts: int = 0
    started_s: float = 0.0
    due_s: float = 0.0


class Supervisor:
    """`start` and `close` from one thread; what asks how things are may come from any, and waits for nobody."""

    def __init__(
        self, services: Sequence[Service[Any]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._watched = {service.name: _Watched(service) for service in in_start_order(services)}
        self._clock = clock
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start every service, in order, and look after them from then on. One that does not start stops no other."""
        self.look()
        self._thread.start()

    def close(self) -> None:
        """Stop every service, those first that others do not need."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()
        for watched in reversed(self._watched.values()):
            _stop(watched)

    def get(self, service: Service[P]) -> P:
        """What the service has started. Raises ServiceDownError while it does not run."""
        watched = self._watched[service.name]
        if watched.part is None:
            raise ServiceDownError(
                f"the service {service.name} does not run ({watched.death or 'it starts'}); it is tried again by itself"
            )
        return cast("P", watched.part)

    def note(self, name: str, trouble: str) -> None:
        """How the last request to a service ended: with trouble that is not the asker's, or (empty) without."""
        self._watched[name].trouble = trouble[:_REASON_CHARACTERS]

    def health(self) -> list[ServiceHealth]:
        """How each is, in the order they start."""
        return [_health(watched) for watched in self._watched.values()]

    def look(self) -> None:
        """Once: see who died, stop what needs them, and start what is due. Called again and again by our thread."""
        for watched in reversed(self._watched.values()):
            if watched.part is not None and watched.part.death:
                self._bury(watched, watched.part.death)
        for watched in self._watched.values():
            if watched.part is None and self._clock() >= watched.due_s:
                self._try(watched)

    def _watch(self) -> None:
        while not self._closing.wait(_LOOK_EVERY_S):
            self.look()

    def _bury(self, watched: _Watched, death: str) -> None:
        name = watched.service.name
        for other in reversed(self._watched.values()):
            if name in other.service.needs and other.part is not None:
                self._bury(other, f"{name} failed")
        _stop(watched)
        self._failed(watched, death)

    def _try(self, watched: _Watched) -> None:
        missing = [name for name in watched.service.needs if self._watched[name].part is None]
        if missing:
            watched.is_starting, watched.death = False, f"{missing[0]} does not run"
            return
        watched.is_starting = True
        try:
            part = watched.service.start()
        except EnvironmentFailure as error:  # It says all of itself.
            self._failed(watched, str(error))
            return
        except Exception as error:
            log.exception("the service %s did not start", watched.service.name)
            self._failed(watched, str(error) or type(error).__name__)
            return
        if watched.death:
            watched.restarts += 1
            log.info("the service %s runs again", watched.service.name)
        watched.death = watched.trouble = ""
        watched.started_s = self._clock()
        watched.part, watched.is_starting = part, False

    def _failed(self, watched: _Watched, why: str) -> None:
        now_s = self._clock()
        if watched.part is not None and now_s - watched.started_s >= _STABLE_S:
            watched.deaths_in_a_row = 0
        watched.part, watched.is_starting = None, False
        watched.deaths_in_a_row += 1
        watched.death = why[:_REASON_CHARACTERS]
        wait_s = back_off_s(watched.deaths_in_a_row)
        watched.due_s = now_s + wait_s
        log.error("the service %s failed: %s; tried again in %g s", watched.service.name, why, wait_s)


def _stop(watched: _Watched) -> None:
    """A service that cannot even end keeps no other from ending."""
    if watched.part is not None:
        try:
            watched.part.close()
        except Exception:
            log.exception("the service %s did not end in order", watched.service.name)


def _health(watched: _Watched) -> ServiceHealth:
    return ServiceHealth(
        name=watched.service.name,
        state=_state(watched),
        reason=watched.death or watched.trouble,
        restarts=watched.restarts,
    )


def _state(watched: _Watched) -> Literal["starting", "healthy", "degraded", "failed"]:
    if watched.is_starting:
        return "starting"
    if watched.part is None:
        return "failed"
    return "degraded" if watched.trouble else "healthy"
