//! Every message of the bus: the mirror of `pyworkstation/protocol/messages.py`, held to it by the vectors.
#![expect(
    missing_docs,
    reason = "the fields are the catalogue's, documented in ipc-spec/messages.toml"
)]

use std::collections::BTreeMap;

use crate::bounded::{
    Bounded, Count, Digits, Endpoint, GapMinutes, IndicatorName, IndicatorParam, Items, Measure,
    Number, Packed, PolicyText, ServiceName, SnapshotBars, Speed, Symbol, Text, TimeUs,
    TimeframeName, Topic, ValidSeconds,
};
use serde::{Deserialize, Serialize};

type ShortText = Text<0, 200>;
type JobName = Text<1, 200>;
type LongText = Text<0, 10_000>;
type CurveKey = Text<40, 40>;
type DumpText = Text<0, 1_000_000>;
type Path = Text<1, 4096>;
/// Of a whole.
type Share = Measure<1>;
/// Of a hundred.
type Points = Measure<100>;
type OfHours = Items<Count, 24, 24>;

/// Which end of its interval belongs to a bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    #[default]
    Left,
    Right,
}

/// When a day ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayClose {
    #[default]
    NewYork,
    Utc,
}

/// What one unit of volume is in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VolumeUnit {
    #[default]
    Auto,
    Units,
    Thousands,
    Millions,
}

/// What a parameter of an indicator is set to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParamValue {
    Number(Number),
    Word(ShortText),
}

/// Parameters by name.
pub type Params = BTreeMap<IndicatorParam, ParamValue>;

/// One value of a query's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(LongCell),
    Null,
}

type LongCell = Text<0, 4_000_000>;

/// Is the engine there?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ping {
    pub nonce: Count,
}

/// What runs, and what is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetStatus {}

/// Bars whose open lies in a range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetBars {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
    #[serde(default)]
    pub boundary: Boundary,
    #[serde(default)]
    pub day_close: DayClose,
}

/// Stored ticks of a range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetTicks {
    pub symbol: Symbol,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
}

/// A reading SQL statement on the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunQuery {
    pub sql: Text<1, 100_000>,
}

/// Import files and folders, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "options that have nothing to do with each other"
)]
pub struct ImportTicks {
    pub paths: Items<Path, 1, 10_000>,
    pub symbol: Symbol,
    #[serde(default = "ShortText::auto")]
    pub dialect: ShortText,
    #[serde(default)]
    pub time_zone: Option<ShortText>,
    #[serde(default)]
    pub volume_unit: VolumeUnit,
    #[serde(default)]
    pub price_shift: Option<Bounded<-9, 9>>,
    #[serde(default)]
    pub accept_prices: bool,
    #[serde(default)]
    pub replace: bool,
    #[serde(default)]
    pub columns: Option<ShortText>,
    #[serde(default)]
    pub time_format: Option<ShortText>,
    #[serde(default)]
    pub delimiter: Option<Text<1, 1>>,
    #[serde(default)]
    pub decimal_comma: bool,
    #[serde(default)]
    pub has_header: bool,
    #[serde(default)]
    pub policies: Items<PolicyText, 0, 20>,
    #[serde(default = "Count::thousand")]
    pub max_rejects: Count,
    #[serde(default)]
    pub job: ShortText,
}

/// How an import would read these files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "options that have nothing to do with each other"
)]
pub struct DryRun {
    pub paths: Items<Path, 1, 10_000>,
    pub symbol: Symbol,
    #[serde(default = "ShortText::auto")]
    pub dialect: ShortText,
    #[serde(default)]
    pub time_zone: Option<ShortText>,
    #[serde(default)]
    pub volume_unit: VolumeUnit,
    #[serde(default)]
    pub price_shift: Option<Bounded<-9, 9>>,
    #[serde(default)]
    pub accept_prices: bool,
    #[serde(default)]
    pub replace: bool,
    #[serde(default)]
    pub columns: Option<ShortText>,
    #[serde(default)]
    pub time_format: Option<ShortText>,
    #[serde(default)]
    pub delimiter: Option<Text<1, 1>>,
    #[serde(default)]
    pub decimal_comma: bool,
    #[serde(default)]
    pub has_header: bool,
    #[serde(default)]
    pub policies: Items<PolicyText, 0, 20>,
    #[serde(default = "Count::thousand")]
    pub max_rejects: Count,
}

/// Stop the import of that job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelImport {
    pub job: JobName,
}

/// The answer to that request is no longer waited for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelRequest {
    pub request_id: Count,
}

/// Every import of a symbol, or of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListImports {
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// Take the ticks of an import out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoImport {
    pub id: Count,
    #[serde(default)]
    pub dry_run: bool,
}

/// Write stored ticks as Parquet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveTicks {
    pub symbol: Symbol,
    pub folder: Path,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
}

/// What stored ticks are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetQuality {
    pub symbol: Symbol,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
    #[serde(default = "GapMinutes::five")]
    pub gap_minutes: GapMinutes,
}

/// What the ticks of one import are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetImportQuality {
    pub import_id: Count,
    #[serde(default = "GapMinutes::five")]
    pub gap_minutes: GapMinutes,
}

/// Write the database as it is now to a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackUp {
    #[serde(default)]
    pub path: Option<Path>,
    #[serde(default)]
    pub force: bool,
}

/// Read all of the database and hold it against itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {}

/// How far a backup or a check is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpkeepProgress {
    pub doing: ShortText,
    pub ticks_done: Count,
    pub ticks_total: Count,
}

/// A backup is written, and was read back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupDone {
    pub path: Path,
    pub symbols: Count,
    pub ticks: Count,
    pub size: Count,
    pub seconds: f64,
}

/// Something is wrong with the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyFault {
    pub words: LongText,
}

/// What could be read of one symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifiedSymbol {
    pub symbol: ShortText,
    pub ticks: Count,
    pub days: Count,
    pub hash: ShortText,
}

/// All was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyDone {
    pub path: Path,
    pub schema: Count,
    pub checked: bool,
    pub faults: Count,
    pub symbols: Vec<VerifiedSymbol>,
    pub seconds: f64,
}

/// What files are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckFiles {
    pub files: FilesToCheck,
    #[serde(default = "GapMinutes::five")]
    pub gap_minutes: GapMinutes,
}

/// An import, inside another message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum FilesToCheck {
    ImportTicks(ImportTicks),
}

/// In which form prices are exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceForm {
    #[default]
    Float,
    Decimal,
    Points,
}

/// Of which price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    #[default]
    Bid,
    Ask,
    Mid,
}

/// Write stored ticks as an Arrow file for one reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportTicks {
    pub symbol: Symbol,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
    #[serde(default)]
    pub prices: PriceForm,
}

/// Write one side of bars as an Arrow file for one reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportBars {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
    #[serde(default)]
    pub boundary: Boundary,
    #[serde(default)]
    pub day_close: DayClose,
    #[serde(default)]
    pub side: Side,
    #[serde(default)]
    pub prices: PriceForm,
}

/// Replay stored ticks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayStart {
    pub symbol: Symbol,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default = "Speed::real_time")]
    pub speed: Speed,
    #[serde(default)]
    pub paused: bool,
}

/// Hold the replay, or let it go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayPause {
    pub paused: bool,
}

/// How many seconds of market time pass in one second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaySpeed {
    pub speed: Speed,
}

/// Jump to a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaySeek {
    pub to_us: TimeUs,
}

/// End the replay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayStop {}

/// Snapshots of topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    pub topics: Items<Topic, 1, 200>,
}

/// A replay's timeframes at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetSnapshot {
    pub symbol: Symbol,
    #[serde(default)]
    pub timeframes: Items<TimeframeName, 0, 64>,
    #[serde(default = "SnapshotBars::one")]
    pub bars: SnapshotBars,
}

/// How the engine is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetHealth {}

/// What went over the bus since the engine started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetTraffic {}

/// The state of a symbol as text for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetDebugDump {
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// Every indicator that there is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListIndicators {}

/// Have an indicator computed on a timeframe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachIndicator {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub name: IndicatorName,
    #[serde(default)]
    pub side: Side,
    #[serde(default)]
    pub params: Params,
    #[serde(default)]
    pub holder: ShortText,
}

/// This holder needs an indicator no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetachIndicator {
    pub symbol: Symbol,
    pub id: Count,
    #[serde(default)]
    pub holder: ShortText,
}

/// Stop the engine process in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shutdown {}

/// The nonce, back from Rust.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pong {
    pub nonce: Count,
    pub engine_version: ShortText,
}

/// It is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {}

/// What is stored of one symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolStatus {
    pub symbol: Symbol,
    pub digits: Digits,
    pub ticks: Count,
    pub first_us: Option<TimeUs>,
    pub last_us: Option<TimeUs>,
    pub sources: Vec<ShortText>,
}

/// Where the replay stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayState {
    #[serde(default)]
    pub symbol: Option<Symbol>,
    #[serde(default = "Count::zero")]
    pub epoch: Count,
    #[serde(default)]
    pub position_us: Option<TimeUs>,
    #[serde(default)]
    pub first_us: Option<TimeUs>,
    #[serde(default)]
    pub last_us: Option<TimeUs>,
    #[serde(default = "Speed::real_time")]
    pub speed: Speed,
    #[serde(default = "yes")]
    pub paused: bool,
    #[serde(default)]
    pub finished: bool,
    #[serde(default = "Count::zero")]
    pub ticks_done: Count,
    #[serde(default = "Count::zero")]
    pub ticks_total: Count,
    #[serde(default = "Count::zero")]
    pub ticks_per_second: Count,
}

/// Reply to `get_status`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    pub version: ShortText,
    pub environment: ShortText,
    pub home: Path,
    pub pid: Option<Count>,
    pub started_us: Option<TimeUs>,
    pub symbols: Vec<SymbolStatus>,
    pub replay: TaggedReplayState,
    #[serde(default)]
    pub unfinished: Vec<UnfinishedImport>,
}

/// A file of which the first ticks are stored and the rest is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnfinishedImport {
    pub symbol: Symbol,
    pub path: Path,
    pub ticks: Count,
    #[serde(default)]
    pub running: bool,
}

/// Bars in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarsPart {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub digits: Digits,
    pub count: Count,
    pub packed: Packed,
}

/// Ticks in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicksPart {
    pub symbol: Symbol,
    pub digits: Digits,
    pub count: Count,
    pub packed: Packed,
    #[serde(default = "Digits::zero")]
    pub volume_digits: Digits,
}

/// Rows of a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryPart {
    pub columns: Vec<LongText>,
    pub types: Vec<LongText>,
    pub rows: Vec<Vec<Cell>>,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportProgress {
    pub symbol: Symbol,
    pub path: Path,
    pub files_done: Count,
    pub files_total: Count,
    pub bytes_done: Count,
    pub bytes_total: Count,
    pub ticks_done: Count,
    pub ticks_per_second: Count,
    pub seconds_left: Option<Count>,
    #[serde(default = "yes")]
    pub running: bool,
}

/// One file is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedFile {
    pub path: Path,
    pub dialect: ShortText,
    pub ticks_read: Count,
    pub ticks_new: Count,
    pub already: bool,
    pub files_done: Count,
    pub files_total: Count,
    #[serde(default = "Count::zero")]
    pub rejected: Count,
    #[serde(default)]
    pub findings: Vec<Finding>,
}

/// How many ticks of a file have one kind of fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub kind: ShortText,
    pub count: Count,
}

/// One file was left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedFile {
    pub path: Path,
    pub reason: LongText,
}

/// Another answer to what a file leaves open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherReading {
    pub choice: LongText,
    pub change: LongText,
    pub options: LongText,
}

/// Something that a file leaves open, and how it was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileAnswer {
    pub question: ShortText,
    pub choice: LongText,
    pub confidence: Measure<1>,
    pub reasons: Vec<LongText>,
    pub options: LongText,
    pub mend: LongText,
    pub others: Vec<OtherReading>,
}

/// How a file would be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileReading {
    pub path: Path,
    pub files: Count,
    pub dialect: ShortText,
    pub columns: LongText,
    pub time_format: ShortText,
    pub delimiter: ShortText,
    pub decimal_mark: ShortText,
    pub answers: Vec<FileAnswer>,
    pub problem: LongText,
    pub digits: Digits,
    pub count: Count,
    pub packed: Packed,
}

/// Totals of a dry run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DryRunDone {
    pub symbol: Symbol,
    pub files: Count,
    pub files_skipped: Vec<LongText>,
}

/// Totals of an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportDone {
    pub symbol: Symbol,
    pub files: Count,
    pub files_skipped: Vec<LongText>,
    pub ticks_read: Count,
    pub ticks_new: Count,
    pub seconds: f64,
    pub volume_unit: ShortText,
    #[serde(default)]
    pub cancelled: bool,
    #[serde(default = "Count::zero")]
    pub ticks_resumed: Count,
    #[serde(default = "Count::zero")]
    pub ticks_replaced: Count,
    #[serde(default = "Count::zero")]
    pub gaps_between: Count,
    #[serde(default)]
    pub longest_gap: Option<Gap>,
}

/// The files of one import command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRun {
    pub id: Count,
    pub symbol: Symbol,
    pub imported_us: TimeUs,
    pub path: Path,
    pub files: Count,
    pub dialects: Vec<ShortText>,
    pub volume_units: Vec<ShortText>,
    pub time_zones: Vec<ShortText>,
    pub options: Vec<LongText>,
    pub ticks_read: Count,
    pub ticks_held: Count,
    pub rejected: Count,
    pub first_us: Option<TimeUs>,
    pub last_us: Option<TimeUs>,
    #[serde(default)]
    pub replaces: bool,
    #[serde(default)]
    pub unfinished: bool,
    #[serde(default)]
    pub incomplete: bool,
    #[serde(default)]
    pub undone_us: Option<TimeUs>,
}

/// Imports in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportsPart {
    pub imports: Vec<ImportRun>,
}

/// What became of the ticks of an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoDone {
    pub id: Count,
    pub symbol: Symbol,
    pub files: Count,
    pub removed: Count,
    pub kept: Count,
    pub restored: Count,
    #[serde(default)]
    pub incomplete: Vec<Path>,
    #[serde(default)]
    pub undone_us: Option<TimeUs>,
}

/// One day is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedDay {
    pub path: Path,
    pub ticks: Count,
    pub size: Count,
    pub days_total: Count,
}

/// Totals of an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveDone {
    pub symbol: Symbol,
    pub folder: Path,
    pub days: Count,
    pub ticks: Count,
    pub size: Count,
}

/// One UTC day by hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityDay {
    pub day_us: TimeUs,
    pub ticks: OfHours,
    pub open_s: OfHours,
    pub missing_s: OfHours,
}

/// Days in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityDays {
    pub symbol: Symbol,
    pub days: Items<QualityDay, 0, 1000>,
}

/// A stretch of a market's hours without a tick.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub from_us: TimeUs,
    pub to_us: TimeUs,
    pub market_us: Count,
}

/// Least and greatest of some values, their mean, and percentiles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    pub least: i64,
    pub p5: i64,
    pub p25: i64,
    pub median: i64,
    pub p75: i64,
    pub p95: i64,
    pub p99: i64,
    pub most: i64,
    pub mean: f64,
}

/// How many points a kind of fault costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    pub kind: ShortText,
    pub share: Share,
    pub points: Points,
}

/// What ticks are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    pub symbol: Symbol,
    pub digits: Digits,
    pub of: LongText,
    pub from_us: TimeUs,
    pub to_us: TimeUs,
    pub first_us: TimeUs,
    pub last_us: TimeUs,
    pub ticks: Count,
    pub open_s: Count,
    pub missing_s: Count,
    pub coverage: Share,
    pub gap_minutes: GapMinutes,
    pub gaps_total: Count,
    pub gaps: Items<Gap, 0, 1000>,
    pub findings: Vec<Finding>,
    pub rejected: Vec<Finding>,
    pub spread: Distribution,
    pub rate: Distribution,
    pub minutes: Count,
    pub busiest_us: TimeUs,
    pub deductions: Vec<Deduction>,
    pub score: Points,
}

/// An Arrow file is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exported {
    pub path: Path,
    pub rows: Count,
    pub size: Count,
}

/// The engine lives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    pub pid: Count,
    pub now_us: TimeUs,
}

/// Bars completed since the last message, and the forming one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarsUpdate {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub digits: Digits,
    pub epoch: Count,
    pub first_index: Count,
    pub completed: Packed,
    pub forming: Packed,
}

/// Ticks since the last message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicksUpdate {
    pub symbol: Symbol,
    pub digits: Digits,
    pub epoch: Count,
    pub packed: Packed,
}

/// An attached indicator with its values, columns of f64.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorValues {
    pub id: Count,
    pub name: IndicatorName,
    pub side: Side,
    pub params: Params,
    pub outputs: Vec<ShortText>,
    pub completed: Packed,
    pub forming: Packed,
}

/// One timeframe of a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotPart {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub digits: Digits,
    pub epoch: Count,
    pub position_us: TimeUs,
    pub ticks: Count,
    pub completed_count: Count,
    pub first_index: Count,
    pub completed: Packed,
    pub forming: Packed,
    pub progress: Share,
    #[serde(default)]
    pub indicators: Vec<IndicatorValues>,
}

/// What the engine keeps of a timeframe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeframeHealth {
    pub timeframe: TimeframeName,
    pub completed: Count,
    pub kept: Count,
    pub indicators: Count,
}

/// The state of one symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolHealth {
    pub symbol: Symbol,
    pub epoch: Count,
    pub ticks: Count,
    pub ticks_per_second: Count,
    pub late_refused: Count,
    pub late_reopened: Count,
    pub last_us: Option<TimeUs>,
    pub age_us: Option<Count>,
    pub state_bytes: Count,
    pub depth: Count,
    pub saved_us: Option<TimeUs>,
    pub timeframes: Vec<TimeframeHealth>,
    pub jumps: Count,
}

/// How the engine is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    pub pid: Count,
    pub now_us: TimeUs,
    pub started_us: TimeUs,
    pub symbols: Vec<SymbolHealth>,
    #[serde(default)]
    pub services: Vec<ServiceHealth>,
    #[serde(default = "Count::zero")]
    pub memory_bytes: Count,
}

/// How a service fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceState {
    Starting,
    Healthy,
    Degraded,
    Failed,
}

/// How a service of the engine is, and why it is not healthy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceHealth {
    pub name: ServiceName,
    pub state: ServiceState,
    #[serde(default)]
    pub reason: LongText,
    #[serde(default = "Count::zero")]
    pub restarts: Count,
}

/// How long requests of one kind took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestTimes {
    pub op: ShortText,
    pub count: Count,
    pub failed: Count,
    pub p50_us: Count,
    pub p99_us: Count,
    pub max_us: Count,
}

/// What was sent on a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicTraffic {
    pub topic: Topic,
    pub messages: Count,
    pub bytes: Count,
    pub overflows: Count,
}

/// What went over the bus since the engine started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    pub clients: Count,
    pub listeners: Count,
    pub requests: Vec<RequestTimes>,
    pub refused: BTreeMap<ShortText, Count>,
    pub topics: Vec<TopicTraffic>,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Trade,
    #[default]
    Read,
}

/// Keys for a program that the asker starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    #[serde(default)]
    pub role: Role,
    #[serde(default = "ValidSeconds::usual")]
    pub valid_s: ValidSeconds,
}

/// Where this run of the engine listens, and keys made for one guest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    pub role: Role,
    pub pid: Count,
    pub started_us: TimeUs,
    pub request_endpoint: Endpoint,
    pub stream_endpoint: Endpoint,
    pub server_public_key: CurveKey,
    pub client_public_key: CurveKey,
    pub client_secret_key: CurveKey,
}

/// Lines for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebugDump {
    pub text: DumpText,
}

/// What values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParamKind {
    Count,
    Real,
    Choice,
}

/// A parameter of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParamSpec {
    pub name: IndicatorParam,
    pub title: ShortText,
    pub kind: ParamKind,
    pub default: ParamValue,
    #[serde(default)]
    pub minimum: Option<Number>,
    #[serde(default)]
    pub maximum: Option<Number>,
    #[serde(default)]
    pub words: Vec<ShortText>,
}

/// Over the prices, or in a pane of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pane {
    Overlay,
    Own,
}

/// As what an output is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    Line,
    Band,
    Histogram,
    Dots,
    Steps,
    Hidden,
}

/// An output of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputSpec {
    pub name: ShortText,
    pub pane: Pane,
    pub style: Style,
    #[serde(default)]
    pub ahead: Option<ShortText>,
    #[serde(default)]
    pub back: Option<ShortText>,
}

/// An indicator: what there is to set, to read and to draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorSpec {
    pub name: IndicatorName,
    pub title: ShortText,
    pub group: ShortText,
    pub params: Vec<ParamSpec>,
    pub inputs: Vec<ShortText>,
    pub outputs: Vec<OutputSpec>,
    pub warm_up: Count,
    pub formula: LongText,
}

/// Every indicator, group after group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicators {
    pub indicators: Vec<IndicatorSpec>,
}

/// An indicator that is attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachedIndicator {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub id: Count,
    pub name: IndicatorName,
    pub side: Side,
    pub params: Params,
    pub outputs: Vec<ShortText>,
    pub warm_up: Count,
    pub topic: Topic,
}

/// What an indicator makes of the bars since the last message, and of the forming one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValuesUpdate {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub id: Count,
    pub epoch: Count,
    pub first_index: Count,
    pub completed: Packed,
    pub forming: Packed,
}

/// How much a line of the log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Info,
    Warning,
    Error,
}

/// A line of the engine's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    pub at_us: TimeUs,
    pub level: LogLevel,
    pub source: ShortText,
    pub text: LongText,
}

/// State of a topic after its message number `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicSnapshot {
    pub topic: Topic,
    pub seq: Count,
    pub body: Option<StreamBody>,
}

/// A replay state inside another message: with its tag, as everywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum TaggedReplayState {
    ReplayState(ReplayState),
}

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
    ReplayStop(ReplayStop),
    Subscribe(Subscribe),
    GetSnapshot(GetSnapshot),
    GetHealth(GetHealth),
    GetTraffic(GetTraffic),
    GetDebugDump(GetDebugDump),
    ListIndicators(ListIndicators),
    AttachIndicator(AttachIndicator),
    DetachIndicator(DetachIndicator),
    Invite(Invite),
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
    SnapshotPart(SnapshotPart),
    Health(Health),
    Traffic(Traffic),
    DebugDump(DebugDump),
    Indicators(Indicators),
    AttachedIndicator(AttachedIndicator),
    Invitation(Invitation),
}

/// Every stream message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum StreamBody {
    Heartbeat(Heartbeat),
    BarsUpdate(BarsUpdate),
    TicksUpdate(TicksUpdate),
    ValuesUpdate(ValuesUpdate),
    ReplayState(ReplayState),
    ImportProgress(ImportProgress),
    Health(Health),
    LogLine(LogLine),
}

fn yes() -> bool {
    true
}
