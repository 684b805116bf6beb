"""Secrets of the environment: taken in development and on CI, refused in production, shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.config.credential import SECRET_PREFIX, variable_of
from pyworkstation.config.credentials import CREDENTIALS, declared_credential
from pyworkstation.config.load import LoadedSettings, load_settings
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home

KEY = "0123456789abcdefghijklmnopqrstuv"
VARIABLE = "PYWORKSTATION_SECRET_FRED_API_KEY"


def load(
    folder: Path, file: str, *, environment: str, environ: dict[str, str] | None = None
) -> LoadedSettings:
    (folder / f".env.{environment}").write_text(file, encoding="utf-8")
    return load_settings(
        {"PYWORKSTATION_ENV": environment, **(environ or {})}, home=Home(folder), checkout=folder
    )


def refusal(folder: Path, file: str, *, environment: str, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(InputError) as told:
        load(folder, file, environment=environment, environ=environ)
    return str(told.value)


@pytest.mark.parametrize("environment", ["development", "ci"])
def test_development_and_ci_may_have_secrets_in_files_and_variables(tmp_path: Path, environment: str) -> None:
    from_file = load(tmp_path, f"{VARIABLE}={KEY}\n", environment=environment)
    from_variable = load(tmp_path, "", environment=environment, environ={VARIABLE: KEY})
    assert from_file.secrets == from_variable.secrets == {"fred-api-key": KEY}
    assert KEY not in repr(from_file)


def test_one_message_names_everything_that_is_wrong_in_production(tmp_path: Path) -> None:
    file = "\n".join(
        [
            f"{VARIABLE}={KEY}",
            "PYWORKSTATION_COLOUR=red",
            "PYWORKSTATION_RING_DEPTH=NaN",
            "PYWORKSTATION_METRICS_PORT=-1",
            "PYWORKSTATION_DATABASE_MEMORY_MB=2GB",
        ]
    )
    words = refusal(tmp_path, file, environment="production")
    assert words.startswith("settings (production): expected settings as declared, found 5 faults: (1) ")
    for part in (
        f".env.production line 1: {VARIABLE}: expected no secret here in production",
        "pyworkstation credentials set fred-api-key",
        "line 2: expected one of",
        "PYWORKSTATION_RING_DEPTH: expected a whole number of bars from 100 to 25000, without a unit, found 'NaN'",
        "PYWORKSTATION_METRICS_PORT: expected a whole number of a port from 0",
        "found '-1'",
        "found '2GB'",
    ):
        assert part in words
    assert KEY not in words


FAULTS = [
    (
        {VARIABLE: "hunter2"},
        "expected 32 lower-case letters and digits, as FRED gives them, found 7 characters",
    ),
    ({VARIABLE: ""}, "found nothing"),
    ({SECRET_PREFIX + "HUNTER2": KEY}, "found another secret"),
]


@pytest.mark.parametrize(("environ", "words"), FAULTS)
def test_a_secret_that_is_wrong_is_told_without_it(
    tmp_path: Path, environ: dict[str, str], words: str
) -> None:
    told = refusal(tmp_path, "", environment="ci", environ=environ)
    assert words in told
    assert not any(value and value in told for value in environ.values())


def test_each_secret_has_a_variable_of_its_own() -> None:
    variables = {variable_of(name) for name in CREDENTIALS}
    assert len(variables) == len(CREDENTIALS)
    assert VARIABLE in variables


FORMS = [
    ("fred-api-key", KEY, True),
    ("fred-api-key", KEY + "w", False),
    ("interactive-brokers-user", "anna.b", True),
    ("interactive-brokers-user", "anna b", False),
    ("interactive-brokers-password", "p ss wörd!", True),
    ("interactive-brokers-password", "password ", False),
    ("interactive-brokers-password", "pass\nword", False),
    ("interactive-brokers-password", "short", False),
    ("interactive-brokers-signing-key", "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----", True),
    (
        "interactive-brokers-signing-key",
        "-----BEGIN RSA PRIVATE KEY-----\r\nQUJD\r\n-----END RSA PRIVATE KEY-----\r\n",
        True,
    ),
    ("interactive-brokers-signing-key", "-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PUBLIC KEY-----", False),
    ("interactive-brokers-signing-key", "-----BEGIN PRIVATE KEY-----\nQUJD\n", False),
]


@pytest.mark.parametrize(("name", "value", "is_good"), FORMS)
def test_the_form_of_a_secret(name: str, value: str, is_good: bool) -> None:
    assert (declared_credential(name).fault_of(value) is None) is is_good


@given(st.sampled_from(sorted(CREDENTIALS)), st.text(min_size=1))
def test_a_fault_never_has_the_value(name: str, value: str) -> None:
    fault = CREDENTIALS[name].fault_of(value)
    assert (
        fault is None
        or len(value) <= 2
        or value not in fault
        or value.isdigit()
        or value in "characters of another form"
    )
