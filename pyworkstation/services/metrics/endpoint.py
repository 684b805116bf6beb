"""`http://127.0.0.1:PORT/metrics`, for a Prometheus on this machine and nobody else."""

from __future__ import annotations

import logging
import os
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.services.metrics.families import EngineCollector

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.services.metrics.families import Told

log = logging.getLogger(__name__)

_READ_S = 5.0
_OURSELVES = ("127.0.0.1", "localhost")


class MetricsEndpoint:
    """A service. Runs from its start on, until it is closed. Port 0 is a free one. Raises EnvironmentFailure for one that is taken."""

    def __init__(self, tell: Callable[[], Told], *, port: int) -> None:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(EngineCollector(tell))
        ProcessCollector(registry=registry)  # Memory and files, where the system tells.
        self._server = _listening(port, _page_of(registry))
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True)
        self._thread.start()

    @property
    def death(self) -> str:
        """Why it serves no longer; empty while it does."""
        return "" if self._thread.is_alive() else "its thread has ended"

    def close(self) -> None:
        """Let the port go."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows that would let another program have the same port, too.
    allow_reuse_address = os.name == "posix"


def _listening(port: int, page: type[BaseHTTPRequestHandler]) -> _Server:
    try:
        return _Server(("127.0.0.1", port), page)
    except OSError as error:
        raise EnvironmentFailure(
            f"port {port} of 127.0.0.1: expected a free port for the metrics, found that it cannot be had: "
            f"{error.strerror or error}; name another with PYWORKSTATION_METRICS_PORT, or end the program that has it"
        ) from None


def _page_of(registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        """One page, to be read."""

        timeout = _READ_S

        def do_GET(self) -> None:
            if not _is_ours(self.headers.get("Host", "")):
                # A web page whose name was made to lead here: its reader must not lend it our numbers.
                self._say(HTTPStatus.MISDIRECTED_REQUEST, b"ask for 127.0.0.1\n", "text/plain")
            elif self.path != "/metrics":
                self._say(HTTPStatus.NOT_FOUND, b"there is /metrics\n", "text/plain")
            else:
                self._say(HTTPStatus.OK, generate_latest(registry), CONTENT_TYPE_LATEST)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's names
            log.debug(format, *args)

        def _say(self, status: HTTPStatus, page: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

    return Page


def _is_ours(host: str) -> bool:
    return host.partition(":")[0].lower() in _OURSELVES
