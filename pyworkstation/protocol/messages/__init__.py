"""Every message of the bus, a file for each subject: requests, replies and stream bodies.

One struct per message, `op` on the wire names it. To add a message: write its struct in the file of its subject, import
it here and list it in the union of its kind (of stream bodies: in `streams.py`), give it vectors in `ipc-spec/vectors`, and run `python ipc-spec/generate.py`.
"""

from __future__ import annotations

from pyworkstation.protocol.messages.access import NoteAccess
from pyworkstation.protocol.messages.account import (
    Account,
    Deposit,
    EquityBar,
    EquityPart,
    FillProfile,
    GetAccount,
    GetEquity,
    ListPositions,
    OpenAccount,
    Position,
    PositionMode,
    PositionsPart,
    PositionsUpdate,
    TradingState,
)
from pyworkstation.protocol.messages.alerts import (
    Alert,
    AlertFired,
    Alerts,
    AlertSet,
    AlertTerms,
    DeleteAlert,
    ListAlerts,
    SetAlert,
)
from pyworkstation.protocol.messages.archive import ArchivedDay, ArchiveDone, ArchiveTicks
from pyworkstation.protocol.messages.bars import BarsPart, BarsUpdate, GetBars
from pyworkstation.protocol.messages.dry_run import DryRun, DryRunDone, FileAnswer, FileReading, OtherReading
from pyworkstation.protocol.messages.engine import CancelRequest, Done, Ping, Pong, Shutdown
from pyworkstation.protocol.messages.export import ExportBars, Exported, ExportTicks
from pyworkstation.protocol.messages.fields import (
    PROTOCOL_VERSION,
    AccountName,
    ClientOrderId,
    Count,
    CurrencyCode,
    CurveKey,
    Digits,
    DumpText,
    Endpoint,
    GapMinutes,
    IndicatorName,
    IndicatorParam,
    Int64,
    Message,
    Number,
    OfHours,
    Packed,
    Path,
    Points,
    PolicyText,
    PriceSide,
    Quantity,
    RoleName,
    ServiceName,
    SessionToken,
    Share,
    ShortText,
    Speed,
    Sql,
    Symbol,
    Text,
    TimeframeName,
    TimeUs,
    Topic,
)
from pyworkstation.protocol.messages.fills import Fill, FillsPart, FillsUpdate, ListFills
from pyworkstation.protocol.messages.findings import Finding, Gap
from pyworkstation.protocol.messages.following import Follow, Following, News, TakeNews, Unfollow
from pyworkstation.protocol.messages.health import (
    GetHealth,
    Health,
    Heartbeat,
    SecretHealth,
    ServiceHealth,
    SymbolHealth,
    TimeframeHealth,
)
from pyworkstation.protocol.messages.imports import (
    CancelImport,
    ImportDone,
    ImportedFile,
    ImportProgress,
    ImportRun,
    ImportsPart,
    ImportTicks,
    ListImports,
    RefusedFile,
    TickFiles,
    UndoDone,
    UndoImport,
    UnfinishedImport,
)
from pyworkstation.protocol.messages.indicators import (
    AttachedIndicator,
    AttachIndicator,
    DetachIndicator,
    GetValues,
    Indicators,
    IndicatorSpec,
    IndicatorValues,
    ListIndicators,
    OutputSpec,
    ParamSpec,
    ValuesPart,
    ValuesUpdate,
)
from pyworkstation.protocol.messages.instruments import InstrumentRow, InstrumentsPart, ListInstruments
from pyworkstation.protocol.messages.invite import Invitation, Invite
from pyworkstation.protocol.messages.lock import (
    ArmLive,
    DisarmLive,
    GetLock,
    ListSessions,
    LockSessions,
    LockState,
    LockTold,
    OpenSession,
    OpenSessions,
    Passphrase,
    RefreshSession,
    RemovePassphrase,
    RevokeSession,
    SessionKind,
    SessionOpened,
    SetPassphrase,
    Unlock,
    UnlockRefused,
    Withheld,
)
from pyworkstation.protocol.messages.log import DebugDump, GetDebugDump, LogLine
from pyworkstation.protocol.messages.orders import (
    CancelAllOrders,
    CancelOrder,
    Flatten,
    ListOrders,
    ModifyOrder,
    NewOrder,
    Order,
    OrderKind,
    OrdersAnswer,
    OrderSide,
    OrdersPart,
    OrderStatus,
    OrdersUpdate,
    PlaceOrder,
    Refusal,
    TimeInForce,
)
from pyworkstation.protocol.messages.quality import (
    CheckFiles,
    Deduction,
    Distribution,
    GetImportQuality,
    GetQuality,
    Quality,
    QualityDay,
    QualityDays,
)
from pyworkstation.protocol.messages.query import QueryPart, RunQuery
from pyworkstation.protocol.messages.quotes import QuotesUpdate, WatchedQuotes, WatchedSymbol, WatchQuotes
from pyworkstation.protocol.messages.replay import (
    ReplayPause,
    ReplaySeek,
    ReplaySpeed,
    ReplayStart,
    ReplayState,
    ReplayStep,
    ReplayStop,
)
from pyworkstation.protocol.messages.risk import (
    CurrencyExposure,
    GetRisk,
    Halt,
    ReloadRisk,
    Risk,
    RiskLimit,
    SetTradingState,
    SymbolExposure,
)
from pyworkstation.protocol.messages.round_trips import (
    GetStatistics,
    ListRoundTrips,
    NotePosition,
    RoundTrip,
    RoundTripsPart,
    Statistics,
    StatisticsBy,
    StatisticsRow,
)
from pyworkstation.protocol.messages.settings import (
    ExportSettings,
    GetSettings,
    ImportSettings,
    ReloadSettings,
    SetSettings,
    SettingRow,
    SettingsExported,
    SettingsListed,
    SettingsReloaded,
    SettingsSet,
    SettingText,
)
from pyworkstation.protocol.messages.sizing import PositionSize, SizePosition, SizingMethod
from pyworkstation.protocol.messages.snapshot import GetSnapshot, SnapshotPart
from pyworkstation.protocol.messages.status import GetStatus, Status, SymbolStatus
from pyworkstation.protocol.messages.streams import StreamBody, Subscribe, TopicSnapshot
from pyworkstation.protocol.messages.ticks import GetTicks, TicksPart, TicksUpdate
from pyworkstation.protocol.messages.traffic import (
    FollowerTraffic,
    GetTraffic,
    RequestTimes,
    TopicTraffic,
    Traffic,
)
from pyworkstation.protocol.messages.upkeep import (
    BackUp,
    BackupDone,
    UpkeepProgress,
    VerifiedSymbol,
    Verify,
    VerifyDone,
    VerifyFault,
)

Request = (
    Ping
    | GetStatus
    | GetBars
    | GetTicks
    | RunQuery
    | ImportTicks
    | DryRun
    | CancelImport
    | CancelRequest
    | ListImports
    | UndoImport
    | ArchiveTicks
    | ExportTicks
    | ExportBars
    | GetQuality
    | GetImportQuality
    | BackUp
    | Verify
    | CheckFiles
    | ReplayStart
    | ReplayPause
    | ReplaySpeed
    | ReplaySeek
    | ReplayStep
    | ReplayStop
    | Subscribe
    | WatchQuotes
    | Follow
    | TakeNews
    | Unfollow
    | GetSnapshot
    | GetHealth
    | GetTraffic
    | GetDebugDump
    | ListIndicators
    | AttachIndicator
    | DetachIndicator
    | OpenAccount
    | Deposit
    | GetAccount
    | PlaceOrder
    | ModifyOrder
    | CancelOrder
    | CancelAllOrders
    | Flatten
    | ListOrders
    | ListPositions
    | ListFills
    | NotePosition
    | ListRoundTrips
    | GetStatistics
    | ListInstruments
    | SizePosition
    | GetEquity
    | GetValues
    | SetAlert
    | DeleteAlert
    | ListAlerts
    | Invite
    | GetRisk
    | ReloadRisk
    | SetTradingState
    | Halt
    | NoteAccess
    | ReloadSettings
    | GetSettings
    | SetSettings
    | ExportSettings
    | ImportSettings
    | GetLock
    | SetPassphrase
    | RemovePassphrase
    | Unlock
    | RefreshSession
    | LockSessions
    | ListSessions
    | RevokeSession
    | ArmLive
    | DisarmLive
    | Shutdown
)

Reply = (
    Pong
    | Done
    | Status
    | BarsPart
    | TicksPart
    | QueryPart
    | ImportProgress
    | ImportedFile
    | RefusedFile
    | FileReading
    | DryRunDone
    | ImportDone
    | ImportsPart
    | UndoDone
    | ArchivedDay
    | ArchiveDone
    | UpkeepProgress
    | BackupDone
    | VerifyFault
    | VerifyDone
    | Exported
    | QualityDays
    | Quality
    | ReplayState
    | TopicSnapshot
    | WatchedQuotes
    | Following
    | News
    | SnapshotPart
    | Health
    | Traffic
    | DebugDump
    | Indicators
    | AttachedIndicator
    | Account
    | OrdersAnswer
    | OrdersPart
    | PositionsPart
    | FillsPart
    | RoundTripsPart
    | Statistics
    | InstrumentsPart
    | PositionSize
    | EquityPart
    | ValuesPart
    | AlertSet
    | Alerts
    | Invitation
    | Risk
    | SettingsReloaded
    | SettingsListed
    | SettingsSet
    | SettingsExported
    | LockState
    | SessionOpened
    | UnlockRefused
    | OpenSessions
)
