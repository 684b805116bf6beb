"""Services in an order in which each comes after those that it needs."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from pyworkstation.domain.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyworkstation.services.supervision.service import Service


def in_start_order(services: Sequence[Service[Any]]) -> list[Service[Any]]:
    """Raises BugError when one needs what is not there, or itself in the end."""
    by_name = {service.name: service for service in services}
    for service in services:
        if missing := {*service.needs, *service.after} - by_name.keys():
            raise BugError(
                f"service {service.name} needs {', '.join(sorted(missing))}, which nobody declared"
            )
    try:
        order = TopologicalSorter(
            {service.name: (*service.needs, *service.after) for service in services}
        ).static_order()
        return [by_name[name] for name in order]
    except CycleError as error:
        raise BugError(f"services need each other in a circle: {' -> '.join(error.args[1])}") from None
