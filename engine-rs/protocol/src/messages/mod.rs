//! Every message of the bus, a file for each subject: the mirror of `pyworkstation/protocol/messages/`, held to it by the
//! vectors.
#![expect(
    missing_docs,
    reason = "the fields are the catalogue's, documented in ipc-spec/messages.toml"
)]

use serde::{Deserialize, Serialize};

mod access;
mod account;
mod alerts;
mod archive;
mod bars;
mod dry_run;
mod engine;
mod export;
mod fields;
mod fills;
mod findings;
mod following;
mod health;
mod imports;
mod indicators;
mod instruments;
mod invite;
mod lock;
mod log;
mod orders;
mod quality;
mod query;
mod quotes;
mod replay;
mod risk;
mod round_trips;
mod settings;
mod sizing;
mod snapshot;
mod status;
mod streams;
mod ticks;
mod traffic;
mod upkeep;

pub use access::*;
pub use account::*;
pub use alerts::*;
pub use archive::*;
pub use bars::*;
pub use dry_run::*;
pub use engine::*;
pub use export::*;
pub use fills::*;
pub use findings::*;
pub use following::*;
pub use health::*;
pub use imports::*;
pub use indicators::*;
pub use instruments::*;
pub use invite::*;
pub use lock::*;
pub use log::*;
pub use orders::*;
pub use quality::*;
pub use query::*;
pub use quotes::*;
pub use replay::*;
pub use risk::*;
pub use round_trips::*;
pub use settings::*;
pub use sizing::*;
pub use snapshot::*;
pub use status::*;
pub use streams::*;
pub use ticks::*;
pub use traffic::*;
pub use upkeep::*;

/// Every request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Request {
    Ping(Ping),
    GetStatus(GetStatus),
    GetBars(GetBars),
    GetTicks(GetTicks),
    RunQuery(RunQuery),
    ImportTicks(ImportTicks),
    DryRun(DryRun),
    CancelImport(CancelImport),
    CancelRequest(CancelRequest),
    ListImports(ListImports),
    UndoImport(UndoImport),
    ArchiveTicks(ArchiveTicks),
    ExportTicks(ExportTicks),
    ExportBars(ExportBars),
    GetQuality(GetQuality),
    GetImportQuality(GetImportQuality),
    BackUp(BackUp),
    Verify(Verify),
    CheckFiles(CheckFiles),
    ReplayStart(ReplayStart),
    ReplayPause(ReplayPause),
    ReplaySpeed(ReplaySpeed),
    ReplaySeek(ReplaySeek),
    ReplayStep(ReplayStep),
    ReplayStop(ReplayStop),
    Subscribe(Subscribe),
    WatchQuotes(WatchQuotes),
    Follow(Follow),
    TakeNews(TakeNews),
    Unfollow(Unfollow),
    GetSnapshot(GetSnapshot),
    GetHealth(GetHealth),
    GetTraffic(GetTraffic),
    GetDebugDump(GetDebugDump),
    ListIndicators(ListIndicators),
    AttachIndicator(AttachIndicator),
    DetachIndicator(DetachIndicator),
    OpenAccount(OpenAccount),
    Deposit(Deposit),
    GetAccount(GetAccount),
    PlaceOrder(PlaceOrder),
    ModifyOrder(ModifyOrder),
    CancelOrder(CancelOrder),
    CancelAllOrders(CancelAllOrders),
    Flatten(Flatten),
    ListOrders(ListOrders),
    ListPositions(ListPositions),
    ListFills(ListFills),
    NotePosition(NotePosition),
    ListRoundTrips(ListRoundTrips),
    GetStatistics(GetStatistics),
    ListInstruments(ListInstruments),
    SizePosition(SizePosition),
    GetEquity(GetEquity),
    GetValues(GetValues),
    SetAlert(SetAlert),
    DeleteAlert(DeleteAlert),
    ListAlerts(ListAlerts),
    Invite(Invite),
    GetRisk(GetRisk),
    ReloadRisk(ReloadRisk),
    SetTradingState(SetTradingState),
    Halt(Halt),
    NoteAccess(NoteAccess),
    ReloadSettings(ReloadSettings),
    GetSettings(GetSettings),
    SetSettings(SetSettings),
    ExportSettings(ExportSettings),
    ImportSettings(ImportSettings),
    GetLock(GetLock),
    SetPassphrase(SetPassphrase),
    RemovePassphrase(RemovePassphrase),
    Unlock(Unlock),
    RefreshSession(RefreshSession),
    LockSessions(LockSessions),
    ListSessions(ListSessions),
    RevokeSession(RevokeSession),
    ArmLive(ArmLive),
    DisarmLive(DisarmLive),
    Shutdown(Shutdown),
}

/// Every part of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Reply {
    Pong(Pong),
    Done(Done),
    Status(Status),
    BarsPart(BarsPart),
    TicksPart(TicksPart),
    QueryPart(QueryPart),
    ImportProgress(ImportProgress),
    ImportedFile(ImportedFile),
    RefusedFile(RefusedFile),
    FileReading(FileReading),
    DryRunDone(DryRunDone),
    ImportDone(ImportDone),
    ImportsPart(ImportsPart),
    UndoDone(UndoDone),
    ArchivedDay(ArchivedDay),
    ArchiveDone(ArchiveDone),
    UpkeepProgress(UpkeepProgress),
    BackupDone(BackupDone),
    VerifyFault(VerifyFault),
    VerifyDone(VerifyDone),
    Exported(Exported),
    QualityDays(QualityDays),
    Quality(Quality),
    ReplayState(ReplayState),
    TopicSnapshot(TopicSnapshot),
    WatchedQuotes(WatchedQuotes),
    Following(Following),
    News(News),
    SnapshotPart(SnapshotPart),
    Health(Health),
    Traffic(Traffic),
    DebugDump(DebugDump),
    Indicators(Indicators),
    AttachedIndicator(AttachedIndicator),
    Account(Account),
    OrdersAnswer(OrdersAnswer),
    OrdersPart(OrdersPart),
    PositionsPart(PositionsPart),
    FillsPart(FillsPart),
    RoundTripsPart(RoundTripsPart),
    Statistics(Statistics),
    InstrumentsPart(InstrumentsPart),
    PositionSize(PositionSize),
    EquityPart(EquityPart),
    ValuesPart(ValuesPart),
    AlertSet(AlertSet),
    Alerts(Alerts),
    Invitation(Invitation),
    Risk(Risk),
    SettingsReloaded(SettingsReloaded),
    SettingsListed(SettingsListed),
    SettingsSet(SettingsSet),
    SettingsExported(SettingsExported),
    LockState(LockState),
    SessionOpened(SessionOpened),
    UnlockRefused(UnlockRefused),
    OpenSessions(OpenSessions),
}

/// Every stream message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum StreamBody {
    Heartbeat(Heartbeat),
    BarsUpdate(BarsUpdate),
    TicksUpdate(TicksUpdate),
    QuotesUpdate(QuotesUpdate),
    ValuesUpdate(ValuesUpdate),
    ReplayState(ReplayState),
    ImportProgress(ImportProgress),
    Health(Health),
    LogLine(LogLine),
    OrdersUpdate(OrdersUpdate),
    FillsUpdate(FillsUpdate),
    PositionsUpdate(PositionsUpdate),
    Account(Account),
    Alerts(Alerts),
    LockTold(LockTold),
    Withheld(Withheld),
}
