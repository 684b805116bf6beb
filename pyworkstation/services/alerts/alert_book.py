"""Alerts and what fired, in a file that is whole or not at all: whoever reads it after a kill knows of every one told."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec
from msgspec import Meta, structs

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.domain.whole_file import write_whole
from pyworkstation.protocol.messages import Alert, AlertFired, Alerts, AlertTerms, Count
from pyworkstation.protocol.messages.alerts import MOST_ALERTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

log = logging.getLogger(__name__)

KEPT = MOST_ALERTS
"""Of what fired."""


class Firing(NamedTuple):
    """An alert has fired, at a time of the market where that is known."""

    alert_id: int
    at_us: int | None
    value: float
    text: str


class SavedAlerts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file."""

    version: Annotated[int, Meta(ge=1, le=1)] = 1
    next_id: Count = 1
    last: Count = 0
    alerts: list[Alert] = []
    fired: list[AlertFired] = []


class AlertBook:
    """Thread-safe. Every change is in the file before the method that makes it returns."""

    def __init__(self, path: Path, *, now_us: Callable[[], int] = lambda: time.time_ns() // 1000) -> None:
        """Raises EnvironmentFailure for a file that cannot be read or holds something else: it is the user's, and stays."""
        self._path = path
        self._now_us = now_us
        self._lock = threading.Lock()
        self._saved = _read(path)
        self._armed: tuple[list[Alert], list[Alert]] = ([], [])

    def armed(self) -> list[Alert]:
        """Those that may fire: the same list, until one is set, fires or goes."""
        alerts, armed = self._armed
        if alerts is not self._saved.alerts:
            alerts = self._saved.alerts
            armed = [alert for alert in alerts if alert.armed]
            self._armed = alerts, armed
        return armed

    def listing(self, after: int = 0) -> Alerts:
        """All alerts, and what fired after a number."""
        saved = self._saved
        fired = [each for each in saved.fired if each.number > after]
        return Alerts(alerts=saved.alerts, fired=fired, last=saved.last)

    def set(self, terms: AlertTerms, *, alert_id: int | None) -> Alert:
        """Arm a new one, or one in the place of another. Raises InputError for too many, and for an id that is none."""
        with self._lock:
            saved = self._saved
            if alert_id is not None:
                self._find(alert_id)
            elif len(saved.alerts) >= MOST_ALERTS:
                raise InputError(
                    expected=f"at most {MOST_ALERTS:,} alerts",
                    found="one more",
                    where="set_alert",
                    mend="delete some that have fired",
                )
            number = saved.next_id if alert_id is None else alert_id
            alert = Alert(id=number, terms=terms, armed=True, fired=0, set_us=self._now_us())
            others = [each for each in saved.alerts if each.id != number]
            self._store(alerts=[*others, alert], next_id=max(saved.next_id, number + 1))
            return alert

    def delete(self, alert_id: int) -> Alert:
        """It is gone; what it fired is not. Raises InputError for an id that is none."""
        with self._lock:
            gone = self._find(alert_id)
            self._store(alerts=[each for each in self._saved.alerts if each.id != alert_id])
            return gone

    def fire(self, firings: Iterable[Firing]) -> list[AlertFired]:
        """Note that they fired, all at once; those that were still armed. A disk that fails is logged: the user is told all the same."""
        with self._lock:
            alerts = {alert.id: alert for alert in self._saved.alerts}
            fired: list[AlertFired] = []
            for firing in firings:
                alert = alerts.get(firing.alert_id)
                if alert is None or not alert.armed:
                    continue
                fired.append(self._fired(alert.terms, firing, number=self._saved.last + 1 + len(fired)))
                alerts[alert.id] = structs.replace(
                    alert,
                    armed=alert.terms.again,
                    fired=alert.fired + 1,
                    fired_us=alert.fired_us if firing.at_us is None else firing.at_us,
                )
            if fired:
                kept = [*self._saved.fired, *fired][-KEPT:]
                try:
                    self._store(alerts=list(alerts.values()), fired=kept, last=fired[-1].number)
                except EnvironmentFailure as error:
                    log.error("alerts fired and could not be noted: %s", error)
            return fired

    def _fired(self, terms: AlertTerms, firing: Firing, *, number: int) -> AlertFired:
        return AlertFired(
            number=number,
            id=firing.alert_id,
            at_us=firing.at_us,
            told_us=self._now_us(),
            value=firing.value,
            terms=terms,
            text=firing.text,
        )

    def note_fault(self, alert_id: int, fault: str) -> bool:
        """Why it cannot be watched for; empty: it can. Not stored: another run finds out for itself. Has it changed?"""
        with self._lock:
            before = next((each for each in self._saved.alerts if each.id == alert_id), None)
            if before is None or before.fault == fault:
                return False
            alerts = [
                structs.replace(each, fault=fault) if each is before else each for each in self._saved.alerts
            ]
            self._saved = structs.replace(self._saved, alerts=alerts)
            return True

    def _find(self, alert_id: int) -> Alert:
        found = next((each for each in self._saved.alerts if each.id == alert_id), None)
        if found is None:
            known = ", ".join(str(each.id) for each in self._saved.alerts) or "none"
            raise InputError(
                expected=f"the number of an alert ({known})",
                found=str(alert_id),
                where="id",
                mend="`pyworkstation alerts` lists them",
            )
        return found

    def _store(self, **changes: object) -> None:
        saved = structs.replace(self._saved, **changes)
        # In memory it holds even where the disk fails: better told twice than not at all.
        self._saved = saved
        try:
            write_whole(self._path, msgspec.json.format(msgspec.json.encode(saved)))
        except OSError as error:
            raise EnvironmentFailure(f"{self._path}: could not be written, {error.strerror}") from None


def _read(path: Path) -> SavedAlerts:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return SavedAlerts()
    except OSError as error:
        raise EnvironmentFailure(f"{path}: could not be read, {error.strerror}") from None
    try:
        return msgspec.json.decode(content, type=SavedAlerts)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise EnvironmentFailure(
            f"{path}: expected saved alerts, found {error}; move the file away to begin anew"
        ) from None
