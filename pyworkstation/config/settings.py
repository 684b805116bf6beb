"""Every setting, declared once: name, type, default, unit, range, meaning, whose it is, and which environments may set it.

To add one: a line here. Its variable is `PYWORKSTATION_` and its name in capitals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_type_hints

from pyworkstation.config.setting import Setting, choice, whole_number

Environment = Literal["development", "ci", "production"]
LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

PREFIX = "PYWORKSTATION_"
START_VARIABLES = {
    "PYWORKSTATION_ENV": "Which of .env.development, .env.ci and .env.production is read.",
    "PYWORKSTATION_HOME": "Folder of the database, the logs and the run files, unless --home names it.",
    "PYWORKSTATION_PROFILE": "NAME of a file `profiles/NAME.env` of the home, whose settings win over those of the .env file.",
}
"""Read before the settings are, so they stand in the environment only, never in an .env file."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process."""

    environment: Environment = "production"

    database_memory_mb: Annotated[
        int,
        whole_number(
            "Memory the database takes before it spills to disk.",
            service="database",
            unit="megabytes",
            low=128,
            high=1_000_000,
        ),
    ] = 1024
    database_threads: Annotated[
        int, whole_number("Threads one query may use.", service="database", unit="threads", low=1, high=256)
    ] = 4
    import_batch_ticks: Annotated[
        int,
        whole_number(
            "Ticks that an import stores in one transaction; the default fills a row group of the database.",
            service="imports",
            unit="ticks",
            low=1000,
            high=16_777_216,
            environments=("development", "ci"),
        ),
    ] = 1_048_576
    ring_depth: Annotated[
        int,
        whole_number(
            "Completed bars of each timeframe that a replay keeps; a snapshot of them is one message.",
            service="replay",
            unit="bars",
            low=100,
            high=25_000,
        ),
    ] = 5000
    stream_hz: Annotated[
        int,
        whole_number(
            "Stream frames a second that a replay publishes.",
            service="replay",
            unit="frames",
            low=1,
            high=120,
        ),
    ] = 30
    heartbeat_ms: Annotated[
        int,
        whole_number(
            "Time between two heartbeats of the engine; the desktop's alarm counts on the default.",
            service="heartbeat",
            unit="milliseconds",
            low=20,
            high=1000,
            environments=("development", "ci"),
        ),
    ] = 250
    worker_threads: Annotated[
        int,
        whole_number(
            "Requests the engine reads the store for at once.",
            service="reading",
            unit="threads",
            low=1,
            high=64,
        ),
    ] = 4
    query_threads: Annotated[
        int,
        whole_number("Queries that are answered at once.", service="queries", unit="threads", low=1, high=16),
    ] = 2
    query_limit_s: Annotated[
        int,
        whole_number(
            "Time after which a query is given up.",
            service="queries",
            unit="seconds",
            low=1,
            high=86_400,
            is_live=True,
        ),
    ] = 120
    metrics_port: Annotated[
        int,
        whole_number(
            "Port of 127.0.0.1 where Prometheus reads the engine's metrics; 0: none.",
            service="metrics",
            unit="a port",
            low=0,
            high=65_535,
        ),
    ] = 0
    lock_idle_minutes: Annotated[
        int,
        whole_number(
            "Time after which a session ends that nobody used; 0: only after 12 hours.",
            service="lock",
            unit="minutes",
            low=0,
            high=720,
            is_live=True,
        ),
    ] = 10
    log_format: Annotated[
        LogFormat, choice("Lines of the log for people, or JSON for programs.", "text", "json", service="log")
    ] = "text"
    log_level: Annotated[
        LogLevel,
        choice(
            "The least of what is logged.", "debug", "info", "warning", "error", service="log", is_live=True
        ),
    ] = "info"


def declared_settings() -> dict[str, Setting]:
    """Variable name -> declaration, in the order declared."""
    hints = get_type_hints(Settings, include_extras=True)
    return {
        PREFIX + name.upper(): hint.__metadata__[0]
        for name, hint in hints.items()
        if hasattr(hint, "__metadata__")
    }


def field_name(variable: str) -> str:
    """`PYWORKSTATION_RING_DEPTH` -> `ring_depth`."""
    return variable.removeprefix(PREFIX).lower()
