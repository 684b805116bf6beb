from __future__ import annotations

import base64
import json
import logging
import traceback
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain.redaction import REDACTED, SHORTEST_KNOWN, Redactor

SECRETS = st.text(min_size=SHORTEST_KNOWN, max_size=60).filter(
    lambda text: len(text.strip()) >= SHORTEST_KNOWN
)
ONE_LINE = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")),
    min_size=SHORTEST_KNOWN,
    max_size=60,
)


def knowing(*secrets: str) -> Redactor:
    redactor = Redactor()
    for secret in secrets:
        redactor.remember(secret)
    return redactor


def trace_of(secret: str) -> str:
    try:
        raise ValueError(secret)
    except ValueError:
        return traceback.format_exc()


CARRIERS = [
    lambda secret: f"the value {secret} was refused",
    repr,
    lambda secret: repr({"key": [secret]}),
    lambda secret: repr(secret.encode()),
    lambda secret: json.dumps({"key": secret}),
    lambda secret: json.dumps({"key": secret}, ensure_ascii=False),
    lambda secret: "https://host/?key=" + quote_plus(secret),
    lambda secret: "Authorization: " + base64.b64encode(secret.encode()).decode(),
    trace_of,
    lambda secret: logging.LogRecord("a", 20, "", 0, "it is %s", (secret,), None).getMessage(),
    lambda secret: " ".join(f"error: {secret}".split()),
]


@pytest.mark.parametrize("carrier", CARRIERS)
@given(secret=ONE_LINE, other=ONE_LINE)
def test_a_known_secret_is_taken_out_of_whatever_carries_it(carrier: object, secret: str, other: str) -> None:
    assert callable(carrier)
    assert secret not in knowing(other, secret).redact(carrier(secret)).replace(REDACTED, "")


@given(secret=SECRETS)
def test_secrets_of_several_lines_are_known_line_by_line(secret: str) -> None:
    shown = knowing(secret).redact(secret)
    assert secret not in shown or secret in REDACTED


SHAPES = [
    "sk-proj-abcdefghijklmnopqrstuvwxyz012345",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "AKIAIOSFODNN7EXAMPLE",
    "xoxb-123456789012-abcdefghijkl",
    "AIzaSyA-abcdefghijklmnopqrstuvwxyz01234",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA and cut off",
]


@pytest.mark.parametrize("key", SHAPES)
def test_keys_of_common_shapes_are_taken_out_unknown(key: str) -> None:
    shown = Redactor().redact(f"before {key} after")
    assert key not in shown
    assert shown.startswith(f"before {REDACTED}")


NAMED = [
    ("password=hunter2", f"password={REDACTED}"),
    ("password: hunter2, user: anna", f"password: {REDACTED}, user: anna"),
    ('{"api_key": "hunter2 and more"}', f'{{"api_key": {REDACTED}}}'),
    ("https://host/?api_key=hunter2&limit=1", f"https://host/?api_key={REDACTED}&limit=1"),
    ("Authorization: Bearer abcdefghijklmnop", f"Authorization: Bearer {REDACTED}"),
    ("https://anna:hunter2@host/", f"https://anna:{REDACTED}@host/"),
    ("PYWORKSTATION_SECRET_FRED_API_KEY=hunter2", f"PYWORKSTATION_SECRET_FRED_API_KEY={REDACTED}"),
]


@pytest.mark.parametrize(("text", "shown"), NAMED)
def test_what_is_called_a_secret_is_taken_out(text: str, shown: str) -> None:
    assert Redactor().redact(text) == shown


KEPT = [
    "EURUSD: expected a timeframe such as M1, found 'xyz'; see --help",
    "interactive-brokers-password: expected 8 to 128 characters, found nothing",
    "replay at 2019-02-04T10:30:00Z: 1.13542/1.13545",
    "tokens left: many",
    "the engine listens on tcp://127.0.0.1:40123",
    "C:\\Users\\anna\\ticks\\EURUSD_2019.csv line 17: found 'nan'",
    "",
]


@pytest.mark.parametrize("text", KEPT)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert knowing("hunter2", "a", "").redact(text) == text


def test_a_redactor_does_not_show_what_it_knows() -> None:
    assert "hunter2" not in repr(knowing("hunter2"))


def test_the_longer_of_two_secrets_goes_whole() -> None:
    assert knowing("hunter2", "hunter2-and-more").redact("hunter2-and-more") == REDACTED


UNMISTAKABLE = [
    ("0123456789abcdefghijklmnopqrstuv", True),
    ("Summer2026!x", True),
    ("correct horse battery staple", True),
    ("EURUSD", False),
    ("interactivejohn1", False),
    ("anna.smith-2026", False),
    ("hunter2", False),
]


@pytest.mark.parametrize(("secret", "is_found"), UNMISTAKABLE)
def test_only_what_stands_there_for_no_other_reason_is_found_in_a_request(
    secret: str, is_found: bool
) -> None:
    """A user's name at a broker may be that of their folder, too."""
    redactor = knowing(secret)
    assert redactor.knows_any is is_found
    assert redactor.has_secret(b"\x81\xa4path" + secret.encode() + b"\xff") is is_found
    assert not redactor.has_secret(b"\x81\xa4path/home/anna")
