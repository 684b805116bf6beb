"""The trading records of the audit log: what an account was opened with, and all that happened to it since.

Invariant: an account is what these records make of it, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from pyworkstation.services.replay.tick_feed import Place
from pyworkstation.services.trading.terms import AccountTerms, InstrumentTerms
from pyworkstation.storage.audit.audit_log import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation.storage.audit.chain import Record


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the market stood: behind `of_that_time` ticks of time `last_us` of a symbol, at `at_us`, in an epoch of the replay.

    `others` are the places of the other symbols of which something is open.
    """

    symbol: str | None
    at_us: int
    last_us: int = 0
    of_that_time: int = 0
    epoch: int = 0
    others: dict[str, tuple[int, int]] = {}

    @property
    def place(self) -> Place:
        """Behind which tick of `symbol`."""
        return Place(self.last_us, self.of_that_time)

    def places(self) -> dict[str, Place]:
        """Of each symbol behind which tick it stood, as far as it is known."""
        own = {} if self.symbol is None else {self.symbol: self.place}
        return own | {symbol: Place(*place) for symbol, place in self.others.items()}


class AccountOpened(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new account in place of the one before."""

    terms: AccountTerms


class InstrumentListed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An instrument is traded from now on, or with other terms."""

    symbol: str
    terms: InstrumentTerms


class Happened(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one command or one tick brought about."""

    mark: Mark
    events: msgspec.Raw


class AccountRewound(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The replay stepped back and was traded on: what was recorded after number `to` is forgotten."""

    to: int


class PositionNoted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the trader wrote on a position, in place of what was there."""

    position: int
    note: str
    tags: list[str]


Step = AccountOpened | InstrumentListed | Happened | AccountRewound | PositionNoted

KINDS: dict[str, type[Step]] = {
    "account_opened": AccountOpened,
    "instrument_listed": InstrumentListed,
    "order_events": Happened,
    "account_rewound": AccountRewound,
    "position_noted": PositionNoted,
}
"""Kinds of the log's records that are ours."""

_NAMES = {struct: kind for kind, struct in KINDS.items()}


class Past(NamedTuple):
    """A step, and the number of its record."""

    seq: int
    step: Step


def entry_of(step: Step) -> Entry:
    """As it goes into the log."""
    return Entry(_NAMES[type(step)], msgspec.Raw(msgspec.json.encode(step)))


def past_of(records: Iterable[Record]) -> tuple[list[Past], int]:
    """The steps that make the account what it is, and the number of the record that last rewrote its history."""
    kept: list[Past] = []
    history = 0
    for record in records:
        struct = KINDS.get(record.kind)
        if struct is None:
            continue
        step = msgspec.json.decode(record.body, type=struct)
        if isinstance(step, AccountOpened):
            kept, history = [], record.seq
        elif isinstance(step, AccountRewound):
            kept, history = [past for past in kept if past.seq <= step.to], record.seq
            continue
        kept.append(Past(record.seq, step))
    return kept, history
