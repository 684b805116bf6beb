"""How a process ended, in words: an exit code is negative for a signal, and on Windows huge for a crash."""

from __future__ import annotations

_WORDS = {
    -9: "was killed (signal 9): by somebody, or by the system for want of memory",
    -15: "was told to end (signal 15), not by this window",
    0xC000013A: "was told to end (Ctrl+C in its console)",
}
_LEAST_NT_ERROR = 0xC0000000
"""NTSTATUS codes from here on are errors: Windows ends a process that crashes with one."""


def how_it_ended(code: int | None) -> str:
    """To follow "The engine"; None is an end whose code nobody knows."""
    if code is None:
        return "ended unexpectedly"
    if code in _WORDS:
        return _WORDS[code]
    if code < 0:
        return f"crashed (signal {-code})"
    return f"crashed (0x{code:08X})" if code >= _LEAST_NT_ERROR else f"ended with code {code}"
