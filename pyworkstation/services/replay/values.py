"""What attached indicators make of a session's bars, in the form in which it crosses the bus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.protocol.messages import IndicatorValues, ValuesUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import ArrayLike

    from pyworkstation.services.replay.attached import Attached
    from pyworkstation.services.replay.session import ReplaySession

_WIRE = np.dtype("<f8")


def values_update(session: ReplaySession, attached: Attached, *, epoch: int, since: int) -> ValuesUpdate:
    """Values after the bars with index >= `since` (those the ring still holds), and for the forming one."""
    first_index, completed, forming = _packed(session, attached, since)
    return ValuesUpdate(
        symbol=session.symbol,
        timeframe=attached.wanted.timeframe,
        id=attached.id,
        epoch=epoch,
        first_index=first_index,
        completed=completed,
        forming=forming,
    )


def indicator_values(session: ReplaySession, attached: Attached, *, since: int) -> IndicatorValues:
    """The same as part of a snapshot."""
    wanted = attached.wanted
    _, completed, forming = _packed(session, attached, since)
    return IndicatorValues(
        id=attached.id,
        name=wanted.name,
        side=wanted.side,
        params=wire_params(wanted.params),
        outputs=session.outputs_of(attached.id),
        completed=completed,
        forming=forming,
    )


def wire_params(params: Mapping[str, float | str]) -> dict[str, float | str]:
    """Every number as a float, as the protocol has it."""
    return {name: value if isinstance(value, str) else float(value) for name, value in params.items()}


def _packed(session: ReplaySession, attached: Attached, since: int) -> tuple[int, bytes, bytes]:
    timeframe, number = session.engine_ids[attached.id]
    engine = session.engine_of(timeframe)
    first_index, completed = engine.indicator_values(number, since)
    forming = engine.indicator_forming(number)
    return (
        first_index,
        _pack(completed.values()),
        b"" if forming is None else _pack([value] for value in forming.values()),
    )


def _pack(columns: Iterable[ArrayLike]) -> bytes:
    return b"".join(np.asarray(column, dtype=_WIRE).tobytes() for column in columns)
