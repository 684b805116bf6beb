"""What may be asked without an open session while a passphrase is set. What is not listed here may not."""

from __future__ import annotations

from pyworkstation.protocol import messages as m

ACCOUNT_TOPICS = frozenset({"account", "positions", "orders", "fills"})
"""While a passphrase is set, these say that something happened, and not what."""

PASSES: frozenset[type[m.Request]] = frozenset(
    {
        # How the engine is, and what it does: of the account these say nothing.
        m.Ping,
        m.CancelRequest,
        m.GetStatus,
        m.GetHealth,
        m.GetTraffic,
        m.GetDebugDump,
        m.GetSettings,
        m.ExportSettings,
        # The market. Not `RunQuery`: its SQL reads any file with the engine's rights, the journal too.
        m.GetBars,
        m.GetTicks,
        m.WatchQuotes,
        m.ListImports,
        m.ListInstruments,
        m.ExportTicks,
        m.ExportBars,
        m.GetQuality,
        m.GetImportQuality,
        m.GetSnapshot,
        m.ListIndicators,
        m.GetValues,
        m.ListAlerts,
        # By their topics; see `passes`.
        m.Subscribe,
        m.Follow,
        m.TakeNews,
        m.Unfollow,
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
        # The lock itself. It has its own say on these: they need the passphrase, or a session.
        m.GetLock,
        m.Unlock,
        m.RefreshSession,
        m.LockSessions,
        m.SetPassphrase,
        m.RemovePassphrase,
        # Who can send it can also end the process, and a desktop must be able to close.
        m.Shutdown,
    }
)


def passes(request: m.Request) -> bool:
    """May it be asked without a session?"""
    if isinstance(request, m.Subscribe | m.Follow):
        return ACCOUNT_TOPICS.isdisjoint(request.topics)
    return type(request) in PASSES
