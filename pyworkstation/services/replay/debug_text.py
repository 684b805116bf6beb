"""The state of a replay as text, for people who look for what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyworkstation.protocol.messages import ReplayState, SymbolHealth
    from pyworkstation.services.replay.attached import Attached, AttachedIndicators
    from pyworkstation.services.replay.session import ReplaySession


def debug_text(
    session: ReplaySession,
    state: ReplayState,
    health: SymbolHealth,
    attached: AttachedIndicators,
    published: Mapping[str, int],
) -> str:
    """Where it stands, each engine's own table, the indicators with their values, and what was published."""
    return "\n".join(
        [
            *_head(state, health),
            "",
            session.engine.debug_dump().rstrip(),
            *_others(session),
            "",
            *_indicators(session, attached),
            "",
            "bars published: " + ", ".join(f"{name} {count:,}" for name, count in published.items()),
        ]
    )


def _head(state: ReplayState, health: SymbolHealth) -> Iterator[str]:
    held = "finished" if state.finished else "paused" if state.paused else "running"
    yield f"replay of {state.symbol}, epoch {state.epoch}, {held} at speed {state.speed:g}"
    yield f"position {_time(state.position_us)}, stored {_time(state.first_us)} to {_time(state.last_us)}"
    age = "none yet" if health.age_us is None else f"{health.age_us / 1e6:.3f} s ago"
    yield (
        f"ticks {state.ticks_done:,} of {state.ticks_total:,}, {health.ticks_per_second:,} a second, last came {age}; "
        f"state {health.state_bytes:,} bytes, rings of {health.depth:,} bars"
    )
    yield "state not saved yet" if health.saved_us is None else f"state saved {format_time(health.saved_us)}"


def _others(session: ReplaySession) -> Iterator[str]:
    for name, engine in session.others.items():
        yield ""
        yield f"{name}, asked for by a client:"
        yield engine.debug_dump().rstrip()


def _indicators(session: ReplaySession, attached: AttachedIndicators) -> Iterator[str]:
    rows = list(attached)
    yield f"indicators attached: {len(rows) or 'none'}"
    yield from (_indicator(session, row) for row in rows)


def _indicator(session: ReplaySession, row: Attached) -> str:
    wanted, number = row.wanted, session.engine_ids[row.id].number
    engine = session.engine_of(wanted.timeframe)
    snapshot = engine.snapshot()
    params = ", ".join(
        f"{name} {value if isinstance(value, str) else f'{value:g}'}" for name, value in wanted.params.items()
    )
    holders = ", ".join(sorted(holder or "(no name)" for holder in row.holders))
    return (
        f"{row.id:4} {wanted.timeframe} {wanted.name} ({params}) of {wanted.side}, held by {holders}: "
        f"{_values(snapshot.indicator_values(number))}; forming {_values(snapshot.indicator_forming(number))}"
    )


def _values(values: Mapping[str, float] | None) -> str:
    if values is None:
        return "no bar"
    return ", ".join(f"{name} {value:.10g}" for name, value in values.items())


def _time(us: int | None) -> str:
    return "none" if us is None else format_time(us)
