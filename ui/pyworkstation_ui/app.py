"""Builds the desktop: the only place where its parts are put together."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from pyworkstation.client.client import Client
from pyworkstation.client.connection import look_for_engine
from pyworkstation.client.launch import kill_engine, log_path, start_engine, start_words_path
from pyworkstation.client.own_session import OwnSession
from pyworkstation.client.stream import Stream
from pyworkstation.domain.home import Home
from pyworkstation_ui.alerts_seen import AlertsSeen
from pyworkstation_ui.background import Background
from pyworkstation_ui.bridge import Bridge, Doors
from pyworkstation_ui.commands import Commands
from pyworkstation_ui.credentials_process import CredentialsProcess
from pyworkstation_ui.models.credentials_model import Credentials
from pyworkstation_ui.models.desk import Desk
from pyworkstation_ui.models.engine_restart import EngineRestart
from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.models.own_engine import OwnEngine
from pyworkstation_ui.models.settings_model import SettingsModel
from pyworkstation_ui.settings_file import SettingsFile
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.log_tail import last_line
from pyworkstation_ui.views.curtain import Curtain
from pyworkstation_ui.views.dress import apply_theme, wear
from pyworkstation_ui.views.main_window import MainWindow
from pyworkstation_ui.workspace_files import WorkspaceFiles
from pyworkstation_ui.workspaces import Workspaces

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from pyworkstation_ui.doors import BridgeDoor
    from pyworkstation_ui.state.replay import Wish
    from pyworkstation_ui.state.settings import Settings


_FRAME_MS = 16
_SWITCH_INTERVAL_S = 0.0005
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desktop:
    """The parts that somebody outside may want to hold."""

    bridge: BridgeDoor
    desk: Desk
    window: MainWindow
    frames: Frames
    workspaces: Workspaces
    curtain: Curtain


class Frames(QObject):
    """Sixty times a second: take in what came, draw what changed."""

    def __init__(self, bridge: BridgeDoor, desk: Desk, window: MainWindow) -> None:
        super().__init__()
        self._bridge = bridge
        self._desk = desk
        self._window = window
        self._timer = QTimer(self, interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin. What the window is made of stays: no collection of garbage looks through it, which took 40 ms and more."""
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()

    def tick(self) -> None:
        """One frame."""
        start = time.perf_counter()
        self._desk.apply(self._bridge.drain())
        self._desk.lock.tick()
        self._window.flush()
        self._desk.gauges.end_frame(time.perf_counter() - start)


def make_application(settings: Settings | None = None) -> QApplication:
    """The Qt application in our dress, made once per process."""
    # It fills what is a hundred rows high in several threads, and waits for them: longer than the filling takes.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("pyworkstation")
    # The bridge shares the interpreter with painting: at the default 5 ms it would wait that long for its turn.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    apply_theme(app, settings)
    return app


def build(
    bridge: BridgeDoor, *, wish: Wish, log: Path, kept: Path, session: OwnSession | None = None
) -> Desktop:
    """Models and window on a bridge; nothing moves before `bridge.start` and `frames.start`.

    In the folder `kept`, which is in the home, is what the user arranged. `session` goes with each request over the bridge.
    Where a passphrase is set, it is locked from the first sight on, before any engine has said so.
    """
    is_locked = Home(kept.parent).lock.exists()
    file = SettingsFile(kept)
    settings = SettingsModel(file.load(), file.save)
    settings.redressed.connect(partial(_wear, settings))
    desk = Desk(bridge, wish, settings, session=session, is_locked=is_locked)
    if file.fault:
        desk.notices.show(Tone.ERROR, f"The settings could not be read; the usual ones hold: {file.fault}")
    background = Background()
    seen = AlertsSeen(kept, background)
    desk.alerts.remember(seen.load(), seen.save)
    commands = Commands(bridge, desk)
    window = MainWindow(
        desk,
        commands,
        log,
        own_engine=OwnEngine(bridge, desk.alerts),
        restart=EngineRestart(bridge, desk.connection),
        credentials=Credentials(CredentialsProcess(kept.parent)),
    )
    commands.window = window
    curtain = Curtain(window, desk)
    workspaces = commands.workspaces = Workspaces(WorkspaceFiles(kept), desk, window, background)
    workspaces.begin()
    return Desktop(bridge, desk, window, Frames(bridge, desk, window), workspaces, curtain)


def tell_crash(desk: Desk, report: Path) -> None:
    """The desktop ended in the middle of something the last time."""
    desk.notices.show(
        Tone.BUG, f"The desktop crashed the last time; the report is {report.name} (Help, Fault reports)."
    )


def _wear(settings: SettingsModel) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        wear(app, settings.now)


def build_for_home(home: Path, wish: Wish, *, name: str) -> Desktop:
    """The desktop of that name on the engine of `home`. Starts an engine as soon as it is known that none runs."""
    session = OwnSession()
    doors = Doors(
        find=partial(look_for_engine, home),
        client=partial(Client, session=session),
        stream=Stream,
        start=partial(start_engine, home),
        kill=kill_engine,
        start_words=partial(last_line, start_words_path(home)),
    )
    desktop = build(Bridge(doors), wish=wish, log=log_path(home), kept=home / "desktop", session=session)
    desktop.desk.indicators.desktop = name
    _start_engine_once(desktop)
    return desktop


def show_bugs(desk: Desk) -> None:
    """An exception in a slot or a thread is logged and shown, and the window lives on."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _LOG.error("uncaught exception", exc_info=(kind, error, trace))
        desk.notices.show(
            Tone.BUG,
            f"Something broke in the desktop: {kind.__name__}: {error}. Help, Fault reports has the details.",
        )

    sys.excepthook = report
    # The bridge's own thread reports through its mailbox; any other may not touch widgets, so it is only logged.
    threading.excepthook = lambda args: _LOG.error(
        "uncaught exception in %s",
        args.thread,
        exc_info=(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback),
    )


def _start_engine_once(desktop: Desktop) -> None:
    """Only the first time: an engine that is stopped later was stopped by somebody on purpose."""
    connection = desktop.desk.connection

    def on_change() -> None:
        if connection.phase is Phase.SEARCHING:
            return
        connection.changed.disconnect(on_change)
        if connection.phase is Phase.ABSENT and not connection.detail:
            desktop.bridge.start_engine()

    connection.changed.connect(on_change)
