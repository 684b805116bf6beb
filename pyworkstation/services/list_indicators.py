"""Answers `list_indicators`: the engine's table, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.engine import indicators
from pyworkstation.protocol.messages import Indicators, IndicatorSpec, OutputSpec, ParamSpec

if TYPE_CHECKING:
    from pyworkstation import engine


def list_indicators() -> Indicators:
    """All of them, group after group."""
    return Indicators(indicators=[_spec(spec) for spec in indicators()])


def _spec(spec: engine.IndicatorSpec) -> IndicatorSpec:
    return IndicatorSpec(
        name=spec.name,
        title=spec.title,
        group=spec.group,
        params=[_param(param) for param in spec.params],
        inputs=list(spec.inputs),
        outputs=[
            OutputSpec(
                name=output.name, pane=output.pane, style=output.style, ahead=output.ahead, back=output.back
            )
            for output in spec.outputs
        ],
        warm_up=spec.warm_up(),
        formula=spec.formula,
    )


def _param(param: engine.ParamSpec) -> ParamSpec:
    default = param.default
    return ParamSpec(
        name=param.name,
        title=param.title,
        kind=param.kind,
        default=default if isinstance(default, str) else float(default),
        minimum=param.minimum,
        maximum=param.maximum,
        words=param.words,
    )
