"""`python -m pyworkstation_ui`: the desktop, or with `--screenshot` a picture of it."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import WorkstationError
from pyworkstation.domain.home import find_home
from pyworkstation.domain.redacted_lines import RedactedLines
from pyworkstation.domain.rotating_log import RotatingLog
from pyworkstation.domain.units import parse_time
from pyworkstation_ui.display import forget_empty, has_display, one_line_if_it_fails, require_display
from pyworkstation_ui.state.replay import Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication

    from pyworkstation.domain.home import Home
    from pyworkstation_ui.app import Desktop

_SCREENSHOT_SIZE = (1920, 1080)


@dataclass(frozen=True, slots=True)
class Options:
    """The command line, read."""

    home: Home
    wish: Wish
    screenshot: Path | None
    after_s: float
    walk: Path | None = None

    @property
    def is_unwatched(self) -> bool:
        """Pictures are wanted, and no window: none has to be shown to anybody."""
        return self.screenshot is not None or self.walk is not None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the desktop; returns the exit code."""
    forget_empty(os.environ)
    try:
        options = read_options(arguments)
        if not options.is_unwatched:
            require_display(os.environ)
        options.home.create()
    except WorkstationError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    if not has_display(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return _run(options)


def read_options(arguments: Sequence[str] | None) -> Options:
    """Parse the command line. Raises InputError for a time that is none."""
    parser = argparse.ArgumentParser(prog="pyworkstation_ui", description="The desktop of pyworkstation.")
    parser.add_argument("--home", metavar="DIR", help="folder of database, keys and logs")
    parser.add_argument(
        "--replay", metavar="SYMBOL", help="replay this symbol (default: the first stored one)"
    )
    parser.add_argument(
        "--from", dest="start", metavar="TIME", help="start the replay here, e.g. 2025-03-10T12:00"
    )
    parser.add_argument("--speed", type=_speed, metavar="X", help="seconds of market time per second")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="save a picture of moving bars, and end"
    )
    parser.add_argument(
        "--walk", type=Path, metavar="DIR", help="save a picture of every panel and dialog, and end"
    )
    parser.add_argument(
        "--after", type=float, default=3.0, metavar="SECONDS", help="of movement before the picture"
    )
    given = parser.parse_args(arguments)
    from_us = parse_time(given.start, where="--from") if given.start else None
    wish = Wish(symbol=given.replay, from_us=from_us, speed=given.speed)
    return Options(find_home(given.home, os.environ), wish, given.screenshot, given.after, given.walk)


def _run(options: Options) -> int:
    # Qt reads QT_QPA_PLATFORM when it is first imported.
    from pyworkstation_ui.app import make_application  # noqa: PLC0415
    from pyworkstation_ui.fault_reports import FaultReports  # noqa: PLC0415
    from pyworkstation_ui.seat import seat  # noqa: PLC0415
    from pyworkstation_ui.settings_file import SettingsFile  # noqa: PLC0415
    from pyworkstation_ui.signals import close_on_signals  # noqa: PLC0415

    _log_to(options.home.logs / "desktop.log")
    reports = FaultReports(options.home.logs / "faults")
    logging.getLogger().addHandler(reports)
    crash = reports.watch_for_crashes()
    with one_line_if_it_fails(os.environ):
        app = make_application(SettingsFile(options.home.path / "desktop").load())
    close_on_signals(app)
    try:
        with seat(options.home.run) as name:
            return _run_desktop(app, options, name=name, crash=crash)
    finally:
        reports.stop_watching()


def _run_desktop(app: QApplication, options: Options, *, name: str, crash: Path | None) -> int:
    from pyworkstation_ui.app import build_for_home, show_bugs, tell_crash  # noqa: PLC0415

    desktop = build_for_home(options.home.path, options.wish, name=name)
    show_bugs(desktop.desk)
    if crash is not None:
        tell_crash(desktop.desk, crash)
    # Windows ends a session's processes without coming back from `exec`.
    app.aboutToQuit.connect(desktop.bridge.close)
    desktop.bridge.start()
    desktop.frames.start()
    try:
        return _picture(app, desktop, options) if options.is_unwatched else _show(app, desktop)
    finally:
        desktop.frames.stop()
        desktop.bridge.close()


def _show(app: QApplication, desktop: Desktop) -> int:
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    desktop.window.place_first()
    desktop.curtain.open_window()
    if not desktop.desk.lock.is_locked and not desktop.desk.settings.now.has_seen_tour:
        QTimer.singleShot(0, desktop.window.show_tour)  # When the parts of the window have their places.
    return app.exec()


def _picture(app: QApplication, desktop: Desktop, options: Options) -> int:
    from pyworkstation_ui.screenshot import Screenshot  # noqa: PLC0415
    from pyworkstation_ui.walk import Walk  # noqa: PLC0415

    desktop.window.resize(*_SCREENSHOT_SIZE)
    desktop.curtain.open_window()
    first = options.screenshot or _first_of(options.walk)
    picture = Screenshot(desktop, first, options.after_s)
    walk = Walk(desktop, options.walk) if options.walk is not None else None

    def end(code: int, line: str) -> None:
        _print_outcome(code, line)
        app.exit(code)

    def go_on(code: int, line: str) -> None:
        if walk is None or code != 0:
            end(code, line)
        else:
            walk.start()

    picture.done.connect(go_on)
    if walk is not None:
        walk.done.connect(end)
    return app.exec()


def _first_of(folder: Path | None) -> Path:
    assert folder is not None  # pictures are wanted
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "00-first.png"


def _print_outcome(code: int, line: str) -> None:
    if code == 0:
        print(line, flush=True)
    else:
        print(f"error: {line}", file=sys.stderr, flush=True)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= 1_000_000:
        raise argparse.ArgumentTypeError(f"expected a speed above 0 and up to 1000000, found {text}")
    return speed


def _log_to(path: Path) -> None:
    file = RotatingLog(path)
    file.setFormatter(RedactedLines("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[file])


if __name__ == "__main__":
    sys.exit(main())
