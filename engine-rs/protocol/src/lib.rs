//! The bus protocol of pyworkstation as Rust types: what `ipc-spec/` publishes, checked against the same vectors as
//! the Python side.
//!
//! Architecture Invariant: types and their encoding only; no sockets, and nothing of the engine.

mod bounded;
mod envelope;
mod messages;

pub use bounded::{
    Bounded, Count, Digits, Endpoint, GapMinutes, IndicatorName, IndicatorParam, Items, Measure,
    Number, Packed, PolicyText, ServiceName, SnapshotBars, Speed, Symbol, Text, TimeUs,
    TimeframeName, Topic, ValidSeconds,
};
pub use envelope::{
    BadMessage, ErrorBody, MAX_MESSAGE_BYTES, Outcome, ReplyEnvelope, RequestEnvelope,
    StreamEnvelope, decode_reply, decode_request, decode_stream, encode,
};
pub use messages::{
    ArchiveDone, ArchiveTicks, ArchivedDay, AttachIndicator, AttachedIndicator, BackUp, BackupDone,
    BarsPart, BarsUpdate, Boundary, CancelImport, CancelRequest, Cell, CheckFiles, DayClose,
    DebugDump, Deduction, DetachIndicator, Distribution, Done, DryRun, DryRunDone, ExportBars,
    ExportTicks, Exported, FileAnswer, FileReading, FilesToCheck, Finding, Gap, GetBars,
    GetDebugDump, GetHealth, GetImportQuality, GetQuality, GetSnapshot, GetStatus, GetTicks,
    GetTraffic, Health, Heartbeat, ImportDone, ImportProgress, ImportTicks, ImportedFile,
    IndicatorSpec, IndicatorValues, Indicators, Invitation, Invite, ListIndicators, LogLevel,
    LogLine, OtherReading, OutputSpec, Pane, ParamKind, ParamSpec, ParamValue, Params, Ping, Pong,
    PriceForm, Quality, QualityDay, QualityDays, QueryPart, RefusedFile, ReplayPause, ReplaySeek,
    ReplaySpeed, ReplayStart, ReplayState, ReplayStop, Reply, Request, RequestTimes, Role,
    RunQuery, ServiceHealth, ServiceState, Shutdown, Side, SnapshotPart, Status, StreamBody, Style,
    Subscribe, SymbolHealth, SymbolStatus, TaggedReplayState, TicksPart, TicksUpdate,
    TimeframeHealth, TopicSnapshot, TopicTraffic, Traffic, UpkeepProgress, ValuesUpdate,
    VerifiedSymbol, Verify, VerifyDone, VerifyFault, VolumeUnit,
};

/// The version of the protocol that this crate speaks.
pub const PROTOCOL_VERSION: u16 = 1;
