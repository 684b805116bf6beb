"""What the engine says of itself, once a second while somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import (
    GetTraffic,
    Health,
    RequestTimes,
    ServiceHealth,
    TopicTraffic,
    Traffic,
)
from pyworkstation_ui.models.answer import Answer, Stage
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.system import REQUEST_COLUMNS, SERVICE_COLUMNS, TOPIC_COLUMNS

if TYPE_CHECKING:
    from pyworkstation_ui.models.gauges_model import GaugesModel
    from pyworkstation_ui.models.questions import Questions


class SystemModel(QObject):
    """`changed` when there is something newer. The engine tells its health by itself; its traffic is asked for then."""

    changed = Signal()

    def __init__(self, questions: Questions, gauges: GaugesModel) -> None:
        super().__init__()
        self.gauges = gauges
        self.health: Health | None = None
        self._answer = Answer(questions)
        self.services: RecordTable[ServiceHealth] = RecordTable(SERVICE_COLUMNS, lambda row: row.name)
        self.requests: RecordTable[RequestTimes] = RecordTable(REQUEST_COLUMNS, lambda row: row.op)
        self.topics: RecordTable[TopicTraffic] = RecordTable(TOPIC_COLUMNS, lambda row: row.topic)
        self._answer.changed.connect(self._take_traffic)

    @property
    def traffic(self) -> Traffic | None:
        """What went over the bus."""
        return next((part for part in self._answer.parts if isinstance(part, Traffic)), None)

    @property
    def fault(self) -> str:
        """Why the newest traffic is not known."""
        return self._answer.fault

    def follow(self) -> None:
        """Once a frame: show the newest health, and ask for the traffic at that time."""
        health = self.gauges.health
        if health is self.health:
            return
        self.health = health
        if health is not None:
            self.services.set_rows(health.services)
            if self._answer.stage is not Stage.ASKED:
                self._answer.ask(GetTraffic())
        self.changed.emit()

    def _take_traffic(self) -> None:
        traffic = self.traffic
        if self._answer.stage is Stage.WHOLE and traffic is not None:
            self.requests.set_rows(traffic.requests)
            self.topics.set_rows(traffic.topics)
        if self._answer.stage is not Stage.ASKED:
            self.changed.emit()
