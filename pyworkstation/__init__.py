"""pyworkstation: one multi-timeframe tick engine for charts, replay, backtests and trading."""

__version__ = "0.1.0"
