"""The folder that holds everything of one installation: database, run files, logs."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME_VARIABLE = "PYWORKSTATION_HOME"

_OWNER_ONLY = 0o700


@dataclass(frozen=True, slots=True)
class Home:
    """Where things lie under `path`. Nothing is made on disk before `create`."""

    path: Path

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.path / "market.duckdb"

    @property
    def restoring(self) -> Path:
        """A database that is to take the place of the present one."""
        return self.path / "market.duckdb.restoring"

    @property
    def restore_order(self) -> Path:
        """Says that it must, and under which name the present one is kept."""
        return self.run / "restore-order"

    @property
    def backups(self) -> Path:
        """Where `pyworkstation backup` puts what is given no other place."""
        return self.path / "backups"

    @property
    def instruments(self) -> Path:
        """The user's own instruments; rows here win over the shipped ones."""
        return self.path / "instruments.toml"

    @property
    def sessions(self) -> Path:
        """The user's own sessions; tables here win over the shipped ones."""
        return self.path / "sessions.toml"

    @property
    def risk(self) -> Path:
        """The limits of risk; without it, the usual ones hold."""
        return self.path / "risk.toml"

    @property
    def lock(self) -> Path:
        """The hash of the passphrase; without it there is none."""
        return self.path / "lock.json"

    @property
    def profiles(self) -> Path:
        """Settings under names, of which PYWORKSTATION_PROFILE chooses one."""
        return self.path / "profiles"

    @property
    def alerts(self) -> Path:
        """What is watched for, and what fired."""
        return self.path / "alerts.json"

    @property
    def equity(self) -> Path:
        """The equity of the paper account in bars of the market's time."""
        return self.path / "equity.jsonl"

    @property
    def run(self) -> Path:
        """Files that live as long as a process does."""
        return self.path / "run"

    @property
    def connection_file(self) -> Path:
        """Where a running engine listens, and the keys to it."""
        return self.run / "connection.json"

    @property
    def reader_connection_file(self) -> Path:
        """The same with keys that only read."""
        return self.run / "connection-read.json"

    @property
    def lock_file(self) -> Path:
        """Held by the one process that has the database open."""
        return self.run / "home.lock"

    @property
    def owner_file(self) -> Path:
        """Process id of the holder of the lock: Windows lets nobody read a locked file."""
        return self.run / "home.owner"

    @property
    def spill(self) -> Path:
        """Where the database puts what does not fit in memory."""
        return self.run / "spill"

    @property
    def exports(self) -> Path:
        """Arrow files on their way to who asked for them."""
        return self.run / "exports"

    @property
    def audit(self) -> Path:
        """The audit log: orders and all that happened to them."""
        return self.path / "audit"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.path / "logs"

    def create(self) -> None:
        """Make the folders that are missing, for their owner alone.

        Raises:
            EnvironmentFailure: when the disk or its permissions do not allow it.
        """
        try:
            self._refuse_if_everybody_can_write()
            self.path.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            for folder in (self.run, self.logs):
                folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
                folder.chmod(_OWNER_ONLY)
        except OSError as error:
            raise EnvironmentFailure(
                f"{error.filename}: expected a folder that can be written, found {error.strerror}; "
                "name another home with --home"
            ) from None

    def _refuse_if_everybody_can_write(self) -> None:
        """Others could put their own database or keys in the place of ours. Windows has no such mode."""
        if os.name != "posix" or not self.path.is_dir():
            return
        mode = stat.S_IMODE(self.path.stat().st_mode)
        if mode & stat.S_IWOTH:
            raise EnvironmentFailure(
                f"{self.path}: expected a home that others cannot write to, found mode {mode:04o}; "
                f"mend it with: chmod go-w {self.path}"
            )


def find_home(option: str | None, environ: Mapping[str, str]) -> Home:
    """The home named by `--home`, else by PYWORKSTATION_HOME, else the user's data folder. Always absolute."""
    given = option or environ.get(HOME_VARIABLE)
    if given:
        return Home(Path(given).expanduser().resolve())
    return Home(_user_data_folder())


def _user_data_folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415  (costs 30 ms that `--home` need not pay)

    return user_data_path("pyworkstation", appauthor=False)
