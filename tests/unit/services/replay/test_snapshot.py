"""All timeframes at one instant."""

from __future__ import annotations

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol import messages as m
from tests.unit.services.replay.desk import SECOND, TICKS, Desk


def test_snapshot_is_every_timeframe_after_the_same_tick(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=4000 * SECOND, paused=True))
    parts = desk.replay.engine_snapshot(m.GetSnapshot(symbol="EURUSD", bars=3))
    plain = MtfEngine(["M1", "M5", "H1"], depth=500)
    plain.on_ticks(TICKS.slice(0, 4001))
    assert [part.timeframe for part in parts] == ["M1", "M5", "H1"]
    assert [part.completed_count for part in parts] == [66, 13, 1]
    assert [part.first_index for part in parts] == [63, 10, 0]
    assert {part.ticks for part in parts} == {4001}
    for part in parts:
        assert part.completed == plain.completed(part.timeframe, part.first_index)[1].pack()
        assert part.forming == plain.forming(part.timeframe).pack()
    # 4000 s are 40 s into a minute, 100 s into five of them, 400 s into an hour.
    assert [part.progress for part in parts] == [40 / 60, 100 / 300, 400 / 3600]


def test_snapshot_carries_the_values_of_the_same_bars(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=4000 * SECOND, paused=True))
    desk.replay.attach(m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="SMA", params={"period": 2.0}))
    (part,) = desk.replay.engine_snapshot(m.GetSnapshot(symbol="EURUSD", timeframes=["M1"], bars=3))
    (values,) = part.indicators
    closes = Bars.unpack(part.completed).bid_close / 1e5
    forming = Bars.unpack(part.forming).bid_close / 1e5
    sma = np.frombuffer(values.completed, "<f8")
    assert np.allclose(sma[1:], (closes[:-1] + closes[1:]) / 2, rtol=0, atol=1e-12)
    assert np.allclose(np.frombuffer(values.forming, "<f8"), (closes[-1:] + forming) / 2, rtol=0, atol=1e-12)
    assert (values.name, values.outputs) == ("SMA", ["average"])


def test_timeframe_that_is_not_kept_yet_is_built(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=4000 * SECOND, paused=True))
    (part,) = desk.replay.engine_snapshot(m.GetSnapshot(symbol="EURUSD", timeframes=["T1000"]))
    assert part.completed_count == 4


@pytest.mark.parametrize("started", [False, True])
def test_snapshot_of_what_is_not_replayed_is_an_input_error(desk: Desk, *, started: bool) -> None:
    if started:
        desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    with pytest.raises(InputError, match="expected a running replay of USDJPY"):
        desk.replay.engine_snapshot(m.GetSnapshot(symbol="USDJPY"))


def test_debug_dump_shows_the_engines_the_indicators_and_what_was_published(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=4000 * SECOND, paused=True))
    desk.replay.attach(
        m.AttachIndicator(symbol="EURUSD", timeframe="T100", name="SMA", params={"period": 2.0}, holder="me")
    )
    text = desk.replay.debug_dump(None)
    for words in (
        "replay of EURUSD, epoch 1, paused at speed 1",
        "position 1970-01-01T01:06:40",
        "ticks 4,001 of 7,200",
        "state not saved yet",
        "T100, asked for by a client:",
        "T100 SMA (period 2, source close) of bid, held by me: average 1.0",
        "bars published: M1 66, M5 13, H1 1, T100 40",
    ):
        assert words in text
