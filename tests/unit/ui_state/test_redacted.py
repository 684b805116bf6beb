"""What a report may say, and what it may not."""

from __future__ import annotations

import pytest

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
