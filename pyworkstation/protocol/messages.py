"""Every message of the bus: requests, replies and stream bodies.

One struct per message, `op` on the wire names it. To add a message: write its struct here, list it in the union of
its kind at the end of this file, give it vectors in `ipc-spec/vectors`, and run `python ipc-spec/generate.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

PROTOCOL_VERSION = 1

Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]
TimeUs = Annotated[int, Meta(ge=-(2**62), le=2**62)]
Symbol = Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9._-]{0,31}$")]
TimeframeName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,12}$")]
Topic = Annotated[str, Meta(pattern=r"^[a-z]+(\.[A-Za-z0-9._-]+)?$", max_length=80)]
ShortText = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=10_000)]
Path = Annotated[str, Meta(min_length=1, max_length=4096)]
Sql = Annotated[str, Meta(min_length=1, max_length=100_000)]
PolicyText = Annotated[str, Meta(pattern=r"^[a-z-]{1,30}=(keep|drop|stop)$")]
Packed = Annotated[bytes, Meta(max_length=4_000_000)]
Speed = Annotated[float, Meta(gt=0, le=1_000_000)]
Digits = Annotated[int, Meta(ge=0, le=10)]
GapMinutes = Annotated[int, Meta(ge=1, le=100_000)]
Share = Annotated[float, Meta(ge=0, le=1)]
Points = Annotated[float, Meta(ge=0, le=100)]
OfHours = Annotated[list[Count], Meta(min_length=24, max_length=24)]
IndicatorName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]{1,40}$")]
Number = Annotated[float, Meta(ge=-1e15, le=1e15)]
IndicatorParam = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,40}$")]
PriceSide = Literal["bid", "ask", "mid"]
ServiceName = Annotated[str, Meta(pattern=r"^[a-z-]{1,40}$")]
RoleName = Literal["trade", "read"]
Endpoint = Annotated[str, Meta(pattern=r"^tcp://127\.0\.0\.1:[0-9]{1,5}$")]
CurveKey = Annotated[str, Meta(min_length=40, max_length=40)]
DumpText = Annotated[str, Meta(max_length=1_000_000)]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="op", kw_only=True):
    """Base of all bodies."""


# --- requests ---------------------------------------------------------------------------------------------------


class Ping(Message, frozen=True, tag="ping"):
    """Is the engine there? The nonce travels to the Rust engine and back."""

    nonce: Count


class GetStatus(Message, frozen=True, tag="get_status"):
    """What runs, and what is stored."""


class GetBars(Message, frozen=True, tag="get_bars"):
    """Bars whose open lies in [from_us, to_us), built from all their stored ticks. Answered in parts.

    Bars of counts (`T100`) are counted from the first stored tick, whatever the range.
    """

    symbol: Symbol
    timeframe: TimeframeName
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    boundary: Literal["left", "right"] = "left"
    day_close: Literal["new-york", "utc"] = "new-york"


class GetTicks(Message, frozen=True, tag="get_ticks"):
    """Stored ticks of [from_us, to_us). Answered in parts."""

    symbol: Symbol
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None


class RunQuery(Message, frozen=True, tag="run_query"):
    """A reading SQL statement on the store. Answered in parts."""

    sql: Sql


class TickFiles(Message, frozen=True):
    """Base of requests that read tick files: which, and how.

    Paths are absolute: the engine's current folder is not the caller's. What is not said of how to read the files is
    found out; `columns` and what stands below it spell out a layout; `policies` are `kind=keep`, `kind=drop` or
    `kind=stop`; past `max_rejects` rows left out of a file it is refused; `accept_prices` lets prices in that the
    instrument is not known to have had; with `replace` the files take the place of what is stored of their time.
    """

    paths: Annotated[list[Path], Meta(min_length=1, max_length=10_000)]
    symbol: Symbol
    dialect: ShortText = "auto"
    time_zone: ShortText | None = None
    volume_unit: Literal["auto", "units", "thousands", "millions"] = "auto"
    price_shift: Annotated[int, Meta(ge=-9, le=9)] | None = None
    accept_prices: bool = False
    replace: bool = False
    columns: ShortText | None = None
    time_format: ShortText | None = None
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] | None = None
    decimal_comma: bool = False
    has_header: bool = False
    policies: Annotated[list[PolicyText], Meta(max_length=20)] = []
    max_rejects: Count = 1000


class ImportTicks(TickFiles, frozen=True, tag="import_ticks"):
    """Import files and folders, in order. Answered by parts that tell the progress, one per file, and an `ImportDone`.

    A bad file among several is a `RefusedFile` part and the others go in; the only one is an error. `job` is a name to
    cancel the import by.
    """

    job: ShortText = ""


class DryRun(TickFiles, frozen=True, tag="dry_run"):
    """How an import would read these files; nothing is stored. Answered by a part per file, and a `DryRunDone`."""


class CancelImport(Message, frozen=True, tag="cancel_import"):
    """Stop the import that was asked with this `job`, a name that its sender chose; the same import later goes on.

    What was read so far is stored. No such import: nothing happens.
    """

    job: Annotated[str, Meta(min_length=1, max_length=200)]


class CancelRequest(Message, frozen=True, tag="cancel_request"):
    """This client waits no longer for the answer to its request `request_id`: no further part of it may come.

    A query is interrupted. A client that leaves altogether need not say so.
    """

    request_id: Count


class ListImports(Message, frozen=True, tag="list_imports"):
    """Every import of a symbol, or of all, oldest first, those undone and unfinished among them. Answered in parts."""

    symbol: Symbol | None = None


class UndoImport(Message, frozen=True, tag="undo_import"):
    """Take the ticks of import `id` out again; once more changes nothing. Ticks that other imports have too stay.

    Answered by an `UndoDone`; with `dry_run` it tells what would become of them, and nothing changes.
    """

    id: Count
    dry_run: bool = False


class ArchiveTicks(Message, frozen=True, tag="archive_ticks"):
    """Write stored ticks of [from_us, to_us) as Parquet, a file for each UTC day below `folder`, an absolute path.

    Answered by a part per day and a closing `ArchiveDone`.
    """

    symbol: Symbol
    folder: Path
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None


class GetQuality(Message, frozen=True, tag="get_quality"):
    """What the stored ticks of [from_us, to_us) are worth. Answered by parts of days and a closing `Quality`.

    `gap_minutes` of the instrument's hours without a tick are a gap.
    """

    symbol: Symbol
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    gap_minutes: GapMinutes = 5


class GetImportQuality(Message, frozen=True, tag="get_import_quality"):
    """What the ticks are worth that one import, by its number in the table `imports`, stored. Answered as `get_quality`."""

    import_id: Count
    gap_minutes: GapMinutes = 5


class BackUp(Message, frozen=True, tag="back_up"):
    """Write the database as it is now to the file `path`, an absolute one; none: a new file in the home's `backups`.

    A backup that is there is replaced with `force` only, anything else never. Answered by parts that tell the progress and
    a `BackupDone`. Others read and write meanwhile.
    """

    path: Path | None = None
    force: bool = False


class Verify(Message, frozen=True, tag="verify"):
    """Read all of the database and hold it against itself.

    Answered by parts that tell the progress, one for each fault, and a `VerifyDone`.
    """


class CheckFiles(Message, frozen=True, tag="check_files"):
    """What files are worth, read as this import of them would, one after the other; nothing is stored.

    Its policies and `max_rejects` count for nothing: rows that cannot be read, and those older than one before them,
    are left out, everything else is kept. Answered as `get_quality`, after parts that tell the progress.
    """

    files: ImportTicks
    gap_minutes: GapMinutes = 5


class ExportTicks(Message, frozen=True, tag="export_ticks"):
    """Write stored ticks of [from_us, to_us) as an Arrow file for one reader, who maps it into memory and deletes it."""

    symbol: Symbol
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    prices: Literal["float", "decimal", "points"] = "float"


class ExportBars(Message, frozen=True, tag="export_bars"):
    """As `ExportTicks`, of one side of the bars that `GetBars` answers with."""

    symbol: Symbol
    timeframe: TimeframeName
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None
    boundary: Literal["left", "right"] = "left"
    day_close: Literal["new-york", "utc"] = "new-york"
    side: Literal["bid", "ask", "mid"] = "bid"
    prices: Literal["float", "decimal", "points"] = "float"


class ReplayStart(Message, frozen=True, tag="replay_start"):
    """Replay stored ticks from `from_us` (default: the first), after building all bars of the ticks before it."""

    symbol: Symbol
    from_us: TimeUs | None = None
    speed: Speed = 1.0
    paused: bool = False


class ReplayPause(Message, frozen=True, tag="replay_pause"):
    """Hold the replay, or let it go on."""

    paused: bool


class ReplaySpeed(Message, frozen=True, tag="replay_speed"):
    """How many seconds of market time pass in one second."""

    speed: Speed


class ReplaySeek(Message, frozen=True, tag="replay_seek"):
    """Jump to a time, forward or back. Starts a new epoch."""

    to_us: TimeUs


class ReplayStop(Message, frozen=True, tag="replay_stop"):
    """End the replay and forget its state."""


class Subscribe(Message, frozen=True, tag="subscribe"):
    """Snapshots of topics, each with the sequence number of the last message it contains.

    Listen on the stream socket first, ask then, and drop stream messages up to that number. Ask again after a gap.
    """

    topics: Annotated[list[Topic], Meta(min_length=1, max_length=200)]


class GetSnapshot(Message, frozen=True, tag="get_snapshot"):
    """A replay's timeframes at one instant: all that are kept, or those named, which are built when they are not kept.

    Each comes with its forming bar, its last `bars` completed ones and the values of its indicators, as a `SnapshotPart`.
    """

    symbol: Symbol
    timeframes: Annotated[list[TimeframeName], Meta(max_length=64)] = []
    bars: Annotated[int, Meta(ge=0, le=500)] = 1


class GetHealth(Message, frozen=True, tag="get_health"):
    """How the engine is. Answered by a `Health`, at once, whatever else is going on."""


class GetTraffic(Message, frozen=True, tag="get_traffic"):
    """What went over the bus since the engine started. Answered by a `Traffic`, at once."""


class GetDebugDump(Message, frozen=True, tag="get_debug_dump"):
    """The state of a symbol, or of the one that there is, as text for people. Answered by a `DebugDump`."""

    symbol: Symbol | None = None


class ListIndicators(Message, frozen=True, tag="list_indicators"):
    """Every indicator that there is. Answered by an `Indicators`."""


class AttachIndicator(Message, frozen=True, tag="attach_indicator"):
    """Have an indicator computed on a timeframe of the replay's symbol. Answered by an `AttachedIndicator`.

    Its values come on topic `values.SYMBOL.TIMEFRAME.ID`. It stays over jumps of the replay and restarts of the engine, as
    long as a `holder` has it, a name that a client chooses for itself; asked for again, it is the same.
    """

    symbol: Symbol
    timeframe: TimeframeName
    name: IndicatorName
    side: PriceSide = "bid"
    params: dict[IndicatorParam, Number | ShortText] = {}
    holder: ShortText = ""


class DetachIndicator(Message, frozen=True, tag="detach_indicator"):
    """This `holder` needs an indicator no longer. It is gone when nobody holds it. Answered by `Done`."""

    symbol: Symbol
    id: Count
    holder: ShortText = ""


class Invite(Message, frozen=True, tag="invite"):
    """Keys for a program that the asker starts. They lapse unless they are used within `valid_s`. Answered by an `Invitation`.

    It is for a pipe that the program inherits, never for a command line, a variable or a file.
    """

    role: RoleName = "read"
    valid_s: Annotated[int, Meta(ge=1, le=300)] = 30


class Shutdown(Message, frozen=True, tag="shutdown"):
    """Stop the engine process in order."""


# --- replies ----------------------------------------------------------------------------------------------------


class Pong(Message, frozen=True, tag="pong"):
    """The nonce, back from Rust."""

    nonce: Count
    engine_version: ShortText


class Done(Message, frozen=True, tag="done"):
    """It is done; there is nothing more to say."""


class SymbolStatus(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is stored of one symbol."""

    symbol: Symbol
    digits: Digits
    ticks: Count
    first_us: TimeUs | None
    last_us: TimeUs | None
    sources: list[ShortText]


class ReplayState(Message, frozen=True, tag="replay_state"):
    """Where the replay stands. `symbol` is absent when none runs. Reply to replay requests and body of topic `replay`."""

    symbol: Symbol | None = None
    epoch: Count = 0
    position_us: TimeUs | None = None
    first_us: TimeUs | None = None
    last_us: TimeUs | None = None
    speed: Speed = 1.0
    paused: bool = True
    finished: bool = False
    ticks_done: Count = 0
    ticks_total: Count = 0
    ticks_per_second: Count = 0


class UnfinishedImport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file of which the first `ticks` are stored and the rest is not. `running`: it is being imported now."""

    symbol: Symbol
    path: Path
    ticks: Count
    running: bool = False


class Status(Message, frozen=True, tag="status"):
    """Reply to `get_status`."""

    version: ShortText
    environment: ShortText
    home: Path
    pid: Count | None
    started_us: TimeUs | None
    symbols: list[SymbolStatus]
    replay: ReplayState
    unfinished: list[UnfinishedImport] = []


class BarsPart(Message, frozen=True, tag="bars_part"):
    """Bars in order; `packed` holds `count` rows of the bars layout."""

    symbol: Symbol
    timeframe: TimeframeName
    digits: Digits
    count: Count
    packed: Packed


class TicksPart(Message, frozen=True, tag="ticks_part"):
    """Ticks in order; `packed` holds `count` rows of the ticks layout."""

    symbol: Symbol
    digits: Digits
    count: Count
    packed: Packed
    volume_digits: Digits = 0


class QueryPart(Message, frozen=True, tag="query_part"):
    """Rows of a query. Times (ISO 8601 with Z), dates and decimals come as text; `types` are DuckDB's."""

    columns: list[Text]
    types: list[Text]
    rows: list[list[str | int | float | bool | None]]


class ImportProgress(Message, frozen=True, tag="import_progress"):
    """How far an import is. Part of the reply to `import_ticks`, and body of topic `imports`.

    Bytes are those of the files as they lie on disk. The last message of an import on the topic has `running` false.
    """

    symbol: Symbol
    path: Path
    files_done: Count
    files_total: Count
    bytes_done: Count
    bytes_total: Count
    ticks_done: Count
    ticks_per_second: Count
    seconds_left: Count | None
    running: bool = True


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many ticks of a file have one kind of fault, left out or not."""

    kind: ShortText
    count: Count


class ImportedFile(Message, frozen=True, tag="imported_file"):
    """One file is in (or was already: then `ticks_new` is 0 and `already` says so)."""

    path: Path
    dialect: ShortText
    ticks_read: Count
    ticks_new: Count
    already: bool
    files_done: Count
    files_total: Count
    rejected: Count = 0
    findings: list[Finding] = []


class RefusedFile(Message, frozen=True, tag="refused_file"):
    """One file, or a folder that cannot be looked into, was left out; nothing of it is stored. The others go in."""

    path: Path
    reason: Text


class OtherReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another answer to what a file leaves open; what would change with it, and the options that say it."""

    choice: Text
    change: Text
    options: Text


class FileAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that a file leaves open, and how it was answered; `options` say the same.

    `question` is layout, day-order, time-zone, sides, volume-unit or price-scale. `confidence` is from 0 to 1; below 0.8
    an import leaves the file out, and `mend` says how to answer it oneself.
    """

    question: ShortText
    choice: Text
    confidence: Annotated[float, Meta(ge=0, le=1)]
    reasons: list[Text]
    options: Text
    mend: Text
    others: list[OtherReading]


class FileReading(Message, frozen=True, tag="file_reading"):
    """How a file would be read, and its first ticks: `packed` holds `count` rows of the ticks layout.

    `files` is how many hour files, from this one on, are read alike. `problem` is why an import would leave it out, if not
    for an answer that is too unsure; else it is empty. The fields of a layout are empty where a file has none.
    """

    path: Path
    files: Count
    dialect: ShortText
    columns: Text
    time_format: ShortText
    delimiter: ShortText
    decimal_mark: ShortText
    answers: list[FileAnswer]
    problem: Text
    digits: Digits
    count: Count
    packed: Packed


class DryRunDone(Message, frozen=True, tag="dry_run_done"):
    """How many files an import would read, and what it would pass over."""

    symbol: Symbol
    files: Count
    files_skipped: list[Text]


class ImportDone(Message, frozen=True, tag="import_done"):
    """Totals of an import. `cancelled`: some files, or the rest of one, are still to be imported.

    `volume_unit` is empty when none of the files has volumes. `gaps_between` stretches of five minutes or more of the
    instrument's hours lie between two files without a tick in any; the longest is told.
    `ticks_resumed` of those read had been stored by a run that stopped; `ticks_new` are of this run;
    for them `ticks_replaced` were put aside, which undoing the import brings back.
    """

    symbol: Symbol
    files: Count
    files_skipped: list[Text]
    ticks_read: Count
    ticks_new: Count
    seconds: float
    volume_unit: ShortText
    cancelled: bool = False
    ticks_resumed: Count = 0
    ticks_replaced: Count = 0
    gaps_between: Count = 0
    longest_gap: Gap | None = None


class ImportRun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The files of one import command: how they were read, and what is stored of them.

    `path` is the first file; `ticks_held` are those in the store that no earlier import had. `incomplete`: ticks of it
    may have gone with an import that was undone, and its files may be imported again.
    """

    id: Count
    symbol: Symbol
    imported_us: TimeUs
    path: Path
    files: Count
    dialects: list[ShortText]
    volume_units: list[ShortText]
    time_zones: list[ShortText]
    options: list[Text]
    ticks_read: Count
    ticks_held: Count
    rejected: Count
    first_us: TimeUs | None
    last_us: TimeUs | None
    replaces: bool = False
    unfinished: bool = False
    incomplete: bool = False
    undone_us: TimeUs | None = None


class ImportsPart(Message, frozen=True, tag="imports_part"):
    """Imports in order; one empty part when there are none."""

    imports: list[ImportRun]


class UndoDone(Message, frozen=True, tag="undo_done"):
    """What became of the ticks of an import: `removed`, `kept` as those of other imports, `restored` that it had replaced.

    `incomplete` are files of other imports that may have lost ticks with it. `undone_us`: it had been undone before.
    """

    id: Count
    symbol: Symbol
    files: Count
    removed: Count
    kept: Count
    restored: Count
    incomplete: list[Path] = []
    undone_us: TimeUs | None = None


class ArchivedDay(Message, frozen=True, tag="archived_day"):
    """One day is written, and was read back."""

    path: Path
    ticks: Count
    size: Count
    days_total: Count


class ArchiveDone(Message, frozen=True, tag="archive_done"):
    """Totals of an archive. `size` is in bytes; `folder` holds the days and `SHA256SUMS`."""

    symbol: Symbol
    folder: Path
    days: Count
    ticks: Count
    size: Count


class QualityDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One UTC day by hour: ticks, seconds in which the market was open, and seconds of those that lie in gaps."""

    day_us: TimeUs
    ticks: OfHours
    open_s: OfHours
    missing_s: OfHours


class QualityDays(Message, frozen=True, tag="quality_days"):
    """Days in order; those without a tick or an open hour are left out."""

    symbol: Symbol
    days: Annotated[list[QualityDay], Meta(max_length=1000)]


class Gap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch of a market's hours without a tick: from the last tick before it to the first after it.

    For `market_us` of that time the market was open.
    """

    from_us: TimeUs
    to_us: TimeUs
    market_us: Count


class Distribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Least and greatest of some values, their mean, and the least value that so many percent do not exceed."""

    least: Int64
    p5: Int64
    p25: Int64
    median: Int64
    p75: Int64
    p95: Int64
    p99: Int64
    most: Int64
    mean: float


class Deduction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many points a kind of fault costs: `share` of the ticks have it."""

    kind: ShortText
    share: Share
    points: Points


class Quality(Message, frozen=True, tag="quality"):
    """What ticks are worth. `score` is `coverage` times what the deductions leave of 100.

    `of` says which ticks; they were looked for in [from_us, to_us). `gaps` are the 1,000 longest, in order. `rejected`
    counts rows that an import left out, or a check of files would. `spread` is in points, `rate` in ticks a minute, of
    the minutes that have any.
    """

    symbol: Symbol
    digits: Digits
    of: Text
    from_us: TimeUs
    to_us: TimeUs
    first_us: TimeUs
    last_us: TimeUs
    ticks: Count
    open_s: Count
    missing_s: Count
    coverage: Share
    gap_minutes: GapMinutes
    gaps_total: Count
    gaps: Annotated[list[Gap], Meta(max_length=1000)]
    findings: list[Finding]
    rejected: list[Finding]
    spread: Distribution
    rate: Distribution
    minutes: Count
    busiest_us: TimeUs
    deductions: list[Deduction]
    score: Points


class UpkeepProgress(Message, frozen=True, tag="upkeep_progress"):
    """How far a backup or a check is: so many ticks of what it is `doing`."""

    doing: ShortText
    ticks_done: Count
    ticks_total: Count


class BackupDone(Message, frozen=True, tag="backup_done"):
    """A backup is written, and was read back. `size` is in bytes."""

    path: Path
    symbols: Count
    ticks: Count
    size: Count
    seconds: float


class VerifyFault(Message, frozen=True, tag="verify_fault"):
    """Something is wrong with the database, or cannot be read."""

    words: Text


class VerifiedSymbol(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What could be read of one symbol. Equal ticks have equal hashes, wherever they lie, with one version of DuckDB."""

    symbol: ShortText
    ticks: Count
    days: Count
    hash: ShortText


class VerifyDone(Message, frozen=True, tag="verify_done"):
    """All was read. `checked` is false for a database of an older schema, which is not held against itself."""

    path: Path
    schema: Count
    checked: bool
    faults: Count
    symbols: list[VerifiedSymbol]
    seconds: float


class Exported(Message, frozen=True, tag="exported"):
    """The Arrow file is written. `size` is in bytes."""

    path: Path
    rows: Count
    size: Count


class IndicatorValues(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An attached indicator. Values are columns of float64 by output: one row a completed bar, one row for the forming one.

    NaN is no value yet; `forming` is empty without a forming bar.
    """

    id: Count
    name: IndicatorName
    side: PriceSide
    params: dict[IndicatorParam, Number | ShortText]
    outputs: list[ShortText]
    completed: Packed
    forming: Packed


class SnapshotPart(Message, frozen=True, tag="snapshot_part"):
    """One timeframe after tick number `ticks`: its forming bar, and completed bars from index `first_index` on.

    `progress` is how far the forming bar has come. All parts of one answer are of one instant.
    """

    symbol: Symbol
    timeframe: TimeframeName
    digits: Digits
    epoch: Count
    position_us: TimeUs
    ticks: Count
    completed_count: Count
    first_index: Count
    completed: Packed
    forming: Packed
    progress: Share
    indicators: list[IndicatorValues] = []


class TimeframeHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Bars completed since the start of the epoch, those that the ring still has, and how many indicators are attached."""

    timeframe: TimeframeName
    completed: Count
    kept: Count
    indicators: Count


class SymbolHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The state of one symbol. `age_us` is how long ago, by the wall clock, the last tick came in.

    Late ticks are those older than one before them. A ring holds `depth` bars; `saved_us` is when the state was saved. `jumps`
    counts moves of more than 10,000 Renko bricks in one tick, which drew none. A `last_us` after the reply's `now_us` is a tick
    with a wrong clock: every one after it is late until time gets there.
    """

    symbol: Symbol
    epoch: Count
    ticks: Count
    ticks_per_second: Count
    late_refused: Count
    late_reopened: Count
    last_us: TimeUs | None
    age_us: Count | None
    state_bytes: Count
    depth: Count
    saved_us: TimeUs | None
    timeframes: list[TimeframeHealth]
    jumps: Count


class ServiceHealth(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a service of the engine is, and why it is not healthy. `restarts` counts how often it died and was started again.

    A degraded one runs, but the last request to it failed, and not by its asker's fault; a failed one does not run, and is
    tried again by itself.
    """

    name: ServiceName
    state: Literal["starting", "healthy", "degraded", "failed"]
    reason: Text = ""
    restarts: Count = 0


class Health(Message, frozen=True, tag="health"):
    """Reply to `get_health`, and topic `health` once a second. Services come in the order in which they start.

    `memory_bytes` is what the engine's process holds; 0 on a system that does not say.
    """

    pid: Count
    now_us: TimeUs
    started_us: TimeUs
    symbols: list[SymbolHealth]
    services: list[ServiceHealth] = []
    memory_bytes: Count = 0


class RequestTimes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long requests of one kind took, from their arrival to the last part of the answer; percentiles to within 1/32.

    `failed` were answered with an error by their service.
    """

    op: ShortText
    count: Count
    failed: Count
    p50_us: Count
    p99_us: Count
    max_us: Count


class TopicTraffic(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was sent on a topic. `overflows`: how often a listener's queue was full, which then missed what came until it read."""

    topic: Topic
    messages: Count
    bytes: Count
    overflows: Count


class Traffic(Message, frozen=True, tag="traffic"):
    """Reply to `get_traffic`. `refused` counts by error code what no service saw, and by other names what got no answer."""

    clients: Count
    listeners: Count
    requests: list[RequestTimes]
    refused: dict[ShortText, Count]
    topics: list[TopicTraffic]


class Invitation(Message, frozen=True, tag="invitation"):
    """Reply to `invite`: where this run of the engine listens, and keys made for one guest. They last as long as the run."""

    role: RoleName
    pid: Count
    started_us: TimeUs
    request_endpoint: Endpoint
    stream_endpoint: Endpoint
    server_public_key: CurveKey
    client_public_key: CurveKey
    client_secret_key: CurveKey

    def __repr__(self) -> str:
        return f"Invitation(role={self.role!r}, request_endpoint={self.request_endpoint!r})"


class DebugDump(Message, frozen=True, tag="debug_dump"):
    """Reply to `get_debug_dump`: lines for people, which may change from version to version."""

    text: DumpText


class ParamSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A parameter of an indicator. A count is a whole number; a choice is one of `words`, and has no bounds."""

    name: IndicatorParam
    title: ShortText
    kind: Literal["count", "real", "choice"]
    default: Number | ShortText
    minimum: Number | None = None
    maximum: Number | None = None
    words: list[ShortText] = []


class OutputSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An output of an indicator: over the prices or in a pane of its own, and as what it is drawn.

    `ahead` and `back` name the parameter that says how many bars later or earlier.
    """

    name: ShortText
    pane: Literal["overlay", "own"]
    style: Literal["line", "band", "histogram", "dots", "steps", "hidden"]
    ahead: ShortText | None = None
    back: ShortText | None = None


class IndicatorSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An indicator: what there is to set, to read and to draw. `warm_up` is with its defaults, in bars."""

    name: IndicatorName
    title: ShortText
    group: ShortText
    params: list[ParamSpec]
    inputs: list[ShortText]
    outputs: list[OutputSpec]
    warm_up: Count
    formula: Text


class Indicators(Message, frozen=True, tag="indicators"):
    """Reply to `list_indicators`, group after group."""

    indicators: list[IndicatorSpec]


class AttachedIndicator(Message, frozen=True, tag="attached_indicator"):
    """Reply to `attach_indicator`, every parameter with its value. After `warm_up` bars all outputs have values."""

    symbol: Symbol
    timeframe: TimeframeName
    id: Count
    name: IndicatorName
    side: PriceSide
    params: dict[IndicatorParam, Number | ShortText]
    outputs: list[ShortText]
    warm_up: Count
    topic: Topic


# --- stream bodies ----------------------------------------------------------------------------------------------


class Heartbeat(Message, frozen=True, tag="heartbeat"):
    """Topic `heartbeat`, four times a second: the engine lives."""

    pid: Count
    now_us: TimeUs


class BarsUpdate(Message, frozen=True, tag="bars_update"):
    """Topic `bars.SYMBOL.TIMEFRAME`: the bars completed since the last message, and the forming bar.

    `first_index` is the index, within the epoch, of the first row of `completed`; with no completed bar, of the next
    one. A snapshot of the topic carries all bars that the engine keeps.
    """

    symbol: Symbol
    timeframe: TimeframeName
    digits: Digits
    epoch: Count
    first_index: Count
    completed: Packed
    forming: Packed


class TicksUpdate(Message, frozen=True, tag="ticks_update"):
    """Topic `ticks.SYMBOL`: the ticks since the last message. A snapshot carries the last tick alone."""

    symbol: Symbol
    digits: Digits
    epoch: Count
    packed: Packed


class ValuesUpdate(Message, frozen=True, tag="values_update"):
    """Topic `values.SYMBOL.TIMEFRAME.ID`, after the `BarsUpdate` of the same bars: what an indicator makes of them.

    Columns of float64 by output, in the order that `attach_indicator` was answered with; NaN is no value yet. Row
    numbers are as in `BarsUpdate`. A snapshot of the topic carries the values of all bars that the engine keeps.
    """

    symbol: Symbol
    timeframe: TimeframeName
    id: Count
    epoch: Count
    first_index: Count
    completed: Packed
    forming: Packed


class LogLine(Message, frozen=True, tag="log_line"):
    """Topic `log`: a line of the engine's log, from `info` on. The rest of a long one, and traces, are in its file alone."""

    at_us: TimeUs
    level: Literal["info", "warning", "error"]
    source: ShortText
    text: Text


class TopicSnapshot(Message, frozen=True, tag="topic_snapshot"):
    """Reply part to `subscribe`: state of a topic after its message number `seq`. No body: nothing to show yet."""

    topic: Topic
    seq: Count
    body: (
        Heartbeat
        | BarsUpdate
        | TicksUpdate
        | ValuesUpdate
        | ReplayState
        | ImportProgress
        | Health
        | LogLine
        | None
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
    | ReplayStop
    | Subscribe
    | GetSnapshot
    | GetHealth
    | GetTraffic
    | GetDebugDump
    | ListIndicators
    | AttachIndicator
    | DetachIndicator
    | Invite
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
    | SnapshotPart
    | Health
    | Traffic
    | DebugDump
    | Indicators
    | AttachedIndicator
    | Invitation
)

StreamBody = (
    Heartbeat | BarsUpdate | TicksUpdate | ValuesUpdate | ReplayState | ImportProgress | Health | LogLine
)
