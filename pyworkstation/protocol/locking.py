"""What may be asked without an open session while a passphrase is set. What is not listed here may not."""

from __future__ import annotations

from pyworkstation.protocol import messages as m
from pyworkstation.protocol.roles import READ_REQUESTS

ACCOUNT_TOPICS = frozenset({"account", "positions", "orders", "fills"})
"""While a passphrase is set, these say that something happened, and not what."""

_OF_THE_ACCOUNT: frozenset[type[m.Request]] = frozenset(
    {
        m.GetAccount,
        m.GetRisk,
        m.ListOrders,
        m.ListPositions,
        m.ListFills,
        m.ListRoundTrips,
        m.GetStatistics,
    }
)

PASSES: frozenset[type[m.Request]] = (READ_REQUESTS - _OF_THE_ACCOUNT) | {
    # Data comes in and is kept safe with nobody at the keyboard; none of it is of the account.
    m.ImportTicks,
    m.DryRun,
    m.CancelImport,
    m.CheckFiles,
    m.ArchiveTicks,
    m.BackUp,
    m.Verify,
    # Charts are drawn before anybody unlocks.
    m.AttachIndicator,
    m.DetachIndicator,
    # An access to a secret is never kept out of the log.
    m.NoteAccess,
    # The lock has its own say on these: they need the passphrase.
    m.SetPassphrase,
    m.RemovePassphrase,
    # Who can send it can also end the process, and a desktop must be able to close.
    m.Shutdown,
}


def passes(request: m.Request) -> bool:
    """May it be asked without a session?"""
    if isinstance(request, m.Subscribe | m.Follow):
        return ACCOUNT_TOPICS.isdisjoint(request.topics)
    return type(request) in PASSES
