"""A client that outlives runs of the engine, and knows of each failure whether the request was done."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pyworkstation.bus.lanes import Lane
from pyworkstation.client import AsyncClient, Client, client
from pyworkstation.client.errors import EngineGoneError, RequestFailedError, UnreadableAnswerError
from pyworkstation.domain.asker import Asker
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.envelope import BadMessageError, ReplyEnvelope, encode
from tests.unit.bus.bus_pair import BusPair
from tests.unit.client.engine_home import Answer, publish, run_of_engine, ticks

Answers = dict[type[m.Request], tuple[Lane, Answer]]
HEALTH = m.Health(pid=1, now_us=2, started_us=3, symbols=[])


class Engine:
    """Its answers, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[m.Request] = []
        self.stop: Callable[[], None] = lambda: None
        self.left = threading.Event()
        self.came = threading.Event()

    def answer(self, request: m.Request, asker: Asker) -> Iterator[m.Reply]:
        self.asked.append(request)
        yield HEALTH if isinstance(request, m.GetHealth) else m.Done()

    def dies(self, request: m.Request, asker: Asker) -> Iterator[m.Reply]:
        """Stops without a word, as an engine does that is killed."""
        self.asked.append(request)
        self.stop()
        threading.Event().wait(0.1)
        yield from ()
        raise AssertionError

    def works_until_left(self, request: m.Request, asker: Asker) -> Iterator[m.Reply]:
        with asker.stops_when_gone(self.left.set):
            self.came.set()
            self.left.wait(10)
        yield m.Done()

    def snapshot(self, request: m.Request, asker: Asker) -> Iterator[m.Reply]:
        assert isinstance(request, m.Subscribe)
        for topic in request.topics:
            yield m.TopicSnapshot(topic=topic, seq=0, body=None)


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def answers(engine: Engine) -> Answers:
    return {
        m.GetHealth: (Lane.INLINE, engine.answer),
        m.UndoImport: (Lane.INLINE, engine.answer),
        m.RunQuery: (Lane.READ, engine.works_until_left),
        m.Subscribe: (Lane.INLINE, engine.snapshot),
    }


@pytest.fixture
def bus(tmp_path: Path, answers: Answers) -> Iterator[BusPair]:
    with run_of_engine(tmp_path, answers) as bus:
        yield bus


def test_a_new_run_is_found_without_a_word(tmp_path: Path, answers: Answers) -> None:
    with Client(tmp_path) as ws:
        for _ in range(3):
            with run_of_engine(tmp_path, answers):
                assert ws.health() == HEALTH
                assert ws.health() == HEALTH


def test_what_changes_something_goes_to_a_new_run_when_it_certainly_did_not_reach_the_old(
    tmp_path: Path, engine: Engine, answers: Answers
) -> None:
    with Client(tmp_path) as ws:
        with run_of_engine(tmp_path, answers):
            ws.health()
        with run_of_engine(tmp_path, answers):
            assert ws.call(m.UndoImport(id=1)) == m.Done()
    assert engine.asked.count(m.UndoImport(id=1)) == 1


def test_no_engine_is_told_as_not_done(tmp_path: Path) -> None:
    with Client(tmp_path) as ws, pytest.raises(EngineGoneError, match="no engine runs") as gone:
        ws.status()
    assert gone.value.outcome == "not_done"


def test_a_change_that_may_have_been_done_is_not_sent_again(
    tmp_path: Path, engine: Engine, answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    answers[m.UndoImport] = (Lane.INLINE, engine.dies)
    caplog.set_level("CRITICAL")
    with Client(tmp_path) as ws, run_of_engine(tmp_path, answers):
        with pytest.raises(RequestFailedError) as failed:
            ws.call(m.UndoImport(id=1))
        assert (failed.value.code, failed.value.outcome) == ("bug", "unknown")
    assert engine.asked == [m.UndoImport(id=1)]


def test_an_engine_that_is_silent_leaves_it_unknown(tmp_path: Path, bus: BusPair) -> None:
    with Client(tmp_path) as ws, pytest.raises(EngineGoneError) as gone:
        list(ws.request(m.RunQuery(sql="select 1"), timeout_s=0.05))
    assert (gone.value.outcome, gone.value.went_away) == ("unknown", False)


def test_a_client_that_reads_is_held_to_it(tmp_path: Path, bus: BusPair, engine: Engine) -> None:
    with Client(tmp_path, role="read") as ws:
        assert ws.health() == HEALTH
        with pytest.raises(RequestFailedError) as refused:
            ws.call(m.UndoImport(id=1))
    assert (refused.value.code, refused.value.outcome) == ("not_allowed", "not_done")


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"\x83\xa1v\x01\xa2id\x07\xa4body\x81\xa2op\xa3new", "done"),
        (b"\x84\xa1v\x01\xa2id\x07\xa4more\xc3\xa4body\x81\xa2op\xa3new", "unknown"),
        (b"\x83\xa1v\x01\xa2id\x07\xa5error\x81\xa1x\x01", "unknown"),
        (b"\xc1", "unknown"),
        (b"", "unknown"),
    ],
)
def test_an_answer_that_cannot_be_read_may_still_say_that_it_is_done(data: bytes, outcome: str) -> None:
    with pytest.raises(UnreadableAnswerError) as unreadable:
        client._decoded(data)
    assert unreadable.value.outcome == outcome


def test_a_whole_answer_is_read() -> None:
    reply = ReplyEnvelope(v=1, id=7, body=m.Done())
    assert client._decoded(encode(reply)) == reply
    assert not issubclass(UnreadableAnswerError, BadMessageError)


# --- asyncio -------------------------------------------------------------------------------------------------------


def test_asyncio_asks_and_listens(tmp_path: Path, bus: BusPair) -> None:
    async def scene() -> tuple[m.Health, list[int]]:
        seen: list[int] = []
        async with AsyncClient(tmp_path) as ws:
            health = await ws.health()
            async for update in ws.stream("ticks.EURUSD"):
                seen.append(update.seq)
                if len(seen) == 4:
                    break
                await _listeners(bus, 2)
                publish(bus, "ticks.EURUSD", len(seen), ticks(len(seen)))
        return health, seen

    assert asyncio.run(scene()) == (HEALTH, [0, 1, 2, 3])


@pytest.mark.parametrize("name", ["bars", "ticks", "call"])
def test_both_clients_take_the_same(name: str) -> None:
    blocking, awaited = (inspect.signature(getattr(each, name)) for each in (Client, AsyncClient))
    assert awaited.parameters == blocking.parameters


def test_many_tasks_may_ask_at_once(tmp_path: Path, bus: BusPair) -> None:
    async def scene() -> list[m.Health]:
        async with AsyncClient(tmp_path) as ws:
            return list(await asyncio.gather(*(ws.health() for _ in range(20))))

    assert asyncio.run(scene()) == [HEALTH] * 20


def test_a_cancelled_task_cancels_its_request_at_the_engine(
    tmp_path: Path, bus: BusPair, engine: Engine
) -> None:
    async def scene() -> None:
        async with AsyncClient(tmp_path) as ws:
            task = asyncio.create_task(ws.parts(m.RunQuery(sql="select 1"), timeout_s=None))
            await asyncio.to_thread(engine.came.wait, 5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(engine.left.wait, 5)
            assert await ws.health() == HEALTH

    asyncio.run(scene())


async def _listeners(bus: BusPair, count: int) -> None:
    while bus.server.traffic().listeners < count:
        await asyncio.sleep(0)
