"""`python -m pyworkstation.cli.answer HOME`: one request on stdin, its answer on stdout; for `pyworkstation.client`."""

from __future__ import annotations

import os
import sys
import traceback

from pyworkstation.cli.ask import open_ask
from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.domain.home import find_home
from pyworkstation.domain.redaction import redact
from pyworkstation.protocol.envelope import ErrorBody, ReplyEnvelope, decode_request, encode
from pyworkstation.protocol.messages import PROTOCOL_VERSION


def main(home: str) -> int:
    """Answer; the exit code is 0 for a refusal too, which is an answer."""
    request = decode_request(sys.stdin.buffer.read())
    try:
        with open_ask(find_home(home, os.environ)) as ask:
            [body] = ask(request.body)
        reply = ReplyEnvelope(v=PROTOCOL_VERSION, id=request.id, body=body)
    except WorkstationError as error:
        reply = ReplyEnvelope(v=PROTOCOL_VERSION, id=request.id, error=_error_body(error))
    except Exception as error:  # noqa: BLE001  (the edge of the process)
        print(redact(traceback.format_exc()), file=sys.stderr)
        reply = ReplyEnvelope(
            v=PROTOCOL_VERSION,
            id=request.id,
            error=ErrorBody(code="bug", message=redact(repr(error))[:10_000]),
        )
    sys.stdout.buffer.write(encode(reply))
    sys.stdout.flush()
    return 0


def _error_body(error: WorkstationError) -> ErrorBody:
    details = error.details() if isinstance(error, InputError) else {}
    shown = {name: redact(text) for name, text in details.items()}
    return ErrorBody(code=error.code, message=redact(str(error))[:10_000], details=shown)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
