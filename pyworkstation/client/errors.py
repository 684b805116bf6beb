"""How a request can fail, and whether it was done."""

from __future__ import annotations

from typing import Literal

from pyworkstation.domain.errors import BugError, EnvironmentFailure, WorkstationError

Outcome = Literal["not_done", "done", "unknown"]


class EngineGoneError(EnvironmentFailure):
    """The engine does not answer. `outcome` says whether the request may have been done all the same."""

    code = "engine_gone"

    def __init__(self, message: str, *, outcome: Outcome, went_away: bool = True) -> None:
        """`went_away`: it is known to have gone; else it is silent."""
        super().__init__(message)
        self.outcome = outcome
        self.went_away = went_away


class UnreadableAnswerError(BugError):
    """The answer came and is no message of the protocol. `outcome` says whether it told of a success."""

    code = "bad_answer"

    def __init__(self, message: str, *, outcome: Outcome) -> None:
        super().__init__(message)
        self.outcome = outcome


class RequestFailedError(WorkstationError):
    """The engine refused or failed; `code` is one of `protocol.envelope.ERROR_CODES`."""

    def __init__(self, code: str, message: str, details: dict[str, str]) -> None:
        super().__init__(message)
        self.code = code
        self.details = details
        self.exit_code = _EXIT_CODES.get(code, 70)
        self.outcome: Outcome = "not_done" if code in NEVER_BEGUN else "unknown"


class UnlockRefusedError(WorkstationError):
    """The passphrase was `wrong`, or came `too_soon` after a wrong one and was not looked at."""

    exit_code = 1
    code = "unlock_refused"

    def __init__(self, reason: Literal["wrong", "too_soon"], *, wait_ms: int) -> None:
        found = (
            "a wrong one" if reason == "wrong" else "a wrong one before, too short ago to look at this one"
        )
        super().__init__(f"passphrase: expected the right one, found {found}; wait {wait_ms / 1000:,.3g} s")
        self.reason = reason
        self.wait_ms = wait_ms


_EXIT_CODES = {
    "input_error": 1,
    "environment_failure": 3,
    "busy": 3,
    "deadline_passed": 3,
    "version_mismatch": 3,
    "service_down": 3,
    "not_allowed": 1,
    "locked": 1,
    "rate_limited": 3,
}
NEVER_BEGUN = frozenset(
    {
        "bad_message",
        "version_mismatch",
        "deadline_passed",
        "busy",
        "input_error",
        "not_allowed",
        "locked",
        "out_of_order",
        "rate_limited",
        "service_down",
    }
)
MAY_BE_DONE = frozenset({"environment_failure", "bug"})
"""Codes of requests that were begun, and failed on the way."""
