"""Answers `get_status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation import __version__
from pyworkstation.protocol.messages import ReplayState, Status, SymbolStatus, UnfinishedImport
from pyworkstation.storage.imports.import_runs import stored_parts
from pyworkstation.storage.ticks.stored_symbols import stored_symbols

if TYPE_CHECKING:
    from collections.abc import Container

    from pyworkstation.domain.home import Home
    from pyworkstation.storage.database import Store


def get_status(
    store: Store,
    *,
    home: Home,
    environment: str,
    pid: int | None,
    started_us: int | None,
    replay: ReplayState,
    importing: Container[str],
) -> Status:
    """What runs, and what is stored. `pid` and `started_us` are absent when no engine runs, `importing` are symbols."""
    return Status(
        version=__version__,
        environment=environment,
        home=str(home.path),
        pid=pid,
        started_us=started_us,
        symbols=[
            SymbolStatus(
                symbol=stored.symbol,
                digits=stored.digits,
                volume_digits=stored.volume_digits,
                ticks=stored.ticks,
                first_us=stored.first_us,
                last_us=stored.last_us,
                sources=stored.sources,
            )
            for stored in stored_symbols(store)
        ],
        replay=replay,
        unfinished=[
            UnfinishedImport(
                symbol=part.symbol, path=part.path, ticks=part.ticks, running=part.symbol in importing
            )
            for part in stored_parts(store)
        ],
    )
