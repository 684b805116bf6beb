"""`dev.py run`: the sample in the store, and the desktop on its replay; a picture of it where there is no display."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devtools import qt_libraries
from devtools.faults import StopError
from devtools.preparation import Prepared
from devtools.processes import ask, run, say, shown

SAMPLE = "data/EURUSD_synthetic_2025-03-06_2025-03-11.csv.gz"
SYMBOL = "EURUSD"
# Two thirds into the sample: a New York afternoon with two days and a weekend behind it, so that every panel has bars.
REPLAY_FROM = "2025-03-10T14:00:00Z"
REPLAY_SPEED = "60"
PICTURE = "build/desktop.png"
PICTURE_AFTER_S = "4"
WALK = "build/walk"
WALK_HOME = "build/walk-home"


def run_desktop(prepared: Prepared) -> None:
    """Import the sample (once), then replay it on the desktop, or into a picture where no window can be shown."""
    home = home_folder(prepared.root, os.environ)
    say(f"home: {home}")
    imported = _import_sample(prepared, home)
    print(imported, flush=True)
    replay = [prepared.python, "-m", "pyworkstation_ui", "--home", str(home)]
    replay += ["--replay", SYMBOL, "--from", REPLAY_FROM, "--speed", REPLAY_SPEED]
    if qt_libraries.has_display(os.environ):
        run(
            replay,
            cwd=prepared.root,
            env=prepared.env,
            on_failure="the desktop ended with an error (its message is above)",
        )
    else:
        _take_picture(prepared, replay, imported)


def walk_desktop(prepared: Prepared) -> None:
    """Pictures of every panel and dialog, on a home of their own: the window's arrangement of before is left alone."""
    home = prepared.root / WALK_HOME
    shutil.rmtree(home / "desktop", ignore_errors=True)  # What the last walk arranged.
    print(_import_sample(prepared, home), flush=True)
    command = [prepared.python, "-m", "pyworkstation_ui", "--home", str(home)]
    command += ["--replay", SYMBOL, "--from", REPLAY_FROM, "--speed", REPLAY_SPEED]
    command += ["--walk", str(prepared.root / WALK)]
    print(_answer(prepared, command, "the walk did not come to its end"))


def home_folder(root: Path, env: Mapping[str, str]) -> Path:
    """Where the workstation keeps its data: PYWORKSTATION_HOME, or a folder in the checkout that git ignores."""
    return (
        Path(env["PYWORKSTATION_HOME"]).resolve()
        if env.get("PYWORKSTATION_HOME")
        else root / ".pyworkstation"
    )


def summary(imported: str, report: Mapping[str, Any]) -> list[str]:
    """The lines to print after a picture was taken, from the last line of the import and the desktop's own report."""
    bars = ", ".join(f"{timeframe} {count:,}" for timeframe, count in report["bars"].items())
    round_trip = f"{report['round_trip_us']:,} us" if report["round_trip_us"] else "not measured"
    return [
        f"import      {imported}",
        f"replay      {report['symbol']} at {report['position']}, "
        f"tick {report['ticks_done']:,} of {report['ticks_total']:,}",
        f"bars        {bars}",
        f"round trip  {round_trip} from the desktop over the bus to the engine and back",
        f"picture     {report['screenshot']}",
    ]


def _import_sample(prepared: Prepared, home: Path) -> str:
    command = [
        prepared.python,
        "-m",
        "pyworkstation",
        "--home",
        str(home),
        "import",
        SAMPLE,
        "--symbol",
        SYMBOL,
    ]
    return _answer(prepared, command, "the sample could not be imported")


def _take_picture(prepared: Prepared, replay: list[str], imported: str) -> None:
    picture = prepared.root / PICTURE
    picture.parent.mkdir(exist_ok=True)
    say("no display here: drawing offscreen")
    command = [*replay, "--screenshot", str(picture), "--after", PICTURE_AFTER_S]
    report = json.loads(_answer(prepared, command, "the desktop did not come to life"))
    print("\n".join(summary(imported, report)))


def _answer(prepared: Prepared, command: list[str], on_failure: str) -> str:
    """The last line that a program of ours prints. Its errors go to the terminal as they are."""
    say(shown(command))
    answer = ask(command, env=prepared.env, cwd=prepared.root)
    lines = answer.stdout.strip().splitlines()
    if answer.returncode != 0 or not lines:
        raise StopError(f"{on_failure}: {(answer.stderr.strip() or 'it printed nothing').splitlines()[-1]}")
    return lines[-1]
