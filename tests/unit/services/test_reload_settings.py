from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pyworkstation.config.load import load_settings
from pyworkstation.config.settings import declared_settings, field_name
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home
from pyworkstation.protocol.messages import SettingsReloaded
from pyworkstation.services import reload_settings
from pyworkstation.services.reload_settings import SettingsInForce

CI = {"PYWORKSTATION_ENV": "ci"}


@pytest.fixture(autouse=True)
def _level_as_before() -> Iterator[None]:
    before = logging.getLogger().level
    yield
    logging.getLogger().setLevel(before)


def in_force(tmp_path: Path) -> tuple[SettingsInForce, Any]:
    home, store = Home(tmp_path), SimpleNamespace(query_limit_s=120, idle_s=600)
    settings = load_settings(CI, home=home).settings
    made: Any = SettingsInForce(settings, home, store, store)  # type: ignore[arg-type]
    return made, store


def test_what_is_live_counts_at_once_and_the_rest_waits(tmp_path: Path) -> None:
    settings, store = in_force(tmp_path)
    changed = CI | {
        "PYWORKSTATION_LOG_LEVEL": "error",
        "PYWORKSTATION_QUERY_LIMIT_S": "7",
        "PYWORKSTATION_RING_DEPTH": "300",
        "PYWORKSTATION_LOCK_IDLE_MINUTES": "3",
    }
    told = settings.reload(changed)
    assert told == SettingsReloaded(
        applied=[
            "PYWORKSTATION_QUERY_LIMIT_S",
            "PYWORKSTATION_LOCK_IDLE_MINUTES",
            "PYWORKSTATION_LOG_LEVEL",
        ],
        waiting=["PYWORKSTATION_RING_DEPTH"],
    )
    assert logging.getLogger().level == logging.ERROR
    assert store.query_limit_s == 7
    assert store.idle_s == 180
    assert settings.reload(changed) == SettingsReloaded(applied=[], waiting=["PYWORKSTATION_RING_DEPTH"])


def test_one_fault_leaves_all_as_it_was(tmp_path: Path) -> None:
    settings, store = in_force(tmp_path)
    with pytest.raises(InputError, match="RING_DEPTH"):
        settings.reload(CI | {"PYWORKSTATION_QUERY_LIMIT_S": "7", "PYWORKSTATION_RING_DEPTH": "lots"})
    assert store.query_limit_s == 120


def test_whatever_is_declared_live_is_taken_over_by_something() -> None:
    live = {field_name(variable) for variable, setting in declared_settings().items() if setting.is_live}
    assert live == reload_settings._TAKEN_OVER.keys()
