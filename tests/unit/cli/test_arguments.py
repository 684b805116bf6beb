from __future__ import annotations

import pytest

from pyworkstation.cli.arguments import absolute_path
from pyworkstation.domain.errors import InputError


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected a file or folder, found nothing"),
        ("b\udce9.csv", r"a name in Unicode, found b\\udce9\.csv"),
    ],
)
def test_what_no_message_can_carry_is_no_path(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        absolute_path(text, where="PATH")
