"""Declared secrets as `pyworkstation credentials list --json` tells them: all but their values."""

from __future__ import annotations

import msgspec

from pyworkstation.domain.units import format_time
from pyworkstation_ui.state.records import Column, Tone

_DAY_US = 86_400_000_000
_TONES = {"good": Tone.GOOD, "missing": Tone.DIM, "malformed": Tone.BAD, "expired": Tone.WARN}


class SecretRow(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. `set_us` and `due_us` are None where nobody knows them."""

    name: str
    condition: str
    words: str
    kept_in: str
    set_us: int | None
    due_us: int | None
    has_successor: bool
    purpose: str
    expected: str
    readers: tuple[str, ...]


def read_list(text: str) -> tuple[SecretRow, ...]:
    """Raises msgspec.MsgspecError for what is none."""
    return msgspec.json.decode(text, type=tuple[SecretRow, ...])


def columns(now_us: int) -> tuple[Column[SecretRow], ...]:
    """Of the table; ages are of this moment."""
    return (
        Column("Secret", lambda row: row.name, "interactive-brokers-signing-key"),
        Column("State", _state, "good, a new one waits", tip=lambda row: row.words, tone=_tone),
        Column("Age", lambda row: _age(row, now_us), "1,000 days", is_number=True),
        Column("New one due", lambda row: _day(row.due_us), "2026-11-21"),
        Column("For", lambda row: row.purpose, "Macro series of FRED", tip=lambda row: row.purpose),
    )


def told(row: SecretRow) -> str:
    """All there is to say of one."""
    kept = f"Kept in {row.kept_in}" if row.kept_in else "Not kept anywhere"
    set_at = "" if row.set_us is None else f", set on {_day(row.set_us)}"
    return (
        f"{row.purpose}\nForm: {row.expected}. Read by: {', '.join(row.readers)}. {kept}{set_at}. "
        f"State: {row.words}."
    )


def _state(row: SecretRow) -> str:
    return f"{row.condition}, a new one waits" if row.has_successor else row.condition


def _tone(row: SecretRow) -> Tone:
    return _TONES.get(row.condition, Tone.PLAIN)


def _age(row: SecretRow, now_us: int) -> str:
    if row.set_us is None:
        return ""
    days = max(now_us - row.set_us, 0) // _DAY_US
    return "1 day" if days == 1 else f"{days:,} days"


def _day(at_us: int | None) -> str:
    return "" if at_us is None else format_time(at_us)[:10]
