"""What is wanted of symbols that are not replayed: the engine takes them along the replay's clock."""

from __future__ import annotations

from typing import NamedTuple


class Beside(NamedTuple):
    """Charts by symbol and timeframe, and symbols of which the quotes are wanted."""

    charts: tuple[tuple[str, str], ...] = ()
    quoted: tuple[str, ...] = ()

    def topics(self, replayed: str | None) -> list[str]:
        """What to listen to; of the replayed symbol all is listened to anyway, and the quotes come in one topic."""
        return [f"bars.{symbol}.{timeframe}" for symbol, timeframe in self.charts if symbol != replayed]
