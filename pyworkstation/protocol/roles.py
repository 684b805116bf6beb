"""Which requests a client may make: with the key of `trade` every one, with that of `read` those that change nothing."""

from __future__ import annotations

import enum

from pyworkstation.protocol import messages as m


class Role(enum.Enum):
    """What a key is for."""

    TRADE = "trade"
    READ = "read"


READ_REQUESTS: frozenset[type[m.Request]] = frozenset(
    {
        m.Ping,
        m.GetStatus,
        m.GetBars,
        m.GetTicks,
        m.CancelRequest,
        m.ListImports,
        m.ExportTicks,
        m.ExportBars,
        m.GetQuality,
        m.GetImportQuality,
        m.Subscribe,
        m.WatchQuotes,
        m.Follow,
        m.TakeNews,
        m.Unfollow,
        m.GetSnapshot,
        m.GetHealth,
        m.GetTraffic,
        m.GetDebugDump,
        m.ListIndicators,
        m.GetRisk,
        m.GetAccount,
        m.ListOrders,
        m.ListPositions,
        m.ListFills,
        m.ListRoundTrips,
        m.GetStatistics,
        m.ListInstruments,
        m.SizePosition,
        m.GetEquity,
        m.GetValues,
        m.ListAlerts,
        m.GetSettings,
        m.ExportSettings,
        m.GetLock,
        m.Unlock,
        m.RefreshSession,
        m.LockSessions,
    }
)
"""What is not here needs `trade`, as does what opens files that the client names: so does `run_query`, whose SQL reads any file."""


def may_ask(role: Role, request: m.Request) -> bool:
    """Is this request one for that key?"""
    return role is Role.TRADE or type(request) in READ_REQUESTS
