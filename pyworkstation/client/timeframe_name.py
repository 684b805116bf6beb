"""A timeframe's name as people write it, read by the engine's own parser: so that there is one, and one message.

It is the one thing of the compiled engine that clients have.
"""

from __future__ import annotations

from pyworkstation._engine import parse_timeframe  # noqa: TID251 - see above

__all__ = ["parse_timeframe"]
