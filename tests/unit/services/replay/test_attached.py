"""Indicators over the bus: their values come with the bars, and equal those of an engine that had them from the start."""

from __future__ import annotations

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol import messages as m
from tests.unit.services.replay.desk import SECOND, TICKS, Desk, reached

EMA = m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="ema", params={"period": 5.0})


def _values(packed: bytes, outputs: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.frombuffer(packed, "<f8").reshape(outputs, -1)


def _plain(request: m.AttachIndicator, rows: int) -> tuple[MtfEngine, int]:
    plain = MtfEngine([request.timeframe], depth=500, digits=5)
    attached = plain.add_indicator(request.timeframe, request.name, side=request.side, **request.params)
    plain.on_ticks(TICKS.slice(0, rows))
    return plain, attached


def _update(desk: Desk, topic: str) -> m.ValuesUpdate:
    _, body = desk.replay.snapshot(topic)
    assert isinstance(body, m.ValuesUpdate)
    return body


@pytest.mark.parametrize(
    ("request_", "outputs"),
    [
        (EMA, ["average"]),
        (
            m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="MACD", side="mid"),
            ["macd", "signal", "histogram"],
        ),
        (m.AttachIndicator(symbol="EURUSD", timeframe="T100", name="RSI", side="ask"), ["rsi"]),
    ],
)
def test_values_come_with_the_bars(desk: Desk, request_: m.AttachIndicator, outputs: list[str]) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=100 * SECOND, speed=600.0))
    attached = desk.replay.attach(request_)
    assert attached.outputs == outputs
    start = _update(desk, attached.topic)
    rows = [_values(start.completed, len(outputs))]
    desk.clock.now_s += 9
    desk.listener.wait_for(reached(5500 * SECOND))
    desk.clock.now_s += 9
    desk.listener.wait_for(reached(7199 * SECOND))
    for message in desk.listener.of(attached.topic):
        assert isinstance(message.body, m.ValuesUpdate)
        assert message.body.first_index == sum(part.shape[1] for part in rows)
        rows.append(_values(message.body.completed, len(outputs)))
    plain, plain_id = _plain(request_, 7200)
    _, wanted = plain.indicator_values(plain_id)
    assert np.array_equal(np.hstack(rows), np.array(list(wanted.values())), equal_nan=True)
    forming = plain.indicator_forming(plain_id)
    last = _update(desk, attached.topic)
    assert (list(forming.values()) if forming else []) == _values(last.forming, len(outputs))[
        :, :1
    ].ravel().tolist()


def test_a_timeframe_is_asked_for_as_people_write_it(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=100 * SECOND, paused=True))
    attached = desk.replay.attach(m.AttachIndicator(symbol="EURUSD", timeframe="90min", name="RSI"))
    assert (attached.timeframe, attached.topic) == ("M90", f"values.EURUSD.M90.{attached.id}")
    (part,) = desk.replay.engine_snapshot(m.GetSnapshot(symbol="EURUSD", timeframes=["90min"]))
    assert (part.timeframe, [row.id for row in part.indicators]) == ("M90", [attached.id])
    with pytest.raises(InputError, match="timeframe: expected M90, found 90min; a topic has the name"):
        desk.replay.snapshot("bars.EURUSD.90min")


def test_bars_and_values_of_a_message_have_the_same_rows(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", speed=600.0))
    attached = desk.replay.attach(EMA)
    desk.clock.now_s += 9
    desk.listener.wait_for(reached(5400 * SECOND))
    desk.replay.pause(paused=True)
    rows = {
        message.body.first_index: len(Bars.unpack(message.body.completed))
        for message in desk.listener.of("bars.EURUSD.M1")
        if isinstance(message.body, m.BarsUpdate)
    }
    for message in desk.listener.of(attached.topic):
        assert isinstance(message.body, m.ValuesUpdate)
        assert rows[message.body.first_index] == len(message.body.completed) // 8


def test_values_are_of_their_own_timeframe_alone(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    attached = desk.replay.attach(EMA)
    with pytest.raises(InputError, match=r"expected an attached indicator \(1 of M1\), found 1 of M5"):
        desk.replay.snapshot(f"values.EURUSD.M5.{attached.id}")


@pytest.mark.parametrize("target_s", [400, 6000])
def test_indicator_goes_along_over_a_jump(desk: Desk, target_s: int) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=1000 * SECOND, paused=True))
    attached = desk.replay.attach(EMA)
    desk.replay.seek(target_s * SECOND)
    plain, plain_id = _plain(EMA, target_s + 1)
    _, wanted = plain.indicator_values(plain_id)
    update = _update(desk, attached.topic)
    assert update.epoch == desk.replay.state().epoch
    assert np.array_equal(_values(update.completed, 1)[0], wanted["average"], equal_nan=True)


def test_the_same_indicator_is_one_and_stays_until_nobody_holds_it(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    first = desk.replay.attach(_held_by("desktop"))
    assert desk.replay.attach(_held_by("notebook")).id == first.id
    assert desk.replay.attach(_held_by("desktop")).id == first.id
    desk.replay.detach(m.DetachIndicator(symbol="EURUSD", id=first.id, holder="desktop"))
    assert _update(desk, first.topic)
    desk.replay.detach(m.DetachIndicator(symbol="EURUSD", id=first.id, holder="notebook"))
    with pytest.raises(InputError, match="expected an attached indicator"):
        desk.replay.snapshot(first.topic)


def _held_by(holder: str) -> m.AttachIndicator:
    return m.AttachIndicator(
        symbol="EURUSD", timeframe="M1", name="EMA", params={"period": 5.0}, holder=holder
    )


@pytest.mark.parametrize(
    "request_",
    [
        m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="NOSUCH"),
        m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="EMA", params={"length": 5.0}),
        m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="EMA", params={"side": "bid"}),
        m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="EMA", params={"period": 0.0}),
        m.AttachIndicator(symbol="EURUSD", timeframe="M1", name="EMA", params={"period": 2.5}),
        m.AttachIndicator(symbol="EURUSD", timeframe="X1", name="EMA"),
        m.AttachIndicator(symbol="USDJPY", timeframe="M1", name="EMA"),
    ],
    ids=lambda request: f"{request.name} {request.params} {request.timeframe} {request.symbol}",
)
def test_what_cannot_be_attached_is_refused_and_leaves_nothing(
    desk: Desk, request_: m.AttachIndicator
) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    with pytest.raises(InputError):
        desk.replay.attach(request_)
    (part,) = desk.replay.engine_snapshot(m.GetSnapshot(symbol="EURUSD", timeframes=["M1"]))
    assert part.indicators == []


def test_another_symbol_or_a_stop_forgets_them_and_their_numbers_are_not_used_again(desk: Desk) -> None:
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    first = desk.replay.attach(EMA)
    desk.replay.stop()
    desk.replay.start(m.ReplayStart(symbol="EURUSD", paused=True))
    with pytest.raises(InputError, match="there is none"):
        desk.replay.snapshot(first.topic)
    assert desk.replay.attach(EMA).id > first.id
