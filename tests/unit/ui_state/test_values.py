"""Values of indicators: they follow on from each other, belong to one epoch, and are thinned to the screen."""

from __future__ import annotations

import numpy as np
import pytest

from pyworkstation_ui.state.curves import CurveWindow, thinning, value_range
from pyworkstation_ui.state.events import Event, ValuesArrived
from pyworkstation_ui.state.indicator import IndicatorChoice, default_choice, matching, title_of
from pyworkstation_ui.state.legend import legend_values
from pyworkstation_ui.state.mailbox import Mailbox
from pyworkstation_ui.state.pane_scale import pane_scale
from pyworkstation_ui.state.series import Change
from pyworkstation_ui.state.values import Values
from tests.unit.ui_state.indicators import CLOUD, EMA, RSI, SPECS, values_update

NAN = float("nan")


def _values(count: int, *, outputs: int = 1, first_index: int = 0) -> Values:
    values = Values(outputs)
    rows = np.arange(outputs * count, dtype=float).reshape(outputs, count)
    values.apply_snapshot(values_update(rows, rows[:, -1] + 0.5, first_index=first_index))
    return values


@pytest.mark.parametrize(
    ("update", "change"),
    [
        (values_update([], [9], first_index=3), Change.MOVED),
        (values_update([7], [9], first_index=3), Change.GROWN),
        (values_update([7], [9], first_index=4), Change.GAP),
        (values_update([7], [9], first_index=2), Change.GAP),
        (values_update([7], [9], first_index=3, epoch=2), Change.GAP),
    ],
)
def test_only_what_follows_on_is_taken(update: object, change: Change) -> None:
    values = _values(3)
    assert values.apply_update(update) is change  # type: ignore[arg-type]
    newest = {Change.MOVED: 9, Change.GROWN: 9, Change.GAP: 2.5}[change]
    last = values.at(values.first_index + len(values) - 1)
    assert last is not None
    assert last[0] == newest


def test_a_snapshot_keeps_older_values_of_its_epoch_and_none_of_another() -> None:
    values = _values(4)
    values.apply_snapshot(values_update([30, 40], [50], first_index=3))
    assert values.rows(0, 9)[1].tolist() == [[0, 1, 2, 30, 40, 50]]
    values.apply_snapshot(values_update([1], [2], first_index=7, epoch=2))
    assert values.rows(0, 99)[0] == 7
    assert values.rows(0, 99)[1].tolist() == [[1, 2]]


def test_older_values_go_before_the_first_and_may_reach_into_what_there_is() -> None:
    values = _values(2, first_index=3)
    values.prepend(1, [np.array([[10.0]]), np.array([[11.0, 99.0]])])
    assert values.first_index == 1
    assert values.rows(0, 9)[1].tolist() == [[10, 11, 0, 1, 1.5]]
    values.prepend(-9, [np.array([[7.0]])])
    assert values.first_index == 1


def test_values_outgrow_their_first_room() -> None:
    values = Values(2)
    rows = np.arange(6000, dtype=float).reshape(2, 3000)
    values.apply_snapshot(values_update(rows[:, :10], rows[:, 10]))
    values.apply_update(values_update(rows[:, 10:], (), first_index=10))
    assert np.array_equal(values.rows(0, 3000)[1], rows)


def test_outputs_are_drawn_as_far_ahead_or_back_as_their_parameter_says() -> None:
    values = _values(5, outputs=3)
    ahead, back = CurveWindow().curves(values, CLOUD, {"shift": 3.0}, left=0, right=9, bar_px=5)
    assert (ahead.name, ahead.x.tolist()) == ("a", [3, 4, 5, 6, 7, 8])
    assert (back.name, back.x.tolist()) == ("b", [-3, -2, -1, 0, 1, 2])
    assert back.y.tolist() == [10, 11, 12, 13, 14, 14.5]


def test_bars_that_share_a_pixel_column_are_drawn_as_their_extremes() -> None:
    values = Values(1)
    values.apply_snapshot(values_update([5, NAN, 9, 1, 4, 4, 8, 2], [3]))
    window = CurveWindow()
    for _ in range(2):
        (curve,) = window.curves(values, EMA, {}, left=-0.5, right=8.5, bar_px=0.25)
        assert curve.x.tolist() == [1.5, 1.5, 5.5, 5.5, 9.5, 9.5]
        assert curve.y.tolist() == [1, 9, 2, 8, 3, 3]
    values.apply_update(values_update([3], [0], first_index=8))
    (curve,) = window.curves(values, EMA, {}, left=-0.5, right=8.5, bar_px=0.25)
    assert curve.y.tolist() == [1, 9, 2, 8, 0, 3]
    assert curve.newest == 0  # of the bar itself, not the greatest of those beside it


@pytest.mark.parametrize(("bar_px", "span"), [(7, 1), (1, 1), (0.9, 2), (0.25, 4), (0.2, 8)])
def test_a_pixel_column_has_about_one_point(bar_px: float, span: int) -> None:
    assert thinning(bar_px) == span


def test_the_range_of_nothing_is_none() -> None:
    values = Values(1)
    values.apply_snapshot(values_update([NAN, NAN], [NAN]))
    assert value_range(CurveWindow().curves(values, RSI, {}, left=0, right=3, bar_px=5)) is None


@pytest.mark.parametrize(
    ("low", "high", "value", "text"),
    [
        (30, 70, 53.2, "53"),
        (-0.0002, 0.0002, 0.00018, "0.00018"),
        (1.0, 1.0, 1.0, "1.0"),
        (-2e9, 3e9, -1.5e9, "-1.50bn"),
    ],
)
def test_a_pane_has_digits_enough_to_tell_its_labels_apart(
    low: float, high: float, value: float, text: str
) -> None:
    scale = pane_scale(low, high, height_px=100)
    assert scale.low < low * scale.factor
    assert scale.high > high * scale.factor
    assert scale.written(round(value * scale.factor)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(61.0791, "61.08"), (-3.7211e-05, "-0.00003721"), (123456.7, "123,457")]
)
def test_a_legend_is_short(value: float, text: str) -> None:
    assert [each.text for each in legend_values(RSI, np.array([value]), digits=5)] == [text]


def test_a_legend_has_prices_with_their_digits_and_leaves_out_what_is_not_there() -> None:
    assert [each.text for each in legend_values(EMA, np.array([1.2]), digits=5)] == ["1.20000"]
    assert legend_values(EMA, np.array([NAN]), digits=5) == []
    assert legend_values(EMA, None, digits=5) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [("", ["EMA", "RSI", "CLOUD"]), ("rs", ["RSI"]), ("c", ["CLOUD"]), ("average exp", ["EMA"]), ("x y", [])],
)
def test_an_indicator_is_found_by_any_of_its_words(text: str, names: list[str]) -> None:
    found = [spec.name for spec in matching(list(SPECS), text)]
    assert found[: len(names)] == names


def test_a_title_has_what_tells_it_from_others() -> None:
    assert title_of(default_choice(EMA, colour=0)) == "EMA 20"
    other = IndicatorChoice(name="EMA", side="mid", params={"period": 9.0, "source": "open"})
    assert title_of(other) == "EMA 9 open mid"


def test_a_mailbox_keeps_every_completed_value() -> None:
    mailbox, topic = Mailbox(), "values.EURUSD.M1.1"
    first, moved = values_update([1, 2], [3]), values_update([], [4], first_index=2)
    grown, again = values_update([4], [5], first_index=2), values_update([], [6], first_index=3)
    events: list[Event] = [
        ValuesArrived(topic, first),
        *(ValuesArrived(topic, None, (update,)) for update in (moved, grown, again)),
    ]
    for event in events:
        mailbox.post(event)
    assert mailbox.drain() == [ValuesArrived(topic, first, (grown, again))]
