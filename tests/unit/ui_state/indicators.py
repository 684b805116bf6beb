"""Registry rows, attachments and values for tests of the desktop."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from pyworkstation.protocol.messages import (
    AttachedIndicator,
    AttachIndicator,
    IndicatorSpec,
    OutputSpec,
    ParamSpec,
    ValuesUpdate,
)

_PERIOD = ParamSpec(name="period", title="Bars", kind="count", default=20.0, minimum=1.0, maximum=500.0)
_SOURCE = ParamSpec(name="source", title="Price", kind="choice", default="close", words=["close", "open"])


def _spec(name: str, title: str, params: list[ParamSpec], *outputs: OutputSpec) -> IndicatorSpec:
    return IndicatorSpec(
        name=name,
        title=title,
        group="Some",
        params=params,
        inputs=["source"],
        outputs=list(outputs),
        warm_up=2,
        formula="As written.",
    )


EMA = _spec(
    "EMA",
    "Exponential moving average",
    [_PERIOD, _SOURCE],
    OutputSpec(name="average", pane="overlay", style="line"),
)
RSI = _spec("RSI", "Relative strength index", [_PERIOD], OutputSpec(name="rsi", pane="own", style="line"))
CLOUD = _spec(
    "CLOUD",
    "Cloud",
    [ParamSpec(name="shift", title="Bars ahead", kind="count", default=3.0, minimum=1.0, maximum=9.0)],
    OutputSpec(name="a", pane="overlay", style="band", ahead="shift"),
    OutputSpec(name="hidden", pane="own", style="hidden"),
    OutputSpec(name="b", pane="overlay", style="line", back="shift"),
)
SPECS = (EMA, RSI, CLOUD)


def attached(request: AttachIndicator, attached_id: int) -> AttachedIndicator:
    """The engine's answer for one of `SPECS`."""
    return attached_as(request, attached_id, next(spec for spec in SPECS if spec.name == request.name))


def attached_as(request: AttachIndicator, attached_id: int, spec: IndicatorSpec) -> AttachedIndicator:
    """The engine's answer."""
    return AttachedIndicator(
        symbol=request.symbol,
        timeframe=request.timeframe,
        id=attached_id,
        name=request.name,
        side=request.side,
        params=request.params,
        outputs=[output.name for output in spec.outputs],
        warm_up=2,
        topic=f"values.{request.symbol}.{request.timeframe}.{attached_id}",
    )


def values_update(
    completed: ArrayLike,
    forming: ArrayLike = (),
    *,
    first_index: int = 0,
    epoch: int = 1,
    attached_id: int = 1,
    timeframe: str = "M1",
) -> ValuesUpdate:
    """A message with these rows, by output."""
    return ValuesUpdate(
        symbol="EURUSD",
        timeframe=timeframe,
        id=attached_id,
        epoch=epoch,
        first_index=first_index,
        completed=np.asarray(completed, dtype="<f8").tobytes(),
        forming=np.asarray(forming, dtype="<f8").tobytes(),
    )
