"""Sequence numbers: nothing applied twice, nothing skipped in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.protocol.messages import FillsUpdate, Heartbeat, OrdersUpdate, StreamBody, TopicSnapshot
from pyworkstation_ui.state.topics import TopicBook, Verdict
from tests.unit.ui_state.market import bars, envelope, snapshot

TOPIC = "bars.EURUSD.M1"


def _book(seq: int = 5, epoch: int = 1) -> TopicBook:
    book = TopicBook()
    book.want([TOPIC])
    assert book.take_snapshot(TopicSnapshot(topic=TOPIC, seq=seq, body=snapshot(bars(2), epoch=epoch)))
    return book


def test_a_wanted_topic_is_stale_until_its_snapshot() -> None:
    book = TopicBook()
    book.want([TOPIC])
    assert book.stale() == [TOPIC]
    assert book.judge(envelope(TOPIC, 1, snapshot(bars(2)))) is Verdict.DROP
    book.take_snapshot(TopicSnapshot(topic=TOPIC, seq=1, body=None))
    assert book.stale() == []


def test_what_the_snapshot_contains_is_dropped_and_the_next_applied() -> None:
    book = _book(seq=5)
    verdicts = [book.judge(envelope(TOPIC, seq, snapshot(bars(2)))) for seq in (4, 5, 6, 7)]
    assert verdicts == [Verdict.DROP, Verdict.DROP, Verdict.APPLY, Verdict.APPLY]
    assert book.gaps == 0


def test_a_missing_message_asks_for_a_snapshot_and_is_counted() -> None:
    book = _book(seq=5)
    assert book.judge(envelope(TOPIC, 7, snapshot(bars(2)))) is Verdict.RESYNC
    assert book.gaps == 1
    assert book.stale() == [TOPIC]
    assert book.judge(envelope(TOPIC, 8, snapshot(bars(2)))) is Verdict.DROP


def test_another_epoch_asks_for_a_snapshot_and_is_no_gap() -> None:
    book = _book(seq=5, epoch=1)
    assert book.judge(envelope(TOPIC, 6, snapshot(bars(2), epoch=2))) is Verdict.RESYNC
    assert book.gaps == 0


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("orders", OrdersUpdate(history=1, sequence=1, orders=[])),
        ("fills", FillsUpdate(history=1, fills=[])),
    ],
)
def test_a_missing_message_of_orders_or_fills_asks_for_a_snapshot(topic: str, body: StreamBody) -> None:
    book = TopicBook()
    book.want([topic])
    book.take_snapshot(TopicSnapshot(topic=topic, seq=1, body=body))
    assert book.judge(envelope(topic, 2, body)) is Verdict.APPLY
    assert book.judge(envelope(topic, 4, body)) is Verdict.RESYNC
    assert book.stale() == [topic]


def test_a_complete_state_needs_no_predecessor() -> None:
    book = TopicBook()
    book.want(["heartbeat"])
    book.take_snapshot(TopicSnapshot(topic="heartbeat", seq=1, body=None))
    assert book.judge(envelope("heartbeat", 9, Heartbeat(pid=1, now_us=1))) is Verdict.APPLY
    assert book.gaps == 1


def test_topics_nobody_wants_are_dropped() -> None:
    book = _book()
    book.forget([TOPIC])
    assert book.judge(envelope(TOPIC, 6, snapshot(bars(2)))) is Verdict.DROP
    assert not book.take_snapshot(TopicSnapshot(topic=TOPIC, seq=6, body=None))
    book.mark_stale(TOPIC)
    assert book.stale() == []


def test_a_silent_topic_is_unconfirmed_until_its_first_message() -> None:
    book = _book(seq=5)
    assert book.unconfirmed() == [TOPIC]
    book.judge(envelope(TOPIC, 6, snapshot(bars(2))))
    assert book.unconfirmed() == []


@given(sent=st.lists(st.booleans(), min_size=1, max_size=60), first=st.integers(0, 5))
def test_with_resync_after_every_gap_all_messages_count_once(sent: list[bool], first: int) -> None:
    """Message n carries n; losing some, the last value applied or snapped is always the newest seen."""
    book = _book(seq=first)
    known = first
    for place, arrives in enumerate(sent):
        seq = first + 1 + place
        if not arrives:
            continue
        verdict = book.judge(envelope(TOPIC, seq, snapshot(bars(2))))
        if verdict is Verdict.APPLY:
            assert seq == known + 1
            known = seq
        elif verdict is Verdict.RESYNC:
            book.take_snapshot(TopicSnapshot(topic=TOPIC, seq=seq, body=snapshot(bars(2))))
            known = seq
    last = max((first + 1 + place for place, arrives in enumerate(sent) if arrives), default=first)
    assert known == last
