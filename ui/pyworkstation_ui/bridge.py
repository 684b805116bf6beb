"""The one door off the GUI thread: a thread of its own that finds, starts, stops and talks to the engine.

What it learns waits in a mailbox that the GUI empties once per frame; what the GUI wants waits in a queue that the
thread works off. Nothing else is shared.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from dataclasses import dataclass
from functools import partial
from queue import Empty, Queue
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING

from pyworkstation.client.connection import MuteEngine
from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol.messages import BarsPart
from pyworkstation_ui.asides import NOT_CONNECTED, Asides
from pyworkstation_ui.link import ALWAYS, Link
from pyworkstation_ui.state.beside import Beside
from pyworkstation_ui.state.connection import START_DEADLINE_S, Phase, Signal, after
from pyworkstation_ui.state.events import BugFound, EngineFound, PhaseChanged, ReplyEnded, RequestFailed
from pyworkstation_ui.state.mailbox import Mailbox
from pyworkstation_ui.state.older_bars import OlderArrived
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from pyworkstation_ui.state.process_end import how_it_ended

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import Popen

    from pyworkstation.client.connection import Connection
    from pyworkstation.protocol.messages import Request
    from pyworkstation_ui.doors import RequestDoor, StreamDoor
    from pyworkstation_ui.state.events import Event
    from pyworkstation_ui.state.older_bars import OlderWanted

_LOG = logging.getLogger(__name__)

_SEARCH_EVERY_S = 0.2
_SEARCH_EVERY_WHEN_STARTING_S = 0.05
_STREAM_WAIT_S = 0.01
_STOP_OWN_ENGINE_S = 5.0
_OLDER_TIMEOUT_S = 60.0
_CLOSING_REQUEST_S = 2.0
_CLOSE_S = _CLOSING_REQUEST_S + _STOP_OWN_ENGINE_S + 2.0
"""The thread may be waiting for a ping; longer it waits only for a request such as a seek, which has no bound."""


@dataclass(frozen=True, slots=True)
class Doors:
    """How to reach an engine: what `pyworkstation.client` offers, for one home."""

    find: Callable[[], Connection | MuteEngine | None]
    client: Callable[[Connection], RequestDoor]
    stream: Callable[[Connection, tuple[str, ...]], StreamDoor]
    start: Callable[[], Popen[bytes]]
    kill: Callable[[int], None]
    start_words: Callable[[], str]
    """The last line that the started engine printed: why it did not start."""


@dataclass(frozen=True, slots=True)
class _Ask:
    id: int
    body: Request


@dataclass(frozen=True, slots=True)
class _Resync:
    topic: str


@dataclass(frozen=True, slots=True)
class _FetchOlder:
    wanted: OlderWanted


@dataclass(frozen=True, slots=True)
class _ShowTimeframes:
    timeframes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ShowBeside:
    wanted: Beside


@dataclass(frozen=True, slots=True)
class _ShowAccount:
    is_shown: bool


@dataclass(frozen=True, slots=True)
class _AskAside:
    id: int
    body: Request


@dataclass(frozen=True, slots=True)
class _Forget:
    id: int


@dataclass(frozen=True, slots=True)
class _StartEngine:
    pass


@dataclass(frozen=True, slots=True)
class _StopEngine:
    pass


@dataclass(frozen=True, slots=True)
class _KillEngine:
    pass


_Command = (
    _Ask
    | _Resync
    | _FetchOlder
    | _ShowTimeframes
    | _ShowBeside
    | _ShowAccount
    | _AskAside
    | _Forget
    | _StartEngine
    | _StopEngine
    | _KillEngine
)


class Bridge:
    """The GUI's side: every method returns at once, from any thread."""

    def __init__(self, doors: Doors) -> None:
        self._mailbox = Mailbox()
        self._worker = _Worker(doors, self._mailbox.post)
        self._ids = itertools.count(1)
        self._thread = threading.Thread(target=self._worker.run, name="bridge", daemon=True)

    def start(self) -> None:
        """Begin to look for an engine."""
        self._thread.start()

    def drain(self) -> list[Event]:
        """What happened since the last call, the newest only where only the newest counts."""
        return self._mailbox.drain()

    def send(self, body: Request) -> int:
        """Send a request; the id comes back in `RequestFailed` if it fails."""
        request_id = next(self._ids)
        self._worker.commands.put(_Ask(request_id, body))
        return request_id

    def resync(self, topic: str) -> None:
        """Ask for a snapshot of a topic."""
        self._worker.commands.put(_Resync(topic))

    def fetch_older(self, wanted: OlderWanted) -> None:
        """Ask for stored bars; they come as `OlderArrived`."""
        self._worker.commands.put(_FetchOlder(wanted))

    def show_timeframes(self, timeframes: tuple[str, ...]) -> None:
        """Follow the bars of these, of whatever symbol is replayed."""
        self._worker.commands.put(_ShowTimeframes(timeframes))

    def show_beside(self, wanted: Beside) -> None:
        """Follow these of symbols that are not replayed."""
        self._worker.commands.put(_ShowBeside(wanted))

    def show_account(self, *, is_shown: bool) -> None:
        """Hear of the account from now on, or of nothing of it any more."""
        self._worker.commands.put(_ShowAccount(is_shown))

    def ask(self, body: Request) -> int:
        """Ask beside the stream; the answer comes as `ReplyArrived` and a `ReplyEnded` of this id."""
        request_id = next(self._ids)
        self._worker.commands.put(_AskAside(request_id, body))
        return request_id

    def forget(self, request_id: int) -> None:
        """Nobody waits for this answer any more."""
        self._worker.commands.put(_Forget(request_id))

    def start_engine(self) -> None:
        """Start an engine process; it is stopped again by `close`."""
        self._worker.commands.put(_StartEngine())

    def stop_engine(self) -> None:
        """Stop the engine, whoever started it."""
        self._worker.commands.put(_StopEngine())

    def kill_engine(self) -> None:
        """End an engine that does not answer, whoever started it."""
        self._worker.commands.put(_KillEngine())

    def leave_engine(self) -> None:
        """The engine that this bridge started, if it did, runs on after `close`."""
        self._worker.leaves_engine = True

    @property
    def owns_engine(self) -> bool:
        """Does an engine run that this bridge started?"""
        return self._worker.has_own_process

    def close(self) -> None:
        """Stop the engine if this bridge started it, and end the thread. A second call does nothing."""
        self._worker.is_closing.set()
        if not self._thread.is_alive():
            return
        self._thread.join(_CLOSE_S)
        if self._thread.is_alive():
            self._worker.end_own_process()


class _Worker:
    """The thread's side."""

    def __init__(self, doors: Doors, post: Callable[[Event], None]) -> None:
        self.commands: Queue[_Command] = Queue()
        self.is_closing = threading.Event()
        self.leaves_engine = False
        self._doors = doors
        self._post = post
        self._phase = Phase.SEARCHING
        self._link: Link | None = None
        self._connection: Connection | None = None
        self._timeframes: tuple[str, ...] = PANEL_TIMEFRAMES
        self._beside = Beside()
        self._asides: Asides | None = None
        self._process: Popen[bytes] | None = None
        self._start_deadline_s = 0.0
        self._stop_deadline_s = 0.0
        self._found_before = False
        self._complaint = ""

    def run(self) -> None:
        """Serve until closed. The thread outlives every failure: it is the window's only way to the engine."""
        while not self.is_closing.is_set():
            try:
                self._step()
            except EngineGoneError as error:
                self._lose(str(error))
            except (EnvironmentFailure, RequestFailedError) as error:
                self._complain(str(error))
            except Exception as error:  # noqa: BLE001 - the thread's edge
                _LOG.exception("the bridge failed")
                self._post(BugFound(f"{type(error).__name__}: {error}"))
                self._lose("internal error")
                self.is_closing.wait(_SEARCH_EVERY_S)
        self._end()

    def _step(self) -> None:
        if self._link is None:
            self._search()
            self._work_off(wait_s=self._search_pause_s())
        else:
            self._work_off(wait_s=None)
            if self._link is not None:
                self._link.pump(_STREAM_WAIT_S)

    def _search(self) -> None:
        found = self._doors.find()
        if found is None:
            self._check_start()
            self._signal(Signal.NOT_THERE, self._ending())
        elif isinstance(found, MuteEngine):
            self._check_start()
            self._notice_mute(found)
        elif self._phase is not Phase.STOPPING:
            self._connect(found)

    def _ending(self) -> str:
        """How an engine went that nobody stopped."""
        if self._phase not in (Phase.LOST, Phase.HUNG):
            return ""
        code = self._process.poll() if self._process else None
        return f"The engine {how_it_ended(code)}. It runs again when you start it."

    def _notice_mute(self, engine: MuteEngine) -> None:
        """One that is stopping answers nothing while it closes the database."""
        if self._phase is not Phase.STOPPING or time.monotonic() > self._stop_deadline_s:
            self._signal(Signal.MUTE, f"process {engine.pid}")

    def _connect(self, connection: Connection) -> None:
        client = self._doors.client(connection)
        stream = self._doors.stream(connection, ALWAYS)
        self._link = Link(client, stream, post=self._post, timeframes=self._timeframes, beside=self._beside)
        self._connection = connection
        self._asides = Asides(partial(self._doors.client, connection), self._post)
        status = self._link.greet()
        self._complaint = ""
        self._signal(Signal.ANSWERED)
        self._post(EngineFound(status, again=self._found_before))
        self._found_before = True

    def _work_off(self, *, wait_s: float | None) -> None:
        """All commands that wait; with `wait_s`, wait that long for the first."""
        try:
            command = self.commands.get(block=wait_s is not None, timeout=wait_s)
            while True:
                self._do(command)
                command = self.commands.get_nowait()
        except Empty:
            pass

    def _do(self, command: _Command) -> None:
        match command:
            case _StartEngine():
                self._start()
            case _Ask() if self._link is not None:
                self._link.ask(command.id, command.body)
            case _Ask():
                self._post(RequestFailed(command.id, NOT_CONNECTED))
            case _StopEngine() if self._link is not None:
                self._stop()
            case _KillEngine() if self._link is None:
                self._kill()
            case _FetchOlder() if self._connection is not None:
                self._fetch_older(self._connection, command.wanted)
            case _AskAside() if self._asides is not None:
                self._asides.ask(command.id, command.body)
            case _AskAside():
                self._post(ReplyEnded(command.id, NOT_CONNECTED))
            case _Forget() if self._asides is not None:
                self._asides.forget(command.id)
            case _Resync() | _ShowAccount() if self._link is not None:
                _tell(self._link, command)
            case _ShowTimeframes():
                self._show_timeframes(command.timeframes)
            case _ShowBeside():
                self._show_beside(command.wanted)

    def _show_timeframes(self, timeframes: tuple[str, ...]) -> None:
        self._timeframes = timeframes
        if self._link is not None:
            self._link.show_timeframes(timeframes)

    def _show_beside(self, wanted: Beside) -> None:
        self._beside = wanted
        if self._link is not None:
            self._link.show_beside(wanted)

    def _start(self) -> None:
        if self._link is not None or self._phase is Phase.STARTING:
            return
        self._signal(Signal.START_ASKED)
        self._start_deadline_s = time.monotonic() + START_DEADLINE_S
        try:
            self._await_predecessor()
            self._process = self._doors.start()
        except (OSError, TimeoutExpired) as error:
            self._signal(Signal.START_FAILED, f"The engine could not be started: {error}")

    def _await_predecessor(self) -> None:
        """An engine that was told to stop holds the database until its process has ended."""
        if self._process is not None:
            self._process.wait(_STOP_OWN_ENGINE_S)

    def _check_start(self) -> None:
        if self._phase is not Phase.STARTING:
            return
        code = self._process.poll() if self._process else None
        if code is not None:
            words = self._doors.start_words() or "its log says why"
            self._signal(Signal.START_FAILED, f"The engine {how_it_ended(code)}: {words}")
        elif time.monotonic() > self._start_deadline_s:
            self._signal(Signal.START_FAILED, f"The engine did not answer within {START_DEADLINE_S:.0f} s.")

    def _stop(self) -> None:
        assert self._link is not None
        self._signal(Signal.STOP_ASKED)
        self._stop_deadline_s = time.monotonic() + _STOP_OWN_ENGINE_S
        self._link.shut_down()
        self._drop_link()

    def _kill(self) -> None:
        """Looked at once more: the process id must be that of an engine that is mute now."""
        found = self._doors.find()
        if not isinstance(found, MuteEngine):
            return
        self._signal(Signal.KILL_ASKED)
        self._stop_deadline_s = time.monotonic() + _STOP_OWN_ENGINE_S
        _LOG.warning("process %d does not answer and is killed as asked", found.pid)
        try:
            self._doors.kill(found.pid)
        except OSError as error:
            self._post(RequestFailed(0, f"Process {found.pid} could not be killed: {error}"))

    def _lose(self, why: str) -> None:
        _LOG.info("engine lost: %s", why)
        self._drop_link()
        self._signal(Signal.FELL_SILENT, why)

    def _complain(self, message: str) -> None:
        """Say once what stands in the way, and keep trying."""
        self._lose(message)
        self._signal(Signal.NOT_THERE, message)
        if message != self._complaint:
            self._complaint = message
            self._post(PhaseChanged(self._phase, message))
        self.is_closing.wait(_SEARCH_EVERY_S)

    def _signal(self, signal: Signal, detail: str = "") -> None:
        phase = after(self._phase, signal)
        if phase is not self._phase:
            self._phase = phase
            self._post(PhaseChanged(phase, detail))

    def _search_pause_s(self) -> float:
        if self._link is not None:
            return 0.0
        return _SEARCH_EVERY_WHEN_STARTING_S if self._phase is Phase.STARTING else _SEARCH_EVERY_S

    def _fetch_older(self, connection: Connection, wanted: OlderWanted) -> None:
        """On a thread and a socket of its own: building bars from millions of ticks must not hold up the stream."""
        threading.Thread(
            target=_fetch, args=(self._doors, connection, wanted, self._post), name="older bars", daemon=True
        ).start()

    def _drop_link(self) -> None:
        link, self._link, self._connection = self._link, None, None
        asides, self._asides = self._asides, None
        if asides is not None:
            asides.close()
        if link is not None:
            link.close()

    def _end(self) -> None:
        try:
            self._stop_own_engine()
        except Exception:  # noqa: BLE001 - the thread's edge
            _LOG.exception("the engine could not be stopped")
        finally:
            self._drop_link()

    def _stop_own_engine(self) -> None:
        """Only the engine that this window started: another one may be trading for somebody else."""
        if self._process is None or not self.has_own_process:
            return
        self._ask_to_end(self._process)
        _wait_or_kill(self._process)

    @property
    def has_own_process(self) -> bool:
        """From any thread."""
        process = self._process
        return process is not None and process.poll() is None and not self.leaves_engine

    def end_own_process(self) -> None:
        """Without the thread, which waits for an answer: from the thread that closes the bridge."""
        if self._process is not None and self.has_own_process:
            self._process.terminate()
            _wait_or_kill(self._process)

    def _ask_to_end(self, process: Popen[bytes]) -> None:
        try:
            if self._link is not None:
                self._link.shut_down(_CLOSING_REQUEST_S)
                return
        except EngineGoneError as error:
            _LOG.info("the engine does not answer: %s", error)
        process.terminate()


def _tell(link: Link, command: _Resync | _ShowAccount) -> None:
    match command:
        case _Resync(topic):
            link.resync(topic)
        case _ShowAccount(is_shown):
            link.show_account(is_shown=is_shown)


def _fetch(doors: Doors, connection: Connection, wanted: OlderWanted, post: Callable[[Event], None]) -> None:
    client = doors.client(connection)
    try:
        parts = client.request(wanted.request(), timeout_s=_OLDER_TIMEOUT_S)
        post(OlderArrived.of(wanted, [part.packed for part in parts if isinstance(part, BarsPart)]))
    except (EngineGoneError, RequestFailedError) as error:
        post(RequestFailed(0, f"Older {wanted.timeframe} bars: {error}"))
    finally:
        client.close()


def _wait_or_kill(process: Popen[bytes]) -> None:
    try:
        process.wait(_STOP_OWN_ENGINE_S)
    except TimeoutExpired:
        _LOG.warning("the engine has not ended after %s s and is killed", _STOP_OWN_ENGINE_S)
        process.kill()
        process.wait()
