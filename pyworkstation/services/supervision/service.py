"""What a service is to those who look after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pyworkstation.domain.errors import EnvironmentFailure


class Part(Protocol):
    """What a service has started: it runs until it is closed, or dies."""

    @property
    def death(self) -> str:
        """Why it runs no longer; empty while it does."""

    def close(self) -> None:
        """End it."""


P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Generic[P]):
    """Declared once: its name, what starts it, and the services that must run before it does.

    It is started after those of `after`, too, and runs whether they do or not.
    """

    name: str
    start: Callable[[], P]
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class ServiceDownError(EnvironmentFailure):
    """Nothing was done: the service that would do it does not run at the moment."""

    code = "service_down"
