"""Stored symbols, imports and rows left out: the columns of their tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pyworkstation.domain.units import format_time
from pyworkstation_ui.state.records import Column, Tone

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import ImportRun, SymbolStatus, UndoDone

_SECOND_US = 1_000_000
_TIME = "2025-03-10 00:00:00"


def format_second(ts_us: int | None) -> str:
    """`2025-03-10 12:00:05`, UTC; empty when there is none."""
    if ts_us is None:
        return ""
    return format_time(ts_us // _SECOND_US * _SECOND_US).replace("T", " ").removesuffix("Z")


def stored_words(row: SymbolStatus) -> str:
    """`306,657 ticks, 2025-03-06 to 2025-03-11`."""
    days = [format_second(each).partition(" ")[0] for each in (row.first_us, row.last_us)]
    return f"{row.ticks:,} ticks, {days[0]} to {days[1]}" if all(days) else f"{row.ticks:,} ticks"


SYMBOL_COLUMNS: tuple[Column[SymbolStatus], ...] = (
    Column("Symbol", lambda row: row.symbol, "XAUUSD.X"),
    Column(
        "Ticks", lambda row: f"{row.ticks:,}", "1,000,000,000", is_number=True, order=lambda row: row.ticks
    ),
    Column("First, UTC", lambda row: format_second(row.first_us), _TIME),
    Column("Last, UTC", lambda row: format_second(row.last_us), _TIME),
    Column("Digits", lambda row: str(row.digits), "5", is_number=True, says="Decimals of its prices"),
    Column(
        "Read from", lambda row: ", ".join(row.sources), "dukascopy", tip=lambda row: "\n".join(row.sources)
    ),
)


def import_state(run: ImportRun) -> str:
    """What is to be said of an import beside its numbers."""
    if run.undone_us is not None:
        return f"undone {format_second(run.undone_us)}"
    if run.unfinished:
        return "unfinished: import it again to go on"
    if run.incomplete:
        return "may lack ticks: import it again"
    return "replaced others" if run.replaces else "stored"


def _import_tone(run: ImportRun) -> Tone:
    if run.undone_us is not None:
        return Tone.DIM
    return Tone.WARN if run.unfinished or run.incomplete else Tone.GOOD


def _faded(run: ImportRun) -> Tone:
    return Tone.DIM if run.undone_us is not None else Tone.PLAIN


def read_as(run: ImportRun) -> str:
    """`default, millions, UTC`, and what else was said of how to read its files."""
    parts = (run.dialects, run.volume_units, run.time_zones, run.options)
    return ", ".join("/".join(part) for part in parts if part)


IMPORT_COLUMNS: tuple[Column[ImportRun], ...] = (
    Column("No.", lambda run: str(run.id), "1,000", is_number=True, tone=_faded, order=lambda run: run.id),
    Column("Imported, UTC", lambda run: format_second(run.imported_us), _TIME, tone=_faded),
    Column("Symbol", lambda run: run.symbol, "XAUUSD.X", tone=_faded),
    Column(
        "Files",
        lambda run: f"{run.files:,}",
        "10,000",
        is_number=True,
        tone=_faded,
        order=lambda run: run.files,
    ),
    Column(
        "Ticks read",
        lambda run: f"{run.ticks_read:,}",
        "100,000,000",
        is_number=True,
        tone=_faded,
        order=lambda run: run.ticks_read,
    ),
    Column(
        "Held",
        lambda run: f"{run.ticks_held:,}",
        "100,000,000",
        is_number=True,
        says="Ticks in the store that no earlier import had",
        tone=_faded,
        order=lambda run: run.ticks_held,
    ),
    Column(
        "Left out",
        lambda run: f"{run.rejected:,}",
        "10,000",
        is_number=True,
        says="Rows that were not imported: choose the import and look at Rows left out",
        tone=lambda run: Tone.WARN if run.rejected else _faded(run),
        order=lambda run: run.rejected,
    ),
    Column("State", import_state, "undone 2025-03-10 00:00:00", tone=_import_tone, tip=import_state),
    Column("Read as", read_as, "default, millions, UTC", tone=_faded, tip=read_as),
    Column("From", lambda run: PurePath(run.path).name, "ticks.csv", tone=_faded, tip=lambda run: run.path),
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of a file that was not imported."""

    place: int
    path: str
    line: int
    kind: str
    reason: str
    raw: str


LEFT_OUT_MOST = 1000
LEFT_OUT_COLUMNS: tuple[Column[LeftOut], ...] = (
    Column("File", lambda row: PurePath(row.path).name, "EURUSD_ticks_2019.csv", tip=lambda row: row.path),
    Column("Line", lambda row: f"{row.line:,}", "1,000,000", is_number=True, order=lambda row: row.line),
    Column("Kind", lambda row: row.kind, "out-of-order"),
    Column(
        "Why", lambda row: row.reason, "expected a time after the one before it", tip=lambda row: row.reason
    ),
    Column("Row", lambda row: row.raw, "2019-02-04", tip=lambda row: row.raw),
)


def left_out_sql(symbol: str) -> str:
    """The rows left out of a symbol's files, the newest import first. A symbol holds nothing that SQL would misread."""
    return (
        "SELECT path, line, kind, reason, raw FROM rejects "
        f"WHERE symbol = '{symbol}' ORDER BY imported_at DESC, path, line LIMIT {LEFT_OUT_MOST}"
    )


DATABASE_SIZE_SQL = "SELECT used_blocks * block_size FROM pragma_database_size() LIMIT 1"


def undo_words(done: UndoDone) -> str:
    """What would become of an import's ticks, as a question is asked about it."""
    if done.undone_us is not None:
        return f"Import {done.id} was undone before, {format_second(done.undone_us)}."
    lines = [f"{done.removed:,} ticks of {done.symbol} go out of the store."]
    if done.kept:
        lines.append(f"{done.kept:,} stay, for other imports have them too.")
    if done.restored:
        lines.append(f"{done.restored:,} come back that it had replaced.")
    lines += [f"{path} may lack ticks then: import it again." for path in done.incomplete]
    return "\n".join(lines)
