from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from pyworkstation.config.load import load_settings
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home
from pyworkstation.protocol.messages import ImportSettings, SetSettings, SettingRow, SettingText
from pyworkstation.services.change_settings import (
    export_settings,
    get_settings,
    import_settings,
    set_settings,
)
from pyworkstation.services.reload_settings import SettingsInForce

PRODUCTION = {"PYWORKSTATION_ENV": "production", "PYWORKSTATION_STREAM_HZ": "20"}
DEPTH, LIMIT = "PYWORKSTATION_RING_DEPTH", "PYWORKSTATION_QUERY_LIMIT_S"


def rows(home: Home, in_force: SettingsInForce) -> dict[str, SettingRow]:
    return {row.name: row for row in get_settings(home, in_force.now, PRODUCTION).settings}


@pytest.fixture
def in_force(tmp_path: Path) -> SettingsInForce:
    home = Home(tmp_path)
    store = SimpleNamespace(query_limit_s=120)
    return SettingsInForce(load_settings(PRODUCTION, home=home).settings, home, store, store)  # type: ignore[arg-type]


def test_what_is_set_counts_at_once_or_from_the_next_start(tmp_path: Path, in_force: SettingsInForce) -> None:
    home = Home(tmp_path)
    request = SetSettings(values=[SettingText(name=DEPTH, text="300"), SettingText(name=LIMIT, text="9")])
    told = set_settings(request, home, lambda: in_force.reload(PRODUCTION), PRODUCTION)
    assert (told.applied, told.waiting, told.faults) == ([LIMIT], [DEPTH], [])
    depth, limit = (rows(home, in_force)[name] for name in (DEPTH, LIMIT))
    assert (depth.value, depth.in_force, depth.default, depth.unit) == ("300", "5000", "5000", "bars")
    assert (depth.low, depth.high, depth.live) == (100, 25_000, False)
    assert (limit.value, limit.in_force, limit.live) == ("9", "9", True)
    assert depth.origin == f"{tmp_path / '.env.production'} line 2"


def test_every_fault_comes_with_its_setting(tmp_path: Path, in_force: SettingsInForce) -> None:
    values = [SettingText(name=DEPTH, text="nan"), SettingText(name=LIMIT, text="9 s")]
    told = set_settings(
        SetSettings(values=values), Home(tmp_path), lambda: in_force.reload(PRODUCTION), PRODUCTION
    )
    assert [fault.name for fault in told.faults] == [DEPTH, LIMIT]
    assert "'9 s'" in told.faults[1].text
    assert in_force.now.query_limit_s == 120


def test_what_cannot_be_set_says_why(tmp_path: Path, in_force: SettingsInForce) -> None:
    told = rows(Home(tmp_path), in_force)
    assert "environment variable" in told["PYWORKSTATION_STREAM_HZ"].fixed
    assert told["PYWORKSTATION_HEARTBEAT_MS"].fixed == "only for development and ci"
    assert told[DEPTH].fixed == ""


def test_what_is_exported_comes_back_and_takes_the_place_of_all(
    tmp_path: Path, in_force: SettingsInForce
) -> None:
    home = Home(tmp_path)
    (tmp_path / ".env.production").write_text(f"{DEPTH}=300\n")
    text = export_settings(home, PRODUCTION).text.replace("PYWORKSTATION_STREAM_HZ=20\n", "")
    assert f"{DEPTH}=300\n" in text
    (tmp_path / ".env.production").write_text(f"{LIMIT}=9\n")
    told = import_settings(ImportSettings(text=text), home, lambda: in_force.reload(PRODUCTION), PRODUCTION)
    assert (told.waiting, told.faults) == ([DEPTH], [])
    loaded = load_settings(PRODUCTION, home=home).settings
    assert (loaded.ring_depth, loaded.query_limit_s) == (300, 120)


def test_a_file_with_faults_or_secrets_is_not_imported(tmp_path: Path) -> None:
    text = f"{DEPTH}=lots\nPYWORKSTATION_COLOUR=red\n"
    with pytest.raises(InputError, match=r"2 faults.*the imported file line 1.*line 2"):
        import_settings(ImportSettings(text=text), Home(tmp_path), None, PRODUCTION)
    secret = f"PYWORKSTATION_SECRET_FRED_API_KEY={'b7' * 16}"
    with pytest.raises(InputError, match="no secret here in production") as refusal:
        import_settings(ImportSettings(text=secret), Home(tmp_path), None, PRODUCTION)
    assert "b7b7" not in str(refusal.value)
