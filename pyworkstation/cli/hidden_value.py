"""Takes a secret from the keyboard without showing it, or from a pipe. Never from the command line: that is in the shell's history and in everybody's list of processes."""

from __future__ import annotations

import getpass
import sys

from pyworkstation.config.credential import LONGEST_SECRET
from pyworkstation.domain.errors import InputError

_LONGEST_PASSPHRASE = 1024


def hidden_value(name: str, *, what: str) -> str:
    """The value that the user gives. Raises InputError when the two tries at the keyboard differ, or a pipe has no text.

    From a pipe all of it is taken, but for one line break at its end.
    """
    if not sys.stdin.isatty():
        return _piped(name)
    first = _typed(f"{what} (is not shown): ")
    if _typed("once more: ") != first:
        raise InputError(
            expected="the same value twice", found="two values", where=name, mend="nothing was stored"
        )
    return first


def hidden_passphrase(name: str, *, twice: bool = False) -> str:
    """A passphrase: from the keyboard, or the next line of a pipe. Raises InputError for none, and for two that differ."""
    if not sys.stdin.isatty():
        text = _line(name)
    else:
        text = _typed(f"{name} (is not shown): ")
        if twice and _typed("once more: ") != text:
            raise InputError(
                expected="the same value twice", found="two values", where=name, mend="nothing was changed"
            )
    if not text:
        raise InputError(expected="a passphrase", found="nothing", where=name)
    if len(text) > _LONGEST_PASSPHRASE:
        raise InputError(
            expected=f"at most {_LONGEST_PASSPHRASE:,} characters", found="more than that", where=name
        )
    _expect_unicode(name, text)
    return text


def _typed(prompt: str) -> str:
    """Nothing for the key that ends a text (Ctrl-D)."""
    try:
        return getpass.getpass(prompt)
    except EOFError:
        print(file=sys.stderr)
        return ""


def _line(name: str) -> str:
    try:
        return sys.stdin.readline(LONGEST_SECRET + 3).removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise InputError(expected="text in UTF-8", found="other bytes", where=name) from None


def _expect_unicode(name: str, text: str) -> None:
    """Python passes on bytes that are no text as lone surrogates, which no message carries."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError(expected="text in UTF-8", found="other bytes", where=name) from None


def _piped(name: str) -> str:
    try:
        text = sys.stdin.read(LONGEST_SECRET + 3)
    except UnicodeDecodeError:
        raise InputError(expected="text in UTF-8", found="other bytes", where=name) from None
    return text.removesuffix("\n").removesuffix("\r")
