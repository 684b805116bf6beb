"""All the set-up that a command needs before it can start."""

import os
from dataclasses import dataclass
from pathlib import Path

from devtools import extension, packages, qt_libraries, stamps, toolchain, venv
from devtools.venv import Venv


@dataclass(frozen=True)
class Prepared:
    """A checkout in which everything is installed and built."""

    root: Path
    venv: Venv
    env: dict[str, str]

    @property
    def python(self) -> str:
        """The venv's Python, to run things with."""
        return str(self.venv.python)


def prepare(root: Path, *, with_qt: bool = True) -> Prepared:
    """Set up what is missing or has changed. Raises StopError with the mend when something is in the way.

    The venv without Qt is a second one, so that nothing in it can lean on Qt by accident.
    """
    place = Venv(root / (".venv" if with_qt else ".venv-no-qt"))
    env = toolchain.environment(os.environ)
    if not extension.is_current(root, place):
        toolchain.check(root, env)  # before the minutes that pip takes
    if not packages.is_current(root, place):
        venv.ensure(place, env)
        packages.install(root, place, env, with_qt=with_qt)
    if with_qt:
        _prepare_qt(root, place, env)
    extension.build(root, place, env)
    return Prepared(root, place, place.environment(qt_libraries.environment(env)))


def _prepare_qt(root: Path, place: Venv, env: dict[str, str]) -> None:
    session = " ".join(sorted(qt_libraries.wanted(env)))
    stamp, wanted = place.stamp("qt"), stamps.fingerprint(root, [], packages.fingerprint(root), session)
    if not stamps.is_current(stamp, wanted):
        qt_libraries.install_missing(env)
        qt_libraries.check(place.python, env)
        stamps.write(stamp, wanted)
