"""What only a running engine process has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.services.supervision.service import ServiceDownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import Invitation, Invite, Traffic
    from pyworkstation.services.alerts.alert_watch import AlertWatch
    from pyworkstation.services.credentials.secrets_watch import SecretsWatch
    from pyworkstation.services.following.followers import Followers
    from pyworkstation.services.lock.lock import Lock
    from pyworkstation.services.reload_settings import SettingsInForce
    from pyworkstation.services.replay.service import Replay
    from pyworkstation.services.streams import Streams
    from pyworkstation.services.supervision.service import Service
    from pyworkstation.services.supervision.supervisor import Supervisor
    from pyworkstation.services.trading.desk import Desk
    from pyworkstation.storage.audit.audit_log import AuditLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The parts of an engine. The replay is another one after it died and was started again, so it is asked for anew."""

    pid: int
    started_us: int
    supervisor: Supervisor
    replay_service: Service[Replay]
    audit_service: Service[AuditLog]
    trading_service: Service[Desk]
    alerts_service: Service[AlertWatch]
    secrets_service: Service[SecretsWatch]
    streams: Streams
    followers: Followers
    lock: Lock
    settings: SettingsInForce
    traffic: Callable[[], Traffic]
    invite: Callable[[Invite], Invitation]
    shut_down: Callable[[], None]

    @property
    def audit(self) -> AuditLog:
        """Raises ServiceDownError while it does not run."""
        return self.supervisor.get(self.audit_service)

    @property
    def replay(self) -> Replay:
        """Raises ServiceDownError while it does not run."""
        return self.supervisor.get(self.replay_service)

    @property
    def desk(self) -> Desk:
        """The trading desk. Raises ServiceDownError while it does not run."""
        return self.supervisor.get(self.trading_service)

    @property
    def alerts(self) -> AlertWatch:
        """Raises ServiceDownError while it does not run."""
        return self.supervisor.get(self.alerts_service)

    def secrets_if_up(self) -> SecretsWatch | None:
        """None while nobody looks at them."""
        try:
            return self.supervisor.get(self.secrets_service)
        except ServiceDownError:
            return None

    def replay_if_up(self) -> Replay | None:
        """None while it does not run."""
        try:
            return self.replay
        except ServiceDownError:
            return None

    def has_alert_on(self, topic: str) -> bool:
        """Does an alert listen to it?"""
        try:
            return self.alerts.hears(topic)
        except ServiceDownError:
            return False
