"""What a report may say, and what it may not."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain import redaction
from pyworkstation.domain.redaction import SHORTEST_KNOWN, Redactor
from pyworkstation_ui.state.redacted import redacted

KEY = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
"""A CURVE key as ZeroMQ's own documentation prints one (Z85)."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password=hunter2 for all", "password=[...] for all"),
        ('{"token": "abc"}', '{"token": [...]'),
        ("API_KEY: x9", "API_KEY: [...]"),
        ("/home/ann/ticks/EURUSD.csv line 7", "~/ticks/EURUSD.csv line 7"),
        ("0123456789abcdef0123456789abcdef", "[...]"),
        (
            'File "/home/ann/.venv/lib/python3.11/site-packages/pyworkstation_ui/app.py", line 9',
            'File "~/.venv/lib/python3.11/site-packages/pyworkstation_ui/app.py", line 9',
        ),
        (
            "ValueError: invalid literal for int() with base 10",
            "ValueError: invalid literal for int() with base 10",
        ),
        ("desk.panels['chart2'].chart.series.completed", "desk.panels['chart2'].chart.series.completed"),
    ],
)
def test_secrets_and_the_users_name_are_left_out(text: str, expected: str) -> None:
    assert redacted(text, home="/home/ann") == expected


def test_a_key_of_the_bus_is_left_out() -> None:
    assert KEY[:12] not in redacted(f"server key {KEY} refused")


PASSWORDS = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")),
    min_size=SHORTEST_KNOWN,
    max_size=40,
)


@given(secret=PASSWORDS)
def test_what_the_user_typed_as_a_secret_is_in_no_report_whatever_it_looks_like(secret: str) -> None:
    """Such as a password that breaks the code which it is handed to."""
    redactor = Redactor()
    redactor.remember(secret)
    try:
        raise ValueError(f"cannot store {secret!r}", secret)
    except ValueError:
        trace = traceback.format_exc()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redaction, "PROCESS_REDACTOR", redactor)
        report = redacted(f"set({secret})\n{trace}", home="/home/ann")
    assert secret not in report.replace(redaction.REDACTED, "").replace("[...]", "")
