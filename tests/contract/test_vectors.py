"""The golden vectors, read by our codec and by the independent `msgpack` package. Rust runs the same files."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgpack
import msgspec
import pytest

from pyworkstation.protocol import envelope

VECTORS = Path(__file__).parents[2] / "ipc-spec" / "vectors"
Decode = Callable[[bytes], envelope.RequestEnvelope | envelope.ReplyEnvelope | envelope.StreamEnvelope]
DECODERS: dict[str, Decode] = {
    "request": envelope.decode_request,
    "reply": envelope.decode_reply,
    "stream": envelope.decode_stream,
}


def _cases(folder: str) -> list[Any]:
    cases = []
    for path in sorted((VECTORS / folder).glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for case in document["cases"]:
            title = f"{path.stem}: {case.get('name') or case['why']}"
            cases.append(pytest.param(document["envelope"], case, id=title))
    return cases


@pytest.mark.parametrize(("kind", "case"), _cases("valid"))
def test_valid_vector_decodes_and_encodes_to_the_same_bytes(kind: str, case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    message = DECODERS[kind](data)
    assert envelope.encode(message) == data


@pytest.mark.parametrize(("kind", "case"), _cases("valid"))
def test_valid_vector_reads_the_same_with_the_msgpack_package(kind: str, case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    ours = msgspec.msgpack.decode(envelope.encode(DECODERS[kind](data)))
    assert msgpack.unpackb(data) == ours


@pytest.mark.parametrize(("kind", "case"), _cases("invalid"))
def test_invalid_vector_is_refused(kind: str, case: dict[str, Any]) -> None:
    with pytest.raises(envelope.BadMessageError):
        DECODERS[kind](bytes.fromhex(case["hex"]))


@pytest.mark.parametrize("speed", [math.nan, math.inf, -math.inf])
def test_no_float_that_is_not_a_number_gets_in(speed: float) -> None:
    data = msgpack.packb({"v": 1, "id": 1, "deadline_us": 0, "body": {"op": "replay_speed", "speed": speed}})
    with pytest.raises(envelope.BadMessageError):
        envelope.decode_request(data)


def test_over_long_message_is_refused_unread() -> None:
    with pytest.raises(envelope.BadMessageError, match="at most"):
        envelope.decode_request(b"\x00" * (envelope.MAX_MESSAGE_BYTES + 1))
