"""Answers `reload_settings`: what a running engine can take over of its settings, it takes over at once."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from pyworkstation.config.load import load_settings
from pyworkstation.config.settings import declared_settings, field_name
from pyworkstation.protocol.messages import SettingsReloaded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyworkstation.config.settings import Settings
    from pyworkstation.domain.home import Home
    from pyworkstation.services.lock.lock import Lock
    from pyworkstation.storage.database import Store

log = logging.getLogger(__name__)


class SettingsInForce:
    """Those that the engine goes by. From any thread: one change ends before the next begins."""

    def __init__(self, settings: Settings, home: Home, store: Store, lock: Lock) -> None:
        self._settings = settings
        self._home = home
        self._store = store
        self._lock = lock
        self.changing = threading.RLock()

    @property
    def now(self) -> Settings:
        """They are."""
        return self._settings

    def reload(self, environ: Mapping[str, str] = os.environ) -> SettingsReloaded:
        """Read them again. Raises InputError naming every fault; then all stays as it was."""
        with self.changing:
            return self._reload(environ)

    def _reload(self, environ: Mapping[str, str]) -> SettingsReloaded:
        loaded = load_settings(environ, home=self._home).settings
        changed = {
            variable: setting
            for variable, setting in declared_settings().items()
            if getattr(loaded, field_name(variable)) != getattr(self._settings, field_name(variable))
        }
        applied = [variable for variable, setting in changed.items() if setting.is_live]
        values = {field_name(variable): getattr(loaded, field_name(variable)) for variable in applied}
        self._settings = replace(self._settings, **values)
        for variable in applied:
            _TAKEN_OVER[field_name(variable)](self._settings, self._store, self._lock)
        log.info("settings read again; taken over: %s", ", ".join(applied) or "none changed")
        return SettingsReloaded(applied=applied, waiting=[name for name in changed if name not in applied])


def _take_log_level(settings: Settings, _: Store, __: Lock) -> None:
    logging.getLogger().setLevel(settings.log_level.upper())


def _take_query_limit(settings: Settings, store: Store, _: Lock) -> None:
    store.query_limit_s = settings.query_limit_s


def _take_lock_idle(settings: Settings, _: Store, lock: Lock) -> None:
    lock.idle_s = settings.lock_idle_minutes * 60


_TAKEN_OVER: dict[str, Callable[[Settings, Store, Lock], None]] = {
    "lock_idle_minutes": _take_lock_idle,
    "log_level": _take_log_level,
    "query_limit_s": _take_query_limit,
}
"""Setting that is live -> what takes it over."""
