from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from pyworkstation.config.load import load_settings
from pyworkstation.config.settings import Settings, declared_settings, field_name
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home


def load(
    tmp_path: Path, file: str | None = None, environ: dict[str, str] | None = None, name: str = "ci"
) -> Settings:
    checkout, home = tmp_path / "checkout", Home(tmp_path / "home")
    checkout.mkdir()
    if file is not None:
        (checkout / f".env.{name}").write_text(file, encoding="utf-8")
    return load_settings(
        {"PYWORKSTATION_ENV": name, **(environ or {})}, home=home, checkout=checkout
    ).settings


GOOD: list[tuple[str, dict[str, str], dict[str, object]]] = [
    ("", {}, {}),
    ("# a comment\n\n  \n", {}, {}),
    ("PYWORKSTATION_RING_DEPTH=100\n", {}, {"ring_depth": 100}),
    ("  PYWORKSTATION_RING_DEPTH = 200 \r\n", {}, {"ring_depth": 200}),
    ("﻿PYWORKSTATION_LOG_LEVEL=Debug", {}, {"log_level": "debug"}),
    ("PYWORKSTATION_RING_DEPTH=300", {"PYWORKSTATION_RING_DEPTH": "400"}, {"ring_depth": 400}),
    ("PYWORKSTATION_HEARTBEAT_MS=20", {}, {"heartbeat_ms": 20}),
    ("", {"PATH": "/bin", "PYTHONPATH": "x"}, {}),
]


@pytest.mark.parametrize(("file", "environ", "changed"), GOOD)
def test_file_and_environment_make_the_settings(
    tmp_path: Path, file: str, environ: dict[str, str], changed: dict[str, object]
) -> None:
    assert asdict(load(tmp_path, file, environ)) == asdict(Settings(environment="ci")) | changed


FAULTS: list[tuple[str, dict[str, str], list[str]]] = [
    ("PYWORKSTATION_RING_DEPTH=nan", {}, [".env.ci line 1: PYWORKSTATION_RING_DEPTH", "'nan'"]),
    ("\nPYWORKSTATION_RING_DEPTH=-5", {}, [".env.ci line 2", "'-5'"]),
    ("PYWORKSTATION_RING_DEPTH=99", {}, ["a whole number of bars from 100 to", "'99'"]),
    ("PYWORKSTATION_RING_DEPTH=1e3", {}, ["'1e3'"]),
    ("PYWORKSTATION_RING_DEPTH=٣٣٣", {}, ["found"]),
    ("PYWORKSTATION_RING_DEPTH=", {}, ["found ''"]),
    ("PYWORKSTATION_DATABASE_MEMORY_MB=1GB", {}, ["megabytes", "'1GB'"]),
    ("PYWORKSTATION_LOG_LEVEL=loud", {}, ["debug, info, warning, error", "'loud'"]),
    ("PYWORKSTATION_COLOUR=red", {}, ["PYWORKSTATION_RING_DEPTH", "'PYWORKSTATION_COLOUR'"]),
    ("RING_DEPTH=500", {}, ["'RING_DEPTH'"]),
    ("just words", {}, ["line 1: expected NAME=value, found 10 characters without '='"]),
    ("PYWORKSTATION_RING_DEPTH=500\nPYWORKSTATION_RING_DEPTH=500", {}, [".env.ci line 2", ".env.ci line 1"]),
    ("PYWORKSTATION_HOME=/data", {}, ["PYWORKSTATION_HOME is read from the environment only"]),
    ("PYWORKSTATION_ENV=ci", {}, ["PYWORKSTATION_ENV is read from the environment only"]),
    ("", {"PYWORKSTATION_NONSENSE": "1"}, ["environment variable", "'PYWORKSTATION_NONSENSE'"]),
    ("", {"PYWORKSTATION_STREAM_HZ": "inf"}, ["environment variable: PYWORKSTATION_STREAM_HZ", "'inf'"]),
    (
        "PYWORKSTATION_RING_DEPTH=x\nPYWORKSTATION_STREAM_HZ=0",
        {"PYWORKSTATION_WORKER_THREADS": "many"},
        [
            "3 faults",
            "(1) .env.ci line 1",
            "(2) .env.ci line 2",
            "(3) environment variable: PYWORKSTATION_WORKER",
        ],
    ),
]


@pytest.mark.parametrize(("file", "environ", "words"), FAULTS)
def test_every_fault_is_named_and_start_is_refused(
    tmp_path: Path, file: str, environ: dict[str, str], words: list[str]
) -> None:
    with pytest.raises(InputError) as refusal:
        load(tmp_path, file, environ)
    for word in words:
        assert word in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_production_may_not_change_the_heartbeat(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="HEARTBEAT_MS may be set in development or ci only"):
        load(tmp_path, "PYWORKSTATION_HEARTBEAT_MS=100", name="production")


def test_unknown_environment_is_refused_with_the_other_faults(tmp_path: Path) -> None:
    environ = {"PYWORKSTATION_ENV": "staging", "PYWORKSTATION_RING_DEPTH": "x"}
    with pytest.raises(
        InputError, match=r"2 faults.*development, ci or production, found 'staging'.*RING_DEPTH"
    ):
        load_settings(environ, home=Home(tmp_path), checkout=tmp_path)


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env.ci").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"\.env\.ci: expected a readable UTF-8 file"):
        load_settings({"PYWORKSTATION_ENV": "ci"}, home=Home(tmp_path), checkout=tmp_path)


def test_the_home_has_the_file_where_there_is_no_checkout(tmp_path: Path) -> None:
    (tmp_path / ".env.production").write_text("PYWORKSTATION_STREAM_HZ=10")
    loaded = load_settings({}, home=Home(tmp_path), checkout=tmp_path / "none")
    assert (loaded.settings.environment, loaded.settings.stream_hz) == ("production", 10)
    assert loaded.origins["PYWORKSTATION_STREAM_HZ"] == f"{tmp_path / '.env.production'} line 1"
    assert loaded.origins["PYWORKSTATION_RING_DEPTH"] == "default"


def test_a_checkout_is_for_development(tmp_path: Path) -> None:
    (tmp_path / ".env.development").write_text("")
    assert (
        load_settings({}, home=Home(tmp_path / "home"), checkout=tmp_path).settings.environment
        == "development"
    )


@pytest.mark.parametrize(("variable", "setting"), declared_settings().items())
def test_every_default_passes_its_own_check(variable: str, setting: object) -> None:
    default = getattr(Settings(), field_name(variable))
    assert declared_settings()[variable].parse(str(default)) == default


@pytest.mark.parametrize("environment", ["development", "ci", "production"])
def test_the_shipped_files_are_right(environment: str, tmp_path: Path) -> None:
    checkout = Path(__file__).parents[3]
    assert (checkout / f".env.{environment}").is_file()
    loaded = load_settings({"PYWORKSTATION_ENV": environment}, home=Home(tmp_path), checkout=checkout)
    assert loaded.settings.environment == environment
