"""What the legend says of an indicator: its name, and its values at one bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation_ui.state.curves import output_colours
from pyworkstation_ui.state.prices import format_volume

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation.protocol.messages import IndicatorSpec

_SIGNIFICANT = 4
_COMPACT_FROM = 1_000_000


class LegendValue(NamedTuple):
    """A value as text; `colour` counts from the indicator's own."""

    text: str
    colour: int


def legend_values(
    spec: IndicatorSpec, values: NDArray[np.float64] | None, *, digits: int
) -> list[LegendValue]:
    """One for each output that is shown; prices with the instrument's digits."""
    if values is None:
        return []
    rows = zip(spec.outputs, values, output_colours(spec), strict=True)
    return [
        LegendValue(_written(float(value), digits if output.pane == "overlay" else None), colour)
        for output, value, colour in rows
        if output.style != "hidden" and np.isfinite(value)
    ]


def _written(value: float, digits: int | None) -> str:
    if digits is not None:
        return f"{value:.{digits}f}"
    if abs(value) >= _COMPACT_FROM:
        return ("-" if value < 0 else "") + format_volume(abs(value))
    if abs(value) >= 10**_SIGNIFICANT:
        return f"{value:,.0f}"
    return str(np.format_float_positional(value, precision=_SIGNIFICANT, fractional=False, trim="-"))
