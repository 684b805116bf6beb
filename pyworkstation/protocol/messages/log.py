"""The engine's log, and its state as text for people."""

from __future__ import annotations

from typing import Literal

from pyworkstation.protocol.messages.fields import DumpText, Message, ShortText, Symbol, Text, TimeUs


class LogLine(Message, frozen=True, tag="log_line"):
    """Topic `log`: a line of the engine's log, from `info` on. The rest of a long one, and traces, are in its file alone."""

    at_us: TimeUs
    level: Literal["info", "warning", "error"]
    source: ShortText
    text: Text


class GetDebugDump(Message, frozen=True, tag="get_debug_dump"):
    """The state of a symbol, or of the one that there is, as text for people. Answered by a `DebugDump`."""

    symbol: Symbol | None = None


class DebugDump(Message, frozen=True, tag="debug_dump"):
    """Reply to `get_debug_dump`: lines for people, which may change from version to version."""

    text: DumpText
