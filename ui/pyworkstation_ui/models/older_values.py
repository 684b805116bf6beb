"""Values of indicators for bars from before those that the engine keeps at hand: asked for where a chart has such bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.protocol.messages import GetValues, ValuesPart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation.protocol.messages import AttachedIndicator, Reply
    from pyworkstation_ui.models.indicator_model import IndicatorModel
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.state.series import Series
    from pyworkstation_ui.state.values import Values


class _Wanted(NamedTuple):
    """Values of bars [first, before) of one epoch; `values` is what they go in front of."""

    values: Values
    epoch: int
    first: int
    before: int


class OlderValues:
    """Asks once for each stretch, whatever comes of it."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._asked: dict[int, _Wanted] = {}

    def want(self, row: IndicatorModel, series: Series) -> None:
        """See to it that an indicator has values for all bars of its chart."""
        values, attached = row.values, row.attached
        is_same = values.epoch is not None and values.epoch == series.epoch and len(values) > 0
        if (
            attached is None
            or not is_same
            or not series.first_index < values.first_index <= series.last_index
        ):
            return
        assert values.epoch is not None
        wanted = _Wanted(values, values.epoch, series.first_index, values.first_index)
        if self._asked.get(row.key) != wanted:
            self._asked[row.key] = wanted
            self._ask(row, wanted, _request(attached, series, wanted))

    def _ask(self, row: IndicatorModel, wanted: _Wanted, request: GetValues) -> None:
        parts: list[Reply] = []

        def end(fault: str) -> None:
            if not fault and wanted.values is row.values and row.values.epoch == wanted.epoch:
                row.values.prepend(wanted.first, _rows(parts))
                row.changed.emit()

        self._questions.ask(request, on_reply=parts.append, on_end=end)


def _request(attached: AttachedIndicator, series: Series, wanted: _Wanted) -> GetValues:
    return GetValues(
        symbol=attached.symbol,
        timeframe=attached.timeframe,
        name=attached.name,
        side=attached.side,
        params=attached.params,
        from_us=int(series.open_us[0]),
        to_us=int(series.open_us[wanted.before - series.first_index]),
    )


def _rows(parts: list[Reply]) -> list[NDArray[np.float64]]:
    return [
        np.frombuffer(part.packed, dtype="<f8").reshape(len(part.outputs), part.count)
        for part in parts
        if isinstance(part, ValuesPart)
    ]
